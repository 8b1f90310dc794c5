"""EC2. Its ids say what they are (`i-...` is an instance), so every id anywhere in a call counts as named.

Rows follow IAM's access levels and the verbs of the operations; the groups with a reason beside them are exceptions.
Opening a port is `modify`, as IAM has it: the network's doors are not who may do what at AWS.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from keyturn.model.action import Call, Effect, Reading, Value
from keyturn.recognise.aws.curated.ec2_rows import ROWS
from keyturn.recognise.aws.nouns import Place
from keyturn.recognise.aws.touches_place import Found, texts, words
from keyturn.recognise.aws.touches_table import Parameters, Row, Service, delegating, permitting, rows, when

# Where the kind in the ARN is not the id's own beginning (docs.aws.amazon.com/service-authorization, EC2).
_KINDS: Final = {
    "acl": "network-acl",
    "cgw": "customer-gateway",
    "cr": "capacity-reservation",
    "dopt": "dhcp-options",
    "eigw": "egress-only-internet-gateway",
    "eipalloc": "elastic-ip",
    "eni": "network-interface",
    "fl": "vpc-flow-log",
    "h": "dedicated-host",
    "i": "instance",
    "igw": "internet-gateway",
    "key": "key-pair",
    "lt": "launch-template",
    "nat": "natgateway",
    "pcx": "vpc-peering-connection",
    "pl": "prefix-list",
    "rtb": "route-table",
    "sfr": "spot-fleet-request",
    "sg": "security-group",
    "sgr": "security-group-rule",
    "sir": "spot-instances-request",
    "tgw": "transit-gateway",
    "tgw-attach": "transit-gateway-attachment",
    "tgw-rtb": "transit-gateway-route-table",
    "vgw": "vpn-gateway",
    "vol": "volume",
    "vpce": "vpc-endpoint",
    "vpce-svc": "vpc-endpoint-service",
    "vpn": "vpn-connection",
}
# Images and snapshots may be anybody's: their ARNs name no account.
_UNOWNED: Final = {"ami": "image", "aki": "image", "ari": "image", "snap": "snapshot", "afi": "fpga-image"}
_ID: Final = re.compile(
    r"([a-z][a-z0-9]*(?:-[a-z][a-z0-9]*)*)-(?:[0-9a-f]{8,32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
)
_OPAQUE: Final = words(
    """ClientData Description Filter Filters PolicyDocument TagSpecification TagSpecifications Tags UserData"""
)
_GROUP_MEMBERS: Final = ("GroupName", "GroupNames", "SecurityGroups", "SecurityGroup")


def _locate(call: Call, place: Place, found: Found) -> tuple[str, ...]:
    """Every id in the parameters, and security and placement groups by name."""
    for identifier in _strings(call.parameters):
        form = _ID.fullmatch(identifier)
        if form is None:
            continue
        kind = form[1]
        if kind in _UNOWNED:
            arn = f"arn:{place.partition}:ec2:{place.region}::{_UNOWNED[kind]}/{identifier}"
        else:
            arn = place.arn("ec2", f"{_KINDS.get(kind, kind)}/{identifier}")
        found.add(arn, place.region)
    group = "placement-group" if "PlacementGroup" in call.operation else "security-group"
    for member in _GROUP_MEMBERS:
        for name in texts(call.parameters.get(member), member):
            found.add(place.arn("ec2", f"{group}/{name}"), place.region)
    return ()


def _strings(value: Value) -> Iterator[str]:
    """Yield every text but those under members that hold no names; the walk before this one bounds the depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for member, inner in value.items():
            if member not in _OPAQUE:
                yield from _strings(inner)
    elif isinstance(value, Sequence) and not isinstance(value, bytes):
        for inner in value:
            yield from _strings(inner)


_NEW: Final = re.compile(r"(?:Create|Run|Allocate|Copy|Import|Register|Request|Purchase|Provision)([A-Z]\w*?)s?")
_PLURAL_KINDS: Final = {
    "Address": "elastic-ip",
    "DhcpOption": "dhcp-options",
    "NatGateway": "natgateway",
    "Host": "dedicated-host",
}


def _created(table: Mapping[str, Row]) -> Mapping[str, str]:
    """What each operation makes, by its name: `RunInstances` an instance, `CreateVpc` a VPC."""
    made: dict[str, str] = {}
    for operation, row in table.items():
        form = _NEW.fullmatch(operation)
        if form is not None and row.effect in (Effect.CREATE, Effect.EXECUTE):
            made[operation] = f"{_PLURAL_KINDS.get(form[1], re.sub(r'(?<!^)(?=[A-Z])', '-', form[1]).lower())}/*"
    return made


def _attribute(parameters: Parameters, row: Row) -> Row:
    """One attribute among harmless ones is the user data, where people keep start-up secrets."""
    return replace(row, reading=Reading.SECRET) if parameters.get("Attribute") == "userData" else row


def _reconfigured(parameters: Parameters, row: Row) -> Row:
    """User data runs as root at the next start; `Attribute` and `Value` are the older way to say it."""
    return delegating(row) if parameters.get("Attribute") == "userData" else row


_POLICY: Final = when("PolicyDocument", permitting, "ResetPolicy")
_TABLE: Final = rows(ROWS)

SERVICE: Final[Service] = Service(
    prefix="ec2",
    rows=_TABLE,
    locate=_locate,
    names={
        "KeyName": "key-pair/{}",
        "KeyNames": "key-pair/{}",
        "LaunchTemplateName": "launch-template/{}",
        "LaunchTemplateNames": "launch-template/{}",
        "PublicIp": "elastic-ip/{}",
        "PublicIps": "elastic-ip/{}",
    },
    opaque=_OPAQUE - {"UserData"},
    roles=frozenset({"DeliverCrossAccountRole", "IamFleetRole", "IamInstanceProfile", "RoleArn", "RoleName"}),
    powers=frozenset({"LaunchTemplate", "LaunchTemplateConfigs", "UserData"}),
    created=_created(_TABLE),
    refined={
        "CreateVerifiedAccessEndpoint": _POLICY,
        "CreateVerifiedAccessGroup": _POLICY,
        "CreateVpcEndpoint": _POLICY,
        "DescribeInstanceAttribute": _attribute,
        "ModifyInstanceAttribute": _reconfigured,
        "ModifyVpcEndpoint": _POLICY,
    },
)
