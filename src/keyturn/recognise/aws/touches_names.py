"""Which things a call names: ARNs from its parameters, wherever in them the names stand.

A name becomes an ARN of the call's own partition, region and account. Whatever is an ARN already is kept as given, also
when it says another partition or account: whoever judges the action sees that it is not ours. Besides the members that
a service's table lists, every parameter that is an ARN counts as named, and so does every bucket, region and account
that a parameter hands to the service. So a call signed for one region cannot quietly reach into another.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from keyturn.errors import Malformed
from keyturn.model.action import AnswerOf, Resource, Sensitive, Value
from keyturn.model.wire import Content
from keyturn.recognise.aws.touches_table import Service

_ARN: Final = re.compile(r"arn:[a-z0-9-]+:[A-Za-z0-9-]+:[a-z0-9-]*:[0-9a-z]*:.+", re.DOTALL)
_REGION: Final = re.compile(r"[a-z]{2,8}(-[a-z]{2,12})+-[0-9]{1,2}")
_ACCOUNT: Final = re.compile(r"[0-9]{12}")
_FIELD: Final = re.compile(r"\{([A-Za-z0-9]*)\}")
_ROLE_ARN: Final = re.compile(r"arn:[a-z0-9-]+:iam::[0-9]*:(role|instance-profile)/.*", re.DOTALL)
# Nested further than any service model goes: refused before it costs anything.
_DEPTH: Final = 60

# Members that name an S3 bucket in services other than S3.
BUCKETS: Final = frozenset(
    """S3Bucket S3BucketName OutputS3BucketName BucketName s3BucketName LogDeliveryBucket
    DatabaseInstallationFilesS3BucketName CaCertificatesBundleS3Bucket""".split()
)
# Members that name a region the service is to read from or write to.
REGIONS: Final = frozenset(
    """AddReplicaRegions AddSupportedRegions AddressRegion DestinationRegion DiscoveryRegion OutputS3Region PeerRegion
    PrefixListRegion PrimaryRegion Region RegionName Regions RemoveReplicaRegions RemoveSupportedRegions ReplicaRegion
    ReplicaRegions ResourceRegion S3Region ServiceRegion SourceImageRegion SourceRegion SourceRegions
    StackInstanceRegion SupportedRegions""".split()
)
# Members that name an account in which the service is to find or put something.
ACCOUNTS: Final = frozenset(
    """BucketAccountId BucketOwner ExpectedBucketOwner ExpectedSourceBucketOwner PeerAccountId PeerOwnerId
    QueueOwnerAWSAccountId S3BucketOwner registryId""".split()
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a call happens: what an ARN of the call's own is filled from."""

    partition: str
    region: str
    account: str

    def arn(self, prefix: str, resource: str, *, regionless: bool = False) -> str:
        """Write an ARN of this place."""
        return f"arn:{self.partition}:{prefix}:{'' if regionless else self.region}:{self.account}:{resource}"

    def whole(self, prefix: str, *, regionless: bool = False) -> Resource:
        """Everything of one service in this account and region."""
        region = None if regionless else self.region
        return Resource(self.arn(prefix, "*", regionless=regionless), region, whole_account=True)


@dataclass(slots=True)
class Found:
    """What a walk through the parameters came upon."""

    resources: dict[str, Resource] = field(default_factory=dict)
    hands_role: bool = False

    def add(self, arn: str, region: str | None) -> None:
        """Note one ARN; the first word on its region stands."""
        self.resources.setdefault(arn, Resource(arn, region))


def partition_of(region: str) -> str:
    """Return the partition a region lies in, by the region's name (botocore's partitions.json)."""
    for beginning, partition in _PARTITIONS:
        if region.startswith(beginning):
            return partition
    return "aws"


_PARTITIONS: Final = (
    ("cn-", "aws-cn"),
    ("aws-cn-", "aws-cn"),
    ("us-gov-", "aws-us-gov"),
    ("aws-us-gov-", "aws-us-gov"),
    ("us-iso-", "aws-iso"),
    ("aws-iso-global", "aws-iso"),
    ("us-isob-", "aws-iso-b"),
    ("aws-iso-b-", "aws-iso-b"),
    ("eu-isoe-", "aws-iso-e"),
    ("aws-iso-e-", "aws-iso-e"),
    ("us-isof-", "aws-iso-f"),
    ("aws-iso-f-", "aws-iso-f"),
    ("eusc-", "aws-eusc"),
    ("aws-eusc-", "aws-eusc"),
)


def is_arn(text: str) -> bool:
    """Say whether `text` is an ARN of six fields; raises Malformed if it only begins like one."""
    if not text.startswith("arn:"):
        return False
    if _ARN.fullmatch(text) is None:
        raise Malformed("ARN", text)
    return True


def given_arn(arn: str) -> Resource:
    """Return the resource that a given ARN names, with the region it says."""
    return Resource(arn, arn.split(":", 4)[3] or None)


def texts(value: Value, member: str) -> Iterator[str]:
    """Yield the names in a member that is a text or a list of texts; an empty one names nothing.

    Raises Malformed for any other shape, a name marked sensitive too: it must not end up in an ARN that is shown.
    """
    match value:
        case None | "":
            return
        case str():
            yield value
        case bytes() | Mapping() | Sensitive() | AnswerOf() | Content():
            raise Malformed(f"`{member}`", value, "a name or a list of names is wanted")
        case Sequence():
            for one in value:
                if not isinstance(one, str):
                    raise Malformed(f"`{member}`", one, "a name is wanted")
                yield from texts(one, member)
        case _:
            raise Malformed(f"`{member}`", value, "a name or a list of names is wanted")


class Walk:
    """One pass through the parameters of one call."""

    def __init__(self, service: Service, place: Place, parameters: Mapping[str, Value]) -> None:
        """Look for what `service` knows, in `parameters`, and for ARNs, buckets, regions and accounts."""
        self._service = service
        self._place = place
        self._parameters = parameters
        self.found = Found()

    def run(self) -> Found:
        """Walk through everything and return what was found; raises Malformed where a name is no name."""
        self._mapping(self._parameters, 0)
        return self.found

    def _mapping(self, parameters: Mapping[str, Value], depth: int) -> None:
        if depth > _DEPTH:
            raise Malformed("set of parameters", parameters, "it is nested too deeply")
        service = self._service
        for member, value in parameters.items():
            if value is None or member in service.opaque:
                continue
            if member in service.roles and value not in ("", (), []):
                self.found.hands_role = True
            if member in service.names:
                for name in texts(value, member):
                    self._name(service.names[member], name)
            elif member in service.keyed and isinstance(value, Mapping):
                for name in value:
                    self._name(service.keyed[member], name)
            elif member in _PLACES:
                self._place_named(member, value)
            self._value(value, depth)

    def _value(self, value: Value, depth: int) -> None:
        match value:
            case str():
                if value.startswith("arn:"):
                    self._arn(value)
            case bytes() | Sensitive() | AnswerOf() | Content():
                return
            case Mapping():
                self._mapping(value, depth + 1)
            case Sequence():
                if depth > _DEPTH:
                    raise Malformed("set of parameters", value, "it is nested too deeply")
                for one in value:
                    self._value(one, depth + 1)

    def _arn(self, text: str) -> None:
        if _ARN.fullmatch(text) is None:
            return
        named = given_arn(text)
        self.found.add(named.arn, named.region)
        if _ROLE_ARN.fullmatch(text) is not None:
            self.found.hands_role = True

    def _name(self, template: str, name: str) -> None:
        if is_arn(name):
            self._arn(name)
            return
        service, place = self._service, self._place
        resource = fill(template, name, self._parameters)
        if resource.startswith("arn:"):
            resource = resource.replace("arn:", f"arn:{place.partition}:", 1).replace(":@:", f":{place.account}:", 1)
            self.found.add(resource, None)
        else:
            arn = place.arn(service.prefix, resource, regionless=service.regionless)
            self.found.add(arn, None if service.regionless else place.region)

    def _place_named(self, member: str, value: Value) -> None:
        place, prefix = self._place, self._service.prefix
        if isinstance(value, str | Sequence) and not isinstance(value, bytes):
            for name in (one for one in ((value,) if isinstance(value, str) else value) if isinstance(one, str) and one):
                if member in BUCKETS:
                    if not name.startswith("arn:"):
                        self.found.add(f"arn:{place.partition}:s3:::{name}", None)
                elif member in REGIONS:
                    known = name if _REGION.fullmatch(name) else None
                    if known != place.region:
                        there = Place(place.partition, known or "", place.account)
                        self.found.add(there.arn(prefix, "*"), known)
                elif name != place.account:
                    if not _ACCOUNT.fullmatch(name):
                        raise Malformed(f"`{member}`", name, "an account id is wanted")
                    self.found.add(Place(place.partition, place.region, name).arn(prefix, "*"), place.region)


_PLACES: Final = BUCKETS | REGIONS | ACCOUNTS


def fill(template: str, name: str, parameters: Mapping[str, Value]) -> str:
    """Write the resource part of an ARN: `{}` is the name itself, `{member}` a top-level member or `*` without one.

    A member that holds an ARN gives the last piece of it, as AWS itself names what lies within such a thing.
    """

    def put(match: re.Match[str]) -> str:
        member = match[1]
        if not member:
            return name
        value = parameters.get(member)
        if not isinstance(value, str) or not value:
            return "*"
        return re.split(r"[:/]", value)[-1] if value.startswith("arn:") else value

    return name if template == "{}" else _FIELD.sub(put, template)
