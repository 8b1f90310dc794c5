"""API Gateway: REST APIs here, HTTP and WebSocket APIs in `apigatewayv2`; IAM knows only the verbs of their wire.

What an API calls when it is called is its integration, under a role or a function's leave: to set one is `execute`.
Everything within an API counts as the API. ARNs have no account; a function stands inside an integration's address.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from keyturn.model.action import Call, Reading, Value
from keyturn.recognise.aws.nouns import Place
from keyturn.recognise.aws.touches_place import Found, given_arn, whole_arn
from keyturn.recognise.aws.touches_table import Parameters, Row, Service, given, part, permitting, rows, when

_ROWS: Final = """
read:
    GetAccount GetAuthorizer GetAuthorizers GetBasePathMapping GetBasePathMappings GetClientCertificate
    GetClientCertificates GetDeployment GetDeployments GetDocumentationPart GetDocumentationParts
    GetDocumentationVersion GetDocumentationVersions GetDomainName GetDomainNameAccessAssociations GetDomainNames
    GetGatewayResponse GetGatewayResponses GetIntegration GetIntegrationResponse GetMethod GetMethodResponse GetModel
    GetModelTemplate GetModels GetRequestValidator GetRequestValidators GetResource GetResources GetRestApi
    GetRestApis GetSdkType GetSdkTypes GetStage GetStages GetTags GetUsage GetUsagePlan GetUsagePlans GetVpcLink
    GetVpcLinks GetApiKey GetApiKeys
read data: GetExport GetSdk
read secret: GetUsagePlanKey GetUsagePlanKeys   # with the keys' values
create:
    CreateBasePathMapping CreateDocumentationPart CreateDocumentationVersion CreateDomainName
    CreateDomainNameAccessAssociation CreateModel CreateRequestValidator CreateResource CreateRestApi CreateStage
    CreateUsagePlan CreateVpcLink GenerateClientCertificate
create secret: CreateApiKey CreateUsagePlanKey  # the answer holds the key
modify:
    CreateDeployment FlushStageAuthorizersCache FlushStageCache ImportApiKeys ImportDocumentationParts
    PutGatewayResponse PutIntegrationResponse PutMethod PutMethodResponse RejectDomainNameAccessAssociation
    TagResource UntagResource UpdateAccount UpdateApiKey UpdateBasePathMapping UpdateClientCertificate
    UpdateDeployment UpdateDocumentationPart UpdateDocumentationVersion UpdateDomainName UpdateGatewayResponse
    UpdateIntegrationResponse UpdateMethod UpdateMethodResponse UpdateModel UpdateRequestValidator UpdateResource
    UpdateRestApi UpdateStage UpdateUsage UpdateUsagePlan UpdateVpcLink
delete:
    DeleteApiKey DeleteAuthorizer DeleteBasePathMapping DeleteClientCertificate DeleteDeployment
    DeleteDocumentationPart DeleteDocumentationVersion DeleteDomainName DeleteDomainNameAccessAssociation
    DeleteGatewayResponse DeleteIntegration DeleteIntegrationResponse DeleteMethod DeleteMethodResponse DeleteModel
    DeleteRequestValidator DeleteResource DeleteRestApi DeleteStage DeleteUsagePlan DeleteUsagePlanKey DeleteVpcLink
execute: CreateAuthorizer ImportRestApi PutIntegration PutRestApi UpdateAuthorizer UpdateIntegration
execute data no: TestInvokeAuthorizer TestInvokeMethod
"""

_FUNCTION: Final = re.compile(r"functions/(arn:[^/]+)/invocations")
_ADDRESSES: Final = ("uri", "authorizerUri", "IntegrationUri", "AuthorizerUri", "Target")


def address_of_functions(call: Call, _place: Place, found: Found) -> tuple[str, ...]:
    """The functions inside the addresses of integrations and authorizers, in patch operations too."""
    for text in _addresses(call.parameters):
        for arn in _FUNCTION.findall(text):
            if whole_arn(arn):
                found.add(arn, given_arn(arn).region)
    return ()


def _addresses(parameters: Parameters) -> Iterator[str]:
    for member in _ADDRESSES:
        value = parameters.get(member)
        if isinstance(value, str):
            yield value
    for operation in _patches(parameters):
        value = part(operation, "value")
        if isinstance(value, str):
            yield value


def _patches(parameters: Parameters) -> Sequence[Value]:
    operations = parameters.get("patchOperations")
    return operations if isinstance(operations, Sequence) and not isinstance(operations, str | bytes) else ()


def _patched(parameters: Parameters, row: Row) -> Row:
    """A REST API's resource policy is patched like anything else of it."""
    for operation in _patches(parameters):
        path = part(operation, "path")
        if not isinstance(path, str) or path.lower().startswith("/policy"):
            return permitting(row)
    return row


def _with_values(parameters: Parameters, row: Row) -> Row:
    """A key's value is shown only to who asks for it."""
    asked = given(parameters, "includeValue") or given(parameters, "includeValues")
    return Row(row.effect, Reading.SECRET, row.reversible) if asked else row


_VERBS: Final[Mapping[str, tuple[str, ...]]] = {
    "GET": ("Get", "Export", "List"),
    "DELETE": ("Delete", "Flush", "Untag", "Disable", "Reset"),
    "PATCH": ("Update",),
    "PUT": ("Put", "ImportDocumentationParts", "ImportApi", "Reimport", "Tag"),
}
_POSTED: Final = ("ImportApiKeys",)


def verbs(table: Mapping[str, Row]) -> dict[str, str]:
    """IAM's action for each operation: the HTTP verb that carries it."""
    return {operation: f"apigateway:{_verb(operation)}" for operation in table}


def _verb(operation: str) -> str:
    for verb, beginnings in _VERBS.items():
        if operation.startswith(beginnings) and operation not in _POSTED:
            return verb
    return "POST"


_TABLE: Final = rows(_ROWS)

SERVICE: Final[Service] = Service(
    prefix="apigateway",
    rows=_TABLE,
    locate=address_of_functions,
    top={
        "apiKey": "arn:apigateway:@region::/apikeys/{}",
        "clientCertificateId": "arn:apigateway:@region::/clientcertificates/{}",
        "domainName": "arn:apigateway:@region::/domainnames/{}",
        "restApiId": "arn:apigateway:@region::/restapis/{}",
        "usagePlanId": "arn:apigateway:@region::/usageplans/{}",
        "vpcLinkId": "arn:apigateway:@region::/vpclinks/{}",
    },
    opaque=frozenset({"body", "policy", "tags"}),
    renamed=verbs(_TABLE),
    created={
        "CreateApiKey": "arn:apigateway:@region::/apikeys/*",
        "CreateRestApi": "arn:apigateway:@region::/restapis/*",
        "CreateUsagePlan": "arn:apigateway:@region::/usageplans/*",
        "CreateVpcLink": "arn:apigateway:@region::/vpclinks/*",
        "GenerateClientCertificate": "arn:apigateway:@region::/clientcertificates/*",
        "ImportRestApi": "arn:apigateway:@region::/restapis/*",
    },
    refined={
        "CreateRestApi": when("policy", permitting),
        "CreateDomainName": when("policy", permitting),
        "GetApiKey": _with_values,
        "GetApiKeys": _with_values,
        "UpdateDomainName": _patched,
        "UpdateRestApi": _patched,
    },
)
