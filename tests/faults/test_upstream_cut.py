"""Upstream breaks off before, during and after its answer: nothing is sent twice, and what is unknown is called so."""

import socket
import threading

import pytest
import uvloop

from keyturn.adapters.aws.pool import Origin, Pool
from keyturn.adapters.aws.pool_connection import HEAD_BYTES
from keyturn.model.execution import Answer, Cut, NeverSent
from tests.fault_upstream import Script, Wire, answer, answering, fault_upstream
from tests.upstream_calls import QUICK, call, cut, read, run

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
