"""I have two changes approved for one thing, and let the second run into the first while that is under way."""

import asyncio
from typing import Any

import pytest

from keyturn.model.approval import Verdict, Withdrawal
from keyturn.model.execution import Answer, Outgoing, Reply
from keyturn.testing.house import DEPLOYMENT, PRODUCTION, House, Opened


class Slow:
    """A cloud that takes as long for `operation` as it is told to; everything else it answers at once."""

    def __init__(self, house: House, target: str) -> None:
        self.answered = asyncio.Event()
        self._target = target
        house.upstream.reaction = self._react

    async def _react(self, outgoing: Outgoing) -> Answer:
        if self._target in repr(outgoing.request):
            await self.answered.wait()
        return Answer(200, (), b"{}")


@pytest.fixture
def sessions(house: House) -> tuple[Opened, Opened]:
    return house.session(sponsor="dana"), house.session(sponsor="dana")


def running(house: House, session: Opened) -> "asyncio.Task[Reply]":
    house.approved(session, "dynamodb:DeleteTable", TableName="costs")
    return house.begin(house.call(session, "dynamodb:DeleteTable", TableName="costs"))


@pytest.mark.parametrize(
    ("action", "parameters"),
    [
        ("dynamodb:DeleteTable", {"TableName": "costs"}),
        ("dynamodb:DeleteTable", {"TableName": "arn:aws-cn:dynamodb:cn-north-1:123456789012:table/costs"}),
        ("dynamodb:DeleteItem", {"TableName": "costs", "Key": {"k": {"S": "a"}}}),
    ],
)
def test_it_waits_until_the_first_has_ended(
    house: House, sessions: tuple[Opened, Opened], action: str, parameters: dict[str, Any]
) -> None:
    slow = Slow(house, "DeleteTable")
    first = running(house, sessions[0])
    house.approved(sessions[1], action, **parameters)

    assert house.refused(house.submit(sessions[1], action, **parameters)) == "change.resource_busy"
    slow.answered.set()
    assert house.passed(house.finish(first))
    assert house.passed(house.submit(sessions[1], action, **parameters))
    assert len(house.upstream.received) == 2


def test_something_else_does_not_wait(house: House, sessions: tuple[Opened, Opened]) -> None:
    slow = Slow(house, "DeleteTable")
    first = running(house, sessions[0])
    house.approved(sessions[1], "dynamodb:DeleteItem", TableName="costs2", Key={"k": {"S": "a"}})

    assert house.passed(house.submit(sessions[1], "dynamodb:DeleteItem", TableName="costs2", Key={"k": {"S": "a"}}))
    slow.answered.set()
    house.finish(first)


@pytest.mark.parametrize("ending", ["withdrawn", "rejected"])
def test_taking_the_first_back_does_not_end_what_is_under_way(
    house: House, sessions: tuple[Opened, Opened], ending: str
) -> None:
    slow = Slow(house, "DeleteTable")
    first = running(house, sessions[0])
    (change,) = house.considering.state.executing
    if ending == "rejected":
        house.vote(change, "ana", Verdict.REJECT)
    else:
        digest = house.ask("show", change=change)["digest"]
        taken = Withdrawal(DEPLOYMENT, change, digest, "dana", house.clock.wall(), house.nonce())
        house.ask("withdraw", envelope=house.signed("dana", taken))
    assert house.ask("show", change=change)["state"] == ending
    key = {"k": {"S": "a"}}
    house.approved(sessions[1], "dynamodb:DeleteItem", TableName="costs", Key=key)

    assert (
        house.refused(house.submit(sessions[1], "dynamodb:DeleteItem", TableName="costs", Key=key))
        == "change.resource_busy"
    )
    slow.answered.set()
    house.finish(first)
    assert house.passed(house.submit(sessions[1], "dynamodb:DeleteItem", TableName="costs", Key=key))


def test_an_upload_between_two_of_its_calls_keeps_others_off_its_object(house: House) -> None:
    house.facts.homes["data"] = PRODUCTION
    session = house.session()
    house.upstream.reaction = lambda _: Answer(
        200,
        ((b"etag", b'"e"'),),
        b"<InitiateMultipartUploadResult><UploadId>U</UploadId></InitiateMultipartUploadResult>",
    )
    upload = {"Bucket": "data", "Key": "big"}
    rehearsed = house.rehearse(session, [b"one"], **upload)
    house.approve(rehearsed, "ana", "bo")
    assert house.passed(house.submit(session, "s3:CreateMultipartUpload", **upload))
    other = house.session()
    house.approved(other, "s3:DeleteObject", **upload)

    assert house.refused(house.submit(other, "s3:DeleteObject", **upload)) == "change.resource_busy"
