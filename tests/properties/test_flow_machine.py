"""Whatever people, agents, clocks and crashes do, in whatever order: the promises of the gate hold.

A machine plays at random: sessions are opened, continued and ended, people vote, reject, withdraw, are disabled and
enrolled anew, calls are sent and sent again, upstream fails in every way, clocks jump, time passes, the gate is started
anew. Beside it stands a ledger of its own, kept from what people did and not from what the gate says. Of everything
that reaches upstream the ledger is asked whether it may.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle as Drawn
from hypothesis.stateful import RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule, run_state_machine_as_test

from keyturn.errors import CallerError
from keyturn.flow.state import State
from keyturn.model import written
from keyturn.model.approval import Verdict, Withdrawal
from keyturn.model.bundle import Bundle
from keyturn.model.catalogue import Catalogue
from keyturn.model.evidence import Kind
from keyturn.model.execution import Answer, Cut, NeverSent, Outgoing, Rehearsed
from keyturn.model.identity import EndSession
from keyturn.runner.journal import Journal
from keyturn.testing.house import DEPLOYMENT, DEVELOPMENT, PRODUCTION, House, Opened
from tests.telling import Storage, problems, upload

PEOPLE: Final = {"dana": "sre", "ana": "sre", "bo": "sre", "cy": "sre", "mel": "marketing"}
TABLES: Final = ("costs", "prices")
MARKS: Final = (None, "attempt-1", "attempt-2")
PARTS: Final = [b"one", b"two"]
PLACE: Final = {"Bucket": "prod-data", "Key": "big"}


@dataclass
class Asked:
    """A change as the ledger knows it: what was asked for, by whom, and who said what of it with which key."""

    task: str
    agent: str
    sponsor: str
    calls: tuple[tuple[str, str], ...]
    expires: datetime
    approved: dict[str, int] = field(default_factory=dict)
    over: bool = False
    sent: set[int] = field(default_factory=set)


class Gate(RuleBasedStateMachine):
    """The gate, and everybody around it."""

    sessions = Drawn("sessions")
    changes = Drawn("changes")
    envelopes = Drawn("envelopes")
    policies: Bundle
    catalogue: Catalogue

    def __init__(self) -> None:
        super().__init__()
        self.house = House(self.policies, self.catalogue)
        self.house.facts.homes["prod-data"] = PRODUCTION
        self.house.upstream.reaction = self.react
        self.storage = Storage()
        self.failing: Callable[[Outgoing], Answer] | None = None
        self.hanging = False
        self.generation = dict.fromkeys(PEOPLE, 0)
        self.enabled = {"dana", "ana", "bo"}
        self.asked: dict[str, Asked] = {}
        self.ended: set[str] = set()
        self.wrong: list[str] = []
        self.grants: set[str] = set()
        for name in ("cy", "mel"):
            self.house.enrol(name, PEOPLE[name])
            self.enabled.add(name)

    def teardown(self) -> None:
        self.wrong += problems(self.house)
        self.house.close()
        assert self.wrong == []

    # ---- the cloud, and what the ledger says of each thing that reaches it

    async def react(self, outgoing: Outgoing) -> Answer:
        try:
            self.judge(outgoing)
        except Exception as error:  # noqa: BLE001 - inside the gate it would only look like a broken upstream
            self.wrong.append(f"the ledger could not judge: {error!r}")
        if self.hanging:
            await asyncio.Event().wait()
        if self.failing is not None:
            return self.failing(outgoing)
        return self.storage(outgoing) if outgoing.service == "s3" else Answer(200, (), b"{}")

    def judge(self, outgoing: Outgoing) -> None:
        intent = self.house.upstream.intents[-1]
        draft, log = intent.draft, self.house.log
        self.expect(intent.seq < log.durable, "its intent is not durable")
        self.expect(log.drafts[intent.seq] is draft, "its intent is not what stands in the log")
        self.expect(draft.about["grant"] not in self.grants, "its grant was used before")
        self.grants.add(draft.about["grant"])
        session = self.house.considering.state.sessions[draft.about["session"]]
        self.expect(session.id not in self.ended, "its session was ended")
        self.expect(self.house.clock.wall() - self.house.clock.drift < session.expires, "its session has expired")
        self.expect(self.sponsor_of(session.task) in self.enabled, "its sponsor is gone")
        if draft.kind is Kind.INTENT and outgoing.scope.region == PRODUCTION:
            self.judge_change(draft.about.get("change"), draft.payload["ordinal"], outgoing, session.task, session.agent)

    def judge_change(self, change: str | None, ordinal: Any, outgoing: Outgoing, task: str, agent: str) -> None:
        if change is None or change not in self.asked:
            self.wrong.append(f"a production change without anybody being asked: {outgoing.request.path}")
            return
        asked = self.asked[change]
        self.expect((asked.task, asked.agent) == (task, agent), "it was given to another task or agent")
        self.expect(not asked.over, "its change was rejected or withdrawn")
        self.expect(self.house.clock.wall() - self.house.clock.drift < asked.expires, "its change had expired")
        self.expect(abs(self.house.clock.drift) <= timedelta(seconds=5), "the clock could not be believed")
        self.expect(ordinal not in asked.sent, "it was sent before")
        asked.sent.add(ordinal)
        voters = {
            name
            for name, generation in asked.approved.items()
            if name in self.enabled and self.generation[name] == generation and PEOPLE[name] == "sre"
        }
        self.expect(len(voters - {asked.sponsor}) >= 2, f"only {sorted(voters)} approved it")
        self.expect(said_by(outgoing) == asked.calls[ordinal], f"{said_by(outgoing)} is not what people approved")

    def expect(self, true: bool, otherwise: str) -> None:
        if not true:
            self.wrong.append(otherwise)

    def sponsor_of(self, task: str) -> str:
        return self.house.considering.state.tasks[task].sponsor

    # ---- people

    @initialize(target=sessions)
    def first(self) -> Opened:
        return self.house.session("dana")

    @rule(target=sessions, sponsor=st.sampled_from(sorted(PEOPLE)), agent=st.sampled_from(["fixer", "helper"]))
    def open(self, sponsor: str, agent: str) -> Any:
        try:
            return self.house.session(sponsor, agent)
        except CallerError:
            return multiple()

    @rule(target=sessions, session=sessions, agent=st.sampled_from(["fixer", "helper"]))
    def go_on(self, session: Opened, agent: str) -> Any:
        try:
            return self.house.session(self.sponsor_of(session.task), agent, intent=None, task=session.task)
        except CallerError:
            return multiple()

    @rule(session=consumes(sessions), by=st.sampled_from(sorted(PEOPLE)))
    def end(self, session: Opened, by: str) -> None:
        ending = EndSession(DEPLOYMENT, by, session.id, self.house.clock.wall(), self.house.nonce())
        if self.hand_in("session_end", by, self.house.signed(by, ending)):
            self.ended.add(session.id)

    @rule(target=envelopes, change=changes, reviewer=st.sampled_from(sorted(PEOPLE)), yes=st.sampled_from([True] * 4 + [False]))
    def vote(self, change: str, reviewer: str, yes: bool) -> str:
        verdict = Verdict.APPROVE if yes else Verdict.REJECT
        envelope = self.house.signed(reviewer, self.house.verdict(change, reviewer, verdict))
        if self.hand_in("vote", reviewer, envelope):
            asked = self.asked[change]
            asked.over = asked.over or not yes
            asked.approved[reviewer] = self.generation[reviewer]
        return envelope

    @rule(change=changes)
    def two_keys(self, change: str) -> None:
        for reviewer in ("ana", "bo"):
            self.vote(change, reviewer, yes=True)

    @rule(envelope=envelopes, method=st.sampled_from(["vote", "withdraw", "session_open"]))
    def replay(self, envelope: str, method: str) -> None:
        # Either it was taken before, or it was refused for a reason that may have gone since: then it counts as given.
        change = next((one for one in self.asked if one in _payload(envelope)), "")
        counted = self.hand_in(method, "", envelope)
        if counted and method == "vote":
            said = _payload(envelope)
            reviewer = next(name for name in PEOPLE if f'"reviewer":"{name}"' in said)
            self.asked[change].over = self.asked[change].over or '"verdict":"reject"' in said
            self.asked[change].approved[reviewer] = self.generation[reviewer]

    @rule(change=changes, by=st.sampled_from(sorted(PEOPLE)))
    def withdraw(self, change: str, by: str) -> None:
        digest = self.house.ask("show", change=change)["digest"]
        taken = Withdrawal(DEPLOYMENT, change, digest, by, self.house.clock.wall(), self.house.nonce())
        if self.hand_in("withdraw", by, self.house.signed(by, taken)):
            self.asked[change].over = True

    def hand_in(self, method: str, by: str, envelope: str) -> bool:
        try:
            self.house.ask(method, envelope=envelope)
        except CallerError:
            return False
        self.expect(not by or by in self.enabled, f"{by} is gone, and was listened to")
        return True

    @rule(name=st.sampled_from(sorted(PEOPLE)))
    def disable(self, name: str) -> None:
        if name in self.enabled:
            self.house.ask("person_disable", name=name)
            self.enabled.discard(name)
            state = self.house.considering.state
            self.ended |= {one.id for one in state.sessions.values() if state.tasks[one.task].sponsor == name}

    @rule(name=st.sampled_from(sorted(PEOPLE)), same_key=st.booleans())
    def enrol_anew(self, name: str, same_key: bool) -> None:
        number = self.generation[name] + (0 if same_key else 1)
        seed = name if number == 0 else f"{name} {number}"
        before = self.house.keys[name]
        try:
            key = Ed25519PrivateKey.from_private_bytes(sha256(seed.encode()).digest())
            self.house.enrol(name, PEOPLE[name], key=key)
        except CallerError:
            self.house.keys[name] = before
            return
        self.expect(not same_key, f"the old key of {name} was enrolled again")
        self.generation[name] = number
        self.enabled.add(name)

    # ---- agents

    @rule(session=sessions, region=st.sampled_from([PRODUCTION, DEVELOPMENT]))
    def look(self, session: Opened, region: str) -> None:
        self.house.submit(session, "dynamodb:ListTables", region)

    @rule(
        target=changes,
        session=sessions,
        table=st.sampled_from(TABLES),
        region=st.sampled_from([PRODUCTION, PRODUCTION, DEVELOPMENT]),
        mark=st.sampled_from(MARKS),
    )
    def delete(self, session: Opened, table: str, region: str, mark: str | None) -> Any:
        call = self.house.call(session, "dynamodb:DeleteTable", region, mark=mark, TableName=table)
        task = self.house.begin(call)
        if not task.done():
            return multiple()  # upstream hangs
        return self.opened(session, (("DeleteTable", table),))

    @rule(target=changes, session=sessions)
    def put(self, session: Opened) -> Any:
        if self.hanging:
            return multiple()
        replies = upload(self.house, session, PARTS, **PLACE)
        if not isinstance(replies[0], Rehearsed):
            return multiple()
        return self.opened(session, (("POST", ""), ("PUT", "one"), ("PUT", "two"), ("POST", "")))

    def opened(self, session: Opened, calls: tuple[tuple[str, str], ...]) -> Any:
        """Note a change that was opened just now, if one was."""
        fresh = [case for name, case in self.house.considering.state.cases.items() if name not in self.asked]
        for case in fresh:
            self.asked[case.change.id] = Asked(
                session.task,
                self.house.considering.state.sessions[session.id].agent,
                self.sponsor_of(session.task),
                calls,
                case.change.expires,
            )
            self.expect(len(case.change.actions) == len(calls), "people are asked about more or less than was sent")
        return multiple(*(case.change.id for case in fresh))

    # ---- the world

    @rule(how=st.sampled_from(["well", "well", "well", "cut", "never sent", "500", "400", "hangs"]))
    def answer(self, how: str) -> None:
        self.hanging = how == "hangs"
        self.failing = {
            "cut": _raising(Cut("reset")),
            "never sent": _raising(NeverSent("no route")),
            "500": lambda _: Answer(500, (), b""),
            "400": lambda _: Answer(400, (), b""),
        }.get(how)

    @rule(by=st.sampled_from([{"seconds": 1}, {"minutes": 1}, {"minutes": 50}, {"hours": 23}]))
    def wait(self, by: dict[str, float]) -> None:
        self.house.clock.advance(**by)

    @rule(drift=st.sampled_from([0, 0, 3, 3600, -3600]))
    def set_clock(self, drift: int) -> None:
        self.house.clock.drift = timedelta(seconds=drift)

    @rule()
    def sweep(self) -> None:
        self.house.sweep()

    @rule()
    def start_anew(self) -> None:
        before = doubting(snapshot(self.house.considering.state))
        for task in asyncio.all_tasks(self.house.loop):
            task.cancel()
        # Nobody is there to answer any more; what was not durable is gone.
        self.house.log.crash()
        drift, self.house.clock.drift = self.house.clock.drift, timedelta(0)
        self.house.loop.run_until_complete(asyncio.sleep(0))
        self.house = self.house.restarted()
        self.house.clock.drift = drift
        after = snapshot(self.house.considering.state)
        for name in before.keys() | after.keys():
            self.expect(before[name] == after[name], f"`{name}` differs after a restart")

    # ---- what always holds

    @invariant()
    def nothing_is_wrong(self) -> None:
        assert self.wrong == []

    @invariant()
    def the_state_is_the_fold_of_the_log(self) -> None:
        if self.house.log.durable < len(self.house.log.entries):
            self.house.settle()
        read_back = Journal(self.house.log, State())
        read_back.read_back()
        assert snapshot(read_back.state) == snapshot(self.house.considering.state)


def said_by(outgoing: Outgoing) -> tuple[str, str]:
    """What a request says: its operation and table, or its method and body."""
    request = outgoing.request
    body = (request.content.data or b"").decode()
    target = request.header("x-amz-target")
    if target is None:
        return request.method, body if request.method == "PUT" else ""
    return target.partition(".")[2], next(table for table in TABLES if f'"{table}"' in body)


def snapshot(state: State) -> dict[str, Any]:
    """All that `state` knows, as plain values."""
    attempts = {id(one): one for one in (*state.attempts.values(), *state.by_grant.values(), *state.spent.values())}
    return {
        "deployment": state.deployment,
        "bundles": dict(state.bundles),
        "people": dict(state.people),
        "owners": dict(state.owner_of_key),
        "tasks": dict(state.tasks),
        "sessions": dict(state.sessions),
        "openers": dict(state.openers),
        "keys": dict(state.session_of_key),
        "changes": {name: written.change(case.change) | {"opener": case.opener} for name, case in state.cases.items()},
        "stages": {name: case.stage.value for name, case in state.cases.items()},
        "votes": {name: {who: _plain(vote) for who, vote in case.votes.items()} for name, case in state.cases.items()},
        "uses": {name: [_plain(use) for use in case.uses] for name, case in state.cases.items()},
        "open": {task: list(cases) for task, cases in state.open_of_task.items() if cases},
        "running": sorted(state.executing),
        "statements": set(state.statements),
        "attempts": {one.grant: _plain(one) for one in attempts.values()},
        "marks": {mark: one.grant for mark, one in state.attempts.items()},
        "spent": sorted(state.spent),
    }


def doubting(before: dict[str, Any]) -> dict[str, Any]:
    """What a restart makes of a state: the same, but that nobody knows what became of what was under way."""
    stages = dict(before["stages"])
    for name, uses in before["uses"].items():
        for use in uses:
            if use["state"] == "spent":
                use["state"] = "in doubt"
                stages[name] = "in doubt" if stages[name] == "executing" else stages[name]
    for attempt in before["attempts"].values():
        attempt["state"] = "in doubt" if attempt["state"] == "spent" else attempt["state"]
    running = [name for name in before["running"] if stages[name] == "executing"]
    return before | {"stages": stages, "running": running, "spent": []}


def _plain(value: Any) -> dict[str, Any]:
    found = {name: getattr(value, name) for name in type(value).__slots__}
    return {name: dict(one) if isinstance(one, dict) else one for name, one in found.items()}


def _payload(envelope: str) -> str:
    from keyturn.codec.dsse import parse_envelope  # noqa: PLC0415 - only here

    return parse_envelope(envelope.encode()).payload.decode()


def _raising(error: Exception) -> Callable[[Outgoing], Answer]:
    def fail(_: Outgoing) -> Answer:
        raise error

    return fail


def test_no_sequence_breaks_a_promise(bundle: Bundle, catalogue: Catalogue) -> None:
    machine = type("ThisGate", (Gate,), {"policies": bundle, "catalogue": catalogue})
    run_state_machine_as_test(machine, settings=settings(max_examples=60, stateful_step_count=40))
