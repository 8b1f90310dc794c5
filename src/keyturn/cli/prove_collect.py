"""`keyturn prove collect`: read from the account what a proof is about, and write it into one file."""

import argparse
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from keyturn.cli import settings
from keyturn.cli.main import DONE
from keyturn.cli.progress import Bar
from keyturn.cli.prove import BadQuestion
from keyturn.cli.terminal import err
from keyturn.console.text import plain
from keyturn.errors import quoted

_FEW: Final = 8


def collect(arguments: argparse.Namespace) -> int:
    """Write the bundle; what AWS refused to tell is said, and stands in it."""
    from keyturn import wiring

    config = settings.load(arguments.config)
    named = tuple(region for rule in config.environments for region in rule.regions)
    regions = tuple(dict.fromkeys((*arguments.region, *named)))
    if not regions:
        raise BadQuestion("no region is named: give `--region`, or name regions in `[environments]` of keyturn.toml")
    target = Path(arguments.bundle).expanduser()
    try:
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        raise BadQuestion(f"`{quoted(str(target))}` is there already: nothing is overwritten") from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        try:
            bundle = wiring.collect(config, regions, Told(), usage=not arguments.no_usage)
        except BaseException:
            target.unlink()
            raise
        json.dump(bundle, file, indent=1)
        file.write("\n")
    _told(bundle, target)
    return DONE


class Told:
    """Says on a terminal what is being read, and draws how much of it is done where that is known."""

    def __init__(self) -> None:
        self._bar: Bar | None = None

    def __call__(self, what: str, done: int = 0, total: int = 0) -> None:
        """Say it."""
        if total > 0:
            self._bar = self._bar or Bar(f"reading {plain(what)}")
            self._bar(done, total)
        elif sys.stderr.isatty():
            self._bar = None
            sys.stderr.write(f"\r\x1b[Kreading {plain(what)}")
            sys.stderr.flush()


def _told(bundle: Mapping[str, object], target: Path) -> None:
    said = err()
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")
    users, roles, policies = (_count(bundle.get(name)) for name in ("UserDetailList", "RoleDetailList", "Policies"))
    said.say(
        f"{plain(str(target))}: account {bundle['account']}, {users} user{'s' * (users != 1)}, "
        f"{roles} role{'s' * (roles != 1)}, {policies} polic{'y' if policies == 1 else 'ies'}"
    )
    missed = bundle.get("not_collected")
    for part, services in missed.items() if isinstance(missed, Mapping) else ():
        for service, why in [*services.items()][:_FEW]:
            said.say(f"not collected: {part} of {plain(str(service))}: {plain(str(why))}")
        if len(services) > _FEW:
            said.say(f"not collected: {part} of {len(services) - _FEW} more, which the file names")
    said.say("the file says who may do what: keep it as you keep the account's documents")


def _count(rows: object) -> int:
    return len(rows) if isinstance(rows, list) else 0
