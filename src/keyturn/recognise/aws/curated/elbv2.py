"""Elastic Load Balancing (application, network and gateway load balancers). Nearly everything is named by ARN."""

from typing import Final

from keyturn.recognise.aws.touches_table import Service, rows

_ROWS: Final = """
read:
    DescribeAccountLimits DescribeCapacityReservation DescribeListenerAttributes DescribeListenerCertificates
    DescribeListeners DescribeLoadBalancerAttributes DescribeLoadBalancers DescribeRules DescribeSSLPolicies
    DescribeTags DescribeTargetGroupAttributes DescribeTargetGroups DescribeTargetHealth
    DescribeTrustStoreAssociations DescribeTrustStoreRevocations DescribeTrustStores GetResourcePolicy
read data: GetTrustStoreCaCertificatesBundle GetTrustStoreRevocationContent
create: CreateListener CreateLoadBalancer CreateRule CreateTargetGroup CreateTrustStore
modify:
    AddListenerCertificates AddTags AddTrustStoreRevocations ModifyCapacityReservation ModifyIpPools ModifyListener
    ModifyListenerAttributes ModifyLoadBalancerAttributes ModifyRule ModifyTargetGroup ModifyTargetGroupAttributes
    ModifyTrustStore RegisterTargets RemoveTags SetIpAddressType SetRulePriorities SetSecurityGroups SetSubnets
delete:
    DeleteListener DeleteLoadBalancer DeleteRule DeleteSharedTrustStoreAssociation DeleteTargetGroup DeleteTrustStore
delete depends: DeregisterTargets RemoveListenerCertificates RemoveTrustStoreRevocations
"""

SERVICE: Final[Service] = Service(
    prefix="elasticloadbalancing",
    rows=rows(_ROWS),
    opaque=frozenset({"Tags", "Conditions"}),
    created={
        "CreateLoadBalancer": "loadbalancer/*",
        "CreateTargetGroup": "targetgroup/*",
        "CreateTrustStore": "truststore/*",
    },
)
