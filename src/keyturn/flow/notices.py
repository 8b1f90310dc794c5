"""An entry of the log -> what people are told of it.

A notice hangs on its entry alone, and on what never changes about the change it names. The state it is read beside may
be far ahead: a receiver that was away for a day is told what happened, not what it looks like by now.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any, Final

from keyturn.codec.canonical import Json
from keyturn.codec.encoding import format_instant
from keyturn.codec.strict import loads_canonical
from keyturn.flow.kept import Case, GateCase
from keyturn.flow.state import State
from keyturn.model.decision import Quorum
from keyturn.model.evidence import Kind
from keyturn.model.execution import Ended
from keyturn.model.gate import GateKind
from keyturn.model.grant import GrantState
from keyturn.model.notice import Event, Notice

WORDS: Final = 280
"""How many characters of anybody's words are passed on."""

NAMES: Final = 20
"""How many names of operations are listed; `actions` counts them all."""

About = Mapping[str, str]
Data = dict[str, Json]


@dataclass(frozen=True, slots=True)
class Noted:
    """One entry: `leaf` is the SHA-256 (hex) of its leaf, `raw` fetches its payload when it is asked for."""

    seq: int
    leaf: str
    at: datetime
    about: About
    raw: Callable[[], bytes]

    def payload(self) -> Mapping[str, Any]:
        """The payload, read. Raises Malformed."""
        found: Any = loads_canonical(self.raw())
        return found  # type: ignore[no-any-return]  # our own


def notices(kind: Kind, noted: Noted, state: State, console: str) -> tuple[Notice, ...]:
    """Return what the entry `noted` gives people to know. Links go to `console`, where a click alone does nothing."""
    tell = _TOLD.get(kind)
    if tell is None:
        return ()
    found = tell(noted, state, console)
    common: Data = {"deployment": state.deployment, "entry": noted.seq, "console": console}
    # With its leaf's digest in it, an id is not used again when an older copy of the store is put back.
    stem = f"{state.deployment}_{noted.seq}_{noted.leaf[:16]}"
    return tuple(
        Notice(f"{stem}_{part}", event, noted.at, noted.seq, part, common | data)
        for part, (event, data) in enumerate(found)
    )


def excerpt(text: str) -> str:
    """The beginning of somebody's words, on one line, with nothing in it that is not seen."""
    line = " ".join(text[: 4 * WORDS].split())
    seen = "".join(character if character.isprintable() else "\ufffd" for character in line)
    return seen if len(seen) <= WORDS else f"{seen[: WORDS - 3]}..."


def about_change(case: Case, console: str) -> Data:
    """What is told of a change: ids, names, digest and where to look at it. No parameter, and no way to approve it."""
    change = case.change
    names = list(dict.fromkeys(action.name for action in change.actions))
    undone: Data = {} if change.rolls_back is None else {"rolls_back": change.rolls_back.change}
    return undone | {
        "change": change.id,
        "short": change.short,
        "digest": change.digest,
        "url": f"{console}/changes/{change.short}",
        "task": change.task,
        "session": change.session,
        "sponsor": change.sponsor,
        "agent": change.agent,
        "account": change.account,
        "actions": len(change.actions),
        "operations": list(names[:NAMES]),
        "effects": sorted({action.effect for action in change.actions}),
        "environments": sorted({name for action in change.actions for name in action.environments}),
        "needs": _needed(change.quorum),
        "expires": format_instant(change.expires),
        "words": [{"of": "sponsor", "name": change.sponsor, "text": excerpt(change.intent)}],
    }


def about_gate(case: GateCase, console: str) -> Data:
    """What is told of a change of the gate itself: which kind, whose, on what charter; not what it says."""
    change = case.change
    return {
        "change": change.id,
        "short": change.short,
        "digest": change.digest,
        "url": f"{console}/changes/{change.short}",
        "kind": change.kind.value,
        "by": change.by,
        "subject": change.subject,
        "before": change.before,
        "after": change.after,
        "needs": _needed(change.quorum),
        "expires": format_instant(change.expires),
        "words": [{"of": "proposer", "name": change.by, "text": excerpt(change.intent)}],
    }


def _needed(quorum: Quorum) -> Data:
    return {
        "people": quorum.people,
        "seats": [{"count": seat.count, "group": seat.group} for seat in quorum.seats],
    }


Found = Iterable[tuple[Event, Data]]
Tell = Callable[[Noted, State, str], Found]


def _of(noted: Noted, state: State, console: str) -> Data:
    """What is told of the change that an entry names, with the digest it had then where the entry says so."""
    named = noted.about["change"]
    gate = state.gate_cases.get(named)
    data = about_change(state.cases[named], console) if gate is None else about_gate(gate, console)
    return data | {"digest": noted.about.get("digest", data["digest"])}


def _next(case: Case, at: datetime) -> Data:
    """The command that offers to undo what was done of a change before `at`, where anything was."""
    ended = (use.outcome for use in case.uses if use.state is GrantState.DONE and use.outcome is not None)
    done = any(outcome.at <= at for outcome in ended)
    return {"next": f"keyturn rollback {case.change.short}"} if done else {}


def _change(event: Event, of_gate: Event | None = None) -> Tell:
    def tell(noted: Noted, state: State, console: str) -> Found:
        is_gates = of_gate is not None and noted.about["change"] in state.gate_cases
        return [(of_gate if is_gates and of_gate is not None else event, _of(noted, state, console))]

    return tell


_EMERGENCIES: Final[Mapping[Kind, Mapping[GateKind, Event]]] = {
    Kind.GATE_PROPOSED: {GateKind.EMERGENCY: Event.EMERGENCY_ASKED},
    Kind.GATE_CHANGED: {
        GateKind.EMERGENCY: Event.EMERGENCY_BEGUN,
        GateKind.EMERGENCY_CLOSE: Event.EMERGENCY_CLOSED,
    },
}
"""Changes of the gate that have a word of their own."""


def _gate(kind: Kind, event: Event) -> Tell:
    def tell(noted: Noted, state: State, console: str) -> Found:
        change = state.gate_cases[noted.about["change"]].change
        said = _of(noted, state, console)
        own = _EMERGENCIES[kind].get(change.kind)
        if own is None or change.kind is not GateKind.EMERGENCY:
            return [(own or event, said)]
        asked = change.document
        return [(own, said | {name: asked[name] for name in ("environment", "tasks", "until")})]

    return tell


def _withdrawn(noted: Noted, state: State, console: str) -> Found:
    is_gates = noted.about["change"] in state.gate_cases
    event = Event.GATE_WITHDRAWN if is_gates else Event.CHANGE_WITHDRAWN
    return [(event, _of(noted, state, console) | {"by": noted.payload()["by"]})]


def _vote(noted: Noted, state: State, console: str) -> Iterator[tuple[Event, Data]]:
    payload, is_gates = noted.payload(), noted.about["change"] in state.gate_cases
    if payload["verdict"] != "approve":
        event = Event.GATE_REJECTED if is_gates else Event.CHANGE_REJECTED
        yield event, _of(noted, state, console) | {"reviewer": payload["reviewer"]}
    elif payload["met"] and not is_gates:  # what changes the gate has an entry of its own
        change = state.cases[noted.about["change"]].change
        order: Data = {"next": f"keyturn execute {change.short}"} if change.is_sent_by_gate else {}
        yield Event.CHANGE_APPROVED, _of(noted, state, console) | {"reviewer": payload["reviewer"]} | order


def _ended(noted: Noted, state: State, console: str) -> Found:
    return [(Event.LEAVE_ENDED, _of(noted, state, console) | {"reviewer": noted.payload()["by"]})]


def _sealed(noted: Noted, _: State, __: str) -> Found:
    return [(Event.GATE_SEALED, {"charter": noted.about["charter"]})]


def _suspended(noted: Noted, _: State, __: str) -> Found:
    return [(Event.KEY_SUSPENDED, {"key": noted.about["key"], "by": noted.payload()["by"]})]


def _outcome(noted: Noted, state: State, console: str) -> Iterator[tuple[Event, Data]]:
    change = noted.about.get("change")
    if change is None:
        return
    case, outcome = state.cases[change], noted.payload()["outcome"]
    status = outcome.get("status")
    said: Data = {"status": status, "error_code": outcome.get("error_code")}
    if outcome["ended"] == Ended.UNKNOWN:
        yield Event.CHANGE_IN_DOUBT, about_change(case, console) | said
    elif outcome["ended"] != Ended.ANSWERED or not isinstance(status, int) or not 200 <= status < 300:
        yield Event.CHANGE_FAILED, about_change(case, console) | said | _next(case, noted.at)
    elif _was_last(case, noted.about["grant"]):
        yield Event.CHANGE_DONE, about_change(case, console)


def _was_last(case: Case, grant: str) -> bool:
    """Whether the call made under `grant` was the one that completed the change."""
    if any(use.state is not GrantState.DONE for use in case.uses):
        return False
    ended = [(use.outcome.at, use.grant) for use in case.uses if use.outcome is not None]
    return max(ended, key=itemgetter(0))[1] == grant


def _started(_: Noted, state: State, console: str) -> Iterator[tuple[Event, Data]]:
    """After each start people are told, or reminded, of what is in doubt by now: a crash leaves no other entry."""
    for cases in state.open_of_task.values():
        for case in cases.values():
            if any(use.state is GrantState.IN_DOUBT for use in case.uses):
                yield Event.CHANGE_IN_DOUBT, about_change(case, console)


def _passed(noted: Noted, state: State, _: str) -> Iterator[tuple[Event, Data]]:
    """A call that policy let pass on condition that people are told."""
    # Of reads there are many, and few are told of: only those are read that may be such.
    if b'"notify":true' not in noted.raw():
        return
    payload = noted.payload()
    if payload.get("notify") is True:
        session = state.sessions[noted.about["session"]]
        task = state.tasks[session.task]
        yield (
            Event.CALL_PASSED,
            {
                "session": session.id,
                "task": task.id,
                "sponsor": task.sponsor,
                "agent": session.agent,
                "operation": payload["name"],
                "environments": list(payload["environments"]),
                "words": [{"of": "sponsor", "name": task.sponsor, "text": excerpt(task.intent)}],
            },
        )


def _frozen(noted: Noted, _: State, __: str) -> Found:
    payload = noted.payload()
    freeze = payload["freeze"]
    data: Data = {
        "freeze": freeze["id"],
        "by": payload["by"],
        "environments": freeze["environments"],
        "until": freeze["until"],
        "words": [{"of": "person", "name": payload["by"], "text": excerpt(freeze["reason"])}],
    }
    return [(Event.FREEZE_BEGUN, data)]


def _clock(noted: Noted, _: State, __: str) -> Found:
    hold = noted.payload()["hold"]
    return [(Event.CLOCK_HELD, {"clock": hold["clock"], "expected": hold["expected"]})]


_TOLD: Final[Mapping[Kind, Tell]] = {
    Kind.GATE_STARTED: _started,
    Kind.CHANGE_OPENED: _change(Event.CHANGE_OPENED),
    Kind.CHANGE_DRIFTED: _change(Event.CHANGE_DRIFTED),
    Kind.CHANGE_WITHDRAWN: _withdrawn,
    Kind.CHANGE_EXPIRED: _change(Event.CHANGE_EXPIRED, Event.GATE_EXPIRED),
    Kind.VOTE: _vote,
    Kind.OUTCOME: _outcome,
    Kind.CLOCK_HELD: _clock,
    Kind.FREEZE_BEGUN: _frozen,
    Kind.GATE_PROPOSED: _gate(Kind.GATE_PROPOSED, Event.GATE_PROPOSED),
    Kind.GATE_VOIDED: _change(Event.GATE_VOIDED),
    Kind.GATE_CHANGED: _gate(Kind.GATE_CHANGED, Event.GATE_CHANGED),
    Kind.LEAVE_ENDED: _ended,
    Kind.GATE_SEALED: _sealed,
    Kind.KEY_SUSPENDED: _suspended,
    Kind.INTENT: _passed,
    Kind.READ: _passed,
}

TOLD: Final = frozenset(_TOLD)
"""The kinds of entries that anybody is told of."""
