"""What the log's payloads hold of a noun is all of it: written, made durable and read back, it is the same."""

from dataclasses import fields, replace
from datetime import UTC, datetime
from string import ascii_lowercase, digits

from hypothesis import given
from hypothesis import strategies as st

from keyturn.codec.canonical import encode
from keyturn.codec.strict import loads_canonical
from keyturn.model import written
from keyturn.model.action import Resource, Shown
from keyturn.model.change import Change, Proposed
from keyturn.model.decision import Quorum, Seats
from keyturn.model.execution import Ended, Outcome
from keyturn.model.identity import Isolation, Person, PublicKey, Session, Task, TaskKind

names = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,20}", fullmatch=True)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
ids = st.text(digits + ascii_lowercase.upper(), min_size=6, max_size=26)
hexes = st.text("0123456789abcdef", min_size=64, max_size=64)
instants = st.datetimes(datetime(1970, 1, 1), datetime(9999, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants bounds without a zone
leaves = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts
)
documents = st.dictionaries(
    texts,
    st.recursive(
        leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=8
    ),
)

people = st.builds(
    Person,
    names,
    st.frozensets(names, max_size=4),
    st.lists(
        st.builds(
            PublicKey, st.text("0123456789abcdef", min_size=32, max_size=32), st.binary(min_size=32, max_size=32)
        ),
        max_size=3,
    ).map(tuple),
)
tasks = st.builds(
    Task,
    ids,
    texts,
    st.sampled_from(TaskKind),
    names,
    st.none() | names,
    st.lists(texts, max_size=3).map(tuple),
    instants,
    instants,
)
sessions = st.builds(Session, ids, ids, names, ids, st.sampled_from(Isolation), instants, instants)
quorums = st.builds(
    Quorum, st.lists(st.builds(Seats, st.integers(1, 99), names), max_size=3).map(tuple), st.integers(0, 99)
)
actions = st.builds(
    Proposed,
    shown=st.tuples(documents, hexes).map(lambda parts: Shown(*parts)),
    name=texts,
    effect=texts,
    reversible=texts,
    environments=st.lists(names, max_size=3).map(tuple),
    resources=st.lists(st.builds(Resource, texts, st.none() | names, st.booleans()), max_size=3).map(tuple),
    iam=st.lists(texts, max_size=3).map(tuple),
    delegates=st.booleans(),
    stateful_loss=st.booleans(),
)
changes = st.builds(
    Change,
    id=ids.map("C-{}".format),
    deployment=names,
    task=ids,
    intent=texts,
    kind=names,
    sponsor=names,
    agent=names,
    session=ids,
    account=names,
    actions=st.lists(actions, max_size=4).map(tuple),
    bundle=hexes,
    opened=instants,
    expires=instants,
    quorum=quorums,
    gates=st.lists(names, max_size=3).map(tuple),
)
outcomes = st.builds(
    Outcome,
    st.sampled_from(Ended),
    instants,
    st.none() | st.integers(100, 599),
    st.none() | texts,
    st.none() | texts,
    st.none() | texts,
)


def kept(payload: written.Payload) -> dict[str, object]:
    """The payload as it comes back from the log."""
    read = loads_canonical(encode(payload))
    assert isinstance(read, dict)
    return read


@given(people)
def test_a_person(person: Person) -> None:
    assert written.read_person(kept(written.person(person))) == person


@given(tasks)
def test_a_task(task: Task) -> None:
    assert written.read_task(kept(written.task(task))) == task


@given(sessions)
def test_a_session(session: Session) -> None:
    assert written.read_session(kept(written.session(session))) == session


@given(changes)
def test_a_change_with_both_its_digests(change: Change) -> None:
    read = written.read_change(kept(written.change(change)))

    assert read == change
    assert (read.digest, read.review_digest) == (change.digest, change.review_digest)
    assert encode(written.change(read)) == encode(written.change(change))


@given(outcomes)
def test_an_outcome(outcome: Outcome) -> None:
    assert written.read_outcome(kept(written.outcome(outcome)), outcome.at) == outcome


SIGNED = sorted({field.name for field in fields(Change)} - {"session", "actions"})
SHOWN = sorted({field.name for field in fields(Proposed)} - {"resources"})  # their ARNs stand in the document


@given(changes, changes, st.sampled_from(SIGNED))
def test_whatever_is_changed_in_a_change_is_something_else_to_sign(change: Change, other: Change, member: str) -> None:
    altered = replace(change, **{member: getattr(other, member)})

    same = getattr(change, member) == getattr(other, member)
    assert ((altered.digest, altered.review_digest) == (change.digest, change.review_digest)) is same


@given(changes, actions, actions, st.sampled_from(SHOWN))
def test_whatever_is_changed_in_an_action_as_well(
    change: Change, action: Proposed, other: Proposed, member: str
) -> None:
    one = replace(change, actions=(*change.actions, action))
    two = replace(change, actions=(*change.actions, replace(action, **{member: getattr(other, member)})))

    same = encode(written.change(one)) == encode(written.change(two))
    assert (one.review_digest == two.review_digest) is same
