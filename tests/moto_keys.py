"""The key map of moto's own tests: whoever signed a call, in whatever form, and how the gate's one session signs it.

moto's tests make up keys, sign not at all, and sign in forms that AWS has given up. None of this is in the product.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum, auto
from typing import Final
from urllib.parse import parse_qsl, quote, unquote

from keyturn.adapters.aws.signing import Credentials
from keyturn.codec import sigv4
from keyturn.model.wire import CredentialScope, HttpRequest

UNSIGNED: Final = CredentialScope("us-east-1", "s3")
"""For what moto takes a call that says nothing of its service, but for some of STS's."""

SIGNING_HEADERS: Final = ("authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256")

_CREDENTIAL: Final = re.compile(r"Credential=([^/,\s]+)/[0-9]{8}/([^/,\s]*)/([^/,\s]+)/aws4_request")
_OLD: Final = re.compile(r"AWS ([^:\s]+):")
_MOVED: Final = ("content-md5", "content-type")
_OLD_QUERY: Final = frozenset({"awsaccesskeyid", "signature", "expires", "x-amz-security-token"})
_QUERY: Final = frozenset(
    f"x-amz-{name}"
    for name in (
        "algorithm",
        "content-sha256",
        "credential",
        "date",
        "expires",
        "security-token",
        "signature",
        "signedheaders",
    )
)
_ISSUED: Final = re.compile(
    rb"<AccessKeyId>([^<]+)</AccessKeyId>.*?<SecretAccessKey>([^<]+)</SecretAccessKey>", re.DOTALL
)


class Form(Enum):
    """How a call is signed."""

    HEADER = auto()
    PRESIGNED = auto()
    OLD = auto()  # Signature Version 2, in the header or the query
    NOT = auto()


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed a call: a key id and perhaps a token, or nobody; and the scope it was signed for."""

    form: Form
    scope: CredentialScope
    key_id: str = ""
    token: str | None = field(default=None, repr=False)


@dataclass(slots=True)
class Keys:
    """Secrets by key id, as moto gave them out; every other key's is taken for `testing`, which nobody checks."""

    secrets: dict[str, str] = field(default_factory=dict, repr=False)

    def learn(self, answer: bytes) -> None:
        """Take note of the keys that an answer gives out."""
        for key_id, secret in _ISSUED.findall(answer):
            self.secrets[key_id.decode()] = secret.decode()

    def credentials(self, signer: Signer) -> Credentials:
        """With what a call of `signer` goes on."""
        return Credentials(signer.key_id, self.secrets.get(signer.key_id, "testing"), signer.token)


def signer_of(request: HttpRequest) -> Signer:
    """Say who signed `request`, in any form that moto understands."""
    authorization = request.header("authorization") or ""
    token = request.header("x-amz-security-token")
    if found := _CREDENTIAL.search(authorization):
        return Signer(Form.HEADER, CredentialScope(found[2] or "us-east-1", found[3]), found[1], token)
    if found := _OLD.match(authorization):
        return Signer(Form.OLD, UNSIGNED, found[1], token)
    query = {name.lower(): value for name, value in parse_qsl(request.query, keep_blank_values=True)}
    token = query.get("x-amz-security-token")
    if found := _CREDENTIAL.search(f"Credential={query.get('x-amz-credential', '')}"):
        return Signer(Form.PRESIGNED, CredentialScope(found[2], found[3]), found[1], token)
    if "awsaccesskeyid" in query:
        return Signer(Form.OLD, UNSIGNED, query["awsaccesskeyid"], token)
    sts = b"Action=AssumeRoleWith" in (request.content.data or b"")
    return Signer(Form.NOT, CredentialScope("us-east-1", "sts") if sts else UNSIGNED)


def signed_anew(request: HttpRequest, signer: Signer, key: Credentials, at: datetime) -> HttpRequest:
    """Return `request` as the session that holds `key` signs it: presigned if it was, else in its headers."""
    stamp, scope = at.strftime("%Y%m%dT%H%M%SZ"), signer.scope
    place = f"{stamp[:8]}/{scope.region}/{scope.service}/{sigv4.TERMINATOR}"
    headers = [pair for pair in request.headers if pair[0] not in SIGNING_HEADERS]
    query = [part for part in request.query.split("&") if part and not _is_auth(part, signer.form)]
    if signer.form is Form.OLD:
        query, headers = _spread(query, headers)
    payload = request.content.sha256 if request.content.framing is None else request.content.framing.mark
    if signer.form is not Form.PRESIGNED:
        ours = {"x-amz-date": stamp, "x-amz-security-token": key.token or "", "x-amz-content-sha256": payload}
        headers += ours.items()
    elif scope.service in sigv4.PATH_AS_SENT:
        payload = sigv4.UNSIGNED_PAYLOAD
    values: dict[str, str] = {}
    for name, value in headers:
        if name not in sigv4.NEVER_SIGNED:
            values[name] = f"{values[name]},{value}" if name in values else value
    names = sorted(values)
    if signer.form is Form.PRESIGNED:
        query += _parameters(key, place, stamp, names)
    canonical = sigv4.canonical_request(
        request.method,
        sigv4.canonical_path(request.path, scope.service),
        sigv4.canonical_query("&".join(query)),
        sigv4.canonical_headers(names, values),
        ";".join(names),
        payload,
    )
    secret = sigv4.signing_key(key.secret, stamp[:8], scope.region, scope.service)
    signature = sigv4.signature(secret, stamp, place, canonical)
    if signer.form is Form.PRESIGNED:
        return replace(request, headers=tuple(headers), query="&".join([*query, f"X-Amz-Signature={signature}"]))
    credential = f"Credential={key.access_key_id}/{place}, SignedHeaders={';'.join(names)}, Signature={signature}"
    headers.append(("authorization", f"{sigv4.ALGORITHM} {credential}"))
    return replace(request, headers=tuple(headers), query="&".join(query))


def seal_of(request: HttpRequest, signer: Signer, keys: Keys) -> sigv4.Seal | None:
    """Return where the signatures of chunks begin; None where the call itself has no signature of that kind."""
    stamp = request.header("x-amz-date") or ""
    signature = (request.header("authorization") or "").rpartition("Signature=")[2]
    if signer.form is not Form.HEADER or not stamp:
        return None
    scope, secret = signer.scope, keys.credentials(signer).secret
    place = f"{stamp[:8]}/{scope.region}/{scope.service}/{sigv4.TERMINATOR}"
    return sigv4.Seal(sigv4.signing_key(secret, stamp[:8], scope.region, scope.service), stamp, place, signature)


def _parameters(key: Credentials, place: str, stamp: str, names: list[str]) -> list[str]:
    """The query of a presigned request but for its signature, good for five minutes."""
    parameters = {
        "X-Amz-Algorithm": sigv4.ALGORITHM,
        "X-Amz-Credential": f"{key.access_key_id}/{place}",
        "X-Amz-Date": stamp,
        "X-Amz-Expires": "300",
        "X-Amz-SignedHeaders": ";".join(names),
        "X-Amz-Security-Token": key.token or "",
    }
    return [f"{name}={quote(value, safe='-_.~')}" for name, value in parameters.items()]


def _spread(query: list[str], headers: list[tuple[str, str]]) -> tuple[list[str], list[tuple[str, str]]]:
    """Move into the headers what Signature Version 2 puts into the query in their place."""
    moved = {name: value for name, value in parse_qsl("&".join(query)) if name.startswith("x-amz-") or name in _MOVED}
    left = [part for part in query if unquote(part.partition("=")[0]) not in moved]
    there = {name for name, _ in headers}
    return left, [*headers, *((name, value) for name, value in moved.items() if name not in there)]


def _is_auth(part: str, form: Form) -> bool:
    name = unquote(part.partition("=")[0]).lower()
    return name in (_OLD_QUERY if form is Form.OLD else _QUERY)
