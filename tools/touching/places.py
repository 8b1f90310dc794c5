"""Which ARNs an operation names: IAM's templates with their variables bound to members of the input.

A variable is bound where a member says that it is that thing: by the same name, by the same name in the plural, by the
name of the kind, or, for a bare `Name` or `Id`, because the operation is about that kind. A name never fills the place
of an id. What stays open is `*`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tools.touching import curated, names, sources
from tools.touching.models import Member, Operation

_VARIABLE: Final = re.compile(r"\$\{(\w+)\}")
_PLACE: Final = frozenset({"Partition", "Region", "Account"})
_SUFFIXES: Final = ("identifier", "name", "arn", "id", "uuid", "key")
_OTHERS: Final = ("source", "target", "destination", "new", "existing", "parent", "original")
_GENERIC: Final = frozenset(
    {"resourcepath", "resourceid", "resourcename", "id", "name", "identifier", "uuid", "resource"}
)
_VERB: Final = re.compile(r"(?:Batch|Admin)?[A-Z][a-z0-9]*")
_CREATES: Final = (
    "Create", "Run", "Allocate", "Copy", "Import", "Register", "Request", "Purchase", "Provision", "Start", "Submit",
    "Restore", "Launch", "Generate", "Clone", "Publish", "Issue", "Open", "Initiate", "Schedule", "Upload", "Reserve",
)  # fmt: skip
_DEPTH: Final = 3
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of ARN: literal text with `{0}`, `{1}` ... where the values of `bound` go.

    `@partition`, `@region` and `@account` are the call's own. A place without members stays `*`. `open` says that the
    kind is what the call must be about, so that it is named even if nothing fills it; `new` that it is made by it.
    """

    text: str
    bound: tuple[tuple[Path, ...], ...]
    must: bool
    new: bool


def templates(operation: Operation, named: names.Named) -> tuple[Template, ...]:
    """The kinds of ARN that `operation` can name, what it is about first."""
    found: list[Template] = []
    new = operation.name.startswith(_CREATES)
    for kind, listed, text in _kinds(operation, named):
        variables = [one for one in _VARIABLE.findall(text) if one not in _PLACE]
        about = _is_about(operation, kind)
        # A kind that IAM does not list for the action must be meant beyond doubt, or be what the action is about.
        bound = tuple(
            _members(
                operation, kind, one, last=number == len(variables) - 1, least=_LISTED if listed or about else _SURE
            )
            for number, one in enumerate(variables)
        )
        bound = _apart(variables, bound)
        if variables and not (bound[-1] if listed or about else all(bound)) and not (listed == _MUST or about):
            continue
        if not variables and not listed:
            continue
        found.append(Template(_numbered(text), bound, listed == _MUST or about, new))
    unique = {(one.text, one.bound): one for one in reversed(found)}
    return tuple(reversed(unique.values()))


def _apart(variables: Sequence[str], bound: tuple[tuple[Path, ...], ...]) -> tuple[tuple[Path, ...], ...]:
    """A member that could fill two places fills the one that is called like it, else the last."""
    kept: list[tuple[Path, ...]] = []
    for number, paths in enumerate(bound):
        elsewhere = {path for other, given in enumerate(bound) if other != number for path in given}
        exact = [path for path in paths if _plain(path[-1]) == _plain(variables[number])]
        last = number == len(bound) - 1
        kept.append(tuple(path for path in paths if path not in elsewhere or path in exact or (last and not exact)))
    return tuple(kept)


_MUST: Final = "must"
_MAY: Final = "may"
_LISTED: Final = 40
_SURE: Final = 90


def _kinds(operation: Operation, named: names.Named) -> Iterator[tuple[str, str, str]]:
    """Kinds of resource with their ARN template, and whether IAM lists them for the action: must, may or not at all."""
    prefix = named.actions[0].partition(":")[0]
    known = sources.templates(prefix)
    own = curated.arns().get((operation.service, operation.name))
    if own is not None:
        yield from (("", _MUST, _owned(text)) for text in own)
        return
    listed = dict(named.known.resources) if named.known is not None else {}
    for kind, whole in known.items():
        for text in map(_owned, whole.split(", ")):
            if _in_doubt(text):
                continue
            if kind in listed:
                yield kind, _MUST if listed[kind] or len(listed) == 1 else _MAY, text
            elif not listed and text.split(":", 3)[2] == prefix:
                yield kind, "", text


def _owned(text: str) -> str:
    """The template with the account where it belongs: some call it `AccountId`."""
    return re.sub(r"^((?:[^:]*:){4})\$\{[Aa]ccount\w*\}:", r"\1${Account}:", text)


def _in_doubt(text: str) -> bool:
    """Whether service, region or account vary: such things are given by their whole ARN, or not at all."""
    fields = text.split(":", 5)
    if len(fields) < 6 or fields[4] not in ("", "${Account}", "aws", "amazon"):
        return True
    return any("*" in one or set(_VARIABLE.findall(one)) - _PLACE for one in fields[1:5])


def _members(operation: Operation, kind: str, variable: str, *, last: bool, least: int) -> tuple[Path, ...]:
    given = curated.bindings().get((operation.service, variable)) or curated.bindings().get(
        (names.prefix(operation.service), variable)
    )
    scored: list[tuple[int, Member]] = []
    for member in operation.inputs:
        if not _is_name(member):
            continue
        if given is not None:
            score = 100 if member.name in given else 0
        else:
            score = _score(operation, kind, variable, member, last=last)
        # What stands deeper must say more: a bare `Name` three levels down names something else.
        score -= 10 * (len(member.path) - 1)
        if score >= least:
            scored.append((score, member))
    best = max((score for score, _ in scored), default=0)
    # What is as sure as the best, and what is sure enough of itself: a source beside a target.
    return tuple(dict.fromkeys(member.path for score, member in scored if score == best or score >= 75))


def _score(operation: Operation, kind: str, variable: str, member: Member, *, last: bool) -> int:
    """How surely `member` is what `variable` of the template of `kind` stands for; nothing below 40 counts."""
    want, have = _plain(variable), _plain(member.name)
    if have.endswith(("arn", "arns")):
        return 0  # it says itself what it names
    if member.kind == "list of string":
        have = _singular(have.removesuffix("list"))
    if have == want:
        return 100 if last or want not in _GENERIC else 70
    if any(have == other + want for other in _OTHERS):
        return 85
    anything = want in ("resourcepath", "resourceid", "resourcename", "resource")
    if want.endswith("id") and have.endswith("name") and not anything:
        return 0
    have_base, want_base, kind = _alias(_base(have)), _alias(_base(want)), _alias(_plain(kind))
    if want in _GENERIC:
        return _score_kind(operation, kind, have_base, member) if last else 0
    if want_base and have_base == want_base:
        return 90
    if have_base == "" and last and len(member.path) == 1:
        if _is_about(operation, want_base) or (want_base in kind and _is_about(operation, kind)):
            return 80
        return 60 if want_base and _alias(_noun(operation.name)).startswith(want_base) else 0
    return max(
        _score_part(want_base, have_base, member), _score_kind(operation, kind, have_base, member) - 15 if last else 0
    )


def _score_kind(operation: Operation, kind: str, have: str, member: Member) -> int:
    """A variable that says no more than the kind of resource does."""
    if have and have == kind:
        return 90
    if len(member.path) > 1 or not kind:
        return 0
    if have == "":
        if any(_base(_plain(one.name)) in ("", kind) and _is_arn(one) for one in operation.inputs):
            return 0  # the thing is given by its ARN, so this is what it shall be called
        if _is_about(operation, kind):
            return 80
        return 60 if _alias(_noun(operation.name)).startswith(kind) else 50 if kind in _noun(operation.name) else 0
    return _score_part(kind, have, member)


def _is_arn(member: Member) -> bool:
    return len(member.path) == 1 and _plain(member.name).endswith("arn")


def _score_part(want: str, have: str, member: Member) -> int:
    """`PoolName` is the name of a dedicated IP pool where nothing else is: the end of one is the other."""
    short = min(len(want), len(have))
    close = short >= 3 and (want.endswith(have) or have.endswith(want))
    return 55 if close and len(member.path) == 1 and member.required else 0


def _alias(text: str) -> str:
    return text.replace("application", "app").replace("environment", "env").replace("organization", "org")


def _is_about(operation: Operation, kind: str) -> bool:
    """Whether the operation's name without its verb is the kind: `DescribeCluster`, `ListClusters`."""
    noun, plain = _alias(_noun(operation.name)), _alias(_plain(kind))
    return bool(plain) and plain in (noun, _singular(noun))


def _noun(operation: str) -> str:
    return _plain(_VERB.sub("", operation, count=1))


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _singular(text: str) -> str:
    if text.endswith("ies"):
        return text[:-3] + "y"
    if text.endswith(("sses", "xes", "ches", "shes")):
        return text[:-2]
    return text[:-1] if text.endswith("s") and not text.endswith("ss") else text


def _base(text: str) -> str:
    for suffix in _SUFFIXES:
        if text.endswith(suffix):
            return text[: -len(suffix)]
    return text


def _is_name(member: Member) -> bool:
    """Whether a member may be shown as a name: a text or a list of texts, not a secret, not far down."""
    if member.kind not in ("string", "list of string") or member.sensitive or member.keyed or member.token:
        return False
    return len(member.path) <= _DEPTH and not curated.is_opaque(member.path)


def _numbered(text: str) -> str:
    """The template with numbers for its variables, and the call's own place by its words."""
    count = iter(range(100))

    def put(match: re.Match[str]) -> str:
        return f"@{match[1].lower()}" if match[1] in _PLACE else f"{{{next(count)}}}"

    return _VARIABLE.sub(put, text)


def names_of(found: Sequence[Template]) -> frozenset[str]:
    """The first member of every path in these templates."""
    return frozenset(path[0] for one in found for paths in one.bound for path in paths)
