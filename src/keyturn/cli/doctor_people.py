"""What `keyturn doctor` says of the people: whether there are enough for every quorum that a level asks for."""

from collections.abc import Iterator

from keyturn.approve.seats import missing, needs_whom, seat
from keyturn.cli.findings import Finding, Level
from keyturn.cli.gate import Answer
from keyturn.config import Config
from keyturn.model.autonomy import complete
from keyturn.model.decision import Quorum

_SPONSOR = 1


def of_people(config: Config, people: Answer) -> Iterator[Finding]:
    """Yield what is found: of each quorum who is missing, or that all of them can be met."""
    enabled = {
        one.text("name"): frozenset(one.texts("groups"))
        for one in people.each("people")
        if one.members().get("enabled") is True
    }
    named = [*dict.fromkeys(seats.group for quorum in _quorums(config) for seats in quorum.seats)]
    there = ", ".join(f"{sum(group in of for of in enabled.values())} of them in `{group}`" for group in named)
    short = [quorum for quorum in _quorums(config) if _short(quorum, enabled)]
    if not short:
        yield Finding(Level.GOOD, "people", f"{len(enabled)} enrolled, {there}")
        wanted = config.approvals.quorum
        if len(enabled) == wanted.people + _SPONSOR and all(_group(wanted) & groups for groups in enabled.values()):
            yield Finding(
                Level.NOTE,
                "people",
                "when one of them is away or sponsors, all the others must approve: enrol one more",
            )
    for quorum in short:
        lacking = needs_whom(quorum, seat(quorum, enabled, enabled))
        group = next(
            (one.group for one in quorum.seats if sum(one.group in of for of in enabled.values()) < one.count),
            quorum.seats[0].group,
        )
        yield Finding(
            Level.BAD,
            "people",
            f"{len(enabled)} enrolled, {there}: it takes a sponsor and {quorum} besides"
            + ("" if lacking == "needs no more approvals" else f", and {lacking}"),
            f"keyturn person add NAME --group {group} --public-key FILE.pub",
        )


def _quorums(config: Config) -> list[Quorum]:
    """Every quorum that the configuration asks for, that of `[approvals]` first."""
    found = [config.approvals.quorum]
    for row in complete(config.autonomy, config.approvals.quorum):
        found += [level for level in (*row.levels.values(), *row.operations.values()) if isinstance(level, Quorum)]
    return [*dict.fromkeys(found)]


def _short(quorum: Quorum, enabled: dict[str, frozenset[str]]) -> bool:
    """Whether there are too few for it, and for a sponsor who does not count."""
    return len(enabled) < quorum.people + _SPONSOR or missing(quorum, seat(quorum, enabled, enabled)) > 0


def _group(quorum: Quorum) -> frozenset[str]:
    return frozenset(seats.group for seats in quorum.seats)
