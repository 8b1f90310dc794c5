"""I ask and ask and take none of the answers, and hope that the gate keeps them all for me."""

import contextlib
import socket

from keyturn.model.execution import Answer, Reply
from keyturn.model.wire import HttpRequest
from tests.aws_door import NOWHERE, as_bytes, open_door
from tests.aws_signed import s3

BODY = b"x" * 200_000


def test_the_next_request_is_not_looked_at_before_the_answer_is_taken() -> None:
    asked = 0

    def answered(_: HttpRequest) -> Reply:
        nonlocal asked
        asked += 1
        return Answer(200, ((b"content-length", b"%d" % len(BODY)),), BODY)

    request = as_bytes(s3("GET", "/bucket/key"))
    with open_door(NOWHERE, answered) as door, door.send(b"") as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(1)
        with contextlib.suppress(TimeoutError):
            for _ in range(10_000):
                connection.sendall(request)

    assert 0 < asked < 100
