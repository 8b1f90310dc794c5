"""Calls that people propose: offered as the rollback of a change, looked into, and taken in as one new change."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from keyturn.codec.canonical import Json
from keyturn.codec.encoding import b32encode_id
from keyturn.errors import KeyturnError
from keyturn.flow.answers import Look, Named, Refuse, Seen
from keyturn.flow.consider import Considering
from keyturn.flow.drafts import opened_draft
from keyturn.flow.proposing import CallsRefused, Proposed, caller_of, propose, read_proposal
from keyturn.flow.statements import find_case
from keyturn.flow.undoing import Offer, Reversal, check_offered, offer
from keyturn.flow.writing import write
from keyturn.gather.undoing import aws_command
from keyturn.model.evidence import Draft
from keyturn.model.facts import Facts
from keyturn.model.identity import Caller
from keyturn.model.proposal import CallsProposal
from keyturn.ports import Chance
from keyturn.runner.admitting import Admitting
from keyturn.runner.intake import Intake, Method, Params, only, text
from keyturn.runner.journal import Journal
from keyturn.runner.observing import Observing
from keyturn.runner.timekeeper import Timekeeper
from keyturn.runner.world import World


class Proposing:
    """Answers `rollback` and `propose_calls`."""

    def __init__(
        self, considering: Considering, journal: Journal, intake: Intake, time: Timekeeper, chance: Chance, world: World
    ) -> None:
        self._considering = considering
        self._intake = intake
        self._time = time
        self._chance = chance
        self._world = world
        self._admitting = Admitting(considering, journal, world.facts, world.catalogue, world.hosts)
        self._observing = Observing(world.facts, world.catalogue, considering.keys)
        self.methods: Final[Mapping[str, Method]] = {"rollback": self._rollback, "propose_calls": self._propose}

    async def _rollback(self, params: Params) -> Json:
        only(params, "change")
        at, _ = self._time.now()
        found = self._offer(text(params, "change"), at)
        change = found.case.change
        return {
            "change": change.id,
            "short": change.short,
            "state": found.case.stands(at).value,
            "intent": change.intent,
            "steps": [_told(step) for step in found.steps],
            "why": found.why,
            "calls": [] if found.why else [call.document() for call in found.calls],
            "rolls_back": found.rolls_back.document(),
        }

    def _offer(self, change: str, at: datetime) -> Offer:
        state = self._considering.state
        return offer(state, find_case(state, change), at, self._world.catalogue, self._world.hosts)

    async def _propose(self, params: Params) -> Json:
        """Take a proposal in: what its calls touch is read first, and it is judged anew in the step that notes it."""
        only(params, "envelope")
        said = text(params, "envelope")
        fresh = b32encode_id(self._chance.token(16))
        calls: Sequence[tuple[Named, Facts]] = ()
        seen: Seen | None = None
        try:
            at, _ = self._time.now()
            proposal, _ = read_proposal(self._considering, said, at)
            calls = await self._named(proposal, caller_of(self._considering, proposal, at, fresh))
            first = self._judged(said, calls, None)
            if isinstance(first, Look):
                seen = await self._observing.see(first)
        except KeyturnError as error:
            # Told and noted by whoever takes statements in, like any other that does nothing.
            return await self._refused(params, error)
        opened: list[Proposed] = []

        def judge(said: str, _: datetime) -> Draft:
            judged = self._judged(said, calls, seen)
            if isinstance(judged, Look):
                raise CallsRefused(Refuse("state.moving", "it moved while it was read: propose it again"))
            opened.append(judged)
            return judged.draft

        await self._intake.take(params, judge, lambda _: opened_draft(opened[0].change, opened[0].change.sponsor))
        change = opened[0].change
        return {
            "change": change.id,
            "short": change.short,
            "state": "proposed",
            "quorum": str(change.quorum),
            "rolls_back": None if change.rolls_back is None else change.rolls_back.change,
        }

    async def _refused(self, params: Params, error: KeyturnError) -> Json:
        def refuse(_: str, __: datetime) -> Draft:
            raise error

        await self._intake.take(params, refuse)
        return None

    def _judged(self, said: str, calls: Sequence[tuple[Named, Facts]], seen: Seen | None) -> Look | Proposed:
        at, steady = self._time.now()
        proposal, opened = read_proposal(self._considering, said, at)
        if proposal.rolls_back is not None:
            check_offered(self._offer(proposal.rolls_back.change, at), proposal.calls, proposal.rolls_back)
        return propose(self._considering, proposal, opened, calls, at, seen, steady=steady)

    async def _named(self, proposal: CallsProposal, caller: Caller) -> list[tuple[Named, Facts]]:
        """Return what each call is to our own recogniser once it is written, with the facts it is judged by."""
        found = []
        for number, call in enumerate(proposal.calls):
            request, scope = write(call, self._world.catalogue, self._world.hosts)
            named = self._admitting.name(request, caller, scope)
            if isinstance(named, Refuse):
                raise CallsRefused(named, number)
            found.append((named, await self._admitting.gather(named)))
        return found


def _told(step: Reversal) -> Json:
    undo = step.call or step.by_hand
    return {
        "action": step.number,
        "name": step.name,
        "state": step.state.value,
        "why": step.why,
        "left": list(step.left),
        "before": [one.document() for one in step.before] if undo is None else [],
        "undo": None
        if undo is None
        else {**undo.document(), "command": aws_command(undo.service, undo.operation, undo.region, undo.parameters)},
        "proposed": step.call is not None,
    }
