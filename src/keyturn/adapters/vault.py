"""Secrets of this gateway, derived from one root key in a file of its own, so that none is ever stored."""

import hmac
import os
from functools import lru_cache
from pathlib import Path

from keyturn.codec.encoding import b64encode
from keyturn.errors import OurError
from keyturn.model.identity import SessionKey

_BYTES = 32


class VaultDamaged(OurError):
    """The root key cannot be used."""

    code = "vault.damaged"

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"the root key `{path}` cannot be used: {why}")


class Vault:
    """Derives with HMAC-SHA256 from a 32-byte root key, with a label for each purpose."""

    def __init__(self, root: bytes) -> None:
        self._root = root
        # A session's key is asked for with each of its calls; the newest few thousand are kept.
        self.session_key = lru_cache(4096)(self._session_key)

    def _session_key(self, session: str) -> SessionKey:
        secret = b64encode(self._derive("session secret", session)[:30])
        return SessionKey(secret, b64encode(self._derive("session token", session)))

    def derived_key(self, session: str, access_key_id: str) -> SessionKey:
        """Return the credentials of a narrower key of this session; what the key id claims is bound by its secret."""
        name = f"{session} {access_key_id}"
        return SessionKey(
            b64encode(self._derive("derived secret", name)[:30]), b64encode(self._derive("derived token", name))
        )

    def change_key(self, change: str) -> bytes:
        """Return the key under which the sensitive members of a change or grant are digested."""
        return self._derive("sensitive members", change)

    def _derive(self, purpose: str, name: str) -> bytes:
        return hmac.digest(self._root, f"keyturn {purpose} v1\x00{name}".encode(), "sha256")


def open_vault(path: Path) -> Vault:
    """Open the root key at `path`, or make it (mode 0600) where there is none. Raises VaultDamaged."""
    try:
        if not os.path.lexists(path):
            _make(path)
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
            mode = os.fstat(file.fileno()).st_mode & 0o777
            root = file.read(_BYTES + 1)
    except OSError as error:
        raise VaultDamaged(path, (error.strerror or "unknown error").lower()) from None
    if mode & 0o077:
        raise VaultDamaged(path, f"others can read it (mode {mode:o}): `chmod 600 {path}`, and end all sessions")
    if len(root) != _BYTES:
        raise VaultDamaged(path, f"it holds {len(root)} bytes, not {_BYTES}: restore it from a copy")
    return Vault(root)


def _make(path: Path) -> None:
    """Write a new root key so that it is there whole or not at all."""
    partial = path.with_name(f"{path.name}.new")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(os.urandom(_BYTES))
        file.flush()
        os.fsync(file.fileno())
    partial.rename(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
