"""A deletion in production waits for two people, whichever client sends it, and passes once."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.gateway import PRODUCTION, Gateway, Session, change_of, held, refusal
from tests.journeys.things import THINGS, Thing, a_table, an_object, bucket, fresh

Make = Callable[[Gateway, str], Thing]

SECRETS = "secrets-never-to-agents"

ANSWERED_ERROR = {254, 255}  # how the aws program ends after an error of the service's: version 2 with 254, 1 with 255

each = pytest.mark.parametrize("make", THINGS, ids=lambda make: make.__name__)


@each
def test_the_aws_program_is_told_which_change_waits_and_passes_once_two_people_agreed(
    gate: Gateway, session: Session, make: Make
) -> None:
    thing = make(gate, PRODUCTION)

    first = gate.aws(session, *thing.words, region=PRODUCTION)

    assert first.code in ANSWERED_ERROR
    change = change_of(first.err)
    assert f"keyturn: needs 2 approvals, change {change}, approve at {gate.console}/changes/{change};" in first.err
    assert thing.exists()

    gate.approve(change, "ana")
    between = gate.aws(session, *thing.words, region=PRODUCTION, count=True)
    assert between.requests == 1
    assert f"keyturn: needs 1 approval, change {change}," in between.err
    assert thing.exists()

    gate.approve(change, "bo")
    passed = gate.aws(session, *thing.words, region=PRODUCTION)
    assert passed.code == 0, passed.err
    assert not thing.exists()

    if thing.remake is not None:
        thing.remake()
    again = gate.aws(session, *thing.words, region=PRODUCTION)
    assert again.code in ANSWERED_ERROR
    assert change_of(again.err) != change
    assert thing.exists() is (thing.remake is not None)


@each
def test_boto3_raises_access_denied_after_one_request_and_passes_once_two_people_agreed(
    gate: Gateway, session: Session, make: Make
) -> None:
    thing = make(gate, PRODUCTION)
    client = gate.client(session, thing.service, PRODUCTION)
    sent = _counted(client)
    delete = getattr(client, thing.operation)

    change = held(delete, **thing.parameters)
    assert sent == [1]
    assert held(delete, **thing.parameters) == change  # the same call finds its open change
    assert thing.exists()

    gate.approve(change)
    answer = delete(**thing.parameters)
    assert answer["ResponseMetadata"]["HTTPStatusCode"] in {200, 204}
    assert not thing.exists()
    assert gate.show(change)["state"] == "done"

    if thing.remake is not None:
        thing.remake()
    assert held(delete, **thing.parameters) != change
    assert thing.exists() is (thing.remake is not None)


def _counted(client: Any) -> list[int]:  # noqa: ANN401 - boto3 has no type for it
    """A list whose one number is how many HTTP requests `client` has sent."""
    sent = [0]

    def send(**_: object) -> None:
        sent[0] += 1

    client.meta.events.register("before-send", send)
    return sent


@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
def test_no_retry_mode_sends_a_held_call_twice(gate: Gateway, session: Session, mode: str) -> None:
    thing = a_table(gate, PRODUCTION)
    client = gate.client(session, "dynamodb", PRODUCTION, retries={"mode": mode, "max_attempts": 5})
    sent = _counted(client)

    held(client.delete_table, **thing.parameters)

    assert sent == [1]


def test_what_the_aws_program_asked_for_passes_when_boto3_sends_it(gate: Gateway, session: Session) -> None:
    thing = a_table(gate, PRODUCTION)
    change = change_of(gate.aws(session, *thing.words, region=PRODUCTION).err)
    gate.approve(change)

    gate.client(session, "dynamodb", PRODUCTION).delete_table(**thing.parameters)

    assert not thing.exists()


def test_the_high_level_commands_of_s3_show_the_same_message(gate: Gateway, session: Session) -> None:
    thing = an_object(gate, PRODUCTION)
    target = f"s3://{thing.parameters['Bucket']}/{thing.parameters['Key']}"

    waits = gate.aws(session, "s3", "rm", target, region=PRODUCTION)
    assert waits.code == 1
    assert "(AccessDenied) when calling the DeleteObject operation: keyturn: needs 2 approvals" in waits.err
    gate.approve(change_of(waits.err))
    passed = gate.aws(session, "s3", "rm", target, region=PRODUCTION)

    assert passed.code == 0, passed.err
    assert not thing.exists()


def test_permissions_are_for_people_alone_whoever_would_approve(gate: Gateway, session: Session) -> None:
    direct, user = gate.direct("iam"), fresh("engineer")
    direct.create_user(UserName=user)
    iam = gate.client(session, "iam", PRODUCTION)

    for call, parameters in (
        (iam.delete_user, {"UserName": user}),
        (iam.create_role, {"RoleName": "mine", "AssumeRolePolicyDocument": "{}"}),
        (iam.attach_user_policy, {"UserName": user, "PolicyArn": "arn:aws-cn:iam::aws:policy/AdministratorAccess"}),
        (
            gate.client(session, "s3", PRODUCTION).put_bucket_policy,
            {"Bucket": bucket(gate, PRODUCTION), "Policy": "{}"},
        ),
    ):
        message = refusal(call, **parameters).response["Error"]["Message"]
        assert "refused by policy `no-permissions-by-agents`; approvals do not lift it" in message

    cli = gate.aws(session, "iam", "delete-user", "--user-name", user, region=PRODUCTION, count=True)
    assert cli.requests == 1
    assert "no-permissions-by-agents" in cli.err
    assert direct.get_user(UserName=user)["User"]["UserName"] == user


def test_credentials_and_secrets_are_never_handed_to_an_agent(gate: Gateway, session: Session) -> None:
    direct = gate.direct("secretsmanager")
    secret = fresh("database")
    direct.create_secret(Name=secret, SecretString="the-real-password")
    iam_user = fresh("engineer")
    gate.direct("iam").create_user(UserName=iam_user)
    sts = gate.client(session, "sts", PRODUCTION)

    for call, parameters, rule in (
        (gate.client(session, "secretsmanager", PRODUCTION).get_secret_value, {"SecretId": secret}, SECRETS),
        (gate.client(session, "lambda", PRODUCTION).get_function, {"FunctionName": "any"}, SECRETS),
        (gate.client(session, "iam", PRODUCTION).create_access_key, {"UserName": iam_user}, "hands out"),
        (sts.get_federation_token, {"Name": "agent"}, "hands out"),
    ):
        error = refusal(call, **parameters)
        assert rule in str(error)
        assert "the-real-password" not in str(error.response)


def test_who_asks_sts_for_credentials_gets_another_key_of_the_same_session(gate: Gateway, session: Session) -> None:
    sts = gate.client(session, "sts", PRODUCTION)
    role = {"RoleArn": "arn:aws-cn:iam::123456789012:role/admin", "RoleSessionName": "agent"}

    for answer in (sts.get_session_token(), sts.assume_role(**role)):
        assert answer["Credentials"]["AccessKeyId"].startswith(
            "KTRD"
        )  # a key of the gateway's own: worth nothing at AWS
