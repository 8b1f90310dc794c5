"""The arguments of the commands by which people seal the gate and change it together."""

import argparse
from collections.abc import Callable
from typing import Any

_Add = Callable[..., argparse.ArgumentParser]


def may_sign(command: argparse.ArgumentParser) -> None:
    """Let a command be signed: on a sealed gate it is a proposal."""
    command.add_argument("--as", dest="person", metavar="PERSON", help="who you are: once sealed, this is a proposal")
    command.add_argument("--key", metavar="FILE", help="your private key, once the gate is sealed")
    command.add_argument("--intent", metavar="WHY", default="", help="why, in your words: the others read it")


def must_sign(command: argparse.ArgumentParser, *, intent: bool = True) -> None:
    """Have a command signed; with `intent` it says why."""
    command.add_argument("--as", dest="person", metavar="PERSON", required=True, help="who you are, as enrolled")
    command.add_argument("--key", metavar="FILE", required=True, help="your private key")
    if intent:
        command.add_argument("--intent", metavar="WHY", default="", help="why, in your words: the others read it")


def add_people(person: Any, keys: Any, command: _Add) -> None:  # noqa: ANN401 - argparse has no public name for a group
    """Add what changes people of a sealed gate, and their keys."""
    regroup = command(
        person, "groups", "propose that a person be of these groups, and no others", "gatekeeping:person_groups",
        "keyturn person groups ana --group sre --as bo --key ~/bo.key --intent 'ana joins sre'", json=True,
    )  # fmt: skip
    regroup.add_argument("name", metavar="NAME", help="who")
    regroup.add_argument(
        "--group", dest="groups", metavar="GROUP", action="append", required=True, help="may be given more than once"
    )
    must_sign(regroup)
    add = command(
        keys, "add", "propose another key of a person", "gatekeeping:key_add",
        "keyturn person key add ana --public-key ana2.key.pub --as bo --key ~/bo.key", json=True,
    )  # fmt: skip
    add.add_argument("name", metavar="NAME", help="whose")
    add.add_argument("--public-key", metavar="FILE", required=True, help="their FILE.pub, made with `keyturn key new`")
    must_sign(add)
    for name, does in (
        ("revoke", "propose that a key of a person never signs again"),
        ("restore", "propose that a suspended key signs again"),
    ):
        one = command(
            keys, name, does, f"gatekeeping:key_{name}",
            f"keyturn person key {name} ana 5ee1f0... --as bo --key ~/bo.key", json=True,
        )  # fmt: skip
        one.add_argument("name", metavar="NAME", help="whose")
        one.add_argument("id", metavar="KEY", help="the id of the key: see `keyturn person list`")
        must_sign(one)
    suspend = command(
        keys, "suspend", "suspend a key of your own at once: lost, or stolen", "gatekeeping:key_suspend",
        "keyturn person key suspend --as ana --key ~/ana.key", json=True,
    )  # fmt: skip
    suspend.add_argument("id", metavar="KEY", nargs="?", help="the id of the key (default: the one you sign with)")
    must_sign(suspend, intent=False)


def add_gate(commands: Any, propose: Any, command: _Add) -> None:  # noqa: ANN401 - as above
    """Add sealing, looking at what is guarded, and proposals of what decides."""
    seal = command(
        commands, "seal", "end setting up: every founding reviewer signs, and from then on two people change the gate",
        "gatekeeping:seal", "keyturn seal --as ana --key ~/ana.key", json=True,
    )  # fmt: skip
    must_sign(seal, intent=False)
    command(
        commands, "charter", "show what two people guard, and its digest", "gatekeeping:charter", "keyturn charter",
        json=True,
    )  # fmt: skip
    configuration = command(
        propose, "configuration", "propose another keyturn.toml: all of it but addresses, paths and secrets",
        "gatekeeping:propose_configuration",
        "keyturn propose configuration new.toml --as ana --key ~/ana.key --intent 'a third reviewer'", json=True,
    )  # fmt: skip
    configuration.add_argument("file", metavar="FILE", help="the whole file as it is to be")
    must_sign(configuration)
    log_keys = command(
        propose, "log-keys", "propose which keys may sign the log", "gatekeeping:propose_log_keys",
        "keyturn propose log-keys 'keyturn.log/...' 'keyturn.log/...' --as ana --key ~/ana.key", json=True,
    )  # fmt: skip
    log_keys.add_argument("keys", metavar="VKEY", nargs="+", help="every verifier key that is to count")
    must_sign(log_keys)
