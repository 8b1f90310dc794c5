"""One AWS call through the house: a straight line from the door to the answer."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, assert_never

from keyturn.codec.encoding import b32encode_id
from keyturn.errors import CallerError, KeyturnError, UpstreamError
from keyturn.flow import uploads
from keyturn.flow.answers import Go, Hold, Named, Refuse, Rehearse, Replay
from keyturn.flow.consider import Considering
from keyturn.flow.drafts import opened_draft, refused_draft, sending
from keyturn.flow.name import authenticate, name
from keyturn.flow.settings import NOT_SEALED
from keyturn.flow.state import Attempt
from keyturn.gather.needs import needed
from keyturn.issue.drafts import outcome_draft
from keyturn.model.catalogue import Catalogue
from keyturn.model.evidence import Draft, Durable, Intent
from keyturn.model.execution import Answer, Body, Ended, NeverSent, Outcome, Outgoing, Refusal, Reply
from keyturn.model.facts import Facts
from keyturn.model.grant import GrantState
from keyturn.model.wire import CredentialScope, HttpRequest
from keyturn.ports import Chance, Notifier, Upstream
from keyturn.ports import Facts as FactsPort
from keyturn.recognise.aws.hosts import GatewayHosts
from keyturn.runner.journal import Journal
from keyturn.runner.limits import Rate
from keyturn.runner.streams import cuttable, drain, kept
from keyturn.runner.timekeeper import Timekeeper

REMEMBERED: Final = 500
UNSURE: Final = frozenset({500, 502, 504})
PATIENCE: Final = 50.0
_LOG: Final = logging.getLogger("keyturn.calls")


@dataclass(slots=True)
class World:
    """The ports that a call needs."""

    upstream: Upstream
    facts: FactsPort
    chance: Chance
    catalogue: Catalogue
    hosts: GatewayHosts
    notifier: Notifier


class Calls:
    """The gate as the AWS door sees it: a request in, a reply out."""

    def __init__(
        self, considering: Considering, journal: Journal, world: World, time: Timekeeper, hold_seconds: float
    ) -> None:
        self._considering = considering
        self._journal = journal
        self._world = world
        self._time = time
        self._hold_seconds = hold_seconds
        self._rate = Rate(considering.settings.limits.calls_per_second_per_session)
        self._recent: OrderedDict[str, Answer] = OrderedDict()
        self._running: dict[str, asyncio.Task[Reply]] = {}
        self._ended: dict[str, asyncio.Event] = {}
        self._decided = asyncio.Event()

    async def handle(self, request: HttpRequest, body: Body) -> Reply:
        """Answer one request. Never raises: what goes wrong is an answer too."""
        try:
            return await self._handle(request, body)
        except KeyturnError as error:
            return self._refusal(error.code, str(error), None)
        except Exception:  # noqa: BLE001 - a call is always answered, and never in a way that is sent again
            # Whatever broke, the call did not pass by it; a grant that was being spent is in doubt.
            _LOG.exception("a call broke")
            return self._refusal("ours.unexpected", "it broke inside the gateway, whose own log says how", None)

    def admit(self, request: HttpRequest) -> Refusal | None:
        """Say whether the head of `request` is that of a session which may call, before its body is kept anywhere."""
        try:
            known = authenticate(request, self._journal.state, self._considering.keys, self._at())
        except KeyturnError as error:
            return self._refusal(error.code, str(error), None)
        return self._refusal(known.code, known.message, None) if isinstance(known, Refuse) else None

    def ready(self) -> bool:
        """Whether calls can pass: the log still takes entries."""
        return self._journal.log.usable()

    def end_session(self, session: str) -> None:
        """Cut the streams of a session that has ended."""
        self._considering.uploads.end_session(session)
        event = self._ended.pop(session, None)
        if event is not None:
            event.set()

    def decided(self) -> None:
        """Wake the calls that wait for people."""
        self._decided.set()
        self._decided = asyncio.Event()

    async def _handle(self, request: HttpRequest, body: Body) -> Reply:
        at, _ = self._time.now()
        known = authenticate(request, self._journal.state, self._considering.keys, at)
        if isinstance(known, Refuse):
            return self._refusal(known.code, known.message, None)
        caller, signed = known
        if not self._rate.admits(caller.session.id, self._time.monotonic()):
            limit = self._considering.settings.limits.calls_per_second_per_session
            return self._refusal(
                "limit.rate", f"more than {limit} calls a second, this session's limit: send fewer", None
            )
        named = name(
            request, caller, signed.scope, self._world.catalogue, self._world.hosts, self._considering.settings
        )
        if isinstance(named, Refuse):
            await self._journal.write(refused_draft(caller, None, named, at))
            return self._refusal(named.code, named.message, None)
        facts = await self._gather(named)
        deadline = self._time.monotonic() + self._hold_seconds
        while True:
            decided = self._decided
            reply = await self._answer(named, facts, request, signed.scope, body)
            if not isinstance(reply, Hold):
                return reply
            left = deadline - self._time.monotonic()
            if left <= 0 or not await _set_within(decided, left):
                return self._held(named, reply)

    async def _gather(self, named: Named) -> Facts:
        wanted = needed(named.action)
        return Facts({fact: await self._world.facts.bucket_home(fact.bucket) for fact in wanted})

    async def _answer(
        self, named: Named, facts: Facts, request: HttpRequest, scope: CredentialScope, body: Body
    ) -> Reply | Hold:
        """Consider and act.

        Between the two nothing awaits, so that what was checked holds when the entry is numbered.
        """
        at, steady = self._time.now()
        answer = self._considering.consider(named, facts, at, steady=steady, fresh=self._fresh())
        service = named.action.call.service
        match answer:
            case Refuse():
                await self._journal.write(refused_draft(named.caller, named.action, answer, at))
                return self._refusal(answer.code, answer.message, service)
            case Hold():
                if answer.new:
                    await self._journal.write(
                        opened_draft(answer.change, self._journal.state.openers[named.caller.session.id])
                    )
                    self._world.notifier.pending(answer.change.id, self._held(named, answer).message)
                return answer
            case Rehearse():
                return await self._rehearse(named, body)
            case Replay(attempt):
                return await self._replay(attempt, service)
            case Go():
                outgoing = Outgoing(
                    request, scope, service, self._cut_with(named, body), not answer.reads, named.bucket
                )
                draft = sending(named, answer, request)
                intent = self._journal.write(draft)
                if answer.reads:
                    return await self._read(named, intent, outgoing)
                grant = answer.spent.grant.id
                task = asyncio.ensure_future(self._carry_out(named, answer, intent, outgoing))
                self._running[grant] = task
                task.add_done_callback(lambda _: self._running.pop(grant, None))
                return await asyncio.shield(task)
            case never:
                assert_never(never)

    async def _read(self, named: Named, intent: Awaitable[Durable[Intent]], outgoing: Outgoing) -> Reply:
        """Send a read on. Its answer streams through; how it ended is noted without holding up the reader."""
        durable = await intent
        try:
            answer = await self._world.upstream.execute(durable, outgoing)
        except UpstreamError as error:
            ended = Ended.NEVER_SENT if isinstance(error, NeverSent) else Ended.UNKNOWN
            await self._journal.write(outcome_draft(durable.draft, Outcome(ended, self._at(), why=str(error)), {}))
            return self._refusal(error.code, f"{error}; it was a read, send it again", outgoing.service, status=503)
        noted = self._journal.write(outcome_draft(durable.draft, self._outcome(answer), {}))
        asyncio.ensure_future(noted).add_done_callback(_seen)
        return Answer(answer.status, answer.headers, self._cut_with(named, answer.body))

    async def _carry_out(self, named: Named, go: Go, intent: Awaitable[Durable[Intent]], outgoing: Outgoing) -> Reply:
        """Perform a granted call at most once; an answer that never came is in doubt, not a reason to try again."""
        durable = await intent
        answers: dict[str, str] = {}
        try:
            answer, whole = await kept(await self._world.upstream.execute(durable, outgoing))
        except (UpstreamError, CallerError) as error:
            sent = isinstance(error, UpstreamError) and not isinstance(error, NeverSent)
            outcome = Outcome(Ended.UNKNOWN if sent else Ended.NEVER_SENT, self._at(), why=str(error))
            await self._journal.write(outcome_draft(durable.draft, outcome, {}))
            return self._ended_badly(durable.draft, outcome, error, outgoing.service)
        if whole and isinstance(answer.body, bytes):
            answers = uploads.learn(named.action, answer)
            self._remember(go.spent.grant.id, answer)
        await self._journal.write(outcome_draft(durable.draft, self._outcome(answer), answers))
        return answer

    def _ended_badly(self, intent: Intent, outcome: Outcome, error: KeyturnError, service: str) -> Refusal:
        if outcome.ended is Ended.UNKNOWN:
            return self._refusal(
                "call.outcome_unknown",
                f"outcome unknown: it was sent once and its answer never came ({error})",
                service,
            )
        if "change" not in intent.about and isinstance(error, UpstreamError):
            return self._refusal(error.code, str(error), service, status=503)
        return self._refusal(error.code, f"not sent: {error}", service)

    async def _replay(self, attempt: Attempt, service: str) -> Reply:
        """Answer a retry of an attempt that was already sent.

        With its answer if that is still here, else with what is known.
        """
        task = self._running.get(attempt.grant)
        if task is not None:
            await asyncio.wait({task}, timeout=PATIENCE)
        answer = self._recent.get(attempt.grant)
        if answer is not None and attempt.state is not GrantState.IN_DOUBT:
            return answer
        outcome = attempt.outcome
        match attempt.state:
            case GrantState.DONE if outcome is not None:
                known = f"status {outcome.status}, request id {outcome.request_id}"
                return self._refusal(
                    "call.already_done",
                    f"already done ({known}): this call was sent once; do not send it again",
                    service,
                )
            case GrantState.FAILED if outcome is not None:
                known = outcome.why or f"status {outcome.status}, {outcome.error_code}"
                return self._refusal(
                    "call.already_failed", f"this call was already tried and failed ({known})", service
                )
            case _:
                return self._refusal(
                    "call.outcome_unknown",
                    "outcome unknown: this call was sent once and its answer never came",
                    service,
                )

    async def _rehearse(self, named: Named, body: Body) -> Reply:
        """Play a step of a multipart upload through without effect (flow.uploads)."""
        await drain(body)
        step = self._considering.uploads.step(
            named, self._considering.settings.limits.actions_per_change, self._fresh()
        )
        if isinstance(step, Refuse):
            return self._refusal(step.code, step.message, named.action.call.service)
        return step

    def _cut_with(self, named: Named, body: Body) -> Body:
        if isinstance(body, bytes):
            return body
        return cuttable(body, self._ended.setdefault(named.caller.session.id, asyncio.Event()))

    def _remember(self, grant: str, answer: Answer) -> None:
        self._recent[grant] = answer
        if len(self._recent) > REMEMBERED:
            self._recent.popitem(last=False)

    def _outcome(self, answer: Answer) -> Outcome:
        error = uploads.error_code(answer)
        ended = Ended.UNKNOWN if answer.status in UNSURE else Ended.ANSWERED
        request_id = answer.header(b"x-amzn-requestid") or answer.header(b"x-amz-request-id")
        return Outcome(ended, self._at(), answer.status, _printable(request_id), _printable(error))

    def _fresh(self) -> str:
        return b32encode_id(self._world.chance.token(16))

    def _at(self) -> datetime:
        return self._time.now()[0]

    def _held(self, named: Named, hold: Hold) -> Refusal:
        change, need = hold.change, hold.missing
        people = "1 approval" if need == 1 else f"{need} approvals"
        where = f"{self._considering.settings.console}/changes/{change.short}"
        text = f"needs {people}, change {change.short}, approve at {where}; then send the same call again"
        return self._refusal("change.pending", text, named.action.call.service)

    def _refusal(self, code: str, message: str, service: str | None, status: int = 403) -> Refusal:
        seal = "" if self._considering.settings.sealed else f" ({NOT_SEALED})"
        return Refusal(code, f"keyturn: {message}{seal}", service, status)


async def _set_within(event: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True


def _seen(future: asyncio.Future[Durable[Draft]]) -> None:
    """Look at a result nobody waits for: a log that failed refuses every later call by itself."""
    if not future.cancelled():
        future.exception()


def _printable(text: str | None) -> str | None:
    return None if text is None else "".join(c for c in text[:128] if c.isascii() and c.isprintable())
