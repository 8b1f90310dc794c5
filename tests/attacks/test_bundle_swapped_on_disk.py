"""I can write to the installed package: from the next start on, its default policies ask nobody."""

from collections.abc import Iterator

import pytest

from keyturn import wiring
from keyturn.adapters.bundles import schema
from keyturn.config import Config, parse
from keyturn.model.bundle import Bundle
from keyturn.policy.bundles import version
from keyturn.wiring import policies, sealed, settings
from tests.gateway import Gateway, gateway
from tests.sealing import seal

ALL: str = '@id("everything")\npermit (principal, action, resource);\n'


@pytest.fixture(scope="module")
def gate(moto_server: str) -> Iterator[Gateway]:
    """A sealed gate, stopped."""
    with gateway(moto_server) as found:
        seal(found)
        found.stop()
        yield found


@pytest.fixture
def swapped(monkeypatch: pytest.MonkeyPatch) -> Bundle:
    """What the package now makes of any configuration."""
    mine = Bundle(ALL, schema(), version(ALL, schema()))
    for room in (settings, sealed, policies):
        monkeypatch.setattr(room, "composed", lambda _: mine)
    return mine


def config(gate: Gateway) -> Config:
    return parse(gate.config.read_text(), file=gate.config, base=gate.folder, default_data=gate.data)


def test_a_sealed_gate_goes_on_by_the_policies_that_people_approved_and_says_so(gate: Gateway, swapped: Bundle) -> None:
    status = wiring.ask_offline(config(gate), "status", {})
    charter = wiring.ask_offline(config(gate), "charter", {})

    assert isinstance(status, dict)
    assert isinstance(charter, dict)
    assert isinstance(charter["charter"], dict)
    assert status["bundle"] == charter["charter"]["bundle"] != swapped.version
    assert "those that people approved stay in force" in str(status["policies_told"])


def test_untouched_nothing_is_said(gate: Gateway) -> None:
    status = wiring.ask_offline(config(gate), "status", {})

    assert isinstance(status, dict)
    assert status["policies_told"] == ""
