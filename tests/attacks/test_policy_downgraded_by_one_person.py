"""One person puts weaker policies or a smaller quorum in force, past the others."""

from dataclasses import replace

import pytest

from keyturn.errors import CallerError, KeyturnError
from keyturn.flow.gate.proposals import OtherCharter
from keyturn.flow.gate.sealing import Sealed
from keyturn.model.bundle import Bundle
from keyturn.model.gate import GateKind
from keyturn.policy.bundles import version
from keyturn.testing.gatekeepers import Gatekeepers, enrolment, new_key
from keyturn.testing.house import House

ANYTHING_GOES = '@id("anything") permit (principal, action, resource);'


@pytest.fixture
def keepers(house: House) -> Gatekeepers:
    found = Gatekeepers(house)
    found.seal()
    return found


def test_by_proposing_them(house: House, keepers: Gatekeepers) -> None:
    before = house.considering.current
    text = house.considering.state.bundles[before][0] + "\n// a word more\n"
    change = keepers.propose("dana", GateKind.POLICIES, {"policies": text})
    house.vote(change, "ana")

    assert house.considering.current == before
    house.vote(change, "bo")
    assert house.considering.current != before
    assert house.restarted().considering.current == house.considering.current


def test_by_starting_the_gate_with_others(house: House, keepers: Gatekeepers) -> None:
    policies, schema = house.considering.state.bundles[house.considering.current]
    others = Bundle(policies + "\n// weaker\n", schema, version(policies + "\n// weaker\n", schema))

    again = house.restarted(bundle=others)

    assert again.considering.current == house.considering.current


def test_that_are_not_sound(house: House, keepers: Gatekeepers) -> None:
    for text in (
        "permit (",
        ANYTHING_GOES.replace("anything", "a") * 2,
        '@id("x") permit (principal == Nobody::"x", action, resource);',
    ):
        with pytest.raises(KeyturnError):
            keepers.propose("dana", GateKind.POLICIES, {"policies": text})


def test_a_quorum_is_lowered_by_the_change_that_needs_it(house: House, keepers: Gatekeepers) -> None:
    for people in (0, 1):
        with pytest.raises(KeyturnError):
            keepers.propose("dana", GateKind.CONFIGURATION, {"configuration": {"approvals": {"people": people}}})
    document = {"configuration": {"approvals": {"group": "ops"}}}
    with pytest.raises(CallerError):  # nobody of ops is there to decide from then on
        keepers.propose("dana", GateKind.CONFIGURATION, document)


def test_the_quorum_is_that_of_the_state_before(house: House, keepers: Gatekeepers) -> None:
    raised = {"configuration": {"approvals": {"people": 3}}}
    for name in ("carl", "cleo"):
        keepers.change("dana", GateKind.PERSON_ADD, enrolment(name, "sre"), "ana", "bo")
        house.keys[name] = new_key(name)
    keepers.change("dana", GateKind.CONFIGURATION, raised, "ana", "bo")

    lowered = keepers.propose("dana", GateKind.CONFIGURATION, {"configuration": {}})
    house.approve(lowered, "ana", "bo")
    assert keepers.state(lowered) == "proposed"
    house.vote(lowered, "cleo")
    assert keepers.state(lowered) == "done"


def test_a_proposal_on_an_older_charter(house: House, keepers: Gatekeepers) -> None:
    old = keepers.charter()
    late = keepers.propose("dana", GateKind.PERSON_ADD, enrolment("cleo", "sre"))
    keepers.change("dana", GateKind.PERSON_ADD, enrolment("carl", "sre"), "ana", "bo")

    with pytest.raises(CallerError, match="void"):
        house.vote(late, "ana")
    with pytest.raises(OtherCharter):
        keepers.propose("dana", GateKind.PERSON_ADD, enrolment("cleo", "sre"), charter=old)
    with pytest.raises(OtherCharter):
        keepers.propose("dana", GateKind.PERSON_ADD, enrolment("cleo", "sre"), charter=None)


def test_a_person_votes_on_their_own_admission(house: House, keepers: Gatekeepers) -> None:
    change = keepers.propose("dana", GateKind.PERSON_ADD, enrolment("eve", "sre"))
    house.vote(change, "ana")
    house.keys["eve"] = new_key("eve")

    with pytest.raises(CallerError, match="not enrolled"):
        house.vote(change, "eve")


def test_every_other_door_is_shut(house: House, keepers: Gatekeepers) -> None:
    before = keepers.charter()
    state = house.considering.state
    people = dict(state.people)

    with pytest.raises(Sealed):
        house.enrol("eve", "sre")
    with pytest.raises(Sealed):
        house.ask("person_disable", name="bo")
    with pytest.raises(Sealed):
        keepers.sign_seal("ana")
    with pytest.raises(CallerError):
        house.ask("vote", envelope="{}")
    assert (keepers.charter(), state.people) == (before, people)


def test_a_voter_who_was_disabled_counts_no_more(house: House, keepers: Gatekeepers) -> None:
    keepers.change("dana", GateKind.PERSON_ADD, enrolment("carl", "sre"), "ana", "bo")
    house.keys["carl"] = new_key("carl")
    change = keepers.propose("dana", GateKind.POLICIES, {"policies": _more(house)})
    house.vote(change, "ana")
    keepers.suspend("ana")
    house.vote(change, "bo")

    assert keepers.state(change) == "proposed"
    house.vote(change, "carl")
    assert keepers.state(change) == "done"


def test_a_vote_for_one_change_of_the_gate_counts_for_no_other(house: House, keepers: Gatekeepers) -> None:
    one = keepers.propose("dana", GateKind.PERSON_ADD, enrolment("carl", "sre"))
    two = keepers.propose("dana", GateKind.PERSON_ADD, enrolment("cleo", "sre"))
    approval = house.verdict(one, "ana")
    moved = replace(approval, change=house.ask("show", change=two)["id"])

    with pytest.raises(CallerError):
        house.ask("vote", envelope=house.signed("ana", moved))


def _more(house: House) -> str:
    return house.considering.state.bundles[house.considering.current][0] + "\n// more\n"
