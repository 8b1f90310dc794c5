"""What is known of a request, and what a statement says of it: whatever is not known stays open in a formula.

Sources: reference_policies_condition-keys.html, reference_policies_variables.html,
reference_policies_condition-single-vs-multi-valued-context-keys.html (docs.aws.amazon.com/IAM/latest/UserGuide).
Where a variable has no known value, the side is taken that can only report too much.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from keyturn.verify.iam.documents import WITH_VARIABLES, Clause, Statement
from keyturn.verify.iam.logic import RESOURCE, Comparison, Formula, Literal, every, opposite
from keyturn.verify.iam.texts import Pattern, Tokens, fits, folded, plain, wild
from keyturn.verify.iam.values import ON_TEXT, can_read, meets

_VARIABLE: Final = re.compile(r"\$\{([^}]*)\}")
_SERVICES_ONLY: Final = frozenset({
    "aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths", "aws:principalservicename",
    "aws:principalservicenameslist",
})  # fmt: skip
_FOLDED: Final = frozenset({"stringequalsignorecase", "bool", "action"})
_LIKE: Final = frozenset({"stringlike", "arnlike"})


@dataclass(frozen=True, slots=True)
class Known:
    """Values by key (lower case; none: the key is absent).

    A key that is not there is open, unless its family is in `closed`: then it is absent, but for those in `opened`.
    """

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    closed: tuple[str, ...] = ()
    opened: frozenset[str] = frozenset()

    def of(self, key: str) -> tuple[str, ...] | None:
        """The values of `key`; none where it is absent, None where it is open."""
        found = self.values.get(key)
        if found is not None:
            return found
        if key in self.opened:
            return None
        return () if key.startswith(self.closed) or key in _SERVICES_ONLY else None

    def adding(self, more: Mapping[str, tuple[str, ...]], closed: tuple[str, ...] = ()) -> "Known":
        """This, and what `more` says besides."""
        return Known({**self.values, **more}, (*self.closed, *closed), self.opened) if more or closed else self


def filled(text: str, known: Known, *, wildcards: bool, variables: bool) -> tuple[Tokens | None, bool]:
    """`text` as a pattern with values for its variables, and whether all of them are known.

    None: one of them has no value, so that nothing fits. An open one is taken to be anything.
    """
    read = wild if wildcards else plain
    if not variables or "${" not in text:
        return read(text), True
    tokens: list[str | None] = []
    exact, nothing, begun = True, False, 0
    for match in _VARIABLE.finditer(text):
        tokens += read(text[begun : match.start()])
        begun = match.end()
        name, comma, rest = match[1].partition(",")
        if not comma and name in {"*", "?", "$"}:
            tokens.append(name)
            continue
        values = known.of(name.strip().lower())
        if values is None:
            exact = False
            tokens.append(None)
        elif len(values) == 1:
            tokens += values[0]
        elif comma and not values:
            tokens += rest.strip().removeprefix("'").removesuffix("'")
        else:
            nothing = True
    tokens += read(text[begun:])
    return (None if nothing else tuple(tokens)), exact


def pattern_of(operator: str, tokens: Tokens) -> Pattern:
    """The pattern that tokens are under an operator on text."""
    if operator in {"arnlike", "resource"}:
        return Pattern(tokens, arn=True)
    return Pattern(folded(tokens) if operator in _FOLDED else tokens)


def conditions(statement: Statement, known: Known) -> Formula:
    """What the conditions of a statement say."""
    if not statement.clauses:
        return True
    return every(_clause(one, statement, known) for one in statement.clauses)


def _clause(clause: Clause, statement: Statement, known: Known) -> Formula:
    values = known.of(clause.key)
    if clause.operator == "null":
        return _null(clause, values)
    found = _compared(clause, statement, known)
    if isinstance(found, bool):
        return found
    # Whether `ForAnyValue:...IfExists` holds for an absent key is not documented: it helps an Allow, never a Deny.
    if_exists = clause.if_exists and (clause.each != "any" or statement.allows)
    if values is not None:
        return _said(clause, values, found, if_exists=if_exists)
    patterns, texts = found.patterns, found.values
    if clause.each:
        return Literal(Comparison(clause.key, clause.operator, patterns, texts, clause.each, clause.negated, if_exists))
    if clause.negated:
        return Literal(Comparison(clause.key, clause.operator, patterns, texts), holds=False)
    return Literal(Comparison(clause.key, clause.operator, patterns, texts, if_exists=if_exists))


def _compared(clause: Clause, statement: Statement, known: Known) -> Comparison | bool:
    """The clause as a comparison; a bool where open or missing variables settle it."""
    operator = clause.operator
    if operator not in ON_TEXT:
        return Comparison(clause.key, operator, values=tuple(dict.fromkeys(clause.values)))
    patterns: dict[Pattern, None] = {}
    missing = False
    variables = statement.variables and operator in WITH_VARIABLES
    for written in clause.values:
        tokens, exact = filled(written, known, wildcards=operator in _LIKE, variables=variables)
        if not exact:
            return statement.allows
        if tokens is None:
            missing = True
        elif not variables or "${" not in written or _can_compare(operator, tokens):
            patterns[pattern_of(operator, tokens)] = None
    if missing and clause.negated and not statement.allows:
        # Nothing is unlike a variable without a value: a Deny is not taken to hold because of it.
        return False
    return Comparison(clause.key, operator, tuple(patterns))


def _can_compare(operator: str, tokens: Tokens) -> bool:
    text = "".join("*" if one is None else one or "?" for one in tokens)
    return operator not in {"arnlike", "bool"} or can_read(operator, text)


def _said(clause: Clause, values: tuple[str, ...], comparison: Comparison, *, if_exists: bool) -> bool:
    if not values:
        return if_exists or clause.each == "all" or (clause.negated and clause.each != "any")
    met = [meets(comparison, value) for value in values]
    if clause.each == "all":
        return not any(met) if clause.negated else all(met)
    if clause.each == "any":
        return not all(met) if clause.negated else any(met)
    return any(met) != clause.negated


def _null(clause: Clause, values: tuple[str, ...] | None) -> Formula:
    wanted = {value.lower() for value in clause.values}
    absent: Formula = Literal(Comparison(clause.key, "null")) if values is None else not values
    if wanted == {"true"}:
        return absent
    return opposite(absent) if wanted == {"false"} else bool(wanted)


# ---------------------------------------------------------------------------------------------------- resources


def resources(statement: Statement, known: Known) -> tuple[Pattern, ...] | None:
    """The patterns of a statement's resources; None where a Deny leaves out what is not known, and does not hold."""
    found: list[Pattern] = []
    widens = statement.allows != statement.not_resources
    for written in statement.resources:
        tokens, exact = filled(written, known, wildcards=True, variables=statement.variables)
        if tokens is None:
            if statement.not_resources and not statement.allows:
                return None
        elif exact or widens:
            found.append(Pattern(tokens, arn=True))
    return tuple(found)


def on_resource(statement: Statement, resource: str | None, known: Known) -> Formula:
    """Whether a statement is about `resource` (None: any, to be said by comparisons of `RESOURCE`)."""
    if not statement.resources:
        return True
    patterns = resources(statement, known)
    if patterns is None:
        return False
    if resource is not None:
        return any(fits(one, resource) for one in patterns) != statement.not_resources
    named: Formula = is_one_of(RESOURCE, patterns) if patterns else False
    if any(one.is_all for one in patterns):
        named = True
    return opposite(named) if statement.not_resources else named


def is_one_of(key: str, patterns: tuple[Pattern, ...]) -> Formula:
    """That the ARN under `key` fits one of `patterns`."""
    return Literal(Comparison(key, "resource", tuple(dict.fromkeys(patterns))))


def arns(*texts: str) -> tuple[Pattern, ...]:
    """ARN patterns as they are written."""
    return tuple(Pattern(wild(one), arn=True) for one in texts)


def variables_of(statement: Statement) -> Iterator[str]:
    """The keys that stand as variables in a statement."""
    for text in (*statement.resources, *(value for clause in statement.clauses for value in clause.values)):
        for match in _VARIABLE.finditer(text):
            yield match[1].partition(",")[0].strip().lower()
