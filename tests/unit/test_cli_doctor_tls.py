"""The doctor on the door's key and certificate."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from keyturn.cli.doctor import _certificate, _tls_key
from keyturn.cli.findings import Level
from keyturn.cli.gate import Answer
from keyturn.codec.encoding import format_instant
from keyturn.config import Config, parse


def config(folder: Path, lines: str) -> Config:
    return parse(f"[gateway]\n{lines}", file=None, base=folder, default_data=folder)


GIVEN = "tls_certificate = 'gate.pem'\ntls_key = 'gate.key'"


@pytest.mark.parametrize(
    ("mode", "levels"), [(0o600, []), (0o640, [Level.WARN]), (0o644, [Level.BAD]), (0o604, [Level.BAD])]
)
def test_a_key_that_others_can_read_is_named(tmp_path: Path, mode: int, levels: list[Level]) -> None:
    (tmp_path / "gate.key").touch()
    (tmp_path / "gate.key").chmod(mode)

    assert [one.level for one in _tls_key(config(tmp_path, GIVEN))] == levels


def test_a_key_that_the_doctor_may_not_look_at_is_no_fault(tmp_path: Path) -> None:
    assert [one.level for one in _tls_key(config(tmp_path, GIVEN))] == [Level.NOTE]
    assert list(_tls_key(config(tmp_path, "tls = true"))) == []


@pytest.mark.parametrize(
    ("days", "by", "level", "says"),
    [
        (400, "own", Level.GOOD, "authority"),
        (20, "own", Level.WARN, "authority"),
        (-1, "own", Level.BAD, "start it again"),
        (31, "given", Level.GOOD, "gate.pem"),
        (29, "given", Level.WARN, "renew"),
        (-1, "given", Level.BAD, "no longer"),
    ],
)
def test_the_end_of_a_certificate_is_told_in_time(tmp_path: Path, days: int, by: str, level: Level, says: str) -> None:
    expires = format_instant(datetime.now(UTC) + timedelta(days=days, hours=1))
    status = Answer("status", {"tls": {"by": by, "expires": expires, "sha256": "00", "door": True}})

    (found,) = _certificate(config(tmp_path, GIVEN if by == "given" else "tls = true"), status)

    assert found.level is level
    assert says in found.what + found.mend


def test_a_door_without_tls_has_no_certificate_to_speak_of(tmp_path: Path) -> None:
    assert list(_certificate(config(tmp_path, ""), Answer("status", {}))) == []
