"""CloudWatch. An alarm with actions makes something happen later; without them it only says what it sees."""

from typing import Final

from keyturn.recognise.aws.touches_table import Service, delegating, rows, when

_ROWS: Final = """
read:
    DescribeAlarmContributors DescribeAlarmHistory DescribeAlarms DescribeAlarmsForMetric DescribeAnomalyDetectors
    DescribeInsightRules GetAlarmMuteRule GetDashboard GetDataset GetInsightRuleReport GetMetricData
    GetMetricDataQueryDefinition GetMetricStatistics GetMetricStream GetMetricWidgetImage GetOTelEnrichment
    GetResourceMetricsConfiguration ListAlarmMuteRules ListDashboards ListManagedInsightRules
    ListMetricDataQueryDefinitions ListMetricStreams ListMetrics ListTagsForResource
create: CreateResourceMetricsConfiguration
create no: PutMetricData                        # a figure stays
modify:
    AssociateDatasetKmsKey DisableAlarmActions DisableInsightRules EnableInsightRules PutAlarmMuteRule
    PutAnomalyDetector PutCompositeAlarm PutDashboard PutInsightRule PutLogAlarm PutManagedInsightRules
    PutMetricAlarm PutMetricDataQueryDefinition StartOTelEnrichment StopMetricStreams StopOTelEnrichment TagResource
    UntagResource UpdateOTelEnrichment UpdateResourceMetricsConfiguration
delete:
    DeleteAlarmMuteRule DeleteAlarms DeleteAnomalyDetector DeleteDashboards DeleteInsightRules
    DeleteMetricDataQueryDefinition DeleteMetricStream DeleteResourceMetricsConfiguration
delete depends: DisassociateDatasetKmsKey
execute: EnableAlarmActions PutMetricStream SetAlarmState StartMetricStreams
"""

_ACTIONS: Final = when("AlarmActions", delegating, "OKActions", "InsufficientDataActions")
_STREAM: Final = "metric-stream/{}"

SERVICE: Final[Service] = Service(
    prefix="cloudwatch",
    rows=rows(_ROWS),
    names={
        "AlarmMuteRuleName": "alarm-mute-rule:{}",
        "AlarmName": "alarm:{}",
        "AlarmNames": "alarm:{}",
        "DashboardName": "arn:cloudwatch::@account:dashboard/{}",
        "DashboardNames": "arn:cloudwatch::@account:dashboard/{}",
        "RuleName": "insight-rule/{}",
        "RuleNames": "insight-rule/{}",
    },
    top={"Names": _STREAM},
    called={"AlarmMuteRule": "alarm-mute-rule:{}", "MetricStream": _STREAM},
    opaque=frozenset({"DashboardBody", "Dimensions", "MetricData", "EntityMetricData", "RuleDefinition", "Tags"}),
    roles=frozenset({"ActionLogLineRoleArn", "RoleArn", "ScheduledQueryRoleARN"}),
    refined={"PutCompositeAlarm": _ACTIONS, "PutLogAlarm": _ACTIONS, "PutMetricAlarm": _ACTIONS},
)
