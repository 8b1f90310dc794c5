"""A request that is changed on its way means exactly the same call, or nothing."""

import json
from dataclasses import replace
from functools import cache
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from keyturn.model.action import Call, Unrecognised
from keyturn.model.wire import CredentialScope, HttpRequest
from keyturn.recognise.aws.call import name_call
from tests.wire.clients import Clients, Sent
from tests.wire.handmade import HOSTS, catalogue, content
from tests.wire.parameters import Maker

OPERATIONS = [
    ("cloudformation", "CreateStack"),
    ("cloudfront", "CreateInvalidation"),
    ("cloudwatch", "PutMetricData"),
    ("dynamodb", "TransactWriteItems"),
    ("ec2", "RunInstances"),
    ("iam", "CreateRole"),
    ("lambda", "CreateFunction"),
    ("lambda", "UpdateFunctionCode"),
    ("rds", "DeleteDBInstance"),
    ("route53", "ChangeResourceRecordSets"),
    ("s3", "CopyObject"),
    ("s3", "DeleteObjects"),
    ("s3", "PutBucketLifecycleConfiguration"),
    ("s3", "PutObject"),
    ("s3control", "CreateAccessPoint"),
    ("sesv2", "SendEmail"),
    ("sqs", "SendMessageBatch"),
    ("sts", "AssumeRole"),
]


@cache
def requests() -> list[Sent]:
    """A few requests of every protocol, as botocore sends them."""
    clients = Clients()
    made = []
    for service, name in OPERATIONS:
        operation = clients.session.get_service_model(service).operation_model(name)
        made += [
            clients.send(operation, Maker((service, name), full=full).parameters(operation)) for full in (False, True)
        ]
    return made


def read(request: HttpRequest, scope: CredentialScope) -> Call | Unrecognised:
    answer = name_call(request, scope, catalogue(), HOSTS)
    assert isinstance(answer, Call | Unrecognised)
    return answer


def same_or_refused(sent: Sent, request: HttpRequest) -> None:
    """The changed request means what the unchanged one means, in every parameter, or nothing."""
    before, after = read(sent.request, sent.scope), read(request, sent.scope)
    assert isinstance(before, Call)
    if isinstance(after, Call):
        # A body that is bound as a whole is another body when it is changed: its digest says so.
        assert after == before or _is_bound(sent)


def _is_bound(sent: Sent) -> bool:
    return sent.operation == "PutObject"


samples = st.deferred(lambda: st.sampled_from(requests()))


@given(sent=samples, data=st.data())
def test_a_header_sent_twice_changes_nothing_or_is_refused(sent: Sent, data: st.DataObject) -> None:
    name, value = data.draw(st.sampled_from(sent.request.headers))
    other = data.draw(st.sampled_from([value, "", "x", value.upper()]))

    same_or_refused(sent, replace(sent.request, headers=(*sent.request.headers, (name, other))))


@given(
    sent=samples,
    name=st.sampled_from(
        [
            "x-amz-acl",
            "x-amz-target",
            "x-amz-meta-a",
            "if-match",
            "content-encoding",
            "x-http-method",
            "smithy-protocol",
        ]
    ),
)
def test_a_header_more_is_refused_or_a_member(sent: Sent, name: str) -> None:
    if sent.request.header(name) is not None:
        return
    before = read(sent.request, sent.scope)
    after = read(replace(sent.request, headers=(*sent.request.headers, (name, "private"))), sent.scope)

    assert isinstance(after, Unrecognised) or after != before


@given(
    sent=samples, tail=st.sampled_from([b"x", b"\0", b"&a=b", b"{}", b"<a/>", b"\r\n\r\nDELETE / HTTP/1.1", b"\xa0"])
)
def test_a_tail_behind_the_body_is_refused_or_read(sent: Sent, tail: bytes) -> None:
    data = sent.request.content.data
    if not data:
        return
    before, after = (
        read(sent.request, sent.scope),
        read(replace(sent.request, content=content(data + tail)), sent.scope),
    )

    if isinstance(after, Call):
        # A form's last value grows, and an object is bound by its digest; nothing else has room behind it.
        assert sent.wire in {"query", "ec2"} or _is_bound(sent)
        assert after != before


@given(sent=samples, data=st.data())
def test_a_body_that_ends_early_is_another_call_or_refused_but_never_an_error(sent: Sent, data: st.DataObject) -> None:
    whole = sent.request.content.data
    assert whole is not None
    cut = data.draw(st.integers(0, len(whole)))

    answer = read(replace(sent.request, content=content(whole[:cut])), sent.scope)
    if (
        0 < cut < len(whole)
        and sent.wire in {"json", "rest-json", "rest-xml", "smithy-rpc-v2-cbor"}
        and not _is_bound(sent)
    ):
        assert isinstance(answer, Unrecognised)


@given(sent=samples, data=st.data())
def test_a_byte_changed_anywhere_is_never_an_error(sent: Sent, data: st.DataObject) -> None:
    whole = sent.request.content.data
    assert whole is not None
    if whole:
        place = data.draw(st.integers(0, len(whole) - 1))
        byte = data.draw(st.integers(0, 255))
        read(replace(sent.request, content=content(whole[:place] + bytes([byte]) + whole[place + 1 :])), sent.scope)


@given(sent=samples, data=st.data())
def test_a_name_that_stands_twice_in_json_is_refused(sent: Sent, data: st.DataObject) -> None:
    if sent.wire not in {"json", "rest-json"} or not sent.request.content.data:
        return
    body: dict[str, Any] = json.loads(sent.request.content.data)
    if not body:
        return
    name = data.draw(st.sampled_from(sorted(body)))
    doubled = f"{{{json.dumps(name)}:{json.dumps(body[name])},".encode() + json.dumps(body).encode()[1:]

    assert isinstance(read(replace(sent.request, content=content(doubled)), sent.scope), Unrecognised)


@given(sent=samples, data=st.data())
def test_a_member_more_in_the_form_is_refused(sent: Sent, data: st.DataObject) -> None:
    if sent.wire not in {"query", "ec2"}:
        return
    form = sent.request.content.data
    assert form is not None
    piece = data.draw(st.sampled_from(form.split(b"&")))
    key = piece.partition(b"=")[0]
    extra = data.draw(
        st.sampled_from([piece, key + b"=x", key + b".1=x", b"Zz=1", b"Action=DeleteUser", b"", key.lower() + b"=1"])
    )

    assert isinstance(read(replace(sent.request, content=content(form + b"&" + extra)), sent.scope), Unrecognised)


@given(
    sent=samples,
    extra=st.sampled_from(
        ["acl", "policy=", "versionId=1", "Action=ListUsers", "X-Amz-Signature=1", "a%00=1", "%", "&", "=", "a+b"]
    ),
)
def test_a_query_parameter_more_is_refused_or_a_member(sent: Sent, extra: str) -> None:
    query = f"{sent.request.query}&{extra}" if sent.request.query else extra
    before, after = read(sent.request, sent.scope), read(replace(sent.request, query=query), sent.scope)

    assert isinstance(after, Unrecognised) or after != before


@given(sent=samples, data=st.data())
def test_a_path_with_a_detour_is_another_call_or_refused(sent: Sent, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(sent.request.path)))
    detour = data.draw(st.sampled_from(["/", "/../", "/./", "%2F", "%2e%2e", "//", ";x", "%00", "%", "\n", "?", "#"]))
    path = sent.request.path[:place] + detour + sent.request.path[place:]
    before, after = read(sent.request, sent.scope), read(replace(sent.request, path=path), sent.scope)

    if isinstance(after, Call) and after == before:
        # The one detour that means nothing: a path with and without one slash behind it (recognise/aws/routes.py).
        assert path == sent.request.path + "/"


@given(
    sent=samples,
    service=st.sampled_from(
        ["s3", "sts", "iam", "ec2", "rds", "lambda", "dynamodb", "monitoring", "ses", "lex", "nothing"]
    ),
)
def test_another_scope_names_another_call_or_none(sent: Sent, service: str) -> None:
    if service == sent.scope.service:
        return
    answer = read(sent.request, CredentialScope(sent.scope.region, service))

    if isinstance(answer, Call):
        assert answer.service in catalogue().signed_as(service)


@given(
    method=st.sampled_from(["GET", "PUT", "POST", "DELETE", "HEAD", "PATCH", "get", ""]),
    path=st.text(max_size=40).map(lambda text: "/" + text) | st.text(max_size=20),
    query=st.text(max_size=40),
    headers=st.lists(
        st.tuples(
            st.sampled_from(
                ["x-amz-target", "content-type", "content-encoding", "smithy-protocol", "x-amz-acl", "range", "x"]
            ),
            st.text(st.characters(max_codepoint=255), max_size=20)
            | st.sampled_from(
                ["application/x-www-form-urlencoded", "application/json", "rpc-v2-cbor", "gzip", "application/cbor"]
            ),
        ),
        max_size=4,
    ),
    body=st.binary(max_size=60),
    host=st.sampled_from(["localhost:8400", "a.localhost:8400", "s3.amazonaws.com", "x"]) | st.text(max_size=20),
    service=st.sampled_from(
        [
            "s3",
            "sts",
            "ec2",
            "lambda",
            "dynamodb",
            "monitoring",
            "ses",
            "s3-outposts",
            "s3-object-lambda",
            "cloudsearch",
            "",
        ]
    ),
)
def test_no_bytes_at_all_raise_an_error(
    method: str, path: str, query: str, headers: list[tuple[str, str]], body: bytes, host: str, service: str
) -> None:
    made = HttpRequest(method, "http", host, path, query, tuple(headers), content(body))

    read(made, CredentialScope("us-east-1", service))
