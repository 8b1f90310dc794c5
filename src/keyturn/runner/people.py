"""What the desk does about people."""

from collections.abc import Callable, Mapping
from typing import Final

from keyturn.codec.canonical import Json
from keyturn.codec.keys import key_id, parse_public_line
from keyturn.errors import CallerError, quoted
from keyturn.flow.gate.sealing import refuse_sealed
from keyturn.flow.state import State
from keyturn.model import written
from keyturn.model.evidence import Draft, Kind
from keyturn.model.identity import Person, PublicKey, Session, parse_name
from keyturn.runner.intake import Method, Params, only, text, texts
from keyturn.runner.journal import Journal
from keyturn.runner.timekeeper import Timekeeper


class PersonKnown(CallerError):
    """Somebody of this name, or with this key, is enrolled."""

    code = "person.known"


class People:
    """Enrols, disables and lists people."""

    def __init__(self, journal: Journal, time: Timekeeper, end_session: Callable[[str], None]) -> None:
        """`end_session` cuts what a session has under way."""
        self._journal = journal
        self._state: Final[State] = journal.state
        self._time = time
        self._end_session = end_session
        self.methods: Final[Mapping[str, Method]] = {
            "person_add": self._person_add,
            "person_disable": self._person_disable,
            "person_list": self._person_list,
        }

    async def _person_add(self, params: Params) -> Json:
        only(params, "name", "groups", "public_key")
        refuse_sealed(self._state, "`keyturn person add ... --as YOU --key FILE` proposes it to them")
        name = parse_name("person's name", text(params, "name"))
        groups = frozenset(parse_name("group", group) for group in texts(params, "groups"))
        line = parse_public_line(text(params, "public_key").encode())
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
        only(params, "name")
        refuse_sealed(self._state, "`keyturn person disable ... --as YOU --key FILE` proposes it to them")
        name = text(params, "name")
        if name not in self._state.people or not self._state.people[name].enabled:
            raise PersonKnown(f"nobody enabled is called `{quoted(name)}`: see `keyturn person list`")
        at, _ = self._time.now()
        durable = self._journal.write(Draft(Kind.PERSON_DISABLED, at, {}, {"name": name, "by": "setting up"}))
        for session in self._sessions_of(name):
            self._end_session(session.id)
        await durable
        return {"name": name}

    def _sessions_of(self, sponsor: str) -> list[Session]:
        return [one for one in self._state.sessions.values() if self._state.tasks[one.task].sponsor == sponsor]

    async def _person_list(self, params: Params) -> Json:
        only(params)
        return {
            "people": [
                {
                    "name": person.name,
                    "groups": sorted(person.groups),
                    "keys": [key.id for key in person.keys],
                    "passkeys": [key.id for key in person.keys if key.passkey is not None],
                    "suspended": self._suspended(person),
                    "enabled": person.enabled,
                }
                for person in self._state.people.values()
            ]
        }

    def _suspended(self, person: Person) -> list[Json]:
        owners = self._state.owner_of_key
        return [key for key in self._state.suspended if owners[key] == person.name]
