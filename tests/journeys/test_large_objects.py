"""An object of any size goes through the gateway in the memory of a small one (`make large` sends 5 GB)."""

from collections.abc import Iterator

import pytest

from tests.byte_sink import byte_sink
from tests.gateway import Gateway, gateway
from tests.large import LARGEST_GROWTH, TLS, WAYS, WAYS_OVER_TLS, passes

LENGTH = 64 << 20


@pytest.fixture(scope="module")
def before_the_sink() -> Iterator[Gateway]:
    with byte_sink() as upstream, gateway(upstream) as running:
        passes(running, 1 << 20, "hashed")
        yield running


@pytest.fixture(scope="module")
def before_the_sink_with_tls() -> Iterator[Gateway]:
    with byte_sink() as upstream, gateway(upstream, gate=TLS) as running:
        passes(running, 1 << 20, "hashed")
        yield running


@pytest.mark.parametrize("way", WAYS_OVER_TLS)
def test_over_tls_neither(before_the_sink_with_tls: Gateway, way: str) -> None:
    passed = passes(before_the_sink_with_tls, LENGTH, way)

    assert passed.length >= LENGTH
    assert passed.growth <= LARGEST_GROWTH // 2, passed


@pytest.mark.parametrize("way", WAYS)
def test_a_large_object_takes_no_more_memory_than_a_small_one(before_the_sink: Gateway, way: str) -> None:
    passed = passes(before_the_sink, LENGTH, way)

    assert passed.length >= LENGTH
    assert passed.growth <= LARGEST_GROWTH // 2, passed
