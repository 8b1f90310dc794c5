"""What the log is told of one use of a grant: the intent before the effect, and what became of it."""

from collections.abc import Mapping
from typing import Final

from keyturn.codec.canonical import Json, Plain
from keyturn.issue.sending import Sending
from keyturn.model import written
from keyturn.model.action import Shown
from keyturn.model.evidence import Draft, Intent, Kind
from keyturn.model.execution import Outcome
from keyturn.model.grant import SpentGrant

READ_BYTES: Final = 16_384
"""How long a read's parameters may be, in canonical text, to be kept: reads are many, and nobody approved them."""


def intent(spent: SpentGrant, shown: Shown, sending: Sending) -> Intent:
    """The entry that must be durable before the effect: READ for a plain read, INTENT for everything else."""
    grant = spent.grant
    about = {"grant": grant.id, "session": sending.session, "action": grant.action}
    if grant.change is not None:
        about["change"] = grant.change
    about |= dict(sending.under)
    plain_read = sending.reads and grant.change is None
    payload: dict[str, Json] = {
        "ordinal": grant.ordinal,
        "marks": list(sending.marks),
        "name": sending.name,
        "action": _kept(shown) if plain_read else shown.document,
        "environments": list(sending.environments),
        "approvals": list(sending.approvals),
        "policies": list(sending.policies),
        "wire": sending.wire,
    }
    if sending.key is not None:
        payload["key"] = sending.key
    if sending.state is not None:
        payload["state"] = sending.state
    if sending.conditions:
        payload["conditions"] = [{"member": one.member, "value": one.value} for one in sending.conditions]
    if not plain_read and not sending.sealed:
        payload["sealed"] = False  # whoever reads this later must know that one person could change who approved it
    if sending.notify:
        payload["notify"] = True
    if isinstance(payload["action"], Plain):
        payload = Plain(payload)  # all else in it is text of ours and a small number
    return Intent(Kind.READ if plain_read else Kind.INTENT, spent.at, about, payload)


def _kept(shown: Shown) -> Mapping[str, Json]:
    """What is kept of a read: all of it, or, where an agent sends a book along, all but the parameters.

    Its digest stands in the leaf either way. Changes are kept whole: people signed them.
    """
    if shown.size <= READ_BYTES:
        return shown.document
    return {**shown.document, "parameters": {"$omitted": shown.size}}


def outcome_draft(of: Intent, outcome: Outcome, answers: Mapping[str, str] | None = None) -> Draft:
    """The entry about what became of the intent `of`: ANSWER after a READ, OUTCOME after an INTENT.

    `answers` are the members of the answer that later actions of the same change were declared by.
    """
    about = {name: of.about[name] for name in ("grant", "change") if name in of.about}
    payload: dict[str, Json] = {"outcome": written.outcome(outcome), "answers": dict(answers or {})}
    if not answers:
        payload = Plain(payload)  # text of ours, and a status
    return Draft(Kind.ANSWER if of.kind is Kind.READ else Kind.OUTCOME, outcome.at, about, payload)
