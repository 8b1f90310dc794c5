"""Operations that `[autonomy]` names: whether there are such operations, and whether their level may be so low."""

from collections.abc import Iterator

from keyturn.model.action import Action, Call, Effect
from keyturn.model.autonomy import DEVELOPMENT, FLOOR, Act, Autonomy, complete, said, strength
from keyturn.model.decision import Quorum
from keyturn.model.touching import AwsTables
from keyturn.recognise.aws.touches import touch

_ANYBODY = "000000000000"
_FLOORED = {Effect.DELETE: Act.DELETE, Effect.PERMISSION: Act.PERMISSION, Effect.EXECUTE: Act.EXECUTE}


def operations_amiss(autonomy: Autonomy, approvers: Quorum, tables: AwsTables) -> tuple[str, ...]:
    """What is wrong with the operations of `autonomy`, a line each.

    A name that AWS's models do not have would be a rule about nothing, and what it was to forbid would pass. An
    operation that deletes, changes permissions or executes by itself keeps two people in production; one that does so
    only with some parameters keeps them for these, in the policies themselves.
    """
    return tuple(dict.fromkeys(_amiss(autonomy, approvers, tables)))


def _amiss(autonomy: Autonomy, approvers: Quorum, tables: AwsTables) -> Iterator[str]:
    for row in complete(autonomy, approvers):
        for name, level in sorted(row.operations.items()):
            service, _, operation = name.partition(":")
            if not _there(service, operation, tables):
                yield f"`{name}` is no operation of AWS's models: write it as they do, such as `dynamodb:PutItem`"
                continue
            act = None if row.environment == DEVELOPMENT else _floored(service, operation, tables)
            if act is not None and strength(level) < FLOOR:
                below = said(level, approvers)
                yield f"`{name}` is {act}, which takes two people in production: `{below}` is below that"


def _there(service: str, operation: str, tables: AwsTables) -> bool:
    try:
        return operation in tables.service(service).operations
    except KeyError:
        return False


def _floored(service: str, operation: str, tables: AwsTables) -> Act | None:
    """What an operation does by itself, before its parameters are looked at, if that has a floor."""
    action = touch(Call(service, operation, "us-east-1", {}), _ANYBODY, tables)
    if not isinstance(action, Action):
        return None
    return Act.EXECUTE if action.delegates else _FLOORED.get(action.effect)
