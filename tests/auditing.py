"""A log with a whole story in it, and an author who can write it again otherwise: with the log's own key."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from keyturn.codec.canonical import Json
from keyturn.model.approval import Verdict, Withdrawal
from keyturn.model.evidence import Draft, Kind
from keyturn.model.identity import EndSession
from keyturn.testing.house import DEPLOYMENT, DEVELOPMENT, House, Opened
from keyturn.testing.log import MemoryLog
from keyturn.verify.log import Evidence, verify
from keyturn.verify.verdict import Verdict as Finding


def tell(house: House) -> None:
    """A day at the gate: reads, free and held calls, two people's approval, a rejection, a withdrawal, an end."""
    session = house.session()
    assert house.passed(house.submit(session, "dynamodb:ListTables"))
    assert house.passed(house.submit(session, "dynamodb:DeleteTable", DEVELOPMENT, TableName="costs"))
    house.clock.advance(minutes=1)
    change, other = _held(house, session, "costs"), _held(house, session, "rates")
    assert house.passed(house.submit(session, "dynamodb:ListTables"))
    house.clock.advance(minutes=1)
    house.approve(change, "ana", "bo")
    assert house.passed(house.submit(session, "dynamodb:DeleteTable", TableName="costs"))
    house.clock.advance(minutes=1)
    house.vote(other, "ana", Verdict.REJECT)
    shown = house.ask("show", change=_held(house, session, "usage"))
    taken_back = Withdrawal(DEPLOYMENT, shown["id"], shown["digest"], "dana", house.clock.wall(), house.nonce())
    house.ask("withdraw", envelope=house.signed("dana", taken_back))
    house.clock.advance(minutes=1)
    ended = EndSession(DEPLOYMENT, "bo", session.id, house.clock.wall(), house.nonce())
    house.ask("session_end", envelope=house.signed("bo", ended))


def _held(house: House, session: Opened, table: str) -> str:
    return house.held(house.submit(session, "dynamodb:DeleteTable", TableName=table))


def audit(log: MemoryLog, key: str | None = None, seen: Sequence[str] = ()) -> Finding:
    """What the auditor says of this log under its newest checkpoint."""
    return verify(evidence(log), key, seen)


def evidence(log: MemoryLog) -> Evidence:
    """The log as an auditor finds it."""
    return Evidence(lambda: log.entries, [(len(log.entries), log.checkpoint())], log.verifier())


def codes(finding: Finding) -> set[str]:
    """What sorts of problems there are."""
    return {problem.code for problem in finding.problems}


def written_again(log: MemoryLog, change: Callable[[list[Draft]], Sequence[Draft]]) -> MemoryLog:
    """The log that whoever holds its key could write in place of this one: every commitment and signature is right."""
    again = MemoryLog()
    again.key = log.key
    for draft in change(list(log.drafts)):
        again.append(draft).close()  # type: ignore[attr-defined]  # the log in memory numbers at once
    return again


def place(drafts: Sequence[Draft], kind: Kind, which: int = 0) -> int:
    """Where the entry number `which` of this kind stands; from the end if negative."""
    return [at for at, draft in enumerate(drafts) if draft.kind is kind][which]


def with_payload(draft: Draft, **members: Json) -> Draft:
    """The draft with other members in its payload."""
    return replace(draft, payload={**draft.payload, **members})


def inside(draft: Draft, member: str, **members: Json) -> Draft:
    """The draft with other members in one member of its payload."""
    old = draft.payload[member]
    assert isinstance(old, dict)
    return with_payload(draft, **{member: {**old, **members}})


def with_about(draft: Draft, **members: str) -> Draft:
    """The draft with other members in its leaf."""
    return replace(draft, about={**draft.about, **members})
