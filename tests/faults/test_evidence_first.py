"""The intent is durable before the effect; without evidence nothing passes; what was lost with the power never was."""

import asyncio
from typing import Final

import pytest

from keyturn.model.evidence import EvidenceUnavailable, Kind
from keyturn.model.execution import Answer, Cut, NeverSent, Outgoing, Refusal
from keyturn.testing.house import DEVELOPMENT, PRODUCTION, House, Opened
from tests.telling import problems

Kinds = tuple[str, str, dict[str, str]]
READ: Final[Kinds] = ("dynamodb:ListTables", PRODUCTION, {})
FREE: Final[Kinds] = ("dynamodb:DeleteTable", DEVELOPMENT, {"TableName": "costs"})
APPROVED: Final[Kinds] = ("dynamodb:DeleteTable", PRODUCTION, {"TableName": "costs"})
ALL = [READ, FREE, APPROVED]
IDS = ["read", "development", "approved"]


@pytest.fixture
def session(house: House) -> Opened:
    opened = house.session()
    house.approved(opened, "dynamodb:DeleteTable", TableName="costs")
    return opened


@pytest.mark.parametrize("call", ALL, ids=IDS)
def test_nothing_reaches_upstream_before_its_intent_is_durable(house: House, session: Opened, call: Kinds) -> None:
    action, region, parameters = call
    house.log.hold()

    task = house.begin(house.call(session, action, region, **parameters))
    assert house.upstream.received == []
    assert house.kinds()[-1] in {Kind.READ, Kind.INTENT}
    house.log.release()

    assert house.passed(house.finish(task))
    assert len(house.upstream.received) == 1


@pytest.mark.parametrize("call", ALL, ids=IDS)
def test_at_the_moment_of_the_effect_the_intent_stands_in_the_log(house: House, session: Opened, call: Kinds) -> None:
    action, region, parameters = call
    seen: list[bool] = []

    def looks(_: Outgoing) -> Answer:
        intent = house.upstream.intents[-1]
        seen.append(intent.seq < house.log.durable)
        seen.append(house.log.drafts[intent.seq] is intent.draft)
        return Answer(200, (), b"{}")

    house.upstream.reaction = looks
    assert house.passed(house.submit(session, action, region, **parameters))
    assert seen == [True, True]


@pytest.mark.parametrize("call", ALL, ids=IDS)
def test_a_log_that_fails_lets_nothing_pass(house: House, session: Opened, call: Kinds) -> None:
    action, region, parameters = call
    house.log.broken = True

    assert house.refused(house.submit(session, action, region, **parameters)) == "evidence.unavailable"
    assert house.upstream.received == []
    assert not house.calls.ready()


@pytest.mark.parametrize("call", ALL, ids=IDS)
def test_a_log_that_fails_while_the_intent_waits_lets_nothing_pass(house: House, session: Opened, call: Kinds) -> None:
    action, region, parameters = call
    house.log.hold()
    task = house.begin(house.call(session, action, region, mark="attempt", **parameters))
    house.log.broken = True
    house.log.release()

    assert house.refused(house.finish(task)) == "evidence.unavailable"
    assert house.upstream.received == []


def test_nor_does_anything_else_count(house: House, session: Opened) -> None:
    change = house.held(house.submit(session, "dynamodb:DeleteTable", TableName="prices"))
    envelope = house.signed("ana", house.verdict(change, "ana"))
    opening = house.signed("dana", house.opening("dana"))
    house.log.broken = True

    for method, params in (
        ("vote", {"envelope": envelope}),
        ("session_open", {"envelope": opening}),
        ("vote", {"envelope": "no statement"}),
        ("person_disable", {"name": "bo"}),
    ):
        with pytest.raises(EvidenceUnavailable):
            house.ask(method, **params)
    assert house.refused(house.submit(session, "dynamodb:DeleteTable", TableName="third")) == "evidence.unavailable"


@pytest.mark.parametrize("call", [FREE, APPROVED], ids=IDS[1:])
def test_a_log_that_fails_after_the_effect_says_that_it_was_sent(house: House, session: Opened, call: Kinds) -> None:
    action, region, parameters = call

    def breaks(_: Outgoing) -> Answer:
        house.log.broken = True
        return Answer(200, (), b"{}")

    house.upstream.reaction = breaks
    reply = house.submit(session, action, region, **parameters)

    assert isinstance(reply, Refusal)
    assert reply.code == "evidence.unavailable"
    assert "this call was sent once (status 200)" in reply.message
    assert (
        house.refused(house.submit(session, action, region, **parameters)) == "evidence.unavailable" or call is APPROVED
    )
    assert len(house.upstream.received) == 1


def test_an_answer_to_a_read_without_evidence_is_kept_back(house: House, session: Opened) -> None:
    def breaks(_: Outgoing) -> Answer:
        house.log.broken = True
        return Answer(200, (), b"data")

    house.upstream.reaction = breaks

    assert house.refused(house.submit(session, "dynamodb:ListTables")) == "evidence.unavailable"


# ---- the power fails


@pytest.mark.parametrize("call", [FREE, APPROVED], ids=IDS[1:])
def test_power_that_fails_before_the_intent_is_durable_has_caused_nothing(
    house: House, session: Opened, call: Kinds
) -> None:
    action, region, parameters = call
    house.log.hold()
    task = house.begin(house.call(session, action, region, mark="attempt", **parameters))
    house.log.crash()
    task.cancel()
    house.settle()
    again = house.restarted()

    assert again.passed(again.send(again.call(session, action, region, mark="attempt", **parameters)))
    assert len(house.upstream.received) == 1
    assert problems(again) == []


@pytest.mark.parametrize("call", [FREE, APPROVED], ids=IDS[1:])
def test_power_that_fails_after_it_leaves_a_doubt_and_no_second_sending(
    house: House, session: Opened, call: Kinds
) -> None:
    action, region, parameters = call

    async def never(_: Outgoing) -> Answer:
        await asyncio.Event().wait()
        raise AssertionError

    house.upstream.reaction = never
    house.begin(house.call(session, action, region, mark="attempt", **parameters))
    house.log.crash()
    for task in asyncio.all_tasks(house.loop):
        task.cancel()
    house.settle()
    again = house.restarted()

    reply = again.send(again.call(session, action, region, mark="attempt", **parameters))
    assert again.refused(reply) == "call.outcome_unknown"
    assert len(house.upstream.received) == 1
    assert problems(again) == []


def test_a_vote_that_was_not_acknowledged_may_be_lost_and_may_be_given_again(house: House, session: Opened) -> None:
    change = house.held(house.submit(session, "dynamodb:DeleteTable", TableName="prices"))
    envelope = house.signed("ana", house.verdict(change, "ana"))
    house.log.hold()
    task = house.loop.create_task(house.desk.ask("vote", {"envelope": envelope}))
    house.settle()
    assert not task.done()
    house.log.crash()
    task.cancel()
    house.settle()
    again = house.restarted()

    assert again.ask("show", change=change)["votes"] == []
    assert again.ask("vote", envelope=envelope)["missing"] == 1


@pytest.mark.parametrize("error", [NeverSent("no route"), Cut("reset")])
def test_how_it_ended_is_noted_whatever_that_was(house: House, session: Opened, error: Exception) -> None:
    def fails(_: Outgoing) -> Answer:
        raise error

    house.upstream.reaction = fails
    for action, region, parameters in ALL:
        house.submit(session, action, region, **parameters)
    house.settle()

    kinds = [kind for kind in house.kinds() if kind in {Kind.READ, Kind.ANSWER, Kind.INTENT, Kind.OUTCOME}]
    assert kinds == [Kind.READ, Kind.ANSWER, Kind.INTENT, Kind.OUTCOME, Kind.INTENT, Kind.OUTCOME]
