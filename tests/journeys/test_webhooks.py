"""A gateway and a receiver of its webhooks, which is away, slow or hostile, over kills and restarts."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.broken_cloud import BrokenCloud, broken_cloud
from tests.gateway import PRODUCTION, Gateway, gateway, held
from tests.receiver import SECRET, WHSEC, Got, Receiver, receiver


@pytest.fixture
def cloud() -> Iterator[BrokenCloud]:
    with broken_cloud() as running:
        yield running


@pytest.fixture
def to() -> Iterator[Receiver]:
    with receiver() as running:
        yield running


def told(url: str, more: str = "") -> str:
    return f'[[webhooks]]\nurl = "{url}"\nsecret = "{WHSEC}"\n{more}\n'


def asks(gate: Gateway, table: str) -> str:
    """Have an agent ask for the deletion of a table in production; the change."""
    client = gate.client(gate.session(), "dynamodb", PRODUCTION)
    return held(client.delete_table, TableName=table)


def test_what_happens_to_a_change_is_told_signed_and_says_no_more_than_it_should(
    cloud: BrokenCloud, to: Receiver
) -> None:
    with gateway(cloud.url, told(f"{to.url}/hooks/secret-path?a=b")) as gate:
        change = asks(gate, "costs")
        gate.approve(change)

        (opened,) = to.wait_for("change.opened")
        (approved,) = to.wait_for("change.approved")

        assert opened.signed_by(SECRET)
        assert approved.signed_by(SECRET)
        assert opened.path == "/hooks/secret-path?a=b"
        data = opened.document["data"]
        assert (data["short"], data["sponsor"], data["agent"]) == (change, "dana", "fixer")
        assert data["digest"] == gate.show(change)["digest"]
        assert data["words"] == [{"of": "sponsor", "name": "dana", "text": "fix the rounding in the cost report"}]
        assert approved.document["data"]["reviewer"] == "bo"
        # The name of the table is a parameter; and nothing of this is a way to approve.
        assert b"costs" not in opened.body
        status = gate.must("doctor", "--json")
        assert "webhooks" not in [one["about"] for one in status.json["findings"]]
        assert "secret-path" not in status.out + json.dumps(gate.inbox())

        assert gate.must("webhook", "test").out.startswith(to.url)
        (test,) = to.wait_for("keyturn.test")
        assert test.signed_by(SECRET)


def test_a_kill_loses_no_notice_and_a_restart_tells_what_the_receiver_missed(cloud: BrokenCloud, to: Receiver) -> None:
    # As long as it answers 500 it has taken nothing.
    to.answer = lambda _: (500, {})
    with gateway(cloud.url, told(to.url)) as gate:
        gate.pin()
        first = asks(gate, "one")
        (refused,) = to.wait_for("change.opened")
        (trouble,) = _webhooks(gate, lines=1)
        assert "it answers with status 500" in trouble
        gate.kill()
        to.answer = lambda _: (204, {})
        gate.start()

        again = to.wait_for("change.opened", 2)
        assert {one.document["data"]["short"] for one in again} == {first}
        assert {one.id for one in again} == {refused.id}
        second = asks(gate, "two")
        taken = to.wait_for("change.opened", 3)[-1]
        assert taken.document["data"]["short"] == second
        assert all(one.signed_by(SECRET) for one in to.got)
        gate.kill()
        gate.start()
        time.sleep(1.5)

        # One that was taken while the gate died may come again, and can be known by its id.
        assert len({one.id for one in to.got}) == 2
        assert _webhooks(gate, lines=0) == []


def _webhooks(gate: Gateway, lines: int) -> list[str]:
    """What doctor says of webhooks, once it is so many lines."""
    give_up = time.monotonic() + 10
    found: list[str] = []
    while time.monotonic() < give_up:
        answer = gate.keyturn("doctor", "--json").json["findings"]
        found = [one["what"] for one in answer if one["about"] == "webhooks"]
        if len(found) == lines:
            break
        time.sleep(0.1)
    return found


def sleepy(_: Got) -> tuple[int, dict[str, str]]:
    time.sleep(20)
    return 204, {}


def test_one_that_hangs_holds_up_neither_calls_nor_the_others(cloud: BrokenCloud, to: Receiver) -> None:
    with receiver() as slow:
        slow.answer = sleepy
        with gateway(cloud.url, told(slow.url) + told(to.url, 'events = ["change.*"]')) as gate:
            for table in ("one", "two"):
                asks(gate, table)

            assert len(to.wait_for("change.opened", 2)) == 2
            assert slow.events() == ["change.opened"]


def test_a_test_fails_where_nobody_listens(cloud: BrokenCloud, tmp_path: Path) -> None:
    with receiver() as gone:
        url = gone.url
    secret = tmp_path / "hook.secret"
    secret.write_text(f"{WHSEC}\n")
    secret.chmod(0o600)
    with gateway(cloud.url, f'[[webhooks]]\nurl = "{url}"\nsecret_file = "{secret}"\n') as gate:
        said = gate.keyturn("webhook", "test", "--json")
        assert said.code == 1
        (one,) = said.json["receivers"]
        assert one["told"] is False
        assert "cannot be reached" in one["why"]


def test_how_far_each_was_told_lies_where_only_the_gateway_reads(cloud: BrokenCloud, to: Receiver) -> None:
    with gateway(cloud.url, told(to.url)) as gate:
        asks(gate, "costs")
        to.wait_for("change.opened")
        folder = gate.data / "told"
        assert folder.stat().st_mode & 0o777 == 0o700
        assert all(one.stat().st_mode & 0o777 == 0o600 for one in folder.iterdir())
