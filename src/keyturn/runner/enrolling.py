"""What the desk does about passkeys: links to make one, what a browser made, and whose votes a page can take."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from keyturn.codec import dsse
from keyturn.codec.canonical import Json
from keyturn.codec.digest import parse_digest
from keyturn.codec.encoding import b64url, format_instant
from keyturn.errors import CallerError
from keyturn.flow import enrolment
from keyturn.flow.consider import Considering
from keyturn.flow.statements import StatementReplayed, last_count
from keyturn.model.identity import Person, parse_name
from keyturn.ports import Chance, Passkeys
from keyturn.runner.intake import Method, Params, only, text, texts
from keyturn.runner.journal import Journal
from keyturn.runner.timekeeper import Timekeeper

_TOKEN_BYTES: Final = 32


Reader = Callable[[dsse.Envelope, Mapping[str, Person]], object]
"""Opens one kind of statement under the keys of these people, as `open_approval` does."""


class OnlyPasskeys(CallerError):
    """Something that no passkey signed is handed in on a page."""

    code = "page.not_a_passkeys"


class NoPasskeys(CallerError):
    """This gate has no console, so nobody's passkey counts."""

    code = "page.no_passkeys"

    def __init__(self) -> None:
        super().__init__("this gate takes no passkeys: sign with a key file")


def no_passkeys(_: str) -> None:
    """Confirm no passkey's signature. Raises NoPasskeys."""
    raise NoPasskeys


class Enrolling:
    """Invites people to make passkeys, and takes them in."""

    def __init__(
        self,
        considering: Considering,
        journal: Journal,
        time: Timekeeper,
        chance: Chance,
        passkeys: Passkeys,
        console: str,
    ) -> None:
        """`console` is the address at which browsers see the pages."""
        self._considering = considering
        self._state = considering.state
        self._journal = journal
        self._time = time
        self._chance = chance
        self._passkeys = passkeys
        self._console = console
        self.methods: Final[Mapping[str, Method]] = {
            "invite": self._invite,
            "invitation": self._invitation,
            "enrol_begin": self._begin,
            "enrol_finish": self._finish,
            "passkeys": self._list,
        }

    def confirm(self, said: str) -> None:
        """Return if `said`, a statement that a page hands in, is signed as py_webauthn wants it, too.

        Statements signed with key files, and those of keys that nobody has, are left to whoever opens them.
        """
        envelope = dsse.parse_envelope(said.encode("utf-8", "surrogatepass"))
        owner = self._state.people.get(self._state.owner_of_key.get(envelope.key_id, ""))
        key = next((key for key in owner.keys if key.id == envelope.key_id), None) if owner is not None else None
        if envelope.assertion is None or key is None:
            return
        asked = dsse.challenge(envelope.payload_type, envelope.payload)
        self._passkeys.confirm(key, asked, envelope.assertion, envelope.signature, last_count(self._state, key))

    def refuse_strangers(self, said: str, read: Reader) -> None:
        """Return if a passkey of somebody who may act signed `said`, and it was not handed in before.

        What is handed in on a page comes from whoever reaches it. Nothing of it is noted in the log before this, or
        anybody could fill it. Raises CallerError.
        """
        envelope = dsse.parse_envelope(said.encode("utf-8", "surrogatepass"))
        if envelope.assertion is None:
            raise OnlyPasskeys("pages hand in what passkeys sign: with a key file use `keyturn` on the command line")
        read(envelope, self._state.people)
        if dsse.challenge(envelope.payload_type, envelope.payload).hex() in self._state.statements:
            raise StatementReplayed

    async def _invite(self, params: Params) -> Json:
        only(params, "name", "groups")
        name = parse_name("person's name", text(params, "name"))
        groups = frozenset(parse_name("group", group) for group in texts(params, "groups"))
        token = b64url(self._chance.token(_TOKEN_BYTES))
        at, _ = self._time.now()
        draft, invitation = enrolment.invite(self._state, name, groups, token, at)
        await self._journal.write(draft)
        return {
            "name": name,
            "invitation": invitation.id,
            # Behind the #: browsers send that to nobody, and write it into no log.
            "link": f"{self._console}/enrol#{token}",
            "expires": format_instant(invitation.expires),
            "sealed": self._considering.sealed,
        }

    async def _invitation(self, params: Params) -> Json:
        only(params, "invitation")
        found = self._state.invitations.get(parse_digest(text(params, "invitation")))
        if found is None:
            raise enrolment.NoInvitation
        at, _ = self._time.now()
        return enrolment.told(found, at)

    async def _begin(self, params: Params) -> Json:
        only(params, "token")
        token, at = text(params, "token"), self._steady()
        invitation = enrolment.find(self._state, token, at)
        person = self._state.people.get(invitation.name)
        known = person.keys if person is not None else ()
        return {
            "name": invitation.name,
            "groups": sorted(invitation.groups),
            "expires": format_instant(invitation.expires),
            "sealed": self._considering.sealed,
            "options": dict(self._passkeys.options(invitation.name, enrolment.challenge(self._state, token), known)),
        }

    async def _finish(self, params: Params) -> Json:
        only(params, "token", "answer")
        token, at = text(params, "token"), self._steady()
        invitation = enrolment.find(self._state, token, at)
        key = self._passkeys.registered(text(params, "answer"), enrolment.challenge(self._state, token))
        sealed = self._considering.sealed
        await self._journal.write(enrolment.register(self._state, token, key, at, sealed=sealed))
        return {"name": invitation.name, "key_id": key.id, "enrolled": not sealed}

    def _steady(self) -> datetime:
        """Return the time. While the clock is in doubt nobody knows which links are over. Raises Invited."""
        at, steady = self._time.now()
        if not steady:
            raise enrolment.Invited("this gate's clock is in doubt, so no link is followed: try again when it agrees")
        return at

    async def _list(self, params: Params) -> Json:
        """The passkeys of people who may still act: what a page must know to ask for one."""
        only(params)
        return {
            "passkeys": [
                {"name": person.name, "key_id": key.id, "credential": b64url(key.passkey.credential)}
                for person in self._state.enabled_people()
                for key in person.keys
                # A browser asks for no passkey of another origin, where the console may have stood before.
                if key.passkey is not None and key.passkey.origin == self._passkeys.origin
            ],
            "origin": self._passkeys.origin,
        }
