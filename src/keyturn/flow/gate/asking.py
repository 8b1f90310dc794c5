"""What a kind of gate change is judged by, and what comes of judging one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from keyturn.approve.seats import missing, seat
from keyturn.codec.canonical import Json
from keyturn.errors import CallerError
from keyturn.flow.known import Known
from keyturn.flow.settings import Settings
from keyturn.model.action import Effect
from keyturn.model.bundle import Bundle
from keyturn.model.decision import Quorum
from keyturn.model.gate import Charter, GateChange
from keyturn.model.identity import KeyKind, Person

FEWEST: Final = 2
"""Reviewers that a sealed gate has at least."""


class GateRefused(CallerError):
    """A change of the gate that may not be proposed, or may no longer be put in force."""

    code = "gate.refused"


class NotSealed(GateRefused):
    """A gate that is still being set up is not changed by proposals."""

    code = "gate.not_sealed"

    def __init__(self) -> None:
        super().__init__(
            "this gate is not sealed: whoever sets it up changes it directly (`keyturn person add`, `keyturn.toml`), "
            "and `keyturn seal` ends that"
        )


class TooFewLeft(GateRefused):
    """A change that would leave too few people to ever change the gate again."""

    code = "gate.too_few"


@dataclass(frozen=True, slots=True)
class Configured:
    """What a configuration document comes to: settings, and the policies that are made from it."""

    settings: Settings
    bundle: Bundle


@dataclass(frozen=True, slots=True)
class Rules:
    """What only outer rooms can say.

    `read` reads the guarded part of a configuration, strictly (raises KeyturnError); `schema` is the Cedar schema of
    this version, for policies that people propose; `check` returns a bundle of policies and schema once nothing is
    wrong with it (raises PolicyError). `effect` is
    what an operation (`dynamodb:PutItem`) does whatever its parameters, None for one that nobody knows.
    """

    read: Callable[[Mapping[str, Json]], Configured]
    schema: str
    check: Callable[[str, str], Bundle]
    effect: Callable[[str], Effect | None]


@dataclass(frozen=True, slots=True)
class Asking:
    """One change being asked for: the document in its kind's form, by whom, when, on what."""

    known: Known
    settings: Settings
    rules: Rules
    document: Mapping[str, Json]
    by: str
    at: datetime

    @property
    def quorum(self) -> Quorum:
        """The people who decide by default: those of `[approvals]` as it stands before this change."""
        return self.settings.approvers

    @property
    def charter(self) -> Charter:
        """The charter in force. Raises NotSealed."""
        if self.known.charter is None:
            raise NotSealed
        return self.known.charter


@dataclass(frozen=True, slots=True)
class Judged:
    """A change that may be asked: who decides, what it leads to, whom it is about.

    `after` is the charter it leads to and `bundle` the policies that come into force with it, None where it leaves
    them. `subject` has no vote on it. `lasts` is how long it stays open where that differs from other changes.
    """

    quorum: Quorum
    after: Charter | None = None
    bundle: Bundle | None = None
    subject: str | None = None
    lasts: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind: `judge` raises CallerError or PolicyError for what may not be; `enact` folds what is not the charter.

    `enact` runs while the log is read, on what was judged before: it refuses nothing and asks nothing.
    """

    judge: Callable[[Asking], Judged]
    enact: Callable[[Known, datetime, GateChange], None] | None = None


def amended(asking: Asking, *, subject: str | None = None, bundle: Bundle | None = None, **members: object) -> Judged:
    """Return what changes these `members` of the charter in force, once enough people are left to change it again.

    Raises NotSealed, GateRefused, TooFewLeft.
    """
    before = asking.charter
    if bundle is not None:
        members["bundle"] = bundle.version
    after = replace(before, number=before.number + 1, before=before.digest, **members)  # type: ignore[arg-type]
    unnumbered = replace(after, number=before.number, before=before.before)
    if unnumbered.digest == before.digest:
        raise GateRefused("the gate is like that already: there is nothing to change")
    quorum = asking.rules.read(after.configuration).settings.approvers
    refuse_too_few(in_use(after.people, asking.known), quorum)
    return Judged(asking.quorum, after, bundle, subject)


def in_use(people: tuple[Person, ...], known: Known) -> list[Person]:
    """Return people with the keys that sign: those that nobody suspended."""
    return [
        replace(person, keys=tuple(key for key in person.keys if key.id not in known.suspended)) for person in people
    ]


def refuse_too_few(people: list[Person], quorum: Quorum) -> None:
    """Raise TooFewLeft unless these people can change the gate: one proposes, and others fill the quorum."""
    able = [person for person in people if person.enabled and person.keys]
    reviewers = [person for person in able if is_reviewer(person, quorum)]
    if len(reviewers) < FEWEST:
        raise TooFewLeft(
            f"it would leave {len(reviewers)} with a key that signs of those who decide about the gate ({quorum}), and "
            "two at least must remain: first have somebody else added"
        )
    if short(quorum, reviewers):
        names = ", ".join(sorted(person.name for person in reviewers))
        raise TooFewLeft(
            f"it would leave too few to decide about the gate, which needs {quorum}: {names} would remain; first have "
            "somebody else added"
        )
    if not can_change(able, quorum):
        raise TooFewLeft(
            f"it would leave nobody to propose what {quorum} decide, because whoever proposes has no vote: first have "
            "somebody else added, of any group"
        )


def can_change(people: list[Person], quorum: Quorum) -> bool:
    """Whether somebody of these able people can propose what the others have enough votes for."""
    return any(
        not short(quorum, [other for other in people if other.name != one.name]) for one in people if one.has_key_file
    )


def is_reviewer(person: Person, quorum: Quorum) -> bool:
    """Whether a person's groups give them a seat in `quorum`."""
    return not quorum.seats or any(place.group in person.groups for place in quorum.seats)


def short(quorum: Quorum, people: list[Person]) -> int:
    """How many are missing if all reviewers among `people` agree."""
    voters = {person.name: person.groups for person in people if is_reviewer(person, quorum)}
    local = {person.name for person in people if any(key.kind is KeyKind.ED25519 for key in person.keys)}
    return missing(quorum, seat(quorum, voters, local))
