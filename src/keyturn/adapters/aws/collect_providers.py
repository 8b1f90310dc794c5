"""Reads an account's identity providers, of which roles' trust policies speak."""

from typing import Final

from keyturn.adapters.aws.questions import Asker, listed
from keyturn.codec.canonical import Json

_IAM: Final = "2010-05-08"


async def oidc(ask: Asker, region: str) -> Json:
    """The OIDC providers, each with its issuer and the audiences that it takes tokens for. Raises Refused."""
    page = await ask.query("iam", region, "ListOpenIDConnectProviders", _IAM)
    found: list[Json] = []
    for row in listed(page.get("OpenIDConnectProviderList")):
        arn = str(row.get("Arn")) if isinstance(row, dict) else ""
        one = await ask.query("iam", region, "GetOpenIDConnectProvider", _IAM, OpenIDConnectProviderArn=arn)
        audiences: list[Json] = [str(each) for each in listed(one.get("ClientIDList"))]
        found.append({"arn": arn, "url": str(one.get("Url", "")), "audiences": audiences})
    return found


async def saml(ask: Asker, region: str) -> Json:
    """The SAML providers. Raises Refused."""
    page = await ask.query("iam", region, "ListSAMLProviders", _IAM)
    rows = listed(page.get("SAMLProviderList"))
    return [{"arn": str(row.get("Arn"))} for row in rows if isinstance(row, dict)]
