"""I keep a proposal open from the time when two decided, and have it enacted although three decide by now."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from keyturn.model.evidence import Draft, Kind
from keyturn.model.gate import GateKind
from keyturn.testing.gatekeepers import Gatekeepers, lifting
from keyturn.testing.house import House
from tests.auditing import audit, codes, place, written_again
from tests.bounding import put


@pytest.fixture
def keepers(house: House) -> Gatekeepers:
    for name in ("eve", "kim"):
        house.enrol(name, "sre")
    keepers = Gatekeepers(house)
    keepers.seal("dana", "ana", "bo", "eve", "kim")
    return keepers


def raised(keepers: Gatekeepers) -> None:
    keepers.change("dana", GateKind.CONFIGURATION, {"configuration": {"approvals": {"people": 3}}}, "ana", "bo")


def test_a_freeze_is_not_lifted_by_the_two_who_once_sufficed(house: House, keepers: Gatekeepers) -> None:
    lift = keepers.propose("dana", GateKind.FREEZE_LIFT, lifting(house, house.freeze("ana")))
    house.vote(lift, "ana")
    raised(keepers)

    said = house.vote(lift, "bo")

    assert said["state"] == "void"
    assert "3 of sre decide about this now" in said["why"]
    session = house.session()
    change = house.held(put(house, session))
    house.approve(change, "ana", "bo")
    assert house.refused(put(house, session)) in {"freeze.in_force", "change.pending"}
    assert house.considering.state.freezes


def test_a_suspended_key_is_not_restored_by_them_either(house: House, keepers: Gatekeepers) -> None:
    keepers.suspend("kim")
    restore = keepers.propose("dana", GateKind.KEY_RESTORE, {"name": "kim", "key": keepers.key_of("kim")})
    house.vote(restore, "ana")
    raised(keepers)

    assert house.vote(restore, "bo")["state"] == "void"
    assert keepers.key_of("kim") in house.considering.state.suspended


def test_a_log_that_says_it_was_enacted_is_no_evidence(house: House, keepers: Gatekeepers) -> None:
    """Whoever holds the log's key moves the rise of the quorum before the last vote, and keeps what followed."""
    lift = keepers.propose("dana", GateKind.FREEZE_LIFT, lifting(house, house.freeze("ana")))
    house.approve(lift, "ana", "bo")
    raised(keepers)
    assert audit(house.log).ok

    def enacted_later(drafts: list[Draft]) -> Sequence[Draft]:
        lifted = drafts.pop(place(drafts, Kind.GATE_CHANGED))
        return [*drafts, replace(lifted, at=drafts[-1].at)]

    assert "gate.votes" in codes(audit(written_again(house.log, enacted_later)))
