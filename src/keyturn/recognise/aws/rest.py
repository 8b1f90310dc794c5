"""REST requests: members in the path, the query string, the headers and the body, each read by the models' rule."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

from keyturn.errors import quoted
from keyturn.model.action import Value
from keyturn.model.catalogue import Instant, Kind, Member, Place, Shape
from keyturn.model.noun import Noun
from keyturn.model.wire import Content
from keyturn.recognise.aws import scalars, tree
from keyturn.recognise.aws.headers import TRANSPORT
from keyturn.recognise.aws.payload import body_reader
from keyturn.recognise.aws.refusal import Refused, malformed, unexplained
from keyturn.recognise.aws.routes import Known
from keyturn.recognise.aws.scalars import Read
from keyturn.recognise.aws.shapes import concealing, conceals

_EMPTY: Final = Shape(Kind.STRUCTURE)
_OPERATION_KEY: Final = "x-id"
"""Other SDKs than botocore name S3's operation in the query string."""
_VERSION_HEADERS: Final = {"glacier": "x-amz-glacier-version"}
"""Services that want their API version in a header, which the models do not mention."""
_BODY_HASHES: Final = {"glacier": frozenset({"x-amz-sha256-tree-hash"})}
"""Headers that some SDKs send with every body of a service; they restate it, as those of `headers.CHECKSUMS` do."""

_LIST_ITEM: Final = re.compile(r'[ \t]*(?:"((?:[^"\\]|\\")*)"|([^",]*?))[ \t]*(?:,|$)')


class Parts(Noun, frozen=True):
    """A request taken apart."""

    labels: Mapping[str, str]
    host_labels: Mapping[str, str]
    query: Sequence[tuple[str, str]]
    headers: dict[str, str]
    content: Content


class _Slot(NamedTuple):
    name: str
    read: Read
    many: bool = False


class RestReader:
    """Reads the requests of one REST operation; made once for each."""

    def __init__(self, known: Known) -> None:
        """Sort the members of the operation's input by where they stand."""
        service, operation = known
        self._known = known
        self._shape = _EMPTY if operation.input is None else service.shapes[operation.input]
        self._labels: dict[str, _Slot] = {}
        self._query: dict[str, _Slot] = {}
        self._headers: dict[str, _Slot] = {}
        self._host_labels: list[Member] = []
        self._query_map: _Slot | None = None
        self._header_map: tuple[str, _Slot] | None = None
        self._literals = dict(operation.literals)
        for member in self._shape.members:
            self._place(member)
        has_body = any(member.place is Place.BODY for member in self._shape.members)
        restating = _BODY_HASHES.get(service.name, frozenset()) | ({"content-encoding"} if has_body else set())
        self._explained = TRANSPORT | self._headers.keys() | restating
        self._version_header = _VERSION_HEADERS.get(service.name)
        self._body = body_reader(known, encoding_is_member="content-encoding" in self._headers)

    def read(self, parts: Parts) -> dict[str, Value]:
        """The typed parameters. Raises Refused for whatever the operation does not explain."""
        values: dict[str, Value] = {}
        for label, text in parts.labels.items():
            slot = self._labels[label]
            values[slot.name] = _inside(slot, text)
        self._read_query(parts.query, values)
        self._read_headers(parts.headers, values)
        self._read_host(parts.host_labels, values)
        values.update(self._body(parts.content, parts.headers))
        return values

    def _place(self, member: Member) -> None:
        match member.place:
            case Place.PATH:
                self._labels[member.wire] = self._slot(member, Instant.ISO8601)
            case Place.QUERY:
                slot = self._slot(member, Instant.ISO8601)
                if self._kind(member) is Kind.MAP:
                    self._query_map = slot
                else:
                    self._query[member.wire] = slot
            case Place.HEADER:
                self._headers[member.wire.lower()] = self._slot(member, Instant.RFC822)
            case Place.HEADERS:
                self._header_map = (member.wire.lower(), self._slot(member, Instant.RFC822))
            case Place.BODY:
                pass
        if member.host_label:
            self._host_labels.append(member)

    def _kind(self, member: Member) -> Kind:
        return self._known.service.shapes[member.target.shape].kind

    def _slot(self, member: Member, instant: Instant) -> _Slot:
        """How one member outside the body is read: one text, or many where the member is a list or a map of lists."""
        service = self._known.service
        shape = service.shapes[member.target.shape]
        many = shape.kind is Kind.LIST
        if member.json_text:
            read: Read = _json_header
        elif shape.kind is Kind.MAP:
            assert shape.item is not None  # noqa: S101  # every map has values: the tables say so
            many = service.shapes[shape.item.shape].kind is Kind.LIST
            read = scalars.text
        elif many:
            assert shape.item is not None  # noqa: S101  # every list has items: the tables say so
            read = _scalar(service.shapes[shape.item.shape], shape.item.instant or instant)
        else:
            read = _scalar(shape, member.target.instant or instant)
        if conceals(service, self._shape, member):
            read = concealing(read)
        return _Slot(member.name, read, many)

    def _read_query(self, query: Sequence[tuple[str, str]], values: dict[str, Value]) -> None:
        if not query:
            return
        seen: set[str] = set()
        free: dict[str, Value] = {}
        for key, text in query:
            slot = self._query.get(key)
            if slot is not None and slot.many:
                items = values.setdefault(slot.name, [])
                assert isinstance(items, list)  # noqa: S101  # made in the line above
                items.append(_inside(slot, text))
                continue
            if key in seen and not (slot is None and self._query_map is not None and self._query_map.many):
                raise unexplained(f"the query parameter `{quoted(key)}` stands there twice")
            seen.add(key)
            if slot is not None:
                values[slot.name] = _inside(slot, text)
            elif key in self._literals:
                self._check_literal(key, text)
            elif key == _OPERATION_KEY and text == self._name() and self._known.service.name == "s3":
                continue
            elif self._query_map is not None:
                _add_free(free, self._query_map, key, text)
            else:
                raise unexplained(f"the query parameter `{quoted(key)}` has no meaning for `{self._name()}`")
        if self._query_map is not None and free:
            values[self._query_map.name] = free

    def _check_literal(self, key: str, text: str) -> None:
        if text != (self._literals[key] or ""):
            raise unexplained(f"the query parameter `{quoted(key)}` has another value than `{self._name()}` gives it")

    def _read_headers(self, headers: dict[str, str], values: dict[str, Value]) -> None:
        if self._explained.issuperset(headers) and self._headers.keys().isdisjoint(headers):
            return
        free: dict[str, Value] = {}
        for name in headers.keys() & self._headers.keys():
            slot = self._headers[name]
            text = _header_text(name, headers[name])
            values[slot.name] = (
                [_inside(slot, item) for item in header_items(name, text)] if slot.many else _inside(slot, text)
            )
        for name in sorted(headers.keys() - self._explained):
            if name == self._version_header and headers[name] == self._known.service.version:
                continue
            if self._header_map is None or not name.startswith(self._header_map[0]):
                raise unexplained(f"the header `{quoted(name)}` has no meaning for `{self._name()}`")
            free[name[len(self._header_map[0]) :]] = self._header_map[1].read(_header_text(name, headers[name]))
        if self._header_map is not None and free:
            values[self._header_map[1].name] = free

    def _read_host(self, host_labels: Mapping[str, str], values: dict[str, Value]) -> None:
        for member in self._host_labels:
            label = host_labels.get(member.name)
            if label is not None and values.setdefault(member.name, label) != label:
                raise unexplained(f"`{member.name}` in the host is not the one in the request")

    def _name(self) -> str:
        return self._known.operation.name


def _inside(slot: _Slot, text: str) -> Value:
    try:
        return slot.read(text)
    except Refused as refused:
        raise refused.inside(slot.name) from None


def _scalar(shape: Shape, instant: Instant) -> Read:
    return scalars.IN_TEXT[instant] if shape.kind is Kind.TIMESTAMP else scalars.TEXT[shape.kind]


def _add_free(free: dict[str, Value], slot: _Slot, key: str, text: str) -> None:
    if slot.many:
        items = free.setdefault(key, [])
        assert isinstance(items, list)  # noqa: S101  # made in the line above
        items.append(slot.read(text))
    else:
        free[key] = slot.read(text)


def _header_text(name: str, value: str) -> str:
    """A header's value as text; it came as latin-1, one character a byte, and must be UTF-8."""
    if value.isascii():
        return value
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        raise malformed(f"the header `{quoted(name)}` is not UTF-8") from None


def header_items(name: str, value: str) -> list[str]:
    """The items of a header that is a list: separated by commas, quoted where they hold one (Smithy, `httpHeader`)."""
    items: list[str] = []
    at = 0
    while True:
        match = _LIST_ITEM.match(value, at)
        if match is None:
            raise malformed(f"the header `{quoted(name)}` is not a list of items")
        quoted_item, plain_item = match.groups()
        items.append(plain_item if quoted_item is None else quoted_item.replace('\\"', '"'))
        at = match.end()
        if at == len(value) and not value[match.start() : at].endswith(","):
            return items


def _json_header(item: object) -> Value:
    return tree.document(tree.parse_json(scalars.blob_text(item), "the header"))


@cache
def rest_reader(known: Known) -> RestReader:
    """The reader of one REST operation."""
    return RestReader(known)
