"""What people were asked and what they answered: a change is computed again from its actions, a vote from its bytes."""

from typing import Any

from keyturn.codec.canonical import encode
from keyturn.codec.digest import hex_sha256, same
from keyturn.model import written
from keyturn.model.approval import Verdict
from keyturn.verify.known import Case, Found, Known, Payload, Vote
from keyturn.verify.leaf import Leaf
from keyturn.verify.people import counter, said_of_vote


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


def vote(known: Known, leaf: Leaf, payload: Payload) -> Found:
    """A person approved or rejected: in their own words, with their own key, this very change, which is not theirs."""
    said, problems = said_of_vote(known, leaf, payload)
    yield from problems
    case = known.case(leaf.about["change"])
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
    if said.reviewer in (change.sponsor, case.opener):
        yield "vote.own_change", f"`{said.reviewer}` voted on a change of their own, {change.short}"
        return
    if case.closed is not None or not change.opened <= leaf.at < change.expires:
        yield (
            "vote.not_open",
            f"`{said.reviewer}` voted on change {change.short}, which was {case.closed or 'not open'}",
        )
        return
    approves = said.verdict is Verdict.APPROVE
    if approves and any(other.reviewer == said.reviewer for other in case.votes.values()):
        yield "vote.twice", f"`{said.reviewer}` voted a second time on change {change.short}"
        return
    counted, local = counter(known, payload)
    yield from counted
    if not problems and not counted:
        case.votes[payload["statement"]] = Vote(said.reviewer, said.key_id, approves, local)
    if not approves:
        case.closed = "rejected"


def expired(known: Known, leaf: Leaf, _: Payload) -> Found:
    """A change's time is over: it really was."""
    case = known.case(leaf.about["change"])
    if leaf.at < case.change.expires:
        yield "change.expired_early", f"change {case.change.short} is closed as expired before its time was over"
    case.closed = "expired"


def digest_of(document: Any) -> str:  # noqa: ANN401  # read back from a log; `encode` refuses what is not JSON
    """The action digest of a document as people see it."""
    return hex_sha256(encode(document))
