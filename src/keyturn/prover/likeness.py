"""When two powers are as good as each other, although they are not the same.

A search that holds one of two alike gains nothing from the other: it looks at one of them. Whoever holds any permission
differs only in what still binds it; whoever holds less, in what its policies allow as well.
"""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import fields
from typing import Final

from keyturn.prover.actors import ALL, LESS, Power, Stance
from keyturn.prover.comparisons import meets
from keyturn.prover.documents import Clause, Document, Statement
from keyturn.prover.formula import Formula
from keyturn.prover.identity_center import RESERVED
from keyturn.prover.powers import Powers

_OF_PRINCIPALS: Final = ("aws:principal", "aws:username", "aws:userid")


class Likeness:
    """Tells powers with any permission apart, as far as some document of the account does."""

    def __init__(self, powers: Powers) -> None:
        self._powers: Final = powers
        self._most: Final[dict[Power, Hashable]] = {}
        self._exact: Final[dict[Power, Hashable]] = {}
        self._contents: Final[dict[int, tuple[Document, int]]] = {}
        self._numbers: Final[dict[Hashable, int]] = {}
        account = powers.account
        trusts = {id(one.trust): one.trust for one in account.principals if one.trust is not None}
        others = {
            id(one): one
            for one in (
                *(document for level in (*account.scps, *account.rcps) for document in level),
                *account.resource_policies.values(),
            )
        }
        documents = (*trusts.values(), *others.values())
        self._clauses: Final = tuple(dict.fromkeys(_clauses(_statements(documents))))
        self._variables: Final = frozenset(_variables(_statements(documents)))
        # Whom a role's trust policy lets in by name may take that role besides (`Moves.besides`), and is like others
        # in all else.
        telling = (
            *_statements(others.values()),
            *(one for one in _statements(trusts.values()) if not one.allows or one.not_principals),
        )
        self._named: Final = frozenset(value for statement in telling for _, value in statement.principals or ())

    def at_most(self, power: Power) -> Hashable:
        """What the power would be like if it held any permission: whoever is like that can do all that it can."""
        found = self._most.get(power)
        if found is None:
            gains = frozenset((ALL, *(gain for gain in power.gains if gain[0] not in LESS)))
            found = self._most[power] = self._like(Power(power.actor, gains, power.tags))
        return found

    def of(self, power: Power) -> Hashable:
        """What the power is like: whoever is like it can do what it can."""
        if ALL in power.gains:
            return self.at_most(power)
        found = self._exact.get(power)
        if found is None:
            found = self._exact[power] = self._as_it_is(power)
        return found

    def has_everything(self, power: Power) -> bool:
        """Whether the power's own policies allow anything, so that only what binds it holds it back."""
        identities = self._powers.stance(power).identities
        return ALL in power.gains or any(_allows_everything(one) for identity in identities for one in identity)

    def _as_it_is(self, power: Power) -> Hashable:
        if self.has_everything(power):
            return self.at_most(power)
        stands = self._powers.stance(power)
        documents = [one for identity in stands.identities for one in identity]
        said = [statement for one in documents for statement in one.statements]
        return (
            self.at_most(power),
            frozenset(frozenset(map(self._content, identity)) for identity in stands.identities),
            tuple(_says(clause, stands) for clause in _clauses(said)),
            tuple(stands.context.values(key) for key in sorted(set(_variables(said)))),
        )

    def _content(self, document: Document) -> int:
        """A number for what a document says, wherever it stands."""
        found = self._contents.get(id(document))
        if found is None:
            number = self._numbers.setdefault(tuple(map(_plain, document.statements)), len(self._numbers))
            # The document is kept, for its id must not be given to another one.
            found = self._contents[id(document)] = (document, number)
        return found[1]

    def _like(self, power: Power) -> Hashable:
        actor = self._powers.actors[power.actor]
        stands = self._powers.stance(power)
        named = actor.arn if any(actor.arn == one or _session(actor.arn, one) for one in self._named) else ""
        binding = [document for one in stands.boundaries if one is not None for document in one]
        binding += [document for identity in stands.identities for document in identity if _denies(document)]
        bounds = list(_statements({id(one): one for one in binding}.values()))
        context = stands.context
        return (
            actor.kind,
            actor.who.linked,
            RESERVED in actor.arn,
            named,
            frozenset(self._content(one) for identity in stands.identities for one in identity if _denies(one)),
            frozenset(None if one is None else tuple(map(self._content, one)) for one in stands.boundaries),
            tuple(sorted(stands.about.items(), key=lambda pair: pair[0])) if actor.principal is None else power.tags,
            tuple(_says(clause, stands) for clause in (*self._clauses, *_clauses(bounds))),
            tuple(context.values(key) for key in sorted((*self._variables, *_variables(bounds)))),
        )


def _says(clause: Clause, stands: Stance) -> tuple[bool, ...] | tuple[str, ...] | Formula | None:
    values = stands.context.values(clause.key)
    if values is None:
        return stands.about.get(clause.key)
    if any("${" in pattern for pattern in clause.values):
        return values
    return tuple(any(meets(clause.op, value, pattern) for pattern in clause.values) for value in values)


def _plain(statement: Statement) -> Hashable:
    return tuple(getattr(statement, field.name) for field in fields(statement) if field.name != "label")


def _allows_everything(document: Document) -> bool:
    return any(
        one.allows
        and not (one.clauses or one.doubt or one.not_actions or one.not_resources)
        and "*" in one.actions
        and "*" in one.resources
        for one in document.statements
    )


def _denies(document: Document) -> bool:
    return any(not statement.allows for statement in document.statements)


def _session(role: str, named: str) -> bool:
    return f":assumed-role/{role.rpartition('/')[2]}/" in named


def _statements(documents: Iterable[Document]) -> Iterator[Statement]:
    for document in documents:
        yield from document.statements


def _clauses(statements: Iterable[Statement]) -> Iterator[Clause]:
    for statement in statements:
        yield from (clause for clause in statement.clauses if clause.key.startswith(_OF_PRINCIPALS))


def _variables(statements: Iterable[Statement]) -> Iterator[str]:
    """The keys of principals that stand as variables in resources or values."""
    for statement in statements:
        for text in (*statement.resources, *(value for clause in statement.clauses for value in clause.values)):
            for piece in text.lower().split("${")[1:]:
                name = piece.partition("}")[0].partition(",")[0].strip()
                if name.startswith(_OF_PRINCIPALS):
                    yield name
