"""The gate's own changes: the chain of charters from the seal on, each by the quorum of the one before it.

Nothing is believed because the gateway put it in force. What a proposal makes of a charter is worked out here once
more, and each approval is judged by its place in the log: who the people were, with which keys, in which groups, then.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from keyturn.approve.gate import open_proposal, open_seal, open_suspension
from keyturn.approve.seats import missing, seat
from keyturn.codec.canonical import encode
from keyturn.codec.digest import hex_sha256, same
from keyturn.model import written
from keyturn.model.decision import Quorum, Seats, parse_quorum
from keyturn.model.emergency import Emergency
from keyturn.model.gate import Charter, GateChange, GateKind, read_charter, read_gate_change
from keyturn.model.identity import Person
from keyturn.verify.known import Found, GateCase, Known, Payload, SealVote
from keyturn.verify.leaf import Leaf
from keyturn.verify.leaves import fewest, given
from keyturn.verify.people import end_sessions, enrol, said_at

FEWEST: Final = 2
"""Founders it takes to seal a gate."""

_ABOUT_SOMEBODY: Final = frozenset(
    {
        GateKind.PERSON_ADD,
        GateKind.PERSON_GROUPS,
        GateKind.PERSON_DISABLE,
        GateKind.KEY_ADD,
        GateKind.KEY_REVOKE,
        GateKind.KEY_RESTORE,
    }
)
_OWN: Final = _ABOUT_SOMEBODY | {GateKind.POLICIES, GateKind.CONFIGURATION, GateKind.LOG_KEY}
"""The kinds whose quorum is that of the charter. Others say their own."""

_OF_FREEZES: Final[Mapping[GateKind, str]] = {GateKind.FREEZE_LIFT: "lift", GateKind.FREEZE_OVERRIDE: "override"}


def deciders(charter: Charter) -> Quorum:
    """Who decides about the gate by this charter: its `[approvals]`. Raises Malformed, and what a wrong form raises."""
    approvals: Mapping[str, Any] = charter.configuration.get("approvals", {})  # type: ignore[assignment]
    if "quorum" in approvals:
        return parse_quorum(str(approvals["quorum"]))
    people = int(approvals.get("people", FEWEST))
    return Quorum((Seats(people, str(approvals.get("group", "sre"))),), people)


def freezers(charter: Charter, kind: GateKind) -> Quorum | None:
    """Who lifts or overrides a freeze by this charter: what its `[freeze]` says, else who decides; None of other kinds.

    Raises Malformed, and what a wrong form raises.
    """
    if kind not in _OF_FREEZES:
        return None
    said: Mapping[str, Any] = charter.configuration.get("freeze", {})  # type: ignore[assignment]
    text = said.get(_OF_FREEZES[kind])
    return deciders(charter) if text is None else parse_quorum(str(text))


def is_reviewer(person: Person, quorum: Quorum) -> bool:
    """Whether a person's groups give them a seat in `quorum`."""
    return not quorum.seats or any(place.group in person.groups for place in quorum.seats)


# ---- the seal


def seal_signed(known: Known, leaf: Leaf, payload: Payload) -> Found:
    """A founder signed the charter that is about to be the first."""
    said, problems = said_at(known, leaf.at, payload, open_seal)
    yield from problems
    if not same(said.charter, leaf.about["charter"]) or (payload["by"], payload["key_id"]) != (said.by, said.key_id):
        yield "seal.not_as_signed", f"what stands here is not what `{said.by}` signed"
        return
    if not problems:
        known.seal_votes[payload["statement"]] = SealVote(said.by, said.key_id, said.charter)


def sealed(known: Known, leaf: Leaf, payload: Payload) -> Found:
    """The gate was sealed: on exactly what stood at this place, by the signature of every founding reviewer."""
    charter = read_charter(payload["charter"])
    if known.charter is not None:
        yield "seal.twice", "the gate is sealed a second time"
        return
    if not same(leaf.about["charter"], charter.digest):
        yield "seal.digest", "the charter is not the one that its digest stands for"
    if (charter.number, charter.before, charter.deployment) != (1, None, known.deployment):
        yield "seal.first", "the charter that was sealed is not the first of this gate"
    if {one.name: one for one in charter.people} != known.people:
        yield "seal.people", "the people of the charter are not those who were enrolled here"
        known.people = {one.name: one for one in charter.people}
    if charter.bundle != known.bundle:
        yield "seal.bundle", "the policies of the charter are not those that were in force here"
    yield from _signed_by_all(known, charter, payload["statements"])
    known.charter = known.first = charter
    for case in known.gate_cases.values():
        case.closed = case.closed or "void"  # until here one person could say who decides
    for found in known.given.values():
        found.over = True


def _signed_by_all(known: Known, charter: Charter, statements: list[str]) -> Found:
    founders = {one.name for one in charter.people if one.enabled and one.keys and is_reviewer(one, deciders(charter))}
    if set(charter.founders) != founders or len(founders) < FEWEST:
        yield "seal.founders", f"the founders are {len(charter.founders)}, the reviewers of then {len(founders)}"
    signed = set()
    for statement in statements:
        vote = known.seal_votes.get(statement)
        person = None if vote is None else charter.person(vote.by)
        if (
            vote is None
            or person is None
            or not same(vote.charter, charter.digest)
            or all(key.id != vote.key_id for key in person.keys)
        ):
            yield "seal.no_such_signature", "it rests on a signature under this charter that does not hold"
            continue
        signed.add(vote.by)
    for name in sorted(founders - signed):
        yield "seal.unsigned", f"`{name}` is a founder and did not sign it"


# ---- changes


def proposed(known: Known, leaf: Leaf, payload: Payload) -> Found:
    """A person proposed a change: in their words; what comes of it, who decides, and on what, is as it must be."""
    said, problems = said_at(known, leaf.at, payload, open_proposal)
    yield from problems
    change = read_gate_change(payload["change"])
    after = None if payload["charter"] is None else read_charter(payload["charter"])
    bundle = None if payload["bundle"] is None else dict(payload["bundle"])
    if change.id in known.gate_cases or change.id in known.cases:
        yield "gate.twice", f"change {change.short} is opened a second time"
    known.gate_cases[change.id] = GateCase(change, change.by, after=after)
    if bundle is not None:
        known.gate_cases[change.id].bundle = (str(bundle["version"]), str(bundle["policies"]))
        if bundle["version"] != version_of(str(bundle["policies"]), str(bundle["schema"])):
            yield "gate.bundle", "the policies are not those that the name of their bundle stands for"
    if leaf.about["change"] != change.id or not same(leaf.about["digest"], change.digest):
        yield "gate.digest", f"change {change.short} is not what its digest stands for"
    signed = (said.deployment, said.kind, said.document, said.by, said.intent, said.charter)
    if signed != (change.deployment, change.kind, change.document, change.by, change.intent, change.before):
        yield "gate.not_as_signed", f"change {change.short} is not the one that `{said.by}` proposed"
    if not change.opened < change.expires:
        yield "gate.interval", f"change {change.short} ends before it begins"
    if change.before != (None if known.charter is None else known.charter.digest):
        yield "gate.other_charter", f"change {change.short} was proposed on another charter than was in force"
    yield from _judged(known, change, after, bundle)


def _judged(known: Known, change: GateChange, after: Charter | None, bundle: Mapping[str, Any] | None) -> Found:
    """Who decides and what comes of it, worked out once more."""
    if change.kind not in _OWN:
        # Whatever else people give leave for, it leaves the charter as it is.
        if change.after is not None or after is not None or bundle is not None:
            yield "gate.charter", f"change {change.short} is of kind `{change.kind}` and leads to another charter"
        wanted = None if known.charter is None else freezers(known.charter, change.kind)
        if wanted is not None and change.quorum != wanted:
            yield "gate.quorum", f"change {change.short} asks for {change.quorum}, and {wanted} decide"
        return
    if known.charter is None:
        yield "gate.not_sealed", f"change {change.short} was proposed on a gate that is not sealed"
        return
    if change.quorum != deciders(known.charter):
        yield "gate.quorum", f"change {change.short} asks for {change.quorum}, and {deciders(known.charter)} decide"
    subject = str(change.document["name"]) if change.kind in _ABOUT_SOMEBODY else None
    if change.subject != subject:
        yield "gate.subject", f"change {change.short} is about somebody else than it says"
    expected = amended(known.charter, change, None if bundle is None else str(bundle["version"]))
    if (None if after is None else after.digest) != change.after or after != expected:
        yield (
            "gate.charter",
            f"the charter after change {change.short} is not what was proposed makes of the one before",
        )
    told = None if bundle is None else bundle["policies"]
    if change.kind is GateKind.POLICIES and told != change.document["policies"]:
        yield "gate.bundle", f"the policies after change {change.short} are not those that were proposed"


def amended(before: Charter, change: GateChange, bundle: str | None) -> Charter | None:
    """The charter that `change` makes of `before`; None where it makes none. `bundle` names the policies with it."""
    if change.kind is GateKind.KEY_RESTORE:
        return None
    after = replace(before, number=before.number + 1, before=before.digest)
    follows = change.kind is GateKind.POLICIES or (change.kind is GateKind.CONFIGURATION and before.composed)
    if follows and bundle is not None:
        after = replace(after, bundle=bundle)
    document: Mapping[str, Any] = change.document
    match change.kind:
        case GateKind.POLICIES:
            return replace(after, composed=False)
        case GateKind.CONFIGURATION:
            # Policies that were made from the configuration follow it; what they are made to be is not told here.
            return replace(after, configuration=document["configuration"])
        case GateKind.LOG_KEY:
            return replace(after, log_keys=tuple(document["log_keys"]))
        case _:
            people = {person.name: person for person in before.people}
            people[document["name"]] = _after(people.get(document["name"]), change.kind, document)
            return replace(after, people=tuple(sorted(people.values(), key=lambda person: person.name)))


def _after(person: Person | None, kind: GateKind, document: Mapping[str, Any]) -> Person:
    """One person as a change leaves them. Raises KeyError for one that there is not."""
    if kind is GateKind.PERSON_ADD:
        keys = tuple(written.read_public_key(key) for key in document["keys"])
        return Person(document["name"], frozenset(document["groups"]), keys)
    if person is None:
        raise KeyError(document["name"])
    match kind:
        case GateKind.PERSON_GROUPS:
            return replace(person, groups=frozenset(document["groups"]))
        case GateKind.PERSON_DISABLE:
            return replace(person, enabled=False)
        case GateKind.KEY_ADD:
            return replace(person, keys=(*person.keys, written.read_public_key(document["key"])))
        case _:
            return replace(person, keys=tuple(key for key in person.keys if key.id != document["key"]))


def may_vote(case: GateCase, reviewer: Person) -> str | None:
    """Why a person has no vote on a change of the gate; None if they have one."""
    if reviewer.name == case.change.subject:
        return f"`{reviewer.name}` voted on change {case.change.short}, which is about them"
    if not is_reviewer(reviewer, case.change.quorum):
        return f"`{reviewer.name}` voted on change {case.change.short} and has no seat in its quorum"
    return None


def changed(known: Known, leaf: Leaf, payload: Payload) -> Found:
    """A change came into force: open, on the charter it was proposed on, by enough people who counted then."""
    case = known.gate_case(leaf.about["change"])
    change = case.change
    if case.closed is not None or not change.opened <= leaf.at < change.expires:
        yield "gate.not_open", f"change {change.short} came into force and was {case.closed or 'not open'}"
    case.closed = "done"
    if change.id in known.erased.votes:
        known.erased.unchecked += 1
    else:
        yield from approved(known, case, payload["approvals"])
    yield from given(known, case)
    if leaf.about.get("charter") != change.after:
        yield "gate.digest", f"change {change.short} leads to another charter than people approved"
    if change.kind is GateKind.KEY_RESTORE:
        known.suspended.discard(str(change.document["key"]))
    if case.after is not None:
        if known.charter is None or case.after.before != known.charter.digest:
            yield "gate.other_charter", f"change {change.short} came into force on another charter than it was made for"
        known.charter = case.after
        known.gate_changes += 1
        if case.bundle is not None:
            known.bundle = case.bundle[0]
            known.policies[case.bundle[0]] = case.bundle[1]
    if known.charter is not None:
        enrol(known, known.charter.people)


def approved(known: Known, case: GateCase, statements: list[str]) -> Found:
    """Enough different people approved it, each of whom still counts at this place."""
    change = case.change
    voters: dict[str, frozenset[str]] = {}
    local: set[str] = set()
    for statement in statements:
        vote = case.votes.get(statement)
        if vote is None or not vote.approves:
            yield "gate.no_such_approval", f"it rests on an approval of change {change.short} that does not hold"
            continue
        person = known.people.get(vote.reviewer)
        if person is None or not person.enabled or all(key.id != vote.key_id for key in person.keys):
            yield "gate.approval_void", f"it rests on the approval of `{vote.reviewer}`, who no longer counts"
            continue
        voters[person.name] = person.groups
        local |= {person.name} if vote.local else set()
    if missing(change.quorum, seat(change.quorum, voters, local)) or len(voters) < fewest(case):
        yield "gate.votes", f"change {change.short} came into force with {len(voters)} approvals, of {change.quorum}"
    now = _deciding(known, change)
    if now is not None and missing(now, seat(now, voters, local)):
        yield "gate.votes", f"change {change.short} came into force with {len(voters)} approvals, when {now} decided"


def _deciding(known: Known, change: GateChange) -> Quorum | None:
    """Who decides now about what leaves the charter as it is, and so may have been proposed under an older one."""
    if known.charter is None:
        return None
    return deciders(known.charter) if change.kind is GateKind.KEY_RESTORE else freezers(known.charter, change.kind)


def voided(known: Known, leaf: Leaf, _: Payload) -> Found:
    """A change can no longer come into force."""
    case = known.gate_case(leaf.about["change"])
    if case.closed is not None:
        yield "gate.not_open", f"change {case.change.short} is void and was {case.closed}"
    case.closed = "void"


def key_suspended(known: Known, leaf: Leaf, payload: Payload) -> Found:
    """A person suspended a key of theirs: from here on it signs nothing that counts."""
    said, problems = said_at(known, leaf.at, payload, open_suspension)
    yield from problems
    person = known.people[said.by]
    if leaf.about["key"] != said.key or payload["by"] != said.by or all(key.id != said.key for key in person.keys):
        yield "key.not_as_signed", f"`{said.by}` suspended another key, or one that is not theirs"
        return
    known.suspended.add(said.key)
    known.people[said.by] = replace(person, keys=tuple(key for key in person.keys if key.id != said.key))
    end_sessions(known, said.by)
    for case in known.gate_cases.values():
        if case.opener == said.by and case.closed is None:
            case.closed = "void"  # a thief may have proposed it
    _forget(known, said.by, said.key)


def _forget(known: Known, name: str, key: str) -> None:
    """What was said with this key counts no more, restored or not; nor does an emergency that `name` opened."""
    for votes in (*(one.votes for one in known.cases.values()), *(one.votes for one in known.gate_cases.values())):
        for statement in [one for one, vote in votes.items() if vote.key_id == key]:
            del votes[statement]
    for words in (words for one in known.cases.values() for words in one.said.values()):
        if name in words and words[name].key_id == key:
            del words[name]
    for found in known.given.values():
        if isinstance(found.what, Emergency) and found.case.change.by == name:
            found.over = True


def version_of(policies: str, schema: str) -> str:
    """The name of a bundle."""
    return hex_sha256(encode({"policies": policies, "schema": schema}))
