"""Which things a call names: ARNs from its parameters, wherever in them the names stand.

A name becomes an ARN of the call's own partition, region and account. Whatever is an ARN already is kept as given, also
when it says another partition or account: whoever judges the action sees that it is not ours. Besides the members that
a service's table lists, every parameter that is an ARN counts as named, and so does every bucket, region and account
that a parameter hands to the service. So a call signed for one region cannot quietly reach into another.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from keyturn.errors import Malformed
from keyturn.model.action import Call, Value
from keyturn.recognise.aws.nouns import Place
from keyturn.recognise.aws.touches_place import (
    Found,
    beginning,
    fill,
    given_arn,
    is_arn,
    texts,
    whole_arn,
    words,
)
from keyturn.recognise.aws.touches_table import Service

_REGION: Final = re.compile(r"[a-z]{2,8}(-[a-z]{2,12})+-[0-9]{1,2}")
_ACCOUNT: Final = re.compile(r"[0-9]{12}")
# Chime calls a group of users an account, with an id that no AWS account can have.
_GROUP_OF_USERS: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ROLE_ARN: Final = re.compile(r"arn:[a-z0-9-]+:iam::[0-9]*:(role|instance-profile)/.*", re.DOTALL)
# `DescribeRule`, `PutRule`: what is left without the verb is what the operation is about.
_VERB: Final = re.compile(r"[A-Z][a-z]+")
# Nested further than any service model goes: refused before it costs anything.
_DEPTH: Final = 60

# Members that name an S3 bucket in services other than S3.
BUCKETS: Final = words(
    """Bucket bucket S3Bucket S3BucketName OutputS3BucketName BucketName s3BucketName LogDeliveryBucket
    DatabaseInstallationFilesS3BucketName CaCertificatesBundleS3Bucket TargetBucket"""
)
# Members that name a region the service is to read from or write to.
REGIONS: Final = words(
    """AddReplicaRegions AddSupportedRegions AddressRegion DestinationRegion DiscoveryRegion OutputS3Region PeerRegion
    PrefixListRegion PrimaryRegion Region RegionName Regions RemoveReplicaRegions RemoveSupportedRegions ReplicaRegion
    ReplicaRegions ResourceRegion S3Region ServiceRegion SourceImageRegion SourceRegion SourceRegions
    StackInstanceRegion SupportedRegions"""
)
# Members that name an account in which the service is to find or put something.
ACCOUNTS: Final = words(
    """Account AccountId BucketAccountId BucketOwner ExpectedBucketOwner ExpectedSourceBucketOwner PeerAccountId
    PeerOwnerId QueueOwnerAWSAccountId ResourceOwnerAccountId S3BucketOwner ownerAccountId"""
)


class Walk:
    """One pass through the parameters of one call."""

    def __init__(self, service: Service, place: Place, call: Call) -> None:
        """Look for what `service` knows, in the parameters of `call`, and for ARNs, buckets, regions and accounts."""
        self._service = service
        self._place = place
        self._call = call
        self.found = Found()

    def run(self) -> Found:
        """Walk through everything and return what was found; raises Malformed where a name is no name."""
        self._mapping(self._call.parameters, 0)
        return self.found

    def _mapping(self, parameters: Mapping[str, Value], depth: int) -> None:
        if depth > _DEPTH:
            raise Malformed("set of parameters", parameters, "it is nested too deeply")
        service = self._service
        for member, value in parameters.items():
            if value is None or member in service.opaque or (depth == 0 and member in service.taken):
                continue
            if member in service.roles and value not in ("", (), []):
                self.found.hands_role = True
            if member in service.powers and value not in ("", (), []):
                self.found.hands_power = True
            template = service.names.get(member) or (self._top(member) if depth == 0 else None)
            if template is not None:
                for name in texts(value, member):
                    self.name(template, name)
            elif member in service.keyed and isinstance(value, Mapping):
                for name in value:
                    self.name(service.keyed[member], name)
            elif member in _PLACES:
                self._place_named(member, value)
            self._value(value, depth)

    def _value(self, value: Value, depth: int) -> None:
        """Look into one value; what is sensitive or a stream of bytes names nothing that could be shown."""
        if isinstance(value, str):
            if value.startswith("arn:"):
                self._arn(value)
        elif isinstance(value, Mapping):
            self._mapping(value, depth + 1)
        elif isinstance(value, Sequence) and not isinstance(value, bytes):
            if depth > _DEPTH:
                raise Malformed("set of parameters", value, "it is nested too deeply")
            for one in value:
                self._value(one, depth + 1)

    def _arn(self, text: str) -> None:
        if not whole_arn(text):
            return
        ours = self._service.folded and text.split(":", 3)[2] == self._service.prefix
        named = given_arn(text.lower() if ours else text)
        self.found.add(named.arn, named.region)
        if _ROLE_ARN.fullmatch(text) is not None:
            self.found.hands_role = True

    def _top(self, member: str) -> str | None:
        """How a member is read that stands at the top, where `Name` is the name of what the operation is about."""
        service = self._service
        if member in ("Name", "name"):
            return service.called.get(_VERB.sub("", self._call.operation, count=1)) or service.top.get(member)
        return service.top.get(member)

    def name(self, template: str, name: str) -> None:
        """Note the thing of that name; raises Malformed for an ARN that is none."""
        if is_arn(name):
            self._arn(name)
            return
        service, place = self._service, self._place
        begun = beginning(place, template, service.prefix, regionless=service.regionless)
        if begun is not None:
            self.found.add(begun[0] + (name.lower() if service.folded else name), begun[1])
            return
        resource = fill(place.expand(template), name.lower() if service.folded else name, self._call.parameters)
        if template.startswith("arn:"):
            self.found.add(resource, place.region if "@region" in template else None)
        else:
            arn = place.arn(service.prefix, resource, regionless=service.regionless)
            self.found.add(arn, None if service.regionless else place.region)

    def _place_named(self, member: str, value: Value) -> None:
        """A bucket, a region or an account, or a list of them; any other shape is walked through as it stands."""
        listed = (value,) if isinstance(value, str) else value
        if not isinstance(listed, Sequence) or isinstance(listed, bytes):
            return
        for name in listed:
            if not isinstance(name, str) or not name:
                continue
            if member in BUCKETS:
                self._bucket(name)
            elif member in REGIONS:
                self._region(name)
            else:
                self._account(member, name)

    def _bucket(self, name: str) -> None:
        if not name.startswith("arn:"):
            self.found.add(f"arn:{self._place.partition}:s3:::{name}", None)

    def _region(self, name: str) -> None:
        known = name if _REGION.fullmatch(name) else None
        if known != self._place.region:
            there = Place(self._place.partition, known or "", self._place.account)
            self.found.add(there.arn(self._service.prefix, "*"), known)

    def _account(self, member: str, name: str) -> None:
        if _GROUP_OF_USERS.fullmatch(name):
            return
        if not _ACCOUNT.fullmatch(name):
            raise Malformed(f"`{member}`", name, "an account id is wanted")
        if name != self._place.account:
            there, regionless = Place(self._place.partition, self._place.region, name), self._service.regionless
            arn = there.arn(self._service.prefix, "*", regionless=regionless)
            self.found.add(arn, None if regionless else self._place.region)


_PLACES: Final = BUCKETS | REGIONS | ACCOUNTS
