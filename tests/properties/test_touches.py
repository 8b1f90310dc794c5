"""Whatever an agent sends, touching it ends in an action or in a refusal, and never in less than it names."""

from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from keyturn.adapters.aws.catalogue import PackagedCatalogue
from keyturn.model.action import Action, Call, Effect, Sensitive, Unrecognised, Value
from keyturn.recognise.aws.curated import SERVICES
from keyturn.recognise.aws.touches import touch
from keyturn.recognise.aws.touches_place import words
from keyturn.recognise.aws.touches_table import Row, worst

ACCOUNT: Final = "123456789012"
TABLES: Final = PackagedCatalogue()
COMPILED: Final = words("backup codecommit ecr elasticache glue iot organizations redshift route53 wafv2 workspaces")
OPERATIONS: Final = sorted(
    [(service, operation) for service, table in SERVICES.items() for operation in table.rows]
    + [(service, operation) for service in COMPILED for operation in TABLES.touches(service).operations]
)
# Members that some table looks at, so that odd values reach the code that reads them.
MEMBERS: Final = sorted(
    {member for table in SERVICES.values() for member in (*table.names, *table.top, *table.keyed, *table.roles)}
    | words(
        """ACL Attribute AttributeName Attributes Bucket CopySource Delete GrantRead Key LifecycleConfiguration
        CreateBucketConfiguration MultipartUpload Name Names Path Policies PolicyDocument QueueUrl ReplicaUpdates
        RequestItems RestoreRequest ResourceType ResourceId SecretId ShardIterator Statement Statements SourceRegion
        TransactItems UserData VersionId WithDecryption patchOperations queryString uri unmask ExpectedBucketOwner
        PointInTimeRecoverySpecification GlobalSecondaryIndexUpdates BackupRetentionPeriod EventBusName
        BackupVaultName repositoryName force ReplicationGroupId FinalSnapshotIdentifier DatabaseName TableName Role
        Command thingName thingNames PolicyId TargetId ClusterIdentifier SkipFinalClusterSnapshot HostedZoneId
        ChangeBatch Changes Action Scope Id TerminateWorkspaceRequests WorkspaceId Lifecycle DeleteAfterDays"""
    )
)
TEXTS: Final = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["*", "/", "a/*", "arn:", "arn:aws:s3:::b", f"arn:aws:sqs:us-east-1:{ACCOUNT}:q", "i-12345678"]),
)
VALUES: Final = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), TEXTS, st.binary(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from([*MEMBERS, "Objects", "Rules", "Put", "VersionId"]), inner, max_size=3),
        inner.map(Sensitive),
    ),
    max_leaves=8,
)


def build(named: tuple[str, str], region: str, parameters: dict[str, Value]) -> Call:
    """One call of one operation."""
    return Call(named[0], named[1], region, parameters)


CALLS: Final = st.builds(
    build,
    st.sampled_from(OPERATIONS),
    st.sampled_from(["cn-north-1", "us-east-1", "aws-global", "", "x", "us-east-1\n"]),
    st.dictionaries(st.sampled_from(MEMBERS), VALUES, max_size=5),
)


@given(CALLS)
def test_touching_never_raises_and_always_names_something(call: Call) -> None:
    found = touch(call, ACCOUNT, TABLES)
    if isinstance(found, Unrecognised):
        assert found.why
        return
    assert found.resources
    assert found.iam
    assert list(found.resources) == sorted(found.resources, key=lambda one: one.arn)
    assert touch(call, ACCOUNT, TABLES) == found


@given(CALLS, st.sampled_from(MEMBERS), st.text(alphabet="abc", min_size=1, max_size=5))
def test_another_parameter_never_makes_a_delete_less_than_a_delete(call: Call, member: str, value: str) -> None:
    plain = touch(Call(call.service, call.operation, "cn-north-1", {}), ACCOUNT, TABLES)
    more = touch(Call(call.service, call.operation, "cn-north-1", {member: value}), ACCOUNT, TABLES)
    if not isinstance(plain, Action) or not isinstance(more, Action):
        return
    if plain.effect in (Effect.DELETE, Effect.PERMISSION) and call.operation != "UpdateContinuousBackups":
        assert more.effect in (Effect.DELETE, Effect.PERMISSION)
    assert more.delegates or not plain.delegates


def deep(levels: int) -> Value:
    """A value nested that deeply."""
    value: Value = "arn:aws:s3:::b"
    for level in range(levels):
        value = [value] if level % 2 else {"x": value}
    return value


@given(st.sampled_from(OPERATIONS), st.sampled_from(["Anything", *MEMBERS]), st.integers(0, 2000))
def test_no_depth_of_nesting_breaks_it(named: tuple[str, str], member: str, levels: int) -> None:
    found = touch(build(named, "cn-north-1", {member: deep(levels)}), ACCOUNT, TABLES)
    assert isinstance(found, Action | Unrecognised)


RULED: Final = sorted(
    (service, operation, rule.path)
    for service in TABLES.names()
    for operation, row in TABLES.touches(service).operations.items()
    for rule in row.rules
)


@given(st.sampled_from(RULED), VALUES | st.integers(0, 2000).map(deep))
def test_what_a_rule_looks_at_may_be_anything(ruled: tuple[str, str, tuple[str, ...]], value: Value) -> None:
    service, operation, path = ruled
    for name in reversed(path):
        value = {name: value}
    parameters = value if isinstance(value, dict) else {}

    found = touch(build((service, operation), "cn-north-1", parameters), ACCOUNT, TABLES)

    assert isinstance(found, Action | Unrecognised)


ROWS: Final = st.sampled_from(sorted({row for table in SERVICES.values() for row in table.rows.values()}, key=repr))


@given(ROWS, ROWS, ROWS)
def test_the_worst_of_several_is_the_worst_in_any_order(one: Row, other: Row, third: Row) -> None:
    assert worst(one, one) == one
    assert worst(one, other) == worst(other, one)
    assert worst(worst(one, other), third) == worst(one, worst(other, third))
