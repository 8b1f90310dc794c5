"""DynamoDB. Items are data and never looked into; batches are judged by the worst thing they do."""

from collections.abc import Mapping, Sequence
from typing import Final

from keyturn.errors import Malformed
from keyturn.model.action import Effect, Reversible, Value
from keyturn.recognise.aws.touches_place import words
from keyturn.recognise.aws.touches_table import (
    Parameters,
    Row,
    Service,
    both,
    delegating,
    deleting,
    part,
    permitting,
    rows,
    when,
    worst,
)

_ROWS: Final = """
read:
    DescribeBackup DescribeBulkOperation DescribeContinuousBackups DescribeContributorInsights DescribeEndpoints
    DescribeExport DescribeGlobalTable DescribeGlobalTableSettings DescribeImport DescribeKinesisStreamingDestination
    DescribeLimits DescribeTable DescribeTableReplicaAutoScaling DescribeTimeToLive GetResourcePolicy ListBackups
    ListBulkOperations ListContributorInsights ListExports ListGlobalTables ListImports ListTables ListTagsOfResource
read data: BatchGetItem GetItem Query Scan SearchVectors TransactGetItems
create: CreateBackup CreateTable RestoreTableFromBackup RestoreTableToPointInTime
create data: ImportTable
modify: PutItem UpdateItem BatchWriteItem TransactWriteItems      # a put replaces the item that was there
modify: CancelBulkOperation UpdateContributorInsights UpdateContinuousBackups UpdateTable TagResource UntagResource
delete depends: DisableKinesisStreamingDestination
delete loss: DeleteItem DeleteTable DeleteBackup
permission: PutResourcePolicy DeleteResourcePolicy
execute:
    CreateGlobalTable UpdateGlobalTable UpdateGlobalTableSettings UpdateTableReplicaAutoScaling
    EnableKinesisStreamingDestination UpdateKinesisStreamingDestination
execute no loss: StartBulkPutItems UpdateTimeToLive               # it writes, or deletes, by itself from then on
execute data: ExportTableToPointInTime                            # the data goes into a bucket, later
execute data loss: ExecuteStatement BatchExecuteStatement ExecuteTransaction   # PartiQL, which is not read here
"""

_NAMES: Final = dict.fromkeys(
    ("TableName", "SourceTableName", "TargetTableName", "ResourceArn", "TableArn", "SourceTableArn"), "table/{}"
) | dict.fromkeys(("GlobalTableName",), "arn:dynamodb::@account:global-table/{}")

_DATA: Final = words(
    """AttributeUpdates Expected ExclusiveStartKey ExpressionAttributeNames ExpressionAttributeValues Item Key
    KeyConditions Parameters QueryFilter ScanFilter Statement Tags"""
)


def _batch(parameters: Parameters, row: Row) -> Row:
    """BatchWriteItem puts and deletes items of several tables."""
    tables = parameters.get("RequestItems")
    if not isinstance(tables, Mapping):
        raise Malformed("`RequestItems`", tables, "a map of tables is wanted")
    for requests in tables.values():
        for request in _listed(requests, "RequestItems"):
            if part(request, "PutRequest") is None or part(request, "DeleteRequest") is not None:
                return deleting(row, loss=True)
    return row


def _transaction(parameters: Parameters, row: Row) -> Row:
    """TransactWriteItems puts, updates, deletes and checks."""
    for item in _listed(parameters.get("TransactItems"), "TransactItems"):
        if part(item, "Delete") is not None:
            return deleting(row, loss=True)
    return row


def _listed(value: Value, member: str) -> Sequence[Value]:
    if not isinstance(value, Sequence) or isinstance(value, str | bytes):
        raise Malformed(f"`{member}`", value, "a list is wanted")
    return value


def _table(parameters: Parameters, row: Row) -> Row:
    """UpdateTable can drop an index, which is built again from the table, or a replica, which its region loses."""
    for member in ("GlobalSecondaryIndexUpdates", "ReplicaUpdates", "GlobalTableWitnessUpdates"):
        for update in _listed(parameters.get(member) or (), member):
            if part(update, "Delete") is not None:
                row = worst(row, Row(Effect.DELETE, reversible=Reversible.DEPENDS))
            if member != "GlobalSecondaryIndexUpdates" and part(update, "Create") is not None:
                row = delegating(row)  # from then on every write goes to another region too
    return row


def _backups(parameters: Parameters, row: Row) -> Row:
    """Point-in-time recovery switched off loses every restore point it held."""
    specification = parameters.get("PointInTimeRecoverySpecification")
    return row if part(specification, "PointInTimeRecoveryEnabled") is True else deleting(row, loss=True)


def _selecting(statement: Value) -> bool:
    return isinstance(statement, str) and statement.lstrip()[:7].lower() in ("select ", "select\n", "select\t")


def _partiql(parameters: Parameters, row: Row) -> Row:
    """A statement that begins with SELECT reads; it runs as `execute` all the same, since nobody read the rest."""
    listed = parameters.get("Statements", parameters.get("TransactStatements"))
    single = [parameters.get("Statement")]
    statements = [part(one, "Statement") for one in listed] if isinstance(listed, Sequence) else single
    if all(_selecting(statement) for statement in statements):
        return Row(row.effect, row.reading, Reversible.YES, delegates=True)
    return row


_PARTIQL: Final = ("ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction")

SERVICE: Final[Service] = Service(
    prefix="dynamodb",
    rows=rows(_ROWS),
    names=_NAMES,
    keyed={"RequestItems": "table/{}"},
    opaque=_DATA,
    roles=frozenset({"AutoScalingRoleArn"}),
    renamed={
        **dict.fromkeys(
            _PARTIQL, "dynamodb:PartiQLSelect dynamodb:PartiQLInsert dynamodb:PartiQLUpdate dynamodb:PartiQLDelete"
        ),
        "TransactGetItems": "dynamodb:GetItem",
        "TransactWriteItems": "dynamodb:PutItem dynamodb:UpdateItem dynamodb:DeleteItem dynamodb:ConditionCheckItem",
    },
    created=dict.fromkeys(_PARTIQL, "table/*"),
    refined={
        "BatchWriteItem": _batch,
        "TransactWriteItems": _transaction,
        "UpdateTable": _table,
        "UpdateContinuousBackups": _backups,
        "CreateTable": both(when("ResourcePolicy", permitting), when("GlobalTableSourceArn", delegating)),
        **dict.fromkeys(_PARTIQL, _partiql),
    },
)
