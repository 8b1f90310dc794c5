"""What is read before people are asked and again before a call is sent, and how two such readings differ."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from keyturn.codec.canonical import Json, encode
from keyturn.errors import Malformed, UpstreamError
from keyturn.gather.answers import error_code, is_gone, is_nothing, is_passing, mark_of, state_of
from keyturn.gather.asking import ask as write
from keyturn.gather.conditions import places
from keyturn.gather.readers import Ask, Missing, Parameters, Reader, parameters_of, readers
from keyturn.gather.things import called, items
from keyturn.model.action import Action, Effect, Value
from keyturn.model.catalogue import Catalogue, Wire
from keyturn.model.execution import Answer, Outgoing
from keyturn.model.observed import Difference, Observed, Stands

MOST_THINGS: Final = 100
"""How many things of one change are read; what goes beyond is not bound."""

MOST_DIFFERENCES: Final = 40
NO_READER: Final = "no reader knows how what this call changes can be read"
TOO_MANY: Final = f"more than {MOST_THINGS} things: the rest is not read"


class StateUnreadable(UpstreamError):
    """How something stands could not be read just now. Nothing was sent."""

    code = "state.unreadable"

    def __init__(self, thing: str, why: str) -> None:
        super().__init__(f"how {thing} stands could not be read ({why}), so nothing was sent: send it again")


NOTHING: Final = frozenset(
    {"s3:CreateMultipartUpload", "s3:UploadPart", "s3:UploadPartCopy", "s3:AbortMultipartUpload"}
)
"""Calls that change nothing anybody sees: an upload's object changes when it is completed, and is read for that."""

_MARKS: Final = frozenset({"$sha256", "$sensitive", "$answer", "$ts", "$int", "$map"})


@dataclass(frozen=True, slots=True)
class Subject:
    """One call of a change, by its number, as people see it; `action` where the call itself is at hand.

    `undone` is the call that it undoes, if it undoes one: what that touched is what this touches, and may be named in
    it so that it can be read.
    """

    number: int
    document: Mapping[str, Json]
    effect: str
    action: Action | None = None
    undone: Mapping[str, Json] | None = None

    @property
    def name(self) -> str:
        """`service:Operation`."""
        return f"{self.document['service']}:{self.document['operation']}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing to be read: what it is called, whose calls touch it, and the reads to make, in order."""

    thing: str
    actions: tuple[int, ...]
    reader: Reader | None
    asks: tuple[Outgoing, ...]
    why: str = ""


def is_readable(name: str, effect: str) -> bool:
    """Whether a call of this name (`service:Operation`) has a reader, or changes nothing that is there."""
    service, _, operation = name.partition(":")
    return name in NOTHING or effect == Effect.CREATE or bool(readers(service, operation))


def wanted(subjects: Iterable[Subject], catalogue: Catalogue) -> tuple[Wanted, ...]:
    """Return what is to be read for these calls; one thing once."""
    found: dict[str, tuple[Wanted, list[int]]] = {}
    for subject in subjects:
        for one in _with_undone(subject, catalogue):
            thing = one
            if one.thing not in found and len(found) >= MOST_THINGS:
                thing = Wanted(f"what else {subject.name} touches", (), None, (), TOO_MANY)
            found.setdefault(thing.thing, (thing, []))[1].append(subject.number)
    return tuple(
        Wanted(one.thing, tuple(dict.fromkeys(numbers)), one.reader, one.asks, one.why)
        for one, numbers in found.values()
    )


def _with_undone(subject: Subject, catalogue: Catalogue) -> list[Wanted]:
    own = list(_of(subject, catalogue))
    if subject.undone is None:
        return own
    other = [one for one in _of(replace(subject, document=subject.undone), catalogue) if one.reader is not None]
    return [*(one for one in own if one.reader is not None or not other), *other]


def _of(subject: Subject, catalogue: Catalogue) -> Iterator[Wanted]:
    document = subject.document
    service, region = str(document["service"]), str(document["region"])
    parameters = document["parameters"]
    known = readers(service, str(document["operation"]))
    if (
        not isinstance(parameters, Mapping)
        or subject.name in NOTHING
        or (not known and subject.effect == Effect.CREATE)
    ):
        return
    some = False
    for reader in known:
        for item in items(reader, parameters):
            try:
                asks = tuple(_ask(reader, one, item, parameters, region, catalogue) for one in reader.asks)
            except (Missing, Malformed):
                continue
            some = True
            yield Wanted(called(reader, item, parameters, region), (), reader, asks)
    if not some:
        why = "this call names it in a way that its reader does not know" if known else NO_READER
        yield Wanted(f"what {subject.name} touches", (), None, (), why)


def _ask(
    reader: Reader, one: Ask, item: Parameters, parameters: Parameters, region: str, catalogue: Catalogue
) -> Outgoing:
    found = parameters_of(one, item, parameters)
    if any(_is_marked(value) for value in found.values()):
        raise Missing  # the name itself is not shown, so that it cannot be asked for
    return write(catalogue.service(reader.service), reader.signing_name, one.operation, found, region)


def _is_marked(value: Value) -> bool:
    if isinstance(value, Mapping):
        return not _MARKS.isdisjoint(value) or any(_is_marked(inner) for inner in value.values())
    return isinstance(value, list | tuple) and any(_is_marked(inner) for inner in value)


def observed(one: Wanted, answers: Sequence[Answer], catalogue: Catalogue, key: bytes) -> Observed:
    """Return how a thing stands by the answers to its reads; `key` is the change's.

    Raises StateUnreadable where AWS could not answer at this moment.
    """
    if one.reader is None:
        return Observed(one.thing, one.actions, (), Stands.UNBOUND, {}, one.why)
    service = catalogue.service(one.reader.service)
    asked = tuple(f"{service.name}:{ask.operation}" for ask in one.reader.asks)
    state: dict[str, Json] = {}
    marks: dict[str, str] = {}
    wires: tuple[Wire, ...] = service.protocols
    for name, ask, answer in zip(asked, one.reader.asks, answers, strict=False):
        if is_passing(answer):
            raise StateUnreadable(one.thing, f"AWS answered {answer.status} to {name}")
        if is_gone(answer):
            state[name] = None
            continue
        if answer.status >= _REDIRECT or not isinstance(answer.body, bytes):
            said = error_code(answer)
            why = f"{name} cannot be read: AWS answered {answer.status}{f' ({said})' if said else ''}"
            return Observed(one.thing, one.actions, asked, Stands.UNBOUND, {}, why)
        try:
            state[name] = state_of(answer, service.operations[ask.operation], wires, one.reader, key)
            if is_nothing(answer, service.operations[ask.operation], wires, one.reader):
                state[name] = None
            if name in places():
                marks |= mark_of(answer, service.operations[ask.operation], wires, name, places()[name])
        except Malformed as error:
            return Observed(one.thing, one.actions, asked, Stands.UNBOUND, {}, f"{name} cannot be read: {error}")
    there = any(value is not None for value in state.values())
    return Observed(one.thing, one.actions, asked, Stands.THERE if there else Stands.ABSENT, state, marks=marks)


_REDIRECT: Final = 300


def differences(before: Sequence[Observed], now: Sequence[Observed]) -> tuple[Difference, ...]:
    """Return where the things of `now` stand otherwise than in `before`, in which all of them must stand.

    What was not bound before is bound to nothing, and does not differ.
    """
    stood = {one.thing: one for one in before}
    found: list[Difference] = []
    for one in now:
        old = stood.get(one.thing)
        if old is None or Stands.UNBOUND in (old.stands, one.stands) or old.digest == one.digest:
            continue
        if old.stands is not one.stands:
            # Nothing to compare with: what is there now stands in the observation itself.
            found.append(Difference(one.thing, "", old.stands.value, one.stands.value))
            continue
        for place, was, is_now in _unlike(dict(old.state), dict(one.state), ""):
            if len(found) >= MOST_DIFFERENCES:
                found.append(Difference(one.thing, "", "", "and more"))
                return tuple(found)
            found.append(Difference(one.thing, place, was, is_now))
    return tuple(found)


def _unlike(before: Json, now: Json, place: str) -> Iterator[tuple[str, str, str]]:
    if isinstance(before, Mapping) and isinstance(now, Mapping):
        for name in sorted({*before, *now}):
            here = f"{place}.{name}" if place else name
            if name not in before or name not in now:
                yield here, _text(before[name]) if name in before else "", _text(now[name]) if name in now else ""
            else:
                yield from _unlike(before[name], now[name], here)
    elif isinstance(before, list | tuple) and isinstance(now, list | tuple):
        for number in range(max(len(before), len(now))):
            here = f"{place}[{number + 1}]"
            if number >= len(before) or number >= len(now):
                yield (
                    here,
                    _text(before[number]) if number < len(before) else "",
                    _text(now[number]) if number < len(now) else "",
                )
            else:
                yield from _unlike(before[number], now[number], here)
    elif encode(before) != encode(now):
        yield place, _text(before), _text(now)


def _text(value: Json) -> str:
    text = value if isinstance(value, str) else encode(value).decode()
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}... ({len(text):,} characters)"


_SHOWN: Final = 400
