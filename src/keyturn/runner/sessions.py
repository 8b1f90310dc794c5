"""What the desk does about sessions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from keyturn.authenticate.proxying import password
from keyturn.codec.canonical import Json
from keyturn.codec.encoding import b32encode_id, format_instant
from keyturn.flow import statements
from keyturn.flow.consider import Considering
from keyturn.model.evidence import Draft
from keyturn.model.identity import Session
from keyturn.ports import Chance
from keyturn.runner.intake import Intake, Method, Params, only
from keyturn.runner.timekeeper import Timekeeper


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the gate is reached, and what else `keyturn up` says of itself.

    `trust` is the certificate (PEM) that clients of the door must trust besides their own, empty if none; `proxy_trust`
    those that clients must trust for which it is a proxy. `kept` says where checkpoints are kept besides the store.
    """

    door: str
    console: str
    regions: Mapping[str, str]
    facts: Mapping[str, Json] = field(default_factory=dict)
    trust: str = ""
    proxy_trust: str = ""
    kept: Callable[[], Json] = list

    def region(self, environment: str | None) -> str:
        """Return the region a session works in unless its agent says otherwise: its environment's first."""
        named = self.regions.get(environment or "production")
        return named or next(iter(self.regions.values()), "us-east-1")


class Sessions:
    """Opens, ends and lists sessions."""

    def __init__(
        self, considering: Considering, intake: Intake, time: Timekeeper, chance: Chance, addresses: Addresses
    ) -> None:
        self._considering = considering
        self._state = considering.state
        self._intake = intake
        self._time = time
        self._chance = chance
        self._addresses = addresses
        self.methods: Final[Mapping[str, Method]] = {
            "session_open": self._session_open,
            "session_end": self._session_end,
            "session_list": self._session_list,
        }

    async def _session_open(self, params: Params) -> Json:
        fresh = b32encode_id(self._chance.token(16))

        def open_it(text: str, at: datetime) -> Draft:
            return statements.open_session(self._considering, text, at, fresh)[0]

        draft = await self._intake.take(params, open_it)
        session = self._state.sessions[draft.about["session"]]
        key = self._considering.keys.session_key(session.id)
        return {
            "session": session.id,
            "task": session.task,
            "agent": session.agent,
            "expires": format_instant(session.expires),
            "trust": self._addresses.trust,
            "proxy": self._proxy_for(session),
            "proxy_trust": self._addresses.proxy_trust,
            "env": {
                "AWS_ENDPOINT_URL": self._addresses.door,
                "AWS_ACCESS_KEY_ID": session.access_key_id,
                "AWS_SECRET_ACCESS_KEY": key.secret,
                "AWS_SESSION_TOKEN": key.token,
                "AWS_REGION": self._addresses.region(self._state.tasks[session.task].environment),
            },
        }

    def _proxy_for(self, session: Session) -> str:
        """Return the address under which this session asks the door as a proxy; empty if it is none.

        It holds a password only where there is something that a session is let through to.
        """
        tunnels = self._addresses.facts.get("proxy")
        if tunnels is None:
            return ""
        scheme, _, where = self._addresses.door.partition("://")
        key = self._considering.keys.session_key(session.id)
        return f"{scheme}://{session.access_key_id}:{password(key)}@{where}" if tunnels else self._addresses.door

    async def _session_end(self, params: Params) -> Json:
        draft = await self._intake.take(params, lambda text, at: statements.end_session(self._considering, text, at))
        return {"session": draft.about["session"]}

    async def _session_list(self, params: Params) -> Json:
        only(params)
        at, _ = self._time.now()
        return {"sessions": [self._session(session, at) for session in self._state.sessions.values()]}

    def _session(self, session: Session, at: datetime) -> Json:
        task = self._state.tasks[session.task]
        stands = "ended" if session.ended is not None else "expired" if at >= session.expires else "open"
        return {
            "session": session.id,
            "task": task.id,
            "agent": session.agent,
            "sponsor": task.sponsor,
            "intent": task.intent,
            "kind": task.kind.value,
            "environment": task.environment,
            "scope": list(task.scope),
            "isolation": session.isolation.value,
            "opened": format_instant(session.opened),
            "expires": format_instant(session.expires),
            "state": stands,
        }
