"""AWS's domains, in every partition: those of its endpoints, and those that people visit."""

from typing import Final

# https://docs.aws.amazon.com/general/latest/gr/rande.html; the suffixes of botocore's partitions.json.
SUFFIXES: Final = (
    "amazonaws.com",
    "api.aws",
    "on.aws",
    "signin.aws",
    "amazonaws.com.cn",
    "signin.amazonaws.cn",
    "signin.amazonaws-us-gov.com",
    "api.amazonwebservices.com.cn",
    "amazonaws.eu",
    "api.amazonwebservices.eu",
    "c2s.ic.gov",
    "api.aws.ic.gov",
    "sc2s.sgov.gov",
    "api.aws.scloud",
    "cloud.adc-e.uk",
    "api.cloud-aws.adc-e.uk",
    "csp.hci.ic.gov",
    "api.aws.hci.ic.gov",
)
"""The domains of AWS's endpoints."""

_PEOPLES: Final = ("aws", "aws.amazon.com", "amazonaws.cn", "amazonaws-us-gov.com", "awsapps.com", "awsapps.cn")
"""Domains of AWS that are no endpoints: consoles and sign-in. Nobody is to be let through to them unread either."""

_BELOW: Final = tuple(f".{suffix}" for suffix in SUFFIXES)


def is_endpoint(host: str) -> bool:
    """Whether `host` (lower case, no port) lies below a domain of AWS's endpoints."""
    return host.endswith(_BELOW)


def is_amazons(host: str) -> bool:
    """Whether `host` (lower case, no port) is AWS's at all: an endpoint, a console, a page to sign in."""
    return any(host == one or host.endswith(f".{one}") for one in (*SUFFIXES, *_PEOPLES))
