"""The files of a store: who may read them, who holds them, and that they are really there."""

import fcntl
import os
from pathlib import Path
from typing import Final, Self

from keyturn.errors import OurError, quoted

LOG_FILE: Final = "log.db"
_LOCK_FILE: Final = "lock"


class StoreRefused(OurError):
    """The folder of the store cannot be used as it stands; the text says what to do."""

    code = "store.refused"


class StoreBusy(OurError):
    """Another process is the store's one writer."""

    code = "store.busy"

    def __init__(self, folder: Path, holder: str) -> None:
        super().__init__(
            f"the store in `{quoted(str(folder))}` is in use by process {quoted(holder) or '(unknown)'}: "
            "talk to the running gateway, or stop it first"
        )


class Lock:
    """The right to write to the store in one folder; the operating system takes it back when the process ends."""

    def __init__(self, handle: int) -> None:
        self._handle: int | None = handle

    @classmethod
    def take(cls, folder: Path) -> Self:
        """Take the lock. Raises StoreBusy at once if somebody else holds it, StoreRefused if it cannot be written."""
        path = folder / _LOCK_FILE
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            raise _unusable(path, error) from None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        except BlockingIOError:
            holder = os.pread(handle, 20, 0).decode("ascii", "replace").strip()
            os.close(handle)
            raise StoreBusy(folder, holder) from None
        except OSError as error:
            os.close(handle)
            raise _unusable(path, error) from None
        return cls(handle)

    def release(self) -> None:
        """Let go, once. The file stays: removing it would let two processes lock two files of one name."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def prepare_folder(folder: Path) -> None:
    """See that `folder` is there (0700 if it is new) and that nobody else gets into it.

    Raises StoreRefused.
    """
    name = quoted(str(folder))
    try:
        if not folder.is_dir():
            folder.mkdir(mode=0o700, parents=True)
            sync_folder(folder.parent)
        found = folder.stat()
    except OSError as error:
        raise _unusable(folder, error) from None
    if found.st_uid != os.geteuid():
        raise StoreRefused(f"`{name}` belongs to another user: run as that user, or name another folder")
    if found.st_mode & 0o077:
        raise StoreRefused(f"others can get into `{name}`, where the keys and the log lie: run `chmod 700 {name}`")


def prepare_file(path: Path) -> None:
    """See that `path` is there, a plain file of ours that nobody else can read (0600), and that its name is durable.

    SQLite gives the mode of this file to those it puts beside it. Raises StoreRefused.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            os.fchmod(handle, 0o600)
            os.fsync(handle)
        finally:
            os.close(handle)
        sync_folder(path.parent)
    except OSError as error:
        raise _unusable(path, error) from None


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable: a file whose name is lost with the power is lost itself."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _unusable(path: Path, error: OSError) -> StoreRefused:
    return StoreRefused(f"`{quoted(str(path))}` cannot be used: {(error.strerror or 'unknown error').lower()}")
