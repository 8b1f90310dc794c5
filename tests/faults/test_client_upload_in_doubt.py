"""One part of an approved upload broke off: what the other parts do settles nothing of it."""

from collections.abc import Iterator
from typing import Any, Final

import pytest

from keyturn.model.bundle import Bundle
from keyturn.model.execution import Answer, Cut, NeverSent, Outgoing
from keyturn.model.touching import AwsTables
from keyturn.testing.house import PRODUCTION, House, Opened
from tests.telling import Storage, problems, upload

PARTS: Final = [b"first part", b"second part", b"third part"]
PLACE: Final[dict[str, Any]] = {"Bucket": "prod-data", "Key": "costs/2026.csv"}


class Breaks(Storage):
    """Storage that breaks off at the first part, cannot be reached for the second, and answers the third."""

    def __call__(self, outgoing: Outgoing) -> Answer:
        query = outgoing.request.query
        if "partNumber=1" in query:
            raise Cut("reset")
        if "partNumber=2" in query:
            raise NeverSent("nobody there")
        return super().__call__(outgoing)


@pytest.fixture
def house(bundle: Bundle, catalogue: AwsTables) -> Iterator[House]:
    built = House(bundle, catalogue)
    built.facts.homes["prod-data"] = PRODUCTION
    built.upstream.reaction = Breaks()
    yield built
    assert problems(built) == []
    built.close()


@pytest.fixture
def session(house: House) -> Opened:
    return house.session()


@pytest.fixture
def change(house: House, session: Opened) -> str:
    """A change whose three parts were sent beside one another: one is in doubt, one never left, one is there."""
    opened = house.rehearse(session, PARTS, **PLACE)
    house.approve(opened, "ana", "bo")
    assert house.passed(house.submit(session, "s3:CreateMultipartUpload", **PLACE))
    calls = [
        house.call(session, "s3:UploadPart", PartNumber=number, Body=part, UploadId="real-0&<>", **PLACE)
        for number, part in enumerate(PARTS, 1)
    ]
    house.log.hold()
    sendings = [house.begin(call) for call in calls]
    house.settle()
    house.log.release()
    replies = [house.finish(sending) for sending in sendings]
    assert [house.passed(reply) for reply in replies] == [False, False, True]
    return opened


def test_the_change_stays_in_doubt(house: House, session: Opened, change: str) -> None:
    shown = house.ask("show", change=change)

    assert shown["state"] == "in doubt"
    assert [use["state"] for use in shown["grants"]] == ["done", "in doubt", "failed", "done", "open"]


def test_the_clients_own_abort_opens_no_change(house: House, session: Opened, change: str) -> None:
    abort = {"UploadId": "real-0&<>", **PLACE}

    assert house.refused(house.submit(session, "s3:AbortMultipartUpload", **abort)) == "upload.of_open_change"
    assert [one["id"] for one in house.ask("inbox")["changes"]] == [house.ask("show", change=change)["id"]]


def test_the_same_upload_anew_is_told_of_the_doubt_and_opens_no_change(
    house: House, session: Opened, change: str
) -> None:
    *_, last = upload(house, session, PARTS, **PLACE)

    assert house.refused(last) == "change.in_doubt"
    assert len(house.ask("inbox")["changes"]) == 1


def test_after_a_restart_it_is_in_doubt_still(house: House, session: Opened, change: str) -> None:
    again = house.restarted()

    assert again.ask("show", change=change)["state"] == "in doubt"


def test_another_upload_of_the_same_object_is_not_this_one(house: House, session: Opened, change: str) -> None:
    assert house.rehearse(session, [b"other bytes"], **PLACE) != change
    assert house.held(house.submit(session, "s3:AbortMultipartUpload", UploadId="another", **PLACE)) != change
