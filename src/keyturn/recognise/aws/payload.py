"""Bodies of REST operations: nothing, one member as it is, or a document of members."""

from collections.abc import Callable
from typing import Final, TypeAlias

from keyturn.errors import quoted
from keyturn.model.action import Sensitive, Value
from keyturn.model.catalogue import Kind, Member, Place, Shape, Wire
from keyturn.model.wire import Content
from keyturn.recognise.aws import tree, xml
from keyturn.recognise.aws.bodies import read_body
from keyturn.recognise.aws.headers import media_type
from keyturn.recognise.aws.refusal import Refused, malformed, unexplained, unsupported
from keyturn.recognise.aws.routes import Known
from keyturn.recognise.aws.shapes import conceals

ReadBody: TypeAlias = Callable[[Content, dict[str, str]], dict[str, Value]]
"""Reads a body with its headers into the members that stand there. Raises Refused."""

_XML: Final = frozenset({"", "application/xml", "text/xml"})
_JSON: Final = frozenset({"application/json"})


def body_reader(known: Known, *, encoding_is_member: bool) -> ReadBody:
    """How the body of this operation is read; `encoding_is_member`: Content-Encoding says how an object is stored."""
    shape = None if known.operation.input is None else known.service.shapes[known.operation.input]
    if shape is not None and shape.payload is not None:
        member = next(member for member in shape.members if member.name == shape.payload)
        read = _payload(known, shape, member)
    elif shape is not None and any(member.place is Place.BODY for member in shape.members):
        read = _document(known, shape)
    else:
        read = _nothing(known)
    if encoding_is_member:
        return lambda content, headers: read(
            content, {name: headers[name] for name in headers if name != "content-encoding"}
        )
    return read


def _nothing(known: Known) -> ReadBody:
    def read(content: Content, headers: dict[str, str]) -> dict[str, Value]:
        # An empty object is how some SDKs write no members at all.
        if content.length and read_body(content, headers.get("content-encoding")) != b"{}":
            raise unexplained(f"`{known.operation.name}` has no body")
        return {}

    return read


def _document(known: Known, shape: Shape) -> ReadBody:
    members = _members(known, shape, known.operation.root)

    def read(content: Content, headers: dict[str, str]) -> dict[str, Value]:
        body = read_body(content, headers.get("content-encoding"))
        return members(body, headers) if body else {}

    return read


def _members(
    known: Known, shape: Shape, root: str, *, hidden: bool = False
) -> Callable[[bytes, dict[str, str]], dict[str, Value]]:
    """A reader of XML or JSON, as the service speaks, with the body's members of `shape`."""
    service = known.service
    if Wire.REST_XML in service.protocols:
        read_root = xml.elements(service).root(shape, root, hidden=hidden)

        def read_xml(body: bytes, headers: dict[str, str]) -> dict[str, Value]:
            _want(headers, _XML)
            return read_root(xml.parse(body, service.namespaces))

        return read_xml
    read_object = tree.json_trees(service).structure(shape, hidden=hidden)

    def read_json(body: bytes, headers: dict[str, str]) -> dict[str, Value]:
        _want(headers, _JSON)
        return read_object(tree.parse_json(body))

    return read_json


def _payload(known: Known, shape: Shape, member: Member) -> ReadBody:
    target = known.service.shapes[member.target.shape]
    concealed = conceals(known.service, shape, member)
    match target.kind:
        case Kind.BLOB:
            read = _raw(member)
        case Kind.STRING:
            read = _text
        case Kind.STRUCTURE:
            structured = _members(known, target, member.wire, hidden=concealed)

            def read(content: Content, headers: dict[str, str]) -> Value:
                body = read_body(content, headers.get("content-encoding"))
                return structured(body, headers) if body else {}

        case Kind.DOCUMENT:
            read = _any_json
        case _:
            read = _refuse_events

    def read_member(content: Content, headers: dict[str, str]) -> dict[str, Value]:
        if not content.length and "content-encoding" not in headers:
            return {}
        try:
            value = read(content, headers)
        except Refused as refused:
            raise refused.inside(member.name) from None
        if value == {}:
            # SDKs write a member that is not given as an empty object: there is no difference to be seen.
            return {}
        return {member.name: Sensitive(value) if concealed else value}

    return read_member


def _raw(member: Member) -> Callable[[Content, dict[str, str]], Value]:
    def read(content: Content, headers: dict[str, str]) -> Value:
        encoding = headers.get("content-encoding")
        if encoding is not None:
            raise unsupported(
                f"the content encoding `{quoted(encoding)}` of such a body cannot be read here: send it as it is"
            )
        return content if member.streaming or content.data is None else content.data

    return read


def _text(content: Content, headers: dict[str, str]) -> Value:
    try:
        return read_body(content, headers.get("content-encoding")).decode("utf-8")
    except UnicodeDecodeError:
        raise malformed("the body is not UTF-8") from None


def _any_json(content: Content, headers: dict[str, str]) -> Value:
    _want(headers, _JSON)
    return tree.document(tree.parse_json(read_body(content, headers.get("content-encoding"))))


def _refuse_events(content: Content, headers: dict[str, str]) -> Value:
    if content.data == b"{}":
        # How clients write no events at all; whoever has some sends them in a framing of their own, over HTTP/2.
        _want(headers, _JSON)
        return {}
    raise unsupported("event streams cannot be judged as one act and are not passed on")


def _want(headers: dict[str, str], wanted: frozenset[str]) -> None:
    found = media_type(headers)
    if found not in wanted:
        raise unexplained(f"the content type is `{quoted(found)}`, and `{max(wanted)}` is wanted")
