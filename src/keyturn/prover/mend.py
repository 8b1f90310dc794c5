"""The smallest edit that closes the paths: of trust policies, an SCP or a boundary; proved before it is shown.

Each kind is tried from the whole of what it could say down to what is needed: an element is left out if the proof holds
without it. No edit is offered that takes from the gateway or an accepted writer what they could do before.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from keyturn.codec.canonical import Json, encode
from keyturn.prover.account import Account, Managed, Principal, Version
from keyturn.prover.actors import Power
from keyturn.prover.answer import BYPASS, GUARDRAIL, Answer
from keyturn.prover.documents import Document, parse
from keyturn.prover.goals import Goal
from keyturn.prover.guardrail import SEAL
from keyturn.prover.openings import OPENINGS
from keyturn.prover.places import holder_of
from keyturn.prover.prove import Prover, Wanted
from keyturn.prover.wildcards import matches_action, matches_arn

LIMITS: Final = {"scp": 5120, "boundary": 6144, "trust": 2048}
"""Characters (reference_iam-quotas.html; orgs_reference_limits.html)."""

_BOUNDARY: Final = "keyturn-boundary"
_ESCAPES: Final = (
    "iam:DeleteRolePermissionsBoundary", "iam:DeleteUserPermissionsBoundary", "iam:PutRolePermissionsBoundary",
    "iam:PutUserPermissionsBoundary", "iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion", "iam:CreateRole",
    "iam:CreateUser", "iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:UpdateLoginProfile",
    "iam:UpdateAssumeRolePolicy", "iam:PassRole", "sts:AssumeRole", "iam:PutRolePolicy", "iam:AttachRolePolicy",
    "iam:PutUserPolicy", "iam:AttachUserPolicy", "iam:PutGroupPolicy", "iam:AttachGroupPolicy", "iam:AddUserToGroup",
)  # fmt: skip

Left = Callable[[], bool]
"""Whether there is time left to make the edit smaller."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One document before (None: new) and after; `size` of at most `limit` characters, `on`: to whom it is attached."""

    kind: str
    where: str
    before: Json
    after: Json
    size: int
    limit: int
    on: tuple[str, ...] = ()

    def to_json(self) -> Json:
        """As `--json` has it."""
        return {
            "kind": self.kind,
            "where": self.where,
            "before": self.before,
            "after": self.after,
            "characters": self.size,
            "limit": self.limit,
            "attach_to": list(self.on),
        }


@dataclass(frozen=True, slots=True)
class Mended:
    """Edits that close the paths, and the proof with them. `minimal`: no element can be left out (else time was up)."""

    edits: tuple[Edit, ...]
    answer: Answer
    minimal: bool
    keeps: tuple[str, ...]


def mend(prover: Prover, answer: Answer, kinds: Sequence[str], left: Left) -> Mended | None:
    """The first of `kinds` (`trust`, `scp`, `boundary`) that closes every path of `answer`; None if none does."""
    if answer.verdict != BYPASS:
        return None
    keeps = _keepers(prover)
    for kind in kinds:
        found = _KINDS[kind](prover, answer, keeps, left)
        if found is not None:
            return found
    return None


def _keepers(prover: Prover) -> dict[str, tuple[int, ...]]:
    """Who is meant to pass and can: by ARN, the numbers of the queries."""
    found: dict[str, tuple[int, ...]] = {}
    for actor in prover.powers.actors[: len(prover.account.principals)]:
        if prover.wanted.exempt.covers(actor.arn):
            able = tuple(
                number
                for number, query in enumerate(prover.wanted.queries)
                if Goal(prover.powers, query)(Power(actor.number)) is not None
            )
            found[actor.arn] = able
    return found


def _locks_nobody_out(account: Account, wanted: Wanted, keeps: Mapping[str, tuple[int, ...]]) -> bool:
    after = Prover(account, wanted)
    return all(_keepers(after).get(arn) == able for arn, able in keeps.items())


def _proved(account: Account, wanted: Wanted) -> Answer | None:
    answer = Prover(account, wanted).answer()
    return answer if answer.verdict.startswith("PROVED") else None


def _worth(account: Account, wanted: Wanted) -> tuple[bool, bool, bool]:
    """What an edit is worth: a proof; by guardrail alone; and nobody lets in accounts of other organisations."""
    answer = _proved(account, wanted)
    if answer is None:
        return False, False, False
    return True, answer.verdict == GUARDRAIL, not any(finding.beyond for finding in answer.findings)


# ------------------------------------------------------------------------------------------------------------ SCP


def _by_scp(prover: Prover, _answer: Answer, keeps: Mapping[str, tuple[int, ...]], left: Left) -> Mended | None:
    account, wanted = prover.account, prover.wanted
    if account.manages:
        return None  # SCPs do not bind the organisation's management account
    units = tuple(_scp_units(wanted))

    def edited(chosen: Sequence[tuple[str, str, str]]) -> tuple[Account, Json]:
        written = _scp(chosen, wanted.exempt.patterns)
        everything: Json = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
        levels = account.scps or ((parse(everything, "FullAWSAccess"),),)
        made = parse(written, "the new SCP")
        return replace(account, scps=(*levels[:-1], (*levels[-1], made))), written

    full = _worth(edited(units)[0], wanted)
    if not full[0]:
        return None
    chosen, minimal = _smallest(units, lambda some: _worth(edited(some)[0], wanted) == full, left)
    after, written = edited(chosen)
    return _offer(
        after, wanted, keeps, [_edit("scp", "a new SCP, attached to the account", None, written)], minimal=minimal
    )


def _scp_units(wanted: Wanted) -> Iterator[tuple[str, str, str]]:
    """(statement, action, resource): everything that the SCP may deny to all but the exempt."""
    for query in wanted.queries:
        for action in (query.action, *query.also):
            yield "OnlyTheGatewayMay", action, query.resource
        for rule in OPENINGS:
            holder = holder_of(query.resource)
            if matches_action(rule.grants, query.action) and matches_arn(rule.arn, holder):
                yield "NobodyOpensItsPolicy", rule.action, holder
    for pattern in wanted.exempt.patterns:
        for action in SEAL:
            yield "TheExemptStayAsTheyAre", action, pattern


def _scp(units: Sequence[tuple[str, str, str]], exempt: tuple[str, ...]) -> Json:
    grouped: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    by_action: dict[tuple[str, str], list[str]] = {}
    for name, action, resource in units:
        by_action.setdefault((name, action), []).append(resource)
    for (name, action), targets in by_action.items():
        grouped.setdefault((name, tuple(dict.fromkeys(targets))), []).append(action)
    statements: list[Json] = []
    for number, ((name, resources), actions) in enumerate(grouped.items(), 1):
        statement: dict[str, Json] = {
            "Sid": f"{name}{number}",
            "Effect": "Deny",
            "Action": list(actions),
            "Resource": list(resources),
        }
        if exempt:
            statement["Condition"] = {"ArnNotLike": {"aws:PrincipalArn": list(exempt)}}
        statements.append(statement)
    return {"Version": "2012-10-17", "Statement": statements}


# ------------------------------------------------------------------------------------------------------- boundary


def _by_boundary(prover: Prover, answer: Answer, keeps: Mapping[str, tuple[int, ...]], left: Left) -> Mended | None:
    account, wanted = prover.account, prover.wanted
    reached = {one.arn for finding in answer.findings for one in finding.principals}
    through = {step.who for finding in answer.findings for one in finding.principals for step in one.path}
    on = tuple(
        one.arn
        for one in account.principals
        if one.arn in reached | through and not wanted.exempt.covers(one.arn) and one.boundary is None
    )
    if not on or any(one.boundary is not None for one in account.principals if one.arn in reached):
        return None
    arn = f"arn:{account.partition}:iam::{account.number}:policy/{_BOUNDARY}"
    units: list[tuple[str, str, str]] = [
        ("protected", action, query.resource) for query in wanted.queries for action in (query.action, *query.also)
    ]
    units += [("escape", action, "*") for action in _ESCAPES]
    units += [
        ("opening", action, resource) for name, action, resource in _scp_units(wanted) if name == "NobodyOpensItsPolicy"
    ]

    def edited(chosen: Sequence[tuple[str, str, str]]) -> tuple[Account, Json]:
        denials: dict[str, list[str]] = {}
        for _, action, resource in chosen:
            denials.setdefault(resource, []).append(action)
        statements: list[Json] = [{"Effect": "Allow", "Action": "*", "Resource": "*"}]
        statements += [
            {"Effect": "Deny", "Action": list(dict.fromkeys(actions)), "Resource": resource}
            for resource, actions in denials.items()
        ]
        written: Json = {"Version": "2012-10-17", "Statement": statements}
        managed = Managed(arn, (Version("v1", default=True, document=parse(written, f"policy {arn}")),), {})
        people = tuple(replace(one, boundary=arn) if one.arn in on else one for one in account.principals)
        return replace(account, principals=people, policies={**account.policies, arn: managed}), written

    full = _worth(edited(units)[0], wanted)
    if not full[0]:
        return None
    chosen, minimal = _smallest(tuple(units), lambda some: _worth(edited(some)[0], wanted) == full, left)
    after, written = edited(chosen)
    made = _edit("boundary", f"a new policy {arn}", None, written, on)
    return _offer(after, wanted, keeps, [made], minimal=minimal)


# ---------------------------------------------------------------------------------------------------------- trust


def _by_trust(prover: Prover, answer: Answer, keeps: Mapping[str, tuple[int, ...]], left: Left) -> Mended | None:
    """Names struck from trust policies: of roles that somebody takes on the way and that do not depend on it."""
    account, wanted = prover.account, prover.wanted
    own = {one.arn for finding in answer.findings for one in finding.principals if len(one.path) == 1}
    taken = {
        call.resource
        for finding in answer.findings
        for one in (*finding.principals, *finding.outsiders)
        for step in one.path
        for call in step.calls
        if call.action.startswith("sts:AssumeRole")
    }
    if own or not taken:
        return None
    units = tuple(
        (one.arn, str(number), name)
        for one in account.principals
        if one.arn in taken and one.trust is not None
        for number, name in _names(one.trust)
    )

    def edited(chosen: Sequence[tuple[str, str, str]]) -> Account:
        people = tuple(_without(one, [unit for unit in chosen if unit[0] == one.arn]) for one in account.principals)
        return replace(account, principals=people)

    if not units or _proved(edited(units), wanted) is None:
        return None
    chosen, minimal = _smallest(units, lambda some: _proved(edited(some), wanted) is not None, left)
    after = edited(chosen)
    before = {one.arn: one.trust for one in account.principals}
    edits = [
        _edit("trust", f"the trust policy of {one.arn}", _written(before[one.arn]), _written(one.trust))
        for one in after.principals
        if one.trust is not before[one.arn]
    ]
    return _offer(after, wanted, keeps, edits, minimal=minimal)


def _names(trust: Document) -> Iterator[tuple[int, str]]:
    for number, statement in enumerate(trust.statements):
        for kind, value in statement.principals or ():
            if statement.allows and kind in {"AWS", "*", "Federated"}:
                yield number, value


def _written(document: Document | None) -> Json:
    return None if document is None else document.written


def _without(principal: Principal, struck: Sequence[tuple[str, str, str]]) -> Principal:
    """The principal with names struck from its trust policy; a statement that then names nobody goes."""
    if not struck or principal.trust is None or not isinstance(principal.trust.written, Mapping):
        return principal
    written = principal.trust.written
    found = written.get("Statement", [])
    statements = list(found) if isinstance(found, list | tuple) else [found]
    kept: list[Json] = []
    for number, statement in enumerate(statements):
        gone = {name for _, at, name in struck if at == str(number)}
        named = statement.get("Principal") if isinstance(statement, Mapping) else None
        if not gone or not isinstance(statement, Mapping):
            kept.append(statement)
            continue
        remaining: dict[str, Json] = {}
        for kind, names in named.items() if isinstance(named, Mapping) else ():
            some = [one for one in (names if isinstance(names, list | tuple) else [names]) if one not in gone]
            if some:
                remaining[kind] = some[0] if len(some) == 1 else some
        if remaining:
            kept.append({**statement, "Principal": remaining})
    return replace(principal, trust=parse({**written, "Statement": kept}, principal.trust.label))


# --------------------------------------------------------------------------------------------------------- common

_KINDS: Final = {"scp": _by_scp, "boundary": _by_boundary, "trust": _by_trust}


def _smallest(
    units: tuple[tuple[str, str, str], ...], holds: Callable[[Sequence[tuple[str, str, str]]], bool], left: Left
) -> tuple[list[tuple[str, str, str]], bool]:
    """`units` without those the proof does not need, and whether there was time to try each."""
    chosen = list(units)
    for unit in reversed(units):
        if not left():
            return chosen, False
        fewer = [one for one in chosen if one != unit]
        if fewer and holds(fewer):
            chosen = fewer
    return chosen, True


def _edit(kind: str, where: str, before: Json, after: Json, on: tuple[str, ...] = ()) -> Edit:
    return Edit(kind, where, before, after, len(encode(after).decode()), LIMITS[kind], on)


def _offer(
    account: Account, wanted: Wanted, keeps: Mapping[str, tuple[int, ...]], edits: list[Edit], *, minimal: bool
) -> Mended | None:
    """The edits with their proof, unless one is too large or somebody who is meant to pass no longer could."""
    if any(edit.size > edit.limit for edit in edits) or not _locks_nobody_out(account, wanted, keeps):
        return None
    answer = _proved(account, wanted)
    if answer is None:
        return None
    return Mended(tuple(edits), answer, minimal, tuple(arn for arn, able in keeps.items() if able))
