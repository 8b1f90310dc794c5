"""What `keyturn --help` shows: every command once, under what it is for."""

import argparse
from collections.abc import Iterable, Mapping
from typing import Final

GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "begin": ("demo", "up", "doctor", "setup"),
    "agents at work": ("run", "session", "explain"),
    "changes that wait": ("inbox", "show", "approve", "reject", "withdraw", "wait", "settle", "rollback", "execute"),
    "an outage, and leave given beforehand": ("freeze", "emergency", "envelope"),
    "the gate itself": ("key", "person", "seal", "charter", "configuration", "policy", "propose", "clock", "webhook"),
    "evidence and proof": ("log", "prove"),
    "your shell": ("completion",),
}
"""Headings, and the commands below each, what is used daily first."""


def overview(
    parser: argparse.ArgumentParser, commands: Iterable[argparse.Action], options: Iterable[argparse.Action]
) -> str:
    """Return the help of the whole command line; `commands` are its commands, each with its one line of help.

    Raises KeyError for a group that names no command.
    """
    found = {command.dest: command for command in commands}
    formatter = argparse.HelpFormatter(parser.prog)
    formatter.add_text(parser.description)
    for heading, names in GROUPS.items():
        formatter.start_section(heading)
        formatter.add_arguments(found.pop(name) for name in names)
        formatter.end_section()
    formatter.start_section("options")
    formatter.add_arguments(options)
    formatter.end_section()
    formatter.add_text(parser.epilog)
    return f"usage: {parser.prog} COMMAND ...\n\n{formatter.format_help()}"
