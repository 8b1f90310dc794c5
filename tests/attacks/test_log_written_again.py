"""I hold the log key, so I write the log again, as if it had been otherwise."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from keyturn.codec.encoding import b64encode
from keyturn.codec.keys import key_id
from keyturn.model.evidence import Draft, Kind
from keyturn.testing.house import House
from tests.auditing import audit, codes, inside, place, tell, with_about, with_payload, written_again

Rewriting = Callable[[list[Draft]], list[Draft]]


@pytest.fixture
def told(house: House) -> House:
    tell(house)
    assert audit(house.log).ok
    return house


def without(kind: Kind, which: int = 0) -> Rewriting:
    def rewrite(drafts: list[Draft]) -> list[Draft]:
        at = place(drafts, kind, which)
        return drafts[:at] + drafts[at + 1 :]

    return rewrite


def changed(kind: Kind, which: int, change: Callable[[Draft], Draft]) -> Rewriting:
    def rewrite(drafts: list[Draft]) -> list[Draft]:
        at = place(drafts, kind, which)
        drafts[at] = change(drafts[at])
        return drafts

    return rewrite


def doubled(kind: Kind, which: int = 0, change: Callable[[Draft], Draft] = lambda draft: draft) -> Rewriting:
    def rewrite(drafts: list[Draft]) -> list[Draft]:
        at = place(drafts, kind, which)
        return [*drafts[: at + 1], change(drafts[at]), *drafts[at + 1 :]]

    return rewrite


def moved_to_the_end(kind: Kind, which: int = 0) -> Rewriting:
    def rewrite(drafts: list[Draft]) -> list[Draft]:
        moved = drafts.pop(place(drafts, kind, which))
        return [*drafts, replace(moved, at=drafts[-1].at)]

    return rewrite


HELD = -1  # the held intent is the last one
ANYBODY = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key().public_bytes_raw()
CASES: list[tuple[str, Rewriting, set[str]]] = [
    ("an approval never came", without(Kind.VOTE), {"intent.no_such_approval", "intent.quorum"}),
    (
        "the intent names one approval only",
        changed(Kind.INTENT, HELD, lambda one: with_payload(one, approvals=one.payload["approvals"][:1])),  # type: ignore[index]
        {"intent.quorum"},
    ),
    (
        "the intent names none",
        changed(Kind.INTENT, HELD, lambda one: with_payload(one, approvals=[])),
        {"intent.quorum"},
    ),
    ("one approval is counted twice", doubled(Kind.VOTE), {"statement.twice", "vote.twice"}),
    ("an approval came after the fact", moved_to_the_end(Kind.VOTE), {"intent.no_such_approval", "intent.quorum"}),
    (
        "an approval belongs to another change",
        lambda drafts: changed(Kind.VOTE, 0, lambda one: with_about(one, **_rejected(drafts)))(drafts),
        {"vote.other_change", "intent.no_such_approval"},
    ),
    (
        "an approval was a rejection",
        changed(Kind.VOTE, 0, lambda one: with_payload(one, verdict="reject")),
        {"vote.not_as_signed"},
    ),
    (
        "a rejection was an approval",
        changed(Kind.VOTE, -1, lambda one: with_payload(one, verdict="approve")),
        {"vote.not_as_signed"},
    ),
    (
        "the comment read otherwise",
        changed(Kind.VOTE, 0, lambda one: with_payload(one, comment="yes!")),
        {"vote.not_as_signed"},
    ),
    (
        "the signature is another",
        changed(
            Kind.VOTE,
            0,
            lambda one: with_payload(
                one, envelope=str(one.payload["envelope"]).replace('"sig":"', '"sig":"AAAA')[:-8] + '"}]}'
            ),
        ),
        {"malformed", "intent.no_such_approval"},
    ),
    (
        "a reviewer was never enrolled",
        without(Kind.PERSON_ADDED, 1),
        {"statement.unknown_key", "intent.no_such_approval"},
    ),
    (
        "a reviewer was enrolled with another key",
        changed(
            Kind.PERSON_ADDED,
            1,
            lambda one: with_payload(
                one,
                person={"name": "ana", "groups": ["sre"], "keys": [{"id": key_id(ANYBODY), "raw": b64encode(ANYBODY)}]},
            ),
        ),
        {"statement.unknown_key"},
    ),
    (
        "a reviewer is not of the group",
        changed(Kind.PERSON_ADDED, 1, lambda one: inside(one, "person", groups=[])),
        {"intent.quorum"},
    ),
    (
        "a key has the id of another",
        changed(
            Kind.PERSON_ADDED,
            2,
            lambda one: inside(one, "person", keys=[{"id": "0" * 32, "raw": b64encode(ANYBODY)}]),
        ),
        {"person.key"},
    ),
    (
        "one human was two people",
        doubled(
            Kind.PERSON_ADDED,
            1,
            lambda one: inside(one, "person", name="anna"),
        ),
        {"person.key_shared", "statement.unknown_key"},
    ),
    (
        "a reviewer was disabled before their approval was used",
        lambda drafts: _before(drafts, Kind.INTENT, HELD, Kind.PERSON_DISABLED, {"name": "ana"}),
        {"intent.approval_void", "intent.quorum"},
    ),
    (
        "the sponsor was disabled before the call",
        lambda drafts: _before(drafts, Kind.INTENT, HELD, Kind.PERSON_DISABLED, {"name": "dana"}),
        {"call.sponsor"},
    ),
    (
        "nobody enrolled is disabled",
        lambda drafts: _before(drafts, Kind.INTENT, 0, Kind.PERSON_DISABLED, {"name": "eve"}),
        {"person.unknown"},
    ),
    ("the intent is gone", without(Kind.INTENT, HELD), {"outcome.no_intent"}),
    ("the free intent is gone", without(Kind.INTENT, 0), {"outcome.no_intent"}),
    ("a read was never noted", without(Kind.READ), {"answer.no_intent"}),
    ("an outcome came twice", doubled(Kind.OUTCOME), {"outcome.twice"}),
    ("a grant was used twice", doubled(Kind.INTENT, 0), {"grant.spent_twice"}),
    (
        "an approved action was sent twice",
        doubled(Kind.INTENT, HELD, lambda one: with_about(one, grant="G-ANOTHER")),
        {"intent.twice"},
    ),
    (
        "the outcome was another change's",
        changed(Kind.OUTCOME, -1, lambda one: with_about(one, change="C-SOMETHINGELSE")),
        {"outcome.other_change"},
    ),
    (
        "the call did something else",
        changed(
            Kind.INTENT,
            HELD,
            lambda one: inside(one, "action", operation="ListTables"),
        ),
        {"call.action"},
    ),
    (
        "another action ran under the change",
        lambda drafts: changed(Kind.INTENT, HELD, lambda one: _as(one, drafts[place(drafts, Kind.INTENT, 0)]))(drafts),
        {"intent.other_action"},
    ),
    (
        "the change has no such action",
        changed(Kind.INTENT, HELD, lambda one: with_payload(one, ordinal=7)),
        {"intent.other_action"},
    ),
    (
        "a held call was a free one",
        changed(
            Kind.INTENT, HELD, lambda one: replace(one, about={k: v for k, v in one.about.items() if k != "change"})
        ),
        {"intent.no_leave", "outcome.other_change"},
    ),
    (
        "no policy permitted the free call",
        changed(Kind.INTENT, 0, lambda one: with_payload(one, policies=[])),
        {"intent.no_leave"},
    ),
    ("the change was never opened", without(Kind.CHANGE_OPENED), {"entry.untold"}),
    ("the change was opened twice", doubled(Kind.CHANGE_OPENED), {"change.twice"}),
    (
        "the change was about something else",
        changed(
            Kind.CHANGE_OPENED,
            0,
            lambda one: inside(one, "change", account="999999999999"),
        ),
        {"change.digest", "vote.other_change"},
    ),
    (
        "the change asked for one person only",
        changed(
            Kind.CHANGE_OPENED,
            0,
            lambda one: inside(one, "change", quorum={"people": 1, "seats": []}),
        ),
        {"vote.other_review", "intent.no_such_approval"},
    ),
    (
        "somebody else opened the change",
        changed(Kind.CHANGE_OPENED, 0, lambda one: with_payload(one, opener="ana")),
        {"change.opener", "vote.own_change"},
    ),
    (
        "the change was closed as expired at once",
        lambda drafts: _before(drafts, Kind.INTENT, HELD, Kind.CHANGE_EXPIRED, {}, change=_approved(drafts)),
        {"change.expired_early", "intent.change_closed"},
    ),
    (
        "the approval came a day late",
        changed(Kind.VOTE, 1, lambda one: replace(one, at=one.at + timedelta(days=2))),
        {"statement.stale", "vote.not_open"},
    ),
    ("the session was never opened", without(Kind.SESSION_OPENED), {"entry.untold"}),
    ("the session was opened twice", doubled(Kind.SESSION_OPENED), {"session.twice", "task.twice", "statement.twice"}),
    (
        "another agent held the session",
        changed(Kind.SESSION_OPENED, 0, lambda one: inside(one, "session", agent="eve")),
        {"session.not_as_signed"},
    ),
    (
        "the task was another",
        changed(Kind.SESSION_OPENED, 0, lambda one: inside(one, "task", intent="tidy up")),
        {"task.not_as_signed"},
    ),
    (
        "the task had another sponsor",
        changed(Kind.SESSION_OPENED, 0, lambda one: inside(one, "task", sponsor="bo")),
        {"task.not_as_signed", "change.sponsor"},
    ),
    (
        "the session had ended before",
        lambda drafts: _earlier(drafts, Kind.SESSION_ENDED, Kind.INTENT),
        {"call.session"},
    ),
    (
        "the withdrawal was of another change",
        lambda drafts: changed(Kind.CHANGE_WITHDRAWN, 0, lambda one: with_about(one, change=_approved(drafts)))(drafts),
        {"withdrawal.not_as_signed"},
    ),
    (
        "the policies read otherwise",
        changed(Kind.GATE_STARTED, 0, lambda one: with_payload(one, policies="permit(principal, action, resource);")),
        {"gate.bundle"},
    ),
    (
        "another gate wrote it",
        changed(Kind.GATE_STARTED, 0, lambda one: with_about(one, deployment="D-OTHER")),
        {"statement.deployment", "change.deployment"},
    ),
    (
        "a payload is no story at all",
        changed(Kind.VOTE, 0, lambda one: replace(one, payload={"envelope": 5})),
        {"entry.unreadable"},
    ),
]


def _rejected(drafts: list[Draft]) -> dict[str, str]:
    return dict(drafts[place(drafts, Kind.VOTE, -1)].about)


def _approved(drafts: list[Draft]) -> str:
    return drafts[place(drafts, Kind.VOTE, 0)].about["change"]


def _as(one: Draft, other: Draft) -> Draft:
    return replace(
        one,
        about={**one.about, "action": other.about["action"]},
        payload={**one.payload, "action": other.payload["action"]},
    )


def _before(
    drafts: list[Draft], kind: Kind, which: int, what: Kind, payload: dict[str, str], **about: str
) -> list[Draft]:
    at = place(drafts, kind, which)
    return [*drafts[:at], Draft(what, drafts[at].at, about, payload), *drafts[at:]]


def _earlier(drafts: list[Draft], kind: Kind, before: Kind) -> list[Draft]:
    moved = drafts.pop(place(drafts, kind))
    at = place(drafts, before)
    return [*drafts[:at], replace(moved, at=drafts[at].at), *drafts[at:]]


@pytest.mark.parametrize(("rewriting", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_story_no_longer_holds(told: House, rewriting: Rewriting, expected: set[str]) -> None:
    found = audit(written_again(told.log, rewriting))
    assert not found.ok
    assert expected <= codes(found), found.lines()


def test_what_a_reviewer_had_seen_contradicts_a_past_written_again(told: House) -> None:
    again = written_again(told.log, without(Kind.READ))
    assert "vote.seen" in codes(audit(again))


def test_a_checkpoint_kept_elsewhere_contradicts_any_rewriting(told: House) -> None:
    kept = told.log.checkpoint()
    drop_a_refusal = written_again(told.log, lambda drafts: drafts[:-1])
    assert audit(drop_a_refusal).ok  # consistent in itself
    assert codes(audit(drop_a_refusal, seen=[kept])) == {"log.truncated"}
    later = written_again(
        told.log, changed(Kind.SESSION_ENDED, 0, lambda one: replace(one, at=one.at + timedelta(seconds=1)))
    )
    assert audit(later).ok
    assert codes(audit(later, seen=[kept])) == {"seen.root"}
