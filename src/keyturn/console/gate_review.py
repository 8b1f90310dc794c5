"""A change of the gate itself as the gateway shows it, believed only as far as its digests hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from keyturn.approve.members import Members
from keyturn.codec.canonical import Json, encode
from keyturn.codec.digest import hex_sha256, parse_digest, same
from keyturn.console.charters import Difference, charter_of, differences
from keyturn.console.review import Ballot, NotWhatItSays, Review, read
from keyturn.errors import Malformed


@dataclass(frozen=True, slots=True)
class GateReview:
    """A change of the gate whose digests hold, and where it stands in the gateway's words (`state`, `votes`, ...).

    `changes` is every difference between the charter before and the one after it, computed here; empty where it leaves
    the charter alone. `document` is what was asked. `round` is 0: a change of the gate is never asked anew.
    """

    id: str
    digest: str
    review_digest: str
    deployment: str
    gate: str
    by: str
    subject: str | None
    intent: str
    opened: datetime
    expires: datetime
    people: int
    seats: tuple[tuple[int, str], ...]
    local: int
    document: Mapping[str, Json]
    changes: tuple[Difference, ...]
    after: str | None
    number: int | None
    state: str
    why: str
    votes: tuple[Ballot, ...]
    missing: int
    url: str
    round: int = 0

    @property
    def sponsor(self) -> str:
        """Whoever answers for it."""
        return self.by

    @property
    def short(self) -> str:
        """The form people read and type."""
        return self.id[:10]


def read_either(shown: Json) -> Review | GateReview:
    """Read a change of the cloud or of the gate, as `show` gives it. Raises NotWhatItSays."""
    return read_gate(shown) if isinstance(shown, Mapping) and shown.get("gate") is True else read(shown)


def read_gate(shown: Json) -> GateReview:
    """Read a change of the gate as `show` gives it. Raises NotWhatItSays if a digest or a member does not hold."""
    try:
        return _read(shown if isinstance(shown, Mapping) else {})
    except Malformed as error:
        raise NotWhatItSays(
            f"the gateway's answer cannot be shown as it is, so it must not be signed: {error}"
        ) from None


def _read(shown: Mapping[str, Json]) -> GateReview:
    told = Members("change of the gate", shown)
    document = told.object("review")
    _holds("review digest", document, told.digest("review_digest"))
    review = Members("review document", document)
    bound_document = review.object("bound")
    digest = told.digest("digest")
    _holds("change digest", bound_document, digest)
    bound = Members("bound document", bound_document)
    if (review.number("v"), bound.number("v")) != (1, 1):
        raise Malformed("review document", 0, "another version than this program knows: use a newer one")
    change = bound.identifier("change", "C")
    if told.identifier("id", "C") != change:
        raise NotWhatItSays("the gateway shows another change than the one that was asked for: do not sign it")
    before, after = bound.digest_or_none("before"), bound.digest_or_none("after")
    changes, number = _changes(before, after, told.object("charters"), told.object("bundles"))
    people, seats, local = _quorum(review.object("quorum"))
    found = GateReview(
        id=change,
        digest=digest,
        review_digest=hex_sha256(encode(document)),
        deployment=bound.deployment("deployment"),
        gate=bound.string("gate"),
        by=bound.name("by"),
        subject=review.name_or_none("subject"),
        intent=review.text("intent"),
        opened=review.instant("opened"),
        expires=bound.instant("expires"),
        people=people,
        seats=seats,
        local=local,
        document=bound.object("document"),
        changes=changes,
        after=after,
        number=number,
        state=told.string("state"),
        why=told.string("why"),
        votes=tuple(_ballot(vote) for vote in told.objects("votes")),
        missing=told.number("missing"),
        url=told.string("url"),
    )
    bound.end()
    review.end()
    return found


def _changes(
    before: str | None, after: str | None, charters: Mapping[str, Json], bundles: Mapping[str, Json]
) -> tuple[tuple[Difference, ...], int | None]:
    if after is None:
        return (), None
    if before is None:
        raise NotWhatItSays("it would change a charter, and names none before it: do not sign it")
    one, other = charter_of(charters.get("before"), before), charter_of(charters.get("after"), after)
    return differences(one, other, bundles), other.number


def _quorum(value: Mapping[str, Json]) -> tuple[int, tuple[tuple[int, str], ...], int]:
    members = Members("quorum", value)
    people, local = members.number("people"), members.number("local") if "local" in members else 0
    seats: list[tuple[int, str]] = []
    for one in members.objects("seats"):
        seat = Members("seats", one)
        seats.append((seat.number("count"), seat.name("group")))
        seat.end()
    members.end()
    return people, tuple(seats), local


def _ballot(value: Mapping[str, Json]) -> Ballot:
    vote = Members("vote", value)
    reviewer, verdict, comment, at = (vote.string(name) for name in ("reviewer", "verdict", "comment", "at"))
    return Ballot(reviewer, verdict, comment, at, value.get("local") is not False)


def _holds(what: str, document: Mapping[str, Json], digest: str) -> None:
    if not same(hex_sha256(encode(document)), parse_digest(digest)):
        raise NotWhatItSays(f"the {what} does not belong to what the gateway shows: do not sign it, and ask why")
