"""Calls that come together take their steps side by side, and each is told only what became of itself."""

import asyncio
from collections.abc import Callable, Iterator

import pytest

from keyturn.runner.abreast import FEW, MOST, Abreast


class Odd(Exception):
    """Something that breaks in one call."""


def steps(name: str, taken: list[str], count: int = 3) -> Iterator[str | None]:
    for number in range(count):
        taken.append(f"{name}{number}")
        yield None
    yield name


def broken() -> Iterator[str | None]:
    yield None
    raise Odd


def with_many(story: Callable[[Abreast], list[Iterator[str | None]]]) -> list[str | BaseException]:
    """What became of the calls of a story, while more are under way than go on by themselves."""

    async def told() -> list[str | BaseException]:
        abreast = Abreast()
        for _ in range(FEW + 1):
            abreast.begin()
        return await asyncio.gather(*(abreast.through(one) for one in story(abreast)), return_exceptions=True)

    return asyncio.run(told())


def test_all_take_the_first_step_before_one_takes_the_second() -> None:
    taken: list[str] = []

    found = with_many(lambda _: [steps("a", taken), steps("b", taken, 1), steps("c", taken)])

    assert found == ["a", "b", "c"]
    assert taken == ["a0", "b0", "c0", "a1", "c1", "a2", "c2"]


def test_one_that_breaks_breaks_no_other() -> None:
    taken: list[str] = []

    found = with_many(lambda _: [steps("a", taken), broken(), steps("c", taken)])

    assert (found[0], type(found[1]), found[2]) == ("a", Odd, "c")


def test_of_very_many_some_go_first_and_all_go() -> None:
    taken: list[str] = []
    names = [str(number) for number in range(2 * MOST + 1)]

    assert with_many(lambda _: [steps(name, taken, 1) for name in names]) == names
    assert taken == [f"{name}0" for name in names]


def test_those_behind_take_no_step_before_the_first_have_taken_all() -> None:
    taken: list[str] = []

    with_many(lambda _: [steps(str(number), taken, 2) for number in range(MOST + 1)])

    assert taken[-2:] == [f"{MOST}0", f"{MOST}1"]


def test_few_do_not_wait_for_others() -> None:
    taken: list[str] = []
    alone = Abreast().through(steps("a", taken))

    with pytest.raises(StopIteration, match=r"^a$"):
        alone.send(None)


def test_a_call_that_nobody_waits_for_any_more_takes_no_step() -> None:
    taken: list[str] = []

    async def story() -> str:
        abreast = Abreast()
        for _ in range(FEW + 1):
            abreast.begin()
        gone = asyncio.ensure_future(abreast.through(steps("gone", taken)))
        other = asyncio.ensure_future(abreast.through(steps("a", taken)))
        await asyncio.sleep(0)
        gone.cancel()
        return await other

    assert asyncio.run(story()) == "a"
    assert taken == ["a0", "a1", "a2"]
