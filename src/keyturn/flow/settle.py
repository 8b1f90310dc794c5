"""What people say became of a call whose answer never came, and when that settles it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from keyturn.approve.seats import missing, seat
from keyturn.approve.statements import open_settlement
from keyturn.approve.votes import NotEligible, OwnChange
from keyturn.codec.canonical import Json
from keyturn.codec.digest import same
from keyturn.flow.consider import Considering
from keyturn.flow.kept import Case, Use
from keyturn.flow.statements import StatementRefused, find_case, open_fresh
from keyturn.model.approval import Settlement, Word
from keyturn.model.change import Change, State
from keyturn.model.evidence import Draft, Kind
from keyturn.model.grant import GrantState
from keyturn.model.identity import Person

FEWEST: Final = 2
"""People it takes, also for a change that one may approve."""


class NotInDoubt(StatementRefused):
    """Nobody needs to say what became of this call."""

    code = "settlement.not_in_doubt"

    def __init__(self, change: Change, number: int) -> None:
        super().__init__(
            f"action {number + 1} of change {change.short} is not in doubt: look at it with `keyturn show`"
        )


class OtherSending(StatementRefused):
    """The statement names another change, action or sending than there is."""

    code = "settlement.other_sending"

    def __init__(self, change: Change) -> None:
        super().__init__(
            f"it names another sending than that of change {change.short}: look again and sign what is shown"
        )


class SaidTwice(StatementRefused):
    """One person says one thing once."""

    code = "settlement.twice"

    def __init__(self, name: str) -> None:
        super().__init__(f"`{name}` has said so already: another person must")


class AnswerLost(StatementRefused):
    """The call may have happened, and what it answered is needed further on and lost."""

    code = "settlement.answer_lost"

    def __init__(self, change: Change, number: int) -> None:
        super().__init__(
            f"later actions of change {change.short} need what action {number + 1} answered, which never came: "
            "have its sponsor withdraw the change, and ask again"
        )


def count_word(considering: Considering, text: str, at: datetime) -> Draft:
    """Return the draft of one person's word about a call in doubt. Raises CallerError for one that does not count.

    Whoever may approve the change may say what became of it: never its sponsor or opener.
    """
    state = considering.state
    said, opened = open_fresh(text, state, at, lambda envelope: open_settlement(envelope, state.people))
    case = find_case(state, said.change)
    use = _use(case, said)
    if use.state is not GrantState.IN_DOUBT or case.stands(at) is not State.IN_DOUBT:
        raise NotInDoubt(case.change, said.action)
    person = state.people[said.by]
    if said.by in case.aside:
        raise OwnChange(case.change, said.by)
    if not considering.eligible(person, said.key_id, case):
        raise NotEligible(case.change, said.by, considering.ballot(person, case))
    counted = _counted(considering, case, use)
    if counted.get(said.by, (None, None))[1] is said.word:
        raise SaidTwice(said.by)
    if said.word is Word.HAPPENED and said.action in set(_answers_used(case.change)):
        raise AnswerLost(case.change, said.action)
    counted[said.by] = (person, said.word)
    payload: dict[str, Json] = {
        "statement": opened.digest,
        "envelope": opened.text,
        "action": said.action,
        "by": said.by,
        "key_id": said.key_id,
        "word": said.word.value,
        "comment": said.comment,
        "met": _agree(case.change, counted),
    }
    about = {"change": case.change.id, "grant": said.grant}
    return Draft(Kind.SETTLEMENT, at, about, payload)


def _use(case: Case, said: Settlement) -> Use:
    """The sending that `said` is about. Raises OtherSending."""
    change = case.change
    if not same(said.change, change.id) or not same(said.change_digest, change.digest):
        raise OtherSending(change)
    if said.action >= len(case.uses) or not same(case.uses[said.action].grant or "", said.grant):
        raise OtherSending(change)
    return case.uses[said.action]


def _counted(considering: Considering, case: Case, use: Use) -> dict[str, tuple[Person, Word]]:
    """Whose word counts now, and what it is."""
    found = {}
    for name, one in use.said.items():
        person = considering.state.people.get(name)
        if person is not None and considering.eligible(person, one.key_id, case):
            found[name] = (person, one.word)
    return found


def _agree(change: Change, counted: Mapping[str, tuple[Person, Word]]) -> bool:
    """Whether as many people as approve this change say the same, and nobody says otherwise."""
    if len(counted) < FEWEST or len({word for _, word in counted.values()}) != 1:
        return False
    groups = {name: who.groups for name, (who, _) in counted.items()}
    # No passkey signs a settlement, so that each was made on a machine of its signer's own.
    return missing(change.quorum, seat(change.quorum, groups, groups)) == 0


def _answers_used(change: Change) -> Iterator[int]:
    """The numbers of the actions whose answers other actions of `change` are declared by."""
    for action in change.actions:
        yield from _marks(action.shown.document["parameters"])


def _marks(value: Json) -> Iterator[int]:
    if isinstance(value, Mapping):
        match value:
            case {"$answer": [int(number), str()]} if len(value) == 1:
                yield number
            case _:
                for member in value.values():
                    yield from _marks(member)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _marks(item)
