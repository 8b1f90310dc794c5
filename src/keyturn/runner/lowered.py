"""What takes fewer people in production than it should: named for as long as the policies in force let it."""

from typing import Final

from keyturn.codec.canonical import Json
from keyturn.flow.consider import Considering
from keyturn.model.autonomy import Autonomy
from keyturn.policy.prove import configured, prove

BY_POLICIES: Final = "lowered by the policies in force"


class Lowered:
    """Looks at settings and policies in force; the proof is made anew only when one of them changed."""

    def __init__(self, considering: Considering) -> None:
        self._considering = considering
        self._known: tuple[str, int] | None = None
        self._lines: list[Json] = []

    def lines(self) -> list[Json]:
        """Return a line for each level that is lowered: by the table, or by policies that people wrote themselves."""
        settings, current, charter = (
            self._considering.settings,
            self._considering.current,
            self._considering.state.charter,
        )
        if self._known != (current, id(settings)):
            policies, _ = self._considering.state.bundles[current]
            by_table = settings.composed if charter is None else charter.composed
            said = settings.autonomy if by_table else Autonomy()
            proof = prove(policies, configured(said, settings.approvers))
            self._lines = [
                *(settings.lowered if by_table else ()),
                *(f"{BY_POLICIES}: {one}" for one in proof.shortfalls),
            ]
            self._known = current, id(settings)
        return self._lines
