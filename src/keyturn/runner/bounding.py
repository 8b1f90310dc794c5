"""What the desk does about windows and freezes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from keyturn.codec.canonical import Json
from keyturn.codec.encoding import b32encode_id
from keyturn.flow.bounds import freezes, stands, told
from keyturn.flow.consider import Considering
from keyturn.flow.freezes import begin_freeze
from keyturn.ports import Chance
from keyturn.runner.intake import Intake, Method, Params


class Bounding:
    """Takes freezes in, and says how windows and freezes stand."""

    def __init__(self, considering: Considering, intake: Intake, chance: Chance) -> None:
        self._considering = considering
        self._state = considering.state
        self._intake = intake
        self._chance = chance
        self.methods: Final[Mapping[str, Method]] = {"freeze": self._freeze}

    def status(self, at: datetime) -> Mapping[str, Json]:
        """Return the windows and freezes as `status` lists them."""
        bounds = self._considering.settings.bounds
        return {
            "freezes": [dict(freeze.document()) for freeze in freezes(self._state, bounds, at)],
            "windows": [dict(stands(window, at)) for window in bounds.windows],
        }

    def notices(self, at: datetime) -> list[Json]:
        """Return what every page and command names as long as it is so."""
        return [told(freeze) for freeze in freezes(self._state, self._considering.settings.bounds, at)]

    async def _freeze(self, params: Params) -> Json:
        fresh = b32encode_id(self._chance.token(16))
        settings = self._considering.settings
        draft = await self._intake.take(params, lambda text, at: begin_freeze(self._state, settings, text, at, fresh))
        return dict(self._state.freezes[draft.about["freeze"]].document())
