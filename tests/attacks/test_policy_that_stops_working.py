"""I get a policy into the gate that fails while it decides, hides a missing permit, or forgets its quorum."""

from collections.abc import Callable, Iterator

import pytest

from keyturn.adapters.bundles import schema
from keyturn.model.bundle import Bundle
from keyturn.model.touching import AwsTables
from keyturn.policy.bundles import version
from keyturn.testing.house import House
from tests.telling import problems

EVERYBODY = '@id("everybody") permit (principal, action, resource);'
# Holds for nobody, and overflows once so many people have approved: Cedar then leaves it out.
FAILS = """@id("fails") forbid (principal, action == Keyturn::Action::"delete", resource)
when { context.operation == "DeleteTable" && context.change.people >= 2 &&
       context.change.people + 9223372036854775806 > 0 };"""
GATE = """@id("two-sre") @approval("2 of sre")
forbid (principal, action in Keyturn::Action::"change", resource)
unless { context.change.people >= 2 && context.change.hasTag("sre") && context.change.getTag("sre") >= 2 };"""
READS = '@id("reads") permit (principal, action == Keyturn::Action::"read", resource);'
VOTES = '@id("vote") permit (principal, action == Keyturn::Action::"vote", resource);'

Start = Callable[[str], House]


@pytest.fixture
def start(bundle: Bundle, catalogue: AwsTables) -> Iterator[Start]:
    houses: list[House] = []

    def built(policies: str) -> House:
        # Not linted: what `keyturn policy check` would refuse has got in all the same.
        houses.append(House(Bundle(policies, schema(), version(policies, schema())), catalogue))
        return houses[-1]

    yield built
    for house in houses:
        assert problems(house) == []
        house.close()


def test_a_forbid_that_fails_once_two_people_approved_stops_everything_it_might_forbid(start: Start) -> None:
    house = start(EVERYBODY + GATE + FAILS)
    session = house.session()

    # It fails with two approvals: that is found before anybody is asked, and nobody can lift it.
    assert house.refused(house.submit(session, "dynamodb:DeleteTable", TableName="costs")) == "policy.error"
    assert house.told() == []
    assert house.upstream.received == []
    # What it is not about goes on.
    assert house.passed(house.submit(session, "dynamodb:ListTables"))


def test_a_forbid_that_fails_once_a_third_person_approved_takes_back_what_two_had_given(start: Start) -> None:
    house = start(EVERYBODY + GATE + FAILS.replace("people >= 2", "people >= 3"))
    session = house.session()
    change = house.approved(session, "dynamodb:DeleteTable", TableName="costs")
    house.enrol("cy", "sre")
    house.vote(change, "cy")

    assert house.refused(house.submit(session, "dynamodb:DeleteTable", TableName="costs")) == "policy.error"
    assert house.upstream.received == []


def test_a_policy_that_begins_to_fail_after_the_approval_stops_what_was_approved(start: Start) -> None:
    house = start(EVERYBODY + GATE)
    session = house.session()
    change = house.approved(session, "dynamodb:DeleteTable", TableName="costs")
    policies = EVERYBODY + GATE + FAILS

    again = house.restarted(bundle=Bundle(policies, schema(), version(policies, schema())))

    assert again.refused(again.submit(session, "dynamodb:DeleteTable", TableName="costs")) == "policy.error"
    assert again.ask("show", change=change)["state"] == "approved"
    assert house.upstream.received == []


def test_a_gate_before_what_nothing_permits_asks_nobody(start: Start) -> None:
    house = start(READS + GATE + VOTES)
    session = house.session()

    reply = house.submit(session, "dynamodb:DeleteTable", TableName="costs")

    assert house.refused(reply) == "policy.no_permit"
    assert house.told() == []
    assert house.upstream.received == []


def test_an_obligation_that_cannot_be_met_here_is_no_obligation_met(start: Start) -> None:
    snapshot = """@id("snapshot") @obligation("snapshot")
    forbid (principal, action in Keyturn::Action::"change", resource)
    unless { context.evidence.contains("snapshot") };"""
    house = start(EVERYBODY + GATE + snapshot)

    assert (
        house.refused(house.submit(house.session(), "dynamodb:DeleteTable", TableName="costs")) == "policy.obligation"
    )


# ---- both the policy that an approval was given under and the one in force count


STRICTER = GATE.replace("two-sre", "three-sre").replace("2 of sre", "3 of sre").replace(">= 2", ">= 3")


def bundled(policies: str) -> Bundle:
    return Bundle(policies, schema(), version(policies, schema()))


def test_a_policy_that_asks_for_less_does_not_loosen_what_was_asked_before(start: Start) -> None:
    house = start(EVERYBODY + STRICTER)
    session = house.session()
    change = house.approved(session, "dynamodb:DeleteTable", TableName="costs")

    again = house.restarted(bundle=bundled(EVERYBODY + GATE))

    assert again.held(again.submit(session, "dynamodb:DeleteTable", TableName="costs")) == change
    again.enrol("cy", "sre")
    again.vote(change, "cy")
    assert again.passed(again.submit(session, "dynamodb:DeleteTable", TableName="costs"))


def test_a_policy_that_asks_for_more_counts_for_what_was_approved_before(start: Start) -> None:
    house = start(EVERYBODY + GATE)
    session = house.session()
    change = house.approved(session, "dynamodb:DeleteTable", TableName="costs")

    again = house.restarted(bundle=bundled(EVERYBODY + STRICTER))

    assert again.held(again.submit(session, "dynamodb:DeleteTable", TableName="costs")) == change
    again.enrol("cy", "sre")
    again.vote(change, "cy")
    assert again.passed(again.submit(session, "dynamodb:DeleteTable", TableName="costs"))


def test_a_policy_that_forbids_it_now_forbids_what_was_approved(start: Start) -> None:
    house = start(EVERYBODY + GATE)
    session = house.session()
    house.approved(session, "dynamodb:DeleteTable", TableName="costs")
    frozen = '@id("freeze") forbid (principal, action in Keyturn::Action::"change", resource);'

    again = house.restarted(bundle=bundled(EVERYBODY + GATE + frozen))

    assert again.refused(again.submit(session, "dynamodb:DeleteTable", TableName="costs")) == "policy.forbidden"
    assert house.upstream.received == []


def test_a_policy_that_takes_a_reviewers_vote_away_takes_those_given_too(start: Start) -> None:
    house = start(EVERYBODY + GATE)
    session = house.session()
    change = house.approved(session, "dynamodb:DeleteTable", TableName="costs")
    without_bo = (
        """@id("not-bo") forbid (principal == Keyturn::Person::"bo", action == Keyturn::Action::"vote", resource);"""
    )

    again = house.restarted(bundle=bundled(EVERYBODY + GATE + without_bo))

    assert again.held(again.submit(session, "dynamodb:DeleteTable", TableName="costs")) == change
    assert again.ask("show", change=change)["missing"] == 1


def test_nobody_votes_on_what_is_over_even_if_its_policy_is_no_longer_there(start: Start) -> None:
    house = start(EVERYBODY + GATE)
    session = house.session()
    change = house.approved(session, "dynamodb:DeleteTable", TableName="costs")
    assert house.passed(house.submit(session, "dynamodb:DeleteTable", TableName="costs"))
    again = house.restarted(bundle=bundled(EVERYBODY + STRICTER))
    again.considering.policies = {again.considering.current: again.considering.policies[again.considering.current]}
    again.enrol("cy", "sre")

    with pytest.raises(Exception, match="is done and takes no votes"):
        again.vote(change, "cy")
