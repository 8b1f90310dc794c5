"""Where policies are: the ARN that carries the one for another; and the calls that make a provider one's own.

Sources: docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateSAMLProvider.html, API_CreateSAMLProvider.html,
API_CreateOpenIDConnectProvider.html; the pages of S3 and DynamoDB in the service authorization reference.
"""

from typing import Final

from keyturn.verify.iam.estate import Estate

CREATE_SAML: Final = "iam:CreateSAMLProvider"
CREATE_OIDC: Final = "iam:CreateOpenIDConnectProvider"
_UPDATE: Final = ("iam:UpdateSAMLProvider",)
_AGAIN: Final = ("iam:DeleteSAMLProvider", CREATE_SAML)


def holder_of(resource: str) -> str:
    """The ARN that carries the policy for `resource`: the bucket of an object, the table of an index."""
    fields = resource.split(":", 5)
    if len(fields) < 6:
        return resource
    name = fields[5]
    if fields[2] == "s3":
        name = name.partition("/")[0]
    elif fields[2] == "dynamodb" and name.count("/") > 1:
        name = "/".join(name.split("/")[:2])
    return ":".join((*fields[:5], name))


def signing(estate: Estate, provider: str) -> tuple[tuple[str, ...], ...]:
    """The calls on `provider` after which its caller decides who is in it, or it is there at all; each way a set."""
    there = estate.has_provider(provider)
    ours = f"arn:{estate.partition}:iam::{estate.account}:"
    if provider.startswith(f"{ours}oidc-provider/"):
        return () if there else ((CREATE_OIDC,),)
    if ":saml-provider/" not in provider:
        return ()
    if not provider.startswith(ours):
        return (_UPDATE,)
    if there is None:
        return (_UPDATE, _AGAIN, (CREATE_SAML,))
    return (_UPDATE, _AGAIN) if there else ((CREATE_SAML,),)
