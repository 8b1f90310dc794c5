"""One step from one identity to another, as a value."""

from dataclasses import dataclass
from typing import Final

from keyturn.prover.actors import Gain, Power
from keyturn.prover.formula import RESOURCE, Formula, renamed, widened
from keyturn.prover.powers import Outcome
from keyturn.prover.residual import Witness


@dataclass(frozen=True, slots=True)
class Act:
    """One call: what is asked on what, and in which context it passes."""

    action: str
    resource: str
    context: Witness = ()


NOTHING: Final[frozenset[Gain]] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Move:
    """One step of `source`: `target` (an actor's number) comes under control (`becomes`), or gains, or both."""

    source: Power
    target: int
    acts: tuple[Act, ...]
    rule: str
    becomes: bool = False
    gains: frozenset[Gain] = NOTHING
    doubts: tuple[str, ...] = ()
    tags: tuple[tuple[str, Formula], ...] = ()

    @property
    def plain(self) -> bool:
        """Whether it gives nothing to whom it takes over as they are."""
        return self.becomes and not self.tags and not self.gains


def admin_policy(partition: str) -> str:
    """The ARN of the policy that allows everything."""
    return f"arn:{partition}:iam::aws:policy/AdministratorAccess"


def joint(*outcomes: Outcome) -> tuple[str, ...]:
    """The doubts of several outcomes together."""
    return tuple(dict.fromkeys(doubt for one in outcomes for doubt in one.doubts))


def found_on(found: Outcome, otherwise: str) -> str:
    """The resource that the answer to an open question names, or its pattern."""
    return next((values[0] for key, values in found.context if key == RESOURCE and values), otherwise)


def without(context: Witness, key: str) -> Witness:
    """A context without one key."""
    return tuple(pair for pair in context if pair[0] != key)


def chosen(formula: Formula, key: str) -> Formula:
    """What choosing a tag's value is bound to, as a statement about `aws:principaltag/KEY` of a later request.

    All other keys are those of the call that sets the tag, which is another call than the later one.
    """
    asked = f"aws:requesttag/{key}"
    return renamed(widened(formula, asked), {asked: f"aws:principaltag/{key}"})
