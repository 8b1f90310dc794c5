"""I hold the log's key. I write the gate's own history again, so that it was changed by people who never agreed."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from keyturn.codec import dsse
from keyturn.codec.canonical import Json
from keyturn.model import written
from keyturn.model.approval import Verdict
from keyturn.model.evidence import Draft, Kind
from keyturn.model.gate import GateKind, read_charter
from keyturn.model.identity import Isolation
from keyturn.testing.gatekeepers import Gatekeepers, enrolment, lifting, new_key, public
from keyturn.testing.house import House
from keyturn.testing.log import MemoryLog
from keyturn.verify.gates import version_of
from keyturn.verify.log import verify
from tests.auditing import audit, codes, evidence, inside, place, with_about, with_payload, written_again

Forge = Callable[[list[Draft]], Sequence[Draft]]


@pytest.fixture
def keepers(house: House) -> Gatekeepers:
    """A sealed gate with four reviewers, of whom dana had eve enrolled and ana's second key added; then production."""
    found = Gatekeepers(house)
    house.enrol("carl", "sre")
    found.seal("dana", "ana", "bo", "carl")
    found.change("dana", GateKind.PERSON_ADD, enrolment("eve", "sre"), "ana", "bo")
    ana = public(new_key("ana's second"))
    found.change("dana", GateKind.KEY_ADD, {"name": "ana", "key": written.public_key(ana)}, "bo", "carl")
    session = house.session()
    house.approved(session, "dynamodb:DeleteTable", TableName="costs")
    assert house.passed(house.submit(session, "dynamodb:DeleteTable", TableName="costs"))
    return found


@pytest.fixture
def log(keepers: Gatekeepers) -> MemoryLog:
    return keepers.house.log


def test_the_honest_history_holds_and_names_its_root(log: MemoryLog, keepers: Gatekeepers) -> None:
    found = audit(log)
    root = keepers.house.ask("status")["root"]

    assert found.problems == ()
    assert f"root not checked (--root): the gate of this log was sealed as {root}" in found.notes
    assert "changes of the gate by two people or more, since it was sealed: 2" in found.notes
    assert verify(evidence(log), root=root).ok
    assert codes(verify(evidence(log), root="0" * 64)) == {"root.other"}


def without(kind: Kind, which: int = 0) -> Forge:
    """Leave out one entry of a kind."""

    def forge(drafts: list[Draft]) -> Sequence[Draft]:
        del drafts[place(drafts, kind, which)]
        return drafts

    return forge


def other(kind: Kind, change: Callable[[Draft], Draft], which: int = 0) -> Forge:
    """Write one entry of a kind otherwise."""

    def forge(drafts: list[Draft]) -> Sequence[Draft]:
        at = place(drafts, kind, which)
        drafts[at] = change(drafts[at])
        return drafts

    return forge


def with_mallory(document: Any) -> dict[str, Json]:  # noqa: ANN401 - as it stands in the log
    """The charter with one person more."""
    key = public(new_key("mallory"))
    mallory = {"name": "mallory", "groups": ["sre"], "keys": [written.public_key(key)], "enabled": True}
    return {**document, "people": [*document["people"], mallory]}


def inserted(draft: Draft) -> Draft:
    """The sealed charter, or one that a proposal leads to, with mallory in it and every digest right."""
    document = with_mallory(draft.payload["charter"])
    digest = read_charter(document).digest
    if draft.kind is Kind.GATE_SEALED:
        return with_about(with_payload(draft, charter=document), charter=digest)
    review: Any = draft.payload["change"]
    return with_payload(draft, charter=document, change={**review, "bound": {**review["bound"], "after": digest}})


def fewer(draft: Draft) -> Draft:
    """A change that asks for one person only."""
    return inside(draft, "change", quorum={"people": 1, "seats": [{"count": 1, "group": "sre"}]})


@pytest.mark.parametrize(
    ("forge", "code"),
    [
        pytest.param(without(Kind.SEAL_SIGNED), "seal.unsigned", id="a founder's signature removed"),
        pytest.param(without(Kind.GATE_SEALED), "gate.other_charter", id="the seal removed"),
        pytest.param(other(Kind.GATE_SEALED, inserted), "seal.people", id="person inserted into the first charter"),
        pytest.param(other(Kind.GATE_PROPOSED, inserted), "gate.charter", id="charter swapped in a proposal"),
        pytest.param(without(Kind.VOTE, 1), "gate.no_such_approval", id="vote removed"),
        pytest.param(without(Kind.GATE_PROPOSED), "entry.untold", id="proposal removed"),
        pytest.param(without(Kind.GATE_CHANGED), "gate.other_charter", id="a link of the chain removed"),
        pytest.param(other(Kind.GATE_CHANGED, lambda d: with_payload(d, approvals=[])), "gate.votes", id="no votes"),
        pytest.param(
            other(Kind.GATE_CHANGED, lambda d: with_payload(d, approvals=list(d.payload["approvals"])[:1] * 2)),  # type: ignore[arg-type]
            "gate.votes",
            id="one vote twice",
        ),
        pytest.param(other(Kind.GATE_PROPOSED, fewer), "gate.quorum", id="a smaller quorum"),
        pytest.param(
            other(Kind.GATE_PROPOSED, lambda d: inside(d, "change", subject=None)), "gate.subject", id="about nobody"
        ),
        pytest.param(
            other(Kind.INTENT, lambda d: with_payload(d, sealed=False), -1),
            "intent.not_sealed",
            id="sealed, it says not",
        ),
    ],
)
def test_history_written_again_does_not_hold(log: MemoryLog, forge: Forge, code: str) -> None:
    assert code in codes(audit(written_again(log, forge)))


@pytest.mark.parametrize("kind", [Kind.PERSON_ADDED, Kind.PERSON_DISABLED])
def test_nobody_comes_or_goes_after_the_seal_but_by_people(log: MemoryLog, kind: Kind) -> None:
    person: dict[str, Json] = {
        "name": "mallory",
        "groups": ["sre"],
        "keys": [written.public_key(public(new_key("mallory")))],
    }
    payload: dict[str, Json] = {"person": person} if kind is Kind.PERSON_ADDED else {"name": "bo"}

    def forge(drafts: list[Draft]) -> Sequence[Draft]:
        return [*drafts, Draft(kind, drafts[-1].at, {}, {**payload, "by": "setting up"})]

    assert "person.after_seal" in codes(audit(written_again(log, forge)))


def test_a_key_that_was_added_later_did_not_approve_earlier(house: House, keepers: Gatekeepers) -> None:
    change = keepers.propose("dana", GateKind.PERSON_GROUPS, {"name": "eve", "groups": ["ops", "sre"]})
    house.keys["ana"] = new_key("ana's second")
    house.approve(change, "ana", "bo")

    def forge(drafts: list[Draft]) -> Sequence[Draft]:
        added = [at for at, draft in enumerate(drafts) if draft.kind in (Kind.GATE_PROPOSED, Kind.GATE_CHANGED)][2:4]
        assert drafts[added[0]].payload["change"]["bound"]["gate"] == "key.add"  # type: ignore[index,call-overload]
        return [draft for at, draft in enumerate(drafts) if at not in added]

    assert "statement.unknown_key" in codes(audit(written_again(house.log, forge)))


def test_a_key_that_was_suspended_before_does_not_count(house: House, keepers: Gatekeepers) -> None:
    change = keepers.propose("dana", GateKind.PERSON_GROUPS, {"name": "eve", "groups": ["ops", "sre"]})
    house.approve(change, "ana", "bo")
    keepers.suspend("ana")
    enacted = place(house.log.drafts, Kind.GATE_CHANGED, -1)

    def forge(drafts: list[Draft]) -> Sequence[Draft]:
        done = drafts.pop(enacted)
        return [*drafts, replace(done, at=drafts[-1].at)]

    assert audit(house.log).ok
    assert "gate.no_such_approval" in codes(audit(written_again(house.log, forge)))


def test_production_reached_by_a_session_that_nothing_keeps_apart(log: MemoryLog) -> None:
    forge = other(Kind.SESSION_OPENED, lambda d: inside(d, "session", isolation=Isolation.NONE.value), -1)

    assert "intent.not_isolated" in codes(audit(written_again(log, forge)))


def test_a_change_that_asked_for_fewer_people_than_its_policies(log: MemoryLog) -> None:
    forge = other(Kind.CHANGE_OPENED, fewer, -1)

    assert "change.quorum" in codes(audit(written_again(log, forge)))


def test_a_start_with_other_policies_than_people_approved(log: MemoryLog) -> None:
    def forge(drafts: list[Draft]) -> Sequence[Draft]:
        start = drafts[place(drafts, Kind.GATE_STARTED)]
        policies = str(start.payload["policies"]).replace(">= 2", ">= 1")
        version = version_of(policies, str(start.payload["schema"]))
        return [*drafts, replace(with_payload(start, policies=policies, bundle=version), at=drafts[-1].at)]

    assert codes(audit(written_again(log, forge))) == {"gate.other_bundle"}


def test_a_rejected_change_did_not_come_into_force(house: House, keepers: Gatekeepers) -> None:
    change = keepers.propose("dana", GateKind.PERSON_DISABLE, {"name": "eve"})
    house.vote(change, "ana", Verdict.REJECT)
    state = house.considering.state

    def forge(drafts: list[Draft]) -> Sequence[Draft]:
        after = state.gate_cases[change].after
        assert after is not None
        about = {"change": change, "charter": after.digest}
        return [*drafts, Draft(Kind.GATE_CHANGED, drafts[-1].at, about, {"approvals": []})]

    assert {"gate.not_open", "gate.votes"} <= codes(audit(written_again(house.log, forge)))


def test_whoever_a_change_is_about_has_no_vote_on_it(house: House, keepers: Gatekeepers) -> None:
    change = keepers.propose("dana", GateKind.PERSON_GROUPS, {"name": "eve", "groups": ["ops", "sre"]})
    house.keys["eve"] = new_key("eve")
    said = keepers.house.verdict(change, "eve")
    envelope = house.signed("eve", said)
    bo = house.vote(change, "bo")
    assert bo["missing"] == 1

    def forge(drafts: list[Draft]) -> Sequence[Draft]:
        opened = dsse.parse_envelope(envelope.encode())
        digest = sha256(dsse.pae(opened.payload_type, opened.payload)).hexdigest()
        last = drafts[place(drafts, Kind.VOTE, -1)]
        own = with_payload(last, statement=digest, envelope=envelope, reviewer="eve", key_id=said.key_id, met=True)
        return [*drafts, own]

    assert "vote.no_vote" in codes(audit(written_again(house.log, forge)))


@pytest.mark.parametrize(
    ("forge", "code"),
    [
        pytest.param(lambda draft: with_payload(draft, charter=_after(draft)), "gate.charter", id="a charter with it"),
        pytest.param(fewer, "gate.quorum", id="a smaller quorum"),
    ],
)
def test_lifting_a_freeze_changes_nothing_else_and_takes_who_decides(
    house: House, keepers: Gatekeepers, forge: Callable[[Draft], Draft], code: str
) -> None:
    house.freeze("ana")
    (freeze,) = house.considering.state.freezes
    keepers.change("dana", GateKind.FREEZE_LIFT, lifting(house, freeze), "bo", "carl")
    assert audit(house.log).ok

    assert code in codes(audit(written_again(house.log, other(Kind.GATE_PROPOSED, forge, -1))))


def _after(_: Draft) -> Json:
    return {
        "v": 1, "deployment": "D-HOUSE", "number": 4, "before": None, "people": [], "bundle": "0" * 64,
        "composed": True, "configuration": {}, "log_keys": [], "founders": [],
    }  # fmt: skip


def test_a_proposal_of_a_key_that_was_suspended_before_it_was_agreed(house: House) -> None:
    keepers = Gatekeepers(house)
    house.enrol("carl", "ops")
    keepers.seal()
    keepers.change("dana", GateKind.PERSON_ADD, enrolment("eve", "sre"), "ana", "bo")
    keepers.suspend("dana")
    assert audit(house.log).ok

    def forge(drafts: list[Draft]) -> Sequence[Draft]:
        drafts.insert(place(drafts, Kind.VOTE, 0), drafts.pop(place(drafts, Kind.KEY_SUSPENDED, 0)))
        return drafts

    assert "gate.not_open" in codes(audit(written_again(house.log, forge)))
