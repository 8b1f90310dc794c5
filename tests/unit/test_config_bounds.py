"""`[windows]` and `[[freezes]]`: what is understood, and what is refused in plain words."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from keyturn.config import BadConfig, Config, parse

WINDOW = """
[windows.night]
environments = ["production"]
days = ["mon", "fri"]
from = "22:00"
to = "02:00"
time_zone = "Europe/Berlin"
"""
FREEZE = """
[[freezes]]
from = 2026-12-24T12:00:00+01:00
until = 2026-12-27T08:00:00+01:00
reason = "Christmas"
"""


def read(text: str) -> Config:
    return parse(text, file=None, base=Path("/"), default_data=Path("/data"))


def test_a_window_over_midnight() -> None:
    (window,) = read(WINDOW).windows

    assert (window.name, window.environments, window.days) == ("night", ("production",), frozenset({0, 4}))
    assert (window.begins, window.ends, window.time_zone) == (22 * 60, 26 * 60, "Europe/Berlin")


def test_without_days_it_is_every_day() -> None:
    (window,) = read(WINDOW.replace('days = ["mon", "fri"]', "")).windows

    assert window.days == set(range(7))


def test_a_freeze_has_the_same_id_from_start_to_start() -> None:
    (freeze,), (again,) = read(FREEZE).freezes, read(FREEZE).freezes

    assert freeze == again
    assert freeze.until == datetime(2026, 12, 27, 7, tzinfo=UTC)
    assert freeze.stands(datetime(2026, 12, 24, 11, tzinfo=UTC))
    assert not freeze.stands(datetime(2026, 12, 24, 10, 59, tzinfo=UTC))
    assert read(FREEZE.replace("Christmas", "Easter")).freezes[0].id != freeze.id


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (WINDOW.replace("Europe/Berlin", "Europe/Berln"), "not known here"),
        (WINDOW.replace("Europe/Berlin", "../../etc/passwd"), "IANA"),
        (WINDOW.replace("Europe/Berlin", "right/Europe/Berlin"), "IANA"),
        (WINDOW.replace("Europe/Berlin", "Europe"), "IANA"),
        (WINDOW.replace("22:00", "25:00"), "22:00"),
        (WINDOW.replace("22:00", "24:00"), "00:00"),
        (WINDOW.replace("22:00", "02:00"), "00:00"),
        (WINDOW.replace('"mon"', '"monday"'), "mon, tue"),
        (WINDOW.replace('["mon", "fri"]', "[]"), "empty"),
        (WINDOW.replace('["production"]', '["prodution"]'), "production"),
        (WINDOW.replace('environments = ["production"]', ""), "missing"),
        (WINDOW.replace("days", "day"), "did you mean `days`"),
        (FREEZE.replace("2026-12-24T12:00:00+01:00", "2026-12-24T12:00:00"), "offset"),
        (FREEZE.replace("2026-12-24T", "2026-12-28T"), "after"),
        (FREEZE.replace('reason = "Christmas"', ""), "missing"),
        ("[freezes]\n", "list of tables"),
    ],
)
def test_what_cannot_be_understood_is_refused(text: str, why: str) -> None:
    with pytest.raises(BadConfig, match=why):
        read(text)


def test_a_window_may_last_to_the_end_of_its_day() -> None:
    evening, day = read(
        WINDOW.replace("02:00", "24:00")
        + WINDOW.replace("night", "day").replace("22:00", "00:00").replace("02:00", "24:00")
    ).windows

    assert (evening.begins, evening.ends) == (22 * 60, 24 * 60)
    assert (day.begins, day.ends) == (0, 24 * 60)
    last = datetime(2026, 11, 23, 22, 59, 59, 999999, tzinfo=UTC)  # a Monday, 23:59:59.999999 in Berlin
    assert evening.open_until(last) == day.open_until(last) == datetime(2026, 11, 23, 23, tzinfo=UTC)
    assert evening.open_until(datetime(2026, 11, 23, 23, tzinfo=UTC)) is None
