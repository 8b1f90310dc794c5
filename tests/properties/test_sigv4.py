"""Whatever botocore signs holds, and nothing of it can be changed afterwards."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.authenticate import sigv4
from keyturn.errors import CallerError
from keyturn.model.wire import Content, HttpRequest
from tests.aws_signed import HEADER, KEY, KEY_ID, QUERY, S3_HEADER, S3_QUERY, changed, now, signed, with_header

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
visible = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=20)
methods = st.sampled_from(["GET", "HEAD", "PUT", "POST", "DELETE", "PATCH"])
paths = st.lists(text, max_size=5).map(lambda parts: "/" + "/".join(quote(part, safe="~") for part in parts))
# A query that carries a signature besides the header's is refused, as it should be: those names are for other tests.
names = text.filter(lambda name: bool(name) and not name.lower().startswith(("x-amz-", "awsaccesskeyid")))
queries = st.lists(st.tuples(names, text), max_size=4).map(lambda pairs: urlencode(pairs, quote_via=quote, safe="~"))
headers = st.dictionaries(
    st.from_regex(r"x-amz-meta-[a-z]{1,8}", fullmatch=True), st.lists(visible).map("  ".join), max_size=3
)
bodies = st.binary(max_size=100)
kinds = st.sampled_from([(HEADER, "dynamodb"), (S3_HEADER, "s3"), (QUERY, "sts"), (S3_QUERY, "s3")])


@st.composite
def requests(draw: Callable[[st.SearchStrategy[Any]], Any]) -> HttpRequest:
    signer, service = draw(kinds)
    presigned = signer in {QUERY, S3_QUERY}
    # botocore reads a query into a dict when it presigns, so that repeated names would be lost there.
    query = "" if presigned else draw(queries)
    url = f"http://127.0.0.1:8400{draw(paths)}" + (f"?{query}" if query else "")
    body = b"" if presigned else draw(bodies)
    return signed(signer, draw(methods), url, body, draw(headers), service=service)


def holds(request: HttpRequest) -> bool:
    try:
        found = sigv4.read(request)
        # The id is no part of what SigV4 signs: it says whose secret to try, and this is the only one there is.
        sigv4.verify(found, request, KEY, now())
    except CallerError:
        return False
    return found.access_key_id == KEY_ID


@given(requests())
def test_what_botocore_signs_holds(request: HttpRequest) -> None:
    assert holds(request)


@given(requests(), st.data())
def test_nothing_that_was_signed_can_be_changed(request: HttpRequest, data: st.DataObject) -> None:
    other = data.draw(st.sampled_from(list(changes(request))))

    assert not holds(other)


def changes(request: HttpRequest) -> list[HttpRequest]:
    """Everything an attacker could alter in a request that was seen on its way."""
    found = [
        changed(request, method="OPTIONS"),
        changed(request, path=request.path + "x"),
        changed(request, path="/x" + request.path),
        changed(request, query=(request.query + "&x=1").lstrip("&")),
        changed(request, query=("acl&" + request.query).rstrip("&")),
        with_header(request, "x-amz-acl", "public-read"),
        with_header(request, "content-type", "text/plain"),
        with_header(request, "host", "127.0.0.1:8401"),
    ]
    signed_names = sigv4.read(request).names
    for name, value in request.headers:
        if name in signed_names:
            found.append(with_header(request, name, value + "x"))
            found.append(with_header(request, name, None))
            found.append(changed(request, headers=(*request.headers, (name, value))))
    if "X-Amz-Signature" not in request.query:
        found.append(changed(request, content=Content(sha256(b"another body").hexdigest(), 12, b"another body")))
        authorization = request.header("authorization") or ""
        found += [with_header(request, "authorization", bent) for bent in bends(authorization)]
    else:
        found += [changed(request, query=bent) for bent in bends(request.query)]
    return found


def bends(text: str) -> list[str]:
    """`text` with one character exchanged, here and there."""
    places = range(0, len(text), max(1, len(text) // 12))
    return [text[:i] + ("0" if text[i] != "0" else "1") + text[i + 1 :] for i in [*places, len(text) - 1]]


@given(
    st.text(max_size=200),
    st.text(max_size=100),
    st.lists(st.tuples(st.text(max_size=10), st.text(max_size=30)), max_size=6),
)
def test_no_input_makes_the_reader_fail_in_another_way(
    authorization: str, query: str, more: list[tuple[str, str]]
) -> None:
    request = HttpRequest("GET", "http", "h", "/", query, (("host", "h"), ("authorization", authorization), *more))

    assert not holds(request)


@pytest.mark.parametrize("separator", [", ", ",", " , "])
def test_the_parts_of_the_header_may_be_set_apart_in_any_of_the_usual_ways(separator: str) -> None:
    request = signed()

    assert holds(
        with_header(request, "authorization", (request.header("authorization") or "").replace(", ", separator))
    )
