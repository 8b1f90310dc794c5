"""A change as the gateway shows it, believed only as far as its digests hold.

`read` computes every digest again from the shown documents, so that whoever looks at the result, or signs it, has seen
exactly what the digests name. DESIGN.md, "Identity, digests and signatures".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from keyturn.codec.canonical import Json, encode
from keyturn.codec.digest import hex_sha256, parse_digest, same
from keyturn.codec.encoding import parse_instant
from keyturn.errors import Malformed, OurError
from keyturn.model.identity import THE_GATE

_BOUND: Final = frozenset(
    {"v", "deployment", "change", "task", "sponsor", "agent", "account", "actions", "bundle", "expires"}
)
_REVIEW: Final = frozenset({"v", "bound", "intent", "kind", "opened", "quorum", "gates", "actions"})
_STATE: Final = frozenset({"round", "observed", "references", "drift"})
_OBSERVED: Final = frozenset({"thing", "actions", "asked", "stands", "state", "why"})
_REFERENCE: Final = frozenset({"action", "member", "points", "fixed", "now", "digest", "accepted", "content", "how"})
_CONDITION: Final = frozenset({"action", "member", "value", "thing"})
_DRIFT: Final = frozenset({"thing", "place", "before", "now"})
_UNDOING: Final = frozenset({"change", "digest", "sponsor", "actions", "left"})
_NO_STATE: Final[Mapping[str, Json]] = {"round": 0, "observed": [], "references": [], "drift": []}
_VERSIONS: Final = (1, 2)
"""1: a change of an older version, which says nothing of how things stand."""
_ACTION: Final = frozenset(
    {"name", "effect", "reversible", "environments", "iam", "delegates", "stateful_loss", "document"}
)
_DOCUMENT: Final = frozenset(
    {"door", "partition", "account", "region", "service", "operation", "resources", "parameters"}
)


class NotWhatItSays(OurError):
    """What was shown is not what the digests name, or this program cannot show all of it: it must not be signed."""

    code = "review.mismatch"


@dataclass(frozen=True, slots=True)
class Step:
    """One action of a change. `digest` was computed here, from what is shown."""

    name: str
    effect: str
    reversible: str
    environments: tuple[str, ...]
    delegates: bool
    stateful_loss: bool
    partition: str
    account: str
    region: str
    resources: tuple[str, ...]
    parameters: Mapping[str, Json]
    digest: str


@dataclass(frozen=True, slots=True)
class Thing:
    """How one thing that the change touches stood; `steps` are the numbers (from 1) of the steps that touch it."""

    thing: str
    steps: tuple[int, ...]
    asked: tuple[str, ...]
    stands: str
    state: Mapping[str, Json]
    why: str


@dataclass(frozen=True, slots=True)
class Pointer:
    """One parameter that points at content elsewhere, of step number `step` (from 1)."""

    step: int
    member: str
    points: str
    fixed: bool
    now: str
    digest: str
    accepted: str
    content: Mapping[str, Json]
    how: str


@dataclass(frozen=True, slots=True)
class Added:
    """What the gateway adds to step number `step` (from 1) when it sends it, so that it takes effect in one state only.

    `value` is empty where it is what AWS calls that state at the moment.
    """

    step: int
    member: str
    value: str
    thing: str


@dataclass(frozen=True, slots=True)
class Moved:
    """One place at which things stood otherwise than in the round before."""

    thing: str
    place: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Undoing:
    """What the change undoes of another: step i undoes number `steps[i]` of it; `left` is what nothing here undoes."""

    change: str
    sponsor: str
    steps: tuple[int, ...]
    left: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Ballot:
    """One vote so far, in the gateway's words; `local`, whether it was verified on its reviewer's own machine."""

    reviewer: str
    verdict: str
    comment: str
    at: str
    local: bool = True


@dataclass(frozen=True, slots=True)
class Review:
    """A change whose digests hold, and where it stands in the gateway's words (`state`, `votes`, `missing`, `url`)."""

    id: str
    digest: str
    review_digest: str
    deployment: str
    task: str
    kind: str
    intent: str
    sponsor: str
    agent: str
    account: str
    bundle: str
    opened: datetime
    expires: datetime
    people: int
    seats: tuple[tuple[int, str], ...]
    local: int
    gates: tuple[str, ...]
    steps: tuple[Step, ...]
    state: str
    votes: tuple[Ballot, ...]
    missing: int
    url: str
    round: int = 0
    things: tuple[Thing, ...] = ()
    pointers: tuple[Pointer, ...] = ()
    added: tuple[Added, ...] = ()
    drift: tuple[Moved, ...] = ()
    undoes: Undoing | None = None

    @property
    def short(self) -> str:
        """The form people read and type."""
        return self.id[:10]

    @property
    def is_sent_by_gate(self) -> bool:
        """Whether the gateway itself sends its calls, once somebody orders it."""
        return self.agent == THE_GATE


def read(document: Json) -> Review:
    """Read a change as `show` gives it. Raises NotWhatItSays if a digest does not hold or a member is not known."""
    try:
        return _read(_object(document, "change"))
    except Malformed as error:
        raise NotWhatItSays(
            f"the gateway's answer cannot be shown as it is, so it must not be signed: {error}"
        ) from None


def _read(shown: Mapping[str, Json]) -> Review:
    said = _object(shown.get("review"), "review document")
    version = said.get("v")
    if version not in _VERSIONS or isinstance(version, bool):
        raise Malformed("review document", version, "another version than this program knows: use a newer one")
    more = frozenset({"state"}) if version != 1 else frozenset()
    review = _exactly(said, _REVIEW | more, "review document")
    undoing = frozenset({"rolls_back"}) & _object(review["bound"], "bound document").keys()
    bound = _exactly(review["bound"], _BOUND | more | undoing, "bound document")
    if bound["v"] != version:
        raise Malformed("bound document", bound["v"], "it is of another version than the review document")
    digests = [parse_digest(item) for item in _texts(bound["actions"], "action digest")]
    actions = _list(review["actions"], "list of actions")
    if len(digests) != len(actions):
        raise NotWhatItSays(f"{len(actions)} actions are shown and {len(digests)} would be signed: do not sign it")
    steps = tuple(_step(action, digest) for action, digest in zip(actions, digests, strict=True))
    _holds("change digest", bound, _text(shown.get("digest"), "change digest"))
    _holds("review digest", review, _text(shown.get("review_digest"), "review digest"))
    state = _state(review, bound) if more else _NO_STATE
    change = _text(bound["change"], "change id")
    if shown.get("id") != change:
        raise NotWhatItSays("the gateway shows another change than the one that was asked for: do not sign it")
    quorum = _quorum(review["quorum"])
    return Review(
        id=change,
        digest=_text(shown["digest"], "change digest"),
        review_digest=_text(shown["review_digest"], "review digest"),
        deployment=_text(bound["deployment"], "deployment id"),
        task=_text(bound["task"], "task id"),
        kind=_text(review["kind"], "kind of task"),
        intent=_text(review["intent"], "intent"),
        sponsor=_text(bound["sponsor"], "sponsor"),
        agent=_text(bound["agent"], "agent"),
        account=_text(bound["account"], "account"),
        bundle=_text(bound["bundle"], "bundle version"),
        opened=parse_instant(_text(review["opened"], "instant")),
        expires=parse_instant(_text(bound["expires"], "instant")),
        people=_number(quorum["people"], "number of people"),
        seats=tuple(_seat(seat) for seat in _list(quorum["seats"], "list of seats")),
        local=_number(quorum.get("local", 0), "number of people who verify locally"),
        gates=_texts(review["gates"], "gate"),
        steps=steps,
        state=_text(shown.get("state"), "state"),
        votes=tuple(_ballot(vote) for vote in _list(shown.get("votes"), "list of votes")),
        missing=_number(shown.get("missing"), "number of missing people"),
        url=_text(shown.get("url", ""), "address"),
        round=_number(state["round"], "round"),
        things=tuple(_thing(one) for one in _list(state["observed"], "list of things")),
        pointers=tuple(_pointer(one) for one in _list(state["references"], "list of references")),
        added=tuple(_added(one) for one in _list(state.get("conditions", []), "list of conditions")),
        drift=tuple(_moved(one) for one in _list(state["drift"], "list of differences")),
        undoes=_undoing(bound["rolls_back"], len(steps)) if undoing else None,
    )


def _undoing(value: Json, steps: int) -> Undoing:
    said = _exactly(value, _UNDOING, "what is undone")
    left = [_exactly(one, frozenset({"action", "why"}), "what is left") for one in _list(said["left"], "list")]
    found = Undoing(
        change=_text(said["change"], "change id"),
        sponsor=_text(said["sponsor"], "sponsor"),
        steps=tuple(_number(one, "number of an action") + 1 for one in _list(said["actions"], "list of numbers")),
        left=tuple((_number(one["action"], "number of an action") + 1, _text(one["why"], "reason")) for one in left),
    )
    if len(found.steps) != steps:
        raise Malformed("what is undone", len(found.steps), "it does not say of each action what that undoes")
    return found


def _state(review: Mapping[str, Json], bound: Mapping[str, Json]) -> Mapping[str, Json]:
    """How things stand, if it is what the change digest binds."""
    # Conditions stand in it only where there are any.
    added = frozenset({"conditions"}) & _object(review["state"], "state").keys()
    state = _exactly(review["state"], _STATE | added, "state")
    _holds("state", state, _text(bound["state"], "state digest"))
    return state


def _thing(value: Json) -> Thing:
    seen = _exactly(value, _OBSERVED, "observed thing")
    return Thing(
        thing=_text(seen["thing"], "thing"),
        steps=tuple(_number(one, "number of an action") + 1 for one in _list(seen["actions"], "list of numbers")),
        asked=_texts(seen["asked"], "read"),
        stands=_text(seen["stands"], "how it stands"),
        state=_object(seen["state"], "state"),
        why=_text(seen["why"], "reason"),
    )


def _pointer(value: Json) -> Pointer:
    seen = _exactly(value, _REFERENCE, "reference")
    return Pointer(
        step=_number(seen["action"], "number of an action") + 1,
        member=_text(seen["member"], "member"),
        points=_text(seen["points"], "what is named"),
        fixed=_truth(seen["fixed"], "fixed"),
        now=_text(seen["now"], "what it means now"),
        digest=_text(seen["digest"], "digest"),
        accepted=_text(seen["accepted"], "rule"),
        content=_object(seen["content"], "content"),
        how=_text(seen["how"], "advice"),
    )


def _added(value: Json) -> Added:
    seen = _exactly(value, _CONDITION, "condition")
    return Added(
        step=_number(seen["action"], "number of an action") + 1,
        member=_text(seen["member"], "member"),
        value=_text(seen["value"], "value"),
        thing=_text(seen["thing"], "thing"),
    )


def _moved(value: Json) -> Moved:
    seen = _exactly(value, _DRIFT, "difference")
    return Moved(
        _text(seen["thing"], "thing"),
        _text(seen["place"], "place"),
        _text(seen["before"], "text"),
        _text(seen["now"], "text"),
    )


def _step(value: Json, digest: str) -> Step:
    action = _exactly(value, _ACTION, "action")
    document = _exactly(action["document"], _DOCUMENT, "action document")
    _holds("action digest", document, digest)
    name = f"{_text(document['service'], 'service')}:{_text(document['operation'], 'operation')}"
    if action["name"] != name:
        raise NotWhatItSays(f"an action is called something else than the `{name}` it is: do not sign it")
    return Step(
        name=name,
        effect=_text(action["effect"], "effect"),
        reversible=_text(action["reversible"], "reversible"),
        environments=_texts(action["environments"], "environment"),
        delegates=_truth(action["delegates"], "delegates"),
        stateful_loss=_truth(action["stateful_loss"], "stateful_loss"),
        partition=_text(document["partition"], "partition"),
        account=_text(document["account"], "account"),
        region=_text(document["region"], "region"),
        resources=_texts(document["resources"], "resource"),
        parameters=_object(document["parameters"], "parameters"),
        digest=digest,
    )


def _quorum(value: Json) -> Mapping[str, Json]:
    """The quorum, whose `local` stands only where it is asked for."""
    asked = frozenset({"local"}) & _object(value, "quorum").keys()
    return _exactly(value, frozenset({"people", "seats"}) | asked, "quorum")


def _seat(value: Json) -> tuple[int, str]:
    seat = _exactly(value, frozenset({"count", "group"}), "seat")
    return _number(seat["count"], "number of seats"), _text(seat["group"], "group")


def _ballot(value: Json) -> Ballot:
    vote = _object(value, "vote")
    reviewer, verdict = _text(vote.get("reviewer"), "reviewer"), _text(vote.get("verdict"), "verdict")
    comment, at = _text(vote.get("comment", ""), "comment"), _text(vote.get("at", ""), "instant")
    return Ballot(reviewer, verdict, comment, at, vote.get("local") is not False)


def _holds(what: str, document: Mapping[str, Json], digest: str) -> None:
    if not same(hex_sha256(encode(document)), parse_digest(digest)):
        raise NotWhatItSays(f"the {what} does not belong to what the gateway shows: do not sign it, and ask why")


def _object(value: Json, what: str) -> Mapping[str, Json]:
    if not isinstance(value, Mapping):
        raise Malformed(what, value, "an object is wanted")
    return value


def _exactly(value: Json, names: frozenset[str], what: str) -> Mapping[str, Json]:
    """Return the object if it has these members and no other: a member nobody shows must not be signed."""
    members = _object(value, what)
    if members.keys() != names:
        odd = sorted(members.keys() ^ names)
        raise Malformed(what, ", ".join(odd), "members are missing, or are not known to this program: use a newer one")
    return members


def _list(value: Json, what: str) -> Sequence[Json]:
    if not isinstance(value, list | tuple):
        raise Malformed(what, value, "a list is wanted")
    return value


def _text(value: Json, what: str) -> str:
    if not isinstance(value, str):
        raise Malformed(what, value, "text is wanted")
    return value


def _texts(value: Json, what: str) -> tuple[str, ...]:
    return tuple(_text(item, what) for item in _list(value, what))


def _truth(value: Json, what: str) -> bool:
    if not isinstance(value, bool):
        raise Malformed(what, value, "true or false is wanted")
    return value


def _number(value: Json, what: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Malformed(what, value, "a whole number is wanted")
    return value
