"""The cost report of one day, as the Cost Explorer of the demo shows it."""

from collections.abc import Mapping
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

FEN = Decimal("0.01")


def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Add up the lines of `event["day"]`; amounts are in yuan, the report is in whole fen.

    Raises LookupError when the day has no lines: a report of nothing would look like a day that cost nothing.
    """
    lines = [row for row in event["rows"] if row["day"] == event["day"]]
    if not lines:
        raise LookupError(f"no cost data for {event['day']}")
    services: dict[str, Decimal] = {}
    for line in lines:
        amount = Decimal(line["amount"]).quantize(FEN, rounding=ROUND_DOWN)
        services[line["service"]] = services.get(line["service"], Decimal(0)) + amount
    total = sum(services.values(), Decimal(0)).quantize(FEN, rounding=ROUND_HALF_UP)
    return {"day": event["day"], "currency": "CNY", "total": str(total), "services": len(services)}
