"""I vote with a stolen key, its owner suspends it, and I wait until it is restored: my vote shall count again."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from keyturn.model.approval import Word
from keyturn.model.evidence import Draft, Kind
from keyturn.model.execution import Answer, Cut, Outgoing
from keyturn.model.gate import GateKind
from keyturn.testing.gatekeepers import Gatekeepers
from keyturn.testing.house import House
from tests.auditing import audit, codes, place, written_again
from tests.bounding import enveloped, in_emergency, put, urgent

DELETE = "dynamodb:DeleteTable"


def cut(_: Outgoing) -> Answer:
    raise Cut("reset")


@pytest.fixture
def keepers(house: House) -> Gatekeepers:
    for name in ("cleo", "kim"):
        house.enrol(name, "sre")
    found = Gatekeepers(house)
    found.seal("dana", "ana", "bo", "cleo", "kim")
    return found


def restored(keepers: Gatekeepers, name: str) -> None:
    document = {"name": name, "key": keepers.key_of(name)}
    keepers.change("kim", GateKind.KEY_RESTORE, document, *[one for one in ("bo", "cleo", "ana") if one != name][:2])


def test_it_stays_void_and_its_owner_votes_anew(house: House, keepers: Gatekeepers) -> None:
    session = house.session()
    change = house.approved(session, DELETE, TableName="costs")
    keepers.suspend("ana")
    restored(keepers, "ana")

    assert house.held(house.submit(session, DELETE, TableName="costs")) == change
    assert house.upstream.received == []
    assert house.restarted().ask("show", change=change)["missing"] == 1
    house.vote(change, "ana")
    assert house.passed(house.submit(session, DELETE, TableName="costs"))
    assert audit(house.log).ok


def test_nor_does_it_revive_an_envelope(house: House, keepers: Gatekeepers) -> None:
    session = house.session()
    enveloped(house, session)
    assert house.passed(put(house, session, 0))
    keepers.suspend("ana")
    restored(keepers, "ana")

    assert house.refused(put(house, session, 1)) == "change.pending"


def test_an_emergency_ends_with_the_key_of_its_opener(house: House, keepers: Gatekeepers) -> None:
    errand = urgent(house)
    in_emergency(house, errand, opener="ana", approver="bo")
    change = house.held(put(house, errand))
    house.vote(change, "bo")
    keepers.suspend("ana")

    assert house.held(put(house, errand)) == change
    assert house.upstream.received == []
    house.vote(change, "cleo")
    assert house.passed(put(house, errand))
    assert audit(house.log).ok


def test_nor_my_word_on_a_call_in_doubt(house: House, keepers: Gatekeepers) -> None:
    session = house.session()
    change = house.approved(session, DELETE, TableName="costs")
    house.upstream.reaction = cut
    house.submit(session, DELETE, TableName="costs")
    house.say(change, "ana", Word.DID_NOT_HAPPEN)
    keepers.suspend("ana")
    restored(keepers, "ana")

    assert not house.say(change, "bo", Word.DID_NOT_HAPPEN)["settled"]
    assert house.say(change, "cleo", Word.DID_NOT_HAPPEN)["settled"]
    assert audit(house.log).ok


def test_a_log_in_which_it_was_suspended_in_between_is_no_evidence(house: House, keepers: Gatekeepers) -> None:
    """Whoever holds the log's key cannot have a call rest on what was said with that key before."""
    session = house.session()
    house.approved(session, DELETE, TableName="costs")
    assert house.passed(house.submit(session, DELETE, TableName="costs"))
    keepers.suspend("ana")
    restored(keepers, "ana")
    assert audit(house.log).ok

    def sent_afterwards(drafts: list[Draft]) -> Sequence[Draft]:
        sent = [drafts.pop(place(drafts, kind)) for kind in (Kind.INTENT, Kind.OUTCOME)]
        return [*drafts, *(replace(one, at=drafts[-1].at) for one in sent)]

    assert "intent.no_such_approval" in codes(audit(written_again(house.log, sent_afterwards)))
