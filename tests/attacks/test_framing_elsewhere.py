"""I frame the body of another operation than an upload, where nobody else expects a frame."""

from typing import Final

import pytest

from keyturn.model.wire import Content, HttpRequest
from tests.chunked import UNSIGNED_TRAILER, trailer, unsigned_body
from tests.framed_house import Door

POLICY: Final = b'{"Version":"2012-10-17","Statement":[]}'
FRAMED: Final = unsigned_body([POLICY], trailer("crc32", POLICY))


@pytest.mark.parametrize(
    ("method", "target"),
    [
        ("PUT", "/dev-data?policy"),
        ("PUT", "/dev-data?tagging"),
        ("PUT", "/dev-data"),
        ("PUT", "/dev-data/object?acl"),
        ("POST", "/dev-data?delete"),
        ("POST", "/dev-data/object?uploadId=u"),
        ("GET", "/dev-data/object"),
        ("DELETE", "/dev-data/object"),
    ],
)
def test_s3_takes_frames_for_objects_and_their_parts_only(door: Door, method: str, target: str) -> None:
    path, _, query = target.partition("?")
    headers = (
        ("host", "127.0.0.1:8400"),
        ("content-encoding", "aws-chunked"),
        ("x-amz-decoded-content-length", str(len(POLICY))),
        ("x-amz-trailer", "x-amz-checksum-crc32"),
    )
    unsigned = HttpRequest(method, "https", "127.0.0.1:8400", path, query, headers, Content(UNSIGNED_TRAILER, 0))
    head = door.house.sign(door.house.session(), unsigned, "s3", "cn-northwest-1")

    assert door.send(head, FRAMED)[0] == 403
    assert door.arrived == []


@pytest.mark.parametrize("service", ["dynamodb", "lambda", "s3-control", "monitoring"])
def test_no_other_service_takes_them(door: Door, service: str) -> None:
    headers = (
        ("host", "127.0.0.1:8400"),
        ("content-encoding", "aws-chunked"),
        ("x-amz-decoded-content-length", str(len(POLICY))),
        ("x-amz-trailer", "x-amz-checksum-crc32"),
        ("x-amz-target", "DynamoDB_20120810.PutItem"),
        ("content-type", "application/x-amz-json-1.0"),
    )
    unsigned = HttpRequest("POST", "https", "127.0.0.1:8400", "/", "", headers, Content(UNSIGNED_TRAILER, 0))
    head = door.house.sign(door.house.session(), unsigned, service, "cn-northwest-1")

    status, text = door.send(head, FRAMED)

    assert status == 403
    assert "only S3 takes such bodies" in text
