"""What people ask of the gate, by the control socket or the console.

Each method one question, each statement one entry.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from keyturn.approve.freezing import open_freeze
from keyturn.approve.gate import open_proposal, open_seal, open_suspension
from keyturn.approve.leaves import open_leave_end
from keyturn.approve.statements import open_approval, open_end_session, open_withdrawal
from keyturn.codec.canonical import Json
from keyturn.codec.encoding import b64encode
from keyturn.errors import CallerError, Malformed, quoted
from keyturn.flow import statements
from keyturn.flow.consider import Considering
from keyturn.flow.gate.asking import Rules
from keyturn.flow.gate.proposals import count_gate_vote, find_gate_case, withdraw_gate
from keyturn.flow.settings import NOT_SEALED
from keyturn.flow.settle import count_word
from keyturn.model.evidence import Draft
from keyturn.ports import Chance, Log, Passkeys
from keyturn.runner.bounding import Bounding
from keyturn.runner.calls import Calls
from keyturn.runner.clockwatch import ClockWatch
from keyturn.runner.enrolling import Enrolling, NoPasskeys, Reader, no_passkeys
from keyturn.runner.executing import Executing
from keyturn.runner.gating import GateShowing, Gating
from keyturn.runner.inbox import Inbox
from keyturn.runner.intake import Intake, Method, Params, only, text
from keyturn.runner.journal import Journal
from keyturn.runner.looking import Looking
from keyturn.runner.lowered import Lowered
from keyturn.runner.people import People, PersonKnown
from keyturn.runner.proposing import Proposing
from keyturn.runner.sessions import Addresses, Sessions
from keyturn.runner.showing import Showing
from keyturn.runner.telling import Telling
from keyturn.runner.timekeeper import Timekeeper

UNSTEADY: Final = "unsteady: production is held until it is right again, or people accept it (keyturn clock)"


class UnknownMethod(CallerError):
    """The gate does not offer this."""

    code = "control.unknown_method"


@dataclass(frozen=True, slots=True)
class Besides:
    """What a desk may do without: `telling` sees to receivers of notices; without `passkeys` all use key files."""

    telling: Telling | None = None
    passkeys: Passkeys | None = None


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
        rules: Rules,
        besides: Besides | None = None,
    ) -> None:
        self._considering = considering
        self._journal = journal
        self._state = considering.state
        self._calls = calls
        self._time = time
        besides = besides or Besides()
        self._enrolling: Final = (
            None
            if besides.passkeys is None
            else Enrolling(considering, journal, time, chance, besides.passkeys, addresses.console)
        )
        confirm = no_passkeys if self._enrolling is None else self._enrolling.confirm
        self._intake: Final = Intake(journal, time, calls.end_session, confirm)
        self._addresses = addresses
        self._telling = besides.telling
        self._showing: Final = Showing(considering, journal.log, time, addresses.console)
        self._gate_showing: Final = GateShowing(considering, journal.log, time, addresses.console)
        self._looking: Final = Looking(calls.facts, journal, time)
        self.clock: Final = ClockWatch(journal, time, chance, lambda: considering.settings.approvers, calls.end_session)
        self._bounding: Final = Bounding(considering, self._intake, chance)
        self._lowered: Final = Lowered(considering)
        self.gate: Final = Gating(considering, journal, self._intake, time, chance, rules, addresses.console)
        self._intake.afterwards(self.gate.obey)
        self._methods: Final[Mapping[str, Method]] = {
            "status": self._status,
            "inbox": self._inbox,
            "show": self._show,
            "stands": self._stands,
            "vote": self._vote,
            "vote_on_page": self._on_page("vote", open_approval),
            "seal_on_page": self._on_page("seal", open_seal),
            "propose_on_page": self._on_page("propose", open_proposal),
            "key_suspend_on_page": self._on_page("key_suspend", open_suspension),
            "freeze_on_page": self._on_page("freeze", open_freeze),
            "leave_end_on_page": self._on_page("leave_end", open_leave_end),
            "session_end_on_page": self._on_page("session_end", open_end_session),
            "withdraw_on_page": self._on_page("withdraw", open_withdrawal),
            "withdraw": self._withdraw,
            "settle": self._settle,
            "checkpoint": self._checkpoint,
            "clock": self._clock,
            "clock_accept": self._clock_accept,
            "webhook_test": self._webhook_test,
            **People(journal, time, calls.end_session).methods,
            **Proposing(considering, journal, self._intake, time, chance, calls.world).methods,
            **Executing(considering, journal, self._intake, time, calls).methods,
            **self._bounding.methods,
            **self.gate.methods,
            **({} if self._enrolling is None else self._enrolling.methods),
            **Sessions(considering, self._intake, time, chance, addresses).methods,
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
        only(params)
        settings, (at, steady) = self._considering.settings, self._time.now()
        people = self._state.enabled_people()
        status: dict[str, Json] = {
            "deployment": self._state.deployment,
            "sealed": self._considering.sealed,
            "root": self.gate.root(),
            "charter": None if self._state.charter is None else self._state.charter.digest,
            "sealed_text": "sealed" if self._considering.sealed else NOT_SEALED,
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
            "open_changes": len(self._showing.open_cases()) + len(self._gate_showing.open_cases()),
            "decisions": self._considering.remembered(),
            "kept": self._addresses.kept(),
            "notices": self._notices(at),
            "told": [] if self._telling is None else self._telling.stands(),
            **self._bounding.status(at),
        }
        return status | dict(self._addresses.facts)

    async def _inbox(self, params: Params) -> Json:
        reader = params.get("as")
        person = self._state.people.get(reader) if isinstance(reader, str) else None
        if reader is not None and person is None:
            raise PersonKnown("nobody of that name is enrolled: see `keyturn person list`")
        page = Inbox(self._showing, self._gate_showing).page(params, person)
        return {**page, "sealed": self._considering.sealed}

    async def _show(self, params: Params) -> Json:
        only(params, "change")
        named = text(params, "change")
        gate = find_gate_case(self._state, named)
        if gate is not None:
            return self._gate_showing.document(gate)
        case = statements.find_case(self._state, named)
        return self._showing.document(case, await self._looking.at(case))

    async def _stands(self, params: Params) -> Json:
        """Where a change stands, for whoever asks again and again: nothing is read for it."""
        only(params, "change")
        named = text(params, "change")
        gate = find_gate_case(self._state, named)
        if gate is not None:
            return self._gate_showing.stands(gate)
        case = statements.find_case(self._state, named)
        return {
            "id": case.change.id,
            "short": case.change.short,
            "state": self._showing.stands(case).value,
            "missing": self._showing.missing(case),
        }

    def _on_page(self, name: str, read: Reader) -> Method:
        """Return the method `name` for what pages hand in: `read` opens it, and it is of one of our passkeys."""

        async def hand_in(params: Params) -> Json:
            only(params, "envelope")
            if self._enrolling is None:
                raise NoPasskeys
            self._enrolling.refuse_strangers(text(params, "envelope"), read)
            return await self._methods[name](params)

        return hand_in

    async def _vote(self, params: Params) -> Json:
        draft = await self._intake.take(params, self._judge_vote, self.gate.follow)
        self._calls.decided()
        gate = self._state.gate_cases.get(draft.about["change"])
        if gate is not None:
            return self._gate_showing.outcome(gate)
        case = self._state.cases[draft.about["change"]]
        return {
            "change": case.change.id,
            "short": case.change.short,
            "state": self._showing.stands(case).value,
            "missing": self._showing.missing(case),
        }

    def _judge_vote(self, said: str, at: datetime) -> Draft:
        if self._is_gate(said):
            return count_gate_vote(self._state, said, at)
        return statements.count_vote(self._considering, said, at)

    def _judge_withdrawal(self, said: str, at: datetime) -> Draft:
        if self._is_gate(said):
            return withdraw_gate(self._state, said, at)
        return statements.withdraw(self._considering, said, at)

    def _is_gate(self, said: str) -> bool:
        """Whether a statement names a change of the gate itself; it is opened and judged by whoever takes it."""
        named = statements.named_change(said)
        return named is not None and named in self._state.gate_cases

    async def _withdraw(self, params: Params) -> Json:
        draft = await self._intake.take(params, self._judge_withdrawal)
        self._calls.decided()
        name = draft.about["change"]
        case = self._state.gate_cases.get(name) or self._state.cases[name]
        return {"change": name, "state": case.stage.value}

    async def _settle(self, params: Params) -> Json:
        draft = await self._intake.take(params, lambda text, at: count_word(self._considering, text, at))
        case = self._state.cases[draft.about["change"]]
        self._calls.decided()
        return {"change": case.change.id, "state": self._showing.stands(case).value, "settled": draft.payload["met"]}

    async def _clock(self, params: Params) -> Json:
        only(params)
        return await self.clock.told()

    async def _clock_accept(self, params: Params) -> Json:
        await self._intake.take(params, self.clock.count)
        return await self.clock.told()

    def _notices(self, at: datetime) -> list[Json]:
        """What every page and command names as long as it is so."""
        return [*self._bounding.notices(at), *self._lowered.lines()]

    async def _checkpoint(self, params: Params) -> Json:
        only(params, "size")
        size = params.get("size")
        proof: list[Json] = []
        if size is not None:
            if not isinstance(size, int) or isinstance(size, bool) or size < 0:
                raise Malformed("log size", size)
            proof = [b64encode(node) for node in self._log.consistency(size)]
        return {"checkpoint": self._log.checkpoint(), "verifier": self._log.verifier(), "consistency": proof}

    async def _webhook_test(self, params: Params) -> Json:
        only(params)
        return {"receivers": [] if self._telling is None else await self._telling.test()}
