"""Signatures of webhooks, against the example of the specification and an independent reading of it."""

import base64
import hmac

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from keyturn.codec.webhook import SharedSecret, SigningKey, parse_secret, signatures
from keyturn.errors import Malformed


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def test_a_shared_secret_signs_id_time_and_body() -> None:
    # The libraries' common test vector (github.com/standard-webhooks/standard-webhooks, libraries/*/tests).
    secret = parse_secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    body = b'{"test": 2432232314}'

    found = signatures([secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)

    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_each_secret_signs_once() -> None:
    key = Ed25519PrivateKey.generate()
    seed, public = key.private_bytes_raw(), key.public_key().public_bytes_raw()
    shared, private = parse_secret(f"whsec_{b64(b'x' * 64)}"), parse_secret(f"whsk_{b64(seed + public)}")

    first, second = signatures([shared, private], "id-1", 7, b"body").split(" ")

    digest = hmac.new(b"x" * 64, b"id-1.7.body", "sha256").digest()
    assert first == f"v1,{b64(digest)}"
    assert second.startswith("v1a,")
    signature = base64.b64decode(second.removeprefix("v1a,"))  # noqa: TID251 - its own reading
    Ed25519PublicKey.from_public_bytes(public).verify(signature, b"id-1.7.body")
    assert isinstance(private, SigningKey)
    assert private.public() == f"whpk_{b64(public)}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        f"whsec_{b64(bytes(23))}",
        f"whsec_{b64(bytes(65))}",
        f"whsec_{b64(bytes(32))}\n",
        f"whsec_ {b64(bytes(32))}",
        f"whsk_{b64(bytes(31))}",
        f"whsk_{b64(bytes(64))}",
        f"WHSEC_{b64(bytes(32))}",
    ],
)
def test_what_is_no_secret_is_refused_and_not_shown(text: str) -> None:
    with pytest.raises(Malformed) as refused:
        parse_secret(text)
    assert "(not shown)" in str(refused.value)
    assert len(text) < 20 or text[6:] not in str(refused.value)


def test_an_id_cannot_shift_the_borders_of_what_is_signed() -> None:
    for identity in ("a.1", "", "a b", "a\n", "ä"):
        with pytest.raises(Malformed):
            signatures([SharedSecret(bytes(24))], identity, 1, b"")


def test_a_secret_does_not_show_itself() -> None:
    assert "xxxx" not in repr(SharedSecret(b"x" * 24))
    assert "key" not in repr(SigningKey(Ed25519PrivateKey.generate())).lower().replace("signingkey", "")
