"""Sweeps through every operation of every service: what hands power on, destroys or gives secrets away is seen.

The models are botocore's, read anew; the words looked for are written here, not taken from the tables. What a sweep
finds and the tables do not say stands in a list of exceptions, with a reason, or fails.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

import pytest

from keyturn.adapters.aws.catalogue import PackagedCatalogue
from keyturn.model.action import Action, Call, Effect, Reading, Value
from keyturn.model.touching import Asks
from keyturn.recognise.aws.curated import SERVICES
from keyturn.recognise.aws.touches import touch
from keyturn.recognise.aws.touches_place import words
from tools.touching import curated, models
from tools.touching.models import Member, Operation

ACCOUNT: Final = "123456789012"
TABLES: Final = PackagedCatalogue()
ROLE: Final = f"arn:aws:iam::{ACCOUNT}:role/r"
REGION: Final = "eu-west-1"


@cache
def operations() -> tuple[Operation, ...]:
    return tuple(one for name in models.services() for one in models.service(name).operations.values())


# Refused without these: they say what the call is about.
NEEDED: Final[Mapping[str, Mapping[str, Value]]] = {
    "BatchGetItem": {"RequestItems": {}},
    "BatchWriteItem": {"RequestItems": {}},
    "TransactGetItems": {"TransactItems": []},
    "TransactWriteItems": {"TransactItems": []},
}


def said(operation: Operation, parameters: Mapping[str, Value] | None = None) -> Action:
    needed = NEEDED.get(operation.name, {}) if operation.service == "dynamodb" else {}
    action = touch(Call(operation.service, operation.name, REGION, {**needed, **(parameters or {})}), ACCOUNT, TABLES)
    assert isinstance(action, Action), f"{operation.key}: {action}"
    return action


def given(member: Member, value: Any) -> dict[str, Any]:  # noqa: ANN401 - any kind of value
    """The parameters in which only this member is given."""
    for name in reversed(member.path):
        value = {name: value}
    found: dict[str, Any] = value
    return found


def sample(member: Member) -> Any:  # noqa: ANN401 - any kind of value
    """Something that a member of its kind can hold."""
    return {"string": "x", "blob": b"x", "structure": {"x": "x"}}.get(
        member.kind, ["x"] if "list" in member.kind else {"x": "x"}
    )


def test_every_operation_of_every_service_is_known() -> None:
    unknown = [one.key for one in operations() if said(one).effect is Effect.UNKNOWN]

    assert unknown == []
    assert len(operations()) > 18_000


# Called like a role, and none; or the whole service is about roles.
NO_ROLE: Final = {
    "iam": "the service is about roles: what it changes is a permission",
    "sts": "it hands out the role's credentials, and is refused for that",
    "connectparticipant": "the role that a participant of a chat plays",
}


def takes_a_role(member: Member) -> bool:
    named = re.fullmatch(
        r"(?i).*(role_?arn|rolename|iamrole|executionrole|servicerole|instanceprofile(arn|name)?)", member.name
    )
    return member.kind == "string" and not member.choices and not member.sensitive and named is not None


def test_whoever_hands_a_role_to_a_service_is_seen_doing_it() -> None:
    unseen = []
    for operation in operations():
        if operation.service in NO_ROLE or said(operation).effect in (Effect.READ, Effect.PERMISSION):
            continue
        for member in filter(takes_a_role, operation.inputs):
            if member.listed or member.keyed or member.name in curated.no_roles(operation.service):
                continue
            action = said(operation, given(member, ROLE))
            if not action.delegates or "iam:PassRole" not in action.iam:
                unseen.append(f"{operation.key}.{'.'.join(member.path)}")
    assert unseen == []


# Words that say that something runs, or happens later or elsewhere. Narrower than the tables' own patterns, and written
# apart from them: a pattern that loses one of these fails here.
RUNS: Final = words(
    """ScheduleExpression scheduleExpression CronExpression cronExpression UserData userData ZipFile zipFile LambdaArn
    lambdaArn LambdaFunctionArn lambdaFunctionArn FunctionArn functionArn Targets Destination Destinations
    DestinationArn destinationArn Command command Commands commands EntryPoint entryPoint entrypoint ScriptLocation
    scriptLocation TemplateBody templateBody TemplateURL Buildspec buildspec EventPattern eventPattern CodeUri codeUri
    S3OutputPath OutputConfig OutputDataConfig TopicArn topicArn SnsTopicArn snsTopicArn NotificationChannel
    Schedule schedule WebhookUrl webhookUrl RunbookArn ReplicationConfiguration"""
)
BY_HAND: Final = {
    "apigateway": "the address of an integration is what matters, and that is looked at",
    "apigatewayv2": "integrations and authorizers have rows of their own; a stage's access log goes to a log group",
    "elbv2": "targets are registered and taken out, and have rows for it",
    "events": "an archive keeps what its pattern matches, and sends nothing",
    "sns": "a topic is what the call is about",
    "dynamodb": "tables, items and exports have rows of their own",
    "ec2": "a route's or a mirror's destination is an address; user data and launch templates are looked at",
    "lambda": "every change of code or configuration is `execute` already",
    "cloudwatch": "alarm actions are looked at",
    "logs": "a log group, its filters and its destinations have rows of their own",
    "ssm": "maintenance windows, associations and commands have rows of their own",
}


def test_whatever_runs_or_happens_later_or_elsewhere_is_seen() -> None:
    unseen = []
    for operation in operations():
        action = said(operation)
        if action.delegates or action.effect in (Effect.READ, Effect.PERMISSION) or operation.service in BY_HAND:
            continue
        for member in operation.inputs:
            if member.name not in RUNS or member.kind in ("boolean", "integer") or member.listed or member.keyed:
                continue
            left_out = curated.exempt().get(operation.service, frozenset())
            if member.name in left_out or "*" in left_out or member.sensitive:
                continue
            if not said(operation, given(member, sample(member))).delegates:
                unseen.append(f"{operation.key}.{'.'.join(member.path)} ({member.kind})")
    assert unseen == []


def test_no_exception_speaks_of_a_member_that_does_not_exist() -> None:
    gone = []
    for service, members in curated.exempt().items():
        known = {member.name for one in models.service(service).operations.values() for member in one.inputs}
        gone += [f"{service}.{member}" for member in members - known - {"*"}]
    assert gone == []


SOUNDS_DELETING: Final = re.compile(r"(?:Batch|Admin)?(?:Delete|Terminate|Purge)(?=[A-Z])\w*")
TAGS: Final = re.compile(r"\w*(?:Tags|Tagging|TagsForDomain|TagsFromResource)")


def test_what_deletes_by_name_deletes() -> None:
    strict = (Effect.DELETE, Effect.PERMISSION)
    lenient = [
        one.key
        for one in operations()
        if SOUNDS_DELETING.fullmatch(one.name) and not TAGS.fullmatch(one.name) and said(one).effect not in strict
    ]
    assert lenient == []


def test_what_only_looks_by_name_looks_or_says_why_not() -> None:
    unexplained = [
        one.key
        for one in operations()
        if re.fullmatch(r"(?:Batch)?(?:Get|List|Describe|Head|Search)[A-Z]\w*", one.name)
        and said(one).effect is not Effect.READ
        and one.service not in SERVICES
        and (one.service, one.name) not in curated.effects()
    ]
    assert unexplained == []


def test_nothing_that_changes_by_name_passes_for_a_read() -> None:
    sounds = re.compile(
        r"(?:Batch|Admin)?(?:Delete|Terminate|Put|Update|Modify|Create|Attach|Detach|Associate|Set|Reboot)[A-Z]\w*"
    )
    # What a curated row calls a read, with its reason beside it.
    bold = [
        one.key
        for one in operations()
        if sounds.fullmatch(one.name)
        and said(one).effect is Effect.READ
        and (one.service, one.name) not in curated.effects()
    ]
    assert bold == []


SECRETS: Final = re.compile(
    r"(?i).*(?:secretaccesskey|privatekey|secretstring|sessiontoken|authorizationtoken|secretbinary|masterpassword"
    r"|adminpassword|passphrase|presignedurl|hectoken|clientsecret)"
)


def hands_out() -> Iterator[tuple[Operation, str]]:
    for operation in operations():
        if operation.service in SERVICES or said(operation).effect is not Effect.READ:
            continue
        for member in operation.outputs:
            if SECRETS.fullmatch(member.name) and member.kind in ("string", "blob", "list of string"):
                yield operation, member.name


def test_what_answers_with_a_secret_says_so() -> None:
    decided = curated.readings()
    silent = [
        f"{operation.key}.{member}"
        for operation, member in hands_out()
        if said(operation).reading is not Reading.SECRET
        and (operation.service, operation.name) not in decided
        and not _is_plain(operation.service, member)
    ]
    assert silent == []


def _is_plain(service: str, member: str) -> bool:
    return not curated.holds_secret(service, member)


def test_what_answers_with_marked_members_or_with_bytes_is_more_than_metadata() -> None:
    decided = curated.readings()
    bold = [
        operation.key
        for operation in operations()
        if operation.service not in SERVICES
        and said(operation).effect is Effect.READ
        and said(operation).reading in (Reading.METADATA, Reading.NOTHING)
        and (operation.service, operation.name) not in decided
        and any(one.sensitive or one.streaming or one.kind == "blob" for one in operation.outputs)
    ]
    assert bold == []


def test_a_parameter_never_makes_a_call_milder() -> None:
    order = ["read", "create", "modify", "execute", "delete", "permission", "unknown"]
    undone = ["yes", "depends", "no"]
    for operation in operations():
        if operation.service in SERVICES:
            continue
        rules = TABLES.touches(operation.service).operations[operation.name].rules
        # A rule that asks for absence holds where nothing is given: what counts is the row itself.
        row = TABLES.touches(operation.service).operations[operation.name]
        for rule in rules:
            value: Any = rule.text.split()[0] if rule.asks in (Asks.EQUALS, Asks.HOLDS) else "x"
            for name in reversed(rule.path):
                value = {name: value}
            action = said(operation, value)
            assert order.index(action.effect) >= order.index(row.effect), operation.key
            assert undone.index(action.reversible) >= undone.index(row.reversible), operation.key
            assert action.stateful_loss >= row.loss, operation.key


def test_every_rule_asks_for_a_member_that_exists() -> None:
    missing = []
    for operation in operations():
        known = {member.path for member in operation.inputs}
        rules = TABLES.touches(operation.service).operations[operation.name].rules
        missing += [f"{operation.key}.{'.'.join(rule.path)}" for rule in rules if rule.path not in known]
    assert missing == []


def test_no_member_that_names_a_thing_is_secret() -> None:
    secret = []
    for operation in operations():
        hidden = {member.path for member in operation.inputs if member.sensitive or member.token}
        for template in TABLES.touches(operation.service).operations[operation.name].templates:
            secret += [f"{operation.key}.{path}" for paths in template.bound for path in paths if path in hidden]
    assert secret == []


def test_every_arn_that_is_written_is_one_of_this_account_or_of_none() -> None:
    form = re.compile(rf"arn:aws:[a-z0-9-]+:(?:{REGION}|us-west-2)?:(?:{ACCOUNT}|aws|amazon)?:.+")
    odd = [
        f"{operation.key}: {resource.arn}"
        for operation in operations()
        for resource in said(operation).resources
        if not form.fullmatch(resource.arn)
    ]
    assert odd == []


@pytest.mark.parametrize("table", ["effects", "readings", "stateful", "renamed", "arns", "rules"])
def test_no_curated_row_speaks_of_an_operation_that_does_not_exist(table: str) -> None:
    known = {(one.service, one.name) for one in operations()}
    assert [one for one in getattr(curated, table)() if one not in known] == []
