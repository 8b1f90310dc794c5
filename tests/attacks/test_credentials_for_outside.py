"""I am the agent. I ask AWS for credentials of its own, and then I need no gate."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from keyturn.model.bundle import Bundle
from keyturn.model.evidence import Kind
from keyturn.model.execution import Lent, Refusal
from keyturn.model.identity import EndSession, SessionKey
from keyturn.model.touching import AwsTables
from keyturn.policy.bundles import version
from keyturn.testing.client import Credentials, request
from keyturn.testing.house import DEPLOYMENT, DEVELOPMENT, House, Opened
from tests.telling import problems

EVERYTHING = '@id("everything") permit (principal, action, resource);'
ROLE = "arn:aws-cn:iam::123456789012:role/Terraform"


@pytest.fixture
def house(bundle: Bundle, catalogue: AwsTables) -> Iterator[House]:
    """A gate whose policies permit whatever there is, secrets and permissions too."""
    built = House(Bundle(EVERYTHING, bundle.schema, version(EVERYTHING, bundle.schema)), catalogue)
    yield built
    built.close()


@pytest.fixture
def session(house: House) -> Opened:
    return house.session()


def lent(house: House, session: Opened, **more: int) -> Opened:
    """Assume a role, and go on with what came back."""
    reply = house.submit(session, "sts:AssumeRole", DEVELOPMENT, RoleArn=ROLE, RoleSessionName="terraform", **more)
    assert isinstance(reply, Lent), reply
    return Opened(session.id, session.task, Credentials(reply.access_key_id, reply.key))


@pytest.mark.parametrize(
    ("action", "parameters"),
    [
        ("sts:GetFederationToken", {"Name": "me"}),
        (
            "sts:AssumeRoot",
            {
                "TargetPrincipal": "123456789012",
                "TaskPolicyArn": {"arn": "arn:aws-cn:iam::aws:policy/root-task/IAMAuditRootUserCredentials"},
            },
        ),
        ("iam:CreateAccessKey", {}),
        ("iam:CreateLoginProfile", {"UserName": "me", "Password": "correct horse"}),
        ("iam:UploadSSHPublicKey", {"UserName": "me", "SSHPublicKeyBody": "ssh-rsa AAAA"}),
        ("ecr:GetAuthorizationToken", {}),
        ("codeartifact:GetAuthorizationToken", {"domain": "costs"}),
        ("redshift:GetClusterCredentials", {"DbUser": "admin", "ClusterIdentifier": "c"}),
        ("ssm:StartSession", {"Target": "i-0123456789abcdef0"}),
        ("ecs:ExecuteCommand", {"cluster": "c", "task": "t", "command": "sh", "interactive": True}),
        ("ec2:GetPasswordData", {"InstanceId": "i-0123456789abcdef0"}),
        ("ec2:CreateKeyPair", {"KeyName": "k"}),
        ("lightsail:DownloadDefaultKeyPair", {}),
        ("apigateway:GetApiKeys", {"includeValues": True}),
        ("lakeformation:GetTemporaryGlueTableCredentials", {"TableArn": "arn:aws-cn:glue:cn-north-1:123456789012:t"}),
    ],
)
def test_no_policy_lets_me_have_them(house: House, session: Opened, action: str, parameters: dict[str, Any]) -> None:
    reply = house.submit(session, action, DEVELOPMENT, **parameters)

    assert house.refused(reply) == "credentials.withheld"
    assert isinstance(reply, Refusal)
    assert action in reply.message
    assert house.upstream.received == []


@pytest.mark.parametrize(
    ("action", "parameters"),
    [
        ("sts:AssumeRoleWithWebIdentity", {"RoleArn": ROLE, "RoleSessionName": "me", "WebIdentityToken": "t" * 20}),
        ("cognito-identity:GetCredentialsForIdentity", {"IdentityId": "cn-north-1:0"}),
        ("sso-oidc:CreateToken", {"clientId": "c", "clientSecret": "s", "grantType": "refresh_token"}),
    ],
)
def test_what_aws_gives_to_the_unsigned_i_ask_for_without_a_signature(
    house: House, action: str, parameters: dict[str, Any]
) -> None:
    service, _, operation = action.partition(":")
    unsigned, _ = request(service, operation, DEVELOPMENT, parameters)

    assert house.refused(house.send(unsigned)) == "sigv4.unsigned"
    assert house.upstream.received == []


def test_two_people_cannot_give_them_to_me_either(bundle: Bundle, catalogue: AwsTables) -> None:
    house = House(bundle, catalogue)
    try:
        reply = house.submit(house.session(), "iam:CreateAccessKey")
        assert house.refused(reply) == "credentials.withheld"
        assert Kind.CHANGE_OPENED not in house.kinds()
    finally:
        house.close()


def test_what_is_no_credential_in_the_same_service_passes(house: House, session: Opened) -> None:
    for action, parameters in (("apigateway:GetApiKeys", {"includeValues": False}), ("ec2:DescribeKeyPairs", {})):
        assert house.passed(house.submit(session, action, DEVELOPMENT, **parameters)), action


def test_a_secret_that_people_keep_is_for_policy_to_decide(bundle: Bundle, catalogue: AwsTables, house: House) -> None:
    assert house.passed(house.submit(house.session(), "secretsmanager:GetSecretValue", DEVELOPMENT, SecretId="db"))
    strict = House(bundle, catalogue)
    try:
        reply = strict.submit(strict.session(), "secretsmanager:GetSecretValue", DEVELOPMENT, SecretId="db")
        assert strict.refused(reply) == "policy.forbidden"
    finally:
        strict.close()


# ---------------------------------------------------------------------------------------- what AssumeRole gives me


def test_the_role_i_assume_is_my_own_session_again(house: House, session: Opened) -> None:
    key = lent(house, session)

    assert house.upstream.received == []
    assert house.passed(house.submit(key, "sts:GetCallerIdentity", DEVELOPMENT))
    assert [draft.about["session"] for draft in house.log.drafts if draft.kind is Kind.READ] == [session.id]
    (read,) = house.noted(Kind.READ)
    assert read["key"] == key.credentials.access_key_id


def test_it_is_noted_before_i_have_it_and_its_secret_is_not(house: House, session: Opened) -> None:
    key = lent(house, session)

    (noted,) = house.noted(Kind.KEY_DERIVED)
    assert (noted["name"], noted["role"], noted["called"]) == ("sts:AssumeRole", ROLE, "terraform")
    assert noted["key"] == key.credentials.access_key_id
    told = str([draft.payload for draft in house.log.drafts])
    assert key.credentials.key.secret not in told
    assert key.credentials.key.token not in told
    assert problems(house) == []


def test_without_evidence_i_get_nothing(house: House, session: Opened) -> None:
    house.log.broken = True

    reply = house.submit(session, "sts:AssumeRole", DEVELOPMENT, RoleArn=ROLE, RoleSessionName="terraform")

    assert house.refused(reply) == "evidence.unavailable"


def test_i_write_myself_a_later_end(house: House, session: Opened) -> None:
    key = lent(house, session, DurationSeconds=900)
    mine = key.credentials.access_key_id
    later = f"{mine[:20]}{int(mine[20:28], 16) + 86_400:08X}{mine[28:]}"

    forged = Opened(key.id, key.task, Credentials(later, key.credentials.key))

    assert house.refused(house.submit(forged, "sts:GetCallerIdentity", DEVELOPMENT)) == "sigv4.wrong_token"


def test_i_make_one_from_the_sessions_own_secret(house: House, session: Opened) -> None:
    key = lent(house, session)

    forged = Opened(key.id, key.task, Credentials(key.credentials.access_key_id, session.credentials.key))

    assert house.refused(house.submit(forged, "sts:GetCallerIdentity", DEVELOPMENT)) == "sigv4.wrong_token"


def test_i_make_one_of_a_session_that_never_was(house: House, session: Opened) -> None:
    key = lent(house, session)
    other = f"KTRD{'Z' * 16}{key.credentials.access_key_id[20:]}"

    forged = Opened(key.id, key.task, Credentials(other, SessionKey("secret", "token")))

    assert house.refused(house.submit(forged, "sts:GetCallerIdentity", DEVELOPMENT)) == "session.unknown"


def test_i_use_it_after_its_end(house: House, session: Opened) -> None:
    key = lent(house, session, DurationSeconds=900)

    house.clock.advance(seconds=900)

    assert house.refused(house.submit(key, "sts:GetCallerIdentity", DEVELOPMENT)) == "session.key_expired"
    assert house.passed(house.submit(session, "sts:GetCallerIdentity", DEVELOPMENT))


def test_i_keep_it_alive_by_assuming_again_with_it(house: House, session: Opened) -> None:
    key = lent(house, session, DurationSeconds=900)
    house.clock.advance(seconds=600)
    again = lent(house, key, DurationSeconds=3600)

    house.clock.advance(seconds=300)

    assert house.refused(house.submit(again, "sts:GetCallerIdentity", DEVELOPMENT)) == "session.key_expired"


def test_i_use_it_after_my_session_was_ended(house: House, session: Opened) -> None:
    key = lent(house, session)

    ending = EndSession(DEPLOYMENT, "bo", session.id, house.clock.wall(), house.nonce())
    house.ask("session_end", envelope=house.signed("bo", ending))

    assert house.refused(house.submit(key, "sts:GetCallerIdentity", DEVELOPMENT)) == "session.ended"


def test_it_outlives_my_session(house: House) -> None:
    session = house.session(expires=house.clock.wall() + timedelta(minutes=20))
    key = lent(house, session, DurationSeconds=43_200)

    house.clock.advance(minutes=20)

    assert house.refused(house.submit(key, "sts:GetCallerIdentity", DEVELOPMENT)) == "session.expired"


def test_it_is_still_good_after_a_restart_and_no_better(house: House, session: Opened) -> None:
    key = lent(house, session, DurationSeconds=900)

    again = house.restarted()

    assert again.passed(again.submit(key, "sts:GetCallerIdentity", DEVELOPMENT))
    again.clock.advance(seconds=900)
    assert again.refused(again.submit(key, "sts:GetCallerIdentity", DEVELOPMENT)) == "session.key_expired"


def test_a_role_of_another_account_is_named_and_not_played(house: House, session: Opened) -> None:
    reply = house.submit(
        session,
        "sts:AssumeRole",
        DEVELOPMENT,
        RoleArn="arn:aws-cn:iam::210987654321:role/Terraform",
        RoleSessionName="terraform",
    )

    assert house.refused(reply) == "credentials.not_derived"
    assert isinstance(reply, Refusal)
    assert "this gateway serves account 123456789012, and the role is in 210987654321" in reply.message


def test_with_it_i_may_do_in_production_what_i_may_do_without(bundle: Bundle, catalogue: AwsTables) -> None:
    house = House(bundle, catalogue)
    try:
        session = house.session()
        key = lent(house, session)
        change = house.held(house.submit(key, "dynamodb:DeleteTable", TableName="costs"))
        house.approve(change, "ana", "bo")
        assert house.passed(house.submit(session, "dynamodb:DeleteTable", TableName="costs"))
        assert problems(house) == []
    finally:
        house.close()
