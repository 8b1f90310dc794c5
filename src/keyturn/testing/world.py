"""Simulators of clock, chance, vault, facts and people's attention: they go only when told to."""

import asyncio
import hmac
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from keyturn.model.execution import Answer, Outgoing
from keyturn.model.identity import SessionKey
from keyturn.model.notice import Event, Notice, NotTold, Position

START = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class SetClock:
    """A clock that goes only when told to. `drift` is how far the wall clock is off the monotonic one."""

    def __init__(self, start: datetime = START) -> None:
        self.start = start
        self.elapsed = timedelta(0)
        self.drift = timedelta(0)

    def wall(self) -> datetime:
        return self.start + self.elapsed + self.drift

    def monotonic(self) -> float:
        return self.elapsed.total_seconds()

    def advance(self, **by: float) -> None:
        """Let time pass, in timedelta's words: `advance(minutes=5)`."""
        self.elapsed += timedelta(**by)


class CountedChance:
    """Chance that repeats from run to run and never within one."""

    def __init__(self, seed: bytes = b"keyturn") -> None:
        self._seed = seed
        self._count = 0

    def token(self, count: int) -> bytes:
        self._count += 1
        found = b""
        while len(found) < count:
            found += sha256(self._seed + self._count.to_bytes(8, "big") + len(found).to_bytes(8, "big")).digest()
        return found[:count]


class MemoryVault:
    """Derives secrets as the real vault does, from a root that everybody knows."""

    def session_key(self, session: str) -> SessionKey:
        secret, token = (
            hmac.digest(b"root", f"{half} {session}".encode(), "sha256").hex() for half in ("secret", "token")
        )
        return SessionKey(secret[:40], token)

    def derived_key(self, session: str, access_key_id: str) -> SessionKey:
        return self.session_key(f"{session} {access_key_id}")

    def change_key(self, change: str) -> bytes:
        return hmac.digest(b"root", f"change {change}".encode(), "sha256")


def _nothing(_: Outgoing) -> Answer:
    return Answer(404, (), b"")


class SetFacts:
    """The home regions of buckets, as told. A bucket nobody named has no known home.

    `answers` is what other reads are answered: that there is no such thing, unless told otherwise. `fetched` is what
    lies at signed addresses.

    `hold` lets whoever asks wait until `release`.
    """

    def __init__(self) -> None:
        self.homes: dict[str, str] = {}
        self.answers: Callable[[Outgoing], Answer] = _nothing
        self.fetched: dict[str, Answer] = {}
        self._gate = asyncio.Event()
        self._gate.set()

    async def read(self, outgoing: Outgoing) -> Answer:
        await self._gate.wait()
        return self.answers(outgoing)

    async def fetch(self, url: str) -> Answer | None:
        await self._gate.wait()
        return self.fetched.get(url)

    async def bucket_home(self, bucket: str) -> str | None:
        await self._gate.wait()
        return self.homes.get(bucket)

    def hold(self) -> None:
        """Answer nobody until `release`."""
        self._gate.clear()

    def release(self) -> None:
        """Answer whoever asked."""
        self._gate.set()


class Bell:
    """A receiver of every notice, which it keeps. While it is `deaf` it takes none."""

    def __init__(self, name: str = "bell") -> None:
        self.name = self.key = name
        self.rung: list[Notice] = []
        self.deaf = False
        self.asked = 0

    def wants(self, _: Event) -> bool:
        return True

    async def tell(self, notice: Notice) -> None:
        self.asked += 1
        if self.deaf:
            raise NotTold("the bell was told to be deaf")
        self.rung.append(notice)

    def events(self) -> list[Event]:
        """What it was told of, in order."""
        return [notice.event for notice in self.rung]


class MemoryPositions:
    """Positions that last as long as the test does."""

    def __init__(self) -> None:
        self.kept: dict[str, Position] = {}

    def read(self, key: str) -> Position | None:
        return self.kept.get(key)

    async def write(self, key: str, position: Position) -> None:
        self.kept[key] = position
