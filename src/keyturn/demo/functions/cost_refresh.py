"""Asks for the reports of some days to be made again: one message of the queue is one day."""

from collections.abc import Mapping
from typing import Any


def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Name the days that the queue's messages ask for, each once, oldest first."""
    return {"refresh": sorted({record["body"] for record in event["Records"]})}
