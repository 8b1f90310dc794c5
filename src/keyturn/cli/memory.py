"""What this person's client remembers of a gate: its log's key, the newest checkpoint seen, what was shown of a change.

With it a gate that was taken over, or put back to an older state, cannot show one past to this person today and
another tomorrow: each new checkpoint must extend the last one (RFC 6962 consistency). Kept in the user's state
directory, apart from any gateway's data.
"""

import fcntl
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from keyturn.cli.gate import Answer, Gate
from keyturn.codec.canonical import Json
from keyturn.codec.encoding import b64decode
from keyturn.codec.keys import BadSignature
from keyturn.codec.merkle import BadProof, verify_consistency
from keyturn.codec.note import Checkpoint, Verifier, open_checkpoint
from keyturn.codec.strict import loads
from keyturn.errors import KeyturnError, Malformed, OurError, quoted

_FOLDER: Final = "keyturn-seen"
_CHANGES_KEPT: Final = 500


class LogRewritten(OurError):
    """The gate's log is not the one this client saw before, or does not extend it."""

    code = "log.rewritten"
    exit_code = 1


@dataclass(slots=True)
class Memory:
    """What is remembered of one deployment; `remembering` opens and keeps it."""

    path: Path
    verifier: str | None = None
    checkpoint: str | None = None
    shown: dict[str, str] | None = None

    @property
    def is_new(self) -> bool:
        """Whether this client never saw the deployment before."""
        return self.verifier is None

    def advance(self, gate: Gate, status: Answer) -> str:
        """Fetch the newest checkpoint, check that the log only grew since the last one seen, and remember it.

        Raises LogRewritten.
        """
        verifier_text = status.inner("log").text("verifier")
        if self.verifier is not None and self.verifier != verifier_text:
            raise LogRewritten(self._alarm("its log is signed with another key than before"))
        try:
            verifier = Verifier.parse(verifier_text)
            old = open_checkpoint(self.checkpoint, verifier) if self.checkpoint is not None else None
            answer = gate.there("checkpoint")
            new = open_checkpoint(answer.text("checkpoint"), verifier)
            if old is not None:
                if new.size < old.size:
                    # A gate that was put back cannot prove anything about what it no longer has: not even asked.
                    raise BadProof(f"a log of {new.size} growing from {old.size}", "a log does not shrink")
                answer = gate.there("checkpoint", size=old.size)
                _only_grew(old, open_checkpoint(answer.text("checkpoint"), verifier), answer)
            note = answer.text("checkpoint")
        except (Malformed, BadSignature, BadProof) as error:
            raise LogRewritten(self._alarm(str(error))) from None
        self.verifier, self.checkpoint = verifier_text, note
        return note

    def compare(self, change: str, review_digest: str, number: int = 0) -> None:
        """Note what is shown of `change`, in the observation of this `number`.

        Raises LogRewritten if something else was shown to this person before, or a later observation.
        """
        shown = self.shown if self.shown is not None else {}
        before, digest = _read_shown(shown.get(change))
        if before > number or (before == number and digest not in ("", review_digest)):
            raise LogRewritten(self._alarm(f"change `{quoted(change)}` does not look as it did when you saw it before"))
        shown.pop(change, None)
        shown[change] = f"{number} {review_digest}"
        self.shown = dict(list(shown.items())[-_CHANGES_KEPT:])

    def _alarm(self, why: str) -> str:
        return (
            f"the gate's past has changed, nothing was signed: {why}. Tell the others and keep "
            f"`{quoted(str(self.path))}`; only if the gate was set up anew on purpose, move that file away"
        )


def _read_shown(text: str | None) -> tuple[int, str]:
    """Read what was kept of a change: the number of its observation, and its digest. Older files have no number."""
    number, _, digest = (text or "").rpartition(" ")
    return int(number) if number.isdecimal() else 0 if digest else -1, digest


def _only_grew(old: Checkpoint, new: Checkpoint, answer: Answer) -> None:
    if new.size < old.size:
        raise BadProof(f"a log of {new.size} growing from {old.size}", "a log does not shrink")
    proof = [b64decode(node) for node in answer.texts("consistency")]
    verify_consistency(old.size, old.root, new.size, new.root, proof)


@contextmanager
def remembering(folder: Path, deployment: str) -> Iterator[Memory]:
    """Open what is remembered of `deployment` below the state directory, and keep it when the block ends well."""
    home = folder / _FOLDER
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = home / f"{sha256(deployment.encode()).hexdigest()[:32]}.json"
    with (home / ".lock").open("a", encoding="utf-8") as lock:
        # Two commands at once must not put an older checkpoint over a newer one.
        fcntl.flock(lock, fcntl.LOCK_EX)
        memory = _load(path)
        yield memory
        _store(memory, deployment)


def _load(path: Path) -> Memory:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Memory(path)
    try:
        match loads(data):
            case {"verifier": str(verifier), "checkpoint": str(checkpoint), "shown": dict(shown)}:
                return Memory(path, verifier, checkpoint, {name: str(digest) for name, digest in shown.items()})
            case _:
                raise Malformed("memory of a gate", data, "members are missing")
    except KeyturnError:
        raise LogRewritten(
            f"`{quoted(str(path))}` is damaged, so nobody can say what this client saw before: nothing was signed; "
            "find out why, then move that file away"
        ) from None


def _store(memory: Memory, deployment: str) -> None:
    if memory.verifier is None or memory.checkpoint is None:
        return
    document: Mapping[str, Json] = {
        "deployment": deployment,
        "verifier": memory.verifier,
        "checkpoint": memory.checkpoint,
        "shown": memory.shown or {},
    }
    fresh = memory.path.with_suffix(".new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        json.dump(document, file)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(memory.path)


Warn = Callable[[str], None]


def greet(memory: Memory, status: Answer, warn: Warn) -> None:
    """Say, at a first contact, which log key is taken for the gate's from now on."""
    if memory.is_new:
        warn(
            "first contact with this gate: from now on its log must be signed by "
            f"{quoted(status.inner('log').text('verifier'))} (compare it with what `keyturn up` printed)"
        )


def check_past(gate: Gate, status: Answer, folder: Path, warn: Warn) -> None:
    """Refuse to sign for a gate whose log does not go on from what this client saw of it. Raises LogRewritten."""
    with remembering(folder, status.text("deployment")) as memory:
        greet(memory, status, warn)
        memory.advance(gate, status)
