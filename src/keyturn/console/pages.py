"""What the pages show, as plain values for the templates: every text in them has been made harmless."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from keyturn.codec.canonical import Json
from keyturn.codec.encoding import parse_instant
from keyturn.console import standing, wording
from keyturn.console.gate_review import GateReview
from keyturn.console.review import Ballot, Review
from keyturn.console.text import json_text, plain, prose, visible
from keyturn.console.wording import Group
from keyturn.errors import Malformed

MOST_LINES: Final = 2000
"""Lines of difference on one page; a change of the gate with more is shown whole by `keyturn show --all`."""

MOST_GROUPS: Final = 200
"""Groups of actions on one page; a change with more is shown whole by `keyturn show --all`."""

LONGEST_WHOLE: Final = 1_000_000
"""Characters of a review document that a page still shows whole."""

_MOST_NAMES: Final = 4
_VOTABLE: Final = frozenset({"proposed", "approved", "executing"})

Values = dict[str, Any]


def frame(status: Mapping[str, Json], at: datetime) -> Values:
    """What every page says: whose gate this is, and that it is not sealed."""
    return {
        "sealed": status.get("sealed") is True,
        "seal": plain(_text(status, "sealed_text")),
        "account": plain(_text(status, "account")),
        "clock": plain(_text(status, "clock")),
        "notices": [visible(str(notice)) for notice in _sequence(status, "notices")],
        "now": f"{at.astimezone(UTC):%H:%M} UTC",
    }


def inbox(answer: Json, at: datetime) -> Values:
    """The open changes, as the first page lists them."""
    members = _object(answer)
    changes = [_object(one) for one in _sequence(members, "changes")]
    more = members.get("more")
    return {"changes": [_line(change, at) for change in changes], "more": more if isinstance(more, int) else 0}


def _line(change: Mapping[str, Json], at: datetime) -> Values:
    names = [plain(name) for name in map(str, _sequence(change, "actions"))]
    counted = {name: names.count(name) for name in dict.fromkeys(names)}
    missing = change.get("missing")
    expires = parse_instant(_text(change, "expires"))
    return {
        "short": plain(_text(change, "short")),
        "state": plain(_text(change, "state")),
        "missing": missing if isinstance(missing, int) else 0,
        "intent": prose(_text(change, "intent"))[:4],
        "sponsor": plain(_text(change, "sponsor")),
        "agent": plain(_text(change, "agent")),
        "gate": change.get("gate") is True,
        "environments": [plain(str(name)) for name in _sequence(change, "environments")],
        "actions": list(counted.items())[:_MOST_NAMES],
        "more": max(0, len(counted) - _MOST_NAMES),
        "until": wording.until(expires, at),
        "expires": f"{expires:%Y-%m-%d %H:%M} UTC",
    }


def change(review: Review, at: datetime) -> Values:
    """One change, as its own page shows it."""
    groups = wording.groups(review.steps)
    approvals = sum(vote.verdict == "approve" for vote in review.votes)
    return {
        "id": plain(review.id),
        "short": plain(review.short),
        "state": plain(review.state),
        "stands": wording.stands(review, by_gate=review.is_sent_by_gate),
        "open": not wording.is_closed(review.state),
        "intent": prose(review.intent),
        "kind": plain(review.kind),
        "task": plain(review.task),
        "sponsor": plain(review.sponsor),
        "asked_by": wording.asked_by(review),
        "account": plain(review.account),
        "needs": wording.needs(review),
        "given": approvals,
        "wanted": approvals + review.missing,
        "until": wording.until(review.expires, at),
        "expires": f"{review.expires:%Y-%m-%d %H:%M} UTC",
        "opened": f"{review.opened:%Y-%m-%d %H:%M} UTC",
        "count": len(review.steps),
        "where": sorted({plain(name) for step in review.steps for name in step.environments}),
        "groups": [_group(group, review) for group in groups[:MOST_GROUPS]],
        "left_out": sum(len(group.steps) for group in groups[MOST_GROUPS:]),
        "grave_left_out": sum(wording.is_grave(step) for group in groups[MOST_GROUPS:] for step in group.steps),
        "undoing": standing.undoing(review),
        "undoes": "" if review.undoes is None else plain(review.undoes.change[:10]),
        "sections": standing.sections(review),
        "votes": [_vote(vote) for vote in review.votes],
        "digest": plain(review.digest),
        "review_digest": plain(review.review_digest),
    }


def gate_change(review: GateReview, at: datetime) -> Values:
    """One change of the gate itself, as its own page shows it."""
    approvals = sum(vote.verdict == "approve" for vote in review.votes)
    lines = [wording.Line(0, one.sign, one.text, note=one.sign == " ") for one in review.changes]
    if review.after is None:
        lines = list(wording.lines(review.document))
    return {
        "id": plain(review.id),
        "short": plain(review.short),
        "state": plain(review.state),
        "stands": wording.gate_stands(review),
        "why": visible(review.why),
        "open": not wording.is_closed(review.state),
        "what": wording.gate_kind(review.gate),
        "by": plain(review.by),
        "subject": "" if review.subject in {None, review.by} else plain(str(review.subject)),
        "intent": prose(review.intent),
        "needs": wording.needs(review),
        "given": approvals,
        "wanted": approvals + review.missing,
        "until": wording.until(review.expires, at),
        "expires": f"{review.expires:%Y-%m-%d %H:%M} UTC",
        "lines": lines[:MOST_LINES],
        "left_out": len(lines[MOST_LINES:]),
        "votes": [_vote(vote) for vote in review.votes],
        "digest": plain(review.digest),
        "review_digest": plain(review.review_digest),
        "after": review.after or "",
    }


def voting(review: Review | GateReview, shown: Json, answer: Json, origin: str) -> Values | None:
    """What the page needs to ask for a vote, None where there is none to give.

    `people` are those with passkeys who did not ask for the change themselves; `whole` is the document that is signed,
    every character of it in ASCII, empty where it is too long for a page: then it is not voted on here.
    """
    if review.state not in _VOTABLE:
        return None
    document = json_text(_object(shown).get("review"))
    barred: set[str | None] = {review.sponsor}
    if isinstance(review, GateReview):
        barred.add(review.subject)
    elif review.undoes is not None:
        barred.add(review.undoes.sponsor)
    return {
        "people": holders(answer, lambda name: name not in barred),
        "origin": plain(origin),
        # Whoever approved may object until all of it is done; to approve once more changes nothing.
        "open": review.state == "proposed",
        "local": review.local,
        "whole": document if len(document) <= LONGEST_WHOLE else "",
    }


def holders(answer: Json, may: Callable[[str], bool]) -> list[Values]:
    """Those of the passkeys in `answer` (the desk's) whose owners `may` sign, as the form lists them."""
    found = [_object(one) for one in _sequence(_object(answer), "passkeys")]
    names = [_text(one, "name") for one in found]
    people = [
        {
            "name": plain(_text(one, "name")),
            "key_id": plain(_text(one, "key_id")),
            "credential": plain(_text(one, "credential")),
            "many": names.count(_text(one, "name")) > 1,
        }
        for one in found
        if may(_text(one, "name"))
    ]
    return sorted(people, key=lambda one: (str(one["name"]), str(one["key_id"])))


def _group(group: Group, review: Review) -> Values:
    step = group.steps[0]
    return {
        "first": group.first,
        "last": group.last,
        "name": plain(step.name),
        "does": wording.does(step),
        "grave": wording.is_grave(step),
        "where": [plain(name) for name in (*step.environments, step.region)],
        "elsewhere": plain(step.account) if step.account != review.account else "",
        "resources": [plain(arn) for arn in step.resources],
        "lines": wording.lines(step.parameters),
        "times": len(group.steps),
        "differing": wording.differing(group) if len(group.steps) > 1 else (),
    }


def _vote(vote: Ballot) -> Values:
    try:
        at = f"{parse_instant(vote.at):%Y-%m-%d %H:%M} UTC"
    except Malformed:
        at = plain(vote.at)
    return {
        "reviewer": plain(vote.reviewer),
        "approves": vote.verdict == "approve",
        "local": vote.local,
        "comment": prose(vote.comment) if vote.comment else (),
        "at": at,
    }


def _object(value: Json) -> Mapping[str, Json]:
    if not isinstance(value, Mapping):
        raise Malformed("answer of the desk", value, "an object is wanted")
    return value


def _sequence(members: Mapping[str, Json], name: str) -> list[Json]:
    value = members.get(name, [])
    if not isinstance(value, list):
        raise Malformed(f"`{name}` of the desk", value, "a list is wanted")
    return value


def _text(members: Mapping[str, Json], name: str) -> str:
    value = members.get(name, "")
    return value if isinstance(value, str) else ""
