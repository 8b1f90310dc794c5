"""I am what answers for the cloud, and send the gate elsewhere with the call it was given leave for."""

import pytest

from keyturn.model.evidence import Kind
from keyturn.model.execution import Answer
from keyturn.testing.house import DEVELOPMENT, PRODUCTION, House

ELSEWHERE = ((b"location", b"https://evil.example/"), (b"x-amz-bucket-region", b"eu-west-1"))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_it_is_passed_on_and_never_followed(house: House, status: int) -> None:
    house.facts.homes["data"] = PRODUCTION
    session = house.session()
    house.approved(session, "s3:DeleteObject", PRODUCTION, Bucket="data", Key="a")
    house.upstream.reaction = lambda _: Answer(status, ELSEWHERE, b"")

    reply = house.submit(session, "s3:DeleteObject", PRODUCTION, Bucket="data", Key="a")

    assert isinstance(reply, Answer)
    assert (reply.status, reply.headers) == (status, ELSEWHERE)
    assert len(house.upstream.received) == 1


@pytest.mark.parametrize("status", [301, 307])
def test_what_was_redirected_was_not_done_and_its_leave_is_used(house: House, status: int) -> None:
    house.facts.homes["data"] = PRODUCTION
    session = house.session()
    change = house.approved(session, "s3:DeleteObject", PRODUCTION, Bucket="data", Key="a")
    house.upstream.reaction = lambda _: Answer(status, ELSEWHERE, b"")
    house.submit(session, "s3:DeleteObject", PRODUCTION, Bucket="data", Key="a")

    assert house.ask("show", change=change)["state"] == "failed"
    assert house.held(house.submit(session, "s3:DeleteObject", PRODUCTION, Bucket="data", Key="a")) != change
    assert len(house.upstream.received) == 1


def test_for_reads_and_development_as_well(house: House) -> None:
    house.facts.homes["data"] = DEVELOPMENT
    house.upstream.reaction = lambda _: Answer(307, ELSEWHERE, b"")
    session = house.session()

    for action in ("s3:ListObjectsV2", "s3:DeleteBucket"):
        reply = house.submit(session, action, DEVELOPMENT, Bucket="data")
        assert isinstance(reply, Answer)
        assert reply.status == 307
    assert len(house.upstream.received) == 2
    house.settle()
    assert {kind for kind in house.kinds() if kind in {Kind.ANSWER, Kind.OUTCOME}} == {Kind.ANSWER, Kind.OUTCOME}


def test_where_a_client_follows_to_another_region_it_asks_anew(house: House) -> None:
    house.facts.homes["data"] = PRODUCTION
    session = house.session()
    change = house.approved(session, "s3:DeleteObject", PRODUCTION, Bucket="data", Key="a")
    house.upstream.reaction = lambda _: Answer(307, ELSEWHERE, b"")
    house.send(house.call(session, "s3:DeleteObject", PRODUCTION, Bucket="data", Key="a", mark="attempt"))

    followed = house.call(session, "s3:DeleteObject", "cn-northwest-1", Bucket="data", Key="a", mark="attempt")

    assert house.held(house.send(followed)) != change
    assert len(house.upstream.received) == 1
