"""One place where state changes: an entry is numbered and folded in the same step, and acknowledged once durable."""

from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

from keyturn.codec import strict
from keyturn.codec.encoding import parse_instant
from keyturn.errors import CallerError, OurError
from keyturn.flow.state import State
from keyturn.model.evidence import UNFOLDED, Draft, Durable, Kind
from keyturn.ports import Log

D = TypeVar("D", bound=Draft)


class DamagedLog(OurError):
    """An entry of our own log cannot be read back."""

    code = "log.damaged"

    def __init__(self, seq: int, why: str) -> None:
        super().__init__(
            f"entry {seq} of the log cannot be read ({why}): restore the store from a copy and run `keyturn log verify`"
        )


class Journal:
    """The log and the state that is its fold.

    Nothing awaits between a check on the state and `write`, so what was checked still holds when the entry is numbered;
    the log keeps that order, so a durable entry implies that all it was checked against is durable too.
    """

    def __init__(self, log: Log, state: State) -> None:
        self.log = log
        self.state = state
        self.folded = 0
        """How many entries were folded: while it stays the same, so does all that was checked on the state."""
        self._heard: dict[Kind, list[Callable[[], None]]] = {}

    def follow(self, kinds: Iterable[Kind], heard: Callable[[], None]) -> None:
        """Have `heard` called at each entry of one of these kinds from here on, once it is folded."""
        for kind in kinds:
            self._heard.setdefault(kind, []).append(heard)

    def write(self, draft: D) -> Awaitable[Durable[D]]:
        """Number `draft`, fold it into the state, and return what resolves when it is durable.

        Raises EvidenceUnavailable.
        """
        durable = self.log.append(draft)
        self._fold(draft)
        return durable

    def note(self, draft: Draft) -> None:
        """Number and fold `draft`, for which nobody waits: it is durable before whatever is written after it.

        Raises EvidenceUnavailable.
        """
        self.log.note(draft)
        self._fold(draft)

    def _fold(self, draft: Draft) -> None:
        if draft.kind not in UNFOLDED:
            self.folded += 1
            self.state.apply(draft.kind, draft.at, draft.about, draft.payload)
        for heard in self._heard.get(draft.kind, ()):
            heard()

    def read_back(self) -> None:
        """Fold what the log already holds. Raises DamagedLog."""
        for entry in self.log.folded():
            try:
                # As deep as what we wrote may be: an agent's parameters lie several levels down in an entry.
                leaf = strict.loads_canonical(entry.leaf)
                payload = strict.loads_canonical(entry.payload or b"null")
                if not isinstance(leaf, dict) or not isinstance(payload, dict):
                    raise DamagedLog(entry.seq, "it is erased or not an object")
                about = {name: str(value) for name, value in dict(leaf["about"]).items()}
                self.state.apply(Kind(str(leaf["kind"])), parse_instant(str(leaf["at"])), about, payload)
            except (KeyError, IndexError, ValueError, TypeError, CallerError) as error:
                raise DamagedLog(entry.seq, f"{type(error).__name__}: {error}") from error
