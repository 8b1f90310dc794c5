"""The gateway dies while it sends calls by itself: none of them is sent twice, and none without a word."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Final

import pytest

from tests.broken_cloud import BrokenCloud, answers, broken_cloud, takes
from tests.gateway import PRODUCTION, Gateway, gateway

TABLES: Final = ("first", "second", "third")


@pytest.fixture(scope="module")
def cloud() -> Iterator[BrokenCloud]:
    with broken_cloud() as running:
        yield running


@pytest.fixture(scope="module")
def gate(cloud: BrokenCloud) -> Iterator[Gateway]:
    with gateway(cloud.url) as running:
        running.pin()
        yield running


def approved(gate: Gateway) -> str:
    """A change of three calls that the gateway is to send, approved by two."""
    file = gate.folder / "calls.json"
    listed = [
        {"service": "dynamodb", "operation": "DeleteTable", "region": PRODUCTION, "parameters": {"TableName": table}}
        for table in TABLES
    ]
    file.write_text(json.dumps(listed))
    words = ("propose", "calls", str(file), *gate.signed("dana"), "--intent", "the tables are not used", "--json")
    change = str(gate.must(*words).json["change"])
    gate.approve(change)
    return change


def killed_in_the_second(gate: Gateway, cloud: BrokenCloud, change: str) -> None:
    """Order it, let the first call end, and kill the gateway while the second is under way."""
    cloud.next.extend((answers, takes(60)))
    words = ("execute", change, *gate.signed("dana"), "--config", str(gate.config))
    with subprocess.Popen([sys.executable, "-m", "keyturn", *words], env=gate.bare(), stderr=subprocess.DEVNULL) as one:
        give_up = time.monotonic() + 20
        while len(cloud.effects) < 2:
            assert time.monotonic() < give_up, gate.complaints()
            time.sleep(0.02)
        gate.kill()
        assert one.wait(20) == 3  # the world failed: nobody answered


def test_what_was_under_way_is_in_doubt_and_the_rest_waits_for_a_word(gate: Gateway, cloud: BrokenCloud) -> None:
    change = approved(gate)
    killed_in_the_second(gate, cloud, change)
    gate.start()

    shown = gate.show(change)
    assert (shown["state"], [use["state"] for use in shown["grants"]]) == ("in doubt", ["done", "in doubt", "open"])
    assert "settle that first" in gate.must("rollback", change).out
    again = gate.keyturn("execute", change, *gate.signed("dana"))
    assert (again.code, "in doubt" in again.err) == (1, True)
    assert len(cloud.effects) == 2

    for name in ("ana", "bo"):
        gate.must("settle", change, "--happened", *gate.signed(name))
    assert len(cloud.effects) == 2
    gate.must("execute", change, *gate.signed("dana"))
    assert [json.loads(one.body)["TableName"] for one in cloud.arrived] == list(TABLES)
    assert gate.must("log", "verify", "--json").json["ok"] is True
