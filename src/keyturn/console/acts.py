"""What one person does or begins on a page, with a passkey: freeze, end, suspend, and propose what cannot wait.

The pages offer what is so now; the statement is put together in the browser and shown there, word by word, before it is
signed. The gate judges it as it does any other.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from keyturn.codec.canonical import Json
from keyturn.codec.encoding import parse_instant
from keyturn.console import wording
from keyturn.console.gate_review import GateReview
from keyturn.console.pages import Values, holders
from keyturn.console.review import Review
from keyturn.console.text import plain, prose, visible
from keyturn.errors import CallerError, Malformed
from keyturn.model.freeze import DEVELOPMENT

ABOUT: Final = frozenset({"lift", "end", "close", "withdraw"})
"""Acts about something that stands: its id is part of the address."""

ACTS: Final[Mapping[str, tuple[str, str]]] = {
    "freeze": ("Freeze", "Stops changes at once, by your signature alone. Several people lift it."),
    "lift": ("Lift a freeze", "You propose it; others agree. You have no vote on it."),
    "stop": ("End an agent's session", "At once, by your signature alone: what it has under way at this gate is cut."),
    "suspend": ("Suspend a key of yours", "At once, by you alone. It signs nothing until several people let it again."),
    "disable": ("Have somebody act no more", "You propose it; others agree. You have no vote on it, nor do they."),
    "emergency": ("Open an emergency", "You propose it; one other person agrees. Everybody is told at once."),
    "end": ("End an emergency", "At once, by your signature alone: from there on everything needs everybody again."),
    "withdraw": ("Take a change back", "At once, by whoever asked for it."),
    "close": (
        "Close the review of an emergency",
        "You propose it and say what was found; two who did not open it agree.",
    ),
}


_WHICH: Final[Mapping[str, str]] = {"lift": "freezes", "end": "emergencies", "close": "emergencies"}
"""Where what such an act is about stands in `gate_now`."""


class NoSuchAct(CallerError):
    """What somebody wants to act on is not there, or no longer."""

    code = "act.unknown"


def gate_now(status: Json, sessions: Json, people: Json) -> dict[str, Json]:
    """What stands now that somebody may act on, from the desk's answers; the page's script signs by this."""
    gate, log = _object(status), _object(_object(status).get("log"))
    tasks: dict[str, Json] = {
        str(one["task"]): {name: one[name] for name in ("task", "intent", "sponsor", "agent")}
        for one in _each(sessions, "sessions")
        if one.get("kind") == "emergency" and one.get("state") == "open"
    }
    names = [str(one["name"]) for one in _each(status, "environments")]
    return {
        "deployment": gate.get("deployment"),
        "charter": gate.get("charter"),
        "checkpoint": log.get("checkpoint"),
        "environments": [*dict.fromkeys(["production", *names])],
        "freezes": [{"id": one["id"], "told": one["told"]} for one in _each(status, "freezes") if one.get("by")],
        "emergencies": [
            {name: one[name] for name in ("id", "short", "by", "intent", "stands", "document")}
            for one in _each(status, "emergencies")
        ],
        "tasks": list(tasks.values()),
        "sessions": [
            {name: one[name] for name in ("session", "agent", "sponsor", "intent")}
            for one in _each(sessions, "sessions")
            if one.get("state") == "open"
        ],
        "people": [{"name": one["name"], "keys": one["keys"]} for one in _each(people, "people") if one.get("enabled")],
    }


def hub(now: Mapping[str, Json]) -> Values:
    """What the page of all acts lists."""
    return {
        "freezes": [_freeze(one) for one in _each(now, "freezes")],
        "emergencies": [_emergency(one) for one in _each(now, "emergencies")],
        "acts": {name: {"title": title, "what": what} for name, (title, what) in ACTS.items()},
    }


def form(
    act: str,
    about: str,
    now: Mapping[str, Json],
    passkeys: Json,
    origin: str,
    review: Review | GateReview | None = None,
) -> Values:
    """What the page of one act needs; `review` is the change that is to be taken back.

    Raises NoSuchAct for one that there is not, or about what does not stand.
    """
    if act not in ACTS or (about != "") != (act in ABOUT):
        raise NoSuchAct("there is no such page: see what you can do at /act")
    found = [one for one in _each(now, _WHICH[act]) if str(one["id"]).startswith(about)] if act in _WHICH else []
    if act in _WHICH and len(found) != 1:
        raise NoSuchAct(f"`{visible(about):.40}` does not stand, or no longer: see /act")
    title, what = ACTS[act]
    environments = [plain(str(name)) for name in _list(now, "environments")]
    return {
        "act": act,
        "title": title,
        "what": what,
        "about": plain(str(found[0]["id"]) if found else review.id if review is not None else ""),
        "change": None if review is None else {"short": plain(review.short), "intent": prose(review.intent)},
        "freeze": _freeze(found[0]) if act == "lift" else None,
        "emergency": _emergency(found[0]) if act in {"end", "close"} else None,
        "environments": [name for name in environments if act != "emergency" or name != DEVELOPMENT],
        "tasks": [
            {
                "task": plain(str(one["task"])),
                "intent": prose(str(one["intent"])),
                "who": f"{plain(str(one['sponsor']))}, for the agent {plain(str(one['agent']))}",
            }
            for one in _each(now, "tasks")
        ],
        "sessions": [
            {
                "session": plain(str(one["session"])),
                "intent": prose(str(one["intent"])),
                "who": f"{plain(str(one['agent']))}, for {plain(str(one['sponsor']))}",
            }
            for one in _each(now, "sessions")
        ],
        "people": [
            {"name": plain(str(one["name"])), "key_ids": [plain(str(key)) for key in _list(one, "keys")]}
            for one in _each(now, "people")
        ],
        "signers": holders(passkeys, lambda name: review is None or name == review.sponsor),
        "origin": plain(origin),
    }


def _freeze(one: Mapping[str, Json]) -> Values:
    told, name = _object(one["told"]), plain(str(one["id"]))
    where = ", ".join(map(str, _list(told, "environments")))
    says = visible(f"{where} by {told.get('by')}: {told.get('reason')}")
    return {"id": name, "short": name[:10], "says": says, "lines": wording.lines(told)}


def _emergency(one: Mapping[str, Json]) -> Values:
    asked = _object(one["document"])
    return {
        "id": plain(str(one["id"])),
        "short": plain(str(one["short"])),
        "by": plain(str(one["by"])),
        "intent": prose(str(one["intent"])),
        "stands": one["stands"] is True,
        "until": f"{parse_instant(str(asked['until'])):%Y-%m-%d %H:%M} UTC",
        "environment": plain(str(asked["environment"])),
    }


def _each(value: Json, name: str) -> list[Mapping[str, Json]]:
    return [_object(one) for one in _list(_object(value), name)]


def _list(value: Mapping[str, Json], name: str) -> Sequence[Json]:
    found = value.get(name, [])
    if not isinstance(found, list):
        raise Malformed(f"`{name}` of the desk", found, "a list is wanted")
    return found


def _object(value: Json) -> Mapping[str, Json]:
    if not isinstance(value, Mapping):
        raise Malformed("answer of the desk", value, "an object is wanted")
    return value
