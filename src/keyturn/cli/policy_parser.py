"""The arguments of `keyturn policy` and of what belongs to it."""

import argparse
from collections.abc import Callable
from typing import Any, Final

DOES: Final = "policies as code: check, try and compare them, and propose others"

_Add = Callable[..., argparse.ArgumentParser]


def add_policy(group: Any, command: _Add) -> None:  # noqa: ANN401 - argparse has no public name for it
    """Add the commands of `keyturn policy` to its group."""
    show = command(
        group, "show", "print policies: those of the configuration, or a bundle that the log holds", "policy:show",
        "keyturn policy show > policies.cedar",
    )  # fmt: skip
    show.add_argument("version", metavar="VERSION", nargs="?", help="a bundle of the log, whole or its first digits")
    _log(show)
    check = command(
        group, "check", "say whether policies are sound, and prove that production takes the people it should",
        "policy:check", "keyturn policy check policies.cedar", json=True,
    )  # fmt: skip
    check.add_argument("file", metavar="FILE", nargs="?", help="a file of policies (default: the configuration's)")
    test = command(
        group, "test", "try policies on decision vectors, which say what you expect of them", "policy_test:test",
        "keyturn policy test decisions.toml --policies policies.cedar", json=True,
    )  # fmt: skip
    test.add_argument("path", metavar="PATH", nargs="?", help="a .toml or .json file, or a folder of them")
    test.add_argument("--policies", metavar="FILE", help="a file of policies (default: the configuration's)")
    test.add_argument("--example", action="store_true", help="print vectors to begin with, and try nothing")
    diff = command(
        group, "diff", "compare two texts of policies, and say which past decisions would change", "policy_diff:diff",
        "keyturn policy diff policies.cedar new.cedar --log evidence.sqlite", json=True,
    )  # fmt: skip
    diff.add_argument("old", metavar="OLD", help="a file of policies, or `-` for the configuration's")
    diff.add_argument("new", metavar="NEW", help="a file of policies, or `-` for the configuration's")
    _log(diff)
    propose = command(
        group, "propose", "propose policies to the others, once the gate is sealed", "policy:propose",
        "keyturn policy propose policies.cedar --as ana --key ~/ana.key --intent 'owners see deletions'", json=True,
    )  # fmt: skip
    propose.add_argument("file", metavar="FILE", help="the policies, all of them")
    propose.add_argument("--as", dest="person", metavar="PERSON", required=True, help="who you are, as enrolled")
    propose.add_argument("--key", metavar="FILE", required=True, help="your private key")
    propose.add_argument("--intent", metavar="WHY", default="", help="why, in your words: the others read it")


def _log(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--log", metavar="PATH", help="a data folder or store file (default: the configured one, where it is needed)"
    )
