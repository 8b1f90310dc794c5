"""What the AWS door accepts as signed, and what it says to whoever signed otherwise."""

from datetime import datetime, timedelta
from hashlib import sha256

import pytest
from botocore.credentials import Credentials

from keyturn.authenticate import errors, sigv4
from keyturn.authenticate.signed import Signed
from keyturn.errors import CallerError
from keyturn.model.identity import SessionKey
from keyturn.model.wire import Content, HttpRequest
from tests import aws_signed
from tests.aws_signed import HEADER, KEY, KEY_ID, QUERY, S3_HEADER, S3_QUERY, Signer, changed, now, signed, with_header


def check(request: HttpRequest, key: SessionKey = KEY, at: datetime | None = None) -> Signed:
    found = sigv4.read(request)
    sigv4.verify(found, request, key, at or now())
    return found


def refusal(request: HttpRequest, key: SessionKey = KEY, at: datetime | None = None) -> CallerError:
    with pytest.raises(CallerError) as refused:
        check(request, key, at)
    return refused.value


BODY = b'{"TableName": "costs"}'


def test_what_a_client_signed_is_read_and_holds() -> None:
    request = signed(body=BODY, headers={"X-Amz-Target": "DynamoDB_20120810.GetItem"})

    found = check(request)

    assert found.access_key_id == KEY_ID
    assert (found.scope.region, found.scope.service) == ("cn-north-1", "dynamodb")
    assert found.names == ("host", "x-amz-date", "x-amz-security-token", "x-amz-target")
    assert found.token == KEY.token
    assert not found.presigned
    assert len(found.signature) == 64


@pytest.mark.parametrize(
    ("signer", "service", "url"),
    [
        (S3_HEADER, "s3", "http://127.0.0.1:8400/bucket//a/../b%2Fc%20d+e~f?prefix=a%2Fb&list-type=2&a-b=1&a=2&acl"),
        (S3_QUERY, "s3", "http://127.0.0.1:8400/bucket/key%20with%20blanks?versionId=1"),
        (QUERY, "sts", "http://127.0.0.1:8400/?Action=GetCallerIdentity&Version=2011-06-15"),
        (HEADER, "lambda", "http://127.0.0.1:8400/2015-03-31//functions/./x/../f%3A1/"),
        (HEADER, "execute-api", "http://127.0.0.1:8400/"),
    ],
)
def test_paths_and_queries_are_canonical_as_botocore_says(signer: Signer, service: str, url: str) -> None:
    check(signed(signer, "GET", url, service=service))


def test_a_presigned_request_says_how_long_it_lasts() -> None:
    request = signed(S3_QUERY, "GET", "http://127.0.0.1:8400/bucket/key", service="s3", expires=60)

    found = check(request)

    assert found.presigned
    assert found.expires == 60
    assert found.token == KEY.token


@pytest.mark.parametrize(
    ("authorization", "error", "says"),
    [
        (None, errors.Unsigned, "sign with SigV4"),
        ("AWS KTIA0123456789ABCDEF:c2lnbmF0dXJl", errors.OtherScheme, "Signature Version 2"),
        ("AWS4-ECDSA-P256-SHA256 Credential=x", errors.OtherScheme, "Version 4A"),
        ("Bearer abc", errors.OtherScheme, "bearer token"),
        ("Basic dTpw", errors.OtherScheme, "`Basic`"),
        ("", errors.OtherScheme, "sign with SigV4"),
        ("AWS4-HMAC-SHA256", errors.MalformedSignature, "Credential"),
        ("AWS4-HMAC-SHA256 Credential=a, SignedHeaders=host", errors.MalformedSignature, "Signature=..."),
        ("AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=x", errors.MalformedSignature, "credential"),
    ],
)
def test_other_ways_to_say_who_you_are_are_refused_and_told_what_to_set(
    authorization: str | None, error: type[CallerError], says: str
) -> None:
    request = with_header(signed(body=BODY), "authorization", authorization)

    refused = refusal(request)

    assert type(refused) is error
    assert says in str(refused)
    assert refused.code.startswith("sigv4.")


@pytest.mark.parametrize(
    "query",
    [
        "AWSAccessKeyId=KTIA0123456789ABCDEF&Expires=1&Signature=x",
        "X-Amz-Algorithm=AWS4-ECDSA-P256-SHA256&X-Amz-Credential=x&X-Amz-Region-Set=*",
    ],
)
def test_other_query_signatures_are_refused(query: str) -> None:
    assert type(refusal(changed(with_header(signed(), "authorization", None), query=query))) is errors.OtherScheme


@pytest.mark.parametrize(
    "query",
    [
        "X-Amz-Signature=00",
        "x-amz-signature=00",
        "X%2DAmz-Signature=00",
        "a=b&X-Amz-Security-Token=x",
        "AWSAccessKeyId=x",
    ],
)
def test_nobody_signs_in_the_header_and_in_the_query(query: str) -> None:
    assert type(refusal(changed(signed(body=BODY), query=query))) is errors.ManyAuthentications


def test_two_authorization_headers_are_refused() -> None:
    request = signed(body=BODY)
    twice = changed(request, headers=(*request.headers, ("authorization", request.header("authorization") or "")))

    assert type(refusal(twice)) is errors.ManyAuthentications


@pytest.mark.parametrize("name", ["host", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256"])
def test_headers_of_the_signature_stand_once(name: str) -> None:
    request = signed(S3_HEADER, "GET", "http://127.0.0.1:8400/b", service="s3")
    twice = changed(request, headers=(*request.headers, (name, request.header(name) or "")))

    assert "more than once" in str(refusal(twice))


@pytest.mark.parametrize("name", sorted(sigv4.MAY_BE_UNSIGNED))
def test_what_hops_and_http_libraries_add_may_stand_beside_the_signature(name: str) -> None:
    check(with_header(signed(body=BODY), name, "7"))


@pytest.mark.parametrize(
    "name",
    [
        "content-type",
        "x-amz-acl",
        "x-amz-target",
        "content-md5",
        "range",
        "if-match",
        "cache-control",
        "cookie",
        "origin",
        "x-http-method-override",
        "date",
        "content-encoding",
    ],
)
def test_a_header_that_could_mean_something_must_be_signed(name: str) -> None:
    refused = refusal(with_header(signed(body=BODY), name, "7"))

    assert type(refused) is errors.NotBound
    assert f"`{name}`" in str(refused)


def test_a_request_whose_host_is_not_signed_is_refused() -> None:
    request = signed(body=BODY)
    authorization = (request.header("authorization") or "").replace("SignedHeaders=host;", "SignedHeaders=")

    assert type(refusal(with_header(request, "authorization", authorization))) is errors.NotBound


@pytest.mark.parametrize(
    "names", ["x-amz-date;host", "host;host", "Host;x-amz-date", "host;;x-amz-date", "host;x-amz-date;", "", "host,x"]
)
def test_the_list_of_signed_headers_has_one_form(names: str) -> None:
    request = signed(body=BODY)
    before, _, rest = (request.header("authorization") or "").partition("SignedHeaders=")
    authorization = f"{before}SignedHeaders={names},{rest.partition(',')[2]}"

    assert type(refusal(with_header(request, "authorization", authorization))) is errors.MalformedSignature


def test_a_signed_header_that_is_missing_is_noticed() -> None:
    request = signed(body=BODY, headers={"X-Amz-Target": "DynamoDB_20120810.GetItem"})

    assert "x-amz-target" in str(refusal(with_header(request, "x-amz-target", None)))


@pytest.mark.parametrize("minutes", [-15, 0, 15])
def test_a_clock_may_be_a_quarter_of_an_hour_off(minutes: int) -> None:
    request = signed(body=BODY)

    check(request, at=sigv4.read(request).date + timedelta(minutes=minutes))


@pytest.mark.parametrize("seconds", [-901, 901, 86_400])
def test_a_clock_that_is_further_off_is_told_so(seconds: int) -> None:
    request = signed(body=BODY)

    refused = refusal(request, at=sigv4.read(request).date + timedelta(seconds=seconds))

    assert type(refused) is errors.OutOfTime
    assert "clock" in str(refused)


def test_a_presigned_request_ends_when_it_says() -> None:
    request = signed(S3_QUERY, "GET", "http://127.0.0.1:8400/b/k", service="s3", expires=3600)
    date = sigv4.read(request).date

    check(request, at=date + timedelta(seconds=3599))

    assert type(refusal(request, at=date + timedelta(seconds=3600))) is errors.OutOfTime
    assert type(refusal(request, at=date - timedelta(seconds=901))) is errors.OutOfTime


@pytest.mark.parametrize("expires", ["604801", "0", "-1", "1e3", "٣", "", "9" * 30])
def test_a_presigned_request_lasts_seven_days_at_most(expires: str) -> None:
    request = signed(S3_QUERY, "GET", "http://127.0.0.1:8400/b/k", service="s3", expires=3600)
    query = request.query.replace("X-Amz-Expires=3600", f"X-Amz-Expires={expires}")

    assert type(refusal(changed(request, query=query))) is errors.MalformedSignature


@pytest.mark.parametrize(
    "name",
    ["X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders", "X-Amz-Signature", "X-Amz-Algorithm"],
)
def test_every_part_of_a_presigned_request_is_wanted_once(name: str) -> None:
    request = signed(S3_QUERY, "GET", "http://127.0.0.1:8400/b/k", service="s3")
    parts = request.query.split("&")
    without = "&".join(part for part in parts if not part.startswith(f"{name}="))
    twice = "&".join([*parts, next(part for part in parts if part.startswith(f"{name}="))])

    assert isinstance(refusal(changed(request, query=without)), CallerError)
    assert type(refusal(changed(request, query=twice))) is errors.MalformedSignature


@pytest.mark.parametrize("name", ["x-amz-date", "x-amz-security-token"])
def test_a_presigned_request_does_not_say_it_again_in_headers(name: str) -> None:
    request = signed(S3_QUERY, "GET", "http://127.0.0.1:8400/b/k", service="s3")

    assert isinstance(refusal(with_header(request, name, "x")), CallerError)


@pytest.mark.parametrize(
    "stamp", ["20261122T144551", "2026-11-22T14:45:51Z", "20261399T000000Z", "20261122T246060Z", ""]
)
def test_an_impossible_date_is_refused(stamp: str) -> None:
    assert type(refusal(with_header(signed(body=BODY), "x-amz-date", stamp))) is errors.MalformedSignature


def test_the_scope_names_the_day_of_the_date() -> None:
    request = signed(body=BODY)
    stamp = request.header("x-amz-date") or ""
    authorization = (request.header("authorization") or "").replace(f"/{stamp[:8]}/", "/20200101/")

    assert "day" in str(refusal(with_header(request, "authorization", authorization)))


def test_a_date_header_does_not_replace_x_amz_date() -> None:
    request = signed(body=BODY)

    assert "x-amz-date" in str(refusal(with_header(request, "x-amz-date", None)))


def test_the_token_must_be_the_sessions_own() -> None:
    request = signed(body=BODY)

    for token in ("", "a-session-toke", "a-session-tokenx", "A-session-token", "another"):
        assert type(refusal(request, SessionKey(KEY.secret, token))) is errors.WrongToken


def test_a_request_without_a_token_is_refused_whoever_signed_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aws_signed, "CREDENTIALS", Credentials(KEY_ID, KEY.secret))

    assert type(refusal(signed(body=BODY))) is errors.WrongToken


def test_another_secret_does_not_verify() -> None:
    assert type(refusal(signed(body=BODY), SessionKey("another", KEY.token))) is errors.BadSignature


def test_a_body_that_is_not_the_one_signed_is_refused() -> None:
    other = Content(sha256(b"other").hexdigest(), 5, b"other")
    s3 = signed(S3_HEADER, "PUT", "http://127.0.0.1:8400/b/k", BODY, service="s3")

    assert type(refusal(changed(s3, content=other))) is errors.WrongPayload
    assert type(refusal(changed(signed(body=BODY), content=other))) is errors.BadSignature


def test_s3_wants_to_be_told_the_hash_of_the_body() -> None:
    request = signed(S3_HEADER, "GET", "http://127.0.0.1:8400/b", service="s3")

    assert "x-amz-content-sha256" in str(refusal(with_header(request, "x-amz-content-sha256", None)))


@pytest.mark.parametrize(
    ("mark", "error"),
    [
        ("STREAMING-UNSIGNED-PAYLOAD-TRAILER", errors.BadFraming),
        ("STREAMING-AWS4-HMAC-SHA256-PAYLOAD", errors.BadFraming),
        ("STREAMING-AWS4-HMAC-SHA256-EVENTS", errors.StreamingPayload),
        ("STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER", errors.OtherScheme),
        ("unsigned-payload", errors.MalformedSignature),
        ("E" * 64, errors.MalformedSignature),
        ("", errors.MalformedSignature),
    ],
)
def test_only_a_hash_or_a_mark_that_fits_says_what_the_body_is(mark: str, error: type[CallerError]) -> None:
    request = signed(S3_HEADER, "PUT", "http://127.0.0.1:8400/b/k", BODY, service="s3")

    refused = refusal(with_header(request, "x-amz-content-sha256", mark))

    assert type(refused) is error
    if error is errors.StreamingPayload:
        assert "AWS_REQUEST_CHECKSUM_CALCULATION=when_required" in str(refused)


def unsigned_payload(url: str, service: str) -> HttpRequest:
    class Unsigned(S3_HEADER):  # type: ignore[misc, valid-type]
        def payload(self, request: object) -> str:
            return "UNSIGNED-PAYLOAD"

    return signed(Unsigned, "PUT", url, BODY, service=service)


@pytest.mark.parametrize("service", ["s3", "lex", "mediastore"])
def test_an_unsigned_body_comes_over_https_where_the_operation_allows_it(service: str) -> None:
    check(unsigned_payload("https://keyturn.example/b/k", service))

    refused = refusal(unsigned_payload("http://127.0.0.1:8400/b/k", service))
    assert type(refused) is errors.PayloadNotBound
    assert "use the gateway's https address" in str(refused)


def test_other_services_want_their_body_signed_over_https_too() -> None:
    assert type(refusal(unsigned_payload("https://keyturn.example/b/k", "lambda"))) is errors.PayloadNotBound


def test_framing_is_for_s3() -> None:
    request = with_header(signed(body=BODY), "x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER")
    authorization = (request.header("authorization") or "").replace("host;", "host;x-amz-content-sha256;")

    refused = refusal(with_header(request, "authorization", authorization))

    assert type(refused) is errors.StreamingPayload
    assert "AWS_REQUEST_CHECKSUM_CALCULATION=when_required" in str(refused)


def test_a_presigned_request_has_no_framed_body() -> None:
    request = signed(S3_QUERY, "PUT", "http://127.0.0.1:8400/b/k", service="s3")
    query = f"{request.query}&X-Amz-Content-Sha256=STREAMING-UNSIGNED-PAYLOAD-TRAILER"

    assert "presigned" in str(refusal(changed(request, query=query)))


@pytest.mark.parametrize(
    ("authorization", "told"),
    [
        ("AWS AKID:c2lnbmF0dXJl", "signature_version='s3v4'"),
        ("AWS4-ECDSA-P256-SHA256 Credential=a/b/s3/aws4_request", "AWS_AUTH_SCHEME_PREFERENCE=sigv4"),
        ("Bearer abc", "AWS_BEARER_TOKEN_BEDROCK"),
        ("Basic abc", "AWS_SESSION_TOKEN"),
    ],
)
def test_another_scheme_is_told_what_to_set(authorization: str, told: str) -> None:
    refused = refusal(with_header(signed(body=BODY), "authorization", authorization))

    assert type(refused) is errors.OtherScheme
    assert told in str(refused)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("AWSAccessKeyId=AKID&Signature=c2ln&Expires=1", "signature_version='s3v4'"),
        ("X-Amz-Algorithm=AWS4-ECDSA-P256-SHA256&X-Amz-Signature=1", "AWS_AUTH_SCHEME_PREFERENCE=sigv4"),
    ],
)
def test_another_scheme_in_a_url_is_told_the_same(query: str, told: str) -> None:
    refused = refusal(HttpRequest("GET", "https", "h", "/b/k", query, (("host", "h"),)))

    assert type(refused) is errors.OtherScheme
    assert told in str(refused)


def test_a_request_that_nobody_signed_is_told_how_that_may_have_come() -> None:
    refused = refusal(HttpRequest("GET", "https", "h", "/b/k", "", (("host", "h"),)))

    assert type(refused) is errors.Unsigned
    assert "--no-sign-request" in str(refused)
    assert "signature_version=UNSIGNED" in str(refused)


def test_a_presigned_upload_says_nothing_of_its_body() -> None:
    request = signed(S3_QUERY, "PUT", "http://127.0.0.1:8400/b/k", service="s3")

    check(changed(request, content=Content(sha256(BODY).hexdigest(), len(BODY), BODY)))


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_whoever_holds_a_presigned_upload_may_say_of_what_type_its_body_is(scheme: str) -> None:
    request = signed(S3_QUERY, "PUT", f"{scheme}://127.0.0.1:8400/b/k", service="s3")

    check(with_header(request, "content-type", "text/plain"))

    for name in ("content-encoding", "x-amz-acl", "content-md5", "if-match"):
        assert type(refusal(with_header(request, name, "x"))) is errors.NotBound


def test_a_presigned_request_with_its_bodys_hash_has_its_type_signed_too() -> None:
    digest = sha256(BODY).hexdigest()
    request = signed(S3_QUERY, "PUT", "http://127.0.0.1:8400/b/k", service="s3")
    hashed = changed(request, query=f"{request.query}&X-Amz-Content-Sha256={digest}")
    other = signed(QUERY, "GET", "http://127.0.0.1:8400/", service="sts")

    assert type(refusal(with_header(hashed, "content-type", "text/plain"))) is errors.NotBound
    assert type(refusal(with_header(other, "content-type", "text/plain"))) is errors.NotBound


def test_refusals_never_show_a_secret_or_a_token() -> None:
    request = signed(body=BODY)
    shown = [str(refusal(with_header(request, "content-type", KEY.token))), repr(sigv4.read(request)), repr(KEY)]

    assert not any(KEY.token in text or KEY.secret in text for text in shown)
