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

_BOUND: Final = frozenset(
    {"v", "deployment", "change", "task", "sponsor", "agent", "account", "actions", "bundle", "expires"}
)
_REVIEW: Final = frozenset({"v", "bound", "intent", "kind", "opened", "quorum", "gates", "actions"})
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
class Ballot:
    """One vote so far, in the gateway's words."""

    reviewer: str
    verdict: str
    comment: str
    at: str


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

    @property
    def short(self) -> str:
        """The form people read and type."""
        return self.id[:10]


def read(document: Json) -> Review:
    """Read a change as `show` gives it. Raises NotWhatItSays if a digest does not hold or a member is not known."""
    try:
        return _read(_object(document, "change"))
    except Malformed as error:
        raise NotWhatItSays(
            f"the gateway's answer cannot be shown as it is, so it must not be signed: {error}"
        ) from None


def _read(shown: Mapping[str, Json]) -> Review:
    review = _exactly(shown.get("review"), _REVIEW, "review document")
    bound = _exactly(review["bound"], _BOUND, "bound document")
    if review["v"] != 1 or bound["v"] != 1:
        raise Malformed("review document", review["v"], "another version than this program knows: use a newer one")
    digests = [parse_digest(item) for item in _texts(bound["actions"], "action digest")]
    actions = _list(review["actions"], "list of actions")
    if len(digests) != len(actions):
        raise NotWhatItSays(f"{len(actions)} actions are shown and {len(digests)} would be signed: do not sign it")
    steps = tuple(_step(action, digest) for action, digest in zip(actions, digests, strict=True))
    _holds("change digest", bound, _text(shown.get("digest"), "change digest"))
    _holds("review digest", review, _text(shown.get("review_digest"), "review digest"))
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
    return Ballot(reviewer, verdict, _text(vote.get("comment", ""), "comment"), _text(vote.get("at", ""), "instant"))


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
