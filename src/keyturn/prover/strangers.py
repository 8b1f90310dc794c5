"""Whom outside the account a policy names, and what is known of them."""

from collections.abc import Iterable, Iterator
from typing import Final

from keyturn.prover.context import Context
from keyturn.prover.documents import Document
from keyturn.prover.evaluate import Who
from keyturn.prover.formula import Formula, Test, every, negation
from keyturn.prover.wildcards import is_literal


def strangers(policy: Document, account: str, *, public_only: bool = False) -> Iterator[Who]:
    """Whom outside the account a resource policy names: everybody, other accounts and their principals, providers."""
    seen: set[str] = set()
    for statement in policy.statements:
        if not statement.allows:
            continue
        pairs: Iterable[tuple[str, str]] = (("*", "*"),) if statement.not_principals else statement.principals or ()
        for kind, value in pairs:
            who = _stranger(kind, value, account)
            if who is not None and who.arn not in seen and (not public_only or who.kind in {"anonymous", "federated"}):
                seen.add(who.arn)
                yield who
                if who.kind == "anonymous":
                    yield Who(f"arn:aws:iam::{_STRANGER}:root", "root", _STRANGER)


_STRANGER: Final = "000000000000"


def _stranger(kind: str, value: str, account: str) -> Who | None:
    if value == "*":
        return Who("*", "anonymous", "")
    if kind == "Federated":
        return Who(value, "federated", "")
    if kind != "AWS":
        return None
    number = value if value.isdigit() else (value.split(":") + [""] * 5)[4]
    if number in {"", account}:
        return None
    if value.isdigit() or value.endswith(":root"):
        return Who(value if not value.isdigit() else f"arn:aws:iam::{value}:root", "root", number)
    return Who(value, "user", number)


def context_of(who: Who) -> Context:
    """What is known of a request because somebody outside makes it."""
    if who.outside:
        return Context({"aws:principalisawsservice": ("false",), "aws:principalorgid": ()})
    known = {"aws:principalaccount": (who.account,), "aws:principalisawsservice": ("false",)}
    if who.account == _STRANGER:
        known |= {"aws:principalorgid": ("o-stranger",), "aws:principalarn": (who.arn,)}
    return Context(known)


PUBLIC: Final = {
    "token.actions.githubusercontent.com": ("repo:", "/"),
    "gitlab.com": ("project_path:", "/"),
    "app.terraform.io": ("organization:", ":"),
    "agent.buildkite.com": ("organization:", ":"),
    "api.bitbucket.org": ("", ":"),
    "accounts.google.com": ("", ""),
    "www.amazon.com": ("", ""),
    "graph.facebook.com": ("", ""),
    "cognito-identity.amazonaws.com": ("", ""),
}
"""Providers where anybody may have an account, and how the subject of a token begins: with an owner, then this mark."""


def public(who: Who, trust: Document) -> Formula:
    """What must hold for just anybody to come in through a provider: a subject of an owner that no policy names."""
    if who.kind != "federated":
        return True
    issuer = who.arn.partition(":oidc-provider/")[2] or who.arn
    if issuer not in PUBLIC:
        return False
    prefix, mark = PUBLIC[issuer]
    if not mark:
        return not any(clause.key.startswith(f"{issuer}:") for one in trust.statements for clause in one.clauses)
    key = f"{issuer}:sub"
    owners = {
        f"{value.removeprefix(prefix).partition(mark)[0]}"
        for statement in trust.statements
        for clause in statement.clauses
        if clause.key == key
        for value in clause.values
        if value.startswith(prefix) and mark in value.removeprefix(prefix)
    }
    named = tuple(f"{prefix}{owner}{mark}*" for owner in sorted(owners) if is_literal(owner))
    anybody: Formula = Test(key, "StringLike", (f"{prefix}?*{mark}*",))
    return every([anybody, negation(Test(key, "StringLike", named))]) if named else anybody
