"""What a change would do, in plain words: the same ones in the terminal and in the browser."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from keyturn.codec.canonical import Json
from keyturn.codec.digest import hex_sha256
from keyturn.codec.strict import loads
from keyturn.console.review import Ballot, Review, Step
from keyturn.console.text import plain, quoted
from keyturn.errors import Malformed

LONG_TEXT: Final = 600
"""Characters of one text that are shown unless all is asked for; then its length and digest stand beside it."""

_EFFECTS: Final[Mapping[str, str]] = {
    "read": "reads",
    "create": "creates",
    "modify": "changes",
    "delete": "deletes",
    "permission": "changes permissions",
    "execute": "makes something run",
}
_UNDONE: Final[Mapping[str, str]] = {"yes": "can be undone", "no": "cannot be undone"}
_CLOSED: Final = frozenset({"done", "failed", "rejected", "withdrawn", "expired", "void"})
_MOST_LINES: Final = 400
_DEEPEST: Final = 12


@dataclass(frozen=True, slots=True)
class Line:
    """One parameter: its name, its value as harmless text, how deep it lies. `note` marks words that are ours."""

    depth: int
    label: str
    text: str
    note: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Steps in a row that do the same to the same things, the parts of an upload say; `first` counts from 1."""

    first: int
    steps: tuple[Step, ...]

    @property
    def last(self) -> int:
        """The number of the last step."""
        return self.first + len(self.steps) - 1


class Deed(Protocol):
    """What says of itself what it does, as a step of a change or an action."""

    @property
    def effect(self) -> str:
        """One of `model.action.Effect`."""

    @property
    def reversible(self) -> str:
        """One of `model.action.Reversible`."""

    @property
    def delegates(self) -> bool:
        """Whether it acts under another power."""

    @property
    def stateful_loss(self) -> bool:
        """Whether data is lost."""


class Waiting(Protocol):
    """What waits for people, of the cloud or of the gate."""

    @property
    def people(self) -> int:
        """How many different people must agree."""

    @property
    def seats(self) -> tuple[tuple[int, str], ...]:
        """How many of which group."""

    @property
    def local(self) -> int:
        """How many of them must verify on a machine of their own."""

    @property
    def state(self) -> str:
        """Where it stands, in the gateway's words."""

    @property
    def votes(self) -> tuple[Ballot, ...]:
        """The votes so far."""

    @property
    def missing(self) -> int:
        """How many are missing."""


_GATE_KINDS: Final[Mapping[str, str]] = {
    "person.add": "enrol a person",
    "person.groups": "put a person into other groups",
    "person.disable": "disable a person",
    "key.add": "enrol another key of a person",
    "key.revoke": "revoke a key for good",
    "key.restore": "let a suspended key sign again",
    "policies": "put other policies in force",
    "configuration": "put another configuration in force",
    "log_key": "change which keys sign the log",
    "freeze.lift": "lift a freeze",
    "freeze.override": "let one change pass in spite of a freeze",
    "emergency": "open an emergency: one approval is then enough",
    "emergency.close": "close the review of an emergency",
    "envelope": "let these calls pass without asking for each",
}


def gate_kind(kind: str) -> str:
    """What a change of the gate is, in plain words."""
    return _GATE_KINDS.get(kind) or plain(kind)


def gate_stands(review: Waiting) -> str:
    """Where a change of the gate stands, in one line."""
    if review.state == "proposed":
        return stands(review)
    return "done: in force" if review.state == "done" else plain(review.state)


def does(step: Deed) -> str:
    """What `step` does and whether that can be undone, most important first."""
    words = [_EFFECTS.get(step.effect, "does something unknown")]
    if step.stateful_loss:
        words.append("data is lost")
    words.append(_UNDONE.get(step.reversible, "cannot always be undone"))
    if step.delegates:
        words.append("acts under another power")
    return ", ".join(words)


def is_grave(step: Deed) -> bool:
    """Whether `step` deserves a second look: what it does is lost, cannot be undone, or goes beyond one thing."""
    lasting = step.stateful_loss or step.reversible == "no" or step.delegates
    return lasting or step.effect in {"delete", "permission"} or step.effect not in _EFFECTS


def groups(steps: Sequence[Step]) -> tuple[Group, ...]:
    """Gather steps in a row of the same name, effect and resources."""
    found: list[list[Step]] = []
    for step in steps:
        if found and _alike(found[-1][0], step):
            found[-1].append(step)
        else:
            found.append([step])
    numbered: list[Group] = []
    for members in found:
        numbered.append(Group(numbered[-1].last + 1 if numbered else 1, tuple(members)))
    return tuple(numbered)


def differing(group: Group) -> tuple[str, ...]:
    """The names of the top-level parameters in which the steps of `group` differ."""
    names = {name for step in group.steps for name in step.parameters}
    first = group.steps[0].parameters
    return tuple(
        plain(name)
        for name in sorted(names)
        if any(step.parameters.get(name) != first.get(name) for step in group.steps)
    )


def needs(review: Waiting) -> str:
    """Who has to agree: `2 people of sre`."""
    locally = f", {review.local} verified locally" if review.local else ""
    if not review.seats:
        return _people(review.people) + locally
    seats = " and ".join(f"{count} of {plain(group)}" for count, group in review.seats)
    most = max(review.people, sum(count for count, _ in review.seats))
    who = f"{_people(most)}: {seats}" if len(review.seats) > 1 else f"{_people(most)} of {plain(review.seats[0][1])}"
    return who + locally


def asked_by(review: Review) -> str:
    """Who asked for a change, and who is to send its calls."""
    sender = "sent by the gateway itself" if review.is_sent_by_gate else f"for the agent {plain(review.agent)}"
    return f"{plain(review.sponsor)}, {sender}"


def stands(review: Waiting, *, by_gate: bool = False) -> str:
    """Where the change stands and what is missing, in one line; `by_gate`, the gateway itself sends its calls."""
    if review.state == "proposed":
        got = sum(vote.verdict == "approve" for vote in review.votes)
        return f"waits: {got} approved, {review.missing} more needed"
    if review.state == "approved":
        return "approved: to be sent once, by order" if by_gate else "approved: the same call passes once"
    return plain(review.state)


def is_closed(state: str) -> bool:
    """Whether nothing more can happen to a change in `state`."""
    return state in _CLOSED


def until(expires: datetime, at: datetime) -> str:
    """How long `expires` is away at `at`: `in 23 h`, `in 12 min`, `over`."""
    left = expires - at
    if left <= timedelta(0):
        return "over"
    minutes = int(left.total_seconds() // 60)
    if minutes < 1:
        return "in less than a minute"
    if minutes < 120:
        return f"in {minutes} min"
    return f"in {minutes // 60} h" if minutes < 60 * 72 else f"in {minutes // 1440} days"


def lines(parameters: Mapping[str, Json], *, whole: bool = False) -> tuple[Line, ...]:
    """The parameters as lines, nested ones below their names. `whole` leaves nothing out, however long."""
    found: list[Line] = []
    for name in sorted(parameters):
        _put(found, 0, plain(name), parameters[name], whole=whole)
    if whole or len(found) <= _MOST_LINES:
        return tuple(found)
    rest = len(found) - _MOST_LINES
    return (*found[:_MOST_LINES], Line(0, "", f"{rest:,} more lines are not shown here", note=True))


def _put(found: list[Line], depth: int, label: str, value: Json, *, whole: bool) -> None:
    if isinstance(value, Mapping):
        mark = _mark(value)
        if mark is not None:
            found.append(Line(depth, label, mark, note=True))
            return
        pairs = _pairs(value)
        found.append(Line(depth, label, "" if pairs else "nothing", note=True))
        for name, member in pairs:
            _put(found, min(depth + 1, _DEEPEST), plain(name), member, whole=whole)
    elif isinstance(value, str):
        _put_text(found, depth, label, value, whole=whole)
    elif isinstance(value, Sequence):
        found.append(Line(depth, label, "" if value else "an empty list", note=True))
        for number, item in enumerate(value, 1):
            _put(found, min(depth + 1, _DEEPEST), f"{number}.", item, whole=whole)
    else:
        found.append(Line(depth, label, _scalar(value)))


def _put_text(found: list[Line], depth: int, label: str, text: str, *, whole: bool) -> None:
    """Show a text; one that is itself JSON (a policy document) as what it says, so that it can be read."""
    if text[:1] in {"{", "["}:
        try:
            inner = loads(text.encode("utf-8", "surrogatepass"))
        except Malformed:
            inner = None  # it only begins like JSON: it is shown as the text it is
        if isinstance(inner, dict | list) and inner:
            found.append(Line(depth, label, "text, which reads as JSON:", note=True))
            for name, member in inner.items() if isinstance(inner, dict) else enumerate(inner, 1):
                _put(found, min(depth + 1, _DEEPEST), plain(f"{name}"), _unmarked(member), whole=whole)
            return
    if whole or len(text) <= LONG_TEXT:
        found.append(Line(depth, label, quoted(text)))
        return
    found.append(Line(depth, label, f"{quoted(text[:LONG_TEXT])} ..."))
    digest = hex_sha256(text.encode("utf-8", "surrogatepass"))
    found.append(Line(depth, "", f"{len(text):,} characters in all, SHA-256 {digest}", note=True))


def _unmarked(value: Json) -> Json:
    """Write `value`, which an agent wrote as text, so that none of its names passes for a mark of ours."""
    if isinstance(value, dict):
        pairs: list[Json] = [[name, _unmarked(member)] for name, member in value.items()]
        return (
            {"$map": pairs}
            if any(name.startswith("$") for name in value)
            else {n: _unmarked(m) for n, m in value.items()}
        )
    return [_unmarked(item) for item in value] if isinstance(value, list) else value


def _mark(value: Mapping[str, Json]) -> str | None:
    """What a mark of the action document (`model.action.plain`) stands for, in words; None if `value` is no mark.

    A mark has its members and no other, or something could be signed that nobody was shown.
    """
    match len(value), value:
        case 2, {"$sha256": str(digest), "$length": int(length)}:
            return f"{length:,} bytes, SHA-256 {plain(digest)}"
        case 2, {"$sensitive": str(), "$length": int(length)}:
            return f"set, not shown (length {length:,})"
        case 1, {"$ts": str(instant)}:
            return plain(instant)
        case 1, {"$int": str(number)}:
            return plain(number)
        case 1, {"$answer": [int(number), str(member)]}:
            return f"{plain(member)} from the answer to action {number + 1}"
        case _:
            return None


def _pairs(value: Mapping[str, Json]) -> list[tuple[str, Json]]:
    """The members of `value`; those of a map that was written as pairs because a name in it begins with `$`, too."""
    written = value.get("$map")
    if len(value) != 1 or not isinstance(written, list | tuple):
        return sorted(value.items())
    pairs: list[tuple[str, Json]] = []
    for pair in written:
        match pair:
            case [str(name), member]:
                pairs.append((name, member))
            case _:
                return sorted(value.items())
    return pairs


def _scalar(value: Json) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else str(value)


def _people(count: int) -> str:
    return f"{count} person" if count == 1 else f"{count} people"


def _alike(one: Step, other: Step) -> bool:
    return (
        one.name,
        one.effect,
        one.reversible,
        one.resources,
        one.environments,
        one.delegates,
        one.stateful_loss,
    ) == (
        other.name,
        other.effect,
        other.reversible,
        other.resources,
        other.environments,
        other.delegates,
        other.stateful_loss,
    )
