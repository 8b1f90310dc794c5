"""I use an envelope once more than it holds: many at a time, after a restart, by failing, by sending the same again."""

import asyncio
from collections.abc import Iterator
from random import Random

import pytest

from keyturn.model.bundle import Bundle
from keyturn.model.evidence import Draft, Kind
from keyturn.model.execution import Answer, Cut, NeverSent, Reply
from keyturn.model.touching import AwsTables
from keyturn.model.wire import HttpRequest
from keyturn.testing.house import House, Opened
from tests.auditing import audit, codes, with_payload, written_again
from tests.bounding import enveloped, put, under
from tests.telling import problems


@pytest.fixture
def session(house: House) -> Opened:
    return house.session()


def call(house: House, session: Opened, number: int) -> HttpRequest:
    return house.call(session, "dynamodb:PutItem", TableName="costs", Item={"id": {"S": f"{number}"}})


def test_twenty_pass_and_the_twenty_first_is_held_and_told_why(house: House, session: Opened) -> None:
    envelope = enveloped(house, session)
    for number in range(20):
        assert house.passed(put(house, session, number))

    reply = put(house, session, 20)

    assert house.refused(reply) == "change.pending"
    assert f"envelope {envelope[:10]} is used up (20 of 20)" in str(reply)
    assert under(house) == [{"envelope": envelope}] * 20
    assert len(house.upstream.received) == 20


def test_twenty_one_at_the_same_time_are_twenty(house: House, session: Opened) -> None:
    enveloped(house, session)
    house.log.hold()
    tasks = [house.begin(call(house, session, number)) for number in range(21)]
    house.log.release()

    replies = [house.finish(task) for task in tasks]

    assert sum(map(house.passed, replies)) == 20
    assert len(house.upstream.received) == 20


@pytest.fixture
def fresh(bundle: Bundle, catalogue: AwsTables) -> Iterator[House]:
    built = House(bundle, catalogue)
    yield built
    assert problems(built) == []
    built.close()


@pytest.mark.parametrize("seed", range(8))
def test_no_interleaving_spends_more_than_there_is(fresh: House, seed: int) -> None:
    """Calls begin, end, fail and are in doubt in any order, the gate is started anew, envelopes come and go."""
    random, house = Random(seed), fresh
    session, counts = house.session(), {}
    for _ in range(random.randint(1, 3)):
        count = random.randint(1, 5)
        counts[enveloped(house, session, count=count)] = count
    waiting: list[asyncio.Task[Reply]] = []
    for number in range(40):
        match random.randrange(6):
            case 0:
                house.log.hold()
            case 1:
                house.log.release()
            case 2 if not waiting:
                house.log.release()
                house = house.restarted()
            case _:
                house.upstream.reaction = random.choice([_done, _cut, _unsent, _failed])
                waiting.append(house.begin(call(house, session, random.randrange(number + 1))))
        waiting = [task for task in waiting if not task.done()]
    house.log.release()
    for task in waiting:
        house.finish(task)

    used = [one["envelope"] for one in under(house) if "envelope" in one]
    assert all(used.count(name) <= count for name, count in counts.items())
    assert sum("envelope" not in one for one in under(house)) == 0


def _done(_: object) -> Answer:
    return Answer(200, (), b"{}")


def _failed(_: object) -> Answer:
    return Answer(400, (), b"{}")


def _cut(_: object) -> Answer:
    raise Cut("the connection broke")


def _unsent(_: object) -> Answer:
    raise NeverSent("nobody is there")


def test_one_that_failed_is_spent_too(house: House, session: Opened) -> None:
    enveloped(house, session, count=1)
    house.upstream.reaction = _unsent
    assert house.refused(put(house, session)) != "change.pending"
    house.upstream.reaction = _done

    assert house.refused(put(house, session)) == "change.pending"


def test_the_very_call_whose_answer_never_came_is_not_sent_again(house: House, session: Opened) -> None:
    enveloped(house, session)
    house.upstream.reaction = _cut
    assert house.refused(put(house, session)) == "call.outcome_unknown"
    house.upstream.reaction = _done

    assert house.refused(put(house, session)) == "envelope.in_doubt"
    assert house.passed(put(house, session, 1))
    again = house.restarted()
    assert again.refused(put(again, session)) == "envelope.in_doubt"


def test_after_a_restart_what_was_spent_is_spent(house: House, session: Opened) -> None:
    enveloped(house, session, count=2)
    assert house.passed(put(house, session, 0))
    again = house.restarted()
    assert again.passed(put(again, session, 1))

    assert again.refused(put(again, session, 2)) == "change.pending"


def test_not_faster_than_it_allows(house: House, session: Opened) -> None:
    enveloped(house, session, per_minute=2)
    for number in range(2):
        assert house.passed(put(house, session, number))

    assert house.refused(put(house, session, 2)) == "envelope.rate"
    house.clock.advance(seconds=61)
    assert house.passed(put(house, session, 2))


def test_a_log_in_which_it_was_is_no_evidence(house: House, session: Opened) -> None:
    envelope = enveloped(house, session, count=2)
    for number in range(2):
        put(house, session, number)
    change = house.held(put(house, session, 2))
    house.approve(change, "ana", "bo")
    house.passed(put(house, session, 2))

    def the_third_too(drafts: list[Draft]) -> list[Draft]:
        at = [place for place, draft in enumerate(drafts) if draft.kind is Kind.INTENT]
        second, third = drafts[at[1]], drafts[at[2]]
        about = {**third.about, "envelope": envelope}
        about.pop("change")
        moved = with_payload(third, approvals=second.payload["approvals"])
        drafts[at[2]] = type(moved)(moved.kind, moved.at, about, moved.payload)
        return drafts

    assert "envelope.used_up" in codes(audit(written_again(house.log, the_third_too)))
