"""The first screen of `keyturn up`: at most twelve lines, the next command last."""

from collections.abc import Mapping

from keyturn import __version__
from keyturn.cli.gate import NOT_SEALED, Answer
from keyturn.cli.terminal import Printer
from keyturn.codec.canonical import Json
from keyturn.config import Config
from keyturn.console.text import plain, visible

SPONSOR = 1


def first_screen(status: Mapping[str, Json], config: Config, printer: Printer) -> list[str]:
    """Return the lines that say what this gate is, from its own status; optional members may be left out."""
    gate = Answer("status", dict(status))
    sealed = gate.members().get("sealed") is True
    stands = printer.paint("good" if sealed else "warn", plain(gate.text("sealed_text", NOT_SEALED)))
    lines = [
        f"{printer.paint('strong', f'keyturn {__version__}')}  {stands}",
        f"  door          {plain(gate.text('door'))}",
        *_tls(gate),
        f"  console       {plain(gate.text('console'))}",
        f"  cloud         {_cloud(gate, config)}",
        f"  environments  {_environments(gate)}",
        f"  people        {_people(gate, config)}",
        f"  data          {visible(str(config.gateway.data))}",
        f"  log key       {plain(gate.inner('log').text('verifier'))}",
    ]
    if gate.text("clock", "steady") != "steady":
        lines.append(printer.paint("bad", f"  clock         {plain(gate.text('clock'))}"))
    if warning := gate.text("isolation_warning", ""):
        lines.append(printer.paint("warn", f"  isolation     {visible(warning)}"))
    lines += [printer.paint("warn", f"  in force      {visible(notice)}") for notice in gate.texts("notices")]
    lines.append(f"  next          {printer.paint('strong', _next(gate, config))}")
    return lines


def _tls(gate: Answer) -> list[str]:
    if "tls" not in gate.members():
        return []
    tls = gate.inner("tls")
    until = f"until {plain(tls.text('expires')[:10])}, SHA-256 {plain(tls.text('sha256')[:16])}..."
    whose = "its own authority" if tls.text("by") == "own" else "the certificate given"
    if "proxy" not in gate.members():
        return [f"  tls           {whose}, {until}"]
    tunnels = gate.texts("proxy")
    beyond = f" and, unread, {plain(', '.join(tunnels[:3]))}{', ...' if len(tunnels) > 3 else ''}" if tunnels else ""
    return [f"  tls           {whose}, {until}; a proxy for AWS's hosts{beyond}"]


def _cloud(gate: Answer, config: Config) -> str:
    at = f" at {plain(config.aws.upstream)}" if config.aws.upstream else ""
    if not config.aws.configured:
        named = f"account {config.aws.account}{at}: " if config.aws.account else ""
        return f"{named}no credentials configured, so nothing is sent on, only explained"
    account = plain(gate.text("account", ""))
    caller = gate.members().get("caller_arn")
    who = f"as {plain(caller)}" if isinstance(caller, str) and caller else "(STS could not be asked who this is)"
    role = gate.inner("power").text("role", "") if "power" in gate.members() else ""
    return f"account {account}{at} {who}{', each change by a session of its own' if role else ''}"


def _environments(gate: Answer) -> str:
    named: list[str] = []
    for one in gate.each("environments"):
        members = ", ".join((*one.texts("regions"), *one.texts("accounts"), *one.texts("tags"), *one.texts("arns")))
        named.append(f"{plain(one.text('name'))} ({plain(members)})")
    return "; ".join([*named, "all else is production"]) if named else "none named: everything is production"


def _people(gate: Answer, config: Config) -> str:
    people, wanted = gate.texts("people"), config.approvals
    names = f" ({plain(', '.join(people[:6]))}{', ...' if len(people) > 6 else ''})" if people else ""
    need = f"{needed_people(config)} needed: a sponsor and {wanted.quorum}"
    return f"{len(people)} enrolled{names} of {need}"


def needed_people(config: Config) -> int:
    """How many people a production change takes: who asks never counts as who approves."""
    return SPONSOR + config.approvals.people


def _next(gate: Answer, config: Config) -> str:
    named = f" --config {config.file}" if config.file is not None and str(config.file) != "keyturn.toml" else ""
    if not gate.texts("people"):
        return "keyturn key new ~/YOU.key, on each person's own machine"
    if len(gate.texts("people")) < needed_people(config):
        group = config.approvals.group
        return f"keyturn person add NAME --group {group} --public-key FILE.pub{visible(named)}"
    return f'keyturn run --agent AGENT --as YOU --key FILE --task "..."{visible(named)} -- COMMAND'
