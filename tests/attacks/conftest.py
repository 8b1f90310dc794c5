"""Every story of this folder is told to an auditor at its end: whatever the attacker tried, the log holds."""

from collections.abc import Iterator

import pytest

from keyturn.model.bundle import Bundle
from keyturn.model.catalogue import Catalogue
from keyturn.testing.house import House
from tests.telling import problems


@pytest.fixture
def house(bundle: Bundle, catalogue: Catalogue) -> Iterator[House]:
    """A gate in memory, with dana, ana and bo enrolled."""
    built = House(bundle, catalogue)
    yield built
    assert problems(built) == []
    built.close()
