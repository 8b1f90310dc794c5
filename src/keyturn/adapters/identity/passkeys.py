"""Passkeys by py_webauthn: the options a browser is given, what it answers, and a second opinion on every vote.

`keyturn.codec.webauthn` checks votes on its own, for it must still do so years later without this library. Here the
library does, too, at the moment a vote is given: what either of them refuses does not count.
"""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlsplit

from keyturn.codec import webauthn as strict
from keyturn.codec.canonical import Json
from keyturn.codec.encoding import b64url, b64url_decode
from keyturn.codec.origins import check_party
from keyturn.codec.strict import loads
from keyturn.codec.webauthn import Assertion, BadAssertion
from keyturn.errors import CallerError, KeyturnError, Malformed
from keyturn.model.identity import Passkey, PublicKey

_MILLISECONDS: Final = 300_000
_LONGEST_ANSWER: Final = 32_768


class BadRegistration(CallerError):
    """What a browser says it registered is no passkey that this gate takes."""

    code = "passkey.registration"

    def __init__(self, why: str) -> None:
        super().__init__(f"this passkey cannot be enrolled: {why}")


class WebauthnPasskeys:
    """The `Passkeys` port for pages at one origin. Raises Malformed for an origin at which no browser makes any."""

    def __init__(self, origin: str) -> None:
        self._party = check_party(urlsplit(origin).hostname or "", origin)

    @property
    def origin(self) -> str:
        return self._party.origin

    def options(self, name: str, challenge: bytes, known: Sequence[PublicKey]) -> Mapping[str, Json]:
        import webauthn
        from webauthn.helpers import structs

        credentials = [key.passkey.credential for key in known if key.passkey is not None]
        made = webauthn.generate_registration_options(
            rp_id=self._party.id,
            rp_name="Keyturn",
            user_name=name,
            user_display_name=name,
            # The same for every passkey of a person at this gate, and telling nothing about them.
            user_id=sha256(b"keyturn user v1\x00" + name.encode()).digest(),
            challenge=challenge,
            timeout=_MILLISECONDS,
            attestation=structs.AttestationConveyancePreference.NONE,
            authenticator_selection=structs.AuthenticatorSelectionCriteria(
                resident_key=structs.ResidentKeyRequirement.PREFERRED,
                user_verification=structs.UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[structs.PublicKeyCredentialDescriptor(id=one) for one in credentials],
            supported_pub_key_algs=_algorithms(),
        )
        found: dict[str, Json] = json.loads(webauthn.options_to_json(made))
        return found

    def registered(self, answer: str, challenge: bytes) -> PublicKey:
        import webauthn
        from webauthn.helpers import exceptions

        if len(answer) > _LONGEST_ANSWER:
            raise BadRegistration("the browser's answer is longer than any passkey's")
        told = loads(answer.encode("utf-8", "surrogatepass"))
        try:
            # The library does not ask whether the page stood inside another one.
            strict.check_client_data(_client_data(told), self._party.origin, challenge, strict.CREATE)
            verified = webauthn.verify_registration_response(
                credential=answer,
                expected_challenge=challenge,
                expected_rp_id=self._party.id,
                expected_origin=self._party.origin,
                require_user_verification=True,
                supported_pub_key_algs=_algorithms(),
            )
            raw = _raw(verified.credential_public_key)
        except KeyturnError as error:
            raise BadRegistration(str(error)) from None
        except exceptions.WebAuthnException as error:
            raise BadRegistration(str(error)) from None
        except (ValueError, TypeError, KeyError, IndexError):
            # What the library's own parsers stumble over is no answer of a browser.
            raise BadRegistration("the browser's answer cannot be read") from None
        passkey = Passkey(verified.credential_id, self._party.id, self._party.origin, verified.sign_count)
        return PublicKey(strict.passkey_id(raw), raw, passkey)

    def confirm(self, key: PublicKey, challenge: bytes, assertion: Assertion, signature: bytes, last: int) -> None:
        import webauthn
        from webauthn.helpers import exceptions

        if key.passkey is None:
            raise BadAssertion("the key it names is no passkey")
        name = b64url(key.passkey.credential)
        try:
            webauthn.verify_authentication_response(
                credential={
                    "id": name,
                    "rawId": name,
                    "type": "public-key",
                    "response": {
                        "clientDataJSON": b64url(assertion.client_data),
                        "authenticatorData": b64url(assertion.authenticator_data),
                        "signature": b64url(signature),
                    },
                },
                expected_challenge=challenge,
                expected_rp_id=key.passkey.party,
                expected_origin=key.passkey.origin,
                credential_public_key=_cose(key.raw),
                credential_current_sign_count=last,
                require_user_verification=True,
            )
        except exceptions.WebAuthnException as error:
            raise BadAssertion(str(error)) from None
        except (ValueError, TypeError, KeyError):
            raise BadAssertion("it cannot be read") from None


def _algorithms() -> list[Any]:
    """ES256 and EdDSA. Not RS256: only old Windows Hello needs it, and its keys and signatures have many forms."""
    from webauthn.helpers.cose import COSEAlgorithmIdentifier

    return [COSEAlgorithmIdentifier.ECDSA_SHA_256, COSEAlgorithmIdentifier.EDDSA]


def _client_data(told: Json) -> bytes:
    response = told.get("response") if isinstance(told, Mapping) else None
    text = response.get("clientDataJSON") if isinstance(response, Mapping) else None
    if not isinstance(text, str):
        raise Malformed("answer of a browser", type(told).__name__, "it has no `clientDataJSON`")
    return b64url_decode(text)


def _raw(cose: bytes) -> bytes:
    """The public key in our form, from its COSE form (RFC 9052, RFC 9053). Raises BadRegistration."""
    from webauthn.helpers import decode_credential_public_key
    from webauthn.helpers.cose import COSECRV
    from webauthn.helpers.decode_credential_public_key import DecodedEC2PublicKey, DecodedOKPPublicKey

    key = decode_credential_public_key(cose)
    if isinstance(key, DecodedEC2PublicKey) and key.crv == COSECRV.P256 and len(key.x) == len(key.y) == 32:
        return b"\x04" + key.x + key.y
    if isinstance(key, DecodedOKPPublicKey) and key.crv == COSECRV.ED25519 and len(key.x) == 32:
        return key.x
    raise BadRegistration("its key is on another curve than P-256 and Ed25519")


def _cose(raw: bytes) -> bytes:
    """The COSE form of a public key, from ours."""
    from webauthn.helpers import encode_cbor

    if len(raw) == strict.P256_BYTES:
        return encode_cbor({1: 2, 3: -7, -1: 1, -2: raw[1:33], -3: raw[33:]})
    return encode_cbor({1: 1, 3: -8, -1: 6, -2: raw})
