"""Whether policies let anything pass in production with fewer people than they should: proved, or shown not to hold."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Final

from keyturn.model.action import Effect, Reading
from keyturn.model.autonomy import (
    CHANGES,
    DEVELOPMENT,
    FLOOR,
    FLOORED,
    Act,
    Autonomy,
    Level,
    Row,
    Word,
    complete,
    strength,
)
from keyturn.model.decision import Question, Quorum, Standing
from keyturn.model.facts import PRODUCTION
from keyturn.policy.formula import OTHER, READING, Case, Policies, policies_of, searched

_PATIENCE: Final = 1_000_000
"""How often a policy is looked at (some four seconds) before what is left counts as not proved."""


@dataclass(frozen=True, slots=True)
class Claim:
    """That no `act` in `environment` is permitted with fewer than `people`.

    `environment` None stands for every environment but `development` and those in `but`. An execution is whatever has
    that effect, and whatever delegates. It is about one `operation` (`s3:DeleteBucket`), or about all, but for those of
    which something else is claimed (`besides`). `floor` says that nothing lowers this number, `never` that
    it stands for a level at which it goes with nobody's word.
    """

    act: str
    people: int
    environment: str | None = None
    but: frozenset[str] = frozenset()
    floor: bool = False
    operation: str | None = None
    besides: frozenset[str] = frozenset()
    never: bool = False


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A claim that does not hold, or could not be proved (`doubts` then name the conditions that are not understood).

    `people` are enough; `case` is the request that passes with them, by what it takes to tell.
    """

    claim: Claim
    people: int
    case: Mapping[str, str | bool | int]
    doubts: tuple[str, ...]

    def __str__(self) -> str:
        """In plain words."""
        where = self.case.get("environment", OTHER)
        place = "an environment that no policy names" if where == OTHER else f"`{where}`"
        who = (
            "nobody's approval" if self.people == 0 else "one approval" if self.people == 1 else f"{self.people} people"
        )
        need = "two people" if self.claim.people == FLOOR else f"{self.claim.people} people"
        if self.doubts:
            return (
                f"{self.claim.act} in {place} is not proved to take {need}: {', '.join(self.doubts)} in a condition "
                "is not understood, and as it may hold, the call may pass"
            )
        should = "it should never" if self.claim.never else f"{need} must be"
        told = ", ".join(said for said in _facts(self.claim, self.case) if said)
        return f"{self.claim.act} in {place} passes with {who}, where {should}{f' ({told})' if told else ''}"


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of it: the claims that hold, those that do not, and into how many cases the requests were split."""

    proved: tuple[Claim, ...]
    shortfalls: tuple[Shortfall, ...]
    cases: int


def floor() -> tuple[Claim, ...]:
    """What holds whatever is configured; an operation of unknown effect may be any of it."""
    return tuple(Claim(act, FLOOR, floor=True) for act in (*sorted(FLOORED), "unknown"))


def usual() -> tuple[Claim, ...]:
    """What holds where nothing is configured: every change in production takes two people."""
    others = tuple(Claim(act, FLOOR) for act in CHANGES if act not in FLOORED)
    return (*floor(), *others)


def configured(autonomy: Autonomy, approvers: Quorum) -> tuple[Claim, ...]:
    """What the levels say of each act that changes something in production; never below the floor."""
    rows = complete(autonomy, approvers)
    named = frozenset(row.environment for row in rows) - {PRODUCTION, DEVELOPMENT}
    found = [Claim("unknown", FLOOR, floor=True)]
    for row in rows:
        if row.environment == DEVELOPMENT:
            continue
        but, place = (named, None) if row.environment == PRODUCTION else (frozenset[str](), row.environment)
        for act in CHANGES:
            found += [claim for claim in _of_act(row, act, place, but) if claim.people]
    return tuple(found)


def _of_act(row: Row, act: Act, place: str | None, but: frozenset[str]) -> Iterator[Claim]:
    """What is claimed of an act, and of each operation whose own level takes the place of its."""
    own = {name: level for name, level in row.operations.items() if act not in FLOORED or strength(level) >= FLOOR}
    levels: list[tuple[str | None, Level]] = [(None, row.levels[act]), *own.items()]
    for operation, level in levels:
        yield Claim(
            act,
            people := _people(level, act),
            place,
            but,
            floor=act in FLOORED and people <= FLOOR,
            operation=operation,
            besides=frozenset(own) if operation is None else frozenset(),
            never=level is Word.NEVER,
        )


def _people(level: Level, act: Act) -> int:
    """How many people it takes; that something never goes is proved for one more than the floor."""
    people = FLOOR + 1 if level is Word.NEVER else strength(level)
    return max(people, FLOOR) if act in FLOORED else people


def prove(policies: str, claims: Iterable[Claim]) -> Proof:
    """Try every request against each claim. Raises ValueError for text that Cedar cannot parse.

    The policies are taken to be valid (`lint`): of what is not valid, nothing is proved.
    """
    read = policies_of(policies)
    held: list[Claim] = []
    short: list[Shortfall] = []
    cases = 0
    for claim in claims:
        found, tried = _broken(read, claim, _PATIENCE // max(1, read.count) - cases)
        cases += tried
        if found is None:
            held.append(claim)
        else:
            short.append(found)
    return Proof(tuple(held), tuple(short), cases)


def below_floor(policies: str) -> tuple[str, ...]:
    """Say where these policies fall below the floor that nothing lowers, a line each; empty if it is proved to hold."""
    return tuple(str(shortfall) for shortfall in prove(policies, floor()).shortfalls)


def _broken(read: Policies, claim: Claim, most: int) -> tuple[Shortfall | None, int]:
    """The first request that breaks `claim`, one that is certain before one that is not; and how many were tried."""
    tried = 0
    doubtful: Shortfall | None = None
    for people, start in _starts(read, claim):
        for case in searched(read.permitted, read.space, start):
            tried += 1
            if tried > most:
                return Shortfall(claim, people, start, ("more cases than are tried",)), tried
            if case is None or f"{case.get('.service')}:{case.get('.operation')}" in claim.besides:
                continue
            doubts = tuple(sorted({read.space.opaque[name] for name in case if name in read.space.opaque}))
            if not doubts:
                return Shortfall(claim, people, case, ()), tried
            doubtful = doubtful or Shortfall(claim, people, case, doubts)
    return doubtful, tried


def _starts(read: Policies, claim: Claim) -> Iterator[tuple[int, Case]]:
    """Each way to begin: an effect, an environment, so many people in such seats, with so many of them verified."""
    named = [claim.environment] if claim.environment else _places(read, claim)
    one: Case = {}
    if claim.operation is not None:
        one[".service"], _, one[".operation"] = claim.operation.partition(":")
    kinds: list[Case] = [{"effect": claim.act, **one}]
    if claim.act == Act.EXECUTE:
        others = (effect.value for effect in Effect if effect is not Effect.EXECUTE)
        kinds += [{"effect": effect, ".delegates": True, **one} for effect in others]
    for people in range(claim.people):
        for seats, local in product(_seatings(sorted(read.space.groups), people), range(people + 1)):
            for kind, place in product(kinds, named):
                yield people, {**kind, "environment": place, "people": people, "local": local, **seats}


def _places(read: Policies, claim: Claim) -> list[str]:
    known = read.space.domains["environment"] | {PRODUCTION}
    return [*sorted(known - {DEVELOPMENT} - claim.but), OTHER]


def _seatings(groups: list[str], people: int) -> Iterator[Case]:
    """Every way in which at most so many people fill seats: one person fills one, however many groups they are in."""
    if not groups:
        yield {}
        return
    for count in range(people + 1):
        for rest in _seatings(groups[1:], people - count):
            yield {f"seats {groups[0]}": count, **rest}


_USUAL: Final = {".delegates": False, ".stateful_loss": False, ".in_scope": True, ".in_environment": True}
"""What goes without saying of a request, unless it is otherwise."""


def _facts(claim: Claim, case: Mapping[str, str | bool | int]) -> Iterator[str]:
    """What else is so in this request, in words."""
    for name, value in case.items():
        if name in ("environment", "people", "local") or value == OTHER or _USUAL.get(name) is value:
            continue
        if name == "effect":
            yield "" if value == claim.act else f"effect {value}"
        elif name.startswith("seats "):
            yield f"{value} of {name.removeprefix('seats ')}" if value else ""
        elif isinstance(value, bool):
            yield f"{'' if value else 'not '}{name.removeprefix('.').replace('_', ' ')}"
        else:
            yield f"{name.removeprefix('.')} `{value}`"


def asked(case: Mapping[str, str | bool | int]) -> Question:
    """The request of a certain shortfall as a question, with whatever does not matter filled in."""

    def text(name: str, other: str) -> str:
        value = case.get(name, OTHER)
        return other if value == OTHER else str(value)

    seats = {name.removeprefix("seats "): int(count) for name, count in case.items() if name.startswith("seats ")}
    return Question(
        sponsor=text("sponsor", "somebody"),
        groups=frozenset(
            name.removeprefix("group ") for name, held in case.items() if held and name.startswith("group ")
        ),
        session=text("session", "S-ANOTHER"),
        agent=text("agent", "another"),
        service=text(".service", "another"),
        operation=text(".operation", "Another"),
        effect=Effect(text("effect", Effect.MODIFY.value)),
        reading=Reading(text(READING, Reading.NOTHING.value)),
        delegates=bool(case.get(".delegates", False)),
        stateful_loss=bool(case.get(".stateful_loss", False)),
        environment=text("environment", "another"),
        in_scope=bool(case.get(".in_scope", True)),
        in_environment=bool(case.get(".in_environment", True)),
        standing=Standing(int(case.get("people", 0)), {k: v for k, v in seats.items() if v}, int(case.get("local", 0))),
        state_bound=bool(case.get(".state_bound", True)),
        evidence=frozenset(
            name.removeprefix("evidence ") for name, held in case.items() if held and name.startswith("evidence ")
        ),
    )
