"""I send a few bytes that unpack to more than the gateway can hold, or two acts packed into one body."""

import gzip
import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from keyturn.model.bundle import Bundle
from keyturn.model.touching import AwsTables
from keyturn.model.wire import Content, HttpRequest
from keyturn.testing.house import DEVELOPMENT, House, Opened
from tests.framed_house import Door, framed_door

PUT = {"Namespace": "costs", "MetricData": [{"MetricName": "m", "Value": 1.0}]}
TARGET = ("x-amz-target", "GraniteServiceVersion20100801.PutMetricData")


@pytest.fixture
def roomy(bundle: Bundle, catalogue: AwsTables, tmp_path: Path) -> Iterator[Door]:
    house = House(bundle, catalogue)
    door = framed_door(house, catalogue, tmp_path / "spool")
    yield door
    house.close()


def metric(door: Door, body: bytes, encoding: str = "gzip", session: Opened | None = None) -> tuple[int, str]:
    headers = (
        ("host", "127.0.0.1:8400"),
        ("content-type", "application/x-amz-json-1.0"),
        ("content-encoding", encoding),
        TARGET,
    )
    unsigned = HttpRequest(
        "POST", "http", "127.0.0.1:8400", "/", "", headers, Content(sha256(body).hexdigest(), len(body), body)
    )
    head = door.house.sign(session or door.house.session(), unsigned, "monitoring", DEVELOPMENT)
    return door.send(head, body)


def test_what_is_compressed_is_judged_by_what_is_in_it_and_goes_on_as_it_came(roomy: Door) -> None:
    session = roomy.house.session()
    body = gzip.compress(json.dumps(PUT).encode())
    _, text = metric(roomy, body, session=session)
    roomy.house.approve(text.partition("change ")[2].partition(",")[0], "ana", "bo")
    packed_otherwise = gzip.compress(json.dumps(PUT).encode(), 1, mtime=7)

    assert metric(roomy, packed_otherwise, session=session) == (200, "")

    assert roomy.arrived == [packed_otherwise]
    call = roomy.house.upstream.received[0].request
    assert call.header("content-encoding") == "gzip"


def test_a_bomb_is_refused_before_it_fills_the_memory(roomy: Door) -> None:
    packed = gzip.compress(json.dumps(PUT).encode() + b" " * 5_000_000)
    assert len(packed) < 10_000

    status, text = metric(roomy, packed)

    assert status == 403
    assert "limits.parameters_bytes" in text
    assert roomy.arrived == []


@pytest.mark.parametrize(
    "body",
    [
        gzip.compress(json.dumps(PUT).encode()) + gzip.compress(b"{}"),
        gzip.compress(json.dumps(PUT).encode()) + b"\x00",
        gzip.compress(json.dumps(PUT).encode())[:-1],
        gzip.compress(json.dumps(PUT).encode())[:-8],
        gzip.compress(gzip.compress(json.dumps(PUT).encode())),
        json.dumps(PUT).encode(),
        b"",
    ],
    ids=["two", "tail", "cut", "no trailer", "packed twice", "not packed", "empty"],
)
def test_one_whole_packed_body_is_wanted(roomy: Door, body: bytes) -> None:
    assert metric(roomy, body)[0] == 403
    assert roomy.arrived == []


@pytest.mark.parametrize("encoding", ["gzip,gzip", "deflate", "br", "zstd", "gzip, identity", "aws-chunked", "x-gzip"])
def test_no_other_packing_is_accepted(roomy: Door, encoding: str) -> None:
    assert metric(roomy, gzip.compress(json.dumps(PUT).encode()), encoding)[0] == 403
    assert roomy.arrived == []
