"""What every source of the gateway's own credentials keeps, whether they stay as they are or are asked of STS."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest
import uvloop

from keyturn.adapters.aws.cloud import NoCredentials, _Held
from keyturn.adapters.aws.hosts import OneUpstream
from keyturn.adapters.aws.pool import Pool
from keyturn.adapters.aws.power import RolePower
from keyturn.adapters.aws.signing import Credentials, Source
from keyturn.adapters.aws.upstream import Sender
from keyturn.adapters.clock import SystemClock
from keyturn.model.grant import Power
from tests.aws_door import UPSTREAM_CREDENTIALS, Fixed
from tests.sts import sts_server

T = TypeVar("T")
ROLE = "arn:aws:iam::123456789012:role/keyturn-power"
ONE, OTHER = (Power(grant, "dana", ("{}",)) for grant in ("G-ONE000", "G-OTHER0"))
KINDS = pytest.mark.parametrize("kind", ["the tests' own", "static", "role"])


def used(kind: str, use: Callable[[Source], Awaitable[T]]) -> T:
    """Use a source of this kind, with an STS behind it where it needs one."""

    async def main(url: str) -> T:
        sender = Sender(OneUpstream(url), Pool(), Fixed(), SystemClock())
        sources: dict[str, Source] = {
            "the tests' own": Fixed(),
            "static": _Held(UPSTREAM_CREDENTIALS),
            "role": RolePower(sender, ROLE, "us-east-1", lambda: 0.0),
        }
        try:
            return await use(sources[kind])
        finally:
            await sender.close()
            await asyncio.sleep(0.01)

    with sts_server() as sts:
        return uvloop.run(main(sts.url))


@KINDS
def test_reads_get_the_same_again_and_again(kind: str) -> None:
    async def use(source: Source) -> list[Credentials]:
        return [await source.credentials(None) for _ in range(3)]

    first, *rest = used(kind, use)
    assert rest == [first, first]
    assert first.secret not in repr(first)
    assert str(first.token) not in repr(first)


@KINDS
def test_a_change_gets_some_and_what_can_be_narrowed_gives_each_its_own(kind: str) -> None:
    async def use(source: Source) -> list[Credentials]:
        return [await source.credentials(power) for power in (None, ONE, OTHER)]

    found = used(kind, use)
    assert len({one.access_key_id for one in found}) == (3 if kind == "role" else 1)
    assert all(one.token for one in found)


@KINDS
def test_many_at_once_are_served(kind: str) -> None:
    async def use(source: Source) -> list[Credentials]:
        return await asyncio.gather(*(source.credentials(power) for power in (None, ONE, None, OTHER, None)))

    found = used(kind, use)
    assert len({one.access_key_id for one in found[::2]}) == 1


def test_where_there_are_none_that_is_said() -> None:
    with pytest.raises(NoCredentials, match="no cloud credentials"):
        asyncio.run(_Held(None).credentials(ONE))
