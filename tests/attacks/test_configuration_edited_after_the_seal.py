"""I can write to keyturn.toml, or to the package, or to the log's key. The gate is sealed; I restart it my way."""

import shutil
import tomllib
from collections.abc import Iterator

import pytest

from keyturn.cli.main import main
from keyturn.config import Config, parse
from keyturn.config.guarded import guarded
from keyturn.config.toml import to_toml
from keyturn.model.gate import GateKind
from tests.gateway import Gateway, gateway
from tests.sealing import ask, propose, seal, vote


@pytest.fixture(scope="module")
def sealed(moto_server: str) -> Iterator[Gateway]:
    """A sealed gate of dana, ana, bo and carl, stopped."""
    with gateway(moto_server) as running:
        running.enrol("carl")
        seal(running, "dana", "ana", "bo", "carl")
        running.stop()
        shutil.copytree(running.data, running.folder / "copy", ignore=shutil.ignore_patterns("*.sock"))
        yield running


@pytest.fixture
def gate(sealed: Gateway) -> Iterator[Gateway]:
    """The same, as it was sealed."""
    yield sealed
    sealed.stop()
    shutil.rmtree(sealed.data)
    shutil.copytree(sealed.folder / "copy", sealed.data)
    sealed.more, sealed.gate = "", ""
    sealed.configure()


def read(gate: Gateway) -> Config:
    """What lies on disk now."""
    return parse(gate.config.read_text(), file=gate.config, base=gate.folder, default_data=gate.data)


def refused(gate: Gateway) -> str:
    before = len(gate.complaints())
    with pytest.raises(AssertionError, match="did not start"):
        gate.start()
    gate.process = None
    return gate.complaints()[before:]


def test_as_it_was_sealed_it_starts_and_no_checkpoint_says_that_it_is_not(gate: Gateway) -> None:
    gate.start()

    status = ask(gate, "status")
    assert status["sealed"]
    assert f"\nsealed: {status['root']}\n" in status["log"]["checkpoint"]
    assert "not sealed" not in gate.screens[-1]
    assert "the log holds" in gate.must("log", "verify", "--root", status["root"]).out


@pytest.mark.parametrize(
    ("edit", "named"),
    [
        ("[approvals]\npeople = 2\ngroup = 'friends'", "approvals: approved left out"),
        ("[limits]\nopen_changes_per_session = 9999", "limits: approved left out"),
        ("[log]\nkept = ['file:///tmp/mine']", "log: approved left out"),
        ("[environments.staging]\nregions = ['us-east-1']", "environments.staging: approved left out"),
    ],
)
def test_a_guarded_part_that_was_edited_stops_the_start(gate: Gateway, edit: str, named: str) -> None:
    gate.more = edit
    gate.configure()

    said = refused(gate)
    assert "this gate is sealed" in said
    assert named in said
    assert "keyturn configuration" in said


def test_the_doctor_says_why_it_does_not_start(gate: Gateway) -> None:
    gate.more = "[approvals]\npeople = 3"
    gate.configure()

    findings = gate.keyturn("doctor", "--json").json["findings"]
    (found,) = [one for one in findings if one["about"] == "config" and one["level"] == "bad"]
    assert "this is not what people approved: approvals: approved left out" in found["what"]
    assert "keyturn configuration" in found["mend"]


def test_production_called_development_stops_the_start(gate: Gateway) -> None:
    gate.config.write_text(gate.config.read_text().replace("[environments.development]", "[environments.development2]"))

    assert "environments.development: approved" in refused(gate)


def test_the_exception_for_agents_beside_the_keys_is_guarded_too(gate: Gateway) -> None:
    gate.gate = "unisolated_production = true"
    gate.configure()

    assert "gateway.unisolated_production: approved left out, here true" in refused(gate)


def test_another_account_key_is_another_configuration_and_its_secret_stands_nowhere(gate: Gateway) -> None:
    text = gate.config.read_text()
    gate.config.write_text(text.replace("AKIAGATEWAY000000000", "AKIAMALLORY000000000"))

    said = refused(gate)
    assert 'aws.access_key_id: approved "AKIAGATEWAY000000000", here "AKIAMALLORY000000000"' in said
    assert "the-gateways-own-secret" not in said


def test_another_log_key_stops_the_start(gate: Gateway) -> None:
    (gate.data / "log.key").unlink()

    assert "another key" in refused(gate)


def test_what_is_printed_puts_it_back(gate: Gateway, capsys: pytest.CaptureFixture[str]) -> None:
    gate.more = "[approvals]\npeople = 3"
    gate.configure()

    assert main(("configuration", "--check", "--config", str(gate.config))) == 1
    assert "approvals: approved left out, here" in capsys.readouterr().out
    assert main(("configuration", "--config", str(gate.config))) == 0
    printed = tomllib.loads(capsys.readouterr().out)
    gate.more = ""
    gate.configure()
    assert guarded(printed) == read(gate).guarded
    gate.start()


def test_what_two_people_approved_is_what_it_starts_with(gate: Gateway) -> None:
    gate.start()
    gate.more = "[limits]\nopen_changes_per_session = 7"
    text = gate.config.read_text()
    gate.configure()
    change = propose(gate, "dana", GateKind.CONFIGURATION, {"configuration": read(gate).guarded})
    vote(gate, change, "ana", "bo")
    gate.stop()

    gate.start()
    gate.stop()
    gate.config.write_text(text)
    assert "limits: approved { open_changes_per_session = 7 }, here left out" in refused(gate)


def test_toml_written_reads_back_as_it_was() -> None:
    text = """
[environments.production]
regions = ["cn-north-1"]
tags = { "a b" = ["x", "y\\"z"], c = "\\u00e9" }
[[freezes]]
reason = "year's end"
begins = 2026-12-20T00:00:00+01:00
until = 2027-01-02T00:00:00+01:00
[log]
kept = []
"""
    found = guarded(tomllib.loads(text))

    assert guarded(tomllib.loads(to_toml(found))) == found
