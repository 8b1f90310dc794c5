"""I have an upload approved, and put something else together: another part, another upload's part, another object."""

from collections.abc import Iterator
from typing import Any, Final

import pytest

from keyturn.model.bundle import Bundle
from keyturn.model.execution import Rehearsed
from keyturn.model.touching import AwsTables
from keyturn.testing.house import DEVELOPMENT, PRODUCTION, House, Opened
from tests.telling import Storage, problems, upload

PARTS: Final = [b"first part", b"second part"]
PLACE: Final[dict[str, Any]] = {"Bucket": "prod-data", "Key": "costs/2026.csv"}


@pytest.fixture
def storage() -> Storage:
    return Storage()


@pytest.fixture
def house(bundle: Bundle, catalogue: AwsTables, storage: Storage) -> Iterator[House]:
    built = House(bundle, catalogue)
    built.facts.homes.update({"prod-data": PRODUCTION, "prod-code": PRODUCTION, "dev-data": DEVELOPMENT})
    built.upstream.reaction = storage
    yield built
    assert problems(built) == []
    built.close()


@pytest.fixture
def session(house: House) -> Opened:
    return house.session()


@pytest.fixture
def begun(house: House, session: Opened) -> dict[str, Any]:
    """A real upload that an approved change has begun."""
    house.approve(house.rehearse(session, PARTS, **PLACE), "ana", "bo")
    assert house.passed(house.submit(session, "s3:CreateMultipartUpload", **PLACE))
    return {**PLACE, "UploadId": "real-0&<>"}


@pytest.mark.parametrize(
    "changed",
    [
        {"Body": b"first pArt"},
        {"Body": b""},
        {"PartNumber": 2},
        {"PartNumber": 3},
        {"Key": "costs/2025.csv"},
        {"Bucket": "prod-code"},
        {"UploadId": "real-1"},
        {"UploadId": "another's"},
        {"SSECustomerAlgorithm": "AES256"},
    ],
    ids=str,
)
def test_a_changed_part_does_not_pass(
    house: House, session: Opened, begun: dict[str, Any], changed: dict[str, Any]
) -> None:
    part = {**begun, "PartNumber": 1, "Body": PARTS[0]}

    assert house.held(house.submit(session, "s3:UploadPart", **{**part, **changed}))
    assert len(house.upstream.received) == 1
    assert house.passed(house.submit(session, "s3:UploadPart", **part))


def test_a_part_passes_once(house: House, session: Opened, begun: dict[str, Any]) -> None:
    part = {**begun, "PartNumber": 1, "Body": PARTS[0]}
    assert house.passed(house.submit(session, "s3:UploadPart", **part))

    assert house.held(house.submit(session, "s3:UploadPart", **part))
    assert len(house.upstream.received) == 2


def test_it_is_not_put_together_before_all_its_parts_are_there(
    house: House, session: Opened, begun: dict[str, Any], storage: Storage
) -> None:
    assert house.passed(house.submit(session, "s3:UploadPart", **begun, PartNumber=1, Body=PARTS[0]))
    listed = [{"PartNumber": n, "ETag": storage.etag(body)} for n, body in enumerate(PARTS, 1)]

    assert house.held(house.submit(session, "s3:CompleteMultipartUpload", **begun, MultipartUpload={"Parts": listed}))
    assert storage.objects == {}


@pytest.mark.parametrize("parts", [[2, 1], [1], [2], [1, 1], [1, 2, 3]])
def test_nor_from_other_parts_than_people_saw(
    house: House, session: Opened, begun: dict[str, Any], storage: Storage, parts: list[int]
) -> None:
    for number, body in enumerate(PARTS, 1):
        assert house.passed(house.submit(session, "s3:UploadPart", **begun, PartNumber=number, Body=body))
    bodies = dict(enumerate([*PARTS, b"third"], 1))
    listed = [{"PartNumber": at, "ETag": storage.etag(bodies[number])} for at, number in enumerate(parts, 1)]
    if len(parts) == 1:
        listed[0]["PartNumber"] = parts[0]

    reply = house.submit(session, "s3:CompleteMultipartUpload", **begun, MultipartUpload={"Parts": listed})

    assert not house.passed(reply)
    assert storage.objects == {}


def test_my_own_upload_in_development_lends_its_parts_to_nobody(
    house: House, session: Opened, begun: dict[str, Any], storage: Storage
) -> None:
    replies = upload(house, session, [b"a back door"], Bucket="dev-data", Key="mine")
    assert all(house.passed(reply) for reply in replies)
    listed = [{"PartNumber": 1, "ETag": storage.etag(b"a back door")}]

    assert house.held(house.submit(session, "s3:CompleteMultipartUpload", **begun, MultipartUpload={"Parts": listed}))
    assert "/prod-data/costs/2026.csv" not in storage.objects


# ---- while it is only played through


@pytest.fixture
def played(house: House, session: Opened) -> dict[str, Any]:
    """An upload that is being played through, its first part already there."""
    created = house.submit(session, "s3:CreateMultipartUpload", **PLACE)
    assert isinstance(created, Rehearsed)
    place = {**PLACE, "UploadId": created.upload_id}
    assert isinstance(house.submit(session, "s3:UploadPart", PartNumber=1, Body=PARTS[0], **place), Rehearsed)
    return place


def test_another_session_adds_nothing_to_it(house: House, session: Opened, played: dict[str, Any]) -> None:
    for other in (house.session(), house.session(intent=None, task=session.task)):
        for action, more in (
            ("s3:UploadPart", {"PartNumber": 2, "Body": b"a back door"}),
            ("s3:CompleteMultipartUpload", {"MultipartUpload": {"Parts": [{"PartNumber": 1, "ETag": '"e"'}]}}),
            ("s3:AbortMultipartUpload", {}),
        ):
            assert house.refused(house.submit(other, action, **played, **more)) == "upload.forgotten"
    assert list(house.considering.uploads.rehearsals) == [played["UploadId"]]


@pytest.mark.parametrize("other", [{"Key": "another"}, {"Bucket": "prod-code"}], ids=str)
def test_it_is_of_one_object(house: House, session: Opened, played: dict[str, Any], other: dict[str, Any]) -> None:
    for action, more in (
        ("s3:UploadPart", {"PartNumber": 2, "Body": b"x"}),
        ("s3:CompleteMultipartUpload", {"MultipartUpload": {"Parts": [{"PartNumber": 1, "ETag": '"e"'}]}}),
        ("s3:AbortMultipartUpload", {}),
    ):
        assert house.refused(house.submit(session, action, **{**played, **other}, **more)) == "upload.other_object"


def test_an_etag_that_was_not_answered_is_refused(house: House, session: Opened, played: dict[str, Any]) -> None:
    for etag in ('"e"', "", '"' + "0" * 32 + '"'):
        parts = {"Parts": [{"PartNumber": 1, "ETag": etag}]}
        reply = house.submit(session, "s3:CompleteMultipartUpload", MultipartUpload=parts, **played)
        assert house.refused(reply) == "upload.parts"


def test_a_restart_forgets_it_and_nothing_is_lost(house: House, session: Opened, played: dict[str, Any]) -> None:
    again = house.restarted()

    reply = again.submit(session, "s3:UploadPart", PartNumber=2, Body=PARTS[1], **played)
    assert again.refused(reply) == "upload.forgotten"
    assert again.rehearse(session, PARTS, **PLACE)
    assert house.upstream.received == []


def test_a_made_up_id_of_this_kind_goes_nowhere(house: House, session: Opened) -> None:
    place = {**PLACE, "UploadId": "keyturn-rehearsal-0000000000000000"}

    reply = house.submit(session, "s3:UploadPart", PartNumber=1, Body=b"x", **place)

    assert house.refused(reply) == "upload.forgotten"


def test_copying_a_part_out_of_elsewhere_is_shown_as_what_it_is(
    house: House, session: Opened, played: dict[str, Any]
) -> None:
    house.accept("s3://dev-data/*")
    part = house.submit(session, "s3:UploadPartCopy", PartNumber=2, CopySource="dev-data/mine", **played)
    assert isinstance(part, Rehearsed)
    first = house.submit(session, "s3:UploadPart", PartNumber=1, Body=PARTS[0], **played)
    assert isinstance(first, Rehearsed)
    listed = [{"PartNumber": 1, "ETag": first.etag}, {"PartNumber": 2, "ETag": part.etag}]

    change = house.held(
        house.submit(session, "s3:CompleteMultipartUpload", MultipartUpload={"Parts": listed}, **played)
    )

    actions = house.ask("show", change=change)["review"]["actions"]
    assert [action["environments"] for action in actions] == [
        ["production"], ["production"], ["development", "production"], ["production"],
    ]  # fmt: skip
    assert "arn:aws-cn:s3:::dev-data/mine" in actions[2]["document"]["resources"]
