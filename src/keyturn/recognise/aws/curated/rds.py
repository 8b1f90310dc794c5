"""RDS, and DocumentDB and Neptune, which speak the same wire and share its ARNs.

Names do not tell upper from lower case. What is stateful is lost without a final snapshot, and a master password is a
permission.
"""

from typing import Final

from keyturn.model.action import Effect, Reversible
from keyturn.recognise.aws.touches_place import words
from keyturn.recognise.aws.touches_table import (
    Parameters,
    Row,
    Service,
    both,
    deleting,
    given,
    permitting,
    rows,
    when,
    worst,
)

_ROWS: Final = """
read:
    DescribeAccountAttributes DescribeBlueGreenDeployments DescribeCertificates DescribeDBCapacityReservations
    DescribeDBClusterAutomatedBackups DescribeDBClusterBacktracks DescribeDBClusterEndpoints
    DescribeDBClusterParameterGroups DescribeDBClusterParameters DescribeDBClusterSnapshotAttributes
    DescribeDBClusterSnapshots DescribeDBClusters DescribeDBEngineVersions DescribeDBInstanceAutomatedBackups
    DescribeDBInstances DescribeDBLogFiles DescribeDBMajorEngineVersions DescribeDBParameterGroups
    DescribeDBParameters DescribeDBProxies DescribeDBProxyEndpoints DescribeDBProxyTargetGroups
    DescribeDBProxyTargets DescribeDBRecommendations DescribeDBSecurityGroups DescribeDBShardGroups
    DescribeDBSnapshotAttributes DescribeDBSnapshotTenantDatabases DescribeDBSnapshots DescribeDBSubnetGroups
    DescribeEngineDefaultClusterParameters DescribeEngineDefaultParameters DescribeEventCategories
    DescribeEventSubscriptions DescribeEvents DescribeExportTasks DescribeGlobalClusters DescribeIntegrations
    DescribeOptionGroupOptions DescribeOptionGroups DescribeOrderableDBInstanceOptions
    DescribePendingMaintenanceActions DescribeReservedDBInstances DescribeReservedDBInstancesOfferings
    DescribeServerlessV2PlatformVersions DescribeSourceRegions DescribeTenantDatabases
    DescribeValidDBInstanceModifications ListTagsForResource
read data: DownloadDBLogFilePortion             # statements, and what stood in them
create:
    CopyDBClusterParameterGroup CopyDBClusterSnapshot CopyDBParameterGroup CopyDBSnapshot CopyOptionGroup
    CreateBlueGreenDeployment CreateDBCapacityReservation CreateDBCluster CreateDBClusterEndpoint
    CreateDBClusterParameterGroup CreateDBClusterSnapshot CreateDBInstance CreateDBInstanceReadReplica
    CreateDBParameterGroup CreateDBProxy CreateDBProxyEndpoint CreateDBSecurityGroup CreateDBShardGroup
    CreateDBSnapshot CreateDBSubnetGroup CreateGlobalCluster CreateOptionGroup CreateTenantDatabase
    RegisterDBProxyTargets RestoreDBClusterFromS3 RestoreDBClusterFromSnapshot RestoreDBClusterToPointInTime
    RestoreDBInstanceFromDBSnapshot RestoreDBInstanceFromS3 RestoreDBInstanceToPointInTime
create no: PurchaseReservedDBInstancesOffering  # paid for
modify:
    AddSourceIdentifierToSubscription AddTagsToResource CancelExportTask EnableHttpEndpoint FailoverDBCluster
    FailoverGlobalCluster ModifyActivityStream ModifyCertificates ModifyCurrentDBClusterCapacity
    ModifyCustomDBEngineVersion ModifyDBCapacityReservation ModifyDBCluster ModifyDBClusterEndpoint
    ModifyDBClusterParameterGroup ModifyDBInstance ModifyDBParameterGroup ModifyDBProxy ModifyDBProxyEndpoint
    ModifyDBProxyTargetGroup ModifyDBRecommendation ModifyDBShardGroup ModifyDBSnapshot ModifyDBSubnetGroup
    ModifyGlobalCluster ModifyIntegration ModifyOptionGroup ModifyTenantDatabase RebootDBCluster RebootDBInstance
    RebootDBShardGroup RemoveTagsFromResource ResetDBClusterParameterGroup ResetDBParameterGroup StartDBCluster
    StartDBInstance StopActivityStream StopDBCluster StopDBInstance StopDBInstanceAutomatedBackupsReplication
    SwitchoverReadReplica SwitchoverGlobalCluster
modify no: ApplyPendingMaintenanceAction PromoteReadReplica PromoteReadReplicaDBCluster SwitchoverBlueGreenDeployment
modify no loss: BacktrackDBCluster              # what was written since is gone
delete:
    CancelDBCapacityReservation DeleteBlueGreenDeployment DeleteCustomDBEngineVersion DeleteDBClusterEndpoint
    DeleteDBClusterParameterGroup DeleteDBParameterGroup DeleteDBProxy DeleteDBProxyEndpoint DeleteDBSecurityGroup
    DeleteDBSubnetGroup DeleteEventSubscription DeleteGlobalCluster DeleteIntegration DeleteOptionGroup
    DisableHttpEndpoint
delete depends:
    DeleteDBCluster DeleteDBInstance DeleteTenantDatabase DeregisterDBProxyTargets RemoveFromGlobalCluster
    RemoveRoleFromDBCluster RemoveRoleFromDBInstance RemoveSourceIdentifierFromSubscription
delete loss:
    DeleteDBClusterAutomatedBackup DeleteDBClusterSnapshot DeleteDBInstanceAutomatedBackup DeleteDBShardGroup
    DeleteDBSnapshot
permission:                                     # who may connect, and with whom a snapshot is shared
    AuthorizeDBSecurityGroupIngress RevokeDBSecurityGroupIngress ModifyDBClusterSnapshotAttribute
    ModifyDBSnapshotAttribute
execute:
    AddRoleToDBCluster AddRoleToDBInstance CreateCustomDBEngineVersion CreateEventSubscription CreateIntegration
    ModifyEventSubscription StartActivityStream StartDBInstanceAutomatedBackupsReplication
execute data: StartExportTask                   # the data goes into a bucket
"""


def _named(kind: str, *members: str) -> dict[str, str]:
    return dict.fromkeys(members, kind)


_NAMES: Final = (
    _named(
        "db:{}",
        *("DBInstanceIdentifier", "DBInstanceIdentifiers", "NewDBInstanceIdentifier", "SourceDBInstanceIdentifier"),
        "TargetDBInstanceIdentifier",
    )
    | _named(
        "cluster:{}",
        *("DBClusterIdentifier", "DBClusterIdentifiers", "DbClusterIdentifier", "NewDBClusterIdentifier"),
        *("SourceDBClusterIdentifier", "TargetDbClusterIdentifier", "ReplicationSourceIdentifier"),
    )
    | _named("snapshot:{}", "DBSnapshotIdentifier", "SourceDBSnapshotIdentifier", "TargetDBSnapshotIdentifier")
    | _named("snapshot:{}", "FinalDBSnapshotIdentifier")
    | _named(
        "cluster-snapshot:{}",
        *("DBClusterSnapshotIdentifier", "SourceDBClusterSnapshotIdentifier", "TargetDBClusterSnapshotIdentifier"),
        "SnapshotIdentifier",
    )
    | _named(
        "pg:{}",
        *("DBParameterGroupName", "DBInstanceParameterGroupName", "TargetDBParameterGroupName"),
        *("SourceDBParameterGroupIdentifier", "TargetDBParameterGroupIdentifier"),
    )
    | _named(
        "cluster-pg:{}",
        *("DBClusterParameterGroupName", "TargetDBClusterParameterGroupName"),
        *("SourceDBClusterParameterGroupIdentifier", "TargetDBClusterParameterGroupIdentifier"),
    )
    | _named("og:{}", "OptionGroupName", "SourceOptionGroupIdentifier", "TargetOptionGroupIdentifier")
    | _named("arn:rds::@account:global-cluster:{}", "GlobalClusterIdentifier", "NewGlobalClusterIdentifier")
    | _named("db-proxy:{}", "DBProxyName", "NewDBProxyName")
    | _named("db-proxy-endpoint:{}", "DBProxyEndpointName", "NewDBProxyEndpointName")
    | {
        "BlueGreenDeploymentIdentifier": "deployment:{}",
        "DBClusterEndpointIdentifier": "cluster-endpoint:{}",
        "DBSecurityGroupName": "secgrp:{}",
        "DBShardGroupIdentifier": "shard-group:{}",
        "DBSubnetGroupName": "subgrp:{}",
        "DbClusterResourceId": "cluster-auto-backup:{}",
        "DbiResourceId": "auto-backup:{}",
        "IntegrationIdentifier": "integration:{}",
        "ReservedDBInstanceId": "ri:{}",
        "SourceDbClusterResourceId": "cluster-auto-backup:{}",
        "SourceDbiResourceId": "auto-backup:{}",
        "SubscriptionName": "es:{}",
        "DBCapacityReservationIdentifier": "db-capacity-reservation:{}",
    }
)


def _without_snapshot(parameters: Parameters, row: Row) -> Row:
    """Only a final snapshot that is asked for by name keeps the data."""
    kept = parameters.get("SkipFinalSnapshot") in (None, False) and given(parameters, "FinalDBSnapshotIdentifier")
    return row if kept else deleting(row, loss=True)


def _backups_off(parameters: Parameters, row: Row) -> Row:
    """A retention of no days drops the automated backups that there are."""
    return deleting(row, loss=True) if parameters.get("BackupRetentionPeriod") == 0 else row


def _for_good(row: Row) -> Row:
    return worst(row, Row(Effect.MODIFY, reversible=Reversible.NO))


_PASSWORD: Final = when(
    "MasterUserPassword", permitting, "ManageMasterUserPassword", "RotateMasterUserPassword", "MasterUserSecretKmsKeyId"
)
_CHANGED: Final = both(_PASSWORD, _backups_off, when("AllowMajorVersionUpgrade", _for_good))

SERVICE: Final[Service] = Service(
    prefix="rds",
    rows=rows(_ROWS),
    names=_NAMES,
    opaque=frozenset({"Tags", "Filters", "Parameters"}),
    roles=words(
        """AssociatedRoles CustomIamInstanceProfile DomainIAMRoleName IamRoleArn MonitoringRoleArn RoleArn
        S3IngestionRoleArn"""
    ),
    folded=True,
    created={
        "CreateBlueGreenDeployment": "deployment:*",
        "CreateCustomDBEngineVersion": "cev:*",
        "CreateDBCapacityReservation": "db-capacity-reservation:*",
        "CreateIntegration": "integration:*",
    },
    refined={
        "DeleteDBCluster": _without_snapshot,
        "DeleteDBInstance": _without_snapshot,
        "DeleteTenantDatabase": _without_snapshot,
        "DeleteBlueGreenDeployment": when("DeleteTarget", lambda row: deleting(row, loss=True)),
        "FailoverGlobalCluster": when("AllowDataLoss", lambda row: worst(row, Row(row.effect, loss=True))),
        "ModifyDBCluster": _CHANGED,
        "ModifyDBInstance": _CHANGED,
        "ModifyTenantDatabase": _PASSWORD,
    },
)
