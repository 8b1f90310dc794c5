"""What is asked of policy, and the three things it can answer."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from keyturn.errors import Malformed
from keyturn.model.action import Effect, Reading
from keyturn.model.identity import parse_name
from keyturn.model.noun import Noun

_SEATS: Final = re.compile(r"([1-9][0-9]?) of ([^ ]+)")


@dataclass(frozen=True, slots=True)
class Seats:
    """So many people of one group."""

    count: int
    group: str


def parse_seats(text: str) -> Seats:
    """Read seats as a policy's `@approval` annotation writes them: `2 of sre`, 1 to 99 people. Raises Malformed."""
    match = _SEATS.fullmatch(text)
    if match is None:
        raise Malformed("quorum", text, "it reads like `2 of sre`")
    return Seats(int(match[1]), parse_name("group", match[2]))


@dataclass(frozen=True, slots=True)
class Quorum:
    """Seats to be filled by different people; `people` is how many different people there must be in all."""

    seats: tuple[Seats, ...] = ()
    people: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """What the approvals so far amount to: distinct eligible people, and filled seats by group."""

    people: int = 0
    seats: Mapping[str, int] = field(default_factory=dict)


class Question(Noun, frozen=True):
    """One action in one environment, asked for a session of a sponsor with the approvals so far.

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
