"""I put another host into a call that my session signs, so that it is sent there, or read as something else."""

from dataclasses import replace

import pytest

from keyturn.model.execution import InHost
from keyturn.model.wire import HttpRequest
from keyturn.testing.client import request
from keyturn.testing.house import DEVELOPMENT, PRODUCTION, House, Opened


def at(house: House, session: Opened, host: str, action: str, region: str, **parameters: object) -> HttpRequest:
    """The call as a client makes it that was pointed at `host`."""
    service, _, operation = action.partition(":")
    unsigned, signing_name = request(service, operation, region, parameters)
    headers = (("host", host), *(pair for pair in unsigned.headers if pair[0] != "host"))
    return house.sign(session, replace(unsigned, host=host, headers=headers), signing_name, region)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1:8401",
        "127.0.0.1:8400.evil.example",
        "evil.example:8400",
        "dynamodb.cn-north-1.amazonaws.com.cn.evil.example",
        "169.254.169.254",
        "user@127.0.0.1:8400",
        "127.0.0.1:8400/",
        "",
    ],
)
def test_a_host_that_is_neither_ours_nor_awss_is_refused(house: House, host: str) -> None:
    session = house.session()

    reply = house.send(at(house, session, host, "dynamodb:ListTables", PRODUCTION))

    assert house.refused(reply).startswith("unrecognised.")
    assert house.upstream.received == []


def test_awss_own_host_changes_nothing_about_where_it_goes(house: House) -> None:
    session = house.session()

    reply = house.send(at(house, session, "dynamodb.cn-north-1.amazonaws.com.cn", "dynamodb:ListTables", PRODUCTION))

    assert house.passed(reply)
    # All that upstream is told to go by; the address is computed from it, and never from the request's host.
    (sent,) = house.upstream.received
    assert (sent.service, sent.scope.region, sent.bucket) == ("dynamodb", PRODUCTION, None)


def test_a_host_of_the_development_region_makes_no_production_call_a_development_one(house: House) -> None:
    session = house.session()
    host = "dynamodb.cn-northwest-1.amazonaws.com.cn"

    reply = house.send(at(house, session, host, "dynamodb:DeleteTable", PRODUCTION, TableName="costs"))

    assert not house.passed(reply)
    assert house.upstream.received == []


def test_the_bucket_in_the_host_is_the_bucket_that_is_judged(house: House) -> None:
    house.facts.homes.update({"prod-data": PRODUCTION, "dev-data": DEVELOPMENT})
    session = house.session()
    unsigned, signing_name = request("s3", "DeleteObject", DEVELOPMENT, {"Bucket": "dev-data", "Key": "a"})
    # The path of a call to the development bucket, at the host of the production bucket: its key is `dev-data/a`.
    host = f"prod-data.s3.{DEVELOPMENT}.amazonaws.com.cn"
    headers = (("host", host), *(pair for pair in unsigned.headers if pair[0] != "host"))
    call = house.sign(session, replace(unsigned, host=host, headers=headers), signing_name, DEVELOPMENT)

    change = house.held(house.send(call))

    (action,) = house.ask("show", change=change)["review"]["actions"]
    assert action["document"]["parameters"] == {"Bucket": "prod-data", "Key": "dev-data/a"}
    house.approve(change, "ana", "bo")
    assert house.passed(house.send(call))
    assert house.upstream.received[0].bucket == InHost("prod-data")


def test_the_host_is_signed_so_nobody_on_the_way_changes_it(house: House) -> None:
    session = house.session()
    call = house.call(session, "dynamodb:ListTables")
    moved = (("host", "localhost:8400"), *(pair for pair in call.headers if pair[0] != "host"))

    reply = house.send(replace(call, host="localhost:8400", headers=moved))

    assert house.refused(reply) == "sigv4.bad_signature"
