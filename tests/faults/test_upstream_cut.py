"""Upstream breaks off before, during and after its answer: nothing is sent twice, and what is unknown is called so."""

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeVar

import pytest
import uvloop

from keyturn.adapters.aws.pool import Call, Origin, Pool, Timeouts
from keyturn.adapters.aws.pool_connection import HEAD_BYTES
from keyturn.errors import CallerError
from keyturn.model.execution import Answer, Cut, NeverSent
from tests.fault_upstream import FaultUpstream, Script, Wire, answer, answering, fault_upstream

T = TypeVar("T")
QUICK = Timeouts(connect=0.3, head=0.3, stall=0.3)
PATIENT = Timeouts(connect=5, head=10, stall=10)


def call(
    body: bytes | AsyncIterator[bytes] = b"", length: int | None = None, *, method: str = "POST", mutating: bool = True
) -> Call:
    count = len(body) if isinstance(body, bytes) else length or 0
    head = f"{method} /path HTTP/1.1\r\nhost: upstream\r\ncontent-length: {count if length is None else length}\r\n\r\n"
    return Call(head.encode(), body, count if length is None else length, method == "HEAD", mutating)


def run(use: Callable[[Pool, Origin], Awaitable[T]], upstream: FaultUpstream, timeouts: Timeouts = PATIENT) -> T:
    """Use a pool against `upstream` in an event loop of its own, of the kind the gateway runs in."""

    async def main() -> T:
        pool = Pool(timeouts=timeouts)
        try:
            return await asyncio.wait_for(use(pool, Origin("http", "127.0.0.1", upstream.port)), 20)
        finally:
            await pool.close()
            await asyncio.sleep(0.01)

    return uvloop.run(main())


def send(script: Script, what: Call, timeouts: Timeouts = PATIENT) -> tuple[Answer, list[bytes]]:
    with fault_upstream(script) as upstream:
        return run(lambda pool, origin: pool.send(origin, what), upstream, timeouts), upstream.requests


def cut(script: Script, what: Call, timeouts: Timeouts = PATIENT) -> list[bytes]:
    """Send `what`, expect it to be cut, and return what arrived on each connection."""
    with fault_upstream(script) as upstream:
        with pytest.raises(Cut):
            run(lambda pool, origin: pool.send(origin, what), upstream, timeouts)
        return upstream.requests


async def read(answered: Answer) -> bytes:
    assert not isinstance(answered.body, bytes)
    return b"".join([piece async for piece in answered.body])


# ------------------------------------------------------------------------------------------------ nothing was sent


@pytest.mark.parametrize("mutating", [True, False])
def test_where_nobody_listens_nothing_was_sent(mutating: bool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    async def main() -> None:
        with pytest.raises(NeverSent) as refused:
            await Pool().send(Origin("http", "127.0.0.1", port), call(mutating=mutating))
        assert f"127.0.0.1:{port}" in str(refused.value)

    uvloop.run(main())


def test_a_name_that_does_not_resolve_is_never_sent_to() -> None:
    async def main() -> None:
        with pytest.raises(NeverSent):
            await Pool().send(Origin("http", "nowhere.invalid", 80), call())

    uvloop.run(main())


def test_a_server_that_does_not_greet_is_given_up_before_a_byte_of_the_call_leaves() -> None:
    with fault_upstream(lambda wire: wire.read_to_the_end()) as upstream:

        async def main() -> None:
            pool = Pool(timeouts=QUICK)
            with pytest.raises(NeverSent) as refused:
                await pool.send(Origin("https", "127.0.0.1", upstream.port), call(b"a secret"))
            assert "0.3 s" in str(refused.value)

        uvloop.run(main())
        assert b"a secret" not in b"".join(upstream.requests)


def test_after_closing_nothing_is_sent() -> None:
    async def use(pool: Pool, origin: Origin) -> None:
        await pool.close()
        with pytest.raises(NeverSent):
            await pool.send(origin, call())

    with fault_upstream(answering(answer())) as upstream:
        run(use, upstream)
        assert upstream.requests == []


# -------------------------------------------------------------------------------------- it left; what became of it?


def closes_before_its_answer(wire: Wire) -> None:
    wire.read_request()


def resets_before_its_answer(wire: Wire) -> None:
    wire.read_request()
    wire.reset()


def closes_in_the_status_line(wire: Wire) -> None:
    wire.read_request()
    wire.send(b"HTTP/1.1 2")


def closes_in_a_header(wire: Wire) -> None:
    wire.read_request()
    wire.send(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nx-am")


def closes_after_an_interim_answer(wire: Wire) -> None:
    wire.read_request()
    wire.send(b"HTTP/1.1 100 Continue\r\n\r\n")


def speaks_something_else(wire: Wire) -> None:
    wire.read_request()
    wire.send(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")


def changes_the_protocol(wire: Wire) -> None:
    wire.read_request()
    wire.send(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n")


def answers_with_an_impossible_status(wire: Wire) -> None:
    wire.read_request()
    wire.send(answer(status="799 Never"))


def never_ends_its_head(wire: Wire) -> None:
    wire.read_request()
    wire.send(b"HTTP/1.1 200 OK\r\n")
    for _ in range(HEAD_BYTES // 1000 + 80):
        wire.send(b"x-filler: " + b"x" * 988 + b"\r\n")


def sends_two_lengths(wire: Wire) -> None:
    wire.read_request()
    wire.send(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\ndone!")


def packs_its_answer(wire: Wire) -> None:
    wire.read_request()
    wire.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n")


@pytest.mark.parametrize("mutating", [True, False])
@pytest.mark.parametrize(
    "script",
    [
        closes_before_its_answer,
        resets_before_its_answer,
        closes_in_the_status_line,
        closes_in_a_header,
        closes_after_an_interim_answer,
        speaks_something_else,
        changes_the_protocol,
        answers_with_an_impossible_status,
        never_ends_its_head,
        sends_two_lengths,
        packs_its_answer,
    ],
)
def test_a_call_without_a_whole_answer_is_cut_and_was_sent_once(script: Script, mutating: bool) -> None:
    arrived = cut(script, call(b"the body", mutating=mutating))

    assert len(arrived) == 1
    assert arrived[0].count(b"POST /path") == 1


def test_a_server_that_says_nothing_is_waited_for_only_so_long() -> None:
    arrived = cut(lambda wire: wire.read_to_the_end(), call(b"body"), QUICK)

    assert len(arrived) == 1


# ----------------------------------------------------------------------------------------------- cut in the body


def short_body_cut(wire: Wire) -> None:
    wire.read_request()
    wire.send(answer(b"x" * 100)[:-40])


def long_body_cut(wire: Wire) -> None:
    wire.read_request()
    wire.send(answer(b"x" * 1_000_000)[:-40])


def chunked_body_cut(wire: Wire) -> None:
    wire.read_request()
    wire.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")


def chunked_body_reset(wire: Wire) -> None:
    wire.read_request()
    wire.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")
    wire.reset()


@pytest.mark.parametrize("script", [short_body_cut, long_body_cut, chunked_body_cut])
def test_a_body_that_ends_too_early_comes_with_its_head_and_raises_where_it_breaks_off(script: Script) -> None:
    async def use(pool: Pool, origin: Origin) -> None:
        answered = await pool.send(origin, call(b"body"))
        assert answered.status == 200
        with pytest.raises(Cut):
            await read(answered)

    with fault_upstream(script) as upstream:
        run(use, upstream)
        assert len(upstream.requests) == 1


def test_a_body_that_stands_still_is_given_up() -> None:
    def stands_still(wire: Wire) -> None:
        wire.read_request()
        wire.send(answer(b"x" * 1_000_000)[:500_000])
        wire.read_to_the_end()

    async def use(pool: Pool, origin: Origin) -> None:
        answered = await pool.send(origin, call())
        with pytest.raises(Cut, match="stood still"):
            await read(answered)

    with fault_upstream(stands_still) as upstream:
        run(use, upstream, QUICK)


def test_a_reader_who_stops_breaks_the_connection() -> None:
    broken = threading.Event()

    def endless(wire: Wire) -> None:
        wire.read_request()
        try:
            wire.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            while True:
                wire.send(b"5\r\nhello\r\n" * 1000)
        except OSError:
            broken.set()

    async def use(pool: Pool, origin: Origin) -> None:
        answered = await pool.send(origin, call())
        assert not isinstance(answered.body, bytes)
        source = aiter(answered.body)
        assert (await anext(source)).startswith(b"hello")
        await source.aclose()  # type: ignore[attr-defined]
        with pytest.raises(Cut):
            await read(Answer(200, (), source))

    with fault_upstream(endless) as upstream:
        run(use, upstream)
        assert broken.wait(5)


# ------------------------------------------------------------------------------------------- connections kept open


def one_answer_then(end: Callable[[Wire], None]) -> Script:
    """The first connection answers once; `end` says how it ends when the second request comes. Others behave."""

    def script(wire: Wire) -> None:
        if wire.number == 0:
            wire.read_request()
            wire.send(answer(b"first"))
            end(wire)
        else:
            answering(answer(b"second"))(wire)

    return script


def two_calls(script: Script, *, mutating: bool, pause: float) -> tuple[Answer | Cut, list[bytes]]:
    async def use(pool: Pool, origin: Origin) -> Answer | Cut:
        assert (await pool.send(origin, call(mutating=mutating))).body == b"first"
        await asyncio.sleep(pause)
        try:
            return await pool.send(origin, call(b"again", mutating=mutating))
        except Cut as error:
            return error

    with fault_upstream(script) as upstream:
        return run(use, upstream), upstream.requests


@pytest.mark.parametrize("mutating", [True, False])
def test_a_connection_that_was_closed_meanwhile_is_not_used(mutating: bool) -> None:
    result, arrived = two_calls(one_answer_then(lambda _: None), mutating=mutating, pause=0.1)

    assert isinstance(result, Answer)
    assert result.body == b"second"
    assert [b"again" in each for each in arrived] == [False, True]


def test_a_change_does_not_go_on_a_connection_whose_end_lies_unread() -> None:
    async def use(pool: Pool, origin: Origin) -> Answer:
        await pool.send(origin, call())
        time.sleep(0.2)  # the event loop sees nothing, while upstream closes
        return await pool.send(origin, call(b"again"))

    with fault_upstream(one_answer_then(lambda _: None)) as upstream:
        assert run(use, upstream).body == b"second"
        assert [b"again" in each for each in upstream.requests] == [False, True]


def test_a_read_is_sent_once_more_when_the_kept_connection_turns_out_to_be_dead() -> None:
    def dies(wire: Wire) -> None:
        wire.read_request()

    result, arrived = two_calls(one_answer_then(dies), mutating=False, pause=0)

    assert isinstance(result, Answer)
    assert result.body == b"second"
    assert [each.count(b"again") for each in arrived] == [1, 1]


def test_a_change_is_never_sent_once_more() -> None:
    def dies(wire: Wire) -> None:
        wire.read_request()

    result, arrived = two_calls(one_answer_then(dies), mutating=True, pause=0)

    assert isinstance(result, Cut)
    assert [each.count(b"again") for each in arrived] == [1]


def test_a_read_that_was_answered_in_part_is_not_sent_once_more() -> None:
    def answers_in_part(wire: Wire) -> None:
        wire.read_request()
        wire.send(b"HTTP/1.1 200")

    result, arrived = two_calls(one_answer_then(answers_in_part), mutating=False, pause=0)

    assert isinstance(result, Cut)
    assert [each.count(b"again") for each in arrived] == [1]


def test_a_read_is_sent_at_most_twice() -> None:
    def script(wire: Wire) -> None:
        wire.read_request()
        if wire.number == 0:
            wire.send(answer(b"first"))
            wire.read_request()

    result, arrived = two_calls(script, mutating=False, pause=0)

    assert isinstance(result, Cut)
    assert [each.count(b"again") for each in arrived] == [1, 1]


def test_an_answer_nobody_asked_for_ends_the_connection() -> None:
    def answers_twice(wire: Wire) -> None:
        wire.read_request()
        wire.send(answer(b"first") + answer(b"forged"))
        wire.read_to_the_end()

    def script(wire: Wire) -> None:
        if wire.number == 0:
            answers_twice(wire)
        else:
            answering(answer(b"second"))(wire)

    result, arrived = two_calls(script, mutating=True, pause=0.05)

    assert isinstance(result, Answer)
    assert result.body == b"second"
    assert b"again" not in arrived[0]


# --------------------------------------------------------------------------------------------- bodies on their way


class Changed(CallerError):
    code = "body.changed"


def test_a_body_that_turns_out_wrong_never_becomes_a_whole_upload() -> None:
    async def source() -> AsyncIterator[bytes]:
        yield b"x" * 90
        raise Changed("the body is not as declared")

    with fault_upstream(lambda wire: wire.read_to_the_end()) as upstream, pytest.raises(Changed):
        run(lambda pool, origin: pool.send(origin, call(source(), 100)), upstream)
    assert upstream.requests[0].endswith(b"\r\n\r\n" + b"x" * 90)


@pytest.mark.parametrize("pieces", [[b"x" * 60, b"x" * 60], [b"x" * 60], [b"x" * 101], []])
def test_no_body_leaves_but_one_of_the_length_announced(pieces: list[bytes]) -> None:
    async def source() -> AsyncIterator[bytes]:
        for piece in pieces:
            yield piece

    arrived = cut(lambda wire: wire.read_to_the_end(), call(source(), 100))

    assert arrived[0].partition(b"\r\n\r\n")[2] in {b"", b"x" * 60}


def test_bytes_of_another_length_than_announced_do_not_leave() -> None:
    assert cut(lambda wire: wire.read_to_the_end(), call(b"GET / HTTP/1.1\r\n\r\n", 3)) == [b""]


def test_an_answer_before_the_end_of_a_body_counts_and_stops_the_sending() -> None:
    taken: list[int] = []

    async def source() -> AsyncIterator[bytes]:
        for number in range(1000):
            taken.append(number)
            yield b"x" * 1000
            await asyncio.sleep(0.005)

    def refuses_early(wire: Wire) -> None:
        wire.read_head()
        wire.send(answer(b"too much", "400 Bad Request"))
        wire.read_to_the_end()

    answered, arrived = send(refuses_early, call(source(), 1_000_000))

    assert (answered.status, answered.body) == (400, b"too much")
    assert len(taken) < 500
    assert len(arrived) == 1


def test_an_answer_before_the_end_of_a_body_counts_even_if_the_body_then_breaks_off() -> None:
    async def source() -> AsyncIterator[bytes]:
        yield b"x" * 10
        await asyncio.sleep(0.3)
        raise Changed("gone")

    def refuses_early(wire: Wire) -> None:
        wire.read_head()
        wire.send(answer(b"no", "403 Forbidden"))
        wire.read_to_the_end()

    answered, _ = send(refuses_early, call(source(), 100))

    assert answered.status == 403


def test_an_upstream_that_takes_no_more_is_given_up() -> None:
    released = threading.Event()

    async def source() -> AsyncIterator[bytes]:
        for _ in range(1000):
            yield b"x" * 100_000

    def takes_the_head_only(wire: Wire) -> None:
        wire.read_head()
        released.wait(10)

    with fault_upstream(takes_the_head_only) as upstream:
        try:
            with pytest.raises(Cut, match="took no more"):
                run(lambda pool, origin: pool.send(origin, call(source(), 100_000_000)), upstream, QUICK)
        finally:
            released.set()


def test_a_call_that_is_given_up_breaks_its_connection() -> None:
    async def use(pool: Pool, origin: Origin) -> None:
        sending = asyncio.ensure_future(pool.send(origin, call(b"body")))
        await asyncio.sleep(0.1)
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending

    with fault_upstream(lambda wire: wire.read_to_the_end()) as upstream:
        run(use, upstream)
        upstream.threads[0].join(5)
        assert not upstream.threads[0].is_alive()
