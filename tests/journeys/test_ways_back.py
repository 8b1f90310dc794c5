"""What people do when a key is lost or stolen, when the store is lost, and when too few of them are left."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gateway import Gateway, Said, change_of, gateway, held, refusal

FOUNDERS = ("dana", "ana", "bo", "carl")


@pytest.fixture
def gate(moto_server: str) -> Iterator[Gateway]:
    """A gate that four people sealed with the command line."""
    with gateway(moto_server, gate="unisolated_production = true") as running:
        running.enrol("carl")
        last = [running.must("seal", *running.signed(name)) for name in FOUNDERS][-1]
        assert "sealed. The root of this gate" in last.out
        yield running
        running.stop()
        known = running.screens[0].split("log key")[1].split()[0]
        assert "the log holds" in running.must("log", "verify", str(running.data), "--key", known).out


def proposed(said: Said) -> str:
    """The change that a proposal opened."""
    return change_of(said.out.replace("change C", "change C", 1))


def agreed(gate: Gateway, said: Said, *names: str) -> str:
    """Have `names` approve what was proposed; the last one's screen."""
    return gate.approve(proposed(said), *names).out


def test_a_lost_key_is_replaced_by_the_others(gate: Gateway) -> None:
    new = str(gate.folder / "bo2.key")
    gate.must("key", "new", new)
    said = gate.must("person", "key", "add", "bo", "--public-key", f"{new}.pub", *gate.signed("dana"))
    agreed(gate, said, "ana", "carl")
    old = gate.must("person", "list", "--json").json["people"]
    keys = next(one["keys"] for one in old if one["name"] == "bo")
    said = gate.must("person", "key", "revoke", "bo", keys[0], *gate.signed("dana"))
    agreed(gate, said, "ana", "carl")

    session = gate.session()
    gate.direct("dynamodb").create_table(
        TableName="lost-key",
        KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    client = gate.client(session, "dynamodb", gate.production)
    change = held(client.delete_table, TableName="lost-key")
    refused = gate.keyturn("approve", change, *gate.signed("bo"))
    assert refused.code == 1
    gate.approve(change, "ana")
    gate.must("approve", change, "--as", "bo", "--key", new)
    assert client.delete_table(TableName="lost-key")["TableDescription"]["TableName"] == "lost-key"


def test_a_stolen_key_is_stopped_by_one_signature_and_takes_its_approvals_along(gate: Gateway) -> None:
    session = gate.session()
    client = gate.client(session, "dynamodb", gate.production)
    change = held(client.delete_table, TableName="stolen-key")
    gate.approve(change, "ana", "bo")

    gate.must("person", "key", "suspend", *gate.signed("ana"))

    again = refusal(client.delete_table, TableName="stolen-key").response["Error"]["Message"]
    assert "needs 1 approval" in again
    assert change_of(again) == gate.show(change)["short"]
    assert gate.keyturn("session", "open", "--agent", "thief", *gate.signed("ana"), "--task", "steal").code == 1
    # Those who are left enrol ana again, with another key.
    new = str(gate.folder / "ana2.key")
    gate.must("key", "new", new)
    said = gate.must("person", "key", "add", "ana", "--public-key", f"{new}.pub", *gate.signed("dana"))
    agreed(gate, said, "bo", "carl")
    # On what the thief had a say in, somebody else has it now.
    gate.approve(change, "carl")
    assert gate.show(change)["state"] == "approved"


def test_nobody_can_leave_too_few_to_ever_change_the_gate_again(gate: Gateway) -> None:
    said = gate.must("person", "disable", "carl", *gate.signed("dana"))
    agreed(gate, said, "ana", "bo")

    refused = gate.keyturn("person", "disable", "bo", *gate.signed("dana"))
    assert refused.code == 1
    assert "first have somebody else added" in refused.err


def test_a_store_that_is_lost_is_given_up_by_two_people_while_the_gate_does_not_start(
    gate: Gateway, tmp_path: Path
) -> None:
    kept = f'[log]\nkept = ["file://{tmp_path}/kept"]'
    _configure(gate, kept, "dana", "ana", "bo")
    gate.start()
    gate.stop()
    shutil.copytree(gate.data, gate.folder / "old", ignore=shutil.ignore_patterns("*.sock"))
    gate.start()
    gate.approve(held(gate.client(gate.session(), "dynamodb", gate.production).delete_table, TableName="x"), "ana")
    gate.stop()
    shutil.rmtree(gate.data)
    (gate.folder / "old").rename(gate.data)
    with pytest.raises(AssertionError, match="did not start"):
        gate.start()
    gate.process = None

    # Their clients remember more than the gate does, and refuse until each decides otherwise.
    refused = gate.keyturn("person", "groups", "carl", "--group", "sre", "--group", "ops", *gate.signed("dana"))
    assert refused.code == 1
    assert "the gate's past has changed, nothing was signed" in refused.err
    for seen in (gate.folder / "state" / "keyturn-seen").glob("*.json"):
        seen.unlink()
    _configure(gate, kept.replace("/kept", "/kept-anew"), "dana", "ana", "bo")
    gate.start()
    assert (tmp_path / "kept").exists()


def _configure(gate: Gateway, more: str, by: str, *voters: str) -> None:
    """Have another configuration proposed and approved, and put it in place; the gate is stopped after that."""
    gate.more = more
    gate.configure()
    wanted = gate.folder / "wanted.toml"
    wanted.touch(mode=0o600)
    wanted.write_text(gate.config.read_text())
    said = gate.must("propose", "configuration", str(wanted), *gate.signed(by))
    agreed(gate, said, *voters)
    gate.stop()


def test_a_gate_that_too_few_are_left_to_change_is_followed_by_another_that_names_it(
    gate: Gateway, moto_server: str
) -> None:
    root = gate.must("charter", "--json").json["root"]
    gate.stop()
    with gateway(moto_server, more=f'[log]\ncontinues = "{root}"') as anew:
        for name in ("dana", "ana", "bo"):
            anew.must("seal", *anew.signed(name))
        notes = anew.must("log", "verify").out
        assert f"its founders say that it goes on from an earlier gate: {root}" in notes
