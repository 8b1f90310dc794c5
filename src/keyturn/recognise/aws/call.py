"""Name the AWS call that these exact bytes ask for: service, operation and typed parameters, by the models of AWS.

The order of evidence: the signature's scope says which services there are to choose from; then the protocol's own
marker (`Smithy-Protocol` with its path, `X-Amz-Target`, `Action` with `Version`); then the address. Whatever the chosen
operation does not explain is refused, and so is what remains tied between two acts.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import Final

from keyturn.errors import quoted
from keyturn.model.action import Call, Unrecognised, Value
from keyturn.model.catalogue import Catalogue, Wire
from keyturn.model.wire import EMPTY, CredentialScope, HttpRequest
from keyturn.recognise.aws import query as forms
from keyturn.recognise.aws import s3, tree
from keyturn.recognise.aws.bodies import read_body
from keyturn.recognise.aws.choose import ambiguous, by_host, choice, has_required, host_pattern, narrowest
from keyturn.recognise.aws.group import Group, group_of
from keyturn.recognise.aws.headers import collect, media_type, refuse_framed, refuse_unexplained
from keyturn.recognise.aws.hosts import GatewayHosts, Where, read_host
from keyturn.recognise.aws.refusal import Reason, Refused, malformed, unexplained
from keyturn.recognise.aws.rest import Parts, rest_reader
from keyturn.recognise.aws.routes import Found, Known
from keyturn.recognise.aws.settle import settle
from keyturn.recognise.aws.text import form_pairs, query_pairs

_FORM: Final = "application/x-www-form-urlencoded"
_AMZ_JSON: Final = frozenset({"application/x-amz-json-1.0", "application/x-amz-json-1.1"})
_CBOR: Final = "application/cbor"
_CBOR_PROTOCOL: Final = "rpc-v2-cbor"
_RPC_HEADERS: Final = frozenset({"x-amz-target", "content-encoding"})
_SEARCH_SIGNED_AS: Final = "cloudsearch"
_SEARCH: Final = "/2013-01-01/search"
_SIGNED_QUERY: Final = frozenset(
    {
        "X-Amz-Algorithm",
        "X-Amz-Content-Sha256",
        "X-Amz-Credential",
        "X-Amz-Date",
        "X-Amz-Expires",
        "X-Amz-Security-Token",
        "X-Amz-Signature",
        "X-Amz-SignedHeaders",
    }
)
"""The signature of a presigned URL: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html."""


def name_call(
    request: HttpRequest, scope: CredentialScope, catalogue: Catalogue, hosts: GatewayHosts
) -> Call | Unrecognised:
    """Name the call that `request` asks for, or say why it has no name; `scope` is the verified signature's."""
    try:
        return _name(request, scope, catalogue, hosts)
    except Refused as refused:
        return refused.told()
    except RecursionError:
        return Unrecognised(str(Reason.MALFORMED), "the request is nested too deep")


def _name(request: HttpRequest, scope: CredentialScope, catalogue: Catalogue, hosts: GatewayHosts) -> Call:
    group = group_of(catalogue, scope.service)
    if group is None:
        raise Refused(Reason.UNKNOWN, f"no AWS service signs as `{quoted(scope.service)}`")
    where = read_host(request.host, hosts)
    headers = collect(request.headers)
    refuse_framed(headers)
    pairs = _without_signature(query_pairs(request.query), headers, scope)
    if "smithy-protocol" in headers:
        return _procedure(request, scope, group, where, headers, pairs)
    if group.targets and "x-amz-target" in headers:
        return _target(request, scope, group, where, headers, pairs)
    if (
        group.forms
        and request.path == "/"
        and (any(key == "Action" for key, _ in pairs) or media_type(headers) == _FORM)
    ):
        return _form(request, scope, group, where, headers, pairs)
    return _rest(request, scope, group, where, headers, pairs)


def _without_signature(
    pairs: list[tuple[str, str]], headers: dict[str, str], scope: CredentialScope
) -> list[tuple[str, str]]:
    """The pairs that are not a presigned URL's signature. Raises Refused if the request is signed twice.

    S3 takes other `x-amz-` headers from a presigned URL, too, and SDKs put them there: they join the headers.
    """
    signature = [key for key, _ in pairs if key in _SIGNED_QUERY]
    if not signature:
        return pairs
    if "authorization" in headers:
        raise unexplained("the request is signed in its header and in its query string")
    if len(set(signature)) != len(signature):
        raise unexplained("a part of the signature stands twice in the query string")
    left: list[tuple[str, str]] = []
    for key, value in pairs:
        if key in _SIGNED_QUERY:
            continue
        name = key.lower()
        if scope.service not in s3.SIGNING_NAMES or not name.startswith("x-amz-"):
            left.append((key, value))
        elif name in headers:
            raise unexplained(f"`{quoted(name)}` stands in the headers and in the query string")
        else:
            # Headers are latin-1 text here, one character a byte.
            headers[name] = value.encode("utf-8").decode("latin-1")
    return left


def _procedure(
    request: HttpRequest,
    scope: CredentialScope,
    group: Group,
    where: Where,
    headers: dict[str, str],
    pairs: list[tuple[str, str]],
) -> Call:
    """Smithy's rpc-v2-cbor: https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html."""
    if headers["smithy-protocol"] != _CBOR_PROTOCOL:
        raise unexplained(f"the protocol `{quoted(headers['smithy-protocol'])}` is not known here")
    parts = request.path.split("/")
    if len(parts) != 5 or parts[:2] != ["", "service"] or parts[3] != "operation":
        raise malformed("the path of an rpc-v2-cbor call is `/service/NAME/operation/NAME`")
    known = group.procedures.get((parts[2], parts[4]))
    if known is None:
        raise _unknown(scope, f"the operation `{quoted(parts[4])}`")
    _post_only(request, pairs)
    _want_type(headers, frozenset({_CBOR}), request)

    def read(one: Known) -> dict[str, Value]:
        refuse_unexplained(headers, _RPC_HEADERS - {"x-amz-target"}, one.operation.name)
        body = read_body(request.content, headers.get("content-encoding"))
        return _members(one, tree.cbor_trees(one.service), tree.parse_cbor(body) if body else {})

    return _settled(known, where, scope, read)


def _target(
    request: HttpRequest,
    scope: CredentialScope,
    group: Group,
    where: Where,
    headers: dict[str, str],
    pairs: list[tuple[str, str]],
) -> Call:
    """AWS JSON 1.0 and 1.1: https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html."""
    target = headers["x-amz-target"]
    known = group.targets.get(target)
    if known is None:
        raise _unknown(scope, f"the target `{quoted(target)}`")
    _post_only(request, pairs)
    if request.path != "/":
        raise unexplained("a call with `X-Amz-Target` goes to the path `/`")
    _want_type(headers, _AMZ_JSON, request)

    def read(one: Known) -> dict[str, Value]:
        refuse_unexplained(headers, _RPC_HEADERS, one.operation.name)
        body = read_body(request.content, headers.get("content-encoding"))
        return _members(one, tree.json_trees(one.service), tree.parse_json(body) if body else {})

    return _settled(known, where, scope, read)


def _members(known: Known, trees: tree.Trees, item: object) -> dict[str, Value]:
    if known.operation.input is None:
        if item != {}:
            raise unexplained(f"`{known.operation.name}` has no parameters")
        return {}
    return _structure(trees, known)(item)


@cache
def _structure(trees: tree.Trees, known: Known) -> Callable[[object], dict[str, Value]]:
    assert known.operation.input is not None  # noqa: S101  # its caller has looked
    return trees.structure(known.service.shapes[known.operation.input])


def _form(
    request: HttpRequest,
    scope: CredentialScope,
    group: Group,
    where: Where,
    headers: dict[str, str],
    pairs: list[tuple[str, str]],
) -> Call:
    """The query protocols, all in the body or all in the URL.

    https://smithy.io/2.0/aws/protocols/aws-query-protocol.html and its ec2 flavour.
    """
    if request.content.length:
        _want_type(headers, frozenset({_FORM}), request)
        if request.method == "GET":
            raise unexplained("a GET has no body")
        if pairs:
            raise unexplained("parameters stand in the URL and in the body")
        pairs = form_pairs(read_body(request.content, headers.get("content-encoding")))
    if request.method not in {"GET", "POST"}:
        raise unexplained(f"the method `{quoted(request.method)}` has no meaning for a call with `Action`")
    branch = forms.plant(pairs)
    action, version = branch.pop("Action", ""), branch.pop("Version", "")
    if not isinstance(action, str) or not isinstance(version, str):
        raise malformed("`Action` and `Version` are single values")
    known = group.forms.get((action, version))
    if known is None:
        if action in group.actions:
            raise _unknown(scope, f"`{quoted(action)}` in the API version `{quoted(version)}`")
        raise _unknown(scope, f"the action `{quoted(action)}`")

    def read(one: Known) -> dict[str, Value]:
        refuse_unexplained(headers, frozenset({"content-encoding"}), one.operation.name)
        return _form_members(one, branch)

    return _settled(known, where, scope, read)


def _form_members(known: Known, branch: forms.Node) -> dict[str, Value]:
    if known.operation.input is None:
        if branch:
            raise unexplained(f"`{known.operation.name}` has no parameters, and `{quoted(next(iter(branch)))}` is sent")
        return {}
    return _form_structure(known)(branch)


@cache
def _form_structure(known: Known) -> Callable[[object], dict[str, Value]]:
    assert known.operation.input is not None  # noqa: S101  # its caller has looked
    readers = forms.forms(known.service, ec2=Wire.EC2 in known.service.protocols)
    return readers.structure(known.service.shapes[known.operation.input])


def _rest(
    request: HttpRequest,
    scope: CredentialScope,
    group: Group,
    where: Where,
    headers: dict[str, str],
    pairs: list[tuple[str, str]],
) -> Call:
    if (
        scope.service == _SEARCH_SIGNED_AS
        and request.method == "POST"
        and request.path == _SEARCH
        and media_type(headers) == _FORM
    ):
        # SDKs send this one GET as a form, because its query may be long (botocore's `change_get_to_post`).
        if pairs:
            raise unexplained("parameters stand in the URL and in the body")
        pairs = form_pairs(read_body(request.content, headers.get("content-encoding")))
        request = replace(request, method="GET", content=EMPTY)
    query = dict(pairs)
    found = _addressed(request, scope, group, where, headers, query)
    chosen = narrowest(found, query, headers)
    if not chosen:
        raise _unknown(scope, f"`{quoted(request.method)} {quoted(request.path)}`")
    labels = {one.known: one.labels for one in chosen}

    def read(one: Known) -> dict[str, Value]:
        parts = Parts(labels[one], _host_labels(one, where), pairs, headers, request.content)
        return rest_reader(one).read(parts)

    return _settled([one.known for one in chosen], where, scope, read)


def _addressed(
    request: HttpRequest,
    scope: CredentialScope,
    group: Group,
    where: Where,
    headers: dict[str, str],
    query: dict[str, str],
) -> list[Found]:
    """The operations at this address; S3's object plane has addresses of its own kind."""
    if scope.service not in s3.SIGNING_NAMES:
        return group.routes.find(request.method, request.path)
    plane = s3.plane(scope.service, where, headers)
    if plane is s3.Plane.CONTROL:
        return group.routes.find(request.method, request.path)
    objects = s3.find(group.s3, request.method, request.path, query, where, scope)
    if plane is s3.Plane.EITHER and objects and request.path.startswith(s3.CONTROL_PATHS):
        # A bucket may be called like the version with which the control plane's paths begin.
        control = narrowest(group.routes.find(request.method, request.path), query, headers)
        if control:
            raise ambiguous([one.known for one in (*narrowest(objects, query, headers), *control)])
    return objects


# --------------------------------------------------------------------------------------------------- what all share


def _settled(
    known: Sequence[Known], where: Where, scope: CredentialScope, read: Callable[[Known], dict[str, Value]]
) -> Call:
    """The call, read by the operation that explains everything."""
    readings, told = choice(known if len(known) == 1 else by_host(known, where))
    first: Refused | None = None
    explained: list[tuple[Known, dict[str, Value]]] = []
    for one in readings:
        try:
            values = read(one)
            _check_front(one, where)
        except Refused as refused:
            first = first or refused
            continue
        if told is not None:
            return settle(one, told, values, scope.region)
        explained.append((one, values))
    # Different acts of different services: the upstream is that of the service named here, so the one reading that is
    # complete is what will happen. A request that fits two of them names neither.
    complete = [(one, values) for one, values in explained if has_required(one, values)]
    if len(complete) == 1:
        one, values = complete[0]
        return settle(one, (one.operation.service, one.operation.name), values, scope.region)
    raise first if first is not None and not explained else ambiguous(readings)


def _check_front(known: Known, where: Where) -> None:
    """Refuse a name before the gateway's host that is not the operation's own prefix."""
    if where.aws or not where.front or known.service.name == "s3":
        return
    pattern = host_pattern(known.operation)
    if pattern is None or not pattern.fullmatch(f"{where.front}."):
        raise unexplained(
            f"`{quoted(where.front)}` before the gateway's host name has no meaning for `{known.operation.name}`"
        )


def _host_labels(known: Known, where: Where) -> dict[str, str]:
    """What stands in the host for members of the operation: `123456789012.s3-control.eu-west-1`."""
    pattern = host_pattern(known.operation)
    match = None if pattern is None or not where.front else pattern.match(f"{where.front}.")
    if match is None or (where.aws and not where.front[match.end() :].startswith(known.service.endpoint_prefix)):
        return {}
    return match.groupdict()


def _unknown(scope: CredentialScope, what: str) -> Refused:
    return Refused(Reason.UNKNOWN, f"{what} is not known in what signs as `{quoted(scope.service)}`")


def _post_only(request: HttpRequest, pairs: list[tuple[str, str]]) -> None:
    if request.method != "POST":
        raise unexplained(f"the method `{quoted(request.method)}` has no meaning for such a call: it is sent by POST")
    if pairs:
        raise unexplained(f"the query parameter `{quoted(pairs[0][0])}` has no meaning for such a call")


def _want_type(headers: dict[str, str], wanted: frozenset[str], request: HttpRequest) -> None:
    found = media_type(headers)
    if found not in wanted and (found or request.content.length):
        raise unexplained(f"the content type is `{quoted(found)}`, and `{min(wanted)}` is wanted")
