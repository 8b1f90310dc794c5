"""The catalogue of AWS services from the tables in the package; each service is read when it is first asked for."""

from collections.abc import Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import overload

from keyturn.adapters.aws import rows, rows_touches
from keyturn.model.catalogue import (
    AnswerMember,
    Instant,
    Kind,
    Member,
    Operation,
    Place,
    Reference,
    ServiceModel,
    Shape,
    Wire,
)
from keyturn.model.touching import Touches


class PackagedCatalogue:
    """Implements `keyturn.model.touching.AwsTables` on the tables under `adapters/aws/tables`."""

    def __init__(self, tables: Traversable | None = None) -> None:
        """Read the index under `tables`, by default the package's own. Raises ValueError if it is of another format."""
        self._tables = tables or files("keyturn.adapters.aws") / "tables"
        index = rows.unpack((self._tables / "index.bin").read_bytes(), rows.IndexTable)
        self._signing = index.signing
        self._names = frozenset(name for names in index.signing.values() for name in names)
        self._services: dict[str, ServiceModel] = {}
        self._touches: dict[str, Touches] = {}
        self.botocore = index.botocore

    def names(self) -> frozenset[str]:
        """The names of all services."""
        return self._names

    def signing_names(self) -> frozenset[str]:
        """The names that stand in credential scopes."""
        return frozenset(self._signing)

    def signed_as(self, signing_name: str) -> tuple[str, ...]:
        return self._signing.get(signing_name, ())

    def service(self, name: str) -> ServiceModel:
        found = self._services.get(name)
        if found is None:
            if name not in self._names:
                raise KeyError(name)
            data = (self._tables / "services" / f"{name}.bin").read_bytes()
            found = self._services.setdefault(name, _service(rows.unpack(data, rows.ServiceTable)))
        return found

    def touches(self, name: str) -> Touches:
        found = self._touches.get(name)
        if found is None:
            if name not in self._names:
                raise KeyError(name)
            data = (self._tables / "touches" / f"{name}.bin").read_bytes()
            table = rows.unpack(data, rows_touches.TouchesTable)
            found = self._touches.setdefault(name, rows_touches.touches(table))
        return found


class _Shapes(Sequence[Shape]):
    """The shapes of a service, each made from its row when it is first asked for: few of EC2's thousands ever are."""

    def __init__(self, table: tuple[rows.ShapeRow, ...]) -> None:
        self._rows = table
        self._made: dict[int, Shape] = {}

    @overload
    def __getitem__(self, index: int) -> Shape: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Shape]: ...

    def __getitem__(self, index: int | slice) -> Shape | Sequence[Shape]:
        if isinstance(index, slice):
            return [self[place] for place in range(len(self._rows))[index]]
        made = self._made.get(index)
        if made is None:
            made = self._made[index] = _shape(self._rows[index])
        return made

    def __len__(self) -> int:
        return len(self._rows)


def _service(table: rows.ServiceTable) -> ServiceModel:
    return ServiceModel(
        name=table.name,
        version=table.version,
        endpoint_prefix=table.endpoint_prefix,
        protocols=tuple(Wire(name) for name in table.protocols),
        target=table.target,
        namespaces=frozenset(table.namespaces),
        operations={row.name: _operation(table.name, row) for row in table.operations},
        shapes=_Shapes(table.shapes),
    )


def _operation(service: str, row: rows.OperationRow) -> Operation:
    path, _, query = row.path.partition("?")
    literals: list[tuple[str, str | None]] = []
    for pair in query.split("&") if query else ():
        key, equals, value = pair.partition("=")
        literals.append((key, value if equals else None))
    return Operation(
        service=service,
        name=row.name,
        method=row.method,
        path=path,
        literals=tuple(literals),
        host_prefix=row.host_prefix,
        input=row.input,
        root=row.root,
        checksum_member=row.checksum_member,
        read_only=bool(row.bits & rows.READ_ONLY),
        answers=tuple(AnswerMember(name, wire, Place(place)) for name, wire, place in row.answers),
        secrets=row.secrets,
    )


def _shape(row: rows.ShapeRow) -> Shape:
    return Shape(
        kind=Kind(row.kind),
        name=row.name,
        members=tuple(_member(member) for member in row.members),
        payload=row.payload,
        item=_reference(row.item),
        key=_reference(row.key),
        sensitive=bool(row.bits & rows.SENSITIVE),
        sparse=bool(row.bits & rows.SPARSE),
    )


def _reference(row: rows.ReferenceRow | None) -> Reference | None:
    if row is None:
        return None
    return Reference(row.shape, row.wire, bool(row.bits & rows.FLATTENED), Instant(row.instant))


def _member(row: rows.MemberRow) -> Member:
    wire = row.name if row.wire is None else row.wire
    flattened = bool(row.bits & rows.FLATTENED)
    return Member(
        name=row.name,
        target=Reference(row.shape, wire, flattened, Instant(row.instant)),
        wire=wire,
        place=Place(row.place),
        required=bool(row.bits & rows.REQUIRED),
        token=bool(row.bits & rows.TOKEN),
        attribute=bool(row.bits & rows.ATTRIBUTE),
        host_label=bool(row.bits & rows.HOST_LABEL),
        json_text=bool(row.bits & rows.JSON_TEXT),
        streaming=bool(row.bits & rows.STREAMING),
    )
