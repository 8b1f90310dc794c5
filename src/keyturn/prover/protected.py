"""Every action that deletes, manages permissions or hands power on, by service, and the ARNs it is about.

Compiled by `tools/compile_protected.py` from the recognition tables and the service authorization reference.
"""

from collections.abc import Mapping
from typing import Final

PROTECTED: Final[Mapping[str, str]] = {
    "a4b": (
        "DeleteAddressBook DeleteBusinessReportSchedule DeleteConferenceProvider DeleteContact DeleteDevice "
        "DeleteDeviceUsageData DeleteGatewayGroup DeleteNetworkProfile DeleteProfile DeleteRoom "
        "DeleteRoomSkillParameter DeleteSkillAuthorization DeleteSkillGroup DeleteUser"
    ),
    "access-analyzer": ("DeleteAnalyzer DeleteArchiveRule DeleteServiceLinkedAnalyzer StartPolicyGeneration"),
    "account": ("DeleteAlternateContact DisableRegion"),
    "account-access": ("DeleteApplication DeleteEntitlement GetRoleCredentials"),
    "acm": (
        "DeleteAcmeDomainValidation DeleteAcmeEndpoint DeleteAcmeExternalAccountBinding DeleteCertificate "
        "RevokeAcmeAccount RevokeAcmeExternalAccountBinding RevokeCertificate"
    ),
    "acm-pca": (
        "CreatePermission DeleteCertificateAuthority DeletePermission DeletePolicy PutPolicy RevokeCertificate"
    ),
    "aco-automation": ("AssociateAccounts DeleteAutomationRule DisassociateAccounts StartAutomationEvent"),
    "agent-registry": ("DeleteRegistry DeleteRegistryRecord DeleteResourcePolicy"),
    "aidevops": (
        "DeleteAgentSpace DeleteAsset DeleteAssetFile DeleteKnowledgeItem DeletePrivateConnection "
        "DeleteTrigger DeregisterService DisableOperatorApp DisassociateService"
    ),
    "aiops": (
        "DeleteInvestigation DeleteInvestigationGroup DeleteInvestigationGroupPolicy PutInvestigationGroupPolicy"
    ),
    "airflow": (
        "CreateCliToken CreateEnvironment CreateWebLoginToken DeleteEnvironment InvokeRestApi UpdateEnvironment"
    ),
    "airflow-serverless": ("CreateAirflowUiUrl DeleteWorkflow StartWorkflowRun"),
    "amplify": (
        "CreateBackendEnvironment CreateDeployment DeleteApp DeleteBackendEnvironment DeleteBranch "
        "DeleteDomainAssociation DeleteJob DeleteWebHook StartDeployment StartJob"
    ),
    "amplifybackend": (
        "DeleteBackend DeleteBackendAPI DeleteBackendAuth DeleteBackendStorage DeleteToken RemoveAllBackends "
        "RemoveBackendConfig"
    ),
    "amplifyuibuilder": ("DeleteComponent DeleteForm DeleteTheme StartCodegenJob"),
    "aoss": (
        "CreateAccessPolicy CreateSecurityConfig CreateSecurityPolicy DeleteAccessPolicy DeleteCollection "
        "DeleteCollectionGroup DeleteIndex DeleteIngestionStream DeleteLifecyclePolicy DeleteSecurityConfig "
        "DeleteSecurityPolicy DeleteVpcEndpoint UpdateAccessPolicy UpdateSecurityConfig UpdateSecurityPolicy"
    ),
    "apigateway": (
        "DELETE DeletePortal DeletePortalProduct DeletePortalProductSharingPolicy DeleteProductPage "
        "DeleteProductRestEndpointPage DeleteRoutingRule PATCH POST PUT"
    ),
    "app-integrations": (
        "DeleteApplication DeleteApplicationAssociation DeleteDataIntegration "
        "DeleteDataIntegrationAssociation DeleteEventIntegration DeleteEventIntegrationAssociation"
    ),
    "appconfig": (
        "DeleteApplication DeleteConfigurationProfile DeleteDeploymentStrategy DeleteEnvironment "
        "DeleteExperimentDefinition DeleteExtension DeleteExtensionAssociation "
        "DeleteHostedConfigurationVersion StartDeployment StartExperimentRun"
    ),
    "appfabric": (
        "ConnectAppAuthorization CreateAppAuthorization DeleteAppAuthorization DeleteAppBundle "
        "DeleteIngestion DeleteIngestionDestination StartIngestion StartUserAccessTasks "
        "UpdateAppAuthorization"
    ),
    "appflow": ("DeleteConnectorProfile DeleteFlow StartFlow UnRegisterConnector"),
    "application-autoscaling": (
        "DeleteScalingPolicy DeleteScheduledAction DeregisterScalableTarget PutScalingPolicy "
        "PutScheduledAction RegisterScalableTarget"
    ),
    "application-cost-profiler": ("DeleteReportDefinition"),
    "application-signals": (
        "BatchDeleteInstrumentationConfigurations DeleteGroupingConfiguration "
        "DeleteInstrumentationConfiguration DeleteServiceLevelObjective"
    ),
    "applicationinsights": ("DeleteApplication DeleteComponent DeleteLogPattern RemoveWorkload"),
    "appmesh": (
        "DeleteGatewayRoute DeleteMesh DeleteMeshPolicy DeleteRoute DeleteVirtualGateway DeleteVirtualNode "
        "DeleteVirtualRouter DeleteVirtualService"
    ),
    "appmesh-preview": (
        "DeleteGatewayRoute DeleteMesh DeleteMeshPolicy DeleteRoute DeleteVirtualGateway DeleteVirtualNode "
        "DeleteVirtualRouter DeleteVirtualService"
    ),
    "apprunner": (
        "CreateService DeleteAutoScalingConfiguration DeleteConnection DeleteObservabilityConfiguration "
        "DeleteService DeleteVpcConnector DeleteVpcIngressConnection DisassociateCustomDomain StartDeployment "
        "UpdateService"
    ),
    "appstream": (
        "AssociateApplicationToEntitlement BatchAssociateUserStack BatchDisassociateUserStack "
        "CreateEntitlement CreateUser DeleteAppBlock DeleteAppBlockBuilder DeleteApplication "
        "DeleteDirectoryConfig DeleteEntitlement DeleteFleet DeleteImage DeleteImageBuilder "
        "DeleteImagePermissions DeleteStack DeleteThemeForStack DeleteUsageReportSubscription DeleteUser "
        "DisableUser DisassociateAppBlockBuilderAppBlock DisassociateApplicationFleet "
        "DisassociateApplicationFromEntitlement DisassociateFleet DisassociateSoftwareFromImageBuilder "
        "StartSoftwareDeploymentToImageBuilder UpdateEntitlement UpdateImagePermissions"
    ),
    "appsync": (
        "CreateDataSource CreateFunction CreateResolver DeleteApi DeleteApiCache DeleteApiKey "
        "DeleteChannelNamespace DeleteDataSource DeleteDomainName DeleteFunction DeleteGraphqlApi "
        "DeleteResolver DeleteResourcePolicy DeleteType DisassociateApi DisassociateMergedGraphqlApi "
        "DisassociateSourceGraphqlApi StartDataSourceIntrospection UpdateDataSource UpdateFunction "
        "UpdateResolver"
    ),
    "apptest": ("DeleteTestCase DeleteTestConfiguration DeleteTestRun DeleteTestSuite"),
    "aps": (
        "DeleteAlertManagerDefinition DeleteAlertManagerSilence DeleteAnomalyDetector "
        "DeleteLoggingConfiguration DeleteQueryLoggingConfiguration DeleteResourcePolicy "
        "DeleteRuleGroupsNamespace DeleteScraper DeleteScraperLoggingConfiguration DeleteWorkspace "
        "PutResourcePolicy"
    ),
    "arc-region-switch": (
        "ApprovePlanExecutionStep DeletePlan DeleteResourcePolicy StartPlanExecution UpdatePlanExecution "
        "UpdatePlanExecutionStep"
    ),
    "arc-zonal-shift": ("DeletePracticeRunConfiguration"),
    "artifact": ("TerminateAgreement"),
    "assurance": (
        "DeleteAnnotation DeleteComment DeleteControl DeleteControlGroup DeleteEnvironment "
        "DeleteEnvironmentConnection DeleteEvidence DeleteFramework DeleteInvitation DeletePermissionSet "
        "DeleteProject"
    ),
    "athena": (
        "CancelCapacityReservation DeleteCapacityReservation DeleteDataCatalog DeleteNamedQuery "
        "DeleteNotebook DeletePreparedStatement DeleteSystemTableConfiguration DeleteWorkGroup ExportNotebook "
        "GetSessionEndpoint StartCalculationExecution StartQueryExecution StartSession TerminateSession"
    ),
    "auditmanager": (
        "BatchDeleteDelegationByAssessment BatchDisassociateAssessmentReportEvidence DeleteAssessment "
        "DeleteAssessmentFramework DeleteAssessmentFrameworkShare DeleteAssessmentReport DeleteControl "
        "DeregisterAccount DeregisterOrganizationAdminAccount DisassociateAssessmentReportEvidenceFolder "
        "RegisterOrganizationAdminAccount StartAssessmentFrameworkShare UpdateAssessmentFrameworkShare"
    ),
    "autoscaling": (
        "AttachInstances BatchDeleteScheduledAction BatchPutScheduledUpdateGroupAction "
        "CompleteLifecycleAction CreateAutoScalingGroup CreateLaunchConfiguration DeleteAutoScalingGroup "
        "DeleteLaunchConfiguration DeleteLifecycleHook DeleteNotificationConfiguration DeletePolicy "
        "DeleteScheduledAction DeleteTags DeleteWarmPool DetachInstances DetachLoadBalancerTargetGroups "
        "DetachLoadBalancers DetachTrafficSources ExecutePolicy LaunchInstances PutLifecycleHook "
        "PutNotificationConfiguration PutScalingPolicy PutScheduledUpdateGroupAction PutWarmPool "
        "ResumeProcesses RollbackInstanceRefresh SetDesiredCapacity SetInstanceHealth StartInstanceRefresh "
        "TerminateInstanceInAutoScalingGroup UpdateAutoScalingGroup"
    ),
    "autoscaling-plans": ("CreateScalingPlan DeleteScalingPlan UpdateScalingPlan"),
    "aws-external-anthropic": (
        "DeleteBatchInference DeleteEnvironment DeleteFile DeleteMemoryStore DeleteSession DeleteSkill "
        "DeleteVault DeleteWebhook"
    ),
    "aws-marketplace": ("DeleteResourcePolicy PutResourcePolicy StartAgreementApprovals StartChangeSet"),
    "b2bi": ("DeleteCapability DeletePartnership DeleteProfile DeleteTransformer StartTransformerJob"),
    "backup": (
        "AssociateBackupVaultMpaApprovalTeam CancelLegalHold CreateBackupPlan CreateBackupSelection "
        "CreateReportPlan DeleteBackupAccessPoint DeleteBackupPlan DeleteBackupSelection DeleteBackupVault "
        "DeleteBackupVaultAccessPolicy DeleteBackupVaultLockConfiguration DeleteBackupVaultNotifications "
        "DeleteBackupVaultSharingPolicy DeleteFramework DeleteRecoveryPoint DeleteReportPlan "
        "DeleteRestoreTestingPlan DeleteRestoreTestingSelection DeleteTieringConfiguration "
        "DisassociateBackupVaultMpaApprovalTeam DisassociateRecoveryPoint DisassociateRecoveryPointFromParent "
        "PutBackupVaultAccessPolicy RevokeRestoreAccessBackupVault StartBackupJob StartCopyJob StartReportJob "
        "StartRestoreJob StartScanJob UpdateBackupPlan UpdateReportPlan"
    ),
    "backup-gateway": (
        "DeleteGateway DeleteHypervisor DisassociateGatewayFromServer StartVirtualMachinesMetadataSync "
        "TestHypervisorConfiguration"
    ),
    "backup-search": ("StartSearchResultExportJob"),
    "backup-storage": ("DeleteObjects"),
    "batch": (
        "DeleteComputeEnvironment DeleteConsumableResource DeleteJobQueue DeleteQuotaShare "
        "DeleteSchedulingPolicy DeleteServiceEnvironment DeregisterJobDefinition RegisterJobDefinition "
        "SubmitJob SubmitServiceJob TerminateJob TerminateJobs TerminateServiceJob TerminateServiceJobs"
    ),
    "bcm-dashboards": ("DeleteDashboard DeleteScheduledReport ExecuteScheduledReport"),
    "bcm-data-exports": ("DeleteExport"),
    "bcm-pricing-calculator": (
        "DeleteBillEstimate DeleteBillScenario DeleteBillScenarioCommitmentModification "
        "DeleteBillScenarioUsageModification DeleteWorkloadEstimate DeleteWorkloadEstimateUsage"
    ),
    "bedrock": (
        "AgenticRetrieveStream BatchDeleteAdvancedPromptOptimizationJob BatchDeleteEvaluationJob DeleteAgent "
        "DeleteAgentActionGroup DeleteAgentAlias DeleteAgentMemory DeleteAgentVersion "
        "DeleteAutomatedReasoningPolicy DeleteAutomatedReasoningPolicyBuildWorkflow "
        "DeleteAutomatedReasoningPolicyTestCase DeleteBlueprint DeleteCustomModel DeleteCustomModelDeployment "
        "DeleteDataAutomationLibrary DeleteDataAutomationProject DeleteDataSource "
        "DeleteEnforcedGuardrailConfiguration DeleteFlow DeleteFlowAlias DeleteFlowVersion "
        "DeleteFoundationModelAgreement DeleteGuardrail DeleteImportedModel DeleteInferenceProfile "
        "DeleteInvoke DeleteKnowledgeBase DeleteKnowledgeBaseDocuments DeleteMarketplaceModelAgreement "
        "DeleteMarketplaceModelEndpoint DeleteModelInvocationLoggingConfiguration DeletePrompt "
        "DeletePromptRouter DeleteProvisionedModelThroughput DeleteResourcePolicy DeleteRetrievalInstruction "
        "DeleteSession DeleteVpcConfiguration DeregisterMarketplaceModelEndpoint "
        "DisassociateAgentCollaborator DisassociateAgentKnowledgeBase EndSession InvokeAgent "
        "InvokeBlueprintOptimizationAsync InvokeDataAutomation InvokeDataAutomationAsync "
        "InvokeDataAutomationLibraryIngestionJob InvokeFlow InvokeInlineAgent InvokeModel PutResourcePolicy "
        "StartAutomatedReasoningPolicyBuildWorkflow StartAutomatedReasoningPolicyTestWorkflow "
        "StartFlowExecution StartIngestionJob"
    ),
    "bedrock-agentcore": (
        "BatchDeleteMemoryRecords CompleteResourceTokenAuth CreatePolicy CreatePolicyEngine DeleteABTest "
        "DeleteAgentRuntime DeleteAgentRuntimeEndpoint DeleteApiKeyCredentialProvider DeleteBatchEvaluation "
        "DeleteBrowser DeleteBrowserProfile DeleteCapacityProvider DeleteCapacityProviderSession "
        "DeleteCodeInterpreter DeleteConfigurationBundle DeleteConsentPortal DeleteDataset "
        "DeleteDatasetExamples DeleteDatasetGeneration DeleteEvaluator DeleteEvent DeleteGateway "
        "DeleteGatewayRateLimit DeleteGatewayRule DeleteGatewayTarget DeleteHarness DeleteHarnessEndpoint "
        "DeleteMemory DeleteMemoryRecord DeleteOauth2CredentialProvider DeleteOnlineEvaluationConfig "
        "DeletePaymentConnector DeletePaymentCredentialProvider DeletePaymentInstrument DeletePaymentManager "
        "DeletePaymentSession DeletePolicy DeletePolicyEngine DeleteRecommendation DeleteRegistry "
        "DeleteRegistryRecord DeleteResourcePolicy DeleteWorkloadIdentity GetResourceApiKey "
        "GetResourceOauth2Token GetResourcePaymentToken GetWorkloadAccessToken GetWorkloadAccessTokenForJWT "
        "GetWorkloadAccessTokenForUserId InvokeAgentRuntime InvokeAgentRuntimeCommand InvokeBrowser "
        "InvokeCodeInterpreter InvokeHarness PutResourcePolicy StartBatchEvaluation StartBrowserSession "
        "StartCodeInterpreterSession StartDatasetGeneration StartMemoryExtractionJob StartPolicyGeneration "
        "StartRecommendation UpdatePolicy UpdatePolicyEngine"
    ),
    "bedrock-mantle": ("DeleteCustomizedModel DeleteFile DeleteInference DeleteReservation"),
    "billing": ("DeleteBillingView DeleteResourcePolicy DisassociateContract DisassociateSourceViews"),
    "billingconductor": (
        "BatchDisassociateResourcesFromCustomLineItem DeleteBillingGroup DeleteCustomLineItem "
        "DeletePricingPlan DeletePricingRule DisassociateAccounts DisassociatePricingRules"
    ),
    "braket": ("DeleteSpendingLimit"),
    "budgets": ("CreateBudgetAction DeleteBudgetAction ExecuteBudgetAction ModifyBudget UpdateBudgetAction"),
    "cases": (
        "DeleteCase DeleteCaseRule DeleteDomain DeleteField DeleteLayout DeleteRelatedItem DeleteTemplate "
        "StartMergeCases"
    ),
    "cassandra": ("Drop"),
    "ce": (
        "CreateAnomalySubscription DeleteAnomalyMonitor DeleteAnomalySubscription "
        "DeleteCostCategoryDefinition DeleteNotificationSubscription DeleteReport UpdateAnomalySubscription"
    ),
    "chatbot": (
        "DeleteChimeWebhookConfiguration DeleteCustomAction DeleteMicrosoftTeamsChannelConfiguration "
        "DeleteMicrosoftTeamsConfiguredTeam DeleteMicrosoftTeamsUserIdentity DeleteSlackChannelConfiguration "
        "DeleteSlackUserIdentity DeleteSlackWorkspaceAuthorization DisassociateFromConfiguration"
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
        "DeleteVoiceProfileDomain DeregisterAppInstanceUserEndpoint DisassociateChannelFlow "
        "DisassociatePhoneNumberFromUser DisassociatePhoneNumbersFromVoiceConnector "
        "DisassociatePhoneNumbersFromVoiceConnectorGroup DisassociateSigninDelegateGroupsFromAccount "
        "PutVoiceConnectorTerminationCredentials StartMeetingTranscription StartSpeakerSearchTask "
        "StartVoiceToneAnalysisTask"
    ),
    "cleanrooms": (
        "DeleteAnalysisTemplate DeleteCollaboration DeleteConfiguredAudienceModelAssociation "
        "DeleteConfiguredTable DeleteConfiguredTableAnalysisRule DeleteConfiguredTableAssociation "
        "DeleteConfiguredTableAssociationAnalysisRule DeleteIdMappingTable DeleteIdNamespaceAssociation "
        "DeleteIntermediateTable DeleteIntermediateTableAnalysisRule DeleteMember DeleteMembership "
        "DeletePrivacyBudgetTemplate DisallowIntermediateTable StartAnalysisLogExport StartProtectedJob "
        "StartProtectedQuery"
    ),
    "cleanrooms-ml": (
        "DeleteAudienceGenerationJob DeleteAudienceModel DeleteConfiguredAudienceModel "
        "DeleteConfiguredAudienceModelPolicy DeleteConfiguredModelAlgorithm "
        "DeleteConfiguredModelAlgorithmAssociation DeleteMLConfiguration DeleteMLInputChannelData "
        "DeleteTrainedModelOutput DeleteTrainingDataset PutConfiguredAudienceModelPolicy "
        "StartAudienceExportJob StartAudienceGenerationJob StartTrainedModelExportJob "
        "StartTrainedModelInferenceJob"
    ),
    "cloud9": ("CreateEnvironmentMembership DeleteEnvironment DeleteEnvironmentMembership UpdateEnvironmentMembership"),
    "clouddirectory": (
        "DeleteDirectory DeleteFacet DeleteObject DeleteSchema DeleteTypedLinkFacet DetachFromIndex "
        "DetachObject DetachPolicy DetachTypedLink DisableDirectory RemoveFacetFromObject"
    ),
    "cloudformation": (
        "ActivateOrganizationsAccess ActivateType CancelUpdateStack ContinueUpdateRollback CreateChangeSet "
        "CreateResource CreateStack CreateStackInstances CreateStackSet DeactivateOrganizationsAccess "
        "DeactivateType DeleteChangeSet DeleteGeneratedTemplate DeleteResource DeleteStack "
        "DeleteStackInstances DeleteStackSet DeregisterType ExecuteChangeSet ExecuteStackRefactor "
        "ImportStacksToStackSet PublishType RecordHandlerProgress RegisterPublisher RegisterType RemoveAlias "
        "RollbackStack SetAlias SetStackPolicy SetTypeConfiguration SetTypeDefaultVersion SignalResource "
        "StopStackSetOperation TestType UpdateResource UpdateStack UpdateStackInstances UpdateStackSet"
    ),
    "cloudfront": (
        "CreateConnectionFunction CreateFunction CreateOriginAccessControl DeleteAnycastIpList "
        "DeleteCachePolicy DeleteCloudFrontOriginAccessIdentity DeleteConnectionFunction "
        "DeleteConnectionGroup DeleteContinuousDeploymentPolicy DeleteDistribution DeleteDistributionTenant "
        "DeleteFieldLevelEncryptionConfig DeleteFieldLevelEncryptionProfile DeleteFunction DeleteKeyGroup "
        "DeleteKeyValueStore DeleteMonitoringSubscription DeleteOriginAccessControl DeleteOriginRequestPolicy "
        "DeletePublicKey DeleteRealtimeLogConfig DeleteResourcePolicy DeleteResponseHeadersPolicy "
        "DeleteStreamingDistribution DeleteTrustStore DeleteVpcOrigin DisassociateDistributionTenantWebACL "
        "DisassociateDistributionWebACL PublishConnectionFunction PublishFunction PutResourcePolicy "
        "UpdateConnectionFunction UpdateFunction UpdateOriginAccessControl"
    ),
    "cloudfront-keyvaluestore": ("DeleteKey"),
    "cloudhsm": (
        "DeleteBackup DeleteCluster DeleteHapg DeleteHsm DeleteLunaClient DeleteResourcePolicy PutResourcePolicy"
    ),
    "cloudsearch": (
        "DeleteAnalysisScheme DeleteDomain DeleteExpression DeleteIndexField DeleteSuggester "
        "UpdateServiceAccessPolicies"
    ),
    "cloudshell": ("DeleteEnvironment"),
    "cloudtrail": (
        "DeleteChannel DeleteDashboard DeleteEventDataStore DeleteResourcePolicy DeleteServiceLinkedChannel "
        "DeleteTrail DeregisterOrganizationDelegatedAdmin DisableFederation PutResourcePolicy "
        "RegisterOrganizationDelegatedAdmin StartImport StartQuery"
    ),
    "cloudwatch": (
        "CreateAccessGrant CreateAccessProfile CreateDomainAccessGrantForOrganization DeleteAccessGrant "
        "DeleteAccessProfile DeleteAlarmMuteRule DeleteAlarms DeleteAlert DeleteAnomalyDetector "
        "DeleteDashboards DeleteDomain DeleteDomainAccessGrantForOrganization DeleteDomainForOrganization "
        "DeleteIngestionEndpoint DeleteInsightRules DeleteIntegration DeleteMetricDataQueryDefinition "
        "DeleteMetricStream DeleteOmniDashboard DeleteOmniThread DeletePipelineRule "
        "DeleteResourceMetricsConfiguration DeleteServiceLevelObjective DeleteSpace DeleteView "
        "DisassociateDatasetKmsKey EnableAlarmActions PutMetricStream SetAlarmState StartMetricStreams "
        "UpdateAccessProfile"
    ),
    "codeartifact": (
        "DeleteDomain DeleteDomainPermissionsPolicy DeletePackage DeletePackageGroup DeletePackageVersions "
        "DeleteRepository DeleteRepositoryPermissionsPolicy DisassociateExternalConnection "
        "DisposePackageVersions PutDomainPermissionsPolicy PutRepositoryPermissionsPolicy"
    ),
    "codebuild": (
        "BatchDeleteBuilds CreateWebhook DeleteBuildBatch DeleteFleet DeleteOAuthToken DeleteProject "
        "DeleteReport DeleteReportGroup DeleteResourcePolicy DeleteSourceCredentials DeleteWebhook "
        "ImportSourceCredentials PutResourcePolicy RetryBuild RetryBuildBatch StartBuild StartBuildBatch "
        "StartCommandExecution StartSandbox StartSandboxConnection UpdateWebhook"
    ),
    "codecatalyst": (
        "DeleteAccessToken DeleteConnection DeleteDevEnvironment DeleteIdentityCenterApplication "
        "DeleteProject DeleteSourceRepository DeleteSpace StartDevEnvironmentSession StartWorkflowRun"
    ),
    "codecommit": (
        "BatchDisassociateApprovalRuleTemplateFromRepositories DeleteApprovalRuleTemplate DeleteBranch "
        "DeleteCommentContent DeleteFile DeletePullRequestApprovalRule DeleteRepository "
        "DisassociateApprovalRuleTemplateFromRepository OverridePullRequestApprovalRules "
        "PutRepositoryTriggers TestRepositoryTriggers UpdateApprovalRuleTemplateContent "
        "UpdatePullRequestApprovalRuleContent UpdatePullRequestApprovalState"
    ),
    "codeconnections": (
        "CreateSyncConfiguration DeleteConnection DeleteHost DeleteRepositoryLink DeleteSyncConfiguration "
        "UpdateSyncConfiguration"
    ),
    "codedeploy": (
        "ContinueDeployment CreateDeployment DeleteApplication DeleteDeploymentConfig DeleteDeploymentGroup "
        "DeleteGitHubAccountToken DeleteResourcesByExternalId DeregisterOnPremisesInstance"
    ),
    "codeguru-profiler": ("DeleteProfilingGroup PutPermission RemoveNotificationChannel RemovePermission"),
    "codeguru-reviewer": ("DisassociateRepository"),
    "codeguru-security": ("DeleteScansByCategory"),
    "codepipeline": (
        "DeleteCustomActionType DeletePipeline DeleteWebhook DeregisterWebhookWithThirdParty "
        "DisableStageTransition EnableStageTransition OverrideStageCondition PutApprovalResult PutWebhook "
        "RegisterWebhookWithThirdParty RetryStageExecution RollbackStage StartPipelineExecution"
    ),
    "codestar-connections": (
        "CreateSyncConfiguration DeleteConnection DeleteHost DeleteRepositoryLink DeleteSyncConfiguration "
        "UpdateSyncConfiguration"
    ),
    "codestar-notifications": ("DeleteNotificationRule DeleteTarget Unsubscribe"),
    "codewhisperer": ("DeleteCustomization DeleteProfile"),
    "cognito-identity": (
        "CreateIdentityPool DeleteIdentities DeleteIdentityPool GetCredentialsForIdentity GetOpenIdToken "
        "GetOpenIdTokenForDeveloperIdentity MergeDeveloperIdentities SetIdentityPoolRoles "
        "UnlinkDeveloperIdentity UnlinkIdentity UpdateIdentityPool"
    ),
    "cognito-idp": (
        "AdminAddUserToGroup AdminDeleteSoftwareToken AdminDeleteUser AdminDeleteUserAttributes "
        "AdminDisableProviderForUser AdminDisableUser AdminForgetDevice AdminInitiateAuth "
        "AdminLinkProviderForUser AdminRemoveUserFromGroup AdminResetUserPassword AdminRespondToAuthChallenge "
        "AdminRevokeUserSession AdminSetUserPassword CreateGroup CreateIdentityProvider DeleteGroup "
        "DeleteIdentityProvider DeleteManagedLoginBranding DeleteResourceServer DeleteTerms DeleteUser "
        "DeleteUserAttributes DeleteUserPool DeleteUserPoolClient DeleteUserPoolClientSecret "
        "DeleteUserPoolDomain DeleteUserPoolReplica DeleteWebAuthnCredential ForgetDevice "
        "GetTokensFromRefreshToken InitiateAuth RespondToAuthChallenge RevokeToken RevokeUserSession "
        "StartUserImportJob UpdateGroup UpdateIdentityProvider"
    ),
    "cognito-sync": ("DeleteDataset UnsubscribeFromDataset"),
    "comprehend": (
        "DeleteDocumentClassifier DeleteEndpoint DeleteEntityRecognizer DeleteFlywheel DeleteResourcePolicy "
        "PutResourcePolicy StartDocumentClassificationJob StartDominantLanguageDetectionJob "
        "StartEntitiesDetectionJob StartEventsDetectionJob StartFlywheelIteration StartKeyPhrasesDetectionJob "
        "StartPiiEntitiesDetectionJob StartSentimentDetectionJob StartTargetedSentimentDetectionJob "
        "StartTopicsDetectionJob"
    ),
    "comprehendmedical": (
        "StartEntitiesDetectionV2Job StartICD10CMInferenceJob StartPHIDetectionJob StartRxNormInferenceJob "
        "StartSNOMEDCTInferenceJob"
    ),
    "compute-optimizer": (
        "DeleteRecommendationPreferences ExportAutoScalingGroupRecommendations ExportEBSVolumeRecommendations "
        "ExportEC2InstanceRecommendations ExportECSServiceRecommendations ExportIdleRecommendations "
        "ExportLambdaFunctionRecommendations ExportLicenseRecommendations ExportRDSDatabaseRecommendations"
    ),
    "config": (
        "DeleteAggregationAuthorization DeleteConfigRule DeleteConfigurationAggregator "
        "DeleteConfigurationRecorder DeleteConformancePack DeleteConnector DeleteDeliveryChannel "
        "DeleteEvaluationResults DeleteOrganizationConfigRule DeleteOrganizationConformancePack "
        "DeletePendingAggregationRequest DeleteRemediationConfiguration DeleteRemediationExceptions "
        "DeleteResourceConfig DeleteRetentionConfiguration DeleteServiceLinkedConfigurationRecorder "
        "DeleteStoredQuery DeliverConfigSnapshot DisassociateResourceTypes PutAggregationAuthorization "
        "PutConfigRule PutConformancePack PutOrganizationConfigRule PutOrganizationConformancePack "
        "PutRemediationConfigurations PutServiceLinkedConfigurationRecorder StartRemediationExecution"
    ),
    "connect": (
        "AssociateAnalyticsDataSet BatchAssociateAnalyticsDataSet BatchDeleteDataTableValue "
        "BatchDisassociateAnalyticsDataSet DeactivateEvaluationForm DeleteAllEntitySessions "
        "DeleteAttachedFile DeleteContactData DeleteContactEvaluation DeleteContactFlow "
        "DeleteContactFlowAlias DeleteContactFlowModule DeleteContactFlowModuleAlias "
        "DeleteContactFlowModuleVersion DeleteContactFlowVersion DeleteDataTable DeleteDataTableAttribute "
        "DeleteEmailAddress DeleteEvaluationForm DeleteExtractionDefinition DeleteHoursOfOperation "
        "DeleteHoursOfOperationOverride DeleteInstance DeleteIntegrationAssociation DeleteMetric "
        "DeleteNotification DeletePredefinedAttribute DeletePrompt DeletePushNotificationRegistration "
        "DeleteQueue DeleteQuickConnect DeleteRoutingProfile DeleteRule DeleteSecurityProfile DeleteSession "
        "DeleteTaskTemplate DeleteTestCase DeleteTrafficDistributionGroup DeleteUseCase DeleteUser "
        "DeleteUserHierarchyGroup DeleteView DeleteViewVersion DeleteVocabulary DeleteWorkspace "
        "DeleteWorkspaceMedia DeleteWorkspacePage DisassociateAnalyticsDataSet DisassociateApprovedOrigin "
        "DisassociateBot DisassociateEmailAddressAlias DisassociateFlow DisassociateHoursOfOperations "
        "DisassociateInstanceStorageConfig DisassociateLambdaFunction DisassociateLexBot "
        "DisassociatePhoneNumberContactFlow DisassociateQueueEmailAddresses DisassociateQueueQuickConnects "
        "DisassociateRoutingProfileQueues DisassociateSecurityKey DisassociateSecurityProfiles "
        "DisassociateTrafficDistributionGroupUser DisassociateUserProficiencies DisassociateWorkspace "
        "ReleasePhoneNumber StartAssistantContact StartChatContact StartContactConversationalAnalyticsJob "
        "StartContactEvaluation StartContactMediaProcessing StartContactRecording StartContactStreaming "
        "StartEmailContact StartOutboundChatContact StartOutboundEmailContact StartOutboundVoiceContact "
        "StartTaskContact StartTestCaseExecution StartWebRTCContact"
    ),
    "connect-campaigns": (
        "DeleteCampaign DeleteCampaignChannelSubtypeConfig DeleteCampaignCommunicationLimits "
        "DeleteCampaignCommunicationTime DeleteCampaignEntryLimits DeleteConnectInstanceConfig "
        "DeleteConnectInstanceIntegration DeleteInstanceOnboardingJob StartCampaign "
        "StartInstanceOnboardingJob"
    ),
    "continuum": (
        "DeleteCollector DeleteEnvironment DeleteIntegration DisassociateCollector PutResourcePolicy "
        "StartIntegrationAuthorization"
    ),
    "controltower": (
        "CreateLandingZone DeleteLandingZone DisableBaseline DisableControl EnableBaseline EnableControl "
        "ResetEnabledBaseline ResetEnabledControl ResetLandingZone UpdateEnabledBaseline UpdateEnabledControl "
        "UpdateLandingZone"
    ),
    "cur": ("DeleteReportDefinition"),
    "databrew": (
        "BatchDeleteRecipeVersion DeleteDataset DeleteJob DeleteProject DeleteRecipeVersion DeleteRuleset "
        "DeleteSchedule StartJobRun StartProjectSession"
    ),
    "dataexchange": (
        "AcceptDataGrant CreateDataGrant DeleteAsset DeleteDataGrant DeleteDataSet DeleteEventAction "
        "DeleteRevision RevokeRevision StartJob"
    ),
    "datapipeline": ("ActivatePipeline DeactivatePipeline DeletePipeline PutPipelineDefinition"),
    "datasync": ("DeleteAgent DeleteLocation DeleteTask StartTaskExecution"),
    "datazone": (
        "AcceptSubscriptionRequest AddEntityOwner AddPolicyGrant BatchDeleteLinkedTypes CreateEnvironment "
        "CreateProjectMembership CreateSubscriptionGrant DeleteAccountPool DeleteAgentApprovalPolicy "
        "DeleteAsset DeleteAssetFilter DeleteAssetType DeleteCell DeleteCellRun DeleteConnection "
        "DeleteConversation DeleteDataApp DeleteDataExportConfiguration DeleteDataProduct DeleteDataSource "
        "DeleteDesignation DeleteDomain DeleteDomainSharingPolicy DeleteDomainUnit DeleteEnvironment "
        "DeleteEnvironmentAction DeleteEnvironmentBlueprint DeleteEnvironmentBlueprintConfiguration "
        "DeleteEnvironmentProfile DeleteFormType DeleteGlossary DeleteGlossaryTerm DeleteLineageEvent "
        "DeleteListing DeleteNotebook DeleteProject DeleteProjectMembership DeleteProjectProfile DeleteRule "
        "DeleteSubscriptionGrant DeleteSubscriptionRequest DeleteSubscriptionTarget "
        "DeleteTimeSeriesDataPoints DisassociateEnvironmentRole DisassociateGovernedTerms "
        "GetEnvironmentCredentials GetIamPortalLoginUrl RemoveEntityOwner RemovePolicyGrant "
        "RevokeSubscription StartDataSourceRun StartMetadataGenerationRun StartNotebookExport "
        "StartNotebookImport StartNotebookRun StartNotebookSync UpdateSubscriptionGrantStatus"
    ),
    "dax": ("DecreaseReplicationFactor DeleteCluster DeleteItem DeleteParameterGroup DeleteSubnetGroup"),
    "dbqms": ("DeleteFavoriteQueries DeleteQueryHistory DeleteTab"),
    "deadline": (
        "AssociateMemberToFarm AssociateMemberToFleet AssociateMemberToJob AssociateMemberToQueue "
        "AssumeFleetRoleForRead AssumeFleetRoleForWorker AssumeQueueRoleForRead AssumeQueueRoleForUser "
        "AssumeQueueRoleForWorker DeleteBudget DeleteFarm DeleteFleet DeleteLicenseEndpoint DeleteLimit "
        "DeleteMeteredProduct DeleteMonitor DeleteQueue DeleteQueueEnvironment DeleteQueueFleetAssociation "
        "DeleteQueueLimitAssociation DeleteStorageProfile DeleteVolume DeleteWorker "
        "DisassociateMemberFromFarm DisassociateMemberFromFleet DisassociateMemberFromJob "
        "DisassociateMemberFromQueue"
    ),
    "detective": (
        "AcceptInvitation CreateMembers DeleteGraph DeleteMembers DisableOrganizationAdminAccount "
        "DisassociateMembership EnableOrganizationAdminAccount StartInvestigation"
    ),
    "devicefarm": (
        "CreateRemoteAccessSession DeleteDevicePool DeleteInstanceProfile DeleteNetworkProfile DeleteProject "
        "DeleteRemoteAccessSession DeleteRun DeleteTestGridProject DeleteUpload DeleteVPCEConfiguration "
        "InstallToRemoteAccessSession ScheduleRun"
    ),
    "devops-guru": ("DeleteInsight RemoveNotificationChannel"),
    "directconnect": (
        "DeleteBGPPeer DeleteConnection DeleteDirectConnectGateway DeleteDirectConnectGatewayAssociation "
        "DeleteDirectConnectGatewayAssociationProposal DeleteInterconnect DeleteLag DeleteResiliencyGroup "
        "DeleteVirtualInterface DisassociateConnectionFromLag DisassociateConnectionsFromResiliencyGroup "
        "DisassociateMacSecKey"
    ),
    "discovery": (
        "BatchDeleteAgents BatchDeleteImportData DeleteApplications DeleteTags "
        "DisassociateConfigurationItemsFromApplication ExportConfigurations StartBatchDeleteConfigurationTask "
        "StartExportTask StartImportTask"
    ),
    "dlm": ("CreateLifecyclePolicy DeleteLifecyclePolicy UpdateLifecyclePolicy"),
    "dms": (
        "AssociateExtensionPack BatchStartRecommendations CreateReplicationInstance DeleteCertificate "
        "DeleteConnection DeleteDataMigration DeleteDataProvider DeleteEndpoint DeleteEventSubscription "
        "DeleteFleetAdvisorCollector DeleteFleetAdvisorDatabases DeleteInstanceProfile DeleteMigrationProject "
        "DeleteReplicationConfig DeleteReplicationInstance DeleteReplicationSubnetGroup DeleteReplicationTask "
        "DeleteReplicationTaskAssessmentRun ExportMetadataModelAssessment ReloadReplicationTables "
        "ReloadTables RunFleetAdvisorLsaAnalysis StartDataMigration StartMetadataModelAssessment "
        "StartMetadataModelConversion StartMetadataModelCreation StartMetadataModelExportAsScripts "
        "StartMetadataModelExportToTarget StartMetadataModelImport StartRecommendations StartReplication "
        "StartReplicationTask StartReplicationTaskAssessment StartReplicationTaskAssessmentRun TestConnection"
    ),
    "docdb-elastic": ("DeleteCluster DeleteClusterSnapshot"),
    "drs": (
        "BatchDeleteSnapshotRequestForDrs DeleteJob DeleteLaunchAction DeleteLaunchConfigurationTemplate "
        "DeleteRecoveryInstance DeleteRecoveryPlan DeleteRecoveryPlanExecution DeleteRecoveryPlanStep "
        "DeleteReplicationConfigurationTemplate DeleteSourceNetwork DeleteSourceServer "
        "ExportSourceNetworkCfnTemplate RetryDataReplication RetryRecoveryPlanExecutionStep "
        "StartFailbackLaunch StartRecovery StartRecoveryPlanExecution StartReplication "
        "StartSourceNetworkRecovery StartSourceNetworkReplication TerminateRecoveryInstances"
    ),
    "ds": (
        "AcceptSharedDirectory CreateDirectory CreateMicrosoftAD CreateTrust DeleteADAssessment "
        "DeleteConditionalForwarder DeleteDirectory DeleteLogSubscription DeleteSnapshot DeleteTrust "
        "DeregisterCertificate DeregisterEventTopic DisableCAEnrollmentPolicy DisableClientAuthentication "
        "DisableDirectoryDataAccess DisableLDAPS DisableRadius DisableSso EnableLDAPS RejectSharedDirectory "
        "RemoveIpRoutes RemoveRegion ResetUserPassword ShareDirectory StartADAssessment UnshareDirectory "
        "UpdateTrust VerifyTrust"
    ),
    "ds-data": (
        "AddGroupMember CreateGroup CreateUser DeleteGroup DeleteUser DisableUser RemoveGroupMember "
        "UpdateGroup UpdateUser"
    ),
    "dsql": ("DeleteCluster DeleteClusterPolicy DeleteStream PutClusterPolicy"),
    "dynamodb": (
        "BatchWriteItem CreateGlobalTable DeleteBackup DeleteGlobalTableWitness DeleteItem "
        "DeleteResourcePolicy DeleteTable DeleteTableReplica DisableKinesisStreamingDestination "
        "EnableKinesisStreamingDestination ExportTableToPointInTime PartiQLDelete PartiQLSelect PartiQLUpdate "
        "PutResourcePolicy StartBulkPutItems UpdateContinuousBackups UpdateGlobalTable "
        "UpdateGlobalTableSettings UpdateKinesisStreamingDestination UpdateTableReplicaAutoScaling "
        "UpdateTimeToLive"
    ),
    "ec2": (
        "AssociateEnclaveCertificateIamRole AssociateIamInstanceProfile AssociateInstanceEventWindow "
        "AuthorizeClientVpnIngress BundleInstance CancelBundleTask CancelCapacityReservation "
        "CancelCapacityReservationFleets CancelConversionTask CancelDeclarativePoliciesReport "
        "CancelExportTask CancelImageLaunchPermission CancelImportTask CancelReservedInstancesListing "
        "CancelSpotFleetRequests CancelSpotInstanceRequests CreateCapacityManagerDataExport CreateFleet "
        "CreateFlowLogs CreateInstanceEventWindow CreateInstanceExportTask CreateNetworkInterfacePermission "
        "CreateReplaceRootVolumeTask CreateSpotDatafeedSubscription CreateStoreImageTask "
        "CreateTrafficMirrorSession CreateVpcBlockPublicAccessExclusion "
        "CreateVpcEndpointConnectionNotification DeleteApplicationStatusCheck DeleteCapacityManagerDataExport "
        "DeleteCarrierGateway DeleteClientVpnEndpoint DeleteClientVpnEndpointAuthorizationPolicy "
        "DeleteClientVpnRoute DeleteCoipCidr DeleteCoipPool DeleteCoipPoolPermission DeleteCustomerGateway "
        "DeleteDhcpOptions DeleteEgressOnlyInternetGateway DeleteFleets DeleteFlowLogs DeleteFpgaImage "
        "DeleteImageUsageReport DeleteInstanceConnectEndpoint DeleteInstanceEventWindow DeleteInternetGateway "
        "DeleteIpam DeleteIpamExternalResourceVerificationToken DeleteIpamInternetRegistryAssociation "
        "DeleteIpamPolicy DeleteIpamPool DeleteIpamPrefixListResolver DeleteIpamPrefixListResolverTarget "
        "DeleteIpamResourceDiscovery DeleteIpamRoutingPolicyRegistration DeleteIpamScope DeleteKeyPair "
        "DeleteLaunchTemplate DeleteLaunchTemplateVersions DeleteLocalGatewayRoute "
        "DeleteLocalGatewayRouteTable DeleteLocalGatewayRouteTablePermission "
        "DeleteLocalGatewayRouteTableVirtualInterfaceGroupAssociation "
        "DeleteLocalGatewayRouteTableVpcAssociation DeleteLocalGatewayVirtualInterface "
        "DeleteLocalGatewayVirtualInterfaceGroup DeleteManagedPrefixList DeleteMetricCategory "
        "DeleteNatGateway DeleteNetworkAcl DeleteNetworkAclEntry DeleteNetworkInsightsAccessScope "
        "DeleteNetworkInsightsAccessScopeAnalysis DeleteNetworkInsightsAnalysis DeleteNetworkInsightsPath "
        "DeleteNetworkInterface DeleteNetworkInterfacePermission DeleteNetworkingFlexCostAllocationPolicies "
        "DeleteOdbNetworkPeering DeletePlacementGroup DeletePublicIpv4Pool DeleteQueuedReservedInstances "
        "DeleteResourcePolicy DeleteRoute DeleteRouteServer DeleteRouteServerEndpoint DeleteRouteServerPeer "
        "DeleteRouteTable DeleteSecondaryNetwork DeleteSecondarySubnet DeleteSecurityGroup DeleteSnapshot "
        "DeleteSpotDatafeedSubscription DeleteSubnet DeleteSubnetCidrReservation DeleteTags "
        "DeleteTrafficMirrorFilter DeleteTrafficMirrorFilterRule DeleteTrafficMirrorSession "
        "DeleteTrafficMirrorTarget DeleteTransitGateway DeleteTransitGatewayClientVpnAttachment "
        "DeleteTransitGatewayConnect DeleteTransitGatewayConnectPeer DeleteTransitGatewayMeteringPolicy "
        "DeleteTransitGatewayMeteringPolicyEntry DeleteTransitGatewayMulticastDomain "
        "DeleteTransitGatewayNetworkFunctionAttachment DeleteTransitGatewayPeeringAttachment "
        "DeleteTransitGatewayPolicyTable DeleteTransitGatewayPolicyTableEntry "
        "DeleteTransitGatewayPrefixListReference DeleteTransitGatewayRoute DeleteTransitGatewayRouteTable "
        "DeleteTransitGatewayRouteTableAnnouncement DeleteTransitGatewayVpcAttachment "
        "DeleteVerifiedAccessEndpoint DeleteVerifiedAccessGroup DeleteVerifiedAccessInstance "
        "DeleteVerifiedAccessTrustProvider DeleteVolume DeleteVpc DeleteVpcBlockPublicAccessExclusion "
        "DeleteVpcEncryptionControl DeleteVpcEndpointConnectionNotifications "
        "DeleteVpcEndpointServiceConfigurations DeleteVpcEndpoints DeleteVpcPeeringConnection "
        "DeleteVpnConcentrator DeleteVpnConnection DeleteVpnConnectionRoute DeleteVpnGateway "
        "DeprovisionByoipCidr DeprovisionIpamByoasn DeprovisionIpamPoolCidr DeprovisionPublicIpv4PoolCidr "
        "DeregisterImage DeregisterInstanceEventNotificationAttributes "
        "DeregisterTransitGatewayMulticastGroupMembers DeregisterTransitGatewayMulticastGroupSources "
        "DetachClassicLinkVpc DetachImageWatermark DetachInternetGateway DetachNetworkInterface "
        "DetachVerifiedAccessTrustProvider DetachVolume DetachVpnGateway DisableAddressTransfer "
        "DisableAllowedImagesSettings DisableApplicationStatusCheckSuppression "
        "DisableAwsNetworkPerformanceMetricSubscription DisableCapacityManager DisableEbsEncryptionByDefault "
        "DisableFastLaunch DisableFastSnapshotRestores DisableImage DisableImageBlockPublicAccess "
        "DisableImageDeprecation DisableImageDeregistrationProtection DisableInstanceSqlHaStandbyDetections "
        "DisableIpamOrganizationAdminAccount DisableIpamPolicy DisableRouteServerPropagation "
        "DisableSerialConsoleAccess DisableSnapshotBlockPublicAccess "
        "DisableTransitGatewayRouteTablePropagation DisableVgwRoutePropagation DisableVpcClassicLink "
        "DisableVpcClassicLinkDnsSupport DisassociateAddress DisassociateApplicationStatusCheck "
        "DisassociateCapacityReservationBillingOwner DisassociateClientVpnTargetNetwork "
        "DisassociateEnclaveCertificateIamRole DisassociateIamInstanceProfile DisassociateInstanceEventWindow "
        "DisassociateIpamByoasn DisassociateIpamResourceDiscovery DisassociateKmsKeyId "
        "DisassociateNatGatewayAddress DisassociateNetworkingFlexCostAllocationPolicy DisassociateRouteServer "
        "DisassociateRouteTable DisassociateSecurityGroupVpc DisassociateSubnetCidrBlock "
        "DisassociateTransitGatewayMulticastDomain DisassociateTransitGatewayPolicyTable "
        "DisassociateTransitGatewayRouteTable DisassociateTrunkInterface DisassociateVpcCidrBlock "
        "EnableAllowedImagesSettings EnableFastLaunch EnableImageBlockPublicAccess "
        "EnableIpamOrganizationAdminAccount EnableReachabilityAnalyzerOrganizationSharing "
        "EnableSerialConsoleAccess EnableSnapshotBlockPublicAccess ExportImage ExportTransitGatewayRoutes "
        "ModifyClientVpnEndpointAuthorizationPolicy ModifyFleet ModifyFpgaImageAttribute ModifyImageAttribute "
        "ModifyInstanceEventWindow ModifyLaunchTemplate ModifyManagedResourceVisibility "
        "ModifySnapshotAttribute ModifySpotFleetRequest ModifyVerifiedAccessEndpointPolicy "
        "ModifyVerifiedAccessGroupPolicy ModifyVerifiedAccessInstanceLoggingConfiguration "
        "ModifyVpcBlockPublicAccessExclusion ModifyVpcBlockPublicAccessOptions "
        "ModifyVpcEndpointConnectionNotification ModifyVpcEndpointServicePermissions "
        "RegisterInstanceEventNotificationAttributes ReleaseAddress ReleaseHosts ReleaseIpamPoolAllocation "
        "ReplaceIamInstanceProfileAssociation ReplaceImageCriteriaInAllowedImagesSettings RequestSpotFleet "
        "RequestSpotInstances ResetFpgaImageAttribute ResetImageAttribute ResetSnapshotAttribute "
        "RevokeClientVpnIngress RunScheduledInstances SendDiagnosticInterrupt TerminateClientVpnConnections "
        "TerminateInstances UnassignIpv6Addresses UnassignPrivateIpAddresses UnassignPrivateNatGatewayAddress "
        "UpdateCapacityManagerOrganizationsAccess WithdrawByoipCidr"
    ),
    "ec2-instance-connect": ("SendSSHPublicKey SendSerialConsoleSSHPublicKey"),
    "ec2messages": ("DeleteMessage"),
    "ecr": (
        "BatchDeleteImage CreatePullThroughCacheRule CreateRepositoryCreationTemplate DeleteLifecyclePolicy "
        "DeletePullThroughCacheRule DeleteRegistryPolicy DeleteRepository DeleteRepositoryCreationTemplate "
        "DeleteRepositoryPolicy DeleteSigningConfiguration DeregisterPullTimeUpdateExclusion "
        "PutLifecyclePolicy PutRegistryPolicy PutReplicationConfiguration SetRepositoryPolicy "
        "StartReplicationBackfill UpdatePullThroughCacheRule UpdateRepositoryCreationTemplate"
    ),
    "ecr-public": ("BatchDeleteImage DeleteRepository DeleteRepositoryPolicy SetRepositoryPolicy"),
    "ecs": (
        "ContinueServiceDeployment CreateCapacityProvider CreateDaemon CreateExpressGatewayService "
        "CreateService CreateTaskSet DeleteAccountSetting DeleteAttributes DeleteCapacityProvider "
        "DeleteCluster DeleteDaemon DeleteDaemonTaskDefinition DeleteExpressGatewayService DeleteGateway "
        "DeleteService DeleteTaskDefinitions DeleteTaskSet DeregisterContainerInstance "
        "DeregisterTaskDefinition DisassociateGatewayFromCluster ExecuteCommand PutClusterCapacityProviders "
        "RegisterContainerInstance RunTask StartTask StopServiceDeployment StopTask "
        "SubmitAttachmentStateChanges SubmitContainerStateChange SubmitTaskStateChange UpdateCapacityProvider "
        "UpdateCluster UpdateContainerAgent UpdateDaemon UpdateExpressGatewayService UpdateGateway "
        "UpdateService UpdateServicePrimaryTaskSet UpdateTaskSet"
    ),
    "eks": (
        "ActivateCertificateAuthority AssociateAccessPolicy AssociateIdentityProviderConfig CreateAccessEntry "
        "CreateAddon CreateCapability CreateCertificateAuthority CreateCluster CreateFargateProfile "
        "CreateNodegroup CreatePodIdentityAssociation DeleteAccessEntry DeleteAddon DeleteCapability "
        "DeleteCertificateAuthority DeleteCluster DeleteEksAnywhereSubscription DeleteFargateProfile "
        "DeleteNodegroup DeletePodIdentityAssociation DeregisterCluster DisassociateAccessPolicy "
        "DisassociateIdentityProviderConfig RegisterCluster UpdateAccessEntry UpdateAddon UpdateCapability "
        "UpdateNodegroupConfig UpdateNodegroupVersion UpdatePodIdentityAssociation"
    ),
    "eks-auth": ("AssumeRoleForPodIdentity"),
    "elasticache": (
        "AuthorizeCacheSecurityGroupIngress CreateUser CreateUserGroup "
        "DecreaseNodeGroupsInGlobalReplicationGroup DecreaseReplicaCount DeleteCacheCluster "
        "DeleteCacheParameterGroup DeleteCacheSecurityGroup DeleteCacheSubnetGroup "
        "DeleteGlobalReplicationGroup DeleteReplicationGroup DeleteServerlessCache "
        "DeleteServerlessCacheSnapshot DeleteSnapshot DeleteUser DeleteUserGroup "
        "DisassociateGlobalReplicationGroup ExportServerlessCacheSnapshot ModifyUser ModifyUserGroup "
        "RevokeCacheSecurityGroupIngress StartMigration"
    ),
    "elasticbeanstalk": (
        "ApplyEnvironmentManagedAction ComposeEnvironments CreateApplicationVersion "
        "CreateConfigurationTemplate CreateEnvironment CreatePlatformVersion DeleteApplication "
        "DeleteApplicationVersion DeleteConfigurationTemplate DeleteEnvironmentConfiguration "
        "DeletePlatformVersion DisassociateEnvironmentOperationsRole RebuildEnvironment SwapEnvironmentCNAMEs "
        "TerminateEnvironment UpdateConfigurationTemplate UpdateEnvironment"
    ),
    "elasticfilesystem": (
        "DeleteAccessPoint DeleteFileSystem DeleteFileSystemPolicy DeleteMountTarget "
        "DeleteReplicationConfiguration DeleteTags PutFileSystemPolicy"
    ),
    "elasticloadbalancing": (
        "DeleteListener DeleteLoadBalancer DeleteLoadBalancerListeners DeleteLoadBalancerPolicy DeleteRule "
        "DeleteSharedTrustStoreAssociation DeleteTargetGroup DeleteTrustStore DeleteWebACLAssociation "
        "DeregisterInstancesFromLoadBalancer DeregisterTargets DetachLoadBalancerFromSubnets "
        "DisableAvailabilityZonesForLoadBalancer RemoveListenerCertificates RemoveTrustStoreRevocations"
    ),
    "elasticmapreduce": (
        "AddJobFlowSteps CreateStudioSessionMapping DeleteEditor DeleteRepository DeleteSecurityConfiguration "
        "DeleteStudio DeleteStudioSessionMapping DeleteWorkspaceAccess GetClusterSessionCredentials "
        "GetOnClusterAppUIPresignedURL GetPersistentAppUIPresignedURL GetSessionEndpoint PutAutoScalingPolicy "
        "PutAutoTerminationPolicy PutBlockPublicAccessConfiguration PutManagedScalingPolicy "
        "RemoveAutoScalingPolicy RemoveAutoTerminationPolicy RemoveManagedScalingPolicy RunJobFlow "
        "StartNotebookExecution StartSession TerminateJobFlows TerminateSession UpdateStudioSessionMapping"
    ),
    "elastictranscoder": ("DeletePipeline DeletePreset"),
    "elemental-inference": (
        "DeleteDictionary DeleteFeed DeleteFeedPolicy DeleteFunction DeleteQuestionSet "
        "DeleteQuestionSetVersion DeleteScheduleAction DisassociateFeed PutFeedPolicy"
    ),
    "emr-containers": (
        "DeleteJobTemplate DeleteManagedEndpoint DeleteSecurityConfiguration DeleteVirtualCluster "
        "GetManagedEndpointSessionCredentials StartJobRun"
    ),
    "emr-serverless": ("DeleteApplication StartJobRun StartSession TerminateSession"),
    "end-user-messaging": ("DeleteBrandProfile DeleteBrandProfileAttribute DeleteNotifyCodeConfiguration"),
    "entityresolution": (
        "AddPolicyStatement BatchDeleteUniqueId DeleteIdMappingWorkflow DeleteIdNamespace "
        "DeleteMatchingWorkflow DeletePolicyStatement DeleteSchemaMapping PutPolicy StartIdMappingJob "
        "StartMatchingJob"
    ),
    "es": (
        "AcceptInboundConnection AcceptInboundCrossClusterSearchConnection AuthorizeVpcEndpointAccess "
        "DeleteApplication DeleteDataSource DeleteDirectQueryDataSource DeleteDomain "
        "DeleteElasticsearchDomain DeleteElasticsearchServiceRole DeleteInboundConnection "
        "DeleteInboundCrossClusterSearchConnection DeleteIndex DeleteOutboundConnection "
        "DeleteOutboundCrossClusterSearchConnection DeletePackage DeleteVpcEndpoint DeregisterCapability "
        "DetachDataSource DissociatePackage DissociatePackages RemoveReplicationPeer RevokeVpcEndpointAccess "
        "StartMigration UpdateApplication"
    ),
    "events": (
        "ActivateEventSource CreateApiDestination CreateConnection CreateEndpoint CreatePartnerEventSource "
        "CreateSubscriber DeauthorizeConnection DeleteApiDestination DeleteArchive DeleteConnection "
        "DeleteEndpoint DeleteEventBus DeleteEventSource DeletePartnerEventSource DeleteResourcePolicy "
        "DeleteRule DeleteSubscriber EnableRule PutEvents PutPartnerEvents PutPermission PutRawEvents "
        "PutResourcePolicy PutRule PutTargets RemovePermission RemoveTargets RevokeResource StartReplay "
        "UpdateApiDestination UpdateConnection UpdateEndpoint UpdateSubscriber"
    ),
    "evs": (
        "DeleteEntitlement DeleteEnvironment DeleteEnvironmentConnector DeleteEnvironmentHost DisassociateEipFromVlan"
    ),
    "execute-api": ("Invoke ManageConnections"),
    "finops-agent": (
        "DeleteAgentSpace DeleteArtifact DeleteAutomation DeleteConnection DeleteDocument DeleteIntegration"
    ),
    "finspace": (
        "DeleteEnvironment DeleteKxCluster DeleteKxClusterNode DeleteKxDatabase DeleteKxDataview "
        "DeleteKxEnvironment DeleteKxScalingGroup DeleteKxUser DeleteKxVolume"
    ),
    "firehose": ("DeleteDeliveryStream"),
    "fis": (
        "CreateExperimentTemplate DeleteExperimentTemplate DeleteTargetAccountConfiguration StartExperiment "
        "UpdateExperimentTemplate"
    ),
    "fms": (
        "AssociateAdminAccount BatchDisassociateResource DeleteAppsList DeleteNotificationChannel "
        "DeletePolicy DeleteProtocolsList DeleteResourceSet DisassociateAdminAccount "
        "DisassociateThirdPartyFirewall PutAdminAccount PutPolicy"
    ),
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
        "DeleteSnapshot DeleteStorageVirtualMachine DeleteVolume DetachAndDeleteS3AccessPoint "
        "DisassociateFileSystemAliases ReleaseFileSystemNfsV3Locks StartMisconfiguredStateRecovery "
        "UpdateSharedVpcConfiguration"
    ),
    "gamelift": (
        "CreateBuild CreateContainerFleet CreateFleet CreateScript CreateVpcPeeringAuthorization DeleteAlias "
        "DeleteBuild DeleteContainerFleet DeleteContainerGroupDefinition DeleteFleet DeleteFleetLocations "
        "DeleteGameServerGroup DeleteGameSessionQueue DeleteLocation DeleteMatchmakingConfiguration "
        "DeleteMatchmakingRuleSet DeleteScalingPolicy DeleteScript DeleteVpcPeeringAuthorization "
        "DeleteVpcPeeringConnection DeregisterCompute DeregisterGameServer GetComputeAccess "
        "GetComputeAuthToken GetInstanceAccess PutScalingPolicy RequestUploadCredentials "
        "StartGameSessionPlacement StartMatchBackfill StartMatchmaking TerminateGameSession "
        "UpdateContainerFleet UpdateScript"
    ),
    "gameliftstreams": (
        "DeleteApplication DeleteStreamGroup DisassociateApplications ExportStreamSessionFiles "
        "RemoveStreamGroupLocations RevokeStreamUrl StartStreamSession TerminateStreamSession"
    ),
    "geo": (
        "BatchDeleteDevicePositionHistory BatchDeleteGeofence DeleteGeofenceCollection DeleteKey DeleteMap "
        "DeletePlaceIndex DeleteRouteCalculator DeleteTracker DisassociateTrackerConsumer StartJob"
    ),
    "glacier": (
        "AbortVaultLock DeleteArchive DeleteVault DeleteVaultAccessPolicy DeleteVaultNotifications "
        "InitiateVaultLock SetDataRetrievalPolicy SetVaultAccessPolicy"
    ),
    "globalaccelerator": (
        "DeleteAccelerator DeleteCrossAccountAttachment DeleteCustomRoutingAccelerator "
        "DeleteCustomRoutingEndpointGroup DeleteCustomRoutingListener DeleteEndpointGroup DeleteListener "
        "DeprovisionByoipCidr RemoveCustomRoutingEndpoints RemoveEndpoints WithdrawByoipCidr"
    ),
    "glue": (
        "BatchDeleteConnection BatchDeletePartition BatchDeleteTable BatchDeleteTableVersion CreateBlueprint "
        "CreateCrawler CreateDevEndpoint CreateJob CreateTrigger CreateUserDefinedFunction CreateWorkflow "
        "DeleteAsset DeleteAssetType DeleteAttachment DeleteBlueprint DeleteCatalog DeleteClassifier "
        "DeleteColumnStatisticsForPartition DeleteColumnStatisticsForTable DeleteColumnStatisticsTaskSettings "
        "DeleteConnection DeleteConnectionType DeleteCrawler DeleteCustomEntityType "
        "DeleteDataQualityEvaluationConfig DeleteDataQualityRuleset DeleteDatabase DeleteDevEndpoint "
        "DeleteFormType DeleteGlossary DeleteGlossaryTerm DeleteGlueIdentityCenterConfiguration "
        "DeleteIntegration DeleteIntegrationResourceProperty DeleteIntegrationTableProperties DeleteJob "
        "DeleteMLTransform DeletePartition DeletePartitionIndex DeleteRegistry DeleteResourcePolicy "
        "DeleteSchema DeleteSchemaVersions DeleteSecurityConfiguration DeleteSession DeleteTable "
        "DeleteTableOptimizer DeleteTableVersion DeleteTrigger DeleteUsageProfile DeleteUserDefinedFunction "
        "DeleteWorkflow DisassociateGlossaryTerms PutResourcePolicy RemoveSchemaVersionMetadata "
        "ResumeWorkflowRun RunStatement StartBlueprintRun StartColumnStatisticsTaskRun "
        "StartColumnStatisticsTaskRunSchedule StartCrawler StartCrawlerSchedule "
        "StartDataQualityRuleRecommendationRun StartDataQualityRulesetEvaluationRun StartExportLabelsTaskRun "
        "StartImportLabelsTaskRun StartJobRun StartJobUpgradeAnalysis StartMLEvaluationTaskRun "
        "StartMLLabelingSetGenerationTaskRun StartMaterializedViewRefreshTaskRun StartTrigger "
        "StartWorkflowRun TerminateNotebook TestConnection UpdateBlueprint UpdateCrawler "
        "UpdateCrawlerSchedule UpdateDevEndpoint UpdateJob UpdateJobFromSourceControl UpdateTrigger "
        "UpdateUserDefinedFunction UpdateWorkflow"
    ),
    "grafana": (
        "DeleteWorkspace DeleteWorkspaceApiKey DeleteWorkspaceServiceAccount "
        "DeleteWorkspaceServiceAccountToken DisassociateLicense UpdatePermissions "
        "UpdateWorkspaceAuthentication"
    ),
    "greengrass": (
        "AssociateServiceRoleToAccount BatchDisassociateClientDeviceFromCoreDevice CancelDeployment "
        "CreateComponentVersion CreateDeployment CreateFunctionDefinition CreateFunctionDefinitionVersion "
        "DeleteComponent DeleteConnectorDefinition DeleteCoreDefinition DeleteCoreDevice DeleteDeployment "
        "DeleteDeviceDefinition DeleteFunctionDefinition DeleteGroup DeleteLoggerDefinition "
        "DeleteResourceDefinition DeleteSubscriptionDefinition DisassociateRoleFromGroup "
        "DisassociateServiceRoleFromAccount StartBulkDeployment"
    ),
    "groundstation": ("DeleteConfig DeleteDataflowEndpointGroup DeleteEphemeris DeleteMissionProfile"),
    "guardduty": (
        "DeleteCustomDetectionRuleAssociation DeleteCustomDetectionRuleOrgConfiguration DeleteDetector "
        "DeleteFilter DeleteIPSet DeleteInvitations DeleteMalwareProtectionPlan DeleteMembers "
        "DeletePublishingDestination DeleteThreatEntitySet DeleteThreatIntelSet DeleteTrustedEntitySet "
        "DisableOrganizationAdminAccount DisassociateFromAdministratorAccount DisassociateFromMasterAccount "
        "DisassociateMembers EnableOrganizationAdminAccount StartMalwareScan StopMonitoringMembers"
    ),
    "health": (
        "DisableHealthServiceAccessForOrganization DisableTags DisableTagsForOrganization "
        "EnableHealthServiceAccessForOrganization"
    ),
    "health-agent": (
        "DeactivateSubscription DeleteAgent DeleteDataset DeleteDomain DeleteIntegration "
        "StartMedicalCodingJob StartMedicalScribeListeningSession StartPatientInsightsJob"
    ),
    "healthlake": (
        "DeleteDataTransformationProfile DeleteFHIRDatastore DeleteResource StartDataTransformationJob "
        "StartFHIRExportJob StartFHIRImportJob"
    ),
    "honeycode": ("BatchDeleteTableRows DeleteDomains"),
    "iam": (
        "AcceptDelegationRequest AcquireRole AddClientIDToOpenIDConnectProvider AddRoleToInstanceProfile "
        "AddUserToGroup AssociateDelegationRequest AttachGroupPolicy AttachRolePolicy AttachUserPolicy "
        "ChangePassword CreateAccessKey CreateAccountAlias CreateDelegationRequest CreateGroup "
        "CreateInstanceProfile CreateLoginProfile CreateOpenIDConnectProvider CreatePolicy "
        "CreatePolicyVersion CreateRole CreateSAMLProvider CreateServiceLinkedRole "
        "CreateServiceSpecificCredential CreateUser CreateVirtualMFADevice DeactivateMFADevice "
        "DeleteAccessKey DeleteAccountAlias DeleteAccountPasswordPolicy DeleteCloudFrontPublicKey DeleteGroup "
        "DeleteGroupPolicy DeleteInstanceProfile DeleteLoginProfile DeleteOpenIDConnectProvider DeletePolicy "
        "DeletePolicyVersion DeleteRole DeleteRolePermissionsBoundary DeleteRolePolicy DeleteSAMLProvider "
        "DeleteSSHPublicKey DeleteServerCertificate DeleteServiceLinkedRole DeleteServiceSpecificCredential "
        "DeleteSigningCertificate DeleteUser DeleteUserPermissionsBoundary DeleteUserPolicy "
        "DeleteVirtualMFADevice DetachGroupPolicy DetachRolePolicy DetachUserPolicy "
        "DisableOrganizationsRootCredentialsManagement DisableOrganizationsRootSessions "
        "DisableOutboundWebIdentityFederation EnableMFADevice EnableOrganizationsRootCredentialsManagement "
        "EnableOrganizationsRootSessions EnableOutboundWebIdentityFederation PutAccountProperties "
        "PutGroupPolicy PutRolePermissionsBoundary PutRolePolicy PutUserPermissionsBoundary PutUserPolicy "
        "RejectDelegationRequest RemoveClientIDFromOpenIDConnectProvider RemoveRoleFromInstanceProfile "
        "RemoveUserFromGroup ResetServiceSpecificCredential ResyncMFADevice SendDelegationToken "
        "SetDefaultPolicyVersion SetSecurityTokenServicePreferences UpdateAccessKey "
        "UpdateAccountPasswordPolicy UpdateAssumeRolePolicy UpdateDelegationRequest UpdateGroup "
        "UpdateLoginProfile UpdateOpenIDConnectProviderThumbprint UpdateRole UpdateRoleDescription "
        "UpdateSAMLProvider UpdateSSHPublicKey UpdateServerCertificate UpdateServiceSpecificCredential "
        "UpdateSigningCertificate UpdateUser UploadSSHPublicKey UploadServerCertificate "
        "UploadSigningCertificate"
    ),
    "identity-sync": ("DeleteSyncFilter DeleteSyncProfile DeleteSyncTarget"),
    "identitystore": (
        "CreateGroup CreateGroupMembership CreateUser DeleteGroup DeleteGroupMembership DeleteIdentityStore "
        "DeleteUser UpdateGroup UpdateIdentityStore UpdateUser"
    ),
    "identitystore-auth": ("BatchDeleteSession"),
    "imagebuilder": (
        "CancelImageCreation CreateComponent CreateImage CreateImagePipeline CreateWorkflow DeleteComponent "
        "DeleteContainerRecipe DeleteDistributionConfiguration DeleteImage DeleteImagePipeline "
        "DeleteImageRecipe DeleteInfrastructureConfiguration DeleteLifecyclePolicy DeleteWorkflow "
        "ImportComponent PutComponentPolicy PutContainerRecipePolicy PutImagePolicy PutImageRecipePolicy "
        "RetryImage StartImagePipelineExecution StartResourceStateUpdate UpdateImagePipeline"
    ),
    "inspector": (
        "DeleteAssessmentRun DeleteAssessmentTarget DeleteAssessmentTemplate StartAssessmentRun UnsubscribeFromEvent"
    ),
    "inspector2": (
        "BatchDisassociateCodeSecurityScanConfiguration DeleteCisScanConfiguration "
        "DeleteCodeSecurityIntegration DeleteCodeSecurityScanConfiguration DeleteConnector DeleteFilter "
        "Disable DisableDelegatedAdminAccount DisassociateMember EnableDelegatedAdminAccount"
    ),
    "interconnect": ("DeleteConnection"),
    "internetmonitor": ("DeleteMonitor"),
    "invoicing": ("DeleteInvoiceUnit DeleteProcurementPortalPreference"),
    "iot": (
        "AcceptCertificateTransfer AttachPolicy AttachPrincipalPolicy AttachThingPrincipal "
        "ClearDefaultAuthorizer CloseTunnel CreateAuthorizer CreateCertificateFromCsr CreateJob "
        "CreatePackageVersion CreatePolicy CreatePolicyVersion CreateScheduledAudit CreateTopicRule "
        "DeleteAccountAuditConfiguration DeleteAuditSuppression DeleteAuthorizer DeleteBillingGroup "
        "DeleteCACertificate DeleteCertificate DeleteCertificateProvider DeleteCommand DeleteCommandExecution "
        "DeleteConnection DeleteCustomMetric DeleteDimension DeleteDomainConfiguration "
        "DeleteDynamicThingGroup DeleteFleetMetric DeleteJob DeleteJobExecution DeleteJobTemplate "
        "DeleteMitigationAction DeleteOTAUpdate DeletePackage DeletePackageVersion DeletePolicy "
        "DeletePolicyVersion DeleteProvisioningTemplate DeleteProvisioningTemplateVersion "
        "DeleteRegistrationCode DeleteRoleAlias DeleteScheduledAudit DeleteSecurityProfile DeleteStream "
        "DeleteThing DeleteThingGroup DeleteThingShadow DeleteThingType DeleteTopicRule "
        "DeleteTopicRuleDestination DeleteV2LoggingLevel DetachPolicy DetachPrincipalPolicy "
        "DetachSecurityProfile DetachThingPrincipal DisableTopicRule DisassociateSbomFromPackageVersion "
        "EnableTopicRule RegisterCACertificate RegisterCertificate RegisterCertificateWithoutCA "
        "RemoveThingFromBillingGroup RemoveThingFromThingGroup ReplaceTopicRule SetDefaultAuthorizer "
        "SetDefaultPolicyVersion StartAuditMitigationActionsTask StartDetectMitigationActionsTask "
        "StartOnDemandAuditTask StartThingRegistrationTask TestInvokeAuthorizer TransferCertificate "
        "UpdateAuthorizer UpdateCACertificate UpdateCertificate UpdateScheduledAudit"
    ),
    "iotanalytics": ("DeleteChannel DeleteDataset DeleteDatasetContent DeleteDatastore DeletePipeline"),
    "iotdeviceadvisor": ("DeleteSuiteDefinition StartSuiteRun"),
    "iotfleethub": ("DeleteApplication"),
    "iotfleetwise": (
        "DeleteCampaign DeleteDecoderManifest DeleteFleet DeleteModelManifest DeleteSignalCatalog "
        "DeleteStateTemplate DeleteVehicle DisassociateVehicleFleet"
    ),
    "iotjobsdata": ("StartCommandExecution"),
    "iotmanagedintegrations": (
        "DeleteAccountAssociation DeleteCloudConnector DeleteConnectorDestination DeleteCredentialLocker "
        "DeleteDestination DeleteEventLogConfiguration DeleteManagedThing DeleteNotificationConfiguration "
        "DeleteOtaTask DeleteOtaTaskConfiguration DeleteProvisioningProfile DeregisterAccountAssociation "
        "StartAccountAssociationRefresh StartDeviceDiscovery"
    ),
    "iotsitewise": (
        "BatchDeleteDatasetDataSegments BatchDisassociateDataSegmentsFromDataset "
        "BatchDisassociateProjectAssets CreateAccessPolicy DeleteAccessPolicy DeleteApplication DeleteAsset "
        "DeleteAssetModel DeleteAssetModelCompositeModel DeleteAssetModelInterfaceRelationship "
        "DeleteComputationModel DeleteDashboard DeleteDataset DeleteGateway DeletePipeline DeletePortal "
        "DeleteProject DeleteTask DeleteTimeSeries DeleteWorkspace DisassociateAssets "
        "DisassociateTimeSeriesFromAssetProperty ExecuteAction ExecuteQuery InvokeAssistant "
        "StartPipelineExecution UpdateAccessPolicy"
    ),
    "iotthingsgraph": (
        "DeleteFlowTemplate DeleteNamespace DeleteSystemInstance DeleteSystemTemplate DeploySystemInstance "
        "DissociateEntityFromThing UndeploySystemInstance"
    ),
    "iottwinmaker": ("DeleteComponentType DeleteEntity DeleteScene DeleteSyncJob DeleteWorkspace ExecuteQuery"),
    "iotwireless": (
        "DeleteDestination DeleteDeviceProfile DeleteFuotaTask DeleteMulticastGroup "
        "DeleteNetworkAnalyzerConfiguration DeleteQueuedMessages DeleteServiceProfile DeleteWirelessDevice "
        "DeleteWirelessDeviceImportTask DeleteWirelessGateway DeleteWirelessGatewayTask "
        "DeleteWirelessGatewayTaskDefinition DeregisterWirelessDevice "
        "DisassociateAwsAccountFromPartnerAccount DisassociateMulticastGroupFromFuotaTask "
        "DisassociateWirelessDeviceFromFuotaTask DisassociateWirelessDeviceFromMulticastGroup "
        "DisassociateWirelessDeviceFromThing DisassociateWirelessGatewayFromCertificate "
        "DisassociateWirelessGatewayFromThing StartBulkAssociateWirelessDeviceWithMulticastGroup "
        "StartBulkDisassociateWirelessDeviceFromMulticastGroup StartFuotaTask StartMulticastGroupSession "
        "StartSingleWirelessDeviceImportTask StartWirelessDeviceImportTask TestWirelessDevice"
    ),
    "iq": ("DeleteAttachment"),
    "ivs": (
        "BatchStartViewerSessionRevocation DeleteAdConfiguration DeleteChannel DeleteEncoderConfiguration "
        "DeleteFailoverSlateConfiguration DeleteIngestConfiguration DeletePlaybackKeyPair "
        "DeletePlaybackRestrictionPolicy DeletePublicKey DeleteRecordingConfiguration DeleteStage "
        "DeleteStorageConfiguration DeleteStreamKey RevokeConnectionToken StartComposition "
        "StartParticipantReplication StartViewerSessionRevocation"
    ),
    "ivschat": ("DeleteLoggingConfiguration DeleteMessage DeleteRoom"),
    "kafka": (
        "BatchAssociateScramSecret BatchDisassociateScramSecret DeleteChannel DeleteCluster "
        "DeleteClusterPolicy DeleteConfiguration DeleteReplicator DeleteTopic DeleteVpcConnection "
        "PutClusterPolicy"
    ),
    "kafka-cluster": ("DeleteGroup DeleteTopic"),
    "kafkaconnect": ("DeleteConnector DeleteCustomPlugin DeleteWorkerConfiguration"),
    "kendra": (
        "AssociateEntitiesToExperience BatchDeleteDocument BatchDeleteFeaturedResultsSet "
        "CreateAccessControlConfiguration DeleteAccessControlConfiguration DeleteDataSource DeleteExperience "
        "DeleteFaq DeleteIndex DeletePrincipalMapping DeleteQuerySuggestionsBlockList DeleteThesaurus "
        "DisassociateEntitiesFromExperience DisassociatePersonasFromEntities PutPrincipalMapping "
        "StartDataSourceSyncJob UpdateAccessControlConfiguration"
    ),
    "kendra-ranking": ("DeleteRescoreExecutionPlan"),
    "kinesis": (
        "DecreaseStreamRetentionPeriod DeleteChannel DeleteQueue DeleteResourcePolicy DeleteStream "
        "DeregisterStreamConsumer DisableEnhancedMonitoring PutResourcePolicy"
    ),
    "kinesisanalytics": (
        "CreateApplicationPresignedUrl DeleteApplication DeleteApplicationCloudWatchLoggingOption "
        "DeleteApplicationInputProcessingConfiguration DeleteApplicationOutput "
        "DeleteApplicationReferenceDataSource DeleteApplicationSnapshot DeleteApplicationVpcConfiguration "
        "DeleteSnapshot ExportSnapshot StartApplication"
    ),
    "kinesisvideo": ("DeleteEdgeConfiguration DeleteSignalingChannel DeleteStream StartEdgeConfigurationUpdate"),
    "kms": (
        "CreateGrant DeleteAlias DeleteCustomKeyStore DeleteImportedKeyMaterial GenerateMac PutKeyPolicy "
        "RetireGrant RevokeGrant ScheduleKeyDeletion Sign"
    ),
    "lakeformation": (
        "AddLFTagsToResource AssumeDecoratedRoleWithSAML AttachRLSPolicy BatchGrantPermissions "
        "BatchRevokePermissions CreateDataCellsFilter CreateLFTag CreateLFTagExpression "
        "CreateLakeFormationIdentityCenterConfiguration CreateLakeFormationOptIn CreateRLSPolicy "
        "DeleteDataCellsFilter DeleteLFTag DeleteLFTagExpression "
        "DeleteLakeFormationIdentityCenterConfiguration DeleteLakeFormationOptIn DeleteObjectsOnCancel "
        "DeleteRLSPolicy DeregisterResource DetachRLSPolicy GetTemporaryDataLocationCredentials "
        "GetTemporaryGlueFunctionCredentials GetTemporaryGluePartitionCredentials "
        "GetTemporaryGlueTableCredentials GrantPermissions PutDataLakeSettings RemoveLFTagsFromResource "
        "RevokePermissions UpdateDataCellsFilter UpdateLFTag UpdateLFTagExpression "
        "UpdateLakeFormationIdentityCenterConfiguration UpdateRLSPolicy"
    ),
    "lambda": (
        "AddLayerVersionPermission AddPermission CheckpointDurableExecution CreateCapacityProvider "
        "CreateEventSourceMapping CreateFunction CreateFunctionUrlConfig DeleteAlias DeleteCapacityProvider "
        "DeleteCodeSigningConfig DeleteDurableExecution DeleteEventSourceMapping DeleteFunction "
        "DeleteFunctionCodeSigningConfig DeleteFunctionConcurrency DeleteFunctionEventInvokeConfig "
        "DeleteFunctionUrlConfig DeleteLayerVersion DeleteMicrovmImage DeleteMicrovmImageVersion "
        "DeleteNetworkConnector DeleteProvisionedConcurrencyConfig DeleteResourcePolicy DeleteRuntime "
        "DeleteRuntimeAlias DeleteRuntimeVersion DeleteWebFunction DeleteWebFunctionEndpoint "
        "DeleteWebFunctionRevision InvokeFunction PauseDurableExecution PutFunctionCodeSigningConfig "
        "PutFunctionEventInvokeConfig PutResourcePolicy PutRuntimeManagementConfig "
        "RemoveLayerVersionPermission RemovePermission ResumeDurableExecution RunMicrovm "
        "SendDurableExecutionCallbackFailure SendDurableExecutionCallbackHeartbeat "
        "SendDurableExecutionCallbackSuccess StopDurableExecution TerminateMicrovm UpdateAlias "
        "UpdateCapacityProvider UpdateCodeSigningConfig UpdateEventSourceMapping UpdateFunctionCode "
        "UpdateFunctionConfiguration UpdateFunctionEventInvokeConfig UpdateFunctionUrlConfig"
    ),
    "launchwizard": ("DeleteAdditionalNode DeleteApp DeleteDeployment DeleteSettingsSet"),
    "lex": (
        "BatchDeleteCustomVocabularyItem CreateResourcePolicy CreateResourcePolicyStatement DeleteBot "
        "DeleteBotAlias DeleteBotAnalyzerRecommendation DeleteBotChannel DeleteBotChannelAssociation "
        "DeleteBotLocale DeleteBotReplica DeleteBotVersion DeleteCustomVocabulary DeleteExport DeleteImport "
        "DeleteIntent DeleteIntentVersion DeleteResourcePolicy DeleteResourcePolicyStatement DeleteSession "
        "DeleteSlot DeleteSlotType DeleteSlotTypeVersion DeleteTestSet DeleteUtterances PostContent PostText "
        "RecognizeText RecognizeUtterance StartBotAnalyzer StartBotRecommendation StartBotResourceGeneration "
        "StartConversation StartImport StartMigration StartTestExecution StartTestSetGeneration "
        "UpdateResourcePolicy"
    ),
    "license-manager": (
        "AcceptGrant CreateGrant CreateGrantVersion DeleteGrant DeleteLicense DeleteLicenseAssetGroup "
        "DeleteLicenseAssetRuleset DeleteLicenseConfiguration DeleteLicenseManagerReportGenerator DeleteToken "
        "RejectGrant UpdateServiceSettings"
    ),
    "license-manager-linux-subscriptions": ("DeregisterSubscriptionProvider"),
    "license-manager-user-subscriptions": (
        "DeleteLicenseServerEndpoint DeregisterIdentityProvider DisassociateUser StartProductSubscription"
    ),
    "lightsail": (
        "CreateBucketAccessKey CreateContainerServiceDeployment DeleteAlarm DeleteAutoSnapshot DeleteBucket "
        "DeleteBucketAccessKey DeleteCertificate DeleteContactMethod DeleteContainerImage "
        "DeleteContainerService DeleteDisk DeleteDiskSnapshot DeleteDistribution DeleteDomain "
        "DeleteDomainEntry DeleteInstance DeleteInstanceSnapshot DeleteKeyPair DeleteKnownHostKeys "
        "DeleteLoadBalancer DeleteLoadBalancerTlsCertificate DeleteRelationalDatabase "
        "DeleteRelationalDatabaseSnapshot DeleteSubdomain DetachCertificateFromDistribution DetachDisk "
        "DetachInstancesFromLoadBalancer DetachStaticIp DisableAddOn DownloadDefaultKeyPair ExportSnapshot "
        "GetInstanceAccessDetails GetRelationalDatabaseMasterUserPassword ReleaseStaticIp "
        "SetResourceAccessForBucket StartGUISession TestAlarm UnpeerVpc UpdateBucket"
    ),
    "logs": (
        "AssociateSourceToS3TableIntegration CancelExportTask CancelImportTask CreateDelivery "
        "CreateExportTask CreateImportTask CreateScheduledQuery DeleteAccountPolicy "
        "DeleteDataProtectionPolicy DeleteDelivery DeleteDeliveryDestination DeleteDeliveryDestinationPolicy "
        "DeleteDeliverySource DeleteDestination DeleteIndexPolicy DeleteIntegration DeleteLogAnomalyDetector "
        "DeleteLogDelivery DeleteLogGroup DeleteLogStream DeleteLookupTable DeleteMetricFilter "
        "DeletePipelineRule DeleteQueryDefinition DeleteResourcePolicy DeleteRetentionPolicy "
        "DeleteScheduledQuery DeleteSubscriptionFilter DeleteSyslogConfiguration DeleteTransformer "
        "DisassociateKmsKey DisassociateSourceFromS3TableIntegration PutAccountPolicy "
        "PutBearerTokenAuthentication PutDataProtectionPolicy PutDeliveryDestination "
        "PutDeliveryDestinationPolicy PutDeliverySource PutDestination PutDestinationPolicy PutIntegration "
        "PutResourcePolicy PutRetentionPolicy PutSubscriptionFilter PutSyslogConfiguration "
        "UpdateDeliveryConfiguration UpdateScheduledQuery"
    ),
    "lookoutequipment": (
        "CreateInferenceScheduler DeleteDataset DeleteInferenceScheduler DeleteLabel DeleteLabelGroup "
        "DeleteModel DeleteResourcePolicy DeleteRetrainingScheduler PutResourcePolicy StartDataIngestionJob "
        "StartInferenceScheduler StartRetrainingScheduler UpdateInferenceScheduler"
    ),
    "lookoutmetrics": ("DeleteAlert DeleteAnomalyDetector"),
    "lookoutvision": ("DeleteDataset DeleteModel DeleteProject"),
    "m2": ("CreateDeployment DeleteApplication DeleteApplicationFromEnvironment DeleteEnvironment StartBatchJob"),
    "machinelearning": (
        "DeleteBatchPrediction DeleteDataSource DeleteEvaluation DeleteMLModel DeleteRealtimeEndpoint DeleteTags"
    ),
    "macie2": (
        "DeleteAllowList DeleteCustomDataIdentifier DeleteFindingsFilter DeleteInvitations DeleteMember "
        "DisableMacie DisableOrganizationAdminAccount DisassociateFromAdministratorAccount "
        "DisassociateFromMasterAccount DisassociateMember EnableOrganizationAdminAccount"
    ),
    "managedblockchain": ("DeleteAccessor DeleteMember DeleteNode"),
    "marketplacecommerceanalytics": ("GenerateDataSet StartSupportDataExport"),
    "mechanicalturk": ("DeleteHIT DeleteQualificationType DeleteWorkerBlock DisassociateQualificationFromWorker"),
    "mediaconnect": (
        "DeleteBridge DeleteFlow DeleteGateway DeleteRouterInput DeleteRouterNetworkInterface "
        "DeleteRouterOutput DeregisterDestinationEndpoint DeregisterGatewayInstance DeregisterSourceEndpoint "
        "GrantFlowEntitlements RemoveBridgeOutput RemoveBridgeSource RemoveFlowMediaStream RemoveFlowOutput "
        "RemoveFlowSource RemoveFlowVpcInterface RevokeFlowEntitlement UpdateFlowEntitlement"
    ),
    "mediaconvert": (
        "CreateJob CreateResourceShare DeleteJobTemplate DeletePolicy DeletePreset DeleteQueue "
        "DisassociateCertificate PutPolicy"
    ),
    "medialive": (
        "BatchDelete DeleteChannel DeleteChannelPlacementGroup DeleteCloudWatchAlarmTemplate "
        "DeleteCloudWatchAlarmTemplateGroup DeleteCluster DeleteEventBridgeRuleTemplate "
        "DeleteEventBridgeRuleTemplateGroup DeleteInput DeleteInputSecurityGroup DeleteMultiplex "
        "DeleteMultiplexProgram DeleteNetwork DeleteNode DeleteReservation DeleteSchedule DeleteSdiSource "
        "DeleteSignalMap DeleteTags"
    ),
    "mediapackage": ("DeleteChannel DeleteOriginEndpoint RotateIngestEndpointCredentials"),
    "mediapackage-vod": ("DeleteAsset DeletePackagingConfiguration DeletePackagingGroup"),
    "mediapackagev2": (
        "DeleteChannel DeleteChannelGroup DeleteChannelPolicy DeleteOriginEndpoint DeleteOriginEndpointPolicy "
        "PutChannelPolicy PutOriginEndpointPolicy"
    ),
    "mediastore": (
        "DeleteContainer DeleteContainerPolicy DeleteCorsPolicy DeleteLifecyclePolicy DeleteMetricPolicy "
        "DeleteObject PutContainerPolicy StartAccessLogging"
    ),
    "mediatailor": (
        "DeleteChannel DeleteChannelPolicy DeleteFunction DeleteLiveSource DeletePlaybackConfiguration "
        "DeletePrefetchSchedule DeleteProgram DeleteSourceLocation DeleteVodSource PutChannelPolicy"
    ),
    "medical-imaging": ("DeleteDatastore DeleteImageSet StartDICOMImportJob"),
    "memorydb": (
        "CreateAcl CreateUser DeleteAcl DeleteCluster DeleteMultiRegionCluster DeleteParameterGroup "
        "DeleteSnapshot DeleteSubnetGroup DeleteUser UpdateAcl UpdateUser"
    ),
    "mgh": (
        "DeleteAutomationRun DeleteAutomationUnit DeleteConnection DeleteHomeRegionControl "
        "DeleteProgressUpdateStream DisassociateCreatedArtifact DisassociateDiscoveredResource "
        "DisassociateSourceResource"
    ),
    "mgn": (
        "BatchDeleteSnapshotRequestForMgn DeleteApplication DeleteConnector DeleteJob "
        "DeleteLaunchConfigurationTemplate DeleteNetworkMigrationDefinition DeleteRemoteSourceAction "
        "DeleteReplicationConfigurationTemplate DeleteSourceServer DeleteVcenterClient DeleteWave "
        "DisassociateApplications DisassociateSourceServers RemoveSourceServerAction RemoveTemplateAction "
        "RetryDataReplication StartCutover StartExport StartImport StartImportFileEnrichment "
        "StartNetworkMigrationAnalysis StartNetworkMigrationCodeGeneration StartNetworkMigrationDeployment "
        "StartNetworkMigrationMapping StartNetworkMigrationMappingUpdate StartRemoteSourceActionJob "
        "StartReplication StartTest TerminateTargetInstances"
    ),
    "migrationhub-orchestrator": (
        "CreateWorkflow DeleteTemplate DeleteWorkflow DeleteWorkflowStep DeleteWorkflowStepGroup "
        "RetryWorkflowStep StartWorkflow"
    ),
    "migrationhub-strategy": ("StartAssessment StartImportFileTask StartRecommendationReportGeneration"),
    "mobiletargeting": (
        "DeleteAdmChannel DeleteApnsChannel DeleteApnsSandboxChannel DeleteApnsVoipChannel "
        "DeleteApnsVoipSandboxChannel DeleteApp DeleteBaiduChannel DeleteCampaign DeleteEmailChannel "
        "DeleteEmailTemplate DeleteEndpoint DeleteEventStream DeleteGcmChannel DeleteInAppTemplate "
        "DeleteJourney DeletePushTemplate DeleteRecommenderConfiguration DeleteSegment DeleteSmsChannel "
        "DeleteSmsTemplate DeleteUserEndpoints DeleteVoiceChannel DeleteVoiceTemplate RemoveAttributes"
    ),
    "monitron": ("DeleteProject DeleteProjectUserAssociation DeleteUserAccessRoleAssociation"),
    "mpa": (
        "CreateApprovalTeam CreateIdentitySource DeleteIdentitySource DeleteInactiveApprovalTeamVersion "
        "DeleteResourcePolicy StartActiveApprovalTeamDeletion StartApprovalTeamBaseline UpdateApprovalTeam"
    ),
    "mq": ("CreateUser DeleteBroker DeleteConfiguration DeleteTags DeleteUser UpdateUser"),
    "neptune-db": (
        "DeleteDataViaQuery DeleteMLEndpoint DeleteStatistics ReadDataViaQuery ResetDatabase "
        "StartIndexRebuild StartLoaderJob StartMLDataProcessingJob StartMLModelTrainingJob "
        "StartMLModelTransformJob"
    ),
    "neptune-graph": (
        "CancelImportTask DeleteDataViaQuery DeleteGraph DeleteGraphSnapshot DeletePrivateGraphEndpoint "
        "ReadDataViaQuery ResetGraph StartExportTask StartImportTask"
    ),
    "network-firewall": (
        "DeleteContainerAssociation DeleteFirewall DeleteFirewallPolicy DeleteFirewallPolicyV2 "
        "DeleteNetworkFirewallTransitGatewayAttachment DeleteProxy DeleteProxyConfiguration "
        "DeleteProxyRuleGroup DeleteProxyRules DeleteResourcePolicy DeleteRuleGroup "
        "DeleteTLSInspectionConfiguration DeleteVpcEndpointAssociation DisassociateAvailabilityZones "
        "DisassociateSubnets PutResourcePolicy"
    ),
    "network-security-manager": (
        "DeleteAdminAccount DeleteDeployment DeletePolicy DeleteRule DeleteScope DeleteTemplate"
    ),
    "networkflowmonitor": ("DeleteMonitor DeletePerformanceMonitor DeleteScope"),
    "networkmanager": (
        "DeleteAttachment DeleteConnectPeer DeleteConnection DeleteContextStore DeleteCoreNetwork "
        "DeleteCoreNetworkPolicyVersion DeleteCoreNetworkPrefixListAssociation DeleteDevice "
        "DeleteGlobalNetwork DeleteLink DeletePeering DeleteResourcePolicy DeleteSite "
        "DeregisterTransitGateway DisassociateConnectPeer DisassociateContextStore "
        "DisassociateCustomerGateway DisassociateLink DisassociateTransitGatewayConnectPeer "
        "ExecuteCoreNetworkChangeSet PutResourcePolicy RemoveAttachmentRoutingPolicyLabel "
        "StartOrganizationServiceAccessUpdate"
    ),
    "networkmanager-chat": ("DeleteConversation"),
    "networkmonitor": ("DeleteMonitor DeleteProbe"),
    "nimble": (
        "DeleteLaunchProfile DeleteLaunchProfileMember DeleteStreamingImage DeleteStreamingSession "
        "DeleteStudio DeleteStudioComponent DeleteStudioMember"
    ),
    "notifications": (
        "DeleteEventRule DeleteNotificationConfiguration DeregisterNotificationHub "
        "DisableNotificationsAccessForOrganization DisassociateChannel "
        "DisassociateManagedNotificationAccountContact DisassociateManagedNotificationAdditionalChannel "
        "DisassociateOrganizationalUnit EnableNotificationsAccessForOrganization"
    ),
    "notifications-contacts": ("DeleteEmailContact"),
    "nova-act": ("DeleteWorkflowDefinition DeleteWorkflowRun InvokeActStep"),
    "oam": ("DeleteLink DeleteSink PutSinkPolicy"),
    "observabilityadmin": (
        "DeleteCentralizationRuleForOrganization DeleteConnector DeleteDatasetIntegration "
        "DeleteS3TableIntegration DeleteTelemetryPipeline DeleteTelemetryRule "
        "DeleteTelemetryRuleForOrganization TestTelemetryPipeline"
    ),
    "odb": (
        "DeleteAutonomousDatabase DeleteAutonomousDatabaseBackup DeleteCloudAutonomousVmCluster "
        "DeleteCloudExadataInfrastructure DeleteCloudVmCluster DeleteDbNode DeleteExadbVmCluster "
        "DeleteExascaleDbStorageVault DeleteGrantShare DeleteOdbNetwork DeleteOdbPeeringConnection "
        "DeleteResourcePolicy DisassociateIamRoleFromResource DisassociateVirtualMachinesFromCloudVmCluster "
        "DisassociateVirtualMachinesFromExadbVmCluster"
    ),
    "omics": (
        "AcceptShare BatchDeleteReadSet CreateShare DeleteAnnotationStore DeleteAnnotationStoreVersions "
        "DeleteBatch DeleteConfiguration DeleteReference DeleteReferenceStore DeleteRun DeleteRunBatch "
        "DeleteRunCache DeleteRunGroup DeleteS3AccessPolicy DeleteSequenceStore DeleteShare "
        "DeleteVariantStore DeleteWorkflow DeleteWorkflowVersion PutS3AccessPolicy StartAnnotationImportJob "
        "StartReadSetActivationJob StartReadSetExportJob StartReadSetImportJob StartReferenceImportJob "
        "StartRun StartRunBatch StartVariantImportJob"
    ),
    "one": ("DeleteAssociatedDevice DeleteDeviceConfigurationTemplate DeleteDeviceInstance DeleteSite"),
    "opensearch": ("DeleteAutoOptimizeJob"),
    "opsworks": ("DeleteApp DeleteInstance DeleteLayer DeleteStack DeleteUserProfile"),
    "opsworks-cm": ("DeleteBackup DeleteServer"),
    "organizations": (
        "AttachPolicy CloseAccount CreatePolicy DeleteOrganization DeleteOrganizationalUnit DeletePolicy "
        "DeleteResourcePolicy DeregisterDelegatedAdministrator DetachPolicy DisableAWSServiceAccess "
        "DisablePolicyType EnableAWSServiceAccess EnablePolicyType LeaveOrganization PutResourcePolicy "
        "RegisterDelegatedAdministrator RemoveAccountFromOrganization TerminateResponsibilityTransfer "
        "UpdatePolicy"
    ),
    "osis": (
        "DeletePipeline DeletePipelineEndpoint DeleteResourcePolicy PutResourcePolicy RevokePipelineEndpointConnections"
    ),
    "osm": ("DeleteEvent DeleteMemory DeleteSpace"),
    "outposts": ("DeleteOutpost DeleteQuote DeleteSite StartCapacityTask StartConnection StartOutpostDecommission"),
    "panorama": ("DeleteDevice DeletePackage"),
    "partnercentral": (
        "DeleteProgramManagementAccount DeleteRelationship DeleteResourceSnapshotJob "
        "DisassociateAwsTrainingCertificationEmailDomain DisassociateBenefitApplicationResource "
        "DisassociateOpportunity StartEngagementByAcceptingInvitationTask StartEngagementFromOpportunityTask "
        "StartOpportunityFromEngagementTask StartProfileUpdateTask StartProspectingFromEngagementTask "
        "StartQualificationsAssociationTask StartQualificationsDisassociationTask StartResourceSnapshotJob "
        "StartRevenueAttributionAllocationsTask StartVerification"
    ),
    "payment-cryptography": (
        "DeleteAlias DeleteKey DeleteResourcePolicy DisableDefaultKeyReplicationRegions DisassociateMpaTeam "
        "ExportKey PutResourcePolicy RemoveKeyReplicationRegions"
    ),
    "payments": ("DeletePaymentInstrument"),
    "pca-connector-ad": (
        "CreateTemplateGroupAccessControlEntry DeleteConnector DeleteDirectoryRegistration "
        "DeleteServicePrincipalName DeleteTemplate DeleteTemplateGroupAccessControlEntry "
        "UpdateTemplateGroupAccessControlEntry"
    ),
    "pca-connector-scep": ("DeleteChallenge DeleteConnector"),
    "pcs": ("DeleteCluster DeleteComputeNodeGroup DeleteQueue"),
    "personalize": (
        "DeleteCampaign DeleteDataset DeleteDatasetGroup DeleteEventTracker DeleteFilter "
        "DeleteMetricAttribution DeleteRecommender DeleteSchema DeleteSolution"
    ),
    "pi": ("DeletePerformanceAnalysisReport"),
    "pipes": ("DeletePipe StartPipe"),
    "polly": ("DeleteLexicon StartSpeechSynthesisTask"),
    "pricingplanmanager": ("CancelSubscription DisassociateResourcesFromSubscription"),
    "private-networks": ("DeleteNetwork DeleteNetworkSite"),
    "profile": (
        "DeleteCalculatedAttributeDefinition DeleteDomain DeleteDomainLayout DeleteDomainObjectType "
        "DeleteEventStream DeleteEventTrigger DeleteIntegration DeleteProfile DeleteProfileKey "
        "DeleteProfileObject DeleteProfileObjectType DeleteRecommender DeleteRecommenderFilter "
        "DeleteRecommenderSchema DeleteSegmentDefinition DeleteSegmentSubscription DeleteWorkflow "
        "DisassociateStreamForSegments StartUploadJob"
    ),
    "proton": (
        "CreateComponent CreateEnvironment CreateService CreateServiceInstance DeleteAccountRoles "
        "DeleteComponent DeleteDeployment DeleteEnvironment DeleteEnvironmentAccountConnection "
        "DeleteEnvironmentTemplate DeleteEnvironmentTemplateMajorVersion "
        "DeleteEnvironmentTemplateMinorVersion DeleteEnvironmentTemplateVersion DeleteRepository "
        "DeleteService DeleteServiceSyncConfig DeleteServiceTemplate DeleteServiceTemplateMajorVersion "
        "DeleteServiceTemplateMinorVersion DeleteServiceTemplateVersion DeleteTemplateSyncConfig "
        "UpdateComponent UpdateEnvironment UpdateService UpdateServiceInstance UpdateServicePipeline"
    ),
    "purchase-orders": ("DeletePurchaseOrder"),
    "q": ("DeleteAssignment DeleteConversation DeleteOAuthAppConnection DeletePlugin DeleteScimAccessToken"),
    "qapps": (
        "BatchDeleteCategory DeleteLibraryItem DeleteQApp DisassociateLibraryItemReview "
        "DisassociateQAppFromUser ExportQAppSessionData PredictQApp StartQAppSession UpdateQAppPermissions"
    ),
    "qbusiness": (
        "AssociatePermission BatchDeleteDocument Chat ChatSync CreateSubscription CreateUser "
        "DeleteApplication DeleteAttachment DeleteChatControlsConfiguration DeleteChatResponseConfiguration "
        "DeleteConversation DeleteDataAccessor DeleteDataSource DeleteGroup DeleteIndex DeleteIntegration "
        "DeletePlugin DeleteRetriever DeleteUser DeleteWebExperience DisassociatePermission PutGroup "
        "StartDataSourceSyncJob UpdateUser"
    ),
    "qldb": ("DeleteLedger"),
    "quicksight": (
        "BatchDeleteKnowledgeBase BatchDeleteTopicReviewedAnswer CreateCustomPermissions "
        "CreateFolderMembership CreateGroup CreateGroupMembership CreateIAMPolicyAssignment "
        "CreateRoleMembership DeleteAccountCustomPermission DeleteAccountCustomization "
        "DeleteAccountSubscription DeleteActionConnector DeleteAgent DeleteAnalysis DeleteApp "
        "DeleteApprovalPolicy DeleteBrand DeleteBrandAssignment DeleteCustomPermissions DeleteDashboard "
        "DeleteDataSet DeleteDataSetRefreshProperties DeleteDataSource DeleteDefaultQBusinessApplication "
        "DeleteDlpSetting DeleteEmailCustomizationTemplate DeleteExtension DeleteExtensionAccess DeleteFlow "
        "DeleteFolder DeleteFolderMembership DeleteGroup DeleteGroupMembership DeleteIAMPolicyAssignment "
        "DeleteIdentityPropagationConfig DeleteKnowledgeBase DeleteLimitsProfile DeleteNamespace "
        "DeleteOAuthClientApplication DeleteRefreshSchedule DeleteRoleCustomPermission DeleteRoleMembership "
        "DeleteSpace DeleteTemplate DeleteTemplateAlias DeleteTheme DeleteThemeAlias DeleteTopic "
        "DeleteTopicRefreshSchedule DeleteTopicV2 DeleteUser DeleteUserByPrincipalId "
        "DeleteUserCustomPermission DeleteVPCConnection RegisterUser StartAssetBundleExportJob "
        "StartAssetBundleImportJob StartAutomationJob StartDashboardSnapshotJob "
        "StartDashboardSnapshotJobSchedule UpdateAccountCustomPermission UpdateActionConnectorPermissions "
        "UpdateAgentPermissions UpdateAnalysisPermissions UpdateAppPermissions "
        "UpdateApplicationWithTokenExchangeGrant UpdateCustomPermissions UpdateDashboardPermissions "
        "UpdateDataSetPermissions UpdateDataSourcePermissions UpdateFlowPermissions UpdateFolderPermissions "
        "UpdateGroup UpdateIAMPolicyAssignment UpdateIdentityPropagationConfig UpdateIpRestriction "
        "UpdateKeyRegistration UpdateKnowledgeBasePermissions UpdatePublicSharingSettings "
        "UpdateResourcePermissions UpdateRoleCustomPermission UpdateSelfUpgrade UpdateSpacePermissions "
        "UpdateTemplatePermissions UpdateThemePermissions UpdateTopicPermissions UpdateTopicPermissionsV2 "
        "UpdateUser UpdateUserCustomPermission"
    ),
    "ram": (
        "AcceptResourceShareInvitation AssociateResourceShare AssociateResourceSharePermission "
        "CreatePermission CreatePermissionVersion CreateResourceShare DeletePermission "
        "DeletePermissionVersion DeleteResourceShare DisassociateResourceShare "
        "DisassociateResourceSharePermission EnableSharingWithAwsOrganization "
        "PromotePermissionCreatedFromPolicy PromoteResourceShareCreatedFromPolicy "
        "RejectResourceShareInvitation ReplacePermissionAssociations SetDefaultPermissionVersion "
        "UpdatePermission UpdateResourceShare"
    ),
    "rbin": ("DeleteRule"),
    "rds": (
        "AddRoleToDBCluster AddRoleToDBInstance AuthorizeDBSecurityGroupIngress CancelDBCapacityReservation "
        "CreateCustomDBEngineVersion CreateDBCluster CreateDBInstance CreateEventSubscription "
        "CreateIntegration DeleteBlueGreenDeployment DeleteCustomDBEngineVersion DeleteDBCluster "
        "DeleteDBClusterAutomatedBackup DeleteDBClusterEndpoint DeleteDBClusterParameterGroup "
        "DeleteDBClusterSnapshot DeleteDBInstance DeleteDBInstanceAutomatedBackup DeleteDBParameterGroup "
        "DeleteDBProxy DeleteDBProxyEndpoint DeleteDBSecurityGroup DeleteDBShardGroup DeleteDBSnapshot "
        "DeleteDBSubnetGroup DeleteEventSubscription DeleteGlobalCluster DeleteIntegration DeleteOptionGroup "
        "DeleteTenantDatabase DeregisterDBProxyTargets DisableHttpEndpoint ModifyDBCluster "
        "ModifyDBClusterSnapshotAttribute ModifyDBInstance ModifyDBSnapshotAttribute ModifyEventSubscription "
        "PromoteReadReplicaDBCluster RemoveFromGlobalCluster RemoveRoleFromDBCluster RemoveRoleFromDBInstance "
        "RemoveSourceIdentifierFromSubscription RestoreDBClusterFromSnapshot RestoreDBClusterToPointInTime "
        "RevokeDBSecurityGroupIngress StartActivityStream StartDBCluster "
        "StartDBInstanceAutomatedBackupsReplication StartExportTask"
    ),
    "rds-data": ("BatchExecuteStatement ExecuteSql ExecuteStatement"),
    "redshift": (
        "AssociateDataShareConsumer AuthorizeClusterSecurityGroupIngress AuthorizeDataShare "
        "AuthorizeEndpointAccess AuthorizeSnapshotAccess BatchDeleteClusterSnapshots "
        "CreateAuthenticationProfile CreateRedshiftIdcApplication CreateScheduledAction "
        "CreateSnapshotCopyGrant DeauthorizeDataShare DeleteAuthenticationProfile DeleteCluster "
        "DeleteClusterParameterGroup DeleteClusterSecurityGroup DeleteClusterSnapshot "
        "DeleteClusterSubnetGroup DeleteCustomDomainAssociation DeleteEndpointAccess DeleteEventSubscription "
        "DeleteHsmClientCertificate DeleteHsmConfiguration DeleteIntegration DeletePartner "
        "DeleteQev2IdcApplication DeleteRedshiftIdcApplication DeleteResourcePolicy DeleteSavedQueries "
        "DeleteScheduledAction DeleteSnapshotCopyGrant DeleteSnapshotSchedule DeleteTags DeleteUsageLimit "
        "DeregisterNamespace DisableLogging DisableSnapshotCopy DisassociateDataShareConsumer "
        "EnableSnapshotCopy GetClusterCredentials GetClusterCredentialsWithIAM ModifyAuthenticationProfile "
        "ModifyClusterIamRoles ModifyRedshiftIdcApplication ModifyScheduledAction PutResourcePolicy "
        "RejectDataShare RevokeClusterSecurityGroupIngress RevokeEndpointAccess RevokeSnapshotAccess"
    ),
    "redshift-data": ("BatchExecuteStatement ExecuteStatement"),
    "redshift-serverless": (
        "CreateScheduledAction DeleteCustomDomainAssociation DeleteEndpointAccess DeleteNamespace "
        "DeleteResourcePolicy DeleteScheduledAction DeleteSnapshot DeleteSnapshotCopyConfiguration "
        "DeleteUsageLimit DeleteWorkgroup GetCredentials PutResourcePolicy UpdateLakehouseConfiguration "
        "UpdateScheduledAction"
    ),
    "refactor-spaces": (
        "DeleteApplication DeleteEnvironment DeleteResourcePolicy DeleteRoute DeleteService PutResourcePolicy"
    ),
    "rekognition": (
        "DeleteCollection DeleteDataset DeleteFaces DeleteProject DeleteProjectPolicy DeleteProjectVersion "
        "DeleteStreamProcessor DeleteUser DisassociateFaces PutProjectPolicy StartCelebrityRecognition "
        "StartContentModeration StartFaceDetection StartFaceSearch StartLabelDetection StartMediaAnalysisJob "
        "StartPersonTracking StartSegmentDetection StartTextDetection"
    ),
    "repostspace": (
        "BatchAddChannelRoleToAccessors BatchAddRole BatchRemoveChannelRoleFromAccessors BatchRemoveRole "
        "DeleteSpace DeregisterAdmin RegisterAdmin"
    ),
    "researchstudio": ("DeleteApplication DeletePrincipal"),
    "resiliencehub": (
        "DeleteApp DeleteAppAssessment DeleteAppInputSource DeleteAppVersionAppComponent "
        "DeleteAppVersionResource DeleteAssertion DeleteInputSource DeletePolicy DeleteRecommendationTemplate "
        "DeleteResiliencyPolicy DeleteService DeleteServiceFunction DeleteServiceFunctionResources "
        "DeleteSystem DeleteTest DeleteTestSources DeleteUserJourney RemoveDraftAppVersionResourceMappings "
        "StartDependencyInsights StartFailureModeAssessment StartMetricsExport StartTestRun"
    ),
    "resource-explorer-2": (
        "DeleteIndex DeleteResourceExplorerSetup DeleteResourcePolicy DeleteStreamingAccessForService "
        "DeleteView DisassociateDefaultView"
    ),
    "resource-groups": ("DeleteGroup DeleteGroupPolicy StartTagSyncTask UngroupResources"),
    "robomaker": (
        "BatchDeleteWorlds DeleteFleet DeleteRobot DeleteRobotApplication DeleteSimulationApplication "
        "DeleteWorldTemplate"
    ),
    "rolesanywhere": (
        "CreateProfile CreateTrustAnchor DeleteAttributeMapping DeleteCrl DeleteProfile DeleteTrustAnchor "
        "DisableCrl DisableProfile DisableTrustAnchor EnableCrl EnableProfile EnableTrustAnchor ImportCrl "
        "PutAttributeMapping UpdateCrl UpdateProfile UpdateTrustAnchor"
    ),
    "route53": (
        "CreateVPCAssociationAuthorization DeactivateKeySigningKey DeleteCidrCollection DeleteHealthCheck "
        "DeleteHostedZone DeleteKeySigningKey DeleteQueryLoggingConfig DeleteResourceRecordSetProtections "
        "DeleteReusableDelegationSet DeleteTrafficPolicy DeleteTrafficPolicyInstance "
        "DeleteVPCAssociationAuthorization DisableHostedZoneDNSSEC DisassociateVPCFromHostedZone"
    ),
    "route53-recovery-control-config": (
        "DeleteCluster DeleteControlPanel DeleteResourcePolicy DeleteRoutingControl DeleteSafetyRule"
    ),
    "route53-recovery-readiness": (
        "CreateCrossAccountAuthorization DeleteCell DeleteCrossAccountAuthorization DeleteReadinessCheck "
        "DeleteRecoveryGroup DeleteResourceSet"
    ),
    "route53domains": (
        "DeleteDomain DeleteTagsForDomain DisableDomainAutoRenew DisableDomainTransferLock "
        "DisassociateDelegationSignerFromDomain PushDomain RetrieveDomainAuthCode "
        "TransferDomainToAnotherAwsAccount"
    ),
    "route53globalresolver": (
        "BatchDeleteFirewallRule DeleteAccessSource DeleteAccessToken DeleteCoreNetworkEndpoint DeleteDNSView "
        "DeleteFirewallDomainList DeleteFirewallRule DeleteGlobalResolver DisableDNSView "
        "DisassociateHostedZone"
    ),
    "route53profiles": ("DeleteProfile DisassociateProfile DisassociateResourceFromProfile"),
    "route53resolver": (
        "DeleteFirewallDomainList DeleteFirewallRule DeleteFirewallRuleGroup DeleteOutpostResolver "
        "DeleteResolverEndpoint DeleteResolverQueryLogConfig DeleteResolverRule DisassociateFirewallRuleGroup "
        "DisassociateResolverEndpointIpAddress DisassociateResolverQueryLogConfig DisassociateResolverRule "
        "PutFirewallRuleGroupPolicy PutResolverQueryLogConfigPolicy PutResolverRulePolicy"
    ),
    "rtbfabric": (
        "DeleteInboundExternalLink DeleteLink DeleteLinkRoutingRule DeleteOutboundExternalLink "
        "DeleteRequesterGateway DeleteResponderGateway DisassociateCertificate"
    ),
    "rum": (
        "BatchDeleteRumMetricDefinitions DeleteAppMonitor DeleteResourcePolicy DeleteRumMetricsDestination "
        "PutResourcePolicy"
    ),
    "s3": (
        "AbortMultipartUpload AssociateAccessGrantsIdentityCenter CreateAccessGrant "
        "CreateAccessGrantsInstance CreateAccessGrantsLocation CreateAccessPointForObjectLambda "
        "CreateBucketMetadataTableConfiguration CreateJob DeleteAccessGrant DeleteAccessGrantsInstance "
        "DeleteAccessGrantsInstanceResourcePolicy DeleteAccessGrantsLocation DeleteAccessPoint "
        "DeleteAccessPointForObjectLambda DeleteAccessPointPolicy DeleteAccessPointPolicyForObjectLambda "
        "DeleteBucket DeleteBucketMetadataTableConfiguration DeleteBucketPolicy DeleteBucketWebsite "
        "DeleteJobTagging DeleteMultiRegionAccessPoint DeleteObject DeleteObjectAnnotation "
        "DeleteObjectTagging DeleteObjectVersion DeleteObjectVersionAnnotation DeleteObjectVersionTagging "
        "DeleteStorageLensConfiguration DeleteStorageLensConfigurationTagging DeleteStorageLensGroup "
        "DissociateAccessGrantsIdentityCenter GetDataAccess PutAccessGrantsInstanceResourcePolicy "
        "PutAccessPointConfigurationForObjectLambda PutAccessPointPolicy PutAccessPointPolicyForObjectLambda "
        "PutAccountPublicAccessBlock PutAnalyticsConfiguration PutBucketAbac PutBucketAcl PutBucketCORS "
        "PutBucketLogging PutBucketNotification PutBucketOwnershipControls PutBucketPolicy "
        "PutBucketPublicAccessBlock PutEncryptionConfiguration PutIntelligentTieringConfiguration "
        "PutInventoryConfiguration PutLifecycleConfiguration PutMetricsConfiguration "
        "PutMultiRegionAccessPointPolicy PutObjectAcl PutReplicationConfiguration "
        "SubmitMultiRegionAccessPointRoutes UpdateAccessGrantsLocation UpdateJobPriority UpdateJobStatus"
    ),
    "s3-object-lambda": ("DeleteObject DeleteObjectTagging DeleteObjectVersion DeleteObjectVersionTagging"),
    "s3-outposts": (
        "DeleteAccessPoint DeleteAccessPointPolicy DeleteBucket DeleteBucketPolicy DeleteEndpoint "
        "DeleteObject DeleteObjectTagging DeleteObjectVersion DeleteObjectVersionTagging PutBucketPolicy "
        "PutLifecycleConfiguration PutReplicationConfiguration"
    ),
    "s3express": (
        "CreateSession DeleteAccessPoint DeleteAccessPointPolicy DeleteAccessPointScope DeleteBucket "
        "DeleteBucketPolicy PutAccessPointScope"
    ),
    "s3files": ("DeleteAccessPoint DeleteFileSystem DeleteFileSystemPolicy DeleteMountTarget PutFileSystemPolicy"),
    "s3tables": (
        "DeleteNamespace DeleteTable DeleteTableBucket DeleteTableBucketEncryption "
        "DeleteTableBucketMetricsConfiguration DeleteTableBucketPolicy DeleteTableBucketReplication "
        "DeleteTablePolicy DeleteTableReplication PutTableBucketPolicy PutTablePolicy StartTableMigration"
    ),
    "s3vectors": ("DeleteIndex DeleteVectorBucket DeleteVectorBucketPolicy DeleteVectors PutVectorBucketPolicy"),
    "sagemaker": (
        "BatchDeleteClusterNodes CreateEdgeDeploymentPlan CreateEdgeDeploymentStage CreateEndpoint "
        "CreateHubContentPresignedUrls CreatePresignedDomainUrl CreatePresignedNotebookInstanceUrl "
        "DeleteAIBenchmarkJob DeleteAIRecommendationJob DeleteAIWorkloadConfig DeleteAction DeleteAlgorithm "
        "DeleteApp DeleteAppImageConfig DeleteArtifact DeleteAssociation DeleteCluster DeleteClusterExtension "
        "DeleteClusterSchedulerConfig DeleteCodeRepository DeleteCompilationJob DeleteComputeQuota "
        "DeleteContext DeleteDataQualityJobDefinition DeleteDeviceFleet DeleteDomain DeleteEdgeDeploymentPlan "
        "DeleteEdgeDeploymentStage DeleteEndpoint DeleteEndpointConfig DeleteEndpointPolicy DeleteExperiment "
        "DeleteFeatureGroup DeleteFlowDefinition DeleteHub DeleteHubContent DeleteHubContentReference "
        "DeleteHumanLoop DeleteHumanTaskUi DeleteHyperParameterTuningJob DeleteImage DeleteImageVersion "
        "DeleteInferenceComponent DeleteInferenceExperiment DeleteInferenceRouter DeleteJob "
        "DeleteLineageGroupPolicy DeleteMlflowApp DeleteMlflowTrackingServer DeleteModel "
        "DeleteModelBiasJobDefinition DeleteModelCard DeleteModelExplainabilityJobDefinition "
        "DeleteModelPackage DeleteModelPackageGroup DeleteModelPackageGroupPolicy "
        "DeleteModelQualityJobDefinition DeleteMonitoringSchedule DeleteNotebookInstance "
        "DeleteNotebookInstanceLifecycleConfig DeleteOptimizationJob DeletePartnerApp DeletePipeline "
        "DeleteProcessingJob DeleteProject DeleteRecord DeleteResourcePolicy DeleteSpace "
        "DeleteStudioLifecycleConfig DeleteTags DeleteTrainingJob DeleteTrainingSession DeleteTrial "
        "DeleteTrialComponent DeleteUserProfile DeleteWorkforce DeleteWorkteam DeregisterDevices "
        "DetachClusterNodeVolume DisableSagemakerServicecatalogPortfolio DisassociateTrialComponent "
        "ExecuteSamplingOperation ExecuteTrainingOperation InvokeEndpoint InvokeEndpointAsync "
        "InvokeEndpointWithResponseStream InvokeInferenceRouter InvokeInferenceRouterAsync PutEndpointPolicy "
        "PutModelPackageGroupPolicy RetryPipelineExecution SendPipelineExecutionStepFailure "
        "SendPipelineExecutionStepSuccess StartClusterHealthCheck StartEdgeDeploymentStage StartHumanLoop "
        "StartInferenceExperiment StartMonitoringSchedule StartPipelineExecution StartSession UpdateEndpoint"
    ),
    "sagemaker-geospatial": (
        "DeleteEarthObservationJob DeleteVectorEnrichmentJob ExportEarthObservationJob "
        "ExportVectorEnrichmentJob StartEarthObservationJob StartVectorEnrichmentJob"
    ),
    "sagemaker-mlflow": (
        "DeleteExperiment DeleteLoggedModel DeleteLoggedModelTag DeleteModelVersion DeleteModelVersionTag "
        "DeleteRegisteredModel DeleteRegisteredModelAlias DeleteRegisteredModelTag DeleteRun DeleteTag "
        "DeleteTraceTag DeleteTraces"
    ),
    "savingsplans": ("DeleteQueuedSavingsPlan"),
    "scheduler": ("CreateSchedule DeleteSchedule DeleteScheduleGroup UpdateSchedule"),
    "schemas": (
        "DeleteDiscoverer DeleteRegistry DeleteResourcePolicy DeleteSchema DeleteSchemaVersion PutResourcePolicy"
    ),
    "scn": (
        "DeleteDataIntegrationFlow DeleteDataLakeDataset DeleteDataLakeNamespace DeleteInstance DeleteSSOApplication"
    ),
    "sdb": ("BatchDeleteAttributes DeleteAttributes DeleteDomain StartDomainExport"),
    "secretsmanager": (
        "AssociateCrossAccountReplica DeleteResourcePolicy DeleteSecret DisassociateCrossAccountReplica "
        "PutResourcePolicy RemoveRegionsFromReplication ReplicateSecretToRegions RotateSecret"
    ),
    "securityagent": (
        "BatchDeleteCodeReviews BatchDeletePentests BatchDeleteSecurityRequirements BatchDeleteThreatModels "
        "BatchDisassociateFindingIssue BatchExportFindings DeleteAgentSpace DeleteApplication DeleteArtifact "
        "DeleteDesignReview DeleteIntegration DeleteMembership DeletePrivateConnection "
        "DeleteSecurityRequirement DeleteSecurityRequirementPack DeleteTargetDomain StartCodeRemediation "
        "StartCodeReviewJob StartPentestJob StartThreatModelJob"
    ),
    "securityhub": (
        "BatchDeleteAutomationRules BatchDisableStandards DeleteActionTarget DeleteAggregatorV2 "
        "DeleteAutomationRuleV2 DeleteConfigurationPolicy DeleteConnector DeleteConnectorV2 "
        "DeleteFindingAggregator DeleteInsight DeleteInvitations DeleteMembers "
        "DisableImportFindingsForProduct DisableOrganizationAdminAccount DisableSecurityHub "
        "DisableSecurityHubFeatureV2 DisableSecurityHubV2 DisassociateFromAdministratorAccount "
        "DisassociateFromMasterAccount DisassociateMembers EnableOrganizationAdminAccount "
        "StartConfigurationPolicyAssociation StartConfigurationPolicyDisassociation StartExportJobV2"
    ),
    "securitylake": (
        "CreateSubscriber DeleteAwsLogSource DeleteCustomLogSource DeleteDataLake "
        "DeleteDataLakeExceptionSubscription DeleteDataLakeOrganizationConfiguration DeleteSubscriber "
        "DeleteSubscriberNotification DeregisterDataLakeDelegatedAdministrator "
        "RegisterDataLakeDelegatedAdministrator UpdateSubscriber"
    ),
    "serverlessrepo": (
        "CreateCloudFormationChangeSet CreateCloudFormationTemplate DeleteApplication PutApplicationPolicy "
        "UnshareApplication"
    ),
    "servicecatalog": (
        "AcceptPortfolioShare AssociatePrincipalWithPortfolio "
        "BatchDisassociateServiceActionFromProvisioningArtifact CreatePortfolioShare "
        "CreateProvisionedProductPlan DeleteApplication DeleteAttributeGroup DeleteConstraint DeletePortfolio "
        "DeletePortfolioShare DeleteProduct DeleteProvisionedProductPlan DeleteProvisioningArtifact "
        "DeleteResourcePolicy DeleteServiceAction DeleteTagOption DisableAWSOrganizationsAccess "
        "DisassociateAttributeGroup DisassociateBudgetFromResource DisassociatePrincipalFromPortfolio "
        "DisassociateProductFromPortfolio DisassociateResource "
        "DisassociateServiceActionFromProvisioningArtifact DisassociateTagOptionFromResource "
        "EnableAWSOrganizationsAccess ExecuteProvisionedProductPlan ExecuteProvisionedProductServiceAction "
        "ImportAsProvisionedProduct ProvisionProduct RejectPortfolioShare SyncResource "
        "TerminateProvisionedProduct UpdatePortfolioShare UpdateProvisionedProduct"
    ),
    "servicediscovery": (
        "DeleteNamespace DeleteResourcePolicy DeleteService DeleteServiceAttributes DeregisterInstance"
    ),
    "servicequotas": ("DeleteServiceQuotaIncreaseRequestFromTemplate DisassociateServiceQuotaTemplate"),
    "ses": (
        "CreateEmailIdentityPolicy DeleteAddonInstance DeleteAddonSubscription DeleteAddressList "
        "DeleteArchive DeleteConfigurationSet DeleteConfigurationSetEventDestination "
        "DeleteConfigurationSetTrackingOptions DeleteContact DeleteContactList "
        "DeleteCustomVerificationEmailTemplate DeleteDedicatedIpPool DeleteEmailIdentity "
        "DeleteEmailIdentityPolicy DeleteEmailTemplate DeleteIdentity DeleteIdentityPolicy DeleteIngressPoint "
        "DeleteMultiRegionEndpoint DeleteReceiptFilter DeleteReceiptRule DeleteReceiptRuleSet DeleteRelay "
        "DeleteRuleSet DeleteSuppressedDestination DeleteTemplate DeleteTenant "
        "DeleteTenantResourceAssociation DeleteTrafficPolicy DeleteVerifiedEmailAddress "
        "DeregisterMemberFromAddressList DisassociateEmailIdentityCertificate PutIdentityPolicy "
        "StartAddressListImportJob StartArchiveExport StartArchiveSearch UpdateEmailIdentityPolicy"
    ),
    "shield": (
        "DeleteProtection DeleteProtectionGroup DeleteSubscription DisableApplicationLayerAutomaticResponse "
        "DisableProactiveEngagement DisassociateDRTLogBucket DisassociateDRTRole DisassociateHealthCheck"
    ),
    "signer": (
        "AddProfilePermission CancelSigningProfile RemoveProfilePermission RevokeSignature "
        "RevokeSigningProfile StartSigningJob"
    ),
    "signin": (
        "CreateBearerToken CreateOAuth2Token CreateOAuth2TokenWithIAM CreateOAuth2TokenWithTokenExchange "
        "DeleteConsoleAuthorizationConfiguration DeleteResourcePermissionStatement "
        "PutConsoleAuthorizationConfiguration PutResourcePermissionStatement RevokeOAuth2TokenWithIAM"
    ),
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
        "DeleteVerifiedDestinationNumber DeleteVoiceMessageSpendLimitOverride DisassociateOriginationIdentity "
        "DisassociateProtectConfiguration DiscardRegistrationVersion PutResourcePolicy ReleasePhoneNumber "
        "ReleaseSenderId"
    ),
    "sns": (
        "AddPermission ConfirmSubscription DeleteEndpoint DeletePlatformApplication "
        "DeleteSMSSandboxPhoneNumber DeleteTopic PutDataProtectionPolicy RemovePermission "
        "SetSubscriptionAttributes Subscribe Unsubscribe"
    ),
    "social-messaging": (
        "DeleteWhatsAppFlow DeleteWhatsAppMessageMedia DeleteWhatsAppMessageTemplate "
        "DisassociateWhatsAppBusinessAccount"
    ),
    "sqlworkbench": (
        "BatchDeleteFolder DeleteChart DeleteConnection DeleteNotebook DeleteNotebookCell "
        "DeleteNotebookVersion DeleteQCustomContext DeleteSavedQuery DeleteSqlGenerationContext DeleteTab"
    ),
    "sqs": ("AddPermission DeleteMessage DeleteQueue PurgeQueue RemovePermission StartMessageMoveTask"),
    "ssm": (
        "CreateActivation CreateAssociation CreateAssociationBatch CreateCloudConnector "
        "CreateMaintenanceWindow CreateResourceDataSync DeleteActivation DeleteAssociation "
        "DeleteCloudConnector DeleteDocument DeleteInventory DeleteMaintenanceWindow DeleteOpsItem "
        "DeleteOpsMetadata DeleteParameter DeleteParameters DeletePatchBaseline DeleteResourceDataSync "
        "DeleteResourcePolicy DeregisterDefaultHostManagementConfiguration DeregisterManagedInstance "
        "DeregisterPatchBaselineForPatchGroup DeregisterTargetFromMaintenanceWindow "
        "DeregisterTaskFromMaintenanceWindow DisassociateOpsItemRelatedItem ModifyDocumentPermission "
        "PutResourcePolicy RegisterDefaultHostManagementConfiguration RegisterDefaultPatchBaseline "
        "RegisterPatchBaselineForPatchGroup RegisterTargetWithMaintenanceWindow "
        "RegisterTaskWithMaintenanceWindow ResetServiceSetting ResumeSession SendAutomationSignal SendCommand "
        "StartAccessRequest StartAssociationsOnce StartAutomationExecution StartChangeRequestExecution "
        "StartSession TerminateSession UpdateAssociation UpdateCloudConnector UpdateDocument "
        "UpdateDocumentDefaultVersion UpdateMaintenanceWindow UpdateMaintenanceWindowTarget "
        "UpdateMaintenanceWindowTask UpdateManagedInstanceRole UpdatePatchBaseline UpdateResourceDataSync "
        "UpdateServiceSetting"
    ),
    "ssm-contacts": (
        "DeactivateContactChannel DeleteContact DeleteContactChannel DeleteRotation DeleteRotationOverride "
        "PutContactPolicy StartEngagement"
    ),
    "ssm-guiconnect": ("DeleteConnectionRecordingPreferences"),
    "ssm-incidents": (
        "DeleteIncidentRecord DeleteReplicationSet DeleteResourcePolicy DeleteResponsePlan "
        "DeleteTimelineEvent PutResourcePolicy StartIncident"
    ),
    "ssm-quicksetup": ("CreateConfigurationManager DeleteConfigurationManager UpdateConfigurationDefinition"),
    "ssm-sap": ("DeleteResourcePermission DeregisterApplication PutResourcePermission StartConfigurationChecks"),
    "sso": (
        "AttachCustomerManagedPolicyReferenceToPermissionSet AttachManagedPolicyToPermissionSet "
        "CreateAccountAssignment CreateApplication CreateApplicationAssignment "
        "CreateInstanceAccessControlAttributeConfiguration CreatePermissionSet CreateTrustedTokenIssuer "
        "DeleteAccountAssignment DeleteApplication DeleteApplicationAccessScope DeleteApplicationAssignment "
        "DeleteApplicationAuthenticationMethod DeleteApplicationGrant DeleteApplicationInstance "
        "DeleteApplicationInstanceCertificate DeleteInlinePolicyFromPermissionSet DeleteInstance "
        "DeleteInstanceAccessControlAttributeConfiguration DeleteManagedApplicationInstance "
        "DeletePermissionSet DeletePermissionsBoundaryFromPermissionSet DeleteProfile "
        "DeleteTrustedTokenIssuer DetachCustomerManagedPolicyReferenceFromPermissionSet "
        "DetachManagedPolicyFromPermissionSet GetRoleCredentials ProvisionPermissionSet "
        "PutApplicationAccessScope PutApplicationAssignmentConfiguration PutApplicationAuthenticationMethod "
        "PutApplicationGrant PutInlinePolicyToPermissionSet PutPermissionsBoundaryToPermissionSet "
        "RemoveRegion UpdateApplication UpdateInstanceAccessControlAttributeConfiguration UpdatePermissionSet "
        "UpdateTrustedTokenIssuer"
    ),
    "sso-directory": (
        "DeleteBearerToken DeleteExternalIdPCertificate DeleteExternalIdPConfigurationForDirectory "
        "DeleteGroup DeleteMfaDeviceForUser DeleteProvisioningTenant DeleteUser"
    ),
    "sso-oauth": ("CreateToken CreateTokenWithIAM StartDeviceAuthorization"),
    "states": (
        "CreateStateMachine DeleteActivity DeleteStateMachine DeleteStateMachineAlias "
        "DeleteStateMachineVersion RedriveExecution SendTaskFailure SendTaskHeartbeat SendTaskSuccess "
        "StartExecution StartSyncExecution TestState UpdateStateMachine UpdateStateMachineAlias"
    ),
    "storagegateway": (
        "DeleteAutomaticTapeCreationPolicy DeleteBandwidthRateLimit DeleteCacheReport DeleteChapCredentials "
        "DeleteFileShare DeleteGateway DeleteSnapshotSchedule DeleteTape DeleteTapeArchive DeleteTapePool "
        "DeleteVolume DetachVolume DisableGateway DisassociateFileSystem JoinDomain SetLocalConsolePassword "
        "SetSMBGuestPassword StartAvailabilityMonitorTest StartCacheReport UpdateChapCredentials "
        "UpdateSMBLocalGroups"
    ),
    "sts": (
        "AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity AssumeRoot GetDelegatedAccessToken "
        "GetFederationToken GetWebIdentityToken"
    ),
    "support-console": ("DeleteCaseDraft"),
    "supportapp": ("DeleteAccountAlias DeleteSlackChannelConfiguration DeleteSlackWorkspaceConfiguration"),
    "supportauthz": ("DeleteSupportPermit"),
    "swf": (
        "DeleteActivityType DeleteWorkflowType RespondActivityTaskCompleted RespondDecisionTaskCompleted "
        "SignalWorkflowExecution StartWorkflowExecution TerminateWorkflowExecution"
    ),
    "synthetics": (
        "CreateCanary DeleteCanary DeleteGroup DisassociateResource StartCanary StartCanaryDryRun UpdateCanary"
    ),
    "tag": ("StartReportCreation"),
    "tax": ("BatchDeleteTaxRegistration DeleteSupplementalTaxRegistration DeleteTaxRegistration"),
    "textract": (
        "DeleteAdapter DeleteAdapterVersion StartDocumentAnalysis StartDocumentTextDetection "
        "StartExpenseAnalysis StartLendingAnalysis"
    ),
    "thinclient": ("DeleteDevice DeleteEnvironment DeregisterDevice"),
    "timestream": (
        "CreateScheduledQuery DeleteDatabase DeleteScheduledQuery DeleteTable ExecuteScheduledQuery Select "
        "UpdateScheduledQuery"
    ),
    "timestream-influxdb": ("DeleteDbBackup DeleteDbCluster DeleteDbInstance"),
    "tnb": ("DeleteSolFunctionPackage DeleteSolNetworkInstance DeleteSolNetworkPackage TerminateSolNetworkInstance"),
    "transcribe": (
        "DeleteCallAnalyticsCategory DeleteCallAnalyticsJob DeleteLanguageModel DeleteMedicalScribeJob "
        "DeleteMedicalTranscriptionJob DeleteMedicalVocabulary DeleteTranscriptionJob DeleteVocabulary "
        "DeleteVocabularyFilter StartCallAnalyticsJob StartMedicalScribeJob StartMedicalTranscriptionJob "
        "StartTranscriptionJob"
    ),
    "transfer": (
        "CreateAccess DeleteAccess DeleteAgreement DeleteCertificate DeleteConnector DeleteHostKey "
        "DeleteProfile DeleteServer DeleteSshPublicKey DeleteUser DeleteWebApp DeleteWebAppCustomization "
        "DeleteWorkflow ImportSshPublicKey SendWorkflowStepState StartDirectoryListing StartFileTransfer "
        "StartRemoteDelete StartRemoteMove TestConnection UpdateAccess UpdateWebAppCustomization"
    ),
    "transform": ("DeleteAgentRuntimeConfiguration DeleteConnector DeleteProfile"),
    "transform-custom": (
        "DeleteAnalysis DeleteCampaign DeleteFinding DeleteKnowledgeItem DeleteRemediation DeleteRepository "
        "DeleteSource DeleteTransformationPackage"
    ),
    "translate": ("DeleteParallelData DeleteTerminology StartTextTranslationJob"),
    "trustedadvisor": ("DeleteNotificationConfigurationForDelegatedAdmin"),
    "user-subscriptions": ("DeleteAutoTopUpRule DeleteClaim"),
    "uxc": ("DeleteAccountColor"),
    "vendor-insights": ("DeleteDataSource"),
    "verifiedpermissions": (
        "CreateIdentitySource CreatePolicy CreatePolicyTemplate DeleteIdentitySource DeletePolicy "
        "DeletePolicyStore DeletePolicyStoreAlias DeletePolicyTemplate PutSchema UpdateIdentitySource "
        "UpdatePolicy UpdatePolicyTemplate"
    ),
    "voiceid": (
        "DeleteDomain DeleteFraudster DeleteSpeaker DeleteWatchlist DisassociateFraudster "
        "StartFraudsterRegistrationJob StartSpeakerEnrollmentJob"
    ),
    "vpc-lattice": (
        "DeleteAccessLogSubscription DeleteAuthPolicy DeleteDomainVerification DeleteListener "
        "DeleteResourceConfiguration DeleteResourceEndpointAssociation DeleteResourceGateway "
        "DeleteResourcePolicy DeleteRule DeleteService DeleteServiceNetwork "
        "DeleteServiceNetworkResourceAssociation DeleteServiceNetworkServiceAssociation "
        "DeleteServiceNetworkVpcAssociation DeleteTargetGroup DeregisterTargets PutAuthPolicy "
        "PutResourcePolicy"
    ),
    "waf": (
        "CreateWebACL CreateWebACLMigrationStack DeleteByteMatchSet DeleteGeoMatchSet DeleteIPSet "
        "DeleteLoggingConfiguration DeletePermissionPolicy DeleteRateBasedRule DeleteRegexMatchSet "
        "DeleteRegexPatternSet DeleteRule DeleteRuleGroup DeleteSizeConstraintSet DeleteSqlInjectionMatchSet "
        "DeleteWebACL DeleteXssMatchSet PutPermissionPolicy UpdateWebACL"
    ),
    "waf-regional": (
        "CreateWebACL CreateWebACLMigrationStack DeleteByteMatchSet DeleteGeoMatchSet DeleteIPSet "
        "DeleteLoggingConfiguration DeletePermissionPolicy DeleteRateBasedRule DeleteRegexMatchSet "
        "DeleteRegexPatternSet DeleteRule DeleteRuleGroup DeleteSizeConstraintSet DeleteSqlInjectionMatchSet "
        "DeleteWebACL DeleteXssMatchSet DisassociateWebACL PutPermissionPolicy UpdateWebACL"
    ),
    "wafv2": (
        "DeleteAPIKey DeleteFirewallManagerRuleGroups DeleteIPSet DeleteLoggingConfiguration "
        "DeletePermissionPolicy DeleteRegexPatternSet DeleteRuleGroup DeleteWebACL DisassociateWebACL "
        "PutPermissionPolicy"
    ),
    "wellarchitected": (
        "CreateLensShare CreateProfileShare CreateTemplateShare CreateWorkloadShare DeleteAgentContext "
        "DeleteAgentGoal DeleteAgentOrganizationalReport DeleteAgentProfile DeleteAgentProfilePolicy "
        "DeleteAgentRecommendationPolicy DeleteLens DeleteLensShare DeleteProfile DeleteProfileShare "
        "DeleteReviewTemplate DeleteTemplateShare DeleteWorkload DeleteWorkloadShare DisassociateLenses "
        "DisassociateProfiles PutAgentProfilePolicy PutAgentRecommendationPolicy "
        "SendAgentOrganizationalReportDataToS3 UpdateShareInvitation UpdateWorkloadShare"
    ),
    "wickr": ("BatchDeleteUser DeleteBot DeleteDataRetentionBot DeleteNetwork DeleteSecurityGroup"),
    "wisdom": (
        "DeactivateMessageTemplate DeleteAIAgent DeleteAIAgentVersion DeleteAIGuardrail "
        "DeleteAIGuardrailVersion DeleteAIPrompt DeleteAIPromptVersion DeleteAssistant "
        "DeleteAssistantAssociation DeleteContent DeleteContentAssociation DeleteImportJob "
        "DeleteKnowledgeBase DeleteMessageTemplate DeleteMessageTemplateAttachment DeleteQuickResponse "
        "RemoveAssistantAIAgent RemoveKnowledgeBaseTemplateUri StartImportJob"
    ),
    "workdocs": (
        "AddResourcePermissions CreateUser DeactivateUser DeleteComment DeleteCustomMetadata DeleteDocument "
        "DeleteDocumentVersion DeleteFolder DeleteFolderContents DeleteInstance DeleteLabels "
        "DeleteNotificationPermissions DeleteNotificationSubscription DeleteUser RemoveAllResourcePermissions "
        "RemoveResourcePermission UpdateUser"
    ),
    "worklink": ("DeleteFleet"),
    "workmail": (
        "AssociateDelegateToResource AssociateMemberToGroup CreateImpersonationRole DeleteAccessControlRule "
        "DeleteAlias DeleteAvailabilityConfiguration DeleteEmailMonitoringConfiguration DeleteGroup "
        "DeleteIdentityCenterApplication DeleteIdentityProviderConfiguration DeleteImpersonationRole "
        "DeleteInboundMailFlowRule DeleteMailDomain DeleteMailboxPermissions DeleteMobileDevice "
        "DeleteMobileDeviceAccessOverride DeleteMobileDeviceAccessRule DeleteOrganization "
        "DeleteOutboundMailFlowRule DeletePersonalAccessToken DeleteResource DeleteRetentionPolicy "
        "DeleteSmtpGateway DeleteUser DeregisterFromWorkMail DeregisterMailDomain "
        "DisassociateDelegateFromResource DisassociateMemberFromGroup PutAccessControlRule "
        "PutIdentityProviderConfiguration PutMailboxPermissions ResetPassword StartMailboxExportJob "
        "UpdateImpersonationRole WipeMobileDevice"
    ),
    "workspaces": (
        "AssociateIpGroups AuthorizeIpRules DeleteAccountLinkInvitation DeleteClientBranding "
        "DeleteConnectClientAddIn DeleteConnectionAlias DeleteIpGroup DeleteRootClientCertificate DeleteTags "
        "DeleteWorkspaceBundle DeleteWorkspaceImage DeployWorkspaceApplications DeregisterWorkspaceDirectory "
        "DisassociateConnectionAlias DisassociateIpGroups DisassociateWorkspaceApplication "
        "ModifySelfservicePermissions RebuildWorkspaces RevokeIpRules TerminateWorkspaces "
        "TerminateWorkspacesPool TerminateWorkspacesPoolSession UpdateConnectionAliasPermission "
        "UpdateWorkspaceImagePermission"
    ),
    "workspaces-instances": ("DeleteVolume DeleteWorkspaceInstance DisassociateVolume"),
    "workspaces-web": (
        "CreateIdentityProvider CreateTrustStore DeleteBrowserSettings DeleteDataProtectionSettings "
        "DeleteIdentityProvider DeleteIpAccessSettings DeleteNetworkSettings DeletePortal DeleteSessionLogger "
        "DeleteTrustStore DeleteUserAccessLoggingSettings DeleteUserSettings DisassociateBrowserSettings "
        "DisassociateDataProtectionSettings DisassociateIpAccessSettings DisassociateNetworkSettings "
        "DisassociateSessionLogger DisassociateTrustStore DisassociateUserAccessLoggingSettings "
        "DisassociateUserSettings UpdateIdentityProvider UpdateTrustStore"
    ),
    "xray": ("DeleteGroup DeleteResourcePolicy DeleteSamplingRule PutResourcePolicy"),
}
"""The names, parted by blanks."""

PLACES: Final[Mapping[str, tuple[tuple[str, bool, bool], ...]]] = {
    "account": (("account", False, True),),
    "aco-automation": (("compute-optimizer", False, True),),
    "apigateway": (("apigateway", True, False), ("apigateway", True, True)),
    "apprunner": (("apprunner", True, True), ("wafv2", True, True)),
    "aps": (("aps", True, True), ("eks", True, True)),
    "arc-region-switch": (("arc-region-switch", False, True),),
    "arc-zonal-shift": (("elasticloadbalancing", True, True),),
    "artifact": (
        ("artifact", False, False),
        ("artifact", False, True),
        ("artifact", True, False),
        ("artifact", True, True),
    ),
    "aws-marketplace": (
        ("aws-marketplace", False, False),
        ("aws-marketplace", False, True),
        ("aws-marketplace", True, False),
        ("aws-marketplace", True, True),
    ),
    "backup": (("*", True, True), ("backup", True, True)),
    "bcm-dashboards": (("bcm-dashboards", False, True),),
    "bcm-data-exports": (("bcm-data-exports", True, True), ("billing", False, True)),
    "bcm-pricing-calculator": (("bcm-pricing-calculator", False, True),),
    "bedrock": (("bedrock", False, True), ("bedrock", True, False), ("bedrock", True, True)),
    "billing": (("billing", False, True),),
    "billingconductor": (("billingconductor", False, True),),
    "budgets": (("budgets", False, True),),
    "ce": (("billing", False, True), ("ce", False, True)),
    "chatbot": (("chatbot", False, True),),
    "cloudfront": (("cloudfront", False, True),),
    "cloudfront-keyvaluestore": (("cloudfront", False, True),),
    "cloudwatch": (("cloudwatch", False, True), ("cloudwatch", True, True)),
    "codecatalyst": (("codecatalyst", False, False), ("codecatalyst", True, True)),
    "cognito-idp": (("cognito-idp", True, True), ("wafv2", True, True)),
    "connect": (("app-integrations", True, True), ("connect", True, True), ("wisdom", True, True)),
    "controltower": (("controltower", True, False), ("controltower", True, True)),
    "dataexchange": (("dataexchange", True, False), ("dataexchange", True, True)),
    "devicefarm": (("devicefarm", True, False), ("devicefarm", True, True)),
    "devops-guru": (("sns", True, True),),
    "directconnect": (("directconnect", False, True), ("directconnect", True, True)),
    "ds-data": (("ds", True, True),),
    "dynamodb": (("dynamodb", False, True), ("dynamodb", True, True)),
    "ec2": (
        ("acm", True, True),
        ("ec2", False, True),
        ("ec2", True, False),
        ("ec2", True, True),
        ("elastic-inference", True, True),
        ("iam", False, True),
        ("license-manager", True, True),
        ("resource-groups", True, True),
    ),
    "ec2-instance-connect": (("ec2", True, True),),
    "ecr-public": (("ecr-public", False, True),),
    "eks": (("eks", False, True), ("eks", True, True)),
    "eks-auth": (("eks", True, True),),
    "elasticache": (("elasticache", False, True), ("elasticache", True, True)),
    "elasticbeanstalk": (("elasticbeanstalk", True, False), ("elasticbeanstalk", True, True)),
    "es": (("es", True, True), ("iam", False, True), ("opensearch", True, True)),
    "events": (("events", True, False), ("events", True, True), ("kms", True, True)),
    "forecast": (("forecast", False, False), ("forecast", True, True)),
    "gamelift": (("gamelift", True, False), ("gamelift", True, True)),
    "globalaccelerator": (("globalaccelerator", False, True),),
    "greengrass": (("greengrass", True, True), ("iot", True, True)),
    "guardduty": (("guardduty", False, True), ("guardduty", True, True)),
    "health": (("health", True, False),),
    "iam": (("iam", False, True),),
    "identitystore": (("identitystore", False, False), ("identitystore", False, True)),
    "internetmonitor": (("internetmonitor", False, True), ("internetmonitor", True, True)),
    "invoicing": (("invoicing", False, True),),
    "iotjobsdata": (("iot", True, True),),
    "iotwireless": (("iot", True, True), ("iotwireless", True, True)),
    "iq": (("iq", True, False), ("iq-permission", True, False)),
    "kafka-cluster": (("kafka", True, True),),
    "kinesis": (("kinesis", True, True), ("kms", True, True)),
    "license-manager": (("license-manager", False, True), ("license-manager", True, True)),
    "managedblockchain": (("managedblockchain", True, False), ("managedblockchain", True, True)),
    "memorydb": (("memorydb", False, True), ("memorydb", True, True)),
    "networkmanager": (("networkmanager", False, True),),
    "notifications": (("notifications", False, True), ("notifications", True, True)),
    "notifications-contacts": (("notifications-contacts", False, True),),
    "opsworks-cm": (("opsworks-cm", False, True),),
    "organizations": (("organizations", False, True),),
    "partnercentral": (
        ("partnercentral", False, True),
        ("partnercentral", True, False),
        ("partnercentral", True, True),
    ),
    "payment-cryptography": (("mpa", True, True), ("payment-cryptography", True, True)),
    "payments": (("payments", False, True),),
    "personalize": (("personalize", False, False), ("personalize", True, True)),
    "pricingplanmanager": (("pricingplanmanager", False, True),),
    "purchase-orders": (("purchase-orders", False, True),),
    "q": (("codewhisperer", True, True), ("qdeveloper", True, True)),
    "qapps": (("qapps", True, True), ("qbusiness", True, True)),
    "quicksight": (("quicksight", False, True), ("quicksight", True, True)),
    "ram": (("ram", False, True), ("ram", True, True)),
    "rds": (("rds", False, True), ("rds", True, True)),
    "rds-data": (("rds", True, True),),
    "redshift-data": (("redshift", True, True), ("redshift-serverless", True, True)),
    "route53": (("ec2", True, True), ("route53", False, False)),
    "route53-recovery-control-config": (("route53-recovery-control", False, True),),
    "route53-recovery-readiness": (("route53-recovery-readiness", False, True),),
    "route53globalresolver": (("route53globalresolver", False, True),),
    "s3": (("s3", False, False), ("s3", False, True), ("s3", True, True), ("s3-object-lambda", True, True)),
    "sagemaker-mlflow": (("sagemaker", True, True),),
    "savingsplans": (("savingsplans", False, True),),
    "servicecatalog": (("catalog", True, True), ("servicecatalog", True, True)),
    "shield": (("shield", False, True),),
    "signin": (("signin", False, False), ("signin", True, False), ("signin", True, True)),
    "ssm": (("ec2", True, True), ("ecs", True, True), ("iam", False, True), ("s3", False, False), ("ssm", True, True)),
    "ssm-incidents": (("ssm-incidents", False, True),),
    "sso": (("sso", False, False), ("sso", False, True)),
    "sso-oauth": (("sso", False, True),),
    "sts": (("iam", False, True), ("sts", False, True)),
    "swf": (("swf", False, True),),
    "vendor-insights": (("vendor-insights", False, False),),
    "verifiedpermissions": (("verifiedpermissions", False, True), ("verifiedpermissions", True, True)),
    "waf": (("waf", False, True),),
    "waf-regional": (("elasticloadbalancing", True, True), ("waf-regional", True, True)),
    "wafv2": (
        ("amplify", True, True),
        ("apigateway", True, False),
        ("apprunner", True, True),
        ("appsync", True, True),
        ("bedrock-agentcore", True, True),
        ("cognito-idp", True, True),
        ("ec2", True, True),
        ("elasticloadbalancing", True, True),
        ("wafv2", True, True),
    ),
    "worklink": (("worklink", False, True),),
    "workspaces-instances": (("ec2", True, True), ("workspaces-instances", True, True)),
}
"""The heads of ARNs (service, with a region, with an account) where they are not `service, True, True`."""
