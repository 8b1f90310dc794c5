"""Keyturn stands between AI agents and production: agents propose, two people turn their keys."""

from typing import Final

__version__: Final = "0.1.0"
