"""What the stories about freezes, emergencies and envelopes share: their documents, and how people ask for them."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from keyturn.codec.canonical import Json
from keyturn.codec.encoding import format_instant
from keyturn.model.emergency import LeaveEnd
from keyturn.model.gate import GateKind
from keyturn.model.identity import TaskKind
from keyturn.testing.gatekeepers import Gatekeepers
from keyturn.testing.house import DEPLOYMENT, House, Opened

PUT, DELETE = "dynamodb:PutItem", "dynamodb:DeleteTable"
TABLE = "arn:aws-cn:dynamodb:cn-north-1:123456789012:table/costs"


def put(house: House, session: Opened, number: int = 0, **more: Any) -> Any:  # noqa: ANN401 - what the gate replies
    """Put item `number` into the table of costs."""
    return house.submit(session, PUT, TableName="costs", Item={"id": {"S": f"{number}"}}, **more)


def envelope(house: House, session: Opened, **more: Json) -> dict[str, Json]:
    """Return the document of an envelope for up to 20 `PutItem` on the table of costs, within an hour."""
    document: dict[str, Json] = {
        "task": session.task,
        "agent": house.considering.state.sessions[session.id].agent,
        "environments": ["production"],
        "operations": [PUT],
        "resources": [TABLE],
        "parameters": {"TableName": {"one_of": ["costs"]}, "Item": {"most_bytes": 100}},
        "count": 20,
        "per_minute": None,
        "until": soon(house, hours=1),
        "quorum": None,
    }
    return document | more


def soon(house: House, **after: float) -> str:
    """Return an instant so long after now, as documents write it."""
    return format_instant(house.clock.wall() + timedelta(**after))


def enveloped(house: House, session: Opened, *voters: str, **more: Json) -> str:
    """Have dana propose an envelope, and `voters` (ana and bo) approve it."""
    document = envelope(house, session, **more)
    return Gatekeepers(house).change("dana", GateKind.ENVELOPE, document, *(voters or ("ana", "bo")))


def urgent(house: House, sponsor: str = "dana") -> Opened:
    """Open a session for an errand of kind `emergency`."""
    return house.session(sponsor, kind=TaskKind.EMERGENCY)


def emergency(house: House, *sessions: Opened, **more: Json) -> dict[str, Json]:
    """Return the document of an emergency in production for these sessions' tasks, within 30 minutes."""
    tasks: list[Json] = [session.task for session in sessions]
    return {"environment": "production", "tasks": tasks, "until": soon(house, minutes=30)} | more


def in_emergency(house: House, session: Opened, opener: str = "dana", approver: str = "ana", **more: Json) -> str:
    """Have an emergency opened and approved."""
    return Gatekeepers(house).change(opener, GateKind.EMERGENCY, emergency(house, session, **more), approver)


def ended(house: House, change: str, by: str, **more: Any) -> Any:  # noqa: ANN401 - what the desk answers
    """Have `by` end what this change gave leave for."""
    said = LeaveEnd(DEPLOYMENT, change, by, Gatekeepers(house).key_of(by), house.clock.wall(), house.nonce())
    return house.ask("leave_end", envelope=house.signed(by, said))


def under(house: House) -> list[Mapping[str, str]]:
    """Return what each call that was sent went under."""
    kinds = ("envelope", "emergency", "override")
    drafts = [draft for draft in house.log.drafts if draft.kind.value == "intent"]
    return [{kind: draft.about[kind] for kind in kinds if kind in draft.about} for draft in drafts]
