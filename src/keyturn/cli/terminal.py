"""Printing: colours only where somebody looks, one JSON document where a program reads."""

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from typing import Final, TextIO

from keyturn.codec.canonical import Json
from keyturn.console.text import json_text

_STYLES: Final[Mapping[str, str]] = {
    "strong": "1",
    "faint": "2",
    "good": "32",
    "warn": "33",
    "bad": "31",
    "grave": "1;31",
}
_WIDEST: Final = 100


class Printer:
    """Writes for one stream; `paint` colours only on a terminal, and never when NO_COLOR is set (no-color.org)."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        dumb = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        self.colours: Final = stream.isatty() and not dumb

    @property
    def width(self) -> int:
        """How many columns a line may fill."""
        return min(shutil.get_terminal_size().columns, _WIDEST)

    def paint(self, style: str, text: str) -> str:
        """Return `text` in `style` where there are colours."""
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self.colours else text

    def say(self, *lines: str) -> None:
        """Write whole lines; what the stream cannot encode is written as an escape."""
        encoding = self._stream.encoding or "ascii"
        for line in lines:
            self._stream.write(line.encode(encoding, "backslashreplace").decode(encoding) + "\n")


def out() -> Printer:
    """The printer for standard output."""
    return Printer(sys.stdout)


def err() -> Printer:
    """The printer for standard error: warnings, progress and refusals."""
    return Printer(sys.stderr)


def document(value: Json) -> None:
    """Write the one JSON document of `--json` to standard output."""
    sys.stdout.write(json_text(value))


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Lay rows out in columns, two blanks apart; the last column is as wide as it likes."""
    grid = [head, *rows]
    widths = [max(len(row[column]) for row in grid) for column in range(len(head))]
    lines = []
    for row in grid:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        lines.append("  ".join(cells).rstrip())
    return lines
