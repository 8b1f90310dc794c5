"""What is protected where nobody says: every delete, permission and delegation on production."""

from collections.abc import Iterator

from keyturn.prover.account import Account
from keyturn.prover.documents import Document, Statement
from keyturn.prover.goals import Query
from keyturn.prover.protected import PLACES, PROTECTED
from keyturn.prover.wildcards import matches_action, matches_text


def production(account: Account, regions: tuple[str, ...], arns: tuple[str, ...]) -> tuple[Query, ...]:
    """The queries for what lies in `regions` (or is global), and for the patterns `arns`.

    Actions that no statement of the account tells apart have the same answer: of those one stands for all.
    """
    statements = tuple(_statements(account))
    found: list[Query] = []
    for service, names in PROTECTED.items():
        alike: dict[frozenset[int], list[str]] = {}
        for name in names.split():
            action = f"{service}:{name}"
            about = frozenset(number for number, statement in enumerate(statements) if _is_about(statement, action))
            alike.setdefault(about, []).append(action)
        for about, (first, *others) in alike.items():
            if any(statements[number].allows for number in about):
                resources = _resources(service, account, regions, arns)
                found += [Query(first, resource, tuple(others)) for resource in resources]
    return tuple(found)


def _resources(service: str, account: Account, regions: tuple[str, ...], arns: tuple[str, ...]) -> Iterator[str]:
    """Every form of ARN that the service's things have: in `regions`, or in none, which counts as production."""
    for name, regional, owned in PLACES.get(service, ((service, True, True),)):
        head = f"arn:{account.partition}:{name}"
        owner = account.number if owned else ""
        for region in regions if regional else ("",):
            yield f"{head}:{region}:{owner}:*"
    for arn in arns:
        if matches_text(arn.split(":")[2] if arn.count(":") >= 5 else "*", service):
            yield arn


def _statements(account: Account) -> Iterator[Statement]:
    """Every statement that may tell two actions apart, each set of patterns once."""
    documents: dict[int, Document] = {}
    for principal in account.principals:
        documents |= {id(held.document): held.document for held in principal.held}
    for managed in account.policies.values():
        documents |= {id(version.document): version.document for version in managed.versions}
    for level in (*account.scps, *account.rcps):
        documents |= {id(document): document for document in level}
    documents |= {id(document): document for document in account.resource_policies.values()}
    seen: set[tuple[tuple[str, ...], bool, bool]] = set()
    for document in documents.values():
        for statement in document.statements:
            key = (statement.actions, statement.not_actions, statement.allows)
            if key not in seen:
                seen.add(key)
                yield statement


def _is_about(statement: Statement, action: str) -> bool:
    return any(matches_action(pattern, action) for pattern in statement.actions) != statement.not_actions
