"""EC2. Its ids say what they are (`i-...` is an instance), so every id anywhere in a call counts as named.

Rows follow IAM's access levels and the verbs of the operations; the groups with a reason beside them are exceptions.
Opening a port is `modify`, as IAM has it: the network's doors are not who may do what at AWS.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from keyturn.model.action import Call, Effect, Reading, Value
from keyturn.recognise.aws.touches_place import Found, Place, texts, words
from keyturn.recognise.aws.touches_table import Parameters, Row, Service, delegating, permitting, rows, when

_ROWS: Final = """
create:
    AllocateAddress AllocateHosts AllocateIpamPoolCidr CopyFpgaImage CopyImage CopySnapshot CopyVolumes
    CreateApplicationStatusCheck CreateCapacityReservation CreateCapacityReservationBySplitting
    CreateCapacityReservationCancellationQuote CreateCapacityReservationDateChangeQuote
    CreateCapacityReservationFleet CreateCarrierGateway CreateClientVpnEndpoint CreateClientVpnRoute
    CreateCoipCidr CreateCoipPool CreateCustomerGateway CreateDefaultSubnet CreateDefaultVpc
    CreateDelegateMacVolumeOwnershipTask CreateDhcpOptions CreateEgressOnlyInternetGateway CreateFpgaImage
    CreateImage CreateImageUsageReport CreateInstanceConnectEndpoint CreateInternetGateway
    CreateInterruptibleCapacityReservationAllocation CreateIpam CreateIpamExternalResourceVerificationToken
    CreateIpamInternetRegistryAssociation CreateIpamPolicy CreateIpamPool CreateIpamPrefixListResolver
    CreateIpamPrefixListResolverTarget CreateIpamResourceDiscovery CreateIpamRoutingPolicyRegistration
    CreateIpamScope CreateLaunchTemplate CreateLaunchTemplateVersion CreateLocalGatewayRoute
    CreateLocalGatewayRouteTable CreateLocalGatewayRouteTableVirtualInterfaceGroupAssociation
    CreateLocalGatewayRouteTableVpcAssociation CreateLocalGatewayVirtualInterface
    CreateLocalGatewayVirtualInterfaceGroup CreateMacSystemIntegrityProtectionModificationTask
    CreateManagedPrefixList CreateMetricCategory CreateNatGateway CreateNetworkAcl CreateNetworkAclEntry
    CreateNetworkInsightsAccessScope CreateNetworkInsightsPath CreateNetworkInterface
    CreateNetworkingFlexCostAllocationPolicy CreatePlacementGroup CreatePublicIpv4Pool
    CreateReservedInstancesListing CreateRestoreImageTask CreateRoute CreateRouteServer
    CreateRouteServerEndpoint CreateRouteServerPeer CreateRouteTable CreateSecondaryNetwork
    CreateSecondarySubnet CreateSecurityGroup CreateSnapshot CreateSnapshots CreateSubnet
    CreateSubnetCidrReservation CreateTrafficMirrorFilter CreateTrafficMirrorFilterRule
    CreateTrafficMirrorTarget CreateTransitGateway CreateTransitGatewayConnect CreateTransitGatewayConnectPeer
    CreateTransitGatewayMeteringPolicy CreateTransitGatewayMeteringPolicyEntry
    CreateTransitGatewayMulticastDomain CreateTransitGatewayNetworkFunctionAttachment
    CreateTransitGatewayPeeringAttachment CreateTransitGatewayPolicyTable CreateTransitGatewayPolicyTableEntry
    CreateTransitGatewayPrefixListReference CreateTransitGatewayRoute CreateTransitGatewayRouteTable
    CreateTransitGatewayRouteTableAnnouncement CreateTransitGatewayVpcAttachment CreateVerifiedAccessEndpoint
    CreateVerifiedAccessGroup CreateVerifiedAccessInstance CreateVerifiedAccessTrustProvider CreateVolume
    CreateVpc CreateVpcEncryptionControl CreateVpcEndpoint CreateVpcEndpointServiceConfiguration
    CreateVpcPeeringConnection CreateVpnConcentrator CreateVpnConnectionRoute CreateVpnGateway
    ImportClientVpnClientCertificateRevocationList ImportImage ImportInstance ImportKeyPair ImportSnapshot
    ImportVolume ProvisionByoipCidr ProvisionIpamByoasn ProvisionIpamPoolCidr ProvisionPublicIpv4PoolCidr
    RegisterImage RegisterTransitGatewayMulticastGroupMembers RegisterTransitGatewayMulticastGroupSources
    RunInstances
create no:      # paid for
    AcceptReservedInstancesExchangeQuote PurchaseCapacityBlock PurchaseCapacityBlockExtension
    PurchaseHostReservation PurchaseReservedInstancesOffering PurchaseScheduledInstances
create secret:  # the answer holds a private key
    CreateKeyPair CreateVpnConnection
delete:
    DeleteApplicationStatusCheck DeleteCapacityManagerDataExport DeleteCarrierGateway DeleteClientVpnEndpoint
    DeleteClientVpnRoute DeleteCoipCidr DeleteCoipPool DeleteCustomerGateway DeleteDhcpOptions
    DeleteEgressOnlyInternetGateway DeleteFleets DeleteFlowLogs DeleteImageUsageReport
    DeleteInstanceConnectEndpoint DeleteInstanceEventWindow DeleteInternetGateway DeleteIpam
    DeleteIpamExternalResourceVerificationToken DeleteIpamInternetRegistryAssociation DeleteIpamPolicy
    DeleteIpamPool DeleteIpamPrefixListResolver DeleteIpamPrefixListResolverTarget DeleteIpamResourceDiscovery
    DeleteIpamRoutingPolicyRegistration DeleteIpamScope DeleteKeyPair DeleteLaunchTemplate
    DeleteLaunchTemplateVersions DeleteLocalGatewayRoute DeleteLocalGatewayRouteTable
    DeleteLocalGatewayRouteTableVirtualInterfaceGroupAssociation DeleteLocalGatewayRouteTableVpcAssociation
    DeleteLocalGatewayVirtualInterface DeleteLocalGatewayVirtualInterfaceGroup DeleteManagedPrefixList
    DeleteMetricCategory DeleteNatGateway DeleteNetworkAcl DeleteNetworkAclEntry
    DeleteNetworkInsightsAccessScope DeleteNetworkInsightsAccessScopeAnalysis DeleteNetworkInsightsAnalysis
    DeleteNetworkInsightsPath DeleteNetworkInterface DeleteNetworkingFlexCostAllocationPolicies
    DeletePlacementGroup DeletePublicIpv4Pool DeleteQueuedReservedInstances DeleteRoute DeleteRouteServer
    DeleteRouteServerEndpoint DeleteRouteServerPeer DeleteRouteTable DeleteSecondaryNetwork
    DeleteSecondarySubnet DeleteSecurityGroup DeleteSpotDatafeedSubscription DeleteSubnet
    DeleteSubnetCidrReservation DeleteTrafficMirrorFilter DeleteTrafficMirrorFilterRule
    DeleteTrafficMirrorSession DeleteTrafficMirrorTarget DeleteTransitGateway
    DeleteTransitGatewayClientVpnAttachment DeleteTransitGatewayConnect DeleteTransitGatewayConnectPeer
    DeleteTransitGatewayMeteringPolicy DeleteTransitGatewayMeteringPolicyEntry
    DeleteTransitGatewayMulticastDomain DeleteTransitGatewayNetworkFunctionAttachment
    DeleteTransitGatewayPeeringAttachment DeleteTransitGatewayPolicyTable DeleteTransitGatewayPolicyTableEntry
    DeleteTransitGatewayPrefixListReference DeleteTransitGatewayRoute DeleteTransitGatewayRouteTable
    DeleteTransitGatewayRouteTableAnnouncement DeleteTransitGatewayVpcAttachment DeleteVerifiedAccessEndpoint
    DeleteVerifiedAccessGroup DeleteVerifiedAccessInstance DeleteVerifiedAccessTrustProvider DeleteVpc
    DeleteVpcEncryptionControl DeleteVpcEndpointConnectionNotifications DeleteVpcEndpointServiceConfigurations
    DeleteVpcEndpoints DeleteVpcPeeringConnection DeleteVpnConcentrator DeleteVpnConnection
    DeleteVpnConnectionRoute DeleteVpnGateway DeprovisionByoipCidr DeprovisionIpamByoasn DeprovisionIpamPoolCidr
    DeprovisionPublicIpv4PoolCidr ReleaseAddress ReleaseHosts ReleaseIpamPoolAllocation
    TerminateClientVpnConnections
delete depends: # ties something loose or switches it off; it can be tied again
    CancelBundleTask CancelCapacityReservation CancelCapacityReservationFleets CancelConversionTask
    CancelDeclarativePoliciesReport CancelExportTask CancelImportTask CancelReservedInstancesListing
    CancelSpotFleetRequests CancelSpotInstanceRequests DeregisterInstanceEventNotificationAttributes
    DeregisterTransitGatewayMulticastGroupMembers DeregisterTransitGatewayMulticastGroupSources
    DetachClassicLinkVpc DetachImageWatermark DetachInternetGateway DetachNetworkInterface
    DetachVerifiedAccessTrustProvider DetachVolume DetachVpnGateway DisableAddressTransfer
    DisableApplicationStatusCheckSuppression DisableAwsNetworkPerformanceMetricSubscription
    DisableCapacityManager DisableEbsEncryptionByDefault DisableFastLaunch DisableFastSnapshotRestores
    DisableImage DisableImageDeprecation DisableImageDeregistrationProtection
    DisableInstanceSqlHaStandbyDetections DisableIpamPolicy DisableRouteServerPropagation
    DisableTransitGatewayRouteTablePropagation DisableVgwRoutePropagation DisableVpcClassicLink
    DisableVpcClassicLinkDnsSupport DisassociateAddress DisassociateApplicationStatusCheck
    DisassociateCapacityReservationBillingOwner DisassociateClientVpnTargetNetwork
    DisassociateEnclaveCertificateIamRole DisassociateIamInstanceProfile DisassociateInstanceEventWindow
    DisassociateIpamByoasn DisassociateIpamResourceDiscovery DisassociateKmsKeyId DisassociateNatGatewayAddress
    DisassociateNetworkingFlexCostAllocationPolicy DisassociateRouteServer DisassociateRouteTable
    DisassociateSecurityGroupVpc DisassociateSubnetCidrBlock DisassociateTransitGatewayMulticastDomain
    DisassociateTransitGatewayPolicyTable DisassociateTransitGatewayRouteTable DisassociateTrunkInterface
    DisassociateVpcCidrBlock UnassignIpv6Addresses UnassignPrivateIpAddresses UnassignPrivateNatGatewayAddress
    WithdrawByoipCidr
delete loss:
    DeleteFpgaImage DeleteSnapshot DeleteVolume DeregisterImage TerminateInstances
execute:        # roles, what runs later or elsewhere, copies of traffic and logs
    AssociateEnclaveCertificateIamRole AssociateIamInstanceProfile AssociateInstanceEventWindow
    CreateCapacityManagerDataExport CreateFleet CreateFlowLogs CreateInstanceEventWindow
    CreateSpotDatafeedSubscription CreateTrafficMirrorSession CreateVpcEndpointConnectionNotification
    EnableFastLaunch ModifyFleet ModifyInstanceEventWindow ModifyLaunchTemplate ModifySpotFleetRequest
    ModifyVerifiedAccessInstanceLoggingConfiguration ModifyVpcEndpointConnectionNotification
    RegisterInstanceEventNotificationAttributes ReplaceIamInstanceProfileAssociation RequestSpotFleet
    RequestSpotInstances RunScheduledInstances SendDiagnosticInterrupt
execute data:
    BundleInstance CreateInstanceExportTask CreateStoreImageTask ExportImage ExportTransitGatewayRoutes
modify:
    AcceptAddressTransfer AcceptCapacityReservationBillingOwnership AcceptTransitGatewayClientVpnAttachment
    AcceptTransitGatewayMulticastDomainAssociations AcceptTransitGatewayPeeringAttachment
    AcceptTransitGatewayVpcAttachment AcceptVpcEndpointConnections AcceptVpcPeeringConnection AdvertiseByoipCidr
    ApplySecurityGroupsToClientVpnTargetNetwork AssignIpv6Addresses AssignPrivateIpAddresses
    AssignPrivateNatGatewayAddress AssociateAddress AssociateApplicationStatusCheck
    AssociateCapacityReservationBillingOwner AssociateClientVpnTargetNetwork AssociateDhcpOptions
    AssociateIpamByoasn AssociateIpamResourceDiscovery AssociateKmsKeyId AssociateNatGatewayAddress
    AssociateNetworkingFlexCostAllocationPolicy AssociateRouteServer AssociateRouteTable
    AssociateSecurityGroupVpc AssociateSubnetCidrBlock AssociateTransitGatewayMulticastDomain
    AssociateTransitGatewayPolicyTable AssociateTransitGatewayRouteTable AssociateTrunkInterface
    AssociateVpcCidrBlock AttachClassicLinkVpc AttachImageWatermark AttachInternetGateway AttachNetworkInterface
    AttachVerifiedAccessTrustProvider AttachVolume AttachVpnGateway AuthorizeSecurityGroupEgress
    AuthorizeSecurityGroupIngress BatchModifyIpamRoutingPolicyRegistrations ConfirmProductInstance CreateTags
    DeleteTags EnableAddressTransfer EnableApplicationStatusCheckSuppression
    EnableAwsNetworkPerformanceMetricSubscription EnableCapacityManager EnableEbsEncryptionByDefault
    EnableFastSnapshotRestores EnableImage EnableImageDeprecation EnableImageDeregistrationProtection
    EnableInstanceSqlHaStandbyDetections EnableIpamInternetRegistryAssociation EnableIpamPolicy
    EnableRouteServerPropagation EnableTransitGatewayRouteTablePropagation EnableVgwRoutePropagation
    EnableVolumeIO EnableVpcClassicLink EnableVpcClassicLinkDnsSupport ModifyAccountVpcEncryptionControl
    ModifyAddressAttribute ModifyApplicationStatusCheck ModifyAvailabilityZoneGroup ModifyCapacityReservation
    ModifyCapacityReservationFleet ModifyClientVpnEndpoint ModifyDefaultCreditSpecification
    ModifyEbsDefaultKmsKeyId ModifyHosts ModifyIdFormat ModifyIdentityIdFormat ModifyInstanceAttribute
    ModifyInstanceCapacityReservationAttributes ModifyInstanceConnectEndpoint ModifyInstanceCpuOptions
    ModifyInstanceCreditSpecification ModifyInstanceEventStartTime ModifyInstanceMaintenanceOptions
    ModifyInstanceMetadataDefaults ModifyInstanceMetadataOptions ModifyInstanceNetworkPerformanceOptions
    ModifyInstancePlacement ModifyIpam ModifyIpamPolicyAllocationRules ModifyIpamPool ModifyIpamPoolAllocation
    ModifyIpamPrefixListResolver ModifyIpamPrefixListResolverTarget ModifyIpamResourceCidr
    ModifyIpamResourceDiscovery ModifyIpamRoutingPolicyRegistration ModifyIpamScope ModifyLocalGatewayRoute
    ModifyManagedPrefixList ModifyMetricCategory ModifyNetworkInterfaceAttribute
    ModifyNetworkingFlexCostAllocationPolicy ModifyPrivateDnsNameOptions ModifyPublicIpDnsNameOptions
    ModifyReservedInstances ModifyRouteServer ModifySecurityGroupRules ModifySnapshotTier ModifySubnetAttribute
    ModifyTrafficMirrorFilterNetworkServices ModifyTrafficMirrorFilterRule ModifyTrafficMirrorSession
    ModifyTransitGateway ModifyTransitGatewayAttachmentNatConfiguration ModifyTransitGatewayMeteringPolicy
    ModifyTransitGatewayNetworkFunctionAttachment ModifyTransitGatewayPeeringAttachment
    ModifyTransitGatewayPolicyTableEntry ModifyTransitGatewayPrefixListReference
    ModifyTransitGatewayVpcAttachment ModifyVerifiedAccessEndpoint ModifyVerifiedAccessGroup
    ModifyVerifiedAccessInstance ModifyVerifiedAccessTrustProvider ModifyVolume ModifyVolumeAttribute
    ModifyVpcAttribute ModifyVpcEncryptionControl ModifyVpcEndpoint ModifyVpcEndpointPayerResponsibility
    ModifyVpcEndpointServiceConfiguration ModifyVpcEndpointServicePayerResponsibility
    ModifyVpcPeeringConnectionOptions ModifyVpcTenancy MonitorInstances MoveAddressToVpc MoveByoipCidrToIpam
    MoveCapacityReservationInstances RebootInstances RejectCapacityReservationBillingOwnership
    RejectTransitGatewayClientVpnAttachment RejectTransitGatewayMulticastDomainAssociations
    RejectTransitGatewayPeeringAttachment RejectTransitGatewayVpcAttachment RejectVpcEndpointConnections
    RejectVpcPeeringConnection ReplaceImageInstanceTypeSpecification ReplaceNetworkAclAssociation
    ReplaceNetworkAclEntry ReplaceRoute ReplaceRouteTableAssociation ReplaceTransitGatewayRoute ReplaceVpnTunnel
    ReportInstanceStatus ResetAddressAttribute ResetEbsDefaultKmsKeyId ResetInstanceAttribute
    ResetNetworkInterfaceAttribute RestoreAddressToClassic RestoreImageFromRecycleBin
    RestoreManagedPrefixListVersion RestoreSnapshotFromRecycleBin RestoreSnapshotTier
    RestoreVolumeFromRecycleBin RevokeSecurityGroupEgress RevokeSecurityGroupIngress
    StartDeclarativePoliciesReport StartInstances StartNetworkInsightsAccessScopeAnalysis
    StartNetworkInsightsAnalysis StartVpcEndpointServicePrivateDnsVerification StopInstances UnlockSnapshot
    UnmonitorInstances UpdateCapacityManagerMonitoredTagKeys UpdateInterruptibleCapacityReservationAllocation
    UpdateSecurityGroupRuleDescriptionsEgress UpdateSecurityGroupRuleDescriptionsIngress
modify no:      # a lock cannot be taken off before its time
    LockSnapshot
modify no loss: # the root volume that was there is gone
    CreateReplaceRootVolumeTask
modify secret:  # the answer holds the tunnel's keys
    ModifyVpnConnection ModifyVpnConnectionOptions ModifyVpnTunnelCertificate ModifyVpnTunnelOptions
permission:     # who may use an image, a snapshot, an endpoint, a console, the way out of a network
    AuthorizeClientVpnIngress CancelImageLaunchPermission CreateNetworkInterfacePermission
    CreateVpcBlockPublicAccessExclusion DeleteClientVpnEndpointAuthorizationPolicy
    DeleteNetworkInterfacePermission DeleteVpcBlockPublicAccessExclusion DisableAllowedImagesSettings
    DisableImageBlockPublicAccess DisableIpamOrganizationAdminAccount DisableSerialConsoleAccess
    DisableSnapshotBlockPublicAccess EnableAllowedImagesSettings EnableImageBlockPublicAccess
    EnableIpamOrganizationAdminAccount EnableReachabilityAnalyzerOrganizationSharing EnableSerialConsoleAccess
    EnableSnapshotBlockPublicAccess ModifyClientVpnEndpointAuthorizationPolicy ModifyFpgaImageAttribute
    ModifyImageAttribute ModifyManagedResourceVisibility ModifySnapshotAttribute
    ModifyVerifiedAccessEndpointPolicy ModifyVerifiedAccessGroupPolicy ModifyVpcBlockPublicAccessExclusion
    ModifyVpcBlockPublicAccessOptions ModifyVpcEndpointServicePermissions
    ReplaceImageCriteriaInAllowedImagesSettings ResetFpgaImageAttribute ResetImageAttribute
    ResetSnapshotAttribute RevokeClientVpnIngress UpdateCapacityManagerOrganizationsAccess
read:
    DescribeAccountAttributes DescribeAccountVpcEncryptionControl DescribeAddressTransfers DescribeAddresses
    DescribeAddressesAttribute DescribeAggregateIdFormat DescribeApplicationStatus
    DescribeApplicationStatusCheckAssociations DescribeApplicationStatusChecks DescribeAvailabilityZones
    DescribeAwsNetworkPerformanceMetricSubscriptions DescribeByoipCidrs DescribeCapacityBlockExtensionHistory
    DescribeCapacityBlockExtensionOfferings DescribeCapacityBlockOfferings DescribeCapacityBlockStatus
    DescribeCapacityBlocks DescribeCapacityManagerDataExports DescribeCapacityReservationBillingRequests
    DescribeCapacityReservationCancellationQuotes DescribeCapacityReservationDateChangeQuotes
    DescribeCapacityReservationFleets DescribeCapacityReservationTopology DescribeCapacityReservations
    DescribeCarrierGateways DescribeClassicLinkInstances DescribeClientVpnAuthorizationRules
    DescribeClientVpnConnections DescribeClientVpnEndpoints DescribeClientVpnRoutes
    DescribeClientVpnTargetNetworks DescribeCoipPools DescribeCustomerGateways
    DescribeDeclarativePoliciesReports DescribeDhcpOptions DescribeEgressOnlyInternetGateways
    DescribeElasticGpus DescribeExportImageTasks DescribeExportTasks DescribeFastLaunchImages
    DescribeFastSnapshotRestores DescribeFleetHistory DescribeFleetInstances DescribeFleets DescribeFlowLogs
    DescribeFpgaImageAttribute DescribeFpgaImages DescribeHostReservationOfferings DescribeHostReservations
    DescribeHosts DescribeIamInstanceProfileAssociations DescribeIdFormat DescribeIdentityIdFormat
    DescribeImageAttribute DescribeImageReferences DescribeImageUsageReportEntries DescribeImageUsageReports
    DescribeImages DescribeInstanceAttribute DescribeInstanceConnectEndpoints
    DescribeInstanceCreditSpecifications DescribeInstanceEventNotificationAttributes
    DescribeInstanceEventWindows DescribeInstanceImageMetadata DescribeInstanceSqlHaHistoryStates
    DescribeInstanceSqlHaStates DescribeInstanceStatus DescribeInstanceTopology DescribeInstanceTypeOfferings
    DescribeInstanceTypes DescribeInstances DescribeInternetGateways DescribeIpamByoasn
    DescribeIpamExternalResourceVerificationTokens DescribeIpamInternetRegistryAssociations DescribeIpamPolicies
    DescribeIpamPoolAllocations DescribeIpamPools DescribeIpamPrefixListResolverTargets
    DescribeIpamPrefixListResolvers DescribeIpamResourceDiscoveries DescribeIpamResourceDiscoveryAssociations
    DescribeIpamScopes DescribeIpams DescribeIpv6Pools DescribeKeyPairs DescribeLaunchTemplates
    DescribeLocalGatewayRouteTableVirtualInterfaceGroupAssociations
    DescribeLocalGatewayRouteTableVpcAssociations DescribeLocalGatewayRouteTables
    DescribeLocalGatewayVirtualInterfaceGroups DescribeLocalGatewayVirtualInterfaces DescribeLocalGateways
    DescribeLockedSnapshots DescribeMacHosts DescribeMacModificationTasks DescribeManagedPrefixLists
    DescribeMetricCategories DescribeMovingAddresses DescribeNatGateways DescribeNetworkAcls
    DescribeNetworkInsightsAccessScopeAnalyses DescribeNetworkInsightsAccessScopes
    DescribeNetworkInsightsAnalyses DescribeNetworkInsightsPaths DescribeNetworkInterfaceAttribute
    DescribeNetworkInterfacePermissions DescribeNetworkInterfaces DescribeNetworkingFlexCostAllocationPolicies
    DescribeNetworkingFlexCostAllocationPolicyAssociations DescribeOutpostLags DescribePlacementGroups
    DescribePrefixLists DescribePrincipalIdFormat DescribePublicIpv4Pools DescribeRegions
    DescribeReplaceRootVolumeTasks DescribeReservedInstances DescribeReservedInstancesListings
    DescribeReservedInstancesModifications DescribeReservedInstancesOfferings DescribeRouteServerEndpoints
    DescribeRouteServerPeers DescribeRouteServers DescribeRouteTables DescribeScheduledInstanceAvailability
    DescribeScheduledInstances DescribeSecondaryInterfaces DescribeSecondaryNetworks DescribeSecondarySubnets
    DescribeSecurityGroupReferences DescribeSecurityGroupRules DescribeSecurityGroupVpcAssociations
    DescribeSecurityGroups DescribeServiceLinkVirtualInterfaces DescribeSnapshotAttribute
    DescribeSnapshotTierStatus DescribeSnapshots DescribeSpotDatafeedSubscription DescribeSpotFleetInstances
    DescribeSpotFleetRequestHistory DescribeSpotPriceHistory DescribeStaleSecurityGroups DescribeStoreImageTasks
    DescribeSubnets DescribeTags DescribeTrafficMirrorFilterRules DescribeTrafficMirrorFilters
    DescribeTrafficMirrorSessions DescribeTrafficMirrorTargets DescribeTransitGatewayAttachments
    DescribeTransitGatewayConnectPeers DescribeTransitGatewayConnects DescribeTransitGatewayMeteringPolicies
    DescribeTransitGatewayMulticastDomains DescribeTransitGatewayNetworkFunctionAttachments
    DescribeTransitGatewayPeeringAttachments DescribeTransitGatewayPolicyTables
    DescribeTransitGatewayRouteTableAnnouncements DescribeTransitGatewayRouteTables
    DescribeTransitGatewayVpcAttachments DescribeTransitGateways DescribeTrunkInterfaceAssociations
    DescribeVerifiedAccessEndpoints DescribeVerifiedAccessGroups
    DescribeVerifiedAccessInstanceLoggingConfigurations DescribeVerifiedAccessInstances DescribeVolumeAttribute
    DescribeVolumeStatus DescribeVolumes DescribeVolumesModifications DescribeVpcAttribute
    DescribeVpcBlockPublicAccessExclusions DescribeVpcBlockPublicAccessOptions DescribeVpcClassicLink
    DescribeVpcClassicLinkDnsSupport DescribeVpcEncryptionControls DescribeVpcEndpointAssociations
    DescribeVpcEndpointConnectionNotifications DescribeVpcEndpointConnections
    DescribeVpcEndpointServiceConfigurations DescribeVpcEndpointServicePermissions DescribeVpcEndpointServices
    DescribeVpcEndpoints DescribeVpcPeeringConnections DescribeVpcs DescribeVpnConcentrators DescribeVpnGateways
    ExportClientVpnClientCertificateRevocationList GetActiveVpnTunnelStatus GetAllowedImagesSettings
    GetAssociatedEnclaveCertificateIamRoles GetAssociatedIpv6PoolCidrs GetAwsNetworkPerformanceData
    GetCapacityManagerAttributes GetCapacityManagerMetricData GetCapacityManagerMetricDimensions
    GetCapacityManagerMonitoredTagKeys GetCapacityManagerSupportabilityScores GetCapacityReservationUsage
    GetClientVpnEndpointAuthorizationPolicy GetCoipPoolUsage GetDeclarativePoliciesReportSummary
    GetDefaultCreditSpecification GetEbsDefaultKmsKeyId GetEbsEncryptionByDefault GetEnabledIpamPolicy
    GetFlowLogsIntegrationTemplate GetGroupsForCapacityReservation GetHostReservationPurchasePreview
    GetImageAncestry GetImageBlockPublicAccessState GetImageFindings GetInstanceMetadataDefaults
    GetInstanceTpmEkPub GetInstanceTypesFromInstanceRequirements GetIpamAddressHistory GetIpamDiscoveredAccounts
    GetIpamDiscoveredPublicAddresses GetIpamDiscoveredResourceCidrs GetIpamDiscoveredRoutes
    GetIpamInternetRegistryAssociationAsns GetIpamInternetRegistryAssociationCidrs GetIpamPolicyAllocationRules
    GetIpamPolicyOrganizationTargets GetIpamPoolAllocations GetIpamPoolCidrs GetIpamPrefixListResolverRules
    GetIpamPrefixListResolverVersionEntries GetIpamPrefixListResolverVersions GetIpamResourceCidrs
    GetIpamRouteOriginAuthorizations GetIpamRouteProtectionFindings GetIpamRoutingPolicyRegistrationDeltas
    GetIpamRoutingPolicyRegistrations GetManagedPrefixListAssociations GetManagedPrefixListEntries
    GetManagedResourceVisibility GetNetworkInsightsAccessScopeAnalysisFindings
    GetNetworkInsightsAccessScopeContent GetNetworkingFlexCostAllocationPolicyVersions
    GetReservedInstancesExchangeQuote GetRouteServerAssociations GetRouteServerPropagations
    GetRouteServerRoutingDatabase GetSecurityGroupsForVpc GetSerialConsoleAccessStatus
    GetSnapshotBlockPublicAccessState GetSpotPlacementScores GetSubnetCidrReservations
    GetTransitGatewayAttachmentNatConfiguration GetTransitGatewayAttachmentPropagations
    GetTransitGatewayMeteringPolicyEntries GetTransitGatewayMulticastDomainAssociations
    GetTransitGatewayPolicyTableAssociations GetTransitGatewayPolicyTableEntries
    GetTransitGatewayPrefixListReferences GetTransitGatewayRouteTableAssociations
    GetTransitGatewayRouteTablePropagations GetVerifiedAccessEndpointPolicy GetVerifiedAccessEndpointTargets
    GetVerifiedAccessGroupPolicy GetVpcResourcesBlockingEncryptionEnforcement GetVpnConnectionDeviceTypes
    GetVpnTunnelReplacementStatus ListImagesInRecycleBin ListSnapshotsInRecycleBin ListVolumesInRecycleBin
    SearchLocalGatewayRoutes SearchTransitGatewayMulticastGroups SearchTransitGatewayRoutes
    ValidateSecurityGroupQuotasForInterface
read secret:    # user data, passwords, keys of VPNs, signed addresses, what a console printed
    DescribeBundleTasks DescribeConversionTasks DescribeImportImageTasks DescribeImportSnapshotTasks
    DescribeLaunchTemplateVersions DescribeSpotFleetRequests DescribeSpotInstanceRequests
    DescribeVerifiedAccessTrustProviders DescribeVpnConnections ExportClientVpnClientConfiguration
    ExportVerifiedAccessInstanceClientConfiguration GetConsoleOutput GetConsoleScreenshot GetInstanceUefiData
    GetLaunchTemplateData GetPasswordData GetVpnConnectionDeviceSampleConfiguration
"""

# Where the kind in the ARN is not the id's own beginning (docs.aws.amazon.com/service-authorization, EC2).
_KINDS: Final = {
    "acl": "network-acl",
    "cgw": "customer-gateway",
    "cr": "capacity-reservation",
    "dopt": "dhcp-options",
    "eigw": "egress-only-internet-gateway",
    "eipalloc": "elastic-ip",
    "eni": "network-interface",
    "fl": "vpc-flow-log",
    "h": "dedicated-host",
    "i": "instance",
    "igw": "internet-gateway",
    "key": "key-pair",
    "lt": "launch-template",
    "nat": "natgateway",
    "pcx": "vpc-peering-connection",
    "pl": "prefix-list",
    "rtb": "route-table",
    "sfr": "spot-fleet-request",
    "sg": "security-group",
    "sgr": "security-group-rule",
    "sir": "spot-instances-request",
    "tgw": "transit-gateway",
    "tgw-attach": "transit-gateway-attachment",
    "tgw-rtb": "transit-gateway-route-table",
    "vgw": "vpn-gateway",
    "vol": "volume",
    "vpce": "vpc-endpoint",
    "vpce-svc": "vpc-endpoint-service",
    "vpn": "vpn-connection",
}
# Images and snapshots may be anybody's: their ARNs name no account.
_UNOWNED: Final = {"ami": "image", "aki": "image", "ari": "image", "snap": "snapshot", "afi": "fpga-image"}
_ID: Final = re.compile(
    r"([a-z][a-z0-9]*(?:-[a-z][a-z0-9]*)*)-(?:[0-9a-f]{8,32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
)
_OPAQUE: Final = words(
    """ClientData Description Filter Filters PolicyDocument TagSpecification TagSpecifications Tags UserData"""
)
_GROUP_MEMBERS: Final = ("GroupName", "GroupNames", "SecurityGroups", "SecurityGroup")


def _locate(call: Call, place: Place, found: Found) -> tuple[str, ...]:
    """Every id in the parameters, and security and placement groups by name."""
    for identifier in _strings(call.parameters, 0):
        form = _ID.fullmatch(identifier)
        if form is None:
            continue
        kind = form[1]
        if kind in _UNOWNED:
            arn = f"arn:{place.partition}:ec2:{place.region}::{_UNOWNED[kind]}/{identifier}"
        else:
            arn = place.arn("ec2", f"{_KINDS.get(kind, kind)}/{identifier}")
        found.add(arn, place.region)
    group = "placement-group" if "PlacementGroup" in call.operation else "security-group"
    for member in _GROUP_MEMBERS:
        for name in texts(call.parameters.get(member), member):
            found.add(place.arn("ec2", f"{group}/{name}"), place.region)
    return ()


def _strings(value: Value, depth: int) -> Iterator[str]:
    """Yield every text but those under members that hold no names; the walk before this one bounds the depth."""
    match value:
        case str():
            yield value
        case Mapping():
            for member, inner in value.items():
                if member not in _OPAQUE:
                    yield from _strings(inner, depth + 1)
        case Sequence() if not isinstance(value, bytes):
            for inner in value:
                yield from _strings(inner, depth + 1)


_NEW: Final = re.compile(r"(?:Create|Run|Allocate|Copy|Import|Register|Request|Purchase|Provision)([A-Z]\w*?)s?")
_PLURAL_KINDS: Final = {
    "Address": "elastic-ip",
    "DhcpOption": "dhcp-options",
    "NatGateway": "natgateway",
    "Host": "dedicated-host",
}


def _created(table: Mapping[str, Row]) -> Mapping[str, str]:
    """What each operation makes, by its name: `RunInstances` an instance, `CreateVpc` a VPC."""
    made: dict[str, str] = {}
    for operation, row in table.items():
        form = _NEW.fullmatch(operation)
        if form is not None and row.effect in (Effect.CREATE, Effect.EXECUTE):
            made[operation] = f"{_PLURAL_KINDS.get(form[1], re.sub(r'(?<!^)(?=[A-Z])', '-', form[1]).lower())}/*"
    return made


def _attribute(parameters: Parameters, row: Row) -> Row:
    """One attribute among harmless ones is the user data, where people keep start-up secrets."""
    return replace(row, reading=Reading.SECRET) if parameters.get("Attribute") == "userData" else row


def _reconfigured(parameters: Parameters, row: Row) -> Row:
    """User data runs as root at the next start; `Attribute` and `Value` are the older way to say it."""
    return delegating(row) if parameters.get("Attribute") == "userData" else row


_POLICY: Final = when("PolicyDocument", permitting, "ResetPolicy")
_TABLE: Final = rows(_ROWS)

SERVICE: Final = Service(
    prefix="ec2",
    rows=_TABLE,
    locate=_locate,
    names={
        "KeyName": "key-pair/{}",
        "KeyNames": "key-pair/{}",
        "LaunchTemplateName": "launch-template/{}",
        "LaunchTemplateNames": "launch-template/{}",
        "PublicIp": "elastic-ip/{}",
        "PublicIps": "elastic-ip/{}",
    },
    opaque=_OPAQUE - {"UserData"},
    roles=frozenset({"DeliverCrossAccountRole", "IamFleetRole", "IamInstanceProfile", "RoleArn", "RoleName"}),
    powers=frozenset({"LaunchTemplate", "LaunchTemplateConfigs", "UserData"}),
    created=_created(_TABLE),
    refined={
        "CreateVerifiedAccessEndpoint": _POLICY,
        "CreateVerifiedAccessGroup": _POLICY,
        "CreateVpcEndpoint": _POLICY,
        "DescribeInstanceAttribute": _attribute,
        "ModifyInstanceAttribute": _reconfigured,
        "ModifyVpcEndpoint": _POLICY,
    },
)
