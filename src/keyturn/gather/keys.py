"""Which item a call puts: its key stands among its attributes, and only the table itself says which of them it is."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from keyturn.codec.canonical import Json
from keyturn.codec.strict import loads
from keyturn.errors import Malformed
from keyturn.gather.asking import ask
from keyturn.gather.observing import Subject
from keyturn.gather.readers import readers
from keyturn.model.catalogue import Catalogue
from keyturn.model.execution import Answer, Outgoing

Table = tuple[str, str]
"""A table as calls name it, and its region."""

_SERVICE: Final = "dynamodb"
_FINE: Final = 200


def tables(subjects: Iterable[Subject], catalogue: Catalogue) -> Mapping[Table, Outgoing]:
    """Return the tables whose keys are needed in order to read what these calls put, and the read that tells each."""
    found: dict[Table, Outgoing] = {}
    for subject in subjects:
        table = _table(subject)
        if table is not None:
            found[table] = ask(
                catalogue.service(_SERVICE), _SERVICE, "DescribeTable", {"TableName": table[0]}, table[1]
            )
    return found


def key_names(answer: Answer) -> tuple[str, ...]:
    """Return the attributes that are a table's key, by the answer of the read; none where it does not say."""
    if answer.status != _FINE or not isinstance(answer.body, bytes):
        return ()
    try:
        told = loads(answer.body)
    except Malformed:
        return ()
    schema = _member(_member(told, "Table"), "KeySchema")
    names = [_member(one, "AttributeName") for one in schema] if isinstance(schema, list) else []
    return tuple(name for name in names if isinstance(name, str))


def keyed(subject: Subject, known: Mapping[Table, tuple[str, ...]]) -> Subject:
    """Return a call with the key of the item that it puts as a parameter beside its own, if its table's is known."""
    table = _table(subject)
    names = () if table is None else known.get(table, ())
    item = _member(subject.document["parameters"], "Item")
    if not names or not isinstance(item, Mapping) or any(name not in item for name in names):
        return subject
    parameters = subject.document["parameters"]
    more: dict[str, Json] = {"Key": {name: item[name] for name in sorted(names)}}
    with_key = {**parameters, **more} if isinstance(parameters, Mapping) else more
    return replace(subject, document={**subject.document, "parameters": with_key})


def _table(subject: Subject) -> Table | None:
    document = subject.document
    known = readers(str(document["service"]), str(document["operation"]))
    name = _member(document["parameters"], "TableName")
    needed = any(one.keyed for one in known) and isinstance(name, str)
    return (str(name), str(document["region"])) if needed else None


def _member(value: Json, name: str) -> Json:
    return value.get(name) if isinstance(value, Mapping) else None
