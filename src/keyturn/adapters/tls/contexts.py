"""What TLS connections are begun with: TLS 1.2 and later, forward secrecy only, HTTP/1.1."""

import logging
import ssl
import tempfile
from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from keyturn.adapters.tls.authority import LEAF_LIFE, Authority, AuthorityDamaged, Leaf, now
from keyturn.errors import OurError, quoted

_CIPHERS: Final = "ECDHE+AESGCM:ECDHE+CHACHA20"
"""For TLS 1.2; those of 1.3 are all of this kind (RFC 9325, section 4.2)."""

_LOOK_AGAIN: Final = timedelta(minutes=1)
"""How often a given certificate is looked at: a new one in its place is used without a restart."""

_HOSTS_KEPT: Final = 256
_log = logging.getLogger(__name__)


class BadCertificate(OurError):
    """The certificate or key that the configuration names cannot be used."""

    code = "config.tls"


def context() -> ssl.SSLContext:
    """Return a server's context, still without a certificate."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    made.set_ciphers(_CIPHERS)
    made.options |= ssl.OP_CIPHER_SERVER_PREFERENCE | ssl.OP_NO_COMPRESSION | ssl.OP_NO_RENEGOTIATION
    made.set_alpn_protocols(["http/1.1"])
    return made


class Own:
    """Contexts with certificates of Keyturn's own authority: for the door's names, and for hosts it speaks for."""

    by: Final[str] = "own"

    def __init__(self, authority: Authority, names: Sequence[str], folder: Path) -> None:
        """`names` are the door's own; `folder` is private: the ssl module takes certificates from files only."""
        self._authority = authority
        self._names = tuple(names)
        self._folder = folder
        self._hosts: OrderedDict[str, tuple[ssl.SSLContext, datetime]] = OrderedDict()
        self._door: tuple[ssl.SSLContext, datetime] | None = None

    @property
    def trust(self) -> str:
        """What clients are to trust, PEM."""
        return self._authority.pem

    @property
    def expires(self) -> datetime:
        """When clients no longer trust it."""
        return self._authority.expires

    @property
    def fingerprint(self) -> str:
        """SHA-256 of what clients are to trust, in hex."""
        return self._authority.fingerprint

    def door(self) -> ssl.SSLContext:
        """Return the context for a connection to the door itself."""
        if self._door is None or now() >= self._door[1]:
            self._door = self._fresh(self._names)
        return self._door[0]

    def host(self, host: str) -> ssl.SSLContext:
        """Return the context for a connection in which the door speaks for `host`, and for no other name."""
        known = self._hosts.pop(host, None)
        if known is None or now() >= known[1]:
            made, until = self._fresh((host,))
            made.sni_callback = _only(host)  # type: ignore[assignment]  # typeshed names the class, ssl passes any
            known = made, until
        self._hosts[host] = known
        if len(self._hosts) > _HOSTS_KEPT:
            self._hosts.popitem(last=False)
        return known[0]

    def _fresh(self, names: Sequence[str]) -> tuple[ssl.SSLContext, datetime]:
        at = now()
        leaf = self._authority.leaf(names, at)
        made = context()
        _load(made, leaf, self._folder)
        return made, at + LEAF_LIFE / 2


class Given:
    """A context with a certificate that somebody else issued, looked at again each minute."""

    by: Final[str] = "given"

    def __init__(self, certificate: Path, key: Path, trust: Path | None) -> None:
        """`trust` is what clients are to trust, None where they do already. Raises BadCertificate."""
        self._certificate = certificate
        self._key = key
        self.trust = _text(trust) if trust is not None else ""
        self._seen = self._stamp()
        self._context, self.expires, self.fingerprint = self._read()
        self._look = now() + _LOOK_AGAIN

    def door(self) -> ssl.SSLContext:
        """Return the context for a connection to the door."""
        at = now()
        if at >= self._look:
            self._look = at + _LOOK_AGAIN
            stamp = self._stamp()
            if stamp != self._seen:
                self._seen = stamp
                try:
                    self._context, self.expires, self.fingerprint = self._read()
                except BadCertificate as error:
                    _log.error("the certificate read before is used on: %s", error)
        return self._context

    def _stamp(self) -> tuple[int, int]:
        try:
            return self._certificate.stat().st_mtime_ns, self._key.stat().st_mtime_ns
        except OSError:
            return 0, 0  # it is being replaced

    def _read(self) -> tuple[ssl.SSLContext, datetime, str]:
        made = context()
        try:
            mode = self._key.stat().st_mode & 0o777
            if mode & 0o007:
                raise BadCertificate(
                    f"everybody can read the key `{quoted(str(self._key))}` (mode {mode:04o}): have a new one issued "
                    "if anybody may have, and `chmod o-rwx` it"
                )
            first = x509.load_pem_x509_certificates(_text(self._certificate).encode())[0]
            made.load_cert_chain(self._certificate, self._key, _no_password)
        except (OSError, ValueError, IndexError) as error:
            raise BadCertificate(
                f"`{quoted(str(self._certificate))}` and `{quoted(str(self._key))}` cannot be used: {_why(error)}"
            ) from None
        if first.not_valid_after_utc <= now():
            raise BadCertificate(
                f"`{quoted(str(self._certificate))}` is good no longer, since {first.not_valid_after_utc:%Y-%m-%d}: "
                "put a new one in its place"
            )
        return made, first.not_valid_after_utc, first.fingerprint(hashes.SHA256()).hex()


def _only(host: str) -> object:
    """Return what answers a client that names another host than the one this connection is for (RFC 6066, 3)."""

    def look(_: object, named: str | None, __: ssl.SSLContext) -> int | None:
        if named is None or named.lower() == host:
            return None
        return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME

    return look


def _load(made: ssl.SSLContext, leaf: Leaf, folder: Path) -> None:
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix="leaf-") as file:  # 0600, gone at once
            file.write(leaf.pem)
            file.flush()
            made.load_cert_chain(file.name)
    except OSError as error:
        raise AuthorityDamaged(folder, (error.strerror or "a certificate cannot be loaded").lower()) from None


def _no_password() -> str:
    raise BadCertificate("the key is locked with a password: keyturn never asks for one, give the key without")


def _text(path: Path) -> str:
    try:
        return path.read_text("ascii")
    except (OSError, ValueError) as error:
        raise BadCertificate(f"`{quoted(str(path))}` cannot be used: {_why(error)}") from None


def _why(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return f"{(error.reason or 'they do not fit').replace('_', ' ').lower()}"
    if isinstance(error, OSError):
        return (error.strerror or "it cannot be read").lower()
    return "it holds no certificate in PEM"
