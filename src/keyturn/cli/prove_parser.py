"""The arguments of `keyturn prove` and of what belongs to it."""

import argparse
from collections.abc import Callable, Sequence
from typing import Any, Final

DOES: Final = "prove that nobody can go round the gateway, or show who can and how"
WORDS: Final = ("account", "collect", "check", "mend", "roles", "catalogue")

_Add = Callable[..., argparse.ArgumentParser]


def words(argv: Sequence[str]) -> list[str]:
    """`keyturn prove BUNDLE.json ...` is short for `keyturn prove account BUNDLE.json ...`."""
    given = list(argv)
    if given[:1] == ["prove"] and len(given) > 1 and given[1] not in (*WORDS, "-h", "--help"):
        given.insert(1, "account")
    return given


def add_prove(group: Any, command: _Add) -> None:  # noqa: ANN401 - argparse has no public name for it
    """Add the commands of `keyturn prove` to its group."""
    account = command(
        group, "account", "answer for a bundle (the word may be left out)", "prove:prove",
        "keyturn prove BUNDLE.json --protected 'rds:DeleteDBInstance=arn:aws:rds:*:*:db:prod-*' "
        "--gateway-role arn:aws:iam::123456789012:role/keyturn-gateway", json=True,
    )  # fmt: skip
    _question(account)
    account.add_argument("--sarif", metavar="FILE", help="write the findings as SARIF 2.1.0 too")
    account.add_argument("--certificate", metavar="FILE", help="write what `keyturn prove check` checks")
    collect = command(
        group, "collect", "read from the account what a proof is about, with calls that change nothing",
        "prove_collect:collect", "keyturn prove collect account.json --region eu-west-1",
    )  # fmt: skip
    collect.add_argument("bundle", metavar="BUNDLE.json", help="where to; nothing is overwritten")
    collect.add_argument(
        "--region", metavar="REGION", action="append", default=[],
        help="where to look; may be repeated (default: the regions of the configured environments)",
    )  # fmt: skip
    collect.add_argument(
        "--no-usage", action="store_true",
        help="leave out what each role and user last used, a report of IAM for each of them",
    )  # fmt: skip
    check = command(
        group, "check", "check a certificate with none of the code that made it", "prove_check:check",
        "keyturn prove check CERTIFICATE.json BUNDLE.json", json=True, config=False,
    )  # fmt: skip
    check.add_argument("certificate", metavar="CERTIFICATE.json", help="what `keyturn prove --certificate` wrote")
    check.add_argument("bundle", metavar="BUNDLE.json", help="the bundle that it is about")
    mend = command(
        group, "mend", "show the smallest edit that closes the paths, proved before it is shown", "prove_mend:mend",
        "keyturn prove mend account.json --gateway-role arn:aws:iam::123456789012:role/keyturn-gateway", json=True,
    )  # fmt: skip
    _question(mend)
    mend.add_argument(
        "--kind", action="append", choices=("trust", "scp", "boundary"),
        help="what to edit; may be repeated, in the order to be tried (default: trust, scp, boundary)",
    )  # fmt: skip
    roles = command(
        group, "roles", "rank those who may do more on protected things than they ever did", "prove_roles:roles",
        "keyturn prove roles account.json --log /var/lib/keyturn", json=True,
    )  # fmt: skip
    _question(roles)
    roles.add_argument(
        "--log", metavar="PATH", action="append", default=[],
        help="a gate's log, live or a copy: what its role did; verified first, may be repeated",
    )  # fmt: skip
    roles.add_argument("--key", metavar="VKEY", help="the log's verifier key, as you kept it elsewhere")
    roles.add_argument(
        "--used", metavar="FILE",
        help="an object: each ARN to the list of actions that it used, or to IAM's report",
    )  # fmt: skip
    roles.add_argument("--sarif", metavar="FILE", help="write the findings as SARIF 2.1.0 too")
    catalogue = command(
        group, "catalogue", "list the rules and the published techniques that they cover",
        "prove_catalogue:catalogue",
        "keyturn prove catalogue", json=True, config=False,
    )  # fmt: skip
    catalogue.add_argument("--misses", action="store_true", help="list only the techniques that no rule covers")


def _question(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "bundle", metavar="BUNDLE.json", help="what `keyturn prove collect` or get-account-authorization-details wrote"
    )
    command.add_argument(
        "--protected", metavar="ACTION=ARN-PATTERN", action="append", default=[],
        help="what nobody else may do; may be repeated (default: all deletes, permissions, delegations in production)",
    )  # fmt: skip
    command.add_argument("--gateway-role", metavar="ARN", help="the role that the gateway acts as")
    command.add_argument(
        "--accepted", metavar="ARN-PATTERN", action="append", default=[],
        help="who else is meant to pass, such as a pipeline's role; may be repeated",
    )  # fmt: skip
    command.add_argument(
        "--effort", metavar="STEPS", type=_steps,
        help="how many steps to weigh where the answer is hard, before it is UNKNOWN (default: 3000000)",
    )  # fmt: skip


def _steps(text: str) -> int:
    """Read a number of steps. Raises ValueError, which argparse tells."""
    steps = int(text)
    if steps < 0:
        raise ValueError(text)
    return steps
