"""I have something approved where it counted little, and then let it count where it counts for more."""

from keyturn.model.facts import PRODUCTION as PRODUCTION_NAME
from keyturn.testing.house import DEVELOPMENT, PRODUCTION, House


def test_people_who_were_shown_one_environment_did_not_approve_another(house: House) -> None:
    house.accept("s3://source/*")
    house.facts.homes.update({"data": DEVELOPMENT, "source": PRODUCTION})
    session = house.session()
    copying = {"Bucket": "data", "Key": "a", "CopySource": "source/a"}
    change = house.held(house.submit(session, "s3:CopyObject", DEVELOPMENT, **copying))
    (action,) = house.ask("show", change=change)["review"]["actions"]
    assert action["environments"] == ["development", "production"]
    house.approve(change, "ana", "bo")

    # In between the estate's owners gave the target's region an environment of its own.
    again = house.restarted()
    again.considering.settings = again.with_environment("payments", DEVELOPMENT)
    again.accept("s3://source/*")

    moved = again.held(again.submit(session, "s3:CopyObject", DEVELOPMENT, **copying))
    assert moved != change
    assert "payments" in again.ask("show", change=moved)["review"]["actions"][0]["environments"]
    assert again.upstream.received == []


def test_what_counts_in_fewer_of_them_is_still_what_they_saw(house: House) -> None:
    session = house.session()
    # Nobody knows where the bucket lies, so it counts as production; later it is known to lie there.
    change = house.approved(session, "s3:DeleteBucket", PRODUCTION, Bucket="data")
    house.facts.homes["data"] = PRODUCTION

    assert house.passed(house.submit(session, "s3:DeleteBucket", PRODUCTION, Bucket="data"))
    assert PRODUCTION_NAME in house.ask("show", change=change)["review"]["actions"][0]["environments"]


def test_a_bucket_that_moves_to_production_is_held_from_then_on(house: House) -> None:
    house.facts.homes["data"] = DEVELOPMENT
    session = house.session()
    assert house.passed(house.submit(session, "s3:DeleteObject", DEVELOPMENT, Bucket="data", Key="a"))
    house.facts.homes["data"] = PRODUCTION

    assert house.held(house.submit(session, "s3:DeleteObject", DEVELOPMENT, Bucket="data", Key="a"))
