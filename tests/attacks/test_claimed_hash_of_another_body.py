"""I put the hash of the approved object into the head, and send other bytes behind it, all but the last one at once."""

from base64 import b64encode
from hashlib import sha256

import pytest

from keyturn.model.execution import Answer, Outgoing
from tests.chunked import SIGNED, UNSIGNED_TRAILER
from tests.framed_house import Door, Tap

GOOD = [b"a" * 20_000, b"a" * 20_000]
OTHER = [b"a" * 20_000, b"a" * 19_999 + b"Z"]


@pytest.fixture
def leaked(door: Door) -> list[bytes]:
    """What upstream gets, piece by piece, of bodies that never become whole."""
    pieces: list[bytes] = []

    async def takes(outgoing: Outgoing) -> Answer:
        assert not isinstance(outgoing.body, bytes)
        async for piece in outgoing.body:
            pieces.append(piece)  # noqa: PERF401 - what came before it breaks off is what is looked at
        return Answer(200, (), b"")

    door.house.upstream.reaction = takes
    return pieces


@pytest.mark.parametrize("mark", [UNSIGNED_TRAILER, SIGNED])
@pytest.mark.parametrize("bucket", ["dev-data", "prod-data"])
@pytest.mark.parametrize("last", [1, 2, 30, 200])
def test_upstream_never_has_all_of_it(door: Door, leaked: list[bytes], mark: str, bucket: str, last: int) -> None:
    session = door.house.session()
    digest = b64encode(sha256(b"".join(GOOD)).digest()).decode()
    if bucket == "prod-data":
        _, text = door.send(*door.upload(session, mark, GOOD, bucket=bucket, x_amz_checksum_sha256=digest))
        door.house.approve(text.partition("change ")[2].partition(",")[0], "ana", "bo")
    head, body = door.upload(session, mark, OTHER, bucket=bucket, x_amz_checksum_sha256=digest)
    first = len(body) - last
    pieces = [body[:first], *[body[at : at + 1] for at in range(first, len(body))]]

    status, text = door.send(head, Tap(pieces), length=len(body))

    assert status == 403
    assert "does not hash to the SHA-256" in text
    assert b"Z" not in b"".join(leaked)
    assert door.left() == []
