"""The cost rows of the estate, made up from a fixed seed, and the figures that are right for them."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

DAYS = 14
SERVICES = ("AmazonDynamoDB", "AmazonEC2", "AmazonRDS", "AmazonS3", "AWSLambda")
PAYERS = ("111122223333", "222233334444", "333344445555", "444455556666", "555566667777", "666677778888")

_MICROS_PER_FEN = 10_000


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a bill: what one account spent on one service on one day."""

    day: str  # ISO 8601
    service: str
    account: str
    micros: int  # millionths of a yuan

    @property
    def line(self) -> str:
        """The key of the line within its day."""
        return f"{self.account}/{self.service}"

    @property
    def amount(self) -> str:
        """The amount in yuan, exact."""
        return f"{self.micros // 1_000_000}.{self.micros % 1_000_000:06d}"


def rows(region: str, yesterday: date) -> list[Row]:
    """`DAYS` days of cost rows that end with `yesterday`; the same region gives the same amounts every time."""
    return [
        Row((yesterday - timedelta(days=age)).isoformat(), service, account, _micros(region, age, service, account))
        for age in range(DAYS)
        for account in PAYERS
        for service in SERVICES
    ]


def right_figure(lines: Iterable[Row], day: date) -> str:
    """What `day` really cost, in yuan: exact sum in integers, rounded once, half up, at the very end."""
    micros = sum(row.micros for row in lines if row.day == day.isoformat())
    fen = (micros + _MICROS_PER_FEN // 2) // _MICROS_PER_FEN
    return f"{fen // 100}.{fen % 100:02d}"


def _micros(region: str, age: int, service: str, account: str) -> int:
    # SHA-256 instead of `random`: the same figures on every Python there will ever be.
    seed = hashlib.sha256(f"keyturn demo/{region}/{age}/{service}/{account}".encode()).digest()
    return 1_000_000 + int.from_bytes(seed[:8], "big") % 400_000_000
