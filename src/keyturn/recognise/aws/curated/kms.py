"""KMS. What a key reveals is a secret, and to sign with it is to act by its power."""

from typing import Final

from keyturn.model.action import Call
from keyturn.recognise.aws.nouns import Place
from keyturn.recognise.aws.touches_place import Found, is_arn, texts
from keyturn.recognise.aws.touches_table import Service, permitting, rows, when

_ROWS: Final = """
read:
    DescribeCustomKeyStores DescribeKey GetKeyLastUsage GetKeyPolicy GetKeyRotationStatus GetParametersForImport
    GetPublicKey ListAliases ListGrants ListKeyPolicies ListKeyRotations ListKeys ListResourceTags ListRetirableGrants
    GenerateRandom Verify VerifyMac
read data: Encrypt GenerateDataKeyPairWithoutPlaintext GenerateDataKeyWithoutPlaintext ReEncrypt  # nothing in the clear
read secret: Decapsulate Decrypt DeriveSharedSecret Encapsulate GenerateDataKey GenerateDataKeyPair
create: CreateAlias CreateCustomKeyStore CreateKey
create depends: ReplicateKey
modify:
    CancelKeyDeletion ConnectCustomKeyStore DisableKey DisableKeyRotation DisconnectCustomKeyStore EnableKey
    EnableKeyRotation ImportKeyMaterial RotateKeyOnDemand TagResource UntagResource UpdateAlias UpdateCustomKeyStore
    UpdateKeyDescription UpdatePrimaryRegion
delete: DeleteAlias DeleteCustomKeyStore
delete loss depends: DeleteImportedKeyMaterial ScheduleKeyDeletion   # and with the key all that it encrypts
permission: CreateGrant PutKeyPolicy RetireGrant RevokeGrant
execute: GenerateMac Sign
"""
_KEYS: Final = ("KeyId", "TargetKeyId", "SourceKeyId", "DestinationKeyId", "AliasName")


def _locate(call: Call, place: Place, found: Found) -> tuple[str, ...]:
    """A key by its id, by an alias, or by the ARN of either, which the walk before this one has noted."""
    for member in _KEYS:
        for name in texts(call.parameters.get(member), member):
            if not is_arn(name):
                found.add(place.arn("kms", name if name.startswith("alias/") else f"key/{name}"), place.region)
    return ("kms:ReEncryptFrom", "kms:ReEncryptTo") if call.operation == "ReEncrypt" else ()


SERVICE: Final[Service] = Service(
    prefix="kms",
    rows=rows(_ROWS),
    locate=_locate,
    opaque=frozenset(
        {"EncryptionContext", "SourceEncryptionContext", "DestinationEncryptionContext", "Policy", "Tags"}
    ),
    renamed={"ReEncrypt": "kms:ReEncryptFrom"},
    created={"CreateKey": "key/*", "ReplicateKey": "key/*"},
    refined={"CreateKey": when("Policy", permitting), "ReplicateKey": when("Policy", permitting)},
)
