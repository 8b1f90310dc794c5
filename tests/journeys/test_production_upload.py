"""Twenty megabytes into production: an upload in parts is one change, rehearsed first, and then passes once."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from boto3.exceptions import S3UploadFailedError

from tests.gateway import PRODUCTION, Gateway, Session, change_of, held, refusal
from tests.journeys.things import bucket

PARTS = ["s3:CreateMultipartUpload", *["s3:UploadPart"] * 3, "s3:CompleteMultipartUpload"]


@pytest.fixture
def name(gate: Gateway) -> str:
    return bucket(gate, PRODUCTION)


@pytest.fixture
def file(gate: Gateway, twenty_megabytes: bytes) -> Path:
    path = gate.folder / "costs.bin"
    path.write_bytes(twenty_megabytes)
    return path


def stored(gate: Gateway, name: str, key: str) -> bytes:
    return bytes(gate.direct("s3").get_object(Bucket=name, Key=key)["Body"].read())


def keys(gate: Gateway, name: str) -> list[str]:
    return [one["Key"] for one in gate.direct("s3").list_objects_v2(Bucket=name).get("Contents", [])]


def test_the_aws_program_copies_it_up_in_one_change(
    gate: Gateway, session: Session, name: str, file: Path, twenty_megabytes: bytes
) -> None:
    copy = ("s3", "cp", str(file), f"s3://{name}/costs.bin", "--no-progress")

    first = gate.aws(session, *copy, region=PRODUCTION)

    assert first.code == 1
    assert "(AccessDenied) when calling the CompleteMultipartUpload operation: keyturn: needs 2 approvals" in first.err
    (change,) = gate.waiting(session)
    assert change_of(first.err) == change["short"]
    assert change["actions"] == PARTS
    # A rehearsal has no effect, not even an upload that somebody would have to tidy away.
    assert gate.direct("s3").list_multipart_uploads(Bucket=name).get("Uploads", []) == []
    assert keys(gate, name) == []

    again = gate.aws(session, *copy, region=PRODUCTION)
    assert change_of(again.err) == change["short"]
    assert len(gate.waiting(session)) == 1

    screen = gate.approve(change["id"])
    assert sha256(twenty_megabytes[: 8 * 1024 * 1024]).hexdigest() in screen.out
    passed = gate.aws(session, *copy, region=PRODUCTION)

    assert passed.code == 0, passed.err
    assert stored(gate, name, "costs.bin") == twenty_megabytes
    assert gate.show(change["id"])["state"] == "done"
    assert gate.waiting(session) == []

    once_more = gate.aws(session, *copy, region=PRODUCTION)
    assert once_more.code == 1
    assert change_of(once_more.err) != change["short"]


def test_boto3_uploads_it_in_one_change(
    gate: Gateway, session: Session, name: str, file: Path, twenty_megabytes: bytes
) -> None:
    s3 = gate.client(session, "s3", PRODUCTION)

    with pytest.raises(S3UploadFailedError, match="keyturn: needs 2 approvals, change C-"):
        s3.upload_file(str(file), name, "costs.bin")
    (change,) = gate.waiting(session)
    assert change["actions"] == PARTS
    gate.approve(change["id"])
    s3.upload_file(str(file), name, "costs.bin")

    assert stored(gate, name, "costs.bin") == twenty_megabytes
    assert gate.show(change["id"])["state"] == "done"


def test_it_goes_up_in_one_piece_as_one_action(
    gate: Gateway, session: Session, name: str, twenty_megabytes: bytes
) -> None:
    s3 = gate.client(session, "s3", PRODUCTION)
    sent = {"Bucket": name, "Key": "costs.bin", "Body": twenty_megabytes}

    change = held(s3.put_object, **sent)
    gate.approve(change)
    s3.put_object(**sent)

    assert stored(gate, name, "costs.bin") == twenty_megabytes


def test_other_bytes_never_ride_on_the_approval_of_these(
    gate: Gateway, session: Session, name: str, file: Path, twenty_megabytes: bytes
) -> None:
    s3 = gate.client(session, "s3", PRODUCTION)
    with pytest.raises(S3UploadFailedError):
        s3.upload_file(str(file), name, "costs.bin")
    (change,) = gate.waiting(session)
    gate.approve(change["id"])
    file.write_bytes(twenty_megabytes[:-1] + b"!")

    with pytest.raises(S3UploadFailedError, match="keyturn: needs 2 approvals"):
        s3.upload_file(str(file), name, "costs.bin")

    assert keys(gate, name) == []


def parts_of(data: bytes) -> list[bytes]:
    return [data[:10_000_000], data[10_000_000:]]


def uploaded(s3: Any, of: dict[str, str], parts: list[bytes], **create: str) -> dict[str, Any]:  # noqa: ANN401
    """Upload `parts`; return the parameters that complete the upload, with all that was answered for each part."""
    upload = {**of, "UploadId": s3.create_multipart_upload(**of, **create)["UploadId"]}
    listed = []
    for number, part in enumerate(parts, start=1):
        answer = s3.upload_part(**upload, PartNumber=number, Body=part)
        known = {member: value for member, value in answer.items() if member == "ETag" or member.startswith("Checksum")}
        listed.append({"PartNumber": number, **known})
    return {**upload, "MultipartUpload": {"Parts": listed}}


def test_the_checksums_that_s3_answers_and_a_rehearsal_does_not_are_no_other_change(
    gate: Gateway, session: Session, name: str, twenty_megabytes: bytes
) -> None:
    s3, of = gate.client(session, "s3", PRODUCTION), {"Bucket": name, "Key": "costs.bin"}
    parts = parts_of(twenty_megabytes)

    rehearsal = uploaded(s3, of, parts, ChecksumAlgorithm="CRC32")
    change = held(s3.complete_multipart_upload, **rehearsal)
    gate.approve(change)
    real = uploaded(s3, of, parts, ChecksumAlgorithm="CRC32")
    real["MultipartUpload"]["Parts"] = [
        part | {"ChecksumCRC32": "AAAAAA=="} for part in real["MultipartUpload"]["Parts"]
    ]
    s3.complete_multipart_upload(**real)

    assert stored(gate, name, "costs.bin") == twenty_megabytes
    assert gate.show(change)["state"] == "done"


def test_an_upload_rehearsed_while_people_agreed_is_told_to_start_again(
    gate: Gateway, session: Session, name: str, twenty_megabytes: bytes
) -> None:
    s3, of = gate.client(session, "s3", PRODUCTION), {"Bucket": name, "Key": "costs.bin"}
    parts = parts_of(twenty_megabytes)
    change = held(s3.complete_multipart_upload, **uploaded(s3, of, parts))

    under_way = uploaded(s3, of, parts)
    gate.approve(change)
    message = refusal(s3.complete_multipart_upload, **under_way).response["Error"]["Message"]

    assert message.startswith(f"keyturn: change {change} is approved: start this upload again")
    assert keys(gate, name) == []
    s3.complete_multipart_upload(**uploaded(s3, of, parts))
    assert stored(gate, name, "costs.bin") == twenty_megabytes


def test_a_rehearsed_upload_that_is_given_up_leaves_nothing_behind(gate: Gateway, session: Session, name: str) -> None:
    s3, of = gate.client(session, "s3", PRODUCTION), {"Bucket": name, "Key": "costs.bin"}
    upload = {**of, "UploadId": s3.create_multipart_upload(**of)["UploadId"]}

    s3.upload_part(**upload, PartNumber=1, Body=b"x" * 5_242_880)
    s3.abort_multipart_upload(**upload)

    assert gate.waiting(session) == []
    message = str(refusal(s3.upload_part, **upload, PartNumber=2, Body=b"y"))
    assert "this upload was being rehearsed and is no longer known: start it again" in message
