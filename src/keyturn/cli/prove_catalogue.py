"""`keyturn prove catalogue`: the rules, the published techniques they cover, and those they miss."""

import argparse
from collections import Counter

from keyturn.cli.main import DONE
from keyturn.cli.terminal import document, out, table
from keyturn.console.text import plain
from keyturn.prover.catalogue import NUMBER
from keyturn.prover.techniques import TECHNIQUES, rules


def catalogue(arguments: argparse.Namespace) -> int:
    """Print what is covered and what is missed."""
    known = rules()
    missed = [one for one in TECHNIQUES if not one.rules]
    covered = [one for one in TECHNIQUES if one.rules]
    if arguments.json:
        document({
            "catalogue": NUMBER,
            "rules": [{"id": name, "source": source} for name, source in known.items()],
            "covered": [{"technique": one.id, "source": one.source, "rules": list(one.rules)} for one in covered],
            "missed": [{"technique": one.id, "source": one.source, "why": one.why} for one in missed],
        })  # fmt: skip
        return DONE
    printer = out()
    printer.say(f"catalogue {NUMBER}: {len(known)} rules, {len(covered)} published techniques covered")
    counts = Counter(one.source.partition("/paths/")[0] for one in covered)
    printer.say(*(f"  {count:>3} of {plain(source)}" for source, count in sorted(counts.items())), "")
    if not arguments.misses:
        rows = [(one.id, ", ".join(one.rules)) for one in covered]
        printer.say(*map(plain, table(("technique", "rules"), rows)), "")
    printer.say(f"{len(missed)} known and not covered:")
    for one in missed:
        printer.say(f"  {plain(one.id)}: {plain(one.why)}", printer.paint("faint", f"    {plain(one.source)}"))
    return DONE
