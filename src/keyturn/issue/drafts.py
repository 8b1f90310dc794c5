"""What the log is told of one use of a grant: the intent before the effect, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from keyturn.codec.canonical import Json
from keyturn.model import written
from keyturn.model.action import Shown
from keyturn.model.evidence import Draft, Intent, Kind
from keyturn.model.execution import Outcome
from keyturn.model.grant import SpentGrant


@dataclass(frozen=True, slots=True)
class Sending:
    """What is about to be sent, for whom, and on whose word.

    `name` is the action's (`s3:DeleteBucket`), `wire` the SHA-256 (hex) of the bytes that will be sent, `marks` tell a
    client's retry of the same attempt, `approvals` are the digests of the statements that allow it, `policies` the ids
    of those that permit it.
    """

    session: str
    name: str
    environments: tuple[str, ...]
    wire: str
    reads: bool
    marks: tuple[str, ...] = ()
    approvals: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()


def intent(spent: SpentGrant, shown: Shown, sending: Sending) -> Intent:
    """The entry that must be durable before the effect: READ for a plain read, INTENT for everything else."""
    grant = spent.grant
    about = {"grant": grant.id, "session": sending.session, "action": grant.action}
    if grant.change is not None:
        about["change"] = grant.change
    payload: dict[str, Json] = {
        "ordinal": grant.ordinal,
        "marks": list(sending.marks),
        "name": sending.name,
        "action": dict(shown.document),
        "environments": list(sending.environments),
        "approvals": list(sending.approvals),
        "policies": list(sending.policies),
        "wire": sending.wire,
    }
    plain_read = sending.reads and grant.change is None
    return Intent(Kind.READ if plain_read else Kind.INTENT, spent.at, about, payload)


def outcome_draft(of: Intent, outcome: Outcome, answers: Mapping[str, str] | None = None) -> Draft:
    """The entry about what became of the intent `of`: ANSWER after a READ, OUTCOME after an INTENT.

    `answers` are the members of the answer that later actions of the same change were declared by.
    """
    about = {name: of.about[name] for name in ("grant", "change") if name in of.about}
    payload: dict[str, Json] = {"outcome": written.outcome(outcome), "answers": dict(answers or {})}
    return Draft(Kind.ANSWER if of.kind is Kind.READ else Kind.OUTCOME, outcome.at, about, payload)
