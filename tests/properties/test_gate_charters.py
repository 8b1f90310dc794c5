"""No sequence of proposals, votes, withdrawals, suspensions and restarts changes the charter with too few people.

The charter in force is compared, after every step, with what the signed statements alone account for: each new charter
must have been approved by as many different people as the charter *before* it asks for, of its group, none of them its
proposer or whom it is about, each with a key that signs at that moment.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

from keyturn.adapters.aws.catalogue import PackagedCatalogue
from keyturn.adapters.bundles import default_bundle
from keyturn.codec.canonical import Json
from keyturn.errors import KeyturnError
from keyturn.model.approval import Verdict
from keyturn.model.bundle import Bundle
from keyturn.model.gate import GateKind
from keyturn.testing.gatekeepers import Gatekeepers, enrolment, new_key
from keyturn.testing.house import House

NAMES = ("dana", "ana", "bo", "carl", "eve")
BUNDLE: Bundle = default_bundle("sre", 2)
CATALOGUE = PackagedCatalogue()

names = st.sampled_from(NAMES)
groups = st.lists(st.sampled_from(("ops", "sre")), min_size=1, max_size=2, unique=True).map(sorted)
documents = st.one_of(
    st.tuples(st.just(GateKind.PERSON_ADD), names, groups),
    st.tuples(st.just(GateKind.PERSON_GROUPS), names, groups),
    st.tuples(st.just(GateKind.PERSON_DISABLE), names, groups),
    st.tuples(st.just(GateKind.KEY_RESTORE), names, groups),
    st.tuples(st.just(GateKind.CONFIGURATION), st.sampled_from(("2", "3")), groups),
)
steps = st.one_of(
    st.tuples(st.just("propose"), names, documents),
    st.tuples(st.just("vote"), names, st.integers(0, 3)),
    st.tuples(st.just("all vote"), names, st.permutations(NAMES)),
    st.tuples(st.just("all vote"), names, st.permutations(NAMES)),
    st.tuples(st.just("all vote"), names, st.permutations(NAMES)),
    st.tuples(st.just("reject"), names, st.integers(0, 3)),
    st.tuples(st.just("suspend"), names, st.none()),
    st.tuples(st.just("restart"), names, st.none()),
)


class Story:
    """A sealed house, and what a bystander keeps of what people said."""

    def __init__(self) -> None:
        self.house = House(BUNDLE, CATALOGUE)
        self.house.enrol("carl", "ops")
        self.keepers = Gatekeepers(self.house)
        self.keepers.seal()
        self.house.keys["eve"] = new_key("eve")
        self.open: list[str] = []

    def take(self, step: tuple[str, str, Any]) -> None:
        """Do one step; what the gate refuses is refused."""
        does, name, what = step
        if does == "all vote":
            for voter in what:
                self.take(("vote", voter, 0))
            return
        acts: dict[str, Callable[[], None]] = {
            "propose": lambda: self._propose(name, what),
            "vote": lambda: self._vote(name, what, Verdict.APPROVE),
            "reject": lambda: self._vote(name, what, Verdict.REJECT),
            "suspend": lambda: self.keepers.suspend(name),
            "restart": self._restart,
        }
        before, state = self.keepers.charter(), self.house.considering.state
        asks = self.house.considering.settings.approvers.people
        able = {one.name for one in state.people.values() if one.enabled and one.keys and "sre" in one.groups}
        try:
            acts[does]()
        except KeyturnError:
            assert self.keepers.charter() == before
            return
        if self.keepers.charter() != before:
            event("the charter changed")
            assert does == "vote"
            self._account_for(asks, able)

    def _account_for(self, asks: int, able: set[str]) -> None:
        """The change that was just put in force had enough people, by the state before it."""
        state = self.house.considering.state
        case = next(one for one in state.gate_cases.values() if one.change.after == self.keepers.charter())
        agreed = {vote.reviewer for vote in case.votes.values() if vote.approves}
        counted = (agreed & able) - {case.change.by, case.change.subject}
        assert len(counted) >= asks
        assert all(one.stage.value != "proposed" for one in state.gate_cases.values() if one.after is not None)

    def _propose(self, by: str, what: tuple[GateKind, str, list[str]]) -> None:
        kind, name, wanted = what
        document: dict[str, Json] = {"name": name}
        match kind:
            case GateKind.PERSON_ADD:
                document = enrolment(name, *wanted)
            case GateKind.PERSON_GROUPS:
                document["groups"] = list(wanted)
            case GateKind.KEY_RESTORE:
                document["key"] = self.keepers.key_of(name)
            case GateKind.CONFIGURATION:
                document = {"configuration": {"approvals": {"people": int(name)}}}
            case _:
                pass
        self.open.append(self.keepers.propose(by, kind, document))

    def _vote(self, name: str, which: int, verdict: Verdict) -> None:
        if which < len(self.open):
            self.house.vote(self.open[-1 - which], name, verdict)

    def _restart(self) -> None:
        before = self.house.considering
        self.house = self.house.restarted()
        self.keepers = Gatekeepers(self.house)
        after = self.house.considering
        assert after.state.charter == before.state.charter
        assert after.state.people == before.state.people
        assert (after.current, after.settings) == (before.current, before.settings)


@settings(max_examples=40)
@given(st.lists(steps, min_size=8, max_size=40))
def test_no_sequence_changes_the_charter_with_too_few(taken: list[tuple[str, str, Any]]) -> None:
    story = Story()
    try:
        for step in taken:
            story.take(step)
        charters = list(story.house.considering.state.charters.values())
        for one, other in pairwise(charters):
            assert (other.number, other.before) == (one.number + 1, one.digest)
    finally:
        story.house.close()
