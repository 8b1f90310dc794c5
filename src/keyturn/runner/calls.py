"""One AWS call through the house: a straight line from the door to the answer."""

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Final, assert_never

from keyturn.codec.encoding import ID_BYTES, random_ids
from keyturn.errors import CallerError, KeyturnError
from keyturn.flow.answers import Drift, Go, Hold, Lend, Look, Named, Refuse, Rehearse, Replay, Seen, Step
from keyturn.flow.consider import Considering
from keyturn.flow.drafts import drifted_draft, lent_draft, opened_draft, refused_draft
from keyturn.flow.name import authenticate
from keyturn.flow.told import sent_back, waiting
from keyturn.gather.needs import needed
from keyturn.gather.observing import StateUnreadable
from keyturn.model.action import Effect
from keyturn.model.change import OPEN
from keyturn.model.execution import Admission, Body, Discarded, Lent, Refusal, Reply
from keyturn.model.facts import NOTHING_KNOWN, Facts
from keyturn.model.identity import Caller
from keyturn.model.wire import CredentialScope, HttpRequest
from keyturn.ports import Facts as FactsPort
from keyturn.runner.abreast import Abreast
from keyturn.runner.admitting import Admitting
from keyturn.runner.journal import Journal
from keyturn.runner.limits import Rate
from keyturn.runner.observing import Observing
from keyturn.runner.sending import Sending
from keyturn.runner.streams import drain
from keyturn.runner.timekeeper import Timekeeper
from keyturn.runner.world import World

_IDS_AT_ONCE: Final = 64
LOOKS: Final = 4
"""How often one call is considered anew because its change moved while things were read."""
Now = tuple[datetime, bool]
"""The instant, and whether it can be relied on."""
_Rest = Callable[[], Awaitable[Reply]]
"""What is still to be done for an answer."""

_LOG: Final = logging.getLogger("keyturn.calls")


class Calls:
    """The gate as the AWS door sees it: a request in, a reply out."""

    def __init__(
        self, considering: Considering, journal: Journal, world: World, time: Timekeeper, hold_seconds: float
    ) -> None:
        self._considering = considering
        self._journal = journal
        self._world = world
        self._admitting = Admitting(considering, journal, world.facts, world.catalogue, world.hosts)
        self._abreast = Abreast()
        self._observing = Observing(world.facts, world.catalogue, considering.keys)
        self._sending = Sending(considering, journal, world, self._observing, time, self.ended)
        self._time = time
        self._hold_seconds = hold_seconds
        self._rate = Rate(considering.settings.limits.calls_per_second_per_session)
        self._ended: dict[str, asyncio.Event] = {}
        self._decided = asyncio.Event()
        self._ids: list[str] = []

    @property
    def world(self) -> World:
        """The ports that calls go through."""
        return self._world

    @property
    def facts(self) -> FactsPort:
        """What reads from the cloud with the gateway's own credentials."""
        return self._world.facts

    async def handle(self, request: HttpRequest, body: Body) -> Reply:
        """Answer one request. Never raises: what goes wrong is an answer too."""
        self._abreast.begin()
        try:
            rest: _Rest = await self._abreast.through(self._first(request, body))
            return await rest()
        except Exception as error:  # noqa: BLE001 - a call is always answered, and never in a way that is sent again
            return self._broken(error)
        finally:
            self._abreast.end()

    async def send(self, named: Named, facts: Facts, request: HttpRequest, scope: CredentialScope) -> Reply:
        """Carry out one call that the gateway itself wrote, as its change allows it. Never raises, as `handle`."""
        body = request.content.data or b""
        try:
            reply = await self._answer(named, facts, self._time.now(), request, scope, body)
        except Exception as error:  # noqa: BLE001 - as in `handle`
            return self._broken(error)
        return self._waits(named, reply) if isinstance(reply, Hold) else reply

    def _broken(self, error: Exception) -> Refusal:
        """Say what ended a call that was neither sent nor refused."""
        if isinstance(error, KeyturnError):
            return self._sending.refusal(error.code, str(error), None)
        # Its own words stay out of the log, because they may quote what was sent.
        frame = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{frame.filename.rpartition('/')[2]}:{frame.lineno}"
        _LOG.error("a call broke: %s at %s", type(error).__name__, where)
        return self._sending.refusal("ours.unexpected", "it broke inside the gateway, whose own log says how", None)

    async def admit(self, request: HttpRequest, *, here: bool) -> Refusal | Admission:
        """Judge a call by its head alone, before its body is read: whether it may go, as far as that can be told.

        If its body is `here`, only its caller is judged. Never raises: what goes wrong is a refusal.
        """
        try:
            if here:
                judged = self._admitting.identify(request, self._at())
            else:
                judged = await self._admitting.admit(request, self._at(), self._too_many)
        except KeyturnError as error:
            return self._sending.refusal(error.code, str(error), None)
        if isinstance(judged, Admission):
            return judged
        refuse, service = judged
        return self._sending.refusal(refuse.code, refuse.message, service)

    def _too_many(self, caller: Caller) -> Refuse | None:
        if self._rate.admits(caller.session.id, self._time.monotonic()):
            return None
        limit = self._considering.settings.limits.calls_per_second_per_session
        return Refuse("limit.rate", f"more than {limit} calls a second, this session's limit: send fewer")

    def ready(self) -> bool:
        """Whether calls can pass: the log still takes entries."""
        return self._journal.log.usable()

    def end_session(self, session: str) -> None:
        """Cut the streams of a session that has ended."""
        self._considering.uploads.end_session(session)
        event = self._ended.pop(session, None)
        if event is not None:
            event.set()
        self.decided()

    def decided(self) -> None:
        """Wake the calls that wait for people: they are considered again."""
        self._decided.set()
        self._decided = asyncio.Event()

    def _first(self, request: HttpRequest, body: Body) -> Iterator[_Rest | None]:
        """Go on with a call as far as there is nothing to wait for, step by step; None where another step follows.

        A read that policy permits by itself is numbered. Whatever else becomes of a call is left to the rest of it.
        """
        at, steady = self._time.now()
        known = authenticate(request, self._journal.state, self._considering.keys, at)
        if isinstance(known, Refuse):
            yield partial(self._unnoted, known)
            return
        caller, signed = known
        many = self._too_many(caller)
        if many is not None:
            yield partial(self._unnoted, many)
            return
        yield None
        call = self._admitting.read(request, signed.scope)
        yield None
        named = call if isinstance(call, Refuse) else self._admitting.touched(request, caller, call)
        if isinstance(named, Refuse):
            yield partial(self._unnamed, caller, named, at)
            return
        if named.action.effect is Effect.READ and isinstance(body, bytes) and not needed(named.action):
            yield None
            folded = self._journal.folded
            go = self._free(named, at, steady=steady)
            if go is not None:
                yield None
                if self._journal.folded == folded:  # else what was checked may be otherwise
                    yield self._sending.numbered(named, go, request, signed.scope, body)
                    return
        yield partial(self._weighed, named, request, signed.scope, body)

    def _free(self, named: Named, at: datetime, *, steady: bool) -> Go | None:
        """Return leave for a read that policy permits by itself, and that needs no facts; None for all others."""
        try:
            answer = self._considering.consider(named, NOTHING_KNOWN, at, steady=steady, fresh=self._fresh())
        except CallerError:
            return None  # it is refused and noted where all calls are
        return answer if isinstance(answer, Go) and answer.reads else None

    async def _unnoted(self, refuse: Refuse) -> Refusal:
        """Refuse a call of nobody, or one too many, of which no entry is made."""
        return self._sending.refusal(refuse.code, refuse.message, None)

    async def _unnamed(self, caller: Caller, refuse: Refuse, at: datetime) -> Refusal:
        await self._journal.write(refused_draft(caller, None, refuse, at))
        return self._sending.refusal(refuse.code, refuse.message, None)

    async def _weighed(self, named: Named, request: HttpRequest, scope: CredentialScope, body: Body) -> Reply:
        """Answer a call once it is known who calls and what for."""
        facts = await self._admitting.gather(named)
        at, steady = self._time.now()
        deadline: float | None = None
        while True:
            decided = self._decided
            reply = await self._answer(named, facts, (at, steady), request, scope, body)
            if not isinstance(reply, Hold):
                return reply
            if deadline is None:
                deadline = self._time.monotonic() + self._hold_seconds
            left = deadline - self._time.monotonic()
            if left <= 0 or not await _set_within(decided, left):
                return self._waits(named, reply)
            stage = self._journal.state.cases[reply.change.id].stage
            if stage not in OPEN:
                # It waited for this change: that people refused it is the answer, not a reason to ask them anew.
                why = f"change {reply.change.short}, for which this call waited, is {stage.value}"
                return await self._sending.refused(named, Refuse("change.closed", why))
            at, steady = self._time.now()

    def _waits(self, named: Named, hold: Hold) -> Refusal:
        told = waiting(hold, self._considering.settings.console)
        return self._sending.refusal(told.code, told.message, named.action.call.service)

    async def _answer(
        self, named: Named, facts: Facts, now: Now, request: HttpRequest, scope: CredentialScope, body: Body
    ) -> Reply | Hold:
        """Consider and act, reading how things stand where that is asked for.

        What the caller did wrong is refused like anything else, and noted; so is what could not be read.
        """
        seen: Seen | None = None
        try:
            for _ in range(LOOKS):
                acted = self._act(named, facts, now, request, scope, body, seen)
                if not isinstance(acted, Look):
                    return await acted
                seen = await self._observing.see(acted)
                now = self._time.now()
        except (CallerError, StateUnreadable) as error:
            return await self._sending.refused(named, Refuse(error.code, str(error)))
        return await self._sending.refused(
            named, Refuse("state.moving", "its change moved while it was read: send it again")
        )

    def _act(
        self,
        named: Named,
        facts: Facts,
        now: Now,
        request: HttpRequest,
        scope: CredentialScope,
        body: Body,
        seen: Seen | None,
    ) -> Awaitable[Reply | Hold] | Look:
        """Consider and act. `now` was asked since anything was last waited for.

        What is returned is awaited at once: between the two nothing else runs, so that what was checked holds when the
        entry is numbered.
        """
        at, steady = now
        fresh = self._fresh() if seen is None else seen.fresh
        answer = self._considering.consider(named, facts, at, steady=steady, fresh=fresh, seen=seen)
        service = named.action.call.service
        match answer:
            case Refuse():
                return self._sending.refused(named, answer)
            case Hold():
                return self._opened(named, answer)
            case Look():
                return answer
            case Drift():
                return self._drifted(named, answer)
            case Rehearse(step):
                return self._rehearse(named, step, body)
            case Lend():
                return self._lend(named, answer)
            case Replay(attempt):
                return self._sending.replay(attempt, service)
            case Go() if isinstance(body, Discarded):
                # It was to be held when it came in, so that its body was not kept; meanwhile people have approved it.
                return self._sending.refused(
                    named, Refuse("body.not_kept", "this call was approved while its body came in: send it once more")
                )
            case Go():
                outgoing = self._sending.outgoing(named, answer, request, scope, body)
                return self._sending.go(named, answer, outgoing, at, steady=steady)
            case never:
                assert_never(never)

    async def _opened(self, named: Named, hold: Hold) -> Hold:
        """Note the change that a call opened, if it did."""
        if hold.new:
            opener = self._journal.state.openers[named.caller.session.id]
            await self._journal.write(opened_draft(hold.change, opener))
        return hold

    async def _drifted(self, named: Named, drift: Drift) -> Refusal:
        """Send a change back to its reviewers: what it touches stands otherwise than they approved."""
        await self._journal.write(drifted_draft(drift.change, self._at()))
        told = sent_back(drift, self._considering.settings.console)
        return self._sending.refusal(told.code, told.message, named.action.call.service)

    async def _lend(self, named: Named, lend: Lend) -> Lent:
        """Hand out a narrower key of the same session, once that is noted. Nobody at the cloud is asked."""
        action, session = named.action, named.caller.session
        await self._journal.write(lent_draft(named, lend, self._at()))
        who = None
        if lend.role is not None:
            # It names the session and not the role, which nobody assumed.
            arn = f"arn:{action.partition}:sts::{action.account}:assumed-role/keyturn-session/{session.id}"
            who = arn, f"{lend.key.access_key_id}:{lend.called}"
        key = self._considering.keys.derived_key(session.id, lend.key.access_key_id)
        fresh = self._fresh()
        return Lent(action.call.operation, lend.key.access_key_id, key, lend.key.expires, fresh, who)

    async def _rehearse(self, named: Named, step: Step, body: Body) -> Reply:
        """Play a step of a multipart upload through without effect (flow.uploads)."""
        await drain(self._sending.cut_with(named, body))
        limit = self._considering.settings.limits.actions_per_change
        played = self._considering.uploads.step(named, step, limit, self._at(), self._fresh())
        return await self._sending.refused(named, played) if isinstance(played, Refuse) else played

    def ended(self, session: str) -> asyncio.Event:
        """Return what is set when `session` ends, or is set already."""
        ended = self._ended.setdefault(session, asyncio.Event())
        if self._journal.state.sessions[session].ended is not None:
            # It ended while the call was under way, and this stream was not there to be cut.
            self.end_session(session)
        return ended

    def _fresh(self) -> str:
        if not self._ids:
            self._ids = random_ids(self._world.chance.token(ID_BYTES * _IDS_AT_ONCE))
        return self._ids.pop()

    def _at(self) -> datetime:
        return self._time.now()[0]


async def _set_within(event: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True
