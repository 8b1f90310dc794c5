"""A request with some parameters more than its client sent, which are all that it says besides: recognised once more.

What people approved is a call; what is sent must be that call and its conditions. So the bytes are changed where those
parameters stand, nowhere else, and then read again by the same recogniser as any client's: whatever else they might
have come to mean is refused, and nothing is sent.
"""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from keyturn.codec.canonical import encode
from keyturn.codec.checksums import checksum, text
from keyturn.codec.digest import hex_sha256
from keyturn.model.action import Call, Unrecognised, Value
from keyturn.model.catalogue import Catalogue, Member, Place, Wire
from keyturn.model.wire import Content, CredentialScope, HttpRequest
from keyturn.recognise.aws.call import name_call
from keyturn.recognise.aws.hosts import GatewayHosts

_REASON: Final = "not_amended"
_IN_JSON: Final = frozenset({Wire.JSON, Wire.REST_JSON})
_BLANK: Final = b" \t\r\n"
_LISTED: Final = re.compile(r"Delete\.Objects\.([1-9][0-9]{0,4})\.ETag")
_ENDS: Final = b"</Object>"
_CHECKSUM: Final = "x-amz-checksum-"


def amended(
    request: HttpRequest,
    scope: CredentialScope,
    call: Call,
    more: Mapping[str, str],
    catalogue: Catalogue,
    hosts: GatewayHosts,
) -> HttpRequest | Unrecognised:
    """Return `request`, which asks for `call`, asking for it with `more` parameters besides: texts by their places.

    A place is a name (`IfMatch`), or an ETag in the list of what S3 deletes (`Delete.Objects.2.ETag`, counted from 1).
    The body, where that had to change, is in the request returned; it is whole and short, because it was read.
    """
    service = catalogue.service(call.service)
    shape = service.operations[call.operation].input
    known = {} if shape is None else {one.name: one for one in service.shapes[shape].members}
    found: HttpRequest | None = request
    wanted: dict[str, Value] = dict(call.parameters)
    listed = {int(one[1]): value for name, value in more.items() if (one := _LISTED.fullmatch(name))}
    if listed:
        found, wanted["Delete"] = _in_list(request, listed), _with_etags(call, listed)
    for name, value in more.items():
        if _LISTED.fullmatch(name) or found is None:
            continue
        if name not in known:
            return Unrecognised(_REASON, f"`{call.operation}` takes no `{name}`")
        found = _written(found, known[name], value, in_json=bool(_IN_JSON & set(service.protocols)))
        wanted[name] = value
    if found is None:
        return Unrecognised(_REASON, f"{', '.join(more)} cannot be added to these bytes: send them as AWS's SDKs do")
    again = name_call(found, scope, catalogue, hosts)
    if isinstance(again, Unrecognised):
        return again
    # What only restates the body (its length, its checksums) differs where the body does.
    meant = call.service, call.operation, call.region, wanted, call.tokens
    if (again.service, again.operation, again.region, dict(again.parameters), again.tokens) != meant:
        return Unrecognised(_REASON, f"with {', '.join(more)} added it would be another call")
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
            content = _content(content, body)
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


def _in_list(request: HttpRequest, listed: Mapping[int, str]) -> HttpRequest | None:
    """Return a list for S3 to delete with ETags in it, by the objects' numbers, and with the body's checksums anew."""
    items = (request.content.data or b"").split(_ENDS)
    if max(listed) >= len(items):
        return None
    for number, etag in listed.items():
        written = etag.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        items[number - 1] += f"<ETag>{written}</ETag>".encode()
    body = _ENDS.join(items)
    headers = []
    for name, said in request.headers:
        restated = name == "content-md5" or name.startswith(_CHECKSUM)
        kind = "md5" if name == "content-md5" else name.removeprefix(_CHECKSUM)
        found = checksum(kind) if restated else None
        if restated and found is None:
            return None
        if found is not None:
            found.update(body)
        headers.append((name, said if found is None else text(found)))
    content = _content(request.content, body)
    return HttpRequest(
        request.method, request.scheme, request.host, request.path, request.query, tuple(headers), content
    )


def _with_etags(call: Call, listed: Mapping[int, str]) -> Value:
    """What S3 is to delete, with these ETags besides."""
    delete = call.parameters.get("Delete")
    objects = delete.get("Objects") if isinstance(delete, Mapping) else None
    if not isinstance(delete, Mapping) or not isinstance(objects, list | tuple):
        return None
    found = [
        {**one, "ETag": listed[number]} if number in listed and isinstance(one, Mapping) else one
        for number, one in enumerate(objects, 1)
    ]
    return {**delete, "Objects": found}


def _content(before: Content, body: bytes) -> Content:
    return Content(hex_sha256(body), len(body), body, most=before.most)
