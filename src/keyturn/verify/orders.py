"""What people had the gateway itself send: they proposed exactly these calls, and ordered them once approved."""

from keyturn.approve.proposing import open_calls, open_order
from keyturn.codec.digest import same
from keyturn.model import written
from keyturn.model.change import Change
from keyturn.model.identity import THE_GATE, Isolation, Session
from keyturn.model.proposal import ProposedCall
from keyturn.verify.known import Found, Known, Payload
from keyturn.verify.leaf import Leaf
from keyturn.verify.people import said_at


def proposed(known: Known, leaf: Leaf, payload: Payload) -> Found:
    """A person proposed calls: with that a task of theirs begins, and a session that nobody holds."""
    said, problems = said_at(known, leaf.at, payload, open_calls)
    yield from problems
    task, session = written.read_task(payload["task"]), written.read_session(payload["session"])
    theirs = (task.sponsor, task.intent, task.kind, task.environment, task.scope)
    if payload["by"] != said.by or theirs != (said.by, said.intent, said.kind, None, ()):
        yield "task.not_as_signed", f"task {task.id:.10} is not the one that `{said.by}` signed"
    if (session.task, session.agent, session.isolation, session.access_key_id) != (
        task.id,
        THE_GATE,
        Isolation.GATE,
        "",
    ) or (leaf.about["session"], leaf.about["task"]) != (session.id, task.id):
        yield "session.not_as_signed", f"session {session.id:.10} is not one of the gate's own"
    if task.id in known.tasks or session.id in known.sessions:
        yield "session.twice", f"session {session.id:.10} is opened a second time"
    known.tasks[task.id] = task
    known.sessions[session.id] = session
    known.openers[session.id] = said.by
    known.proposals[session.id] = said


def as_proposed(known: Known, change: Change, session: Session) -> Found:
    """A change whose calls the gateway sends holds what was proposed, once; no other rolls anything back."""
    if session.isolation is not Isolation.GATE:
        if change.rolls_back is not None:
            yield "change.rolls_back", f"change {change.short} rolls another back, and nobody proposed that"
        return
    said = known.proposals.pop(session.id, None)
    if said is None:
        yield "change.not_proposed", f"change {change.short} is of a session in which nothing was proposed"
        return
    if said.calls != tuple(_call(action.shown.document) for action in change.actions):
        yield "change.other_calls", f"change {change.short} does not hold the calls that `{said.by}` proposed"
    if said.rolls_back != change.rolls_back:
        yield "change.rolls_back", f"change {change.short} does not undo what `{said.by}` proposed to undo"
    if change.rolls_back is None:
        return
    other = known.case(change.rolls_back.change)
    if change.rolls_back.sponsor != other.change.sponsor or not same(change.rolls_back.digest, other.change.digest):
        yield "change.rolls_back", f"change {change.short} rolls back another change than it says"
    for number in change.rolls_back.actions:
        if other.change.id not in known.erased.uses and other.used.get(number) not in known.done:
            yield "change.undoes_nothing", f"change {change.short} undoes action {number}, which was not done"


def _call(document: Payload) -> ProposedCall:
    return ProposedCall(document["service"], document["operation"], document["region"], document["parameters"])


def ordered(known: Known, leaf: Leaf, payload: Payload) -> Found:
    """A person had the calls of a change sent, as it stood then."""
    said, problems = said_at(known, leaf.at, payload, open_order)
    yield from problems
    case = known.case(leaf.about["change"])
    change = case.change
    if payload["by"] != said.by or said.change != change.id or not same(said.change_digest, change.digest):
        yield "order.not_as_signed", f"`{said.by}` did not order this change as it stands"
        return
    if known.session(change.session).isolation is not Isolation.GATE:
        yield "order.other_change", f"change {change.short} is an agent's, whose calls nobody else orders"
    if case.closed is not None or not change.opened <= leaf.at < change.expires:
        yield "order.change_closed", f"change {change.short} was {case.closed or 'not open'}"
    if not problems:
        known.ordered[change.id] = change.digest


def on_order(known: Known, leaf: Leaf, payload: Payload) -> Found:
    """What the gateway sends by itself is the next call of a change that somebody had sent as it stands."""
    if known.session(leaf.about["session"]).isolation is not Isolation.GATE:
        return
    change = leaf.about.get("change")
    if change is None:
        yield "intent.gate_alone", "the gateway sent it by itself, and it belongs to no change"
        return
    case = known.case(change)
    if case.change.session != leaf.about["session"]:
        yield "intent.gate_alone", "the gateway sent it by itself for a change that is another's"
    if known.ordered.get(change) != case.change.digest:
        yield "intent.nobody_ordered", f"nobody had the calls of change {case.change.short} sent as it stood"
    if change not in known.erased.uses and any(before not in case.used for before in range(payload["ordinal"])):
        yield "intent.out_of_order", f"a call of change {case.change.short} went before those that come first"
