"""`python -m tests.fuzz [--minutes N] [--seed TEXT] [--replay FILE]`: look further than `make test` has time for.

Two things by turns until the time is over, an hour unless told otherwise: real requests changed byte by byte
(`tests/fuzzing.py`), and the property tests with fresh examples. What fails is written to `.fuzz/`, with the command
that repeats it; the exit code is then 1.
"""

import argparse
import json
import secrets
import subprocess
import sys
import time
from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import Final

from keyturn.codec.encoding import b64decode
from keyturn.model.wire import CredentialScope, HttpRequest
from tests.fuzzing import Found, corpus, judge, one_round
from tests.wire.handmade import content

KEPT: Final = Path(".fuzz")
PROPERTIES: Final = Path("tests/properties")
_SLICE: Final = 60.0
_TOLD: Final = 10.0


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="look for what must not be")
    parser.add_argument("--minutes", type=float, default=60.0, metavar="N", help="how long (default: 60)")
    parser.add_argument("--seed", help="where to begin; left out, somewhere new")
    parser.add_argument("--replay", metavar="FILE", help="look at one request that was kept")
    options = parser.parse_args(arguments)
    if options.replay:
        return _replay(Path(options.replay))
    seed = options.seed or secrets.token_hex(4)
    end = time.monotonic() + options.minutes * 60
    _say(f"seed {seed}, {options.minutes:g} min; the same again: python -m tests.fuzz --seed {seed}")
    found, number, turn = 0, 0, 0
    while time.monotonic() < end:
        number, bad = _requests(seed, number, min(end, time.monotonic() + _SLICE))
        found += bad
        if time.monotonic() < end:
            found += _properties(f"{seed}{turn}", end)
        turn += 1
    _say(f"{number:,} requests changed, {turn} turns of the property tests, {found} found")
    return 1 if found else 0


def _requests(seed: str, number: int, end: float) -> tuple[int, int]:
    """Change requests until `end`; returns the number of the next round and how many were bad."""
    counts: Counter[str] = Counter()
    bad, begun, told = 0, time.monotonic(), time.monotonic()
    first = number
    while (now := time.monotonic()) < end:
        try:
            counts[one_round(seed, number)] += 1
        except Found as found:
            bad += 1
            path = _keep(found)
            _say(f"FOUND in round {number} of seed {seed}: {found.why}\n  python -m tests.fuzz --replay {path}")
        number += 1
        if now - told >= _TOLD:
            told = now
            speed = (number - first) / (now - begun)
            _say(f"  {number:,} requests changed, {speed:,.0f} a second, seed {seed}: {dict(counts)}")
    return number, bad


def _properties(seed: str, end: float) -> int:
    """Run the property tests once with a seed of their own; what fails, hypothesis keeps and says how to repeat."""
    number = int.from_bytes(sha256(seed.encode()).digest()[:4])
    _say(f"  property tests, seed {number}")
    command = [
        *(sys.executable, "-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider"),
        *("--hypothesis-profile=fuzz", f"--hypothesis-seed={number}", str(PROPERTIES)),
    ]
    try:
        ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=end - time.monotonic() + 1)
    except subprocess.TimeoutExpired:
        return 0
    if ran.returncode == 0:
        return 0
    KEPT.mkdir(exist_ok=True)
    path = KEPT / f"properties-{number}.txt"
    path.write_text(ran.stdout)
    repeat = f"python -m pytest --hypothesis-profile=fuzz --hypothesis-seed={number} {PROPERTIES}"
    _say(f"FOUND by a property test: see {path}\n  {repeat}")
    return 1


def _keep(found: Found) -> Path:
    KEPT.mkdir(exist_ok=True)
    text = found.written()
    path = KEPT / f"request-{sha256(text.encode()).hexdigest()[:12]}.json"
    path.write_text(text)
    return path


def _replay(path: Path) -> int:
    """Look at a request that was kept, once more."""
    kept = json.loads(path.read_text())
    request = HttpRequest(
        kept["method"], "https", kept["host"], kept["path"], kept["query"],
        tuple((name, value) for name, value in kept["headers"]), content(b64decode(kept["body_b64"])),
    )  # fmt: skip
    bad = 0
    for origin in corpus():
        if origin.name == kept["before"]:
            try:
                _say(f"{origin.name}: {judge(origin, request, CredentialScope(*kept['scope']))}")
            except Found as found:
                bad = 1
                _say(f"{origin.name}: {found.why}")
    return bad


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
