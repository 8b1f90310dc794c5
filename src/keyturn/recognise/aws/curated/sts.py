"""STS. Everything but naming oneself hands out credentials that work without Keyturn."""

from typing import Final

from keyturn.recognise.aws.touches_table import Service, rows

_ROWS: Final = """
read: GetCallerIdentity GetAccessKeyInfo DecodeAuthorizationMessage
read secret: GetSessionToken                # the caller's own power again, outside Keyturn
execute secret:                             # another principal's power, outside Keyturn
    AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity AssumeRoot GetDelegatedAccessToken GetFederationToken
    GetWebIdentityToken
"""

SERVICE: Final[Service] = Service(prefix="sts", rows=rows(_ROWS), opaque=frozenset({"Policy", "TransitiveTagKeys"}))
