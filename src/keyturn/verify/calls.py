"""What was sent: every effect has its intent, every intent of a held change its grant, every grant its approvals."""

from collections.abc import Mapping, Sequence

from keyturn.approve.seats import missing, seat
from keyturn.codec.digest import same
from keyturn.codec.encoding import parse_instant
from keyturn.model.change import Change
from keyturn.model.decision import Quorum
from keyturn.model.evidence import Kind
from keyturn.model.execution import Ended
from keyturn.model.identity import Isolation
from keyturn.verify.changes import digest_of
from keyturn.verify.freezes import untimely
from keyturn.verify.known import Case, Found, Known, Payload
from keyturn.verify.leaf import Leaf
from keyturn.verify.leaves import emergency, enveloped
from keyturn.verify.orders import on_order


def read(known: Known, leaf: Leaf, payload: Payload) -> Found:
    """A read is about to be sent."""
    yield from _leave(known, leaf, payload)
    known.reads.add(leaf.about["grant"])


def answer(known: Known, leaf: Leaf, _: Payload) -> Found:
    """A read was answered: it was asked before, once."""
    grant = leaf.about["grant"]
    if grant not in known.reads:
        yield "answer.no_intent", f"the answer to a read that was never noted, grant {grant:.10}"
    known.reads.discard(grant)


def intent(known: Known, leaf: Leaf, payload: Payload) -> Found:
    """A call that may change something is about to be sent: with a grant of its own, and with the people it needs."""
    yield from _leave(known, leaf, payload)
    grant, change = leaf.about["grant"], leaf.about.get("change")
    if grant in known.intents:
        yield "grant.spent_twice", f"grant {grant:.10} is used a second time"
    known.intents[grant] = change
    yield from untimely(known, leaf, payload)
    yield from _through_the_seal(known, leaf, payload)
    yield from on_order(known, leaf, payload)
    if change is None:
        if "envelope" in leaf.about:
            yield from enveloped(known, leaf, payload)
            return
        known.free_calls += 1
        if payload["approvals"] or not payload["policies"]:
            yield "intent.no_leave", "it belongs to no change, and no policy permits it"
        if _asks_always(known, payload):
            yield (
                "intent.nobody_asked",
                "it changed production, where this gate's policies let nothing pass without people",
            )
        return
    if known.held is not None:
        yield "intent.clock_held", "it went while production was held for the clock"
    yield from _within(known, known.case(change), leaf, payload)
    yield from _approved(known, known.case(change), leaf, payload)


def _asks_always(known: Known, payload: Payload) -> bool:
    """Whether people decide about every change where this call went, by what was sealed.

    So it is in production where policies are written from a configuration that says nothing of autonomy. What other
    policies let pass alone is not judged here: their own text says so, and `keyturn policy diff` asks it again.
    """
    charter = known.charter
    if charter is None or not charter.composed or charter.configuration.get("autonomy"):
        return False
    return any(name != "development" for name in payload["environments"])


def outcome(known: Known, leaf: Leaf, payload: Payload) -> Found:
    """What became of a call: its intent was noted before, and it had no other outcome."""
    grant = leaf.about["grant"]
    if grant not in known.intents:
        yield "outcome.no_intent", f"an effect without its intent: nothing told of grant {grant:.10} before"
    elif known.intents[grant] != leaf.about.get("change"):
        yield "outcome.other_change", f"grant {grant:.10} belongs to another change"
    if grant in known.settled:
        yield "outcome.twice", f"grant {grant:.10} has a second outcome"
    known.settled.add(grant)
    status = payload["outcome"]["status"]
    if payload["outcome"]["ended"] == Ended.ANSWERED and status is not None and 200 <= status < 300:
        known.done.add(grant)
    if payload["outcome"]["ended"] == Ended.UNKNOWN:
        known.doubtful.add(grant)


def derived(known: Known, leaf: Leaf, payload: Payload) -> Found:
    """A session got a narrower key: it was open, and outlives that key."""
    session = known.session(leaf.about["session"])
    if session.id in known.ended or not session.opened <= leaf.at < session.expires:
        yield "key.session", f"session {session.id:.10} was not open"
    if parse_instant(payload["expires"]) > session.expires:
        yield "key.outlives", f"a key of session {session.id:.10} outlives it"


def tunnel(known: Known, leaf: Leaf, payload: Payload) -> Found:  # noqa: ARG001 - where it led is said, not checked
    """A session was let through to another host: it was open."""
    session = known.session(leaf.about["session"])
    if session.id in known.ended or not session.opened <= leaf.at < session.expires:
        yield "tunnel.session", f"session {session.id:.10} was not open"


def _through_the_seal(known: Known, leaf: Leaf, payload: Payload) -> Found:
    """Production is reached through a sealed gate, by sessions that something keeps apart, or it is configured."""
    if all(name == "development" for name in payload["environments"]):
        return
    if known.charter is None:
        known.unsealed_changes += 1
        return
    if payload.get("sealed") is False:
        yield "intent.not_sealed", "it says that the gate was not sealed, and it was"
    gateway = known.charter.configuration.get("gateway", {})
    allowed = isinstance(gateway, Mapping) and gateway.get("unisolated_production") is True
    if known.session(leaf.about["session"]).isolation is Isolation.NONE and not allowed:
        yield "intent.not_isolated", "a session of isolation `none` changed production"


def _leave(known: Known, leaf: Leaf, payload: Payload) -> Found:
    """What every call needs: an open session, a sponsor who may act, an action that is what its digest says."""
    session = known.session(leaf.about["session"])
    if session.id in known.ended or not session.opened <= leaf.at < session.expires:
        yield "call.session", f"session {session.id:.10} was not open"
    sponsor = known.people.get(known.task(session.task).sponsor)
    if sponsor is None and known.erased.people:
        known.erased.unchecked += 1
    elif sponsor is None or not sponsor.enabled:
        yield "call.sponsor", f"the sponsor of session {session.id:.10} was not enrolled"
    shortened = leaf.kind is Kind.READ and "$omitted" in payload["action"]["parameters"]
    if not shortened and not same(leaf.about["action"], digest_of(payload["action"])):
        yield "call.action", "the action is not what its digest stands for"


def _within(known: Known, case: Case, leaf: Leaf, payload: Payload) -> Found:
    """The call is one of the change's actions, used for the first time, while the change is open."""
    change, ordinal = case.change, payload["ordinal"]
    if case.closed is not None or not change.opened <= leaf.at < change.expires:
        yield "intent.change_closed", f"change {change.short} was {case.closed or 'not open'}"
    if not 0 <= ordinal < len(change.actions):
        yield "intent.other_action", f"change {change.short} has no action {ordinal}"
        return
    if not same(change.actions[ordinal].shown.digest, leaf.about["action"]):
        yield "intent.other_action", f"this is not action {ordinal} of change {change.short}"
    if not known.doubtful.isdisjoint(case.used.values()):
        yield "intent.in_doubt", f"a call of change {change.short} was in doubt, and nobody had settled it"
    if change.round and payload.get("state") != change.state_digest:
        yield "intent.other_state", f"it went by another state of things than change {change.short} was approved in"
    if not _is_conditioned(change, ordinal, payload.get("conditions", ())):
        yield "intent.other_condition", f"it went with another condition than change {change.short} was approved with"
    if ordinal in case.used:
        yield "intent.twice", f"action {ordinal} of change {change.short} is sent a second time"
    case.used[ordinal] = leaf.about["grant"]


def _is_conditioned(change: Change, ordinal: int, sent: Sequence[Payload]) -> bool:
    """Whether the call went with just the conditions that people were shown, or with none where there were none."""
    shown = [one for one in change.conditions if one.action == ordinal]
    return [one.member for one in shown] == [one["member"] for one in sent] and all(
        one.moves or one.value == said["value"] for one, said in zip(shown, sent, strict=True)
    )


def _approved(known: Known, case: Case, leaf: Leaf, payload: Payload) -> Found:
    """The votes it rests on hold, their people still count, and there are as many as the change asked for."""
    change = case.change
    if change.id in known.erased.votes:
        known.erased.unchecked += 1
        return
    voters: dict[str, frozenset[str]] = {}
    local: set[str] = set()
    for statement in payload["approvals"]:
        vote = case.votes.get(statement)
        if vote is None or not vote.approves:
            yield "intent.no_such_approval", f"it rests on an approval of change {change.short} that does not hold"
            continue
        person = known.people.get(vote.reviewer)
        if person is None or not person.enabled or all(key.id != vote.key_id for key in person.keys):
            yield "intent.approval_void", f"it rests on the approval of `{vote.reviewer}`, who no longer counts"
            continue
        voters[person.name] = person.groups
        local |= {person.name} if vote.local else set()
    lacking = missing(change.quorum, seat(change.quorum, voters, local))
    eased = emergency(known, leaf, case, payload)
    seated = {place.group for place in change.quorum.seats}
    one = {name for name, groups in voters.items() if eased is not None and seated & groups and name != eased.opener}
    if one and (not change.quorum.local or one & local):
        return
    if lacking or not voters:
        yield (
            "intent.quorum",
            f"change {change.short} has {len(voters)} approvals that hold, of {_wanted(change.quorum)}",
        )


def _wanted(quorum: Quorum) -> str:
    return f"{quorum.people} people ({quorum})" if quorum.seats or quorum.local else f"{quorum.people} people"
