"""I send a read whose words no entry can hold, so that it leaves no trace."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

import pytest

from keyturn.errors import Malformed
from keyturn.model.evidence import Draft, Durable, Kind
from keyturn.testing.house import House

D = TypeVar("D", bound=Draft)


def test_it_is_refused_and_noted_and_not_sent(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    session, append = house.session(), house.log.append

    def without_reads(draft: D) -> Awaitable[Durable[D]]:
        if draft.kind is not Kind.READ:
            return append(draft)
        refused: asyncio.Future[Durable[D]] = asyncio.get_running_loop().create_future()
        refused.set_exception(Malformed("payload", "", "it has no canonical form"))
        return refused

    monkeypatch.setattr(house.log, "append", without_reads)

    reply = house.send(house.call(session, "dynamodb:DescribeTable", TableName="costs"))

    assert house.refused(reply) == Malformed.code
    assert house.upstream.received == []
    assert house.kinds()[-1] is Kind.REFUSED
