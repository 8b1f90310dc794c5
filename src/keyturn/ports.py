"""What the world must do for us. Each port speaks the nouns only; adapters implement it, testing simulates it."""

from collections.abc import Awaitable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from keyturn.codec.canonical import Json
from keyturn.codec.webauthn import Assertion
from keyturn.model.evidence import Draft, Durable, Entry, Intent
from keyturn.model.execution import Answer, Outgoing
from keyturn.model.identity import PublicKey, SessionKey
from keyturn.model.notice import Event, Notice, Position

D = TypeVar("D", bound=Draft)


class Clock(Protocol):
    """Two clocks: one people set, one that only goes forward."""

    def wall(self) -> datetime:
        """Return the system's idea of now, in UTC."""

    def monotonic(self) -> float:
        """Return seconds since some fixed point; never goes back."""


class Chance(Protocol):
    """Randomness fit for keys."""

    def token(self, count: int) -> bytes:
        """Return `count` random bytes."""


class Log(Protocol):
    """The evidence log. What it acknowledges is on stable storage."""

    def append(self, draft: D) -> Awaitable[Durable[D]]:
        """Give `draft` the next number, in the order of calls, and resolve when it is durable.

        Raises EvidenceUnavailable, and then for every later call too: without evidence nothing passes. Malformed or
        Unrecordable for what cannot be recorded, which takes no number: at once, or, of a read, to whoever waits.
        """

    def note(self, draft: Draft) -> None:
        """Give the next number to `draft`, for which nobody waits: durable a moment later, no later than what is next.

        Raises EvidenceUnavailable, and Malformed or Unrecordable, as `append` does, at once.
        """

    def usable(self) -> bool:
        """Whether entries can still be appended."""

    def last(self) -> datetime | None:
        """Return the instant of the newest entry, None if there is none: no later one may come before it."""

    def folded(self) -> Iterator[Entry]:
        """Yield the entries from which state is read back, in order (all kinds but evidence.UNFOLDED).

        Raises EvidenceUnavailable, at the latest at the end, where they are not those that the log's key signed for.
        """

    def leaves(self, start: int) -> Iterator[tuple[int, bytes]]:
        """Yield number and leaf of each durable entry from `start` on, in order."""

    def payload(self, seq: int, leaf: bytes, /) -> bytes | None:
        """Return the payload of entry `seq`, None where it was erased.

        Raises EvidenceUnavailable where it is not the one that `leaf` commits to.
        """

    def size(self) -> int:
        """Return how many entries are durable."""

    def checkpoint(self) -> str:
        """Return the newest signed checkpoint, a C2SP signed note."""

    def consistency(self, size: int) -> tuple[bytes, ...]:
        """Return the RFC 6962 proof that the newest checkpoint extends the tree of `size` entries."""

    def verifier(self) -> str:
        """Return the log's verifier key (C2SP vkey)."""

    async def close(self) -> None:
        """Commit what is waiting and let go of the store."""


class Vault(Protocol):
    """Secrets of this gateway, never in the log: each is derived from the root key and what it is for."""

    def session_key(self, session: str) -> SessionKey:
        """Return the credentials of the session with this id."""

    def derived_key(self, session: str, access_key_id: str) -> SessionKey:
        """Return the credentials of a narrower key of this session, by its access key id."""

    def change_key(self, change: str) -> bytes:
        """Return the 32-byte key under which a change's sensitive members are digested."""


class Upstream(Protocol):
    """The cloud. It takes nothing whose intent is not durable."""

    async def execute(self, intent: Durable[Intent], outgoing: Outgoing) -> Answer:
        """Send `outgoing` and return the answer's head with its body to be read.

        Raises NeverSent when certainly no byte left, Cut when bytes left and no whole head came back.
        """

    async def close(self) -> None:
        """Close all connections."""


class Facts(Protocol):
    """What the gateway itself reads from the cloud in order to judge an action."""

    async def bucket_home(self, bucket: str) -> str | None:
        """Return the home region of an S3 bucket of ours as AWS reports it, or None if that cannot be known."""

    async def read(self, outgoing: Outgoing) -> Answer:
        """Send a read of the gateway's own, for people who look. Raises NeverSent, Cut, OurError."""

    async def fetch(self, url: str) -> Answer | None:
        """Get what an answer of AWS points at by a signed address, without credentials of the gateway's.

        None for an address that is not AWS's storage. Raises NeverSent, Cut.
        """


class Reading(Protocol):
    """Who is told what is being read, and where that is known how much of it is done."""

    def __call__(self, what: str, done: int = 0, total: int = 0) -> None:
        """Say that `what` is being read, `done` of `total` (0: nobody knows)."""


class Collector(Protocol):
    """Reads from the cloud what a proof is about, with calls that change nothing."""

    async def collect(self, progress: Reading, *, usage: bool = True) -> Mapping[str, Json]:
        """Return the bundle; `progress` is told what is being read. `usage`: also what everybody used last.

        Raises UpstreamError.
        """


class Keep(Protocol):
    """A place besides the store that keeps the log's newest checkpoint, so that the store cannot be put back unseen."""

    @property
    def place(self) -> str:
        """Return the place as keyturn.toml names it."""

    async def newest(self) -> str | None:
        """Return the signed note kept there last, None while there is none. Raises KeptUnknown."""

    async def keep(self, size: int, note: str) -> None:
        """Keep `note`, which is over `size` entries, beside or in place of the one before. Raises KeptUnknown."""


class Passkeys(Protocol):
    """Passkeys of people who look at the console in a browser."""

    @property
    def origin(self) -> str:
        """Where they are made and used: scheme, host and port of the console's pages."""

    def options(self, name: str, challenge: bytes, known: Sequence[PublicKey]) -> Mapping[str, Json]:
        """Return what a browser is told to make a passkey for `name`; one that holds any of `known` makes no other.

        Public key credential creation options in their JSON form (Web Authentication Level 3, section 5.1.9).
        """

    def registered(self, answer: str, challenge: bytes) -> PublicKey:
        """Return the passkey that a browser made, from its answer in JSON. Raises CallerError."""

    def confirm(self, key: PublicKey, challenge: bytes, assertion: Assertion, signature: bytes, last: int) -> None:
        """Return if the passkey `key` signed `challenge`, after `last` signatures. Raises CallerError."""


class Notifier(Protocol):
    """Somebody who is told, by whatever way. Who is told when, and again, is seen to by `runner.telling`."""

    @property
    def name(self) -> str:
        """What people call this receiver; it shows no secret."""

    @property
    def key(self) -> str:
        """What `Positions` keeps this receiver under: letters, digits and hyphens."""

    def wants(self, event: Event) -> bool:
        """Whether this receiver is to be told of such events."""

    async def tell(self, notice: Notice) -> None:
        """Tell it once, within seconds. Raises NotTold."""


class Positions(Protocol):
    """How far each receiver has been told, kept beside the log."""

    def read(self, key: str) -> Position | None:
        """Return where the receiver `key` stands; None if it was never told anything, or that cannot be read."""

    async def write(self, key: str, position: Position) -> None:
        """Keep where it stands. Raises OurError."""
