"""Multipart uploads as one change.

An upload is many calls, and the first of them does not say what will be uploaded. So an upload that would be held is
rehearsed: the gate answers its first calls itself, without effect, hashing the parts and throwing them away. The last
call then shows the whole upload, and that is the change people see: create, every part by its SHA-256, complete. When
it is approved and the client starts again, each call is held against its place in that change.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from http import HTTPStatus
from xml.sax.saxutils import unescape

from keyturn.codec import canonical
from keyturn.flow.answers import Named, Refuse
from keyturn.flow.state import Case
from keyturn.model.action import Action, plain
from keyturn.model.execution import Answer, Rehearsed
from keyturn.recognise.aws.multipart import Multipart, Role, assemble, declare, role_of

PREFIX = "keyturn-rehearsal-"
PER_SESSION = 20


@dataclass(slots=True)
class Rehearsal:
    """An upload played through without effect.

    Its first call and the parts so far, by number, with the ETag answered.
    """

    session: str
    create: Action
    parts: dict[int, tuple[Action, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """What one held call stands for: the actions of the change it would open, and whether it is only rehearsed.

    `uploaded` is set where the call belongs to a real upload that a change has begun.
    """

    actions: tuple[Action, ...]
    rehearse: bool = False
    role: Multipart | None = None

    def in_case(self, case: Case) -> Iterable[Action]:
        """Return the actions as they would stand in `case`: what the change's own answers gave is written as such."""
        if self.role is None or len(self.actions) > 1 or self.role.role is Role.CREATE:
            return self.actions
        answers = {(i, member): value for i, use in enumerate(case.uses) for member, value in use.answers.items()}
        return tuple(declare(action, answers) for action in self.actions)


class Uploads:
    """The rehearsals under way. They are lost at a restart, at no cost: the client starts again."""

    def __init__(self) -> None:
        self.rehearsals: dict[str, Rehearsal] = {}

    def plan(self, named: Named) -> Plan | Refuse:
        """Say what a held call stands for."""
        action = named.action
        role = role_of(action)
        if role is None:
            return Plan((action,))
        if role.role is Role.CREATE:
            return Plan((action,), rehearse=True, role=role)
        if role.upload_id is None or not role.upload_id.startswith(PREFIX):
            return Plan((action,), role=role)
        rehearsal = self.rehearsals.get(role.upload_id)
        if rehearsal is None or rehearsal.session != named.caller.session.id:
            return Refuse("upload.forgotten", "this upload was being rehearsed and is no longer known: start it again")
        if role.role is Role.COMPLETE:
            return self._whole(action, role, rehearsal)
        return Plan((action,), rehearse=True, role=role)

    def _whole(self, action: Action, role: Multipart, rehearsal: Rehearsal) -> Plan | Refuse:
        listed = role.etags
        for number, etag in listed.items():
            if number not in rehearsal.parts or rehearsal.parts[number][1] != etag:
                return Refuse("upload.parts", f"part {number} is not the one that was uploaded: start the upload again")
        parts = {number: rehearsal.parts[number][0] for number in listed}
        return Plan(assemble(rehearsal.create, parts, action), role=role)

    def step(self, named: Named, limit: int, fresh: str) -> Rehearsed | Refuse:
        """Play one call of an upload through: begin it, note a part, or forget it.

        `limit` is how many actions a change may hold.
        """
        action = named.action
        role = role_of(action)
        if role is None:
            return Refuse("upload.unknown", f"`{action.name}` is no step of a multipart upload")
        if role.role is Role.CREATE:
            return self._begin(f"{PREFIX}{fresh}", named.caller.session.id, role, action)
        upload_id = role.upload_id or ""
        if role.role is Role.ABORT:
            self.rehearsals.pop(upload_id, None)
            return Rehearsed(role.bucket, role.key)
        number = role.part_number or 0
        parts = self.rehearsals[upload_id].parts
        if number not in parts and len(parts) + 2 >= limit:
            why = f"an upload of more than {limit - 2} parts does not fit into one change: use larger parts"
            return Refuse("limit.actions", why)
        etag = f'"{sha256(canonical.encode(plain(action.call.parameters, upload_id.encode()))).hexdigest()[:32]}"'
        parts[number] = (action, etag)
        return Rehearsed(role.bucket, role.key, etag=etag)

    def _begin(self, upload_id: str, session: str, role: Multipart, create: Action) -> Rehearsed | Refuse:
        if sum(one.session == session for one in self.rehearsals.values()) >= PER_SESSION:
            return Refuse("limit.uploads", f"this session has {PER_SESSION} uploads under way: complete or abort some")
        self.rehearsals[upload_id] = Rehearsal(session, create)
        return Rehearsed(role.bucket, role.key, upload_id=upload_id)

    def end_session(self, session: str) -> None:
        """Forget the rehearsals of a session that has ended."""
        for upload_id in [name for name, one in self.rehearsals.items() if one.session == session]:
            del self.rehearsals[upload_id]


_UPLOAD_ID = re.compile(rb"<UploadId>([^<]{1,1024})</UploadId>")
_ERROR_CODE = re.compile(rb"<Code>([A-Za-z0-9.]{1,128})</Code>")
_ERROR_TYPE = re.compile(rb'"__type"\s*:\s*"(?:[^"#]{0,128}#)?([A-Za-z0-9.]{1,128})"')


def learn(action: Action, answer: Answer) -> dict[str, str]:
    """Return the members of `answer` that later actions of the change refer to: an upload's id, a part's ETag."""
    role = role_of(action)
    if role is None or answer.status != HTTPStatus.OK or not isinstance(answer.body, bytes):
        return {}
    if role.role is Role.CREATE:
        found = _UPLOAD_ID.search(answer.body)
        return {} if found is None else {"UploadId": unescape(found.group(1).decode())}
    etag = answer.header(b"etag")
    return {} if etag is None or role.role is not Role.PART else {"ETag": etag}


def error_code(answer: Answer) -> str | None:
    """Return the error code that an answer of status 400 or more carries, wherever its protocol puts it."""
    if answer.status < HTTPStatus.BAD_REQUEST:
        return None
    named = answer.header(b"x-amzn-errortype")
    if named is not None:
        return named.partition(":")[0].rpartition("#")[2]
    if not isinstance(answer.body, bytes):
        return None
    found = _ERROR_CODE.search(answer.body) or _ERROR_TYPE.search(answer.body)
    return None if found is None else found.group(1).decode()
