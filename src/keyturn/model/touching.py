"""What every operation of AWS touches and does, as the compiled tables say it.

The facts are IAM's reference, CloudFormation's schemas and our own curated rows, joined by `tools/compile_touches.py`;
nothing here reads a file. `keyturn.recognise.aws` turns them into an action for one call.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Protocol

from keyturn.model.action import Effect, Reading, Reversible
from keyturn.model.catalogue import Catalogue

Path = tuple[str, ...]
"""Members from the top down to the one that is meant. Lists on the way are walked through item by item."""


class Asks(IntEnum):
    """What a parameter must look like for a rule to hold."""

    GIVEN = 0
    """There, and neither empty nor false."""
    ABSENT = 1
    """Not there, empty or false."""
    EQUALS = 2
    """A text, number or truth that is written like this."""
    DIFFERS = 3
    """There, and not written like this."""
    HOLDS = 4
    """A text, or a list with a text, in which this stands; case does not count."""
    OTHER_THAN = 5
    """A text that is not one statement beginning with one of these words."""


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of ARN that an operation can name.

    In `text`, `{0}`, `{1}` ... stand for a value of the members in `bound`, and `@partition`, `@region` and `@account`
    for the call's own place. What has no value is `*`.
    """

    text: str
    bound: tuple[tuple[Path, ...], ...] = ()
    must: bool = False
    """The operation is about such a thing, so it counts as named even where no parameter tells which."""
    new: bool = False
    """It is made by the operation: nothing that is there already is meant."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A parameter that makes an operation worse. Rules never make it milder."""

    path: Path
    asks: Asks
    text: str = ""
    effect: Effect = Effect.READ
    reading: Reading = Reading.NOTHING
    reversible: Reversible = Reversible.YES
    delegates: bool = False
    loss: bool = False


@dataclass(frozen=True, slots=True)
class Touch:
    """What one operation does before its parameters are looked at, and how its parameters name what it touches."""

    iam: tuple[str, ...]
    """The IAM actions that it needs, its own first."""
    effect: Effect
    reading: Reading = Reading.NOTHING
    reversible: Reversible = Reversible.DEPENDS
    delegates: bool = False
    loss: bool = False
    templates: tuple[Template, ...] = ()
    rules: tuple[Rule, ...] = ()
    names_one: bool = False
    """A required parameter names what it is about, though its ARN cannot be written from that."""


@dataclass(frozen=True, slots=True, eq=False)
class Touches:
    """One service's operations. Compared by identity: a catalogue holds one value for each.

    `roles` are members that hand a role to the service, `powers` those that make something run, or happen later or
    elsewhere; both wherever they stand. `opaque` members hold data in which nothing is named. `regionless` services
    have one set of things for all regions; operations of `foreign` ones are about things of other services, given by
    their ARNs.
    """

    prefix: str
    operations: Mapping[str, Touch] = field(repr=False)
    roles: frozenset[str] = frozenset()
    powers: frozenset[str] = frozenset()
    opaque: frozenset[str] = frozenset()
    regionless: bool = False
    foreign: bool = False


class AwsTables(Catalogue, Protocol):
    """The catalogue, and beside how operations look on the wire what they touch and do."""

    def touches(self, name: str) -> Touches:
        """Return what the operations of this service touch. Raises KeyError if there is no such service."""
