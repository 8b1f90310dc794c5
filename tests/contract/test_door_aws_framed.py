"""Uploads in aws-chunked framing at the door: held, spooled, streamed or thrown away, always what was recognised."""

import asyncio
from base64 import b64encode
from collections.abc import Coroutine, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest

from keyturn.doors.aws.incoming import Incoming
from keyturn.flow.settings import Limits
from keyturn.model.bundle import Bundle
from keyturn.model.evidence import Kind
from keyturn.model.touching import AwsTables
from keyturn.testing.house import House
from tests.chunked import SIGNED, UNSIGNED_TRAILER, cut
from tests.framed_house import HELD, MARKS, Door, Tap, framed_door
from tests.telling import problems

SHORT = [b"a short object", b" in two chunks"]
LONG = cut(bytes(range(251)) * 400, 8_192)


@pytest.fixture
def house(bundle: Bundle, catalogue: AwsTables) -> Iterator[House]:
    built = House(bundle, catalogue)
    yield built
    assert problems(built) == []
    built.close()


@pytest.fixture
def door(house: House, catalogue: AwsTables, tmp_path: Path) -> Door:
    return framed_door(house, catalogue, tmp_path / "spool")


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("chunks", [SHORT, LONG, []], ids=["short", "long", "empty"])
@pytest.mark.parametrize("chunked", [False, True], ids=["length", "chunked"])
def test_an_upload_that_may_go_goes_on_as_it_came(door: Door, mark: str, chunks: list[bytes], chunked: bool) -> None:
    head, body = door.upload(door.house.session(), mark, chunks)

    assert door.send(head, body, chunked=chunked) == (200, "")

    sent = door.house.upstream.received[0].request.content
    assert door.arrived == [body]
    assert sent.sha256 == sha256(b"".join(chunks)).hexdigest()
    assert sent.framing is not None
    assert sent.framing.length == len(body)
    assert door.left() == []


@pytest.mark.parametrize("chunks", [SHORT, LONG], ids=["short", "long"])
def test_what_two_people_approve_is_the_object_and_not_its_framing(door: Door, chunks: list[bytes]) -> None:
    session = door.house.session()
    status, text = door.send(*door.upload(session, SIGNED, chunks, bucket="prod-data"))
    assert status == 403
    change = text.partition("change ")[2].partition(",")[0]
    assert door.left() == []

    door.house.approve(change, "ana", "bo")
    other = cut(b"".join(chunks), 9_000)
    head, body = door.upload(session, UNSIGNED_TRAILER, other, bucket="prod-data")

    assert door.send(head, body) == (200, "")
    assert door.arrived == [body]
    assert door.house.considering.state.cases[next(iter(door.house.considering.state.cases))].stage.value == "done"


def test_approved_for_one_object_another_one_waits_for_people(door: Door) -> None:
    session = door.house.session()
    _, text = door.send(*door.upload(session, SIGNED, LONG, bucket="prod-data"))
    door.house.approve(text.partition("change ")[2].partition(",")[0], "ana", "bo")

    status, text = door.send(*door.upload(session, SIGNED, [*LONG, b"x"], bucket="prod-data"))

    assert status == 403
    assert "needs 2 approvals" in text
    assert door.arrived == []
    assert door.left() == []


def test_a_long_upload_that_will_be_held_is_never_written_down(door: Door) -> None:
    status, text = door.send(*door.upload(door.house.session(), SIGNED, LONG, bucket="prod-data"))

    assert status == 403
    assert "needs 2 approvals" in text
    assert not door.folder.exists()


def test_a_long_upload_that_policy_refuses_is_not_read_at_all(door: Door) -> None:
    session = door.house.session(environment="development")
    head, body = door.upload(session, SIGNED, LONG, bucket="prod-data")
    tap = Tap([body])

    status, _ = door.send(head, tap, length=len(body))

    assert status == 403
    assert tap.asked == 0
    assert [entry["name"] for entry in door.house.noted(Kind.REFUSED)] == ["s3:PutObject"]


def test_a_long_upload_whose_head_says_its_hash_is_held_without_being_read(door: Door) -> None:
    session = door.house.session()
    data = b"".join(LONG)
    digest = b64encode(sha256(data).digest()).decode()
    head, body = door.upload(session, SIGNED, LONG, bucket="prod-data", x_amz_checksum_sha256=digest)
    tap = Tap([body])

    _, text = door.send(head, tap, length=len(body))
    change = text.partition("change ")[2].partition(",")[0]

    assert tap.asked == 0
    door.house.approve(change, "ana", "bo")
    head, body = door.upload(session, UNSIGNED_TRAILER, LONG, bucket="prod-data")
    assert door.send(head, body) == (200, "")


def test_a_long_upload_whose_head_says_its_hash_streams_through(door: Door) -> None:
    data = b"".join(LONG)
    digest = b64encode(sha256(data).digest()).decode()
    head, body = door.upload(door.house.session(), SIGNED, LONG, x_amz_checksum_sha256=digest)

    assert door.send(head, body) == (200, "")
    assert door.arrived == [body]
    assert not door.folder.exists()


@dataclass
class Patient(Tap):
    """A client between two pieces of whose body something happens."""

    meanwhile: Sequence[Coroutine[object, object, object]] = ()

    def wanted(self, incoming: Incoming) -> None:
        loop = asyncio.get_running_loop()
        self.tasks = [loop.create_task(one) for one in self.meanwhile]
        self.meanwhile = ()
        loop.call_later(0.02, super().wanted, incoming)


def test_an_upload_approved_while_it_came_in_is_to_be_sent_once_more(door: Door) -> None:
    house, session = door.house, door.house.session()
    _, text = door.send(*door.upload(session, SIGNED, LONG, bucket="prod-data"))
    change = text.partition("change ")[2].partition(",")[0]
    votes = [house.signed(name, house.verdict(change, name)) for name in ("ana", "bo")]
    head, body = door.upload(session, SIGNED, LONG, bucket="prod-data")
    approved = [house.desk.ask("vote", {"envelope": vote}) for vote in votes]

    status, text = door.send(head, Patient(cut(body, 50_000), meanwhile=approved), length=len(body))

    assert status == 403
    assert "send it once more" in text
    assert door.arrived == []
    assert door.send(*door.upload(session, SIGNED, LONG, bucket="prod-data")) == (200, "")


def test_a_client_that_leaves_in_the_middle_leaves_nothing_behind(door: Door) -> None:
    head, body = door.upload(door.house.session(), SIGNED, LONG)

    status, text = door.send(head, Tap([body[:60_000]], ends=False), length=len(body))

    assert (status, "client went away" in text) == (403, True)
    assert door.left() == []
    assert door.arrived == []


def test_unsigned_chunks_are_for_https(door: Door) -> None:
    for chunks in (SHORT, LONG):
        status, text = door.send(*door.upload(door.house.session(), UNSIGNED_TRAILER, chunks, scheme="http"))

        assert status == 403
        assert "https" in text
    assert door.arrived == []


def test_a_part_of_an_upload_may_come_framed_and_is_rehearsed_like_any_other(door: Door) -> None:
    session = door.house.session()
    created = door.house.submit(session, "s3:CreateMultipartUpload", Bucket="prod-data", Key="object")
    query = f"partNumber=1&uploadId={created.upload_id}"  # type: ignore[union-attr]

    status, _ = door.send(*door.upload(session, UNSIGNED_TRAILER, LONG, bucket="prod-data", query=query))

    assert status == 200
    assert door.arrived == []
    assert not door.folder.exists()


def test_the_limit_of_memory_is_on_the_wire_and_inside(door: Door) -> None:
    head, body = door.upload(door.house.session(), SIGNED, cut(bytes(HELD), 200))

    assert len(body) > HELD
    assert door.send(head, body, chunked=True) == (200, "")
    assert door.house.upstream.received[0].request.content.data is None


def test_a_short_upload_is_one_call_of_its_session(bundle: Bundle, catalogue: AwsTables, tmp_path: Path) -> None:
    house = House(bundle, catalogue, limits=Limits(calls_per_second_per_session=5))
    door, session = framed_door(house, catalogue, tmp_path / "spool"), house.session()

    answers = [door.send(*door.upload(session, SIGNED, SHORT))[0] for _ in range(7)]

    assert answers == [200] * 5 + [403] * 2
    house.close()


def test_long_uploads_that_are_refused_do_not_fill_the_log(
    bundle: Bundle, catalogue: AwsTables, tmp_path: Path
) -> None:
    house = House(bundle, catalogue, limits=Limits(calls_per_second_per_session=5))
    door, session = framed_door(house, catalogue, tmp_path / "spool"), house.session(environment="development")

    for _ in range(20):
        assert door.send(*door.upload(session, SIGNED, LONG, bucket="prod-data"))[0] == 403

    assert len(house.noted(Kind.REFUSED)) == 5
    house.close()


def test_uploads_that_break_off_give_their_room_back(house: House, catalogue: AwsTables, tmp_path: Path) -> None:
    door, session = framed_door(house, catalogue, tmp_path / "spool", spool_bytes=230_000), house.session()
    head, body = door.upload(session, SIGNED, LONG)
    broken = body[:-200] + b"X" + body[-199:]

    for _ in range(3):
        assert door.send(head, Tap([body[:90_000]], ends=False), length=len(body))[0] == 403
        assert door.send(head, broken)[0] == 403

    assert door.send(head, body) == (200, "")


def test_a_door_that_waits_for_people_asks_for_a_long_upload_once_more(
    bundle: Bundle, catalogue: AwsTables, tmp_path: Path
) -> None:
    house = House(bundle, catalogue, hold_seconds=30)
    door, session = framed_door(house, catalogue, tmp_path / "spool"), house.session()

    waiting = house.loop.create_task(door.answer(*door.upload(session, SIGNED, LONG, bucket="prod-data")))
    while not house.considering.state.cases:
        house.run(asyncio.sleep(0.01))
    house.approve(next(iter(house.considering.state.cases)), "ana", "bo")
    status, text = house.run(asyncio.wait_for(waiting, 10))

    assert status == 403
    assert "send it once more" in text
    assert door.arrived == []
    assert door.send(*door.upload(session, SIGNED, LONG, bucket="prod-data")) == (200, "")
    house.close()
