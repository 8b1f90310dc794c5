"""Rows and documents of AWS's answers as a bundle has them."""

from collections.abc import Mapping
from urllib.parse import unquote

from keyturn.codec.canonical import Json
from keyturn.codec.strict import loads
from keyturn.errors import Malformed


def rows_of(answer: Mapping[str, Json], name: str) -> list[Json]:
    """The list `name` of an answer; empty where there is none."""
    rows = answer.get(name)
    return list(rows) if isinstance(rows, list) else []


def member(row: Json, name: str) -> Json:
    """One member of a row; None where there is none."""
    return row.get(name) if isinstance(row, Mapping) else None


def document_of(written: Json) -> Json:
    """A policy document as an object, if its text is one; else the text as it is, which the prover will doubt."""
    if not isinstance(written, str) or not written:
        return written or None
    text = written if written.lstrip().startswith("{") else unquote(written)
    try:
        return loads(text.encode())
    except Malformed:
        return written
