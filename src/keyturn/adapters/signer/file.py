"""The log's Ed25519 key in a file: made at the first start, 0600, never shown."""

import os
from pathlib import Path
from typing import Final, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from keyturn.codec.keys import format_private_key, key_id, parse_private_key
from keyturn.codec.note import Checkpoint, NoteSigner, Verifier
from keyturn.errors import OurError, quoted

KEY_FILE: Final = "log.key"
NEXT_FILE: Final = "log.key.next"
_LARGEST: Final = 65_536


class LogKeyRefused(OurError):
    """The file of the log's key cannot be used as it stands; the text says what to do."""

    code = "log.key_file"


class FileSigner:
    """Signs checkpoints with one key. The log is named after that key, so that no two logs share a name."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        name = f"keyturn.log/{key_id(key.public_key().public_bytes_raw())[:16]}"
        self._signer = NoteSigner(name, key)

    @classmethod
    def open(cls, folder: Path, name: str = KEY_FILE) -> Self:
        """Take the key in the file `name` of `folder`, or make one if there is none.

        Whoever calls holds the store's lock, but for the next key.

        Raises LogKeyRefused for a file that others can read or that cannot be used, Malformed for one without a key.
        """
        path = folder / name
        try:
            if not os.path.lexists(path):
                _write(path, format_private_key(Ed25519PrivateKey.generate()))
            return cls(parse_private_key(_read(path)))
        except OSError as error:
            why = (error.strerror or "unknown error").lower()
            raise LogKeyRefused(f"the log key `{quoted(str(path))}` cannot be used: {why}") from None

    def verifier(self) -> Verifier:
        return self._signer.verifier

    def sign(self, checkpoint: Checkpoint) -> str:
        return self._signer.sign(checkpoint)


def take_next(folder: Path) -> None:
    """Put the next key in the place of the one in use, which is gone after that. Raises LogKeyRefused."""
    try:
        (folder / NEXT_FILE).replace(folder / KEY_FILE)
    except OSError as error:
        raise LogKeyRefused(f"the next log key cannot be put in place: {(error.strerror or '').lower()}") from None


def _write(path: Path, data: bytes) -> None:
    """Write a new file, whole and durable or not at all: half a key would lock the log for good."""
    draft = path.with_name(f".{path.name}.new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _read(path: Path) -> bytes:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    with os.fdopen(handle, "rb") as file:
        mode = os.fstat(file.fileno()).st_mode
        if mode & 0o077:
            name = quoted(str(path))
            raise LogKeyRefused(
                f"others can read the log key `{name}` (mode {mode & 0o777:04o}) and could rewrite the log: "
                f"run `chmod 600 {name}`, and keep checkpoints elsewhere from now on"
            )
        return file.read(_LARGEST)
