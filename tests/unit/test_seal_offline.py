"""Sealing a gate that does not run, under its store's exclusive lock."""

from pathlib import Path

import pytest

from keyturn.cli.main import main

TOML = '[gateway]\ndata = "data"\n[environments.production]\nregions = ["cn-north-1"]\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    Path("keyturn.toml").write_text(TOML)
    for name in ("dana", "ana", "bo"):
        assert main(("key", "new", f"{name}.key")) == 0
        assert main(("person", "add", name, "--group", "sre", "--public-key", f"{name}.key.pub")) == 0
    return tmp_path


def signed(name: str) -> int:
    return main(("seal", "--as", name, "--key", f"{name}.key"))


def test_with_policies_that_no_gate_ever_started_with(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("keyturn.toml").write_text(TOML + "[approvals]\npeople = 3\n")

    assert [signed(name) for name in ("dana", "ana", "bo")] == [0, 0, 0]

    assert "for you to keep" in capsys.readouterr().out
    assert main(("charter",)) == 0
    assert "of sre, founding reviewer" in capsys.readouterr().out
    assert main(("log", "verify", "data")) == 0


def test_whoever_edits_the_file_between_two_signatures_begins_anew(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert signed("dana") == 0
    Path("keyturn.toml").write_text(TOML + '[approvals]\nexpires = "12h"\n')

    assert signed("ana") == 0
    assert "dana signed before people or configuration changed" in capsys.readouterr().out
    assert signed("bo") == 0
    assert "still to sign: dana" in capsys.readouterr().out
    assert signed("dana") == 0
    assert "sealed. The root" in capsys.readouterr().out


def test_nothing_else_changes_a_gate_that_was_sealed_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("dana", "ana", "bo"):
        assert signed(name) == 0
    main(("key", "new", "eve.key"))

    assert main(("person", "add", "eve", "--group", "sre", "--public-key", "eve.key.pub")) == 1
    assert main(("person", "disable", "bo")) == 1
    capsys.readouterr()
    Path("keyturn.toml").write_text(TOML + '[approvals]\nexpires = "12h"\npeople = 3\n')
    assert main(("charter",)) == 0
    assert "expires" not in capsys.readouterr().out
