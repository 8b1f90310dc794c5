"""What takes fewer people in production than it should: named for as long as the policies in force let it."""

from typing import Final

from keyturn.codec.canonical import Json
from keyturn.flow.consider import Considering
from keyturn.policy.prove import configured, prove

NOT_PROVED: Final = "the policies in force take less than `[autonomy]` says"


class Lowered:
    """Looks at settings and policies in force; the proof is made anew only when one of them changed."""

    def __init__(self, considering: Considering) -> None:
        self._considering = considering
        self._known: tuple[str, int] | None = None
        self._lines: list[Json] = []

    def lines(self) -> list[Json]:
        """Return a line for each level that is lowered, and for each that the policies do not keep."""
        settings, current = self._considering.settings, self._considering.current
        if self._known != (current, id(settings)):
            policies, _ = self._considering.state.bundles[current]
            proof = prove(policies, configured(settings.autonomy, settings.approvers))
            self._lines = [*settings.lowered, *(f"{NOT_PROVED}: {shortfall}" for shortfall in proof.shortfalls)]
            self._known = current, id(settings)
        return self._lines
