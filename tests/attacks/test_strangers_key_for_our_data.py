"""'I write into a development bucket, and have it encrypted under a key that is not yours, or is production's.'"""

import pytest

from keyturn.model.execution import Refusal
from keyturn.testing.house import DEVELOPMENT, House

OURS = "arn:aws-cn:kms:cn-northwest-1:123456789012:key/abc"
PRODUCTIONS = "arn:aws-cn:kms:cn-north-1:123456789012:key/abc"
STRANGERS = "arn:aws:kms:us-east-1:999999999999:key/abc"


def encryption(key: str) -> dict[str, object]:
    """The default encryption of a bucket, under `key`."""
    return {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}}]}


@pytest.fixture
def development(house: House) -> House:
    """A house whose bucket `scratch` lies in the development region."""
    house.facts.homes["scratch"] = DEVELOPMENT
    return house


def test_a_strangers_key_is_refused(development: House) -> None:
    session = development.session()

    for reply in (
        development.submit(
            session, "s3:PutObject", DEVELOPMENT, Bucket="scratch", Key="k", Body=b"x",
            ServerSideEncryption="aws:kms", SSEKMSKeyId=STRANGERS,
        ),
        development.submit(
            session, "s3:PutBucketEncryption", DEVELOPMENT, Bucket="scratch",
            ServerSideEncryptionConfiguration=encryption(STRANGERS),
        ),
    ):  # fmt: skip
        assert isinstance(reply, Refusal)
        assert reply.code == "account.unlisted"
    assert development.upstream.received == []


def test_productions_key_waits_and_is_shown_to_those_who_approve(development: House) -> None:
    session = development.session()

    change = development.held(
        development.submit(
            session, "s3:PutBucketEncryption", DEVELOPMENT, Bucket="scratch",
            ServerSideEncryptionConfiguration=encryption(PRODUCTIONS),
        )
    )  # fmt: skip

    assert PRODUCTIONS in str(development.ask("show", change=change)["review"])


def test_the_environments_own_key_is_used_freely(development: House) -> None:
    session = development.session()

    assert development.passed(
        development.submit(
            session, "s3:PutObject", DEVELOPMENT, Bucket="scratch", Key="k", Body=b"x",
            ServerSideEncryption="aws:kms", SSEKMSKeyId=OURS,
        )
    )  # fmt: skip
