"""Sending the calls of a change that people proposed, once somebody orders it: one after the other, each once.

Each goes the way of an agent's call from where that is named: policy, votes, freezes, drift and the resource are asked
again, its intent is durable before it is sent, its outcome is noted. The first that is not done ends it.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from keyturn.codec.canonical import Json
from keyturn.flow.answers import Refuse
from keyturn.flow.consider import Considering
from keyturn.flow.kept import Case, Use
from keyturn.flow.proposing import NotOrdered, following, order
from keyturn.flow.writing import NotWritten, write
from keyturn.model.change import OPEN, Proposed
from keyturn.model.change import State as Stage
from keyturn.model.evidence import Draft
from keyturn.model.execution import Refusal
from keyturn.model.grant import GrantState
from keyturn.model.identity import Caller
from keyturn.model.proposal import ProposedCall
from keyturn.runner.admitting import Admitting
from keyturn.runner.calls import Calls
from keyturn.runner.intake import Intake, Method, Params, only
from keyturn.runner.journal import Journal
from keyturn.runner.timekeeper import Timekeeper


class Executing:
    """Answers `execute`."""

    def __init__(
        self, considering: Considering, journal: Journal, intake: Intake, time: Timekeeper, calls: Calls
    ) -> None:
        self._considering = considering
        self._state = considering.state
        self._intake = intake
        self._time = time
        self._calls = calls
        world = calls.world
        self._catalogue, self._hosts = world.catalogue, world.hosts
        self._admitting = Admitting(considering, journal, world.facts, world.catalogue, world.hosts)
        self._running: set[str] = set()
        self._tasks: set[asyncio.Task[Json]] = set()
        self.methods: Final[Mapping[str, Method]] = {"execute": self._execute}

    async def _execute(self, params: Params) -> Json:
        # Whoever ordered it may go away: what has begun goes on to its end.
        task = asyncio.ensure_future(self._ordered(params))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return await asyncio.shield(task)

    async def _ordered(self, params: Params) -> Json:
        """Take the order in, send what it is about, and say how far that came."""
        only(params, "envelope")
        mine: set[str] = set()

        def judge(said: str, at: datetime) -> Draft:
            draft = order(self._considering, said, at)
            name = draft.about["change"]
            if name in self._running:
                short = self._state.cases[name].change.short
                raise NotOrdered(f"the calls of change {short} are being sent now: look with `keyturn show {short}`")
            mine.add(name)
            self._running.add(name)
            return draft

        try:
            draft = await self._intake.take(params, judge)
            case = self._state.cases[draft.about["change"]]
            return self._told(case, await self._carry_out(case))
        finally:
            self._running -= mine

    def _told(self, case: Case, why: str) -> Json:
        at, _ = self._time.now()
        return {
            "change": case.change.id,
            "short": case.change.short,
            "state": case.stands(at).value,
            "why": why,
            "steps": [
                {"action": number, "name": part.name, "state": use.state.value}
                for number, (part, use) in enumerate(zip(case.change.actions, case.uses, strict=True))
            ],
        }

    async def _carry_out(self, case: Case) -> str:
        """Send what is left of `case`, in its order; return why it went no further, empty if all of it is done."""
        while (number := following(case)) is not None and case.stage in OPEN:
            why = await self._send(case, number)
            if why:
                return why
        if case.stage is Stage.DONE:
            return ""
        return f"change {case.change.short} is {case.stage.value}: nothing more of it is sent"

    async def _send(self, case: Case, number: int) -> str:
        """Send call `number` of `case`; return why it was not done, empty if it was."""
        change = case.change
        part = change.actions[number]
        caller = Caller(self._state.sessions[change.session], self._state.tasks[change.task])
        try:
            request, scope = write(_call(part), self._catalogue, self._hosts)
        except NotWritten as error:
            return str(error)
        named = self._admitting.name(request, caller, scope)
        if isinstance(named, Refuse):
            return named.message
        reply = await self._calls.send(named, await self._admitting.gather(named), request, scope)
        use = case.uses[number]
        if use.state is GrantState.DONE:
            return ""
        return reply.message if isinstance(reply, Refusal) else _failed(part, use)


def _call(part: Proposed) -> ProposedCall:
    """The call that people approved, from the document that they signed."""
    document = part.shown.document
    parameters = document["parameters"]
    return ProposedCall(
        str(document["service"]),
        str(document["operation"]),
        str(document["region"]),
        parameters if isinstance(parameters, Mapping) else {},
    )


def _failed(part: Proposed, use: Use) -> str:
    outcome = use.outcome
    if use.state is GrantState.IN_DOUBT or outcome is None:
        return f"nobody knows what became of {part.name}: it was sent once and is not sent again"
    said = ", ".join(str(one) for one in (outcome.status, outcome.error_code) if one)
    return f"{part.name} was refused by AWS ({said})"
