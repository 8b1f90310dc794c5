"""`keyturn doctor`: what is misconfigured, and how to mend it. It changes nothing."""

import argparse
import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from keyturn.cli import control, settings
from keyturn.cli.doctor_gate import altered, of_the_gate
from keyturn.cli.doctor_people import of_people
from keyturn.cli.findings import Finding, Level
from keyturn.cli.gate import Answer, Gate
from keyturn.cli.main import DONE, REFUSED
from keyturn.cli.terminal import document, out
from keyturn.cli.webhooks import troubles
from keyturn.codec.canonical import Json
from keyturn.codec.encoding import parse_instant
from keyturn.config import BadConfig, Config
from keyturn.console.text import plain, visible
from keyturn.errors import KeyturnError

_AMBIENT: Final = (
    "AWS_ACCESS_KEY_ID",
    "AWS_PROFILE",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)
_SOON: Final = timedelta(days=30)
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def doctor(arguments: argparse.Namespace) -> int:
    """Look at everything and say what is wrong: 1 if something must be mended, warnings do not count."""
    findings = list(examine(arguments))
    bad = any(finding.level is Level.BAD for finding in findings)
    if arguments.json:
        document(
            {
                "healthy": not bad,
                "findings": [
                    {"level": one.level.value, "about": one.about, "what": one.what, "mend": one.mend}
                    for one in findings
                ],
            }
        )
        return REFUSED if bad else DONE
    printer = out()
    marks = {Level.GOOD: "good", Level.NOTE: "faint", Level.WARN: "warn", Level.BAD: "bad"}
    for one in findings:
        printer.say(
            f"{printer.paint(marks[one.level], one.level.value.ljust(5))} {one.about.ljust(12)}  {visible(one.what)}"
        )
        if one.mend:
            printer.say(f"{' ' * 20}{printer.paint('strong', visible(one.mend))}")
    return REFUSED if bad else DONE


def examine(arguments: argparse.Namespace) -> Iterator[Finding]:
    """Yield what is found, from the file to the running gateway."""
    try:
        config = settings.load(arguments.config)
    except BadConfig as error:
        yield Finding(Level.BAD, "config", str(error))
        return
    yield from _file(config)
    yield from _cloud(config)
    yield from _folder(config.gateway.data)
    yield from _tls_key(config)
    gate = Gate(config)
    try:
        status = gate.ask("status")
        people = gate.ask("person_list")
    except control.NotRunning as error:
        yield Finding(Level.BAD, "gateway", str(error))
        yield from altered(gate)
    except KeyturnError as error:
        yield Finding(Level.BAD, "gateway", str(error), "look at what `keyturn up` printed")
    else:
        yield from _running(config, status, people)


def _file(config: Config) -> Iterator[Finding]:
    if config.file is None:
        yield Finding(Level.NOTE, "config", "there is no ./keyturn.toml: the defaults hold, everything is production")
        return
    mode = config.file.stat().st_mode
    if mode & 0o022:
        yield Finding(
            Level.BAD,
            "config",
            f"others can write `{config.file}` (mode {mode & 0o777:04o}) and so turn the gate elsewhere",
            f"chmod go-w {config.file}",
        )
    else:
        yield Finding(Level.GOOD, "config", f"`{config.file}` is understood")


def _cloud(config: Config) -> Iterator[Finding]:
    if not config.aws.configured:
        yield Finding(
            Level.WARN,
            "cloud",
            "no credentials are configured: the gateway explains and sends nothing on",
            "put them under [aws]: docs/how-to/aws-account.md has the identity and the role, and what to deploy",
        )
    ambient = [name for name in _AMBIENT if name in os.environ]
    if ambient:
        yield Finding(
            Level.NOTE,
            "cloud",
            f"{', '.join(ambient)} in your environment: the gateway never uses it, an agent beside it could",
        )
    parts = urlsplit(config.aws.upstream or "")
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        yield Finding(
            Level.WARN,
            "cloud",
            f"`{config.aws.upstream}` is plain HTTP: others on the way can read and change it",
            "use https",
        )


def _folder(folder: Path) -> Iterator[Finding]:
    try:
        found = folder.stat()
    except FileNotFoundError:
        yield Finding(Level.NOTE, "data", f"`{folder}` is not there yet: `keyturn up` makes it")
        return
    except OSError as error:
        yield Finding(Level.BAD, "data", f"`{folder}` cannot be looked at: {error.strerror}")
        return
    if not stat.S_ISDIR(found.st_mode):
        yield Finding(Level.BAD, "data", f"`{folder}` is no folder", "name another folder as [gateway] data")
        return
    open_to_others = [folder] if found.st_mode & 0o077 else []
    try:
        # What lies deeper is of the folders' own making and behind this folder's mode.
        open_to_others += [path for path in sorted(folder.iterdir()) if path.lstat().st_mode & 0o077]
    except PermissionError:
        yield Finding(
            Level.NOTE, "data", f"`{folder}` is not yours to look into, as it should be for people and agents"
        )
        return
    for path in open_to_others:
        yield Finding(
            Level.BAD,
            "data",
            f"others can get at `{path}` (mode {path.lstat().st_mode & 0o777:04o})",
            f"chmod go-rwx {path}",
        )
    if not open_to_others:
        yield Finding(Level.GOOD, "data", f"`{folder}` is its owner's alone")
    if os.geteuid() in {found.st_uid, 0}:
        yield Finding(
            Level.WARN,
            "isolation",
            "you run as the gateway's own user: an agent that you start could read the gateway's store and keys",
            "run the gateway as a user of its own, on another host, or in a container (docs/trust.md)",
        )
    else:
        yield Finding(Level.GOOD, "isolation", "the gateway's data belongs to another user than you")


def _tls_key(config: Config) -> Iterator[Finding]:
    """Look at a key that somebody else keeps: the authority's own lies in the data folder."""
    key = config.gateway.tls.key if config.gateway.tls is not None else None
    if key is None:
        return
    try:
        mode = key.stat().st_mode & 0o777
    except OSError as error:
        yield Finding(Level.NOTE, "tls", f"`{key}` cannot be looked at by you: {(error.strerror or '').lower()}")
        return
    if mode & 0o007:
        yield Finding(
            Level.BAD,
            "tls",
            f"everybody can read the door's key `{key}` (mode {mode:04o}), and pose as the gate with it",
            f"have a new key and certificate issued, and chmod o-rwx {key}",
        )
    elif mode & 0o070:
        yield Finding(
            Level.WARN,
            "tls",
            f"the group of the door's key `{key}` can get at it (mode {mode:04o}): no agent may be in that group",
        )


def _certificate(config: Config, status: Answer) -> Iterator[Finding]:
    if "tls" not in status.members():
        return
    tls = status.inner("tls")
    left = parse_instant(tls.text("expires")) - datetime.now(UTC)
    own = tls.text("by") == "own"
    which = "the door's own authority" if own else f"the door's certificate `{_given(config)}`"
    says = f"{which} is good for {left.days} days"
    if left <= timedelta():
        mend = "keyturn up makes a new one: start it again" if own else "put a new certificate in its place"
        yield Finding(Level.BAD, "tls", f"{which} is good no longer: clients refuse it", mend)
    elif left <= _SOON:
        mend = "start the gateway again: it makes a new one, and new sessions trust it" if own else "renew it"
        yield Finding(Level.WARN, "tls", says, mend)
    else:
        yield Finding(Level.GOOD, "tls", says)


def _given(config: Config) -> str:
    return "" if config.gateway.tls is None else str(config.gateway.tls.certificate)


def _power(caller: Json, power: Answer) -> Iterator[Finding]:
    """Say by what power the gateway acts at AWS, and what is lost where that cannot be narrowed."""
    role, problem = power.text("role", ""), power.text("problem", "")
    if problem:
        trust = "`sts:SetSourceIdentity` is not allowed" in problem
        yield Finding(
            Level.BAD,
            "power",
            f"when the gateway started: {plain(problem)}",
            "let the role's trust allow sts:SetSourceIdentity beside sts:AssumeRole: keyturn setup cloudformation"
            if trust
            else "check the keys and the role under [aws], and start the gateway again: docs/how-to/aws-account.md",
        )
    elif role:
        yield Finding(Level.GOOD, "power", f"each change by a session of `{plain(role)}` that names grant and sponsor")
    for arn, whose in ((caller, "the gateway"), (power.text("base", ""), "the identity that assumes the role")):
        if isinstance(arn, str) and arn.endswith(":root"):
            yield Finding(
                Level.BAD,
                "power",
                f"{whose} is the account's root user: nothing at AWS limits or denies it anything",
                "delete root's access key, and give the gateway an identity of its own: docs/how-to/aws-account.md",
            )
    if not role:
        lasting = (
            " The key itself lasts until somebody deletes it." if power.members().get("long_lived") is True else ""
        )
        yield Finding(
            Level.WARN,
            "power",
            "without `role_arn` every call goes with all that these credentials may do, and AWS's own trail shows "
            f"neither grant nor sponsor.{lasting}",
            "set role_arn under [aws]: keyturn setup cloudformation",
        )
    elif power.members().get("long_lived") is True:
        yield Finding(
            Level.NOTE,
            "power",
            "the key that assumes the role lasts until somebody deletes it: it must be able to do no more",
        )


def _running(config: Config, status: Answer, people: Answer) -> Iterator[Finding]:
    yield Finding(Level.GOOD, "gateway", f"runs: door {status.text('door')}, console {status.text('console')}")
    if config.aws.configured and "power" in status.members():
        yield from _power(status.members().get("caller_arn"), status.inner("power"))
        if status.inner("power").text("role", "") and not config.aws.read_policies:
            yield Finding(
                Level.NOTE,
                "power",
                "reads share a session with all that the role may do: a change taken for a read would pass at AWS",
                'read_policies = ["arn:aws:iam::aws:policy/ReadOnlyAccess"] under [aws], and what else is read',
            )
    yield from _certificate(config, status)
    yield from of_the_gate(config, status, people)
    yield from of_people(config, people)
    for trouble in troubles(status):
        yield Finding(Level.WARN, "webhooks", trouble, "keyturn webhook test")
    clock = status.text("clock", "steady")
    if clock == "steady":
        yield Finding(Level.GOOD, "clock", "the clock is steady")
    else:
        yield Finding(
            Level.BAD, "clock", plain(clock), "mend the machine's clock (timedatectl status), or look: keyturn clock"
        )
    for notice in status.texts("notices"):
        yield Finding(Level.WARN, "in force", notice)
    yield Finding(
        Level.NOTE,
        "log",
        "without its key and a checkpoint kept elsewhere, whoever holds the log key could rewrite the log unseen",
        f"note it on another machine: {plain(status.inner('log').text('verifier'))}",
    )
