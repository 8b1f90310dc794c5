"""Where a call goes: computed from what was recognised and signed for, never from what the request calls its host.

Either everything goes to the one configured upstream, or each service to its AWS endpoint. The endpoints are those of
botocore's endpoint rules, compiled by `tools/compile_endpoints.py` into `tables/endpoints.json`.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final, Protocol
from urllib.parse import urlsplit

from keyturn.adapters.aws.pool import Origin
from keyturn.errors import OurError, quoted
from keyturn.model.execution import InHost, NeverSent

FORMAT: Final = 1
"""The form of `tables/endpoints.json`; the compiler writes it, and another one is refused."""

_KEPT_ENDPOINTS: Final = 1024
_PORTS: Final[Mapping[str, int]] = {"http": 80, "https": 443}
_REGION: Final = re.compile(r"[a-z]{2,8}(-[a-z]{2,16}){1,3}-[0-9]{1,2}")
_STORAGE: Final = re.compile(r"https://((?:[a-z0-9-]+\.)+s3(?:[.-][a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?)/")
_SENDABLE: Final = re.compile(r"[!-~]{1,8192}")
_NAME: Final = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[a-z]{2,63}")
_BUCKET: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]")


class BadUpstream(OurError):
    """`aws.upstream` in keyturn.toml is no address."""

    code = "config.upstream"

    def __init__(self, url: str) -> None:
        super().__init__(
            f"`aws.upstream = {quoted(url)}` is not an address: `http://HOST:PORT` or `https://HOST` is wanted"
        )


@dataclass(frozen=True, slots=True)
class Place:
    """Where a call goes: where to connect, what stands in the Host header, and what is put before the path.

    Host and origin differ where a bucket stands in front of AWS's host; `before` is empty but where that bucket has to
    stand in the path.
    """

    origin: Origin
    host: str
    before: str = ""


class Hosts(Protocol):
    """What computes the place of a call."""

    def place(self, service: str, region: str, bucket: InHost | None) -> Place:
        """Return where a call to `service` (botocore's name) that is signed for `region` goes.

        `bucket` is what belongs before the host, None where nothing does.
        Raises NeverSent where no endpoint is known.
        """

    def storage(self, url: str) -> Place | None:
        """Return where to get what AWS says lies at `url`, None if that is not S3."""


class OneUpstream:
    """Everything goes to one address, such as a simulated AWS."""

    def __init__(self, url: str) -> None:
        """Read `aws.upstream`: scheme, host and perhaps a port, nothing else. Raises BadUpstream."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise BadUpstream(url) from None
        surplus = parts.path not in {"", "/"} or parts.query or parts.fragment or "@" in parts.netloc
        if parts.scheme not in _PORTS or not parts.hostname or surplus:
            raise BadUpstream(url)
        self._origin = Origin(parts.scheme, parts.hostname, port or _PORTS[parts.scheme])
        name = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        self._host = name if self._origin.port == _PORTS[parts.scheme] else f"{name}:{self._origin.port}"
        self._place = Place(self._origin, self._host)

    def place(self, service: str, region: str, bucket: InHost | None) -> Place:  # noqa: ARG002 - one place for all
        # What stands in for AWS need not find a bucket in a host: moto reads `a` out of `a.b.127.0.0.1`. In the path,
        # every one of them finds it.
        if bucket is not None and bucket.access_point:
            raise NeverSent("one address stands in for AWS here, and it finds no access point in a host")
        if bucket is None or bucket.prefix:
            return self._place
        return Place(self._origin, self._host, f"/{_checked(bucket.name)}")

    def storage(self, url: str) -> Place | None:
        here = f"{self._origin.scheme}://{self._host}/"
        return self._place if url.startswith(here) and _SENDABLE.fullmatch(url) else None


class AwsHosts:
    """Each service goes to its own AWS endpoint, by partition and region."""

    def __init__(self) -> None:
        """Read the compiled table from the package. Raises ValueError if it is of another format."""
        table = json.loads((files("keyturn.adapters.aws") / "tables" / "endpoints.json").read_bytes())
        if table["format"] != FORMAT:
            raise ValueError(f"endpoints.json has format {table['format']}, not {FORMAT}: run `make tables`")
        self._partitions = [
            (name, re.compile(part["regions"]), part["suffix"]) for name, part in table["partitions"].items()
        ]
        self._services: Mapping[str, Mapping[str, str]] = table["services"]
        self._endpoint = lru_cache(_KEPT_ENDPOINTS)(self._find_endpoint)

    def place(self, service: str, region: str, bucket: InHost | None) -> Place:
        there = self._endpoint(service, region)
        if bucket is None:
            return there
        host = there.host
        if bucket.prefix:
            host = f"{bucket.name}{host}"
            if not _NAME.fullmatch(host):
                raise NeverSent(f"`{quoted(host)}` is no name of a host")
            return Place(Origin("https", host, 443), host)
        if bucket.access_point:
            # https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-naming.html
            host = f"s3-accesspoint.{region}.{self._partition(region)[1]}"
        return Place(Origin("https", host, 443), f"{_checked(bucket.name)}.{host}")

    def _find_endpoint(self, service: str, region: str) -> Place:
        partition, suffix = self._partition(region)
        templates = self._services.get(service, {})
        template = templates.get(f"{partition}/{region}") or templates.get(partition) or templates.get("*")
        if template is None:
            raise NeverSent(f"no endpoint of `{quoted(service)}` in `{quoted(region)}` is known")
        host = template.replace("{region}", region).replace("{suffix}", suffix)
        return Place(Origin("https", host, 443), host)

    def storage(self, url: str) -> Place | None:
        found = _STORAGE.match(url)
        if found is None or not _SENDABLE.fullmatch(url):
            return None
        return Place(Origin("https", found[1], 443), found[1])

    def _partition(self, region: str) -> tuple[str, str]:
        if _REGION.fullmatch(region):
            for name, pattern, suffix in self._partitions:
                if pattern.fullmatch(region):
                    return name, suffix
        raise NeverSent(f"`{quoted(region)}` is no region of a partition known here")


def _checked(bucket: str) -> str:
    """Return `bucket` if it can stand in a host or a path as it is. Raises NeverSent."""
    if not _BUCKET.fullmatch(bucket) or ".." in bucket:
        raise NeverSent(f"`{quoted(bucket)}` is no name of a bucket")
    return bucket
