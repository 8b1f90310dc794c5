"""I send one short path that is almost right, and hope that the gate thinks about it for years."""

import time

import pytest

from tests.aws_door import NOWHERE, open_door


@pytest.mark.parametrize(
    "line",
    [
        b"GET /" + b"a" * 50_000 + b"{ HTTP/1.1\r\nhost: h\r\n\r\n",
        b"GET /?" + b"a" * 50_000 + b"{ HTTP/1.1\r\nhost: h\r\n\r\n",
        b"GET /" + b"%41" * 10_000 + b"%4 HTTP/1.1\r\nhost: h\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: h\r\n" + b"x:\t \t \r\n" * 400 + b"x\r\n\r\n",
        b"PUT / HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n0\r\n" + b"x" * 50_000 + b"\r\n\r\n",
    ],
)
def test_it_is_refused_at_once(line: bytes) -> None:
    with open_door(NOWHERE) as door:
        began = time.process_time()
        assert door.ask(line)[0] == 400
        # Doubling with each letter, it would take longer than the world is old; a second is a world's difference.
        assert time.process_time() - began < 1
