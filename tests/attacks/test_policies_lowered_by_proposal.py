"""We are two, and we propose to each other policies under which one of us is enough, or nobody."""

from typing import Final

import pytest

from keyturn.adapters.bundles import default_bundle
from keyturn.model.gate import GateKind
from keyturn.policy.bundles import PolicyUnsound
from keyturn.testing.gatekeepers import Gatekeepers
from keyturn.testing.house import House

DEFAULT: Final = default_bundle("sre", 2).policies
WHEN: Final = 'when { resource != Keyturn::Environment::"development" }'


@pytest.fixture
def guards(house: House) -> Gatekeepers:
    found = Gatekeepers(house)
    house.enrol("cy", "sre")
    found.seal("dana", "ana", "bo", "cy")
    return found


@pytest.mark.parametrize(
    "text",
    [
        DEFAULT.replace(WHEN, 'when { resource == Keyturn::Environment::"nowhere" }'),
        DEFAULT.replace("2 of sre", "1 of sre").replace(">= 2", ">= 1"),
        DEFAULT.replace(WHEN, WHEN.replace(" }", " && context.stateful_loss }")),
    ],
)
def test_what_is_below_the_floor_cannot_even_be_proposed(house: House, guards: Gatekeepers, text: str) -> None:
    before = house.considering.current

    with pytest.raises(PolicyUnsound):
        guards.propose("dana", GateKind.POLICIES, {"policies": text})
    assert house.considering.current == before


def test_what_is_lowered_above_the_floor_takes_people_and_is_named_from_then_on(
    house: House, guards: Gatekeepers
) -> None:
    lower = DEFAULT.replace(WHEN, WHEN.replace(" }", ' && action != Keyturn::Action::"modify" }'))
    assert not any("modify" in line for line in house.ask("status")["notices"])

    guards.change("dana", GateKind.POLICIES, {"policies": lower}, "ana", "bo")

    (named,) = (line for line in house.ask("status")["notices"] if "modify" in line)
    assert named.startswith("lowered by the policies in force: modify in `production` passes with nobody's")
    guards.change("dana", GateKind.POLICIES, {"policies": DEFAULT}, "ana", "bo")
    assert not any("modify" in line for line in house.ask("status")["notices"])
