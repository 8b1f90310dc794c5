"""EventBridge. A rule with its targets makes things happen later and elsewhere; an event makes rules happen now."""

from typing import Final

from keyturn.model.action import Call
from keyturn.recognise.aws.nouns import Place
from keyturn.recognise.aws.touches_place import Found, is_arn, texts
from keyturn.recognise.aws.touches_table import Service, permitting, rows, when

_ROWS: Final = """
read:
    DescribeApiDestination DescribeArchive DescribeConnection DescribeEndpoint DescribeEventBus DescribeEventSource
    DescribePartnerEventSource DescribeReplay DescribeRule ListApiDestinations ListArchives ListConnections
    ListEndpoints ListEventBuses ListEventSources ListPartnerEventSourceAccounts ListPartnerEventSources ListReplays
    ListRuleNamesByTarget ListRules ListTagsForResource ListTargetsByRule TestEventPattern
create: CreateArchive CreateEventBus
modify:
    CancelReplay DeactivateEventSource DisableRule TagResource UntagResource UpdateArchive UpdateEventBus
delete: DeleteApiDestination DeleteConnection DeleteEndpoint DeleteEventBus DeletePartnerEventSource DeleteRule
delete depends: DeauthorizeConnection RemoveTargets
delete loss: DeleteArchive
permission: PutPermission RemovePermission
execute:
    ActivateEventSource CreateApiDestination CreateConnection CreateEndpoint CreatePartnerEventSource EnableRule
    PutRule PutTargets StartReplay UpdateApiDestination UpdateConnection UpdateEndpoint
execute no: PutEvents PutPartnerEvents          # every rule that matches acts at once, wherever it aims
"""


def _locate(call: Call, place: Place, found: Found) -> tuple[str, ...]:
    """A rule stands on a bus, and is called without it where that is the default one."""
    bus = call.parameters.get("EventBusName")
    on = "" if not isinstance(bus, str) or bus in ("", "default") else f"{bus.rpartition('/')[2]}/"
    member = "Rule" if "Rule" in call.parameters else "Name" if call.operation.endswith("Rule") else "Rule"
    for name in texts(call.parameters.get(member), member):
        if not is_arn(name):
            found.add(place.arn("events", f"rule/{on}{name}"), place.region)
    if call.operation == "PutEvents":
        found.add(place.arn("events", "event-bus/default"), place.region)
    return ()


SERVICE: Final[Service] = Service(
    prefix="events",
    rows=rows(_ROWS),
    locate=_locate,
    names={
        "ArchiveName": "archive/{}",
        "EndpointId": "endpoint/{}",
        "EventBusName": "event-bus/{}",
        "ReplayName": "replay/{}",
    },
    called={
        "ApiDestination": "api-destination/{}",
        "Connection": "connection/{}",
        "Endpoint": "endpoint/{}",
        "EventBus": "event-bus/{}",
        "EventSource": "arn:events:@region::event-source/{}",
        "PartnerEventSource": "arn:events:@region::event-source/{}",
    },
    opaque=frozenset(
        {"AuthParameters", "Detail", "EventPattern", "Input", "InputTransformer", "Policy", "Resources", "Tags"}
    ),
    roles=frozenset({"RoleArn"}),
    refined={"CreateEventBus": when("Policy", permitting), "UpdateEventBus": when("Policy", permitting)},
)
