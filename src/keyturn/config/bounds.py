"""`[freeze]` and `[emergency]`: who ends and overrides a freeze, and how long an emergency may last."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from keyturn.config.table import Table
from keyturn.errors import Malformed
from keyturn.model.decision import Quorum, parse_quorum

FREEZE_KEYS: Final = ("lift", "override")
EMERGENCY_KEYS: Final = ("most",)


@dataclass(frozen=True, slots=True)
class Exceptions:
    """The people who lift a freeze and who override one for a single change; None: those of `[approvals]`.

    `emergency` is how long an emergency lasts at most.
    """

    lift: Quorum | None = None
    override: Quorum | None = None
    emergency: timedelta = timedelta(hours=1)


def read(root: Table) -> Exceptions:
    """Read `[freeze]` and `[emergency]`."""
    freeze = root.section("freeze", FREEZE_KEYS)
    most = root.section("emergency", EMERGENCY_KEYS).duration(
        "most", timedelta(minutes=1), timedelta(hours=4), "`1m` and `4h`"
    )
    default = Exceptions()
    return Exceptions(
        lift=_quorum(freeze, "lift"),
        override=_quorum(freeze, "override"),
        emergency=default.emergency if most is None else most,
    )


def _quorum(table: Table, key: str) -> Quorum | None:
    text = table.text(key)
    if text is None:
        return None
    try:
        quorum = parse_quorum(text)
    except Malformed as error:
        raise table.bad(key, f"cannot be used: {error.why}") from None
    if quorum.people < 2:
        raise table.bad(key, "is one person: nobody ends or overrides a freeze alone")
    return quorum
