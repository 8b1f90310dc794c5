"""I send the checksum of one file behind another, so that people are asked about what S3 will not take."""

import pytest

from tests.chunked import SIGNED_TRAILER, UNSIGNED_TRAILER, signed_body, trailer, unsigned_body
from tests.framed_house import Door


@pytest.mark.parametrize("algorithm", ["crc32", "crc32c", "crc64nvme", "sha1", "sha256", "sha512", "md5"])
@pytest.mark.parametrize("size", [90_000, 9], ids=["long", "short"])
@pytest.mark.parametrize("mark", [UNSIGNED_TRAILER, SIGNED_TRAILER])
@pytest.mark.parametrize("bucket", ["dev-data", "prod-data"])
def test_a_checksum_is_that_of_its_body(door: Door, algorithm: str, size: int, mark: str, bucket: str) -> None:
    session = door.house.session()
    data = b"b" * size
    wrong = trailer(algorithm, b"a" * size)
    head = door.head(session, mark, size, wrong[0], bucket=bucket)
    body = (
        unsigned_body([data], wrong)
        if mark == UNSIGNED_TRAILER
        else signed_body(door.seal(session, head), [data], wrong)
    )

    status, text = door.send(head, body)

    assert status == 403
    assert "is not the checksum of the body" in text
    assert door.arrived == []
    assert door.left() == []
    assert door.house.considering.state.cases == {}
