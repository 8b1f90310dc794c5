#!/usr/bin/env python3
"""Recognise every operation of every AWS service from its bytes; see `tests/wire`."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.wire.__main__ import main  # noqa: E402  # found by the line above

if __name__ == "__main__":
    raise SystemExit(main())
