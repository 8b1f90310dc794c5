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


def certificates(config: Config, names: tuple[str, ...]) -> Own | Given | None:
    """Return the door's certificates, None where it speaks plain HTTP. Raises BadCertificate, AuthorityDamaged."""
    tls = config.gateway.tls
    if tls is None:
        return None
    if tls.certificate is not None and tls.key is not None:
        return Given(tls.certificate, tls.key, tls.ca)
    return Own(open_authority(config.gateway.data, names, now()), names, config.gateway.data)


def told(certificate: Own | Given | None) -> dict[str, Json]:
    """Return what the gate says of its certificate."""
    if certificate is None:
        return {}
    expires = format_instant(certificate.expires.astimezone(UTC))
    return {"tls": {"by": certificate.by, "expires": expires, "sha256": certificate.fingerprint}}


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
