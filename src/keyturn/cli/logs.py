"""`keyturn log`: the evidence, read by somebody who changes nothing."""

import argparse
from collections import deque
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from keyturn.cli import settings
from keyturn.cli.main import DONE, REFUSED
from keyturn.cli.terminal import document, err, out
from keyturn.codec.canonical import Json
from keyturn.console.text import plain, visible
from keyturn.errors import CallerError, quoted
from keyturn.model.evidence import Entry
from keyturn.verify.log import Evidence
from keyturn.verify.log import verify as audit
from keyturn.verify.show import is_about
from keyturn.verify.show import show as shown

_LARGEST_NOTE: Final = 65_536
_SHORT: Final = 12
_LONG: Final = 60
_TELLING: Final = (
    ("name",),
    ("person", "name"),
    ("by",),
    ("session", "agent"),
    ("task", "intent"),
    ("change", "intent"),
    ("reviewer",),
    ("verdict",),
    ("code",),
    ("outcome", "ended"),
    ("outcome", "status"),
    ("outcome", "error_code"),
)
"""Where the words of a payload stand that say most about its entry."""


class NoCheckpoint(CallerError):
    """What `--seen` names holds no checkpoint."""

    code = "log.no_checkpoint"


def verify(arguments: argparse.Namespace) -> int:
    """Check a log: 0 if it holds, 1 if it does not."""
    from keyturn import wiring
    from keyturn.config.file import hours_of

    seen = [_note(text) for text in arguments.seen]
    with wiring.open_log(_path(arguments)) as copy:
        evidence = Evidence(copy.entries, copy.checkpoints(), copy.verifier())
        verdict = audit(evidence, arguments.key, seen, arguments.root, hours_of)
    if arguments.json:
        document(verdict.to_json())
    else:
        printer = out()
        first, *rest = verdict.lines()
        printer.say(printer.paint("good" if verdict.ok else "bad", visible(first)), *map(visible, rest))
    return DONE if verdict.ok else REFUSED


def export(arguments: argparse.Namespace) -> int:
    """Copy the log into one file that can be verified elsewhere; payloads go with it."""
    from keyturn import wiring

    target = Path(arguments.file).expanduser()
    with wiring.open_log(_path(arguments)) as copy:
        copy.export(target)
        size = copy.size()
    name = visible(str(target))
    out().say(f"entries in {name}: {size}; verify it anywhere with `keyturn log verify {name} --key VKEY`")
    err().say("the file holds names, parameters and comments: keep it as you keep the log")
    return DONE


def next_key(arguments: argparse.Namespace) -> int:
    """Make the key that is to sign the log next, on the gateway's machine."""
    from keyturn import wiring

    key = wiring.next_log_key(settings.load(arguments.config))
    if arguments.json:
        document({"key": key})
        return DONE
    out().say(key)
    err().say("propose it beside the one in use (keyturn propose log-keys OLD NEW), then, stopped: keyturn log rotate")
    return DONE


def rotate(arguments: argparse.Namespace) -> int:
    """Have the next key sign the log from here on, once people approved it; the gateway is stopped."""
    from keyturn import wiring

    told = wiring.rotate_log_key(settings.load(arguments.config))
    if arguments.json:
        document(dict(told))
        return DONE
    out().say(f"from here on the log is signed by {told['new']}; note it elsewhere, and start the gateway")
    err().say("the old key is gone; have the charter name the new one alone: keyturn propose log-keys NEW")
    return DONE


def show(arguments: argparse.Namespace) -> int:
    """Show the last entries, or those about one change."""
    from keyturn import wiring

    with wiring.open_log(_path(arguments)) as copy:
        entries: Iterator[Entry] = copy.entries(0 if arguments.change else max(0, copy.size() - arguments.last))
        if arguments.change:
            entries = (entry for entry in entries if is_about(entry, arguments.change))
        found = [shown(entry) for entry in deque(entries, arguments.last)]
    if arguments.json:
        document({"entries": found})
        return DONE
    out().say(*map(_line, found))
    return DONE


def _path(arguments: argparse.Namespace) -> Path:
    """The log that is meant: the one named, else the configured gateway's."""
    named = arguments.path
    return Path(named).expanduser() if named is not None else settings.load(arguments.config).gateway.data


def _note(named: str) -> str:
    """A checkpoint kept elsewhere: the text itself, or the file that holds it."""
    if "\n" in named:
        return named
    try:
        with Path(named).expanduser().open(encoding="utf-8", newline="") as file:
            return file.read(_LARGEST_NOTE)
    except (OSError, UnicodeDecodeError):
        raise NoCheckpoint(
            f"`{quoted(named)}` holds no checkpoint that can be read: name the file you kept it in"
        ) from None


def _line(entry: Mapping[str, Json]) -> str:
    """One entry on one line: number, instant, kind, what it is about, and the telling parts of its payload."""
    leaf, payload = entry.get("leaf"), entry.get("payload")
    if not isinstance(leaf, Mapping) or "kind" not in leaf:
        return f"{entry.get('seq')!s:>7}  cannot be read"
    about = leaf.get("about")
    ids = (
        [f"{name} {str(value)[:_SHORT]}" for name, value in sorted(about.items())] if isinstance(about, Mapping) else []
    )
    told = ["(payload erased)"] if payload is None else [text for path in _TELLING if (text := _at(payload, path))]
    at = str(leaf.get("at"))[:19].replace("T", " ")
    return plain(f"{entry.get('seq')!s:>7}  {at}  {leaf['kind']!s:<18}  {'  '.join((*ids, *told))}".rstrip())


def _at(payload: Json, path: tuple[str, ...]) -> str:
    """What stands at `path` in a payload, shortened; empty where there is nothing."""
    for name in path:
        payload = payload.get(name) if isinstance(payload, Mapping) else None
    return "" if payload is None or isinstance(payload, Mapping | list) else str(payload)[:_LONG]
