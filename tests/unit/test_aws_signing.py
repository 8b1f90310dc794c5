"""What goes to upstream is signed as botocore would have signed it, with credentials the caller never sees."""

from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

import botocore.auth
import pytest
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotocoreCredentials
from hypothesis import given
from hypothesis import strategies as st

from keyturn.adapters.aws.signing import Credentials, signed_head
from keyturn.model.wire import Content, CredentialScope, HttpRequest
from tests.aws_signed import KEY, KEY_ID, QUERY, S3_QUERY, changed, signed, with_header

OURS: Final = Credentials("AKIAGATEWAY000000000", "the-gateways-own-secret", "the-gateways-own-token")
AT: Final = datetime(2026, 11, 22, 14, 45, 51, 999_999, UTC)
HOST: Final = "s3.cn-north-1.amazonaws.com.cn"


def head(request: HttpRequest, service: str, credentials: Credentials = OURS, before: str = "") -> list[str]:
    """The lines of the head as it goes to upstream."""
    data, _ = signed_head(request, CredentialScope("cn-north-1", service), HOST, credentials, AT, before)
    assert data.endswith(b"\r\n\r\n")
    return data[:-4].decode("ascii").split("\r\n")


def headers(lines: list[str]) -> list[tuple[str, str]]:
    return [(name, value) for name, _, value in (line.partition(": ") for line in lines[1:])]


def by_botocore(lines: list[str], body: bytes, service: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The Authorization header that botocore makes for the same request line and headers at the same instant."""
    method, target, _ = lines[0].split(" ")
    request = AWSRequest(method=method, url=f"https://{HOST}{target}", data=body)
    request.context = {}
    for name, value in headers(lines):
        if name not in {"authorization", "x-amz-date", "x-amz-security-token"}:
            request.headers.add_header(name, value)
    monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda: AT)
    signer = botocore.auth.S3SigV4Auth if service == "s3" else botocore.auth.SigV4Auth
    ours = BotocoreCredentials(OURS.access_key_id, OURS.secret, OURS.token)
    signer(ours, service, "cn-north-1").add_auth(request)
    found: str = request.headers["Authorization"]
    return found


paths = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), max_size=5).map(
    lambda parts: "/" + "/".join(quote(part, safe="~") for part in parts)
)
queries = st.lists(
    st.tuples(st.text("abc-/+ é", min_size=1, max_size=5), st.text("abc-/+ é", max_size=5)), max_size=4
).map(lambda pairs: urlencode(pairs, quote_via=quote, safe="~"))
values = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=12).map(lambda text: text.strip())


@st.composite
def requests(draw: Callable[[st.SearchStrategy[Any]], Any]) -> HttpRequest:
    body = draw(st.binary(max_size=50))
    more = draw(
        st.lists(st.tuples(st.sampled_from(["x-amz-meta-a", "x-amz-acl", "content-type", "range"]), values), max_size=4)
    )
    sent = [("host", "127.0.0.1:8400"), ("x-amz-date", "x"), ("authorization", "x"), ("user-agent", "Boto3/1"), *more]
    sent += [("content-length", str(len(body)))] if body else []
    content = Content(sha256(body).hexdigest(), len(body), body)
    method = draw(st.sampled_from(["GET", "PUT", "POST", "DELETE"]))
    return HttpRequest(method, "http", "127.0.0.1:8400", draw(paths), draw(queries), tuple(sent), content)


@given(requests(), st.sampled_from(["s3", "lambda"]))
def test_botocore_would_have_signed_it_the_same(request: HttpRequest, service: str) -> None:
    lines = head(request, service)

    with pytest.MonkeyPatch.context() as patch:
        expected = by_botocore(lines, request.content.data or b"", service, patch)

    assert dict(headers(lines))["authorization"] == expected


def test_the_call_goes_on_as_it_came_but_for_what_is_ours() -> None:
    request = signed(
        body=b"{}", headers={"X-Amz-Target": "DynamoDB_20120810.GetItem", "Content-Type": "application/x-amz-json-1.0"}
    )
    request = changed(request, headers=(*request.headers, ("baggage", "a"), ("baggage", "b")))

    lines = head(request, "dynamodb")

    theirs = {"host", "authorization", "x-amz-date", "x-amz-security-token"}
    assert lines[0] == "POST / HTTP/1.1"
    assert [name for name, _ in headers(lines)] == [name for name, _ in request.headers]
    assert [pair for pair in headers(lines) if pair[0] not in theirs] == [
        pair for pair in request.headers if pair[0] not in theirs
    ]
    found = dict(headers(lines))
    assert (found["host"], found["x-amz-date"], found["x-amz-security-token"]) == (HOST, "20261122T144551Z", OURS.token)
    assert KEY.token not in "".join(lines)
    assert KEY_ID not in "".join(lines)


def test_without_a_token_of_ours_none_is_sent() -> None:
    lines = head(signed(body=b"{}"), "dynamodb", Credentials("AKIAGATEWAY000000000", "secret"))

    assert "x-amz-security-token" not in dict(headers(lines))


@pytest.mark.parametrize(
    "name",
    [
        "connection",
        "keep-alive",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "proxy-authorization",
        "proxy-connection",
        "expect",
    ],
)
def test_what_concerns_one_connection_stays_there(name: str) -> None:
    assert name not in dict(headers(head(with_header(signed(), name, "x"), "dynamodb")))


def test_a_body_that_came_in_chunks_goes_on_with_its_length() -> None:
    request = with_header(with_header(signed(body=b"hello"), "content-length", None), "transfer-encoding", "chunked")

    assert dict(headers(head(request, "dynamodb")))["content-length"] == "5"


def test_a_call_without_a_body_gets_no_length_it_did_not_have() -> None:
    assert "content-length" not in dict(headers(head(with_header(signed(), "content-length", None), "dynamodb")))
    assert dict(headers(head(signed(), "dynamodb")))["content-length"] == "0"


@pytest.mark.parametrize(("signer", "service"), [(S3_QUERY, "s3"), (QUERY, "sts")])
def test_the_presigned_form_becomes_the_header_form(signer: Any, service: str) -> None:  # noqa: ANN401
    request = signed(signer, "GET", "http://127.0.0.1:8400/b/k%20?x-id=GetObject&versionId=%2F", service=service)

    lines = head(request, service)

    assert lines[0] == "GET /b/k%20?x-id=GetObject&versionId=%2F HTTP/1.1"
    assert "X-Amz" not in "".join(lines)
    assert ("x-amz-content-sha256" in dict(headers(lines))) == (service == "s3")


def test_a_body_that_was_not_signed_for_is_signed_for_now() -> None:
    request = with_header(
        signed(S3_QUERY, "PUT", "http://127.0.0.1:8400/b/k", service="s3"), "x-amz-content-sha256", "UNSIGNED-PAYLOAD"
    )
    digest = sha256(b"data").hexdigest()

    lines = head(changed(request, content=Content(digest, 4, b"data")), "s3")

    assert dict(headers(lines))["x-amz-content-sha256"] == digest


def test_a_bucket_that_stood_in_the_host_can_stand_in_the_path() -> None:
    request = signed(S3_QUERY, "GET", "http://costs.localhost:8400//a/../k", service="s3")

    assert head(request, "s3", before="/costs")[0] == "GET /costs//a/../k HTTP/1.1"


def test_signing_is_for_one_second_and_one_key() -> None:
    request = signed(body=b"{}")

    assert head(request, "dynamodb") == head(request, "dynamodb")
    assert head(request, "dynamodb") != head(request, "dynamodb", Credentials(OURS.access_key_id, "other", OURS.token))


def test_credentials_are_not_shown() -> None:
    assert OURS.secret not in repr(OURS)
    assert str(OURS.token) not in repr(OURS)


def test_botocore_reads_the_request_line_as_we_wrote_it() -> None:
    assert urlsplit(f"https://{HOST}//a/../b?x=1").path == "//a/../b"
