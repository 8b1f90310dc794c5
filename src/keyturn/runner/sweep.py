"""What happens by itself: changes whose time is over are closed, a clock that jumps is noted, with an entry each."""

import asyncio

from keyturn.flow.drafts import expired_draft
from keyturn.model.change import OPEN
from keyturn.model.change import State as Stage
from keyturn.runner.clockwatch import ClockWatch
from keyturn.runner.journal import Journal
from keyturn.runner.timekeeper import Timekeeper

EVERY = 5.0


async def sweep(journal: Journal, time: Timekeeper, clock: ClockWatch) -> None:
    """Look at the clock and close expired changes every few seconds, for ever.

    Until its entry is written an expired change is unusable all the same.
    """
    while True:
        await asyncio.sleep(EVERY)
        await clock.told()
        await close_expired(journal, time)


async def close_expired(journal: Journal, time: Timekeeper) -> None:
    """Close the changes whose time is over now, unless nobody knows what time it is."""
    at, steady = time.now()
    cases = [case for cases in journal.state.open_of_task.values() for case in cases.values()] if steady else []
    for case in cases:
        if case.stage in OPEN and case.stands(at) is Stage.EXPIRED:
            await journal.write(expired_draft(case.change, at))
    for waiting in list(journal.state.open_gate.values()) if steady else []:
        if waiting.stands(at) is Stage.EXPIRED:
            await journal.write(expired_draft(waiting.change, at))
