"""From operations whose address or name fits to the one call: read what is there, and let what was read decide."""

from collections.abc import Callable, Sequence

from keyturn.errors import quoted
from keyturn.model.action import Call, Value
from keyturn.recognise.aws.choose import ambiguous, by_host, choice, has_required, host_pattern
from keyturn.recognise.aws.nouns import Asked, Where
from keyturn.recognise.aws.refusal import Refused, unexplained
from keyturn.recognise.aws.routes import Known
from keyturn.recognise.aws.same import told_as
from keyturn.recognise.aws.settle import settle


def settled(
    known: Sequence[Known], asked: Asked, read: Callable[[Known], dict[str, Value]], *, apart: bool = False
) -> Call:
    """The call, read by the operation that explains everything. Raises Refused if none does, or more than one.

    `apart` says that they are different acts even where their names are the same.
    """
    if len(known) == 1:
        (one,) = known
        values = read(one)
        _check_front(one, asked.where)
        return settle(one, (one.operation.service, told_as(one.operation)), values, asked.scope.region)
    left = by_host(known, asked.where)
    readings, told = (tuple(left), None) if apart and len(left) > 1 else choice(left)
    first: Refused | None = None
    explained: list[tuple[Known, dict[str, Value]]] = []
    for one in readings:
        try:
            values = read(one)
            _check_front(one, asked.where)
        except Refused as refused:
            first = first or refused
            continue
        if told is not None:
            return settle(one, told, values, asked.scope.region)
        explained.append((one, values))
    # Different acts of different services: the upstream is that of the service named here, so the one reading that is
    # complete is what will happen. A request that fits two of them names neither.
    complete = [(one, values) for one, values in explained if has_required(one, values)]
    if len(complete) == 1:
        one, values = complete[0]
        return settle(one, (one.operation.service, one.operation.name), values, asked.scope.region)
    raise first if first is not None and not explained else ambiguous(readings)


def host_labels(known: Known, where: Where) -> dict[str, str]:
    """What stands in the host for members of the operation: `123456789012.s3-control.eu-west-1`."""
    pattern = host_pattern(known.operation) if where.front else None
    match = None if pattern is None else pattern.match(f"{where.front}.")
    if match is None or (where.aws and not where.front[match.end() :].startswith(known.service.endpoint_prefix)):
        return {}
    return match.groupdict()


def _check_front(known: Known, where: Where) -> None:
    """Refuse a name before the gateway's host that is not the operation's own prefix."""
    if where.aws or not where.front or known.service.name == "s3":
        return
    pattern = host_pattern(known.operation)
    if pattern is None or not pattern.fullmatch(f"{where.front}."):
        name = known.operation.name
        raise unexplained(f"`{quoted(where.front)}` before the gateway's host name has no meaning for `{name}`")
