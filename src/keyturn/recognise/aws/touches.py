"""What an AWS call touches and does: from a recognised call to an action that can be judged.

Pure and without exceptions: a call whose parameters have the wrong shape is `Unrecognised`, an operation that no table
lists is `Effect.UNKNOWN` on the whole account. The tables of the services that people use most stand in `curated/`, one
a service; those of all others are compiled (`touches_compiled`). docs/reference/aws-actions.md says in words what they
decide.

A dry run is a read where the service promises that for every operation, which EC2 does, and nowhere else: elsewhere
`DryRun` is a word of one operation's own, and what pretends to delete is judged as the delete that it names.
"""

import re
from functools import lru_cache
from typing import Final

from keyturn.errors import Malformed
from keyturn.model.action import Action, Call, Effect, Reading, Resource, Reversible, Unrecognised
from keyturn.model.touching import AwsTables
from keyturn.recognise.aws.curated import SERVICES
from keyturn.recognise.aws.nouns import Place
from keyturn.recognise.aws.touches_compiled import named_by, service_of
from keyturn.recognise.aws.touches_names import Walk
from keyturn.recognise.aws.touches_place import partition_of
from keyturn.recognise.aws.touches_table import UNKNOWN, Row, Service, delegating

_ACCOUNT: Final = re.compile(r"[0-9]{12}")
_REGION: Final = re.compile(r"[a-z]{2,8}(-[a-z0-9]{1,12}){1,4}")
DOOR: Final = "aws"

_REHEARSED: Final = Row(Effect.READ, Reading.METADATA, Reversible.YES)
"""EC2 checks the permission of a dry run and performs nothing (Amazon EC2 API Reference, common query parameters)."""


def touch(call: Call, account: str, tables: AwsTables) -> Action | Unrecognised:
    """Say what `call` touches and does in `account`, the account whose credentials carry it out.

    Unrecognised where the region is no region or a parameter that names something has the wrong shape.
    """
    place = _place(call.region, account)
    if place is None:
        return Unrecognised("place", "the region of the call or the account behind the gateway has no valid name")
    service = SERVICES.get(call.service)
    row = service.rows.get(call.operation) if service is not None else None
    if service is None or row is None:
        service = _compiled(call.service, tables)
        row = service.rows.get(call.operation) if service is not None else None
    if service is None or row is None:
        return _unknown(call, place)
    try:
        return _known(call, place, service, row, tables)
    except Malformed as error:
        return Unrecognised("parameters", f"{call.service}:{call.operation}: {error}")


@lru_cache(maxsize=256)
def _place(region: str, account: str) -> Place | None:
    if not _ACCOUNT.fullmatch(account) or not _REGION.fullmatch(region):
        return None
    return Place(partition_of(region), region, account)


def _compiled(name: str, tables: AwsTables) -> Service | None:
    """The compiled table of a service, or of one that AWS has added to a service since people wrote its own."""
    try:
        return service_of(tables.touches(name))
    except KeyError:
        return None


def _known(call: Call, place: Place, service: Service, row: Row, tables: AwsTables) -> Action:
    walk = Walk(service, place, call)
    found = walk.run()  # before anything else looks at the parameters: it refuses what is nested too deeply
    refine = service.refined.get(call.operation)
    if refine is not None:
        row = refine(call.parameters, row)
    if call.service == "ec2" and row.effect is not Effect.READ and call.parameters.get("DryRun") is True:
        row = _REHEARSED
    iam = (service.renamed.get(call.operation) or f"{service.prefix}:{call.operation}").split()
    iam += service.locate(call, place, found)
    if row.effect is not Effect.READ:
        if (found.hands_role or found.hands_power) and service.prefix != "iam":
            row = delegating(row)
            iam += ["iam:PassRole"] if found.hands_role else []
        kind = service.created.get(call.operation)
        if kind is not None:
            walk.name(kind, "*")
    if not found.resources:
        for arn in named_by(tables.touches(call.service), call, place):
            found.add(arn, None if service.regionless else place.region)
    if found.resources:
        resources = tuple([found.resources[arn] for arn in sorted(found.resources)])
    else:
        resources = (place.whole(service.prefix, regionless=service.regionless),)
    return _action(call, place, row, resources, tuple(dict.fromkeys(iam)))


def _unknown(call: Call, place: Place) -> Action:
    return _action(call, place, UNKNOWN, (place.whole("*"),), (f"{call.service}:{call.operation}",))


def _action(call: Call, place: Place, row: Row, resources: tuple[Resource, ...], iam: tuple[str, ...]) -> Action:
    return Action(
        door=DOOR,
        partition=place.partition,
        account=place.account,
        call=call,
        resources=resources,
        iam=iam,
        effect=row.effect,
        reading=row.reading,
        reversible=row.reversible,
        delegates=row.delegates,
        stateful_loss=row.loss,
    )
