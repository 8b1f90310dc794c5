"""What takes fewer people in production than it should: named for as long as the policies in force let it."""

from collections.abc import Iterator
from typing import Final

from keyturn.codec.canonical import Json
from keyturn.flow.consider import Considering
from keyturn.flow.settings import Settings
from keyturn.model.autonomy import Autonomy
from keyturn.policy.prove import configured, prove

BY_POLICIES: Final = "lowered by the policies in force"


class Lowered:
    """Looks at settings and policies in force; the proof is made anew only when one of them changed."""

    def __init__(self, considering: Considering) -> None:
        self._considering = considering
        self._known: tuple[str, Settings] | None = None
        self._lines: list[Json] = []

    def lines(self) -> list[Json]:
        """Return a line for each level that is lowered: by the table, or by policies that people wrote themselves."""
        settings, current = self._considering.settings, self._considering.current
        if self._known is None or self._known[0] != current or self._known[1] is not settings:
            self._lines = list(self._looked_at(settings, current))
            self._known = current, settings
        return self._lines

    def _looked_at(self, settings: Settings, current: str) -> Iterator[str]:
        charter = self._considering.state.charter
        by_table = settings.composed if charter is None else charter.composed
        if by_table:
            yield from settings.lowered
        held = self._considering.state.bundles.get(current)
        if held is None:
            return  # whoever asks a gate that does not run has not put a new configuration in force
        claims = configured(settings.autonomy if by_table else Autonomy(), settings.approvers)
        for shortfall in prove(held[0], claims).shortfalls:
            yield f"{BY_POLICIES}: {shortfall}"
