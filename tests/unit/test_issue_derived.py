"""A narrower key: the same session, an earlier end, and nothing that it could not keep."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from keyturn.issue.derived import NotDerived, derive
from keyturn.model.action import Call, Value
from keyturn.model.identity import Caller, DerivedKey, Isolation, Session, Task, TaskKind, read_derived

AT = datetime(2026, 11, 22, 12, 0, 0, 250_000, tzinfo=UTC)
END = AT + timedelta(hours=2)
TASK = Task("T-1", "look around", TaskKind.FIX, "dana", None, (), AT, END + timedelta(hours=24))
SESSION = Session("S-1", "T-1", "fixer", "KTRN0123456789ABCDEF", Isolation.NONE, AT, END)
ROLE = "arn:aws-cn:iam::123456789012:role/deploy/Terraform"
FRESH = "7Q2M9K8XVB4F6D1AZZZZZZZZZZ"


CALLER = Caller(SESSION, TASK)


def derived(parameters: Mapping[str, Value], operation: str = "AssumeRole", caller: Caller = CALLER) -> DerivedKey:
    named: Mapping[str, Value] = {"RoleSessionName": "plan", **parameters} if operation == "AssumeRole" else parameters
    return derive(caller, Call("sts", operation, "cn-north-1", named), "aws-cn:123456789012", AT, FRESH)


def test_its_id_says_whose_it_is_and_until_when() -> None:
    key = derived({"RoleArn": ROLE, "RoleSessionName": "plan", "DurationSeconds": 900})

    assert key.parent == SESSION.access_key_id
    assert key.expires == AT.replace(microsecond=0) + timedelta(seconds=900)
    assert key.access_key_id.startswith("KTRD0123456789ABCDEF")
    assert read_derived(key.access_key_id) == key


@pytest.mark.parametrize(
    ("operation", "parameters", "seconds"),
    [
        ("AssumeRole", {"RoleArn": ROLE}, 3600),
        ("GetSessionToken", {}, 7200),
        ("AssumeRole", {"RoleArn": ROLE, "ExternalId": "x" * 8}, 3600),
    ],
)
def test_it_ends_when_sts_would_end_it_and_no_later_than_the_session(
    operation: str, parameters: dict[str, Value], seconds: int
) -> None:
    assert derived(parameters, operation).expires == AT.replace(microsecond=0) + timedelta(seconds=seconds)


def test_a_key_of_a_key_ends_no_later_than_that() -> None:
    first = derived({"RoleArn": ROLE, "DurationSeconds": 900})

    second = derived({"RoleArn": ROLE, "DurationSeconds": 43_200}, caller=Caller(SESSION, TASK, first))

    assert second.expires == first.expires


def test_it_ends_no_later_than_its_task() -> None:
    soon = replace(TASK, expires=AT + timedelta(minutes=1))

    assert derived({"RoleArn": ROLE}, caller=Caller(SESSION, soon)).expires <= soon.expires


@pytest.mark.parametrize(
    ("parameters", "why"),
    [
        ({"Policy": "{}"}, "session policies are not evaluated"),
        ({"PolicyArns": [{"arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}]}, "session policies are not evaluated"),
        ({"SerialNumber": "arn:aws:iam::123456789012:mfa/dana"}, "no MFA device"),
        ({"TokenCode": "123456"}, "no MFA device"),
        ({"SourceIdentity": "ana"}, "names the sponsor"),
        ({"Tags": [{"Key": "team", "Value": "sre"}]}, "no role is assumed"),
        ({"TransitiveTagKeys": ["team"]}, "no role is assumed"),
        ({"ProvidedContexts": []}, "no role is assumed"),
        ({"DurationSeconds": 899}, "900 to 129600"),
        ({"DurationSeconds": 129_601}, "900 to 129600"),
        ({"DurationSeconds": "900"}, "900 to 129600"),
    ],
)
def test_what_it_could_not_keep_is_refused_by_name(parameters: dict[str, Value], why: str) -> None:
    with pytest.raises(NotDerived, match=why):
        derived({"RoleArn": ROLE, **parameters})


@pytest.mark.parametrize(
    "role",
    [
        "arn:aws-cn:iam::210987654321:role/Terraform",
        "arn:aws:iam::123456789012:role/Terraform",
        "arn:aws-cn:iam::123456789012:user/dana",
        "arn:aws-cn:iam::123456789012:role/Terraform\n",
        "Terraform",
        "",
    ],
)
def test_a_role_of_another_account_or_none_at_all_is_refused(role: str) -> None:
    with pytest.raises(NotDerived, match=r"account 123456789012|is not the ARN of a role"):
        derived({"RoleArn": role})


@pytest.mark.parametrize("name", ["", "x", "x" * 65, "plan\n", "plan me", "pl\u00e4n", "<x/>"])
def test_a_session_name_is_one_that_sts_takes(name: str) -> None:
    with pytest.raises(NotDerived, match="RoleSessionName"):
        derived({"RoleArn": ROLE, "RoleSessionName": name})


def test_a_role_is_named_where_one_is_assumed() -> None:
    with pytest.raises(NotDerived, match="is not the ARN of a role"):
        derived({})


@pytest.mark.parametrize(
    "text", ["KTRN0123456789ABCDEF", "KTRD0123456789ABCDEF", "KTRD0123456789ABCDEF6741C4800123456789AB\n", "ktrd" * 10]
)
def test_what_is_no_such_id_is_not_read_as_one(text: str) -> None:
    assert read_derived(text) is None
