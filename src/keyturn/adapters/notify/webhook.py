"""The `Notifier` port by signed webhooks (Standard Webhooks 1.0.0): one POST for each notice, to one address."""

import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from keyturn.adapters.notify.post import post
from keyturn.codec.encoding import format_instant
from keyturn.codec.webhook import MOST_SECRETS, Secret, parse_secret, signatures
from keyturn.errors import Malformed, OurError, quoted
from keyturn.model.notice import TO_ALL, Event, Notice
from keyturn.ports import Clock

_ANY: Final = "*"


class NoSecret(OurError):
    """The file with a webhook's secret cannot be used."""

    code = "webhook.secret"


def read_secrets(path: Path) -> tuple[Secret, ...]:
    """Read a file of secrets, one a line: each signs, so that a new one can be handed out before the old one goes.

    Raises NoSecret, which shows nothing of the file.
    """
    shown = quoted(str(path))
    try:
        mode, text = path.stat().st_mode, path.read_text("ascii")
        secrets = tuple(parse_secret(line) for line in text.split())
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else None
        raise NoSecret(f"the webhook secret in `{shown}` cannot be read: {(why or 'it is not text').lower()}") from None
    except Malformed as error:
        raise NoSecret(f"`{shown}` holds no webhook secret: {error.why}") from None
    if mode & 0o077:
        raise NoSecret(f"others can read the webhook secret in `{shown}`: run `chmod 600 {shown}`")
    if not 1 <= len(secrets) <= MOST_SECRETS:
        raise NoSecret(f"`{shown}` holds {len(secrets)} webhook secrets: 1 to {MOST_SECRETS} are wanted, one a line")
    return secrets


class Webhook:
    """One address of `[[webhooks]]`."""

    def __init__(self, url: str, secrets: Sequence[Secret], events: Sequence[str], clock: Clock) -> None:
        """`events` are names (`change.opened`), groups (`change.*`) or `*`; `secrets` sign side by side."""
        self._url = url
        self._secrets = secrets
        self._events = events
        self._clock = clock
        digest = sha256(url.encode()).hexdigest()
        parts = urlsplit(url)
        # A path often is a secret of its own; the end of the digest tells two of one host apart.
        self.name: Final = f"{parts.scheme}://{parts.netloc} ({digest[:6]})"
        self.key: Final = digest[:32]

    def wants(self, event: Event) -> bool:
        group = f"{event.value.partition('.')[0]}.{_ANY}"
        return event in TO_ALL or any(one in (_ANY, group, event.value) for one in self._events)

    async def tell(self, notice: Notice) -> None:
        document = {"type": notice.event.value, "timestamp": format_instant(notice.at), "data": notice.data}
        body = json.dumps(document, ensure_ascii=True, separators=(",", ":")).encode()
        now = int(self._clock.wall().timestamp())
        headers = {
            "content-type": "application/json",
            "webhook-id": notice.id,
            "webhook-timestamp": str(now),
            "webhook-signature": signatures(self._secrets, notice.id, now, body),
        }
        await post(self._url, headers, body)
