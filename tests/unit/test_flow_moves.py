"""The life of a change is one table: every legal move is in it, and everything else raises."""

from itertools import product

import pytest

from keyturn.errors import CallerError
from keyturn.model.change import MOVES, OPEN, Event, IllegalMove, State, move

LIFE = """
proposed  + quorum met      = approved
proposed  + drift           = proposed
proposed  + rejection       = rejected
proposed  + withdrawal      = withdrawn
proposed  + expiry          = expired
approved  + quorum lost     = proposed
approved  + drift           = proposed
approved  + grant spent     = executing
approved  + rejection       = rejected
approved  + withdrawal      = withdrawn
approved  + expiry          = expired
executing + grant spent     = executing
executing + drift           = proposed
executing + all done        = done
executing + call failed     = failed
executing + outcome unknown = in doubt
executing + rejection       = rejected
executing + withdrawal      = withdrawn
executing + expiry          = expired
in doubt  + outcome unknown = in doubt
in doubt  + doubt settled   = executing
in doubt  + all done        = done
in doubt  + call failed     = failed
in doubt  + withdrawal      = withdrawn
in doubt  + expiry          = expired
"""


def life() -> dict[tuple[State, Event], State]:
    found = {}
    for line in LIFE.strip().splitlines():
        before, _, after = line.partition("=")
        state, _, event = before.partition("+")
        found[State(state.strip()), Event(event.strip())] = State(after.strip())
    return found


def test_the_table_is_this_one() -> None:
    assert dict(MOVES) == life()


@pytest.mark.parametrize(("state", "event"), list(product(State, Event)), ids=str)
def test_a_move_is_in_the_table_or_raises(state: State, event: Event) -> None:
    if (state, event) in life():
        assert move(state, event) is life()[state, event]
        return
    with pytest.raises(IllegalMove) as refused:
        move(state, event)
    assert isinstance(refused.value, CallerError)
    assert str(state) in str(refused.value)
    assert str(event) in str(refused.value)


def test_what_is_over_stays_over() -> None:
    assert {state for state, _ in MOVES} == set(OPEN)
    assert set(State) - OPEN == {State.DONE, State.FAILED, State.REJECTED, State.WITHDRAWN, State.EXPIRED, State.VOID}


def test_nothing_is_executed_that_was_not_approved() -> None:
    into_executing = {state for (state, _), after in MOVES.items() if after is State.EXECUTING}
    assert into_executing == {State.APPROVED, State.EXECUTING, State.IN_DOUBT}
    assert {state for (state, _), after in MOVES.items() if after is State.IN_DOUBT} == {
        State.EXECUTING,
        State.IN_DOUBT,
    }
    assert {state for (state, _), after in MOVES.items() if after is State.APPROVED} == {State.PROPOSED}


def test_a_doubt_is_never_forgotten_only_settled() -> None:
    settled = Event.DOUBT_SETTLED
    leads = {after for (state, event), after in MOVES.items() if state is State.IN_DOUBT and event is not settled}
    assert not leads & {State.PROPOSED, State.APPROVED, State.EXECUTING}
