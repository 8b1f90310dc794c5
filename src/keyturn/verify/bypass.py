"""Checks a certificate that nobody goes round the gateway, with none of the code that made it.

Of a guardrail claim it looks for one denial that covers all of it and excepts nobody but those named. Of a claim that
is relative to the catalogue it takes the closed set of the certificate, and looks for anybody in it who may do what is
protected, or come to be anybody outside it. It errs to one side only: what it cannot follow, it does not verify.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from keyturn.codec.canonical import Json, encode
from keyturn.codec.digest import hex_sha256
from keyturn.errors import CallerError
from keyturn.verify.grants import CannotRead, Rule, covers, may, meet, names_action, names_resource, read

FORMAT: Final = "keyturn.prove/1"

_WRITES: Final = ("iam:add*", "iam:attach*", "iam:create*", "iam:delete*", "iam:detach*", "iam:put*", "iam:remove*",
                  "iam:set*", "iam:tag*", "iam:untag*", "iam:update*")  # fmt: skip
_SIGN_INS: Final = ("sso:*", "identitystore:*")
"""Identity Center is written in the management account: who may, may sign in as anybody there."""
_ENTRIES: Final = {
    "lambda": ("lambda:update*", "lambda:add*"),
    "ec2": ("ssm:send*", "ssm:start*", "ssm:create*", "ec2-instance-connect:*", "ec2:modify*", "ec2:create*"),
}
_REWRITES: Final = ("ecr:put*", "s3:put*", "s3:replicate*", "codecommit:git*", "codecommit:put*", "codecommit:merge*")
_OPENS: Final = (
    "*:put*policy", "*:set*policy", "*:addpermission", "*:set*attributes", "*:putpermission", "kms:creategrant",
    "s3:putbucketacl", "es:update*",
)  # fmt: skip
_OWN_POLICIES: Final = frozenset({
    "backup", "dynamodb", "ecr", "elasticfilesystem", "es", "events", "glacier", "kinesis", "kms", "lambda", "s3",
    "secretsmanager", "sns", "sqs",
})  # fmt: skip
_SEALS: Final = (
    "iam:UpdateAssumeRolePolicy", "iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:DeleteRole", "iam:CreateRole",
    "iam:TagRole", "iam:PassRole", "sts:AssumeRole",
)  # fmt: skip

_USER_SEALS: Final = (
    "iam:CreateUser", "iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:UpdateLoginProfile", "iam:DeleteUser",
)  # fmt: skip
_ANYTHING: Final = read({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})


class NoCertificate(CallerError):
    """What was given is no certificate of this format, or is one for another bundle."""

    code = "prove.certificate"


@dataclass(frozen=True, slots=True)
class Checked:
    """One claim, and why it is not verified (empty: it is)."""

    action: str
    resource: str
    verdict: str
    problems: tuple[str, ...]


def bundle_digest(bundle: Json) -> str:
    """The digest of a bundle's RFC 8785 form, by which a certificate names it."""
    return str(hex_sha256(encode(bundle)))


def check(certificate: Json, bundle: Json) -> tuple[Checked, ...]:
    """Check every claim of `certificate` against `bundle`. Raises NoCertificate."""
    if not isinstance(certificate, Mapping) or certificate.get("format") != FORMAT:
        raise NoCertificate(
            f"this is no certificate of the form `{FORMAT}`: make one with `keyturn prove --certificate`"
        )
    if not isinstance(bundle, Mapping) or certificate.get("bundle") != bundle_digest(bundle):
        raise NoCertificate(
            "this certificate was made for another bundle: prove that one, or find the one it was made for"
        )
    exempt = tuple(str(one) for one in _list(certificate.get("exempt")))
    estate = _Estate(bundle, exempt)
    return tuple(_claim(one, estate) for one in _list(certificate.get("claims")) if isinstance(one, Mapping))


def _list(value: Json) -> Sequence[Json]:
    return value if isinstance(value, list | tuple) else ()


def _claim(claim: Mapping[str, Json], estate: "_Estate") -> Checked:
    action, resource, verdict = (str(claim.get(name)) for name in ("action", "resource", "verdict"))
    try:
        if verdict == "PROVED by guardrail":
            problems = tuple(estate.unguarded(action, resource))
        elif verdict.startswith("PROVED relative to catalogue"):
            closed = frozenset(str(one) for one in _list(claim.get("closed")))
            problems = tuple(estate.open(action, resource, closed))
        else:
            problems = (f"`{verdict[:40]}` is not a proof",)
    except CannotRead as error:
        problems = (str(error),)
    return Checked(action, resource, verdict, problems)


@dataclass(frozen=True, slots=True)
class _Actor:
    arn: str
    kind: str
    rules: tuple[Rule, ...]
    bound: tuple[Rule, ...] | None
    trust: tuple[Rule, ...]
    known: Mapping[str, str]


class _Estate:
    """The bundle as the auditor reads it."""

    def __init__(self, bundle: Mapping[str, Json], exempt: tuple[str, ...]) -> None:
        self._bundle = bundle
        self._exempt = exempt
        self._manages = manages = bundle.get("management_account", "") == bundle.get("account")
        levels = [] if manages else _list(bundle.get("scps"))  # SCPs do not bind the management account
        self._levels = [tuple(rule for document in _list(level) for rule in read(document)) for level in levels]
        self._policies = {
            str(one.get("Arn")): _current(one) for one in _list(bundle.get("Policies")) if isinstance(one, Mapping)
        }
        self._groups = {
            str(one.get("GroupName")): self._held(one, "GroupPolicyList")
            for one in _list(bundle.get("GroupDetailList"))
            if isinstance(one, Mapping)
        }
        self.actors = {one.arn: one for one in self._actors()}
        self._owned = bundle.get("resource_policies")

    def _actors(self) -> Iterator[_Actor]:
        for listed, inline, kind in (
            ("UserDetailList", "UserPolicyList", "user"),
            ("RoleDetailList", "RolePolicyList", "role"),
        ):
            for one in _list(self._bundle.get(listed)):
                if isinstance(one, Mapping):
                    yield self._actor(one, inline, kind)

    def _actor(self, one: Mapping[str, Json], inline: str, kind: str) -> _Actor:
        arn = str(one.get("Arn"))
        rules = [
            *self._held(one, inline),
            *(rule for name in _list(one.get("GroupList")) for rule in self._groups[str(name)]),
        ]
        boundary = one.get("PermissionsBoundary")
        bound = None
        if isinstance(boundary, Mapping):
            bound = self._policy(str(boundary.get("PermissionsBoundaryArn")))
        tags = {
            f"aws:principaltag/{str(tag.get('Key')).lower()}": str(tag.get("Value"))
            for tag in _list(one.get("Tags"))
            if isinstance(tag, Mapping)
        }
        known = {"aws:principalarn": arn, "aws:principalaccount": arn.split(":")[4], **tags}
        trust = read(one.get("AssumeRolePolicyDocument")) if kind == "role" else ()
        return _Actor(arn, kind, tuple(rules), bound, trust, known)

    def _held(self, one: Mapping[str, Json], inline: str) -> tuple[Rule, ...]:
        rules: list[Rule] = []
        for held in _list(one.get(inline)):
            if isinstance(held, Mapping):
                rules += read(held.get("PolicyDocument"))
        for attached in _list(one.get("AttachedManagedPolicies")):
            if isinstance(attached, Mapping):
                rules += self._policy(str(attached.get("PolicyArn")))
        return tuple(rules)

    def _policy(self, arn: str) -> tuple[Rule, ...]:
        """What a policy says; one that is not in the bundle may allow anything."""
        return self._policies.get(arn, _ANYTHING)

    # ------------------------------------------------------------------------------------------- guardrails

    def unguarded(self, action: str, resource: str) -> Iterator[str]:
        """What no single denial of the organisation covers: the action itself, or a way to become who is excepted."""
        if not self._denied(action, resource):
            yield f"no SCP alone denies {action} on {resource} to everybody but the exempt"
        for role in self._exempt:
            for seal in _SEALS:
                if seal == "sts:AssumeRole" and self._trusts_nobody_here(role):
                    continue
                if not self._denied(seal, role):
                    yield f"no SCP alone denies {seal} on {role}"
            yield from self._open_to_all(role)
            yield from self._signed_for(role)

    def _open_to_all(self, role: str) -> Iterator[str]:
        """Whether the trust policy of an excepted role lets in somebody outside whom no SCP binds."""
        actor = self.actors.get(role)
        for rule in actor.trust if actor is not None else ():
            about_whom = any(key.endswith(":sub") for _, key, _ in rule.conditions)
            anybody = rule.not_principals or "*" in rule.principals.get("AWS", ())
            if rule.allows and (anybody or (rule.principals.get("Federated") and not about_whom)):
                yield f"the trust policy of {role} may let in anybody"

    def _signed_for(self, role: str) -> Iterator[str]:
        """The identity providers that an excepted role trusts, where no denial keeps others from writing them."""
        actor = self.actors.get(role)
        for rule in actor.trust if actor is not None else ():
            for provider in rule.principals.get("Federated", ()):
                kind = "SAML" if ":saml-provider/" in provider else "OpenIDConnect"
                for action in ("iam:CreateSAMLProvider", "iam:UpdateSAMLProvider", "iam:CreateOpenIDConnectProvider"):
                    if kind in action and provider.startswith("arn:") and not self._denied(action, provider):
                        yield f"no SCP alone denies {action} on {provider}, which {role} trusts"

    def _denied(self, action: str, resource: str) -> bool:
        return any(
            not rule.allows and names_action(rule, action) and names_resource(rule, resource) and self._excepts(rule)
            for level in self._levels
            for rule in level
        )

    def _excepts(self, rule: Rule) -> bool:
        """Whether a denial's conditions let nobody past but the exempt."""
        for operator, key, values in rule.conditions:
            if operator not in {"arnnotequals", "arnnotlike", "stringnotequals", "stringnotlike"}:
                return False
            if key != "aws:principalarn" or not all(
                any(covers(one, value) for one in self._exempt) for value in values
            ):
                return False
        return True

    def _trusts_nobody_here(self, role: str) -> bool:
        actor = self.actors.get(role)
        account = role.split(":")[4]
        return actor is not None and not any(
            rule.allows
            and (rule.not_principals or any(_is_here(name, account) for name in rule.principals.get("AWS", ())))
            for rule in actor.trust
        )

    # --------------------------------------------------------------------------------------------- closure

    def open(self, action: str, resource: str, closed: frozenset[str]) -> Iterator[str]:
        """What leaves the closed set open: somebody in it who may do the action, or become somebody outside it."""
        for arn in self.actors:
            if (
                arn not in closed
                and not any(covers(one, arn) for one in self._exempt)
                and ":role/aws-service-role/" not in arn
            ):
                yield f"{arn} is neither in the closed set nor exempt"
        inside = [actor for arn, actor in self.actors.items() if arn in closed]
        writers = [problem for actor in inside for problem in self._writes(actor)]
        if writers:
            # Whoever writes IAM may come to hold anything: then only what binds everybody counts.
            held = tuple(self._whoever(action, resource))
            yield from (*writers, *held) if held else ()
        else:
            for actor in inside:
                yield from self._leaves(actor, action, resource, closed)
        yield from self._let_in(action, resource)

    def _writes(self, actor: _Actor) -> Iterator[str]:
        for write in (*_WRITES, *(_SIGN_INS if self._manages else ())):
            if self._may_at_all(actor, write):
                yield f"{actor.arn} may write IAM ({write})"

    def _whoever(self, action: str, resource: str) -> Iterator[str]:
        """What a principal of any permission could do: the action itself, or become one of the exempt."""
        if not self._denied(action, resource):
            yield f"no SCP alone denies {action} on {resource} to everybody but the exempt"
        for exempt in self._exempt:
            for ways in self._becoming(exempt):
                if not any(self._denied(way, exempt) for way in ways):
                    yield f"no SCP alone denies {' or '.join(ways)} on {exempt}"
            yield from self._open_to_all(exempt)
            yield from self._signed_for(exempt)

    def _becoming(self, exempt: str) -> Iterator[tuple[str, ...]]:
        """The ways to become an exempt principal, each by the calls of which one must be denied."""
        actor = self.actors.get(exempt)
        if ":role/" not in exempt or "*" in exempt or "?" in exempt:
            # Several principals, a user, or what this reader does not know: nothing about it may be written.
            yield from ((one,) for one in (*_SEALS, *_USER_SEALS))
            return
        yield ("iam:UpdateAssumeRolePolicy",)
        yield ("iam:CreateRole",) if actor is None else ("iam:DeleteRole", "iam:CreateRole")
        if not self._trusts_nobody_here(exempt):
            yield ("sts:AssumeRole",)
        if actor is None or any(rule.allows and rule.principals.get("Service") for rule in actor.trust):
            yield ("iam:PassRole",)
            compute = self._bundle.get("compute")
            if not isinstance(compute, Mapping) or exempt in {
                str(thing.get("role"))
                for things in compute.values()
                for thing in _list(things)
                if isinstance(thing, Mapping)
            }:
                yield ("whatever enters or changes what runs as it",)

    def _leaves(self, actor: _Actor, action: str, resource: str, closed: frozenset[str]) -> Iterator[str]:
        if self._may(actor, action, resource):
            yield f"{actor.arn} may do {action}"
        if action.partition(":")[0] in _OWN_POLICIES:
            for opens in _OPENS:
                if meet(opens, f"{action.partition(':')[0]}:*") and self._may(
                    actor, opens, resource.partition("/")[0] + "*"
                ):
                    yield f"{actor.arn} may write the resource's policy ({opens})"
        for role in self.actors.values():
            if role.kind == "role" and role.arn not in closed and self._may_become(actor, role):
                yield f"{actor.arn} may become {role.arn}"
        yield from self._takes_over(actor, closed)

    def _may(self, actor: _Actor, action: str, resource: str) -> bool:
        return (
            may(actor.rules, action, resource, actor.known)
            and (actor.bound is None or may(actor.bound, action, resource, actor.known))
            and all(may(level, action, resource, actor.known) for level in self._levels)
        )

    def _may_at_all(self, actor: _Actor, action: str) -> bool:
        return self._may(actor, action, "*")

    def _may_become(self, actor: _Actor, role: _Actor) -> bool:
        if self._may(actor, "iam:PassRole", role.arn) and any(rule.principals.get("Service") for rule in role.trust):
            return True
        account = role.arn.split(":")[4]
        for rule in role.trust:
            if not rule.allows:
                continue
            names = rule.principals.get("AWS", ())
            direct = rule.not_principals or any(name in {"*", actor.arn} or _session(name, actor.arn) for name in names)
            by_account = any(_is_account(name, account) for name in names)
            if direct or (by_account and self._may(actor, "sts:AssumeRole", role.arn)):
                return True
        return False

    def _takes_over(self, actor: _Actor, closed: frozenset[str]) -> Iterator[str]:
        compute = self._bundle.get("compute")
        if not isinstance(compute, Mapping):
            for actions in (
                *_ENTRIES.values(),
                ("codebuild:start*", "cloudformation:update*", "glue:update*", "glue:start*", "ecs:execute*"),
            ):
                if any(self._may_at_all(actor, one) for one in actions):
                    yield f"{actor.arn} may enter or change what runs, and what runs is not in the bundle"
            return
        for service, things in compute.items():
            for thing in _list(things):
                if not isinstance(thing, Mapping) or str(thing.get("role")) in closed:
                    continue
                arn = str(thing.get("arn"))
                entries = _ENTRIES.get(service.removesuffix(".amazonaws.com"), (f"{arn.split(':')[2]}:*",))
                if any(self._may(actor, one, arn) for one in entries):
                    yield f"{actor.arn} may enter or change {arn}"
                for code in map(str, _list(thing.get("code"))):
                    if any(self._may(actor, one, code) for one in _REWRITES):
                        yield f"{actor.arn} may write {code}, which {arn} is run from"

    def _let_in(self, action: str, resource: str) -> Iterator[str]:
        """Whether a policy of the resource's own lets anybody do the action."""
        if action.partition(":")[0] not in _OWN_POLICIES:
            return
        if not isinstance(self._owned, Mapping):
            yield f"the policies of resources are not in the bundle, and {resource} may have one"
            return
        for arn, document in self._owned.items():
            if meet(resource, arn) or meet(resource, f"{arn}/*"):
                for rule in read(document):
                    if rule.allows and names_action(rule, action):
                        yield f"the policy of {arn} lets somebody do {action}"


def _current(policy: Mapping[str, Json]) -> tuple[Rule, ...]:
    for version in _list(policy.get("PolicyVersionList")):
        if isinstance(version, Mapping) and (
            version.get("IsDefaultVersion") is True or version.get("VersionId") == policy.get("DefaultVersionId")
        ):
            return read(version.get("Document"))
    raise CannotRead(f"policy {policy.get('Arn')} has no default version")


def _is_account(name: str, account: str) -> bool:
    return name == account or name.endswith(f":{account}:root")


def _is_here(name: str, account: str) -> bool:
    return name in {"*", account} or f":{account}:" in name


def _session(name: str, role: str) -> bool:
    return f":assumed-role/{role.rpartition('/')[2]}/" in name
