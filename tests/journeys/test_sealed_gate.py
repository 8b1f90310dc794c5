"""A gate is sealed by its founders, one of them while it is stopped, and from then on three people change it."""

import re
from collections.abc import Iterator

import pytest

from tests.gateway import Gateway, gateway

ROOT = re.compile(r"[0-9a-f]{64}")


@pytest.fixture(scope="module")
def gate(moto_server: str) -> Iterator[Gateway]:
    with gateway(moto_server) as running:
        running.must("key", "new", running.key("carl"))
        running.must("person", "add", "carl", "--group", "ops", "--public-key", f"{running.key('carl')}.pub")
        yield running


def proposed(gate: Gateway, *words: str, by: str = "carl") -> str:
    """Propose as `by`; the change's id."""
    return str(gate.must(*words, *gate.signed(by), "--json").json["change"])


def test_from_setting_up_to_a_gate_that_two_people_change(gate: Gateway) -> None:
    assert "still to sign: bo, dana" in gate.must("seal", *gate.signed("ana")).out
    gate.must("seal", *gate.signed("bo"))
    gate.stop()
    last = gate.must("seal", *gate.signed("dana")).out
    root = ROOT.findall(last)[-1]
    assert f"The root of this gate, for you to keep: {root}" in last

    alone = gate.keyturn("person", "add", "eve", "--group", "sre", "--public-key", f"{gate.key('carl')}.pub")
    assert alone.code == 1
    assert "sealed" in alone.err
    gate.start()
    assert gate.keyturn("person", "disable", "bo").code == 1

    gate.must("key", "new", gate.key("eve"))
    admission = proposed(gate, "person", "add", "eve", "--group", "sre", "--public-key", f"{gate.key('eve')}.pub")
    assert "is in force" in gate.approve(admission).out
    assert "eve" in gate.must("person", "list").out

    before = gate.config.read_text()
    after = before + '\n[approvals]\nexpires = "12h"\n'
    wanted = gate.folder / "wanted.toml"
    wanted.touch(mode=0o600)
    wanted.write_text(after)
    change = proposed(gate, "propose", "configuration", str(wanted))
    assert '+ keyturn.toml: approvals.expires = "12h"' in gate.must("show", change).out
    gate.approve(change, "eve", "bo")
    charter = gate.must("charter", "--json").json
    assert charter["charter"]["number"] == 3
    assert charter["charter"]["configuration"]["approvals"] == {"expires": "12h"}
    gate.stop()

    with pytest.raises(AssertionError, match="did not start"):
        gate.start()
    gate.process = None
    assert "keyturn propose configuration" in gate.complaints()
    gate.config.write_text(after)
    gate.start()
    assert gate.must("charter", "--json").json["digest"] == charter["digest"]
    gate.stop()
    gate.must("log", "verify", str(gate.data), "--root", root)
    assert gate.keyturn("log", "verify", str(gate.data), "--root", "0" * 64).code == 1
