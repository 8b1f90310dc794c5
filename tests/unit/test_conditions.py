"""A condition is added where its parameter stands, and nothing else of the request changes, or nothing is sent."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.codec.checksums import checksum, text
from keyturn.codec.digest import hex_sha256
from keyturn.gather.conditions import conditions, contradicted, is_refused, needs
from keyturn.model.action import Unrecognised
from keyturn.model.observed import Condition, Observed, Stands
from keyturn.model.touching import AwsTables
from keyturn.model.wire import Content, CredentialScope, HttpRequest
from keyturn.recognise.aws.amended import amended
from keyturn.recognise.aws.call import name_call
from keyturn.recognise.aws.hosts import GatewayHosts
from keyturn.testing.client import ENDPOINT, request

HOSTS = GatewayHosts(frozenset({ENDPOINT.removeprefix("http://")}))

TABLE = "arn:aws:dynamodb:us-east-1:123456789012:table/costs"


def add(catalogue: AwsTables, sent: HttpRequest, signed_as: str, member: str, value: str) -> HttpRequest | Unrecognised:
    scope = CredentialScope("us-east-1", signed_as)
    call = name_call(sent, scope, catalogue, HOSTS)
    assert not isinstance(call, Unrecognised), call
    return amended(sent, scope, call, {member: value}, catalogue, HOSTS)


def asked(service: str, operation: str, **parameters: Any) -> tuple[HttpRequest, str]:  # noqa: ANN401 - botocore's
    return request(service, operation, "us-east-1", parameters)


def body_of(body: bytes) -> HttpRequest:
    """UpdateAlias with this very body."""
    made, _ = asked("lambda", "UpdateAlias", FunctionName="report", Name="live")
    return replace(made, content=Content(hex_sha256(body), len(body), body))


def test_a_header_is_added_at_the_end(catalogue: AwsTables) -> None:
    made, signed_as = asked("s3", "PutObject", Bucket="backups", Key="a", Body=b"x")
    found = add(catalogue, made, signed_as, "IfMatch", '"e"')
    assert found == replace(made, headers=(*made.headers, ("if-match", '"e"')))


def test_a_query_parameter_is_added_at_the_end_and_escaped(catalogue: AwsTables) -> None:
    made, signed_as = asked("lambda", "RemovePermission", FunctionName="report", StatementId="s", Qualifier="live")
    found = add(catalogue, made, signed_as, "RevisionId", "r&1 é")
    assert found == replace(made, query="Qualifier=live&RevisionId=r%261%20%C3%A9")


def test_a_member_of_a_json_body_is_added_before_the_others(catalogue: AwsTables) -> None:
    made, signed_as = asked("dynamodb", "PutResourcePolicy", ResourceArn=TABLE, Policy="{}")
    found = add(catalogue, made, signed_as, "ExpectedRevisionId", "NO_POLICY")
    assert isinstance(found, HttpRequest)
    body = b'{"ExpectedRevisionId":"NO_POLICY",' + (made.content.data or b"")[1:]
    assert found == replace(made, content=Content(hex_sha256(body), len(body), body))


@pytest.mark.parametrize("body", [b"", b"{}", b" \n{ \t} "])
def test_so_is_the_first_member_of_an_empty_one(catalogue: AwsTables, body: bytes) -> None:
    made, signed_as = asked("lambda", "PublishVersion", FunctionName="report")
    sent = replace(made, content=Content(hex_sha256(body), len(body), body))
    found = add(catalogue, sent, signed_as, "RevisionId", "r-1")
    assert isinstance(found, HttpRequest)
    assert json.loads(found.content.data or b"") == {"RevisionId": "r-1"}


@given(
    description=st.text(max_size=30),
    weights=st.dictionaries(st.text("0123456789", min_size=1, max_size=4), st.floats(0, 1), max_size=3),
    indent=st.sampled_from([None, 0, 2]),
    around=st.text(" \t\r\n", max_size=3),
    ascii_only=st.booleans(),
    value=st.text("abcdef0123456789-", min_size=1, max_size=40),
)
def test_whatever_the_body_it_means_the_same_and_one_member_more(
    catalogue: AwsTables,
    description: str,
    weights: dict[str, float],
    indent: int | None,
    around: str,
    ascii_only: bool,
    value: str,
) -> None:
    meant = {"Description": description, "RoutingConfig": {"AdditionalVersionWeights": weights}}
    body = (around + json.dumps(meant, indent=indent, ensure_ascii=ascii_only) + around).encode()
    found = add(catalogue, body_of(body), "lambda", "RevisionId", value)
    assert isinstance(found, HttpRequest)
    assert json.loads(found.content.data or b"") == {**meant, "RevisionId": value}
    assert (found.content.data or b"").replace(f'"RevisionId":"{value}",'.encode(), b"", 1) == body


DELETE = {"Objects": [{"Key": "a&</Object>"}, {"Key": "b", "VersionId": "v"}, {"Key": "c"}], "Quiet": True}


@pytest.mark.parametrize(
    "kind", ["content-md5", "x-amz-checksum-crc32", "x-amz-checksum-crc32c", "x-amz-checksum-sha256"]
)
def test_an_etag_is_added_within_its_object_and_the_checksum_is_that_of_the_new_body(
    catalogue: AwsTables, kind: str
) -> None:
    made, _ = asked("s3", "DeleteObjects", Bucket="backups", Delete=DELETE)
    kept = tuple(one for one in made.headers if not one[0].startswith("x-amz-"))
    sent = replace(made, headers=(*kept, (kind, "of the body that was")))
    scope = CredentialScope("us-east-1", "s3")
    call = name_call(sent, scope, catalogue, HOSTS)
    assert not isinstance(call, Unrecognised)
    more = {"Delete.Objects.1.ETag": '"e"', "Delete.Objects.3.ETag": '"<&>"'}
    found = amended(sent, scope, call, more, catalogue, HOSTS)
    assert isinstance(found, HttpRequest)
    body = found.content.data or b""
    assert body == (sent.content.data or b"").replace(
        b"&lt;/Object&gt;</Key></Object>", b'&lt;/Object&gt;</Key><ETag>"e"</ETag></Object>'
    ).replace(b"<Key>c</Key></Object>", b'<Key>c</Key><ETag>"&lt;&amp;&gt;"</ETag></Object>')
    right = checksum("md5" if kind == "content-md5" else kind.removeprefix("x-amz-checksum-"))
    assert right is not None
    right.update(body)
    assert found.header(kind) == text(right)


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"<Delete><Object><Key>a</Key></Object ></Delete>", ()),
        (b"<Delete><Object><Key>a</Key><ETag>x</ETag></Object></Delete>", ()),
        (b"<Delete><Object><Key><![CDATA[</Object>]]></Key></Object></Delete>", ()),
        (b"<Delete><Object><Key>a</Key></Object></Delete>", (("x-amz-checksum-xxhash64", "AAAA"),)),
    ],
)
def test_a_list_that_is_written_otherwise_is_not_sent(
    catalogue: AwsTables, body: bytes, headers: tuple[tuple[str, str], ...]
) -> None:
    made, _ = asked("s3", "DeleteObjects", Bucket="backups", Delete=DELETE)
    content = Content(hex_sha256(body), len(body), body)
    sent = replace(made, headers=(("host", made.host), *headers), content=content)
    assert isinstance(add(catalogue, sent, "s3", "Delete.Objects.1.ETag", '"e"'), Unrecognised)


def test_a_body_in_another_form_is_not_added_to(catalogue: AwsTables) -> None:
    made, _ = asked("s3", "DeleteObjects", Bucket="backups", Delete=DELETE)
    assert isinstance(add(catalogue, made, "s3", "Delete", "x"), Unrecognised)
    assert isinstance(add(catalogue, made, "s3", "Delete.Objects.4.ETag", "x"), Unrecognised)


@pytest.mark.parametrize("body", [b'{"RevisionId": "r-0"}', b'{"FunctionVersion": "7"}'])
def test_a_member_that_stands_there_already_is_not_said_twice(catalogue: AwsTables, body: bytes) -> None:
    found = add(catalogue, body_of(body), "lambda", "RevisionId", "r-1")
    assert isinstance(found, HttpRequest) is (b"RevisionId" not in body)


def test_a_header_that_stands_there_already_is_not_said_twice(catalogue: AwsTables) -> None:
    made, signed_as = asked("s3", "PutObject", Bucket="backups", Key="a", Body=b"x", IfMatch='"other"')
    assert isinstance(add(catalogue, made, signed_as, "IfMatch", '"e"'), Unrecognised)


@pytest.mark.parametrize("value", ['"e"\r\nx-amz-acl: public-read', '"e"\n', "\u0100", "é"])
def test_what_would_be_more_than_one_header_is_none(catalogue: AwsTables, value: str) -> None:
    made, signed_as = asked("s3", "PutObject", Bucket="backups", Key="a", Body=b"x")
    assert isinstance(add(catalogue, made, signed_as, "IfMatch", value), Unrecognised)


def test_what_the_operation_does_not_take_is_not_added(catalogue: AwsTables) -> None:
    made, signed_as = asked("s3", "DeleteObject", Bucket="backups", Key="a")
    assert isinstance(add(catalogue, made, signed_as, "IfNoneMatch", "*"), Unrecognised)


def document(name: str, **parameters: Any) -> dict[str, Any]:  # noqa: ANN401 - what stands in a review
    service, _, operation = name.partition(":")
    return {"service": service, "operation": operation, "parameters": parameters}


def policy(stands: Stands, mark: str | None) -> tuple[Observed, ...]:
    read = "lambda:GetPolicy"
    state = {read: None if stands is Stands.ABSENT else {"Policy": "{}"}}
    return (Observed("the policy", (0,), (read,), stands, state, marks={} if mark is None else {read: mark}),)


def test_what_is_not_known_is_not_said() -> None:
    call = document("lambda:AddPermission")
    known = Condition(0, "RevisionId", "r-1", "the policy", moves=True)
    assert conditions(call, 0, policy(Stands.THERE, "r-1")) == (known,)
    assert conditions(call, 1, policy(Stands.THERE, "r-1")) == ()
    assert conditions(call, 0, policy(Stands.THERE, None)) == ()
    assert conditions(call, 0, policy(Stands.UNBOUND, "r-1")) == ()
    assert conditions(call, 0, policy(Stands.ABSENT, None)) == ()
    assert conditions(document("lambda:DeleteFunction"), 0, policy(Stands.THERE, "r-1")) == ()


def test_a_clients_own_word_is_held_against_what_is_known_only() -> None:
    call = document("lambda:AddPermission", RevisionId="r-0")
    assert contradicted(call, 0, policy(Stands.THERE, "r-0")) is None
    assert contradicted(call, 0, policy(Stands.THERE, None)) is None
    assert contradicted(call, 0, policy(Stands.UNBOUND, None)) is None
    assert "`RevisionId: r-1`" in (contradicted(call, 0, policy(Stands.THERE, "r-1")) or "")
    assert "is none" in (contradicted(call, 0, policy(Stands.ABSENT, None)) or "")


def test_reading_what_is_there_takes_leave_to_read_and_that_nothing_is_takes_none() -> None:
    assert needs("s3:PutObject", [Condition(0, "IfMatch", '"e"', "x")]) == "s3:GetObject"
    assert needs("s3:PutObject", [Condition(0, "IfNoneMatch", "*", "x")]) is None
    assert needs("s3:PutObject", []) is None


def test_an_answer_about_something_else_is_not_taken_for_it() -> None:
    assert is_refused("s3:PutObject", 412, None)
    assert is_refused("stepfunctions:PublishStateMachineVersion", 400, "ConflictException")
    assert not is_refused("s3:PutObject", 403, "AccessDenied")
    assert not is_refused("s3:PutObject", 200, "NoSuchKey")
    assert not is_refused("s3:PutObjectAcl", 412, "PreconditionFailed")
