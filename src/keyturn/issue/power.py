"""The gateway's own power for one call: an IAM policy that allows its actions on its things, and little more.

It is the session policy of the session that carries the call out (`sts:AssumeRole`), so it takes from the role and
never adds. If recognition were wrong, and the bytes meant something else at AWS, AWS would refuse them. The other way
round a policy that lacks something makes AWS refuse what was meant; so wherever IAM wants a thing that the call does
not name, every thing of that type in the account is allowed.

STS takes 2,048 characters (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html). Where they do
not suffice, things of one type are allowed by what their names begin with, then the actions on everything, then their
services.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from keyturn.codec.canonical import Json
from keyturn.model.action import Action
from keyturn.model.catalogue import Permissions
from keyturn.model.grant import Power, SpentGrant

LONGEST: Final = 2_048
"""How many characters STS takes."""

_EVERYTHING: Final = ("*",)
_PASS_ROLE: Final = "iam:PassRole"  # noqa: S105 - an action's name
_VARIABLE: Final = re.compile(r"\$\{[^}]*\}")
_LITERAL: Final = re.compile(r"(?<![:/])\*|\*(?![:/]|$)|\?|\$(?=\{)")
_SUFFIX: Final = "-??????"
_UNWRITABLE: Final = re.compile(r"[^ -~\u00a0-\u00ff]+")

_GIVING: Final = frozenset({"iam", "kms", "organizations", "sso", "sts"})
"""Services that are never allowed as a whole."""

_ENCRYPTING: Final = frozenset(
    {
        *("backup", "dynamodb", "ec2", "ecr", "elasticfilesystem", "es", "firehose", "fsx", "glue", "kafka", "kinesis"),
        *("lambda", "logs", "rds", "redshift", "s3", "secretsmanager", "sns", "sqs", "ssm", "states"),
    }
)
"""Services that use a KMS key in the caller's name where the thing is encrypted with one, which no call says."""

_ON_BEHALF: Final = {
    "athena": "athena.amazonaws.com",
    "cloudformation": "cloudformation.amazonaws.com",
    "elasticbeanstalk": "cloudformation.amazonaws.com",
    "servicecatalog": "cloudformation.amazonaws.com",
}
"""Services that do their work with the power of whoever asks, unless they are handed a role: under which name.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html
"""

_BY_KEY: Final = ("kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*")


@dataclass(frozen=True, slots=True)
class Allow:
    """One statement: these actions on these things, under a condition if there is one."""

    actions: tuple[str, ...]
    things: tuple[str, ...] = _EVERYTHING
    condition: Json = None


def power(spent: SpentGrant, sponsor: str, action: Action, permissions: Permissions) -> Power:
    """Narrow the gateway's power to `action`, in the name of its grant and of the sponsor of its task.

    The narrowest policy that fits comes first; wider ones stand beside it, because STS packs a policy before it
    measures it, and what packs too large cannot be known here.
    """
    narrowest = next(text for text in _policies(action, permissions) if len(text) <= LONGEST)
    wider = (_of_actions(action), _of_services(action))
    return Power(spent.grant.id, sponsor, tuple(dict.fromkeys((narrowest, *wider))))


def needed(action: Action, permissions: Permissions) -> tuple[tuple[Allow, ...], tuple[Allow, ...]]:
    """What `action` needs, as narrow as it is known: its own actions, one a statement, and what happens besides."""
    exact = tuple(Allow((one,), tuple(_things(one, action, permissions))) for one in action.iam)
    return exact, (*_dependents(action, permissions), *_besides(action))


def _policies(action: Action, permissions: Permissions) -> Iterator[str]:
    """Yield the policy, from narrow to wide; the last one always fits."""
    exact, besides = needed(action, permissions)
    yield _document((*exact, *besides))
    yield _document((*(Allow(one.actions, _beginnings(one.things)) for one in exact), *besides))
    passing = tuple(one for one in exact if one.actions == (_PASS_ROLE,))
    others = tuple(one.actions[0] for one in exact if one not in passing)
    yield _document((Allow(others), *passing, *besides))
    yield _of_actions(action)


def _of_actions(action: Action) -> str:
    """Return the policy that allows the call's own actions, on everything."""
    return _document((Allow(action.iam), *_brief(action)))


def _of_services(action: Action) -> str:
    """Return the policy that allows the call's services; of those that give power away, its own actions only."""
    wide = (one if one.partition(":")[0] in _GIVING else f"{one.partition(':')[0]}:*" for one in action.iam)
    return _document((Allow(tuple(dict.fromkeys(wide))), *_brief(action)))


def _brief(action: Action) -> Iterator[Allow]:
    """Leave out what may name many things, for the last policies have to fit."""
    return (one for one in _besides(action) if one.things == _EVERYTHING)


def _things(iam: str, action: Action, permissions: Permissions) -> Iterator[str]:
    """Yield the resource patterns for one IAM action of the call."""
    known = permissions.of(iam)
    if known is None or not (known.required or known.optional):
        yield from _EVERYTHING
        return
    arns = _arns(action)
    own = [arn for arn in arns if arn.split(":", 3)[2] == iam.partition(":")[0]]
    named: set[str] = set()
    for template in (*known.required, *known.optional):
        found = _matching(template, arns)
        named.update(found)
        for arn, form in found.items():
            yield from _forms(form, by_name=iam != _PASS_ROLE and form == arn)
        if not found and template in known.required:
            yield _everything(template, action)
    # AWS's list has holes (API Gateway's verbs), and this call's own things are meant whatever it says, with what lies
    # within them.
    for arn in own:
        if arn not in named:
            yield from _forms(arn, by_name=False)
            yield from _forms(f"{arn}/*", by_name=False)
    if not named or any(":launch-template/" in arn for arn in arns):
        # What a launch template of EC2 names stands in no call; and where nothing is required, something is meant.
        yield from (_everything(template, action) for template in known.optional)


def _arns(action: Action) -> list[str]:
    return [one.arn for one in action.resources if not one.whole_account and one.arn.count(":") >= 5]


def _matching(template: str, arns: Iterable[str]) -> dict[str, str]:
    """Return the ARNs of this type, each as it is or, where none is, with its end left open (a stack's id, a key)."""
    pattern = _pattern(template)
    found = {arn: arn for arn in arns if pattern.fullmatch(arn)}
    return found or {arn: f"{arn}{end}" for arn in arns for end in ("/*", ":*") if pattern.fullmatch(f"{arn}{end}")}


@lru_cache(4096)
def _pattern(template: str) -> re.Pattern[str]:
    """Read an ARN template: its first five fields hold no colon, what follows may hold any character."""
    fields = template.split(":", 5)
    return re.compile(":".join([*(_filled(one, "[^:]*") for one in fields[:5]), _filled(fields[5], ".+")]), re.DOTALL)


def _filled(template: str, variable: str) -> str:
    return variable.join(re.escape(part) for part in _VARIABLE.split(template))


def _everything(template: str, action: Action) -> str:
    """Return the pattern of every thing of a type in the account."""
    text = template.replace("${Partition}", action.partition).replace("${Region}", action.call.region)
    return _VARIABLE.sub("*", text.replace("${Account}", action.account))


def _forms(arn: str, *, by_name: bool) -> Iterator[str]:
    """Yield an ARN of the call as a pattern that means just it, and the other forms in which AWS may see it.

    A whole segment `*` stands for what AWS will name. All else that a client wrote is taken literally
    (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html, special characters), but for
    what STS does not take in a policy: that becomes `*`.
    """
    # The six characters that Secrets Manager puts behind a name (recognise/aws/curated/secretsmanager.py).
    open_end = _SUFFIX if arn.split(":")[2] == "secretsmanager" and arn.endswith(_SUFFIX) else ""
    written = _UNWRITABLE.sub("*", _LITERAL.sub(r"${\g<0>}", arn.removesuffix(open_end))) + open_end
    yield written
    service, resource = written.split(":")[2], written.split(":", 5)[5]
    if service == "iam" and by_name and resource.count("/") == 1:
        # A name does not tell the path.
        kind, _, name = resource.partition("/")
        yield f"{written.removesuffix(resource)}{kind}/*/{name}"
    elif service in {"lambda", "logs"} and not written.endswith("*"):
        # A version or alias of the function, the streams of the log group.
        yield f"{written}:*"


def _beginnings(things: tuple[str, ...]) -> tuple[str, ...]:
    """Return for each type what all of its things begin with, which is shorter than all of their names."""
    types: dict[str, list[str]] = {}
    for thing in things:
        fields = thing.split(":", 5)
        types.setdefault(":".join([*fields[:5], re.split("[:/]", fields[-1], maxsplit=1)[0]]), []).append(thing)
    return tuple(found[0] if len(found) == 1 else f"{_common(found)}*" for found in types.values())


def _common(texts: list[str]) -> str:
    first, last = min(texts), max(texts)
    same = next((place for place, both in enumerate(zip(first, last, strict=False)) if both[0] != both[1]), len(first))
    # Never within an escape: `${*}` cut in two would be something else.
    return re.sub(r"\$(\{.?)?$", "", first[:same])


def _dependents(action: Action, permissions: Permissions) -> Iterator[Allow]:
    """Yield what AWS says these actions need besides. Which role is handed on is for the call itself to say."""
    for iam in action.iam:
        known = permissions.of(iam)
        for other in known.dependents if known is not None else ():
            if other in {*action.iam, _PASS_ROLE}:
                continue
            if other == "ec2:CreateTags":
                yield Allow((other,), condition={"StringEquals": {"ec2:CreateAction": iam.partition(":")[2]}})
            else:
                yield Allow((other,), tuple(_things(other, action, permissions)))


def _besides(action: Action) -> Iterator[Allow]:
    """Yield what a service does on the caller's behalf while it carries the call out, and only then."""
    services = {one.partition(":")[0] for one in action.iam}
    encrypting: list[Json] = [f"{one}.*" for one in sorted(services & _ENCRYPTING)]
    if encrypting:
        yield Allow(_BY_KEY, condition={"StringLike": {"kms:ViaService": encrypting}})
    buckets = [arn for arn in _arns(action) if arn.split(":")[2] == "s3" and "s3" not in services]
    if buckets:
        # Code and templates that the service fetches.
        things = tuple(form for arn in buckets for form in _forms(arn if "/" in arn else f"{arn}/*", by_name=False))
        yield Allow(("s3:GetObject", "s3:GetObjectVersion"), things, {"Bool": {"aws:ViaAWSService": "true"}})
    behalf: list[Json] = [name for name in sorted(set(_ON_BEHALF.values())) if name in map(_ON_BEHALF.get, services)]
    if behalf and _PASS_ROLE not in action.iam:
        # A stack without a role of its own is built, a query is answered, with the power of whoever asks for it.
        yield Allow(("*",), condition={"ForAnyValue:StringEquals": {"aws:CalledVia": behalf}})


def _document(statements: Iterable[Allow]) -> str:
    """Write a policy; statements about the same things become one."""
    merged: dict[tuple[frozenset[str], str], Allow] = {}
    for one in statements:
        key = frozenset(one.things), "" if one.condition is None else json.dumps(one.condition)
        before = merged.get(key)
        actions = one.actions if before is None else (*before.actions, *one.actions)
        merged[key] = Allow(tuple(dict.fromkeys(actions)), tuple(dict.fromkeys(one.things)), one.condition)
    written = [_statement(one) for one in merged.values()]
    return json.dumps({"Version": "2012-10-17", "Statement": written}, separators=(",", ":"), ensure_ascii=False)


def _statement(one: Allow) -> dict[str, Json]:
    said: dict[str, Json] = {"Effect": "Allow", "Action": list(one.actions), "Resource": list(one.things)}
    return said if one.condition is None else {**said, "Condition": one.condition}
