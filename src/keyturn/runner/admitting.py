"""The first half of a call, up to what is known of it; and the judgement of a call of which only the head is here."""

from collections.abc import Callable
from datetime import datetime

from keyturn.errors import CallerError
from keyturn.flow.answers import Named, Refuse
from keyturn.flow.consider import Considering
from keyturn.flow.drafts import refused_draft
from keyturn.flow.name import authenticate, read, seal, touched
from keyturn.gather.needs import needed
from keyturn.model.action import Call
from keyturn.model.execution import Admission
from keyturn.model.facts import NOTHING_KNOWN, Facts
from keyturn.model.identity import Caller
from keyturn.model.touching import AwsTables
from keyturn.model.wire import CredentialScope, HttpRequest
from keyturn.ports import Facts as FactsPort
from keyturn.recognise.aws.hosts import GatewayHosts
from keyturn.runner.journal import Journal


class Admitting:
    """Names calls, gathers what they need, and judges heads."""

    def __init__(
        self, considering: Considering, journal: Journal, facts: FactsPort, catalogue: AwsTables, hosts: GatewayHosts
    ) -> None:
        self._considering = considering
        self._journal = journal
        self._facts = facts
        self._catalogue = catalogue
        self._hosts = hosts

    def read(self, request: HttpRequest, scope: CredentialScope) -> Call | Refuse:
        """Read the call that a request makes, or say why it has no name."""
        try:
            return read(request, scope, self._catalogue, self._hosts)
        except CallerError as error:
            return Refuse(error.code, str(error))

    def name(self, request: HttpRequest, caller: Caller, scope: CredentialScope) -> Named | Refuse:
        """Name the action that a request asks for, or say why it has no name."""
        call = self.read(request, scope)
        return call if isinstance(call, Refuse) else self.touched(request, caller, call)

    def touched(self, request: HttpRequest, caller: Caller, call: Call) -> Named | Refuse:
        """Name the action that a call is by what it touches, or say why it has no name."""
        considering = self._considering
        try:
            return touched(request, caller, call, self._catalogue, self._hosts, considering.settings, considering.keys)
        except CallerError as error:
            return Refuse(error.code, str(error))

    async def gather(self, named: Named) -> Facts:
        """Read the facts about the world that a call needs to be judged."""
        wanted = needed(named.action)
        if not wanted:
            return NOTHING_KNOWN
        return Facts({fact: await self._facts.bucket_home(fact.bucket) for fact in wanted})

    def identify(self, request: HttpRequest, at: datetime) -> Admission | tuple[Refuse, str | None]:
        """Say whose call it is, and no more. Raises CallerError for a signature that does not hold."""
        known = authenticate(request, self._journal.state, self._considering.keys, at)
        if isinstance(known, Refuse):
            return known, None
        caller, signed = known
        return Admission(caller.session.id, keep=True, seal=seal(caller, signed, self._considering.keys))

    async def admit(
        self, request: HttpRequest, at: datetime, too_many: Callable[[Caller], Refuse | None]
    ) -> Admission | tuple[Refuse, str | None]:
        """Judge a call by its head alone, or say why it is refused, and in which service's words.

        It counts as a call of its session (`too_many`), because what is refused is noted like any other refusal.
        Raises CallerError for a signature that does not hold.
        """
        keys = self._considering.keys
        known = authenticate(request, self._journal.state, keys, at)
        if isinstance(known, Refuse):
            return known, None
        caller, signed = known
        many = too_many(caller)
        if many is not None:
            return many, None
        named = self.name(request, caller, signed.scope)
        if isinstance(named, Refuse):
            await self._journal.write(refused_draft(caller, None, named, at))
            return named, None
        facts = await self.gather(named)
        may = self._considering.foresee(named, facts, at)
        if isinstance(may, Refuse):
            await self._journal.write(refused_draft(caller, named.action, may, at))
            return may, named.action.call.service
        return Admission(caller.session.id, may, seal(caller, signed, keys))
