"""Where a call goes is computed from what was recognised, and agrees with botocore's endpoint rules to the letter."""

import json
from typing import Any

import botocore.session
import pytest
from botocore.endpoint_provider import EndpointProvider

from keyturn.adapters.aws.hosts import AwsHosts, BadUpstream, OneUpstream
from keyturn.adapters.aws.pool import Origin
from keyturn.model.execution import InHost, NeverSent
from tools import compile_endpoints

HOSTS = AwsHosts()


@pytest.mark.parametrize(
    ("service", "region", "host"),
    [
        ("s3", "cn-north-1", "s3.cn-north-1.amazonaws.com.cn"),
        ("sts", "cn-northwest-1", "sts.cn-northwest-1.amazonaws.com.cn"),
        ("iam", "cn-northwest-1", "iam.cn-north-1.amazonaws.com.cn"),
        ("iam", "us-east-1", "iam.amazonaws.com"),
        ("iam", "us-gov-west-1", "iam.us-gov.amazonaws.com"),
        ("route53", "us-east-1", "route53.amazonaws.com"),
        ("cloudfront", "us-east-1", "cloudfront.amazonaws.com"),
        ("organizations", "us-east-1", "organizations.us-east-1.amazonaws.com"),
        ("dynamodb", "eu-central-1", "dynamodb.eu-central-1.amazonaws.com"),
        ("cloudwatch", "cn-north-1", "monitoring.cn-north-1.amazonaws.com.cn"),
        ("ce", "cn-northwest-1", "ce.cn-northwest-1.amazonaws.com.cn"),
        ("lambda", "ap-southeast-99", "lambda.ap-southeast-99.amazonaws.com"),
    ],
)
def test_each_service_goes_to_its_own_endpoint(service: str, region: str, host: str) -> None:
    place = HOSTS.place(service, region, None)

    assert place.origin == Origin("https", host, 443)
    assert (place.host, place.before) == (host, "")


def test_every_endpoint_is_the_one_botocores_rules_give() -> None:
    session = botocore.session.get_session()
    loader = session.get_component("data_loader")
    rules: Any = loader.load_data("partitions")
    regions = [name for part in rules["partitions"] for name in part["regions"] if not name.endswith("-global")]
    compared = 0
    for service in session.get_available_services():
        rule_set: Any = loader.load_service_model(service, "endpoint-rule-set-1")
        provider = EndpointProvider(rule_set, rules)
        for region in regions[:: 7 if service != "s3" else 1]:
            try:
                url = provider.resolve_endpoint(**compile_endpoints._parameters(rule_set["parameters"], region)).url
            except Exception:  # noqa: BLE001, S112 - the rules want a parameter of the call, or have no such place
                continue
            assert f"https://{HOSTS.place(service, region, None).host}" == url.rstrip("/")
            compared += 1
    assert compared > 2000


def test_the_table_is_that_of_the_botocore_installed() -> None:
    assert json.loads(compile_endpoints.TARGET.read_text()) == compile_endpoints.compiled()


@pytest.mark.parametrize(
    "region",
    [
        "",
        "global",
        "aws-global",
        "mars-north-1",
        "us-east-1.evil.example",
        "us-east-1/",
        "US-EAST-1",
        "us-east-1\n",
        "x" * 99,
    ],
)
def test_what_is_no_region_leads_nowhere(region: str) -> None:
    with pytest.raises(NeverSent):
        HOSTS.place("s3", region, None)


@pytest.mark.parametrize("service", ["", "evil", "../s3", "s3.evil"])
def test_what_is_no_service_leads_nowhere(service: str) -> None:
    with pytest.raises(NeverSent):
        HOSTS.place(service, "us-east-1", None)


def test_a_bucket_stands_in_front_of_awss_host_and_the_connection_is_the_hosts_own() -> None:
    place = HOSTS.place("s3", "cn-north-1", InHost("my.costs"))

    assert place.origin.host == "s3.cn-north-1.amazonaws.com.cn"
    assert place.host == "my.costs.s3.cn-north-1.amazonaws.com.cn"


def test_an_access_point_stands_in_front_of_its_own_kind_of_host() -> None:
    place = HOSTS.place("s3", "eu-west-1", InHost("ap-123456789012", access_point=True))

    assert (place.origin.host, place.host) == (
        "s3-accesspoint.eu-west-1.amazonaws.com",
        "ap-123456789012.s3-accesspoint.eu-west-1.amazonaws.com",
    )
    with pytest.raises(NeverSent, match="access point"):
        OneUpstream("http://127.0.0.1:5555").place("s3", "eu-west-1", InHost("ap-123456789012", access_point=True))


@pytest.mark.parametrize(
    ("service", "prefix", "host"),
    [
        ("servicediscovery", "data-", "data-servicediscovery.eu-west-1.amazonaws.com"),
        ("s3control", "123456789012.", "123456789012.s3-control.eu-west-1.amazonaws.com"),
    ],
)
def test_a_prefix_is_part_of_the_host_that_is_connected_to(service: str, prefix: str, host: str) -> None:
    place = HOSTS.place(service, "eu-west-1", InHost(prefix, prefix=True))

    assert (place.origin.host, place.host, place.before) == (host, host, "")
    one = OneUpstream("http://127.0.0.1:5555").place(service, "eu-west-1", InHost(prefix, prefix=True))
    assert (one.host, one.before) == ("127.0.0.1:5555", "")


@pytest.mark.parametrize("prefix", ["evil.example/", "a@", "a\r\n", "-", ".", "a..", "x" * 70 + "."])
def test_what_cannot_be_a_prefix_stands_nowhere(prefix: str) -> None:
    with pytest.raises(NeverSent):
        HOSTS.place("s3control", "eu-west-1", InHost(prefix, prefix=True))


@pytest.mark.parametrize(
    "bucket", ["", "a", "a/b", "a b", "a\r\nb", "evil.example/", "a..b", "a@b", "a:80", "ü", ".a.", "x" * 300]
)
@pytest.mark.parametrize("hosts", [HOSTS, OneUpstream("http://127.0.0.1:5555")])
def test_what_cannot_be_a_bucket_stands_nowhere(hosts: AwsHosts | OneUpstream, bucket: str) -> None:
    with pytest.raises(NeverSent):
        hosts.place("s3", "us-east-1", InHost(bucket))


@pytest.mark.parametrize(
    ("url", "origin", "host"),
    [
        ("http://127.0.0.1:5555", Origin("http", "127.0.0.1", 5555), "127.0.0.1:5555"),
        ("http://localhost", Origin("http", "localhost", 80), "localhost"),
        ("https://cloud.example/", Origin("https", "cloud.example", 443), "cloud.example"),
        ("https://cloud.example:8443", Origin("https", "cloud.example", 8443), "cloud.example:8443"),
        ("http://[::1]:5555", Origin("http", "::1", 5555), "[::1]:5555"),
    ],
)
def test_one_upstream_takes_everything(url: str, origin: Origin, host: str) -> None:
    place = OneUpstream(url).place("s3", "cn-north-1", None)

    assert (place.origin, place.host) == (origin, host)


def test_before_one_upstream_a_bucket_stands_in_the_path() -> None:
    place = OneUpstream("http://127.0.0.1:5555").place("s3", "cn-north-1", InHost("my.costs"))

    assert (place.host, place.before) == ("127.0.0.1:5555", "/my.costs")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "127.0.0.1:5555",
        "ftp://h",
        "http://",
        "http://h:99999",
        "http://h:x",
        "http://u:p@h",
        "http://h/path",
        "http://h?q",
        "http://h#f",
        "http://[::1",
    ],
)
def test_an_upstream_that_is_no_address_is_refused_with_what_is_wanted(url: str) -> None:
    with pytest.raises(BadUpstream, match="is wanted"):
        OneUpstream(url)
