"""I propose to undo what I did, or what I did not do: something else than that, twice at once, or as somebody else."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from keyturn.errors import KeyturnError
from keyturn.model.approval import Verdict
from keyturn.model.change import RollsBack
from keyturn.model.evidence import Kind
from keyturn.model.execution import Answer
from keyturn.model.proposal import CallsProposal, ProposedCall
from keyturn.testing.enveloped import enveloped
from keyturn.testing.house import House
from keyturn.testing.proposers import Proposers
from tests.auditing import audit

ALIAS = ("lambda:UpdateAlias", {"FunctionName": "report", "Name": "live", "FunctionVersion": "7"})


@pytest.fixture
def people(house: House) -> Proposers:
    house.facts.answers = lambda _: Answer(200, (), b'{"FunctionVersion": "6"}')
    for name in ("eve", "finn"):
        house.enrol(name, "sre")
    return Proposers(house)


@pytest.fixture
def done(house: House) -> str:
    """A change that dana's agent asked for, and that was done."""
    session = house.session()
    change = house.approved(session, ALIAS[0], **ALIAS[1])
    assert house.passed(house.submit(session, ALIAS[0], **ALIAS[1]))
    house.upstream.received.clear()
    return change


def refused(house: House, attempt: Callable[[], object]) -> str:
    """The code under which an attempt is refused, with nothing sent by it and a log that holds."""
    with pytest.raises(KeyturnError) as caught:
        attempt()
    assert not house.upstream.received
    assert audit(house.log).ok
    return caught.value.code


def test_whoever_proposes_a_rollback_does_not_approve_it(house: House, people: Proposers, done: str) -> None:
    rollback = people.roll_back("ana", done)
    assert refused(house, lambda: house.vote(rollback, "ana")) == "approval.own_change"
    assert refused(house, lambda: house.vote(rollback, "ana", Verdict.REJECT)) == "approval.own_change"


def test_nor_does_whoever_asked_for_what_it_undoes(house: House, people: Proposers, done: str) -> None:
    rollback = people.roll_back("ana", done)
    house.approve(rollback, "bo")
    assert refused(house, lambda: house.vote(rollback, "dana")) == "approval.own_change"
    assert refused(house, lambda: people.execute("ana", rollback)) == "order.refused"
    house.approve(rollback, "eve")
    assert people.execute("ana", rollback)["state"] == "done"


def test_what_did_not_run_is_not_rolled_back(house: House, people: Proposers) -> None:
    waits = house.held(house.submit(house.session(), ALIAS[0], **ALIAS[1]))
    told = house.ask("rollback", change=waits)
    assert (told["calls"], "nothing was done" in told["why"]) == ([], True)
    undo = {"service": "lambda", "operation": "UpdateAlias", "region": "cn-north-1"}
    calls = (ProposedCall(**undo, parameters={**ALIAS[1], "FunctionVersion": "5"}),)
    shown = house.ask("show", change=waits)
    empty = people.proposal("eve", [calls[0].document()])
    said = replace(empty, rolls_back=RollsBack(shown["id"], shown["digest"], "dana", (0,)))
    assert refused(house, lambda: people.hand_in("eve", said)) == "rollback.not_now"


def other_version(said: CallsProposal) -> CallsProposal:
    call = replace(said.calls[0], parameters={**said.calls[0].parameters, "FunctionVersion": "1"})
    return replace(said, calls=(call,))


def other_thing(said: CallsProposal) -> CallsProposal:
    call = replace(said.calls[0], operation="DeleteFunction", parameters={"FunctionName": "report"})
    return replace(said, calls=(call,))


def undone(said: CallsProposal, **more: Any) -> CallsProposal:  # noqa: ANN401 - members of what is undone
    assert said.rolls_back is not None
    return replace(said, rolls_back=replace(said.rolls_back, **more))


@pytest.mark.parametrize(
    "edit",
    [
        other_version,
        other_thing,
        lambda said: undone(said, sponsor="finn"),
        lambda said: undone(said, digest="0" * 64),
        lambda said: undone(said, actions=(3,)),
        lambda said: undone(said, left=((0, "nothing to see here"),)),
        lambda said: replace(said, calls=said.calls * 2, rolls_back=undone(said, actions=(0, 0)).rolls_back),
    ],
    ids=["another version", "another act", "another sponsor", "another digest", "another action", "words", "twice"],
)
def test_what_is_called_a_rollback_is_what_undoes_that_change(
    house: House, people: Proposers, done: str, edit: Callable[[CallsProposal], CallsProposal]
) -> None:
    said = edit(people.rollback("eve", done))
    assert refused(house, lambda: people.hand_in("eve", said)) == "rollback.not_now"


def test_one_change_is_rolled_back_by_one_change_at_a_time(house: House, people: Proposers, done: str) -> None:
    first, second = people.rollback("eve", done), people.rollback("finn", done)
    rollback = people.hand_in("eve", first)
    assert refused(house, lambda: people.hand_in("finn", second)) == "rollback.not_now"
    house.approve(rollback, "ana", "bo")
    assert people.execute("eve", rollback)["state"] == "done"
    house.upstream.received.clear()
    third = replace(second, nonce=house.nonce())
    assert refused(house, lambda: people.hand_in("finn", third)) == "rollback.not_now"


def test_two_who_propose_it_in_the_same_moment_open_one_change(house: House, people: Proposers, done: str) -> None:
    envelopes = [house.signed(name, people.rollback(name, done)) for name in ("eve", "finn")]
    house.facts.hold()
    tasks = [house.loop.create_task(house.desk.ask("propose_calls", {"envelope": one})) for one in envelopes]
    house.settle()
    house.facts.release()
    house.settle()
    assert sorted(task.exception() is None for task in tasks) == [False, True]
    assert house.kinds().count(Kind.CALLS_PROPOSED) == 1
    assert audit(house.log).ok


def test_a_strangers_key_proposes_nothing(house: House, people: Proposers, done: str) -> None:
    stranger = Ed25519PrivateKey.from_private_bytes(sha256(b"stranger").digest())
    said = people.rollback("eve", done)
    sealed = enveloped(said, stranger)
    assert refused(house, lambda: house.ask("propose_calls", envelope=sealed)) == "statement.unknown_key"
    another = house.signed("finn", said)
    assert refused(house, lambda: house.ask("propose_calls", envelope=another)) == "statement.not_theirs"
    assert house.kinds()[-1] is Kind.STATEMENT_REFUSED


def test_the_same_proposal_counts_once(house: House, people: Proposers, done: str) -> None:
    envelope = house.signed("eve", people.rollback("eve", done))
    house.ask("propose_calls", envelope=envelope)
    again = refused(house, lambda: house.ask("propose_calls", envelope=envelope))
    assert again == "statement.replayed"


def test_an_approval_of_the_change_is_none_of_its_rollback(house: House, people: Proposers, done: str) -> None:
    rollback = people.roll_back("eve", done)
    mine = house.ask("show", change=done)
    moved = house.verdict(rollback, "bo", change_digest=mine["digest"], review=mine["review_digest"])
    assert refused(house, lambda: house.ask("vote", envelope=house.signed("bo", moved))) == "approval.other_change"
