"""AWS facts as values: which services there are, and how each one's operations look on the wire.

The facts are those of botocore's service models, compiled by `tools/compile_tables.py`; nothing here reads a file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Protocol


class Wire(StrEnum):
    """The protocols in which AWS services speak, by the names the models give them."""

    QUERY = "query"
    EC2 = "ec2"
    JSON = "json"
    REST_JSON = "rest-json"
    REST_XML = "rest-xml"
    RPC_CBOR = "smithy-rpc-v2-cbor"


class Kind(IntEnum):
    """What a shape is."""

    STRUCTURE = 0
    LIST = 1
    MAP = 2
    STRING = 3
    INTEGER = 4
    LONG = 5
    FLOAT = 6
    DOUBLE = 7
    BOOLEAN = 8
    BLOB = 9
    TIMESTAMP = 10
    DOCUMENT = 11
    EVENT_STREAM = 12


class Place(IntEnum):
    """Where a member stands in an HTTP request."""

    BODY = 0
    PATH = 1
    QUERY = 2
    HEADER = 3
    HEADERS = 4
    """A map: each header whose name begins with the member's wire name."""


class Instant(IntEnum):
    """How a timestamp is written; DEFAULT is the protocol's own way for the place it stands in."""

    DEFAULT = 0
    ISO8601 = 1
    RFC822 = 2
    EPOCH = 3


@dataclass(frozen=True, slots=True)
class Reference:
    """A place in a shape where another shape stands, with what is said about it there."""

    shape: int
    """The number of the shape, see `ServiceModel.shapes`."""
    wire: str | None = None
    """The name on the wire, where it is not the protocol's default."""
    flattened: bool = False
    instant: Instant = Instant.DEFAULT


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a structure."""

    name: str
    target: Reference
    wire: str
    """Its name on the wire."""
    place: Place = Place.BODY
    required: bool = False
    token: bool = False
    """Made anew by the client for each attempt (the idempotency-token trait)."""
    attribute: bool = False
    """In XML an attribute, not an element."""
    host_label: bool = False
    """It stands in the host name, too."""
    json_text: bool = False
    """In a header: base64 of JSON text."""
    streaming: bool = False
    """A body of any length that need not be held in memory."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A type of the service's models."""

    kind: Kind
    name: str = ""
    """Only structures keep theirs."""
    members: tuple[Member, ...] = ()
    payload: str | None = None
    """The member that is the whole body."""
    item: Reference | None = None
    """What a list holds, or a map's values."""
    key: Reference | None = None
    sensitive: bool = False
    sparse: bool = False
    """Its items may be null."""


@dataclass(frozen=True, slots=True)
class AnswerMember:
    """A top-level member of an operation's answer that is plain text or a number."""

    name: str
    wire: str
    place: Place


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """One operation of one service. Compared by identity: there is one value for each."""

    service: str
    name: str
    method: str
    path: str
    """The request's path as a template: `/{Bucket}/{Key+}`."""
    literals: tuple[tuple[str, str | None], ...]
    """Query keys that belong to its address, with the value that must stand there (None: any, or none)."""
    host_prefix: str
    """What SDKs put before the service's host, a template; empty for most."""
    input: int | None
    """The number of the input shape."""
    root: str
    """The name of the root element of an XML body that is not one member; empty for none."""
    checksum_member: str
    """The member that names the algorithm of a checksum over the body; empty for none."""
    read_only: bool
    """The model says so; most read-only operations of older models are not marked."""
    answers: tuple[AnswerMember, ...]
    secrets: tuple[str, ...]
    """Dotted names of members of the answer that the model marks as sensitive."""


@dataclass(frozen=True, slots=True, eq=False)
class ServiceModel:
    """One service's operations and shapes. Compared by identity: a catalogue holds one value for each."""

    name: str
    """botocore's service name: `s3`, `dynamodb`."""
    version: str
    """API version, as the query protocol sends it."""
    endpoint_prefix: str
    protocols: tuple[Wire, ...]
    target: str
    """Prefix of `X-Amz-Target` values and the service's name in rpc-v2-cbor paths."""
    namespaces: frozenset[str]
    """XML namespaces that its bodies may use."""
    operations: Mapping[str, Operation]
    shapes: Sequence[Shape] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Permission:
    """What AWS says of one IAM action (the Service Authorization Reference).

    `required` and `optional` are the types of things that it can be allowed for, as ARN templates
    (`arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}`); both empty where it is allowed for
    everything or nothing. `dependents` are the IAM actions that it needs besides.
    """

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    dependents: tuple[str, ...] = ()


class Permissions(Protocol):
    """All IAM actions."""

    def of(self, action: str) -> Permission | None:
        """Return what is known of an IAM action (`dynamodb:DeleteTable`), None if nothing is."""

    def services(self) -> tuple[str, ...]:
        """Return the prefixes of all services (`dynamodb`)."""

    def actions(self, service: str) -> tuple[str, ...]:
        """Return the names of a service's actions (`DeleteTable`) as AWS writes them; none of an unknown service."""


class Catalogue(Protocol):
    """All services, each read when it is first asked for. Compared by identity."""

    def __hash__(self) -> int:
        """Return the hash of its identity: what is derived from a catalogue is kept beside it."""

    def signed_as(self, signing_name: str) -> tuple[str, ...]:
        """Return the names of the services that sign their requests with this name, sorted; empty if there are none."""

    def service(self, name: str) -> ServiceModel:
        """Return the service of this name. Raises KeyError if there is none."""
