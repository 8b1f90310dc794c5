"""What a log says was used: by role, as IAM actions, on what, when last, for which tasks, and how complete that is."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from keyturn.adapters.aws.catalogue import PackagedCatalogue
from keyturn.adapters.aws.permissions import PackagedPermissions
from keyturn.cli.policy_diff import logged
from keyturn.flow.history import Histories
from keyturn.flow.replayed import Logged
from keyturn.model.evidence import Kind
from keyturn.prover.usage import Known
from keyturn.testing.house import DEVELOPMENT, PRODUCTION, House
from tests.auditing import tell

TABLES, PERMISSIONS = PackagedCatalogue(), PackagedPermissions()
ACCOUNT = "123456789012"
ROLE, OTHER = (f"arn:aws-cn:iam::{ACCOUNT}:role/{name}" for name in ("keyturn-power", "someone"))


def reader(account: str = ACCOUNT, role: str | None = ROLE) -> Histories:
    return Histories(TABLES, PERMISSIONS, account, role)


def entries(house: House) -> Sequence[Logged]:
    return list(logged(house.log.entries))


def table(name: str, region: str) -> str:
    return f"arn:aws-cn:dynamodb:{region}:{ACCOUNT}:table/{name}"


def test_each_call_that_was_sent_counts_with_what_it_was_on_and_for_which_task(house: House) -> None:
    tell(house)

    lived = reader().read(entries(house))[ROLE]

    deleted = lived.used["dynamodb:DeleteTable"]
    assert deleted.things == frozenset(
        {table("costs", DEVELOPMENT), table("costs", PRODUCTION)}
    )  # not those that were refused
    assert len(deleted.tasks) == 1
    assert deleted.last > lived.since
    assert lived.used["dynamodb:ListTables"].things is None
    assert lived.partial is None


def test_what_is_not_in_the_log_was_not_done_through_the_gate(house: House) -> None:
    tell(house)
    lived = reader().read(entries(house))[ROLE]

    soon, later = (lived.history(lived.until + timedelta(days=days)) for days in (1, 100))

    assert soon.said("dynamodb:DeleteBackup").known is Known.UNUSED
    assert soon.said("dynamodb:DeleteTable").known is Known.USED
    assert soon.said("dynamodb:DescribeTable").known is Known.UNKNOWN  # the gateway reads by itself, too
    assert soon.said("kms:CreateGrant").known is Known.UNKNOWN  # where the table has a key of its own, DynamoDB does
    assert (soon.settled, later.settled) == (False, True)


def test_an_erased_entry_leaves_the_rest_in_doubt(house: House) -> None:
    tell(house)
    found = entries(house)
    (at, *_) = [number for number, one in enumerate(found) if one.kind is Kind.INTENT]
    erased = [*found[:at], _erased(found[at]), *found[at + 1 :]]

    lived = reader().read(erased)[ROLE]

    assert lived.partial is not None
    assert lived.history(lived.until).said("dynamodb:DeleteBackup").known is Known.UNKNOWN


def _erased(one: Logged) -> Logged:
    return Logged(one.seq, one.at, one.kind, one.about, None)


def test_a_stack_does_more_in_its_maker_s_name_than_its_calls_say(house: House) -> None:
    session = house.session()
    house.submit(session, "cloudformation:DescribeStacks", DEVELOPMENT)
    read = reader().read(entries(house))[ROLE]
    house.approve(
        house.held(house.submit(session, "cloudformation:DeleteStack", DEVELOPMENT, StackName="costs")), "ana", "bo"
    )
    assert house.passed(house.submit(session, "cloudformation:DeleteStack", DEVELOPMENT, StackName="costs"))
    changed = reader().read(entries(house))[ROLE]

    assert read.partial is None
    assert changed.partial is not None
    assert "cloudformation" in changed.partial


def test_calls_of_another_account_and_of_a_role_that_nobody_names_are_counted_and_left_out(house: House) -> None:
    tell(house)
    elsewhere, nameless = reader(account="999999999999"), reader(role=None)

    assert elsewhere.read(entries(house))[ROLE].used == {}
    assert nameless.read(entries(house)) == {}
    assert elsewhere.others == nameless.unnamed == 4


@pytest.mark.parametrize("kind", [Kind.GATE_SEALED, Kind.GATE_CHANGED])
def test_the_charter_says_as_which_role_calls_go_from_then_on(house: House, kind: Kind) -> None:
    tell(house)
    found = list(entries(house))
    (*_, last) = [number for number, one in enumerate(found) if one.kind is Kind.INTENT]
    charter: dict[str, Any] = {"charter": {"configuration": {"aws": {"role_arn": OTHER}}}}
    found.insert(last, Logged(found[last].seq, found[last].at, kind, {}, charter))

    roles = reader().read(found)

    assert roles[ROLE].used["dynamodb:DeleteTable"].things == frozenset({table("costs", DEVELOPMENT)})
    assert roles[OTHER].used["dynamodb:DeleteTable"].things == frozenset({table("costs", PRODUCTION)})
    assert roles[OTHER].since == found[last].at


def test_what_an_agent_asked_of_another_role_counts_for_that_one_too(house: House) -> None:
    tell(house)
    found = list(entries(house))
    (first, *_) = [number for number, one in enumerate(found) if one.kind is Kind.INTENT]
    intent = found[first]
    assert intent.payload is not None
    found[first] = Logged(intent.seq, intent.at, intent.kind, intent.about, {**intent.payload, "key": "KTRD1"})
    about = {"session": intent.about["session"]}
    found.insert(first, Logged(0, intent.at, Kind.KEY_DERIVED, about, {"key": "KTRD1", "role": OTHER}))

    roles = reader().read(found)

    assert set(roles[OTHER].used) == {"dynamodb:DeleteTable"}
    assert roles[OTHER].history(intent.at).said("dynamodb:DeleteBackup").known is Known.UNKNOWN
    assert "dynamodb:DeleteTable" in roles[ROLE].used


def test_an_action_used_on_many_things_counts_as_used_on_anything(house: House) -> None:
    session = house.session()
    for number in range(21):
        house.submit(session, "dynamodb:DeleteTable", DEVELOPMENT, TableName=f"costs-{number}")

    assert reader().read(entries(house))[ROLE].used["dynamodb:DeleteTable"].things is None
