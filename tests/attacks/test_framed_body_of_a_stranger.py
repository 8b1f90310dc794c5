"""I have no session, and send framed bodies whose checksums keep the gateway busy, or fill its disk."""

import pytest

from keyturn.testing.client import Credentials
from keyturn.testing.house import Opened
from tests.chunked import SIGNED, UNSIGNED_TRAILER, trailer, unsigned_body
from tests.framed_house import Door, Tap


def stranger(door: Door) -> Opened:
    """Somebody with the id of a session's key and another secret."""
    session = door.house.session()
    other = door.house.session()
    return Opened(session.id, session.task, Credentials(session.credentials.access_key_id, other.credentials.key))


@pytest.mark.parametrize("size", [9_000, 90_000], ids=["short", "long"])
def test_who_calls_is_asked_before_a_frame_is_opened(door: Door, size: int) -> None:
    who = stranger(door)
    data = b"a" * size
    name, _ = trailer("crc64nvme", data)
    # Had it been read, its trailer would be what is wrong with it.
    head, body = door.head(who, UNSIGNED_TRAILER, size, name), unsigned_body([data], (name, "wrong"))

    status, text = door.send(head, body)

    assert status == 403
    assert "session token" in text
    assert door.arrived == []
    assert not door.folder.exists()


@pytest.mark.parametrize("mark", [UNSIGNED_TRAILER, SIGNED])
def test_a_long_body_of_a_stranger_is_not_read(door: Door, mark: str) -> None:
    head, body = door.upload(stranger(door), mark, [b"a" * 90_000])
    tap = Tap([body])

    status, _ = door.send(head, tap, length=len(body))

    assert status == 403
    assert tap.asked == 0
    assert not door.folder.exists()
