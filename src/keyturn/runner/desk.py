"""What people ask of the gate, by the control socket or the console.

Each method one question, each statement one entry.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from keyturn.authenticate.proxying import password
from keyturn.codec.canonical import Json
from keyturn.codec.encoding import b32encode_id, b64encode, format_instant
from keyturn.codec.keys import key_id, parse_public_line
from keyturn.errors import CallerError, KeyturnError, Malformed, quoted
from keyturn.flow import statements
from keyturn.flow.consider import Considering
from keyturn.flow.settings import NOT_SEALED
from keyturn.flow.settle import count_word
from keyturn.model import written
from keyturn.model.evidence import Draft, Kind
from keyturn.model.identity import Person, PublicKey, Session, parse_name
from keyturn.ports import Chance, Log
from keyturn.runner.calls import Calls
from keyturn.runner.clockwatch import ClockWatch
from keyturn.runner.journal import Journal
from keyturn.runner.looking import Looking
from keyturn.runner.showing import Showing
from keyturn.runner.timekeeper import Timekeeper

Params = Mapping[str, Json]
UNSTEADY: Final = "unsteady: production is held until it is right again, or people accept it (keyturn clock)"


class PersonKnown(CallerError):
    """Somebody of this name, or with this key, is enrolled."""

    code = "person.known"


class UnknownMethod(CallerError):
    """The gate does not offer this."""

    code = "control.unknown_method"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the gate is reached, and what else `keyturn up` says of itself.

    `trust` is the certificate (PEM) that clients of the door must trust besides their own, empty if none; `proxy_trust`
    those that clients must trust for which it is a proxy.
    """

    door: str
    console: str
    regions: Mapping[str, str]
    facts: Mapping[str, Json] = field(default_factory=dict)
    trust: str = ""
    proxy_trust: str = ""

    def region(self, environment: str | None) -> str:
        """Return the region a session works in unless its agent says otherwise: its environment's first."""
        named = self.regions.get(environment or "production")
        return named or next(iter(self.regions.values()), "us-east-1")


class Desk:
    """Answers people. Whatever it acknowledges is durable."""

    def __init__(
        self,
        considering: Considering,
        journal: Journal,
        calls: Calls,
        time: Timekeeper,
        chance: Chance,
        addresses: Addresses,
    ) -> None:
        self._considering = considering
        self._journal = journal
        self._state = considering.state
        self._calls = calls
        self._time = time
        self._chance = chance
        self._addresses = addresses
        self._showing: Final = Showing(considering, journal.log, time, addresses.console)
        self._looking: Final = Looking(calls.facts, journal, time)
        self.clock: Final = ClockWatch(journal, time, chance, considering.settings.approvers, calls.end_session)
        self._methods: Final[Mapping[str, Callable[[Params], Awaitable[Json]]]] = {
            "status": self._status,
            "person_add": self._person_add,
            "person_disable": self._person_disable,
            "person_list": self._person_list,
            "session_open": self._session_open,
            "session_end": self._session_end,
            "session_list": self._session_list,
            "inbox": self._inbox,
            "show": self._show,
            "vote": self._vote,
            "withdraw": self._withdraw,
            "settle": self._settle,
            "checkpoint": self._checkpoint,
            "clock": self._clock,
            "clock_accept": self._clock_accept,
        }

    @property
    def _log(self) -> Log:
        return self._journal.log

    async def ask(self, method: str, params: Params) -> Json:
        """Answer one question. Raises KeyturnError."""
        answer = self._methods.get(method)
        if answer is None:
            raise UnknownMethod(
                f"`{quoted(method)}` is not a method of this gate: is `keyturn` of the same version as the gateway?"
            )
        return await answer(params)

    async def _status(self, params: Params) -> Json:
        _only(params)
        settings, (_, steady) = self._considering.settings, self._time.now()
        people = self._state.enabled_people()
        status: dict[str, Json] = {
            "deployment": self._state.deployment,
            "sealed": settings.sealed,
            "sealed_text": "sealed" if settings.sealed else NOT_SEALED,
            "people": [person.name for person in people],
            "account": settings.estate.account,
            "environments": [
                {
                    "name": rule.name,
                    "regions": list(rule.regions),
                    "accounts": list(rule.accounts),
                    "arns": list(rule.arns),
                }
                for rule in settings.estate.environments
            ],
            "log": {"checkpoint": self._log.checkpoint(), "verifier": self._log.verifier()},
            "door": self._addresses.door,
            "console": self._addresses.console,
            "bundle": self._considering.current,
            "clock": "steady" if steady else UNSTEADY,
            "ready": self._calls.ready(),
            "open_changes": len(self._showing.open_cases()),
            "decisions": self._considering.remembered(),
        }
        return status | dict(self._addresses.facts)

    async def _person_add(self, params: Params) -> Json:
        _only(params, "name", "groups", "public_key")
        name = parse_name("person's name", _text(params, "name"))
        groups = frozenset(parse_name("group", group) for group in _texts(params, "groups"))
        line = parse_public_line(_text(params, "public_key").encode())
        raw = line.key.public_bytes_raw()
        known = self._state.people.get(name)
        if known is not None and known.enabled:
            raise PersonKnown(f"`{name}` is enrolled already: choose another name, or disable them first")
        if any(session.agent == name for session in self._state.sessions.values()):
            raise PersonKnown(f"`{name}` is an agent here: a person needs a name of their own")
        identity = key_id(raw)
        owner = self._state.owner_of_key.get(identity)
        if owner is not None:
            raise PersonKnown(
                f"this key belongs to `{owner}`: each person makes a key of their own (`keyturn key new`)"
            )
        person = Person(name, groups, (PublicKey(identity, raw),))
        at, _ = self._time.now()
        await self._journal.write(
            Draft(Kind.PERSON_ADDED, at, {}, {"person": dict(written.person(person)), "by": "setting up"})
        )
        return {"name": name, "groups": sorted(groups), "key_id": identity}

    async def _person_disable(self, params: Params) -> Json:
        _only(params, "name")
        name = _text(params, "name")
        if name not in self._state.people or not self._state.people[name].enabled:
            raise PersonKnown(f"nobody enabled is called `{quoted(name)}`: see `keyturn person list`")
        at, _ = self._time.now()
        durable = self._journal.write(Draft(Kind.PERSON_DISABLED, at, {}, {"name": name, "by": "setting up"}))
        for session in self._sessions_of(name):
            self._calls.end_session(session.id)
        await durable
        return {"name": name}

    def _sessions_of(self, sponsor: str) -> list[Session]:
        return [one for one in self._state.sessions.values() if self._state.tasks[one.task].sponsor == sponsor]

    async def _person_list(self, params: Params) -> Json:
        _only(params)
        return {
            "people": [
                {
                    "name": person.name,
                    "groups": sorted(person.groups),
                    "keys": [key.id for key in person.keys],
                    "enabled": person.enabled,
                }
                for person in self._state.people.values()
            ]
        }

    async def _session_open(self, params: Params) -> Json:
        fresh = b32encode_id(self._chance.token(16))

        def open_it(text: str, at: datetime) -> Draft:
            return statements.open_session(self._considering, text, at, fresh)[0]

        draft = await self._state_it(params, open_it)
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
        draft = await self._state_it(params, lambda text, at: statements.end_session(self._considering, text, at))
        return {"session": draft.about["session"]}

    async def _session_list(self, params: Params) -> Json:
        _only(params)
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

    async def _inbox(self, params: Params) -> Json:
        _only(params, "as")
        reader = params.get("as")
        person = self._state.people.get(reader) if isinstance(reader, str) else None
        if reader is not None and person is None:
            raise PersonKnown("nobody of that name is enrolled: see `keyturn person list`")
        return {
            "changes": [self._showing.line(case, person) for case in self._showing.open_cases()],
            "sealed": self._considering.settings.sealed,
        }

    async def _show(self, params: Params) -> Json:
        _only(params, "change")
        case = statements.find_case(self._state, _text(params, "change"))
        return self._showing.document(case, await self._looking.at(case))

    async def _vote(self, params: Params) -> Json:
        draft = await self._state_it(params, lambda text, at: statements.count_vote(self._considering, text, at))
        case = self._state.cases[draft.about["change"]]
        self._calls.decided()
        return {
            "change": case.change.id,
            "short": case.change.short,
            "state": self._showing.stands(case).value,
            "missing": self._showing.missing(case),
        }

    async def _withdraw(self, params: Params) -> Json:
        draft = await self._state_it(params, lambda text, at: statements.withdraw(self._considering, text, at))
        self._calls.decided()
        return {"change": draft.about["change"], "state": self._state.cases[draft.about["change"]].stage.value}

    async def _settle(self, params: Params) -> Json:
        draft = await self._state_it(params, lambda text, at: count_word(self._considering, text, at))
        case = self._state.cases[draft.about["change"]]
        self._calls.decided()
        return {"change": case.change.id, "state": self._showing.stands(case).value, "settled": draft.payload["met"]}

    async def _clock(self, params: Params) -> Json:
        _only(params)
        return await self.clock.told()

    async def _clock_accept(self, params: Params) -> Json:
        await self._state_it(params, self.clock.count)
        return await self.clock.told()

    async def _checkpoint(self, params: Params) -> Json:
        _only(params, "size")
        size = params.get("size")
        proof: list[Json] = []
        if size is not None:
            if not isinstance(size, int) or isinstance(size, bool) or size < 0:
                raise Malformed("log size", size)
            proof = [b64encode(node) for node in self._log.consistency(size)]
        return {"checkpoint": self._log.checkpoint(), "verifier": self._log.verifier(), "consistency": proof}

    async def _state_it(self, params: Params, judge: Callable[[str, datetime], Draft]) -> Draft:
        """Take one signed statement in: judge it, number it and fold it without a pause, then wait until it is durable.

        A statement that does nothing is noted too, with the reason, before the reason is told.
        """
        _only(params, "envelope")
        text = _text(params, "envelope")
        at, _ = self._time.now()
        try:
            draft = judge(text, at)
        except KeyturnError as error:
            await self._journal.write(statements.refused_statement(text, error, error.code, at))
            raise
        durable = self._journal.write(draft)
        if draft.kind is Kind.SESSION_ENDED:
            self._calls.end_session(draft.about["session"])
        await durable
        return draft


def _only(params: Params, *names: str) -> None:
    for name in params:
        if name not in names:
            raise Malformed("parameter", name, "this method does not take it")


def _text(params: Params, name: str) -> str:
    value = params.get(name)
    if not isinstance(value, str):
        raise Malformed(name, value, "a text is wanted")
    return value


def _texts(params: Params, name: str) -> list[str]:
    value = params.get(name)
    if not isinstance(value, list):
        raise Malformed(name, value, "a list of texts is wanted")
    return [_text({name: one}, name) for one in value]
