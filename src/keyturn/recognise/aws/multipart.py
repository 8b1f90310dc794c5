"""Multipart uploads: many calls that are one change.

The first call creates the upload and gets its id, each part refers to that id and gets an ETag, the last call names the
id and all ETags. None of these can be known when people approve, so in a change they stand as "member M of the answer
to action N" (DESIGN.md, "Identity, digests and signatures"): action 0 creates, 1 to n are the parts in order of their
numbers, the last completes. Source: docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html.

The checksums that a completing call may repeat for each part are left out of the change. Clients copy them from S3's
answers, so they are not there when an upload is first shown; and they say nothing new, because every part is bound by
the SHA-256 of its bytes: a checksum that does not fit makes S3 refuse the upload.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from keyturn.errors import Malformed
from keyturn.model.action import Action, AnswerOf, Value


class Role(StrEnum):
    """What a call does in an upload."""

    CREATE = "create"
    PART = "part"
    COMPLETE = "complete"
    ABORT = "abort"


@dataclass(frozen=True, slots=True)
class Multipart:
    """One call's place in an upload.

    `upload_id` is None for the creating call and where it stands as an answer still to come; `etags` are those that the
    completing call lists, by part number, in double quotes as S3 answers them.
    """

    role: Role
    bucket: str
    key: str
    upload_id: str | None = None
    part_number: int | None = None
    etags: Mapping[int, str] = field(default_factory=dict)


_ROLES: Final = {
    "CreateMultipartUpload": Role.CREATE,
    "UploadPart": Role.PART,
    "UploadPartCopy": Role.PART,
    "CompleteMultipartUpload": Role.COMPLETE,
    "AbortMultipartUpload": Role.ABORT,
}


def role_of(action: Action) -> Multipart | None:
    """Say which step of an upload `action` is; None if it is none, or lacks what makes it one."""
    call = action.call
    role = _ROLES.get(call.operation) if call.service == "s3" else None
    bucket, key = call.parameters.get("Bucket"), call.parameters.get("Key")
    upload_id, number = call.parameters.get("UploadId"), call.parameters.get("PartNumber")
    if role is None or not isinstance(bucket, str) or not isinstance(key, str):
        return None
    if role is Role.CREATE:
        return Multipart(role, bucket, key)
    if not isinstance(upload_id, str | AnswerOf):
        return None
    known = upload_id if isinstance(upload_id, str) else None
    if role is Role.ABORT:
        return Multipart(role, bucket, key, known)
    if role is Role.PART:
        return Multipart(role, bucket, key, known, part_number=number) if type(number) is int else None
    try:
        parts = _listed(call.parameters)
    except Malformed:
        return None
    return Multipart(
        role, bucket, key, known, etags={at: _quoted(tag) for at, part in parts if isinstance(tag := part["ETag"], str)}
    )


def assemble(create: Action, parts: Mapping[int, Action], complete: Action) -> tuple[Action, ...]:
    """Write an upload as the actions of one change: create, `parts` by number, complete.

    Raises Malformed unless `complete` lists exactly the given parts, each once, in ascending order.
    """
    listed = [number for number, _ in _listed(complete.call.parameters)]
    if listed != sorted(parts):
        raise Malformed("list of parts", complete.name, "it names each uploaded part once")
    yet_to_come = {(0, "UploadId"): None} | {(at, "ETag"): None for at in range(1, len(listed) + 1)}
    numbered = [_declared(parts[number], yet_to_come) for number in listed]
    return (create, *numbered, _declared(complete, yet_to_come))


def declare(action: Action, answers: Mapping[tuple[int, str], str]) -> Action:
    """Write a real call as it stands in its change: what the change's own answers gave is named as an answer.

    `answers` holds values by number of the action and member. A value that was not answered stays as it is, so the call
    then matches no approved action. Raises Malformed for a completing call whose parts are no list of parts.
    """
    return _declared(action, answers)


def _declared(action: Action, answers: Mapping[tuple[int, str], str | None]) -> Action:
    """Replace upload id and ETags; an answer of None stands for whatever will be answered."""
    role = _ROLES.get(action.call.operation) if action.call.service == "s3" else None
    if role in (None, Role.CREATE):
        return action
    parameters = dict(action.call.parameters)
    if _answered(parameters.get("UploadId"), (0, "UploadId"), answers):
        parameters["UploadId"] = AnswerOf(0, "UploadId")
    if role is Role.COMPLETE:
        parts = [_part(part, at, answers) for at, (_, part) in enumerate(_listed(parameters), start=1)]
        upload = parameters.get("MultipartUpload")
        parameters["MultipartUpload"] = {**(upload if isinstance(upload, Mapping) else {}), "Parts": parts}
    return replace(action, call=replace(action.call, parameters=parameters))


def _part(part: Mapping[str, Value], at: int, answers: Mapping[tuple[int, str], str | None]) -> Mapping[str, Value]:
    """Name an ETag as the answer to the part in its place: two parts with the same bytes have the same ETag."""
    kept = {member: value for member, value in part.items() if not member.startswith("Checksum")}
    return {**kept, "ETag": AnswerOf(at, "ETag")} if _answered(part.get("ETag"), (at, "ETag"), answers) else kept


def _answered(value: Value, place: tuple[int, str], answers: Mapping[tuple[int, str], str | None]) -> bool:
    """Whether `value` is what the answer in that `place` gave."""
    if not isinstance(value, str) or place not in answers:
        return False
    expected = answers[place]
    return expected is None or _quoted(expected) == _quoted(value)


def _listed(parameters: Mapping[str, Value]) -> list[tuple[int, dict[str, Value]]]:
    """Return the parts that a completing call lists, by number.

    Raises Malformed unless each has a number and an ETag and the numbers ascend, as S3 itself demands.
    """
    upload = parameters.get("MultipartUpload")
    parts = upload.get("Parts") if isinstance(upload, Mapping) else None
    if not isinstance(parts, Sequence) or isinstance(parts, str | bytes):
        raise Malformed("list of parts", parts)
    found: list[tuple[int, dict[str, Value]]] = []
    for part in parts:
        number = part.get("PartNumber") if isinstance(part, Mapping) else None
        etag = part.get("ETag") if isinstance(part, Mapping) else None
        if not isinstance(part, Mapping) or type(number) is not int or not isinstance(etag, str | AnswerOf):
            raise Malformed("list of parts", part, "each part has a number and an ETag")
        if found and found[-1][0] >= number:
            raise Malformed("list of parts", number, "the numbers ascend")
        found.append((number, dict(part)))
    return found


def _quoted(etag: str) -> str:
    """An ETag in double quotes: S3 answers it so, and takes it back with or without them."""
    return etag if len(etag) > 1 and etag.startswith('"') and etag.endswith('"') else f'"{etag}"'
