"""Nothing is kept elsewhere, so the store that I put back starts. ana votes as ever; she will not notice."""

import shutil
from collections.abc import Iterator

import pytest

from tests.gateway import Gateway, gateway, held
from tests.sealing import ask


@pytest.fixture
def gate(moto_server: str) -> Iterator[Gateway]:
    """A gate that keeps no checkpoint besides its store."""
    with gateway(moto_server) as running:
        yield running


def test_her_client_remembers_a_longer_log_and_signs_nothing(gate: Gateway) -> None:
    session = gate.session()
    client = gate.client(session, "dynamodb", gate.production)
    change = held(client.delete_table, TableName="put-back")
    gate.stop()
    shutil.copytree(gate.data, gate.folder / "old", ignore=shutil.ignore_patterns("*.sock"))
    gate.start()
    gate.must("reject", change, *gate.signed("ana"))
    for _ in range(3):
        gate.session()  # the log goes on
    gate.approve(held(gate.client(gate.session(), "dynamodb", gate.production).delete_table, TableName="more"), "ana")
    gate.stop()
    shutil.rmtree(gate.data)
    (gate.folder / "old").rename(gate.data)
    gate.start()

    for verb in ("approve", "reject"):
        refused = gate.keyturn(verb, change, *gate.signed("ana"))
        assert refused.code == 1
        assert "the gate's past has changed, nothing was signed" in refused.err
    assert ask(gate, "show", change=change)["votes"] == []
