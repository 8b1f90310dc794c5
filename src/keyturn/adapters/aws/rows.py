"""How the recognition tables are written: msgpack arrays, one file a service, zlib around it.

`tools/compile_tables.py` writes these rows, `catalogue.py` reads them. A change here is a new `FORMAT`.
"""

import zlib
from typing import Final, TypeVar

import msgspec

FORMAT: Final = 1
"""Stands in every table; a table of another format is refused."""

T = TypeVar("T")

FLATTENED: Final = 1
REQUIRED: Final = 2
TOKEN: Final = 4
ATTRIBUTE: Final = 8
HOST_LABEL: Final = 16
JSON_TEXT: Final = 32
STREAMING: Final = 64

SENSITIVE: Final = 1
SPARSE: Final = 2

READ_ONLY: Final = 1


class ReferenceRow(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """See `keyturn.model.catalogue.Reference`; of the bits only FLATTENED counts."""

    shape: int
    wire: str | None = None
    bits: int = 0
    instant: int = 0


class MemberRow(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """See `keyturn.model.catalogue.Member`; no wire name means the name itself."""

    name: str
    shape: int
    wire: str | None = None
    place: int = 0
    bits: int = 0
    instant: int = 0


class ShapeRow(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """See `keyturn.model.catalogue.Shape`."""

    kind: int
    bits: int = 0
    name: str = ""
    members: tuple[MemberRow, ...] = ()
    payload: str | None = None
    item: ReferenceRow | None = None
    key: ReferenceRow | None = None


class OperationRow(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """See `keyturn.model.catalogue.Operation`; the path holds its literal query keys, as in the models."""

    name: str
    method: str
    path: str
    input: int | None = None
    host_prefix: str = ""
    root: str = ""
    checksum_member: str = ""
    bits: int = 0
    answers: tuple[tuple[str, str, int], ...] = ()
    secrets: tuple[str, ...] = ()


class ServiceTable(msgspec.Struct, frozen=True, array_like=True):
    """See `keyturn.model.catalogue.ServiceModel`."""

    format: int
    name: str
    version: str
    endpoint_prefix: str
    protocols: tuple[str, ...]
    target: str
    namespaces: tuple[str, ...]
    operations: tuple[OperationRow, ...]
    shapes: tuple[ShapeRow, ...]


class IndexTable(msgspec.Struct, frozen=True, array_like=True):
    """Which services sign under which name, and from which botocore the tables come."""

    format: int
    botocore: str
    signing: dict[str, tuple[str, ...]]


def pack(table: msgspec.Struct) -> bytes:
    """The file for `table`: the same bytes for the same table."""
    return zlib.compress(msgspec.msgpack.encode(table), 9)


def unpack(data: bytes, kind: type[T]) -> T:
    """The table of this kind in the file `data`. Raises ValueError for what is no such table or of another format."""
    try:
        table = msgspec.msgpack.decode(zlib.decompress(data), type=kind)
    except (zlib.error, msgspec.DecodeError) as error:
        raise ValueError(f"the table cannot be read: {error}") from error
    if getattr(table, "format", None) != FORMAT:
        raise ValueError(f"the table is not of format {FORMAT}")
    return table
