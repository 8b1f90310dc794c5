"""The arguments of `keyturn freeze`, `emergency` and `envelope`."""

import argparse
from collections.abc import Callable
from typing import Any

from keyturn.cli.gate_parser import must_sign

EMERGENCY: str = "production in an outage: one opens, another approves, two close"
ENVELOPE: str = "one approval for a bounded set of calls"

_Add = Callable[..., argparse.ArgumentParser]


def add_freeze(commands: Any, command: _Add) -> None:  # noqa: ANN401 - argparse has no public name for a group
    """Add `freeze`."""
    freeze = command(
        commands, "freeze",
        "show what is frozen; with --as, --key and --reason freeze at once, or propose to end or override a freeze",
        "freeze:freeze", "keyturn freeze --as ana --key ~/ana.key --until 4h --reason 'the sale runs'", json=True,
    )  # fmt: skip
    freeze.add_argument(
        "what",
        nargs="?",
        choices=("lift", "override", "end"),
        help="propose to lift a freeze, or to let one change pass; `end` takes such a leave back at once",
    )
    freeze.add_argument("which", nargs="?", metavar="ID", help="the freeze (F-...), or the change (C-...)")
    freeze.add_argument("--as", dest="person", metavar="PERSON", help="who you are, as enrolled")
    freeze.add_argument("--key", metavar="FILE", help="your private key")
    freeze.add_argument("--environment", metavar="NAME", help="only this one (default: all but development)")
    freeze.add_argument("--until", metavar="TIME", help="how long (`4h`) or until when; left out, until it is lifted")
    freeze.add_argument("--reason", metavar="TEXT", help="why; everybody who is refused reads it")


def add_emergency(emergency: Any, command: _Add) -> None:  # noqa: ANN401 - as above
    """Add `emergency open`, `list`, `end` and `close`."""
    opened = command(
        emergency, "open", "propose an emergency: once another person approves, one approval is enough for its tasks",
        "leaves:emergency_open",
        "keyturn emergency open --task-id T-4H8M2QXC --as dana --key ~/dana.key --reason 'checkout is down'", json=True,
    )  # fmt: skip
    opened.add_argument(
        "--task-id", dest="tasks", metavar="T-...", action="append", required=True,
        help="a task of kind `emergency`; may be repeated",
    )  # fmt: skip
    opened.add_argument("--environment", metavar="NAME", default="production", help="where (default: production)")
    opened.add_argument("--expires", metavar="TIME", default="30m", help="how long it lasts (default: 30m)")
    opened.add_argument("--reason", dest="intent", metavar="WHY", required=True, help="why; everybody is told")
    must_sign(opened, intent=False)
    command(
        emergency, "list", "list the emergencies that stand or wait for their review, and what was done under them",
        "leaves:emergency_list", "keyturn emergency list", json=True,
    )  # fmt: skip
    _end(emergency, "emergency", command)
    close = command(
        emergency, "close", "propose that its review is done; two people other than its opener must sign",
        "leaves:emergency_close",
        "keyturn emergency close C-7Q2M9K8X --findings 'the table was full' --as ana --key ~/ana.key", json=True,
    )  # fmt: skip
    close.add_argument("change", metavar="CHANGE", help="the emergency's id")
    close.add_argument("--findings", metavar="TEXT", required=True, help="what was found; it is kept")
    must_sign(close)


def add_envelope(envelope: Any, command: _Add) -> None:  # noqa: ANN401 - as above
    """Add `envelope propose`, `list` and `end`."""
    wanted = command(
        envelope, "propose", "propose that a session of yours may make these calls without asking for each",
        "leaves:envelope_propose",
        "keyturn envelope propose --session S-7Q2M9K8X --operation dynamodb:PutItem --resource ARN "
        "--parameter TableName=costs --parameter 'Item size<=4096' --count 20 --expires 1h --as dana --key ~/dana.key",
        json=True,
    )  # fmt: skip
    wanted.add_argument("--session", metavar="S-...", required=True, help="whose task and agent it is for")
    for name, metavar, does in (
        ("operation", "NAME", "exactly this operation, such as dynamodb:PutItem; may be repeated"),
        ("resource", "ARN", "exactly this one, or `ARN/*` for what lies within it; may be repeated"),
    ):
        wanted.add_argument(f"--{name}", dest=f"{name}s", metavar=metavar, action="append", required=True, help=does)
    wanted.add_argument(
        "--parameter", dest="parameters", metavar="BOUND", action="append", default=[],
        help="NAME=TEXT, NAME:=JSON, `NAME in [...]`, `NAME in LOW..HIGH` or `NAME size<=BYTES`; what is not named "
        "must not be in a call",
    )  # fmt: skip
    wanted.add_argument(
        "--environment", dest="environments", metavar="NAME", action="append", help="where (default: production)"
    )
    wanted.add_argument("--count", metavar="N", type=int, required=True, help="how many calls in all")
    wanted.add_argument("--per-minute", metavar="N", type=int, help="how many within any minute")
    wanted.add_argument("--expires", metavar="TIME", default="1h", help="how long it lasts (default: 1h)")
    wanted.add_argument("--quorum", metavar="PEOPLE", help="who approves it, such as `2 of sre`, where others must")
    must_sign(wanted)
    command(
        envelope, "list", "list the envelopes that stand, and what was used of them", "leaves:envelope_list",
        "keyturn envelope list", json=True,
    )  # fmt: skip
    _end(envelope, "envelope", command)


def _end(group: Any, what: str, command: _Add) -> None:  # noqa: ANN401 - as above
    end = command(
        group, "end", f"end an {what} at once: its proposer or any one of the approvers", "leaves:leave_end",
        f"keyturn {what} end C-7Q2M9K8X --as bo --key ~/bo.key", json=True,
    )  # fmt: skip
    end.add_argument("change", metavar="CHANGE", help="its id, whole or as it is printed")
    must_sign(end, intent=False)
