"""What the journeys share: one gateway in front of one simulated AWS, and things in it to be deleted."""

import random
from collections.abc import Iterator

import pytest

from tests.gateway import Gateway, Session, gateway


@pytest.fixture(scope="session")
def gate(moto_server: str) -> Iterator[Gateway]:
    """A running gateway with dana, ana and bo enrolled. Each test opens a session of its own."""
    with gateway(moto_server) as running:
        yield running


@pytest.fixture
def session(gate: Gateway) -> Session:
    """A session of dana's for an agent, with the whole of dana's leave."""
    return gate.session()


@pytest.fixture(scope="session")
def twenty_megabytes() -> bytes:
    """Bytes that do not repeat; three parts where parts have 8 MiB."""
    return random.Random(20).randbytes(20_000_000)
