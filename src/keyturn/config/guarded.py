"""The part of `keyturn.toml` that two people guard once the gate is sealed, as one JSON document.

All of the file is guarded but what is named here: where this one machine listens and keeps its files, and secrets, of
which nothing may stand in the log. So a section that is added later is guarded unless somebody decides otherwise.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from keyturn.codec.canonical import Json
from keyturn.config.table import BadConfig
from keyturn.errors import Malformed, quoted

_LOCAL: Final[Mapping[str, frozenset[str]]] = {
    "gateway": frozenset(
        {"listen", "console", "data", "store", "names", "tls", "tls_certificate", "tls_key", "tls_ca"},
    ),
    "aws": frozenset({"secret_access_key", "session_token"}),
}
# Where policies lie is each machine's own; what they say is guarded, as the bundle in force.
_LOCAL_SECTIONS: Final = frozenset({"webhooks", "policy"})
_UNSEEN: Final = "not-in-this-document"
"""Stands for the secret of an access key where only the guarded part is at hand."""


def guarded(document: Mapping[str, object]) -> dict[str, Json]:
    """Return the guarded part of a file's TOML. Raises BadConfig for a value that has no form in JSON."""
    found: dict[str, Json] = {}
    for name, value in document.items():
        if name in _LOCAL_SECTIONS:
            continue
        local = _LOCAL.get(name, frozenset())
        if isinstance(value, Mapping):
            kept = {key: _json(f"{name}.{key}", member) for key, member in value.items() if key not in local}
            if kept:
                found[name] = kept
        else:
            found[name] = _json(name, value)
    return found


def merged(local: Mapping[str, object], document: Mapping[str, Json]) -> dict[str, object]:
    """Return a file's TOML with the guarded part `document` in place of its own. Raises Malformed."""
    found: dict[str, object] = {}
    for name, value in document.items():
        if name in _LOCAL_SECTIONS:
            raise Malformed("configuration", name, "this section is each machine's own and not guarded")
        odd = sorted(_LOCAL.get(name, frozenset()) & value.keys()) if isinstance(value, Mapping) else []
        if odd:
            raise Malformed("configuration", f"{name}.{odd[0]}", "this is each machine's own and not guarded")
        found[name] = _toml(value)
    for name, here in local.items():
        if name in _LOCAL_SECTIONS:
            found[name] = here
        elif isinstance(here, Mapping) and name in _LOCAL:
            own = {key: member for key, member in here.items() if key in _LOCAL[name]}
            given = found.get(name, {})
            if own and isinstance(given, dict):
                found[name] = given | own
    _complete(found)
    return found


def _complete(document: dict[str, object]) -> None:
    """Make the halves of an access key meet: its secret is in the file that names it, and nowhere else."""
    aws = document.get("aws")
    if not isinstance(aws, dict):
        return
    if "access_key_id" in aws:
        aws.setdefault("secret_access_key", _UNSEEN)
    else:
        for key in _LOCAL["aws"]:
            aws.pop(key, None)


def _json(name: str, value: object) -> Json:
    if isinstance(value, bool | int | str):
        return value
    if isinstance(value, Mapping):
        if "$instant" in value:
            raise BadConfig(f"`{quoted(name)}` holds a key `$instant`, which has a meaning of its own: rename it")
        return {str(key): _json(f"{name}.{key}", member) for key, member in value.items()}
    if isinstance(value, list):
        return [_json(name, member) for member in value]
    if isinstance(value, datetime) and value.utcoffset() is not None:
        return {"$instant": value.isoformat()}
    raise BadConfig(f"`{quoted(name)}` is written as a number with a point, a date or a time of day: quote it")


def _toml(value: Json) -> object:
    if isinstance(value, Mapping):
        if value.keys() == {"$instant"}:
            return _instant(value["$instant"])
        return {name: _toml(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [_toml(member) for member in value]
    if isinstance(value, bool | int | str):
        return value
    raise Malformed("configuration", value, "a text, a whole number, true, false, a list or a table is wanted")


def _instant(text: Json) -> datetime:
    try:
        return datetime.fromisoformat(text if isinstance(text, str) else "")
    except ValueError:
        raise Malformed("instant", text, "it reads like 2026-12-24T12:00:00+01:00") from None
