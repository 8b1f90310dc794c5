"""What scripts rely on: exit codes, one line of error, and help with an example."""

import argparse
from pathlib import Path

import pytest

from keyturn.cli.control import Answered, NotRunning
from keyturn.cli.main import exit_code, main
from keyturn.cli.overview import GROUPS
from keyturn.cli.parser import build
from keyturn.cli.terminal import Printer, table
from keyturn.config import SECTIONS, BadConfig, environments
from keyturn.console.review import NotWhatItSays
from keyturn.errors import Malformed, OurError

DOCS = Path(__file__).parents[2] / "docs"
COMMANDS = (
    *(
        "up",
        "demo",
        "doctor",
        "setup",
        "seal",
        "charter",
        "completion",
        "key new",
        "person add",
        "person disable",
        "person list",
    ),
    *("person groups", "person key add", "person key revoke", "person key restore", "person key suspend"),
    *("propose configuration", "propose log-keys", "log next-key", "log rotate"),
    *("policy show", "policy check", "policy test", "policy diff", "policy propose"),
    *(
        "session open",
        "session list",
        "session revoke",
        "run",
        "inbox",
        "show",
        "approve",
        "reject",
        "withdraw",
        "wait",
    ),
    *("log verify", "log export", "log show"),
)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main((*command.split(), "--help"))

    assert left.value.code == 0
    assert "Example:\n  " in (said := capsys.readouterr().out)
    assert f"keyturn {command}" in said


def test_the_overview_shows_every_command_once_under_what_it_is_for() -> None:
    shown = [name for names in GROUPS.values() for name in names]
    commands = next(action for action in build()._actions if isinstance(action, argparse._SubParsersAction))
    assert sorted(shown) == sorted(commands.choices)
    lines = [line.split()[0] for line in build().format_help().splitlines() if line.startswith("  ") and line.split()]
    assert [name for name in shown if lines.count(name) < 1] == []


@pytest.mark.parametrize("command", ["reconcile", "postmortem"])
def test_a_command_of_a_later_version_is_no_command(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main((command,))

    assert left.value.code == 2
    assert capsys.readouterr().err.startswith("keyturn: ")


def test_used_wrongly_exits_2_and_says_where_help_is(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(("approve", "C-7Q2M9K8"))

    assert left.value.code == 2
    assert capsys.readouterr().err.endswith("Try `keyturn approve --help`.\n")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Answered("x", "no", "caller"), 1),
        (Answered("x", "no", "policy"), 1),
        (Answered("x", "broken", "ours"), 3),
        (Answered("x", "gone", "upstream"), 3),
        (NotWhatItSays("x"), 1),
        (BadConfig("x"), 2),
        (Malformed("duration", "x"), 2),
        (NotRunning("x"), 3),
        (OurError("x"), 3),
    ],
)
def test_the_exit_code_says_whose_turn_it_is(error: Exception, code: int) -> None:
    assert exit_code(error) == code  # type: ignore[arg-type]  # all of them are ours


def test_a_broken_configuration_is_one_line_and_exit_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("keyturn.toml").write_text("[gatway]\n")

    assert main(("inbox",)) == 2
    assert capsys.readouterr().err == ("keyturn: `keyturn.toml` has an unknown key `gatway`: did you mean `gateway`?\n")


def test_a_named_configuration_must_be_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(("inbox", "--config", str(tmp_path / "other.toml"))) == 2
    assert "is not there" in capsys.readouterr().err


def test_a_configuration_with_a_secret_that_others_can_read_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "keyturn.toml"
    file.write_text("[aws]\naccess_key_id = 'AKIDEXAMPLE'\nsecret_access_key = 'hush-hush-hush'\n")
    file.chmod(0o644)

    assert main(("inbox", "--config", str(file))) == 2
    said = capsys.readouterr().err
    assert f"chmod 600 {file}" in said
    assert "hush" not in said


def test_colours_are_for_terminals_and_no_color_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal:
        encoding = "utf-8"

        def isatty(self) -> bool:
            return True

    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert Printer(Terminal()).paint("bad", "no") == "\x1b[31mno\x1b[0m"  # type: ignore[arg-type]  # all it asks for

    monkeypatch.setenv("NO_COLOR", "1")
    assert Printer(Terminal()).paint("bad", "no") == "no"  # type: ignore[arg-type]  # all it asks for


def test_columns_line_up() -> None:
    assert table(("a", "b"), [("long", "x"), ("s", "yy")]) == ["a     b", "long  x", "s     yy"]


def test_completion_is_printed_for_the_shells_people_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(("completion", "bash")) == 0

    assert "keyturn" in capsys.readouterr().out
    assert build().prog == "keyturn"


def options(command: str) -> set[str]:
    """The long options of one command."""
    parser = build()
    for word in command.split():
        (commands,) = (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
        parser = commands.choices[word]
    return {name for action in parser._actions for name in action.option_strings if name.startswith("--")}


@pytest.mark.parametrize("command", COMMANDS)
def test_the_reference_names_every_command_with_every_option(command: str) -> None:
    reference = (DOCS / "reference" / "cli.md").read_text()

    (line,) = (line for line in reference.splitlines() if line.startswith(f"| `keyturn {command}"))
    if command == "run":
        line += next(line for line in reference.splitlines() if line.startswith("| `keyturn session open"))
    ours = options(command) - {"--help", "--config"} - ({"--as", "--key"} if command == "seal" else set())
    assert {name for name in ours if name not in line} == set()


def test_the_reference_names_every_key_of_the_configuration() -> None:
    reference = (DOCS / "reference" / "configuration.md").read_text()

    for section, keys in {**SECTIONS, "environments.NAME": environments.KEYS}.items():
        assert f"[{section}" in reference
        assert {key for key in keys if f"`{key}`" not in reference and f"`{section}.{key}`" not in reference} == set()
