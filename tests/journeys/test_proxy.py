"""Proxy mode: unmodified clients talk to AWS's own hosts, names before them and all, and the gate reads every call."""

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ProxyConnectionError

from tests.gateway import AWS, DEVELOPMENT, PRODUCTION, Gateway, Session, change_of, gateway, held
from tests.journeys.things import bucket, fresh

MACHINES = "arn:aws:states:eu-west-1:123456789012:stateMachine"


@pytest.fixture(scope="module")
def proxying(moto_server: str) -> Iterator[Gateway]:
    with gateway(moto_server, gate='proxy = true\ntunnels = ["pypi.example:443"]') as running:
        yield running


@pytest.fixture
def inside(proxying: Gateway) -> Session:
    return proxying.session("--proxy")


def client(session: Session, service: str, region: str = DEVELOPMENT, **config: Any) -> Any:  # noqa: ANN401
    """A boto3 client with a session's variables, as a process has them that was started with them."""
    proxies, trusted = {"https": session.env["HTTPS_PROXY"]}, session.env["AWS_CA_BUNDLE"]
    return boto3.session.Session().client(
        service,  # type: ignore[call-overload]
        region_name=region,
        aws_access_key_id=session.env["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=session.env["AWS_SECRET_ACCESS_KEY"],
        aws_session_token=session.env["AWS_SESSION_TOKEN"],
        verify=trusted,
        config=Config(proxies=proxies, proxies_config={"proxy_ca_bundle": session.env["AWS_CA_BUNDLE"]}).merge(
            Config(**config)
        ),
    )


def test_the_variables_lead_to_the_proxy_and_to_no_endpoint(proxying: Gateway, inside: Session) -> None:
    assert inside.env["HTTPS_PROXY"] == inside.env["https_proxy"]
    assert inside.env["HTTPS_PROXY"].rpartition("@")[2] == proxying.door.partition("//")[2]
    assert inside.env["AWS_SECRET_ACCESS_KEY"] not in inside.env["HTTPS_PROXY"]
    assert not {name for name in inside.env if "ENDPOINT" in name or "PREFIX" in name}
    assert "a proxy for AWS's hosts and, unread, pypi.example:443" in proxying.screens[0]


def test_the_aws_program_sends_messages_though_it_ignores_endpoint_variables_for_sqs(
    proxying: Gateway, inside: Session
) -> None:
    aws = proxying.aws
    made = aws(inside, "sqs", "create-queue", "--queue-name", fresh("costs"))
    assert made.code == 0, made.err
    url = made.json["QueueUrl"]

    assert aws(inside, "sqs", "send-message", "--queue-url", url, "--message-body", "hello").code == 0
    assert aws(inside, "sqs", "receive-message", "--queue-url", url).json["Messages"][0]["Body"] == "hello"


def test_buckets_stand_before_s3s_own_host(proxying: Gateway, inside: Session) -> None:
    name, body = bucket(proxying, DEVELOPMENT), os.urandom(3_000_000)
    s3 = client(inside, "s3", s3={"addressing_style": "virtual"})

    s3.put_object(Bucket=name, Key="a/b//c%2F", Body=body)
    assert s3.get_object(Bucket=name, Key="a/b//c%2F")["Body"].read() == body
    assert [one["Key"] for one in s3.list_objects_v2(Bucket=name)["Contents"]] == ["a/b//c%2F"]


def test_a_production_change_waits_and_passes_once(proxying: Gateway, inside: Session) -> None:
    doomed = bucket(proxying, PRODUCTION)
    delete = client(inside, "s3", PRODUCTION, s3={"addressing_style": "virtual"}).delete_bucket
    proxying.approve(held(delete, Bucket=doomed))

    delete(Bucket=doomed)

    assert doomed not in [one["Name"] for one in proxying.direct("s3").list_buckets()["Buckets"]]


def test_the_same_change_is_the_same_whichever_way_it_comes(proxying: Gateway, inside: Session) -> None:
    doomed = bucket(proxying, PRODUCTION)
    through = client(inside, "s3", PRODUCTION, s3={"addressing_style": "virtual"}).delete_bucket
    change = held(through, Bucket=doomed)

    beside = proxying.session("--task-id", inside.task)
    other = proxying.aws(beside, "s3api", "delete-bucket", "--bucket", doomed, region=PRODUCTION)

    assert change_of(other.err) == change


@pytest.mark.parametrize(
    ("service", "operation", "parameters"),
    [
        ("servicediscovery", "discover_instances", {"NamespaceName": "n.example", "ServiceName": "s"}),
        ("s3control", "get_public_access_block", {"AccountId": "123456789012"}),
        (
            "stepfunctions",
            "start_sync_execution",
            {"stateMachineArn": "arn:aws:states:eu-west-1:123456789012:stateMachine:m"},
        ),
    ],
)
def test_names_before_awss_hosts_are_understood(
    inside: Session, service: str, operation: str, parameters: dict[str, Any]
) -> None:
    region = "eu-west-1" if service == "stepfunctions" else DEVELOPMENT
    try:
        getattr(client(inside, service, region), operation)(**parameters)
    except ClientError as error:
        # Whatever the simulated AWS or policy says: the call was read, and by its name.
        assert "unrecognised" not in str(error)  # noqa: PT017
        assert " host" not in str(error)  # noqa: PT017


@pytest.mark.parametrize(
    "host", ["packages.example.com", "s3.amazonaws.com.attacker.example", "console.aws.amazon.com"]
)
def test_other_hosts_are_refused(inside: Session, host: str) -> None:
    sts = client(inside, "sts", retries={"max_attempts": 1, "mode": "standard"})
    sts.meta.events.register("before-send.sts", lambda request, **_: setattr(request, "url", f"https://{host}/"))

    with pytest.raises(ProxyConnectionError):
        sts.get_caller_identity()


def test_the_proxy_itself_may_be_spoken_to_over_tls(moto_server: str) -> None:
    with gateway(moto_server, gate='tls = true\nnames = ["localhost"]\nproxy = true') as running:
        inside, name = running.session("--proxy"), bucket(running, DEVELOPMENT)
        s3 = client(inside, "s3", s3={"addressing_style": "virtual"})
        s3.put_object(Bucket=name, Key="key", Body=b"x" * 2_000_000)

        assert inside.env["HTTPS_PROXY"] == running.door  # no tunnels, so no password
        assert s3.get_object(Bucket=name, Key="key")["Body"].read() == b"x" * 2_000_000


def test_a_gate_that_is_no_proxy_says_so(gate: Gateway) -> None:
    said = gate.keyturn("session", "open", "--agent", "fixer", *gate.signed("dana"), "--task", "look", "--proxy")

    assert (said.code, "proxy = true" in said.err) == (2, True)


def test_a_command_in_keyturn_run_has_no_other_proxy_beside_it(proxying: Gateway) -> None:
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "keyturn", "run", "--config", str(proxying.config), "--agent", "fixer", "--proxy"),
            *proxying.signed("dana"),
            *("--task", "look", "--region", DEVELOPMENT, "--", str(AWS), "sqs", "list-queues"),
        ],
        env=proxying.bare()
        | {"HTTPS_PROXY": "http://127.0.0.1:9", "no_proxy": "amazonaws.com.cn", "AWS_CA_BUNDLE": "/no"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert ran.returncode == 0, ran.stderr
