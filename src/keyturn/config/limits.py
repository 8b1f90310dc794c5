"""`[limits]`: how much one session may ask for."""

from typing import Final

from keyturn.config.table import Table
from keyturn.flow.settings import Limits

KEYS: Final = (
    *("open_changes_per_session", "actions_per_change", "intent_bytes", "parameters_bytes", "spool_bytes"),
    "calls_per_second_per_session",
)


def read(root: Table) -> Limits:
    """Read `[limits]`."""
    table = root.section("limits", KEYS)
    default = Limits()
    return Limits(
        open_changes_per_session=table.integer("open_changes_per_session", default.open_changes_per_session, 1, 10_000),
        actions_per_change=table.integer("actions_per_change", default.actions_per_change, 1, 100_000),
        intent_bytes=table.integer("intent_bytes", default.intent_bytes, 16, 65_536),
        parameters_bytes=table.integer("parameters_bytes", default.parameters_bytes, 1_024, 64 * 1_048_576),
        spool_bytes=table.integer("spool_bytes", default.spool_bytes, 0, 10**15),
        calls_per_second_per_session=table.integer(
            "calls_per_second_per_session", default.calls_per_second_per_session, 1, 1_000_000
        ),
    )
