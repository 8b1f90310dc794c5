"""Three people, two changes, eight events: every story there is, and none in which too few people agreed."""

import sys
from collections.abc import Callable
from typing import Any, Final

import pytest

from keyturn.flow.answers import Refuse
from keyturn.flow.consider import Considering
from keyturn.flow.kept import Case
from keyturn.flow.state import State
from keyturn.model import change
from keyturn.model.change import Event
from keyturn.model.change import State as Stage
from keyturn.model.decision import Standing
from keyturn.model.evidence import Kind
from keyturn.model.identity import Person
from keyturn.testing.house import House
from tests.search import PEOPLE, Search

EVENTS: Final = 8


def test_no_story_of_eight_events_reaches_execution_without_two_people(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    # What may happen to anybody's standing happens to bo; `make fuzz` lets it happen to everybody.
    found = Search(house, movers=("bo",), troubled=False).explore(EVENTS)

    with capsys.disabled():
        sys.stdout.write(f"\nthree people, two changes, up to {EVENTS} events: {found}\n")
    assert found.wrong == []
    assert found.spent > 0
    assert len(found.by_depth) == EVENTS + 1


@pytest.mark.parametrize(("movers", "events"), [(("bo",), 5), (PEOPLE, 3)])
def test_nor_does_a_shorter_story_with_drift_and_crashes(house: House, movers: tuple[str, ...], events: int) -> None:
    found = Search(house, movers).explore(events)

    assert found.wrong == []
    assert found.spent > 0


# ---- the search would find it: each of these is a gate with one thing broken


def everybody_counts(self: Considering, case: Case) -> list[Person]:
    return [self.state.people[vote.reviewer] for vote in case.votes.values() if vote.approves]


def any_key_counts(self: Considering, person: Person, _: str, case: Case) -> bool:
    return person.enabled and person.name not in (case.change.sponsor, case.opener) and "sre" in person.groups


def one_is_two(self: Considering, case: Case, *_: object) -> Standing:
    count = 2 * len(self.voters(case))
    return Standing(people=count, seats={"sre": count})


def nobody_passes(self: Considering, *_: object, **__: object) -> Refuse:
    return Refuse("broken", "nothing passes")


def ignoring(kind: Kind) -> Callable[..., None]:
    really = State.apply

    def apply(self: State, of: Kind, *rest: Any) -> None:  # noqa: ANN401 - the rest of an entry
        if of is not kind:
            really(self, of, *rest)

    return apply


BROKEN: Final[dict[str, tuple[object, str, object]]] = {
    "all who voted count, whatever became of them": (Considering, "voters", everybody_counts),
    "a vote outlives its key": (Considering, "eligible", any_key_counts),
    "one person counts as two": (Considering, "standing", one_is_two),
    "disabling is forgotten": (State, "apply", ignoring(Kind.PERSON_DISABLED)),
    "what people agreed on does not pass": (Considering, "consider", nobody_passes),
}


@pytest.mark.parametrize("what", BROKEN)
def test_the_search_finds_a_gate_in_which(house: House, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    search = Search(house, movers=("bo",))
    where, name, broken = BROKEN[what]
    monkeypatch.setattr(where, name, broken)

    assert search.explore(4, stop=True).wrong


def test_the_search_finds_a_table_in_which_a_withdrawal_closes_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    search = Search(house, movers=("bo",))
    monkeypatch.setitem(change.MOVES, (Stage.PROPOSED, Event.WITHDRAWAL), Stage.PROPOSED)

    assert search.explore(4, stop=True).wrong
