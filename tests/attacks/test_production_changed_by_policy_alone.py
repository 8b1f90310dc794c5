"""I hold the log's key, and write of a production change that policy let it pass and nobody had to be asked."""

from collections.abc import Sequence
from dataclasses import replace

from keyturn.model.evidence import Draft, Kind
from keyturn.testing.gatekeepers import Gatekeepers
from keyturn.testing.house import DEVELOPMENT, House
from tests.auditing import audit, codes, place, with_payload, written_again

DELETE = "dynamodb:DeleteTable"


def by_policy(drafts: list[Draft]) -> Sequence[Draft]:
    """The story without the change that people approved: its call stands alone."""
    for kind in (Kind.INTENT, Kind.OUTCOME):
        at = place(drafts, kind)
        about = {name: value for name, value in drafts[at].about.items() if name != "change"}
        drafts[at] = replace(drafts[at], about=about)
    at = place(drafts, Kind.INTENT)
    drafts[at] = with_payload(drafts[at], approvals=[], policies=["work-in-scope"])
    return [one for one in drafts if one.kind not in (Kind.CHANGE_OPENED, Kind.VOTE)]


def test_the_auditor_knows_that_production_always_takes_people(house: House) -> None:
    Gatekeepers(house).seal()
    session = house.session()
    house.approved(session, DELETE, TableName="costs")
    assert house.passed(house.submit(session, DELETE, TableName="costs"))
    assert house.passed(house.submit(session, DELETE, DEVELOPMENT, TableName="costs"))
    assert audit(house.log).ok

    assert "intent.nobody_asked" in codes(audit(written_again(house.log, by_policy)))
