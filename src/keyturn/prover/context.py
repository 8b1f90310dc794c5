"""What is known of a request's context, and what a condition says of it: the rest stays open in a formula.

Sources: reference_policies_condition-keys.html, reference_policies_variables.html,
reference_policies_condition-single-vs-multi-valued-context-keys.html (all docs.aws.amazon.com/IAM/latest/UserGuide).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from keyturn.prover.comparisons import WITH_VARIABLES, meets
from keyturn.prover.documents import Clause, Statement
from keyturn.prover.formula import Doubt, Formula, Test, either, every, negation
from keyturn.prover.wildcards import LITERAL_MARK, LITERAL_STAR, literal

_VARIABLE: Final = re.compile(r"\$\{([^}]*)\}")
_ESCAPES: Final = {"*": LITERAL_STAR, "?": LITERAL_MARK, "$": "$"}
_WILD: Final = frozenset({"StringLike", "ArnLike", "Resource"})
_ONLY_FROM_SERVICES: Final = frozenset({
    "aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths", "aws:principalservicename",
    "aws:principalservicenameslist",
})  # fmt: skip
"""Keys that stand in a request only when a service makes it on its own (service principals)."""


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a request. `known`: values by key (lower case), an empty tuple where the key is absent.

    A key that is not in `known` is open: the attacker's choice, or nobody knows. Of a family in `closed` (such as
    `aws:principaltag/`) every key is absent that is neither in `known` nor in `opened`. `all_known`: nothing is open,
    as in a simulation.
    """

    known: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    closed: tuple[str, ...] = ()
    all_known: bool = False
    opened: frozenset[str] = frozenset()

    def values(self, key: str) -> tuple[str, ...] | None:
        """The values of `key`, empty where it is absent, None where that is open."""
        found = self.known.get(key)
        if found is not None:
            return found
        if key in self.opened:
            return None
        return () if self.all_known or key.startswith(self.closed) or key in _ONLY_FROM_SERVICES else None

    def with_known(self, more: Mapping[str, tuple[str, ...]]) -> "Context":
        """This context with some keys known besides."""
        return Context({**self.known, **more}, self.closed, self.all_known, self.opened) if more else self

    def and_also(self, other: "Context") -> "Context":
        """What is known here and there; where both know a key, there counts."""
        return Context(
            {**self.known, **other.known}, (*self.closed, *other.closed), self.all_known, self.opened | other.opened
        )


def resolved(text: str, context: Context, *, variables: bool) -> tuple[str | None, bool]:
    """Put values in the place of `${...}`: the pattern and whether it is exact.

    None: a variable has no value, so that the pattern matches nothing. Where a value is open, `*` stands for it and
    the
    pattern is not exact.
    """
    if not variables or "${" not in text:
        return text, True
    exact = True
    nothing = False

    def value(match: re.Match[str]) -> str:
        nonlocal exact, nothing
        name, comma, rest = match[1].partition(",")
        if name in _ESCAPES and not comma:
            return _ESCAPES[name]
        default = rest.strip().removeprefix("'").removesuffix("'") if comma else None
        found = context.values(name.strip().lower())
        if found is None:
            exact = False
            return "*"
        if len(found) == 1:
            return literal(found[0])
        if default is not None and not found:
            return literal(default)
        nothing = True
        return ""

    pattern = _VARIABLE.sub(value, text)
    return (None if nothing else pattern), exact


def condition(statement: Statement, context: Context) -> Formula:
    """What the conditions of `statement` (and what is not understood in it) say in `context`.

    Where a variable is open, an Allow's condition may come out wider than it is and a Deny's narrower.
    """
    if not statement.clauses and statement.doubt is None:
        return True
    parts = [_doubted(clause, statement, context) for clause in statement.clauses]
    if statement.doubt is not None:
        parts.append(Doubt(statement.doubt, cautious=not statement.allows))
    return every(parts)


def _doubted(clause: Clause, statement: Statement, context: Context) -> Formula:
    """One clause; a value that its operator cannot read may match or not."""
    said = _clause(clause, statement, context)
    if clause.doubt is None:
        return said
    doubt = Doubt(f"{statement.label} {clause.doubt}", cautious=not statement.allows)
    return every([said, doubt]) if clause.negated else either([said, doubt])


def _clause(clause: Clause, statement: Statement, context: Context) -> Formula:
    values = context.values(clause.key)
    if clause.op == "Null":
        return _null(clause, values)
    patterns: list[str] = []
    exact = True
    for written in clause.values:
        variables = statement.variables and clause.op in WITH_VARIABLES
        pattern, is_exact = resolved(written, context, variables=variables)
        exact = exact and is_exact
        if pattern is not None:
            patterns.append(pattern if clause.op in _WILD or not is_exact else literal(pattern))
    if not exact:
        # Over-report: an Allow's comparison with an open variable may hold, a Deny's may fail.
        return statement.allows
    if clause.negated and len(patterns) < len(clause.values) and not statement.allows:
        # Nothing is unlike a variable without a value: a Deny is not taken to hold because of it.
        return False
    # Whether `ForAnyValue:...IfExists` holds for an absent key is not documented: it helps an Allow, never a Deny.
    if_exists = clause.if_exists and (clause.each != "any" or statement.allows)
    if values is not None:
        return _known(clause, values, patterns, if_exists=if_exists)
    wanted = tuple(dict.fromkeys(patterns))
    if clause.each:
        return Test(clause.key, clause.op, wanted, clause.each, clause.negated, if_exists)
    if clause.negated:
        # Absent counts as "not equal", with or without IfExists.
        return negation(Test(clause.key, clause.op, wanted))
    return Test(clause.key, clause.op, wanted, if_exists=if_exists)


def _known(clause: Clause, values: tuple[str, ...], patterns: list[str], *, if_exists: bool) -> bool:
    if not values:
        return if_exists or clause.each == "all" or (clause.negated and clause.each != "any")
    met = [any(meets(clause.op, value, pattern) for pattern in patterns) for value in values]
    if clause.each == "all":
        return not any(met) if clause.negated else all(met)
    if clause.each == "any":
        return not all(met) if clause.negated else any(met)
    return not any(met) if clause.negated else any(met)


def _null(clause: Clause, values: tuple[str, ...] | None) -> Formula:
    wanted = {value.lower() for value in clause.values}
    absent: Formula = Test(clause.key, "Null", ()) if values is None else not values
    if wanted == {"true"}:
        return absent
    return negation(absent) if wanted == {"false"} else bool(wanted)
