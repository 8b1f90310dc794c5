"""I stretch an envelope: by a parameter, to another table, agent, task or place, or past a freeze."""

from typing import Any

import pytest

from keyturn.errors import CallerError
from keyturn.model.facts import NOTHING_KNOWN
from keyturn.model.gate import GateKind
from keyturn.testing.gatekeepers import Gatekeepers
from keyturn.testing.house import House, Opened
from tests.auditing import audit, codes, inside, place, written_again
from tests.bounding import PUT, TABLE, ended, envelope, enveloped, put, under


@pytest.fixture
def session(house: House) -> Opened:
    return house.session()


@pytest.mark.parametrize(
    ("parameters", "why"),
    [
        ({"ConditionExpression": "attribute_exists(id)"}, "`ConditionExpression` is not named"),
        ({"Item": {"id": {"S": "x" * 200}}}, "`Item` is not within its bounds"),
        ({"TableName": "prices"}, "is not one of its resources"),
        ({"ReturnValues": "ALL_OLD"}, "`ReturnValues` is not named"),
    ],
)
def test_a_call_beside_it_waits_for_people(house: House, session: Opened, parameters: Any, why: str) -> None:  # noqa: ANN401
    enveloped(house, session)

    reply = house.submit(session, PUT, **{"TableName": "costs", "Item": {"id": {"S": "1"}}, **parameters})

    assert house.refused(reply) == "change.pending"
    assert why in str(reply)
    assert house.upstream.received == []


def test_another_operation_on_the_same_table_waits_and_hears_nothing_of_it(house: House, session: Opened) -> None:
    enveloped(house, session)

    reply = house.submit(session, "dynamodb:DeleteItem", TableName="costs", Key={"id": {"S": "1"}})

    assert house.refused(reply) == "change.pending"
    assert "envelope" not in str(reply)


def test_it_is_for_one_task_and_one_agent(house: House, session: Opened) -> None:
    enveloped(house, session)
    others = [house.session(), house.session("dana", "other", None, task=session.task)]

    for other in others:
        assert house.refused(put(house, other)) == "change.pending"
    # The same agent goes on with the same task under another key.
    again = house.session("dana", "fixer", None, task=session.task)
    assert house.passed(put(house, again))


@pytest.mark.parametrize(
    "more",
    [
        {"count": 0},
        {"count": 10_001},
        {"per_minute": 0},
        {"resources": ["*"]},
        {"resources": ["arn:aws-cn:dynamodb:cn-north-1:123456789012:table/*"]},
        {"resources": []},
        {"operations": ["dynamodb:*"]},
        {"parameters": {"TableName": {"any": True}}},
        {"environments": ["nowhere"]},
        {"environments": []},
        {"until": "2031-01-01T00:00:00.000000Z"},
        {"until": "2026-11-22T11:00:00.000000Z"},
        {"task": "T-AAAAAAAA"},
        {"quorum": "1 of sre"},
        {"more": 1},
    ],
)
def test_one_without_bounds_is_not_even_proposed(house: House, session: Opened, more: Any) -> None:  # noqa: ANN401
    with pytest.raises(CallerError):
        enveloped(house, session, **more)


def test_only_its_sponsor_proposes_and_never_approves_it(house: House, session: Opened) -> None:
    people = Gatekeepers(house)
    with pytest.raises(CallerError):
        people.propose("ana", GateKind.ENVELOPE, envelope(house, session))
    change = people.propose("dana", GateKind.ENVELOPE, envelope(house, session))
    with pytest.raises(CallerError):
        house.vote(change, "dana")
    house.vote(change, "ana")

    assert house.refused(put(house, session)) == "change.pending"


def test_a_body_that_is_not_here_yet_is_kept_where_an_envelope_may_hold_it(house: House, session: Opened) -> None:
    """Or it would be thrown away while it comes in, and every call of the envelope be asked for once more."""
    upload = house.call(session, "s3:PutObject", Bucket="costs", Key="2026/a", Body=b"x")
    named, at = house.named(upload), house.clock.wall()
    assert house.considering.foresee(named, NOTHING_KNOWN, at) is False

    change = enveloped(house, session, operations=["s3:PutObject"], resources=["arn:aws-cn:s3:::costs/2026/*"])

    assert house.considering.foresee(named, NOTHING_KNOWN, at) is True
    ended(house, change, "bo")
    assert house.considering.foresee(named, NOTHING_KNOWN, at) is False


def test_a_freeze_holds_it_too(house: House, session: Opened) -> None:
    enveloped(house, session)
    house.freeze("ana")

    assert house.refused(put(house, session)) == "freeze.in_force"
    assert under(house) == []


def test_a_log_in_which_it_was_wider_is_no_evidence(house: House, session: Opened) -> None:
    enveloped(house, session)
    put(house, session)

    def another_table(drafts: list[Any]) -> list[Any]:
        at = place(drafts, drafts[-2].kind, -1)
        arn = [TABLE.replace("costs", "prices")]
        drafts[at] = inside(drafts[at], "action", resources=arn)
        return drafts

    assert "envelope.outside" in codes(audit(written_again(house.log, another_table)))
