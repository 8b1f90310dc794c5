"""Whom outside the account a policy names, and what is known of them."""

from collections.abc import Iterator, Mapping
from typing import Final

from keyturn.codec.canonical import Json
from keyturn.verify.iam.context import Known, pattern_of
from keyturn.verify.iam.documents import Document
from keyturn.verify.iam.evaluate import Who
from keyturn.verify.iam.logic import Comparison, Formula, Literal, every
from keyturn.verify.iam.texts import wild

NUMBER: Final = "000000000000"
"""The account of somebody outside of whom nothing is known."""


def strangers(policy: Document, account: str, *, public_only: bool = False) -> Iterator[Who]:
    """Whom outside the account a policy lets in: everybody, other accounts, their principals, identity providers."""
    found: dict[str, Who] = {}
    for statement in policy.statements:
        if statement.allows:
            for kind, value in (("*", "*"),) if statement.not_principals else statement.principals or ():
                for who in _named(kind, value, account):
                    found.setdefault(who.arn, who)
    for who in found.values():
        if not public_only or who.kind in {"anonymous", "federated"} or who.account == NUMBER:
            yield who


def _anyone() -> Who:
    return Who(f"arn:aws:iam::{NUMBER}:root", "root", NUMBER)


def _named(kind: str, value: str, account: str) -> Iterator[Who]:
    if value == "*":
        yield Who("*", "anonymous", "")
        yield _anyone()
    elif kind == "Federated":
        yield Who(value, "federated", "")
    elif kind == "AWS":
        number = value if value.isdigit() else (value.split(":") + [""] * 5)[4]
        if number and number != account:
            whole = value.isdigit() or value.endswith(":root")
            yield Who(
                value if not value.isdigit() else f"arn:aws:iam::{value}:root", "root" if whole else "user", number
            )


def known_of(who: Who) -> Known:
    """What is known of a request because somebody outside makes it."""
    if who.outside:
        return Known({"aws:principalisawsservice": ("false",), "aws:principalorgid": ()})
    known: dict[str, tuple[str, ...]] = {
        "aws:principalaccount": (who.account,), "aws:principalisawsservice": ("false",),
    }  # fmt: skip
    if who.account == NUMBER:
        known |= {"aws:principalorgid": ("o-stranger",), "aws:principalarn": (who.arn,)}
    return Known(known)


def public(who: Who, trust: Document, issuers: Mapping[str, Json]) -> Formula:
    """What must be so for just anybody to come in through a provider: a subject of an owner that no policy names."""
    if who.kind != "federated":
        return True
    issuer = who.arn.partition(":oidc-provider/")[2] or who.arn
    begins = issuers.get(issuer)
    if not isinstance(begins, list | tuple):
        return False
    prefix, mark = str(begins[0]), str(begins[1])
    clauses = [clause for one in trust.statements for clause in one.clauses]
    if not mark:
        return not any(clause.key.startswith(f"{issuer}:") for clause in clauses)
    key = f"{issuer}:sub"
    owners = {
        value.removeprefix(prefix).partition(mark)[0]
        for clause in clauses
        if clause.key == key
        for value in clause.values
        if value.startswith(prefix) and mark in value.removeprefix(prefix)
    }
    named = tuple(f"{prefix}{owner}{mark}*" for owner in sorted(owners) if "*" not in owner and "?" not in owner)
    return every([_like(key, f"{prefix}?*{mark}*"), *([_like(key, *named, holds=False)] if named else [])])


def _like(key: str, *patterns: str, holds: bool = True) -> Formula:
    found = tuple(pattern_of("stringlike", wild(one)) for one in patterns)
    return Literal(Comparison(key, "stringlike", found), holds)
