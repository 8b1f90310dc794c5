"""Where an action counts, what it overlaps with, and whether it stays within what a session was given."""

from typing import Final

import pytest

from keyturn.adapters.aws.catalogue import PackagedCatalogue
from keyturn.gather.environments import environments, unlisted_account
from keyturn.gather.needs import needed
from keyturn.gather.overlap import contains, touch_same
from keyturn.gather.scope import in_scope
from keyturn.model.action import Action, Call, Resource, Value
from keyturn.model.facts import NOTHING_KNOWN, BucketHome, EnvironmentRule, Estate, Facts
from keyturn.recognise.aws.touches import touch

ACCOUNT: Final = "123456789012"
TABLES: Final = PackagedCatalogue()
PRODUCTION: Final = EnvironmentRule("production", regions=("cn-north-1",))
DEVELOPMENT: Final = EnvironmentRule("development", regions=("cn-northwest-1",))
ESTATE: Final = Estate(ACCOUNT, (PRODUCTION, DEVELOPMENT))
DEV: Final = "cn-northwest-1"
HOMES: Final = Facts({BucketHome("dev"): DEV, BucketHome("prod"): "cn-north-1", BucketHome("lost"): None})


def act(name: str, /, region: str = DEV, **parameters: Value) -> Action:
    """Touch one call; in the development region unless told otherwise."""
    service, _, operation = name.partition(":")
    action = touch(Call(service, operation, region, parameters), ACCOUNT, TABLES)
    assert isinstance(action, Action), action
    return action


def where(action: Action, facts: Facts = HOMES, estate: Estate = ESTATE) -> set[str]:
    """The environments of an action."""
    return set(environments(action, facts, estate))


# ---------------------------------------------------------------- environments


def test_an_environment_is_where_the_resource_lies_not_where_the_call_is_signed_for() -> None:
    production_table = f"arn:aws-cn:dynamodb:cn-north-1:{ACCOUNT}:table/costs"
    assert where(act("dynamodb:DeleteTable", TableName="costs")) == {"development"}
    assert where(act("dynamodb:DeleteTable", TableName=production_table)) == {"production"}


def test_a_bucket_counts_at_its_home_whatever_region_signs() -> None:
    assert where(act("s3:DeleteObject", Bucket="prod", Key="k")) == {"production"}
    assert where(act("s3:DeleteObject", "cn-north-1", Bucket="dev", Key="k")) == {"development"}


@pytest.mark.parametrize("bucket", ["lost", "never-asked"])
def test_a_bucket_whose_home_nobody_knows_is_production(bucket: str) -> None:
    assert where(act("s3:DeleteObject", Bucket=bucket, Key="k")) == {"production"}


def test_a_new_bucket_counts_where_it_will_lie() -> None:
    there = {"LocationConstraint": "cn-north-1"}
    assert where(act("s3:CreateBucket", Bucket="new")) == {"development"}
    assert where(act("s3:CreateBucket", Bucket="new", CreateBucketConfiguration=there)) == {"production"}


def test_a_copy_counts_where_it_reads_too() -> None:
    out_of_production = act("s3:CopyObject", Bucket="dev", Key="k", CopySource="prod/k")
    assert where(out_of_production) == {"development", "production"}


def test_a_snapshot_copied_from_another_region_counts_in_both() -> None:
    action = act("ec2:CopySnapshot", SourceRegion="cn-north-1", SourceSnapshotId="snap-12345678")
    assert where(action) == {"development", "production"}


@pytest.mark.parametrize(
    "action",
    [
        act("iam:ListRoles"),
        act("iam:TagRole", RoleName="r", Tags=[]),
        act("sts:GetCallerIdentity"),
        act("ce:GetCostAndUsage"),
        act("dynamodb:DeleteTable", "ap-south-1", TableName="t"),
        act("glue:DeleteTable"),
    ],
    ids=lambda action: action.name,
)
def test_what_is_global_or_in_no_listed_place_is_production(action: Action) -> None:
    assert "production" in where(action)


def test_a_call_about_the_whole_account_counts_in_production_as_well() -> None:
    assert where(act("ec2:DescribeInstances")) == {"production", "development"}


def test_power_handed_on_reaches_as_far_as_production() -> None:
    assert "production" in where(act("lambda:UpdateFunctionCode", FunctionName="f"))
    assert "production" in where(act("cloudformation:DeleteStack", StackName="s"))


def test_without_environments_everything_is_production() -> None:
    assert where(act("dynamodb:DeleteTable", TableName="t"), estate=Estate(ACCOUNT)) == {"production"}


def test_every_way_to_belong_to_an_environment_counts() -> None:
    estate = Estate(
        ACCOUNT,
        (
            EnvironmentRule("production", arns=("arn:aws-cn:dynamodb:*:*:table/prod-*", "arn:aws-cn:s3:::dev/prod/*")),
            EnvironmentRule("development", regions=(DEV,)),
        ),
    )
    assert where(act("dynamodb:DeleteTable", TableName="dev-1"), estate=estate) == {"development"}
    assert where(act("dynamodb:DeleteTable", TableName="prod-1"), estate=estate) == {"development", "production"}
    assert where(act("s3:DeleteObject", Bucket="dev", Key="prod/k"), estate=estate) == {"development", "production"}


def test_what_contains_production_counts_as_production() -> None:
    estate = Estate(
        ACCOUNT,
        (
            EnvironmentRule("production", arns=("arn:aws-cn:s3:::dev/prod/*", "arn:aws-cn:lambda:*:*:function:pay")),
            DEVELOPMENT,
        ),
    )
    assert "production" in where(act("s3:PutBucketTagging", Bucket="dev"), estate=estate)
    version = f"arn:aws-cn:lambda:{DEV}:{ACCOUNT}:function:pay:1"
    assert "production" in where(act("lambda:TagResource", Resource=version), estate=estate)
    # PartiQL names no table to us, so it may mean any
    tables = Estate(ACCOUNT, (EnvironmentRule("eu", arns=("arn:aws-cn:dynamodb:*:*:table/x-*",)), DEVELOPMENT))
    assert "eu" in where(act("dynamodb:ExecuteStatement", Statement="DELETE FROM x"), estate=tables)


@pytest.mark.parametrize("pattern", ["secret:prod/db-??????", "secret:prod/*", "secret:prod/db-*"])
def test_a_secret_is_found_by_its_name_under_every_usual_pattern(pattern: str) -> None:
    rule = EnvironmentRule("production", arns=(f"arn:aws-cn:secretsmanager:*:*:{pattern}",))
    action = act("secretsmanager:UpdateSecret", SecretId="prod/db")
    assert "production" in where(action, estate=Estate(ACCOUNT, (rule, DEVELOPMENT)))


def test_a_part_of_a_bucket_in_development_leaves_the_rest_production() -> None:
    estate = Estate(ACCOUNT, (EnvironmentRule("development", arns=("arn:aws-cn:s3:::dev/sandbox/*",)),))
    assert where(act("s3:DeleteObject", Bucket="dev", Key="sandbox/k"), estate=estate) == {"development"}
    assert where(act("s3:PutBucketTagging", Bucket="dev"), estate=estate) == {"development", "production"}


def test_while_tags_are_unread_they_may_say_production() -> None:
    estate = Estate(ACCOUNT, (EnvironmentRule("production", tags=(("env", "prod"),)), DEVELOPMENT))
    assert where(act("dynamodb:DeleteTable", TableName="t"), estate=estate) == {"development", "production"}


# ---------------------------------------------------------------- accounts


@pytest.mark.parametrize(
    ("action", "foreign"),
    [
        (act("dynamodb:GetItem", TableName="t"), None),
        (act("dynamodb:GetItem", TableName="arn:aws-cn:dynamodb:cn-north-1:999999999999:table/t"), "999999999999"),
        (act("lambda:Invoke", FunctionName="999999999999:function:f"), "999999999999"),
        (act("sqs:SendMessage", QueueUrl="https://sqs.x.com/999999999999/q"), "999999999999"),
        (act("s3:GetObject", Bucket="b", Key="k", ExpectedBucketOwner="999999999999"), "999999999999"),
        (act("iam:AttachRolePolicy", RoleName="r", PolicyArn="arn:aws-cn:iam::aws:policy/ReadOnlyAccess"), None),
        (act("ec2:RunInstances", ImageId="ami-12345678"), None),
        (
            act("dynamodb:GetItem", TableName=f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/t"),
            f"{ACCOUNT} in partition aws",
        ),
    ],
)
def test_a_foreign_account_is_named(action: Action, foreign: str | None) -> None:
    assert unlisted_account(action, ESTATE) == foreign


def test_an_account_that_a_rule_lists_is_ours() -> None:
    estate = Estate(ACCOUNT, (EnvironmentRule("development", accounts=("999999999999",)),))
    action = act("lambda:TagResource", Resource=f"arn:aws-cn:lambda:{DEV}:999999999999:function:f")
    assert unlisted_account(action, estate) is None
    assert where(action, estate=estate) == {"development"}


# ---------------------------------------------------------------- facts


def test_the_home_of_every_bucket_that_is_named_is_asked_for() -> None:
    copy = act("s3:CopyObject", Bucket="dev", Key="k", CopySource="prod/k")
    code = act("lambda:UpdateFunctionCode", FunctionName="f", S3Bucket="code", S3Key="z")
    assert needed(copy) == {BucketHome("dev"), BucketHome("prod")}
    assert needed(code) == {BucketHome("code")}


@pytest.mark.parametrize(
    "action",
    [
        act("s3:CreateBucket", Bucket="new"),
        act("s3:ListBuckets"),
        act("s3:GetObject", Bucket=f"arn:aws-cn:s3:{DEV}:{ACCOUNT}:accesspoint/p", Key="k"),
        act("s3:GetObject", Bucket="zone--cnw1-az1--x-s3", Key="k"),
        act("dynamodb:GetItem", TableName="t"),
    ],
    ids=lambda action: action.name,
)
def test_nothing_is_asked_where_the_place_is_plain(action: Action) -> None:
    assert needed(action) == frozenset()


def test_nothing_known_is_a_valid_state() -> None:
    assert NOTHING_KNOWN.home("b") is None


# ---------------------------------------------------------------- overlap


@pytest.mark.parametrize(
    ("outer", "inner", "expected"),
    [
        ("arn:aws:s3:::b", "arn:aws:s3:::b", True),
        ("arn:aws:s3:::b", "arn:aws:s3:::b/k", True),
        ("arn:aws:s3:::b", "arn:aws:s3:::bb/k", False),
        ("arn:aws:s3:::b/k", "arn:aws:s3:::b", False),
        ("arn:aws:lambda:r:1:function:f", "arn:aws:lambda:r:1:function:f:live", True),
        ("arn:aws:lambda:r:1:function:f", "arn:aws:lambda:r:1:function:f2", False),
        ("arn:aws:dynamodb:r:1:table/t", "arn:aws:dynamodb:r:1:table/t/index/i", True),
        ("arn:aws:dynamodb:r:1:table/*", "arn:aws:dynamodb:r:1:table/t", True),
        ("arn:aws:cloudformation:r:1:stack/s", "arn:aws:cloudformation:r:1:stack/s/0a1b", True),
        ("arn:aws:ec2:r:1:*", "arn:aws:ec2:r:1:instance/i-1", True),
        ("arn:aws:ec2:r:1:*", "arn:aws:ec2:q:1:instance/i-1", False),
    ],
)
def test_what_holds_what(outer: str, inner: str, expected: bool) -> None:
    assert contains(outer, inner) is expected
    pair = (Resource(outer, None),), (Resource(inner, None),)
    assert touch_same(*pair) is (expected or contains(inner, outer))
    assert touch_same(*reversed(pair)) is touch_same(*pair)


def test_a_whole_account_touches_everything_in_it() -> None:
    whole = act("ec2:DescribeInstances").resources
    assert touch_same(whole, act("sqs:CreateQueue", QueueName="q").resources)
    assert not touch_same(whole, ())


def test_thousands_of_objects_are_compared_in_no_time() -> None:
    keys = [{"Key": f"{n:05}/" + "a/" * 100} for n in range(1000)]
    left = act("s3:DeleteObjects", Bucket="dev", Delete={"Objects": keys}).resources
    right = tuple(Resource(one.arn + "x", None) for one in left)
    assert touch_same(left, left)
    assert not touch_same(left, right)


# ---------------------------------------------------------------- scope


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        ((), True),
        (("*",), True),
        ((f"arn:aws-cn:dynamodb:{DEV}:{ACCOUNT}:table/costs",), True),
        (("arn:aws-cn:dynamodb:*:*:table/cost?",), True),
        (("arn:aws-cn:dynamodb:*:*:*",), True),
        (("arn:aws-cn:s3:::x", "arn:aws-cn:dynamodb:*:*:table/c*s"), True),
        (("arn:aws-cn:dynamodb:*:*:table/Costs",), False),
        (("arn:aws-cn:dynamodb:*:*:table/cost",), False),
        (("arn:*",), False),
        (("arn:aws-cn:dynamodb:*costs",), False),
        (("arn:aws-cn:*:table/costs",), False),
    ],
)
def test_a_pattern_matches_field_by_field(patterns: tuple[str, ...], expected: bool) -> None:
    assert in_scope(act("dynamodb:DeleteTable", TableName="costs"), patterns) is expected


def test_every_resource_must_lie_within() -> None:
    copy = act("s3:CopyObject", Bucket="dev", Key="k", CopySource="prod/k")
    assert not in_scope(copy, ("arn:aws-cn:s3:::dev/*",))
    assert in_scope(copy, ("arn:aws-cn:s3:::dev/*", "arn:aws-cn:s3:::prod/k"))


def test_the_whole_account_lies_within_nothing_smaller_than_everything() -> None:
    action = act("ec2:DescribeInstances")
    assert not in_scope(action, ("arn:*:*:*:*:*",))
    assert in_scope(action, ("*",))


def test_an_open_name_is_not_within_what_covers_only_some_of_it() -> None:
    statement = act("dynamodb:ExecuteStatement", Statement="SELECT 1")
    assert not in_scope(statement, ("arn:aws-cn:dynamodb:*:*:table/dev-*",))
    assert not in_scope(statement, ("arn:aws-cn:dynamodb:*:*:table/?",))
    assert in_scope(statement, ("arn:aws-cn:dynamodb:*:*:table/*",))
