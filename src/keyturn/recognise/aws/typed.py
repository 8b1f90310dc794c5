"""A call given by its names and parameters, as SDKs take them, read as strictly as one that came over the wire.

Parameters are JSON values named as the models name them. Bytes are `{"$b64": "..."}` or UTF-8 text, instants
`{"$ts": "2026-11-22T14:45:51Z"}`, the same text alone, or seconds since 1970.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from functools import cache
from hashlib import sha256
from typing import Final, NoReturn, Protocol

from keyturn.codec.canonical import Json
from keyturn.errors import quoted
from keyturn.model.action import Call, Sensitive, Unrecognised, Value
from keyturn.model.catalogue import Instant, Kind, Member, Operation, ServiceModel, Shape
from keyturn.model.touching import AwsTables
from keyturn.model.wire import Content
from keyturn.recognise.aws import scalars
from keyturn.recognise.aws.refusal import Reason, Refused, malformed, unexplained
from keyturn.recognise.aws.routes import Known
from keyturn.recognise.aws.same import SERVICES, told_as
from keyturn.recognise.aws.scalars import Read
from keyturn.recognise.aws.settle import settle
from keyturn.recognise.aws.shapes import conceals
from keyturn.recognise.aws.tree import Trees, document

BYTES: Final = "$b64"
INSTANT: Final = "$ts"

# What the `aws` program calls services that botocore calls otherwise (awscli/customizations).
_COMMANDS: Final = {"s3api": "s3", "configservice": "config", "deploy": "codedeploy"}

_LABEL: Final = re.compile(r"\{[^}+]*")


class WholeCatalogue(AwsTables, Protocol):
    """A catalogue that can also say what there is."""

    def names(self) -> frozenset[str]:
        """Return the names of all services."""

    def signing_names(self) -> frozenset[str]:
        """Return the names that stand in credential scopes."""


def call_of(service: str, operation: str, params: Json, region: str, catalogue: WholeCatalogue) -> Call | Unrecognised:
    """Return the call of these names and parameters, or say why there is none.

    `service` is botocore's name, the `aws` program's, a signing name or an endpoint prefix; `operation` is written
    `GetObject`, `get_object` or `get-object`.
    """
    try:
        return _call(_known(service, operation, catalogue), params, region, catalogue)
    except Refused as refused:
        return refused.told()


def exact_call(service: str, operation: str, params: Json, region: str, catalogue: AwsTables) -> Call | Unrecognised:
    """Return the call of exactly these names, as the models write them, or say why there is none."""
    try:
        model = catalogue.service(service)
        known = Known(model, model.operations[operation])
    except KeyError:
        return Refused(Reason.UNKNOWN, f"AWS has no operation `{quoted(service)}:{quoted(operation)}`").told()
    try:
        return _call([known], params, region, catalogue)
    except Refused as refused:
        return refused.told()


def _call(candidates: list[Known], params: Json, region: str, catalogue: AwsTables) -> Call:
    first: Refused | None = None
    found: list[Call] = []
    for known in candidates:
        try:
            values = _parameters(known)(params)
        except Refused as refused:
            first = first or refused
            continue
        call = settle(known, _told(known, catalogue), values, region)
        if call not in found:
            found.append(call)
    if len(found) == 1:
        return found[0]
    if first is not None and not found:
        raise first
    names = " or ".join(f"`{call.service}:{call.operation}`" for call in found)
    raise Refused(Reason.AMBIGUOUS, f"the call could mean {names}: give the service by botocore's name")


def _told(known: Known, catalogue: AwsTables) -> tuple[str, str]:
    """Service and operation under which a call is told: one name for one act, as on the wire."""
    service, name = known.service.name, told_as(known.operation)
    for row in SERVICES:
        if service in row.members:
            found = ((one, catalogue.service(one).operations.get(known.operation.name)) for one in row.members)
            alike = (one for one, other in found if other is not None and _address(other) == _address(known.operation))
            return next(alike), name
    return service, name


def _address(operation: Operation) -> tuple[object, ...]:
    """Where an operation stands on the wire, whatever its labels are called."""
    return operation.method, _LABEL.sub("{", operation.path), operation.literals


# ------------------------------------------------------------------------------------------------------------- names


def _known(service: str, operation: str, catalogue: WholeCatalogue) -> list[Known]:
    models = _services(service, catalogue)
    wanted = _squeezed(operation)
    found = [
        Known(model, model.operations[name]) for model in models if (name := _operations(model).get(wanted)) is not None
    ]
    if not found:
        names = [name for model in models for name in model.operations]
        raise Refused(
            Reason.UNKNOWN, f"`{quoted(service)}` has no operation `{quoted(operation)}`{_nearest(operation, names)}"
        )
    return found


def _services(name: str, catalogue: WholeCatalogue) -> list[ServiceModel]:
    lowered = name.lower()
    lowered = _COMMANDS.get(lowered, lowered)
    if lowered in catalogue.names():
        return [catalogue.service(lowered)]
    named: Iterable[str] = catalogue.signed_as(lowered)
    found = [catalogue.service(one) for one in named] or [
        model for model in map(catalogue.service, sorted(catalogue.names())) if model.endpoint_prefix == lowered
    ]
    if not found:
        raise Refused(
            Reason.UNKNOWN, f"no AWS service is called `{quoted(name)}`{_nearest(lowered, catalogue.names())}"
        )
    return found


@cache
def _operations(model: ServiceModel) -> Mapping[str, str]:
    return {_squeezed(name): name for name in model.operations}


def _squeezed(name: str) -> str:
    return name.replace("-", "").replace("_", "").lower()


def _nearest(name: str, names: Iterable[str]) -> str:
    near = get_close_matches(name[:64], sorted(names), n=1, cutoff=0.5)
    return f": did you mean `{near[0]}`?" if near else ""


# -------------------------------------------------------------------------------------------------------- parameters


@cache
def _parameters(known: Known) -> Callable[[object], dict[str, Value]]:
    if known.operation.input is not None:
        return _trees(known.service).structure(known.service.shapes[known.operation.input])

    def read(item: object) -> dict[str, Value]:
        if item != {}:
            raise unexplained(f"`{known.operation.name}` has no parameters")
        return {}

    return read


class _Trees(Trees):
    """Readers of structures by the names of their members, wherever those stand on the wire."""

    def structure(self, shape: Shape, *, hidden: bool = False) -> Callable[[object], dict[str, Value]]:
        members = {member.name: member for member in shape.members}
        # Clients make idempotency tokens themselves where none is given.
        required = [member.name for member in shape.members if member.required and not member.token]
        ready: dict[str, Read] = {}

        def prepare(name: str) -> Read:
            member = members.get(name)
            if member is None:
                _refuse_member(name, shape)
            made = ready[name] = self._placed(shape, member, hidden=hidden)
            return made

        def read(item: object) -> dict[str, Value]:
            if type(item) is not dict:
                raise malformed("an object is wanted")
            values: dict[str, Value] = {}
            for name, inner in item.items():
                reader = ready.get(name) or prepare(name)
                try:
                    values[name] = reader(inner)
                except Refused as refused:
                    raise refused.inside(name) from None
            for name in required:
                if name not in values:
                    raise malformed(f"`{name}` is required")
            return values

        return read

    def _placed(self, shape: Shape, member: Member, *, hidden: bool) -> Read:
        """The reader of one member; what is text or bytes on the wire may be given as what it stands for."""
        read: Read | None = None
        if member.json_text:
            read = document
        elif member.streaming and self._service.shapes[member.target.shape].kind is Kind.BLOB:
            read = _stream
        if read is None:
            return self._member(shape, member, hidden=hidden)
        if not hidden and conceals(self._service, shape, member):
            inner = read
            return lambda item: Sensitive(inner(item))
        return read


def _refuse_member(name: str, shape: Shape) -> NoReturn:
    near = _nearest(name, (member.name for member in shape.members))
    raise unexplained(f"`{quoted(name)}` is not a member of `{shape.name}`{near}")


def _blob(item: object) -> bytes:
    if isinstance(item, str):
        return item.encode("utf-8")
    if isinstance(item, dict) and item.keys() == {BYTES}:
        return scalars.blob_text(item[BYTES])
    raise malformed(f'bytes are wanted: {{"{BYTES}": "base64"}}')


def _stream(item: object) -> Content:
    data = _blob(item)
    return Content(sha256(data).hexdigest(), len(data), data)


def _instant(item: object) -> Value:
    if isinstance(item, dict) and item.keys() == {INSTANT}:
        return scalars.instant_iso(item[INSTANT])
    return scalars.instant_iso(item) if isinstance(item, str) else scalars.instant_epoch(item)


def _any_instant(_said: Instant) -> Read:
    return _instant


@cache
def _trees(service: ServiceModel) -> _Trees:
    return _Trees(service, {**scalars.JSON, Kind.BLOB: _blob}, _any_instant)
