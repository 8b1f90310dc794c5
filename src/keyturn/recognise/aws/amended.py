"""A request with one parameter more than its client sent, which is all that it says besides: recognised once more.

What people approved is a call; what is sent must be that call and a condition. So the bytes are changed where that
parameter stands, nowhere else, and then read again by the same recogniser as any client's: whatever else they might
have come to mean is refused, and nothing is sent.
"""

from typing import Final
from urllib.parse import quote

from keyturn.codec.canonical import encode
from keyturn.codec.digest import hex_sha256
from keyturn.model.action import Call, Unrecognised
from keyturn.model.catalogue import Catalogue, Member, Place, Wire
from keyturn.model.wire import Content, CredentialScope, HttpRequest
from keyturn.recognise.aws.call import name_call
from keyturn.recognise.aws.hosts import GatewayHosts

_REASON: Final = "not_amended"
_IN_JSON: Final = frozenset({Wire.JSON, Wire.REST_JSON})
_BLANK: Final = b" \t\r\n"


def amended(
    request: HttpRequest,
    scope: CredentialScope,
    call: Call,
    member: str,
    value: str,
    catalogue: Catalogue,
    hosts: GatewayHosts,
) -> HttpRequest | Unrecognised:
    """Return `request`, which asks for `call`, asking for it with the text `value` as its parameter `member` besides.

    Its body, where that had to change, is in the request returned; it is whole and short, because it was read.
    """
    service = catalogue.service(call.service)
    shape = service.operations[call.operation].input
    known = {} if shape is None else {one.name: one for one in service.shapes[shape].members}
    if member not in known:
        return Unrecognised(_REASON, f"`{call.operation}` takes no `{member}`")
    found = _written(request, known[member], value, in_json=bool(_IN_JSON & set(service.protocols)))
    if found is None:
        return Unrecognised(_REASON, f"`{member}` cannot be added to this body: send it as JSON")
    again = name_call(found, scope, catalogue, hosts)
    if isinstance(again, Unrecognised):
        return again
    # What only restates the body (its length) differs where the body does.
    wanted = call.service, call.operation, call.region, {**call.parameters, member: value}, call.tokens
    if (again.service, again.operation, again.region, dict(again.parameters), again.tokens) != wanted:
        return Unrecognised(_REASON, f"with `{member}` added it would be another call")
    return found


def _written(request: HttpRequest, member: Member, value: str, *, in_json: bool) -> HttpRequest | None:
    headers, query, content = request.headers, request.query, request.content
    match member.place:
        case Place.HEADER if value.isascii() and value.isprintable():
            headers = (*headers, (member.wire.lower(), value))
        case Place.QUERY:
            pair = f"{quote(member.wire, safe='-_.~')}={quote(value, safe='-_.~')}"
            query = f"{query}&{pair}" if query else pair
        case Place.BODY if in_json and content.data is not None:
            body = _in_object(content.data, member.wire, value)
            if body is None:
                return None
            content = Content(hex_sha256(body), len(body), body, most=content.most)
        case _:
            return None
    return HttpRequest(request.method, request.scheme, request.host, request.path, query, headers, content)


def _in_object(body: bytes, name: str, value: str) -> bytes | None:
    """Return a JSON object with one member more before its others, all else of it byte for byte."""
    inner = body.strip(_BLANK)
    if not inner:
        return encode({name: value})
    if not inner.startswith(b"{"):
        return None
    head, _, rest = body.partition(b"{")
    added = encode({name: value})[1:-1]
    empty = rest.lstrip(_BLANK).startswith(b"}")
    return head + b"{" + added + (b"" if empty else b",") + rest
