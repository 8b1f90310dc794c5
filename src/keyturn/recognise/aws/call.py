"""Name the AWS call that these exact bytes ask for: service, operation and typed parameters, by the models of AWS.

The order of evidence: the signature's scope says which services there are to choose from; then the protocol's own
marker (`Smithy-Protocol` with its path, `X-Amz-Target`, `Action` with `Version`); then the address. Whatever the chosen
operation does not explain is refused, and so is what remains tied between two acts.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from keyturn.errors import quoted
from keyturn.model.action import Call, Unrecognised, Value
from keyturn.model.catalogue import Catalogue
from keyturn.model.wire import EMPTY, CredentialScope, HttpRequest
from keyturn.recognise.aws import s3
from keyturn.recognise.aws.asked import read_request
from keyturn.recognise.aws.bodies import read_body
from keyturn.recognise.aws.choose import ambiguous, narrowest
from keyturn.recognise.aws.group import Group, group_of
from keyturn.recognise.aws.headers import FRAMED, media_type, refuse_compressed
from keyturn.recognise.aws.hosts import GatewayHosts
from keyturn.recognise.aws.nouns import Asked
from keyturn.recognise.aws.reading import host_labels, settled
from keyturn.recognise.aws.refusal import Reason, Refused, unexplained
from keyturn.recognise.aws.rest import Parts, rest_reader
from keyturn.recognise.aws.routes import Found, Known
from keyturn.recognise.aws.rpc import FORM, is_form, name_action, name_procedure, name_target
from keyturn.recognise.aws.text import form_pairs

_SEARCH_SIGNED_AS: Final = "cloudsearch"
_SEARCH: Final = "/2013-01-01/search"


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
    asked = read_request(request, scope, hosts)
    call = _read(asked, group)
    if request.content.framing is not None and (call.service, call.operation) not in FRAMED:
        raise unexplained(f"`{call.operation}` takes no body in aws-chunked framing")
    refuse_compressed(asked.headers, call)
    return call


def _read(asked: Asked, group: Group) -> Call:
    if "smithy-protocol" in asked.headers:
        return name_procedure(asked, group)
    if group.targets and "x-amz-target" in asked.headers:
        return name_target(asked, group)
    if is_form(asked, group):
        return name_action(asked, group)
    return _name_address(_search(asked), group)


def _name_address(asked: Asked, group: Group) -> Call:
    """Name a call of the REST protocols by its method and path, its query string and its headers."""
    query = dict(asked.pairs)
    chosen = narrowest(_found(asked, group, query), query, asked.headers)
    apart = narrowest(_found_but_for_slash(asked, group), query, asked.headers)
    if chosen and apart:
        # Two addresses that some clients write alike: two acts, whatever they are called.
        found = {one.known: one.labels for one in (*chosen, *apart)}
        return settled(list(found), asked, _reader(asked, found), apart=True)
    chosen = chosen or apart
    if not chosen:
        raise asked.unknown(f"`{quoted(asked.request.method)} {quoted(asked.request.path)}`")
    found = {one.known: one.labels for one in chosen}
    return settled(list(found), asked, _reader(asked, found))


def _reader(asked: Asked, found: Mapping[Known, Mapping[str, str]]) -> Callable[[Known], dict[str, Value]]:
    """A reader of this request by any of the operations `found`, with what stands at the labels of each."""

    def read(one: Known) -> dict[str, Value]:
        hosted = host_labels(one, asked.where)
        return rest_reader(one).read(Parts(found[one], hosted, asked.pairs, asked.headers, asked.request.content))

    return read


def _found_but_for_slash(asked: Asked, group: Group) -> list[Found]:
    if asked.scope.service in s3.SIGNING_NAMES:
        return []
    return group.routes.find_but_for_slash(asked.request.method, asked.request.path)


def _found(asked: Asked, group: Group, query: Mapping[str, str]) -> list[Found]:
    """The operations at this address; S3's object plane has addresses of its own kind."""
    request, scope = asked.request, asked.scope
    if scope.service not in s3.SIGNING_NAMES:
        return group.routes.find(request.method, request.path)
    plane = s3.plane(scope, asked.where, asked.headers)
    if plane is s3.Plane.CONTROL:
        return group.routes.find(request.method, request.path)
    objects = s3.find(group.s3, request.method, request.path, query, asked.where, scope)
    if plane is s3.Plane.EITHER and objects and request.path.startswith(s3.CONTROL_PATHS):
        # A bucket may be called like the version with which the control plane's paths begin.
        control = narrowest(group.routes.find(request.method, request.path), query, asked.headers)
        if control:
            raise ambiguous([one.known for one in (*narrowest(objects, query, asked.headers), *control)])
    return objects


def _search(asked: Asked) -> Asked:
    """CloudSearch's one GET that SDKs send as a form, because its query may be long, read as the GET it stands for."""
    request = asked.request
    if (
        asked.scope.service != _SEARCH_SIGNED_AS
        or (request.method, request.path) != ("POST", _SEARCH)
        or media_type(asked.headers) != FORM
    ):
        return asked
    if asked.pairs:
        raise unexplained("parameters stand in the URL and in the body")
    body = read_body(request.content, asked.headers.get("content-encoding"))
    return replace(
        asked,
        request=HttpRequest("GET", request.scheme, request.host, request.path, "", request.headers, EMPTY),
        pairs=form_pairs(body),
    )
