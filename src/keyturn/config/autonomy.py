"""`[autonomy.ENVIRONMENT]`: what an agent may do alone there, what people are told of, what waits for them."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Final

from keyturn.config.table import Table
from keyturn.errors import Malformed
from keyturn.model.autonomy import DEVELOPMENT, OPERATION, Act, Autonomy, Level, Row, Word, below_floor
from keyturn.model.decision import Quorum, parse_quorum
from keyturn.model.facts import PRODUCTION

KEYS: Final = tuple(act.value for act in Act)
LEVELS: Final = ("alone", "notify", "one approval", "two people", "never")


def read(root: Table, environments: Iterable[str], approvers: Quorum) -> Autonomy:
    """Read the levels; `environments` are the names of `[environments]`, `approvers` the quorum of `[approvals]`.

    Refuses an environment that is named nowhere else, and every level below the floor.
    """
    section = root.section("autonomy")
    known = (PRODUCTION, DEVELOPMENT, *environments)
    rows: list[Row] = []
    for name in section.values:
        if name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0.0)
            raise section.bad(name, f"is no environment of `[environments]`: did you mean `{near[0]}`?", show=False)
        rows.append(_row(section.section(name), name, approvers))
    autonomy = Autonomy(tuple(rows))
    problems = below_floor(autonomy, approvers)
    if problems:
        raise root.bad("autonomy", f"cannot be used: {'; '.join(problems)}", show=False)
    return autonomy


def _row(table: Table, name: str, approvers: Quorum) -> Row:
    operations = [key for key in table.values if OPERATION.fullmatch(key)]
    table.only((*KEYS, *operations))
    return Row(
        name,
        {Act(key): _level(table, key, approvers) for key in table.values if key not in operations},
        {key: _level(table, key, approvers) for key in operations},
    )


def _level(table: Table, key: str, approvers: Quorum) -> Level:
    value = table.values[key]
    if value == "two people":
        return approvers
    if value == "one approval":
        if len(approvers.seats) != 1:
            raise table.bad(key, f"does not say of whom: write `1 of {approvers.seats[0].group}`, or another group")
        return parse_quorum(f"1 of {approvers.seats[0].group}")
    if not isinstance(value, str):
        raise table.bad(key, f"must be one of {', '.join(LEVELS)}, or a quorum such as `2 of sre`")
    try:
        return Word(value) if value in set(Word) else parse_quorum(value)
    except Malformed as error:
        near = get_close_matches(value, LEVELS, n=1, cutoff=0.6)
        hint = f"did you mean `{near[0]}`?" if near else error.why
        raise table.bad(key, f"is no level: {', '.join(LEVELS)}, or a quorum such as `2 of sre` ({hint})") from None


def document(autonomy: Autonomy) -> Mapping[str, Mapping[str, str]]:
    """The table as canonical data, quorums written out."""
    return {
        row.environment: {
            **{act.value: str(level) for act, level in row.levels.items()},
            **{name: str(level) for name, level in row.operations.items()},
        }
        for row in autonomy.rows
    }
