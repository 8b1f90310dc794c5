"""Freezes, overrides, emergencies and envelopes in any order, with people and sessions coming and going.

Whatever the gate let pass, an auditor who shares none of that code finds it in order; and a gate started anew knows the
same.
"""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest

from keyturn.errors import CallerError
from keyturn.flow.settings import Bounds
from keyturn.model.bundle import Bundle
from keyturn.model.gate import GateKind
from keyturn.model.touching import AwsTables
from keyturn.model.window import Window
from keyturn.testing.gatekeepers import Gatekeepers, lifting, new_key, overriding
from keyturn.testing.house import House, Opened
from tests.bounding import emergency, ended, envelope, put, soon, urgent
from tests.telling import problems

PEOPLE: Final = ("dana", "ana", "bo", "cy")
STEPS: Final = 90


class Story:
    """One random day of one house."""

    def __init__(self, house: House, random: Random) -> None:
        self.house, self.random = house, random
        self.people = Gatekeepers(house)
        self.passed = 0
        house.enrol("cy", "sre")
        self.sessions = [urgent(house), urgent(house, "ana")]

    def step(self) -> None:
        """Do something; that the gate refuses it is part of the story."""
        deeds: list[Callable[[], object]] = [
            *[self.call] * 9,
            *[self.vote] * 8,
            self.freeze,
            self.lift,
            self.override,
            self.open_emergency,
            self.close_emergency,
            self.propose_envelope,
            self.end,
            *[self.pass_time] * 3,
            self.come_and_go,
        ]
        try:
            self.random.choice(deeds)()
        except CallerError:
            return

    def somebody(self) -> str:
        return self.random.choice(PEOPLE)

    def session(self) -> Opened:
        return self.random.choice(self.sessions)

    def call(self) -> None:
        self.passed += self.house.passed(put(self.house, self.session(), self.random.randrange(4)))

    def vote(self) -> None:
        waiting = self.house.ask("inbox")["changes"]
        if waiting:
            self.house.vote(self.random.choice(waiting)["id"], self.somebody())

    def freeze(self) -> None:
        self.house.freeze(
            self.somebody(), until=self.house.clock.wall() + timedelta(minutes=self.random.randint(1, 20))
        )

    def lift(self) -> None:
        frozen = self.house.ask("status")["freezes"]
        if frozen:
            wanted = lifting(self.house, self.random.choice(frozen)["id"])
            self.people.propose(self.somebody(), GateKind.FREEZE_LIFT, wanted)

    def override(self) -> None:
        frozen = self.house.ask("status")["freezes"]
        changes = [one for one in self.house.ask("inbox")["changes"] if not one.get("gate")]
        if frozen and changes:
            shown = self.house.ask("show", change=self.random.choice(changes)["id"])
            asked = overriding(self.house, shown, *(one["id"] for one in frozen))
            self.people.propose(self.somebody(), GateKind.FREEZE_OVERRIDE, asked)

    def open_emergency(self) -> None:
        until = soon(self.house, minutes=self.random.randint(1, 30))
        self.people.propose(self.somebody(), GateKind.EMERGENCY, emergency(self.house, self.session(), until=until))

    def close_emergency(self) -> None:
        for one in self.house.ask("status")["emergencies"]:
            asked = {"emergency": one["id"], "findings": "what was found"}
            self.people.propose(self.somebody(), GateKind.EMERGENCY_CLOSE, asked)

    def propose_envelope(self) -> None:
        session = self.session()
        sponsor = self.house.considering.state.tasks[session.task].sponsor
        more: dict[str, Any] = {"count": self.random.randint(1, 3), "until": soon(self.house, minutes=10)}
        self.people.propose(sponsor, GateKind.ENVELOPE, envelope(self.house, session, **more))

    def end(self) -> None:
        given = list(self.house.considering.state.given)
        if given:
            ended(self.house, self.random.choice(given), self.somebody())

    def pass_time(self) -> None:
        self.house.clock.advance(minutes=self.random.randint(1, 6))
        self.house.sweep()

    def come_and_go(self) -> None:
        """Cy leaves for good and comes back with another key: what they approved before counts no more."""
        if self.house.considering.state.people["cy"].enabled:
            self.house.ask("person_disable", name="cy")
        else:
            self.house.enrol("cy", "sre", key=new_key(f"cy {self.house.clock.wall()}"))


@pytest.mark.parametrize("seed", range(8))
def test_an_auditor_finds_every_day_in_order(bundle: Bundle, catalogue: AwsTables, seed: int) -> None:
    random = Random(seed)
    window = Window("day", ("production",), frozenset(range(7)), 12 * 60, 13 * 60, "UTC", ZoneInfo("UTC"))
    house = House(bundle, catalogue, bounds=Bounds(windows=(window,) if seed % 3 == 0 else ()))
    story = Story(house, random)
    for _ in range(STEPS):
        story.step()

    assert problems(house) == []
    again = house.restarted().considering.state
    state = house.considering.state
    assert again.freezes.keys() == state.freezes.keys()
    assert {name: (given.over, given.reviewed, len(given.uses)) for name, given in again.given.items()} == {
        name: (given.over, given.reviewed, len(given.uses)) for name, given in state.given.items()
    }
    house.close()
