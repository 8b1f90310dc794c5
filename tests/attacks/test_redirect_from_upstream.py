"""Upstream redirects the gateway to a server of mine, so that it brings its credentials there."""

import pytest

from tests.aws_door import as_bytes, open_door
from tests.aws_signed import S3_HEADER, signed
from tests.fault_upstream import answer, answering, fault_upstream


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
@pytest.mark.parametrize(
    "status",
    ["301 Moved Permanently", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"],
)
def test_no_connection_is_opened_to_where_an_answer_points(method: str, status: str) -> None:
    with fault_upstream(answering(answer(b"gotcha"))) as mine:
        redirect = answer(b"", status, f"Location: http://127.0.0.1:{mine.port}/bucket/key")
        request = as_bytes(signed(S3_HEADER, method, "http://127.0.0.1:8400/bucket/key", b"", {}, "s3"))

        with fault_upstream(answering(redirect)) as upstream, open_door(f"http://127.0.0.1:{upstream.port}") as door:
            answered, headers, _ = door.ask(request, method)
            assert len(upstream.requests) == 1

        # The client gets the answer as it is: to follow it, it would sign for that place with keys worth nothing.
        assert str(answered) == status[:3]
        assert dict(headers)["Location"] == f"http://127.0.0.1:{mine.port}/bucket/key"
        assert mine.wires == []
