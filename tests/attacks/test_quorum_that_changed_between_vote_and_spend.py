"""I collect approvals while few are needed and spend them when more are, or the other way round."""

from keyturn.adapters.bundles import default_bundle
from keyturn.model.bundle import Bundle
from keyturn.model.touching import AwsTables
from keyturn.testing.house import House

DELETE = "dynamodb:DeleteTable"


def test_what_two_approved_waits_for_the_third_that_policy_asks_for_now(house: House) -> None:
    session = house.session()
    change = house.approved(session, DELETE, TableName="costs")

    again = house.restarted(bundle=default_bundle("sre", 3))
    again.enrol("cy", "sre")

    assert again.held(again.submit(session, DELETE, TableName="costs")) == change
    assert again.upstream.received == []
    again.vote(change, "cy")
    assert again.passed(again.submit(session, DELETE, TableName="costs"))


def test_what_asked_for_three_when_it_was_opened_goes_on_asking_for_three(catalogue: AwsTables) -> None:
    strict = House(default_bundle("sre", 3), catalogue)
    strict.enrol("cy", "sre")
    session = strict.session()
    change = strict.held(strict.submit(session, DELETE, TableName="costs"))
    strict.approve(change, "ana", "bo")

    again = strict.restarted(bundle=default_bundle("sre", 2))

    assert again.held(again.submit(session, DELETE, TableName="costs")) == change
    assert again.upstream.received == []
    again.vote(change, "cy")
    assert again.passed(again.submit(session, DELETE, TableName="costs"))
    again.close()


def test_the_people_of_another_group_are_not_those_that_policy_names_now(house: House, bundle: Bundle) -> None:
    session = house.session()
    change = house.approved(session, DELETE, TableName="costs")

    again = house.restarted(bundle=default_bundle("owners", 2))

    assert not again.passed(again.submit(session, DELETE, TableName="costs"))
    assert again.upstream.received == []
    # Nothing was lost by it: under the policy that they approved under, it passes.
    back = again.restarted(bundle=bundle)
    assert back.passed(back.submit(session, DELETE, TableName="costs"))
    assert back.ask("show", change=change)["state"] == "done"
