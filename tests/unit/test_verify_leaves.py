"""What the auditor makes of freezes, emergencies and envelopes of which part was erased: no blame, but a note."""

from dataclasses import replace

import pytest

from keyturn.model.evidence import Kind
from keyturn.model.gate import GateKind
from keyturn.testing.gatekeepers import Gatekeepers, lifting, overriding
from keyturn.testing.house import House
from keyturn.testing.log import MemoryLog
from keyturn.verify.log import Evidence, verify
from tests.bounding import DELETE, ended, enveloped, in_emergency, put, urgent
from tests.telling import problems


def a_bad_day(house: House) -> MemoryLog:
    """An emergency and its review, an envelope, a freeze that is overridden and lifted."""
    people, session = Gatekeepers(house), urgent(house)
    emergency = in_emergency(house, session)
    house.vote(house.held(put(house, session)), "ana")
    assert house.passed(put(house, session))
    envelope = enveloped(house, session)
    assert house.passed(put(house, session, 1))
    change = house.ask("show", change=house.approved(session, DELETE, TableName="costs"))
    freeze = house.freeze("ana")
    document = overriding(house, change, freeze)
    people.change("dana", GateKind.FREEZE_OVERRIDE, document, "ana", "bo")
    assert house.passed(house.submit(session, DELETE, TableName="costs"))
    people.change("dana", GateKind.FREEZE_LIFT, lifting(house, freeze), "ana", "bo")
    ended(house, envelope, "bo")
    ended(house, emergency, "bo")
    people.change("dana", GateKind.EMERGENCY_CLOSE, {"emergency": emergency, "findings": "a full table"}, "ana", "bo")
    assert problems(house) == []
    return house.log


@pytest.mark.parametrize(
    "kind", [Kind.VOTE, Kind.FREEZE_BEGUN, Kind.LEAVE_ENDED, Kind.SESSION_OPENED, Kind.CHANGE_OPENED, Kind.INTENT]
)
def test_what_was_erased_is_nobodys_fault(house: House, kind: Kind) -> None:
    log = a_bad_day(house)
    places = [number for number, draft in enumerate(log.drafts) if draft.kind is kind]
    for erased in ({place} for place in places):
        entries = [replace(one, salt=b"", payload=None) if one.seq in erased else one for one in log.entries]
        found = verify(Evidence(lambda: entries, [(len(entries), log.checkpoint())], log.verifier()))  # noqa: B023
        assert found.ok, found.lines()


def test_nor_are_people_whose_enrolment_was_erased(house: House) -> None:
    log = a_bad_day(house)
    entries = [
        replace(one, salt=b"", payload=None) if draft.kind is Kind.PERSON_ADDED else one
        for one, draft in zip(log.entries, log.drafts, strict=True)
    ]
    found = verify(Evidence(lambda: entries, [(len(entries), log.checkpoint())], log.verifier()))
    assert found.ok, found.lines()
    assert any("left unchecked" in note for note in found.notes)
