"""One AWS account as its IAM documents describe it, read strictly from a bundle.

The bundle is the four lists of `get-account-authorization-details` (docs.aws.amazon.com/IAM/latest/APIReference/
API_GetAccountAuthorizationDetails.html) and, besides, what docs/reference/iam.md lists. An absent list was not
collected; an empty one means that there are none.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from keyturn.codec.canonical import Json
from keyturn.errors import CallerError, quoted
from keyturn.prover.documents import Document, doubtful, parse
from keyturn.prover.managed import KNOWN

LISTS: Final = ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")
OPTIONAL: Final = ("scps", "rcps", "resource_policies", "compute")
_FOUR_OR_MORE: Final = frozenset({*LISTS, *OPTIONAL})
_ARN: Final = re.compile(r"arn:([a-z0-9-]+):([a-z0-9-]+):([^:]*):([^:]*):(.+)", re.DOTALL)


class BadBundle(CallerError):
    """The bundle is not what it should be; the text says where."""

    code = "prove.bundle"


@dataclass(frozen=True, slots=True)
class Held:
    """One policy document that speaks for a principal. `source` is the same for all who hold it (an ARN, a name).

    `kind`: `inline`, `managed`, `group-inline`, `group-managed`.
    """

    source: str
    kind: str
    document: Document


@dataclass(frozen=True, slots=True)
class Principal:
    """A user or role. `boundary` is the ARN of its permissions boundary; `profiles` None: not said."""

    arn: str
    name: str
    kind: str
    account: str
    held: tuple[Held, ...]
    boundary: str | None
    trust: Document | None
    groups: tuple[str, ...]
    tags: Mapping[str, str]
    unique_id: str
    profiles: tuple[str, ...] | None
    linked: bool


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a managed policy."""

    name: str
    default: bool
    document: Document


@dataclass(frozen=True, slots=True)
class Managed:
    """A managed policy of the account or of AWS."""

    arn: str
    versions: tuple[Version, ...]
    tags: Mapping[str, str]

    @property
    def current(self) -> Document:
        """The version that counts."""
        for version in self.versions:
            if version.default:
                return version.document
        return doubtful(f"policy {self.arn}", f"policy {self.arn} has no default version in the bundle")


@dataclass(frozen=True, slots=True)
class Group:
    """A group of users and the policies it gives them."""

    arn: str
    name: str
    held: tuple[Held, ...]
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compute:
    """Something that runs under a role, given by its ARN; `code`: the ARNs of what it takes its code from."""

    service: str
    arn: str
    role: str
    code: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """Everything the proof is about. `missing`: what was not collected; `unseen`: a service's part of it."""

    number: str
    partition: str
    principals: tuple[Principal, ...]
    groups: tuple[Group, ...]
    policies: Mapping[str, Managed]
    scps: tuple[tuple[Document, ...], ...]
    rcps: tuple[tuple[Document, ...], ...]
    resource_policies: Mapping[str, Document]
    compute: tuple[Compute, ...]
    missing: frozenset[str]
    unseen: frozenset[tuple[str, str]] = frozenset()
    oidc: frozenset[str] | None = None
    saml: frozenset[str] | None = None
    manages: bool = False
    """Whether it is its organisation's management account, which neither SCPs nor RCPs bind."""

    def has_provider(self, arn: str) -> bool | None:
        """Whether the identity provider is there; None: not collected, or not this account's to tell."""
        for kind, found in (("oidc-provider", self.oidc), ("saml-provider", self.saml)):
            if arn.startswith(f"arn:{self.partition}:iam::{self.number}:{kind}/"):
                return None if found is None else arn.lower() in found
        return None

    def lacks(self, part: str, service: str) -> bool:
        """Whether a service's `part` (`resource_policies`, `compute`) was not collected."""
        return part in self.missing or (part, service) in self.unseen


def read(bundle: Json) -> Account:
    """Read a bundle. Raises BadBundle where it is no bundle; a document that cannot be read becomes a doubt instead."""
    top = _object(bundle, "the bundle")
    if not _FOUR_OR_MORE & top.keys():
        raise BadBundle(
            "this is no bundle: it has none of "
            + ", ".join(f"`{name}`" for name in LISTS)
            + "; take the output of `keyturn prove collect` or of `aws iam get-account-authorization-details`"
        )
    policies = {one.arn: one for one in map(_managed, _objects(top, "Policies"))}
    groups = tuple(_groups(top, policies))
    by_name = {group.name: group for group in groups}
    principals = (
        *(_principal(one, "user", policies, by_name) for one in _objects(top, "UserDetailList")),
        *(_principal(one, "role", policies, by_name) for one in _objects(top, "RoleDetailList")),
    )
    seen: set[str] = set()
    for one in principals:
        if one.arn in seen:
            raise BadBundle(f"the bundle names `{quoted(one.arn)}` twice")
        seen.add(one.arn)
    number, partition = _whose(top, principals)
    manages = number != "" and top.get("management_account") == number
    return Account(
        number=number,
        partition=partition,
        principals=principals,
        groups=tuple(_with_members(group, principals) for group in groups),
        policies=policies,
        scps=() if manages else _levels(top, "scps", "SCP"),
        rcps=() if manages else _levels(top, "rcps", "RCP"),
        resource_policies=dict(_resource_policies(top)),
        compute=tuple(_compute(top, principals, partition, number)),
        missing=frozenset(name for name in (*LISTS, *OPTIONAL) if name not in top),
        unseen=frozenset(_unseen(top)),
        oidc=_providers(top, "oidc_providers"),
        saml=_providers(top, "saml_providers"),
        manages=manages,
    )


def _providers(top: Mapping[str, Json], name: str) -> frozenset[str] | None:
    """The ARNs of identity providers in lower case; None where they were not collected."""
    if top.get(name) is None:
        return None
    return frozenset(_text(one, "arn", f"an entry of `{name}`").lower() for one in _objects(top, name))


def _unseen(top: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    """What `prove collect` was refused: parts and services. What was used is no part of a proof."""
    parts = top.get("not_collected")
    if parts is None:
        return
    for part, services in _object(parts, "`not_collected`").items():
        if part == "last_accessed":
            continue
        for service in _object(services, f"`not_collected.{part}`"):
            yield part, service


def _whose(top: Mapping[str, Json], principals: Sequence[Principal]) -> tuple[str, str]:
    account, partition = top.get("account"), top.get("partition")
    first = _ARN.fullmatch(principals[0].arn) if principals else None
    if account is None:
        account = first[4] if first else ""
    if partition is None:
        partition = first[1] if first else "aws"
    if not isinstance(account, str) or not isinstance(partition, str):
        raise BadBundle("`account` and `partition` of the bundle must be text")
    return account, partition


def _object(value: Json, what: str) -> Mapping[str, Json]:
    if not isinstance(value, Mapping):
        raise BadBundle(f"{what} is not a JSON object")
    return value


def _objects(members: Mapping[str, Json], name: str) -> Iterator[Mapping[str, Json]]:
    value = members.get(name)
    if value is None:
        return
    if not isinstance(value, list | tuple):
        raise BadBundle(f"`{name}` of the bundle is not a list")
    for number, one in enumerate(value, 1):
        yield _object(one, f"`{name}`, number {number},")


def _text(members: Mapping[str, Json], name: str, what: str) -> str:
    value = members.get(name)
    if not isinstance(value, str) or not value:
        raise BadBundle(f"{what} has no `{name}`")
    return value


def _optional(members: Mapping[str, Json], name: str) -> str:
    value = members.get(name)
    return value if isinstance(value, str) else ""


def _tags(members: Mapping[str, Json]) -> dict[str, str]:
    return {_text(one, "Key", "a tag").lower(): _optional(one, "Value") for one in _objects(members, "Tags")}


def _managed(members: Mapping[str, Json]) -> Managed:
    arn = _text(members, "Arn", "a policy")
    versions: list[Version] = []
    for one in _objects(members, "PolicyVersionList"):
        name = _optional(one, "VersionId")
        label = f"policy {arn}" + (f" {name}" if name else "")
        default = one.get("IsDefaultVersion") is True or (name != "" and name == members.get("DefaultVersionId"))
        document = (
            parse(one["Document"], label) if "Document" in one else doubtful(label, f"{label} has no document here")
        )
        versions.append(Version(name, default, document))
    if not versions and arn.rpartition("/")[2] in KNOWN and ":iam::aws:policy/" in arn:
        return _known(arn)
    return Managed(arn, tuple(versions), _tags(members))


def _known(arn: str) -> Managed:
    written = KNOWN[arn.rpartition("/")[2]]
    return Managed(arn, (Version("", default=True, document=parse(written, f"policy {arn}")),), {})


def _attached(members: Mapping[str, Json], policies: dict[str, Managed], kind: str) -> Iterator[Held]:
    for one in _objects(members, "AttachedManagedPolicies"):
        arn = _text(one, "PolicyArn", "an attached policy")
        yield Held(arn, kind, _find(arn, policies).current)


def _find(arn: str, policies: dict[str, Managed]) -> Managed:
    """The managed policy `arn`; one that is not in the bundle may allow anything, unless AWS publishes what it says."""
    found = policies.get(arn)
    if found is None:
        if ":iam::aws:policy/" in arn and arn.rpartition("/")[2] in KNOWN:
            found = _known(arn)
        else:
            label = f"policy {arn}"
            document = doubtful(label, f"{label} is attached and its document is not in the bundle")
            found = Managed(arn, (Version("", default=True, document=document),), {})
        policies[arn] = found
    return found


def _inline(members: Mapping[str, Json], name: str, owner: str, kind: str) -> Iterator[Held]:
    for one in _objects(members, name):
        policy = _text(one, "PolicyName", f"an inline policy of {owner}")
        label = f"inline policy {policy} of {owner}"
        yield Held(f"{owner}#{policy}", kind, parse(one.get("PolicyDocument"), label))


def _groups(top: Mapping[str, Json], policies: dict[str, Managed]) -> Iterator[Group]:
    for one in _objects(top, "GroupDetailList"):
        name, arn = _text(one, "GroupName", "a group"), _text(one, "Arn", "a group")
        held = (*_inline(one, "GroupPolicyList", arn, "group-inline"), *_attached(one, policies, "group-managed"))
        yield Group(arn, name, held, ())


def _with_members(group: Group, principals: Sequence[Principal]) -> Group:
    members = tuple(one.arn for one in principals if group.name in one.groups)
    return Group(group.arn, group.name, group.held, members)


def _principal(
    members: Mapping[str, Json], kind: str, policies: dict[str, Managed], groups: Mapping[str, Group]
) -> Principal:
    arn = _text(members, "Arn", f"a {kind}")
    fields = _ARN.fullmatch(arn)
    if fields is None or fields[2] != "iam":
        raise BadBundle(f"`{quoted(arn)}` is not the ARN of a {kind}")
    named = "RoleName" if kind == "role" else "UserName"
    held = [
        *_inline(members, "RolePolicyList" if kind == "role" else "UserPolicyList", arn, "inline"),
        *_attached(members, policies, "managed"),
    ]
    belongs = members.get("GroupList", [])
    names = tuple(one for one in belongs if isinstance(one, str)) if isinstance(belongs, list | tuple) else ()
    for name in names:
        if name in groups:
            held += groups[name].held
        else:
            cause = f"group {name} of {arn} is not in the bundle"
            held.append(Held(f"group {name}", "group-inline", doubtful(f"group {name}", cause)))
    boundary = members.get("PermissionsBoundary")
    boundary_arn = _text(boundary, "PermissionsBoundaryArn", "a boundary") if isinstance(boundary, Mapping) else None
    if boundary_arn is not None:
        _find(boundary_arn, policies)
    trust = members.get("AssumeRolePolicyDocument")
    return Principal(
        arn=arn,
        name=_optional(members, named) or arn.rpartition("/")[2],
        kind=kind,
        account=fields[4],
        held=tuple(held),
        boundary=boundary_arn,
        trust=_trust(trust, arn) if kind == "role" else None,
        groups=names,
        tags=_tags(members),
        unique_id=_optional(members, "RoleId" if kind == "role" else "UserId"),
        profiles=_profiles(members) if kind == "role" else None,
        linked="/aws-service-role/" in arn,
    )


def _trust(written: Json, arn: str) -> Document:
    label = f"trust policy of {arn}"
    return doubtful(label, f"the {label} is not in the bundle") if written is None else parse(written, label)


def _profiles(members: Mapping[str, Json]) -> tuple[str, ...] | None:
    if "InstanceProfileList" not in members:
        return None
    return tuple(_optional(one, "Arn") for one in _objects(members, "InstanceProfileList"))


def _levels(top: Mapping[str, Json], name: str, what: str) -> tuple[tuple[Document, ...], ...]:
    value = top.get(name)
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        raise BadBundle(f"`{name}` of the bundle is not a list of lists of policy documents")
    levels: list[tuple[Document, ...]] = []
    for level, documents in enumerate(value, 1):
        if not isinstance(documents, list | tuple):
            raise BadBundle(f"level {level} of `{name}` is not a list of policy documents")
        found = tuple(
            parse(document, f"{what} {number} of level {level}") for number, document in enumerate(documents, 1)
        )
        if found:
            levels.append(found)
    return tuple(levels)


def _resource_policies(top: Mapping[str, Json]) -> Iterator[tuple[str, Document]]:
    value = top.get("resource_policies")
    if value is None:
        return
    for arn, document in _object(value, "`resource_policies`").items():
        yield arn, parse(document, f"policy of {arn}")


def _compute(
    top: Mapping[str, Json], principals: Sequence[Principal], partition: str, number: str
) -> Iterator[Compute]:
    value = top.get("compute")
    if value is None:
        return
    by_profile = {profile: one.arn for one in principals for profile in one.profiles or ()}
    for service, found in _object(value, "`compute`").items():
        for one in _objects({service: found}, service):
            arn, role = _text(one, "arn", f"an entry of `compute.{service}`"), _optional(one, "role")
            if not role:
                continue
            if not role.startswith("arn:"):
                role = f"arn:{partition}:iam::{number}:role/{role}"
            elif ":instance-profile/" in role:
                # A profile is named like its role where nothing else is known.
                role = by_profile.get(role) or role.replace(":instance-profile/", ":role/", 1)
            code = one.get("code", ())
            if not isinstance(code, list | tuple):
                raise BadBundle(f"`code` of {arn} is not a list")
            yield Compute(service.removesuffix(".amazonaws.com"), arn, role, tuple(map(str, code)))
