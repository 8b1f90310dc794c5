"""All small stories: three people, two changes, every order of what they can do, through the flow's real code.

From each state everything that anybody can try is tried: signed votes, rejections and withdrawals by each person,
enrolment anew, other groups, other keys, expiry, a call sent, a crash while it is sent. Beside the gate stands a ledger
that is kept from what people did. Whatever is spent must be covered by it, and what it covers must be spendable.
States that are alike are explored once.
"""

import argparse
import copy
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache, partial
from hashlib import sha256
from itertools import product
from typing import Any, Final

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from keyturn.adapters.aws.catalogue import PackagedCatalogue
from keyturn.adapters.bundles import default_bundle
from keyturn.approve import approvals
from keyturn.codec import dsse, keys
from keyturn.codec.keys import key_id
from keyturn.errors import KeyturnError
from keyturn.flow import statements
from keyturn.flow.answers import Drift, Go, Look, Named, Seen
from keyturn.flow.consider import Considering
from keyturn.flow.drafts import drifted_draft, sending
from keyturn.flow.state import State
from keyturn.issue.drafts import outcome_draft
from keyturn.model import written
from keyturn.model.approval import Approval, Verdict, Withdrawal
from keyturn.model.evidence import Draft, Kind
from keyturn.model.execution import Ended, Outcome
from keyturn.model.facts import Facts
from keyturn.model.identity import Person, PublicKey
from keyturn.model.observed import Observed, Stands
from keyturn.model.wire import HttpRequest
from keyturn.runner.calls import LOOKS
from keyturn.testing.house import DEPLOYMENT, House

PEOPLE: Final = ("dana", "ana", "bo")
SPONSORS: Final = ("dana", "ana")
"""Of the first change and of the second."""

MOVING: Final = 0
"""The change whose table may be altered by somebody else."""

NEEDED: Final = 2
KEYS: Final = 2
LATER: Final = timedelta(minutes=70)
"""After this the changes have expired, and the sessions have not."""


@dataclass(frozen=True)
class Ledger:
    """What people did, in the test's own words: no word of the gate's is in it."""

    enabled: tuple[bool, ...] = (True,) * 3
    of_sre: tuple[bool, ...] = (True,) * 3
    key: tuple[int, ...] = (0,) * 3
    began: tuple[bool, ...] = (True,) * 2  # the sessions that the two agents hold
    approved: tuple[frozenset[tuple[int, int]], ...] = (frozenset(),) * 2  # person and key, a change
    over: tuple[bool, ...] = (False,) * 2
    sent: tuple[bool, ...] = (False,) * 2
    late: bool = False
    moved: bool = False  # whether what the first change touches stands otherwise than when it was opened
    round: int = 1  # how often people were asked about the first change

    def covered(self, change: int) -> bool:
        """Whether the change may be carried out: so many different people, each eligible at this moment."""
        humans = {
            person
            for person, key in self.approved[change]
            if self.enabled[person] and self.of_sre[person] and self.key[person] == key
            and PEOPLE[person] != SPONSORS[change]
        }  # fmt: skip
        closed = self.late or self.over[change] or self.sent[change] or not self.began[change]
        as_seen = change != MOVING or self.round == (2 if self.moved else 1)
        return len(humans) >= NEEDED and as_seen and not closed


Made = tuple[tuple[Draft, ...], Ledger] | None
"""What an attempt does: entries, and what the ledger says after it; None if it does nothing."""


@dataclass(frozen=True)
class Node:
    """A state by the entries that led to it, and by what people did to get there."""

    drafts: tuple[Draft, ...]
    ledger: Ledger
    story: tuple[str, ...]


@dataclass
class Explored:
    """How much was explored, and what is wrong with it: stories, each ending in what must not be."""

    states: int = 0
    tried: int = 0
    moved: int = 0
    spent: int = 0
    by_depth: list[int] = field(default_factory=list)
    wrong: list[tuple[str, ...]] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.states:,} states, {self.tried:,} attempts, {self.moved:,} transitions, "
            f"{self.spent:,} of them executions; states by number of events: {self.by_depth}"
        )


class Search:
    """Everything that three people can do with two changes."""

    def __init__(self, house: House, movers: Sequence[str] = PEOPLE, *, troubled: bool = True) -> None:
        """`movers` are the people who may be disabled, enrolled anew, given another group or another key.

        With `troubled` the gate may also die while it sends, and somebody else alter what a change touches.
        """
        self._troubled = troubled
        self._movers = [PEOPLE.index(name) for name in movers]
        house.considering.settings = replace(house.considering.settings, change_expires=timedelta(hours=1))
        self._considering = house.considering
        self._at = house.clock.wall()
        self._calls: list[tuple[Named, HttpRequest]] = []
        self._changes: list[str] = []
        for sponsor, agent, table in (("dana", "fixer", "costs"), ("ana", "helper", "prices")):
            session = house.session(sponsor, agent)
            request = house.call(session, "dynamodb:DeleteTable", TableName=table)
            house.held(house.send(request))
            self._calls.append((house.named(request), request))
            self._changes.append(next(reversed(house.considering.state.cases)))
        self._base = tuple(house.log.drafts)
        self._keys = [[_key(name, number) for number in range(KEYS)] for name in PEOPLE]
        for name, own in zip(PEOPLE, self._keys, strict=True):
            own[0] = house.keys[name]
        self._observed = [house.considering.state.cases[name].change.observed for name in self._changes]
        self._house = house
        self._envelopes: dict[tuple[object, ...], str] = {}

    def explore(self, events: int, *, stop: bool = False) -> Explored:
        """Try everything, up to so many events in a row; with `stop`, only until something is wrong."""
        with _remembered():
            return self._explore(events, stop=stop)

    def _explore(self, events: int, *, stop: bool) -> Explored:
        found = Explored()
        start = Node((), Ledger(), ())
        edge, seen = [start], {self._shape(self._state(start), start.ledger)}
        found.by_depth.append(1)
        for _ in range(events):
            fresh: list[Node] = []
            for node in edge:
                for state, child in self._children(node, found):
                    shape = self._shape(state, child.ledger)
                    if shape not in seen:
                        seen.add(shape)
                        fresh.append(child)
                if stop and found.wrong:
                    return found
            edge = fresh
            found.by_depth.append(len(fresh))
        found.states = len(seen)
        return found

    def _children(self, node: Node, found: Explored) -> Iterator[tuple[State, Node]]:
        state = self._state(node)
        gate = copy.copy(self._considering)
        gate.state = state
        at = self._at + (LATER if node.ledger.late else timedelta(0))
        for name, attempt in self._attempts(gate, node.ledger, at):
            found.tried += 1
            made = attempt()
            if made is None:
                continue
            drafts, ledger = made
            found.moved += 1
            child = Node(node.drafts + drafts, ledger, (*node.story, name))
            if ledger.sent != node.ledger.sent:
                found.spent += 1
                change = int(name[-1])
                if not node.ledger.covered(change):
                    found.wrong.append((*child.story, "was carried out, and is not covered"))
            yield self._state(child), child
        for change in range(2):
            if node.ledger.covered(change) and not isinstance(self._consider(gate, node.ledger, change, at), Go):
                found.wrong.append((*node.story, f"change {change} is covered, and cannot be carried out"))

    def _attempts(self, gate: Considering, was: Ledger, at: datetime) -> Iterator[tuple[str, Callable[[], Made]]]:
        for person, change, verdict in product(range(3), range(2), Verdict):
            for key in range(KEYS if person in self._movers else 1):
                words = f"{PEOPLE[person]} says {verdict} with key {key} of {change}"
                envelope = self._envelope(gate, at, (person, key), change, verdict)
                yield words, partial(self._vote, gate, was, at, envelope, (person, key), change, verdict)
        for person, change in product(range(3), range(2)):
            envelope = self._envelope(gate, at, (person, was.key[person]), change, None)
            yield f"{PEOPLE[person]} withdraws {change}", partial(self._withdraw, gate, was, at, envelope, change)
        for person in self._movers:
            yield f"{PEOPLE[person]} is disabled", partial(self._disable, was, at, person)
            same, other = was.key[person], was.key[person] + 1
            for of_sre, key in ((True, same), (False, same), *([(True, other)] if other < KEYS else [])):
                words = f"{PEOPLE[person]} is {'' if of_sre else 'not '}of sre, with key {key}"
                yield words, partial(self._enrol, was, at, person, of_sre=of_sre, key=key)
        yield "an hour passes", lambda: None if was.late else ((), replace(was, late=True))
        for change in range(2):
            yield f"send {change}", partial(self._send, gate, was, at, change, dies=False)
        if self._troubled:
            yield "send and die 1", partial(self._send, gate, was, at, 1, dies=True)
            yield "somebody alters a table", lambda: None if was.moved else ((), replace(was, moved=True))

    # ---- what can be tried, each through the flow

    def _vote(
        self,
        gate: Considering,
        was: Ledger,
        at: datetime,
        envelope: str,
        by: tuple[int, int],
        change: int,
        verdict: Verdict,
    ) -> Made:
        try:
            draft = statements.count_vote(gate, envelope, at)
        except KeyturnError:
            return None
        if verdict is Verdict.REJECT:
            return (draft,), replace(was, over=_with(was.over, change, True))
        approved = was.approved[change] | {by}
        return (draft,), replace(was, approved=_with(was.approved, change, approved))

    def _withdraw(self, gate: Considering, was: Ledger, at: datetime, envelope: str, change: int) -> Made:
        try:
            draft = statements.withdraw(gate, envelope, at)
        except KeyturnError:
            return None
        return (draft,), replace(was, over=_with(was.over, change, True))

    def _disable(self, was: Ledger, at: datetime, person: int) -> Made:
        if not was.enabled[person]:
            return None
        draft = Draft(Kind.PERSON_DISABLED, at, {}, {"name": PEOPLE[person], "by": "setting up"})
        began = tuple(one and SPONSORS[change] != PEOPLE[person] for change, one in enumerate(was.began))
        return (draft,), replace(was, enabled=_with(was.enabled, person, False), began=began)

    def _enrol(self, was: Ledger, at: datetime, person: int, of_sre: bool, key: int) -> Made:
        if was.enabled[person] and was.of_sre[person] is of_sre and was.key[person] == key:
            return None
        if not was.enabled[person] and key == was.key[person]:
            return None  # a key once gone is not enrolled again: the desk refuses that, and is not asked here
        raw = self._keys[person][key].public_key().public_bytes_raw()
        groups = frozenset({"sre"} if of_sre else {"staff"})
        enrolled = Person(PEOPLE[person], groups, (PublicKey(key_id(raw), raw),))
        draft = Draft(Kind.PERSON_ADDED, at, {}, {"person": dict(written.person(enrolled)), "by": "setting up"})
        ledger = replace(
            was,
            enabled=_with(was.enabled, person, True),
            of_sre=_with(was.of_sre, person, of_sre),
            key=_with(was.key, person, key),
        )
        return (draft,), ledger

    def _send(self, gate: Considering, was: Ledger, at: datetime, change: int, *, dies: bool) -> Made:
        answer = self._consider(gate, was, change, at)
        if isinstance(answer, Drift):
            approved = _with(was.approved, change, frozenset())
            return (drifted_draft(answer.change, at),), replace(was, approved=approved, round=was.round + 1)
        if not isinstance(answer, Go):
            return None
        named, request = self._calls[change]
        intent = sending(named, answer, request)
        after = self._base[0] if dies else outcome_draft(intent, Outcome(Ended.ANSWERED, at, 200), {})
        return (intent, after), replace(was, sent=_with(was.sent, change, True))

    def _consider(self, gate: Considering, was: Ledger, change: int, at: datetime) -> object:
        """Send the call of `change`, and read how things stand where the gate asks for that."""
        named, _ = self._calls[change]
        seen: Seen | None = None
        try:
            for _ in range(LOOKS):
                fresh = f"SEARCH{change}000000000000000000000000"
                answer = gate.consider(named, Facts(), at, steady=True, fresh=fresh, seen=seen)
                if not isinstance(answer, Look):
                    return answer
                seen = Seen(answer.of, answer.fresh, self._stands(was, change))
        except KeyturnError as error:
            return error
        raise AssertionError("the gate looks for ever")

    def _stands(self, was: Ledger, change: int) -> tuple[Observed, ...]:
        """How what a change touches stands now."""
        first, *others = self._observed[change]
        if change == MOVING and was.moved:
            first = replace(first, stands=Stands.THERE, state={"altered": True})
        return (first, *others)

    # ---- states

    def _state(self, node: Node) -> State:
        state = State()
        for draft in (*self._base, *node.drafts):
            state.apply(draft.kind, draft.at, draft.about, draft.payload)
        return state

    def _shape(self, state: State, ledger: Ledger) -> object:
        """All of a state that can make a difference later."""
        cases = tuple(
            (
                case.stage,
                tuple(sorted((vote.reviewer, vote.key_id, vote.approves) for vote in case.votes.values())),
                tuple(use.state for use in case.uses),
            )
            for case in state.cases.values()
        )
        people = tuple((one.enabled, one.groups, tuple(key.id for key in one.keys)) for one in state.people.values())
        sessions = tuple(one.ended is None for one in state.sessions.values())
        return cases, people, sessions, frozenset(state.statements), frozenset(state.executing), ledger

    def _envelope(
        self, gate: Considering, at: datetime, by: tuple[int, int], change: int, verdict: Verdict | None
    ) -> str:
        """What a person signs with a key about a change as it stands at `at`, once for each; None takes it back."""
        person, key = by
        name, identity = PEOPLE[person], self._changes[change]
        of = gate.state.cases[identity].change
        what = (at, by, change, of.digest, verdict)
        if what not in self._envelopes:
            own = self._keys[person][key]
            self._house.keys[name] = own
            said: Approval | Withdrawal = Withdrawal(DEPLOYMENT, identity, of.digest, name, at, self._house.nonce())
            if verdict is not None:
                named = key_id(own.public_key().public_bytes_raw())
                fresh = self._house.nonce()
                said = Approval(DEPLOYMENT, identity, of.digest, of.review_digest, name, named, verdict, "", at, fresh)
            self._envelopes[what] = self._house.signed(name, said)
        return self._envelopes[what]


@contextmanager
def _remembered() -> Iterator[None]:
    """Read each statement, and check each signature, once: the same bytes under the same key have the same answer."""
    verified: set[tuple[bytes, bytes, bytes]] = set()
    really = keys.verify

    def verify(key: Ed25519PublicKey, signature: bytes, message: bytes, of: str) -> None:
        this = (key.public_bytes_raw(), signature, message)
        if this not in verified:
            really(key, signature, message, of)
            verified.add(this)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "verify", verify)
        patch.setattr(dsse, "parse_envelope", cache(dsse.parse_envelope))
        patch.setattr(approvals, "parse_approval", cache(approvals.parse_approval))
        yield


def _key(name: str, number: int) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(sha256(f"{name} {number}".encode()).digest())


def _with(values: tuple[Any, ...], place: int, value: object) -> tuple[Any, ...]:
    return (*values[:place], value, *values[place + 1 :])


def main() -> None:
    """Explore with everybody's standing changing, an event deeper each time, and print what was explored."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--events", type=int, default=6, help="how many events in a row")
    wanted = parser.parse_args()
    house = House(default_bundle("sre", NEEDED), PackagedCatalogue())
    search = Search(house)
    for events in range(1, wanted.events + 1):
        found = search.explore(events)
        sys.stdout.write(f"up to {events} events: {found}\n")
        sys.stdout.flush()
        if found.wrong:
            raise SystemExit("\n".join(", then ".join(story) for story in found.wrong))


if __name__ == "__main__":
    main()
