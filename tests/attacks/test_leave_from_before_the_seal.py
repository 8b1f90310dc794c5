"""I set the gate up: before it is sealed I have leave given by people of mine, and use it afterwards."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from keyturn.approve.votes import NotOpen
from keyturn.model.evidence import Draft, Kind
from keyturn.model.gate import GateKind
from keyturn.testing.gatekeepers import Gatekeepers
from keyturn.testing.house import House, Opened
from tests.auditing import audit, codes, place, written_again
from tests.bounding import emergency, enveloped, in_emergency, put, urgent


@pytest.fixture
def errand(house: House) -> Opened:
    return urgent(house)


def test_an_emergency_is_over_when_the_gate_is_sealed(house: House, errand: Opened) -> None:
    in_emergency(house, errand)
    Gatekeepers(house).seal()
    change = house.held(put(house, errand))
    house.vote(change, "ana")

    assert house.held(put(house, errand)) == change
    assert house.upstream.received == []
    house.vote(change, "bo")
    assert house.passed(put(house, errand))
    assert audit(house.log).ok


def test_so_is_an_envelope(house: House, errand: Opened) -> None:
    enveloped(house, errand)
    Gatekeepers(house).seal()

    assert house.refused(put(house, errand)) == "change.pending"
    assert house.refused(put(house.restarted(), errand)) == "change.pending"


def test_what_was_proposed_before_is_proposed_again(house: House, errand: Opened) -> None:
    keepers = Gatekeepers(house)
    change = keepers.propose("dana", GateKind.EMERGENCY, emergency(house, errand))
    keepers.seal()

    assert keepers.state(change) == "void"
    with pytest.raises(NotOpen):
        house.vote(change, "ana")


def test_a_log_in_which_a_call_went_under_it_is_no_evidence(house: House, errand: Opened) -> None:
    enveloped(house, errand)
    assert house.passed(put(house, errand))
    Gatekeepers(house).seal()
    assert audit(house.log).ok

    def sent_afterwards(drafts: list[Draft]) -> Sequence[Draft]:
        sent = [drafts.pop(place(drafts, kind)) for kind in (Kind.INTENT, Kind.OUTCOME)]
        return [*drafts, *(replace(one, at=drafts[-1].at) for one in sent)]

    assert "envelope.over" in codes(audit(written_again(house.log, sent_afterwards)))
