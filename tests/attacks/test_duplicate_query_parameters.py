"""I name a parameter twice, once harmless and once not, and hope that gate and cloud each take another one."""

from dataclasses import replace
from hashlib import sha256

import pytest

from keyturn.model.wire import Content, HttpRequest
from keyturn.testing.client import request
from keyturn.testing.house import DEVELOPMENT, House, Opened


def with_query(house: House, session: Opened, query: str) -> HttpRequest:
    unsigned, signing_name = request("s3", "DeleteObject", DEVELOPMENT, {"Bucket": "dev-data", "Key": "a"})
    return house.sign(session, replace(unsigned, query=query), signing_name, DEVELOPMENT)


def with_form(house: House, session: Opened, form: str, query: str = "") -> HttpRequest:
    unsigned, signing_name = request("iam", "GetUser", DEVELOPMENT, {})
    body = form.encode()
    content = Content(sha256(body).hexdigest(), len(body), body)
    return house.sign(session, replace(unsigned, content=content, query=query), signing_name, DEVELOPMENT)


@pytest.mark.parametrize(
    "query",
    [
        "versionId=1&versionId=2",
        "versionId=1&versionId=1",
        "versionId=1&version%49d=2",
        "versionId=&versionId",
        "acl&policy",
        "delete&versionId=1",
        "uploadId=1&uploads",
        "x-id=DeleteObject&x-id=GetObject",
    ],
)
def test_in_an_address(house: House, query: str) -> None:
    house.facts.homes["dev-data"] = DEVELOPMENT

    reply = house.send(with_query(house, house.session(), query))

    assert house.refused(reply).startswith("unrecognised.")
    assert house.upstream.received == []


@pytest.mark.parametrize(
    ("form", "query"),
    [
        ("Action=GetUser&Action=DeleteUser&Version=2010-05-08&UserName=a", ""),
        ("Action=GetUser&Version=2010-05-08&UserName=a&UserName=b", ""),
        ("Action=GetUser&Version=2010-05-08&UserName=a&User%4eame=b", ""),
        ("Action=GetUser&Version=2010-05-08&Version=2010-05-08", ""),
        ("Action=GetUser&Version=2010-05-08", "Action=DeleteUser"),
        ("Action=GetUser&Version=2010-05-08", "UserName=b"),
    ],
)
def test_in_a_form_or_in_form_and_address(house: House, form: str, query: str) -> None:
    reply = house.send(with_form(house, house.session(), form, query))

    assert house.refused(reply).startswith("unrecognised.")
    assert house.upstream.received == []


@pytest.mark.parametrize("name", ["X-Amz-Credential", "X-Amz-Date", "X-Amz-Signature", "x-amz-signature"])
def test_of_the_signature_itself(house: House, name: str) -> None:
    call = house.call(house.session(), "dynamodb:ListTables")

    for query in (f"{name}=a", f"{name}=a&{name}=b"):
        assert house.refused(house.send(replace(call, query=query))) in {"sigv4.many", "sigv4.malformed"}
