"""What AWS says of IAM actions, from the table in the package; each service is read when it is first asked for.

`tools/compile_permissions.py` writes the table. It is read where the gateway narrows its own power, and where `keyturn
prove roles` narrows somebody else's.
"""

import zlib
from importlib.resources import files
from typing import Final

import msgspec

from keyturn.model.catalogue import Permission

FORMAT: Final = 2
"""Stands in the table; a table of another format is refused."""


class ServiceRow(msgspec.Struct, frozen=True, array_like=True):
    """A service's ARN templates; by action the numbers of those required and optional; then dependents."""

    templates: tuple[str, ...]
    actions: dict[str, tuple[tuple[int, ...], tuple[int, ...], tuple[str, ...]]]


class PermissionTable(msgspec.Struct, frozen=True, array_like=True):
    """The table: each service as packed bytes, by its IAM prefix. `source` says what it was compiled from."""

    format: int
    source: str
    services: dict[str, bytes]


class PackagedPermissions:
    """Implements `keyturn.model.catalogue.Permissions` on `tables/permissions.bin`."""

    def __init__(self) -> None:
        """Read the table. Raises ValueError if it is of another format."""
        data = (files("keyturn.adapters.aws") / "tables" / "permissions.bin").read_bytes()
        table = msgspec.msgpack.decode(zlib.decompress(data), type=PermissionTable)
        if table.format != FORMAT:
            raise ValueError(f"permissions.bin has format {table.format}, not {FORMAT}: run `make tables`")
        self._packed = table.services
        self._services: dict[str, ServiceRow] = {}
        self._folded: dict[str, dict[str, str]] = {}
        self.source: Final = table.source

    def of(self, action: str) -> Permission | None:
        prefix, _, name = action.partition(":")
        service = self._service(prefix)
        # IAM takes an action in any case.
        written = self._folded.get(prefix, {}).get(name.lower())
        row = service.actions.get(written) if service is not None and written is not None else None
        if service is None or row is None:
            return None
        required, optional, dependents = row
        return Permission(
            tuple(service.templates[number] for number in required),
            tuple(service.templates[number] for number in optional),
            dependents,
        )

    def services(self) -> tuple[str, ...]:
        return tuple(self._packed)

    def actions(self, service: str) -> tuple[str, ...]:
        found = self._service(service)
        return () if found is None else tuple(found.actions)

    def _service(self, prefix: str) -> ServiceRow | None:
        known = self._services.get(prefix)
        if known is None and prefix in self._packed:
            known = self._services[prefix] = msgspec.msgpack.decode(self._packed[prefix], type=ServiceRow)
            self._folded[prefix] = {name.lower(): name for name in known.actions}
        return known
