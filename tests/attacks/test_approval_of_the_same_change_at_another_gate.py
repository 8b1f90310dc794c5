"""I have a change approved at our staging gate, whose people are the same, and hand the votes in at production's."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from keyturn.errors import CallerError
from keyturn.model.bundle import Bundle
from keyturn.model.touching import AwsTables
from keyturn.testing.house import House

DELETE = "dynamodb:DeleteTable"


@pytest.fixture
def staging(bundle: Bundle, catalogue: AwsTables) -> Iterator[House]:
    """A gate made the same way, which comes to the same ids, the same people and the same keys."""
    built = House(bundle, catalogue)
    yield built
    built.close()


def asked(house: House) -> str:
    return house.held(house.submit(house.session(), DELETE, TableName="costs"))


def test_even_with_the_same_id_and_the_same_call_it_counts_for_nothing(house: House, staging: House) -> None:
    # The other gate's name is all that differs.
    here, there = asked(house), asked(staging)
    assert here == there
    state = staging.considering.state
    state.deployment = "D-STAGING"
    ((name, case),) = state.cases.items()
    case.change = replace(case.change, deployment="D-STAGING")
    votes = [staging.signed(who, staging.verdict(name, who, deployment="D-STAGING")) for who in ("ana", "bo")]
    for vote in votes:
        staging.ask("vote", envelope=vote)
    assert staging.ask("show", change=there)["state"] == "approved"

    for vote in votes:
        with pytest.raises(CallerError):
            house.ask("vote", envelope=vote)

    shown = house.ask("show", change=here)
    assert (shown["votes"], shown["missing"]) == ([], 2)
    # And its digest says which gate it is of.
    assert shown["digest"] != staging.ask("show", change=there)["digest"]
