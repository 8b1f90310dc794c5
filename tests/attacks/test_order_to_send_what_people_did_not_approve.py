"""I have the gateway itself send something: too early, twice, otherwise, past a freeze, or without a right to."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from keyturn.errors import KeyturnError
from keyturn.model.approval import Verdict
from keyturn.model.evidence import Kind
from keyturn.model.execution import Answer
from keyturn.model.identity import Isolation
from keyturn.testing.enveloped import enveloped
from keyturn.testing.house import PRODUCTION, House
from keyturn.testing.proposers import Proposers
from tests.auditing import audit

ALIAS = ("lambda:UpdateAlias", {"FunctionName": "report", "Name": "live", "FunctionVersion": "7"})
RULE = ("events:DisableRule", {"Name": "nightly"})


@pytest.fixture
def people(house: House) -> Proposers:
    house.facts.answers = lambda _: Answer(200, (), b'{"FunctionVersion": "6", "State": "ENABLED"}')
    house.enrol("eve", "sre")
    house.enrol("guest", "interns")
    return Proposers(house)


@pytest.fixture
def change(people: Proposers) -> str:
    return people.propose("dana", ALIAS, RULE)


def refused(house: House, attempt: Callable[[], object]) -> str:
    with pytest.raises(KeyturnError) as caught:
        attempt()
    assert not house.upstream.received
    assert audit(house.log).ok
    return caught.value.code


def test_nothing_is_sent_before_everybody_has_approved(house: House, people: Proposers, change: str) -> None:
    assert refused(house, lambda: people.execute("dana", change)) == "order.refused"
    house.approve(change, "ana")
    assert refused(house, lambda: people.execute("dana", change)) == "order.refused"


def test_nothing_is_sent_that_was_rejected(house: House, people: Proposers, change: str) -> None:
    house.approve(change, "ana", "bo")
    house.vote(change, "eve", Verdict.REJECT)
    assert refused(house, lambda: people.execute("dana", change)) == "order.refused"


def test_a_vote_that_counts_no_more_sends_nothing(house: House, people: Proposers, change: str) -> None:
    house.approve(change, "ana", "bo")
    house.ask("person_disable", name="bo")
    assert refused(house, lambda: people.execute("dana", change)) == "order.refused"


def test_nobody_orders_it_who_has_nothing_to_do_with_it(house: House, people: Proposers, change: str) -> None:
    house.approve(change, "ana", "bo")
    assert refused(house, lambda: people.execute("guest", change)) == "order.refused"
    stranger = Ed25519PrivateKey.from_private_bytes(sha256(b"stranger").digest())
    envelope = enveloped(people.order("dana", change), stranger)
    assert refused(house, lambda: house.ask("execute", envelope=envelope)) == "statement.unknown_key"


def test_an_agents_change_is_ordered_by_nobody(house: House, people: Proposers) -> None:
    session = house.session()
    waits = house.approved(session, ALIAS[0], **ALIAS[1])
    assert refused(house, lambda: people.execute("dana", waits)) == "order.refused"
    assert house.passed(house.submit(session, ALIAS[0], **ALIAS[1]))


def test_the_order_names_the_change_as_it_stands(house: House, people: Proposers, change: str) -> None:
    house.approve(change, "ana", "bo")
    other = people.propose("eve", RULE)
    digest = house.ask("show", change=other)["digest"]
    assert refused(house, lambda: people.execute("dana", change, change_digest=digest)) == "order.refused"


def test_the_same_order_sends_nothing_twice(house: House, people: Proposers, change: str) -> None:
    house.approve(change, "ana", "bo")
    envelope = house.signed("dana", people.order("dana", change))
    assert house.ask("execute", envelope=envelope)["state"] == "done"
    assert len(house.upstream.received) == 2
    house.upstream.received.clear()
    assert refused(house, lambda: house.ask("execute", envelope=envelope)) == "statement.replayed"
    assert refused(house, lambda: people.execute("dana", change)) == "order.refused"


def test_two_orders_at_once_send_each_call_once(house: House, people: Proposers, change: str) -> None:
    house.approve(change, "ana", "bo")
    envelopes = [house.signed(name, people.order(name, change)) for name in ("dana", "ana", "bo")]
    house.facts.hold()
    tasks = [house.loop.create_task(house.desk.ask("execute", {"envelope": one})) for one in envelopes]
    house.settle()
    house.facts.release()
    for task in tasks:
        house.loop.run_until_complete(_ended(task))
    assert sorted(task.exception() is None for task in tasks) == [False, False, True]
    assert len(house.upstream.received) == 2
    assert house.kinds().count(Kind.INTENT) == 2
    assert audit(house.log).ok


async def _ended(task: asyncio.Task[object]) -> None:
    await asyncio.wait({task})


def test_what_stands_otherwise_by_then_goes_back(house: House, people: Proposers, change: str) -> None:
    house.approve(change, "ana", "bo")
    house.facts.answers = lambda _: Answer(200, (), b'{"FunctionVersion": "5", "State": "ENABLED"}')
    went = people.execute("dana", change)
    assert (went["state"], house.upstream.received) == ("proposed", [])
    assert refused(house, lambda: people.execute("dana", change)) == "order.refused"
    house.approve(change, "ana", "bo")
    assert people.execute("dana", change)["state"] == "done"
    assert audit(house.log).ok


def test_a_frozen_environment_stays_as_it_is(house: House, people: Proposers, change: str) -> None:
    house.approve(change, "ana", "bo")
    house.freeze("bo")
    went = people.execute("dana", change)
    assert (went["state"], house.upstream.received) == ("approved", [])
    assert "freeze" in went["why"]


def test_a_freeze_between_two_calls_stops_the_second(house: House, people: Proposers, change: str) -> None:
    house.approve(change, "ana", "bo")
    order = house.signed("bo", house.freezing("bo"))

    async def then_frozen(_: object) -> Answer:
        await house.desk.ask("freeze", {"envelope": order})
        return Answer(200, (), b"{}")

    house.upstream.reaction = then_frozen
    went = people.execute("dana", change)
    assert [step["state"] for step in went["steps"]] == ["done", "open"]
    assert len(house.upstream.received) == 1
    assert audit(house.log).ok


def test_a_proposer_who_is_gone_has_nothing_sent(house: House, people: Proposers, change: str) -> None:
    house.approve(change, "ana", "bo")
    house.ask("person_disable", name="dana")
    went = people.execute("ana", change)
    assert (went["state"], house.upstream.received) == ("approved", [])


def test_another_change_on_the_same_thing_runs_first(house: House, people: Proposers) -> None:
    first, second = people.propose("dana", ALIAS), people.propose("eve", ALIAS)
    for waits in (first, second):
        house.approve(waits, "ana", "bo")
    found: list[Any] = []

    async def meanwhile(_: object) -> Answer:
        envelope = house.signed("eve", order)
        found.append(await house.desk.ask("execute", {"envelope": envelope}))
        return Answer(200, (), b"{}")

    order = people.order("eve", second)
    house.upstream.reaction = meanwhile
    assert people.execute("dana", first)["state"] == "done"
    assert "same resource" in found[0]["why"]
    assert len(house.upstream.received) == 1


def test_no_session_of_an_agent_passes_for_the_gates_own(house: House, people: Proposers, change: str) -> None:
    """Neither its name nor its isolation is to be had, and its task is continued under another name to no use."""
    house.approve(change, "ana", "bo")
    for more in ({"agent": "keyturn"}, {"isolation": Isolation.GATE}):
        statement = house.opening("dana")
        with pytest.raises(KeyturnError):
            enveloped(replace(statement, **more), house.keys["dana"])
    (gates,) = (one for one in house.considering.state.sessions.values() if one.isolation is Isolation.GATE)
    session = house.session(intent=None, task=gates.task)
    waits = house.held(house.submit(session, ALIAS[0], PRODUCTION, **ALIAS[1]))
    assert waits != change
    assert not house.upstream.received
