"""Children: every process the demo starts, and the promise that none outlives it."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from keyturn.errors import UpstreamError

_PATIENCE_SECONDS = 5.0
_COMMAND_SECONDS = 60.0


class WorldFailed(UpstreamError):
    """Something the demo needs did not start or did not answer; nothing is said about the promise itself."""

    code = "demo.world_failed"


@dataclass(frozen=True, slots=True)
class Finished:
    """A command that has ended: what was typed, how it ended, what it said."""

    words: tuple[str, ...]
    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """The line a person is left with: the last of the output when it went well, else of the errors."""
        lines = (self.out if self.code == 0 else self.err).strip().splitlines()
        return lines[-1].strip() if lines else ""


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Clean up to the end: a second Ctrl-C waits until the block is left."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Children:
    """Starts processes in a folder, each writing its errors to a file there; leaving the block stops them all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._running: dict[str, subprocess.Popen[str]] = {}
        self._files: list[IO[str]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with undisturbed():
            for name in reversed(list(self._running)):
                self.stop(name)
            for file in self._files:
                file.close()

    def start(
        self, name: str, module: str, *arguments: str, env: Mapping[str, str], heard: bool = True
    ) -> subprocess.Popen[str]:
        """Start `python -m module arguments` as `name`, in a session of its own: Ctrl-C reaches only the demo.

        It works in its HOME. Its output is ours to read if it is `heard`, else it goes to a file beside its errors.
        """
        errors = self._file(f"{name}.err")
        self._running[name] = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE if heard else self._file(f"{name}.out"),
            stderr=errors,
            cwd=env["HOME"],
            env=dict(env),
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        return self._running[name]

    def stop(self, name: str) -> None:
        """Ask `name` to go by closing its input and by SIGTERM; after some patience, make it."""
        child = self._running.pop(name, None)
        if child is None:
            return
        if child.stdin is not None:
            with contextlib.suppress(BrokenPipeError):  # it went before us: that is what was wanted
                child.stdin.close()
        child.terminate()
        try:
            child.wait(_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        if child.stdout is not None:
            child.stdout.close()

    def _file(self, name: str) -> IO[str]:
        file = (self.folder / name).open("w", encoding="utf-8")
        self._files.append(file)
        return file

    def complaint(self, name: str) -> str:
        """The last line that `name` wrote to its errors."""
        lines = (self.folder / f"{name}.err").read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return lines[-1] if lines else "it said nothing"


def keyturn(folder: Path, *words: str) -> Finished:
    """Run one `keyturn` command to its end, as a person at a shell would."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "keyturn", *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            cwd=folder,
            env=bare_environment(folder),
            text=True,
            encoding="utf-8",
            timeout=_COMMAND_SECONDS,
            check=False,
            start_new_session=True,
        )
    except subprocess.TimeoutExpired:
        raise WorldFailed(f"`keyturn {words[0]}` gave no answer within {_COMMAND_SECONDS:.0f} s") from None
    return Finished(words, done.returncode, done.stdout, done.stderr)


def bare_environment(home: Path) -> dict[str, str]:
    """As little as a Python program needs: no AWS_ variable, no profile, no credential file to find.

    PYTHONPATH is handed on because it says where code lies, not what anybody may do.
    """
    bare = {
        "PATH": os.defpath,
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "NO_COLOR": "1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    code = os.environ.get("PYTHONPATH", "")
    folders = [str(Path(folder).resolve()) for folder in code.split(os.pathsep) if folder]
    return bare | ({"PYTHONPATH": os.pathsep.join(folders)} if folders else {})
