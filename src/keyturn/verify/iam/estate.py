"""The account as its bundle describes it, read anew for the auditor (docs/reference/iam.md, "The bundle").

What cannot be read as a bundle is refused; what is missing in it is decided for whoever attacks, or against (see
`documents.Reader`).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from keyturn.codec.canonical import Json
from keyturn.errors import CallerError, quoted
from keyturn.verify.iam.documents import Document, Reader

_ARN: Final = re.compile(r"arn:([a-z0-9-]+):iam:[^:]*:([^:]*):(.+)", re.DOTALL)
_LISTS: Final = ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")
PARTS: Final = ("scps", "rcps", "resource_policies", "compute")
"""Parts of a bundle that may be left out."""


class CannotRead(CallerError):
    """The bundle is not one that the auditor can read, so nothing is verified."""

    code = "prove.unreadable"


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """A document that speaks for a principal.

    `source`: the same for all who hold it; `kind`: `inline`, `managed`, `group-inline` or `group-managed`.
    """

    source: str
    kind: str
    document: Document

    @property
    def denies(self) -> bool:
        """Whether losing it may help."""
        return any(not one.allows for one in self.document.statements)


@dataclass(frozen=True, slots=True, eq=False)
class Principal:
    """A user or role of the bundle; `profiles` None: not said."""

    arn: str
    name: str
    is_role: bool
    account: str
    held: tuple[Held, ...]
    boundary: str | None
    trust: Document | None
    groups: tuple[str, ...]
    tags: Mapping[str, str]
    unique_id: str
    profiles: tuple[str, ...] | None

    @property
    def linked(self) -> bool:
        """Whether it is a service-linked role, which AWS alone acts as and changes."""
        return "/aws-service-role/" in self.arn


@dataclass(frozen=True, slots=True, eq=False)
class Managed:
    """A managed policy: its versions by name, and which counts."""

    arn: str
    versions: tuple[tuple[str, bool, Document], ...]
    tags: Mapping[str, str]
    unknown: Document

    @property
    def current(self) -> Document:
        """The version that counts."""
        return next((document for _, default, document in self.versions if default), self.unknown)


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """A group and what it gives its members."""

    arn: str
    name: str
    held: tuple[Held, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Running:
    """Something that runs under a role, and what it takes its code from."""

    service: str
    arn: str
    role: str
    code: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Estate:
    """Everything the bundle says. `missing`: what it leaves out; `unseen`: parts of services.

    `published`: what some policies that AWS manages say, by name.
    """

    account: str
    partition: str
    principals: tuple[Principal, ...]
    groups: tuple[Group, ...]
    policies: Mapping[str, Managed]
    scps: tuple[tuple[Document, ...], ...]
    rcps: tuple[tuple[Document, ...], ...]
    resource_policies: Mapping[str, Document]
    running: tuple[Running, ...]
    missing: frozenset[str]
    unseen: frozenset[tuple[str, str]]
    providers: Mapping[str, frozenset[str] | None]
    published: Mapping[str, Document]
    manages: bool
    kindly: bool

    def lacks(self, part: str, service: str) -> bool:
        """Whether a service's `part` was not collected."""
        return part in self.missing or (part, service) in self.unseen

    def has_provider(self, arn: str) -> bool | None:
        """Whether an identity provider is there; None: not known, or not this account's to say."""
        for kind, found in self.providers.items():
            if arn.startswith(f"arn:{self.partition}:iam::{self.account}:{kind}/"):
                return None if found is None else arn.lower() in found
        return None

    def documents(self) -> Iterator[Document]:
        """Every document, some perhaps twice."""
        for one in self.principals:
            yield from (held.document for held in one.held)
            if one.trust is not None:
                yield one.trust
        for group in self.groups:
            yield from (held.document for held in group.held)
        for policy in self.policies.values():
            yield from (document for _, _, document in policy.versions)
        for level in (*self.scps, *self.rcps):
            yield from level
        yield from self.resource_policies.values()


def estate(bundle: Json, published: Mapping[str, Json], *, kindly: bool) -> Estate:
    """Read a bundle; `published`: documents of policies that AWS manages, by name. Raises CannotRead."""
    return _Reading(_object(bundle, "the bundle"), published, kindly=kindly).estate()


class _Reading:
    """One reading of one bundle."""

    def __init__(self, top: Mapping[str, Json], published: Mapping[str, Json], *, kindly: bool) -> None:
        if not {*_LISTS, *PARTS} & top.keys():
            raise CannotRead("this is no bundle: it has none of the lists that a bundle has")
        self._top: Final = top
        self._published: Final = published
        self._reader: Final = Reader(kindly=kindly)
        self._policies: dict[str, Managed] = {}

    def estate(self) -> Estate:
        top = self._top
        for one in _rows(top, "Policies"):
            read = self._managed(one)
            self._policies[read.arn] = read
        groups = tuple(map(self._group, _rows(top, "GroupDetailList")))
        by_name = {one.name: one for one in groups}
        principals = (
            *(self._principal(one, by_name, is_role=False) for one in _rows(top, "UserDetailList")),
            *(self._principal(one, by_name, is_role=True) for one in _rows(top, "RoleDetailList")),
        )
        if len({one.arn for one in principals}) < len(principals):
            raise CannotRead("the bundle names a principal twice")
        account, partition = self._whose(principals)
        manages = account != "" and top.get("management_account") == account
        return Estate(
            account=account,
            partition=partition,
            principals=principals,
            groups=groups,
            policies=self._policies,
            scps=() if manages else self._levels("scps"),
            rcps=() if manages else self._levels("rcps"),
            resource_policies={
                arn: self._reader.read(one) for arn, one in _object(top.get("resource_policies") or {}, "").items()
            },
            running=tuple(self._running(principals, partition, account)),
            missing=frozenset(name for name in (*_LISTS, *PARTS) if name not in top),
            unseen=frozenset(
                (part, service)
                for part, services in _object(top.get("not_collected") or {}, "`not_collected`").items()
                for service in _object(services, f"`not_collected.{quoted(part)}`")
            ),
            providers={"oidc-provider": self._providers("oidc"), "saml-provider": self._providers("saml")},
            published={name: self._reader.read(one) for name, one in self._published.items()},
            manages=manages,
            kindly=self._reader.kindly,
        )

    def _whose(self, principals: Sequence[Principal]) -> tuple[str, str]:
        account, partition = self._top.get("account"), self._top.get("partition")
        first = _ARN.fullmatch(principals[0].arn) if principals else None
        account = (first[2] if first else "") if account is None else account
        partition = (first[1] if first else "aws") if partition is None else partition
        if not isinstance(account, str) or not isinstance(partition, str):
            raise CannotRead("`account` and `partition` of the bundle must be text")
        return account, partition

    def _providers(self, kind: str) -> frozenset[str] | None:
        name = f"{kind}_providers"
        if self._top.get(name) is None:
            return None
        return frozenset(_text(one, "arn").lower() for one in _rows(self._top, name))

    def _levels(self, name: str) -> tuple[tuple[Document, ...], ...]:
        levels = [[self._reader.read(one) for one in _list(level, name)] for level in _list(self._top.get(name), name)]
        return tuple(tuple(level) for level in levels if level)

    def _managed(self, one: Mapping[str, Json]) -> Managed:
        arn = _text(one, "Arn")
        versions = []
        for version in _rows(one, "PolicyVersionList"):
            name = _maybe(version, "VersionId")
            default = version.get("IsDefaultVersion") is True or (name != "" and name == one.get("DefaultVersionId"))
            read = self._reader.read(version["Document"]) if "Document" in version else self._reader.unknown()
            versions.append((name, default, read))
        if not versions and (document := self._of_aws(arn)) is not None:
            versions.append(("", True, document))
        return Managed(arn, tuple(versions), _tags(one), self._reader.unknown())

    def _of_aws(self, arn: str) -> Document | None:
        name = arn.rpartition("/")[2]
        return (
            self._reader.read(self._published[name]) if ":iam::aws:policy/" in arn and name in self._published else None
        )

    def _find(self, arn: str) -> Managed:
        found = self._policies.get(arn)
        if found is None:
            document = self._of_aws(arn) or self._reader.unknown()
            found = self._policies[arn] = Managed(arn, (("", True, document),), {}, self._reader.unknown())
        return found

    def _held(self, one: Mapping[str, Json], inline: str, arn: str, prefix: str) -> Iterator[Held]:
        for written in _rows(one, inline):
            source = f"{arn}#{_text(written, 'PolicyName')}"
            yield Held(source, f"{prefix}inline", self._reader.read(written.get("PolicyDocument")))
        for attached in _rows(one, "AttachedManagedPolicies"):
            source = _text(attached, "PolicyArn")
            yield Held(source, f"{prefix}managed", self._find(source).current)

    def _group(self, one: Mapping[str, Json]) -> Group:
        arn = _text(one, "Arn")
        return Group(arn, _text(one, "GroupName"), tuple(self._held(one, "GroupPolicyList", arn, "group-")))

    def _principal(self, one: Mapping[str, Json], groups: Mapping[str, Group], *, is_role: bool) -> Principal:
        arn = _text(one, "Arn")
        fields = _ARN.fullmatch(arn)
        if fields is None:
            raise CannotRead(f"`{quoted(arn)}` is not the ARN of a user or role")
        held = list(self._held(one, "RolePolicyList" if is_role else "UserPolicyList", arn, ""))
        belongs = one.get("GroupList", [])
        names = tuple(name for name in belongs if isinstance(name, str)) if isinstance(belongs, list) else ()
        for name in names:
            known = groups.get(name)
            held += known.held if known else (Held(f"group {name}", "group-inline", self._reader.unknown()),)
        bound = one.get("PermissionsBoundary")
        boundary = _text(bound, "PermissionsBoundaryArn") if isinstance(bound, Mapping) else None
        if boundary is not None:
            self._find(boundary)
        trust = one.get("AssumeRolePolicyDocument")
        document = self._reader.unknown() if trust is None else self._reader.read(trust)
        listed = tuple(_maybe(row, "Arn") for row in _rows(one, "InstanceProfileList")) if is_role else ()
        return Principal(
            arn=arn,
            name=_maybe(one, "RoleName" if is_role else "UserName") or arn.rpartition("/")[2],
            is_role=is_role,
            account=fields[2],
            held=tuple(held),
            boundary=boundary,
            trust=document if is_role else None,
            groups=names,
            tags=_tags(one),
            unique_id=_maybe(one, "RoleId" if is_role else "UserId"),
            profiles=listed if "InstanceProfileList" in one else None,
        )

    def _running(self, principals: Sequence[Principal], partition: str, account: str) -> Iterator[Running]:
        profiles = {profile: one.arn for one in principals for profile in one.profiles or ()}
        for service, things in _object(self._top.get("compute") or {}, "`compute`").items():
            for one in _rows({service: things}, service):
                arn, role = _text(one, "arn"), _maybe(one, "role")
                if not role:
                    continue
                if not role.startswith("arn:"):
                    role = f"arn:{partition}:iam::{account}:role/{role}"
                elif ":instance-profile/" in role:
                    role = profiles.get(role) or role.replace(":instance-profile/", ":role/", 1)
                code = tuple(str(each) for each in _list(one.get("code", []), "code"))
                yield Running(service.removesuffix(".amazonaws.com"), arn, role, code)


def _object(value: Json, what: str) -> Mapping[str, Json]:
    if not isinstance(value, Mapping):
        raise CannotRead(f"{what or 'a part of the bundle'} is not an object")
    return value


def _list(value: Json, what: str) -> Sequence[Json]:
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        raise CannotRead(f"`{quoted(what)}` of the bundle is not a list")
    return value


def _rows(members: Mapping[str, Json], name: str) -> Iterator[Mapping[str, Json]]:
    for one in _list(members.get(name), name):
        yield _object(one, f"an entry of `{quoted(name)}`")


def _text(members: Mapping[str, Json], name: str) -> str:
    value = members.get(name)
    if not isinstance(value, str) or not value:
        raise CannotRead(f"an entry of the bundle has no `{name}`")
    return value


def _maybe(members: Mapping[str, Json], name: str) -> str:
    value = members.get(name)
    return value if isinstance(value, str) else ""


def _tags(members: Mapping[str, Json]) -> dict[str, str]:
    return {_text(one, "Key").lower(): _maybe(one, "Value") for one in _rows(members, "Tags")}
