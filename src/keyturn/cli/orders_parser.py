"""The arguments of the commands by which people have the gateway itself send calls."""

import argparse
from collections.abc import Callable
from typing import Any

from keyturn.cli.gate_parser import must_sign

_Add = Callable[..., argparse.ArgumentParser]


def add_rollback(commands: Any, command: _Add) -> None:  # noqa: ANN401 - argparse has no public name for a group
    """Add `rollback` and `execute`."""
    rollback = command(
        commands, "rollback", "say what would undo a change; with --as, propose it as one new change",
        "rollback:rollback", "keyturn rollback C-7Q2M9K8X --as cy --key ~/cy.key --intent 'the totals are wrong'",
        json=True,
    )  # fmt: skip
    rollback.add_argument("change", metavar="CHANGE", help="its id, whole or as it is printed")
    rollback.add_argument("--as", dest="person", metavar="PERSON", help="who you are: with it, this is a proposal")
    rollback.add_argument("--key", metavar="FILE", help="your private key")
    rollback.add_argument("--intent", metavar="WHY", default="", help="why, in your words: the others read it")
    _may_execute(rollback)
    execute = command(
        commands, "execute", "have the gateway send the calls of an approved change that was proposed to it",
        "rollback:execute", "keyturn execute C-7Q2M9K8X --as cy --key ~/cy.key", json=True,
    )  # fmt: skip
    execute.add_argument("change", metavar="CHANGE", help="its id, whole or as it is printed")
    must_sign(execute, intent=False)
    execute.add_argument("--wait", action="store_true", help="wait until it is approved")


def add_calls(propose: Any, command: _Add) -> None:  # noqa: ANN401 - as above
    """Add `propose calls`."""
    calls = command(
        propose, "calls", "propose calls in their order, as one change that the gateway itself sends",
        "rollback:propose_calls",
        "keyturn propose calls calls.json --as cy --key ~/cy.key --intent 'the queue keeps too little'", json=True,
    )  # fmt: skip
    calls.add_argument(
        "file", metavar="FILE", help="a JSON list of objects with service, operation, region and parameters"
    )
    must_sign(calls, intent=False)
    calls.add_argument("--intent", metavar="WHY", required=True, help="why, in your words: the others read it")
    _may_execute(calls)


def _may_execute(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--kind", choices=("fix", "emergency"), default="fix", help="what sort of errand it is (default: fix)"
    )
    command.add_argument(
        "--execute", action="store_true", help="stay, and have it sent as soon as enough people have approved"
    )
