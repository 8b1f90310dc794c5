"""When things were to change: the windows and freezes that stand in the configuration people sealed."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from keyturn.codec.canonical import Json
from keyturn.errors import KeyturnError
from keyturn.model.freeze import Freeze
from keyturn.model.gate import Charter
from keyturn.model.window import Window

Hours: TypeAlias = tuple[Sequence[Window], Sequence[Freeze]]

ReadHours: TypeAlias = Callable[[Mapping[str, Json]], Hours]
"""Reads the windows and freezes of a charter's configuration. Raises a KeyturnError for one that it cannot read.

It is handed in: time zones come from a database of the machine, and this room reads nothing.
"""

_NONE: Hours = ((), ())


class Calendar:
    """The hours of the charter in force, read once a charter; `unread` counts the charters whose hours nobody read."""

    def __init__(self, read: ReadHours | None = None) -> None:
        """`read` is None where hours are not to be judged."""
        self._read = read
        self._charter: Charter | None = None
        self._hours = _NONE
        self.unread = 0

    def hours(self, charter: Charter | None) -> Hours:
        """The hours that `charter` sets; none before the seal, when the configuration stood in no log."""
        if charter is not self._charter:
            self._charter, self._hours = charter, _NONE
            if charter is not None and not charter.configuration.keys().isdisjoint(("windows", "freezes")):
                self._hours = self._hours_of(charter.configuration)
        return self._hours

    def _hours_of(self, configuration: Mapping[str, Json]) -> Hours:
        try:
            if self._read is not None:
                return self._read(configuration)
            self.unread += 1
        except KeyturnError:
            # Another release's configuration, or a zone that this machine does not know: not wrong, and not judged.
            self.unread += 1
        return _NONE
