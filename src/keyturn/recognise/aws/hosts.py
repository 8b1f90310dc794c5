"""Host names: whether this is the gateway or AWS itself, and what stands before its name.

The host is never evidence for what is forwarded where: the upstream is computed from what was recognised. It is read
only for what it adds to the operation: a bucket, an account, a label, which of two services with one address.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from keyturn.errors import quoted
from keyturn.recognise.aws.domains import SUFFIXES
from keyturn.recognise.aws.nouns import Where
from keyturn.recognise.aws.refusal import Reason, Refused, malformed, unexplained

REGION: Final = r"(?:us|eu|ap|sa|ca|me|af|il|mx|cn|eusc)(?:-[a-z]+)+-[0-9]{1,2}"
"""A region's name, as a pattern."""

_HOST: Final = re.compile(r"[a-z0-9_.-]{1,255}(?::[0-9]{1,5})?")
_AWS: Final = re.compile(rf"(.+)\.(?:{'|'.join(map(re.escape, SUFFIXES))})(?::443)?")
_S3: Final = re.compile(
    r"(?:(?P<front>.+)\.)?"
    r"(?P<kind>s3|s3-accesspoint|s3-object-lambda|s3-outposts|s3-accelerate|s3-control|s3express-control|s3express(?:-fips)?-[a-z0-9]+-az[0-9]+)"
    rf"(?:-fips)?(?:\.dualstack)?(?:[.-](?P<region>{REGION}))?"
)
_LABEL: Final = re.compile(REGION)
_KEPT: Final = 1024
"""How many of the newest host names are remembered with what stands in them; none is longer than 261 characters."""


@dataclass(frozen=True, slots=True)
class GatewayHosts:
    """Under which names clients reach the gateway itself: lower case, with the port if it is not the scheme's own."""

    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class S3Where:
    """What an S3 host says: the kind of endpoint, and the bucket or access point before it."""

    kind: str
    front: str


def read_host(host: str, hosts: GatewayHosts) -> Where:
    """Find out whose `host` is. Raises Refused if it is neither the gateway's nor AWS's."""
    lowered = host.lower()
    if lowered in hosts.names:
        return Where("", aws=False)
    if not _HOST.fullmatch(lowered) or ".." in lowered or lowered.startswith("."):
        raise malformed(f"`{quoted(host)}` is not a host name")
    where = _before(lowered, hosts.names)
    if where is None:
        raise Refused(Reason.UNKNOWN, f"the host `{quoted(host)}` is neither this gateway nor AWS")
    return where


@lru_cache(maxsize=_KEPT)
def _before(host: str, own: frozenset[str]) -> Where | None:
    """What stands before one of our `own` names in `host`, or before AWS's."""
    _, dot, rest = host.partition(".")
    while dot:
        if rest in own:
            return Where(host[: -len(rest) - 1], aws=False)
        _, dot, rest = rest.partition(".")
    match = _AWS.fullmatch(host)
    return None if match is None else Where(match[1], aws=True)


def is_aws(host: str) -> bool:
    """Whether `host` is a name of AWS's own."""
    return _AWS.fullmatch(host.lower()) is not None


def region_in(where: Where) -> str | None:
    """The region that an AWS host names; None if it names none."""
    match = _S3.fullmatch(where.front)
    if match is not None:
        return match["region"]
    return next((label for label in reversed(where.front.split(".")) if _LABEL.fullmatch(label)), None)


def is_s3(where: Where) -> bool:
    """Whether an AWS host is one of S3's."""
    return _S3.fullmatch(where.front) is not None


def read_s3_host(where: Where, region: str) -> S3Where:
    """Find the bucket or access point in an S3 host. Raises Refused for a host of another service or region."""
    if not where.aws:
        return S3Where("", where.front)
    match = _S3.fullmatch(where.front)
    if match is None:
        raise unexplained(f"the host `{quoted(where.front)}` is not one of S3")
    if match["region"] and match["region"] != region:
        raise unexplained(f"the host names region `{match['region']}`, the signature `{quoted(region)}`")
    return S3Where(match["kind"], match["front"] or "")
