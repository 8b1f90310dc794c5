"""Sends what was decided to go: at most once, noted before and after, and never in doubt without saying so."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import Final

from keyturn.errors import CallerError, KeyturnError, OurError, UpstreamError
from keyturn.flow import conditions, uploads
from keyturn.flow.answers import Go, Named, Refuse
from keyturn.flow.clock import agreed_draft
from keyturn.flow.consider import Considering
from keyturn.flow.drafts import observed_draft, refused_draft, sending
from keyturn.flow.kept import Attempt
from keyturn.flow.settings import NOT_SEALED
from keyturn.flow.told import retold
from keyturn.gather.conditions import is_refused
from keyturn.gather.observing import StateUnreadable
from keyturn.issue.drafts import outcome_draft
from keyturn.model.action import Effect
from keyturn.model.change import OPEN
from keyturn.model.evidence import Durable, EvidenceUnavailable, Intent
from keyturn.model.execution import (
    Answer,
    Body,
    Ended,
    Outcome,
    Outgoing,
    Refusal,
    Reply,
)
from keyturn.model.grant import GrantState
from keyturn.model.wire import CredentialScope, HttpRequest
from keyturn.runner.journal import Journal
from keyturn.runner.observing import Observing
from keyturn.runner.outcomes import MOVED, NARROWED, OutcomeUnnoted, how_ended, outcome_of, spared, unanswered
from keyturn.runner.streams import cuttable, kept
from keyturn.runner.timekeeper import Timekeeper
from keyturn.runner.world import World

REMEMBERED: Final = 500
PATIENCE: Final = 50.0

_LOG: Final = logging.getLogger("keyturn.calls")


class Sending:
    """What happens to a call once it may go, and to its retries."""

    def __init__(
        self,
        considering: Considering,
        journal: Journal,
        world: World,
        observing: Observing,
        time: Timekeeper,
        ended: Callable[[str], asyncio.Event],
    ) -> None:
        """`ended` gives what is set when a session ends, for the streams of its calls to be cut."""
        self._considering = considering
        self._journal = journal
        self._world = world
        self._observing = observing
        self._time = time
        self._ended = ended
        self._recent: OrderedDict[str, Answer] = OrderedDict()
        self._running: dict[str, asyncio.Task[Reply]] = {}

    def numbered(
        self, named: Named, go: Go, request: HttpRequest, scope: CredentialScope, body: bytes
    ) -> Callable[[], Awaitable[Reply]]:
        """Number a read that may go; what is returned sends it on."""
        outgoing = Outgoing(request, scope, named.action.call.service, body, mutating=False, bucket=named.bucket)
        return partial(self._read, named, self._journal.write(sending(named, go, request)), outgoing)

    def go(self, named: Named, go: Go, outgoing: Outgoing | Refuse, at: datetime, *, steady: bool) -> Awaitable[Reply]:
        """Number the intent at once, then send."""
        if isinstance(outgoing, Refuse):
            return self.refused(named, outgoing)
        draft = sending(named, go, outgoing.request)
        if steady and self._journal.state.held is not None and not go.reads:
            # The clock agrees again, and the log says so before it says what that allowed.
            self._journal.note(agreed_draft(self._journal.state.held, at))
        intent = self._journal.write(draft)
        if go.reads:
            return self._read(named, intent, outgoing)
        grant = go.spent.grant.id
        task = asyncio.ensure_future(self._carry_out(named, go, intent, outgoing))
        self._running[grant] = task
        task.add_done_callback(lambda done: self._finished(grant, done))
        return asyncio.shield(task)

    def outgoing(
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
        return Outgoing(request, scope, service, self.cut_with(named, body), not go.reads, named.bucket, power)

    def _finished(self, grant: str, task: asyncio.Task[Reply]) -> None:
        self._running.pop(grant, None)
        if not task.cancelled():
            task.exception()  # whoever waits for the answer is told; that nobody may wait any more is no error

    async def _read(self, named: Named, intent: Awaitable[Durable[Intent]], outgoing: Outgoing) -> Reply:
        """Send a read on. Its answer streams through; how it ended is noted without holding up the reader."""
        try:
            durable = await intent
        except CallerError as error:  # what stands in it cannot be noted
            return await self.refused(named, Refuse(error.code, str(error)))
        try:
            answer = await self._world.upstream.execute(durable, outgoing)
        except KeyturnError as error:
            outcome = Outcome(how_ended(error), self._at(), why=str(error))
            await self._journal.write(outcome_draft(durable.draft, outcome, {}))
            if not isinstance(error, UpstreamError):
                return self.refusal(error.code, str(error), outgoing.service)
            return self.refusal(error.code, f"{error}; it was a read, send it again", outgoing.service, status=503)
        self._journal.note(outcome_draft(durable.draft, outcome_of(answer, self._at()), {}))
        if isinstance(answer.body, bytes):
            return answer
        return Answer(answer.status, answer.headers, self.cut_with(named, answer.body))

    async def _carry_out(self, named: Named, go: Go, intent: Awaitable[Durable[Intent]], outgoing: Outgoing) -> Reply:
        """Perform a granted call at most once; an answer that never came is in doubt, not a reason to try again."""
        durable = await intent
        # Somebody may have frozen since it was numbered: once that is acknowledged, nothing more begins.
        frozen = self._considering.frozen(go.environments, self._at(), go.spared)
        if frozen is not None and named.action.effect is not Effect.READ:
            await self._settle(durable.draft, Outcome(Ended.NEVER_SENT, self._at(), why=frozen.message), {})
            return self.refusal(frozen.code, f"not sent: {frozen.message}", outgoing.service)
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
            return self.refusal(told.code, told.message, outgoing.service, status)
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
            return self.refusal("condition.refused", MOVED, outgoing.service)
        if whole:
            self._remember(go.spent.grant.id, answer)
        await self._look_after(go)
        return Answer(answer.status, answer.headers, self.cut_with(named, answer.body))

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

    async def replay(self, attempt: Attempt, service: str) -> Reply:
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
        return self.refusal(known.code, known.message, service)

    async def refused(self, named: Named, refuse: Refuse) -> Refusal:
        """Note that this call was refused, and say so."""
        await self._journal.write(refused_draft(named.caller, named.action, refuse, self._at()))
        return self.refusal(refuse.code, refuse.message, named.action.call.service)

    def refusal(self, code: str, message: str, service: str | None, status: int = 403) -> Refusal:
        """Return the gate's own answer, on one line and with what must be said of a gate that is not sealed."""
        seal = "" if self._considering.sealed else f" ({NOT_SEALED})"
        line = "".join(character if character.isprintable() else " " for character in message)
        return Refusal(code, f"keyturn: {line}{seal}", service, status)

    def cut_with(self, named: Named, body: Body) -> Body:
        """Return a body that ends when the session of its call does."""
        if isinstance(body, bytes):
            return body
        return cuttable(body, self._ended(named.caller.session.id))

    def _remember(self, grant: str, answer: Answer) -> None:
        self._recent[grant] = answer
        if len(self._recent) > REMEMBERED:
            self._recent.popitem(last=False)

    def _at(self) -> datetime:
        return self._time.now()[0]
