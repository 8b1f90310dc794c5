"""`keyturn policy diff`: two texts beside each other, and which decisions that a log holds would change."""

import argparse
from collections.abc import Iterable, Iterator
from difflib import unified_diff
from pathlib import Path

from keyturn.cli import settings
from keyturn.cli.main import DONE
from keyturn.cli.policy import Checked, examined, text_of
from keyturn.cli.terminal import document, out, table
from keyturn.codec.canonical import Json
from keyturn.codec.encoding import format_instant
from keyturn.codec.strict import loads_canonical
from keyturn.config import Config
from keyturn.console.text import visible
from keyturn.decide.engine import Policies
from keyturn.decide.rules import PolicyInvalid
from keyturn.errors import Malformed
from keyturn.flow.replayed import Changed, Logged, Replay, changed
from keyturn.model.evidence import Entry
from keyturn.verify.leaf import parse_leaf


def diff(arguments: argparse.Namespace) -> int:
    """Compare `OLD` and `NEW`; with a log, ask both about every call that it holds."""
    from keyturn.wiring import policies

    config = settings.load(arguments.config)
    old, new = (examined(config, text_of(config, file)) for file in (arguments.old, arguments.new))
    lines = list(unified_diff(old.text.splitlines(), new.text.splitlines(), arguments.old, arguments.new, lineterm=""))
    path = _path(arguments, config)
    replay = Replay(policies.tables())
    asked, found = (0, ()) if path is None else changed(replay.past(entries(path)), _loaded(old), _loaded(new))
    if arguments.json:
        document(
            {
                "old": old.version,
                "new": new.version,
                "diff": [*lines],
                "log": None if path is None else str(path),
                "asked": asked,
                "unread": replay.unread,
                "changed": [_document(one) for one in found],
            }
        )
        return DONE
    printer = out()
    printer.say(*map(visible, lines) if lines else ("the texts are the same",), "")
    if path is None:
        printer.say("no log was looked at: name one with --log PATH")
        return DONE
    printer.say(f"{asked} past calls asked again, {sum(one.times for one in found)} would be answered otherwise")
    if replay.unread:
        printer.say(
            f"{replay.unread} entries cannot be judged again: erased, or of operations that are no longer known"
        )
    if found:
        rows = [
            [str(one.times), one.name, ", ".join(one.environments), one.before, one.after, format_instant(one.last.at)]
            for one in found
        ]
        printer.say("", *map(visible, table(["TIMES", "CALL", "WHERE", "BEFORE", "AFTER", "LAST"], rows)))
    return DONE


def entries(path: Path) -> Iterator[Logged]:
    """Read the log at `path`, a data folder or a store file, entry by entry. Raises StoreRefused, Malformed."""
    from keyturn import wiring

    with wiring.open_log(path) as copy:
        yield from logged(copy.entries())


def logged(found: Iterable[Entry]) -> Iterator[Logged]:
    """Read entries. Raises Malformed."""
    for entry in found:
        leaf = parse_leaf(entry.leaf)
        payload = None if entry.payload is None else loads_canonical(entry.payload)
        if payload is not None and not isinstance(payload, dict):
            raise Malformed("payload of a log entry", leaf.seq, "it is no object: `keyturn log verify` says more")
        yield Logged(leaf.seq, leaf.at, leaf.kind, leaf.about, payload)


def _path(arguments: argparse.Namespace, config: Config) -> Path | None:
    """The log that is meant: the one that is named, else the configured one if there is any."""
    if arguments.log is not None:
        return Path(arguments.log).expanduser()
    return config.gateway.data if config.gateway.data.is_dir() else None


def _loaded(found: Checked) -> Policies:
    if found.policies is None:
        raise PolicyInvalid(tuple(f"`{policy}` {message}" for policy, message in found.findings))
    return found.policies


def _document(one: Changed) -> Json:
    return {
        "call": one.name,
        "environments": list(one.environments),
        "before": one.before,
        "after": one.after,
        "times": one.times,
        "last": {"entry": one.last.seq, "at": format_instant(one.last.at), "sponsor": one.last.sponsor},
    }
