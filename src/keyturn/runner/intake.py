"""Taking in what people sign, and reading the parameters of their questions."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Final

from keyturn.codec.canonical import Json
from keyturn.errors import KeyturnError, Malformed
from keyturn.flow import statements
from keyturn.model.evidence import Draft, Kind
from keyturn.runner.journal import Journal
from keyturn.runner.timekeeper import Timekeeper

Params = Mapping[str, Json]
Method = Callable[[Params], Awaitable[Json]]


_ENDING: Final = frozenset({Kind.SESSION_ENDED, Kind.KEY_SUSPENDED, Kind.VOTE, Kind.SEAL_SIGNED})
"""What may end sessions, itself or by what follows from it."""


class Intake:
    """Takes in signed statements. Whatever it returns from is durable."""

    def __init__(
        self,
        journal: Journal,
        time: Timekeeper,
        end_session: Callable[[str], None],
        confirm: Callable[[str], None],
    ) -> None:
        """`end_session` cuts what a session has under way; `confirm` has a passkey's signature checked once more."""
        self._journal = journal
        self._time = time
        self._end_session = end_session
        self._confirm = confirm
        self._settled: Callable[[], None] = lambda: None

    def afterwards(self, settled: Callable[[], None]) -> None:
        """Have `settled` called in the same step in which a statement is folded."""
        self._settled = settled

    async def take(
        self,
        params: Params,
        judge: Callable[[str, datetime], Draft],
        then: Callable[[datetime], Draft | None] | None = None,
    ) -> Draft:
        """Take one signed statement in: judge it, number it and fold it without a pause, then wait until it is durable.

        `then` says, once it is folded, what follows from it in the same step: None for nothing.

        A statement that does nothing is noted too, with the reason, before the reason is told.
        """
        only(params, "envelope")
        said = text(params, "envelope")
        at, _ = self._time.now()
        try:
            draft = judge(said, at)
            if "count" in draft.payload:
                self._confirm(said)
        except KeyturnError as error:
            await self._journal.write(statements.refused_statement(said, error, error.code, at))
            raise
        open_before = self._open_sessions() if draft.kind in _ENDING else []
        durable = [self._journal.write(draft)]
        following = None if then is None else then(at)
        if following is not None:
            durable.append(self._journal.write(following))
        self._settled()
        self._cut(open_before)
        for one in durable:
            await one
        return draft

    def _open_sessions(self) -> list[str]:
        return [one.id for one in self._journal.state.sessions.values() if one.ended is None]

    def _cut(self, open_before: list[str]) -> None:
        """Cut what those sessions have under way that have just ended."""
        for name in open_before:
            if self._journal.state.sessions[name].ended is not None:
                self._end_session(name)


def only(params: Params, *names: str) -> None:
    """Refuse a parameter that is not among `names`. Raises Malformed."""
    for name in params:
        if name not in names:
            raise Malformed("parameter", name, "this method does not take it")


def text(params: Params, name: str) -> str:
    """The text under `name`. Raises Malformed."""
    value = params.get(name)
    if not isinstance(value, str):
        raise Malformed(name, value, "a text is wanted")
    return value


def texts(params: Params, name: str) -> list[str]:
    """The list of texts under `name`. Raises Malformed."""
    value = params.get(name)
    if not isinstance(value, list):
        raise Malformed(name, value, "a list of texts is wanted")
    return [text({name: one}, name) for one in value]
