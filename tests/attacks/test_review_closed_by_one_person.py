"""I close the review of an emergency alone, or of one that I opened, or count among the two because I propose it."""

from typing import Any

import pytest

from keyturn.errors import CallerError
from keyturn.flow.gate.asking import GateRefused
from keyturn.model.evidence import Draft, Kind
from keyturn.model.gate import GateKind
from keyturn.testing.gatekeepers import Gatekeepers
from keyturn.testing.house import House, Opened
from tests.auditing import audit, codes, written_again
from tests.bounding import ended, in_emergency, urgent


@pytest.fixture
def session(house: House) -> Opened:
    return urgent(house)


def close(house: House, change: str, by: str, *voters: str) -> str:
    document = {"emergency": change, "findings": "the table was full; it is larger now"}
    return Gatekeepers(house).change(by, GateKind.EMERGENCY_CLOSE, document, *voters)


def reviews(house: House) -> list[Any]:
    return list(house.ask("status")["emergencies"])


def test_its_review_stays_open_until_two_others_close_it(house: House, session: Opened) -> None:
    people = Gatekeepers(house)
    leave = in_emergency(house, session)
    with pytest.raises(GateRefused, match="still stands"):
        close(house, leave, "ana")
    house.clock.advance(minutes=30)
    notices = " ".join(house.ask("status")["notices"])
    assert f"the review of emergency {leave[:10]}" in notices
    house.enrol("eve", "guests")
    written = close(house, leave, "eve")
    with pytest.raises(CallerError):
        house.vote(written, "dana")  # she opened it
    house.vote(written, "ana")

    assert [one["id"] for one in reviews(house)] == [leave]
    house.vote(written, "bo")
    assert people.state(written) == "done"
    assert reviews(house) == []
    assert house.restarted().ask("status")["emergencies"] == []


def test_whoever_proposes_it_is_none_of_the_two(house: House, session: Opened) -> None:
    leave = in_emergency(house, session)
    ended(house, leave, "dana")
    house.enrol("cy", "sre")
    change = close(house, leave, "cy")
    with pytest.raises(CallerError):
        house.vote(change, "cy")
    house.vote(change, "bo")

    assert [one["id"] for one in reviews(house)] == [leave]
    house.vote(change, "ana")
    assert reviews(house) == []


def test_a_proposal_that_nobody_could_approve_says_who_can_make_it(house: House, session: Opened) -> None:
    leave = in_emergency(house, session)
    ended(house, leave, "dana")
    with pytest.raises(GateRefused, match=r"left are bo: let `dana` propose it"):
        close(house, leave, "ana")


def test_its_opener_may_write_the_review_and_two_others_close_it(house: House, session: Opened) -> None:
    leave = in_emergency(house, session)
    ended(house, leave, "dana")
    change = close(house, leave, "dana", "ana")

    assert [one["id"] for one in reviews(house)] == [leave]
    house.vote(change, "bo")
    assert reviews(house) == []


def test_a_log_in_which_one_of_the_two_never_signed_is_found_out(house: House, session: Opened) -> None:
    leave = in_emergency(house, session)
    ended(house, leave, "dana")
    close(house, leave, "dana", "ana", "bo")
    assert audit(house.log).ok

    def without_the_last_vote(drafts: list[Draft]) -> list[Draft]:
        last = max(number for number, draft in enumerate(drafts) if draft.kind is Kind.VOTE)
        return drafts[:last] + drafts[last + 1 :]

    assert "emergency.closed_by_few" in codes(audit(written_again(house.log, without_the_last_vote)))
