"""XML bodies against the shapes of a service: elements, text and the attributes that the models name, nothing else.

DTDs, entities of their own, comments, processing instructions and other encodings than UTF-8 are refused: no SDK sends
them, and no two parsers agree on them.
"""

from collections.abc import Callable
from functools import cache
from typing import Final, NoReturn
from xml.parsers import expat

from keyturn.errors import quoted
from keyturn.model.action import Value
from keyturn.model.catalogue import Instant, Kind, Member, Place, Reference, ServiceModel, Shape
from keyturn.recognise.aws import scalars
from keyturn.recognise.aws.refusal import Refused, malformed, unexplained
from keyturn.recognise.aws.scalars import Read
from keyturn.recognise.aws.shapes import concealing, conceals, conceals_all

_DEPTH: Final = 64
_BLANK: Final = frozenset(" \t\r\n")
_SCHEMA_INSTANCE: Final = "http://www.w3.org/2001/XMLSchema-instance"


class Element:
    """One element: its name without the namespace, the same for its attributes, its children, its text."""

    __slots__ = ("attributes", "children", "name", "texts")

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name = name
        self.attributes = attributes
        self.children: list[Element] = []
        self.texts: list[str] = []

    def text(self) -> str:
        """The text of an element that holds nothing else. Raises Refused."""
        if self.children:
            raise malformed("text is wanted, not elements")
        return "".join(self.texts)

    def elements(self) -> "list[Element]":
        """The children of an element that holds nothing but elements. Raises Refused."""
        if any(not _BLANK.issuperset(text) for text in self.texts):
            raise malformed("elements are wanted, not text")
        return self.children


def parse(body: bytes, namespaces: frozenset[str]) -> Element:
    """The root element of `body`; its elements are in one of `namespaces` or in none. Raises Refused."""
    if not body.lstrip().startswith(b"<"):
        raise malformed("the body is not valid XML: it does not begin with an element")
    builder = _Builder(namespaces)
    parser = expat.ParserCreate("utf-8", " ")
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.characters
    parser.XmlDeclHandler = builder.declaration
    parser.StartDoctypeDeclHandler = builder.doctype
    parser.CommentHandler = builder.comment
    parser.ProcessingInstructionHandler = builder.instruction
    try:
        parser.Parse(body, True)  # noqa: FBT003  # the C parser takes it by position only
    except expat.ExpatError as error:
        raise malformed(f"the body is not valid XML: {expat.ErrorString(error.code)}") from None
    return builder.root()


class _Builder:
    def __init__(self, namespaces: frozenset[str]) -> None:
        self._namespaces = namespaces
        self._open: list[Element] = []
        self._root: Element | None = None

    def root(self) -> Element:
        if self._root is None:
            raise malformed("the body is not valid XML: it has no element")
        return self._root

    def start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if space and space not in self._namespaces:
            raise unexplained(f"the XML namespace `{quoted(space)}` is not the service's")
        if len(self._open) >= _DEPTH:
            raise malformed("the body is nested too deep")
        element = Element(local, {_attribute(key): value for key, value in attributes.items()})
        if self._open:
            self._open[-1].children.append(element)
        else:
            self._root = element
        self._open.append(element)

    def end(self, _name: str) -> None:
        self._open.pop()

    def characters(self, text: str) -> None:
        self._open[-1].texts.append(text)

    def declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() != "utf-8":
            raise malformed(f"the body says that it is written in `{quoted(encoding)}`; UTF-8 is wanted")

    def doctype(self, *_: object) -> NoReturn:
        raise malformed("the body holds a document type declaration")

    def comment(self, _text: str) -> NoReturn:
        raise malformed("the body holds a comment")

    def instruction(self, *_: object) -> NoReturn:
        raise malformed("the body holds a processing instruction")


def _attribute(name: str) -> str:
    """An attribute's name as the models write it: `xsi:type`."""
    space, _, local = name.rpartition(" ")
    if not space:
        return local
    if space != _SCHEMA_INSTANCE:
        raise unexplained(f"the XML namespace `{quoted(space)}` is not the service's")
    return f"xsi:{local}"


class Elements:
    """The readers of one service for XML. Every reader takes the list of elements that a member has."""

    def __init__(self, service: ServiceModel) -> None:
        self._service = service
        self._made: dict[tuple[int, bool, Instant, bool], Read] = {}

    def root(self, shape: Shape, wanted: str, *, hidden: bool) -> Callable[[Element], dict[str, Value]]:
        """A reader of the root element, which is called `wanted`, with the body's members of `shape`."""
        reader = self.structure(shape, hidden=hidden)

        def read(element: Element) -> dict[str, Value]:
            if element.name != wanted:
                raise unexplained(f"the root element is `{quoted(element.name)}`, and `{wanted}` is wanted")
            return reader([element])

        return read

    def structure(self, shape: Shape, *, hidden: bool = False) -> Callable[[object], dict[str, Value]]:
        """A reader of one element with the members that `shape` has in the body, and no others."""
        body = [member for member in shape.members if member.place is Place.BODY]
        # S3's deprecated notifications call a list as they call its old single form; the list is the wider one.
        elements = [member for member in body if not member.attribute]
        members = {member.wire: member for member in sorted(elements, key=lambda member: member.target.flattened)}
        attributes = {member.wire: member for member in body if member.attribute}
        ready: dict[str, tuple[str, Read]] = {}

        def prepare(wire: str) -> tuple[str, Read]:
            member = members.get(wire)
            if member is None:
                raise unexplained(f"`{quoted(wire)}` is not a member of `{shape.name}`")
            made = ready[wire] = (member.name, self._member(shape, member, hidden=hidden))
            return made

        def read(item: object) -> dict[str, Value]:
            element = _only(item)
            groups: dict[str, list[Element]] = {}
            for child in element.elements():
                groups.setdefault(child.name, []).append(child)
            values: dict[str, Value] = {}
            for wire, group in groups.items():
                name, reader = ready.get(wire) or prepare(wire)
                try:
                    values[name] = reader(group)
                except Refused as refused:
                    raise refused.inside(wire) from None
            for wire, text in element.attributes.items():
                member = attributes.get(wire)
                if member is None:
                    raise unexplained(f"the attribute `{quoted(wire)}` is not a member of `{shape.name}`")
                values[member.name] = text
            return values

        return read

    def at(self, reference: Reference, *, hidden: bool) -> Read:
        """A reader of what stands at `reference`; `hidden` says that something around it is concealed already."""
        key = (reference.shape, reference.flattened, reference.instant, hidden)
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
                return self._list(shape, reference, hidden=hidden)
            case Kind.MAP:
                return self._map(shape, reference, hidden=hidden)
            case Kind.TIMESTAMP:
                return _plain(scalars.IN_TEXT[reference.instant or Instant.ISO8601])
            case Kind.DOCUMENT | Kind.EVENT_STREAM:
                return _refuse_open
            case plain:
                return _plain(scalars.TEXT[plain])

    def _list(self, shape: Shape, reference: Reference, *, hidden: bool) -> Read:
        assert shape.item is not None  # noqa: S101  # every list has items: the tables say so
        reader = self.at(shape.item, hidden=hidden)
        wanted = shape.item.wire or "member"

        def read_flattened(item: object) -> Value:
            assert isinstance(item, list)  # noqa: S101  # a structure hands over its group
            return [reader([child]) for child in item]

        def read(item: object) -> Value:
            element = _only(item)
            _no_attributes(element)
            for child in element.elements():
                if child.name != wanted:
                    raise unexplained(f"only `{wanted}` can stand there, not `{quoted(child.name)}`")
            return [reader([child]) for child in element.children]

        return read_flattened if reference.flattened else read

    def _map(self, shape: Shape, reference: Reference, *, hidden: bool) -> Read:
        assert shape.item is not None  # noqa: S101  # every map has keys and values: the tables say so
        assert shape.key is not None  # noqa: S101  # as above
        key_name, value_name = shape.key.wire or "key", shape.item.wire or "value"
        reader = self.at(shape.item, hidden=hidden)

        def read(item: object) -> Value:
            entries = item if reference.flattened else _only(item).elements()
            assert isinstance(entries, list)  # noqa: S101  # a structure hands over its group
            values: dict[str, Value] = {}
            for entry in entries:
                _no_attributes(entry)
                if not reference.flattened and entry.name != "entry":
                    raise unexplained(f"only `entry` can stand there, not `{quoted(entry.name)}`")
                children = {child.name: child for child in entry.elements()}
                if children.keys() != {key_name, value_name} or len(entry.children) != 2:
                    raise malformed(f"a `{key_name}` and a `{value_name}` are wanted")
                key = children[key_name].text()
                if key in values:
                    raise malformed("a key of a map stands twice")
                values[key] = reader([children[value_name]])
            return values

        return read


def _only(item: object) -> Element:
    assert isinstance(item, list)  # noqa: S101  # a structure hands over its group
    element: Element = item[0]
    if len(item) != 1:
        raise malformed(f"`{quoted(element.name)}` stands twice")
    return element


def _no_attributes(element: Element) -> None:
    if element.attributes:
        raise unexplained(f"the attribute `{quoted(next(iter(element.attributes)))}` has no meaning there")


def _plain(read_text: Read) -> Read:
    def read(item: object) -> Value:
        element = _only(item)
        _no_attributes(element)
        return read_text(element.text())

    return read


def _refuse_open(_item: object) -> Value:
    raise malformed("XML cannot hold such a member")


@cache
def elements(service: ServiceModel) -> Elements:
    """The XML readers of `service`."""
    return Elements(service)
