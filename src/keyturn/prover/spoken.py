"""What an account's documents say of one action: each document without the statements that are about others."""

from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

from keyturn.prover.account import Account
from keyturn.prover.documents import Document, Statement
from keyturn.prover.evaluate import of_action

Levels: TypeAlias = tuple[tuple[Document, ...], ...]


class Spoken:
    """The documents of one account by action, remembered."""

    def __init__(self, account: Account) -> None:
        self._account: Final = account
        self._slim: dict[tuple[int, str], Document] = {}
        self._about: dict[tuple[tuple[str, ...], bool, str], bool] = {}
        self._levels: dict[str, tuple[Levels, Levels]] = {}
        self._kept: list[Document] = []
        self._allowing: Final[dict[tuple[tuple[str, ...], bool], tuple[Statement, set[int]]]] = {}
        self._speakers: dict[str, frozenset[int]] = {}
        self._numbers: Final[dict[int, int]] = {}
        for document in _documents(account):
            self._number(document)

    def _number(self, document: Document) -> None:
        number = self._numbers.setdefault(id(document), len(self._numbers))
        for one in document.statements:
            if one.allows:
                self._allowing.setdefault((one.actions, one.not_actions), (one, set()))[1].add(number)

    def numbers(self, documents: Iterable[Document]) -> frozenset[int] | None:
        """The numbers of documents of the account; None if one is not the account's."""
        found = [self._numbers.get(id(one)) for one in documents]
        return frozenset(number for number in found if number is not None) if None not in found else None

    def speakers(self, action: str) -> frozenset[int]:
        """The numbers of the account's documents that allow something about `action`."""
        found = self._speakers.get(action)
        if found is None:
            sets = (numbers for one, numbers in self._allowing.values() if self._is_about(one, action))
            found = self._speakers[action] = frozenset(number for numbers in sets for number in numbers)
        return found

    def slim(self, document: Document, action: str | None) -> Document:
        """`document` with no statement that is not about `action`."""
        if action is None:
            return document
        key = (id(document), action)
        found = self._slim.get(key)
        if found is None:
            statements = tuple(one for one in document.statements if self._is_about(one, action))
            found = self._slim[key] = Document(document.label, statements)
            self.keep(document)
        return found

    def keep(self, document: Document) -> None:
        """Hold on to `document`, whose id must not be given to another one."""
        self._kept.append(document)

    def levels(self, action: str | None) -> tuple[Levels, Levels]:
        """What SCPs and RCPs say of `action`, level by level."""
        key = action or ""
        found = self._levels.get(key)
        if found is None:
            found = self._levels[key] = (
                tuple(tuple(self.slim(one, action) for one in level) for level in self._account.scps),
                tuple(tuple(self.slim(one, action) for one in level) for level in self._account.rcps),
            )
        return found

    def _is_about(self, statement: Statement, action: str) -> bool:
        key = (statement.actions, statement.not_actions, action)
        found = self._about.get(key)
        if found is None:
            found = self._about[key] = of_action(statement, action) is True
        return found


def _documents(account: Account) -> Iterator[Document]:
    """What principals and groups hold, and every version of the managed policies; `account` keeps them."""
    for principal in account.principals:
        yield from (held.document for held in principal.held)
    for group in account.groups:
        yield from (held.document for held in group.held)
    for policy in account.policies.values():
        yield from (version.document for version in policy.versions)
