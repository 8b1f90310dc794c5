"""API Gateway, HTTP and WebSocket APIs: the same rules as for REST APIs, in `apigateway`."""

from typing import Final

from keyturn.recognise.aws.curated.apigateway import address_of_functions, verbs
from keyturn.recognise.aws.touches_table import Service, delegating, rows, when

_ROWS: Final = """
read:
    ExportApi GetApi GetApiMapping GetApiMappings GetApis GetAuthorizer GetAuthorizers GetDeployment GetDeployments
    GetDomainName GetDomainNames GetIntegration GetIntegrationResponse GetIntegrationResponses GetIntegrations
    GetModel GetModelTemplate GetModels GetPortal GetPortalProduct GetPortalProductSharingPolicy GetProductPage
    GetProductRestEndpointPage GetRoute GetRouteResponse GetRouteResponses GetRoutes GetRoutingRule ListRoutingRules
    GetStage GetStages GetTags GetVpcLink GetVpcLinks ListPortalProducts ListPortals ListProductPages
    ListProductRestEndpointPages
create:
    CreateApi CreateApiMapping CreateDomainName CreateIntegrationResponse CreateModel CreatePortal
    CreatePortalProduct CreateProductPage CreateProductRestEndpointPage CreateRoute CreateRouteResponse
    CreateRoutingRule CreateStage CreateVpcLink
modify:
    CreateDeployment PreviewPortal PublishPortal PutRoutingRule ResetAuthorizersCache TagResource UntagResource
    UpdateApi UpdateApiMapping UpdateDeployment UpdateDomainName UpdateIntegrationResponse UpdateModel UpdatePortal
    UpdatePortalProduct UpdateProductPage UpdateProductRestEndpointPage UpdateRoute UpdateRouteResponse UpdateStage
    UpdateVpcLink
delete:
    DeleteAccessLogSettings DeleteApi DeleteApiMapping DeleteAuthorizer DeleteCorsConfiguration DeleteDeployment
    DeleteDomainName DeleteIntegration DeleteIntegrationResponse DeleteModel DeletePortal DeletePortalProduct
    DeleteProductPage DeleteProductRestEndpointPage DeleteRoute DeleteRouteRequestParameter DeleteRouteResponse
    DeleteRouteSettings DeleteRoutingRule DeleteStage DeleteVpcLink
delete depends: DisablePortal
permission: DeletePortalProductSharingPolicy PutPortalProductSharingPolicy
execute: CreateAuthorizer CreateIntegration ImportApi ReimportApi UpdateAuthorizer UpdateIntegration
"""

_TABLE: Final = rows(_ROWS)
_API: Final = "arn:apigateway:@region::/apis/{}"

SERVICE: Final[Service] = Service(
    prefix="apigateway",
    rows=_TABLE,
    locate=address_of_functions,
    top={
        "ApiId": _API,
        "DomainName": "arn:apigateway:@region::/domainnames/{}",
        "DomainNameId": "arn:apigateway:@region::/domainnames/{}",
        "PortalId": "/portals/{}",
        "PortalProductId": "/portalproducts/{}",
        "VpcLinkId": "arn:apigateway:@region::/vpclinks/{}",
    },
    opaque=frozenset({"Body", "PolicyDocument", "Tags"}),
    roles=frozenset({"AuthorizerCredentialsArn", "CredentialsArn"}),
    renamed={**verbs(_TABLE), "TagResource": "apigateway:POST"},
    created={
        "CreateApi": "arn:apigateway:@region::/apis/*",
        "CreatePortal": "/portals/*",
        "CreatePortalProduct": "/portalproducts/*",
        "CreateVpcLink": "arn:apigateway:@region::/vpclinks/*",
        "ImportApi": "arn:apigateway:@region::/apis/*",
    },
    refined={"CreateApi": when("Target", delegating), "UpdateApi": when("Target", delegating)},
)
