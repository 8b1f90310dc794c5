"""How the things of a change stood when the gateway read them, and what its calls point at elsewhere.

Both are part of what people approve. A state is the answer of AWS less what moves by itself (`gather/readers`), with
everything sensitive as a keyed digest; a reference is a parameter whose meaning lies somewhere else (an object with
code, an image's tag), with what was found there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import sha256

from keyturn.codec import canonical

ROUND_ONE = 1
"""The number of the first observation of a change; each drift begins another. 0: a change of an older version."""


class Stands(StrEnum):
    """Whether a thing is there, is not, or cannot be told: then the approval is not bound to its state."""

    THERE = "there"
    ABSENT = "absent"
    UNBOUND = "not bound"


@dataclass(frozen=True, slots=True)
class Observed:
    """One thing as it stood. `actions` are the numbers (from 0) of the calls that touch it, `asked` the reads made.

    `state` holds the answers by the read's name, None for one that found nothing. `why` says why it is not bound.
    `marks` is what AWS itself calls this very state (an ETag, a revision), by the read's name: known only where it was
    just read, shown and kept nowhere.
    """

    thing: str
    actions: tuple[int, ...]
    asked: tuple[str, ...]
    stands: Stands
    state: Mapping[str, canonical.Json]
    why: str = ""
    marks: Mapping[str, str] = field(default_factory=dict, compare=False)

    def document(self) -> dict[str, canonical.Json]:
        """What people see and sign of it."""
        return {
            "thing": self.thing,
            "actions": list(self.actions),
            "asked": list(self.asked),
            "stands": self.stands.value,
            "state": dict(self.state),
            "why": self.why,
        }

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of how it stands: two observations with the same digest say the same."""
        told: canonical.Json = {"thing": self.thing, "stands": self.stands.value, "state": dict(self.state)}
        return sha256(canonical.encode(told)).hexdigest()


@dataclass(frozen=True, slots=True)
class Reference:
    """One parameter that points at content elsewhere.

    `action` is the number of its call, `member` the parameter, `points` what it names. `fixed` says that the name can
    only ever mean one content. `now` is in words what it means now, `digest` that content's SHA-256 (empty: not read).
    `accepted` is the rule of the configuration by which one that is not fixed passes. `content` is what there is to
    show of it: the files of an archive, what differs from what runs. `how` says how to name one content for ever.
    """

    action: int
    member: str
    points: str
    fixed: bool
    now: str
    digest: str
    accepted: str
    content: Mapping[str, canonical.Json]
    how: str = ""

    def document(self) -> dict[str, canonical.Json]:
        """What people see and sign of it."""
        return {
            "action": self.action,
            "member": self.member,
            "points": self.points,
            "fixed": self.fixed,
            "now": self.now,
            "digest": self.digest,
            "accepted": self.accepted,
            "content": dict(self.content),
            "how": self.how,
        }


@dataclass(frozen=True, slots=True)
class Condition:
    """What the gateway tells AWS besides one call, so that AWS refuses it in any other state of `thing`.

    `action` is the number of the call, `member` the parameter that is added with `value`, by its place
    (`Delete.Objects.2.ETag`: of the second object). With `moves`, the value is
    what AWS calls the approved state at the moment of sending, because that moves by itself.
    """

    action: int
    member: str
    value: str
    thing: str
    moves: bool = False

    def document(self) -> dict[str, canonical.Json]:
        """What people see and sign of it: no value where it moves."""
        return {
            "action": self.action,
            "member": self.member,
            "value": "" if self.moves else self.value,
            "thing": self.thing,
        }

    def shown(self) -> "Condition":
        """What of it people are shown."""
        return replace(self, value="") if self.moves else self


@dataclass(frozen=True, slots=True)
class Difference:
    """One place at which a thing stands otherwise than people approved, as text (empty: there was or is nothing)."""

    thing: str
    place: str
    before: str
    now: str

    def document(self) -> dict[str, canonical.Json]:
        """What people see of it."""
        return {"thing": self.thing, "place": self.place, "before": self.before, "now": self.now}


def state_document(
    number: int,
    observed: Sequence[Observed],
    references: Sequence[Reference],
    drift: Sequence[Difference],
    conditions: Sequence[Condition] = (),
) -> dict[str, canonical.Json]:
    """The part of the review document that says how things stand, whose digest an approval is bound to.

    `number` counts the observations of one change, so that a state that comes back is another one to approve.
    `conditions` stand in it where there are any.
    """
    added: dict[str, canonical.Json] = {"conditions": [one.document() for one in conditions]} if conditions else {}
    return added | {
        "round": number,
        "observed": [one.document() for one in observed],
        "references": [one.document() for one in references],
        "drift": [one.document() for one in drift],
    }
