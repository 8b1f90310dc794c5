"""botocore's models as the compiler looks at them: operations, and the members of their inputs and outputs."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import botocore
import botocore.session

Shapes = Mapping[str, Mapping[str, Any]]

VERSION: Final[str] = botocore.__version__
_DEPTH: Final = 12


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a structure somewhere in an input or output.

    `path` names the members above it and itself; a list's or map's items add nothing to it. `listed` says that a list
    stands somewhere on the way, `keyed` a map.
    """

    path: tuple[str, ...]
    kind: str
    shape: str
    required: bool = False
    sensitive: bool = False
    listed: bool = False
    keyed: bool = False
    streaming: bool = False
    token: bool = False
    choices: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its own name."""
        return self.path[-1]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of one service, with the members of its input and output, outermost first."""

    service: str
    name: str
    method: str
    path: str
    marked_read_only: bool
    inputs: tuple[Member, ...] = field(repr=False)
    outputs: tuple[Member, ...] = field(repr=False)

    @property
    def key(self) -> str:
        """`service:Operation`."""
        return f"{self.service}:{self.name}"


@dataclass(frozen=True, slots=True)
class Service:
    """One service as botocore describes it."""

    name: str
    endpoint_prefix: str
    signing_names: frozenset[str]
    operations: Mapping[str, Operation]


def services() -> Iterator[str]:
    """The names of all services."""
    return iter(sorted(_loader().list_available_services("service-2")))


@cache
def service(name: str) -> Service:
    """The service of this name."""
    model = _loader().load_service_model(name, "service-2")
    rules = json.dumps(_loader().load_service_model(name, "endpoint-rule-set-1"))
    metadata, shapes = model["metadata"], model["shapes"]
    own = metadata.get("signingName") or metadata["endpointPrefix"]
    return Service(
        name,
        metadata["endpointPrefix"],
        frozenset({own, *re.findall(r'"signingName": "([\w.-]+)"', rules)}),
        {one: _operation(name, one, said, shapes) for one, said in sorted(model["operations"].items())},
    )


def _operation(service_name: str, name: str, said: Mapping[str, Any], shapes: Shapes) -> Operation:
    return Operation(
        service_name,
        name,
        said["http"].get("method", "POST"),
        said["http"].get("requestUri", "/"),
        bool(said.get("readonly")),
        tuple(_members(shapes, said.get("input", {}).get("shape"))),
        tuple(_members(shapes, said.get("output", {}).get("shape"))),
    )


def _members(shapes: Shapes, root: str | None) -> Iterator[Member]:
    """Every member below a structure, once a structure that contains itself, outermost first."""
    if root is None:
        return
    waiting: list[tuple[str, tuple[str, ...], frozenset[str], bool, bool]] = [(root, (), frozenset(), False, False)]
    while waiting:
        name, path, above, listed, keyed = waiting.pop(0)
        shape = shapes[name]
        match shape["type"]:
            case "structure" if name not in above and len(path) < _DEPTH:
                required = frozenset(shape.get("required", ()))
                for member, reference in shape.get("members", {}).items():
                    here = (*path, member)
                    yield _member(shapes, reference, here, required=member in required, listed=listed, keyed=keyed)
                    waiting.append((reference["shape"], here, above | {name}, listed, keyed))
            case "list":
                waiting.append((shape["member"]["shape"], path, above, True, keyed))
            case "map":
                waiting.append((shape["value"]["shape"], path, above, listed, True))
            case _:
                pass  # a plain shape has nothing below it


def _member(
    shapes: Shapes, reference: Mapping[str, Any], path: tuple[str, ...], *, required: bool, listed: bool, keyed: bool
) -> Member:
    shape = shapes[reference["shape"]]
    kind = shape["type"]
    inner = shape
    if kind == "list":
        inner = shapes[shape["member"]["shape"]]
        kind = f"list of {inner['type']}"
    elif kind == "map":
        kind = f"map of {shapes[shape['value']['shape']]['type']}"
    return Member(
        path,
        kind,
        reference["shape"],
        required=required,
        sensitive=bool(shape.get("sensitive") or inner.get("sensitive")),
        listed=listed,
        keyed=keyed,
        streaming=bool(reference.get("streaming") or shape.get("streaming") or shape.get("eventstream")),
        token=bool(reference.get("idempotencyToken") or shape.get("idempotencyToken")),
        choices=tuple(inner.get("enum", ())),
    )


@cache
def _loader() -> Any:  # noqa: ANN401  # botocore's components have no types
    return botocore.session.get_session().get_component("data_loader")
