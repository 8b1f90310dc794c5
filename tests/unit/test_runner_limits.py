"""So many calls a second for each session, and none of one session's are another's."""

import pytest

from keyturn.runner import limits
from keyturn.runner.limits import Rate


def test_a_seconds_worth_at_once_and_then_one_by_one() -> None:
    rate = Rate(4)

    assert [rate.admits("S", 0.0) for _ in range(6)] == [True] * 4 + [False] * 2
    assert not rate.admits("S", 0.2)
    assert rate.admits("S", 0.25)
    assert not rate.admits("S", 0.25)


def test_a_pause_saves_up_no_more_than_a_second() -> None:
    rate = Rate(3)
    for _ in range(3):
        rate.admits("S", 0.0)

    assert [rate.admits("S", 1_000.0) for _ in range(4)] == [True] * 3 + [False]


def test_what_is_refused_uses_nothing_up() -> None:
    rate = Rate(1)
    rate.admits("S", 0.0)
    for tenth in range(1, 10):
        assert not rate.admits("S", tenth / 10)

    assert rate.admits("S", 1.0)


def test_over_any_time_no_more_than_the_rate() -> None:
    rate = Rate(7)

    admitted = sum(rate.admits("S", step / 100) for step in range(1_000))

    assert admitted in {7 * 10 + 6, 7 * 10 + 7}


def test_sessions_do_not_share() -> None:
    rate = Rate(1)

    assert all(rate.admits(f"S-{number}", 0.0) for number in range(100))
    assert not any(rate.admits(f"S-{number}", 0.0) for number in range(100))


def test_sessions_that_called_long_ago_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "REMEMBERED", 2)
    rate = Rate(1)
    for name in ("one", "two", "three"):
        rate.admits(name, 0.0)

    assert not rate.admits("three", 0.0)
    assert len(rate._buckets) == 2
