"""Which things a call names, and what each is called in what people see of it."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Final

from keyturn.codec.canonical import Json, encode
from keyturn.gather.readers import Parameters, Reader, value_at
from keyturn.model.action import Value

_LONGEST: Final = 256


def items(reader: Reader, parameters: Parameters) -> Iterator[Parameters]:
    """Yield what of a call's parameters names one thing each."""
    if reader.each is None:
        yield parameters
        return
    listed = value_at(reader.each, parameters, parameters)
    yield from (item for item in (listed if isinstance(listed, list | tuple) else ()) if isinstance(item, Mapping))


def called(reader: Reader, item: Parameters, parameters: Parameters, region: str) -> str:
    """Return what a thing is called: the same for every call that touches it and is read in the same way."""
    names = [_name(value_at(place, item, parameters)) for place in reader.names]
    reads = ", ".join(ask.operation for ask in reader.asks)
    return f"{reader.service} {reader.noun} {' '.join(one for one in names if one)} in {region} ({reads})"


def _name(value: Value) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else encode(_json(value)).decode()
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}... (SHA-256 {sha256(text.encode()).hexdigest()})"


def _json(value: Value) -> Json:
    if isinstance(value, Mapping):
        return {name: _json(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_json(inner) for inner in value]
    return value if isinstance(value, str | int | float) or value is None else ""
