"""The query and ec2 protocols: dotted keys of a form against the shapes of a service.

Lists count from 1 without a gap, an empty list is the list's own key with nothing behind it; that is how every SDK
writes them, and the only way that is read here.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Final, TypeAlias, TypeVar, Union

from keyturn.errors import quoted
from keyturn.model.action import Value
from keyturn.model.catalogue import Instant, Kind, Member, Reference, ServiceModel, Shape
from keyturn.recognise.aws import scalars
from keyturn.recognise.aws.refusal import Refused, malformed, unexplained
from keyturn.recognise.aws.scalars import Read
from keyturn.recognise.aws.shapes import concealing, conceals, conceals_all

Node: TypeAlias = dict[str, Union[str, "Node"]]

T = TypeVar("T")

_DEPTH: Final = 64


def plant(pairs: Iterable[tuple[str, str]]) -> Node:
    """The tree that the dotted keys of `pairs` describe. Raises Refused for a key twice, or leaf and branch."""
    root: Node = {}
    for key, value in pairs:
        node = root
        *branches, leaf = key.split(".")
        if len(branches) > _DEPTH:
            raise malformed(f"`{quoted(key)}` is nested too deep")
        for name in branches:
            inner = node.setdefault(name, {})
            if isinstance(inner, str):
                raise malformed(f"`{quoted(key)}` stands beside a value of its own")
            node = inner
        if leaf in node:
            raise malformed(f"`{quoted(key)}` stands twice")
        node[leaf] = value
    return root


class Forms:
    """The readers of one service for forms. Every reader takes a leaf's text or a branch."""

    def __init__(self, service: ServiceModel, *, ec2: bool) -> None:
        """Take whether the service speaks the ec2 flavour: all lists flattened, names of its own."""
        self._service = service
        self._ec2 = ec2
        self._made: dict[tuple[int, str | None, bool, Instant, bool], Read] = {}

    def structure(self, shape: Shape, *, hidden: bool = False) -> Callable[[object], dict[str, Value]]:
        """A reader of branches with the members that `shape` has, and no others."""
        members = {self._wire(member): member for member in shape.members}
        ready: dict[str, tuple[str, Read]] = {}

        def prepare(wire: str) -> tuple[str, Read]:
            member = members.get(wire)
            if member is None:
                raise unexplained(f"`{quoted(wire)}` is not a member of `{shape.name}`")
            made = ready[wire] = (member.name, self._member(shape, member, hidden=hidden))
            return made

        def read(item: object) -> dict[str, Value]:
            values: dict[str, Value] = {}
            for wire, inner in _branch(item).items():
                name, reader = ready.get(wire) or prepare(wire)
                try:
                    values[name] = reader(inner)
                except Refused as refused:
                    raise refused.inside(wire) from None
            return values

        return read

    def at(self, reference: Reference, *, hidden: bool) -> Read:
        """A reader of what stands at `reference`; `hidden` says that something around it is concealed already."""
        key = (reference.shape, reference.wire, reference.flattened, reference.instant, hidden)
        made = self._made.get(key)
        if made is None:
            concealed = not hidden and conceals_all(self._service, reference)
            made = self._read(reference, hidden=hidden or concealed)
            made = self._made[key] = concealing(made) if concealed else made
        return made

    def _wire(self, member: Member) -> str:
        """The key of a member; a flattened list is called what its items are called."""
        shape = self._service.shapes[member.target.shape]
        if not self._ec2 and member.target.flattened and shape.kind is Kind.LIST and shape.item is not None:
            return shape.item.wire or member.wire
        return member.wire

    def _member(self, structure: Shape, member: Member, *, hidden: bool) -> Read:
        if not hidden and conceals(self._service, structure, member):
            return concealing(self.at(member.target, hidden=True))
        return self.at(member.target, hidden=hidden)

    def _read(self, reference: Reference, *, hidden: bool) -> Read:
        shape = self._service.shapes[reference.shape]
        match shape.kind:
            case Kind.STRUCTURE:
                return self.structure(shape, hidden=hidden)
            case Kind.LIST:
                return self._list(shape, reference, hidden=hidden)
            case Kind.MAP:
                return self._map(shape, reference, hidden=hidden)
            case Kind.TIMESTAMP:
                return scalars.IN_TEXT[reference.instant or Instant.ISO8601]
            case Kind.DOCUMENT | Kind.EVENT_STREAM:
                return _refuse_open
            case plain:
                return scalars.TEXT[plain]

    def _list(self, shape: Shape, reference: Reference, *, hidden: bool) -> Read:
        assert shape.item is not None  # noqa: S101  # every list has items: the tables say so
        reader = self.at(shape.item, hidden=hidden)
        wrapper = None if self._ec2 or reference.flattened else shape.item.wire or "member"

        def read(item: object) -> Value:
            if item == "" and not self._ec2:
                return []
            return _numbered(_unwrap(item, wrapper), reader)

        return read

    def _map(self, shape: Shape, reference: Reference, *, hidden: bool) -> Read:
        assert shape.item is not None  # noqa: S101  # every map has keys and values: the tables say so
        assert shape.key is not None  # noqa: S101  # as above
        key_name, value_name = shape.key.wire or "key", shape.item.wire or "value"
        read_value = self.at(shape.item, hidden=hidden)
        wrapper = None if reference.flattened else "entry"

        def pair(item: object) -> tuple[str, Value]:
            entry = _branch(item)
            if entry.keys() != {key_name, value_name}:
                raise malformed(f"a `{key_name}` and a `{value_name}` are wanted")
            return scalars.text(entry[key_name]), read_value(entry[value_name])

        def read(item: object) -> Value:
            values: dict[str, Value] = {}
            for key, value in _numbered(_unwrap(item, wrapper), pair):
                if key in values:
                    raise malformed("a key of a map stands twice")
                values[key] = value
            return values

        return read


def _branch(item: object) -> Mapping[str, str | Node]:
    if not isinstance(item, dict):
        raise malformed("dotted keys are wanted, not a value")
    return item


def _unwrap(item: object, wrapper: str | None) -> Mapping[str, str | Node]:
    branch = _branch(item)
    if wrapper is None:
        return branch
    if branch.keys() != {wrapper}:
        raise unexplained(f"only `{wrapper}` can stand there")
    return _branch(branch[wrapper])


def _numbered(branch: Mapping[str, str | Node], reader: Callable[[object], T]) -> list[T]:
    values: list[T] = []
    for place in range(1, len(branch) + 1):
        item = branch.get(str(place))
        if item is None:
            raise malformed(f"items are numbered from 1 without a gap, and number {place} is missing")
        try:
            values.append(reader(item))
        except Refused as refused:
            raise refused.inside(str(place)) from None
    return values


def _refuse_open(_item: object) -> Value:
    raise malformed("a form cannot hold such a member")


@cache
def forms(service: ServiceModel, *, ec2: bool) -> Forms:
    """The form readers of `service`."""
    return Forms(service, ec2=ec2)
