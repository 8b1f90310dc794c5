"""CONNECT (RFC 9110, section 9.3.6): for AWS's hosts the door speaks itself; few others are let through, unread.

A client that ignores endpoint variables, or puts names before AWS's hosts, asks the door for `CONNECT host:443` as it
would ask any proxy. For an endpoint of AWS the door shows a certificate for that host and reads what comes as it reads
everything; nothing is ever connected to the host that was named. For hosts that the configuration lists, a session may
have a tunnel. Everything else is refused.
"""

import re
import ssl
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from keyturn.doors.aws import writing
from keyturn.doors.aws.heads import HEADERS, split_fields
from keyturn.doors.aws.tunnel import Ends, Leave, reach
from keyturn.errors import CallerError, KeyturnError, Malformed
from keyturn.recognise.aws.domains import is_amazons, is_endpoint

TUNNELS: Final = 100
"""How many tunnels may be open at once: each takes two descriptors."""

ESTABLISHED: Final = b"HTTP/1.1 200 Connection established\r\n\r\n"
_PHRASE_CHARACTERS: Final = 300
_LINE: Final = re.compile(r"CONNECT ([A-Za-z0-9.:\[\]-]{1,300}) HTTP/1\.[01]")
_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_TARGET: Final = re.compile(rf"((?:{_LABEL}\.)*{_LABEL}):([0-9]{{1,5}})")
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
_FORBIDDEN: Final = frozenset({"transfer-encoding", "upgrade", "expect"})


class NotForwarded(CallerError):
    """A CONNECT is refused; `status` is what the client is told with the words."""

    code = "proxy.refused"

    def __init__(self, why: str, status: int = 403) -> None:
        super().__init__(why)
        self.status = status


@dataclass(frozen=True, slots=True)
class Target:
    """What a CONNECT asks for. `host` is lower case and no address; `authorization` is the proxy's, if there is one."""

    host: str
    port: int
    authorization: str | None


@dataclass(frozen=True, slots=True)
class Pattern:
    """A host that the configuration lets through, or with `below` all hosts below it; and the one port."""

    host: str
    port: int
    below: bool

    def fits(self, target: Target) -> bool:
        """Whether `target` is meant."""
        if target.port != self.port:
            return False
        return target.host.endswith(f".{self.host}") if self.below else target.host == self.host


class Leaves(Protocol):
    """The gate as the proxy sees it."""

    async def leave(self, authorization: str | None, host: str, port: int) -> Leave:
        """Return leave for a tunnel, once it is noted. Raises KeyturnError."""


Reach = Callable[[str, int], Awaitable[Ends]]


class Proxy:
    """Judges each CONNECT."""

    def __init__(
        self,
        speaks_for: Callable[[str], ssl.SSLContext],
        let_through: Sequence[Pattern],
        leaves: Leaves,
        reaches: Reach = reach,
    ) -> None:
        """`speaks_for` gives the context in which the door speaks for a host."""
        self._speaks_for = speaks_for
        self._let_through = tuple(let_through)
        self._leaves = leaves
        self._reaches = reaches
        self._open = 0

    def intercepts(self, target: Target) -> ssl.SSLContext | None:
        """Return the context in which to speak for the target; None if it may be let through. Raises NotForwarded."""
        if is_endpoint(target.host):
            if target.port != 443:
                raise NotForwarded(f"AWS is spoken to over https, on port 443, not {target.port}")
            return self._speaks_for(target.host)
        if is_amazons(target.host):
            raise NotForwarded(f"{target.host} is AWS's and no endpoint of its APIs: nobody is let through to it")
        if any(pattern.fits(target) for pattern in self._let_through):
            return None
        raise NotForwarded(
            f"{target.host}:{target.port} is not let through: the door is a proxy for AWS's endpoints; whoever runs it "
            "may list others as [gateway] tunnels"
        )

    async def tunnel(self, target: Target) -> tuple[Ends, Leave]:
        """Connect to the target for whoever may. Raises NotForwarded."""
        if self._open >= TUNNELS:
            raise NotForwarded(f"{TUNNELS} tunnels are open: close some", 503)
        self._open += 1
        try:
            leave = await self._leaves.leave(target.authorization, target.host, target.port)
            ends = await self._reaches(target.host, target.port)
        except KeyturnError as error:
            self._open -= 1
            # 407 has a client that knows better credentials try those; it is never sent for another reason.
            raise NotForwarded(str(error), 407 if error.code == "proxy.unknown" else 403) from None
        except OSError as error:
            self._open -= 1
            raise NotForwarded(
                f"{target.host} cannot be reached ({(error.strerror or 'no answer').lower()})", 502
            ) from None
        except BaseException:
            self._open -= 1
            raise
        ends.when_over(self._over)
        return ends, leave

    def _over(self) -> None:
        self._open -= 1


def read_connect(raw: bytes) -> Target:
    """Return what `raw` asks for: the lines of a CONNECT, each with its CR LF. Raises NotForwarded."""
    try:
        line, _, block = raw.decode("ascii").partition("\r\n")
        fields = split_fields(block)
    except (UnicodeDecodeError, Malformed):
        raise NotForwarded("its head is not plain HTTP/1.1", 400) from None
    found = _LINE.fullmatch(line)
    target = _TARGET.fullmatch(found[1].lower()) if found is not None else None
    if target is None or len(target[1]) > 253 or not 0 < int(target[2]) < 65536 or len(fields) > HEADERS:
        raise NotForwarded("`CONNECT host:port HTTP/1.1` is wanted, with the host's plain name", 400)
    host, port = target[1], int(target[2])
    if _NUMBER.fullmatch(host.rpartition(".")[2]):
        raise NotForwarded("a host's name is wanted, not an address")
    values = dict(fields)
    named = [value.lower() for name, value in fields if name == "host"]
    if len(named) > 1 or (named and named[0] not in {f"{host}:{port}", host}):
        raise NotForwarded("its Host header names another host than its first line", 400)
    credentials = [value for name, value in fields if name == "proxy-authorization"]
    if len(credentials) > 1 or not _FORBIDDEN.isdisjoint(values) or values.get("content-length", "0") != "0":
        raise NotForwarded("CONNECT has no body, no upgrade, and one Proxy-Authorization at most", 400)
    return Target(host, port, credentials[0] if credentials else None)


def turned_away(refusal: NotForwarded) -> bytes:
    """Return the answer to a CONNECT that is refused. Most clients show nothing but the words of its first line."""
    text = " ".join(f"keyturn: {refusal}".encode("ascii", "replace").decode().split())[:_PHRASE_CHARACTERS]
    more = b'proxy-authenticate: Basic realm="keyturn"\r\n' if refusal.status == 407 else b""
    body = f"{text}\n".encode()
    return b"HTTP/1.1 %d %b\r\n%bcontent-type: text/plain; charset=us-ascii\r\ncontent-length: %d\r\n%b\r\n\r\n%b" % (
        refusal.status,
        text.encode(),
        more,
        len(body),
        writing.CLOSE,
        body,
    )
