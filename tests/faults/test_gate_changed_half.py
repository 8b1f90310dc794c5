"""The gate dies between the vote that was enough and the entry that puts a change in force, or that seals it."""

from keyturn.flow.gate.proposals import count_gate_vote
from keyturn.flow.gate.sealing import count_signature
from keyturn.model.evidence import Kind
from keyturn.model.gate import Charter, GateKind
from keyturn.testing.gatekeepers import Gatekeepers, enrolment
from keyturn.testing.house import House
from tests.telling import problems


def take(house: House, envelope: str, last: Charter | None = None) -> None:
    """Take in one statement and nothing that follows from it, as if the power went."""
    state = house.considering.state
    judge = count_gate_vote if last is None else lambda _, text, at: count_signature(state, last, text, at)
    house.run(house.desk._intake.take({"envelope": envelope}, lambda text, at: judge(state, text, at)))


def test_what_was_approved_is_put_in_force_at_the_next_start(house: House) -> None:
    keepers = Gatekeepers(house)
    keepers.seal()
    change = keepers.propose("dana", GateKind.PERSON_ADD, enrolment("carl", "sre"))
    house.vote(change, "ana")
    take(house, house.signed("bo", house.verdict(change, "bo")))
    assert "carl" not in house.considering.state.people

    again = house.restarted()

    assert "carl" in again.considering.state.people
    assert Gatekeepers(again).state(change) == "done"
    assert again.restarted().considering.state.people == again.considering.state.people
    assert problems(again) == []


def test_what_everybody_signed_is_sealed_at_the_next_start(house: House) -> None:
    keepers = Gatekeepers(house)
    for name in ("ana", "bo"):
        keepers.sign_seal(name)
    last = house.desk.gate._first()
    take(house, house.signed("dana", keepers.seal_statement("dana")), last)
    assert not house.ask("status")["sealed"]

    again = house.restarted()

    assert again.ask("status")["root"] == last.digest
    assert again.kinds().count(Kind.GATE_SEALED) == 1
    assert problems(again) == []
