"""I am an agent, and open an emergency with the key of my session."""

from dataclasses import replace
from typing import Any

import pytest

from keyturn.errors import CallerError
from keyturn.model.gate import GateKind
from keyturn.testing.gatekeepers import Gatekeepers, new_key
from keyturn.testing.house import DEVELOPMENT, House, Opened
from tests.bounding import DELETE, emergency, urgent


@pytest.fixture
def session(house: House) -> Opened:
    return urgent(house)


def reviews(house: House) -> list[Any]:
    return list(house.ask("status")["emergencies"])


def test_an_agents_own_key_opens_none(house: House, session: Opened) -> None:
    """The secret of a session is not a person's key, and its name is nobody's."""
    people = Gatekeepers(house)
    house.keys["fixer"] = new_key("fixer")
    for by in ("fixer", "dana"):
        proposal = replace(people.proposal("fixer", GateKind.EMERGENCY, emergency(house, session)), by=by)
        with pytest.raises(CallerError):
            house.ask("propose", envelope=house.signed("fixer", proposal))

    assert reviews(house) == []
    assert house.passed(house.submit(session, DELETE, DEVELOPMENT, TableName="costs"))
