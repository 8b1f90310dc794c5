"""One HTTP/1.1 POST that goes to the address it is given and nowhere else.

No redirect is followed, no proxy of the environment is used, no cookie kept, no connection used twice, and no more of
the answer read than its head. An address without TLS is a process on this machine, whatever the name resolves to.
"""

import asyncio
import re
import ssl
from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from keyturn import __version__
from keyturn.model.notice import NotTold

SECONDS: Final = 10.0
"""How long one attempt may take, from the first look at the name to the end of the answer's head."""

_HEAD_BYTES: Final = 16_384
_STATUS: Final = re.compile(rb"HTTP/1\.[01] ([0-9]{3})(?: [^\r\n]*)?\r?\n")
_RETRY_AFTER: Final = re.compile(rb"(?i)\nretry-after:[ \t]*([0-9]{1,6})[ \t]*\r?\n")


async def post(url: str, headers: Mapping[str, str], body: bytes) -> None:
    """Send `body` to `url` once. Returns if the answer's status is 2xx; raises NotTold otherwise, within seconds."""
    try:
        async with asyncio.timeout(SECONDS):
            head = await _exchange(url, headers, body)
    except TimeoutError:
        raise NotTold(f"no answer within {SECONDS:.0f} s") from None
    except ssl.SSLCertVerificationError as error:
        raise NotTold(f"its certificate is not trusted ({error.verify_message})") from None
    except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, UnicodeError) as error:
        raise NotTold(f"it cannot be reached ({_shown(error)})") from None
    found = _STATUS.match(head)
    if found is None:
        raise NotTold("what answers there does not speak HTTP")
    status = int(found[1])
    if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        after = _RETRY_AFTER.search(head)
        why = " (a redirect, which is not followed)" if status < HTTPStatus.BAD_REQUEST else ""
        raise NotTold(f"it answers with status {status}{why}", None if after is None else float(after[1]))


async def _exchange(url: str, headers: Mapping[str, str], body: bytes) -> bytes:
    parts = urlsplit(url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    reader, writer = await asyncio.open_connection(
        host,
        parts.port or (443 if secure else 80),
        limit=_HEAD_BYTES,
        ssl=_trust() if secure else None,
        server_hostname=host if secure else None,
    )
    try:
        peer = str(writer.get_extra_info("peername")[0])
        if not secure and not ip_address(peer.partition("%")[0]).is_loopback:
            raise NotTold(f"its name leads to `{peer}`, off this machine, without TLS: use https")
        target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        lines = [
            f"POST {target} HTTP/1.1",
            f"host: {parts.netloc}",
            f"user-agent: keyturn/{__version__}",
            f"content-length: {len(body)}",
            "connection: close",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        writer.write("\r\n".join([*lines, "", ""]).encode("ascii") + body)
        await writer.drain()
        return await reader.readuntil(b"\r\n\r\n")
    finally:
        writer.transport.abort()  # the answer's body, if there is one, is of no interest


@cache
def _trust() -> ssl.SSLContext:
    """The system's authorities, or those that SSL_CERT_FILE names."""
    return ssl.create_default_context()


def _shown(error: Exception) -> str:
    text = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
    return "".join(character for character in text[:120] if character.isprintable()).lower()
