"""I put one account before AWS's host and another into the call, and hope that they go to different places."""

from dataclasses import replace
from typing import Any

import pytest

from keyturn.model.execution import InHost
from keyturn.testing.client import request
from keyturn.testing.house import DEVELOPMENT, ESTATE, House

OURS, FOREIGN = ESTATE.account, "999999999999"


def sent(house: House, service: str, operation: str, before: str, parameters: dict[str, Any]) -> None:
    unsigned, signing_name = request(service, operation, DEVELOPMENT, parameters)
    host = f"{before}{'s3-control' if service == 's3control' else service}.{DEVELOPMENT}.amazonaws.com.cn"
    headers = tuple((name, host if name == "host" else value) for name, value in unsigned.headers)
    asked = replace(unsigned, host=host, headers=headers)
    house.send(house.sign(house.session(), asked, signing_name, DEVELOPMENT))


def test_what_the_call_says_is_where_it_goes_and_what_it_is_judged_by(house: House) -> None:
    sent(house, "s3control", "GetPublicAccessBlock", f"{OURS}.", {"AccountId": OURS})

    assert [one.bucket for one in house.upstream.received] == [InHost(f"{OURS}.", prefix=True)]


@pytest.mark.parametrize(("before", "inside"), [(OURS, FOREIGN), (FOREIGN, OURS), (FOREIGN, FOREIGN)])
def test_another_account_is_never_reached(house: House, before: str, inside: str) -> None:
    sent(house, "s3control", "GetPublicAccessBlock", f"{before}.", {"AccountId": inside})

    assert [one.bucket for one in house.upstream.received if one.bucket != InHost(f"{OURS}.", prefix=True)] == []


@pytest.mark.parametrize("before", ["data-", ""])
def test_a_prefix_that_the_model_wants_is_there_whether_or_not_the_client_sent_it(house: House, before: str) -> None:
    sent(house, "servicediscovery", "DiscoverInstances", before, {"NamespaceName": "n", "ServiceName": "s"})

    assert [one.bucket for one in house.upstream.received] == [InHost("data-", prefix=True)]
