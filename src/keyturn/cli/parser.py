"""Every command and its arguments. Nothing here does anything: a command is named by the module and function that does.

`keyturn.cli.main` imports that module when the command runs, so that each start costs only what it needs.
"""

import argparse
from collections.abc import Sequence
from typing import Final

from keyturn import __version__
from keyturn.cli import bounds_parser, gate_parser, orders_parser, policy_parser, prove_parser
from keyturn.cli.overview import overview
from keyturn.demo.main import add_arguments as add_demo_arguments

KINDS: Final = ("investigate", "fix", "feature", "scale", "teardown", "emergency")
ISOLATIONS: Final = ("none", "user", "sandbox")

_EXITS: Final = "Exit codes: 0 done, 1 refused or found, 2 used wrongly, 3 the world failed."


class _Parser(argparse.ArgumentParser):
    """argparse, with our way of saying what is wrong and what to do next."""

    def error(self, message: str) -> None:  # type: ignore[override]  # it never returns, as the original
        self.exit(2, f"keyturn: {message}\nTry `{self.prog} --help`.\n")


class _Whole(_Parser):
    """The whole command line: its help shows the commands under what they are for."""

    commands: "_Commands[_Parser]"

    def format_help(self) -> str:
        """Return the overview."""
        options = (action for action in self._actions if action.option_strings)
        return overview(self, self.commands._choices_actions, options)  # noqa: SLF001 - as `_Commands` below


def build() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    parser = _Whole(
        prog="keyturn",
        description="Stands between AI agents and production: agents propose, two people turn their keys.",
        epilog=f"`keyturn COMMAND --help` shows an example of each. {_EXITS}",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"keyturn {__version__}")
    commands = parser.commands = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=_Parser)
    _gateway(commands)
    _people(commands)
    _sessions(commands)
    _changes(commands)
    _explain(commands)
    _evidence(commands)
    bounds_parser.add_emergency(_group(commands, "emergency", bounds_parser.EMERGENCY), _command)
    bounds_parser.add_envelope(_group(commands, "envelope", bounds_parser.ENVELOPE), _command)
    policy_parser.add_policy(_group(commands, "policy", policy_parser.DOES), _command)
    prove_parser.add_prove(_group(commands, "prove", prove_parser.DOES), _command)
    return parser


_Commands = argparse._SubParsersAction  # noqa: SLF001 - argparse has no public name for what add_subparsers returns


def _command(
    commands: "_Commands[_Parser]",
    name: str,
    does: str,
    run: str,
    example: str,
    *,
    json: bool = False,
    config: bool = True,
) -> _Parser:
    """Add one command: `run` is `module:function` below keyturn.cli."""
    made: _Parser = commands.add_parser(
        name,
        help=does,
        description=f"{does[0].upper()}{does[1:]}.",
        epilog=f"Example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    made.set_defaults(run=run, json=False, config=None)
    if config:
        made.add_argument("--config", metavar="FILE", help="the configuration file (default: ./keyturn.toml)")
    if json:
        made.add_argument("--json", action="store_true", help="print one JSON document")
    return made


def _group(commands: "_Commands[_Parser]", name: str, does: str) -> "_Commands[_Parser]":
    made: _Parser = commands.add_parser(
        name, help=does, description=f"{does[0].upper()}{does[1:]}.", allow_abbrev=False
    )
    return made.add_subparsers(metavar="COMMAND", required=True, parser_class=_Parser)


def _signer(command: _Parser) -> None:
    command.add_argument("--as", dest="person", metavar="PERSON", required=True, help="who you are, as enrolled")
    command.add_argument("--key", metavar="FILE", required=True, help="your private key")


def _gateway(commands: "_Commands[_Parser]") -> None:
    _command(commands, "up", "run the gateway and the console", "up:up", "keyturn up --config keyturn.toml")
    demo = _command(
        commands,
        "demo",
        "replay the incident on a simulated AWS, without and with Keyturn",
        "up:demo",
        "keyturn demo",
        config=False,
    )
    add_demo_arguments(demo)
    _command(
        commands,
        "doctor",
        "say what is misconfigured, and how to mend it",
        "doctor:doctor",
        "keyturn doctor",
        json=True,
    )
    configuration = _command(
        commands, "configuration", "print what people approved of keyturn.toml", "configuration:configuration",
        "keyturn configuration --check", json=True,
    )  # fmt: skip
    configuration.add_argument("--check", action="store_true", help="say what differs here instead; 1 if anything does")
    _command(
        _group(commands, "webhook", "the programs that are told what happens"),
        "test",
        "tell each of them that this is a test",
        "webhooks:test",
        "keyturn webhook test",
        json=True,
    )
    setup = _command(
        commands,
        "setup",
        "print a document that gives an AWS account the gateway's identity and role, and guards them",
        "setup:setup",
        "keyturn setup cloudformation > keyturn.yaml",
        config=False,
    )
    setup.add_argument(
        "document",
        choices=("cloudformation", "terraform", "scp"),
        help="identity and role as a CloudFormation template or as Terraform; scp: an example that keeps others out",
    )
    clock = _command(
        commands,
        "clock",
        "show whether production is held for the gateway's clock; with `accept`, take what it says as the time",
        "clock:clock",
        "keyturn clock accept --as ana --key ~/ana.key",
        json=True,
    )
    clock.add_argument("what", nargs="?", choices=("accept",), help="sign that the clock is right; it takes two people")
    clock.add_argument("--as", dest="person", metavar="PERSON", help="who you are, as enrolled")
    clock.add_argument("--key", metavar="FILE", help="your private key")
    bounds_parser.add_freeze(commands, _command)
    completion = _command(
        commands,
        "completion",
        "print completion for a shell",
        "up:completion",
        "keyturn completion bash > ~/.local/share/bash-completion/completions/keyturn",
        config=False,
    )
    completion.add_argument("shell", choices=("bash", "zsh", "tcsh"), help="which shell")


def _people(commands: "_Commands[_Parser]") -> None:
    key = _group(commands, "key", "keys of people")
    new = _command(
        key, "new", "make your own key: FILE (only you can read it) and FILE.pub", "people:key_new",
        "keyturn key new ~/ana.key", json=True, config=False,
    )  # fmt: skip
    new.add_argument("file", metavar="FILE", help="where the private half goes; nothing is overwritten")
    new.add_argument("--comment", default="", help="whose key it is, written into FILE.pub")

    person = _group(commands, "person", "people who sponsor and approve")
    add = _command(
        person, "add", "enrol a person by their public key", "people:person_add",
        "keyturn person add ana --group sre --public-key ana.key.pub", json=True,
    )  # fmt: skip
    add.add_argument("name", metavar="NAME", help="what they are called from now on")
    add.add_argument(
        "--group", dest="groups", metavar="GROUP", action="append", default=[], help="may be given more than once"
    )
    how = add.add_mutually_exclusive_group(required=True)
    how.add_argument("--public-key", metavar="FILE", help="their FILE.pub, made with `keyturn key new`")
    gate_parser.may_sign(add)
    how.add_argument("--enrol", action="store_true", help="print a one-time link by which they make a passkey")
    how.add_argument("--invitation", metavar="ID", help="go on with an earlier link: propose the passkey made with it")
    disable = _command(
        person, "disable", "let a person act no more; their sessions end at once", "people:person_disable",
        "keyturn person disable ana", json=True,
    )  # fmt: skip
    disable.add_argument("name", metavar="NAME", help="who")
    gate_parser.may_sign(disable)
    gate_parser.add_people(person, _group(person, "key", "keys of enrolled people"), _command)
    propose = _group(commands, "propose", "propose calls, another keyturn.toml, or other keys of the log")
    orders_parser.add_calls(propose, _command)
    gate_parser.add_gate(commands, propose, _command)
    _command(person, "list", "list the enrolled people", "people:person_list", "keyturn person list", json=True)


def _session_options(command: _Parser) -> None:
    command.add_argument("--agent", required=True, metavar="AGENT", help="the name of the agent that will work")
    _signer(command)
    what = command.add_mutually_exclusive_group(required=True)
    what.add_argument("--task", metavar="TEXT", help="what you ask the agent to do, in your words")
    what.add_argument("--task-id", metavar="T-...", help="go on with a task of yours")
    command.add_argument("--kind", choices=KINDS, default="fix", help="what sort of errand it is (default: fix)")
    command.add_argument("--environment", metavar="NAME", help="keep the session within this environment")
    command.add_argument(
        "--scope", metavar="PATTERN", action="append", default=[], help="keep it within ARNs like this; may be repeated"
    )
    command.add_argument("--expires", metavar="TIME", default="2h", help="how long it lasts (default: 2h)")
    command.add_argument("--region", metavar="REGION", help="the region that the agent's clients begin with")
    command.add_argument(
        "--proxy",
        action="store_true",
        help="have clients ask the door as a proxy for AWS's own hosts, instead of an endpoint URL",
    )
    command.add_argument(
        "--isolation",
        choices=ISOLATIONS,
        default="none",
        help="how far you keep the agent from the gateway's files; recorded, not checked (default: none)",
    )


def _sessions(commands: "_Commands[_Parser]") -> None:
    session = _group(commands, "session", "sessions of agents")
    opened = _command(
        session, "open", "open a session for an agent; prints `export` lines", "sessions:session_open",
        'eval "$(keyturn session open --agent kiro --as ana --key ~/ana.key --task \'fix the rounding\')"', json=True,
    )  # fmt: skip
    _session_options(opened)
    _command(session, "list", "list the sessions", "sessions:session_list", "keyturn session list", json=True)
    revoke = _command(
        session, "revoke", "end a session: it counts from the next request on", "sessions:session_revoke",
        "keyturn session revoke S-7Q2M9K8XVB --as ana --key ~/ana.key", json=True,
    )  # fmt: skip
    revoke.add_argument("session", metavar="SESSION", help="the session's id")
    _signer(revoke)

    run = _command(
        commands, "run", "open a session, run an agent in it, end it", "run:run",
        "keyturn run --agent kiro --as ana --key ~/ana.key --task 'fix the rounding' -- kiro chat",
    )  # fmt: skip
    _session_options(run)
    run.add_argument(
        "command", nargs=argparse.REMAINDER, metavar="-- COMMAND ...", help="the command and its arguments"
    )


def _changes(commands: "_Commands[_Parser]") -> None:
    inbox = _command(
        commands, "inbox", "list the changes that wait", "changes:inbox", "keyturn inbox --as ana", json=True
    )
    inbox.add_argument("--as", dest="person", metavar="PERSON", help="mark what waits for you, and list it first")
    inbox.add_argument("--all", action="store_true", help="list everything that waits, oldest first (as --json does)")
    show = _command(
        commands, "show", "show what a change would do", "changes:show", "keyturn show C-7Q2M9K8X", json=True
    )
    show.add_argument("change", metavar="CHANGE", help="its id, whole or as it is printed")
    show.add_argument("--all", action="store_true", help="leave nothing out, however long")
    orders_parser.add_rollback(commands, _command)
    for name, does in (
        ("approve", "check, show and sign a change: you agree that exactly this runs"),
        ("reject", "check, show and sign: this must not run"),
    ):
        vote = _command(
            commands, name, does, f"votes:{name}", f"keyturn {name} C-7Q2M9K8X --as bo --key ~/bo.key", json=True
        )
        vote.add_argument("change", metavar="CHANGE", help="its id, whole or as it is printed")
        _signer(vote)
        vote.add_argument("--comment", default="", help="a word to the others; it is kept")
        vote.add_argument("--all", action="store_true", help="show all of it, however long")
    withdraw = _command(
        commands, "withdraw", "take back a change of a task of yours", "votes:withdraw",
        "keyturn withdraw C-7Q2M9K8X --as ana --key ~/ana.key", json=True,
    )  # fmt: skip
    withdraw.add_argument("change", metavar="CHANGE", help="its id, whole or as it is printed")
    _signer(withdraw)
    settle = _command(
        commands, "settle", "say what became of a call whose answer never came; two people who agree settle it",
        "settle:settle", "keyturn settle C-7Q2M9K8X --happened --as bo --key ~/bo.key", json=True,
    )  # fmt: skip
    settle.add_argument("change", metavar="CHANGE", help="its id, whole or as it is printed")
    word = settle.add_mutually_exclusive_group(required=True)
    word.add_argument("--happened", action="store_true", help="you looked: it took effect, and its change goes on")
    word.add_argument("--did-not-happen", action="store_true", help="you looked: it did not, and its change has failed")
    settle.add_argument("--action", metavar="N", type=_count, help="which action, if more than one is in doubt")
    settle.add_argument("--comment", default="", help="a word to the others; it is kept")
    settle.add_argument("--all", action="store_true", help="show all of it, however long")
    _signer(settle)
    wait = _command(
        commands, "wait", "wait until a change is approved (0) or closed otherwise (1)", "changes:wait",
        "keyturn wait C-7Q2M9K8X --timeout 30m && ./retry.sh", json=True,
    )  # fmt: skip
    wait.add_argument("change", metavar="CHANGE", help="its id, whole or as it is printed")
    wait.add_argument("--timeout", metavar="TIME", help="give up after this long (exit 1)")


def _explain(commands: "_Commands[_Parser]") -> None:
    explain = _command(
        commands, "explain", "say what a command would do and what would be decided; touches nothing",
        "explain:explain", "keyturn explain -- aws s3 rm s3://costs/2026.csv", json=True,
    )  # fmt: skip
    explain.add_argument("--jsonl", action="store_true", help="read a JSON object a line and answer one a line")
    explain.add_argument(
        "--environment", metavar="NAME", help="where it would happen; one that is not known is production"
    )
    explain.add_argument(
        "command", nargs=argparse.REMAINDER, metavar="-- COMMAND ...", help="an `aws` command and its arguments"
    )


def _evidence(commands: "_Commands[_Parser]") -> None:
    log = _group(commands, "log", "the evidence")
    verify = _command(
        log, "verify", "check a log: live, stopped, or a copy; read-only", "logs:verify",
        "keyturn log verify copy/ --key 'keyturn/...+...' --seen checkpoint.txt", json=True,
    )  # fmt: skip
    verify.add_argument(
        "path", metavar="PATH", nargs="?", help="the data folder or store file (default: the configured one)"
    )
    verify.add_argument("--key", metavar="VKEY", help="the log's verifier key as you noted it elsewhere")
    verify.add_argument(
        "--seen",
        metavar="CHECKPOINT",
        action="append",
        default=[],
        help="a file with a checkpoint kept elsewhere; may be repeated",
    )
    verify.add_argument(
        "--root", metavar="DIGEST", help="the root that `keyturn seal` printed, as the founders keep it"
    )
    export = _command(
        log, "export", "copy the log into a file that can be verified elsewhere", "logs:export",
        "keyturn log export evidence.sqlite",
    )  # fmt: skip
    export.add_argument("file", metavar="FILE", help="where to; nothing is overwritten")
    export.add_argument("--path", metavar="PATH", help="the data folder or store file (default: the configured one)")
    _command(
        log, "next-key", "make the key that is to sign the log next, and print its verifier key", "logs:next_key",
        "keyturn log next-key", json=True,
    )  # fmt: skip
    _command(
        log, "rotate", "have the next key sign the log from here on, once people approved it", "logs:rotate",
        "keyturn log rotate", json=True,
    )  # fmt: skip
    show = _command(log, "show", "show the entries", "logs:show", "keyturn log show --last 20", json=True)
    show.add_argument(
        "path", metavar="PATH", nargs="?", help="the data folder or store file (default: the configured one)"
    )
    show.add_argument(
        "--last", metavar="N", type=_count, default=50, help="how many, counted from the end (default: 50)"
    )
    show.add_argument("--change", metavar="CHANGE", help="only what is about this change")


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= len(text) <= 9:
        raise argparse.ArgumentTypeError(f"`{text[:20]}` is not a whole number")
    return int(text)


def names(arguments: Sequence[str]) -> argparse.Namespace:
    """Parse `arguments`; exits with 2 where they are wrong."""
    return build().parse_args(arguments)
