"""`[gateway]`: where it listens, by which names it is reached, what it lets through."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from keyturn.config.table import Table
from keyturn.errors import quoted
from keyturn.recognise.aws.domains import is_amazons

_TLS_FILES: Final = ("tls_certificate", "tls_key", "tls_ca")
_EXCEPTIONS: Final = ("unsealed_production", "unisolated_production")
KEYS: Final = ("listen", "console", "data", "store", "names", "tls", *_TLS_FILES, "proxy", "tunnels", *_EXCEPTIONS)

_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*")
_TUNNEL: Final = re.compile(rf"(?:\*\.)?{_NAME.pattern}:[1-9][0-9]{{0,4}}")
_PLAIN: Final = (
    "without TLS others on the network could read and change what passes; set `tls = true` (or `tls_certificate` and "
    "`tls_key`), or listen on `127.0.0.1:{digits}`"
)
_CONSOLE: Final = (
    "the console speaks plain HTTP, which others on the network could read and change; listen on `127.0.0.1:{digits}` "
    "and put TLS in front (a proxy that keeps the Host header, or `ssh -L`)"
)
_ADDRESS_WANTED: Final = "an address and a port are wanted, such as `127.0.0.1:8400` or `[::1]:8400`"


@dataclass(frozen=True, slots=True)
class Address:
    """A host (an IP address without brackets, or `localhost`) and a TCP port; 0 lets the system choose."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Tls:
    """That the door speaks TLS: with this certificate and key, else with those of an authority of the gateway's own.

    `ca` is what clients are to trust, None where they trust the given certificate already. All paths are absolute.
    """

    certificate: Path | None = None
    key: Path | None = None
    ca: Path | None = None


@dataclass(frozen=True, slots=True)
class Gateway:
    """Where the gateway listens and where it keeps its data (an absolute path).

    With `proxy` the door answers CONNECT for AWS's endpoints; sessions are let through to `tunnels`, unread: names of
    hosts, or `*.` and the name of all below it, each with a port.

    `names` are the host names under which clients reach the door, besides the address it listens on; the first is the
    one that sessions are handed. Without `tls` the door speaks plain HTTP, on loopback only.

    `unsealed_production` lets production be changed before the gate is sealed, `unisolated_production` lets sessions of
    isolation `none` reach it afterwards.
    """

    listen: Address
    console: Address
    data: Path
    names: tuple[str, ...] = ()
    tls: Tls | None = None
    proxy: bool = False
    tunnels: tuple[tuple[str, int], ...] = ()
    unsealed_production: bool = False
    unisolated_production: bool = False


def read(root: Table, base: Path, default_data: Path) -> Gateway:
    """Read `[gateway]`; `base` is where a relative path starts, `default_data` the folder where none is named."""
    table = root.section("gateway", KEYS)
    table.not_built("store", "leave it out: the store is SQLite in the data folder")
    tls = _tls(table, base)
    names = table.texts("names", _NAME, "a host name in lower case is wanted, such as `gate.example`, without port")
    listen = _address(table, "listen", 8400, why_loopback=None if tls is not None else _PLAIN)
    console = _address(table, "console", 8401, why_loopback=_CONSOLE)
    if listen == console and listen.port:
        raise table.bad("console", f"is also the address of `listen`: give the console a port of its own, not {listen}")
    if _anywhere(listen.host) and not names:
        raise table.bad(
            "listen", 'is every address of this machine: say by which name agents reach it, `names = ["..."]`'
        )
    data = table.text("data", wanted="the path of a folder is wanted")
    if data is not None and data.startswith("~"):
        raise table.bad("data", "is not expanded: write the whole path, or one relative to this file")
    folder = base / data if data is not None else default_data
    proxy = table.truth("proxy")
    tunnels = tuple(_tunnels(table, proxy=proxy))
    unsealed, unisolated = (table.truth(key) for key in _EXCEPTIONS)
    return Gateway(listen, console, folder, names, tls, proxy, tunnels, unsealed, unisolated)


def _tunnels(table: Table, *, proxy: bool) -> Iterable[tuple[str, int]]:
    wanted = (
        "a host name in lower case and a port are wanted, such as `packages.example.com:443` or `*.example.com:443`"
    )
    for text in table.texts("tunnels", _TUNNEL, wanted):
        if not proxy:
            raise table.bad("tunnels", "is for a door that is a proxy: set `proxy = true`")
        host, _, port = text.rpartition(":")
        name = host.removeprefix("*.")
        if is_amazons(name):
            raise table.bad(
                "tunnels", f"holds `{quoted(text)}`, which is AWS's: what goes there is read, never let through"
            )
        if (
            name == "localhost"
            or re.fullmatch(r"[0-9]+", name.rpartition(".")[2])
            or (host != name and "." not in name)
        ):
            raise table.bad("tunnels", f"holds `{quoted(text)}`: {wanted}")
        yield host, int(port)


def _tls(table: Table, base: Path) -> Tls | None:
    wanted = table.truth("tls") if "tls" in table.values else None
    paths = {key: table.text(key, wanted="the path of a file is wanted") for key in _TLS_FILES}
    given = [key for key, path in paths.items() if path is not None]
    if wanted is False and given:
        raise table.bad("tls", f"contradicts `{given[0]}`: leave one of them out")
    if (paths["tls_certificate"] is None) != (paths["tls_key"] is None):
        raise table.bad(given[0], "stands alone: give `tls_certificate` and `tls_key`, or neither")
    if paths["tls_ca"] is not None and paths["tls_certificate"] is None:
        raise table.bad("tls_ca", "belongs to a certificate of yours: give `tls_certificate` and `tls_key` too")
    if not wanted and not given:
        return None
    certificate, key, ca = (None if path is None else base / path for path in paths.values())
    return Tls(certificate, key, ca)


def _address(table: Table, key: str, port: int, *, why_loopback: str | None) -> Address:
    """Return the address under `key`, which must be a loopback one if `why_loopback` says why."""
    text = table.text(key, wanted=_ADDRESS_WANTED)
    if text is None:
        return Address("127.0.0.1", port)
    host, _, digits = text.rpartition(":")
    host = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    if not re.fullmatch(r"[0-9]{1,5}", digits) or int(digits) > 65535:
        raise table.bad(key, f"cannot be used: {_ADDRESS_WANTED}")
    try:
        loopback = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        raise table.bad(key, f"cannot be used: {_ADDRESS_WANTED}") from None
    if not loopback and why_loopback is not None:
        raise table.bad(key, f"is not a loopback address: {why_loopback.format(digits=digits)}")
    return Address(host, int(digits))


def _anywhere(host: str) -> bool:
    return host != "localhost" and ip_address(host).is_unspecified
