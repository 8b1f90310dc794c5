"""I send the approved call, and while the gate reads about it, one who approved is removed: it goes all the same."""

from typing import Final

import pytest

from keyturn.model.approval import Verdict
from keyturn.model.gate import GateKind
from keyturn.testing.gatekeepers import Gatekeepers
from keyturn.testing.house import PRODUCTION, House, Opened

DELETE: Final = "s3:DeleteBucket"
BUCKET: Final = "prod-data"


@pytest.fixture
def session(house: House) -> Opened:
    house.facts.homes[BUCKET] = PRODUCTION
    for name in ("cy", "eve"):
        house.enrol(name, "sre")
    return house.session()


def disabled(house: House) -> None:
    house.ask("person_disable", name="bo")


def rejected(house: House) -> None:
    (change,) = house.considering.state.cases
    house.vote(change, "bo", Verdict.REJECT)


def session_ended(house: House) -> None:
    house.ask("person_disable", name="dana")


@pytest.mark.parametrize("meanwhile", [disabled, rejected, session_ended])
def test_what_stood_when_it_was_sent_on_is_what_counts(house: House, session: Opened, meanwhile: object) -> None:
    assert callable(meanwhile)
    house.approved(session, DELETE, Bucket=BUCKET)
    house.facts.hold()
    task = house.begin(house.call(session, DELETE, Bucket=BUCKET))
    assert not task.done()

    meanwhile(house)
    house.facts.release()

    assert not house.passed(house.finish(task))
    assert house.upstream.received == []


@pytest.mark.parametrize(
    ("kind", "document"),
    [
        (GateKind.PERSON_GROUPS, {"name": "bo", "groups": ["staff"]}),
        (GateKind.PERSON_DISABLE, {"name": "bo"}),
        (GateKind.KEY_REVOKE, {"name": "bo"}),
    ],
)
def test_nor_does_it_pass_when_two_people_change_the_gate_meanwhile(
    house: House, session: Opened, kind: GateKind, document: dict[str, object]
) -> None:
    keepers = Gatekeepers(house)
    if kind is GateKind.KEY_REVOKE:
        document = {**document, "key": keepers.key_of("bo")}
    keepers.seal("dana", "ana", "bo", "cy", "eve")
    house.approved(session, DELETE, Bucket=BUCKET)
    house.facts.hold()
    task = house.begin(house.call(session, DELETE, Bucket=BUCKET))

    keepers.change("dana", kind, document, "cy", "eve")  # type: ignore[arg-type]  # JSON
    house.facts.release()

    assert not house.passed(house.finish(task))
    assert house.upstream.received == []
