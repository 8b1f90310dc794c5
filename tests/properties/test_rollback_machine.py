"""Whatever people propose, vote, order and undo, in whatever order: nothing is sent that two others did not want.

Beside the house stands a ledger of its own, kept from what people did. Of each call that reaches AWS it is asked: is it
the next of a change that was proposed; did two people approve exactly that, neither of whom proposed it or sponsored
what it undoes, and do they still count; is somebody's order of it being carried out; was it sent before?
"""

from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from hypothesis import given, note
from hypothesis import strategies as st

from keyturn.codec.strict import loads
from keyturn.errors import CallerError
from keyturn.model.approval import Verdict, Word
from keyturn.model.bundle import Bundle
from keyturn.model.execution import Answer, Cut, Outgoing
from keyturn.model.touching import AwsTables
from keyturn.testing.house import House
from keyturn.testing.proposers import Proposers
from tests.auditing import audit

PEOPLE: Final = ("dana", "ana", "bo", "eve", "fay")
ALIASES: Final = ("live", "next")
STEPS: Final = (
    ("propose", "approve", "reject", "order", "again", "drift", "break_off", "refuse", "disable", "enrol", "settle")
    + ("two_keys", "order", "settle", "restart", "approve") + ("go", "roll_back") * 4
)  # fmt: skip


@dataclass
class Known:
    """A change by the ledger: who stands aside, what it holds, and what was said of it as it stands now."""

    aside: set[str]
    calls: list[dict[str, Any]]
    approved: dict[str, int] = field(default_factory=dict)
    ordered: bool = False
    sent: int = 0


class Play:
    """The house, and those who play at it."""

    def __init__(self, data: st.DataObject, bundle: Bundle, catalogue: AwsTables) -> None:
        self.data = data
        self.house = House(bundle, catalogue)
        for name in PEOPLE[3:]:
            self.house.enrol(name, "sre")
        self.generation: dict[str, int] = defaultdict(int)
        self.enabled = set(PEOPLE)
        self.versions = dict.fromkeys(ALIASES, 1)
        self.changes: dict[str, Known] = {}
        self.failing: str | None = None
        self.orders: list[str] = []
        self.wrong: list[str] = []
        self.house.facts.answers = self.read
        self.house.upstream.reaction = self.write

    def pick(self, among: Any) -> Any:  # noqa: ANN401 - one of whatever there is
        found = list(among)
        return found[self.data.draw(st.integers(0, len(found) - 1))]

    def play(self, steps: int) -> None:
        for _ in range(steps):
            step = self.pick(STEPS)
            note(step)
            try:
                getattr(self, step)()
            except CallerError as error:
                note(f"  {error.code}")
            assert self.wrong == []
        found = audit(self.house.log)
        assert found.ok, found.lines()

    # ---- the cloud

    def read(self, outgoing: Outgoing) -> Answer:
        version = self.versions.get(outgoing.request.path.rpartition("/")[2])
        return Answer(200, (), b"{}" if version is None else b'{"FunctionVersion": "%d"}' % version)

    def write(self, outgoing: Outgoing) -> Answer:
        try:
            self.judge(outgoing)
        except Exception as error:  # noqa: BLE001 - inside the gate it would only look like a broken upstream
            self.wrong.append(f"the ledger could not judge: {error!r}")
        failing, self.failing = self.failing, None
        if failing == "refuse":
            return Answer(400, (), b'{"__type": "InvalidParameterException"}')
        said: Any = loads(outgoing.request.content.data or b"{}")
        self.versions[outgoing.request.path.rpartition("/")[2]] = int(said["FunctionVersion"])
        if failing == "break_off":
            raise Cut("the line broke")
        return Answer(200, (), b"{}")

    def judge(self, outgoing: Outgoing) -> None:
        draft = self.house.upstream.intents[-1].draft
        known = self.changes[draft.about["change"]]
        said: Any = loads(outgoing.request.content.data or b"{}")
        wanted = known.calls[known.sent]["parameters"]
        sent = {
            "FunctionName": outgoing.request.path.split("/")[3],
            "Name": outgoing.request.path.rpartition("/")[2],
            **{name: value for name, value in said.items() if name != "RevisionId"},
        }
        self.expect(sent == wanted, f"{sent} was sent where {wanted} was next")
        counts = {
            name
            for name, generation in known.approved.items()
            if name in self.enabled and generation == self.generation[name] and name not in known.aside
        }
        self.expect(len(counts) >= 2, f"only {counts} approved it")
        self.expect(known.ordered, "nobody ordered it")
        known.sent += 1

    def expect(self, truth: bool, otherwise: str) -> None:
        if not truth:
            self.wrong.append(otherwise)

    # ---- people

    def propose(self) -> None:
        by = self.pick(PEOPLE)
        names = self.data.draw(st.lists(st.sampled_from(ALIASES), min_size=1, max_size=2))
        calls = [
            {
                "service": "lambda",
                "operation": "UpdateAlias",
                "region": "cn-north-1",
                "parameters": {"FunctionName": "report", "Name": name, "FunctionVersion": f"{self.pick(range(2, 9))}"},
            }
            for name in names
        ]
        people = Proposers(self.house)
        change = people.hand_in(by, people.proposal(by, calls))
        self.changes[change] = Known({by}, calls)

    def roll_back(self) -> None:
        by, old = self.pick(PEOPLE), self.pick([*self.changes, "C-NOTHING0"])
        people = Proposers(self.house)
        offered = self.house.ask("rollback", change=old)
        change = people.hand_in(by, people.rollback(by, old))
        sponsor = self.house.considering.state.cases[old].change.sponsor
        self.changes[change] = Known({by, sponsor}, offered["calls"])

    def two_keys(self) -> None:
        """People vote one after the other, in any order, until two of them counted."""
        self.agree(self.pick([*self.changes, "C-NOTHING0"]))

    def agree(self, change: str) -> None:
        counted = 0
        for name in self.data.draw(st.permutations(PEOPLE)):
            with suppress(CallerError):
                self.house.vote(change, name)
                self.changes[change].approved[name] = self.generation[name]
                counted += 1
            if counted == 2:
                return

    def go(self) -> None:
        """What was proposed last is approved and ordered, as on a good day."""
        if not self.changes or self.pick([True, False, False]):
            self.propose()
        change = next(reversed(self.changes))
        self.agree(change)
        self.send(change, self.pick(PEOPLE))

    def vote(self, verdict: Verdict) -> None:
        change, name = self.pick([*self.changes, "C-NOTHING0"]), self.pick(PEOPLE)
        self.house.vote(change, name, verdict)
        if verdict is Verdict.APPROVE:
            self.changes[change].approved[name] = self.generation[name]

    def approve(self) -> None:
        self.vote(Verdict.APPROVE)

    def reject(self) -> None:
        self.vote(Verdict.REJECT)

    def order(self) -> None:
        self.send(self.pick([*self.changes, "C-NOTHING0"]), self.pick(PEOPLE))

    def send(self, change: str, name: str) -> None:
        envelope = self.house.signed(name, Proposers(self.house).order(name, change))
        self.orders.append(envelope)
        self.changes[change].ordered = True
        try:
            went = self.house.ask("execute", envelope=envelope)
        finally:
            self.changes[change].ordered = False
        if went["state"] == "proposed":
            self.changes[change].approved.clear()

    def again(self) -> None:
        self.house.ask("execute", envelope=self.pick([*self.orders, "{}"]))

    def settle(self) -> None:
        change, name = self.pick([*self.changes, "C-NOTHING0"]), self.pick(PEOPLE)
        uses = self.house.ask("show", change=change)["grants"]
        doubtful = [number for number, use in enumerate(uses) if use["state"] == "in doubt"]
        self.house.say(change, name, self.pick(Word), self.pick([*doubtful, 0]))

    def disable(self) -> None:
        name = self.pick(PEOPLE)
        self.house.ask("person_disable", name=name)
        self.enabled.discard(name)

    def enrol(self) -> None:
        name = self.pick(set(PEOPLE) - self.enabled or PEOPLE)
        self.house.enrol(name, "sre")
        if name not in self.enabled:
            self.enabled.add(name)

    # ---- the world

    def drift(self) -> None:
        self.versions[self.pick(ALIASES)] = self.pick(range(20, 29))

    def break_off(self) -> None:
        self.failing = "break_off"

    def refuse(self) -> None:
        self.failing = "refuse"

    def restart(self) -> None:
        self.house = self.house.restarted()


@given(st.data())
def test_the_gateway_sends_nothing_that_two_others_did_not_want(
    bundle: Bundle, catalogue: AwsTables, data: st.DataObject
) -> None:
    play = Play(data, bundle, catalogue)
    try:
        play.play(20)
    finally:
        play.house.close()
