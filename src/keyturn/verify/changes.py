"""What people were asked and what they answered: a change is computed again from its actions, a vote from its bytes."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from keyturn.codec.canonical import encode
from keyturn.codec.digest import hex_sha256, same
from keyturn.model import written
from keyturn.model.approval import Verdict
from keyturn.model.change import Change
from keyturn.model.decision import Quorum, parse_quorum
from keyturn.verify.gates import may_vote
from keyturn.verify.known import Case, Found, GateCase, Known, Payload, Vote
from keyturn.verify.leaf import Leaf
from keyturn.verify.orders import as_proposed
from keyturn.verify.people import by_key_file, said_of_vote

# Comments and strings are passed over, so that nothing inside them reads like an annotation.
_CEDAR: Final = re.compile(
    r'//[^\n]*|@(?P<name>[A-Za-z_]\w*)\s*\(\s*"(?P<value>(?:[^"\\]|\\.)*)"\s*\)|"(?:[^"\\]|\\.)*"'
    r"|\b(?P<effect>permit|forbid)\b"
)


def opened(known: Known, leaf: Leaf, payload: Payload) -> Found:
    """A change waits for people: its digest is that of its actions, its sponsor the one who signed the task."""
    change = written.read_change(payload["change"])
    if change.id in known.cases:
        yield "change.twice", f"change {change.short} is opened a second time"
    known.cases[change.id] = Case(change, payload["opener"])
    for number, action in enumerate(change.actions):
        if not same(action.shown.digest, digest_of(action.shown.document)):
            yield "change.action", f"action {number} of change {change.short} is not what its digest stands for"
    if (leaf.about["change"], leaf.about["session"], leaf.about["task"]) != (change.id, change.session, change.task):
        yield "change.about", f"the entry does not speak of change {change.short}"
    if not same(leaf.about["digest"], change.digest):
        yield "change.digest", f"change {change.short} is not what its digest stands for"
    if change.deployment != known.deployment:
        yield "change.deployment", f"change {change.short} belongs to another gate"
    session = known.session(change.session)
    if session.task != change.task or known.task(change.task).sponsor != change.sponsor:
        yield "change.sponsor", f"`{change.sponsor}` did not sign the task of change {change.short}"
    if session.agent != change.agent or known.openers[session.id] != payload["opener"]:
        yield "change.opener", f"change {change.short} names another agent or opener than its session has"
    if change.expires <= change.opened:
        yield "change.interval", f"change {change.short} ends before it begins"
    yield from as_proposed(known, change, session)
    yield from _asked_enough(known, change)


def _asked_enough(known: Known, change: Change) -> Found:
    """The change asks for no fewer people than the policies say under which it was opened, by their annotations."""
    if known.charter is not None and change.bundle != known.charter.bundle:
        yield "change.bundle", f"change {change.short} was opened under other policies than were in force"
    text = known.policies.get(change.bundle)
    if text is None and known.erased.policies:
        known.erased.unchecked += 1
        return
    if text is None:
        yield "change.bundle", f"change {change.short} was opened under policies that no entry tells of"
        return
    wanted = approvals_of(text)
    for name in change.gates:
        quorum = wanted.get(name)
        if quorum is None:
            yield "change.gates", f"change {change.short} names `{name}`, and no policy of that name asks for people"
        elif not _covers(change.quorum, quorum):
            yield "change.quorum", f"change {change.short} asks for {change.quorum}, and policy `{name}` for {quorum}"


def _covers(asked: Quorum, wanted: Quorum) -> bool:
    seats = {place.group: place.count for place in asked.seats}
    enough = all(seats.get(place.group, 0) >= place.count for place in wanted.seats)
    return enough and asked.people >= wanted.people and asked.local >= wanted.local


def approvals_of(policies: str) -> Mapping[str, Quorum]:
    """What the policies in this text ask of people, by `@id`: what their `@approval` annotations say.

    Raises Malformed for an annotation that is no quorum.
    """
    found: dict[str, Quorum] = {}
    annotations: dict[str, str] = {}
    for match in _CEDAR.finditer(policies):
        if match["name"]:
            annotations[match["name"]] = match["value"]
        elif match["effect"]:
            if "approval" in annotations:
                found[annotations.get("id", "")] = parse_quorum(annotations["approval"])
            annotations = {}
    return found


def drifted(known: Known, leaf: Leaf, payload: Payload) -> Found:
    """A change went back to its reviewers with another state: all else of it is as it was, and its votes are void."""
    case = known.case(leaf.about["change"])
    before, now = case.change, written.read_change(payload["change"])
    alike = replace(
        now,
        observed=before.observed,
        references=before.references,
        drift=before.drift,
        round=before.round,
        conditions=before.conditions,
    )
    if alike != before:
        yield "change.drift_other", f"change {before.short} went back as another change than it was"
    if now.round != before.round + 1 or before.round == 0 or not now.drift:
        yield "change.drift_round", f"change {before.short} went back without a difference, or out of turn"
    if not same(leaf.about["digest"], now.digest):
        yield "change.digest", f"change {before.short} is not what its digest stands for"
    if case.closed is not None or not before.opened <= leaf.at < before.expires:
        yield "change.drift_closed", f"change {before.short} went back although it was {case.closed or 'not open'}"
    case.change = now
    case.votes.clear()


def observed(known: Known, leaf: Leaf, payload: Payload) -> Found:
    """How things stood after one of the change's own calls: it had been sent, and other calls touch those things."""
    case = known.case(leaf.about["change"])
    after = payload["after"]
    if after not in case.used:
        yield "change.observed_early", f"change {case.change.short} looked after call {after}, which was not sent"
    known_things = {one.thing for one in case.change.observed}
    if any(written.read_observed(one).thing not in known_things for one in payload["observed"]):
        yield "change.observed_other", f"change {case.change.short} looked at something that is not its own"


def vote(known: Known, leaf: Leaf, payload: Payload) -> Found:
    """A person approved or rejected: in their own words, with their own key, this very change, which is not theirs."""
    said, problems = said_of_vote(known, leaf, payload)
    yield from problems
    case = known.any_case(leaf.about["change"])
    change = case.change
    told = (payload["reviewer"], payload["key_id"], payload["verdict"], payload["comment"])
    if told != (said.reviewer, said.key_id, said.verdict.value, said.comment):
        yield "vote.not_as_signed", f"what stands here is not what `{said.reviewer}` signed"
    if not (same(said.change, change.id) and same(said.change_digest, change.digest)):
        yield "vote.other_change", f"`{said.reviewer}` signed another change than {change.short}"
        return
    if not same(leaf.about["digest"], change.digest) or not same(said.review, change.review_digest):
        yield "vote.other_review", f"`{said.reviewer}` was shown another review document than that of {change.short}"
        return
    if said.reviewer in case.aside:
        yield "vote.own_change", f"`{said.reviewer}` voted on a change of their own, {change.short}"
        return
    if case.closed is not None or not change.opened <= leaf.at < change.expires:
        yield (
            "vote.not_open",
            f"`{said.reviewer}` voted on change {change.short}, which was {case.closed or 'not open'}",
        )
        return
    why = may_vote(case, known.people[said.reviewer]) if isinstance(case, GateCase) else None
    if why is not None:
        yield "vote.no_vote", why
        return
    approves = said.verdict is Verdict.APPROVE
    if approves and any(other.reviewer == said.reviewer for other in case.votes.values()):
        yield "vote.twice", f"`{said.reviewer}` voted a second time on change {change.short}"
        return
    if not problems:
        case.votes[payload["statement"]] = Vote(said.reviewer, said.key_id, approves, by_key_file(payload))
    if not approves:
        case.closed = "rejected"


def expired(known: Known, leaf: Leaf, _: Payload) -> Found:
    """A change's time is over: it really was."""
    case = known.any_case(leaf.about["change"])
    if leaf.at < case.change.expires:
        yield "change.expired_early", f"change {case.change.short} is closed as expired before its time was over"
    case.closed = "expired"


def digest_of(document: Any) -> str:  # noqa: ANN401  # read back from a log; `encode` refuses what is not JSON
    """The action digest of a document as people see it."""
    return hex_sha256(encode(document))
