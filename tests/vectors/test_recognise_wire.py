"""botocore is the oracle: what it serialises is named, and read with the parameters it was given.

A seeded sample; `make wire` sends every operation of every service in every mode.
"""

import botocore.session
import pytest

from tests.wire.run import OTHERWISE_SIGNED, Outcome, run

STORES = ["s3", "s3control", "s3outposts", "s3tables", "s3vectors"]
MIXED = [
    "cloudwatch",
    "dynamodb",
    "ec2",
    "iam",
    "kms",
    "lambda",
    "rds",
    "route53",
    "sagemaker-runtime",
    "ses",
    "sesv2",
    "sqs",
    "sts",
]
EXPECTED = ("could mean `s3:PutObject` or `s3control:CreateBucket`",)


def check(outcome: Outcome, *, at_least: int) -> None:
    assert outcome.stories == []
    assert [story for story in outcome.refusals if not any(reason in story for reason in EXPECTED)] == []
    assert outcome.total >= at_least


def test_a_sample_of_all_services_behind_the_gateway_is_named() -> None:
    check(run("gateway", sample=1500), at_least=3000)


@pytest.mark.parametrize("mode", ["gateway-virtual-host", "gateway-path-style", "aws", "aws-path-style"])
def test_every_way_to_write_an_address_of_s3_is_named(mode: str) -> None:
    check(run(mode, services=STORES), at_least=200)


@pytest.mark.parametrize("mode", ["aws-cn", "aws-gov", "aws-fips", "aws-dualstack"])
def test_the_hosts_of_other_partitions_and_flavours_are_known(mode: str) -> None:
    check(run(mode, services=[*STORES, *MIXED], sample=100), at_least=150)


@pytest.mark.parametrize("mode", ["protocol-query", "protocol-json", "protocol-cbor"])
def test_every_protocol_of_a_service_that_speaks_several_is_read(mode: str) -> None:
    check(run(mode, services=["cloudwatch"]), at_least=80)


@pytest.mark.parametrize("mode", ["sigv4", "sigv4-gateway"])
def test_services_whose_clients_sign_otherwise_are_named_once_they_sign_with_sigv4(mode: str) -> None:
    check(run(mode), at_least=100)


def test_the_services_whose_clients_sign_otherwise_are_those_of_the_models() -> None:
    session = botocore.session.get_session()
    signed = {name: session.get_service_model(name).signature_version for name in session.get_available_services()}
    assert {name for name, version in signed.items() if version in {"v2", "bearer"}} == OTHERWISE_SIGNED
