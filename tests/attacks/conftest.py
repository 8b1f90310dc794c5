"""Every story of this folder is told to an auditor at its end: whatever the attacker tried, the log holds."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from keyturn.model.bundle import Bundle
from keyturn.model.touching import AwsTables
from keyturn.testing.house import House
from tests.framed_house import Door, framed_door
from tests.passkey_house import PasskeyHouse
from tests.telling import problems


@pytest.fixture
def house(bundle: Bundle, catalogue: AwsTables) -> Iterator[House]:
    """A gate in memory, with dana, ana and bo enrolled."""
    built = House(bundle, catalogue)
    yield built
    assert problems(built) == []
    built.close()


@pytest.fixture
def door(house: House, catalogue: AwsTables, tmp_path: Path) -> Door:
    """The AWS door before that gate."""
    return framed_door(house, catalogue, tmp_path / "spool")


@pytest.fixture
def gate(bundle: Bundle, catalogue: AwsTables) -> Iterator[PasskeyHouse]:
    """A gate in memory whose people have passkeys besides their keys: ana, bo, dana, and eve who has nothing else."""
    made = PasskeyHouse(bundle, catalogue)
    for name in ("ana", "bo", "dana"):
        made.enrol(name)
    made.enrol("eve", "sre")
    yield made
    assert problems(made.house) == []
    made.house.close()
