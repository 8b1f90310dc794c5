"""What a parameter that points elsewhere means now: the read that tells, and what its answer says."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from http import HTTPStatus
from typing import Final

from keyturn.codec import archives
from keyturn.codec.canonical import Json, encode
from keyturn.errors import Malformed
from keyturn.gather.answers import error_code, is_gone, is_passing, state_of
from keyturn.gather.asking import ask
from keyturn.gather.observing import StateUnreadable
from keyturn.gather.pointing import Pointed
from keyturn.gather.readers import Reader
from keyturn.model.action import Sensitive, Value
from keyturn.model.catalogue import Catalogue
from keyturn.model.execution import Answer, Outgoing
from keyturn.model.observed import Reference
from keyturn.model.wire import Content

LARGEST: Final = 67_108_864
"""How many bytes of one object are read: 64 MiB. Of more, version, ETag and length are told."""

TEXT_BYTES: Final = 32_768
"""How long a text is at most to be shown whole."""

_ECR: Final = re.compile(
    r"(?P<account>[0-9]{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com(?:\.cn)?/"
    r"(?P<name>[a-z0-9._/-]+)(?:@(?P<digest>sha256:[0-9a-f]{64})|:(?P<tag>[A-Za-z0-9._-]+))?"
)
_LESS: Final = (
    "**.LastModified", "**.LastUpdateStatus", "**.RevisionId", "**.State", "**.StateReason", "**.StateReasonCode",
    "**.LastUpdateStatusReason", "**.LastUpdateStatusReasonCode", "**.lastRecordedPullTime", "**.imageScanStatus",
    "**.imageScanFindingsSummary", "**.CreationTime", "**.ExecutionStatus", "**.Status", "**.StatusReason",
)  # fmt: skip
_HIDDEN: Final = ("**.Variables", "**.environment", "**.ParameterValue", "**.userData", "**.Environment")


@dataclass(frozen=True, slots=True)
class _Way:
    """How one kind of name is looked up: a read, and which members of its answer say what the name means."""

    service: str
    signing_name: str
    operation: str
    tells: tuple[str, ...]
    shown: bool = False


_WAYS: Final[Mapping[str, _Way]] = {
    "image": _Way("ecr", "ecr", "DescribeImages", ("imageDetails.imageDigest",)),
    "revision": _Way("ecs", "ecs", "DescribeTaskDefinition", ("taskDefinition.taskDefinitionArn",)),
    "job": _Way("batch", "batch", "DescribeJobDefinitions", ("jobDefinitions.jobDefinitionArn",)),
    "launch": _Way("ec2", "ec2", "DescribeLaunchTemplateVersions", ("launchTemplateVersionSet.versionNumber",)),
    "document": _Way("ssm", "ssm", "DescribeDocument", ("Document.DocumentVersion", "Document.Hash")),
    "changeset": _Way("cloudformation", "cloudformation", "DescribeChangeSet", ("ChangeSetId",), shown=True),
    "version": _Way("lambda", "lambda", "GetFunctionConfiguration", ("Version", "CodeSha256")),
    "machine": _Way("stepfunctions", "states", "DescribeStateMachineAlias", ("stateMachineAliasArn",)),
}


@dataclass(frozen=True, slots=True)
class Lookup:
    """One read that tells what a name means; without a way it is the content itself, an object's in `bucket`."""

    pointed: Pointed
    action: int
    way: _Way | None
    outgoing: Outgoing | None
    bucket: str = ""


def lookup(pointed: Pointed, action: int, service: str, region: str, homes: Mapping[str, str | None],
           catalogue: Catalogue) -> Lookup:  # fmt: skip
    """Return the read for one name; `homes` are the regions of buckets. Without a read, nobody knows what it means."""
    try:
        if pointed.at is not None:
            home = homes.get(pointed.at.bucket) or region
            return Lookup(pointed, action, None, _object(pointed, home, catalogue), pointed.at.bucket)
        kind = "job" if pointed.kind == "revision" and ("batch" in service or "Job" in pointed.member) else pointed.kind
        way = _WAYS.get(kind)
        found = _parameters(pointed, kind)
        if way is None or found is None:
            return Lookup(pointed, action, None, None)
        region = found[1] or region
        read = ask(catalogue.service(way.service), way.signing_name, way.operation, found[0], region)
        return Lookup(pointed, action, way, read)
    except Malformed:
        return Lookup(pointed, action, None, None)


def _object(pointed: Pointed, region: str, catalogue: Catalogue) -> Outgoing:
    at = pointed.at
    assert at is not None  # noqa: S101 - the caller has looked
    parameters: dict[str, Value] = {"Bucket": at.bucket, "Key": at.key}
    if at.version:
        parameters["VersionId"] = at.version
    # What is copied may be of any size, and its ETag and version say what it is.
    operation = "HeadObject" if pointed.kind == "copy" else "GetObject"
    return ask(catalogue.service("s3"), "s3", operation, parameters, region)


def _parameters(pointed: Pointed, kind: str) -> tuple[dict[str, Value], str] | None:
    beside = pointed.beside or {}
    match kind:
        case "image":
            found = _ECR.fullmatch(pointed.points)
            if found is None:
                return None
            which: dict[str, Value] = (
                {"imageDigest": found["digest"]} if found["digest"] else {"imageTag": found["tag"] or "latest"}
            )
            account = {"registryId": found["account"], "repositoryName": found["name"], "imageIds": [which]}
            return account, found["region"]
        case "revision":
            return {"taskDefinition": pointed.points}, ""
        case "job":
            return {"jobDefinitions": [pointed.points]}, ""
        case "launch":
            lowered = {name.lower(): value for name, value in beside.items()}
            wanted: dict[str, Value] = {"Versions": [str(lowered.get("version") or "$Default")]}
            number = lowered.get("launchtemplateid") or lowered.get("id")
            if number:
                return {**wanted, "LaunchTemplateId": str(number)}, ""
            return {**wanted, "LaunchTemplateName": str(lowered.get("launchtemplatename") or lowered.get("name"))}, ""
        case "document" | "changeset" | "version":
            return {name: value for name, value in beside.items() if isinstance(value, str) and value}, ""
        case "machine":
            return {"stateMachineAliasArn": pointed.points}, ""
        case _:
            return None


def resolved(of: Lookup, answer: Answer | None, catalogue: Catalogue, key: bytes) -> Reference:
    """Return what a name means by the answer to its read, None where there is none. Raises StateUnreadable."""
    pointed = of.pointed
    if answer is None:
        return _reference(of, "nobody looked: the gateway knows no read that tells", "", {})
    if is_passing(answer):
        raise StateUnreadable(pointed.points, f"AWS answered {answer.status}")
    if is_gone(answer):
        return _reference(of, "there is no such thing", "", {})
    if answer.status >= HTTPStatus.MULTIPLE_CHOICES:
        said = error_code(answer)
        why = f"it cannot be read: AWS answered {answer.status}{f' ({said})' if said else ''}"
        return _reference(of, why, "", {})
    return _of_object(of, answer) if of.way is None else _of_answer(of, of.way, answer, catalogue, key)


def _of_object(of: Lookup, answer: Answer) -> Reference:
    version = answer.header(b"x-amz-version-id") or "none"
    told = [f"version {version}"]
    if of.pointed.kind == "copy" or not isinstance(answer.body, bytes):
        etag, size = answer.header(b"etag") or "", answer.header(b"content-length") or "?"
        told += [f"ETag {etag}", f"{size} bytes"]
        return _reference(of, ", ".join(told), sha256(f"{version} {etag} {size}".encode()).hexdigest(), {})
    data = answer.body
    told.append(f"{len(data):,} bytes")
    return _reference(of, ", ".join(told), sha256(data).hexdigest(), content_of(data))


def content_of(data: bytes) -> dict[str, Json]:
    """Return what there is to show of some content: the files of an archive, a short text."""
    if data.startswith(b"PK"):
        try:
            return archives.listing(archives.read(data))
        except Malformed as error:
            return {"odd": [f"it begins like a zip archive: {error.why}"]}
    if len(data) > TEXT_BYTES:
        return {}
    try:
        return {"text": data.decode("utf-8")}
    except UnicodeDecodeError:
        return {}


def _of_answer(of: Lookup, way: _Way, answer: Answer, catalogue: Catalogue, key: bytes) -> Reference:
    service = catalogue.service(way.service)
    reader = Reader(way.service, way.signing_name, "", "", (), None, (), ((_LESS, ""),), _HIDDEN, (), (), ())
    try:
        state = state_of(answer, service.operations[way.operation], service.protocols, reader, key)
    except Malformed as error:
        return _reference(of, f"it cannot be read: {error}", "", {})
    told = [f"{place.rpartition('.')[2]} {text}" for place in way.tells for text in _at(state, place.split("."))]
    shown: dict[str, Json] = {"content": state} if way.shown else {}
    if not told:
        return _reference(of, "there is no such thing", "", {})
    return _reference(of, ", ".join(told[:6]), sha256(encode(state)).hexdigest(), shown)


def _at(value: Json, names: Sequence[str]) -> list[str]:
    if isinstance(value, list | tuple):
        return [text for item in value for text in _at(item, names)]
    if not names:
        return [str(value)] if isinstance(value, str | int | float) else []
    return _at(value[names[0]], names[1:]) if isinstance(value, Mapping) and names[0] in value else []


def _reference(of: Lookup, now: str, digest: str, content: Mapping[str, Json]) -> Reference:
    one = of.pointed
    how = "" if one.fixed else one.how
    return Reference(of.action, one.member, one.points, one.fixed, now, digest, "", content, how)


_ARCHIVES: Final = frozenset({"ZipFile"})


def archives_in(parameters: Value, path: str = "") -> list[tuple[str, bytes]]:
    """Return the archives that a call brings along itself: the members in which they stand, and their bytes."""
    found: list[tuple[str, bytes]] = []
    if isinstance(parameters, Sensitive):
        return archives_in(parameters.value, path)
    if not isinstance(parameters, Mapping):
        return found
    for name, value in parameters.items():
        inner = value.value if isinstance(value, Sensitive) else value
        data = inner.data if isinstance(inner, Content) else inner
        if name in _ARCHIVES and isinstance(data, bytes):
            found.append((f"{path}{name}", data))
        elif isinstance(inner, Mapping):
            found += archives_in(inner, f"{path}{name}.")
    return found


def inside(action: int, member: str, data: bytes) -> Reference:
    """Return the reference to an archive in the call itself: fixed, because the call is."""
    digest, size = sha256(data).hexdigest(), f"{len(data):,} bytes"
    points, content = "an archive in the call itself", content_of(data)
    return Reference(action, member, points, fixed=True, now=size, digest=digest, accepted="", content=content)


def compared(one: Reference, now: bytes, runs: bytes) -> Reference:
    """Add to a reference how its archive differs from the one that runs now."""
    try:
        found = archives.difference(archives.read(runs), archives.read(now))
    except Malformed as error:
        return replace(one, content={**one.content, "against": f"it was not compared: {error.why}"})
    return replace(one, content={**one.content, "diff": found})
