"""EKS. Who may enter a cluster is a permission; what runs in it under a role is `execute`."""

from typing import Final

from keyturn.recognise.aws.touches_table import Service, rows

_ROWS: Final = """
read:
    DescribeAccessEntry DescribeAddon DescribeAddonConfiguration DescribeAddonVersions DescribeCapability
    DescribeCertificateAuthority DescribeCluster DescribeClusterVersions DescribeFargateProfile
    DescribeIdentityProviderConfig DescribeInsight DescribeInsightsRefresh DescribeNodegroup
    DescribePodIdentityAssociation DescribeUpdate ListAccessEntries ListAccessPolicies ListAddons
    ListAssociatedAccessPolicies ListCapabilities ListCertificateAuthorities ListClusters ListFargateProfiles
    ListIdentityProviderConfigs ListInsights ListNodegroups ListPodIdentityAssociations ListTagsForResource ListUpdates
read secret: DescribeEksAnywhereSubscription ListEksAnywhereSubscriptions      # licence tokens
create no: CreateEksAnywhereSubscription                                       # paid for
modify: CancelUpdate StartInsightsRefresh TagResource UntagResource UpdateClusterConfig UpdateEksAnywhereSubscription
modify no: AssociateEncryptionConfig UpdateClusterVersion                      # there is no way down
delete:
    DeleteAddon DeleteCapability DeleteEksAnywhereSubscription DeleteFargateProfile DeleteNodegroup
    DeletePodIdentityAssociation
delete depends: DeregisterCluster
delete loss: DeleteCluster                                                     # with all that its API server holds
permission:
    ActivateCertificateAuthority AssociateAccessPolicy AssociateIdentityProviderConfig CreateAccessEntry
    CreateCertificateAuthority DeleteAccessEntry DeleteCertificateAuthority DisassociateAccessPolicy
    DisassociateIdentityProviderConfig UpdateAccessEntry
execute:
    CreateAddon CreateCapability CreateCluster CreateFargateProfile CreateNodegroup CreatePodIdentityAssociation
    UpdateAddon UpdateCapability UpdateNodegroupConfig UpdateNodegroupVersion UpdatePodIdentityAssociation
execute secret: RegisterCluster                                                # the code with which a cluster joins
"""

_CLUSTER: Final = "cluster/{}"

SERVICE: Final[Service] = Service(
    prefix="eks",
    rows=rows(_ROWS),
    top={
        "addonName": "addon/{clusterName}/{}",
        "associationId": "podidentityassociation/{clusterName}/{}",
        "capabilityName": "capability/{clusterName}/{}",
        "clusterName": _CLUSTER,
        "fargateProfileName": "fargateprofile/{clusterName}/{}",
        "name": _CLUSTER,
        "nodegroupName": "nodegroup/{clusterName}/{}",
    },
    opaque=frozenset({"configurationValues", "tags"}),
    roles=frozenset(
        ["nodeRole", "nodeRoleArn", "podExecutionRoleArn", "roleArn", "serviceAccountRoleArn", "targetRoleArn"]
    ),
)
