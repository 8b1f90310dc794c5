"""Secrets Manager. A secret is named by its name, or by an ARN that ends in six characters of AWS's choosing."""

from typing import Final

from keyturn.model.action import Call
from keyturn.recognise.aws.nouns import Place
from keyturn.recognise.aws.touches_place import Found, is_arn, texts
from keyturn.recognise.aws.touches_table import Parameters, Row, Service, delegating, deleting, given, rows, when

_ROWS: Final = """
read:
    DescribeSecret GetRandomPassword GetResourcePolicy ListResourcePolicies ListSecretVersionIds ListSecrets
    ValidateResourcePolicy                      # IAM files it under permissions; it changes nothing
read secret: BatchGetSecretValue GetSecretValue
create: CreateSecret
modify:
    CancelRotateSecret PutSecretValue RestoreSecret StopReplicationToReplica TagResource UntagResource UpdateSecret
    UpdateSecretVersionStage
delete depends: DeleteSecret DisassociateCrossAccountReplica RemoveRegionsFromReplication
permission: DeleteResourcePolicy PutResourcePolicy
execute: AssociateCrossAccountReplica ReplicateSecretToRegions RotateSecret
"""


def _locate(call: Call, place: Place, found: Found) -> tuple[str, ...]:
    """Secrets by name, written as AWS writes the ARN of a secret whose ending is not known."""
    for member in ("SecretId", "SecretIdList", "Name"):
        for name in texts(call.parameters.get(member), member):
            if not is_arn(name):
                found.add(place.arn("secretsmanager", f"secret:{name}-??????"), place.region)
    return ()


def _at_once(parameters: Parameters, row: Row) -> Row:
    """Without a recovery window nothing brings the secret back."""
    return deleting(row, loss=True) if given(parameters, "ForceDeleteWithoutRecovery") else row


SERVICE: Final[Service] = Service(
    prefix="secretsmanager",
    rows=rows(_ROWS),
    locate=_locate,
    opaque=frozenset({"Description", "Filters", "ResourcePolicy", "Tags", "ExternalSecretRotationMetadata"}),
    roles=frozenset({"ExternalSecretRotationRoleArn", "ReplicationRoleARN"}),
    refined={"CreateSecret": when("AddReplicaRegions", delegating), "DeleteSecret": _at_once},
)
