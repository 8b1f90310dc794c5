"""I run a program in the gate's place that lets approved changes pass at noon; who reads the log will not notice."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from keyturn.codec.canonical import Json
from keyturn.config.file import hours_of
from keyturn.model.bundle import Bundle
from keyturn.model.touching import AwsTables
from keyturn.testing.gatekeepers import Gatekeepers
from keyturn.testing.house import House, Opened
from keyturn.verify.log import Evidence, verify
from keyturn.verify.verdict import Verdict
from tests.bounding import enveloped, in_emergency, put, urgent

CALL = "dynamodb:DeleteTable"
EVENING: Mapping[str, Json] = {
    "windows": {
        "evening": {"environments": ["production"], "from": "20:00", "to": "22:00", "time_zone": "Europe/Berlin"}
    }
}
REST: Mapping[str, Json] = {
    "freezes": [{"reason": "the year's end", "until": {"$instant": "2026-11-23T00:00:00+00:00"}}]
}


@pytest.fixture
def blind(bundle: Bundle, catalogue: AwsTables) -> Iterator[House]:
    """A gate that keeps no hours. It begins on Sunday, 22 November 2026, 12:00 UTC."""
    built = House(bundle, catalogue)
    yield built
    built.close()


def sealed(house: House, hours: Mapping[str, Json]) -> Opened:
    """A session after people sealed a configuration with `hours`."""
    house.considering.settings = replace(house.considering.settings, document=dict(hours))
    session = urgent(house)
    Gatekeepers(house).seal()
    return session


def judged(house: House, *, read: bool = True) -> Verdict:
    house.settle()
    log = house.log
    evidence = Evidence(lambda: log.entries, [(len(log.entries), log.checkpoint())], log.verifier())
    return verify(evidence, hours=hours_of if read else None)


def delete(house: House, session: Opened, table: str) -> None:
    house.approved(session, CALL, TableName=table)
    assert house.passed(house.submit(session, CALL, TableName=table))


def test_a_change_at_noon_is_outside_the_window_that_people_sealed(blind: House) -> None:
    session = sealed(blind, EVENING)
    delete(blind, session, "costs")

    assert [problem.code for problem in judged(blind).problems] == ["intent.outside_window"]


def test_in_the_evening_it_is_not(blind: House) -> None:
    sealed(blind, EVENING)
    blind.clock.advance(hours=7)
    delete(blind, urgent(blind), "costs")

    assert judged(blind).ok


def test_what_an_envelope_covers_has_its_hours_too(blind: House) -> None:
    session = sealed(blind, EVENING)
    enveloped(blind, session)
    assert blind.passed(put(blind, session))

    assert [problem.code for problem in judged(blind).problems] == ["intent.outside_window"]


def test_an_emergency_opens_the_window(blind: House) -> None:
    session = sealed(blind, EVENING)
    in_emergency(blind, session)
    blind.vote(blind.held(put(blind, session)), "ana")
    assert blind.passed(put(blind, session))

    assert judged(blind).ok


def test_a_freeze_of_the_configuration_holds_as_one_that_somebody_signed(blind: House) -> None:
    session = sealed(blind, REST)
    delete(blind, session, "costs")
    blind.clock.advance(hours=13)
    delete(blind, urgent(blind), "prices")

    assert [problem.code for problem in judged(blind).problems] == ["intent.frozen"]


@pytest.mark.parametrize("zone", ["Europe/Atlantis", "Europe/Berlin"])
def test_hours_that_nobody_could_read_are_said_to_be_unjudged(blind: House, zone: str) -> None:
    windows = {"night": {"environments": ["production"], "from": "20:00", "to": "22:00", "time_zone": zone}}
    session = sealed(blind, {"windows": windows})
    delete(blind, session, "costs")

    verdict = judged(blind, read=zone == "Europe/Atlantis")

    assert verdict.ok
    assert "charters whose windows and configured freezes were not judged: 1" in verdict.notes
