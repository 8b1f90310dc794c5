"""A read of the gateway's own, written as the service's models say: the protocols the other way round.

Only what reads need is written: parameters that are text, numbers, truth values, lists and maps.
"""

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Final
from urllib.parse import quote, urlencode

from keyturn.codec.canonical import Json, encode
from keyturn.errors import Malformed
from keyturn.model.action import Sensitive, Value
from keyturn.model.catalogue import Kind, Operation, Place, Reference, ServiceModel, Shape, Wire
from keyturn.model.execution import Outgoing
from keyturn.model.wire import EMPTY, Content, CredentialScope, HttpRequest

Parameters = Mapping[str, Value]

_UNRESERVED: Final = "-_.~"
_LABEL: Final = re.compile(r"\{([^}+]+)(\+?)\}")
_ORDER: Final = (Wire.JSON, Wire.REST_JSON, Wire.REST_XML, Wire.EC2, Wire.QUERY)
OLD_JSON: Final = frozenset({"dynamodb", "dynamodbstreams", "sqs", "stepfunctions", "cloudwatch", "apprunner", "swf"})
"""Services whose JSON protocol is version 1.0; a test compares those that are read with the models."""


def ask(service: ServiceModel, signing_name: str, operation: str, parameters: Parameters, region: str) -> Outgoing:
    """Return the read `operation` of `service` with `parameters`, to be signed for `signing_name`.

    Raises Malformed for parameters that cannot be written, and for a service that speaks nothing we write.
    """
    known = service.operations[operation]
    wire = next((one for one in _ORDER if one in service.protocols), None)
    match wire:
        case Wire.JSON:
            request = _json(service, known, parameters)
        case Wire.REST_JSON | Wire.REST_XML:
            request = _rest(service, known, parameters)
        case Wire.EC2 | Wire.QUERY:
            request = _form(service, known, parameters, ec2=wire is Wire.EC2)
        case _:
            raise Malformed("service", service.name, "it speaks no protocol in which the gateway asks")
    scope = CredentialScope(region, signing_name)
    return Outgoing(request, scope, service.name, request.content.data or b"", mutating=False, bucket=None)


def _post(data: bytes, headers: tuple[tuple[str, str], ...]) -> HttpRequest:
    return HttpRequest("POST", "https", "", "/", "", headers, Content(sha256(data).hexdigest(), len(data), data))


def _json(service: ServiceModel, operation: Operation, parameters: Parameters) -> HttpRequest:
    version = "1.0" if service.name in OLD_JSON else "1.1"
    headers = (
        ("content-type", f"application/x-amz-json-{version}"),
        ("x-amz-target", f"{service.target}.{operation.name}"),
    )
    return _post(encode({name: _plain(value) for name, value in parameters.items()}), headers)


def _plain(value: Value) -> Json:
    if isinstance(value, Sensitive):
        return _plain(value.value)
    if isinstance(value, bytes):
        return b64encode(value).decode("ascii")
    if isinstance(value, Mapping):
        return {name: _plain(member) for name, member in value.items()}
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, Sequence):
        return [_plain(item) for item in value]
    raise _unwritable(value)


def _rest(service: ServiceModel, operation: Operation, parameters: Parameters) -> HttpRequest:
    shape = Shape(Kind.STRUCTURE) if operation.input is None else service.shapes[operation.input]
    labels: dict[str, str] = {}
    query = [(key, value or "") for key, value in operation.literals]
    headers: list[tuple[str, str]] = []
    body: dict[str, Json] = {}
    for member in shape.members:
        if member.name not in parameters:
            continue
        value = parameters[member.name]
        match member.place:
            case Place.PATH:
                labels[member.wire] = _text(value)
            case Place.QUERY:
                several = value if isinstance(value, list | tuple) else (value,)
                query += [(member.wire, _text(one)) for one in several]
            case Place.HEADER:
                headers.append((member.wire.lower(), _text(value)))
            case Place.BODY if Wire.REST_JSON in service.protocols:
                body[member.wire] = _plain(value)
            case _:
                raise _unwritable(value)

    def filled(found: re.Match[str]) -> str:
        text = labels.get(found[1], "")
        if not text:
            raise Malformed("parameter", found[1], "the read needs it for its address")
        return quote(text, safe=_UNRESERVED + "/" if found[2] else _UNRESERVED)

    path = _LABEL.sub(filled, operation.path)
    text = "&".join(f"{quote(key, safe=_UNRESERVED)}={quote(value, safe=_UNRESERVED)}" for key, value in query)
    content = EMPTY
    if body:
        data = encode(body)
        headers.append(("content-type", "application/json"))
        content = Content(sha256(data).hexdigest(), len(data), data)
    return HttpRequest(operation.method, "https", "", path, text, tuple(headers), content)


def _form(service: ServiceModel, operation: Operation, parameters: Parameters, *, ec2: bool) -> HttpRequest:
    pairs = [("Action", operation.name), ("Version", service.version)]
    if operation.input is not None:
        pairs += _structure(service, service.shapes[operation.input], parameters, "", ec2=ec2)
    headers = (("content-type", "application/x-www-form-urlencoded; charset=utf-8"),)
    return _post(urlencode(pairs).encode(), headers)


def _structure(
    service: ServiceModel, shape: Shape, values: Parameters, prefix: str, *, ec2: bool
) -> Iterator[tuple[str, str]]:
    for member in shape.members:
        if member.name in values:
            wire = member.wire
            inner = service.shapes[member.target.shape]
            if not ec2 and member.target.flattened and inner.kind is Kind.LIST and inner.item is not None:
                wire = inner.item.wire or wire
            yield from _member(service, member.target, values[member.name], f"{prefix}{wire}", ec2=ec2)


def _member(
    service: ServiceModel, target: Reference, value: Value, key: str, *, ec2: bool
) -> Iterator[tuple[str, str]]:
    shape = service.shapes[target.shape]
    if shape.kind is Kind.LIST and isinstance(value, list | tuple) and shape.item is not None:
        inside = "" if ec2 or target.flattened else f".{shape.item.wire or 'member'}"
        for number, item in enumerate(value, 1):
            yield from _member(service, shape.item, item, f"{key}{inside}.{number}", ec2=ec2)
    elif shape.kind is Kind.STRUCTURE and isinstance(value, Mapping):
        yield from _structure(service, shape, value, f"{key}.", ec2=ec2)
    else:
        yield key, _text(value)


def _text(value: Value) -> str:
    match value:
        case Sensitive():
            return _text(value.value)
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case int():
            return str(value)
        case _:
            raise _unwritable(value)


def _unwritable(value: object) -> Malformed:
    return Malformed("parameter of a read", type(value).__name__, "it is not written in reads")
