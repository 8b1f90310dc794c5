"""What a client makes anew for each attempt is no part of what people sign; which thing is meant always is."""

from keyturn.model.action import Sensitive
from keyturn.recognise.aws.tokens import AGREEING, EXCEPTIONS
from tests.wire.handmade import ask, catalogue, form, named

REVIEWED = {
    ("athena", "NamedQueryId"),
    ("athena", "QueryExecutionId"),
    ("bedrock-agentcore", "runtimeSessionId"),
    ("chime-sdk-messaging", "CallbackId"),
    ("elementalinference", "associatedResourceName"),
}
"""Marked as tokens by the models, and yet the name of the thing that is acted on."""


def amazon_json(service: str, target: str, body: bytes) -> dict[str, object]:
    call = named(
        ask(service, "POST", "/", ("content-type", "application/x-amz-json-1.1"), ("x-amz-target", target), body=body)
    )
    return {**call.parameters, "tokens": dict(call.tokens)}


def test_an_idempotency_token_stands_apart() -> None:
    call = named(form("ec2", "Action=CreateVolume&Version=2016-11-15&ClientToken=once&Size=8"))

    assert (call.parameters, call.tokens) == ({"Size": 8}, {"ClientToken": "once"})


def test_a_reference_that_the_model_does_not_mark_stands_apart() -> None:
    body = (
        b'<CreateHostedZoneRequest xmlns="https://route53.amazonaws.com/doc/2013-04-01/">'
        b"<Name>example.org</Name><CallerReference>once</CallerReference></CreateHostedZoneRequest>"
    )
    call = named(ask("route53", "POST", "/2013-04-01/hostedzone", body=body, region="us-east-1"))

    assert (call.parameters, call.tokens) == ({"Name": "example.org"}, {"CallerReference": "once"})


def test_the_query_that_is_stopped_is_no_token() -> None:
    read = amazon_json("athena", "AmazonAthena.StopQueryExecution", b'{"QueryExecutionId":"q-1"}')

    assert read == {"QueryExecutionId": "q-1", "tokens": {}}


def test_every_member_that_the_models_mark_was_looked_at() -> None:
    """A new name that does not look like a token stays a parameter; this test says that somebody should look."""
    odd: set[tuple[str, str]] = set()
    for name in catalogue().names():
        service = catalogue().service(name)
        for operation in service.operations.values():
            if operation.input is not None:
                members = service.shapes[operation.input].members
                odd |= {(name, one.name) for one in members if one.token and not AGREEING.fullmatch(one.name.lower())}

    assert odd == REVIEWED


def test_each_exception_is_a_member_that_exists() -> None:
    for row in EXCEPTIONS:
        service = catalogue().service(row.service)
        number = service.operations[row.operation].input
        assert number is not None
        assert row.member in {member.name for member in service.shapes[number].members}


def test_a_credential_that_is_called_like_a_token_stays_a_concealed_parameter() -> None:
    read = amazon_json(
        "codepipeline", "CodePipeline_20150709.GetThirdPartyJobDetails", b'{"jobId":"j","clientToken":"t"}'
    )

    assert read == {"jobId": "j", "clientToken": Sensitive("t"), "tokens": {}}
