"""Which reads show how a thing stands that a call changes: a table, one block a sort of thing.

A block says what it reads and why that is its state. `ask` names a read with its parameters, taken from the call's
own; `less` what of the answer is left out because it moves by itself, with the reason; `hide` what is kept as a keyed
digest and length besides what the models mark; `heads` the headers that belong to the answer; `unordered` lists whose
order means nothing, besides those of every reader (`sets`); `there` the member without which an answer says that there
is nothing; `keyed` that `Key` is taken from the parameter named, by what the table says its key is (gather.keys); `for`
the operations. What is indented further goes on from the line before. An operation may stand in several blocks: all of
them are read.

The words of `ask`: `Name` (the call's parameter of that name), `Name=Other.Inner`, `Name=A|B` (the first there is),
`Name=[Other]` (a list of it), `Name='text'`, `Name=['text']`, `Name=true`, `Name=1`. `Name?` is left out where the call
has none. Within `each LIST`, names are of each item of that list, and `/Name` is the call's.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from typing import Final

from keyturn.gather.readers import compute, data, rules, sets
from keyturn.model.action import Value

Parameters = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Ask:
    """One read: its operation, and where each of its parameters comes from."""

    operation: str
    parameters: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """One block of the table."""

    service: str
    signing_name: str
    noun: str
    what: str
    names: tuple[str, ...]
    each: str | None
    asks: tuple[Ask, ...]
    less: tuple[tuple[tuple[str, ...], str], ...]
    hide: tuple[str, ...]
    heads: tuple[str, ...]
    unordered: tuple[str, ...]
    operations: tuple[str, ...]
    keyed: bool = False
    there: str | None = None

    @property
    def volatile(self) -> tuple[str, ...]:
        """Every place that is left out."""
        return tuple(place for places, _ in self.less for place in places)


@dataclass(slots=True)
class _Block:
    head: str
    lines: dict[str, list[str]] = field(default_factory=dict)


def readers(service: str, operation: str) -> tuple[Reader, ...]:
    """Return the readers of what `operation` changes; none if its state is not read."""
    return _by_operation().get(f"{service}:{operation}", ())


@cache
def table() -> tuple[Reader, ...]:
    """Every reader."""
    return tuple(_reader(block) for rows in (data.ROWS, compute.ROWS, rules.ROWS) for block in _blocks(rows))


@cache
def _by_operation() -> Mapping[str, tuple[Reader, ...]]:
    found: dict[str, tuple[Reader, ...]] = {}
    for reader in table():
        for operation in reader.operations:
            name = f"{reader.service}:{operation}"
            found[name] = (*found.get(name, ()), reader)
    return found


def _blocks(rows: str) -> Iterator[_Block]:
    for text in rows.strip().split("\n\n"):
        head, *rest = text.splitlines()
        block = _Block(head)
        for line in "\n".join(rest).replace("\n        ", " ").splitlines():
            word, _, words = line.strip().partition(" ")
            block.lines.setdefault(word, []).append(words)
        yield block


def _reader(block: _Block) -> Reader:
    head, _, what = block.head.partition(": ")
    service, _, noun = head.partition(" ")
    name, _, signing_name = service.partition("@")
    lines = block.lines
    return Reader(
        service=name,
        signing_name=signing_name or name,
        noun=noun,
        what=what,
        names=tuple(lines["name"][0].split()),
        each=lines["each"][0] if "each" in lines else None,
        asks=tuple(_ask(line) for line in lines["ask"]),
        less=tuple(_less(line) for line in lines.get("less", ())),
        hide=_words(lines, "hide"),
        heads=_words(lines, "heads"),
        unordered=(*_words(lines, "unordered"), *_sets()),
        operations=_words(lines, "for"),
        keyed="keyed" in lines,
        there=lines["there"][0] if "there" in lines else None,
    )


@cache
def _sets() -> tuple[str, ...]:
    return tuple(place for found, _ in sets.places() for place in found)


def _words(lines: Mapping[str, list[str]], word: str) -> tuple[str, ...]:
    return tuple(one for line in lines.get(word, ()) for one in line.split())


def _less(line: str) -> tuple[tuple[str, ...], str]:
    places, _, why = line.partition(": ")
    return tuple(places.split()), why


def _ask(line: str) -> Ask:
    operation, *words = line.split()
    pairs = []
    for word in words:
        name, _, source = word.partition("=")
        bare = name.removesuffix("?")
        pairs.append((name, source or bare))
    return Ask(operation, tuple(pairs))


class Missing(Exception):
    """The call names its thing in a way that this reader does not know."""


def value_at(place: str, item: Parameters, call: Parameters) -> Value:
    """Return what stands at `place` (`A|B.C`), seen from `item`; `/A` from the call. None if nothing does."""
    for one in place.split("|"):
        source, path = (call, one[1:]) if one.startswith("/") else (item, one)
        found: Value = source
        for name in path.split("."):
            found = found.get(name) if isinstance(found, Mapping) else None
        if found is not None:
            return found
    return None


def parameters_of(ask: Ask, item: Parameters, call: Parameters) -> dict[str, Value]:
    """Return the parameters of a read, taken from a call. Raises Missing."""
    found: dict[str, Value] = {}
    for name, source in ask.parameters:
        value = _taken(source, item, call)
        if value is None and not name.endswith("?"):
            raise Missing
        if value is not None:
            found[name.removesuffix("?")] = value
    return found


def _taken(source: str, item: Parameters, call: Parameters) -> Value:
    if source in _TRUTHS:
        return _TRUTHS[source]
    if source.isdigit():
        return int(source)
    if source.startswith("'"):
        return source.strip("'")
    if source.startswith("["):
        inner = _taken(source[1:-1], item, call)
        return None if inner is None else [inner]
    first, _, rest = source.partition("|")
    value = value_at(first, item, call)
    return _taken(rest, item, call) if value is None and rest else value


_TRUTHS: Final[Mapping[str, bool]] = {"true": True, "false": False}


def is_at(path: tuple[str, ...], places: tuple[str, ...]) -> bool:
    """Whether a path through an answer (lists count for nothing in it) is one of `places`.

    In a place, `*` within a name stands for any letters, and `**.` before it for any names.
    """
    for place in places:
        names = tuple(place.split("."))
        if names == ("**",):
            return True
        if names[0] == "**":
            names = names[1:]
            if len(path) < len(names):
                continue
            compared = path[-len(names) :]
        elif len(path) != len(names):
            continue
        else:
            compared = path
        if all(fnmatchcase(one, pattern) for one, pattern in zip(compared, names, strict=True)):
            return True
    return False
