"""What clients and people see when the gateway cannot keep its word: nothing passes, and it says whose turn it is."""

import resource
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

import keyturn
from tests.broken_cloud import BrokenCloud, broken_cloud
from tests.gateway import DEVELOPMENT, PEOPLE, PRODUCTION, Gateway, folder, gateway, health, held, refusal

ONCE = {"mode": "standard", "max_attempts": 1}
ITEM = {"TableName": "costs", "Item": {"day": {"S": "2026-11-21"}}}


@pytest.fixture
def cloud() -> Iterator[BrokenCloud]:
    with broken_cloud() as running:
        yield running


def no_more_room(gate: Gateway) -> None:
    """From now on no file of the gateway may grow: what a full disk does, done to one process."""
    assert gate.process is not None
    resource.prlimit(gate.process.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))


def test_a_store_that_cannot_be_written_lets_nothing_pass_until_it_is_mended(cloud: BrokenCloud) -> None:
    with gateway(cloud.url) as gate:
        session = gate.session()
        dynamodb = gate.client(session, "dynamodb", DEVELOPMENT, retries=ONCE)
        production = gate.client(session, "dynamodb", PRODUCTION, retries=ONCE)
        dynamodb.put_item(**ITEM)
        change = held(production.delete_table, TableName="costs")
        assert (health(gate.door), health(gate.console)) == (200, 200)
        cloud.forget()

        no_more_room(gate)

        for call, parameters in (
            (dynamodb.list_tables, {}),
            (dynamodb.put_item, ITEM),
            (production.delete_table, {"TableName": "rates"}),
        ):
            message = refusal(call, **parameters).response["Error"]["Message"]
            assert message.startswith("keyturn: evidence cannot be written (")
            assert "so nothing passes: mend the store, start the gateway again" in message
        assert cloud.arrived == []
        assert (health(gate.door), health(gate.console)) == (503, 503)

        vote = gate.keyturn("approve", change, *gate.signed("ana"))
        assert vote.code == 3
        assert "evidence cannot be written" in vote.err
        assert gate.keyturn("log", "verify").code == 0

        gate.stop()
        gate.start()
        session = gate.session("--task-id", session.task)
        assert held(gate.client(session, "dynamodb", PRODUCTION).delete_table, TableName="costs") == change
        gate.client(session, "dynamodb", DEVELOPMENT).put_item(**ITEM)
        assert [one.operation for one in cloud.arrived] == ["PutItem"]
        assert gate.keyturn("log", "verify").code == 0


def test_evidence_lost_while_a_call_was_under_way_leaves_it_in_doubt_not_done(cloud: BrokenCloud) -> None:
    with gateway(cloud.url) as gate:
        session = gate.session()
        delete = gate.client(session, "dynamodb", PRODUCTION, retries=ONCE).delete_table
        change = held(delete, TableName="costs")
        gate.approve(change)

        def lose_the_disk(connection: socket.socket, _: object, perform: object) -> bool:
            assert callable(perform)
            perform()
            no_more_room(gate)
            connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")
            return True

        cloud.next.append(lose_the_disk)
        message = refusal(delete, TableName="costs").response["Error"]["Message"]
        assert "evidence cannot be written" in message

        gate.stop()
        gate.start()
        session = gate.session("--task-id", session.task)
        again = refusal(gate.client(session, "dynamodb", PRODUCTION).delete_table, TableName="costs")
        assert f"outcome unknown: a call of change {change} was sent once" in str(again)
        assert cloud.effects == ["DeleteTable"]
        assert gate.show(change)["state"] == "in doubt"
        assert gate.keyturn("log", "verify").code == 0


def nobody_there() -> str:
    """An address that refuses connections."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_an_upstream_out_of_reach_is_named_and_nothing_counts_as_sent() -> None:
    with gateway(nobody_there()) as gate:
        assert "(STS could not be asked who this is)" in gate.screens[0]
        session = gate.session()
        free = gate.client(session, "dynamodb", DEVELOPMENT, retries=ONCE)
        for call, parameters in ((free.list_tables, {}), (free.put_item, ITEM)):
            with pytest.raises(ClientError) as refused:
                call(**parameters)
            assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 503
            assert "keyturn: upstream could not be reached (127.0.0.1:" in str(refused.value)
            assert "nothing was sent" in str(refused.value)

        production = gate.client(session, "dynamodb", PRODUCTION, retries=ONCE)
        # Nobody is asked about what nobody can look at; a new thing is not there to be looked at.
        assert "could not be read (upstream could not be reached" in str(
            refusal(production.delete_table, TableName="costs")
        )
        change = held(production.create_backup, TableName="costs", BackupName="before")
        gate.approve(change)
        message = str(refusal(production.create_backup, TableName="costs", BackupName="before"))

        assert "keyturn: not sent: upstream could not be reached" in message
        assert gate.show(change)["grants"][0]["outcome"]["ended"] == "never sent"
        # Where a bucket lies cannot be read, so it counts as production.
        put = gate.client(session, "s3", DEVELOPMENT, retries=ONCE).put_object
        assert "could not be read" in str(refusal(put, Bucket="dev-costs", Key="k", Body=b"v"))


def test_a_gateway_without_credentials_explains_and_sends_nothing_on(cloud: BrokenCloud) -> None:
    with folder() as where:
        gate = Gateway(where, cloud.url)
        gate.configure()
        lines = gate.config.read_text().splitlines()
        gate.config.write_text("\n".join(line for line in lines if "access_key" not in line))
        gate.start()
        try:
            gate.enrol(*PEOPLE)
            assert "no credentials configured, so nothing is sent on, only explained" in gate.screens[0]
            session = gate.session()
            free = gate.client(session, "dynamodb", DEVELOPMENT, retries=ONCE)
            for call, parameters in ((free.list_tables, {}), (free.put_item, ITEM)):
                message = str(refusal(call, **parameters))
                assert "this gateway has no cloud credentials, so nothing is sent on" in message
            message = str(refusal(gate.client(session, "dynamodb", PRODUCTION).delete_table, TableName="costs"))
            assert "this gateway has no cloud credentials, so nothing is sent on" in message
        finally:
            gate.stop()
    assert cloud.arrived == []


def test_policies_that_cannot_be_used_keep_the_gateway_from_starting(cloud: BrokenCloud) -> None:
    with folder() as where:
        shutil.copytree(Path(keyturn.__file__).parent, where / "src" / "keyturn")
        policies = where / "src" / "keyturn" / "adapters" / "bundles" / "default.cedar"
        policies.write_text(policies.read_text().replace("context.in_scope", "context.in_skope"))
        gate = Gateway(where, cloud.url)
        gate.configure()

        done = subprocess.run(
            [sys.executable, "-m", "keyturn", "up", "--config", str(gate.config)],
            env=gate.bare() | {"PYTHONPATH": str(where / "src")},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    assert done.returncode == 1, done
    assert "in_skope" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def up(gate: Gateway, *before: str) -> "subprocess.CompletedProcess[str]":
    """Try to run a gateway that is not expected to start; `before` are words before the command's own."""
    return subprocess.run(
        [*before, sys.executable, "-m", "keyturn", "up", "--config", str(gate.config)],
        env=gate.bare(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_disk_that_is_full_from_the_start_is_said_in_one_line(cloud: BrokenCloud) -> None:
    with folder() as where:
        gate = Gateway(where, cloud.url)
        gate.configure()

        done = up(gate, "sh", "-c", 'ulimit -f 0; exec "$@"', "sh")

    assert done.returncode == 3, done
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert done.stderr.startswith("keyturn: ")
    assert str(where / "data") in done.stderr


def test_a_second_gateway_on_the_same_store_does_not_start(cloud: BrokenCloud) -> None:
    with gateway(cloud.url) as gate:
        done = up(gate)

        assert done.returncode == 3, done
        assert done.stderr.startswith("keyturn: ")
        assert len(done.stderr.splitlines()) == 1, done.stderr
        assert gate.client(gate.session(), "dynamodb", DEVELOPMENT).list_tables()
