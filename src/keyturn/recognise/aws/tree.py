"""JSON and CBOR bodies: decoded items against the shapes of a service.

A reader is made when its shape is first met on the wire and kept: most members of most shapes never are.
"""

from collections.abc import Callable
from functools import cache
from typing import Final

from keyturn.codec import strict
from keyturn.codec.canonical import MAX_DEPTH
from keyturn.errors import Malformed, quoted
from keyturn.model.action import Value
from keyturn.model.catalogue import Instant, Kind, Member, Place, Reference, ServiceModel, Shape
from keyturn.recognise.aws import cbor, scalars
from keyturn.recognise.aws.refusal import Refused, malformed, unexplained
from keyturn.recognise.aws.scalars import Read
from keyturn.recognise.aws.shapes import concealing, conceals, conceals_all

DEPTH: Final = MAX_DEPTH - 16
"""Levels of lists and objects in a body: what people sign must have room around it."""


class Trees:
    """The readers of one service for one notation. Every reader takes an item as the notation's parser leaves it."""

    def __init__(self, service: ServiceModel, plain: scalars.Scalars, instant: Callable[[Instant], Read]) -> None:
        """Take how the notation writes plain values and instants."""
        self._service = service
        self._plain = plain
        self._instant = instant
        self._made: dict[tuple[int, Instant, bool], Read] = {}

    def structure(self, shape: Shape, *, hidden: bool = False) -> Callable[[object], dict[str, Value]]:
        """A reader of objects with the members that `shape` has in the body, and no others."""
        members = {member.wire: member for member in shape.members if member.place is Place.BODY}
        ready: dict[str, tuple[str, Read]] = {}

        def prepare(wire: str) -> tuple[str, Read]:
            member = members.get(wire)
            if member is None:
                raise unexplained(f"`{quoted(wire)}` is not a member of `{shape.name}`")
            made = ready[wire] = (member.name, self._member(shape, member, hidden=hidden))
            return made

        def read(item: object) -> dict[str, Value]:
            if type(item) is not dict:
                raise malformed("an object is wanted")
            values: dict[str, Value] = {}
            for wire, inner in item.items():
                name, reader = ready.get(wire) or prepare(wire)
                try:
                    values[name] = reader(inner)
                except Refused as refused:
                    raise refused.inside(wire) from None
            return values

        return read

    def at(self, reference: Reference, *, hidden: bool) -> Read:
        """A reader of what stands at `reference`; `hidden` says that something around it is concealed already."""
        key = (reference.shape, reference.instant, hidden)
        made = self._made.get(key)
        if made is None:
            concealed = not hidden and conceals_all(self._service, reference)
            made = self._read(reference, hidden=hidden or concealed)
            made = self._made[key] = concealing(made) if concealed else made
        return made

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
                return self._list(shape, hidden=hidden)
            case Kind.MAP:
                return self._map(shape, hidden=hidden)
            case Kind.TIMESTAMP:
                return self._instant(reference.instant)
            case Kind.DOCUMENT:
                return document
            case Kind.EVENT_STREAM:
                return refuse_events
            case plain:
                return self._plain[plain]

    def _list(self, shape: Shape, *, hidden: bool) -> Read:
        assert shape.item is not None  # noqa: S101  # every list has items: the tables say so
        reader = _sparse(shape, self.at(shape.item, hidden=hidden))

        def read(item: object) -> Value:
            if type(item) is not list:
                raise malformed("a list is wanted")
            try:
                return [reader(inner) for inner in item]
            except Refused as refused:
                raise refused.inside("[]") from None

        return read

    def _map(self, shape: Shape, *, hidden: bool) -> Read:
        assert shape.item is not None  # noqa: S101  # every map has values: the tables say so
        reader = _sparse(shape, self.at(shape.item, hidden=hidden))

        def read(item: object) -> Value:
            if type(item) is not dict:
                raise malformed("an object is wanted")
            try:
                return {key: reader(inner) for key, inner in item.items()}
            except Refused as refused:
                raise refused.inside("{}") from None

        return read


def _sparse(shape: Shape, reader: Read) -> Read:
    if not shape.sparse:
        return reader
    return lambda item: None if item is None else reader(item)


def document(item: object) -> Value:
    """A member that may be any JSON value."""
    if item is None or isinstance(item, str | bool | int):
        return item
    if isinstance(item, float):
        return scalars.number(item)
    if isinstance(item, list):
        return [document(inner) for inner in item]
    if isinstance(item, dict):
        return {key: document(inner) for key, inner in item.items()}
    raise malformed("a JSON value is wanted")


def refuse_events(_item: object) -> Value:
    """An event stream is a conversation: no single act that could be weighed."""
    raise malformed("event streams are not passed on")


def _json_instant(said: Instant) -> Read:
    return scalars.IN_JSON[said or Instant.EPOCH]


def _cbor_instant(_said: Instant) -> Read:
    return scalars.instant_cbor


@cache
def json_trees(service: ServiceModel) -> Trees:
    """The JSON readers of `service`."""
    return Trees(service, scalars.JSON, _json_instant)


@cache
def cbor_trees(service: ServiceModel) -> Trees:
    """The CBOR readers of `service`."""
    return Trees(service, scalars.CBOR, _cbor_instant)


def parse_json(body: bytes, what: str = "the body") -> object:
    """The JSON value that `body` is; `what` it is, for the refusal. Raises Refused."""
    try:
        return strict.loads(body, depth=DEPTH)
    except Malformed as error:
        raise malformed(f"{what} is not valid JSON: {error.why}") from None


def parse_cbor(body: bytes) -> object:
    """The CBOR item that `body` is. Raises Refused."""
    return cbor.loads(body, depth=DEPTH)
