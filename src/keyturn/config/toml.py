"""The guarded part of a configuration, written as TOML again (https://toml.io/en/v1.0.0) for people to put back."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

from keyturn.codec.canonical import Json
from keyturn.errors import Malformed

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")


def to_toml(document: Mapping[str, Json]) -> str:
    """Return the text that reads back as `document`, in the form of `guarded`. Raises Malformed for any other form."""
    return "\n".join(_table((), document)).strip() + "\n" if document else ""


def _table(path: tuple[str, ...], table: Mapping[str, Json]) -> Iterator[str]:
    inner = {name: value for name, value in table.items() if _is_table(value) or _is_tables(value)}
    if path and (len(inner) < len(table) or not table):
        yield ""
        yield f"[{'.'.join(map(_key, path))}]"
    for name, value in table.items():
        if name not in inner:
            yield f"{_key(name)} = {_value(value)}"
    for name, value in inner.items():
        if isinstance(value, Mapping):
            yield from _table((*path, name), value)
        elif isinstance(value, list | tuple):
            for one in value:
                yield ""
                yield f"[[{'.'.join(map(_key, (*path, name)))}]]"
                for key, member in one.items() if isinstance(one, Mapping) else ():
                    yield f"{_key(key)} = {_value(member)}"


def _is_table(value: Json) -> bool:
    return isinstance(value, Mapping) and value.keys() != {"$instant"}


def _is_tables(value: Json) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(_is_table(one) for one in value)


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _text(text: str) -> str:
    # JSON's escapes are TOML's; what it may leave as it is, but for DEL, TOML takes too.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(value: Json) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return _text(value)
        case Mapping():
            if value.keys() == {"$instant"}:
                return str(value["$instant"])
            inside = ", ".join(f"{_key(name)} = {_value(member)}" for name, member in value.items())
            return f"{{ {inside} }}" if inside else "{}"
        case list() | tuple():
            return f"[{', '.join(map(_value, value))}]"
        case _:
            raise Malformed("configuration", value, "a text, a whole number, true, false, a list or a table is wanted")


def differences(sealed: Mapping[str, Json], here: Mapping[str, Json], at: str = "") -> list[str]:
    """Say what differs between the guarded part as people approved it and the one `here`, a line for each key."""
    found: list[str] = []
    for name in sorted(sealed.keys() | here.keys()):
        one, other = sealed.get(name), here.get(name)
        path = f"{at}.{name}" if at else name
        if _is_table(one) and _is_table(other) and isinstance(one, Mapping) and isinstance(other, Mapping):
            found += differences(one, other, path)
        elif one != other or (name in sealed) != (name in here):
            found.append(f"{path}: approved {_told(sealed, name)}, here {_told(here, name)}")
    return found


def _told(table: Mapping[str, Json], name: str) -> str:
    if name not in table:
        return "left out"
    text = _value(table[name])
    return text if len(text) <= 80 else f"{text[:77]}..."
