"""I have the gate take a wrong time: alone, with an old signature, one for another jump, or by starting it anew."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from keyturn.errors import CallerError
from keyturn.flow.clock import AcceptedTwice, ClockSteady, NotOfTheApprovers, OtherJump
from keyturn.flow.statements import StatementReplayed
from keyturn.model.evidence import Kind
from keyturn.testing.house import DEVELOPMENT, House, Opened
from keyturn.verify.log import Evidence, verify
from tests.auditing import audit, codes, place, with_about, with_payload, written_again
from tests.telling import problems

CALL = "dynamodb:DeleteTable"


@pytest.fixture
def session(house: House) -> Opened:
    opened = house.session()
    house.approved(opened, CALL, TableName="costs")
    return opened


def jump(house: House, **by: float) -> None:
    house.clock.advance(seconds=10)
    house.clock.drift += timedelta(**by)
    house.sweep()


def held(house: House) -> Any:  # noqa: ANN401 - any JSON
    return house.ask("clock")["held"]


def test_one_person_is_not_enough_and_not_by_saying_it_twice(house: House) -> None:
    jump(house, hours=1)
    assert house.accept_clock("ana")["held"]["missing"] == 1

    with pytest.raises(AcceptedTwice):
        house.accept_clock("ana")

    assert house.ask("status")["clock"] != "steady"


def test_two_people_make_it_the_time_and_production_goes_on(house: House, session: Opened) -> None:
    jump(house, hours=1)
    assert house.refused(house.submit(session, CALL, TableName="costs")) in {"clock.unsteady", "sigv4.out_of_time"}

    told = house.accept_clock("ana", "bo")

    assert told["steady"]
    assert told["held"] is None
    assert house.passed(house.submit(session, CALL, TableName="costs"))
    assert problems(house) == []


def test_after_a_step_forward_what_is_then_over_is_over(house: House, session: Opened) -> None:
    jump(house, hours=3)
    house.accept_clock("ana", "bo")

    assert house.refused(house.submit(session, "dynamodb:ListTables")) == "session.expired"


def test_after_a_step_back_nothing_that_was_over_comes_back(house: House, session: Opened) -> None:
    old = house.call(session, "dynamodb:ListTables")
    later = house.session()
    house.clock.advance(minutes=40)
    change = house.held(house.submit(later, CALL, TableName="prices"))
    jump(house, minutes=-40)

    house.accept_clock("ana", "bo")

    assert house.log.last() == house.clock.wall()
    for refused in (old, house.call(session, CALL, TableName="costs"), house.call(later, "dynamodb:ListTables")):
        assert house.refused(house.send(refused)) == "session.ended"
    assert house.ask("show", change=change)["state"] == "expired"
    again = house.session(intent=None, task=session.task)
    assert house.passed(house.submit(again, CALL, TableName="costs"))  # approved before, still open, sent once
    assert problems(house) == []


def test_a_change_that_had_expired_stays_expired_after_a_step_back(house: House, session: Opened) -> None:
    house.clock.advance(hours=25)
    house.ask("status")
    jump(house, hours=-24)
    house.accept_clock("ana", "bo")

    again = house.session(intent=None, task=session.task)
    assert house.held(house.submit(again, CALL, TableName="costs"))


def test_an_acceptance_is_for_one_jump_only(house: House) -> None:
    jump(house, hours=1)
    early = house.signed("bo", house.acceptance("bo"))
    house.accept_clock("ana")
    jump(house, minutes=2)

    with pytest.raises(OtherJump):
        house.ask("clock_accept", envelope=early)

    assert held(house)["accepted"] == []


def test_the_same_jump_a_second_time_is_another(house: House) -> None:
    jump(house, minutes=1)
    kept = house.signed("bo", house.acceptance("bo"))
    house.accept_clock("ana")
    jump(house, minutes=-1)
    assert held(house) is None
    jump(house, minutes=1)

    with pytest.raises(OtherJump):
        house.ask("clock_accept", envelope=kept)
    assert held(house)["missing"] == 2


def test_an_acceptance_is_not_handed_in_twice(house: House) -> None:
    jump(house, minutes=1)
    kept = house.signed("ana", house.acceptance("ana"))
    house.ask("clock_accept", envelope=kept)

    with pytest.raises(StatementReplayed):
        house.ask("clock_accept", envelope=kept)


def test_a_steady_clock_is_not_accepted(house: House) -> None:
    with pytest.raises(ClockSteady):
        house.accept_clock("ana")


def test_whoever_signs_by_a_clock_that_is_right_cannot_accept_a_wrong_one(house: House) -> None:
    jump(house, hours=1)
    right = house.clock.wall() - house.clock.drift

    with pytest.raises(CallerError) as refused:
        house.accept_clock("ana", at=right)

    assert refused.value.code == "statement.stale"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"deployment": "D-OTHER"}, "statement.other_deployment"),
        ({"by": "bo"}, "statement.not_theirs"),
        ({"key_id": "0" * 32}, "statement.not_theirs"),
    ],
)
def test_it_speaks_for_its_signer_to_this_gate(house: House, more: dict[str, str], code: str) -> None:
    jump(house, hours=1)
    with pytest.raises(CallerError) as refused:
        house.accept_clock("ana", **more)

    assert refused.value.code == code
    assert house.kinds()[-1] is Kind.STATEMENT_REFUSED


def test_only_people_of_the_approvers_are_asked(house: House) -> None:
    house.enrol("mel", "marketing")
    jump(house, hours=1)

    with pytest.raises(NotOfTheApprovers):
        house.accept_clock("mel")


def test_whoever_was_disabled_counts_no_more(house: House) -> None:
    jump(house, hours=1)
    house.accept_clock("ana")
    house.ask("person_disable", name="ana")

    assert house.accept_clock("bo")["held"]["missing"] == 1
    assert house.ask("status")["clock"] != "steady"


def test_an_approval_of_a_change_is_no_word_about_the_clock(house: House, session: Opened) -> None:
    change = house.held(house.submit(session, CALL, TableName="prices"))
    vote = house.signed("ana", house.verdict(change, "ana"))
    jump(house, hours=1)

    with pytest.raises(CallerError):
        house.ask("clock_accept", envelope=vote)


@pytest.mark.parametrize("hours", [-1, 1])
def test_starting_the_gate_anew_between_two_people_changes_nothing(house: House, hours: int) -> None:
    jump(house, hours=hours)
    house.accept_clock("ana")

    again = house.restarted()

    assert again.ask("clock")["held"]["accepted"] == ["ana"]
    assert again.ask("status")["clock"] != "steady"
    assert again.accept_clock("bo")["steady"]
    assert problems(again) == []


def test_starting_the_gate_anew_does_not_make_a_step_forward_the_time(house: House, session: Opened) -> None:
    jump(house, hours=1)

    again = house.restarted()
    again.clock.advance(minutes=1)

    assert again.refused(again.submit(session, CALL, TableName="costs")) in {"clock.unsteady", "sigv4.out_of_time"}
    again.clock.drift = timedelta(0)
    assert again.passed(again.submit(session, CALL, TableName="costs"))
    assert problems(again) == []


def test_started_anew_it_is_not_led_before_its_last_entry(house: House) -> None:
    jump(house, hours=1)
    again = house.restarted()
    again.clock.drift = timedelta(hours=-1)
    last = again.log.last()

    assert again.ask("status")["clock"] != "steady"
    again.sweep()
    assert held(again)["hold"]["expected"] > held(again)["hold"]["clock"]
    assert last is not None
    assert again.log.last() == last


def test_accepted_while_the_gate_died_it_holds_when_it_is_started(house: House) -> None:
    jump(house, hours=1)
    house.accept_clock("ana")
    house.run(house.desk._intake.take({"envelope": house.signed("bo", house.acceptance("bo"))}, house.desk.clock.count))

    again = house.restarted()
    again.sweep()

    assert again.ask("status")["clock"] == "steady"
    assert again.kinds()[-1] is Kind.CLOCK_ACCEPTED


def test_a_clock_without_rest_fills_no_log(house: House) -> None:
    jump(house, hours=1)
    before = len(house.log.entries)
    for _ in range(50):
        house.clock.drift += timedelta(minutes=1)
        house.sweep()

    assert len(house.log.entries) == before


def test_development_goes_on_and_each_step_is_in_the_log(house: House, session: Opened) -> None:
    jump(house, minutes=2)
    assert house.passed(house.submit(session, CALL, DEVELOPMENT, TableName="costs"))
    house.accept_clock("ana", "bo")

    clock = [kind for kind in house.kinds() if kind.value.startswith("clock.")]
    assert clock == [Kind.CLOCK_HELD, Kind.CLOCK_VOTE, Kind.CLOCK_VOTE, Kind.CLOCK_ACCEPTED]
    assert problems(house) == []


class TestWhatTheAuditorSays:
    """Whoever holds the log key writes the log again."""

    @pytest.fixture
    def told(self, house: House, session: Opened) -> House:
        jump(house, minutes=-3)
        house.accept_clock("ana", "bo")
        assert house.passed(house.submit(house.session(), "dynamodb:ListTables"))
        assert audit(house.log).ok
        return house

    def test_a_time_on_one_persons_word(self, told: House) -> None:
        def without_bo(drafts: list[Any]) -> list[Any]:
            del drafts[place(drafts, Kind.CLOCK_VOTE, 1)]
            at = place(drafts, Kind.CLOCK_ACCEPTED)
            drafts[at] = with_payload(drafts[at], statements=drafts[at].payload["statements"][:1])
            return drafts

        assert codes(audit(written_again(told.log, without_bo))) == {"clock.quorum"}

    def test_one_person_twice(self, told: House) -> None:
        def twice(drafts: list[Any]) -> list[Any]:
            at = place(drafts, Kind.CLOCK_ACCEPTED)
            drafts[at] = with_payload(drafts[at], statements=drafts[at].payload["statements"][:1] * 2)
            return drafts

        assert codes(audit(written_again(told.log, twice))) == {"clock.quorum"}

    def test_a_time_that_nobody_accepted(self, told: House) -> None:
        def nobody(drafts: list[Any]) -> list[Any]:
            for which in (1, 0):
                del drafts[place(drafts, Kind.CLOCK_VOTE, which)]
            return drafts

        assert "clock.no_such_acceptance" in codes(audit(written_again(told.log, nobody)))

    def test_a_time_with_nothing_held(self, told: House) -> None:
        def unheld(drafts: list[Any]) -> list[Any]:
            return [draft for draft in drafts if draft.kind not in {Kind.CLOCK_HELD, Kind.CLOCK_VOTE}]

        assert "clock.nothing_held" in codes(audit(written_again(told.log, unheld)))

    def test_an_acceptance_under_another_jump(self, told: House) -> None:
        def moved(drafts: list[Any]) -> list[Any]:
            at = place(drafts, Kind.CLOCK_VOTE)
            drafts[at] = with_about(drafts[at], clock="0" * 64)
            return drafts

        assert "clock.other_jump" in codes(audit(written_again(told.log, moved)))

    def test_a_session_that_went_on_over_a_step_back(self, told: House, session: Opened) -> None:
        def went_on(drafts: list[Any]) -> list[Any]:
            at = place(drafts, Kind.READ, -1)
            drafts[at] = with_about(drafts[at], session=session.id)
            return drafts

        assert "call.session" in codes(audit(written_again(told.log, went_on)))

    def test_a_call_that_went_while_production_was_held(self, told: House) -> None:
        def unsaid(drafts: list[Any]) -> list[Any]:
            return [draft for draft in drafts if draft.kind is not Kind.CLOCK_AGREED]

        jump(told, minutes=2)
        told.clock.drift -= timedelta(minutes=2)
        opened = told.session()
        told.approved(opened, CALL, TableName="rates")
        assert told.passed(told.submit(opened, CALL, TableName="rates"))

        assert audit(told.log).ok
        assert "intent.clock_held" in codes(audit(written_again(told.log, unsaid)))

    @pytest.mark.parametrize("kind", [Kind.CLOCK_HELD, Kind.CLOCK_VOTE, Kind.CLOCK_ACCEPTED])
    def test_what_was_erased_is_no_accusation(self, told: House, kind: Kind) -> None:
        entries = [
            replace(entry, salt=b"", payload=None) if draft.kind is kind else entry
            for entry, draft in zip(told.log.entries, told.log.drafts, strict=True)
        ]
        found = verify(Evidence(lambda: entries, [(len(entries), told.log.checkpoint())], told.log.verifier()))

        assert found.problems == ()
        assert any(note.startswith("payloads that were erased") for note in found.notes)
