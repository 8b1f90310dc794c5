"""I name an access point, and own a bucket of the name under which the gate would send it on."""

from dataclasses import replace

import pytest

from keyturn.model.execution import InHost
from keyturn.testing.client import request
from keyturn.testing.house import DEVELOPMENT, House

POINT = f"ap-123456789012.s3-accesspoint.{DEVELOPMENT}.amazonaws.com.cn"


def sent(house: House, host: str) -> object:
    unsigned, signing_name = request("s3", "GetObject", DEVELOPMENT, {"Bucket": "b", "Key": "k"})
    headers = tuple((name, host if name == "host" else value) for name, value in unsigned.headers)
    asked = replace(unsigned, host=host, path="/k", headers=headers)
    return house.send(house.sign(house.session(), asked, signing_name, DEVELOPMENT))


def test_it_goes_to_the_access_point_or_nowhere(house: House) -> None:
    sent(house, POINT)

    assert [one.bucket for one in house.upstream.received] == [InHost("ap-123456789012", access_point=True)]


def test_a_bucket_goes_as_a_bucket(house: House) -> None:
    sent(house, f"costs.s3.{DEVELOPMENT}.amazonaws.com.cn")

    assert [one.bucket for one in house.upstream.received] == [InHost("costs")]


@pytest.mark.parametrize("kind", ["s3-object-lambda", "s3-outposts"])
def test_what_has_other_hosts_still_goes_nowhere(house: House, kind: str) -> None:
    sent(house, f"mine-123456789012.{kind}.{DEVELOPMENT}.amazonaws.com.cn")

    assert house.upstream.received == []
