"""Multipart uploads as one change.

An upload is many calls, and the first of them does not say what will be uploaded. So an upload that would be held is
rehearsed: the gate answers its first calls itself, without effect, hashing the parts and throwing them away. The last
call then shows the whole upload, and that is the change people see: create, every part by its SHA-256, complete. When
it is approved and the client starts again, each call is held against its place in that change.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from http import HTTPStatus
from xml.sax.saxutils import unescape

from keyturn.codec import canonical
from keyturn.decide.combine import together
from keyturn.flow.answers import Named, Refuse, Step
from keyturn.flow.kept import Case
from keyturn.model.action import Action, plain
from keyturn.model.decision import NeedsApproval
from keyturn.model.execution import Answer, Rehearsed
from keyturn.model.wire import Content
from keyturn.recognise.aws.multipart import Multipart, Role, assemble, declare, role_of

PREFIX = "keyturn-rehearsal-"
PER_SESSION = 20


@dataclass(slots=True)
class Rehearsal:
    """An upload played through without effect.

    Its first call and the parts so far, by number, with the ETag answered. `until` is when its session ends; `shown`
    says that its last call has come, so that people see it and it may be forgotten.
    """

    session: str
    until: datetime
    create: Step
    parts: dict[int, tuple[Step, str]] = field(default_factory=dict)
    shown: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What one held call stands for: the steps of the change it would open, and whether it is only rehearsed."""

    steps: tuple[Step, ...]
    rehearse: bool = False
    role: Multipart | None = None

    @property
    def wanted(self) -> NeedsApproval:
        """What meets the gates of every step."""
        wanted = [step.wanted for step in self.steps]
        return NeedsApproval(
            together(one.quorum for one in wanted),
            frozenset().union(*(one.obligations for one in wanted)),
            tuple(sorted({gate for one in wanted for gate in one.gates})),
        )

    def in_case(self, case: Case) -> Iterable[Action]:
        """Return the actions as they would stand in `case`: what the change's own answers gave is written as such."""
        actions = [step.action for step in self.steps]
        if self.role is None or len(actions) > 1 or self.role.role is Role.CREATE:
            return actions
        answers = {(i, member): value for i, use in enumerate(case.uses) for member, value in use.answers.items()}
        return [declare(action, answers) for action in actions]

    def gives_up(self, case: Case) -> bool:
        """Whether this call aborts the very upload that `case` began."""
        if self.role is None or self.role.role is not Role.ABORT or self.role.upload_id is None:
            return False
        return case.uses[0].answers.get("UploadId") == self.role.upload_id


class Uploads:
    """The rehearsals under way. They are lost at a restart, at no cost: the client starts again."""

    def __init__(self) -> None:
        self.rehearsals: dict[str, Rehearsal] = {}

    def plan(self, named: Named, step: Step) -> Plan | Refuse:
        """Say what a held call stands for."""
        role = role_of(step.action)
        if role is None:
            return Plan((step,))
        if role.role is Role.CREATE:
            return Plan((step,), rehearse=True, role=role)
        if role.upload_id is None or not role.upload_id.startswith(PREFIX):
            return Plan((step,), role=role)
        rehearsal = self._find(named, role)
        if isinstance(rehearsal, Refuse):
            return rehearsal
        if role.role is Role.COMPLETE:
            return self._whole(step, role, rehearsal)
        return Plan((step,), rehearse=True, role=role)

    def _find(self, named: Named, role: Multipart) -> Rehearsal | Refuse:
        """Return the rehearsal that a call names, if it is its session's own and of the same object."""
        found = self.rehearsals.get(role.upload_id or "")
        if found is None or found.session != named.caller.session.id:
            return Refuse("upload.forgotten", "this upload was being rehearsed and is no longer known: start it again")
        create = found.create.action.call.parameters
        if (create.get("Bucket"), create.get("Key")) != (role.bucket, role.key):
            return Refuse("upload.other_object", "this upload was begun for another object: start one for this object")
        return found

    def _whole(self, step: Step, role: Multipart, rehearsal: Rehearsal) -> Plan | Refuse:
        listed = role.etags
        for number, etag in listed.items():
            if number not in rehearsal.parts or rehearsal.parts[number][1] != etag:
                return Refuse("upload.parts", f"part {number} is not the one that was uploaded: start the upload again")
        rehearsal.shown = True
        steps = {number: rehearsal.parts[number][0] for number in listed}
        actions = assemble(rehearsal.create.action, {number: one.action for number, one in steps.items()}, step.action)
        judged = (rehearsal.create, *(steps[number] for number in sorted(steps)), step)
        return Plan(tuple(replace(one, action=action) for one, action in zip(judged, actions, strict=True)), role=role)

    def step(self, named: Named, step: Step, limit: int, at: datetime, fresh: str) -> Rehearsed | Refuse:
        """Play one call of an upload through: begin it, note a part, or forget it.

        `limit` is how many actions a change may hold.
        """
        action = step.action
        role = role_of(action)
        if role is None:
            return Refuse("upload.unknown", f"`{action.name}` is no step of a multipart upload")
        if role.role is Role.CREATE:
            return self._begin(f"{PREFIX}{fresh}", named, role, step, at)
        upload_id = role.upload_id or ""
        # Asked again: while its body came in, the upload may have been aborted and its session ended.
        rehearsal = self._find(named, role)
        if isinstance(rehearsal, Refuse):
            return rehearsal
        if role.role is Role.ABORT:
            del self.rehearsals[upload_id]
            return Rehearsed(role.bucket, role.key)
        number = role.part_number or 0
        parts = rehearsal.parts
        if number not in parts and len(parts) + 2 >= limit:
            why = f"an upload of more than {limit - 2} parts does not fit into one change: use larger parts"
            return Refuse("limit.actions", why)
        etag = f'"{sha256(canonical.encode(plain(action.call.parameters, upload_id.encode()))).hexdigest()[:32]}"'
        parts[number] = (replace(step, action=_without_bytes(action)), etag)
        return Rehearsed(role.bucket, role.key, etag=etag, copied=action.call.operation == _COPY)

    def _begin(self, upload_id: str, named: Named, role: Multipart, create: Step, at: datetime) -> Rehearsed | Refuse:
        self.rehearsals = {name: one for name, one in self.rehearsals.items() if at < one.until}
        session = named.caller.session
        mine = [name for name, one in self.rehearsals.items() if one.session == session.id]
        if len(mine) >= PER_SESSION:
            shown = next((name for name in mine if self.rehearsals[name].shown), None)
            if shown is None:
                why = f"this session has {PER_SESSION} uploads under way: complete or abort some"
                return Refuse("limit.uploads", why)
            del self.rehearsals[shown]
        self.rehearsals[upload_id] = Rehearsal(session.id, session.expires, create)
        return Rehearsed(role.bucket, role.key, upload_id=upload_id)

    def end_session(self, session: str) -> None:
        """Forget the rehearsals of a session that has ended."""
        for upload_id in [name for name, one in self.rehearsals.items() if one.session == session]:
            del self.rehearsals[upload_id]


def _without_bytes(action: Action) -> Action:
    """The same action, its body bound by digest only: what is rehearsed is hashed and thrown away."""
    parameters = {
        name: replace(value, data=None) if isinstance(value, Content) else value
        for name, value in action.call.parameters.items()
    }
    return replace(action, call=replace(action.call, parameters=parameters))


_COPY = "UploadPartCopy"
_COPIED_ETAG = re.compile(rb"<ETag>([^<]{1,256})</ETag>")
_UPLOAD_ID = re.compile(rb"<UploadId>([^<]{1,1024})</UploadId>")
_ERROR_ROOT = re.compile(rb"\A\s*(?:<\?xml[^>]{0,200}\?>\s*)?<Error[\s>]")
_ERROR_CODE = re.compile(rb"<Code>([A-Za-z0-9.]{1,128})</Code>")
_ERROR_TYPE = re.compile(rb'"__type"\s*:\s*"(?:[^"#]{0,128}#)?([A-Za-z0-9.]{1,128})"')


def learn(action: Action, answer: Answer) -> Mapping[str, str]:
    """Return the members of `answer` that later actions of the change refer to: an upload's id, a part's ETag."""
    role = role_of(action)
    if role is None or answer.status != HTTPStatus.OK or not isinstance(answer.body, bytes):
        return {}
    if role.role is Role.CREATE:
        found = _UPLOAD_ID.search(answer.body)
        return {} if found is None else {"UploadId": _text(found)}
    if role.role is not Role.PART:
        return {}
    if action.call.operation == _COPY:
        found = _COPIED_ETAG.search(answer.body)
        return {} if found is None else {"ETag": _text(found)}
    etag = answer.header(b"etag")
    return {} if etag is None else {"ETag": etag}


def _text(found: re.Match[bytes]) -> str:
    # Bytes that are no text become a word that no later call can say, so nothing passes by it.
    return unescape(found.group(1).decode("utf-8", "replace"), {"&quot;": '"', "&#34;": '"'})


def error_code(answer: Answer, *, inside: bool = False) -> str | None:
    """Return the error code that an answer of status 400 or more carries, wherever its protocol puts it.

    `inside` looks for the errors, too, that S3 sends under status 200 where it had begun to answer before it was done
    (docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html).
    """
    hidden = inside and isinstance(answer.body, bytes) and _ERROR_ROOT.search(answer.body)
    if answer.status < HTTPStatus.BAD_REQUEST and not hidden:
        return None
    named = answer.header(b"x-amzn-errortype")
    if named is not None:
        return named.partition(":")[0].rpartition("#")[2]
    if not isinstance(answer.body, bytes):
        return None
    found = _ERROR_CODE.search(answer.body) or _ERROR_TYPE.search(answer.body)
    return None if found is None else found.group(1).decode()
