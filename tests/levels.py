"""Levels of autonomy for tests: tables at random, and what they mean, written down a second time."""

from dataclasses import replace
from typing import Final

from hypothesis import strategies as st

from keyturn.decide.combine import together
from keyturn.model.action import Effect, Reading
from keyturn.model.autonomy import Act, Autonomy, Level, Row, Word
from keyturn.model.decision import NOTIFY, Question, Quorum, parse_quorum
from tests.asking import DELETE_IN_PRODUCTION

TWO: Final = parse_quorum("2 of sre")
OPERATIONS: Final = ("dynamodb:PutItem", "s3:DeleteBucket")
PLACES: Final = ("production", "staging", "development", "elsewhere")

quorums = st.sampled_from(["1 of sre", "2 of sre", "3 of sre", "1 of dba and 1 of sre", "2 of dba, 1 verified locally"])
level_at_all = st.one_of(st.sampled_from(list(Word)), quorums.map(parse_quorum))
enough = level_at_all.filter(lambda level: level is Word.NEVER or (isinstance(level, Quorum) and level.people >= 2))


def rows(name: str) -> st.SearchStrategy[Row]:
    """Rows for one environment that the floor admits."""
    floored = {Act.DELETE, Act.PERMISSION, Act.EXECUTE} if name != "development" else set()
    levels = {act: enough if act in floored else level_at_all for act in Act}
    return st.builds(
        Row,
        st.just(name),
        st.fixed_dictionaries({}, optional=levels),
        st.dictionaries(st.sampled_from(OPERATIONS), level_at_all, max_size=2),
    )


tables = st.tuples(*(st.one_of(st.none(), rows(name)) for name in PLACES[:3])).map(
    lambda found: Autonomy(tuple(row for row in found if row is not None))
)

questions = st.builds(
    lambda effect, reading, delegates, place, operation: replace(
        DELETE_IN_PRODUCTION,
        effect=effect,
        reading=reading,
        delegates=delegates,
        environment=place,
        service=operation.partition(":")[0],
        operation=operation.partition(":")[2],
    ),
    st.sampled_from([effect for effect in Effect if effect is not Effect.UNKNOWN]),
    st.sampled_from(list(Reading)),
    st.booleans(),
    st.sampled_from(PLACES),
    st.sampled_from((*OPERATIONS, "s3:DeleteObject", "dynamodb:DeleteBucket")),
)


def meant(question: Question, table: Autonomy, approvers: Quorum = TWO) -> tuple[Quorum, frozenset[str]] | None:
    """What the table asks for: who must agree and what must be done first; None where it never goes."""
    place, name = question.environment, f"{question.service}:{question.operation}"
    safe = place == "development"
    levels: dict[Act, Level] = dict.fromkeys(Act, Word.ALONE if safe else approvers)
    levels |= {Act.EXECUTE: approvers, Act.DATA: Word.ALONE, Act.SECRET: Word.NEVER, Act.PERMISSION: Word.NEVER}
    own: Level | None = None
    for row in (table.row("development"),) if safe else (table.row("production"), table.row(place)):
        levels |= row.levels
        own = row.operations.get(name, own)
    acts = {Act.EXECUTE} if question.delegates else set()
    acts |= {act for act in Act if act.value in (question.effect.value, question.reading.value)}
    weak = own in (Word.ALONE, Word.NOTIFY) or (isinstance(own, Quorum) and own.people < 2)
    kept = {act for act in acts if weak and not safe and act in (Act.DELETE, Act.PERMISSION, Act.EXECUTE)}
    asked = [levels[act] for act in (acts if own is None else kept)] + ([] if own is None else [own])
    if Word.NEVER in asked:
        return None
    told = frozenset({NOTIFY}) if Word.NOTIFY in asked else frozenset()
    return together(level for level in asked if isinstance(level, Quorum)), told
