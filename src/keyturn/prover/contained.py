"""Whether statements of one document allow no more than those of others: by what is written, with no solver.

It errs to the no. What is compared are the statements as they are parsed, however they came about.
"""

from collections.abc import Iterable

from keyturn.prover.documents import Document, Statement
from keyturn.prover.evaluate import of_action
from keyturn.prover.wildcards import is_literal, matches_arn


def contained(after: Iterable[Document], before: Iterable[Document]) -> str:
    """The label of the first statement of `after` that is not within one of `before`; empty if all are.

    Every denial of `before` stands in `after` too.
    """
    old = [statement for document in before for statement in document.statements]
    new = [statement for document in after for statement in document.statements]
    for one in new:
        if one.allows and not any(_within(one, other) for other in old if other.allows):
            return one.label
    for other in old:
        if not other.allows and not any(_is_same(one, other) for one in new if not one.allows):
            return other.label
    return ""


def _within(one: Statement, other: Statement) -> bool:
    return one == other or (
        not one.not_actions
        and one.doubt is None
        and other.doubt is None
        and one.clauses == other.clauses
        and one.variables == other.variables
        and _things_within(one, other)
        and all(_action_within(pattern, other) for pattern in one.actions)
    )


def _things_within(one: Statement, other: Statement) -> bool:
    if (one.resources, one.not_resources) == (other.resources, other.not_resources):
        return True
    if one.not_resources or other.not_resources:
        return False
    return all(any("${" not in two and matches_arn(two, thing) for two in other.resources) for thing in one.resources)


def _action_within(pattern: str, other: Statement) -> bool:
    """Whether every action, now and later, that `pattern` means is one that `other` is about."""
    if is_literal(pattern):
        return of_action(other, pattern) is True
    service, _, name = pattern.lower().partition(":")
    if other.not_actions:
        named = {one.lower().partition(":")[0] for one in other.actions}
        return all(is_literal(one) for one in named) and service not in named
    prefix = name.removesuffix("*")
    for one in other.actions:
        if one in {pattern, "*"}:
            return True
        theirs, _, wanted = one.lower().partition(":")
        whole = wanted.endswith("*") and is_literal(wanted[:-1]) and is_literal(prefix)
        if theirs == service and whole and prefix.startswith(wanted[:-1]):
            return True
    return False


def _is_same(one: Statement, other: Statement) -> bool:
    return (
        (one.actions, one.not_actions, one.resources, one.not_resources, one.clauses, one.variables)
        == (other.actions, other.not_actions, other.resources, other.not_resources, other.clauses, other.variables)
    )  # fmt: skip
