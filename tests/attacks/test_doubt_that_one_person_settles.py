"""'I say what became of a call in doubt: alone, of my own change, of another sending, or of one nobody doubts.'"""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from keyturn.approve.votes import NotEligible, OwnChange
from keyturn.errors import CallerError
from keyturn.flow.settle import AnswerLost, NotInDoubt, OtherSending, SaidTwice
from keyturn.flow.statements import StatementReplayed
from keyturn.model.approval import Verdict, Word
from keyturn.model.bundle import Bundle
from keyturn.model.evidence import Kind
from keyturn.model.execution import Answer, Cut, NeverSent, Outgoing, Refusal
from keyturn.model.touching import AwsTables
from keyturn.testing.house import PRODUCTION, House, Opened
from keyturn.testing.upstream import fine
from tests.auditing import audit, codes, place, with_about, with_payload, written_again
from tests.telling import Storage, problems


def nobody(_: Outgoing) -> Answer:
    raise NeverSent("nobody is there")


CALL = "dynamodb:DeleteTable"
HAPPENED, DID_NOT = Word.HAPPENED, Word.DID_NOT_HAPPEN


def cut(_: Outgoing) -> Answer:
    raise Cut("reset")


async def never(_: Outgoing) -> Answer:
    await asyncio.Event().wait()
    raise AssertionError


@pytest.fixture
def house(bundle: Bundle, catalogue: AwsTables) -> Iterator[House]:
    built = House(bundle, catalogue)
    built.enrol("cy", "sre")
    built.enrol("mel", "marketing")
    yield built
    built.close()


@pytest.fixture
def session(house: House) -> Opened:
    return house.session()


@pytest.fixture
def change(house: House, session: Opened) -> str:
    """A change whose one call was sent, and whose answer never came."""
    opened = house.approved(session, CALL, TableName="costs")
    house.upstream.reaction = cut
    house.send(house.call(session, CALL, mark="attempt-1", TableName="costs"))
    house.upstream.reaction = fine
    assert stage(house, opened) == "in doubt"
    return opened


def stage(house: House, change: str) -> str:
    return str(house.ask("show", change=change)["state"])


def again(house: House, session: Opened) -> Any:  # noqa: ANN401 - whatever the gate replies
    return house.send(house.call(session, CALL, mark="attempt-1", TableName="costs"))


def test_two_who_agree_settle_it_and_it_is_not_sent_again(house: House, session: Opened, change: str) -> None:
    sent = len(house.upstream.received)
    assert not house.say(change, "ana", HAPPENED)["settled"]
    assert house.say(change, "bo", HAPPENED) == {"change": house.ask("show", change=change)["id"]} | {
        "state": "done",
        "settled": True,
    }

    reply = again(house, session)

    assert isinstance(reply, Refusal)
    assert reply.code == "call.already_done"
    assert "people settled that it happened" in reply.message
    assert len(house.upstream.received) == sent
    assert problems(house) == []


def test_what_did_not_happen_has_failed_and_is_asked_for_anew(house: House, session: Opened, change: str) -> None:
    house.say(change, "ana", DID_NOT)
    house.say(change, "cy", DID_NOT)

    assert stage(house, change) == "failed"
    assert house.refused(again(house, session)) == "call.already_failed"
    assert house.held(house.submit(session, CALL, TableName="costs")) != change
    assert problems(house) == []


def test_one_person_is_not_enough_and_not_by_saying_it_twice(house: House, session: Opened, change: str) -> None:
    house.say(change, "ana", HAPPENED)
    with pytest.raises(SaidTwice):
        house.say(change, "ana", HAPPENED)

    assert stage(house, change) == "in doubt"
    assert house.refused(again(house, session)) == "call.outcome_unknown"


def test_while_people_disagree_it_stays_in_doubt(house: House, change: str) -> None:
    house.say(change, "ana", HAPPENED)
    house.say(change, "bo", DID_NOT)
    assert not house.say(change, "cy", HAPPENED)["settled"]
    said = house.ask("show", change=change)["grants"][0]["said"]
    assert [(one["by"], one["word"]) for one in said] == [
        ("ana", "happened"),
        ("bo", "did not happen"),
        ("cy", "happened"),
    ]

    assert house.say(change, "bo", HAPPENED)["settled"]  # bo looked again
    assert problems(house) == []


@pytest.mark.parametrize("word", list(Word))
def test_the_sponsor_has_no_word(house: House, change: str, word: Word) -> None:
    with pytest.raises(OwnChange):
        house.say(change, "dana", word)


def test_nor_has_somebody_of_another_group(house: House, change: str) -> None:
    with pytest.raises(NotEligible):
        house.say(change, "mel", HAPPENED)


def test_whoever_was_disabled_counts_no_more(house: House, change: str) -> None:
    house.say(change, "ana", HAPPENED)
    house.ask("person_disable", name="ana")

    assert not house.say(change, "bo", HAPPENED)["settled"]
    assert house.say(change, "cy", HAPPENED)["settled"]
    assert problems(house) == []


def test_a_word_is_about_one_sending_of_one_change(house: House, session: Opened, change: str) -> None:
    other = house.approved(session, CALL, TableName="prices")
    house.upstream.reaction = cut
    house.submit(session, CALL, TableName="prices")
    about_other = house.word(other, "bo", HAPPENED)
    shown = house.ask("show", change=change)

    for moved in (
        replace(about_other, change=shown["id"]),
        replace(about_other, change=shown["id"], change_digest=shown["digest"]),
        replace(about_other, grant=shown["grants"][0]["grant"]),
        replace(about_other, action=1),
    ):
        with pytest.raises(OtherSending):
            house.ask("settle", envelope=house.signed("bo", moved))
    house.ask("settle", envelope=house.signed("bo", about_other))
    with pytest.raises(StatementReplayed):
        house.ask("settle", envelope=house.signed("bo", about_other))


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"deployment": "D-OTHER"}, "statement.other_deployment"),
        ({"by": "bo"}, "statement.not_theirs"),
        ({"key_id": "0" * 32}, "statement.not_theirs"),
    ],
)
def test_it_speaks_for_its_signer_to_this_gate(house: House, change: str, more: dict[str, Any], code: str) -> None:
    with pytest.raises(CallerError) as refused:
        house.say(change, "ana", HAPPENED, **more)

    assert refused.value.code == code


def test_a_word_of_yesterday_is_stale(house: House, change: str) -> None:
    old = house.signed("ana", house.word(change, "ana", HAPPENED))
    house.clock.advance(minutes=6)

    with pytest.raises(CallerError) as refused:
        house.ask("settle", envelope=old)

    assert refused.value.code == "statement.stale"


def test_an_approval_is_no_word_about_what_happened(house: House, session: Opened, change: str) -> None:
    other = house.held(house.submit(session, CALL, TableName="prices"))
    with pytest.raises(CallerError):
        house.ask("settle", envelope=house.signed("bo", house.verdict(other, "bo")))


@pytest.mark.parametrize("word", list(Word))
def test_nobody_settles_what_is_not_in_doubt(house: House, session: Opened, change: str, word: Word) -> None:
    waiting = house.held(house.submit(session, CALL, TableName="prices"))
    done = house.approved(session, CALL, TableName="rates")
    assert house.passed(house.submit(session, CALL, TableName="rates"))
    settled = change
    house.say(settled, "ana", HAPPENED)
    house.say(settled, "bo", HAPPENED)

    for other, error in ((waiting, OtherSending), (done, NotInDoubt), (settled, NotInDoubt)):
        with pytest.raises(error):
            house.say(other, "cy", word)


def test_nor_what_is_over(house: House, change: str) -> None:
    house.clock.advance(hours=25)
    with pytest.raises(NotInDoubt):
        house.say(change, "ana", HAPPENED)


def test_starting_the_gate_anew_between_two_people_changes_nothing(house: House, change: str) -> None:
    house.say(change, "ana", HAPPENED)
    anew = house.restarted()

    assert stage(anew, change) == "in doubt"
    assert anew.say(change, "bo", HAPPENED)["settled"]
    assert stage(anew.restarted(), change) == "done"
    assert problems(anew) == []


def test_a_doubt_after_a_crash_is_settled_too(house: House, session: Opened) -> None:
    opened = house.approved(session, CALL, TableName="costs")
    house.upstream.reaction = never
    house.begin(house.call(session, CALL, TableName="costs"))
    anew = house.restarted()
    assert stage(anew, opened) == "in doubt"

    anew.say(opened, "ana", DID_NOT)
    anew.say(opened, "bo", DID_NOT)

    assert stage(anew, opened) == "failed"
    assert problems(anew) == []


class TestOfAnUpload:
    """Several calls, of which some need what others answered."""

    @pytest.fixture
    def upload(self, house: House, session: Opened) -> tuple[str, dict[str, Any]]:
        house.facts.homes["prod-data"] = PRODUCTION
        house.upstream.reaction = Storage()
        place = {"Bucket": "prod-data", "Key": "big"}
        opened = house.rehearse(session, [b"one"], **place)
        house.approve(opened, "ana", "bo")
        return opened, place

    def test_whose_answer_is_needed_further_on_cannot_be_said_to_have_happened(
        self, house: House, session: Opened, upload: tuple[str, dict[str, Any]]
    ) -> None:
        change, place = upload
        house.upstream.reaction = cut
        house.submit(session, "s3:CreateMultipartUpload", **place)
        assert stage(house, change) == "in doubt"

        with pytest.raises(AnswerLost):
            house.say(change, "ana", HAPPENED)
        house.say(change, "ana", DID_NOT)
        house.say(change, "bo", DID_NOT)
        assert stage(house, change) == "failed"

    def test_whose_last_call_happened_is_done(
        self, house: House, session: Opened, upload: tuple[str, dict[str, Any]]
    ) -> None:
        change, place = upload
        storage = house.upstream.reaction
        assert house.passed(house.submit(session, "s3:CreateMultipartUpload", **place))
        part = house.submit(session, "s3:UploadPart", PartNumber=1, Body=b"one", UploadId="real-0&<>", **place)
        assert isinstance(part, Answer)
        house.upstream.reaction = cut
        listed = {"Parts": [{"PartNumber": 1, "ETag": part.header(b"etag")}]}
        house.submit(session, "s3:CompleteMultipartUpload", MultipartUpload=listed, UploadId="real-0&<>", **place)
        house.upstream.reaction = storage
        assert stage(house, change) == "in doubt"

        house.say(change, "ana", HAPPENED, action=2)
        house.say(change, "bo", HAPPENED, action=2)

        assert stage(house, change) == "done"
        assert problems(house) == []


class TestWhatTheAuditorSays:
    """Whoever holds the log key writes the log again."""

    @pytest.fixture
    def told(self, house: House, change: str) -> House:
        house.say(change, "ana", HAPPENED)
        house.say(change, "bo", HAPPENED)
        assert audit(house.log).ok
        assert "calls in doubt that people settled: 1" in audit(house.log).notes
        return house

    def test_settled_on_one_persons_word(self, told: House) -> None:
        def without_ana(drafts: list[Any]) -> list[Any]:
            del drafts[place(drafts, Kind.SETTLEMENT)]
            return drafts

        assert codes(audit(written_again(told.log, without_ana))) == {"settlement.quorum"}

    def test_settled_early(self, told: House) -> None:
        def early(drafts: list[Any]) -> list[Any]:
            at = place(drafts, Kind.SETTLEMENT)
            drafts[at] = with_payload(drafts[at], met=True)
            return drafts

        assert "settlement.quorum" in codes(audit(written_again(told.log, early)))

    def test_other_words_than_were_signed(self, told: House) -> None:
        def turned(drafts: list[Any]) -> list[Any]:
            at = place(drafts, Kind.SETTLEMENT)
            drafts[at] = with_payload(drafts[at], word=DID_NOT.value)
            return drafts

        assert "settlement.not_as_signed" in codes(audit(written_again(told.log, turned)))

    def test_moved_to_another_sending(self, told: House) -> None:
        def moved(drafts: list[Any]) -> list[Any]:
            at = place(drafts, Kind.SETTLEMENT)
            drafts[at] = with_about(drafts[at], grant="G-0000000000")
            return drafts

        assert "settlement.other_sending" in codes(audit(written_again(told.log, moved)))

    def test_of_a_call_that_was_answered(self, told: House) -> None:
        def answered(drafts: list[Any]) -> list[Any]:
            at = place(drafts, Kind.OUTCOME)
            outcome = {**drafts[at].payload["outcome"], "ended": "answered", "status": 200}
            drafts[at] = with_payload(drafts[at], outcome=outcome)
            return drafts

        assert "settlement.not_in_doubt" in codes(audit(written_again(told.log, answered)))

    def test_a_vote_cannot_stand_in_its_place(self, told: House) -> None:
        def voted(drafts: list[Any]) -> list[Any]:
            vote, at = drafts[place(drafts, Kind.VOTE)], place(drafts, Kind.SETTLEMENT)
            members = {name: vote.payload[name] for name in ("statement", "envelope")}
            drafts[at] = with_payload(drafts[at], **members)
            return drafts

        assert not audit(written_again(told.log, voted)).ok


def test_a_rejection_does_not_settle_it_and_a_vote_is_not_taken(house: House, change: str) -> None:
    with pytest.raises(CallerError):
        house.vote(change, "cy", Verdict.REJECT)
    assert stage(house, change) == "in doubt"


def test_the_inbox_says_for_whom_it_waits(house: House, change: str) -> None:
    house.say(change, "ana", HAPPENED)
    waits = {name: house.ask("inbox", **{"as": name})["changes"][0]["waits_for_you"] for name in ("dana", "ana", "bo")}

    assert waits == {"dana": False, "ana": False, "bo": True}


class TestWhatIsReadForPeople:
    """It is shown and noted, and settles nothing."""

    def test_it_is_shown_with_the_doubt_and_noted_once_a_minute(self, house: House, change: str) -> None:
        gone = b'{"__type": "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException"}'
        house.facts.answers = lambda _: Answer(400, (), gone)
        told = "table costs does not exist (dynamodb:DescribeTable)"
        before = len(house.noted(Kind.LOOKED))
        house.clock.advance(seconds=61)

        assert [house.ask("show", change=change)["grants"][0]["now"] for _ in range(3)] == [told] * 3
        assert [entry["says"] for entry in house.noted(Kind.LOOKED)[before:]] == [told]
        house.clock.advance(seconds=61)
        house.ask("show", change=change)
        assert len(house.noted(Kind.LOOKED)) == before + 2
        assert stage(house, change) == "in doubt"
        assert problems(house) == []

    def test_where_nobody_answers_it_says_so(self, house: House, change: str) -> None:
        house.facts.answers = nobody
        house.clock.advance(minutes=2)  # what was read a moment ago is told again
        assert "cannot be read now" in house.ask("show", change=change)["grants"][0]["now"]

    def test_nothing_is_read_of_a_change_that_is_not_in_doubt(self, house: House, session: Opened) -> None:
        waiting = house.held(house.submit(session, CALL, TableName="prices"))

        assert house.ask("show", change=waiting)["grants"][0]["now"] is None
        assert house.noted(Kind.LOOKED) == []

    def test_no_operation_without_a_reader_is_read(self, house: House, session: Opened) -> None:
        opened = house.approved(session, "sqs:PurgeQueue", QueueUrl="http://127.0.0.1/123456789012/orders")
        house.upstream.reaction = cut
        house.submit(session, "sqs:PurgeQueue", QueueUrl="http://127.0.0.1/123456789012/orders")

        assert "look yourself" in house.ask("show", change=opened)["grants"][0]["now"]
