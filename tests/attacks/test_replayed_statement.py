"""I hand in once more what somebody signed: the same statement, a stale one, one made for another gate."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from keyturn.approve.statements import OtherDeployment, Stale
from keyturn.approve.votes import OtherChange, VoteRefused
from keyturn.codec.dsse import BadSignature
from keyturn.errors import CallerError, Malformed
from keyturn.flow.statements import StatementRefused, StatementReplayed
from keyturn.model.approval import Verdict, Withdrawal
from keyturn.model.evidence import Kind
from keyturn.testing.house import DEPLOYMENT, House, Opened


@pytest.fixture
def session(house: House) -> Opened:
    return house.session()


@pytest.fixture
def change(house: House, session: Opened) -> str:
    return house.held(house.submit(session, "dynamodb:DeleteTable", TableName="costs"))


def test_the_same_vote(house: House, change: str) -> None:
    envelope = house.signed("ana", house.verdict(change, "ana"))
    house.ask("vote", envelope=envelope)

    with pytest.raises(StatementReplayed):
        house.ask("vote", envelope=envelope)
    with pytest.raises(StatementReplayed):
        house.restarted().ask("vote", envelope=envelope)
    assert [entry["code"] for entry in house.noted(Kind.STATEMENT_REFUSED)] == ["statement.replayed"] * 2


def test_the_same_vote_in_other_json(house: House, change: str) -> None:
    envelope = house.signed("ana", house.verdict(change, "ana"))
    house.ask("vote", envelope=envelope)

    with pytest.raises(StatementReplayed):
        house.ask("vote", envelope=envelope.replace(":", " : "))


def test_the_opening_of_a_session(house: House) -> None:
    envelope = house.signed("dana", house.opening("dana"))
    house.ask("session_open", envelope=envelope)

    with pytest.raises(StatementReplayed):
        house.ask("session_open", envelope=envelope)
    assert house.kinds().count(Kind.SESSION_OPENED) == 1


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_vote_made_too_early_or_too_late(house: House, change: str, minutes: int) -> None:
    with pytest.raises(Stale):
        house.vote(change, "ana", at=house.clock.wall() + timedelta(minutes=minutes))


def test_a_vote_kept_for_later(house: House, change: str) -> None:
    envelope = house.signed("ana", house.verdict(change, "ana"))
    house.clock.advance(minutes=6)

    with pytest.raises(Stale):
        house.ask("vote", envelope=envelope)


def test_a_vote_made_for_another_gate(house: House, change: str) -> None:
    with pytest.raises(OtherDeployment):
        house.vote(change, "ana", deployment="D-OTHER")


@pytest.mark.parametrize(
    "altered",
    [{"review": "0" * 64}, {"change_digest": "0" * 64}, {"review": "0" * 64, "change_digest": "0" * 64}],
    ids=str,
)
def test_a_vote_on_something_else_than_what_is_held(house: House, change: str, altered: dict[str, Any]) -> None:
    with pytest.raises(OtherChange):
        house.vote(change, "ana", **altered)


def test_a_vote_for_the_first_letters_of_a_change(house: House, change: str) -> None:
    with pytest.raises(OtherChange, match="the id"):
        house.ask("vote", envelope=house.signed("ana", replace(house.verdict(change, "ana"), change=change)))


@pytest.mark.parametrize("letters", ["", "C", "C-", "C-0", "c-000000", "C-%", "C-000000\n", "\x1b[2Jpwned", "T-000000"])
def test_nothing_is_found_by_less_than_a_name(house: House, change: str, letters: str) -> None:
    with pytest.raises(CallerError) as refused:
        house.ask("show", change=letters)
    assert str(refused.value).isprintable()


def test_a_rejection_is_not_an_approval_with_one_word_changed(house: House, change: str) -> None:
    envelope = house.signed("ana", house.verdict(change, "ana", Verdict.REJECT))
    as_approval = house.signed("bo", house.verdict(change, "ana"))
    one, other = (text.partition('"payload":"')[2].partition('"')[0] for text in (envelope, as_approval))

    with pytest.raises(BadSignature):
        house.ask("vote", envelope=envelope.replace(one, other))


def test_a_statement_of_one_kind_is_not_read_as_another(house: House, change: str) -> None:
    shown = house.ask("show", change=change)
    withdrawal = Withdrawal(DEPLOYMENT, shown["id"], shown["digest"], "dana", house.clock.wall(), house.nonce())
    envelope = house.signed("dana", withdrawal)

    for method in ("vote", "session_open", "session_end"):
        with pytest.raises(BadSignature):
            house.ask(method, envelope=envelope)
    assert house.ask("withdraw", envelope=envelope)["state"] == "withdrawn"


def test_only_the_sponsor_takes_a_change_back(house: House, change: str) -> None:
    shown = house.ask("show", change=change)
    withdrawal = Withdrawal(DEPLOYMENT, shown["id"], shown["digest"], "ana", house.clock.wall(), house.nonce())

    with pytest.raises(StatementRefused, match="only its sponsor"):
        house.ask("withdraw", envelope=house.signed("ana", withdrawal))


@pytest.mark.parametrize("envelope", ["", "{}", "null", "\ud800", '{"payload":"","payloadType":"","signatures":[]}'])
def test_what_is_no_statement_is_noted_and_refused(house: House, envelope: str) -> None:
    with pytest.raises(Malformed):
        house.ask("vote", envelope=envelope)
    assert house.kinds()[-1] is Kind.STATEMENT_REFUSED


def test_votes_end_when_the_change_has_ended(house: House, session: Opened, change: str) -> None:
    house.approve(change, "ana", "bo")
    assert house.passed(house.submit(session, "dynamodb:DeleteTable", TableName="costs"))
    house.enrol("cy", "sre")

    with pytest.raises(VoteRefused, match="is done and takes no votes"):
        house.vote(change, "cy")
