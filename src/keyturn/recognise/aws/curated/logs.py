"""CloudWatch Logs. What was logged is data; where it goes from here on, and when it is thrown away, is `execute`."""

from dataclasses import replace
from typing import Final

from keyturn.model.action import Call, Reading
from keyturn.recognise.aws.nouns import Place
from keyturn.recognise.aws.touches_place import Found
from keyturn.recognise.aws.touches_table import Parameters, Row, Service, given, rows

_ROWS: Final = """
read:
    DescribeAccountPolicies DescribeConfigurationTemplates DescribeDeliveries DescribeDeliveryDestinations
    DescribeDeliverySources DescribeDestinations DescribeExportTasks DescribeFieldIndexes DescribeImportTaskBatches
    DescribeImportTasks DescribeIndexPolicies DescribeLogGroups DescribeLogStreams DescribeLookupTables
    DescribeMetricFilters DescribeQueries DescribeQueryDefinitions DescribeResourcePolicies
    DescribeSubscriptionFilters GetDataProtectionPolicy GetDelivery GetDeliveryDestination
    GetDeliveryDestinationPolicy GetDeliverySource GetIntegration GetLogAnomalyDetector GetLogFields
    GetLogGroupFields GetScheduledQuery GetScheduledQueryHistory GetStorageTierPolicy GetTransformer
    ListAggregateLogGroupSummaries ListIntegrations ListLogAnomalyDetectors ListLogGroups ListLogGroupsForQuery
    ListScheduledQueries ListSourcesForS3TableIntegration ListSyslogConfigurations ListTagsForResource
    ListTagsLogGroup TestMetricFilter TestTransformer
read data:
    FilterLogEvents GetLogEvents GetLogObject GetLogRecord GetLookupTable GetQueryResults ListAnomalies StartLiveTail
    StartQuery
create:
    CreateLogAnomalyDetector CreateLogGroup CreateLogStream CreateLookupTable PutQueryDefinition
create no: PutLogEvents                         # a log line stays
modify:
    AssociateKmsKey PutIndexPolicy PutLogGroupDeletionProtection PutMetricFilter PutStorageTierPolicy PutTransformer
    StopQuery TagLogGroup TagResource UntagLogGroup UntagResource UpdateAnomaly UpdateLogAnomalyDetector
    UpdateLookupTable
delete depends:
    CancelExportTask CancelImportTask DeleteAccountPolicy DeleteDelivery DeleteDeliveryDestination
    DeleteDeliverySource DeleteDestination DeleteIndexPolicy DeleteIntegration DeleteLogAnomalyDetector
    DeleteMetricFilter DeleteQueryDefinition DeleteRetentionPolicy DeleteScheduledQuery DeleteSubscriptionFilter
    DeleteSyslogConfiguration DeleteTransformer DisassociateKmsKey DisassociateSourceFromS3TableIntegration
delete loss: DeleteLogGroup DeleteLogStream DeleteLookupTable
permission:                                     # who may read, who may send, and who sees what is masked
    DeleteDataProtectionPolicy DeleteDeliveryDestinationPolicy DeleteResourcePolicy PutBearerTokenAuthentication
    PutDeliveryDestinationPolicy PutDestinationPolicy PutResourcePolicy
execute:
    AssociateSourceToS3TableIntegration CreateDelivery CreateImportTask CreateScheduledQuery PutAccountPolicy
    PutDataProtectionPolicy PutDeliveryDestination PutDeliverySource PutDestination PutIntegration
    PutSubscriptionFilter PutSyslogConfiguration UpdateDeliveryConfiguration UpdateScheduledQuery
execute data: CreateExportTask
execute no loss: PutRetentionPolicy             # from then on it deletes by itself
"""


def _locate(call: Call, place: Place, found: Found) -> tuple[str, ...]:
    """A query may say itself where it looks: `SOURCE` and the log groups, by prefix even."""
    query = call.parameters.get("queryString")
    if isinstance(query, str) and "source" in query.lower():
        found.add(place.arn("logs", "log-group:*"), place.region)
    return ("logs:Unmask",) if given(call.parameters, "unmask") else ()


def _unmasking(parameters: Parameters, row: Row) -> Row:
    """What a data protection policy hides is hidden for a reason."""
    return replace(row, reading=Reading.SECRET) if given(parameters, "unmask") else row


_GROUP: Final = "log-group:{}"

SERVICE: Final[Service] = Service(
    prefix="logs",
    rows=rows(_ROWS),
    locate=_locate,
    names={
        "logGroupName": _GROUP,
        "logGroupNames": _GROUP,
        "logGroupIdentifier": _GROUP,
        "logGroupIdentifiers": _GROUP,
        "resourceIdentifier": _GROUP,
        "logStreamName": "log-group:{logGroupName}:log-stream:{}",
        "destinationName": "destination:{}",
        "deliveryDestinationName": "delivery-destination:{}",
        "deliverySourceName": "delivery-source:{}",
        "lookupTableName": "lookup-table:{}",
    },
    called={"DeliveryDestination": "delivery-destination:{}", "DeliverySource": "delivery-source:{}"},
    opaque=frozenset({"logEvents", "logEventMessages", "policyDocument", "accessPolicy", "tags", "queryString"}),
    roles=frozenset({"dataSourceRoleArn", "executionRoleArn", "importRoleArn", "roleArn"}),
    refined=dict.fromkeys(("FilterLogEvents", "GetLogEvents", "GetLogObject", "GetLogRecord"), _unmasking),
)
