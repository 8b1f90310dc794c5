"""What it takes to sign for everybody of an identity provider that a role trusts."""

from typing import Final

from keyturn.prover.account import Account

UPDATE_SAML: Final = "iam:UpdateSAMLProvider"
CREATE_SAML: Final = "iam:CreateSAMLProvider"
DELETE_SAML: Final = "iam:DeleteSAMLProvider"
CREATE_OIDC: Final = "iam:CreateOpenIDConnectProvider"


def ways(account: Account, provider: str) -> tuple[tuple[str, ...], ...]:
    """The calls on `provider` after which its caller decides who is in it, or it is there at all; each way a set.

    A SAML provider is its metadata: whoever writes them signs for everybody. An OIDC provider is its issuer's address,
    which stands in its ARN: making it lets in those whom the issuer names, no others.
    """
    there = account.has_provider(provider)
    if provider.startswith(f"arn:{account.partition}:iam::{account.number}:oidc-provider/"):
        return () if there else ((CREATE_OIDC,),)
    if ":saml-provider/" not in provider:
        return ()
    if not provider.startswith(f"arn:{account.partition}:iam::{account.number}:"):
        return ((UPDATE_SAML,),)
    if there is None:
        return ((UPDATE_SAML,), (DELETE_SAML, CREATE_SAML), (CREATE_SAML,))
    return ((UPDATE_SAML,), (DELETE_SAML, CREATE_SAML)) if there else ((CREATE_SAML,),)
