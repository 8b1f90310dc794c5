"""The things the flow can say of a call. Add one and the type checker lists every place that must answer it."""

from dataclasses import dataclass

from keyturn.flow.kept import Attempt
from keyturn.gather.observing import Subject
from keyturn.model.action import Action, Shown
from keyturn.model.change import Change
from keyturn.model.decision import NeedsApproval
from keyturn.model.execution import InHost
from keyturn.model.grant import SpentGrant
from keyturn.model.identity import Caller, DerivedKey
from keyturn.model.noun import Noun
from keyturn.model.observed import Condition, Observed, Reference


class Named(Noun, frozen=True):
    """A call whose caller is known and whose action is recognised.

    `marks` tell a retry of the same attempt; `bucket` is what belongs before upstream's host.
    """

    caller: Caller
    action: Action
    marks: tuple[str, ...]
    bucket: InHost | None


@dataclass(frozen=True, slots=True)
class Refuse:
    """Not this call, whoever approves it. `code` is stable, `message` one line for the person who reads it."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Hold:
    """Not yet: the change waits for people. `new` if this call opened it, `note` is more to say."""

    change: Change
    missing: int
    new: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One call as it was judged when it came: in which environments it counts, and what people it wants."""

    action: Action
    where: tuple[str, ...]
    wanted: NeedsApproval


@dataclass(frozen=True, slots=True)
class Rehearse:
    """A step of a multipart upload that would be held.

    It is answered without effect until its last call shows the whole change.
    """

    step: Step


@dataclass(frozen=True, slots=True)
class Replay:
    """A client's retry of an attempt that was already sent: it gets what is known of that, never a second sending."""

    attempt: Attempt


class Go(Noun, frozen=True):
    """Send it, once.

    `approvals` are the digests of the statements that allow it; empty where policy permits alone. `sealed` says whether
    the gate was, when it let this go, `notify` that people are to be told of it, `state` is the digest of how people
    approved things to stand (None: nothing was read). `under` names what people gave leave for beforehand (`envelope`,
    `emergency` or `override`, and its id), `spared` the freezes in spite of which it goes. `conditions` are
    sent with it.
    """

    spent: SpentGrant
    shown: Shown
    environments: tuple[str, ...]
    approvals: tuple[str, ...]
    policies: tuple[str, ...]
    reads: bool
    sealed: bool
    notify: bool = False
    state: str | None = None
    under: tuple[tuple[str, str], ...] = ()
    spared: frozenset[str] = frozenset()
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Lend:
    """Answer with a narrower key of the same session. `role` and `called` are what the call asked for, and no more."""

    key: DerivedKey
    role: str | None = None
    called: str | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """Read how things stand first, then consider this call once more with what was seen.

    `of` is what the reading is for: a change's id, the number of the call about to be sent (None: the change is about
    to be opened) and the round of its observation. `fresh` is random, and used again. `references` are those of the
    change so far; empty where it is about to be opened.
    """

    of: tuple[str, int | None, int]
    fresh: str
    subjects: tuple[Subject, ...]
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read for a `Look`."""

    of: tuple[str, int | None, int]
    fresh: str
    observed: tuple[Observed, ...]
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Drift:
    """Not as people approved it: what the change touches stands otherwise. It goes back to them as `change`."""

    change: Change
    missing: int


Answer = Refuse | Hold | Rehearse | Replay | Lend | Look | Drift | Go
