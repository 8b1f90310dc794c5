"""What `keyturn doctor` says about the gateway's own power at AWS."""

import pytest

from keyturn.cli.doctor import _power
from keyturn.cli.findings import Level
from keyturn.cli.gate import Answer
from keyturn.codec.canonical import Json

ROLE = "arn:aws:iam::123456789012:role/keyturn-power"
CALLER = "arn:aws:sts::123456789012:assumed-role/keyturn-power/Keyturn-reads"
BASE = "arn:aws:iam::123456789012:user/keyturn"
ROOT = "arn:aws:iam::123456789012:root"


def found(caller: str | None, **power: Json) -> list[tuple[Level, str]]:
    return [(one.level, one.what) for one in _power(caller, Answer("status", power))]


def test_static_keys_lose_narrowing_names_and_an_end() -> None:
    ((level, what),) = found(BASE, base=BASE, long_lived=True)

    assert level is Level.WARN
    assert "every call goes with all that these credentials may do" in what
    assert "neither grant nor sponsor" in what
    assert "lasts until somebody deletes it" in what


def test_temporary_keys_lose_all_but_the_last() -> None:
    ((_, what),) = found(CALLER, long_lived=False)

    assert "lasts until" not in what


def test_a_role_is_good_and_the_key_before_it_is_noted() -> None:
    levels = [level for level, _ in found(CALLER, role=ROLE, base=BASE, long_lived=True)]

    assert levels == [Level.GOOD, Level.NOTE]


@pytest.mark.parametrize("power", [{}, {"role": ROLE, "base": ROOT}])
def test_root_is_bad_wherever_it_stands(power: dict[str, Json]) -> None:
    caller = CALLER if "role" in power else ROOT

    assert Level.BAD in [level for level, what in found(caller, **power) if "root" in what]


@pytest.mark.parametrize("lacking", ["sts:SetSourceIdentity", "sts:AssumeRole"])
def test_a_role_that_is_not_to_be_had_is_bad_and_the_trust_is_named(lacking: str) -> None:
    problem = f"STS gave the gateway no session of its role `{ROLE}` (`{lacking}` is not allowed)"

    (first, *_) = _power(None, Answer("status", {"role": ROLE, "base": BASE, "problem": problem}))

    assert first.level is Level.BAD
    assert lacking in first.what
    assert ("trust" in first.mend) == (lacking == "sts:SetSourceIdentity")
