"""How the AWS door is reached: its address, its names, and the certificates it shows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from ipaddress import ip_address

from keyturn.adapters.tls.authority import now, open_authority
from keyturn.adapters.tls.contexts import Given, Own
from keyturn.codec.canonical import Json
from keyturn.codec.encoding import format_instant
from keyturn.config import Config
from keyturn.recognise.aws.domains import SUFFIXES

_DEFAULT_PORT: Mapping[str, int] = {"http": 80, "https": 443}
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Reached:
    """The door's address as sessions are handed it, and every name a request may call it by.

    `url` is `https://gate.example:8400`; `hosts` are values of the Host header, lower case; `names` are the bare host
    names and IP addresses that its certificate is for.
    """

    url: str
    hosts: frozenset[str]
    names: tuple[str, ...]


def reached(config: Config, host: str, port: int) -> Reached:
    """Say how the door that listens on `host` and `port` is reached."""
    scheme = "http" if config.gateway.tls is None else "https"
    names = tuple(dict.fromkeys(_names(config, host)))
    shown = _bracketed(names[0])
    url = f"{scheme}://{shown}" if port == _DEFAULT_PORT[scheme] else f"{scheme}://{shown}:{port}"
    hosts = {f"{_bracketed(name)}:{port}" for name in names}
    if port == _DEFAULT_PORT[scheme]:
        hosts |= {_bracketed(name) for name in names}
    return Reached(url, frozenset(hosts), names)


@dataclass(frozen=True, slots=True)
class Certificates:
    """What the door shows: `door` to its own clients, None for plain HTTP; `speaks` in the name of others' hosts."""

    door: Own | Given | None
    speaks: Own | None

    @property
    def trust(self) -> str:
        """What the door's own clients must trust, PEM; empty if nothing beyond what they do."""
        return "" if self.door is None else self.door.trust

    @property
    def proxy_trust(self) -> str:
        """What clients for which the door is a proxy must trust."""
        return "" if self.speaks is None else "".join(dict.fromkeys((self.speaks.trust, self.trust)))

    def told(self) -> dict[str, Json]:
        """Return what the gate says of its certificates."""
        shown = self.door or self.speaks
        if shown is None:
            return {}
        expires = format_instant(shown.expires.astimezone(UTC))
        return {"tls": {"by": shown.by, "expires": expires, "sha256": shown.fingerprint, "door": self.door is not None}}


def certificates(config: Config, names: tuple[str, ...]) -> Certificates:
    """Return the door's certificates. Raises BadCertificate, AuthorityDamaged."""
    gateway = config.gateway
    given = None
    if gateway.tls is not None and gateway.tls.certificate is not None and gateway.tls.key is not None:
        given = Given(gateway.tls.certificate, gateway.tls.key, gateway.tls.ca)
    if not gateway.proxy and (given is not None or gateway.tls is None):
        return Certificates(given, None)
    permitted = (*names, *SUFFIXES) if gateway.proxy else names
    own = Own(open_authority(gateway.data, permitted, now()), names, gateway.data)
    return Certificates(given or (None if gateway.tls is None else own), own if gateway.proxy else None)


def _names(config: Config, host: str) -> Iterator[str]:
    yield from config.gateway.names
    if host != "localhost" and ip_address(host).is_unspecified:
        yield from _LOOPBACK
        return
    yield host
    if host == "localhost" or ip_address(host).is_loopback:
        yield from _LOOPBACK


def _bracketed(name: str) -> str:
    return f"[{name}]" if ":" in name else name
