"""People's Ed25519 keys as files: the private half only its owner can read, the public half beside it."""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from keyturn.codec.keys import PublicLine, format_private_key, format_public_line, parse_private_key, parse_public_line
from keyturn.errors import CallerError, quoted

_LARGEST = 65_536


class KeyFileRefused(CallerError):
    """A key file cannot be made or used as it stands; the text says what to do."""

    code = "key.file"


def new_key(path: Path, comment: str = "") -> Path:
    """Make a new key in `path` (0600) and its public half in `path`.pub, whose path is returned.

    Raises KeyFileRefused if either is there already: a key is never overwritten.
    """
    public_path = path.with_name(f"{path.name}.pub")
    key = Ed25519PrivateKey.generate()
    public = format_public_line(key.public_key(), comment)
    for there in (path, public_path):
        if os.path.lexists(there):
            raise KeyFileRefused(
                f"`{quoted(str(there))}` is there already: a key is never overwritten, name another file"
            )
    _write_new(path, format_private_key(key), 0o600)
    _write_new(public_path, public, 0o644)
    return public_path


def load_key(path: Path) -> Ed25519PrivateKey:
    """Read the private key in `path`. Raises KeyFileRefused if others can read it too, Malformed if it holds no key."""
    return parse_private_key(_read(path, private=True))


def load_public_key(path: Path) -> PublicLine:
    """Read the public key in `path`. Raises KeyFileRefused if it cannot be read, Malformed if it holds no such key."""
    return parse_public_line(_read(path, private=False))


def _write_new(path: Path, data: bytes, mode: int) -> None:
    try:
        # O_EXCL: between the look and the opening nobody can slip in a file or a link.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, mode)
    except FileExistsError:
        raise KeyFileRefused(
            f"`{quoted(str(path))}` is there already: a key is never overwritten, name another file"
        ) from None
    except OSError as error:
        raise _unusable(path, error) from None
    with os.fdopen(handle, "wb") as file:
        os.fchmod(file.fileno(), mode)  # whatever the umask took away or left
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _read(path: Path, *, private: bool) -> bytes:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if private and mode & 0o077:
                raise KeyFileRefused(
                    f"`{quoted(str(path))}` can be read by others (mode {mode & 0o777:04o}): "
                    f"run `chmod 600 {quoted(str(path))}`, and make a new key if anybody may have read it"
                )
            return file.read(_LARGEST)
    except OSError as error:
        raise _unusable(path, error) from None


def _unusable(path: Path, error: OSError) -> KeyFileRefused:
    return KeyFileRefused(f"`{quoted(str(path))}` cannot be used: {(error.strerror or 'it cannot be opened').lower()}")
