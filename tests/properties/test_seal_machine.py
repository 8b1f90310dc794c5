"""Founders with key files and passkeys sign, while people, keys and configuration change under their hands.

A ledger beside the gate knows who signed what as it stood then. The gate is sealed at the very signature with which
every reviewer of that moment has signed that moment's charter, and never before; an auditor finds it in order.
"""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any, Final

from keyturn.errors import CallerError
from keyturn.model.bundle import Bundle
from keyturn.model.touching import AwsTables
from keyturn.testing.gatekeepers import Gatekeepers, new_key
from tests.auditing import audit
from tests.authenticator import SoftPasskey, p256
from tests.passkey_house import PasskeyHouse

PEOPLE: Final = ("dana", "ana", "bo", "eve", "fay")
STEPS: Final = 60

Snapshot = tuple[Any, ...]


class Story:
    """One gate being set up, and the ledger of who signed it as what."""

    def __init__(self, gate: PasskeyHouse, random: Random) -> None:
        self.gate, self.random = gate, random
        self.signed: dict[str, Snapshot] = {}
        self.made = 0
        gate.enrol("eve", "sre")

    @property
    def people(self) -> Gatekeepers:
        return Gatekeepers(self.gate.house)

    def now(self) -> Snapshot:
        """All that founders sign, as it stands."""
        considering = self.gate.house.considering
        people = [(one.name, one.groups, one.keys, one.enabled) for one in considering.state.people.values()]
        return (tuple(sorted(people)), tuple(considering.settings.document.items()))

    def founders(self) -> set[str]:
        people = self.gate.house.considering.state.people.values()
        return {one.name for one in people if one.enabled and one.keys and "sre" in one.groups}

    def step(self) -> None:
        """Do something; that the gate refuses it is part of the story."""
        deeds: list[Callable[[], object]] = [
            *[self.by_key_file] * 8,
            *[self.by_passkey] * 8,
            *[self.on_yesterdays_page] * 2,
            self.come,
            self.make_passkey,
            self.leave,
            self.suspend,
            self.configure,
            self.restart,
        ]
        try:
            self.random.choice(deeds)()
        except CallerError:
            return

    def somebody(self) -> str:
        return self.random.choice(PEOPLE)

    def by_key_file(self) -> None:
        name = self.somebody()
        if name in self.gate.house.keys:
            self.note(name, self.people.sign_seal(name))

    def by_passkey(self) -> None:
        name = self.somebody()
        if name in self.gate.passkeys:
            self.note(name, self.gate.sign_seal(name))

    def on_yesterdays_page(self) -> None:
        """Sign what the page showed before something changed."""
        name = self.random.choice(sorted(self.gate.passkeys))
        envelope, before = self.gate.founds(name), self.now()
        self.step()
        answer = self.gate.house.ask("seal_on_page", envelope=envelope)
        assert self.now() == before
        self.note(name, answer)

    def note(self, name: str, answer: Any) -> None:  # noqa: ANN401 - what the desk answers
        """A signature was taken: it is of somebody who founds the gate, and seals it if it was the last one."""
        assert name in self.founders()
        self.signed[name] = self.now()
        assert answer["sealed"] == all(self.signed.get(one) == self.now() for one in self.founders())

    def fresh(self, name: str) -> str:
        self.made += 1
        return f"{name} {self.made}"

    def come(self) -> None:
        name = self.somebody()
        self.gate.house.enrol(name, self.random.choice(["sre", "sre", "ops"]), key=new_key(self.fresh(name)))

    def make_passkey(self) -> None:
        self.made += 1
        name = self.somebody()
        person = self.gate.house.considering.state.people.get(name)
        groups = () if person is not None and person.enabled else ("sre",)
        self.gate.enrol(name, *groups, passkey=SoftPasskey(p256(1000 + self.made)))

    def leave(self) -> None:
        self.gate.house.ask("person_disable", name=self.random.choice(PEOPLE[2:]))

    def suspend(self) -> None:
        name = self.random.choice(PEOPLE[2:])
        person = self.gate.house.considering.state.people.get(name)
        if person is not None and person.keys and name in self.gate.house.keys:
            self.people.suspend(name, self.random.choice(person.keys).id)

    def configure(self) -> None:
        considering = self.gate.house.considering
        document: dict[str, Any] = {"approvals": {"expires": self.random.choice(["12h", "24h"])}}
        considering.settings = replace(considering.settings, document=document)

    def restart(self) -> None:
        settings = self.gate.house.considering.settings
        self.gate.house = self.gate.house.restarted()
        self.gate.house.considering.settings = settings


def test_the_gate_is_sealed_by_all_who_found_it_and_by_no_fewer(bundle: Bundle, catalogue: AwsTables) -> None:
    sealed = 0
    for seed in range(12):
        story = Story(PasskeyHouse(bundle, catalogue), Random(seed))
        for _ in range(STEPS):
            if story.gate.house.considering.state.charter is None:
                story.step()
        house = story.gate.house
        charter = house.considering.state.charter
        if charter is not None:
            sealed += 1
            assert set(charter.founders) == story.founders()
            assert all(story.signed[name] == story.now() for name in charter.founders)
        found = audit(house.log)
        assert found.ok, (seed, found.problems)
        house.close()
    assert sealed >= 3
