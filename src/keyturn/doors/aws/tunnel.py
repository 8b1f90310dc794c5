"""A tunnel: bytes from one connection to another and back, unread, until one of them ends or leave does."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final, Protocol, cast

from keyturn.errors import CallerError

CONNECT_SECONDS: Final = 10.0
"""How long another host may take to be found, and to answer."""

IDLE_SECONDS: Final = 900.0
"""How long nothing may pass."""

LINGER_SECONDS: Final = 30.0
"""How long the one end may take for the last bytes of the other."""

_HELD_BYTES: Final = 262_144
_PRIVATE: Final = tuple(map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")))
_NEVER: Final = tuple(
    map(ip_network, ("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "198.18.0.0/15", "fd00:ec2::/32", "64:ff9b:1::/48"))
)
"""This network, carriers' and other special ones (RFC 6890), in which clouds keep their metadata: fd00:ec2::254 is
AWS's, beside the link-local 169.254.169.254
(https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html)."""

_TRANSLATED: Final = ip_network("64:ff9b::/96")
"""RFC 6052: IPv4 behind a translator."""

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


class NotThere(CallerError):
    """A host's name leads to where no tunnel goes."""

    code = "proxy.address"

    def __init__(self, host: str, address: str) -> None:
        super().__init__(
            f"{host} leads to {address}: tunnels go to other machines only, never to this one, its neighbours by wire "
            "or the cloud's metadata"
        )


class Leave(Protocol):
    """Leave for one tunnel."""

    @property
    def ended(self) -> asyncio.Event:
        """Set when it is cut."""

    @property
    def seconds(self) -> float:
        """How long it lasts at most."""


class End(asyncio.Protocol):
    """One end: what it gets, the other end sends."""

    def __init__(self, ends: "Ends") -> None:
        self._ends = ends
        self.other: End | None = None
        self.transport: asyncio.Transport | None = None
        self._early = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self.transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - whyever
        """End the tunnel."""
        self.transport = None
        self._ends.over()

    def eof_received(self) -> bool:
        """Close: half a tunnel is of no use to TLS, which is what passes here."""
        return False

    def data_received(self, data: bytes) -> None:
        """Pass on."""
        self._ends.touched = True
        if self.other is None:
            self._early += data
            if len(self._early) > _HELD_BYTES and self.transport is not None:
                self.transport.abort()
        elif self.other.transport is not None:
            self.other.transport.write(data)

    def pause_writing(self) -> None:
        """Hold the other end back."""
        if self.other is not None and self.other.transport is not None:
            self.other.transport.pause_reading()

    def resume_writing(self) -> None:
        """Let the other end go on."""
        if self.other is not None and self.other.transport is not None:
            self.other.transport.resume_reading()

    def join(self, other: "End") -> None:
        """Pass on to `other` from now on, beginning with what has come already."""
        self.other = other
        early, self._early = self._early, b""
        if early:
            self.data_received(early)

    # What counts connections may end this one too.

    def finish(self) -> None:
        """End the tunnel."""
        self._ends.over()

    def abort(self) -> None:
        """Break the tunnel."""
        self._ends.cut()


class Ends:
    """Both ends of one tunnel."""

    def __init__(self) -> None:
        self.near = End(self)
        self.far = End(self)
        self.touched = False
        self._watcher: asyncio.Task[None] | None = None
        self._is_over = False
        self._told: list[Callable[[], None]] = []

    def when_over(self, tell: Callable[[], None]) -> None:
        """Have `tell` called once, when the tunnel has ended."""
        if self._is_over:
            tell()
        else:
            self._told.append(tell)

    def join(self) -> None:
        """Begin to pass on in both directions."""
        self.near.join(self.far)
        self.far.join(self.near)

    async def watch(self, leave: Leave) -> None:
        """Cut the tunnel when leave ends, or when nothing has passed for IDLE_SECONDS."""
        self._watcher = asyncio.current_task()
        left = leave.seconds
        while left > 0 and not self._is_over:
            wait = min(left, IDLE_SECONDS)
            self.touched = False
            try:
                async with asyncio.timeout(wait):
                    await leave.ended.wait()
                break
            except TimeoutError:
                left -= wait
                if not self.touched:
                    break
        self.cut()

    def over(self) -> None:
        """End: what one end has sent, the other still gets."""
        if self._is_over:
            return
        self._is_over = True
        if self._watcher is not None and self._watcher is not asyncio.current_task():
            self._watcher.cancel()
        for end in (self.near, self.far):
            if end.transport is not None:
                end.transport.close()
        asyncio.get_running_loop().call_later(LINGER_SECONDS, self._break)
        for tell in self._told:
            tell()

    def cut(self) -> None:
        """End at once."""
        self.over()
        self._break()

    def _break(self) -> None:
        for end in (self.near, self.far):
            if end.transport is not None:
                end.transport.abort()


async def resolved(host: str, port: int) -> Sequence[str]:
    """Return the addresses of `host`. Raises OSError."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


async def reach(host: str, port: int, resolve: Resolve = resolved) -> Ends:
    """Connect to `host`, not yet passing anything on.

    Every address that its name leads to must be one of another machine, and the one that was looked at is the one that
    is connected to. Raises NotThere, OSError.
    """
    async with asyncio.timeout(CONNECT_SECONDS):
        addresses = await resolve(host, port)
        for address in addresses:
            if not is_elsewhere(address):
                raise NotThere(host, address)
        failure: OSError = OSError(0, "it has no address")
        for address in addresses:
            ends = Ends()
            try:
                transport, _ = await asyncio.get_running_loop().create_connection(lambda: ends.far, address, port)  # noqa: B023 - called before the next turn
            except OSError as error:
                failure = error
                continue
            if transport.get_extra_info("sockname")[0] == transport.get_extra_info("peername")[0]:
                ends.cut()
                raise NotThere(host, address)
            return ends
        raise failure


def is_elsewhere(address: str) -> bool:
    """Whether `address` can be that of another machine that anybody may talk to: public, or a private network's."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if inner is None and found in _TRANSLATED:
            inner = IPv4Address(int(found) & 0xFFFF_FFFF)
        if inner is not None:
            return is_elsewhere(str(inner))
        if found.teredo is not None:
            return False
    if found.is_loopback or found.is_link_local or found.is_multicast or found.is_unspecified or found.is_reserved:
        return False
    if any(found in network for network in _NEVER):
        return False
    return found.is_global or any(found in network for network in _PRIVATE)
