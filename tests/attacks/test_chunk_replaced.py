"""I put other bytes into a signed chunk on its way, with the same length."""

import pytest

from tests.chunked import SIGNED, SIGNED_TRAILER, UNSIGNED_TRAILER, trailer
from tests.framed_house import Door

LONG = [b"a" * 9_000, b"b" * 9_000]
SHORT = [b"a" * 90, b"b" * 90]


@pytest.mark.parametrize("mark", [SIGNED, SIGNED_TRAILER])
@pytest.mark.parametrize("chunks", [LONG, SHORT], ids=["long", "short"])
@pytest.mark.parametrize("place", [0, 1])
def test_a_chunk_is_as_it_was_signed(door: Door, mark: str, chunks: list[bytes], place: int) -> None:
    head, body = door.upload(door.house.session(), mark, chunks)

    status, text = door.send(head, body.replace(chunks[place], chunks[place][:-1] + b"X"))

    assert status == 403
    assert "signature of a chunk does not hold" in text
    assert door.arrived == []
    assert door.left() == []


def test_a_checksum_that_was_made_anew_helps_nobody(door: Door) -> None:
    head, body = door.upload(door.house.session(), SIGNED_TRAILER, SHORT)
    other = body.replace(b"b" * 90, b"c" * 90).replace(
        trailer("crc32", b"".join(SHORT))[1].encode(), trailer("crc32", b"a" * 90 + b"c" * 90)[1].encode()
    )

    assert "signature of a chunk does not hold" in door.send(head, other)[1]


def test_without_signatures_two_people_still_approve_the_very_bytes(door: Door) -> None:
    session = door.house.session()
    _, text = door.send(*door.upload(session, UNSIGNED_TRAILER, LONG, bucket="prod-data"))
    door.house.approve(text.partition("change ")[2].partition(",")[0], "ana", "bo")

    status, text = door.send(*door.upload(session, UNSIGNED_TRAILER, [LONG[0], b"c" * 9_000], bucket="prod-data"))

    assert status == 403
    assert "needs 2 approvals" in text
    assert door.arrived == []
