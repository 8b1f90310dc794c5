"""What is worst about each protected action: permissions, power handed on, what cannot be undone.

Compiled by `tools/compile_protected.py`, as `protected.py` is; what stands in none of them deletes.
"""

from collections.abc import Mapping
from typing import Final

PERMISSION: Final[Mapping[str, str]] = {
    "acm-pca": ("CreatePermission DeletePermission DeletePolicy PutPolicy"),
    "aco-automation": ("AssociateAccounts"),
    "aiops": ("DeleteInvestigationGroupPolicy PutInvestigationGroupPolicy"),
    "aoss": (
        "CreateAccessPolicy CreateSecurityConfig CreateSecurityPolicy DeleteAccessPolicy DeleteSecurityConfig "
        "DeleteSecurityPolicy UpdateAccessPolicy UpdateSecurityConfig UpdateSecurityPolicy"
    ),
    "apigateway": ("DELETE PUT"),
    "appfabric": ("ConnectAppAuthorization CreateAppAuthorization DeleteAppAuthorization UpdateAppAuthorization"),
    "appstream": (
        "AssociateApplicationToEntitlement BatchAssociateUserStack BatchDisassociateUserStack "
        "CreateEntitlement CreateUser DeleteEntitlement DeleteImagePermissions "
        "DisassociateApplicationFromEntitlement UpdateEntitlement UpdateImagePermissions"
    ),
    "aps": ("DeleteResourcePolicy PutResourcePolicy"),
    "auditmanager": (
        "DeleteAssessmentFrameworkShare DeregisterOrganizationAdminAccount RegisterOrganizationAdminAccount "
        "StartAssessmentFrameworkShare UpdateAssessmentFrameworkShare"
    ),
    "aws-marketplace": ("DeleteResourcePolicy PutResourcePolicy"),
    "backup": (
        "AssociateBackupVaultMpaApprovalTeam DeleteBackupVaultAccessPolicy "
        "DisassociateBackupVaultMpaApprovalTeam PutBackupVaultAccessPolicy"
    ),
    "bedrock": ("DeleteResourcePolicy PutResourcePolicy"),
    "bedrock-agentcore": (
        "CreatePolicy CreatePolicyEngine DeletePolicy DeletePolicyEngine DeleteResourcePolicy "
        "PutResourcePolicy UpdatePolicy UpdatePolicyEngine"
    ),
    "chime": ("DeleteVoiceConnectorTerminationCredentials PutVoiceConnectorTerminationCredentials"),
    "cleanrooms-ml": ("DeleteConfiguredAudienceModelPolicy PutConfiguredAudienceModelPolicy"),
    "cloud9": ("CreateEnvironmentMembership DeleteEnvironmentMembership UpdateEnvironmentMembership"),
    "cloudformation": ("ActivateOrganizationsAccess DeactivateOrganizationsAccess SetStackPolicy"),
    "cloudfront": ("CreateOriginAccessControl DeleteResourcePolicy PutResourcePolicy UpdateOriginAccessControl"),
    "cloudhsm": ("DeleteResourcePolicy PutResourcePolicy"),
    "cloudsearch": ("UpdateServiceAccessPolicies"),
    "cloudtrail": (
        "DeleteResourcePolicy DeregisterOrganizationDelegatedAdmin PutResourcePolicy RegisterOrganizationDelegatedAdmin"
    ),
    "cloudwatch": (
        "CreateAccessGrant CreateAccessProfile CreateDomainAccessGrantForOrganization DeleteAccessGrant "
        "DeleteAccessProfile DeleteDomainAccessGrantForOrganization UpdateAccessProfile"
    ),
    "codeartifact": (
        "DeleteDomainPermissionsPolicy DeleteRepositoryPermissionsPolicy PutDomainPermissionsPolicy "
        "PutRepositoryPermissionsPolicy"
    ),
    "codebuild": ("DeleteResourcePolicy DeleteSourceCredentials ImportSourceCredentials PutResourcePolicy"),
    "codecommit": (
        "DeletePullRequestApprovalRule OverridePullRequestApprovalRules UpdateApprovalRuleTemplateContent "
        "UpdatePullRequestApprovalRuleContent UpdatePullRequestApprovalState"
    ),
    "codeguru-profiler": ("PutPermission RemovePermission"),
    "cognito-identity": (
        "CreateIdentityPool DeleteIdentities DeleteIdentityPool MergeDeveloperIdentities SetIdentityPoolRoles "
        "UnlinkDeveloperIdentity UnlinkIdentity UpdateIdentityPool"
    ),
    "cognito-idp": (
        "AdminAddUserToGroup AdminDisableProviderForUser AdminLinkProviderForUser AdminRemoveUserFromGroup "
        "AdminResetUserPassword AdminSetUserPassword CreateGroup CreateIdentityProvider DeleteGroup "
        "DeleteIdentityProvider UpdateGroup UpdateIdentityProvider"
    ),
    "comprehend": ("DeleteResourcePolicy PutResourcePolicy"),
    "config": ("DeleteAggregationAuthorization PutAggregationAuthorization"),
    "connect": ("AssociateAnalyticsDataSet BatchAssociateAnalyticsDataSet"),
    "continuum": ("PutResourcePolicy"),
    "dataexchange": ("AcceptDataGrant CreateDataGrant DeleteDataGrant"),
    "datazone": (
        "AcceptSubscriptionRequest AddEntityOwner AddPolicyGrant CreateProjectMembership "
        "CreateSubscriptionGrant DeleteProjectMembership DeleteSubscriptionGrant RemoveEntityOwner "
        "RemovePolicyGrant RevokeSubscription UpdateSubscriptionGrantStatus"
    ),
    "deadline": (
        "AssociateMemberToFarm AssociateMemberToFleet AssociateMemberToJob AssociateMemberToQueue "
        "DisassociateMemberFromFarm DisassociateMemberFromFleet DisassociateMemberFromJob "
        "DisassociateMemberFromQueue"
    ),
    "detective": ("AcceptInvitation CreateMembers DisableOrganizationAdminAccount EnableOrganizationAdminAccount"),
    "ds": (
        "AcceptSharedDirectory CreateDirectory CreateMicrosoftAD CreateTrust DeleteTrust EnableLDAPS "
        "RejectSharedDirectory ResetUserPassword ShareDirectory UnshareDirectory UpdateTrust VerifyTrust"
    ),
    "ds-data": ("AddGroupMember CreateGroup CreateUser RemoveGroupMember UpdateGroup UpdateUser"),
    "dsql": ("DeleteClusterPolicy PutClusterPolicy"),
    "dynamodb": ("DeleteResourcePolicy PutResourcePolicy"),
    "ec2": (
        "AuthorizeClientVpnIngress CancelImageLaunchPermission CreateNetworkInterfacePermission "
        "CreateVpcBlockPublicAccessExclusion DeleteClientVpnEndpointAuthorizationPolicy "
        "DeleteNetworkInterfacePermission DeleteVpcBlockPublicAccessExclusion DisableAllowedImagesSettings "
        "DisableImageBlockPublicAccess DisableIpamOrganizationAdminAccount DisableSerialConsoleAccess "
        "DisableSnapshotBlockPublicAccess EnableAllowedImagesSettings EnableImageBlockPublicAccess "
        "EnableIpamOrganizationAdminAccount EnableReachabilityAnalyzerOrganizationSharing "
        "EnableSerialConsoleAccess EnableSnapshotBlockPublicAccess ModifyClientVpnEndpointAuthorizationPolicy "
        "ModifyFpgaImageAttribute ModifyImageAttribute ModifyManagedResourceVisibility "
        "ModifySnapshotAttribute ModifyVerifiedAccessEndpointPolicy ModifyVerifiedAccessGroupPolicy "
        "ModifyVpcBlockPublicAccessExclusion ModifyVpcBlockPublicAccessOptions "
        "ModifyVpcEndpointServicePermissions ReplaceImageCriteriaInAllowedImagesSettings "
        "ResetFpgaImageAttribute ResetImageAttribute ResetSnapshotAttribute RevokeClientVpnIngress "
        "UpdateCapacityManagerOrganizationsAccess"
    ),
    "ec2-instance-connect": ("SendSSHPublicKey SendSerialConsoleSSHPublicKey"),
    "ecr": ("DeleteRegistryPolicy DeleteRepositoryPolicy PutRegistryPolicy SetRepositoryPolicy"),
    "ecr-public": ("DeleteRepositoryPolicy SetRepositoryPolicy"),
    "eks": (
        "ActivateCertificateAuthority AssociateAccessPolicy AssociateIdentityProviderConfig CreateAccessEntry "
        "CreateCertificateAuthority DeleteAccessEntry DeleteCertificateAuthority DisassociateAccessPolicy "
        "DisassociateIdentityProviderConfig UpdateAccessEntry"
    ),
    "elasticache": (
        "AuthorizeCacheSecurityGroupIngress CreateUser CreateUserGroup DeleteUser DeleteUserGroup ModifyUser "
        "ModifyUserGroup RevokeCacheSecurityGroupIngress"
    ),
    "elasticfilesystem": ("DeleteFileSystemPolicy PutFileSystemPolicy"),
    "elasticmapreduce": (
        "CreateStudioSessionMapping DeleteStudioSessionMapping PutBlockPublicAccessConfiguration "
        "UpdateStudioSessionMapping"
    ),
    "elemental-inference": ("DeleteFeedPolicy PutFeedPolicy"),
    "entityresolution": ("AddPolicyStatement DeletePolicyStatement PutPolicy"),
    "es": (
        "AcceptInboundConnection AcceptInboundCrossClusterSearchConnection AuthorizeVpcEndpointAccess "
        "RevokeVpcEndpointAccess UpdateApplication"
    ),
    "events": ("DeleteResourcePolicy PutPermission PutResourcePolicy RemovePermission"),
    "fms": ("AssociateAdminAccount DisassociateAdminAccount PutAdminAccount"),
    "fsx": ("UpdateSharedVpcConfiguration"),
    "gamelift": ("CreateVpcPeeringAuthorization DeleteVpcPeeringAuthorization"),
    "glacier": ("AbortVaultLock DeleteVaultAccessPolicy InitiateVaultLock SetDataRetrievalPolicy SetVaultAccessPolicy"),
    "glue": ("DeleteResourcePolicy PutResourcePolicy"),
    "grafana": ("UpdatePermissions UpdateWorkspaceAuthentication"),
    "greengrass": ("AssociateServiceRoleToAccount DisassociateServiceRoleFromAccount"),
    "guardduty": ("DisableOrganizationAdminAccount EnableOrganizationAdminAccount"),
    "health": ("DisableHealthServiceAccessForOrganization EnableHealthServiceAccessForOrganization"),
    "iam": (
        "AcceptDelegationRequest AcquireRole AddClientIDToOpenIDConnectProvider AddRoleToInstanceProfile "
        "AddUserToGroup AssociateDelegationRequest AttachGroupPolicy AttachRolePolicy AttachUserPolicy "
        "ChangePassword CreateAccessKey CreateAccountAlias CreateDelegationRequest CreateGroup "
        "CreateInstanceProfile CreateLoginProfile CreateOpenIDConnectProvider CreatePolicy "
        "CreatePolicyVersion CreateRole CreateSAMLProvider CreateServiceLinkedRole "
        "CreateServiceSpecificCredential CreateUser CreateVirtualMFADevice DeactivateMFADevice "
        "DeleteAccessKey DeleteAccountAlias DeleteAccountPasswordPolicy DeleteGroup DeleteGroupPolicy "
        "DeleteInstanceProfile DeleteLoginProfile DeleteOpenIDConnectProvider DeletePolicy "
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
    "identitystore": (
        "CreateGroup CreateGroupMembership CreateUser DeleteGroup DeleteGroupMembership DeleteUser "
        "UpdateGroup UpdateIdentityStore UpdateUser"
    ),
    "imagebuilder": ("PutComponentPolicy PutContainerRecipePolicy PutImagePolicy PutImageRecipePolicy"),
    "inspector2": ("DisableDelegatedAdminAccount EnableDelegatedAdminAccount"),
    "iot": (
        "AcceptCertificateTransfer AttachPolicy AttachPrincipalPolicy AttachThingPrincipal "
        "ClearDefaultAuthorizer CreateAuthorizer CreateCertificateFromCsr CreatePolicy CreatePolicyVersion "
        "DeleteAuthorizer DeletePolicy DeletePolicyVersion DetachPolicy DetachPrincipalPolicy "
        "DetachThingPrincipal RegisterCACertificate RegisterCertificate RegisterCertificateWithoutCA "
        "SetDefaultAuthorizer SetDefaultPolicyVersion TransferCertificate UpdateAuthorizer "
        "UpdateCACertificate UpdateCertificate"
    ),
    "iotsitewise": ("CreateAccessPolicy DeleteAccessPolicy UpdateAccessPolicy"),
    "kafka": ("BatchAssociateScramSecret BatchDisassociateScramSecret DeleteClusterPolicy PutClusterPolicy"),
    "kendra": (
        "AssociateEntitiesToExperience CreateAccessControlConfiguration DeleteAccessControlConfiguration "
        "DeletePrincipalMapping DisassociateEntitiesFromExperience PutPrincipalMapping "
        "UpdateAccessControlConfiguration"
    ),
    "kinesis": ("DeleteResourcePolicy PutResourcePolicy"),
    "kms": ("CreateGrant PutKeyPolicy RetireGrant RevokeGrant"),
    "lakeformation": (
        "AddLFTagsToResource AttachRLSPolicy BatchGrantPermissions BatchRevokePermissions "
        "CreateDataCellsFilter CreateLFTag CreateLFTagExpression "
        "CreateLakeFormationIdentityCenterConfiguration CreateLakeFormationOptIn CreateRLSPolicy "
        "DeleteDataCellsFilter DeleteLFTag DeleteLFTagExpression "
        "DeleteLakeFormationIdentityCenterConfiguration DeleteLakeFormationOptIn DeleteRLSPolicy "
        "DetachRLSPolicy GrantPermissions PutDataLakeSettings RemoveLFTagsFromResource RevokePermissions "
        "UpdateDataCellsFilter UpdateLFTag UpdateLFTagExpression "
        "UpdateLakeFormationIdentityCenterConfiguration UpdateRLSPolicy"
    ),
    "lambda": (
        "AddLayerVersionPermission AddPermission DeleteFunctionCodeSigningConfig DeleteResourcePolicy "
        "PutFunctionCodeSigningConfig PutResourcePolicy RemoveLayerVersionPermission RemovePermission "
        "UpdateCodeSigningConfig"
    ),
    "lex": (
        "CreateResourcePolicy CreateResourcePolicyStatement DeleteResourcePolicy "
        "DeleteResourcePolicyStatement UpdateResourcePolicy"
    ),
    "license-manager": ("AcceptGrant CreateGrant CreateGrantVersion DeleteGrant RejectGrant UpdateServiceSettings"),
    "lightsail": ("CreateBucketAccessKey DeleteBucketAccessKey SetResourceAccessForBucket UpdateBucket"),
    "logs": (
        "DeleteDataProtectionPolicy DeleteDeliveryDestinationPolicy DeleteResourcePolicy "
        "PutBearerTokenAuthentication PutDeliveryDestinationPolicy PutDestinationPolicy PutResourcePolicy"
    ),
    "lookoutequipment": ("DeleteResourcePolicy PutResourcePolicy"),
    "macie2": ("DisableOrganizationAdminAccount EnableOrganizationAdminAccount"),
    "mediaconnect": ("GrantFlowEntitlements RevokeFlowEntitlement UpdateFlowEntitlement"),
    "mediaconvert": ("CreateResourceShare DeletePolicy PutPolicy"),
    "mediapackage": ("RotateIngestEndpointCredentials"),
    "mediapackagev2": ("DeleteChannelPolicy DeleteOriginEndpointPolicy PutChannelPolicy PutOriginEndpointPolicy"),
    "mediastore": ("DeleteContainerPolicy PutContainerPolicy"),
    "mediatailor": ("DeleteChannelPolicy PutChannelPolicy"),
    "memorydb": ("CreateAcl CreateUser DeleteAcl DeleteUser UpdateAcl UpdateUser"),
    "mpa": (
        "CreateApprovalTeam CreateIdentitySource DeleteIdentitySource DeleteInactiveApprovalTeamVersion "
        "StartActiveApprovalTeamDeletion UpdateApprovalTeam"
    ),
    "mq": ("CreateUser DeleteUser UpdateUser"),
    "network-firewall": ("DeleteResourcePolicy PutResourcePolicy"),
    "networkmanager": ("DeleteResourcePolicy PutResourcePolicy StartOrganizationServiceAccessUpdate"),
    "notifications": ("DisableNotificationsAccessForOrganization EnableNotificationsAccessForOrganization"),
    "oam": ("PutSinkPolicy"),
    "omics": ("AcceptShare CreateShare DeleteS3AccessPolicy DeleteShare PutS3AccessPolicy"),
    "organizations": (
        "AttachPolicy CreatePolicy DeletePolicy DeleteResourcePolicy DeregisterDelegatedAdministrator "
        "DetachPolicy DisableAWSServiceAccess DisablePolicyType EnableAWSServiceAccess EnablePolicyType "
        "PutResourcePolicy RegisterDelegatedAdministrator UpdatePolicy"
    ),
    "osis": ("DeleteResourcePolicy PutResourcePolicy"),
    "payment-cryptography": ("DeleteResourcePolicy PutResourcePolicy"),
    "pca-connector-ad": (
        "CreateTemplateGroupAccessControlEntry DeleteTemplateGroupAccessControlEntry "
        "UpdateTemplateGroupAccessControlEntry"
    ),
    "qapps": ("UpdateQAppPermissions"),
    "qbusiness": (
        "AssociatePermission CreateSubscription CreateUser DeleteGroup DeleteUser DisassociatePermission "
        "PutGroup UpdateUser"
    ),
    "quicksight": (
        "CreateCustomPermissions CreateFolderMembership CreateGroup CreateGroupMembership "
        "CreateIAMPolicyAssignment CreateRoleMembership DeleteAccountCustomPermission DeleteCustomPermissions "
        "DeleteFolderMembership DeleteGroup DeleteGroupMembership DeleteIAMPolicyAssignment "
        "DeleteIdentityPropagationConfig DeleteRoleCustomPermission DeleteRoleMembership DeleteUser "
        "DeleteUserByPrincipalId DeleteUserCustomPermission RegisterUser UpdateAccountCustomPermission "
        "UpdateActionConnectorPermissions UpdateAgentPermissions UpdateAnalysisPermissions "
        "UpdateAppPermissions UpdateApplicationWithTokenExchangeGrant UpdateCustomPermissions "
        "UpdateDashboardPermissions UpdateDataSetPermissions UpdateDataSourcePermissions "
        "UpdateFlowPermissions UpdateFolderPermissions UpdateGroup UpdateIAMPolicyAssignment "
        "UpdateIdentityPropagationConfig UpdateIpRestriction UpdateKeyRegistration "
        "UpdateKnowledgeBasePermissions UpdatePublicSharingSettings UpdateResourcePermissions "
        "UpdateRoleCustomPermission UpdateSelfUpgrade UpdateSpacePermissions UpdateTemplatePermissions "
        "UpdateThemePermissions UpdateTopicPermissions UpdateTopicPermissionsV2 UpdateUser "
        "UpdateUserCustomPermission"
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
    "rds": (
        "AuthorizeDBSecurityGroupIngress ModifyDBClusterSnapshotAttribute ModifyDBSnapshotAttribute "
        "RevokeDBSecurityGroupIngress"
    ),
    "redshift": (
        "AssociateDataShareConsumer AuthorizeClusterSecurityGroupIngress AuthorizeDataShare "
        "AuthorizeEndpointAccess AuthorizeSnapshotAccess CreateAuthenticationProfile "
        "CreateRedshiftIdcApplication CreateSnapshotCopyGrant DeauthorizeDataShare "
        "DeleteAuthenticationProfile DeleteRedshiftIdcApplication DeleteResourcePolicy "
        "DeleteSnapshotCopyGrant DisassociateDataShareConsumer ModifyAuthenticationProfile "
        "ModifyClusterIamRoles ModifyRedshiftIdcApplication PutResourcePolicy RejectDataShare "
        "RevokeClusterSecurityGroupIngress RevokeEndpointAccess RevokeSnapshotAccess"
    ),
    "redshift-serverless": ("DeleteResourcePolicy PutResourcePolicy UpdateLakehouseConfiguration"),
    "refactor-spaces": ("DeleteResourcePolicy PutResourcePolicy"),
    "rekognition": ("DeleteProjectPolicy PutProjectPolicy"),
    "repostspace": (
        "BatchAddChannelRoleToAccessors BatchAddRole BatchRemoveChannelRoleFromAccessors BatchRemoveRole "
        "DeregisterAdmin RegisterAdmin"
    ),
    "rolesanywhere": (
        "CreateProfile CreateTrustAnchor DeleteAttributeMapping DeleteCrl DeleteProfile DeleteTrustAnchor "
        "DisableCrl DisableProfile DisableTrustAnchor EnableCrl EnableProfile EnableTrustAnchor ImportCrl "
        "PutAttributeMapping UpdateCrl UpdateProfile UpdateTrustAnchor"
    ),
    "route53": ("CreateVPCAssociationAuthorization DeleteVPCAssociationAuthorization"),
    "route53-recovery-readiness": ("CreateCrossAccountAuthorization DeleteCrossAccountAuthorization"),
    "route53domains": ("PushDomain TransferDomainToAnotherAwsAccount"),
    "route53resolver": ("PutFirewallRuleGroupPolicy PutResolverQueryLogConfigPolicy PutResolverRulePolicy"),
    "rum": ("DeleteResourcePolicy PutResourcePolicy"),
    "s3": (
        "AssociateAccessGrantsIdentityCenter CreateAccessGrant CreateAccessGrantsInstance "
        "CreateAccessGrantsLocation DeleteAccessGrant DeleteAccessGrantsInstance "
        "DeleteAccessGrantsInstanceResourcePolicy DeleteAccessGrantsLocation DeleteAccessPointPolicy "
        "DeleteAccessPointPolicyForObjectLambda DeleteBucketPolicy DissociateAccessGrantsIdentityCenter "
        "PutAccessGrantsInstanceResourcePolicy PutAccessPointPolicy PutAccessPointPolicyForObjectLambda "
        "PutAccountPublicAccessBlock PutBucketAbac PutBucketAcl PutBucketOwnershipControls PutBucketPolicy "
        "PutBucketPublicAccessBlock PutMultiRegionAccessPointPolicy PutObjectAcl UpdateAccessGrantsLocation"
    ),
    "s3-outposts": ("DeleteBucketPolicy PutBucketPolicy"),
    "s3express": ("DeleteAccessPointScope PutAccessPointScope"),
    "s3files": ("DeleteFileSystemPolicy PutFileSystemPolicy"),
    "s3tables": ("DeleteTableBucketPolicy DeleteTablePolicy PutTableBucketPolicy PutTablePolicy"),
    "s3vectors": ("DeleteVectorBucketPolicy PutVectorBucketPolicy"),
    "sagemaker": ("DeleteEndpointPolicy DeleteModelPackageGroupPolicy PutEndpointPolicy PutModelPackageGroupPolicy"),
    "schemas": ("DeleteResourcePolicy PutResourcePolicy"),
    "secretsmanager": ("DeleteResourcePolicy PutResourcePolicy"),
    "securityhub": ("DisableOrganizationAdminAccount EnableOrganizationAdminAccount"),
    "securitylake": (
        "CreateSubscriber DeleteSubscriber DeregisterDataLakeDelegatedAdministrator "
        "RegisterDataLakeDelegatedAdministrator UpdateSubscriber"
    ),
    "serverlessrepo": ("PutApplicationPolicy UnshareApplication"),
    "servicecatalog": (
        "AcceptPortfolioShare AssociatePrincipalWithPortfolio CreatePortfolioShare DeletePortfolioShare "
        "DisableAWSOrganizationsAccess DisassociatePrincipalFromPortfolio EnableAWSOrganizationsAccess "
        "UpdatePortfolioShare"
    ),
    "ses": (
        "CreateEmailIdentityPolicy DeleteEmailIdentityPolicy DeleteIdentityPolicy PutIdentityPolicy "
        "UpdateEmailIdentityPolicy"
    ),
    "signer": ("AddProfilePermission RemoveProfilePermission"),
    "signin": (
        "DeleteConsoleAuthorizationConfiguration DeleteResourcePermissionStatement "
        "PutConsoleAuthorizationConfiguration PutResourcePermissionStatement"
    ),
    "sms-voice": ("DeleteResourcePolicy PutResourcePolicy"),
    "sns": ("AddPermission RemovePermission"),
    "sqs": ("AddPermission RemovePermission"),
    "ssm": ("DeleteResourcePolicy ModifyDocumentPermission PutResourcePolicy StartAccessRequest"),
    "ssm-contacts": ("PutContactPolicy"),
    "ssm-incidents": ("DeleteResourcePolicy PutResourcePolicy"),
    "ssm-sap": ("DeleteResourcePermission PutResourcePermission"),
    "sso": (
        "AttachCustomerManagedPolicyReferenceToPermissionSet AttachManagedPolicyToPermissionSet "
        "CreateAccountAssignment CreateApplication CreateApplicationAssignment "
        "CreateInstanceAccessControlAttributeConfiguration CreatePermissionSet CreateTrustedTokenIssuer "
        "DeleteAccountAssignment DeleteApplication DeleteApplicationAccessScope DeleteApplicationAssignment "
        "DeleteApplicationAuthenticationMethod DeleteApplicationGrant DeleteInlinePolicyFromPermissionSet "
        "DeleteInstanceAccessControlAttributeConfiguration DeletePermissionSet "
        "DeletePermissionsBoundaryFromPermissionSet DeleteTrustedTokenIssuer "
        "DetachCustomerManagedPolicyReferenceFromPermissionSet DetachManagedPolicyFromPermissionSet "
        "ProvisionPermissionSet PutApplicationAccessScope PutApplicationAssignmentConfiguration "
        "PutApplicationAuthenticationMethod PutApplicationGrant PutInlinePolicyToPermissionSet "
        "PutPermissionsBoundaryToPermissionSet UpdateApplication "
        "UpdateInstanceAccessControlAttributeConfiguration UpdatePermissionSet UpdateTrustedTokenIssuer"
    ),
    "storagegateway": (
        "DeleteChapCredentials JoinDomain SetLocalConsolePassword SetSMBGuestPassword UpdateChapCredentials "
        "UpdateSMBLocalGroups"
    ),
    "transfer": ("CreateAccess DeleteAccess DeleteSshPublicKey ImportSshPublicKey UpdateAccess"),
    "verifiedpermissions": (
        "CreateIdentitySource CreatePolicy CreatePolicyTemplate DeleteIdentitySource DeletePolicy "
        "DeletePolicyTemplate PutSchema UpdateIdentitySource UpdatePolicy UpdatePolicyTemplate"
    ),
    "vpc-lattice": ("DeleteAuthPolicy DeleteResourcePolicy PutAuthPolicy PutResourcePolicy"),
    "waf": ("CreateWebACL DeletePermissionPolicy DeleteWebACL PutPermissionPolicy UpdateWebACL"),
    "waf-regional": ("CreateWebACL DeletePermissionPolicy DeleteWebACL PutPermissionPolicy UpdateWebACL"),
    "wafv2": ("DeletePermissionPolicy PutPermissionPolicy"),
    "wellarchitected": (
        "CreateLensShare CreateProfileShare CreateTemplateShare CreateWorkloadShare DeleteAgentProfilePolicy "
        "DeleteAgentRecommendationPolicy DeleteLensShare DeleteProfileShare DeleteTemplateShare "
        "DeleteWorkloadShare PutAgentProfilePolicy PutAgentRecommendationPolicy UpdateShareInvitation "
        "UpdateWorkloadShare"
    ),
    "workdocs": ("AddResourcePermissions CreateUser RemoveAllResourcePermissions RemoveResourcePermission UpdateUser"),
    "workmail": (
        "AssociateDelegateToResource AssociateMemberToGroup CreateImpersonationRole DeleteAccessControlRule "
        "DeleteIdentityProviderConfiguration DeleteImpersonationRole DeleteMailboxPermissions "
        "DisassociateDelegateFromResource DisassociateMemberFromGroup PutAccessControlRule "
        "PutIdentityProviderConfiguration PutMailboxPermissions ResetPassword UpdateImpersonationRole"
    ),
    "workspaces": (
        "AssociateIpGroups AuthorizeIpRules DisassociateIpGroups ModifySelfservicePermissions RevokeIpRules "
        "UpdateConnectionAliasPermission UpdateWorkspaceImagePermission"
    ),
    "workspaces-web": (
        "CreateIdentityProvider CreateTrustStore DeleteIdentityProvider UpdateIdentityProvider UpdateTrustStore"
    ),
    "xray": ("DeleteResourcePolicy PutResourcePolicy"),
}

DELEGATION: Final[Mapping[str, str]] = {
    "access-analyzer": ("StartPolicyGeneration"),
    "account-access": ("GetRoleCredentials"),
    "aco-automation": ("StartAutomationEvent"),
    "airflow": ("CreateCliToken CreateEnvironment CreateWebLoginToken InvokeRestApi UpdateEnvironment"),
    "airflow-serverless": ("CreateAirflowUiUrl StartWorkflowRun"),
    "amplify": ("CreateBackendEnvironment CreateDeployment StartDeployment StartJob"),
    "amplifyuibuilder": ("StartCodegenJob"),
    "apigateway": ("PATCH POST PUT"),
    "appconfig": ("StartDeployment StartExperimentRun"),
    "appfabric": ("StartIngestion StartUserAccessTasks"),
    "appflow": ("StartFlow"),
    "application-autoscaling": ("PutScalingPolicy PutScheduledAction RegisterScalableTarget"),
    "apprunner": ("CreateService StartDeployment UpdateService"),
    "appstream": ("StartSoftwareDeploymentToImageBuilder"),
    "appsync": (
        "CreateDataSource CreateFunction CreateResolver StartDataSourceIntrospection UpdateDataSource "
        "UpdateFunction UpdateResolver"
    ),
    "arc-region-switch": ("ApprovePlanExecutionStep StartPlanExecution UpdatePlanExecution UpdatePlanExecutionStep"),
    "athena": ("ExportNotebook GetSessionEndpoint StartCalculationExecution StartQueryExecution StartSession"),
    "autoscaling": (
        "AttachInstances BatchPutScheduledUpdateGroupAction CompleteLifecycleAction CreateAutoScalingGroup "
        "CreateLaunchConfiguration LaunchInstances PutLifecycleHook PutNotificationConfiguration "
        "PutScalingPolicy PutScheduledUpdateGroupAction PutWarmPool ResumeProcesses UpdateAutoScalingGroup"
    ),
    "autoscaling-plans": ("CreateScalingPlan UpdateScalingPlan"),
    "aws-marketplace": ("StartAgreementApprovals StartChangeSet"),
    "b2bi": ("StartTransformerJob"),
    "backup": (
        "CreateBackupPlan CreateBackupSelection CreateReportPlan StartBackupJob StartCopyJob StartReportJob "
        "StartRestoreJob StartScanJob UpdateBackupPlan UpdateReportPlan"
    ),
    "backup-gateway": ("StartVirtualMachinesMetadataSync TestHypervisorConfiguration"),
    "backup-search": ("StartSearchResultExportJob"),
    "batch": ("RegisterJobDefinition SubmitJob SubmitServiceJob"),
    "bcm-dashboards": ("ExecuteScheduledReport"),
    "bedrock": (
        "AgenticRetrieveStream InvokeAgent InvokeBlueprintOptimizationAsync InvokeDataAutomation "
        "InvokeDataAutomationAsync InvokeDataAutomationLibraryIngestionJob InvokeFlow InvokeInlineAgent "
        "InvokeModel StartAutomatedReasoningPolicyBuildWorkflow StartAutomatedReasoningPolicyTestWorkflow "
        "StartFlowExecution StartIngestionJob"
    ),
    "bedrock-agentcore": (
        "CompleteResourceTokenAuth GetResourceApiKey GetResourceOauth2Token GetResourcePaymentToken "
        "GetWorkloadAccessToken GetWorkloadAccessTokenForJWT GetWorkloadAccessTokenForUserId "
        "InvokeAgentRuntime InvokeAgentRuntimeCommand InvokeBrowser InvokeCodeInterpreter InvokeHarness "
        "StartBatchEvaluation StartBrowserSession StartCodeInterpreterSession StartDatasetGeneration "
        "StartMemoryExtractionJob StartPolicyGeneration StartRecommendation"
    ),
    "budgets": ("CreateBudgetAction ExecuteBudgetAction UpdateBudgetAction"),
    "cases": ("StartMergeCases"),
    "ce": ("CreateAnomalySubscription UpdateAnomalySubscription"),
    "chime": ("StartMeetingTranscription StartSpeakerSearchTask StartVoiceToneAnalysisTask"),
    "cleanrooms": ("StartAnalysisLogExport StartProtectedJob StartProtectedQuery"),
    "cleanrooms-ml": (
        "StartAudienceExportJob StartAudienceGenerationJob StartTrainedModelExportJob StartTrainedModelInferenceJob"
    ),
    "cloudformation": (
        "ActivateType CancelUpdateStack ContinueUpdateRollback CreateChangeSet CreateResource CreateStack "
        "CreateStackInstances CreateStackSet ExecuteChangeSet ExecuteStackRefactor ImportStacksToStackSet "
        "PublishType RecordHandlerProgress RegisterPublisher RegisterType RemoveAlias RollbackStack SetAlias "
        "SetTypeConfiguration SetTypeDefaultVersion SignalResource StopStackSetOperation TestType "
        "UpdateResource UpdateStack UpdateStackInstances UpdateStackSet"
    ),
    "cloudfront": (
        "CreateConnectionFunction CreateFunction PublishConnectionFunction PublishFunction "
        "UpdateConnectionFunction UpdateFunction"
    ),
    "cloudtrail": ("StartImport StartQuery"),
    "cloudwatch": ("EnableAlarmActions PutMetricStream SetAlarmState StartMetricStreams"),
    "codebuild": (
        "CreateWebhook RetryBuild RetryBuildBatch StartBuild StartBuildBatch StartCommandExecution "
        "StartSandbox StartSandboxConnection UpdateWebhook"
    ),
    "codecatalyst": ("StartDevEnvironmentSession StartWorkflowRun"),
    "codecommit": ("PutRepositoryTriggers TestRepositoryTriggers"),
    "codeconnections": ("CreateSyncConfiguration UpdateSyncConfiguration"),
    "codedeploy": ("ContinueDeployment CreateDeployment"),
    "codepipeline": (
        "EnableStageTransition OverrideStageCondition PutApprovalResult PutWebhook "
        "RegisterWebhookWithThirdParty RetryStageExecution RollbackStage StartPipelineExecution"
    ),
    "codestar-connections": ("CreateSyncConfiguration UpdateSyncConfiguration"),
    "cognito-identity": ("GetCredentialsForIdentity GetOpenIdToken GetOpenIdTokenForDeveloperIdentity"),
    "cognito-idp": (
        "AdminInitiateAuth AdminRespondToAuthChallenge GetTokensFromRefreshToken InitiateAuth "
        "RespondToAuthChallenge StartUserImportJob"
    ),
    "comprehend": (
        "StartDocumentClassificationJob StartDominantLanguageDetectionJob StartEntitiesDetectionJob "
        "StartEventsDetectionJob StartFlywheelIteration StartKeyPhrasesDetectionJob "
        "StartPiiEntitiesDetectionJob StartSentimentDetectionJob StartTargetedSentimentDetectionJob "
        "StartTopicsDetectionJob"
    ),
    "comprehendmedical": (
        "StartEntitiesDetectionV2Job StartICD10CMInferenceJob StartPHIDetectionJob StartRxNormInferenceJob "
        "StartSNOMEDCTInferenceJob"
    ),
    "compute-optimizer": (
        "ExportAutoScalingGroupRecommendations ExportEBSVolumeRecommendations "
        "ExportEC2InstanceRecommendations ExportECSServiceRecommendations ExportIdleRecommendations "
        "ExportLambdaFunctionRecommendations ExportLicenseRecommendations ExportRDSDatabaseRecommendations"
    ),
    "config": (
        "DeliverConfigSnapshot PutConfigRule PutConformancePack PutOrganizationConfigRule "
        "PutOrganizationConformancePack PutRemediationConfigurations PutServiceLinkedConfigurationRecorder "
        "StartRemediationExecution"
    ),
    "connect": (
        "StartAssistantContact StartChatContact StartContactConversationalAnalyticsJob StartContactEvaluation "
        "StartContactMediaProcessing StartContactRecording StartContactStreaming StartEmailContact "
        "StartOutboundChatContact StartOutboundEmailContact StartOutboundVoiceContact StartTaskContact "
        "StartTestCaseExecution StartWebRTCContact"
    ),
    "connect-campaigns": ("StartCampaign StartInstanceOnboardingJob"),
    "continuum": ("StartIntegrationAuthorization"),
    "controltower": (
        "CreateLandingZone EnableBaseline EnableControl ResetEnabledBaseline ResetEnabledControl "
        "ResetLandingZone UpdateEnabledBaseline UpdateEnabledControl UpdateLandingZone"
    ),
    "databrew": ("StartJobRun StartProjectSession"),
    "dataexchange": ("StartJob"),
    "datapipeline": ("ActivatePipeline PutPipelineDefinition"),
    "datasync": ("StartTaskExecution"),
    "datazone": (
        "CreateEnvironment GetEnvironmentCredentials GetIamPortalLoginUrl StartDataSourceRun "
        "StartMetadataGenerationRun StartNotebookExport StartNotebookImport StartNotebookRun "
        "StartNotebookSync"
    ),
    "deadline": (
        "AssumeFleetRoleForRead AssumeFleetRoleForWorker AssumeQueueRoleForRead AssumeQueueRoleForUser "
        "AssumeQueueRoleForWorker"
    ),
    "detective": ("StartInvestigation"),
    "devicefarm": ("CreateRemoteAccessSession InstallToRemoteAccessSession ScheduleRun"),
    "discovery": ("ExportConfigurations StartExportTask StartImportTask"),
    "dlm": ("CreateLifecyclePolicy UpdateLifecyclePolicy"),
    "dms": (
        "AssociateExtensionPack BatchStartRecommendations CreateReplicationInstance "
        "ExportMetadataModelAssessment RunFleetAdvisorLsaAnalysis StartDataMigration "
        "StartMetadataModelAssessment StartMetadataModelConversion StartMetadataModelCreation "
        "StartMetadataModelExportAsScripts StartMetadataModelExportToTarget StartMetadataModelImport "
        "StartRecommendations StartReplication StartReplicationTask StartReplicationTaskAssessment "
        "StartReplicationTaskAssessmentRun TestConnection"
    ),
    "drs": (
        "ExportSourceNetworkCfnTemplate RetryDataReplication RetryRecoveryPlanExecutionStep "
        "StartFailbackLaunch StartRecovery StartRecoveryPlanExecution StartReplication "
        "StartSourceNetworkRecovery StartSourceNetworkReplication"
    ),
    "ds": ("StartADAssessment"),
    "dynamodb": (
        "CreateGlobalTable EnableKinesisStreamingDestination ExportTableToPointInTime UpdateGlobalTable "
        "UpdateGlobalTableSettings UpdateKinesisStreamingDestination UpdateTableReplicaAutoScaling"
    ),
    "ec2": (
        "AssociateEnclaveCertificateIamRole AssociateIamInstanceProfile AssociateInstanceEventWindow "
        "BundleInstance CreateCapacityManagerDataExport CreateFleet CreateFlowLogs CreateInstanceEventWindow "
        "CreateInstanceExportTask CreateSpotDatafeedSubscription CreateStoreImageTask "
        "CreateTrafficMirrorSession CreateVpcEndpointConnectionNotification EnableFastLaunch ExportImage "
        "ExportTransitGatewayRoutes ModifyFleet ModifyInstanceEventWindow ModifyLaunchTemplate "
        "ModifySpotFleetRequest ModifyVerifiedAccessInstanceLoggingConfiguration "
        "ModifyVpcEndpointConnectionNotification RegisterInstanceEventNotificationAttributes "
        "ReplaceIamInstanceProfileAssociation RequestSpotFleet RequestSpotInstances RunScheduledInstances "
        "SendDiagnosticInterrupt"
    ),
    "ecr": (
        "CreatePullThroughCacheRule CreateRepositoryCreationTemplate PutLifecyclePolicy "
        "PutReplicationConfiguration StartReplicationBackfill UpdatePullThroughCacheRule "
        "UpdateRepositoryCreationTemplate"
    ),
    "ecs": (
        "ContinueServiceDeployment CreateCapacityProvider CreateDaemon CreateExpressGatewayService "
        "CreateService CreateTaskSet ExecuteCommand PutClusterCapacityProviders RegisterContainerInstance "
        "RunTask StartTask StopServiceDeployment SubmitAttachmentStateChanges SubmitContainerStateChange "
        "SubmitTaskStateChange UpdateCapacityProvider UpdateCluster UpdateContainerAgent UpdateDaemon "
        "UpdateExpressGatewayService UpdateGateway UpdateService UpdateServicePrimaryTaskSet UpdateTaskSet"
    ),
    "eks": (
        "CreateAddon CreateCapability CreateCluster CreateFargateProfile CreateNodegroup "
        "CreatePodIdentityAssociation RegisterCluster UpdateAddon UpdateCapability UpdateNodegroupConfig "
        "UpdateNodegroupVersion UpdatePodIdentityAssociation"
    ),
    "eks-auth": ("AssumeRoleForPodIdentity"),
    "elasticache": ("ExportServerlessCacheSnapshot StartMigration"),
    "elasticbeanstalk": (
        "ApplyEnvironmentManagedAction ComposeEnvironments CreateApplicationVersion "
        "CreateConfigurationTemplate CreateEnvironment CreatePlatformVersion SwapEnvironmentCNAMEs "
        "UpdateConfigurationTemplate UpdateEnvironment"
    ),
    "elasticmapreduce": (
        "AddJobFlowSteps GetClusterSessionCredentials GetOnClusterAppUIPresignedURL "
        "GetPersistentAppUIPresignedURL GetSessionEndpoint PutAutoScalingPolicy PutManagedScalingPolicy "
        "RunJobFlow StartNotebookExecution StartSession"
    ),
    "emr-containers": ("GetManagedEndpointSessionCredentials StartJobRun"),
    "emr-serverless": ("StartJobRun StartSession"),
    "entityresolution": ("StartIdMappingJob StartMatchingJob"),
    "es": ("StartMigration"),
    "events": (
        "ActivateEventSource CreateApiDestination CreateConnection CreateEndpoint CreatePartnerEventSource "
        "CreateSubscriber EnableRule PutEvents PutPartnerEvents PutRawEvents PutRule PutTargets StartReplay "
        "UpdateApiDestination UpdateConnection UpdateEndpoint UpdateSubscriber"
    ),
    "execute-api": ("Invoke ManageConnections"),
    "fis": ("CreateExperimentTemplate StartExperiment UpdateExperimentTemplate"),
    "fms": ("PutPolicy"),
    "fsx": ("StartMisconfiguredStateRecovery"),
    "gamelift": (
        "CreateBuild CreateContainerFleet CreateFleet CreateScript GetComputeAccess GetComputeAuthToken "
        "GetInstanceAccess PutScalingPolicy RequestUploadCredentials StartGameSessionPlacement "
        "StartMatchBackfill StartMatchmaking UpdateContainerFleet UpdateScript"
    ),
    "gameliftstreams": ("ExportStreamSessionFiles StartStreamSession"),
    "geo": ("StartJob"),
    "glue": (
        "CreateBlueprint CreateCrawler CreateDevEndpoint CreateJob CreateTrigger CreateUserDefinedFunction "
        "CreateWorkflow ResumeWorkflowRun RunStatement StartBlueprintRun StartColumnStatisticsTaskRun "
        "StartColumnStatisticsTaskRunSchedule StartCrawler StartCrawlerSchedule "
        "StartDataQualityRuleRecommendationRun StartDataQualityRulesetEvaluationRun StartExportLabelsTaskRun "
        "StartImportLabelsTaskRun StartJobRun StartJobUpgradeAnalysis StartMLEvaluationTaskRun "
        "StartMLLabelingSetGenerationTaskRun StartMaterializedViewRefreshTaskRun StartTrigger "
        "StartWorkflowRun TestConnection UpdateBlueprint UpdateCrawler UpdateCrawlerSchedule "
        "UpdateDevEndpoint UpdateJob UpdateJobFromSourceControl UpdateTrigger UpdateUserDefinedFunction "
        "UpdateWorkflow"
    ),
    "greengrass": (
        "CreateComponentVersion CreateDeployment CreateFunctionDefinition CreateFunctionDefinitionVersion "
        "StartBulkDeployment"
    ),
    "guardduty": ("StartMalwareScan"),
    "health-agent": ("StartMedicalCodingJob StartMedicalScribeListeningSession StartPatientInsightsJob"),
    "healthlake": ("StartDataTransformationJob StartFHIRExportJob StartFHIRImportJob"),
    "imagebuilder": (
        "CreateComponent CreateImage CreateImagePipeline CreateWorkflow ImportComponent RetryImage "
        "StartImagePipelineExecution StartResourceStateUpdate UpdateImagePipeline"
    ),
    "inspector": ("StartAssessmentRun"),
    "iot": (
        "CreateJob CreatePackageVersion CreateScheduledAudit CreateTopicRule EnableTopicRule ReplaceTopicRule "
        "StartAuditMitigationActionsTask StartDetectMitigationActionsTask StartOnDemandAuditTask "
        "StartThingRegistrationTask TestInvokeAuthorizer UpdateScheduledAudit"
    ),
    "iotdeviceadvisor": ("StartSuiteRun"),
    "iotjobsdata": ("StartCommandExecution"),
    "iotmanagedintegrations": ("StartAccountAssociationRefresh StartDeviceDiscovery"),
    "iotsitewise": ("ExecuteAction ExecuteQuery InvokeAssistant StartPipelineExecution"),
    "iotthingsgraph": ("DeploySystemInstance"),
    "iottwinmaker": ("ExecuteQuery"),
    "iotwireless": (
        "StartBulkAssociateWirelessDeviceWithMulticastGroup "
        "StartBulkDisassociateWirelessDeviceFromMulticastGroup StartFuotaTask StartMulticastGroupSession "
        "StartSingleWirelessDeviceImportTask StartWirelessDeviceImportTask TestWirelessDevice"
    ),
    "ivs": ("StartComposition StartParticipantReplication"),
    "kendra": ("StartDataSourceSyncJob"),
    "kinesisanalytics": ("CreateApplicationPresignedUrl ExportSnapshot StartApplication"),
    "kinesisvideo": ("StartEdgeConfigurationUpdate"),
    "kms": ("GenerateMac Sign"),
    "lakeformation": (
        "AssumeDecoratedRoleWithSAML GetTemporaryDataLocationCredentials GetTemporaryGlueFunctionCredentials "
        "GetTemporaryGluePartitionCredentials GetTemporaryGlueTableCredentials"
    ),
    "lambda": (
        "CheckpointDurableExecution CreateCapacityProvider CreateEventSourceMapping CreateFunction "
        "CreateFunctionUrlConfig InvokeFunction PauseDurableExecution PutFunctionEventInvokeConfig "
        "PutRuntimeManagementConfig ResumeDurableExecution RunMicrovm SendDurableExecutionCallbackFailure "
        "SendDurableExecutionCallbackHeartbeat SendDurableExecutionCallbackSuccess StopDurableExecution "
        "UpdateAlias UpdateCapacityProvider UpdateEventSourceMapping UpdateFunctionCode "
        "UpdateFunctionConfiguration UpdateFunctionEventInvokeConfig UpdateFunctionUrlConfig"
    ),
    "lex": (
        "PostContent PostText RecognizeText RecognizeUtterance StartBotAnalyzer StartBotRecommendation "
        "StartBotResourceGeneration StartConversation StartImport StartMigration StartTestExecution "
        "StartTestSetGeneration"
    ),
    "license-manager-user-subscriptions": ("StartProductSubscription"),
    "lightsail": (
        "CreateContainerServiceDeployment DownloadDefaultKeyPair ExportSnapshot GetInstanceAccessDetails "
        "GetRelationalDatabaseMasterUserPassword StartGUISession TestAlarm"
    ),
    "logs": (
        "AssociateSourceToS3TableIntegration CreateDelivery CreateExportTask CreateImportTask "
        "CreateScheduledQuery PutAccountPolicy PutDataProtectionPolicy PutDeliveryDestination "
        "PutDeliverySource PutDestination PutIntegration PutSubscriptionFilter PutSyslogConfiguration "
        "UpdateDeliveryConfiguration UpdateScheduledQuery"
    ),
    "lookoutequipment": (
        "CreateInferenceScheduler StartDataIngestionJob StartInferenceScheduler StartRetrainingScheduler "
        "UpdateInferenceScheduler"
    ),
    "m2": ("CreateDeployment StartBatchJob"),
    "marketplacecommerceanalytics": ("GenerateDataSet StartSupportDataExport"),
    "mediaconvert": ("CreateJob"),
    "mediastore": ("StartAccessLogging"),
    "medical-imaging": ("StartDICOMImportJob"),
    "mgn": (
        "RetryDataReplication StartCutover StartExport StartImport StartImportFileEnrichment "
        "StartNetworkMigrationAnalysis StartNetworkMigrationCodeGeneration StartNetworkMigrationDeployment "
        "StartNetworkMigrationMapping StartNetworkMigrationMappingUpdate StartRemoteSourceActionJob "
        "StartReplication StartTest"
    ),
    "migrationhub-orchestrator": ("CreateWorkflow RetryWorkflowStep StartWorkflow"),
    "migrationhub-strategy": ("StartAssessment StartImportFileTask StartRecommendationReportGeneration"),
    "mpa": ("StartApprovalTeamBaseline"),
    "neptune-db": (
        "ReadDataViaQuery StartIndexRebuild StartLoaderJob StartMLDataProcessingJob StartMLModelTrainingJob "
        "StartMLModelTransformJob"
    ),
    "neptune-graph": ("ReadDataViaQuery StartExportTask StartImportTask"),
    "networkmanager": ("ExecuteCoreNetworkChangeSet"),
    "nova-act": ("InvokeActStep"),
    "observabilityadmin": ("TestTelemetryPipeline"),
    "omics": (
        "StartAnnotationImportJob StartReadSetActivationJob StartReadSetExportJob StartReadSetImportJob "
        "StartReferenceImportJob StartRun StartRunBatch StartVariantImportJob"
    ),
    "outposts": ("StartCapacityTask StartConnection"),
    "partnercentral": (
        "StartEngagementByAcceptingInvitationTask StartEngagementFromOpportunityTask "
        "StartOpportunityFromEngagementTask StartProfileUpdateTask StartProspectingFromEngagementTask "
        "StartQualificationsAssociationTask StartQualificationsDisassociationTask StartResourceSnapshotJob "
        "StartRevenueAttributionAllocationsTask StartVerification"
    ),
    "payment-cryptography": ("ExportKey"),
    "pipes": ("StartPipe"),
    "polly": ("StartSpeechSynthesisTask"),
    "profile": ("StartUploadJob"),
    "proton": (
        "CreateComponent CreateEnvironment CreateService CreateServiceInstance UpdateComponent "
        "UpdateEnvironment UpdateService UpdateServiceInstance UpdateServicePipeline"
    ),
    "qapps": ("ExportQAppSessionData PredictQApp StartQAppSession"),
    "qbusiness": ("Chat ChatSync StartDataSourceSyncJob"),
    "quicksight": (
        "StartAssetBundleExportJob StartAssetBundleImportJob StartAutomationJob StartDashboardSnapshotJob "
        "StartDashboardSnapshotJobSchedule"
    ),
    "rds": (
        "AddRoleToDBCluster AddRoleToDBInstance CreateCustomDBEngineVersion CreateDBCluster CreateDBInstance "
        "CreateEventSubscription CreateIntegration ModifyDBCluster ModifyDBInstance ModifyEventSubscription "
        "RestoreDBClusterFromSnapshot RestoreDBClusterToPointInTime StartActivityStream StartDBCluster "
        "StartDBInstanceAutomatedBackupsReplication StartExportTask"
    ),
    "rds-data": ("BatchExecuteStatement ExecuteSql ExecuteStatement"),
    "redshift": (
        "CreateScheduledAction EnableSnapshotCopy GetClusterCredentials GetClusterCredentialsWithIAM "
        "ModifyScheduledAction"
    ),
    "redshift-data": ("BatchExecuteStatement ExecuteStatement"),
    "redshift-serverless": ("CreateScheduledAction GetCredentials UpdateScheduledAction"),
    "rekognition": (
        "StartCelebrityRecognition StartContentModeration StartFaceDetection StartFaceSearch "
        "StartLabelDetection StartMediaAnalysisJob StartPersonTracking StartSegmentDetection "
        "StartTextDetection"
    ),
    "resiliencehub": ("StartDependencyInsights StartFailureModeAssessment StartMetricsExport StartTestRun"),
    "resource-groups": ("StartTagSyncTask"),
    "route53domains": ("RetrieveDomainAuthCode"),
    "s3": (
        "CreateAccessPointForObjectLambda CreateBucketMetadataTableConfiguration CreateJob GetDataAccess "
        "PutAccessPointConfigurationForObjectLambda PutAnalyticsConfiguration PutBucketLogging "
        "PutBucketNotification PutIntelligentTieringConfiguration PutInventoryConfiguration "
        "PutLifecycleConfiguration PutReplicationConfiguration SubmitMultiRegionAccessPointRoutes "
        "UpdateJobPriority UpdateJobStatus"
    ),
    "s3express": ("CreateSession"),
    "s3tables": ("StartTableMigration"),
    "sagemaker": (
        "CreateEdgeDeploymentPlan CreateEdgeDeploymentStage CreateEndpoint CreateHubContentPresignedUrls "
        "CreatePresignedDomainUrl CreatePresignedNotebookInstanceUrl ExecuteSamplingOperation "
        "ExecuteTrainingOperation InvokeEndpoint InvokeEndpointAsync InvokeEndpointWithResponseStream "
        "InvokeInferenceRouter InvokeInferenceRouterAsync RetryPipelineExecution "
        "SendPipelineExecutionStepFailure SendPipelineExecutionStepSuccess StartClusterHealthCheck "
        "StartEdgeDeploymentStage StartHumanLoop StartInferenceExperiment StartMonitoringSchedule "
        "StartPipelineExecution StartSession UpdateEndpoint"
    ),
    "sagemaker-geospatial": (
        "ExportEarthObservationJob ExportVectorEnrichmentJob StartEarthObservationJob StartVectorEnrichmentJob"
    ),
    "scheduler": ("CreateSchedule UpdateSchedule"),
    "sdb": ("StartDomainExport"),
    "secretsmanager": ("AssociateCrossAccountReplica ReplicateSecretToRegions RotateSecret"),
    "securityagent": (
        "BatchExportFindings StartCodeRemediation StartCodeReviewJob StartPentestJob StartThreatModelJob"
    ),
    "securityhub": ("StartConfigurationPolicyAssociation StartConfigurationPolicyDisassociation StartExportJobV2"),
    "serverlessrepo": ("CreateCloudFormationChangeSet CreateCloudFormationTemplate"),
    "servicecatalog": (
        "CreateProvisionedProductPlan ExecuteProvisionedProductPlan ExecuteProvisionedProductServiceAction "
        "ImportAsProvisionedProduct ProvisionProduct SyncResource UpdateProvisionedProduct"
    ),
    "ses": ("StartAddressListImportJob StartArchiveExport StartArchiveSearch"),
    "signer": ("StartSigningJob"),
    "signin": ("CreateBearerToken CreateOAuth2Token CreateOAuth2TokenWithIAM CreateOAuth2TokenWithTokenExchange"),
    "sns": ("ConfirmSubscription PutDataProtectionPolicy SetSubscriptionAttributes Subscribe"),
    "sqs": ("StartMessageMoveTask"),
    "ssm": (
        "CreateActivation CreateAssociation CreateAssociationBatch CreateCloudConnector "
        "CreateMaintenanceWindow CreateResourceDataSync RegisterDefaultHostManagementConfiguration "
        "RegisterDefaultPatchBaseline RegisterPatchBaselineForPatchGroup RegisterTargetWithMaintenanceWindow "
        "RegisterTaskWithMaintenanceWindow ResetServiceSetting ResumeSession SendAutomationSignal SendCommand "
        "StartAssociationsOnce StartAutomationExecution StartChangeRequestExecution StartSession "
        "UpdateAssociation UpdateCloudConnector UpdateDocument UpdateDocumentDefaultVersion "
        "UpdateMaintenanceWindow UpdateMaintenanceWindowTarget UpdateMaintenanceWindowTask "
        "UpdateManagedInstanceRole UpdatePatchBaseline UpdateResourceDataSync UpdateServiceSetting"
    ),
    "ssm-contacts": ("StartEngagement"),
    "ssm-incidents": ("StartIncident"),
    "ssm-quicksetup": ("CreateConfigurationManager UpdateConfigurationDefinition"),
    "ssm-sap": ("StartConfigurationChecks"),
    "sso": ("GetRoleCredentials"),
    "sso-oauth": ("CreateToken CreateTokenWithIAM StartDeviceAuthorization"),
    "states": (
        "CreateStateMachine RedriveExecution SendTaskFailure SendTaskHeartbeat SendTaskSuccess StartExecution "
        "StartSyncExecution TestState UpdateStateMachine UpdateStateMachineAlias"
    ),
    "storagegateway": ("StartAvailabilityMonitorTest StartCacheReport"),
    "sts": (
        "AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity AssumeRoot GetDelegatedAccessToken "
        "GetFederationToken GetWebIdentityToken"
    ),
    "swf": ("RespondActivityTaskCompleted RespondDecisionTaskCompleted SignalWorkflowExecution StartWorkflowExecution"),
    "synthetics": ("CreateCanary StartCanary StartCanaryDryRun UpdateCanary"),
    "tag": ("StartReportCreation"),
    "textract": ("StartDocumentAnalysis StartDocumentTextDetection StartExpenseAnalysis StartLendingAnalysis"),
    "timestream": ("CreateScheduledQuery ExecuteScheduledQuery Select UpdateScheduledQuery"),
    "transcribe": ("StartCallAnalyticsJob StartMedicalScribeJob StartMedicalTranscriptionJob StartTranscriptionJob"),
    "transfer": (
        "SendWorkflowStepState StartDirectoryListing StartFileTransfer StartRemoteMove TestConnection "
        "UpdateWebAppCustomization"
    ),
    "translate": ("StartTextTranslationJob"),
    "voiceid": ("StartFraudsterRegistrationJob StartSpeakerEnrollmentJob"),
    "waf": ("CreateWebACLMigrationStack"),
    "waf-regional": ("CreateWebACLMigrationStack"),
    "wellarchitected": ("SendAgentOrganizationalReportDataToS3"),
    "wisdom": ("StartImportJob"),
    "workmail": ("StartMailboxExportJob"),
    "workspaces": ("DeployWorkspaceApplications"),
}

IRREVERSIBLE: Final[Mapping[str, str]] = {
    "access-analyzer": ("DeleteServiceLinkedAnalyzer"),
    "account": ("DeleteAlternateContact"),
    "account-access": ("DeleteApplication DeleteEntitlement"),
    "acm": ("DeleteAcmeDomainValidation DeleteAcmeExternalAccountBinding DeleteCertificate RevokeCertificate"),
    "acm-pca": ("RevokeCertificate"),
    "agent-registry": ("DeleteRegistry DeleteRegistryRecord"),
    "aidevops": ("DeleteAgentSpace DeleteAsset DeleteAssetFile DeletePrivateConnection"),
    "aiops": ("DeleteInvestigationGroup"),
    "airflow": ("DeleteEnvironment"),
    "airflow-serverless": ("DeleteWorkflow"),
    "amplify": ("DeleteApp DeleteBackendEnvironment DeleteBranch DeleteJob DeleteWebHook"),
    "amplifybackend": (
        "DeleteBackend DeleteBackendAPI DeleteBackendAuth DeleteBackendStorage DeleteToken RemoveAllBackends"
    ),
    "amplifyuibuilder": ("DeleteComponent DeleteForm DeleteTheme"),
    "aoss": ("DeleteCollection DeleteCollectionGroup DeleteIndex DeleteIngestionStream"),
    "apigateway": ("DELETE"),
    "app-integrations": ("DeleteApplication"),
    "appconfig": (
        "DeleteApplication DeleteConfigurationProfile DeleteDeploymentStrategy DeleteEnvironment "
        "DeleteExperimentDefinition DeleteExtension DeleteHostedConfigurationVersion"
    ),
    "appfabric": ("DeleteAppBundle DeleteIngestion"),
    "appflow": ("DeleteConnectorProfile DeleteFlow"),
    "application-autoscaling": ("DeleteScheduledAction"),
    "application-cost-profiler": ("DeleteReportDefinition"),
    "application-signals": ("DeleteServiceLevelObjective"),
    "applicationinsights": ("DeleteApplication DeleteComponent DeleteLogPattern RemoveWorkload"),
    "appmesh": ("DeleteMesh DeleteVirtualGateway DeleteVirtualNode DeleteVirtualRouter DeleteVirtualService"),
    "apprunner": ("DeleteConnection DeleteService DeleteVpcConnector DeleteVpcIngressConnection"),
    "appstream": (
        "DeleteAppBlock DeleteAppBlockBuilder DeleteApplication DeleteFleet DeleteImage DeleteImageBuilder "
        "DeleteStack DeleteThemeForStack DeleteUser"
    ),
    "appsync": (
        "DeleteApi DeleteApiCache DeleteApiKey DeleteChannelNamespace DeleteDataSource DeleteDomainName "
        "DeleteFunction DeleteGraphqlApi DeleteResolver DeleteType"
    ),
    "aps": (
        "DeleteAlertManagerDefinition DeleteAnomalyDetector DeleteRuleGroupsNamespace DeleteScraper DeleteWorkspace"
    ),
    "arc-region-switch": ("DeletePlan"),
    "athena": (
        "CancelCapacityReservation DeleteCapacityReservation DeleteDataCatalog DeleteNamedQuery "
        "DeleteNotebook DeletePreparedStatement DeleteWorkGroup TerminateSession"
    ),
    "auditmanager": (
        "BatchDeleteDelegationByAssessment DeleteAssessment DeleteAssessmentFramework DeleteAssessmentReport "
        "DeleteControl"
    ),
    "autoscaling": (
        "BatchDeleteScheduledAction DeleteAutoScalingGroup DeleteLaunchConfiguration DeleteLifecycleHook "
        "DeleteNotificationConfiguration DeletePolicy DeleteScheduledAction DeleteWarmPool ExecutePolicy "
        "RollbackInstanceRefresh SetDesiredCapacity SetInstanceHealth StartInstanceRefresh "
        "TerminateInstanceInAutoScalingGroup"
    ),
    "autoscaling-plans": ("DeleteScalingPlan"),
    "b2bi": ("DeleteCapability DeletePartnership DeleteProfile DeleteTransformer"),
    "backup": (
        "CancelLegalHold DeleteBackupAccessPoint DeleteBackupPlan DeleteBackupSelection DeleteBackupVault "
        "DeleteFramework DeleteRecoveryPoint DeleteReportPlan DeleteRestoreTestingPlan "
        "DeleteRestoreTestingSelection"
    ),
    "backup-gateway": ("DeleteGateway DeleteHypervisor"),
    "batch": (
        "DeleteComputeEnvironment DeleteConsumableResource DeleteJobQueue DeleteQuotaShare "
        "DeleteServiceEnvironment TerminateJob TerminateJobs TerminateServiceJob TerminateServiceJobs"
    ),
    "bcm-dashboards": ("DeleteDashboard DeleteScheduledReport"),
    "bcm-data-exports": ("DeleteExport"),
    "bcm-pricing-calculator": (
        "DeleteBillEstimate DeleteBillScenario DeleteBillScenarioCommitmentModification "
        "DeleteBillScenarioUsageModification DeleteWorkloadEstimate DeleteWorkloadEstimateUsage"
    ),
    "bedrock": (
        "BatchDeleteAdvancedPromptOptimizationJob BatchDeleteEvaluationJob DeleteAgent DeleteAgentActionGroup "
        "DeleteAgentMemory DeleteAgentVersion DeleteAutomatedReasoningPolicyBuildWorkflow "
        "DeleteAutomatedReasoningPolicyTestCase DeleteBlueprint DeleteCustomModel DeleteCustomModelDeployment "
        "DeleteDataAutomationLibrary DeleteDataAutomationProject DeleteDataSource DeleteFlow "
        "DeleteFlowVersion DeleteFoundationModelAgreement DeleteGuardrail DeleteImportedModel "
        "DeleteInferenceProfile DeleteKnowledgeBase DeleteKnowledgeBaseDocuments DeletePrompt "
        "DeletePromptRouter DeleteProvisionedModelThroughput DeleteRetrievalInstruction DeleteSession "
        "EndSession"
    ),
    "bedrock-agentcore": (
        "BatchDeleteMemoryRecords DeleteABTest DeleteAgentRuntime DeleteApiKeyCredentialProvider "
        "DeleteBatchEvaluation DeleteBrowser DeleteBrowserProfile DeleteCapacityProvider "
        "DeleteCapacityProviderSession DeleteCodeInterpreter DeleteConfigurationBundle DeleteConsentPortal "
        "DeleteDataset DeleteDatasetExamples DeleteDatasetGeneration DeleteEvaluator DeleteEvent "
        "DeleteGateway DeleteHarness DeleteMemory DeleteMemoryRecord DeleteOauth2CredentialProvider "
        "DeletePaymentConnector DeletePaymentCredentialProvider DeletePaymentInstrument DeletePaymentManager "
        "DeletePaymentSession DeleteRecommendation DeleteRegistry DeleteRegistryRecord DeleteWorkloadIdentity"
    ),
    "billing": ("DeleteBillingView"),
    "billingconductor": ("DeleteBillingGroup DeleteCustomLineItem DeletePricingPlan"),
    "budgets": ("DeleteBudgetAction ModifyBudget"),
    "cases": ("DeleteCase DeleteDomain DeleteField DeleteLayout DeleteRelatedItem"),
    "cassandra": ("Drop"),
    "ce": ("DeleteAnomalyMonitor DeleteAnomalySubscription DeleteCostCategoryDefinition"),
    "chatbot": (
        "DeleteCustomAction DeleteMicrosoftTeamsConfiguredTeam DeleteMicrosoftTeamsUserIdentity "
        "DeleteSlackUserIdentity DeleteSlackWorkspaceAuthorization"
    ),
    "chime": (
        "BatchDeletePhoneNumber DeleteAccount DeleteAppInstance DeleteAppInstanceAdmin DeleteAppInstanceBot "
        "DeleteAppInstanceUser DeleteAttendee DeleteChannel DeleteChannelBan DeleteChannelFlow "
        "DeleteChannelMessage DeleteChannelModerator DeleteMediaCapturePipeline DeleteMediaPipeline "
        "DeleteMediaPipelineKinesisVideoStreamPool DeleteMeeting DeletePhoneNumber DeleteProxySession "
        "DeleteRoom DeleteSipMediaApplication DeleteVoiceConnector DeleteVoiceConnectorGroup "
        "DeleteVoiceConnectorOrigination DeleteVoiceConnectorProxy DeleteVoiceConnectorTermination "
        "DeleteVoiceProfile DeleteVoiceProfileDomain"
    ),
    "cleanrooms": (
        "DeleteCollaboration DeleteConfiguredTable DeleteIdMappingTable DeleteIntermediateTable DeleteMember"
    ),
    "cleanrooms-ml": (
        "DeleteAudienceGenerationJob DeleteAudienceModel DeleteConfiguredAudienceModel "
        "DeleteConfiguredModelAlgorithm DeleteMLInputChannelData DeleteTrainedModelOutput "
        "DeleteTrainingDataset"
    ),
    "cloud9": ("DeleteEnvironment"),
    "clouddirectory": (
        "DeleteDirectory DeleteFacet DeleteObject DeleteSchema DeleteTypedLinkFacet RemoveFacetFromObject"
    ),
    "cloudformation": (
        "DeactivateType DeleteChangeSet DeleteGeneratedTemplate DeleteResource DeleteStack "
        "DeleteStackInstances DeleteStackSet DeregisterType"
    ),
    "cloudfront": (
        "DeleteAnycastIpList DeleteCloudFrontOriginAccessIdentity DeleteConnectionFunction "
        "DeleteConnectionGroup DeleteDistribution DeleteDistributionTenant DeleteFieldLevelEncryptionProfile "
        "DeleteFunction DeleteKeyGroup DeleteKeyValueStore DeleteOriginAccessControl DeletePublicKey "
        "DeleteStreamingDistribution DeleteTrustStore DeleteVpcOrigin"
    ),
    "cloudfront-keyvaluestore": ("DeleteKey"),
    "cloudhsm": ("DeleteBackup DeleteCluster DeleteHapg DeleteHsm DeleteLunaClient"),
    "cloudsearch": ("DeleteAnalysisScheme DeleteDomain DeleteExpression DeleteIndexField DeleteSuggester"),
    "cloudtrail": ("DeleteChannel DeleteDashboard DeleteEventDataStore DeleteTrail"),
    "cloudwatch": (
        "DeleteAlarmMuteRule DeleteAlarms DeleteAlert DeleteAnomalyDetector DeleteDashboards DeleteDomain "
        "DeleteDomainForOrganization DeleteInsightRules DeleteMetricDataQueryDefinition DeleteMetricStream "
        "DeleteOmniDashboard DeleteResourceMetricsConfiguration DeleteSpace DeleteView"
    ),
    "codeartifact": (
        "DeleteDomain DeletePackage DeletePackageGroup DeletePackageVersions DeleteRepository DisposePackageVersions"
    ),
    "codebuild": (
        "BatchDeleteBuilds DeleteBuildBatch DeleteFleet DeleteProject DeleteReport DeleteReportGroup DeleteWebhook"
    ),
    "codecatalyst": ("DeleteAccessToken DeleteDevEnvironment DeleteProject DeleteSourceRepository DeleteSpace"),
    "codecommit": ("DeleteBranch DeleteCommentContent DeleteFile DeleteRepository"),
    "codeconnections": ("DeleteConnection DeleteHost DeleteRepositoryLink"),
    "codedeploy": ("DeleteApplication DeleteDeploymentGroup DeleteGitHubAccountToken DeleteResourcesByExternalId"),
    "codeguru-profiler": ("DeleteProfilingGroup RemoveNotificationChannel"),
    "codepipeline": ("DeleteCustomActionType DeletePipeline DeleteWebhook"),
    "codestar-connections": ("DeleteConnection DeleteHost DeleteRepositoryLink"),
    "cognito-idp": (
        "AdminDeleteSoftwareToken AdminDeleteUser AdminForgetDevice DeleteManagedLoginBranding "
        "DeleteResourceServer DeleteTerms DeleteUser DeleteUserPool DeleteUserPoolClient "
        "DeleteUserPoolClientSecret DeleteUserPoolDomain DeleteUserPoolReplica DeleteWebAuthnCredential "
        "ForgetDevice"
    ),
    "cognito-sync": ("DeleteDataset"),
    "comprehend": ("DeleteDocumentClassifier DeleteEntityRecognizer DeleteFlywheel"),
    "config": (
        "DeleteConfigurationAggregator DeleteConfigurationRecorder DeleteConformancePack DeleteConnector "
        "DeleteDeliveryChannel DeleteEvaluationResults DeleteOrganizationConformancePack "
        "DeletePendingAggregationRequest DeleteRemediationExceptions DeleteServiceLinkedConfigurationRecorder "
        "DeleteStoredQuery"
    ),
    "connect": (
        "BatchDeleteDataTableValue DeleteAllEntitySessions DeleteAttachedFile DeleteContactData "
        "DeleteContactEvaluation DeleteContactFlow DeleteContactFlowModule DeleteContactFlowModuleVersion "
        "DeleteContactFlowVersion DeleteDataTable DeleteEmailAddress DeleteEvaluationForm "
        "DeleteExtractionDefinition DeleteHoursOfOperation DeleteInstance DeleteMetric DeletePrompt "
        "DeletePushNotificationRegistration DeleteQueue DeleteQuickConnect DeleteRoutingProfile "
        "DeleteSecurityProfile DeleteSession DeleteTestCase DeleteTrafficDistributionGroup DeleteUseCase "
        "DeleteUser DeleteUserHierarchyGroup DeleteView DeleteViewVersion DeleteVocabulary DeleteWorkspace "
        "DeleteWorkspaceMedia DeleteWorkspacePage ReleasePhoneNumber"
    ),
    "connect-campaigns": ("DeleteCampaign DeleteCampaignCommunicationTime DeleteInstanceOnboardingJob"),
    "continuum": ("DeleteCollector DeleteEnvironment"),
    "controltower": ("DeleteLandingZone"),
    "cur": ("DeleteReportDefinition"),
    "databrew": ("BatchDeleteRecipeVersion DeleteDataset DeleteJob DeleteProject DeleteRecipeVersion DeleteRuleset"),
    "dataexchange": ("DeleteAsset DeleteDataSet DeleteEventAction DeleteRevision RevokeRevision"),
    "datapipeline": ("DeletePipeline"),
    "datasync": ("DeleteAgent DeleteLocation DeleteTask"),
    "datazone": (
        "DeleteAccountPool DeleteAsset DeleteAssetType DeleteConnection DeleteDataProduct DeleteDataSource "
        "DeleteDesignation DeleteDomain DeleteDomainUnit DeleteEnvironment DeleteEnvironmentAction "
        "DeleteEnvironmentBlueprint DeleteEnvironmentProfile DeleteFormType DeleteGlossary DeleteGlossaryTerm "
        "DeleteLineageEvent DeleteListing DeleteNotebook DeleteProject DeleteProjectProfile "
        "DeleteSubscriptionRequest DeleteTimeSeriesDataPoints"
    ),
    "dax": ("DeleteCluster DeleteParameterGroup DeleteSubnetGroup"),
    "deadline": (
        "DeleteBudget DeleteFarm DeleteFleet DeleteMeteredProduct DeleteQueue DeleteQueueEnvironment "
        "DeleteStorageProfile DeleteVolume DeleteWorker"
    ),
    "detective": ("DeleteGraph DeleteMembers"),
    "devicefarm": (
        "DeleteDevicePool DeleteInstanceProfile DeleteNetworkProfile DeleteProject DeleteRemoteAccessSession "
        "DeleteRun DeleteTestGridProject DeleteUpload"
    ),
    "devops-guru": ("DeleteInsight RemoveNotificationChannel"),
    "directconnect": (
        "DeleteBGPPeer DeleteConnection DeleteDirectConnectGateway "
        "DeleteDirectConnectGatewayAssociationProposal DeleteInterconnect DeleteLag DeleteResiliencyGroup "
        "DeleteVirtualInterface"
    ),
    "discovery": ("BatchDeleteAgents BatchDeleteImportData DeleteApplications StartBatchDeleteConfigurationTask"),
    "dms": (
        "DeleteCertificate DeleteConnection DeleteDataMigration DeleteDataProvider "
        "DeleteFleetAdvisorCollector DeleteFleetAdvisorDatabases DeleteInstanceProfile DeleteMigrationProject "
        "DeleteReplicationInstance DeleteReplicationSubnetGroup DeleteReplicationTask "
        "DeleteReplicationTaskAssessmentRun ReloadReplicationTables ReloadTables"
    ),
    "docdb-elastic": ("DeleteCluster DeleteClusterSnapshot"),
    "drs": (
        "DeleteJob DeleteLaunchAction DeleteRecoveryInstance DeleteRecoveryPlan DeleteRecoveryPlanExecution "
        "DeleteRecoveryPlanStep DeleteSourceNetwork DeleteSourceServer TerminateRecoveryInstances"
    ),
    "ds": ("DeleteADAssessment DeleteConditionalForwarder DeleteDirectory DeleteSnapshot RemoveRegion"),
    "ds-data": ("DeleteGroup DeleteUser"),
    "dsql": ("DeleteCluster DeleteStream"),
    "dynamodb": (
        "DeleteBackup DeleteItem DeleteTable PartiQLSelect StartBulkPutItems UpdateContinuousBackups UpdateTimeToLive"
    ),
    "ec2": (
        "CreateReplaceRootVolumeTask DeleteApplicationStatusCheck DeleteCapacityManagerDataExport "
        "DeleteCarrierGateway DeleteClientVpnEndpoint DeleteClientVpnRoute DeleteCoipCidr DeleteCoipPool "
        "DeleteCustomerGateway DeleteDhcpOptions DeleteEgressOnlyInternetGateway DeleteFleets DeleteFlowLogs "
        "DeleteFpgaImage DeleteImageUsageReport DeleteInstanceConnectEndpoint DeleteInstanceEventWindow "
        "DeleteInternetGateway DeleteIpam DeleteIpamExternalResourceVerificationToken "
        "DeleteIpamInternetRegistryAssociation DeleteIpamPolicy DeleteIpamPool DeleteIpamPrefixListResolver "
        "DeleteIpamPrefixListResolverTarget DeleteIpamResourceDiscovery DeleteIpamRoutingPolicyRegistration "
        "DeleteIpamScope DeleteKeyPair DeleteLaunchTemplate DeleteLaunchTemplateVersions "
        "DeleteLocalGatewayRoute DeleteLocalGatewayRouteTable "
        "DeleteLocalGatewayRouteTableVirtualInterfaceGroupAssociation "
        "DeleteLocalGatewayRouteTableVpcAssociation DeleteLocalGatewayVirtualInterface "
        "DeleteLocalGatewayVirtualInterfaceGroup DeleteManagedPrefixList DeleteMetricCategory "
        "DeleteNatGateway DeleteNetworkAcl DeleteNetworkAclEntry DeleteNetworkInsightsAccessScope "
        "DeleteNetworkInsightsAccessScopeAnalysis DeleteNetworkInsightsAnalysis DeleteNetworkInsightsPath "
        "DeleteNetworkInterface DeleteNetworkingFlexCostAllocationPolicies DeletePlacementGroup "
        "DeletePublicIpv4Pool DeleteQueuedReservedInstances DeleteRoute DeleteRouteServer "
        "DeleteRouteServerEndpoint DeleteRouteServerPeer DeleteRouteTable DeleteSecondaryNetwork "
        "DeleteSecondarySubnet DeleteSecurityGroup DeleteSnapshot DeleteSpotDatafeedSubscription DeleteSubnet "
        "DeleteSubnetCidrReservation DeleteTrafficMirrorFilter DeleteTrafficMirrorFilterRule "
        "DeleteTrafficMirrorSession DeleteTrafficMirrorTarget DeleteTransitGateway "
        "DeleteTransitGatewayClientVpnAttachment DeleteTransitGatewayConnect DeleteTransitGatewayConnectPeer "
        "DeleteTransitGatewayMeteringPolicy DeleteTransitGatewayMeteringPolicyEntry "
        "DeleteTransitGatewayMulticastDomain DeleteTransitGatewayNetworkFunctionAttachment "
        "DeleteTransitGatewayPeeringAttachment DeleteTransitGatewayPolicyTable "
        "DeleteTransitGatewayPolicyTableEntry DeleteTransitGatewayPrefixListReference "
        "DeleteTransitGatewayRoute DeleteTransitGatewayRouteTable DeleteTransitGatewayRouteTableAnnouncement "
        "DeleteTransitGatewayVpcAttachment DeleteVerifiedAccessEndpoint DeleteVerifiedAccessGroup "
        "DeleteVerifiedAccessInstance DeleteVerifiedAccessTrustProvider DeleteVolume DeleteVpc "
        "DeleteVpcEncryptionControl DeleteVpcEndpointConnectionNotifications "
        "DeleteVpcEndpointServiceConfigurations DeleteVpcEndpoints DeleteVpcPeeringConnection "
        "DeleteVpnConcentrator DeleteVpnConnection DeleteVpnConnectionRoute DeleteVpnGateway "
        "DeprovisionByoipCidr DeprovisionIpamByoasn DeprovisionIpamPoolCidr DeprovisionPublicIpv4PoolCidr "
        "DeregisterImage ReleaseAddress ReleaseHosts ReleaseIpamPoolAllocation TerminateClientVpnConnections "
        "TerminateInstances"
    ),
    "ecr": ("BatchDeleteImage DeleteRepository"),
    "ecr-public": ("BatchDeleteImage DeleteRepository"),
    "ecs": (
        "DeleteAccountSetting DeleteCapacityProvider DeleteCluster DeleteDaemon DeleteDaemonTaskDefinition "
        "DeleteExpressGatewayService DeleteGateway DeleteService DeleteTaskDefinitions DeleteTaskSet StopTask"
    ),
    "eks": (
        "DeleteAddon DeleteCapability DeleteCluster DeleteEksAnywhereSubscription DeleteFargateProfile "
        "DeleteNodegroup DeletePodIdentityAssociation"
    ),
    "elasticache": (
        "DeleteCacheCluster DeleteCacheParameterGroup DeleteCacheSecurityGroup DeleteCacheSubnetGroup "
        "DeleteGlobalReplicationGroup DeleteReplicationGroup DeleteServerlessCache "
        "DeleteServerlessCacheSnapshot DeleteSnapshot"
    ),
    "elasticbeanstalk": (
        "DeleteApplication DeleteApplicationVersion DeletePlatformVersion RebuildEnvironment TerminateEnvironment"
    ),
    "elasticfilesystem": ("DeleteAccessPoint DeleteFileSystem"),
    "elasticloadbalancing": (
        "DeleteListener DeleteLoadBalancer DeleteRule DeleteSharedTrustStoreAssociation DeleteTargetGroup "
        "DeleteTrustStore"
    ),
    "elasticmapreduce": ("DeleteStudio PutAutoTerminationPolicy TerminateJobFlows TerminateSession"),
    "elemental-inference": (
        "DeleteDictionary DeleteFeed DeleteFunction DeleteQuestionSet DeleteQuestionSetVersion DeleteScheduleAction"
    ),
    "emr-containers": ("DeleteVirtualCluster"),
    "emr-serverless": ("DeleteApplication TerminateSession"),
    "end-user-messaging": ("DeleteBrandProfile"),
    "entityresolution": ("BatchDeleteUniqueId DeleteIdMappingWorkflow DeleteIdNamespace DeleteMatchingWorkflow"),
    "es": (
        "DeleteApplication DeleteDataSource DeleteDirectQueryDataSource DeleteDomain "
        "DeleteElasticsearchDomain DeleteElasticsearchServiceRole DeleteInboundConnection "
        "DeleteInboundCrossClusterSearchConnection DeleteIndex DeleteOutboundConnection "
        "DeleteOutboundCrossClusterSearchConnection DeletePackage RemoveReplicationPeer"
    ),
    "events": (
        "DeleteApiDestination DeleteArchive DeleteConnection DeleteEndpoint DeleteEventBus DeleteEventSource "
        "DeletePartnerEventSource DeleteRule DeleteSubscriber"
    ),
    "evs": ("DeleteEntitlement DeleteEnvironment DeleteEnvironmentConnector DeleteEnvironmentHost"),
    "execute-api": ("ManageConnections"),
    "firehose": ("DeleteDeliveryStream"),
    "fms": ("DeleteAppsList DeleteNotificationChannel DeleteProtocolsList DeleteResourceSet"),
    "forecast": (
        "DeleteDataset DeleteDatasetGroup DeleteDatasetImportJob DeleteExplainability "
        "DeleteExplainabilityExport DeleteForecast DeleteForecastExportJob DeletePredictor "
        "DeletePredictorBacktestExportJob DeleteResourceTree DeleteWhatIfAnalysis DeleteWhatIfForecast "
        "DeleteWhatIfForecastExport"
    ),
    "frauddetector": (
        "DeleteBatchImportJob DeleteBatchPredictionJob DeleteDetector DeleteDetectorVersion DeleteEntityType "
        "DeleteEvent DeleteEventType DeleteEventsByEventType DeleteExternalModel DeleteLabel DeleteList "
        "DeleteModel DeleteModelVersion DeleteOutcome DeleteVariable"
    ),
    "fsx": (
        "DeleteBackup DeleteFileCache DeleteFileSystem DeleteSnapshot DeleteStorageVirtualMachine "
        "DeleteVolume ReleaseFileSystemNfsV3Locks"
    ),
    "gamelift": (
        "DeleteBuild DeleteContainerFleet DeleteContainerGroupDefinition DeleteFleet DeleteFleetLocations "
        "DeleteGameServerGroup DeleteGameSessionQueue DeleteLocation DeleteMatchmakingRuleSet DeleteScript "
        "DeleteVpcPeeringConnection TerminateGameSession"
    ),
    "gameliftstreams": ("DeleteApplication DeleteStreamGroup RemoveStreamGroupLocations TerminateStreamSession"),
    "geo": (
        "BatchDeleteDevicePositionHistory BatchDeleteGeofence DeleteGeofenceCollection DeleteKey DeleteMap "
        "DeletePlaceIndex DeleteRouteCalculator DeleteTracker"
    ),
    "glacier": ("DeleteArchive DeleteVault"),
    "globalaccelerator": (
        "DeleteAccelerator DeleteCrossAccountAttachment DeleteCustomRoutingAccelerator "
        "DeleteCustomRoutingEndpointGroup DeleteEndpointGroup DeprovisionByoipCidr"
    ),
    "glue": (
        "BatchDeleteConnection BatchDeletePartition BatchDeleteTable BatchDeleteTableVersion DeleteAsset "
        "DeleteAssetType DeleteAttachment DeleteBlueprint DeleteCatalog DeleteClassifier "
        "DeleteColumnStatisticsForPartition DeleteColumnStatisticsForTable DeleteConnection "
        "DeleteConnectionType DeleteCrawler DeleteCustomEntityType DeleteDataQualityRuleset DeleteDatabase "
        "DeleteFormType DeleteGlossary DeleteGlossaryTerm DeleteIntegrationResourceProperty "
        "DeleteIntegrationTableProperties DeleteJob DeleteMLTransform DeletePartition DeletePartitionIndex "
        "DeleteRegistry DeleteSchema DeleteSchemaVersions DeleteSession DeleteTable DeleteTableOptimizer "
        "DeleteTableVersion DeleteUsageProfile DeleteUserDefinedFunction DeleteWorkflow "
        "RemoveSchemaVersionMetadata"
    ),
    "grafana": (
        "DeleteWorkspace DeleteWorkspaceApiKey DeleteWorkspaceServiceAccount DeleteWorkspaceServiceAccountToken"
    ),
    "greengrass": (
        "CancelDeployment DeleteComponent DeleteConnectorDefinition DeleteCoreDefinition DeleteCoreDevice "
        "DeleteDeployment DeleteDeviceDefinition DeleteFunctionDefinition DeleteGroup DeleteLoggerDefinition "
        "DeleteResourceDefinition DeleteSubscriptionDefinition"
    ),
    "groundstation": ("DeleteDataflowEndpointGroup DeleteEphemeris DeleteMissionProfile"),
    "guardduty": (
        "DeleteDetector DeleteIPSet DeleteInvitations DeleteMalwareProtectionPlan DeleteMembers "
        "DeleteThreatEntitySet DeleteThreatIntelSet DeleteTrustedEntitySet"
    ),
    "health-agent": ("DeleteDataset DeleteDomain"),
    "healthlake": ("DeleteDataTransformationProfile DeleteFHIRDatastore"),
    "imagebuilder": (
        "CancelImageCreation DeleteComponent DeleteContainerRecipe DeleteImage DeleteImagePipeline "
        "DeleteImageRecipe DeleteWorkflow"
    ),
    "inspector": ("DeleteAssessmentRun"),
    "inspector2": ("DeleteConnector"),
    "interconnect": ("DeleteConnection"),
    "invoicing": ("DeleteInvoiceUnit"),
    "iot": (
        "DeleteAuditSuppression DeleteBillingGroup DeleteCACertificate DeleteCertificate "
        "DeleteCertificateProvider DeleteCommand DeleteCommandExecution DeleteConnection DeleteCustomMetric "
        "DeleteDimension DeleteDynamicThingGroup DeleteFleetMetric DeleteJob DeleteJobExecution "
        "DeleteMitigationAction DeleteOTAUpdate DeletePackage DeletePackageVersion "
        "DeleteProvisioningTemplateVersion DeleteRegistrationCode DeleteScheduledAudit DeleteSecurityProfile "
        "DeleteStream DeleteThing DeleteThingGroup DeleteThingShadow DeleteThingType DeleteV2LoggingLevel "
        "RemoveThingFromBillingGroup RemoveThingFromThingGroup"
    ),
    "iotdeviceadvisor": ("DeleteSuiteDefinition"),
    "iotfleetwise": (
        "DeleteCampaign DeleteDecoderManifest DeleteFleet DeleteModelManifest DeleteSignalCatalog DeleteVehicle"
    ),
    "iotmanagedintegrations": (
        "DeleteCloudConnector DeleteCredentialLocker DeleteManagedThing DeleteOtaTask DeleteProvisioningProfile"
    ),
    "iotsitewise": (
        "BatchDeleteDatasetDataSegments DeleteApplication DeleteAsset DeleteAssetModel "
        "DeleteAssetModelCompositeModel DeleteAssetModelInterfaceRelationship DeleteComputationModel "
        "DeleteDashboard DeleteDataset DeleteGateway DeletePipeline DeletePortal DeleteProject DeleteTask "
        "DeleteTimeSeries DeleteWorkspace"
    ),
    "iotthingsgraph": ("DeleteNamespace DeleteSystemInstance UndeploySystemInstance"),
    "iottwinmaker": ("DeleteComponentType DeleteEntity DeleteScene DeleteSyncJob DeleteWorkspace"),
    "iotwireless": (
        "DeleteDeviceProfile DeleteFuotaTask DeleteMulticastGroup DeleteQueuedMessages DeleteServiceProfile "
        "DeleteWirelessDevice DeleteWirelessDeviceImportTask DeleteWirelessGateway DeleteWirelessGatewayTask "
        "DeleteWirelessGatewayTaskDefinition"
    ),
    "ivs": (
        "BatchStartViewerSessionRevocation DeleteChannel DeletePlaybackKeyPair DeletePublicKey DeleteStage "
        "DeleteStreamKey StartViewerSessionRevocation"
    ),
    "ivschat": ("DeleteMessage DeleteRoom"),
    "kafka": ("DeleteChannel DeleteCluster DeleteReplicator DeleteTopic DeleteVpcConnection"),
    "kafkaconnect": ("DeleteConnector DeleteCustomPlugin"),
    "kendra": (
        "BatchDeleteDocument BatchDeleteFeaturedResultsSet DeleteDataSource DeleteExperience DeleteFaq "
        "DeleteIndex DeleteQuerySuggestionsBlockList DeleteThesaurus"
    ),
    "kendra-ranking": ("DeleteRescoreExecutionPlan"),
    "kinesis": ("DecreaseStreamRetentionPeriod DeleteChannel DeleteQueue DeleteStream"),
    "kinesisanalytics": (
        "DeleteApplication DeleteApplicationOutput DeleteApplicationReferenceDataSource "
        "DeleteApplicationSnapshot DeleteSnapshot"
    ),
    "kinesisvideo": ("DeleteSignalingChannel DeleteStream"),
    "kms": ("DeleteAlias DeleteCustomKeyStore DeleteImportedKeyMaterial ScheduleKeyDeletion"),
    "lakeformation": ("DeleteObjectsOnCancel"),
    "lambda": (
        "DeleteAlias DeleteCapacityProvider DeleteCodeSigningConfig DeleteDurableExecution "
        "DeleteEventSourceMapping DeleteFunction DeleteFunctionEventInvokeConfig DeleteFunctionUrlConfig "
        "DeleteLayerVersion DeleteMicrovmImage DeleteMicrovmImageVersion DeleteNetworkConnector DeleteRuntime "
        "DeleteRuntimeVersion DeleteWebFunction DeleteWebFunctionRevision TerminateMicrovm"
    ),
    "launchwizard": ("DeleteDeployment"),
    "lex": (
        "BatchDeleteCustomVocabularyItem DeleteBot DeleteBotAnalyzerRecommendation DeleteBotLocale "
        "DeleteBotReplica DeleteBotVersion DeleteCustomVocabulary DeleteExport DeleteImport DeleteIntent "
        "DeleteIntentVersion DeleteSession DeleteSlot DeleteSlotType DeleteSlotTypeVersion DeleteTestSet "
        "DeleteUtterances"
    ),
    "license-manager": (
        "DeleteLicense DeleteLicenseAssetGroup DeleteLicenseAssetRuleset DeleteLicenseManagerReportGenerator "
        "DeleteToken"
    ),
    "lightsail": (
        "DeleteAutoSnapshot DeleteBucket DeleteCertificate DeleteContactMethod DeleteContainerImage "
        "DeleteContainerService DeleteDisk DeleteDiskSnapshot DeleteDistribution DeleteDomain "
        "DeleteDomainEntry DeleteInstance DeleteInstanceSnapshot DeleteKeyPair DeleteKnownHostKeys "
        "DeleteLoadBalancer DeleteLoadBalancerTlsCertificate DeleteRelationalDatabase "
        "DeleteRelationalDatabaseSnapshot DeleteSubdomain ReleaseStaticIp"
    ),
    "logs": ("DeleteLogGroup DeleteLogStream DeleteLookupTable PutRetentionPolicy"),
    "lookoutequipment": (
        "DeleteDataset DeleteInferenceScheduler DeleteLabel DeleteLabelGroup DeleteModel DeleteRetrainingScheduler"
    ),
    "m2": ("DeleteApplication DeleteApplicationFromEnvironment DeleteEnvironment"),
    "machinelearning": ("DeleteBatchPrediction DeleteDataSource DeleteEvaluation DeleteMLModel"),
    "macie2": ("DeleteAllowList DeleteCustomDataIdentifier DeleteInvitations DeleteMember"),
    "managedblockchain": ("DeleteAccessor DeleteMember DeleteNode"),
    "mechanicalturk": ("DeleteHIT DeleteQualificationType DeleteWorkerBlock"),
    "mediaconnect": (
        "DeleteBridge DeleteFlow DeleteGateway DeleteRouterInput DeleteRouterNetworkInterface "
        "DeleteRouterOutput RemoveBridgeOutput RemoveBridgeSource RemoveFlowMediaStream RemoveFlowOutput "
        "RemoveFlowSource RemoveFlowVpcInterface"
    ),
    "mediaconvert": ("DeletePreset DeleteQueue"),
    "medialive": (
        "BatchDelete DeleteChannel DeleteChannelPlacementGroup DeleteCloudWatchAlarmTemplateGroup "
        "DeleteCluster DeleteEventBridgeRuleTemplateGroup DeleteInput DeleteInputSecurityGroup "
        "DeleteMultiplex DeleteMultiplexProgram DeleteNetwork DeleteNode DeleteReservation DeleteSdiSource "
        "DeleteSignalMap"
    ),
    "mediapackage": ("DeleteChannel"),
    "mediapackage-vod": ("DeleteAsset DeletePackagingGroup"),
    "mediapackagev2": ("DeleteChannel DeleteChannelGroup"),
    "mediastore": ("DeleteContainer DeleteObject"),
    "mediatailor": ("DeleteChannel DeleteFunction DeleteLiveSource DeleteProgram DeleteSourceLocation DeleteVodSource"),
    "medical-imaging": ("DeleteDatastore DeleteImageSet"),
    "memorydb": ("DeleteCluster DeleteMultiRegionCluster DeleteParameterGroup DeleteSnapshot DeleteSubnetGroup"),
    "mgh": ("DeleteHomeRegionControl DeleteProgressUpdateStream"),
    "mgn": (
        "DeleteApplication DeleteConnector DeleteJob DeleteNetworkMigrationDefinition "
        "DeleteRemoteSourceAction DeleteSourceServer DeleteVcenterClient DeleteWave RemoveSourceServerAction "
        "RemoveTemplateAction TerminateTargetInstances"
    ),
    "migrationhub-orchestrator": ("DeleteWorkflow DeleteWorkflowStep DeleteWorkflowStepGroup"),
    "mobiletargeting": (
        "DeleteAdmChannel DeleteApnsChannel DeleteApnsSandboxChannel DeleteApnsVoipChannel "
        "DeleteApnsVoipSandboxChannel DeleteApp DeleteBaiduChannel DeleteCampaign DeleteEmailChannel "
        "DeleteEndpoint DeleteEventStream DeleteGcmChannel DeleteJourney DeleteSegment DeleteSmsChannel "
        "DeleteUserEndpoints DeleteVoiceChannel"
    ),
    "mq": ("DeleteBroker"),
    "neptune-db": ("DeleteStatistics ResetDatabase"),
    "neptune-graph": ("CancelImportTask DeleteGraphSnapshot ResetGraph"),
    "network-firewall": (
        "DeleteFirewall DeleteFirewallPolicyV2 DeleteNetworkFirewallTransitGatewayAttachment DeleteProxy "
        "DeleteRuleGroup"
    ),
    "network-security-manager": ("DeleteAdminAccount DeleteDeployment DeleteScope"),
    "networkflowmonitor": ("DeleteScope"),
    "networkmanager": (
        "DeleteAttachment DeleteConnectPeer DeleteConnection DeleteContextStore DeleteCoreNetwork "
        "DeleteCoreNetworkPolicyVersion DeleteDevice DeleteGlobalNetwork DeleteLink DeletePeering DeleteSite "
        "RemoveAttachmentRoutingPolicyLabel"
    ),
    "networkmonitor": ("DeleteProbe"),
    "notifications-contacts": ("DeleteEmailContact"),
    "nova-act": ("DeleteWorkflowDefinition DeleteWorkflowRun"),
    "oam": ("DeleteLink DeleteSink"),
    "observabilityadmin": (
        "DeleteCentralizationRuleForOrganization DeleteConnector DeleteTelemetryPipeline "
        "DeleteTelemetryRuleForOrganization"
    ),
    "odb": (
        "DeleteAutonomousDatabase DeleteAutonomousDatabaseBackup DeleteCloudAutonomousVmCluster "
        "DeleteCloudExadataInfrastructure DeleteCloudVmCluster DeleteExadbVmCluster "
        "DeleteExascaleDbStorageVault DeleteOdbNetwork DeleteOdbPeeringConnection"
    ),
    "omics": (
        "BatchDeleteReadSet DeleteAnnotationStore DeleteAnnotationStoreVersions DeleteBatch DeleteReference "
        "DeleteReferenceStore DeleteRun DeleteRunBatch DeleteRunCache DeleteRunGroup DeleteSequenceStore "
        "DeleteVariantStore DeleteWorkflow DeleteWorkflowVersion"
    ),
    "organizations": (
        "CloseAccount DeleteOrganization DeleteOrganizationalUnit LeaveOrganization "
        "RemoveAccountFromOrganization TerminateResponsibilityTransfer"
    ),
    "osis": ("DeletePipeline"),
    "osm": ("DeleteEvent DeleteMemory DeleteSpace"),
    "outposts": ("DeleteOutpost DeleteQuote DeleteSite"),
    "partnercentral": ("DeleteProgramManagementAccount DeleteRelationship DeleteResourceSnapshotJob"),
    "payment-cryptography": ("RemoveKeyReplicationRegions"),
    "pca-connector-ad": ("DeleteConnector DeleteDirectoryRegistration DeleteServicePrincipalName"),
    "pca-connector-scep": ("DeleteChallenge DeleteConnector"),
    "pcs": ("DeleteCluster DeleteComputeNodeGroup DeleteQueue"),
    "personalize": (
        "DeleteCampaign DeleteDataset DeleteDatasetGroup DeleteEventTracker DeleteMetricAttribution "
        "DeleteRecommender DeleteSchema DeleteSolution"
    ),
    "pi": ("DeletePerformanceAnalysisReport"),
    "pipes": ("DeletePipe"),
    "polly": ("DeleteLexicon"),
    "profile": (
        "DeleteCalculatedAttributeDefinition DeleteDomain DeleteDomainLayout DeleteDomainObjectType "
        "DeleteEventStream DeleteProfile DeleteProfileKey DeleteProfileObject DeleteProfileObjectType "
        "DeleteRecommender DeleteRecommenderSchema DeleteSegmentDefinition DeleteWorkflow"
    ),
    "proton": (
        "DeleteComponent DeleteDeployment DeleteEnvironment DeleteEnvironmentAccountConnection "
        "DeleteEnvironmentTemplateVersion DeleteRepository DeleteService DeleteServiceTemplateVersion"
    ),
    "qapps": ("BatchDeleteCategory DeleteLibraryItem DeleteQApp"),
    "qbusiness": (
        "BatchDeleteDocument DeleteApplication DeleteAttachment DeleteConversation DeleteDataAccessor "
        "DeleteDataSource DeleteIndex DeletePlugin DeleteRetriever DeleteWebExperience"
    ),
    "quicksight": (
        "BatchDeleteKnowledgeBase BatchDeleteTopicReviewedAnswer DeleteAccountCustomization "
        "DeleteAccountSubscription DeleteActionConnector DeleteAgent DeleteAnalysis DeleteApp DeleteBrand "
        "DeleteDashboard DeleteDataSet DeleteDataSetRefreshProperties DeleteDataSource "
        "DeleteDefaultQBusinessApplication DeleteFlow DeleteFolder DeleteKnowledgeBase DeleteLimitsProfile "
        "DeleteNamespace DeleteOAuthClientApplication DeleteSpace DeleteTheme DeleteTopic DeleteTopicV2 "
        "DeleteVPCConnection"
    ),
    "rds": (
        "CancelDBCapacityReservation DeleteBlueGreenDeployment DeleteCustomDBEngineVersion DeleteDBCluster "
        "DeleteDBClusterAutomatedBackup DeleteDBClusterEndpoint DeleteDBClusterParameterGroup "
        "DeleteDBClusterSnapshot DeleteDBInstance DeleteDBInstanceAutomatedBackup DeleteDBParameterGroup "
        "DeleteDBProxy DeleteDBProxyEndpoint DeleteDBSecurityGroup DeleteDBShardGroup DeleteDBSnapshot "
        "DeleteDBSubnetGroup DeleteEventSubscription DeleteGlobalCluster DeleteIntegration DeleteOptionGroup "
        "DeleteTenantDatabase DisableHttpEndpoint RemoveFromGlobalCluster RemoveRoleFromDBCluster"
    ),
    "redshift": (
        "BatchDeleteClusterSnapshots DeleteCluster DeleteClusterParameterGroup DeleteClusterSecurityGroup "
        "DeleteClusterSnapshot DeleteClusterSubnetGroup DeleteEndpointAccess DeleteHsmClientCertificate "
        "DeletePartner DeleteQev2IdcApplication DeleteScheduledAction"
    ),
    "redshift-serverless": (
        "DeleteEndpointAccess DeleteNamespace DeleteScheduledAction DeleteSnapshot DeleteWorkgroup"
    ),
    "refactor-spaces": ("DeleteApplication DeleteEnvironment DeleteService"),
    "rekognition": (
        "DeleteCollection DeleteDataset DeleteFaces DeleteProject DeleteProjectVersion DeleteStreamProcessor DeleteUser"
    ),
    "repostspace": ("DeleteSpace"),
    "resiliencehub": (
        "DeleteApp DeleteAppAssessment DeleteAppInputSource DeleteAppVersionAppComponent "
        "DeleteAppVersionResource DeleteAssertion DeleteInputSource DeleteService DeleteServiceFunction "
        "DeleteServiceFunctionResources DeleteSystem DeleteTest DeleteTestSources DeleteUserJourney"
    ),
    "resource-explorer-2": ("DeleteIndex DeleteResourceExplorerSetup DeleteView"),
    "resource-groups": ("DeleteGroup"),
    "route53": (
        "DeleteCidrCollection DeleteHealthCheck DeleteHostedZone DeleteKeySigningKey "
        "DeleteResourceRecordSetProtections DeleteReusableDelegationSet DeleteTrafficPolicyInstance"
    ),
    "route53-recovery-control-config": ("DeleteCluster DeleteControlPanel DeleteRoutingControl"),
    "route53-recovery-readiness": ("DeleteCell DeleteReadinessCheck DeleteRecoveryGroup DeleteResourceSet"),
    "route53domains": ("DeleteDomain"),
    "route53globalresolver": (
        "DeleteAccessSource DeleteAccessToken DeleteDNSView DeleteFirewallDomainList DeleteGlobalResolver"
    ),
    "route53profiles": ("DeleteProfile"),
    "route53resolver": ("DeleteFirewallDomainList DeleteFirewallRuleGroup DeleteOutpostResolver"),
    "rtbfabric": (
        "DeleteInboundExternalLink DeleteLink DeleteOutboundExternalLink DeleteRequesterGateway DeleteResponderGateway"
    ),
    "rum": ("BatchDeleteRumMetricDefinitions"),
    "s3": (
        "AbortMultipartUpload DeleteAccessPoint DeleteAccessPointForObjectLambda DeleteBucket "
        "DeleteMultiRegionAccessPoint DeleteObject DeleteObjectAnnotation DeleteStorageLensGroup"
    ),
    "s3-outposts": ("DeleteBucket PutReplicationConfiguration"),
    "s3files": ("DeleteAccessPoint DeleteFileSystem"),
    "s3tables": ("DeleteNamespace DeleteTable DeleteTableBucket DeleteTableBucketReplication DeleteTableReplication"),
    "s3vectors": ("DeleteIndex DeleteVectorBucket DeleteVectors"),
    "sagemaker": (
        "BatchDeleteClusterNodes DeleteAIBenchmarkJob DeleteAIRecommendationJob DeleteAction DeleteAlgorithm "
        "DeleteApp DeleteArtifact DeleteCluster DeleteClusterExtension DeleteCodeRepository "
        "DeleteCompilationJob DeleteComputeQuota DeleteContext DeleteDataQualityJobDefinition "
        "DeleteDeviceFleet DeleteDomain DeleteEdgeDeploymentPlan DeleteEdgeDeploymentStage DeleteExperiment "
        "DeleteFeatureGroup DeleteFlowDefinition DeleteHub DeleteHubContent DeleteHubContentReference "
        "DeleteHumanLoop DeleteHumanTaskUi DeleteHyperParameterTuningJob DeleteImage DeleteImageVersion "
        "DeleteInferenceComponent DeleteInferenceExperiment DeleteInferenceRouter DeleteJob DeleteMlflowApp "
        "DeleteMlflowTrackingServer DeleteModel DeleteModelBiasJobDefinition DeleteModelCard "
        "DeleteModelExplainabilityJobDefinition DeleteModelPackage DeleteModelPackageGroup "
        "DeleteModelQualityJobDefinition DeleteNotebookInstance DeleteOptimizationJob DeletePartnerApp "
        "DeletePipeline DeleteProcessingJob DeleteProject DeleteRecord DeleteSpace DeleteTrainingJob "
        "DeleteTrainingSession DeleteTrial DeleteTrialComponent DeleteUserProfile DeleteWorkforce "
        "DeleteWorkteam"
    ),
    "sagemaker-geospatial": ("DeleteEarthObservationJob DeleteVectorEnrichmentJob"),
    "savingsplans": ("DeleteQueuedSavingsPlan"),
    "scheduler": ("DeleteScheduleGroup"),
    "schemas": ("DeleteDiscoverer DeleteRegistry DeleteSchema DeleteSchemaVersion"),
    "scn": ("DeleteDataIntegrationFlow DeleteDataLakeDataset DeleteDataLakeNamespace DeleteInstance"),
    "sdb": ("BatchDeleteAttributes DeleteAttributes DeleteDomain"),
    "securityagent": (
        "BatchDeleteCodeReviews BatchDeletePentests BatchDeleteSecurityRequirements BatchDeleteThreatModels "
        "DeleteAgentSpace DeleteApplication DeleteArtifact DeletePrivateConnection "
        "DeleteSecurityRequirementPack DeleteTargetDomain"
    ),
    "securityhub": (
        "DeleteAggregatorV2 DeleteAutomationRuleV2 DeleteConnector DeleteConnectorV2 DeleteFindingAggregator "
        "DeleteInsight DeleteInvitations DeleteMembers"
    ),
    "securitylake": ("DeleteAwsLogSource DeleteCustomLogSource DeleteDataLake"),
    "serverlessrepo": ("DeleteApplication"),
    "servicecatalog": (
        "DeleteApplication DeleteAttributeGroup DeleteConstraint DeletePortfolio DeleteProduct "
        "DeleteProvisionedProductPlan DeleteProvisioningArtifact DeleteServiceAction "
        "TerminateProvisionedProduct"
    ),
    "servicediscovery": ("DeleteNamespace DeleteService"),
    "ses": (
        "DeleteAddonInstance DeleteAddressList DeleteArchive DeleteConfigurationSet DeleteContact "
        "DeleteContactList DeleteDedicatedIpPool DeleteEmailIdentity DeleteIdentity DeleteIngressPoint "
        "DeleteReceiptRuleSet DeleteRelay DeleteRuleSet DeleteTenant DeleteVerifiedEmailAddress"
    ),
    "shield": ("DeleteProtection DeleteProtectionGroup"),
    "signer": ("CancelSigningProfile RevokeSignature RevokeSigningProfile"),
    "sms-voice": (
        "DeleteConfigurationSet DeleteDefaultMessageType DeleteDefaultSenderId DeleteKeyword DeleteOptOutList "
        "DeleteOptedOutNumber DeletePool DeleteRcsAgent DeleteRegistration DeleteRegistrationAttachment "
        "DeleteRegistrationFieldValue DeleteVerifiedDestinationNumber DiscardRegistrationVersion "
        "ReleasePhoneNumber ReleaseSenderId"
    ),
    "sns": ("DeleteEndpoint DeletePlatformApplication DeleteSMSSandboxPhoneNumber DeleteTopic Unsubscribe"),
    "social-messaging": ("DeleteWhatsAppFlow DeleteWhatsAppMessageMedia"),
    "sqs": ("DeleteMessage DeleteQueue PurgeQueue"),
    "ssm": (
        "DeleteActivation DeleteAssociation DeleteCloudConnector DeleteDocument DeleteInventory "
        "DeleteMaintenanceWindow DeleteOpsItem DeleteOpsMetadata DeleteParameter DeleteParameters "
        "DeletePatchBaseline DeleteResourceDataSync DeregisterManagedInstance TerminateSession"
    ),
    "ssm-contacts": ("DeleteContact DeleteContactChannel DeleteRotation"),
    "ssm-incidents": ("DeleteIncidentRecord DeleteReplicationSet DeleteResponsePlan DeleteTimelineEvent"),
    "ssm-quicksetup": ("DeleteConfigurationManager"),
    "sso": ("DeleteInstance RemoveRegion"),
    "states": ("DeleteActivity DeleteStateMachine DeleteStateMachineAlias DeleteStateMachineVersion"),
    "storagegateway": (
        "DeleteCacheReport DeleteFileShare DeleteGateway DeleteTape DeleteTapeArchive DeleteTapePool DeleteVolume"
    ),
    "supportauthz": ("DeleteSupportPermit"),
    "swf": ("DeleteActivityType DeleteWorkflowType TerminateWorkflowExecution"),
    "synthetics": ("DeleteCanary DeleteGroup"),
    "tax": ("BatchDeleteTaxRegistration DeleteSupplementalTaxRegistration DeleteTaxRegistration"),
    "textract": ("DeleteAdapter DeleteAdapterVersion"),
    "thinclient": ("DeleteDevice DeleteEnvironment"),
    "timestream": ("DeleteDatabase DeleteScheduledQuery DeleteTable"),
    "timestream-influxdb": ("DeleteDbBackup DeleteDbCluster DeleteDbInstance"),
    "transcribe": (
        "DeleteCallAnalyticsCategory DeleteCallAnalyticsJob DeleteLanguageModel DeleteMedicalScribeJob "
        "DeleteMedicalTranscriptionJob DeleteMedicalVocabulary DeleteTranscriptionJob DeleteVocabulary"
    ),
    "transfer": (
        "DeleteAgreement DeleteCertificate DeleteConnector DeleteHostKey DeleteProfile DeleteServer "
        "DeleteUser DeleteWebApp DeleteWebAppCustomization DeleteWorkflow StartRemoteDelete"
    ),
    "translate": ("DeleteParallelData DeleteTerminology"),
    "verifiedpermissions": ("DeletePolicyStore"),
    "voiceid": ("DeleteDomain DeleteFraudster DeleteSpeaker DeleteWatchlist"),
    "vpc-lattice": (
        "DeleteDomainVerification DeleteResourceGateway DeleteService DeleteServiceNetwork DeleteTargetGroup"
    ),
    "waf": (
        "DeleteByteMatchSet DeleteGeoMatchSet DeleteIPSet DeleteRegexMatchSet DeleteRegexPatternSet "
        "DeleteRuleGroup DeleteSizeConstraintSet DeleteSqlInjectionMatchSet DeleteXssMatchSet"
    ),
    "waf-regional": (
        "DeleteByteMatchSet DeleteGeoMatchSet DeleteIPSet DeleteRegexMatchSet DeleteRegexPatternSet "
        "DeleteRuleGroup DeleteSizeConstraintSet DeleteSqlInjectionMatchSet DeleteXssMatchSet"
    ),
    "wafv2": (
        "DeleteAPIKey DeleteFirewallManagerRuleGroups DeleteIPSet DeleteRegexPatternSet DeleteRuleGroup DeleteWebACL"
    ),
    "wellarchitected": (
        "DeleteAgentContext DeleteAgentGoal DeleteAgentOrganizationalReport DeleteAgentProfile DeleteLens "
        "DeleteProfile DeleteWorkload"
    ),
    "wickr": ("BatchDeleteUser DeleteBot DeleteDataRetentionBot DeleteNetwork DeleteSecurityGroup"),
    "wisdom": (
        "DeleteAIAgent DeleteAIAgentVersion DeleteAIGuardrail DeleteAIGuardrailVersion DeleteAIPrompt "
        "DeleteAIPromptVersion DeleteAssistant DeleteContent DeleteImportJob DeleteKnowledgeBase "
        "DeleteMessageTemplateAttachment DeleteQuickResponse RemoveAssistantAIAgent "
        "RemoveKnowledgeBaseTemplateUri"
    ),
    "workdocs": (
        "DeleteComment DeleteCustomMetadata DeleteDocument DeleteDocumentVersion DeleteFolder "
        "DeleteFolderContents DeleteLabels DeleteUser"
    ),
    "workmail": (
        "DeleteGroup DeleteIdentityCenterApplication DeleteOrganization DeletePersonalAccessToken "
        "DeleteResource DeleteUser"
    ),
    "workspaces": (
        "DeleteAccountLinkInvitation DeleteClientBranding DeleteConnectClientAddIn DeleteIpGroup "
        "DeleteWorkspaceBundle DeleteWorkspaceImage RebuildWorkspaces TerminateWorkspaces "
        "TerminateWorkspacesPool TerminateWorkspacesPoolSession"
    ),
    "workspaces-instances": ("DeleteVolume DeleteWorkspaceInstance"),
    "workspaces-web": ("DeletePortal DeleteSessionLogger DeleteTrustStore"),
    "xray": ("DeleteGroup"),
}
