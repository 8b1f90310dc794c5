"""When two powers are as good as each other: whoever holds any permission differs only in what still binds it.

A search that holds one of two alike gains nothing from the other, so it looks at one of them.
"""

from collections.abc import Hashable, Iterable, Iterator
from typing import Final

from keyturn.prover.actors import ALL, Power
from keyturn.prover.comparisons import meets
from keyturn.prover.documents import Clause, Document, Statement
from keyturn.prover.powers import Powers

_OF_PRINCIPALS: Final = ("aws:principal", "aws:username", "aws:userid")


class Likeness:
    """Tells powers with any permission apart, as far as some document of the account does."""

    def __init__(self, powers: Powers) -> None:
        self._powers: Final = powers
        account = powers.account
        documents = {
            id(one): one
            for one in (
                *(one.trust for one in account.principals if one.trust is not None),
                *(document for level in (*account.scps, *account.rcps) for document in level),
                *account.resource_policies.values(),
                *(account.policies[one.boundary].current for one in account.principals if one.boundary is not None),
                *(held.document for one in account.principals for held in one.held if _denies(held.document)),
            )
        }
        self._clauses: Final = tuple(dict.fromkeys(_clauses(documents.values())))
        self._variables: Final = frozenset(_variables(documents.values()))
        self._named: Final = frozenset(
            value
            for document in documents.values()
            for statement in document.statements
            for _, value in statement.principals or ()
        )

    def of(self, power: Power) -> Hashable | None:
        """What the power is like; None if it holds less than any permission, and so is like nothing else."""
        if ALL not in power.gains:
            return None
        actor = self._powers.actors[power.actor]
        stands = self._powers.stance(power)
        named = actor.arn if any(actor.arn == one or _session(actor.arn, one) for one in self._named) else ""
        return (
            actor.kind,
            named,
            frozenset(id(one) for identity in stands.identities for one in identity if _denies(one)),
            frozenset(None if one is None else tuple(map(id, one)) for one in stands.boundaries),
            tuple(sorted(stands.about.items(), key=lambda pair: pair[0])) if actor.principal is None else power.tags,
            tuple(self._says(clause, power) for clause in self._clauses),
            tuple(stands.context.values(key) for key in sorted(self._variables)),
        )

    def _says(self, clause: Clause, power: Power) -> tuple[bool, ...] | None:
        values = self._powers.stance(power).context.values(clause.key)
        if values is None:
            return None
        return tuple(any(meets(clause.op, value, pattern) for pattern in clause.values) for value in values)


def _denies(document: Document) -> bool:
    return any(not statement.allows for statement in document.statements)


def _session(role: str, named: str) -> bool:
    return f":assumed-role/{role.rpartition('/')[2]}/" in named


def _statements(documents: Iterable[Document]) -> Iterator[Statement]:
    for document in documents:
        yield from document.statements


def _clauses(documents: Iterable[Document]) -> Iterator[Clause]:
    for statement in _statements(documents):
        yield from (clause for clause in statement.clauses if clause.key.startswith(_OF_PRINCIPALS))


def _variables(documents: Iterable[Document]) -> Iterator[str]:
    """The keys of principals that stand as variables in resources or values."""
    for statement in _statements(documents):
        for text in (*statement.resources, *(value for clause in statement.clauses for value in clause.values)):
            for piece in text.lower().split("${")[1:]:
                name = piece.partition("}")[0].partition(",")[0].strip()
                if name.startswith(_OF_PRINCIPALS):
                    yield name
