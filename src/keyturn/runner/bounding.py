"""What the desk does about windows and freezes, and about what people gave leave for: emergencies, envelopes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from keyturn.codec.canonical import Json
from keyturn.codec.encoding import b32encode_id, format_instant
from keyturn.flow.bounds import freezes, told
from keyturn.flow.bounds import stands as window_stands
from keyturn.flow.consider import Considering
from keyturn.flow.ending import end_leave
from keyturn.flow.freezes import begin_freeze
from keyturn.flow.gate.emergencies import unreviewed
from keyturn.flow.gate.voters import gate_voters
from keyturn.flow.given import Given
from keyturn.flow.leaves import stands
from keyturn.model.emergency import Emergency
from keyturn.model.envelope import Envelope
from keyturn.model.freeze import told as shown
from keyturn.ports import Chance
from keyturn.runner.intake import Intake, Method, Params


class Bounding:
    """Takes freezes in, and says how windows and freezes stand."""

    def __init__(self, considering: Considering, intake: Intake, chance: Chance) -> None:
        self._considering = considering
        self._state = considering.state
        self._intake = intake
        self._chance = chance
        self.methods: Final[Mapping[str, Method]] = {"freeze": self._freeze, "leave_end": self._leave_end}

    def status(self, at: datetime) -> Mapping[str, Json]:
        """Return the windows and freezes as `status` lists them."""
        bounds = self._considering.settings.bounds
        return {
            "freezes": [{**freeze.document(), "told": shown(freeze)} for freeze in freezes(self._state, bounds, at)],
            "windows": [dict(window_stands(window, at)) for window in bounds.windows],
            "emergencies": [self._given(given, at) for given in unreviewed(self._state)],
            "envelopes": [
                self._given(given, at)
                for given in self._state.given.values()
                if isinstance(given.what, Envelope) and stands(self._state, given, at)
            ],
        }

    def notices(self, at: datetime) -> list[Json]:
        """Return what every page and command names as long as it is so."""
        frozen = [told(freeze) for freeze in freezes(self._state, self._considering.settings.bounds, at)]
        return [*(self._told(given, at) for given in unreviewed(self._state)), *frozen]

    def _told(self, given: Given, at: datetime) -> str:
        change = given.case.change
        if stands(self._state, given, at) and isinstance(given.what, Emergency):
            what = (
                f"emergency in `{given.what.environment}`, opened by `{change.by}`, until {given.what.until:%H:%M} UTC"
            )
            return f"{what}: one approval is enough for {len(given.what.tasks)} tasks ({given.short}): {change.intent}"
        calls = "1 call" if len(given.uses) == 1 else f"{len(given.uses)} calls"
        return (
            f"the review of emergency {given.short}, opened by `{change.by}` ({calls} went under it), is open until "
            f"two people close it who neither opened it nor propose that (keyturn emergency close {given.short})"
        )

    def _given(self, given: Given, at: datetime) -> Json:
        change = given.case.change
        return {
            "id": given.id,
            "short": given.short,
            "by": change.by,
            "intent": change.intent,
            "approved_by": [person.name for person in gate_voters(self._state, given.case)],
            "document": dict(change.document),
            "begun": format_instant(given.begun),
            "stands": stands(self._state, given, at),
            "over": given.over,
            "calls": [
                {
                    "grant": used.attempt.grant,
                    "change": used.attempt.change,
                    "name": used.name,
                    "at": format_instant(used.at),
                    "state": used.attempt.state.value,
                }
                for used in given.uses
            ],
        }

    async def _leave_end(self, params: Params) -> Json:
        settings = self._considering.settings
        draft = await self._intake.take(params, lambda text, at: end_leave(self._state, settings, text, at))
        given = self._state.given[draft.about["change"]]
        return {"change": given.id, "short": given.short, "over": given.over}

    async def _freeze(self, params: Params) -> Json:
        fresh = b32encode_id(self._chance.token(16))
        settings = self._considering.settings
        draft = await self._intake.take(params, lambda text, at: begin_freeze(self._state, settings, text, at, fresh))
        return dict(self._state.freezes[draft.about["freeze"]].document())
