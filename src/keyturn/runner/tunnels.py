"""Connections that are let through unread: asked for by a session, noted before they open, cut with the session."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from keyturn.authenticate.proxying import NotLetThrough
from keyturn.errors import CallerError
from keyturn.flow.answers import Refuse
from keyturn.flow.consider import Considering
from keyturn.flow.drafts import tunnel_draft
from keyturn.flow.tunnels import tunneller
from keyturn.runner.journal import Journal
from keyturn.runner.timekeeper import Timekeeper

__all__ = ["Leave", "NotLetThrough", "SessionOver", "Tunnels"]


class SessionOver(CallerError):
    """The session that asks may not act any more."""

    code = "proxy.session"


@dataclass(frozen=True, slots=True)
class Leave:
    """Leave to open one tunnel: until `ended` is set, for `seconds` at most."""

    ended: asyncio.Event
    seconds: float


class Tunnels:
    """The gate as the door's proxy sees it."""

    def __init__(
        self, considering: Considering, journal: Journal, time: Timekeeper, ended: Callable[[str], asyncio.Event]
    ) -> None:
        """`ended` gives the event that is set when a session ends."""
        self._considering = considering
        self._journal = journal
        self._time = time
        self._ended = ended

    async def leave(self, authorization: str | None, host: str, port: int) -> Leave:
        """Return leave for a tunnel to `host` once it is noted.

        Raises NotLetThrough, SessionOver, EvidenceUnavailable.
        """
        at, _ = self._time.now()
        caller = tunneller(authorization, self._journal.state, self._considering.keys, at)
        if isinstance(caller, Refuse):
            raise SessionOver(caller.message)
        ended = self._ended(caller.session.id)  # asked for before the pause: it may end meanwhile
        until = min(caller.session.expires, caller.task.expires)
        await self._journal.write(tunnel_draft(caller, host, port, at))
        return Leave(ended, (until - at).total_seconds())
