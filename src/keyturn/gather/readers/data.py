"""Readers for what keeps data: DynamoDB, S3, RDS and its kin, caches, streams, queues, secrets, keys."""

from typing import Final

ROWS: Final = """
dynamodb table: settings, keys, indexes, streams; not what is in it
    name TableName
    ask DescribeTable TableName
    less Table.ItemCount Table.TableSizeBytes Table.*Indexes.ItemCount Table.*Indexes.IndexSizeBytes: counted
        every six hours
    less Table.TableStatus Table.*Indexes.IndexStatus Table.*Indexes.Backfilling Table.*Status: goes by itself
        from one to the next
    less Table.ProvisionedThroughput.LastIncreaseDateTime Table.ProvisionedThroughput.LastDecreaseDateTime
        Table.ProvisionedThroughput.NumberOfDecreasesToday: moved by auto scaling, and by the hour
    for UpdateTable DeleteTable CreateTable UpdateContributorInsights EnableKinesisStreamingDestination
    for DisableKinesisStreamingDestination UpdateKinesisStreamingDestination UpdateTableReplicaAutoScaling

dynamodb table: settings, and how long items live
    name TableName
    ask DescribeTable TableName
    ask DescribeTimeToLive TableName
    less Table.ItemCount Table.TableSizeBytes Table.*Indexes.ItemCount Table.*Indexes.IndexSizeBytes: counted
        every six hours
    less Table.TableStatus Table.*Indexes.IndexStatus Table.*Indexes.Backfilling Table.*Status
        TimeToLiveDescription.TimeToLiveStatus: goes by itself from one to the next
    less Table.ProvisionedThroughput.LastIncreaseDateTime Table.ProvisionedThroughput.LastDecreaseDateTime
        Table.ProvisionedThroughput.NumberOfDecreasesToday: moved by auto scaling, and by the hour
    for UpdateTimeToLive

dynamodb table: settings, and how far back it can be restored
    name TableName
    ask DescribeTable TableName
    ask DescribeContinuousBackups TableName
    less Table.ItemCount Table.TableSizeBytes Table.*Indexes.ItemCount Table.*Indexes.IndexSizeBytes: counted
        every six hours
    less Table.TableStatus Table.*Indexes.IndexStatus Table.*Indexes.Backfilling Table.*Status: goes by itself
        from one to the next
    less Table.ProvisionedThroughput.LastIncreaseDateTime Table.ProvisionedThroughput.LastDecreaseDateTime
        Table.ProvisionedThroughput.NumberOfDecreasesToday: moved by auto scaling, and by the hour
    less **.LatestRestorableDateTime **.EarliestRestorableDateTime: moves with the clock
    for UpdateContinuousBackups

dynamodb item: the whole item, read consistently
    name TableName Key
    ask GetItem TableName Key ConsistentRead=true
    less ConsumedCapacity: what the read cost
    there Item
    for UpdateItem DeleteItem

dynamodb item: the whole item that would be replaced, read consistently
    name TableName Key
    ask GetItem TableName Key ConsistentRead=true
    less ConsumedCapacity: what the read cost
    there Item
    keyed Item
    for PutItem

dynamodb resource policy: who may reach the table
    name ResourceArn
    ask GetResourcePolicy ResourceArn
    for PutResourcePolicy DeleteResourcePolicy

dynamodb tags: all tags
    name ResourceArn
    ask ListTagsOfResource ResourceArn
    for TagResource UntagResource

dynamodb backup: what was backed up
    name BackupArn
    ask DescribeBackup BackupArn
    less **.ItemCount **.TableSizeBytes **.BackupStatus: counted and moved by itself
    for DeleteBackup

dynamodb global table: its replicas
    name GlobalTableName
    ask DescribeGlobalTable GlobalTableName
    less **.ReplicaStatus **.GlobalTableStatus **.ReplicaStatusPercentProgress: goes by itself from one to the next
    for UpdateGlobalTable UpdateGlobalTableSettings

s3 object: by its headers: version, ETag, length, metadata, encryption, locks
    name Bucket Key
    ask HeadObject Bucket Key VersionId?
    heads etag content-length content-type content-encoding content-language content-disposition cache-control expires
    heads last-modified x-amz-version-id x-amz-meta-* x-amz-server-side-encryption* x-amz-storage-class
        x-amz-object-lock-*
    heads x-amz-website-redirect-location x-amz-tagging-count
    for PutObject CopyObject DeleteObject CreateMultipartUpload CompleteMultipartUpload RestoreObject RenameObject
    for UpdateObjectEncryption

s3 object: by its headers, each of those that are deleted
    name Bucket Key
    each Delete.Objects
    ask HeadObject Bucket=/Bucket Key VersionId?
    heads etag content-length content-type content-encoding last-modified x-amz-version-id x-amz-storage-class
    heads x-amz-object-lock-*
    for DeleteObjects

s3 object's access list: who may read and write it
    name Bucket Key
    ask HeadObject Bucket Key VersionId?
    ask GetObjectAcl Bucket Key VersionId?
    heads etag x-amz-version-id
    for PutObjectAcl

s3 object's tags: all tags
    name Bucket Key
    ask HeadObject Bucket Key VersionId?
    ask GetObjectTagging Bucket Key VersionId?
    heads etag x-amz-version-id
    for PutObjectTagging DeleteObjectTagging

s3 object's lock: until when it is kept
    name Bucket Key
    ask HeadObject Bucket Key VersionId?
    heads etag x-amz-version-id x-amz-object-lock-*
    for PutObjectRetention PutObjectLegalHold

s3 bucket: that it is there, and what guards and encrypts it
    name Bucket
    ask HeadBucket Bucket
    ask GetBucketVersioning Bucket
    ask GetBucketPolicy Bucket
    ask GetPublicAccessBlock Bucket
    ask GetBucketEncryption Bucket
    ask GetBucketLifecycleConfiguration Bucket
    heads x-amz-bucket-region
    for DeleteBucket CreateBucket

s3 bucket's versioning: whether older versions are kept
    name Bucket
    ask GetBucketVersioning Bucket
    for PutBucketVersioning

s3 bucket's policy: who may do what in it
    name Bucket
    ask GetBucketPolicy Bucket
    ask GetPublicAccessBlock Bucket
    for PutBucketPolicy DeleteBucketPolicy PutPublicAccessBlock DeletePublicAccessBlock

s3 bucket's access list: who may read and write it
    name Bucket
    ask GetBucketAcl Bucket
    for PutBucketAcl

s3 bucket's ownership: whose its objects are
    name Bucket
    ask GetBucketOwnershipControls Bucket
    for PutBucketOwnershipControls DeleteBucketOwnershipControls

s3 bucket's encryption: how it is encrypted
    name Bucket
    ask GetBucketEncryption Bucket
    for PutBucketEncryption DeleteBucketEncryption

s3 bucket's lifecycle: what is deleted when
    name Bucket
    ask GetBucketLifecycleConfiguration Bucket
    for PutBucketLifecycle PutBucketLifecycleConfiguration DeleteBucketLifecycle

s3 bucket's replication: what is copied where
    name Bucket
    ask GetBucketReplication Bucket
    for PutBucketReplication DeleteBucketReplication

s3 bucket's CORS rules: which sites may ask
    name Bucket
    ask GetBucketCors Bucket
    for PutBucketCors DeleteBucketCors

s3 bucket's website: what it serves
    name Bucket
    ask GetBucketWebsite Bucket
    for PutBucketWebsite DeleteBucketWebsite

s3 bucket's tags: all tags
    name Bucket
    ask GetBucketTagging Bucket
    for PutBucketTagging DeleteBucketTagging

s3 bucket's notifications: what runs on its events
    name Bucket
    ask GetBucketNotificationConfiguration Bucket
    for PutBucketNotification PutBucketNotificationConfiguration

s3 bucket's logging: where access is logged
    name Bucket
    ask GetBucketLogging Bucket
    for PutBucketLogging

s3 bucket's lock: how long objects are kept
    name Bucket
    ask GetObjectLockConfiguration Bucket
    for PutObjectLockConfiguration

rds database: settings, network, encryption, backups
    name DBInstanceIdentifier
    ask DescribeDBInstances DBInstanceIdentifier
    less **.DBInstanceStatus **.LatestRestorableTime **.Status **.StatusInfos: goes by itself from one to the next
    for ModifyDBInstance DeleteDBInstance RebootDBInstance StopDBInstance StartDBInstance PromoteReadReplica
    for CreateDBInstance AddRoleToDBInstance RemoveRoleFromDBInstance

rds cluster: settings, members, encryption, backups
    name DBClusterIdentifier
    ask DescribeDBClusters DBClusterIdentifier
    less **.Status **.LatestRestorableTime **.EarliestRestorableTime **.PercentProgress: goes by itself from one
        to the next
    for ModifyDBCluster DeleteDBCluster FailoverDBCluster StopDBCluster StartDBCluster CreateDBCluster
    for AddRoleToDBCluster RemoveRoleFromDBCluster PromoteReadReplicaDBCluster

rds snapshot: what was kept
    name DBSnapshotIdentifier
    ask DescribeDBSnapshots DBSnapshotIdentifier
    less **.Status **.PercentProgress: goes by itself from one to the next
    for DeleteDBSnapshot ModifyDBSnapshot

rds snapshot: who may restore it
    name DBSnapshotIdentifier
    ask DescribeDBSnapshotAttributes DBSnapshotIdentifier
    for ModifyDBSnapshotAttribute

rds cluster snapshot: what was kept
    name DBClusterSnapshotIdentifier
    ask DescribeDBClusterSnapshots DBClusterSnapshotIdentifier
    less **.Status **.PercentProgress: goes by itself from one to the next
    for DeleteDBClusterSnapshot

rds parameter group: every value that is not the default
    name DBParameterGroupName
    ask DescribeDBParameterGroups DBParameterGroupName
    ask DescribeDBParameters DBParameterGroupName Source='user'
    for ModifyDBParameterGroup ResetDBParameterGroup DeleteDBParameterGroup

rds cluster parameter group: every value that is not the default
    name DBClusterParameterGroupName
    ask DescribeDBClusterParameterGroups DBClusterParameterGroupName
    ask DescribeDBClusterParameters DBClusterParameterGroupName Source='user'
    for ModifyDBClusterParameterGroup ResetDBClusterParameterGroup DeleteDBClusterParameterGroup

rds subnet group: in which networks databases stand
    name DBSubnetGroupName
    ask DescribeDBSubnetGroups DBSubnetGroupName
    for ModifyDBSubnetGroup DeleteDBSubnetGroup

elasticache cluster: settings and nodes
    name CacheClusterId
    ask DescribeCacheClusters CacheClusterId ShowCacheNodeInfo=true
    less **.CacheClusterStatus **.CacheNodeStatus **.ParameterApplyStatus: goes by itself from one to the next
    for ModifyCacheCluster DeleteCacheCluster RebootCacheCluster

elasticache replication group: settings and nodes
    name ReplicationGroupId
    ask DescribeReplicationGroups ReplicationGroupId
    less **.Status **.AutomaticFailover: goes by itself from one to the next
    for ModifyReplicationGroup DeleteReplicationGroup IncreaseReplicaCount DecreaseReplicaCount TestFailover

redshift cluster: settings, nodes, network
    name ClusterIdentifier
    ask DescribeClusters ClusterIdentifier
    less **.ClusterStatus **.ClusterAvailabilityStatus **.ParameterApplyStatus **.NextMaintenanceWindowStartTime
        **.TotalStorageCapacityInMegaBytes: goes by itself from one to the next
    for ModifyCluster DeleteCluster RebootCluster ResizeCluster PauseCluster ResumeCluster

kinesis stream: shards, how long records are kept, encryption
    name StreamName|StreamARN
    ask DescribeStreamSummary StreamName? StreamARN?
    less **.StreamStatus **.ConsumerCount: goes by itself from one to the next
    for DeleteStream UpdateShardCount IncreaseStreamRetentionPeriod DecreaseStreamRetentionPeriod
        StartStreamEncryption
    for StopStreamEncryption UpdateStreamMode MergeShards SplitShard CreateStream

firehose delivery stream: where it writes
    name DeliveryStreamName
    ask DescribeDeliveryStream DeliveryStreamName
    less **.DeliveryStreamStatus **.LastUpdateTimestamp: goes by itself from one to the next
    hide **.AccessKey **.HECToken **.Password **.SecretsManagerConfiguration
    for DeleteDeliveryStream UpdateDestination StartDeliveryStreamEncryption StopDeliveryStreamEncryption

sqs queue: attributes and policy; not how many messages wait
    name QueueUrl
    ask GetQueueAttributes QueueUrl AttributeNames=['All']
    less Attributes.ApproximateNumberOf*: counts
    less Attributes.LastModifiedTimestamp: moves whenever an attribute does, and on some reads
    for SetQueueAttributes DeleteQueue PurgeQueue AddPermission RemovePermission

sqs queue's tags: all tags
    name QueueUrl
    ask ListQueueTags QueueUrl
    for TagQueue UntagQueue

sns topic: attributes and policy
    name TopicArn
    ask GetTopicAttributes TopicArn
    less Attributes.Subscriptions*: counts
    for SetTopicAttributes DeleteTopic AddPermission RemovePermission

sns subscription: attributes and filter
    name SubscriptionArn
    ask GetSubscriptionAttributes SubscriptionArn
    for SetSubscriptionAttributes Unsubscribe

secretsmanager secret: its metadata, versions and rotation; never its value
    name SecretId
    ask DescribeSecret SecretId
    ask GetResourcePolicy SecretId
    less LastAccessedDate: moved by every read
    for UpdateSecret PutSecretValue DeleteSecret RestoreSecret RotateSecret CancelRotateSecret
        UpdateSecretVersionStage
    for TagResource UntagResource PutResourcePolicy DeleteResourcePolicy ReplicateSecretToRegions
    for RemoveRegionsFromReplication StopReplicationToReplica

kms key: whether it is enabled, what it is for, who may use it
    name KeyId
    ask DescribeKey KeyId
    ask GetKeyPolicy KeyId
    for ScheduleKeyDeletion CancelKeyDeletion DisableKey EnableKey PutKeyPolicy UpdateKeyDescription
    for DeleteImportedKeyMaterial ImportKeyMaterial UpdatePrimaryRegion ReplicateKey CreateGrant RevokeGrant

kms key's rotation: whether it turns by itself
    name KeyId
    ask DescribeKey KeyId
    ask GetKeyRotationStatus KeyId
    less NextRotationDate: moves with the clock
    for EnableKeyRotation DisableKeyRotation

kms key behind an alias: which key the alias means
    name AliasName
    ask DescribeKey KeyId=AliasName
    for UpdateAlias DeleteAlias CreateAlias

ssm parameter: its version and a digest of its value
    name Name
    ask GetParameter Name
    hide Parameter.Value
    for PutParameter DeleteParameter LabelParameterVersion UnlabelParameterVersion

ssm document: its content in the default version
    name Name
    ask DescribeDocument Name
    ask GetDocument Name
    less **.Status: goes by itself from one to the next
    for UpdateDocument DeleteDocument UpdateDocumentDefaultVersion

ssm document: who may use it
    name Name
    ask DescribeDocumentPermission Name PermissionType
    for ModifyDocumentPermission

efs@elasticfilesystem file system: settings; not how much is in it
    name FileSystemId
    ask DescribeFileSystems FileSystemId
    less **.SizeInBytes **.LifeCycleState **.NumberOfMountTargets: counted and moved by itself
    for DeleteFileSystem UpdateFileSystem

efs@elasticfilesystem file system policy: who may mount it
    name FileSystemId
    ask DescribeFileSystemPolicy FileSystemId
    for PutFileSystemPolicy DeleteFileSystemPolicy

backup vault: its settings and lock; not how many points it holds
    name BackupVaultName
    ask DescribeBackupVault BackupVaultName
    less NumberOfRecoveryPoints: counts
    for DeleteBackupVault PutBackupVaultLockConfiguration DeleteBackupVaultLockConfiguration

backup recovery point: what was kept
    name BackupVaultName RecoveryPointArn
    ask DescribeRecoveryPoint BackupVaultName RecoveryPointArn
    less LastRestoreTime Status StorageClass BackupSizeInBytes: moves by itself
    for DeleteRecoveryPoint UpdateRecoveryPointLifecycle

opensearch@es domain: settings, network, who may reach it
    name DomainName
    ask DescribeDomain DomainName
    less **.Processing **.UpgradeProcessing **.DomainProcessingStatus **.ServiceSoftwareOptions
        **.ChangeProgressDetails: goes by itself from one to the next
    for UpdateDomainConfig DeleteDomain UpgradeDomain
"""
