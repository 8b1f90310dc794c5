"""What a framed body says once framing, signatures and checksums hold, and each way in which it may not."""

from hashlib import sha256

import pytest

from keyturn.authenticate.chunks import LONGEST_SIGNED, Announced, Unframing, announced
from keyturn.authenticate.errors import BadChunk, BadFraming, WrongChecksum
from keyturn.errors import CallerError
from keyturn.model.wire import HttpRequest
from tests.aws_signed import with_header
from tests.chunked import (
    SIGNED,
    SIGNED_TRAILER,
    UNSIGNED_TRAILER,
    botocore_body,
    cut,
    head,
    seal_of,
    signed_body,
    trailer,
    unsigned_body,
)

DATA = bytes(range(256)) * 300
CRC32 = trailer("crc32", DATA)


def told(request: HttpRequest) -> Announced:
    found = announced(request)
    assert found is not None
    return found


def read(request: HttpRequest, body: bytes) -> tuple[bytes, str]:
    """What is inside `body`, and its SHA-256."""
    one = Unframing(told(request), seal_of(request), keep=True)
    assert one.feed(body) == body
    digest = one.finish()
    assert one.kept is not None
    return bytes(one.kept), digest


def refusal(request: HttpRequest, body: bytes) -> CallerError:
    one = Unframing(told(request), seal_of(request))

    def read() -> None:
        one.feed(body)
        one.finish()

    with pytest.raises(CallerError) as caught:
        read()
    return caught.value


@pytest.mark.parametrize("algorithm", ["crc32", "crc32c", "crc64nvme", "sha1", "sha256"])
def test_what_botocore_writes_is_read(algorithm: str) -> None:
    request = head(UNSIGNED_TRAILER, len(DATA), f"x-amz-checksum-{algorithm}")

    assert read(request, botocore_body(DATA, algorithm, 10_000)) == (DATA, sha256(DATA).hexdigest())


def test_signed_chunks_are_read_with_and_without_a_trailer() -> None:
    plain, trailing = head(SIGNED, len(DATA)), head(SIGNED_TRAILER, len(DATA), CRC32[0])

    assert read(plain, signed_body(seal_of(plain), cut(DATA, 8192)))[0] == DATA
    assert read(trailing, signed_body(seal_of(trailing), cut(DATA, 8192), CRC32))[0] == DATA


@pytest.mark.parametrize("mark", [UNSIGNED_TRAILER, SIGNED, SIGNED_TRAILER])
def test_an_empty_object_is_one_too(mark: str) -> None:
    trailers = [] if mark == SIGNED else [trailer("crc64nvme", b"")]
    request = head(mark, 0, *(name for name, _ in trailers))
    body = unsigned_body([], *trailers) if mark == UNSIGNED_TRAILER else signed_body(seal_of(request), [], *trailers)

    assert read(request, body) == (b"", sha256(b"").hexdigest())


def test_a_body_that_is_not_framed_is_none_of_ours() -> None:
    assert announced(with_header(head(SIGNED, 1), "x-amz-content-sha256", "a" * 64)) is None
    assert announced(with_header(head(SIGNED, 1), "x-amz-content-sha256", None)) is None


def test_nothing_of_a_signed_chunk_goes_on_before_its_signature_holds() -> None:
    request = head(SIGNED, len(DATA))
    body = signed_body(seal_of(request), cut(DATA, 8192))
    one = Unframing(told(request), seal_of(request))
    first = body.index(b"\r\n", body.index(b"\r\n") + 2 + 8192) + 2

    assert one.feed(body[: first - 1]) == b""
    assert one.feed(body[first - 1 : first + 100]) == body[:first]


def test_a_checksum_that_is_not_known_here_goes_on_as_it_is() -> None:
    request = head(UNSIGNED_TRAILER, 1, "x-amz-checksum-xxhash3")
    one = Unframing(told(request), None)

    body = unsigned_body([b"x"], ("x-amz-checksum-xxhash3", "AAAAAAAAAAA="))

    assert one.feed(body) == body
    assert one.finish() == sha256(b"x").hexdigest()


def test_signed_framing_is_never_read_without_what_it_was_signed_with() -> None:
    with pytest.raises(ValueError, match="seal"):
        Unframing(told(head(SIGNED, 1)), None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("x-amz-decoded-content-length", None),
        ("x-amz-decoded-content-length", "+5"),
        ("x-amz-decoded-content-length", "05"),
        ("x-amz-decoded-content-length", "5.0"),
        ("x-amz-decoded-content-length", "9" * 16),
        ("x-amz-trailer", None),
        ("x-amz-trailer", ""),
        ("x-amz-trailer", "x-amz-checksum-crc32,x-amz-checksum-crc32"),
        ("x-amz-trailer", "x-amz-checksum-crc32, X-Amz-Checksum-CRC32"),
        ("x-amz-trailer", "x-amz-acl"),
        ("x-amz-trailer", "x-amz-checksum-crc32,content-encoding"),
        ("x-amz-trailer", ",".join(f"x-amz-checksum-{number}" for number in range(9))),
    ],
)
def test_a_head_that_announces_something_else_is_refused(name: str, value: str | None) -> None:
    request = with_header(head(UNSIGNED_TRAILER, len(DATA), CRC32[0]), name, value)

    with pytest.raises(BadFraming):
        announced(request)


def test_a_framing_without_trailers_announces_none() -> None:
    with pytest.raises(BadFraming):
        announced(head(SIGNED, 1, "x-amz-checksum-crc32"))


def test_a_length_that_stands_there_twice_is_none() -> None:
    request = head(UNSIGNED_TRAILER, 1, CRC32[0])
    twice = HttpRequest(
        "PUT", "https", "h", "/b/k", "", (*request.headers, ("x-amz-decoded-content-length", "1")), request.content
    )

    with pytest.raises(BadFraming):
        announced(twice)


def test_a_signed_chunk_that_would_fill_the_memory_is_refused() -> None:
    request = head(SIGNED, LONGEST_SIGNED + 1)

    refused = refusal(request, signed_body(seal_of(request), [bytes(LONGEST_SIGNED + 1)]))

    assert type(refused) is BadFraming
    assert "smaller chunk size" in str(refused)


def test_the_signature_of_trailers_must_be_theirs() -> None:
    request = head(SIGNED_TRAILER, len(DATA), CRC32[0])
    body = signed_body(seal_of(request), [DATA], CRC32)
    line = body.index(b"x-amz-trailer-signature:")

    for other in (
        body[: line + 24] + b"0" * 64 + body[-4:],
        body[:line] + body[-2:],
        body[: line + 24] + body[line + 24 : line + 88].upper() + body[-4:],
    ):
        assert isinstance(refusal(request, other), BadChunk | BadFraming)


def test_refusals_say_what_is_wrong() -> None:
    request = head(UNSIGNED_TRAILER, len(DATA), CRC32[0])
    wrong = trailer("crc32", DATA + b"x")

    assert type(refusal(request, unsigned_body([DATA], wrong))) is WrongChecksum
    assert "was announced and did not come" in str(refusal(request, unsigned_body([DATA])))
    assert "was not announced" in str(refusal(request, unsigned_body([DATA], trailer("sha1", DATA))))
    assert "more than the 76800 bytes" in str(refusal(request, unsigned_body([DATA, b"x"], CRC32)))
    assert "holds 76799 bytes" in str(refusal(request, unsigned_body([DATA[:-1]], trailer("crc32", DATA[:-1]))))
