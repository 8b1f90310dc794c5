"""Systems Manager: parameters, and everything that runs commands on machines.

A parameter read with decryption is a secret, without it data. A session is a way past Keyturn: whoever holds its token
speaks to the machine directly, so handing one out is a secret too.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from keyturn.model.action import Call, Effect, Reading, Reversible
from keyturn.recognise.aws.nouns import Place
from keyturn.recognise.aws.touches_place import Found, is_arn, texts
from keyturn.recognise.aws.touches_table import Parameters, Row, Service, given, rows, worst

_ROWS: Final = """
read:
    DescribeActivations DescribeAssociation DescribeAssociationExecutionTargets DescribeAssociationExecutions
    DescribeAutomationExecutions DescribeAvailablePatches DescribeDocument DescribeDocumentPermission
    DescribeEffectiveInstanceAssociations DescribeEffectivePatchesForPatchBaseline
    DescribeInstanceAssociationsStatus DescribeInstanceInformation DescribeInstancePatchStates
    DescribeInstancePatchStatesForPatchGroup DescribeInstancePatches DescribeInstanceProperties
    DescribeInventoryDeletions DescribeMaintenanceWindowExecutionTasks DescribeMaintenanceWindowExecutions
    DescribeMaintenanceWindowSchedule DescribeMaintenanceWindowTargets DescribeMaintenanceWindows
    DescribeMaintenanceWindowsForTarget DescribeOpsItems DescribeParameters DescribePatchBaselines
    DescribePatchGroupState DescribePatchGroups DescribePatchProperties DescribeSessions GetCalendarState
    GetCloudConnector GetConnectionStatus GetDefaultPatchBaseline GetExecutionPreview GetInventory
    GetInventorySchema GetMaintenanceWindow GetMaintenanceWindowExecution GetOpsItem GetOpsMetadata GetOpsSummary
    GetPatchBaselineForPatchGroup GetResourcePolicies GetServiceSetting ListAssociationVersions
    ListAssociations ListCloudConnectors ListComplianceItems ListComplianceSummaries ListDocumentMetadataHistory
    ListDocumentVersions ListDocuments ListInventoryEntries ListNodes ListNodesSummary ListOpsItemEvents
    ListOpsItemRelatedItems ListOpsMetadata ListResourceComplianceSummaries ListResourceDataSync
    ListTagsForResource StartExecutionPreview ValidateCloudConnector
read data:                                      # what was run, with which parameters, and what came out
    DescribeAutomationStepExecutions DescribeMaintenanceWindowExecutionTaskInvocations DescribeMaintenanceWindowTasks
    GetAutomationExecution GetCommandInvocation GetDeployablePatchSnapshotForInstance GetDocument
    GetMaintenanceWindowExecutionTask GetMaintenanceWindowExecutionTaskInvocation GetMaintenanceWindowTask
    GetParameter GetParameterHistory GetParameters GetParametersByPath GetPatchBaseline ListCommandInvocations
    ListCommands
read secret: GetAccessToken
create: CreateDocument CreateOpsItem CreateOpsMetadata CreatePatchBaseline
modify:
    AddTagsToResource AssociateOpsItemRelatedItem LabelParameterVersion PutComplianceItems PutInventory PutParameter
    RemoveTagsFromResource UnlabelParameterVersion UpdateAssociationStatus UpdateDocumentMetadata UpdateOpsItem
    UpdateOpsMetadata
modify no: CancelCommand CancelMaintenanceWindowExecution StopAutomationExecution    # half done stays half done
delete:
    DeleteActivation DeleteAssociation DeleteCloudConnector DeleteDocument DeleteMaintenanceWindow DeleteOpsItem
    DeleteOpsMetadata DeletePatchBaseline DeleteResourceDataSync DeregisterManagedInstance TerminateSession
delete depends:
    DeregisterDefaultHostManagementConfiguration DeregisterPatchBaselineForPatchGroup
    DeregisterTargetFromMaintenanceWindow DeregisterTaskFromMaintenanceWindow DisassociateOpsItemRelatedItem
delete loss: DeleteInventory DeleteParameter DeleteParameters
permission: DeleteResourcePolicy ModifyDocumentPermission PutResourcePolicy StartAccessRequest
execute:
    CreateAssociation CreateAssociationBatch CreateCloudConnector CreateMaintenanceWindow CreateResourceDataSync
    RegisterDefaultHostManagementConfiguration RegisterDefaultPatchBaseline RegisterPatchBaselineForPatchGroup
    RegisterTargetWithMaintenanceWindow RegisterTaskWithMaintenanceWindow ResetServiceSetting SendAutomationSignal
    UpdateAssociation UpdateCloudConnector UpdateDocument UpdateDocumentDefaultVersion UpdateMaintenanceWindow
    UpdateMaintenanceWindowTarget UpdateMaintenanceWindowTask UpdateManagedInstanceRole UpdatePatchBaseline
    UpdateResourceDataSync UpdateServiceSetting
execute no: SendCommand StartAssociationsOnce StartAutomationExecution StartChangeRequestExecution
execute secret: CreateActivation ResumeSession StartSession     # a code or a token that works without Keyturn
"""

# The public parameters that AWS itself publishes: image ids, region names.
_PUBLIC: Final = re.compile(r"/aws/service/.+")
_TAGGED: Final = {
    "Association": "association/{}",
    "Automation": "automation-execution/{}",
    "Document": "document/{}",
    "MaintenanceWindow": "maintenancewindow/{}",
    "OpsItem": "opsitem/{}",
    "OpsMetadata": "opsmetadata/{}",
    "Parameter": "parameter/{}",
    "PatchBaseline": "patchbaseline/{}",
}
_NAMED_DOCUMENT: Final = ("Document", "Association")


def _locate(call: Call, place: Place, found: Found) -> tuple[str, ...]:
    """Parameters (a name may end in a version or label), documents, machines, and what is tagged by kind and id."""
    parameters = call.parameters
    if "Parameter" in call.operation:
        for name in _parameters_named(parameters):
            if not is_arn(name):
                found.add(place.arn("ssm", f"parameter/{name.split(':', 1)[0].lstrip('/')}"), place.region)
        for path in texts(parameters.get("Path"), "Path"):
            found.add(place.arn("ssm", f"parameter/{path.strip('/')}/*".replace("//", "/")), place.region)
    elif any(word in call.operation for word in _NAMED_DOCUMENT):
        for name in texts(parameters.get("Name"), "Name"):
            if not is_arn(name):
                found.add(place.arn("ssm", f"document/{name}"), place.region)
    for member in ("InstanceId", "InstanceIds", "Target"):
        for name in texts(parameters.get(member), member):
            machine = ("ssm", f"managed-instance/{name}") if name.startswith("mi-") else ("ec2", f"instance/{name}")
            found.add(place.arn(*machine), place.region)
    kind = parameters.get("ResourceType")
    template = _TAGGED.get(kind) if isinstance(kind, str) else None
    for name in texts(parameters.get("ResourceId"), "ResourceId"):
        if template is not None and not is_arn(name):
            found.add(place.arn("ssm", template.replace("{}", name.lstrip("/"))), place.region)
    return ()


def _parameters_named(parameters: Parameters) -> Iterator[str]:
    for member in ("Name", "Names"):
        yield from texts(parameters.get(member), member)


def _getting(parameters: Parameters, row: Row) -> Row:
    """Decrypted values are secrets; the ones that AWS publishes for everybody are descriptions."""
    names = [*_parameters_named(parameters), *texts(parameters.get("Path"), "Path")]
    if names and all(_PUBLIC.fullmatch(f"{name.rstrip('/')}/") for name in names):
        return replace(row, reading=Reading.METADATA)
    return replace(row, reading=Reading.SECRET) if given(parameters, "WithDecryption") else row


def _putting(parameters: Parameters, row: Row) -> Row:
    """A policy on a parameter may let it expire; without `Overwrite` nothing is replaced."""
    if given(parameters, "Policies"):
        return worst(row, Row(Effect.EXECUTE, reversible=Reversible.NO, delegates=True, loss=True))
    return row if given(parameters, "Overwrite") else Row(Effect.CREATE, reversible=Reversible.YES)


SERVICE: Final[Service] = Service(
    prefix="ssm",
    rows=rows(_ROWS),
    locate=_locate,
    names={
        "AssociationId": "association/{}",
        "AssociationIds": "association/{}",
        "AutomationExecutionId": "automation-execution/{}",
        "BaselineId": "patchbaseline/{}",
        "CloudConnectorId": "cloud-connector/{}",
        "DocumentName": "document/{}",
        "OpsItemId": "opsitem/{}",
        "SessionId": "session/{}",
        "SyncName": "resource-data-sync/{}",
        "WindowId": "maintenancewindow/{}",
        "WindowTargetId": "windowtarget/{}",
        "WindowTaskId": "windowtask/{}",
    },
    top={"SettingId": "servicesetting{}"},
    opaque=frozenset({"Content", "Filters", "Payload", "Policy", "Tags", "TaskParameters", "Value"}),
    roles=frozenset(
        {
            "AssociationDispatchAssumeRole",
            "AutomationAssumeRole",
            "ExecutionRoleName",
            "IamRole",
            "RoleArn",
            "ServiceRoleArn",
        }
    ),
    created={
        "CreateActivation": "activation/*",
        "CreateOpsItem": "opsitem/*",
        "CreatePatchBaseline": "patchbaseline/*",
    },
    refined={
        "GetParameter": _getting,
        "GetParameterHistory": _getting,
        "GetParameters": _getting,
        "GetParametersByPath": _getting,
        "PutParameter": _putting,
    },
)
