"""One AWS call through the house: a straight line from the door to the answer."""

import asyncio
import logging
import traceback
from collections import OrderedDict
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import Final, assert_never

from keyturn.codec.encoding import b32encode_id
from keyturn.errors import CallerError, KeyturnError, OurError, UpstreamError
from keyturn.flow import conditions, uploads
from keyturn.flow.answers import Drift, Go, Hold, Lend, Look, Named, Refuse, Rehearse, Replay, Seen, Step
from keyturn.flow.clock import agreed_draft
from keyturn.flow.consider import Considering
from keyturn.flow.drafts import drifted_draft, lent_draft, observed_draft, opened_draft, refused_draft, sending
from keyturn.flow.kept import Attempt
from keyturn.flow.name import authenticate
from keyturn.flow.settings import NOT_SEALED
from keyturn.flow.told import retold, sent_back, waiting
from keyturn.gather.conditions import is_refused
from keyturn.gather.observing import StateUnreadable
from keyturn.issue.drafts import outcome_draft
from keyturn.model.action import Effect
from keyturn.model.change import OPEN
from keyturn.model.evidence import Durable, EvidenceUnavailable, Intent
from keyturn.model.execution import (
    Admission,
    Answer,
    Body,
    Discarded,
    Ended,
    Lent,
    Outcome,
    Outgoing,
    Refusal,
    Reply,
)
from keyturn.model.facts import Facts
from keyturn.model.grant import GrantState
from keyturn.model.identity import Caller
from keyturn.model.touching import AwsTables
from keyturn.model.wire import CredentialScope, HttpRequest
from keyturn.ports import Chance, Upstream
from keyturn.ports import Facts as FactsPort
from keyturn.recognise.aws.hosts import GatewayHosts
from keyturn.runner.abreast import Abreast
from keyturn.runner.admitting import Admitting
from keyturn.runner.journal import Journal
from keyturn.runner.limits import Rate
from keyturn.runner.observing import Observing
from keyturn.runner.outcomes import MOVED, NARROWED, OutcomeUnnoted, how_ended, outcome_of, spared, unanswered
from keyturn.runner.streams import cuttable, drain, kept
from keyturn.runner.timekeeper import Timekeeper

REMEMBERED: Final = 500
PATIENCE: Final = 50.0
_IDS_AT_ONCE: Final = 64
LOOKS: Final = 4
"""How often one call is considered anew because its change moved while things were read."""
Now = tuple[datetime, bool]
"""The instant, and whether it can be relied on."""

_LOG: Final = logging.getLogger("keyturn.calls")


@dataclass(slots=True)
class World:
    """The ports that a call needs."""

    upstream: Upstream
    facts: FactsPort
    chance: Chance
    catalogue: AwsTables
    hosts: GatewayHosts


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
        self._time = time
        self._hold_seconds = hold_seconds
        self._rate = Rate(considering.settings.limits.calls_per_second_per_session)
        self._recent: OrderedDict[str, Answer] = OrderedDict()
        self._running: dict[str, asyncio.Task[Reply]] = {}
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
        return await self._whatever_happens(self._handle(request, body))

    async def send(self, named: Named, facts: Facts, request: HttpRequest, scope: CredentialScope) -> Reply:
        """Carry out one call that the gateway itself wrote, as its change allows it. Never raises, as `handle`."""
        return await self._whatever_happens(self._sent(named, facts, request, scope))

    async def _whatever_happens(self, answering: Awaitable[Reply]) -> Reply:
        self._abreast.begin()
        try:
            return await answering
        except KeyturnError as error:
            return self._refusal(error.code, str(error), None)
        except Exception as error:  # noqa: BLE001 - a call is always answered, and never in a way that is sent again
            # Its own words stay out of the log, because they may quote what was sent.
            frame = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{frame.filename.rpartition('/')[2]}:{frame.lineno}"
            _LOG.error("a call broke: %s at %s", type(error).__name__, where)
            return self._refusal("ours.unexpected", "it broke inside the gateway, whose own log says how", None)
        finally:
            self._abreast.end()

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
            return self._refusal(error.code, str(error), None)
        if isinstance(judged, Admission):
            return judged
        refuse, service = judged
        return self._refusal(refuse.code, refuse.message, service)

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

    async def _handle(self, request: HttpRequest, body: Body) -> Reply:
        at = self._at()
        known = authenticate(request, self._journal.state, self._considering.keys, at)
        if isinstance(known, Refuse):
            return self._refusal(known.code, known.message, None)
        caller, signed = known
        many = self._too_many(caller)
        if many is not None:
            return self._refusal(many.code, many.message, None)
        await self._abreast.step()
        call = self._admitting.read(request, signed.scope)
        await self._abreast.step()
        named = call if isinstance(call, Refuse) else self._admitting.touched(request, caller, call)
        if isinstance(named, Refuse):
            await self._journal.write(refused_draft(caller, None, named, at))
            return self._refusal(named.code, named.message, None)
        await self._abreast.step()
        facts = await self._admitting.gather(named)
        at, steady = self._time.now()
        deadline: float | None = None
        while True:
            decided = self._decided
            reply = await self._answer(named, facts, (at, steady), request, signed.scope, body)
            if not isinstance(reply, Hold):
                return reply
            if deadline is None:
                deadline = self._time.monotonic() + self._hold_seconds
            left = deadline - self._time.monotonic()
            if left <= 0 or not await _set_within(decided, left):
                told = waiting(reply, self._considering.settings.console)
                return self._refusal(told.code, told.message, named.action.call.service)
            stage = self._journal.state.cases[reply.change.id].stage
            if stage not in OPEN:
                # It waited for this change: that people refused it is the answer, not a reason to ask them anew.
                why = f"change {reply.change.short}, for which this call waited, is {stage.value}"
                return await self._refused(named, Refuse("change.closed", why))
            at, steady = self._time.now()

    async def _sent(self, named: Named, facts: Facts, request: HttpRequest, scope: CredentialScope) -> Reply:
        body = request.content.data or b""
        reply = await self._answer(named, facts, self._time.now(), request, scope, body)
        if not isinstance(reply, Hold):
            return reply
        told = waiting(reply, self._considering.settings.console)
        return self._refusal(told.code, told.message, named.action.call.service)

    async def _answer(
        self, named: Named, facts: Facts, now: Now, request: HttpRequest, scope: CredentialScope, body: Body
    ) -> Reply | Hold:
        """Consider and act, reading how things stand where that is asked for.

        What the caller did wrong is refused like anything else, and noted; so is what could not be read.
        """
        seen: Seen | None = None
        try:
            for _ in range(LOOKS):
                reply = await self._act(named, facts, now, request, scope, body, seen)
                if not isinstance(reply, Look):
                    return reply
                seen = await self._observing.see(reply)
                now = self._time.now()
        except (CallerError, StateUnreadable) as error:
            return await self._refused(named, Refuse(error.code, str(error)))
        return await self._refused(named, Refuse("state.moving", "its change moved while it was read: send it again"))

    async def _act(
        self,
        named: Named,
        facts: Facts,
        now: Now,
        request: HttpRequest,
        scope: CredentialScope,
        body: Body,
        seen: Seen | None,
    ) -> Reply | Hold | Look:
        """Consider and act. `now` was asked since anything was last waited for.

        Between the two nothing awaits, so that what was checked holds when the entry is numbered.
        """
        at, steady = now
        fresh = self._fresh() if seen is None else seen.fresh
        answer = self._considering.consider(named, facts, at, steady=steady, fresh=fresh, seen=seen)
        service = named.action.call.service
        match answer:
            case Refuse():
                return await self._refused(named, answer)
            case Hold():
                return await self._opened(named, answer)
            case Look():
                return answer
            case Drift():
                return await self._drifted(named, answer)
            case Rehearse(step):
                return await self._rehearse(named, step, body)
            case Lend():
                return await self._lend(named, answer)
            case Replay(attempt):
                return await self._replay(attempt, service)
            case Go() if isinstance(body, Discarded):
                # It was to be held when it came in, so that its body was not kept; meanwhile people have approved it.
                return await self._refused(
                    named, Refuse("body.not_kept", "this call was approved while its body came in: send it once more")
                )
            case Go():
                outgoing = self._outgoing(named, answer, request, scope, body)
                return await self._go(named, answer, outgoing, at, steady=steady)
            case never:
                assert_never(never)

    async def _go(self, named: Named, go: Go, outgoing: Outgoing | Refuse, at: datetime, *, steady: bool) -> Reply:
        """Number the intent before anything is waited for, then send."""
        if isinstance(outgoing, Refuse):
            return await self._refused(named, outgoing)
        draft = sending(named, go, outgoing.request)
        if steady and self._journal.state.held is not None and not go.reads:
            # The clock agrees again, and the log says so before it says what that allowed.
            self._journal.note(agreed_draft(self._journal.state.held, at))
        intent = self._journal.write(draft)
        if go.reads:
            return await self._read(named, intent, outgoing)
        grant = go.spent.grant.id
        task = asyncio.ensure_future(self._carry_out(named, go, intent, outgoing))
        self._running[grant] = task
        task.add_done_callback(lambda done: self._finished(grant, done))
        return await asyncio.shield(task)

    def _outgoing(
        self, named: Named, go: Go, request: HttpRequest, scope: CredentialScope, body: Body
    ) -> Outgoing | Refuse:
        """Return what is sent: the request as it came, with the condition that people saw if there is one."""
        if go.conditions:
            world = self._world
            found = conditions.written(request, scope, named, go.conditions, world.catalogue, world.hosts)
            if isinstance(found, Refuse):
                return found
            if found.content is not request.content and found.content.data is not None:
                body = found.content.data
            request = found
        power = self._considering.power(named, go)
        service = named.action.call.service
        return Outgoing(request, scope, service, self._cut_with(named, body), not go.reads, named.bucket, power)

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
        return self._refusal(told.code, told.message, named.action.call.service)

    async def _refused(self, named: Named, refuse: Refuse) -> Refusal:
        await self._journal.write(refused_draft(named.caller, named.action, refuse, self._at()))
        return self._refusal(refuse.code, refuse.message, named.action.call.service)

    def _finished(self, grant: str, task: asyncio.Task[Reply]) -> None:
        self._running.pop(grant, None)
        if not task.cancelled():
            task.exception()  # whoever waits for the answer is told; that nobody may wait any more is no error

    async def _read(self, named: Named, intent: Awaitable[Durable[Intent]], outgoing: Outgoing) -> Reply:
        """Send a read on. Its answer streams through; how it ended is noted without holding up the reader."""
        durable = await intent
        try:
            answer = await self._world.upstream.execute(durable, outgoing)
        except KeyturnError as error:
            outcome = Outcome(how_ended(error), self._at(), why=str(error))
            await self._journal.write(outcome_draft(durable.draft, outcome, {}))
            if not isinstance(error, UpstreamError):
                return self._refusal(error.code, str(error), outgoing.service)
            return self._refusal(error.code, f"{error}; it was a read, send it again", outgoing.service, status=503)
        self._journal.note(outcome_draft(durable.draft, outcome_of(answer, self._at()), {}))
        if isinstance(answer.body, bytes):
            return answer
        return Answer(answer.status, answer.headers, self._cut_with(named, answer.body))

    async def _carry_out(self, named: Named, go: Go, intent: Awaitable[Durable[Intent]], outgoing: Outgoing) -> Reply:
        """Perform a granted call at most once; an answer that never came is in doubt, not a reason to try again."""
        durable = await intent
        # Somebody may have frozen since it was numbered: once that is acknowledged, nothing more begins.
        frozen = self._considering.frozen(go.environments, self._at(), go.spared)
        if frozen is not None and named.action.effect is not Effect.READ:
            await self._settle(durable.draft, Outcome(Ended.NEVER_SENT, self._at(), why=frozen.message), {})
            return self._refusal(frozen.code, f"not sent: {frozen.message}", outgoing.service)
        try:
            answer, whole = await kept(await self._world.upstream.execute(durable, outgoing))
        except Exception as error:
            # Whatever it was, the grant is settled: an attempt that stayed `spent` would be under way for ever.
            why = str(error) if isinstance(error, KeyturnError) else type(error).__name__
            outcome = Outcome(how_ended(error), self._at(), why=why)
            await self._settle(durable.draft, outcome, {})
            if not isinstance(error, KeyturnError):
                raise
            told, status = unanswered(durable.draft, outcome, error)
            return self._refusal(told.code, told.message, outgoing.service, status)
        learnt = uploads.learn(named.action, answer) if whole else {}
        outcome = outcome_of(answer, self._at(), inside=True)
        moved = whole and bool(go.conditions) and is_refused(named.action.name, answer.status, outcome.error_code)
        if moved:
            outcome = replace(outcome, why=MOVED)
        elif go.conditions and outcome.error_code is None:
            outcome = replace(outcome, why=spared(answer))
        elif outgoing.power is not None and answer.status == HTTPStatus.FORBIDDEN:
            outcome = replace(outcome, why=NARROWED)
        await self._settle(durable.draft, outcome, learnt)
        if moved:
            return self._refusal("condition.refused", MOVED, outgoing.service)
        if whole:
            self._remember(go.spent.grant.id, answer)
        await self._look_after(go)
        return Answer(answer.status, answer.headers, self._cut_with(named, answer.body))

    async def _look_after(self, go: Go) -> None:
        """Read anew what the change's own call changed, if later calls of it touch that (flow.bound).

        Where it cannot be read, what is expected stays as it was: then the next call goes back to the reviewers.
        """
        grant = go.spent.grant
        case = None if grant.change is None else self._journal.state.cases[grant.change]
        if case is None or case.stage not in OPEN or not case.expected:
            return
        try:
            found = await self._observing.after(case, grant.ordinal)
        except (StateUnreadable, OurError) as error:
            _LOG.warning("how things stand after a call of change %s was not read: %s", case.change.short, error)
            return
        if found:
            await self._journal.write(observed_draft(case.change, grant.ordinal, found, self._at()))

    async def _settle(self, intent: Intent, outcome: Outcome, answers: Mapping[str, str]) -> None:
        """Note what became of `intent`. Raises OutcomeUnnoted where the log cannot take it any more."""
        try:
            await self._journal.write(outcome_draft(intent, outcome, answers))
        except EvidenceUnavailable as error:
            raise OutcomeUnnoted(outcome, error) from error

    async def _replay(self, attempt: Attempt, service: str) -> Reply:
        """Answer a retry of an attempt that was already sent.

        With its answer if that is still here, else with what is known.
        """
        task = self._running.get(attempt.grant)
        if task is not None:
            await asyncio.wait({task}, timeout=PATIENCE)
        answer = self._recent.get(attempt.grant)
        if answer is not None and attempt.state is not GrantState.IN_DOUBT and attempt.settled is None:
            return answer
        known = retold(attempt)
        return self._refusal(known.code, known.message, service)

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
        await drain(self._cut_with(named, body))
        limit = self._considering.settings.limits.actions_per_change
        played = self._considering.uploads.step(named, step, limit, self._at(), self._fresh())
        return await self._refused(named, played) if isinstance(played, Refuse) else played

    def _cut_with(self, named: Named, body: Body) -> Body:
        if isinstance(body, bytes):
            return body
        return cuttable(body, self.ended(named.caller.session.id))

    def ended(self, session: str) -> asyncio.Event:
        """Return what is set when `session` ends, or is set already."""
        ended = self._ended.setdefault(session, asyncio.Event())
        if self._journal.state.sessions[session].ended is not None:
            # It ended while the call was under way, and this stream was not there to be cut.
            self.end_session(session)
        return ended

    def _remember(self, grant: str, answer: Answer) -> None:
        self._recent[grant] = answer
        if len(self._recent) > REMEMBERED:
            self._recent.popitem(last=False)

    def _fresh(self) -> str:
        if not self._ids:
            # Many at once: one by one, with all else in between, each takes 2.5 us longer.
            self._ids = [b32encode_id(self._world.chance.token(16)) for _ in range(_IDS_AT_ONCE)]
        return self._ids.pop()

    def _at(self) -> datetime:
        return self._time.now()[0]

    def _refusal(self, code: str, message: str, service: str | None, status: int = 403) -> Refusal:
        seal = "" if self._considering.sealed else f" ({NOT_SEALED})"
        line = "".join(character if character.isprintable() else " " for character in message)
        return Refusal(code, f"keyturn: {line}{seal}", service, status)


async def _set_within(event: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True
