"""What an operation does by its name alone, for rules that are made before there is a call."""

from keyturn.model.action import Effect
from keyturn.model.touching import AwsTables
from keyturn.recognise.aws.curated import SERVICES
from keyturn.recognise.aws.touches_compiled import service_of


def effect_of(name: str, tables: AwsTables) -> Effect | None:
    """Return what `name` (`dynamodb:PutItem`) does whatever its parameters; None for an operation that no table lists.

    One that makes something run or happen under another power counts as `execute`. A call may do worse than its
    operation, by its parameters: it is judged again when it comes.
    """
    service, _, operation = name.partition(":")
    written = SERVICES.get(service)
    row = None if written is None else written.rows.get(operation)
    if row is None:
        try:
            row = service_of(tables.touches(service)).rows.get(operation)
        except KeyError:
            return None
    if row is None:
        return None
    return Effect.EXECUTE if row.delegates and row.effect is not Effect.UNKNOWN else row.effect
