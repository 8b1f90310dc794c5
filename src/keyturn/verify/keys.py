"""The keys that signed one log, one after the other: each vouches for the next, and people approved that."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

from keyturn.codec.note import NEXT_KEY, Verifier
from keyturn.codec.strict import loads_canonical
from keyturn.errors import KeyturnError
from keyturn.model.evidence import Entry
from keyturn.verify.known import Found, Known, Payload
from keyturn.verify.leaf import Leaf

_CHANGED: Final = b'"kind":"log.key_changed"'


@dataclass(frozen=True, slots=True)
class KeyChange:
    """Entry number `seq`: the key `old` signed the log of `seq` entries, `new` signs all that is longer."""

    seq: int
    old: Verifier
    new: Verifier
    handover: str

    def names_next(self) -> bool:
        """Whether the old key's last checkpoint is its own and names the new one; its signature is another matter."""
        if self.handover.partition("\n")[0] != self.old.name:
            return False
        return f"{NEXT_KEY}{self.new.format()}" in self.handover.partition("\n\n")[0].split("\n")


class Eras:
    """Which key signed a log of which size."""

    def __init__(self, changes: tuple[KeyChange, ...]) -> None:
        self.changes: Final = changes
        self._verifiers: Final = {one.name: one for change in changes for one in (change.old, change.new)}
        self.keys: Final = frozenset(one.format() for one in self._verifiers.values())

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """Collect the changes of key that the entries tell of; which of them hold is for others to say."""
        found = []
        for entry in entries:
            if entry.payload is None or _CHANGED not in entry.leaf:
                continue
            try:
                payload = loads_canonical(entry.payload)
                if isinstance(payload, dict):
                    old, new = (Verifier.parse(str(payload.get(name))) for name in ("old", "new"))
                    found.append(KeyChange(entry.seq, old, new, str(payload.get("handover"))))
            except KeyturnError:
                continue  # the story says so when its turn comes
        return cls(tuple(found))

    def newest(self, verifier: Verifier) -> Verifier:
        """The key that signs in the end, where `verifier` is one of them."""
        return self.changes[-1].new if self.changes else verifier

    def signer(self, note: str) -> Verifier | None:
        """The key that a checkpoint is said to be signed with, None where it is none that changed."""
        return self._verifiers.get(note.partition("\n")[0])

    def covers(self, verifier: Verifier, size: int) -> bool:
        """Whether `verifier` was the log's key while the log had `size` entries."""
        if not self.changes:
            return True
        begins, ends = 0, None
        for change in self.changes:
            if change.old == verifier:
                ends = change.seq
            if change.new == verifier:
                begins = change.seq + 1
        return begins <= size and (ends is None or size <= ends)


def changed(known: Known, _: Leaf, payload: Payload) -> Found:
    """Another key signs from here on: both are named by the charter in force."""
    Verifier.parse(payload["old"])
    Verifier.parse(payload["new"])
    named = () if known.charter is None else known.charter.log_keys
    if not {payload["old"], payload["new"]} <= set(named):
        yield "key.not_approved", "the log goes on under another key, and people did not approve both"
