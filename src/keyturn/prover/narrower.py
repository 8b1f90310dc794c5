"""A narrower policy for one principal: without what it did not use, with all that it used, and with what nobody knows.

It comes in place of all that the principal holds. Where that cannot be written within AWS's limits it is one more
policy instead, which denies what was not used of what is protected. Either is proved before it is shown: each statement
lies within one that was there, and whatever was used is still allowed, in every context.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from keyturn.codec.canonical import Json, encode
from keyturn.model.catalogue import Permissions
from keyturn.prover.account import Held
from keyturn.prover.actors import Actor, Power
from keyturn.prover.contained import contained
from keyturn.prover.documents import Document, Statement, parse
from keyturn.prover.evaluate import of_action
from keyturn.prover.formula import Formula, every, negation
from keyturn.prover.powers import Powers
from keyturn.prover.protected import PROTECTED
from keyturn.prover.shorter import shorter
from keyturn.prover.usage import History, Known, is_logged
from keyturn.prover.wildcards import is_literal, matches_action, matches_arn

LIMIT: Final = 6_144
"""Characters of a managed policy, blanks apart (docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html)."""

MOST: Final = 10
"""How many managed policies a role or user holds, unless AWS was asked for more (same page)."""

Unused = Mapping[str, tuple[str, ...]]
"""What was not used of what is protected: each resource (a pattern) with its actions."""


@dataclass(frozen=True, slots=True)
class Narrower:
    """Policies in place of all that is held (`instead`), or one beside it; `before` is what is held now, as one policy.

    `unknown`: patterns left as they are, for nobody knows whether they were used. `actor`: the number of who would hold
    it.
    """

    policies: tuple[Json, ...]
    instead: bool
    before: Json
    replaces: tuple[str, ...]
    unknown: tuple[str, ...]
    actor: int = -1

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many characters each policy has, as AWS counts them."""
        return tuple(map(_size, self.policies))

    def to_json(self) -> Json:
        """As `--json` has it."""
        return {
            "policies": list(self.policies),
            "attach": "instead" if self.instead else "besides",
            "replaces": list(self.replaces),
            "characters": list(self.sizes),
            "limit": LIMIT,
            "not_known": list(self.unknown),
        }


class _TooWide(Exception):
    """Why no narrower policy can be written."""


class Narrowing:
    """Writes narrower policies for the principals of one account."""

    def __init__(self, powers: Powers, permissions: Permissions) -> None:
        self._powers: Final = powers
        self._permissions: Final = permissions

    def narrower(
        self, actor: Actor, history: History, unused: Unused, doubted: Iterable[str]
    ) -> tuple[Narrower | None, str]:
        """Return the narrower policy; else None, and why there is none. `doubted`: actions of which nobody knows."""
        try:
            found = self._instead(actor, history)
        except _TooWide as wide:
            why = str(wide)
            policy = _deny(unused)
            if _size(policy) > LIMIT:
                return None, f"{why}; and what it did not use is too long to be denied in one policy"
            found = Narrower((policy,), instead=False, before=None, replaces=(), unknown=())
        after = self._held_by(actor, found)
        amiss = self._amiss(actor, after, history, doubted)
        return (None, amiss) if amiss else (replace(found, actor=after.number), "")

    def _held_by(self, actor: Actor, found: Narrower) -> Actor:
        documents = [parse(one, f"narrower policy {number}") for number, one in enumerate(found.policies, 1)]
        added = tuple(Held(f"narrower {number}", "managed", one) for number, one in enumerate(documents, 1))
        return self._powers.instead(actor, added if found.instead else (*actor.held, *added))

    # ------------------------------------------------------------------------------------------- in its place

    def _instead(self, actor: Actor, history: History) -> Narrower:
        before = _joined(statement for held in actor.held for statement in _written(held.document))
        unknown: dict[str, None] = {}
        documents: list[Json] = []
        for version, helds in _by_version(actor.held):
            statements = [
                one
                for held in helds
                for row, statement in zip(_written(held.document), held.document.statements, strict=True)
                for one in self._narrowed(row, statement, history, unknown)
            ]
            documents += _packed(version, statements)
        if len(documents) > MOST:
            raise _TooWide(f"what it used and what is not known takes {len(documents)} policies, and AWS allows {MOST}")
        replaces = tuple(dict.fromkeys(held.source for held in actor.held))
        return Narrower(tuple(documents), True, before, replaces, tuple(unknown))  # noqa: FBT003 - in its place

    def _narrowed(
        self, row: Mapping[str, Json], statement: Statement, history: History, unknown: dict[str, None]
    ) -> Iterator[Mapping[str, Json]]:
        if not statement.allows:
            yield row
            return
        if statement.doubt is not None:
            raise _TooWide(statement.doubt)
        kept: list[str] = []
        exact: dict[tuple[str, ...], list[str]] = {}
        for service in self._services(statement, history):
            for pattern, things in self._kept(service, statement, history, unknown):
                (kept if things is None else exact.setdefault(things, [])).append(pattern)
        head = {"Action" if name == "NotAction" else name: value for name, value in row.items()}
        if kept:
            yield {**head, "Action": kept}
        for things, patterns in exact.items():
            yield {**head, "Action": patterns, "Resource": list(things)}

    def _services(self, statement: Statement, history: History) -> Iterable[str]:
        """The services that a statement is about, by prefix."""
        named = [pattern.partition(":")[0] for pattern in statement.actions]
        if statement.not_actions or "*" in named:
            return dict.fromkeys((*self._permissions.services(), *PROTECTED, *(history.services or ())))
        if wild := [one for one in named if not is_literal(one)]:
            raise _TooWide(f"{statement.label} names services by `{wild[0]}`")
        return dict.fromkeys(one.lower() for one in named)

    def _kept(
        self, service: str, statement: Statement, history: History, unknown: dict[str, None]
    ) -> Iterator[tuple[str, tuple[str, ...] | None]]:
        """What stays of one service: patterns, each with the things that it is narrowed to (None: those it has)."""
        own = tuple(one for one in statement.actions if one.lower().partition(":")[0] == service)
        names = self._names(service, history)
        meant = [name for name in names if of_action(statement, f"{service}:{name}") is True]
        if history.untouched(service):
            return
        whole = tuple(_prefixes(own, statement))
        if not names and "" in whole:
            own = (f"{service}:*",)
        if not statement.not_actions or not names:
            # Newer than the tables here, or a service that they lack: it stays as it is.
            for one in own:
                if not any(matches_action(one, f"{service}:{name}") for name in names):
                    unknown.setdefault(one)
                    yield one, None
        if not meant:
            return
        said = {name: history.said(f"{service}:{name}") for name in meant}
        doubted = [name for name in meant if said[name].known is Known.UNKNOWN]
        narrowed = {name: things for name in meant if (things := self._things(f"{service}:{name}", statement, history))}
        dropped = [name for name in meant if said[name].known is Known.UNUSED]
        if not (dropped or narrowed or statement.not_actions or "*" in statement.actions):
            unknown |= dict.fromkeys(own if doubted else ())
            yield from ((one, None) for one in own if any(matches_action(one, f"{service}:{name}") for name in names))
            return
        kept = [name for name in meant if name not in narrowed and said[name].known is not Known.UNUSED]
        others = [name for name in names if name not in kept]
        unknown |= dict.fromkeys(f"{service}:{one}" for one in shorter(doubted, set(names) - set(doubted), whole))
        yield from ((f"{service}:{one}", None) for one in shorter(kept, others, whole))
        yield from ((f"{service}:{name}", things) for name, things in narrowed.items())

    def _names(self, service: str, history: History) -> tuple[str, ...]:
        """Every action of a service that is known here: two lists of AWS's, and what was used."""
        used = (one.action.partition(":")[2] for one in history.uses if one.action.lower().startswith(f"{service}:"))
        protected = PROTECTED.get(service, "").split()
        known = (*(one for one in used if is_literal(one)), *protected, *self._permissions.actions(service))
        return tuple({one.lower(): one for one in known}.values())

    def _things(self, action: str, statement: Statement, history: History) -> tuple[str, ...]:
        """The things that `action` was used on, where they are surely all, and this statement allows it on them."""
        uses = history.used(action)
        if not uses or not history.settled or statement.not_resources or not is_logged(action):
            return ()
        things = {thing for one in uses for thing in one.things or ("",)}
        if "" in things or any("${" in one for one in (*statement.resources, *things)):
            return ()
        mine = sorted(one for one in things if any(matches_arn(pattern, one) for pattern in statement.resources))
        if set(mine) >= set(statement.resources):
            return ()
        return tuple(mine)

    # -------------------------------------------------------------------------------------------- the proof

    def _amiss(self, actor: Actor, after: Actor, history: History, doubted: Iterable[str]) -> str:
        """What the proof does not bear out, empty if it holds."""
        more = contained((held.document for held in after.held), (held.document for held in actor.held))
        if more:
            return f"the narrower policy could not be proved to allow nothing new: {more}"
        old, new = Power(actor.number), Power(after.number)
        for one in history.uses:
            for action in self._spelled(one.action):
                for thing in (None,) if one.things is None else tuple(one.things):
                    lost = self._differs(old, new, action, thing)
                    if lost and not self._is_logged_elsewhere(history, action, thing):
                        return f"the narrower policy could not be proved to allow `{action}`, which was used"
        for action in doubted:
            if self._differs(old, new, action, None):
                return f"the narrower policy could not be proved to leave `{action}`, of which nobody knows, as it is"
        return ""

    def _is_logged_elsewhere(self, history: History, action: str, thing: str | None) -> bool:
        """Whether a use that names no thing is one that the log holds, with what it was on."""
        return thing is None and all(one.things is not None for one in history.used(action))

    def _differs(self, one: Power, other: Power, action: str, thing: str | None) -> bool:
        """Whether some request of `action` is allowed to `one` and not to `other`."""
        first, second = (self._powers.formula(power, action, thing) for power in (one, other))
        formula: Formula = every([first, negation(second)])
        return self._powers.solve(formula) is not None

    def _spelled(self, action: str) -> Iterable[str]:
        if is_literal(action):
            return (action,)
        service = action.partition(":")[0]
        known = (f"{service}:{name}" for name in self._permissions.actions(service))
        return (one for one in known if matches_action(action, one))


def _prefixes(own: Sequence[str], statement: Statement) -> Iterator[str]:
    """The prefixes of names that are granted as a whole: `Describe` for `rds:Describe*`, nothing for `rds:*` or `*`."""
    if statement.not_actions:
        yield from () if own else ("",)
        return
    if "*" in statement.actions:
        yield ""
    for one in own:
        name = one.partition(":")[2]
        if name.endswith("*") and is_literal(name[:-1]):
            yield name[:-1]


def _written(document: Document) -> list[Mapping[str, Json]]:
    """The statements of a document as they are written. Raises _TooWide where it is not at hand."""
    found = document.written.get("Statement", []) if isinstance(document.written, Mapping) else None
    if found is None:
        raise _TooWide(
            next((one.doubt for one in document.statements if one.doubt), f"{document.label} is not at hand")
        )
    rows = found if isinstance(found, list | tuple) else [found]
    return [row for row in rows if isinstance(row, Mapping)]


def _by_version(helds: Sequence[Held]) -> Iterator[tuple[Json, list[Held]]]:
    """The documents by the version of the language that they are written in."""
    found: dict[str, list[Held]] = {}
    for held in helds:
        written = held.document.written
        version = written.get("Version", "2008-10-17") if isinstance(written, Mapping) else ""
        found.setdefault(str(version), []).append(held)
    yield from found.items()


def _joined(statements: Iterable[Mapping[str, Json]]) -> Json:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def _packed(version: Json, statements: Iterable[Mapping[str, Json]]) -> Iterator[Json]:
    """As few policies as hold the statements, each within AWS's limit."""
    head: dict[str, Json] = {"Version": version}
    room: list[Json] = []
    for one in _unlike(statements):
        for part in _parts(head, one):
            if room and _size({**head, "Statement": [*room, part]}) > LIMIT:
                yield {**head, "Statement": room}
                room = []
            room = [*room, part]
    if room:
        yield {**head, "Statement": room}


def _unlike(statements: Iterable[Mapping[str, Json]]) -> Iterator[Mapping[str, Json]]:
    """Each statement once, and each `Sid` once: a policy may not name two statements alike."""
    seen: set[bytes] = set()
    sids: set[Json] = set()
    for one in statements:
        said = {name: value for name, value in one.items() if name != "Sid"}
        text = encode(said)
        if text in seen:
            continue
        seen.add(text)
        sid = one.get("Sid")
        yield said if sid is None or sid in sids else one
        sids.add(sid)


def _parts(head: Mapping[str, Json], statement: Mapping[str, Json]) -> Iterator[Mapping[str, Json]]:
    """A statement, its actions shared out where they are too many for one policy. Raises _TooWide."""
    if _size({**head, "Statement": [statement]}) <= LIMIT:
        yield statement
        return
    actions = statement.get("Action")
    if not isinstance(actions, list) or len(actions) < 2:
        raise _TooWide("one of its statements is longer than a policy may be")
    half = len(actions) // 2
    for part in (actions[:half], actions[half:]):
        yield from _parts(head, {**statement, "Action": part})


def _deny(unused: Unused) -> Json:
    by_actions: dict[tuple[str, ...], list[Json]] = {}
    for resource, actions in unused.items():
        by_actions.setdefault(tuple(sorted(actions)), []).append(resource)
    return _joined(
        {"Effect": "Deny", "Action": list(actions), "Resource": resources} for actions, resources in by_actions.items()
    )


def _size(policy: Json) -> int:
    return len(encode(policy).decode())
