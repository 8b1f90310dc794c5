"""`[[webhooks]]`: who is told of what, and by which secret they know that it was us."""

import re
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from keyturn.config.table import Table
from keyturn.model.notice import Event

KEYS: Final = ("url", "secret", "secret_file", "events")

_MOST: Final = 16
# Its form only: what reads it whole (codec.webhook) loads cryptography, which would make every command slow to start.
_SECRET: Final = re.compile(r"whsec_[A-Za-z0-9+/]{31,86}={0,2}|whsk_[A-Za-z0-9+/]{42,86}={0,2}")
_FORM_WANTED: Final = "`whsec_` and the base64 of 24 to 64 bytes are wanted, or `whsk_` and that of an Ed25519 seed"
# What may stand in the target of a request line and in a Host header, and nothing that could end either.
_URL: Final = re.compile(r"https?://[!-~]{1,2000}")
_NOT_IN_URL: Final = frozenset('"<>\\^`{|}#@')
_WANTED: Final = "an address such as `https://hooks.example.com/keyturn` is wanted, without user, password or fragment"
_EVENTS: Final = frozenset(
    {"*", *(event.value for event in Event), *(f"{event.value.partition('.')[0]}.*" for event in Event)}
) - {Event.TEST.value, "keyturn.*"}

_FORM: Final = re.compile("|".join(map(re.escape, sorted(_EVENTS))))


@dataclass(frozen=True, slots=True)
class WebhookTo:
    """One receiver: its address, what it is told of, and the secret itself or the (absolute) path of its file."""

    url: str
    events: tuple[str, ...]
    secret: str | None = field(default=None, repr=False)
    secret_file: Path | None = None


def read(root: Table, base: Path) -> tuple[WebhookTo, ...]:
    """Read `[[webhooks]]`; a relative `secret_file` starts from `base`."""
    tables = root.sections("webhooks", KEYS, secret=frozenset({"secret", "url"}))
    found = tuple(_one(table, base) for table in tables)
    if len(found) > _MOST:
        raise root.bad("webhooks", f"holds more than {_MOST}: put something in front that tells the others")
    if len({one.url for one in found}) < len(found):
        raise root.bad("webhooks", "names an address twice: give all its events in one place")
    return found


def _one(table: Table, base: Path) -> WebhookTo:
    secret, file = table.text("secret", _SECRET, _FORM_WANTED), table.text("secret_file")
    if (secret is None) == (file is None):
        raise table.bad("secret", "or `secret_file` is wanted, one of them: `openssl rand -base64 32` after `whsec_`")
    events = table.texts("events", _FORM, f"there are {', '.join(sorted(_EVENTS))}")
    return WebhookTo(_url(table), events or ("*",), secret, None if file is None else base / file)


def _url(table: Table) -> str:
    url = table.text("url", _URL, _WANTED)
    if url is None:
        raise table.bad("url", f"is missing: {_WANTED}")
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        raise table.bad("url", f"cannot be used: {_WANTED}") from None
    if not host or port == 0 or _NOT_IN_URL & set(url):
        raise table.bad("url", f"cannot be used: {_WANTED}")
    if parts.scheme == "http" and not _loopback(host):
        raise table.bad("url", "is plain HTTP to another machine, where others could read and change it: use https")
    return url


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
