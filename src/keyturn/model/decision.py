"""What is asked of policy, and the three things it can answer."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Protocol

from keyturn.codec.canonical import Json
from keyturn.errors import Malformed
from keyturn.model.action import Effect, Reading
from keyturn.model.identity import parse_name
from keyturn.model.noun import Noun

_QUORUM: Final = re.compile(r"([^,]{1,2000})(?:, ([1-9][0-9]?) verified locally)?")
_AND: Final = re.compile(r" and (?=[0-9])")  # a group may be called `and`
_SEATS: Final = re.compile(r"([1-9][0-9]?) of ([^ ]+)")
_MOST: Final = 99


@dataclass(frozen=True, slots=True)
class Seats:
    """So many people of one group."""

    count: int
    group: str


@dataclass(frozen=True, slots=True)
class Quorum:
    """Seats to be filled by different people; `people` is how many different people there must be in all.

    `local` is how many of them must have verified what they approve on a machine of their own, on the command line.
    """

    seats: tuple[Seats, ...] = ()
    people: int = 0
    local: int = 0

    def document(self) -> dict[str, Json]:
        """As it stands in the log and in what people sign; `local` only where it is asked for."""
        told: dict[str, Json] = {
            "people": self.people,
            "seats": [{"count": seat.count, "group": seat.group} for seat in self.seats],
        }
        if self.local:
            told["local"] = self.local
        return told

    def __str__(self) -> str:
        """As `parse_quorum` reads it; without seats `2 people`, which it does not."""
        seats = " and ".join(f"{place.count} of {place.group}" for place in self.seats)
        text = seats or ("1 person" if self.people == 1 else f"{self.people} people")
        return f"{text}, {self.local} verified locally" if self.local else text


def parse_quorum(text: str) -> Quorum:
    """Read a quorum as policies and the configuration write it, its groups in the order of their names.

    `2 of sre`; `1 of data-owners and 2 of sre`; `2 of sre, 1 verified locally`. Each group stands in it once, there are
    1 to 99 people in all, and no more are to verify locally than there are. Raises Malformed.
    """
    match = _QUORUM.fullmatch(text)
    parts = [_SEATS.fullmatch(part) for part in _AND.split(match[1])] if match else []
    found = [Seats(int(part[1]), parse_name("group", part[2])) for part in parts if part]
    if match is None or len(found) < len(parts):
        raise Malformed("quorum", text, "it reads like `2 of sre`, or `1 of data-owners and 2 of sre`")
    if len({seats.group for seats in found}) < len(found):
        raise Malformed("quorum", text, "a group stands in it twice: name it once, with the larger number")
    quorum = Quorum(
        seats=tuple(sorted(found, key=lambda seats: seats.group)),
        people=sum(seats.count for seats in found),
        local=int(match[2] or 0),
    )
    if quorum.people > _MOST:
        raise Malformed("quorum", text, f"it asks for {quorum.people} people, and {_MOST} are the most")
    if quorum.local > quorum.people:
        raise Malformed("quorum", text, "more people are to verify locally than it has seats")
    return quorum


class Voted(Protocol):
    """What a policy on voting sees of that on which somebody votes."""

    @property
    def sponsor(self) -> str:
        """The person who answers for it."""

    @property
    def agent(self) -> str:
        """The agent that asks for it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the approvals so far amount to: distinct eligible people, and filled seats by group.

    `local` counts those of the people who verified on a machine of their own what they approved.
    """

    people: int = 0
    seats: Mapping[str, int] = field(default_factory=dict)
    local: int = 0


class Question(Noun, frozen=True):
    """One action in one environment, asked for a session of a sponsor with the approvals so far.

    `state_bound` says whether approvals of it are bound to how what it changes stands now (true of reads).

    `in_scope` and `in_environment` say whether the session's own grant covers the action (both true without
    `--scope`, `--environment`).
    """

    sponsor: str
    groups: frozenset[str]
    session: str
    agent: str
    service: str
    operation: str
    effect: Effect
    reading: Reading
    delegates: bool
    stateful_loss: bool
    environment: str
    in_scope: bool
    in_environment: bool
    standing: Standing = Standing()
    evidence: frozenset[str] = frozenset()
    state_bound: bool = True


NOTIFY: Final = "notify"
"""The obligation that people are told: the entry that is durable before the call goes says so, and is passed on."""


class Reason(StrEnum):
    """Why policy denies, as a stable word."""

    FORBIDDEN = "forbidden"
    NO_PERMIT = "no_permit"
    POLICY_ERROR = "policy_error"


@dataclass(frozen=True, slots=True)
class Permit:
    """Policy permits. `policies` is never empty: nobody is permitted by nothing."""

    policies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NeedsApproval:
    """Policy would permit once these seats are filled and these obligations met.

    `gates` are the policies that say so.
    """

    quorum: Quorum
    obligations: frozenset[str]
    gates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deny:
    """Policy denies, whoever approves. `links` says which link of the chain failed: `sponsor`, `session`."""

    reason: Reason
    policies: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


Decision = Permit | NeedsApproval | Deny
