"""Whatever people, agents, clocks and crashes do, in whatever order: the promises of the gate hold.

A machine plays at random: sessions are opened, continued and ended, people vote, reject, withdraw, are disabled and
enrolled anew, calls are sent and sent again, upstream fails in every way, clocks jump, time passes, the gate is started
anew. Beside it stands a ledger of its own, kept from what people did and not from what the gate says. Of everything
that reaches upstream the ledger is asked whether it may.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, note, settings
from hypothesis import strategies as st

from keyturn.approve.statements import parse_approval
from keyturn.codec.dsse import parse_envelope
from keyturn.errors import CallerError
from keyturn.flow.kept import Attempt, Use, Vote
from keyturn.flow.state import State
from keyturn.model import written
from keyturn.model.approval import Verdict, Withdrawal, Word
from keyturn.model.bundle import Bundle
from keyturn.model.evidence import Kind
from keyturn.model.execution import Answer, Cut, NeverSent, Outgoing, Rehearsed
from keyturn.model.identity import EndSession
from keyturn.model.touching import AwsTables
from keyturn.runner.journal import Journal
from keyturn.testing.house import DEPLOYMENT, DEVELOPMENT, PRODUCTION, House, Opened
from tests.telling import Storage, problems, upload

T = TypeVar("T")
PEOPLE: Final = {"dana": "sre", "ana": "sre", "bo": "sre", "cy": "sre", "mel": "marketing"}
TABLES: Final = ("costs", "prices")
MARKS: Final = (None, "attempt-1", "attempt-2")
AGENTS: Final = ("fixer", "helper")
# How often each thing happens.
HAPPENS: Final = {
    "delete": 3, "put": 2, "deliver": 8, "look": 1, "open": 1, "go_on": 1, "end": 1,
    "two_keys": 4, "vote": 4, "reject": 1, "withdraw": 1, "hand_in_again": 2, "disable": 1, "enrol_anew": 2,
    "answer": 3, "wait": 2, "set_clock": 2, "accept_clock": 2, "settle": 2, "settle_all": 2,
    "sweep": 1, "start_anew": 2,
}  # fmt: skip
STEPS: Final = tuple(name for name, times in HAPPENS.items() for _ in range(times))
WORDS: Final = tuple(Word)
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
    words: dict[int, dict[str, tuple[int, Word]]] = field(default_factory=dict)


class Gate:
    """The gate, and everybody around it."""

    def __init__(self, data: st.DataObject, bundle: Bundle, catalogue: AwsTables) -> None:
        self.data = data
        self.house = House(bundle, catalogue)
        self.house.facts.homes["prod-data"] = PRODUCTION
        self.house.upstream.reaction = self.react
        self.storage = Storage()
        self.failing: Callable[[Outgoing], Answer] | None = None
        self.hanging = False
        self.generation = dict.fromkeys(PEOPLE, 0)
        self.enabled = set(PEOPLE)
        self.asked: dict[str, Asked] = {}
        self.ended: set[str] = set()
        self.wrong: list[str] = []
        self.grants: set[str] = set()
        self.envelopes: list[str] = []
        self.trusted = timedelta(0)
        for name in ("cy", "mel"):
            self.house.enrol(name, PEOPLE[name])
        self.sessions = [self.house.session("dana")]

    def play(self, steps: int) -> None:
        """Do something, and look whether all that always holds still does."""
        for _ in range(steps):
            if self.house.clock.drift != self.trusted and self.pick([True, True, False]):
                self.house.clock.drift = self.trusted
            step = self.pick(STEPS)
            note(f"{step}, at {self.house.clock.wall():%d %H:%M:%S}")
            getattr(self, step)()
            self.check()

    def pick(self, among: Sequence[T]) -> T:
        return among[self.data.draw(st.integers(0, len(among) - 1))]

    def audit(self) -> None:
        self.wrong += problems(self.house)
        assert self.wrong == [], self.wrong

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
        self.expect(self.true_time() < session.expires, "its session has expired")
        self.expect(self.sponsor_of(session.task) in self.enabled, "its sponsor is gone")
        if draft.kind is Kind.INTENT and outgoing.scope.region == PRODUCTION:
            self.judge_change(
                draft.about.get("change"), draft.payload["ordinal"], outgoing, session.task, session.agent
            )

    def judge_change(self, change: str | None, ordinal: object, outgoing: Outgoing, task: str, agent: str) -> None:
        if change is None or change not in self.asked:
            self.wrong.append(f"a production change without anybody being asked: {outgoing.request.path}")
            return
        asked = self.asked[change]
        self.expect((asked.task, asked.agent) == (task, agent), "it was given to another task or agent")
        self.expect(not asked.over, "its change was rejected or withdrawn")
        self.expect(self.true_time() < asked.expires, "its change had expired")
        off = abs(self.house.clock.drift - self.trusted)
        self.expect(off <= timedelta(seconds=5), "the clock could not be believed")
        assert isinstance(ordinal, int)
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

    def true_time(self) -> datetime:
        """What time it is, whatever the clock says: as it began, and as people accepted since."""
        return self.house.clock.wall() - self.house.clock.drift + self.trusted

    def sponsor_of(self, task: str) -> str:
        return self.house.considering.state.tasks[task].sponsor

    # ---- people

    def open(self) -> None:
        with suppress(CallerError):
            self.sessions.append(self.house.session(self.pick(sorted(PEOPLE)), self.pick(AGENTS)))

    def go_on(self) -> None:
        task = self.pick(self.sessions).task
        with suppress(CallerError):
            self.sessions.append(self.house.session(self.sponsor_of(task), self.pick(AGENTS), intent=None, task=task))

    def end(self) -> None:
        session, by = self.pick(self.sessions), self.pick(sorted(PEOPLE))
        ending = EndSession(DEPLOYMENT, by, session.id, self.house.clock.wall(), self.house.nonce())
        if self.hand_in("session_end", by, self.house.signed(by, ending)):
            self.ended.add(session.id)

    def vote(self) -> None:
        if self.asked:
            self.vote_on(self.pick(list(self.asked)), self.pick(sorted(PEOPLE)), Verdict.APPROVE)

    def reject(self) -> None:
        if self.asked:
            self.vote_on(self.pick(list(self.asked)), self.pick(sorted(PEOPLE)), Verdict.REJECT)

    def two_keys(self) -> None:
        if self.asked:
            change = self.pick(list(self.asked)[-3:])
            for reviewer in ("ana", "bo"):
                self.vote_on(change, reviewer, Verdict.APPROVE)

    def vote_on(self, change: str, reviewer: str, verdict: Verdict) -> None:
        envelope = self.house.signed(reviewer, self.house.verdict(change, reviewer, verdict))
        self.envelopes.append(envelope)
        if self.hand_in("vote", reviewer, envelope):
            self.count(change, reviewer, verdict)

    def count(self, change: str, reviewer: str, verdict: Verdict) -> None:
        asked = self.asked[change]
        asked.over = asked.over or verdict is Verdict.REJECT
        asked.approved[reviewer] = self.generation[reviewer]

    def hand_in_again(self) -> None:
        """Hand a vote in once more. One that was refused may count now, if the reason has gone: then it was given."""
        if not self.envelopes:
            return
        envelope = self.pick(self.envelopes)
        said = parse_approval(parse_envelope(envelope.encode()).payload)
        if self.hand_in("vote", said.reviewer, envelope):
            self.count(said.change, said.reviewer, said.verdict)

    def withdraw(self) -> None:
        if not self.asked:
            return
        change = self.pick(list(self.asked))
        by = self.pick([self.asked[change].sponsor, *sorted(PEOPLE)])
        digest = self.house.ask("show", change=change)["digest"]
        taken = Withdrawal(DEPLOYMENT, change, digest, by, self.house.clock.wall(), self.house.nonce())
        if self.hand_in("withdraw", by, self.house.signed(by, taken)):
            self.expect(by == self.asked[change].sponsor, f"{by} took back what is not theirs")
            self.asked[change].over = True

    def hand_in(self, method: str, by: str, envelope: str) -> bool:
        try:
            self.house.ask(method, envelope=envelope)
        except CallerError:
            return False
        self.expect(by in self.enabled, f"{by} is gone, and was listened to")
        return True

    def disable(self) -> None:
        name = self.pick(sorted(PEOPLE))
        if name in self.enabled:
            self.house.ask("person_disable", name=name)
            self.enabled.discard(name)
            state = self.house.considering.state
            self.ended |= {one.id for one in state.sessions.values() if state.tasks[one.task].sponsor == name}

    def enrol_anew(self) -> None:
        gone = sorted(set(PEOPLE) - self.enabled)
        name, same_key = self.pick(gone or sorted(PEOPLE)), self.pick([True, False, False])
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

    def accept_clock(self) -> None:
        """Have three people accept what the clock says, of whom some may not, or no more."""
        off, before = self.house.clock.drift - self.trusted, self.true_time()
        counted, held = set(), None
        for name in ("ana", "bo", self.pick(sorted(PEOPLE))):
            with suppress(CallerError):
                held = self.house.ask("clock")["held"]
                self.house.accept_clock(name)
                counted.add(name)
                if self.house.ask("status")["clock"] == "steady":
                    break
        if not counted or self.house.ask("status")["clock"] != "steady":
            return
        assert held is not None, "a steady clock was accepted"
        said = {name for name in (*held["accepted"], *counted) if name in self.enabled and PEOPLE[name] == "sre"}
        self.expect(len(said) >= 2, f"only {sorted(said)} accepted the clock")
        self.trusted += off
        if off < timedelta(0):
            self.ended |= set(self.house.considering.state.sessions)
            for asked in self.asked.values():
                asked.over = asked.over or asked.expires <= before

    def settle(self) -> None:
        """Have somebody say what became of some call, whether or not anybody doubts it."""
        if self.asked:
            change = self.pick(list(self.asked))
            self.say(
                change, self.pick(range(len(self.asked[change].calls))), self.pick(sorted(PEOPLE)), self.pick(WORDS)
            )

    def settle_all(self) -> None:
        """Have two people say what became of all that is in doubt in the newest changes."""
        word = self.pick(WORDS)
        for change in list(self.asked)[-3:]:
            for action in range(len(self.asked[change].calls)):
                for name in ("ana", "bo"):
                    self.say(change, action, name, word)

    def say(self, change: str, action: int, name: str, word: Word) -> None:
        grant = self.house.ask("show", change=change)["grants"][action]
        envelope = self.house.signed(name, self.house.word(change, name, word, action))
        if not self.hand_in("settle", name, envelope):
            return
        self.expect(grant["state"] == "in doubt", "what nobody doubted was settled")
        asked = self.asked[change]
        words = asked.words.setdefault(action, {})
        words[name] = (self.generation[name], word)
        after = self.house.ask("show", change=change)["grants"][action]["state"]
        if after == "in doubt":
            return
        agree = {
            who
            for who, (generation, said) in words.items()
            if who in self.enabled and self.generation[who] == generation and PEOPLE[who] == "sre"
            and said is word and who != asked.sponsor
        }  # fmt: skip
        self.expect(len(agree) >= 2, f"settled on the word of {sorted(agree)}")
        self.expect(after == ("done" if word is Word.HAPPENED else "failed"), f"settled as {after}")
        asked.over = asked.over or word is Word.DID_NOT_HAPPEN

    # ---- agents

    def look(self) -> None:
        session = self.pick(self.sessions)
        self.house.begin(self.house.call(session, "dynamodb:ListTables", self.pick([PRODUCTION, DEVELOPMENT])))

    def delete(self) -> None:
        region = self.pick([PRODUCTION, PRODUCTION, DEVELOPMENT])
        self.delete_in(self.pick(self.sessions[-4:]), region, self.pick(TABLES))

    def delete_in(self, session: Opened, region: str, table: str) -> None:
        mark = self.pick(MARKS)
        self.house.begin(self.house.call(session, "dynamodb:DeleteTable", region, mark=mark, TableName=table))
        self.opened(session, (("DeleteTable", table),))

    def deliver(self) -> None:
        """Send once more what people have been asked about, as the agents of its task would."""
        wanted = [asked for asked in self.asked.values() if asked.approved] or list(self.asked.values())
        if not wanted:
            return
        asked = self.pick(wanted)
        session = self.pick([one for one in self.sessions if one.task == asked.task])
        if len(asked.calls) > 1:
            self.put_in(session)
        elif asked.calls[0][0] == "DeleteTable":
            self.delete_in(session, PRODUCTION, asked.calls[0][1])

    def put(self) -> None:
        self.put_in(self.pick(self.sessions[-4:]))

    def put_in(self, session: Opened) -> None:
        if self.hanging:
            return
        replies = upload(self.house, session, PARTS, **PLACE)
        calls = (("POST", ""), ("PUT", "one"), ("PUT", "two"), ("POST", ""))
        # Played through, all of it is asked for; a real one that does not fit its change, the one call that did not.
        played = isinstance(replies[0], Rehearsed)
        self.opened(session, calls if played else (calls[len(replies) - 1],))

    def opened(self, session: Opened, calls: tuple[tuple[str, str], ...]) -> None:
        """Note a change that was opened just now, if one was."""
        state = self.house.considering.state
        for case in [case for name, case in state.cases.items() if name not in self.asked]:
            change = case.change
            self.asked[change.id] = Asked(
                session.task, state.sessions[session.id].agent, self.sponsor_of(session.task), calls, change.expires
            )
            self.expect(len(change.actions) == len(calls), "people are asked about more or less than was sent")

    # ---- the world

    def answer(self) -> None:
        how = self.pick(["well", "well", "well", "hangs", "hangs", "cut", "never sent", "500", "400"])
        self.hanging = how == "hangs"
        self.failing = {
            "cut": _raising(Cut("reset")),
            "never sent": _raising(NeverSent("no route")),
            "500": lambda _: Answer(500, (), b""),
            "400": lambda _: Answer(400, (), b""),
        }.get(how)

    def wait(self) -> None:
        self.house.clock.advance(seconds=self.pick([1, 1, 60, 60, 3000, 23 * 3600]))

    def set_clock(self) -> None:
        self.house.clock.drift = timedelta(seconds=self.pick([0, 0, 0, 3, 3600, -3600]))

    def sweep(self) -> None:
        self.house.sweep()

    def start_anew(self) -> None:
        before = doubting(snapshot(self.house.considering.state))
        for task in asyncio.all_tasks(self.house.loop):
            task.cancel()
        # Nobody is there to answer any more; what was not durable is gone.
        self.house.log.crash()
        self.house.settle()
        self.house.clock.drift = self.trusted
        self.house = self.house.restarted()
        after = snapshot(self.house.considering.state)
        for name in before.keys() | after.keys():
            self.expect(before[name] == after[name], f"`{name}` differs after a restart")

    # ---- what always holds

    def check(self) -> None:
        assert self.wrong == [], self.wrong
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
        "changes": {
            name: {**written.change(case.change)} | {"opener": case.opener} for name, case in state.cases.items()
        },
        "stages": {name: case.stage.value for name, case in state.cases.items()},
        "votes": {name: {who: _plain(vote) for who, vote in case.votes.items()} for name, case in state.cases.items()},
        "uses": {name: [_plain(use) for use in case.uses] for name, case in state.cases.items()},
        "open": {task: list(cases) for task, cases in state.open_of_task.items() if cases},
        "running": sorted(state.executing),
        "statements": set(state.statements),
        "attempts": {one.grant: _plain(one) for one in attempts.values()},
        "marks": {mark: one.grant for mark, one in state.attempts.items()},
        "spent": sorted(state.spent),
        "held": None if state.held is None else (state.held.hold, dict(state.held.votes)),
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


def _plain(value: Vote | Use | Attempt) -> dict[str, Any]:
    found = {name: getattr(value, name) for name in type(value).__slots__}
    return {name: dict(one) if isinstance(one, dict) else one for name, one in found.items()}


def _raising(error: Exception) -> Callable[[Outgoing], Answer]:
    def fail(_: Outgoing) -> Answer:
        raise error

    return fail


def test_no_sequence_breaks_a_promise(bundle: Bundle, catalogue: AwsTables) -> None:
    @settings(max_examples=80)
    @given(st.data())
    def tell(data: st.DataObject) -> None:
        gate = Gate(data, bundle, catalogue)
        try:
            gate.play(40)
            gate.audit()
        finally:
            gate.house.close()

    tell()
