"""How the nouns stand in the log's payloads, and how they are read back. One function a noun and direction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from keyturn.codec import canonical
from keyturn.codec.encoding import b64decode, b64encode, format_instant, parse_instant
from keyturn.errors import Malformed
from keyturn.model.action import Resource, Shown
from keyturn.model.change import Change, Proposed, RollsBack
from keyturn.model.clock import Hold
from keyturn.model.decision import Quorum, Seats
from keyturn.model.execution import Ended, Outcome
from keyturn.model.identity import Isolation, KeyKind, Passkey, Person, PublicKey, Session, Task, TaskKind
from keyturn.model.invitation import Invitation
from keyturn.model.observed import Condition, Difference, Observed, Reference, Stands

Payload = Mapping[str, canonical.Json]
# What is read back from our own log. Its form was checked when it was written; a damaged entry raises KeyError or
# Malformed, and the gate does not start.
Read = Mapping[str, Any]


def person(value: Person) -> Payload:
    """Write a person: public halves only."""
    return {
        "name": value.name,
        "groups": sorted(value.groups),
        "keys": [public_key(key) for key in value.keys],
    }


def read_person(data: Read) -> Person:
    """Read a person back."""
    return Person(data["name"], frozenset(data["groups"]), tuple(read_public_key(key) for key in data["keys"]))


def public_key(value: PublicKey) -> dict[str, canonical.Json]:
    """Write a public key; only a passkey says what kind it is."""
    key: dict[str, canonical.Json] = {"id": value.id, "raw": b64encode(value.raw)}
    if value.passkey is not None:
        key["kind"] = value.kind.value
        key["passkey"] = {
            "credential": b64encode(value.passkey.credential),
            "party": value.passkey.party,
            "origin": value.passkey.origin,
            "count": value.passkey.count,
        }
    return key


def read_public_key(data: Read) -> PublicKey:
    """Read a public key back. Raises Malformed for a kind that this version does not know."""
    kind = data.get("kind", KeyKind.ED25519)
    if kind == KeyKind.ED25519:
        return PublicKey(data["id"], b64decode(data["raw"]))
    if kind != KeyKind.PASSKEY:
        raise Malformed("kind of key", kind, f"one of {', '.join(KeyKind)} is wanted")
    passkey = data["passkey"]
    found = Passkey(b64decode(passkey["credential"]), passkey["party"], passkey["origin"], passkey["count"])
    return PublicKey(data["id"], b64decode(data["raw"]), found)


def invitation(value: Invitation) -> Payload:
    """Write an invitation that nobody has followed yet."""
    return {
        "id": value.id,
        "name": value.name,
        "groups": sorted(value.groups),
        "opened": format_instant(value.opened),
        "expires": format_instant(value.expires),
    }


def read_invitation(data: Read) -> Invitation:
    """Read an invitation back."""
    opened, expires = parse_instant(data["opened"]), parse_instant(data["expires"])
    return Invitation(data["id"], data["name"], frozenset(data["groups"]), opened, expires)


def task(value: Task) -> Payload:
    """Write a task."""
    return {
        "id": value.id,
        "intent": value.intent,
        "kind": value.kind.value,
        "sponsor": value.sponsor,
        "environment": value.environment,
        "scope": list(value.scope),
        "opened": format_instant(value.opened),
        "expires": format_instant(value.expires),
    }


def read_task(data: Read) -> Task:
    """Read a task back."""
    return Task(
        id=data["id"],
        intent=data["intent"],
        kind=TaskKind(data["kind"]),
        sponsor=data["sponsor"],
        environment=data["environment"],
        scope=tuple(data["scope"]),
        opened=parse_instant(data["opened"]),
        expires=parse_instant(data["expires"]),
    )


def session(value: Session) -> Payload:
    """Write a session, without its keys, which are derived."""
    return {
        "id": value.id,
        "task": value.task,
        "agent": value.agent,
        "access_key_id": value.access_key_id,
        "isolation": value.isolation.value,
        "opened": format_instant(value.opened),
        "expires": format_instant(value.expires),
    }


def read_session(data: Read) -> Session:
    """Read a session back."""
    return Session(
        id=data["id"],
        task=data["task"],
        agent=data["agent"],
        access_key_id=data["access_key_id"],
        isolation=Isolation(data["isolation"]),
        opened=parse_instant(data["opened"]),
        expires=parse_instant(data["expires"]),
    )


def quorum(value: Quorum) -> dict[str, canonical.Json]:
    """Write a quorum, as `Quorum.document` says."""
    return value.document()


def read_quorum(data: Read) -> Quorum:
    """Read a quorum back."""
    seats = tuple(Seats(seat["count"], seat["group"]) for seat in data["seats"])
    return Quorum(seats, data["people"], data.get("local", 0))


def read_hold(data: Read) -> Hold:
    """Read the document of a jump of the clock back."""
    return Hold(
        deployment=data["deployment"],
        fresh=data["fresh"],
        agreed=parse_instant(data["agreed"]),
        expected=parse_instant(data["expected"]),
        clock=parse_instant(data["clock"]),
        quorum=read_quorum(data["quorum"]),
    )


def change(value: Change) -> Payload:
    """Write a change: what people will be shown, never a sensitive value."""
    written: dict[str, canonical.Json] = {
        "id": value.id,
        "deployment": value.deployment,
        "task": value.task,
        "intent": value.intent,
        "kind": value.kind,
        "sponsor": value.sponsor,
        "agent": value.agent,
        "session": value.session,
        "account": value.account,
        "bundle": value.bundle,
        "opened": format_instant(value.opened),
        "expires": format_instant(value.expires),
        "quorum": quorum(value.quorum),
        "gates": list(value.gates),
        "actions": [_proposed(action) for action in value.actions],
    }
    if value.rolls_back is not None:
        written["rolls_back"] = value.rolls_back.document()
    return written if value.round == 0 else {**written, "state": value.state()}


def _proposed(value: Proposed) -> canonical.Json:
    return {
        "document": dict(value.shown.document),
        "digest": value.shown.digest,
        "name": value.name,
        "effect": value.effect,
        "reversible": value.reversible,
        "environments": list(value.environments),
        "resources": [
            {"arn": resource.arn, "region": resource.region, "whole_account": resource.whole_account}
            for resource in value.resources
        ],
        "iam": list(value.iam),
        "delegates": value.delegates,
        "stateful_loss": value.stateful_loss,
    }


def read_change(data: Read) -> Change:
    """Read a change back; one without a state is of an older version."""
    state = data.get("state") or {"round": 0, "observed": (), "references": (), "drift": ()}
    return Change(
        id=data["id"],
        deployment=data["deployment"],
        task=data["task"],
        intent=data["intent"],
        kind=data["kind"],
        sponsor=data["sponsor"],
        agent=data["agent"],
        session=data["session"],
        account=data["account"],
        actions=tuple(_read_proposed(action) for action in data["actions"]),
        bundle=data["bundle"],
        opened=parse_instant(data["opened"]),
        expires=parse_instant(data["expires"]),
        quorum=read_quorum(data["quorum"]),
        gates=tuple(data["gates"]),
        observed=tuple(read_observed(one) for one in state["observed"]),
        references=tuple(_read_reference(one) for one in state["references"]),
        drift=tuple(Difference(one["thing"], one["place"], one["before"], one["now"]) for one in state["drift"]),
        round=state["round"],
        conditions=tuple(_read_condition(one) for one in state.get("conditions", ())),
        rolls_back=None if data.get("rolls_back") is None else read_rolls_back(data["rolls_back"]),
    )


def read_rolls_back(data: Read) -> RollsBack:
    """Read back what a change undoes of another one."""
    left = tuple((one["action"], one["why"]) for one in data["left"])
    return RollsBack(data["change"], data["digest"], data["sponsor"], tuple(data["actions"]), left)


def read_observed(data: Read) -> Observed:
    """Read back how a thing stood."""
    return Observed(
        thing=data["thing"],
        actions=tuple(data["actions"]),
        asked=tuple(data["asked"]),
        stands=Stands(data["stands"]),
        state=data["state"],
        why=data["why"],
    )


def _read_reference(data: Read) -> Reference:
    return Reference(
        action=data["action"],
        member=data["member"],
        points=data["points"],
        fixed=data["fixed"],
        now=data["now"],
        digest=data["digest"],
        accepted=data["accepted"],
        content=data["content"],
        how=data["how"],
    )


def _read_condition(data: Read) -> Condition:
    return Condition(data["action"], data["member"], data["value"], data["thing"], moves=not data["value"])


def _read_proposed(data: Read) -> Proposed:
    return Proposed(
        shown=Shown(data["document"], data["digest"]),
        name=data["name"],
        effect=data["effect"],
        reversible=data["reversible"],
        environments=tuple(data["environments"]),
        resources=tuple(
            Resource(resource["arn"], resource["region"], resource["whole_account"]) for resource in data["resources"]
        ),
        iam=tuple(data["iam"]),
        delegates=data["delegates"],
        stateful_loss=data["stateful_loss"],
    )


def outcome(value: Outcome) -> dict[str, canonical.Json]:
    """Write an outcome."""
    return {
        "ended": value.ended.value,
        "status": value.status,
        "request_id": value.request_id,
        "error_code": value.error_code,
        "why": value.why,
    }


def read_outcome(data: Read, at: datetime) -> Outcome:
    """Read an outcome back; `at` is its entry's instant."""
    return Outcome(
        ended=Ended(data["ended"]),
        at=at,
        status=data["status"],
        request_id=data["request_id"],
        error_code=data["error_code"],
        why=data["why"],
    )
