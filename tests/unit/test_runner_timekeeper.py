"""Time never goes back, and a clock that jumps is noticed."""

from datetime import timedelta

import pytest

from keyturn.runner.timekeeper import Timekeeper
from keyturn.testing.world import START, SetClock


def seconds(count: float) -> timedelta:
    return timedelta(seconds=count)


def test_it_goes_with_the_clock() -> None:
    clock = SetClock()
    time = Timekeeper(clock, None)
    assert time.now() == (START, True)
    clock.advance(hours=3)

    assert time.now() == (START + timedelta(hours=3), True)
    assert time.monotonic() == 3 * 3600


@pytest.mark.parametrize("step", [-5, -1, 1, 5])
def test_a_few_seconds_are_no_jump(step: int) -> None:
    clock = SetClock()
    time = Timekeeper(clock, None)
    clock.advance(seconds=10)
    time.now()
    clock.drift = seconds(step)

    at, steady = time.now()

    assert steady
    assert at == START + seconds(10 + max(step, 0))


@pytest.mark.parametrize("step", [-86_400, -6, -5.001, 5.001, 6, 86_400])
def test_a_jump_either_way_is_one_and_time_goes_on_without_it(step: float) -> None:
    clock = SetClock()
    time = Timekeeper(clock, None)
    clock.drift = seconds(step)
    clock.advance(seconds=7)

    assert time.now() == (START + seconds(7), False)
    clock.advance(seconds=7)
    assert time.now() == (START + seconds(14), False)
    clock.drift = timedelta(0)
    assert time.now() == (START + seconds(14), True)


def test_it_never_goes_back() -> None:
    clock = SetClock()
    time = Timekeeper(clock, None)
    clock.drift = seconds(4)
    ahead, _ = time.now()
    clock.drift = seconds(-4)

    assert time.now()[0] == ahead


@pytest.mark.parametrize("step", [-4, 4])
def test_small_steps_that_follow_one_another_are_a_jump(step: int) -> None:
    clock = SetClock()
    time = Timekeeper(clock, None)
    steady = []
    for _ in range(3):
        clock.advance(minutes=1)
        clock.drift += seconds(step)
        steady.append(time.now()[1])

    assert steady == [True, False, False]


def test_a_clock_that_is_corrected_slowly_is_followed() -> None:
    clock = SetClock()
    time = Timekeeper(clock, None)
    for _ in range(1000):
        clock.advance(minutes=1)
        clock.drift += seconds(0.05)
        assert time.now() == (clock.wall(), True)
    assert clock.drift > seconds(49)


def test_started_behind_its_last_entry_it_stands_still_and_is_not_believed() -> None:
    clock = SetClock()
    last = START + timedelta(hours=1)
    time = Timekeeper(clock, last)
    clock.advance(minutes=10)
    assert time.now() == (last, False)
    clock.advance(minutes=51)

    assert time.now() == (START + timedelta(minutes=61), True)


def test_started_a_moment_behind_it_waits_for_that_moment() -> None:
    clock = SetClock()
    time = Timekeeper(clock, START + seconds(3))

    assert time.now() == (START + seconds(3), True)
    clock.advance(seconds=4)
    assert time.now() == (START + seconds(4), True)


def test_a_jump_to_and_fro_between_two_looks_leaves_no_trace() -> None:
    clock = SetClock()
    time = Timekeeper(clock, None)
    clock.drift = timedelta(days=400)
    clock.drift = timedelta(0)
    clock.advance(seconds=1)

    assert time.now() == (START + seconds(1), True)
