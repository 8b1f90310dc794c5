"""Framed bodies are read the same however they come, and what is signed anew is what another signer would have sent."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from hashlib import sha256
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from keyturn.adapters.aws.resigning import resigned
from keyturn.authenticate.chunks import Unframing, announced
from keyturn.codec import aws_chunked
from keyturn.codec.sigv4 import Seal
from keyturn.errors import CallerError, Malformed
from keyturn.model.execution import Body
from keyturn.model.wire import Framing, HttpRequest
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

MARKS = st.sampled_from((UNSIGNED_TRAILER, SIGNED, SIGNED_TRAILER))
CHUNKS = st.lists(st.binary(min_size=1, max_size=300), max_size=6)
OTHER = Seal(b"the gateway's own key", "20261122T144551Z", "20261122/cn-north-1/s3/aws4_request", "ab" * 32)


def framed(mark: str, chunks: Sequence[bytes]) -> tuple[HttpRequest, bytes]:
    data = b"".join(chunks)
    trailers = [] if mark == SIGNED else [trailer("crc32", data)]
    request = head(mark, len(data), *(name for name, _ in trailers))
    if mark == UNSIGNED_TRAILER:
        return request, unsigned_body(chunks, *trailers)
    return request, signed_body(seal_of(request), chunks, *trailers)


def answer(request: HttpRequest, pieces: Sequence[bytes]) -> tuple[bytes, bytes, str] | type[CallerError]:
    """What went on, what stood inside and its digest; or which refusal."""
    told = announced(request)
    assert told is not None
    one = Unframing(told, seal_of(request), keep=True)
    try:
        went_on = b"".join(one.feed(piece) for piece in pieces)
        digest = one.finish()
    except CallerError as error:
        return type(error)
    assert one.kept is not None
    return went_on, bytes(one.kept), digest


def pieces_of(draw: Callable[[st.SearchStrategy[list[int]]], list[int]], data: bytes) -> list[bytes]:
    places = sorted({0, len(data), *draw(st.lists(st.integers(0, len(data)), max_size=12))})
    return [data[a:b] for a, b in pairwise(places)]


@given(MARKS, CHUNKS, st.data())
def test_pieces_make_no_difference(mark: str, chunks: list[bytes], chance: st.DataObject) -> None:
    request, body = framed(mark, chunks)
    inside = b"".join(chunks)
    expected = (body, inside, sha256(inside).hexdigest())

    assert answer(request, [body]) == expected
    assert answer(request, cut(body, 1)) == expected
    assert answer(request, pieces_of(chance.draw, body)) == expected


@given(MARKS, CHUNKS, st.binary(min_size=1, max_size=40))
def test_nothing_may_follow_the_end(mark: str, chunks: list[bytes], tail: bytes) -> None:
    request, body = framed(mark, chunks)

    assert isinstance(answer(request, [body + tail]), type)
    assert isinstance(answer(request, [body, tail]), type)
    assert isinstance(answer(request, cut(body + tail, 1)), type)


@given(MARKS, CHUNKS, st.data())
def test_a_body_that_breaks_off_is_none(mark: str, chunks: list[bytes], chance: st.DataObject) -> None:
    request, body = framed(mark, chunks)
    end = chance.draw(st.integers(0, len(body) - 1))

    assert isinstance(answer(request, pieces_of(chance.draw, body[:end])), type)


@given(MARKS, CHUNKS, st.data())
def test_one_other_byte_is_another_body_or_none(mark: str, chunks: list[bytes], chance: st.DataObject) -> None:
    request, body = framed(mark, chunks)
    at = chance.draw(st.integers(0, len(body) - 1))
    other = body[:at] + bytes([chance.draw(st.integers(0, 255).filter(lambda byte: byte != body[at]))]) + body[at + 1 :]

    whole = answer(request, [other])

    # Hexadecimal digits may be upper or lower case: the same size, the same body.
    if not isinstance(whole, type):
        assert other.lower() == body.lower()
        assert whole[1] == b"".join(chunks)
    assert isinstance(answer(request, cut(other, 1)), type) == isinstance(whole, type)


@given(st.binary(max_size=400), st.booleans(), st.booleans(), st.data())
def test_hostile_bytes_are_read_the_same_in_any_pieces(
    data: bytes, signed: bool, trailers: bool, chance: st.DataObject
) -> None:
    def read(pieces: Sequence[bytes]) -> list[object]:
        reader = aws_chunked.Reader(signed=signed, trailers=trailers)
        seen: list[object] = []
        try:
            for piece in pieces:
                for event in reader.feed(piece):
                    if isinstance(event, bytes) and seen and isinstance(seen[-1], bytes):
                        seen[-1] += event
                    else:
                        seen.append(event)
            reader.finish()
        except Malformed:
            seen.append("refused")
        return seen

    likely = chance.draw(
        st.sampled_from([b"", b"5\r\nhello\r\n", b"0\r\n", b"0;chunk-signature=" + b"a" * 64 + b"\r\n"])
    )
    whole = likely + data

    assert read([whole]) == read(cut(whole, 1)) == read(pieces_of(chance.draw, whole))


@given(st.sampled_from((SIGNED, SIGNED_TRAILER)), CHUNKS, st.data())
def test_what_is_signed_anew_is_what_the_gateway_itself_would_have_sent(
    mark: str, chunks: list[bytes], chance: st.DataObject
) -> None:
    _, body = framed(mark, chunks)
    trailers = [] if mark == SIGNED else [trailer("crc32", b"".join(chunks))]
    expected = signed_body(OTHER, chunks, *trailers)
    framing = Framing(mark, len(body))

    assert resigned(body, framing, OTHER) == expected
    assert asyncio.run(collected(resigned(stream(pieces_of(chance.draw, body)), framing, OTHER))) == expected
    assert len(expected) == len(body)


@given(st.integers(10, 20_000))
def test_a_size_goes_on_as_it_was_written(size: int) -> None:
    request, body = framed(SIGNED, [b"x" * size])
    upper = body.replace(b"%x;" % size, b"%X;" % size, 1)

    sent = resigned(upper, Framing(SIGNED, len(upper)), OTHER)

    assert isinstance(answer(request, [upper]), tuple)
    assert isinstance(sent, bytes)
    assert sent.startswith(b"%X;chunk-signature=" % size)


def test_what_has_no_signatures_goes_on_as_it_is() -> None:
    body = botocore_body(b"data" * 1000, chunk=1000)

    assert resigned(body, Framing(UNSIGNED_TRAILER, len(body)), OTHER) is body


async def stream(pieces: Sequence[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


async def collected(body: Body) -> bytes:
    assert not isinstance(body, bytes)
    return b"".join([piece async for piece in body])
