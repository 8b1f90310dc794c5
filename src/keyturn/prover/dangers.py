"""How dangerous an action is: what ranks one unused permission before another."""

from collections.abc import Mapping
from enum import IntEnum
from functools import cache
from typing import Final

from keyturn.prover.dangers_table import DELEGATION, IRREVERSIBLE, PERMISSION
from keyturn.prover.protected import PROTECTED


class Danger(IntEnum):
    """From the worst: it gives permissions, cannot be undone, hands power on, deletes; or none of these."""

    PERMISSION = 0
    IRREVERSIBLE = 1
    DELEGATION = 2
    DELETION = 3
    OTHER = 4

    @property
    def word(self) -> str:
        """Return it as people read it."""
        return self.name.lower()


_TABLES: Final[tuple[tuple[Danger, Mapping[str, str]], ...]] = (
    (Danger.PERMISSION, PERMISSION),
    (Danger.IRREVERSIBLE, IRREVERSIBLE),
    (Danger.DELEGATION, DELEGATION),
    (Danger.DELETION, PROTECTED),
)
_PASS_ROLE: Final = "iam:passrole"  # noqa: S105 - an action's name


def danger(action: str) -> Danger:
    """Return what is worst about `action` (`rds:DeleteDBInstance`, in any case)."""
    service, _, name = action.lower().partition(":")
    if f"{service}:{name}" == _PASS_ROLE:
        return Danger.DELEGATION
    return _of(service).get(name, Danger.OTHER)


@cache
def _of(service: str) -> Mapping[str, Danger]:
    found: dict[str, Danger] = {}
    for kind, table in _TABLES:
        for name in table.get(service, "").lower().split():
            found.setdefault(name, kind)
    return found
