"""The auditor: an honest log holds, and says how far that goes."""

from dataclasses import replace

import pytest

from keyturn.codec.strict import loads_canonical
from keyturn.errors import Malformed
from keyturn.model.evidence import Entry, Kind
from keyturn.testing.house import House
from keyturn.testing.log import MemoryLog
from keyturn.verify.log import REWRITABLE, Evidence, verify
from keyturn.verify.show import is_about, show
from tests.auditing import audit, codes, evidence, place, tell, written_again


@pytest.fixture
def log(house: House) -> MemoryLog:
    tell(house)
    return house.log


def test_an_honest_log_holds(log: MemoryLog) -> None:
    found = audit(log)
    assert found.problems == ()
    assert found.ok
    assert found.size == len(log.entries)
    assert found.root in log.checkpoint()
    assert found.lines()[0] == f"the log holds: {found.size} entries, root {found.root}"


def test_without_a_checkpoint_kept_elsewhere_the_verdict_says_what_that_means(log: MemoryLog) -> None:
    assert REWRITABLE == "consistent in itself; whoever holds the log key could have rewritten it"
    assert REWRITABLE in audit(log).notes
    compared = audit(log, seen=[log.checkpoint()])
    assert compared.ok
    assert REWRITABLE not in compared.notes
    assert any("checkpoints kept elsewhere: 1" in note for note in compared.notes)


def test_without_a_key_from_elsewhere_the_verdict_says_whose_was_used(log: MemoryLog) -> None:
    assert any(log.verifier() in note for note in audit(log).notes)
    assert not any("no log key was given" in note for note in audit(log, key=log.verifier()).notes)


def test_what_people_did_not_sign_is_counted(log: MemoryLog) -> None:
    notes = audit(log).notes
    assert "people enrolled before the gate was sealed, on nobody's signature: 3" in notes
    assert "changing calls permitted by policy, without people: 1" in notes
    assert "votes that name a checkpoint their reviewer had seen: 3" in notes


def test_a_checkpoint_that_is_older_holds_too_and_the_rest_is_named(log: MemoryLog, house: House) -> None:
    old = log.checkpoint()
    house.session()
    found = verify(Evidence(lambda: log.entries, [(len(log.entries) - 1, old)], log.verifier()))
    assert codes(found) == {"checkpoint.missing"}  # an opened session is acknowledged under a signature


def test_reads_younger_than_the_newest_checkpoint_are_named_and_no_problem(house: House) -> None:
    session = house.session()
    signed = len(house.log.entries)
    note = house.log.checkpoint()
    house.submit(session, "dynamodb:ListTables")
    found = verify(Evidence(lambda: house.log.entries, [(signed, note)], house.log.verifier()))
    assert found.ok
    assert "entries younger than the newest signed checkpoint: 2" in found.notes


def test_payloads_can_be_erased_and_the_log_still_holds(log: MemoryLog) -> None:
    def erase(entry: Entry) -> Entry:
        kind = dict(loads_canonical(entry.leaf))["kind"]  # type: ignore[arg-type]
        return replace(entry, salt=b"", payload=None) if kind in {"read", "answer", "refused"} else entry

    erased = [erase(entry) for entry in log.entries]
    found = verify(Evidence(lambda: erased, [(len(erased), log.checkpoint())], log.verifier()))
    assert found.ok
    assert any(note.startswith("payloads that were erased: ") for note in found.notes)


def test_even_with_all_payloads_erased_nothing_is_said_that_cannot_be_known(log: MemoryLog) -> None:
    erased = [replace(entry, salt=b"", payload=None) for entry in log.entries]
    found = verify(Evidence(lambda: erased, [(len(erased), log.checkpoint())], log.verifier()))
    assert found.ok
    assert f"payloads that were erased: {len(erased)}" in found.notes


@pytest.mark.parametrize("kind", [Kind.PERSON_ADDED, Kind.SESSION_OPENED, Kind.CHANGE_OPENED, Kind.VOTE])
def test_what_leans_on_an_erased_payload_is_counted_as_unchecked(log: MemoryLog, kind: Kind) -> None:
    at = place(log.drafts, kind)
    entries = [replace(one, salt=b"", payload=None) if one.seq == at else one for one in log.entries]
    found = verify(Evidence(lambda: entries, [(len(entries), log.checkpoint())], log.verifier()))
    assert found.ok, found.lines()
    assert any("left unchecked" in note for note in found.notes)


@pytest.mark.parametrize("erased", [Kind.READ, Kind.OUTCOME, Kind.PERSON_ADDED])
def test_an_erased_payload_excuses_nothing_that_did_not_stand_in_it(log: MemoryLog, erased: Kind) -> None:
    again = written_again(log, lambda drafts: [draft for draft in drafts if draft.kind is not Kind.CHANGE_OPENED])
    at = place(again.drafts, erased)
    entries = [replace(one, salt=b"", payload=None) if one.seq == at else one for one in again.entries]
    found = verify(Evidence(lambda: entries, [(len(entries), again.checkpoint())], again.verifier()))
    assert "entry.untold" in codes(found)


def test_an_empty_log_holds() -> None:
    log = MemoryLog()
    found = audit(log)
    assert found.ok
    assert found.size == 0


def test_a_log_without_key_or_with_a_strange_one_does_not_hold(log: MemoryLog) -> None:
    bare = evidence(log)
    assert codes(verify(replace(bare, verifier=None))) == {"key.missing", "checkpoint.missing"}
    assert codes(verify(replace(bare, verifier="nonsense"))) == {"key.malformed", "checkpoint.missing"}
    assert verify(replace(bare, verifier=None), key=log.verifier()).ok
    with pytest.raises(Malformed):
        verify(bare, key="nonsense")


def test_a_log_without_any_checkpoint_does_not_hold(log: MemoryLog) -> None:
    assert codes(verify(replace(evidence(log), checkpoints=[]))) == {"checkpoint.missing"}


def test_the_verdict_is_data_too(log: MemoryLog) -> None:
    broken = replace(log.entries[3], leaf=b"{}")
    entries = [broken if one.seq == 3 else one for one in log.entries]
    found = verify(Evidence(lambda: entries, [(len(entries), log.checkpoint())], log.verifier()))
    data = found.to_json()
    assert data["ok"] is False
    assert data["size"] == len(entries)
    assert isinstance(data["problems"], list)
    assert data["problems"][0] == {
        "seq": 3,
        "code": "leaf.malformed",
        "message": "`a value of type dict` is not a valid log leaf: it has not the members of a leaf of version 1",
    }
    assert found.lines()[0].startswith("the log does NOT hold")
    assert any(line.startswith("  entry 3: ") and line.endswith("[leaf.malformed]") for line in found.lines())


def test_one_sort_of_problem_does_not_hide_another(log: MemoryLog) -> None:
    entries = [replace(one, payload=b"{}") if one.payload else one for one in log.entries] * 3
    found = verify(Evidence(lambda: entries, [(len(log.entries), log.checkpoint())], log.verifier()))
    assert {"payload.commitment", "entry.hole"} <= codes(found)
    assert len(found.problems) <= 20 * len(codes(found))
    assert any("problems `payload.commitment` that are not listed" in note for note in found.notes)


def test_entries_can_be_looked_at(log: MemoryLog) -> None:
    shown = show(log.entries[place(log.drafts, Kind.VOTE)])
    assert isinstance(shown["leaf"], dict)
    assert isinstance(shown["payload"], dict)
    assert shown["leaf"]["kind"] == "vote"
    assert shown["payload"]["reviewer"] == "ana"
    change = log.drafts[place(log.drafts, Kind.VOTE)].about["change"]
    about = [one.seq for one in log.entries if is_about(one, change[:8])]
    assert place(log.drafts, Kind.CHANGE_OPENED) in about
    assert place(log.drafts, Kind.GATE_STARTED) not in about
    assert show(Entry(0, b"\xff", b"", None)) == {"seq": 0, "leaf": {"unreadable": "/w=="}, "payload": None}
