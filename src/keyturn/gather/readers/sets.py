"""Lists in AWS's answers whose order means nothing, so that another order of the same items is no drift.

A line is places (as in the readers; lists count for nothing in them) and why. XML's lists stand one name deeper than
JSON's. What is not here has an order that may mean something: the layers of a function, the rules of a list, the
stages of a pipeline, the priorities of what is asked first.
"""

from typing import Final

ROWS: Final = """
**.Tags **.tags **.TagList.Tag **.TagSet.Tag **.Tags.Tag **.Tags.member **.tagSet.item: each key stands there once
**.SecurityGroups **.securityGroups **.SecurityGroupIds **.securityGroupIds **.SecurityGroups.member
    **.VpcSecurityGroups.VpcSecurityGroup **.VpcSecurityGroups.VpcSecurityGroupMembership: all of them apply at once
**.Subnets **.subnets **.SubnetIds **.subnetIds **.Subnets.Subnet **.AvailabilityZones **.AvailabilityZones.member
    **.AvailabilityZones.AvailabilityZone: where something may stand, without preference
**.*Set.item **.launchPermission.item **.createVolumePermission.item **.blockDeviceMapping.item:
    EC2's sets, whose items say themselves which they are (device, index, association)
**.AttributeDefinitions **.GlobalSecondaryIndexes **.LocalSecondaryIndexes **.Replicas **.NonKeyAttributes:
    each has a name, by which it is found
**.SS **.NS **.BS: sets, by DynamoDB's own types
VersionIdsToStages.*: the labels of a version
**.AccessControlList.Grant: S3's grants all apply at once
**.DBClusterMembers.DBClusterMember **.ReadReplicaDBInstanceIdentifiers.ReadReplicaDBInstanceIdentifier
    **.ReadReplicaDBClusterIdentifiers.ReadReplicaDBClusterIdentifier **.ReadReplicaIdentifiers.ReadReplicaIdentifier
    **.AssociatedRoles.DBInstanceRole **.AssociatedRoles.DBClusterRole **.IamRoles.ClusterIamRole
    **.EnabledCloudwatchLogsExports.member **.AttributeValues.AttributeValue: members, each by its name
**.TargetGroupARNs.member **.LoadBalancerNames.member **.EnabledMetrics.member **.SuspendedProcesses.member:
    all of them apply at once
**.AlarmActions **.OKActions **.InsufficientDataActions **.Dimensions: all of them are meant at once
**.Parameters.member **.Capabilities.member **.NotificationARNs.member **.Outputs.member: each has a name
Targets: each has an id
"""


def places() -> tuple[tuple[tuple[str, ...], str], ...]:
    """Return the places of each line, and why."""
    found = []
    for line in ROWS.strip().replace("\n    ", " ").splitlines():
        names, _, why = line.partition(": ")
        found.append((tuple(names.split()), why))
    return tuple(found)
