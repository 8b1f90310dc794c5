"""`keyturn explain --jsonl`: a question a line, an answer a line, whatever stands there."""

import json
from base64 import b64encode
from typing import Any

import pytest

from tests.explaining import CONFIGURED, api, ask, said, scope, wire

JSON = ("Content-Type", "application/x-amz-json-1.0")
DELETE = ("X-Amz-Target", "DynamoDB_20120810.DeleteTable")
DELETE_IT = '{"TableName":"costs"}'


def only(answer: dict[str, Any]) -> dict[str, Any]:
    """The one action of an answer."""
    [action] = answer["actions"]
    found: dict[str, Any] = action
    return found


def test_a_delete_says_what_is_lost_and_who_would_be_asked() -> None:
    answer = wire("POST", "dynamodb.cn-north-1.amazonaws.com.cn/", JSON, DELETE, body=DELETE_IT)

    action = only(answer)
    assert (action["service"], action["operation"]) == ("dynamodb", "DeleteTable")
    assert action["parameters"] == {"TableName": "costs"}
    assert action["iam"] == ["dynamodb:DeleteTable"]
    assert action["resources"] == ["arn:aws-cn:dynamodb:cn-north-1:123456789012:table/costs"]
    assert answer["effect"] == action["effect"] == "delete"
    assert (answer["destructive"], answer["reversible"], answer["stateful_loss"]) == (True, "no", True)
    assert (answer["decision"], answer["code"], answer["counts"]) == ("ask", "change.pending", {"delete": 1})
    assert answer["needs"] == {"people": 2, "seats": {"sre": 2}}
    assert answer["environments"] == ["production"]
    assert answer["assumed"] == ["account 123456789012"]


@pytest.mark.parametrize(
    ("environment", "config", "where", "decision"),
    [
        (None, "", ["production"], "ask"),
        ("production", "", ["production"], "ask"),
        ("development", "", ["development"], "allow"),
        ("staging", "", ["production"], "ask"),
        ("development", CONFIGURED, ["development", "production"], "ask"),
        ("sandbox", CONFIGURED, ["production"], "ask"),
        (None, CONFIGURED, ["production"], "ask"),
    ],
)
def test_an_environment_that_is_not_known_is_production(
    environment: str | None, config: str, where: list[str], decision: str
) -> None:
    host = "dynamodb.cn-north-1.amazonaws.com.cn/"
    answer = wire("POST", host, JSON, DELETE, body=DELETE_IT, environment=environment, config=config)

    assert (answer["environments"], answer["decision"]) == (where, decision)


def test_the_configuration_says_where_things_lie_and_whose_they_are() -> None:
    there = "dynamodb.cn-northwest-1.amazonaws.com.cn/"
    answer = wire("POST", there, JSON, DELETE, body=DELETE_IT, config=CONFIGURED)
    foreign = DELETE_IT.replace("costs", "arn:aws-cn:dynamodb:cn-northwest-1:999999999999:table/costs")
    other = wire("POST", there, JSON, DELETE, body=foreign, config=CONFIGURED)

    assert (answer["environments"], answer["decision"], answer["assumed"]) == (["development"], "allow", [])
    assert only(answer)["resources"] == ["arn:aws-cn:dynamodb:cn-northwest-1:111122223333:table/costs"]
    assert (other["decision"], other["code"]) == ("deny", "account.unlisted")


def test_bytes_and_instants_keep_their_kind() -> None:
    answer = wire(
        "PUT",
        "localhost:4566/costs/2026.bin",
        scope("s3"),
        ("Expires", "Sun, 22 Nov 2026 14:45:51 GMT"),
        body_b64=b64encode(b"\x00\xff").decode(),
    )

    assert only(answer)["parameters"] == {
        "Bucket": "costs",
        "Key": "2026.bin",
        "Body": {"$b64": "AP8="},
        "Expires": {"$ts": "2026-11-22T14:45:51Z"},
    }


def test_tokens_and_what_is_sensitive_are_told_to_whoever_sent_them() -> None:
    answer = api("rds", "CreateDBInstance", {
        "DBInstanceIdentifier": "costs", "DBInstanceClass": "db.t3.micro", "Engine": "mysql",
        "MasterUsername": "root", "MasterUserPassword": "hunter2hunter2",
    })  # fmt: skip

    assert only(answer)["parameters"]["MasterUserPassword"] == "hunter2hunter2"
    tokened = api("ecs", "CreateService", {"serviceName": "costs", "clientToken": "once"})
    assert only(tokened)["parameters"]["clientToken"] == "once"


def test_a_call_whose_parameters_cannot_be_judged_keeps_its_name_and_is_refused() -> None:
    answer = wire("GET", "s3.amazonaws.com/costs/key", scope("s3"), ("x-amz-expected-bucket-owner", "nobody"))

    action = only(answer)
    assert (action["service"], action["operation"], action["effect"]) == ("s3", "GetObject", "unknown")
    assert (answer["effect"], answer["decision"], answer["destructive"]) == ("unknown", "deny", None)


def test_an_operation_that_no_table_lists_is_unknown_and_never_allowed() -> None:
    answer = api(
        "braket", "CancelJob", {"jobArn": "arn:aws:braket:us-east-1:123456789012:job/1"}, environment="development"
    )

    assert answer["decision"] != "allow" or answer["effect"] != "unknown"


def test_what_hands_out_credentials_would_never_pass() -> None:
    answer = api("iam", "CreateAccessKey", {"UserName": "ana"}, environment="development")
    lent = api("sts", "AssumeRole", {"RoleArn": "arn:aws:iam::123456789012:role/a", "RoleSessionName": "b"})

    assert (answer["decision"], answer["code"]) == ("deny", "credentials.withheld")
    assert (lent["decision"], lent["code"]) == ("allow", "credentials.lent")


def test_a_framed_body_is_taken_out_of_its_frame() -> None:
    framing = (
        scope("s3"),
        ("content-encoding", "aws-chunked"),
        ("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"),
        ("x-amz-decoded-content-length", "3"),
        ("x-amz-trailer", "x-amz-checksum-crc32"),
    )
    whole = wire(
        "PUT", "costs.s3.amazonaws.com/a", *framing, body="3\r\nabc\r\n0\r\nx-amz-checksum-crc32:NSRBwg==\r\n\r\n"
    )
    short = wire(
        "PUT", "costs.s3.amazonaws.com/a", *framing, body="2\r\nab\r\n0\r\nx-amz-checksum-crc32:NSRBwg==\r\n\r\n"
    )

    assert only(whole)["parameters"] == {"Bucket": "costs", "Key": "a", "Body": {"$b64": "YWJj"}}
    assert (short["decision"], short["actions"]) == ("deny", [])


@pytest.mark.parametrize("kind", ["shell", "sql", "terraform_plan", "mcp", "http", "something else"])
def test_a_kind_that_is_not_built_says_so(kind: str) -> None:
    answer = ask({"id": "x", "kind": kind, "cmd": "rm -rf /", "intent": "tidy up"})

    assert (answer["id"], answer["unsupported"], answer["effect"]) == ("x", True, "unknown")
    assert answer["decision"] in {"ask", "deny"}


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"", "not valid JSON"),
        (b"{", "not valid JSON"),
        (b"[]", "no JSON object"),
        (b"1", "no JSON object"),
        (b"\xff", "not valid JSON"),
        (b'{"id":1,"id":2}', "not valid JSON"),
        (b'{"id":1}', "`kind` is wanted"),
        (b'{"id":1,"kind":2}', "`kind` is text"),
        (b"[" * 100_000, "not valid JSON"),
        (b'{"id":1,"kind":"aws_wire"}', "is wanted"),
        (b'{"id":1,"kind":"aws_wire","method":"GET","host":"s3.amazonaws.com"}', "`path` is wanted"),
        (b'{"id":1,"kind":"aws_wire","path":"/","host":"s3.amazonaws.com"}', "`method` is wanted"),
        (b'{"id":1,"kind":"aws_wire","path":"/","method":"GET"}', "`host` is wanted"),
        (b'{"id":1,"kind":"aws_wire","path":"/","method":"GET","host":"a","body_b46":""}', "did you mean `body_b64`?"),
        (b'{"id":1,"kind":"aws_wire","path":"/","method":"GET","host":"a","body_b64":"a"}', "not base64"),
        (b'{"id":1,"kind":"aws_wire","path":"/","method":"GET","host":"a","body":"","body_b64":""}', "one is meant"),
        (b'{"id":1,"kind":"aws_wire","path":"/","method":"GET","host":"a","headers":[["Host","b"]]}', "not the same"),
        (b'{"id":1,"kind":"aws_wire","path":"/","method":"GET","host":"a","headers":["a: b"]}', "pairs"),
        (b'{"id":1,"kind":"aws_wire","path":"/","method":"GET","host":"a","headers":[["a b","c"]]}', "pairs"),
        (b'{"id":1,"kind":"aws_wire","path":"/","method":"GET","host":"a","headers":[["a","b\\nc"]]}', "control"),
        (
            b'{"id":1,"kind":"aws_wire","path":"/","method":"GET","host":"a","headers":[["content-length","1"]],"body":"ab"}',
            "`content-length` says `1`",
        ),
        (b'{"id":1,"kind":"aws_api","service":"s3"}', "`operation` is wanted"),
        (b'{"id":1,"kind":"aws_api","service":"s3","operation":"GetObject","paramz":{}}', "did you mean `params`?"),
    ],
)
def test_a_line_that_cannot_be_read_is_answered_like_every_other(line: bytes, why: str) -> None:
    answer = said(line)

    assert (answer["effect"], answer["decision"], answer["code"]) == ("unknown", "deny", "explain.malformed")
    assert why in answer["reason"]
    assert answer["id"] == (1 if b'"id":1,"kind"' in line or line == b'{"id":1}' else None)


def test_members_of_another_kind_of_question_are_no_obstacle() -> None:
    asked = {"id": 1, "kind": "aws_api", "service": "sts", "operation": "GetCallerIdentity"}

    more = {"intent": "tidy up", "task_kind": "fix", "note": "case 7", "expected": {"effect": "read"}}
    assert ask({**asked, **more})["effect"] == "read"


@pytest.mark.parametrize("identity", ["x", 7, None, 1.5, ["a"], {"b": 1}, "\u202e\x7f"])
def test_an_answer_carries_the_id_of_its_question(identity: object) -> None:
    assert (
        ask({"id": identity, "kind": "aws_api", "service": "sts", "operation": "GetCallerIdentity"})["id"] == identity
    )
    assert said(json.dumps({"id": identity, "kind": 3}).encode())["id"] == identity


@pytest.mark.parametrize(
    "host",
    [
        "mine-123456789012.s3-object-lambda.us-east-1.amazonaws.com",
        "mine-123456789012.op-1.s3-outposts.us-east-1.amazonaws.com",
        "mine--use1-az4--x-s3.s3express-use1-az4.us-east-1.amazonaws.com",
    ],
)
def test_a_host_to_which_the_gate_sends_nothing_is_not_allowed(host: str) -> None:
    signing_name = next(one for one in ("s3-object-lambda", "s3-outposts", "s3express") if one in host)
    answer = wire("GET", f"{host}/key", scope(signing_name))

    assert (answer["decision"], answer["code"]) == ("deny", "host.not_sent")
