"""`keyturn policy`: what it says of policies, what scripts read, and its exit codes."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from keyturn.adapters.bundles import default_bundle
from keyturn.cli.main import main
from keyturn.testing.house import House
from tests.auditing import tell

DEFAULT = default_bundle("sre", 2)
OPEN = DEFAULT.policies.replace(
    '!= Keyturn::Environment::"development"', '!= Keyturn::Environment::"development" && context.operation != "PutItem"'
)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def run(*words: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = main(("policy", *words))
    return code, capsys.readouterr().out


def told(*words: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    code, text = run(*words, "--json", capsys=capsys)
    return code, json.loads(text)


def written(name: str, text: str) -> str:
    Path(name).write_text(text)
    return name


def stored(house: House, path: Path) -> Path:
    """The house's log as a store file, in the tables that docs/reference/log-format.md names."""
    with sqlite3.connect(path) as store:
        store.execute("CREATE TABLE entries (seq INTEGER PRIMARY KEY, leaf BLOB)")
        store.execute("CREATE TABLE payloads (seq INTEGER PRIMARY KEY, salt BLOB, payload BLOB)")
        store.execute("CREATE TABLE checkpoints (size INTEGER PRIMARY KEY, note TEXT)")
        store.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT)")
        for entry in house.log.entries:
            store.execute("INSERT INTO entries VALUES (?, ?)", (entry.seq, entry.leaf))
            store.execute("INSERT INTO payloads VALUES (?, ?, ?)", (entry.seq, entry.salt, entry.payload))
    return path


def test_the_policies_of_the_configuration_are_shown_as_they_decide(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("show", capsys=capsys) == (0, DEFAULT.policies)


def test_what_keyturn_does_by_itself_is_proved(capsys: pytest.CaptureFixture[str]) -> None:
    code, found = told("check", capsys=capsys)

    assert (code, found["sound"], found["failed"], found["lowered"]) == (0, True, [], [])
    assert found["bundle"] == DEFAULT.version
    assert {one["act"] for one in found["proved"] if one["people"] >= 2} == {
        *("create", "modify", "delete", "permission", "execute", "unknown")
    }
    assert found["cases"] > 100
    assert f"tried     {found['cases']} cases" in run("check", capsys=capsys)[1]


def test_a_way_past_is_said_and_confirmed_by_cedar_itself(capsys: pytest.CaptureFixture[str]) -> None:
    code, text = run("check", written("open.cedar", OPEN), capsys=capsys)

    assert code == 1
    assert "fails     delete in `production` passes with nobody's approval, where two people must be" in text
    assert text.count("Cedar itself permits it") == 3
    code, found = told("check", "open.cedar", capsys=capsys)
    assert (code, found["sound"]) == (1, False)
    assert {(one["act"], one["passes_with"]) for one in found["failed"]} == {
        ("create", 0),
        ("modify", 0),
        ("delete", 0),
    }


def test_what_is_not_sound_is_not_proved_either(capsys: pytest.CaptureFixture[str]) -> None:
    text = DEFAULT.policies.replace("people >= 2", "people >= 1")
    code, found = told("check", written("unsound.cedar", text), capsys=capsys)

    assert (code, found["proved"], found["cases"]) == (1, [], 0)
    assert {one["policy"] for one in found["findings"]} == {"production-change", "delegation-everywhere"}


def test_what_is_lowered_is_named_and_the_rest_is_proved(capsys: pytest.CaptureFixture[str]) -> None:
    written("keyturn.toml", '[autonomy.production]\nmodify = "one approval"\n"dynamodb:PutItem" = "alone"\n')
    code, text = run("check", capsys=capsys)

    assert code == 0
    assert "lowered   production modify is lowered to 1 of sre" in text
    assert "modify in every environment that has no levels of its own, but `development`: at least 1 person" in text


def test_an_operation_that_there_is_not_is_a_finding(capsys: pytest.CaptureFixture[str]) -> None:
    written("keyturn.toml", '[autonomy.production]\n"dynamodb:PutItems" = "never"\n')

    assert "is no operation" in run("check", capsys=capsys)[1]


def test_the_vectors_that_are_shipped_hold(capsys: pytest.CaptureFixture[str]) -> None:
    code, text = run("test", "--example", capsys=capsys)
    assert code == 0
    written("decisions.toml", text)

    code, found = told("test", "decisions.toml", capsys=capsys)
    assert (code, found["failed"]) == (0, 0)
    assert found["tried"] == len(found["vectors"]) > 10


def test_vectors_that_are_not_met_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    written("open.cedar", OPEN)
    Path("vectors").mkdir()
    vector = {"name": "a put waits", "operation": "dynamodb:PutItem", "expect": "needs 2 of sre"}
    written("vectors/one.json", json.dumps({"decision": [vector]}))

    assert run("test", "vectors", capsys=capsys)[0] == 0
    code, text = run("test", "vectors", "--policies", "open.cedar", capsys=capsys)
    assert code == 1
    assert "`a put waits` expects needs 2 of sre, and it is permit by `people-sponsor`, `work-in-scope`" in text


@pytest.mark.parametrize(
    "text",
    [
        *("", "x", "[[decisions]]\n", "decision = 1\n", "[[decision]]\n", '[[decision]]\nname = "x"\n'),
        '[[decision]]\nname = "x"\neffect = "delete"\nexpect = "maybe"\n',
        '[[decision]]\nname = "x"\neffect = "destroy"\nexpect = "permit"\n',
        '[[decision]]\nname = "x"\neffect = "delete"\nexpect = "needs 0 of sre"\n',
        '[[decision]]\nname = "x"\noperation = "s3:DeleteBuckets"\nexpect = "permit"\n',
        '[[decision]]\nname = "x"\neffect = "delete"\nexpect = "permit"\nenviroment = "production"\n',
        '[[decision]]\nname = "x"\neffect = "delete"\nexpect = "permit"\nlocal = true\n',
        '[[vote]]\nname = "x"\nperson = ["bo"]\nexpect = "permit"\n',
    ],
)
def test_vectors_that_cannot_be_read_are_never_met(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(("policy", "test", written("bad.toml", text))) in (1, 2)


def test_a_log_says_which_past_decisions_would_change(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tell(house)
    log = stored(house, tmp_path / "evidence.sqlite")
    written("open.cedar", OPEN.replace("PutItem", "DeleteTable"))

    code, found = told("diff", "-", "open.cedar", "--log", str(log), capsys=capsys)

    assert (code, found["unread"]) == (0, 0)
    assert found["asked"] == 6
    assert [(one["call"], one["before"], one["after"], one["times"]) for one in found["changed"]] == [
        ("dynamodb:DeleteTable", "needs 2 of sre", "permit", 3)
    ]
    text = run("diff", "-", "open.cedar", "--log", str(log), capsys=capsys)[1]
    assert "6 past calls asked again, 3 would be answered otherwise" in text
    assert '+when { resource != Keyturn::Environment::"development" && context.operation != "DeleteTable" }' in text


def test_the_same_policies_change_nothing(house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tell(house)
    log = stored(house, tmp_path / "evidence.sqlite")

    code, found = told("diff", "-", written("same.cedar", DEFAULT.policies), "--log", str(log), capsys=capsys)

    assert (code, found["diff"], found["changed"]) == (0, [], [])


def test_a_bundle_of_the_log_is_shown_by_its_first_digits(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = str(stored(house, tmp_path / "evidence.sqlite"))

    assert run("show", DEFAULT.version[:12], "--log", log, capsys=capsys) == (0, DEFAULT.policies)
    assert main(("policy", "show", "ffff", "--log", log)) == 2
    assert "names 0 bundles of this log" in capsys.readouterr().err


def test_what_is_below_the_floor_is_not_even_proposed(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("policy", "propose", written("open.cedar", OPEN), "--as", "ana", "--key", "ana.key")

    assert main(words) == 1
    assert "delete in `production` passes with nobody's approval" in capsys.readouterr().err
