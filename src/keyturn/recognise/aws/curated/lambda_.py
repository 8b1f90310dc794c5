"""Lambda. A function is named by its name, by account and name, or by ARN, each with or without a version or alias.

What runs under a function's role is `execute`: its code, its configuration, what triggers it, and calling it.
Reading a function's code, with its environment, is a secret; its configuration alone is data
(docs/reference/aws-actions.md).
"""

import re
from collections.abc import Sequence
from typing import Final

from keyturn.errors import Malformed
from keyturn.model.action import Call
from keyturn.recognise.aws.nouns import Place
from keyturn.recognise.aws.touches_place import Found, is_arn, texts
from keyturn.recognise.aws.touches_table import Service, part, rows

_ROWS: Final = """
read:
    GetAccountSettings GetAlias GetCapacityProvider GetCodeSigningConfig GetEventSourceMapping
    GetFunctionCodeSigningConfig GetFunctionConcurrency GetFunctionEventInvokeConfig GetFunctionRecursionConfig
    GetFunctionScalingConfig GetFunctionUrlConfig GetLayerVersionPolicy GetPolicy GetProvisionedConcurrencyConfig
    GetResourcePolicy GetRuntimeManagementConfig ListAliases ListCapacityProviders ListCodeSigningConfigs
    ListDurableExecutionsByFunction ListEventSourceMappings ListFunctionEventInvokeConfigs ListFunctionUrlConfigs
    ListFunctionVersionsByCapacityProvider ListFunctionsByCodeSigningConfig ListLayerVersions ListLayers
    ListProvisionedConcurrencyConfigs ListTags
read data:                                  # the environment stands in configurations
    GetDurableExecution GetDurableExecutionHistory GetDurableExecutionState GetFunctionConfiguration ListFunctions
    ListVersionsByFunction
read secret: GetFunction GetLayerVersion GetLayerVersionByArn   # code, as a signed address
create: CreateAlias CreateCodeSigningConfig PublishLayerVersion PublishVersion   # nothing runs it yet
modify:
    PutFunctionConcurrency PutFunctionRecursionConfig PutFunctionScalingConfig PutProvisionedConcurrencyConfig
    TagResource UntagResource
delete:
    DeleteAlias DeleteCapacityProvider DeleteCodeSigningConfig DeleteEventSourceMapping DeleteFunction
    DeleteFunctionEventInvokeConfig DeleteFunctionUrlConfig DeleteLayerVersion
delete depends: DeleteFunctionConcurrency DeleteProvisionedConcurrencyConfig
delete loss: DeleteDurableExecution
permission:                                 # who may call, and whose code may be deployed
    AddLayerVersionPermission AddPermission DeleteResourcePolicy PutResourcePolicy RemoveLayerVersionPermission
    RemovePermission DeleteFunctionCodeSigningConfig PutFunctionCodeSigningConfig UpdateCodeSigningConfig
execute:
    CreateCapacityProvider CreateEventSourceMapping CreateFunction CreateFunctionUrlConfig PutFunctionEventInvokeConfig
    PutRuntimeManagementConfig UpdateAlias UpdateCapacityProvider UpdateEventSourceMapping UpdateFunctionCode
    UpdateFunctionConfiguration UpdateFunctionEventInvokeConfig UpdateFunctionUrlConfig CheckpointDurableExecution
    PauseDurableExecution ResumeDurableExecution SendDurableExecutionCallbackFailure
    SendDurableExecutionCallbackHeartbeat SendDurableExecutionCallbackSuccess StopDurableExecution
execute no: InvokeAsync
execute data no: Invoke InvokeWithResponseStream
"""

_NAMES: Final = {
    "CapacityProviderName": "capacity-provider:{}",
    "UUID": "event-source-mapping:{}",
}
# The forms of the API reference: NAME, NAME:QUALIFIER, ACCOUNT:function:NAME and a whole ARN. What could be read as two
# of them is refused: a function called `function`, or called like an account, with a qualifier.
_FORM: Final = re.compile(r"(?:([0-9]{12}):function:)?([A-Za-z0-9_.-]+)(?::(\$LATEST(?:\.[A-Z]+)?|[A-Za-z0-9_-]+))?")
_AMBIGUOUS: Final = re.compile(r"(?:function|[0-9]{12}):[^:]+")
_ALIASED: Final = frozenset({"CreateAlias", "DeleteAlias", "GetAlias", "UpdateAlias"})


def _locate(call: Call, place: Place, found: Found) -> tuple[str, ...]:
    """Functions with their qualifier, layers with their version."""
    parameters = call.parameters
    qualifiers = [*texts(parameters.get("Qualifier"), "Qualifier")]
    if call.operation in _ALIASED:
        qualifiers += texts(parameters.get("Name"), "Name")
    for name in texts(parameters.get("FunctionName"), "FunctionName"):
        arn = _function(name, place)
        for qualifier in qualifiers or ("",):
            whole = f"{arn}:{qualifier}" if qualifier and arn.count(":") == _UNQUALIFIED else arn
            found.add(whole, arn.split(":")[3] or None)
    for layer in texts(parameters.get("LayerName"), "LayerName"):
        arn = layer if is_arn(layer) else place.arn("lambda", f"layer:{layer}")
        version = parameters.get("VersionNumber")
        found.add(arn if version is None else f"{arn}:{version}", arn.split(":")[3] or None)
    updates = parameters.get("Updates")
    for update in updates if isinstance(updates, Sequence) and not isinstance(updates, str | bytes) else ():
        # A step of a durable execution may call another function.
        for name in texts(part(part(update, "ChainedInvokeOptions"), "FunctionName"), "FunctionName"):
            arn = _function(name, place)
            found.add(arn, arn.split(":")[3] or None)
    return ()


# Colons in arn:PARTITION:lambda:REGION:ACCOUNT:function:NAME.
_UNQUALIFIED: Final = 6


def _function(name: str, place: Place) -> str:
    """Read the forms that the API reference allows for `FunctionName`."""
    if is_arn(name):
        return name
    form = _FORM.fullmatch(name)
    if form is None or _AMBIGUOUS.fullmatch(name):
        raise Malformed("function name", name)
    account, plain, qualifier = form.groups()
    arn = f"arn:{place.partition}:lambda:{place.region}:{account or place.account}:function:{plain}"
    return f"{arn}:{qualifier}" if qualifier else arn


SERVICE: Final[Service] = Service(
    prefix="lambda",
    rows=rows(_ROWS),
    locate=_locate,
    names=_NAMES,
    opaque=frozenset({"ClientContext", "Environment", "Payload", "Result", "Tags"}),
    taken=frozenset({"FunctionName", "LayerName"}),
    created={"CreateCodeSigningConfig": "code-signing-config:*", "CreateEventSourceMapping": "event-source-mapping:*"},
    roles=frozenset({"Role", "CapacityProviderOperatorRoleArn"}),
    renamed={
        "GetLayerVersionByArn": "lambda:GetLayerVersion",
        "Invoke": "lambda:InvokeFunction",
        "InvokeAsync": "lambda:InvokeFunction",
        "InvokeWithResponseStream": "lambda:InvokeFunction",
    },
)
