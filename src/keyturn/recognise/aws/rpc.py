"""Protocols that name their operation outright: the query protocols, AWS JSON, and Smithy's rpc-v2-cbor."""

from collections.abc import Callable
from functools import cache
from typing import Final

from keyturn.errors import quoted
from keyturn.model.action import Call, Value
from keyturn.model.catalogue import Wire
from keyturn.recognise.aws import query as forms
from keyturn.recognise.aws import tree
from keyturn.recognise.aws.bodies import read_body
from keyturn.recognise.aws.group import Group
from keyturn.recognise.aws.headers import TRANSPORT, media_type, refuse_unexplained
from keyturn.recognise.aws.nouns import Asked
from keyturn.recognise.aws.reading import settled
from keyturn.recognise.aws.refusal import malformed, unexplained
from keyturn.recognise.aws.routes import Known
from keyturn.recognise.aws.text import form_pairs

FORM: Final = "application/x-www-form-urlencoded"
_JSON: Final = frozenset({"application/x-amz-json-1.0", "application/x-amz-json-1.1"})
_CBOR: Final = frozenset({"application/cbor"})
_CBOR_PROTOCOL: Final = "rpc-v2-cbor"
_ENCODED: Final = TRANSPORT | {"content-encoding"}
_TARGETED: Final = _ENCODED | {"x-amz-target"}


def is_form(asked: Asked, group: Group) -> bool:
    """Whether an `Action` is asked for: only where a service has actions, and only at `/`."""
    if not group.forms or asked.request.path != "/":
        return False
    return any(key == "Action" for key, _ in asked.pairs) or media_type(asked.headers) == FORM


def name_procedure(asked: Asked, group: Group) -> Call:
    """Name a call of rpc-v2-cbor: https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html."""
    protocol = asked.headers["smithy-protocol"]
    if protocol != _CBOR_PROTOCOL:
        raise unexplained(f"the protocol `{quoted(protocol)}` is not known here")
    parts = asked.request.path.split("/")
    if len(parts) != 5 or parts[:2] != ["", "service"] or parts[3] != "operation":
        raise malformed("the path of an rpc-v2-cbor call is `/service/NAME/operation/NAME`")
    known = group.procedures.get((parts[2], parts[4]))
    if known is None:
        raise asked.unknown(f"the operation `{quoted(parts[4])}`")
    _post_only(asked)
    _want(asked, _CBOR)

    def read(one: Known) -> dict[str, Value]:
        refuse_unexplained(asked.headers, _ENCODED, one.operation.name)
        body = _body(asked)
        return _members(one, tree.cbor_trees(one.service), tree.parse_cbor(body) if body else {})

    return settled(known, asked, read)


def name_target(asked: Asked, group: Group) -> Call:
    """Name a call of AWS JSON 1.0 or 1.1: https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html."""
    target = asked.headers["x-amz-target"]
    known = group.targets.get(target)
    if known is None:
        raise asked.unknown(f"the target `{quoted(target)}`")
    _post_only(asked)
    if asked.request.path != "/":
        raise unexplained("a call with `X-Amz-Target` goes to the path `/`")
    _want(asked, _JSON)

    def read(one: Known) -> dict[str, Value]:
        refuse_unexplained(asked.headers, _TARGETED, one.operation.name)
        body = _body(asked)
        return _members(one, tree.json_trees(one.service), tree.parse_json(body) if body else {})

    return settled(known, asked, read)


def name_action(asked: Asked, group: Group) -> Call:
    """Name a call of the query protocol or its ec2 flavour, all of it in the body or all of it in the URL.

    https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
    """
    branch = forms.plant(_pairs(asked))
    action, version = branch.pop("Action", ""), branch.pop("Version", "")
    if not isinstance(action, str) or not isinstance(version, str):
        raise malformed("`Action` and `Version` are single values")
    known = group.forms.get((action, version))
    if known is None:
        if action in group.actions:
            raise asked.unknown(f"`{quoted(action)}` in the API version `{quoted(version)}`")
        raise asked.unknown(f"the action `{quoted(action)}`")

    def read(one: Known) -> dict[str, Value]:
        refuse_unexplained(asked.headers, _ENCODED, one.operation.name)
        if one.operation.input is not None:
            return _form(one)(branch)
        if branch:
            raise unexplained(f"`{one.operation.name}` has no parameters, and `{quoted(next(iter(branch)))}` is sent")
        return {}

    return settled(known, asked, read)


def _pairs(asked: Asked) -> list[tuple[str, str]]:
    method = asked.request.method
    if method not in {"GET", "POST"}:
        raise unexplained(f"the method `{quoted(method)}` has no meaning for a call with `Action`")
    if not asked.request.content.length:
        return asked.pairs
    if method == "GET":
        raise unexplained("a GET has no body")
    if asked.pairs:
        raise unexplained("parameters stand in the URL and in the body")
    _want(asked, frozenset({FORM}))
    return form_pairs(_body(asked))


def _members(known: Known, trees: tree.Trees, item: object) -> dict[str, Value]:
    if known.operation.input is not None:
        return _object(trees, known)(item)
    if item != {}:
        raise unexplained(f"`{known.operation.name}` has no parameters")
    return {}


@cache
def _object(trees: tree.Trees, known: Known) -> Callable[[object], dict[str, Value]]:
    assert known.operation.input is not None  # noqa: S101  # its caller has looked
    return trees.structure(known.service.shapes[known.operation.input])


@cache
def _form(known: Known) -> Callable[[object], dict[str, Value]]:
    assert known.operation.input is not None  # noqa: S101  # its caller has looked
    readers = forms.forms(known.service, ec2=Wire.EC2 in known.service.protocols)
    return readers.structure(known.service.shapes[known.operation.input])


def _body(asked: Asked) -> bytes:
    return read_body(asked.request.content, asked.headers.get("content-encoding"))


def _post_only(asked: Asked) -> None:
    method = asked.request.method
    if method != "POST":
        raise unexplained(f"the method `{quoted(method)}` has no meaning for such a call: it is sent by POST")
    if asked.pairs:
        raise unexplained(f"the query parameter `{quoted(asked.pairs[0][0])}` has no meaning for such a call")


def _want(asked: Asked, wanted: frozenset[str]) -> None:
    found = media_type(asked.headers)
    if found not in wanted and (found or asked.request.content.length):
        raise unexplained(f"the content type is `{quoted(found)}`, and `{min(wanted)}` is wanted")
