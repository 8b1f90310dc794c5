"""An authority of Keyturn's own: made on first use, good for nothing but the names it was made for.

Its certificate says so itself (name constraints, RFC 5280, section 4.2.1.10, critical), so that a client that trusts it
trusts it for these names only, whoever holds its key. Some clients, such as Java's, do not look for constraints in what
they trust, only in what that has signed. So there are two: a root, whose key signs one issuer and is forgotten before
anybody sees it, and that issuer, which signs all the rest under the same constraints.

Both are made anew when other names are wanted or their end is near.
Sessions are handed its certificate each time one is opened.
"""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from keyturn.errors import OurError, quoted

LIFE: Final = timedelta(days=730)
"""How long the authority is good for."""

REST: Final = timedelta(days=60)
"""It is made anew at a start when less than this is left."""

LEAF_LIFE: Final = timedelta(days=2)
"""How long a certificate for a host is good; it is made anew when half of that is over."""

SKEW: Final = timedelta(hours=1)
"""How far back a certificate begins: clients' clocks may be behind."""

_KEY: Final = "ca.key"
_CERTIFICATE: Final = "ca.pem"
_ISSUER: Final = "ca-issuer.pem"
_LARGEST: Final = 65_536


class AuthorityDamaged(OurError):
    """The authority's files cannot be used as they stand."""

    code = "tls.authority"

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"`{quoted(str(path))}` cannot be used: {why}")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A certificate for some names, with its key: PEM, the authority's certificate behind it."""

    pem: bytes
    expires: datetime


class Authority:
    """Signs certificates for the names that its own certificate permits."""

    def __init__(
        self, key: ec.EllipticCurvePrivateKey, issuer: x509.Certificate, certificate: x509.Certificate
    ) -> None:
        """Hold the issuer's key and certificate, and the root's; the key of all leaves is made here and not written."""
        self._key = key
        self._issuer = issuer
        self.certificate = certificate
        self._leaf_key = ec.generate_private_key(ec.SECP256R1())

    @property
    def pem(self) -> str:
        """The root's certificate, as clients are handed it."""
        return self.certificate.public_bytes(Encoding.PEM).decode("ascii")

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the root's certificate, in hex."""
        return self.certificate.fingerprint(hashes.SHA256()).hex()

    @property
    def expires(self) -> datetime:
        """When it ends."""
        return self.certificate.not_valid_after_utc

    def leaf(self, names: Sequence[str], at: datetime) -> Leaf:
        """Return a certificate for `names` (host names and IP addresses) from `at` on."""
        expires = min(at + LEAF_LIFE, self.expires)
        made = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([]))
            .issuer_name(self._issuer.subject)
            .public_key(self._leaf_key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(at - SKEW)
            .not_valid_after(expires)
            .add_extension(x509.SubjectAlternativeName([_general(name) for name in names]), critical=True)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()),
                critical=False,
            )
            .sign(self._key, hashes.SHA256())
        )
        secret = self._leaf_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        chain = made.public_bytes(Encoding.PEM) + self._issuer.public_bytes(Encoding.PEM)
        return Leaf(secret + chain, expires)

    def write(self, folder: Path) -> None:
        """Write all that is kept of it into `folder`."""
        # The key goes first: certificates whose key is not there would be taken for damage, a key alone for none.
        _write(folder / _KEY, self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        _write(folder / _ISSUER, self._issuer.public_bytes(Encoding.PEM))
        _write(folder / _CERTIFICATE, self.pem.encode())

    def is_good(self, wanted: x509.NameConstraints, at: datetime) -> bool:
        """Whether it is for exactly these names, and lasts."""
        for one in (self.certificate, self._issuer):
            try:
                constraints = one.extensions.get_extension_for_class(x509.NameConstraints).value
            except x509.ExtensionNotFound:
                return False
            if constraints != wanted or one.not_valid_after_utc - at <= REST:
                return False
        return True


def open_authority(folder: Path, names: Iterable[str], at: datetime) -> Authority:
    """Open the authority in `folder` for exactly these names and all below them.

    It is made where there is none, or one for other names, or one whose end is near. Raises AuthorityDamaged.
    """
    wanted = _constraints(names)
    try:
        found = _load(folder)
        if found is not None and found.is_good(wanted, at):
            return found
        made = _make(wanted, at)
        made.write(folder)
    except OSError as error:
        raise AuthorityDamaged(folder / _KEY, (error.strerror or "unknown error").lower()) from None
    return made


def _load(folder: Path) -> Authority | None:
    """Return the authority in `folder`, None where there is none whole. Raises AuthorityDamaged, OSError."""
    key_path = folder / _KEY
    if not all(os.path.lexists(folder / name) for name in (_KEY, _ISSUER, _CERTIFICATE)):
        return None
    with os.fdopen(os.open(key_path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb") as file:
        mode = os.fstat(file.fileno()).st_mode & 0o777
        secret = file.read(_LARGEST)
    if mode & 0o077:
        raise AuthorityDamaged(
            key_path,
            f"others can read it (mode {mode:04o}), and whoever did can pose as this gate: remove it and "
            f"`{_CERTIFICATE}`, start again, and open all sessions anew",
        )
    try:
        key = load_pem_private_key(secret, None)
        issuer, certificate = (
            x509.load_pem_x509_certificate((folder / name).read_bytes()) for name in (_ISSUER, _CERTIFICATE)
        )
    except (ValueError, TypeError):
        raise AuthorityDamaged(
            key_path, "it or a certificate of it is damaged: remove all `ca*`, new ones are made"
        ) from None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != issuer.public_key():
        return None  # they are of different makings: a start was cut off between them
    try:
        issuer.verify_directly_issued_by(certificate)
    except (ValueError, TypeError, InvalidSignature):
        return None
    return Authority(key, issuer, certificate)


def _make(constraints: x509.NameConstraints, at: datetime) -> Authority:
    forgotten, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    name, issuer = (
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{which}, made {at:%Y-%m-%d %H:%M:%S} UTC")])
        for which in ("Keyturn gate", "Keyturn gate's issuer")
    )
    root = _certificate(name, name, forgotten.public_key(), constraints, at, below=1)
    signed = _certificate(issuer, name, key.public_key(), constraints, at, below=0).add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(forgotten.public_key()), critical=False
    )
    return Authority(key, signed.sign(forgotten, hashes.SHA256()), root.sign(forgotten, hashes.SHA256()))


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    constraints: x509.NameConstraints,
    at: datetime,
    *,
    below: int,
) -> x509.CertificateBuilder:
    """Return an authority's certificate, not yet signed; `below` is how many authorities may stand below it."""
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - SKEW)
        .not_valid_after(at + LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=below), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(constraints, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _constraints(names: Iterable[str]) -> x509.NameConstraints:
    """Permit `names`, each with all below it, and no other host or address."""
    permitted: list[x509.GeneralName] = []
    excluded: list[x509.GeneralName] = []
    for name in sorted(set(names)):
        general = _general(name)
        if isinstance(general, x509.IPAddress):
            general = x509.IPAddress(ip_network(general.value))
        permitted.append(general)
    # A kind of name of which none is listed is not constrained at all.
    if not any(isinstance(one, x509.IPAddress) for one in permitted):
        excluded = [x509.IPAddress(ip_network("0.0.0.0/0")), x509.IPAddress(ip_network("::/0"))]
    if not any(isinstance(one, x509.DNSName) for one in permitted):
        excluded.append(x509.DNSName(""))
    return x509.NameConstraints(permitted, excluded or None)


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _write(path: Path, data: bytes) -> None:
    """Write a file (0600) so that it is there whole or not at all."""
    partial = path.with_name(f"{path.name}.new")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    partial.rename(path)


def now() -> datetime:
    """Return the instant, to the second: certificates count no less."""
    return datetime.now(UTC).replace(microsecond=0)
