"""What no approval opens: production through a gate that is not sealed, and to a session that nothing keeps apart.

An approval is worth what the gate is worth that counts it. Before the seal one person can change who approves; and a
session of isolation `none` runs beside the gateway's own keys and store, so that it could change what is counted. Both
are refused before anybody is asked, unless the configuration says that they are wanted.
"""

from collections.abc import Iterable
from typing import Final

from keyturn.flow.answers import Refuse
from keyturn.flow.settings import Settings
from keyturn.model.action import Action, Effect, Reading
from keyturn.model.identity import Isolation, Session

_UNSEALED: Final = (
    "production is not changed through a gate that one person can change: seal it (`keyturn seal`, every founding "
    "reviewer signs), or set `unsealed_production = true` under [gateway]"
)
_UNISOLATED: Final = (
    "this session's isolation is `none`: it runs beside this gate's keys, so it reaches no production; open one with "
    "`--isolation user` or `sandbox` where that is so, or change `unisolated_production` under [gateway]"
)


def out_of_reach(
    action: Action, where: Iterable[str], session: Session, settings: Settings, *, sealed: bool
) -> Refuse | None:
    """Return why `action` is refused whoever approves it, None if these rules let it go on.

    `where` are the environments in which it counts; each that is not `development` is production. Descriptions of
    production may be read by everybody: an agent that cannot look around cannot find the small fix.
    """
    if action.effect is Effect.READ and action.reading is Reading.METADATA:
        return None
    if all(name == "development" for name in where):
        return None
    if not sealed:
        if action.effect is Effect.READ or settings.unsealed_production:
            return None
        return Refuse("gate.not_sealed", _UNSEALED)
    if session.isolation is Isolation.NONE and not settings.unisolated_production:
        return Refuse("session.not_isolated", _UNISOLATED)
    return None
