"""Connections kept open turn out dead, and bodies break off: no change is sent twice, no wrong body as a whole."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable

import pytest

from keyturn.adapters.aws.pool import Origin, Pool
from keyturn.adapters.aws.pool_connection import Connection
from keyturn.errors import CallerError
from keyturn.model.execution import Answer, Cut
from tests.fault_upstream import Script, Wire, answer, answering, fault_upstream
from tests.upstream_calls import QUICK, call, cut, run, send

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


def test_an_answer_that_comes_before_its_read_has_left_is_no_answer() -> None:
    now = threading.Event()

    def script(wire: Wire) -> None:
        if wire.number == 0:
            wire.read_request()
            wire.send(answer(b"first"))
            now.wait(5)
            wire.send(answer(b"forged"))
            wire.read_to_the_end()
        else:
            answering(answer(b"second"))(wire)

    def forge() -> None:
        now.set()
        time.sleep(0.2)  # while the read waits for others to leave with

    async def use(pool: Pool, origin: Origin) -> Answer:
        await pool.send(origin, call(mutating=False))
        reading = asyncio.ensure_future(pool.send(origin, call(b"again", mutating=False)))
        asyncio.get_running_loop().call_soon(forge)
        return await reading

    with fault_upstream(script) as upstream:
        assert run(use, upstream).body == b"second"
        assert [b"again" in each for each in upstream.requests] == [False, True]


def test_a_read_that_cannot_be_written_keeps_back_none_of_those_that_leave_with_it() -> None:
    class Broken(Connection):
        def _write(self, data: bytes) -> None:
            if b"again" in data:
                raise RuntimeError("the handler is closed")
            super()._write(data)

    async def use(pool: Pool, origin: Origin) -> list[Answer | BaseException]:
        bodies = (b"again", b"good", b"again", b"better")
        return await asyncio.gather(
            *(pool.send(origin, call(body, mutating=False)) for body in bodies), return_exceptions=True
        )

    with pytest.MonkeyPatch.context() as patch, fault_upstream(answering(answer(b"first"))) as upstream:
        patch.setattr("keyturn.adapters.aws.pool.Connection", Broken)
        assert [type(each) for each in run(use, upstream)] == [Cut, Answer, Cut, Answer]


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
