"""What became of a call that was sent: how it ended, what is noted of it, and what its caller is told."""

import re
from datetime import datetime
from http import HTTPStatus
from typing import Final

from keyturn.errors import CallerError, KeyturnError, OurError, UpstreamError
from keyturn.flow import uploads
from keyturn.flow.answers import Refuse
from keyturn.model.evidence import EvidenceUnavailable, Intent
from keyturn.model.execution import Answer, Ended, NeverSent, Outcome
from keyturn.runner.streams import SessionCut

UNSURE: Final = frozenset({500, 502, 504})
"""Statuses after which nobody knows whether it happened."""
NARROWED: Final = "AWS refused it to a session narrowed to this call: what it needs, the call must name"

MOVED: Final = (
    "nothing was changed: it was altered in the moment between the gateway's last look and this call, and AWS refused "
    "the call by the condition that Keyturn added; send it again, and people are asked about it as it stands now"
)

_NOT_DELETED: Final = re.compile(rb"<Code>(?:PreconditionFailed|ConditionalRequestConflict)</Code>")


def spared(answer: Answer) -> str | None:
    """Return what S3 says of several objects that it was to delete, if some were altered meanwhile and are still there.

    It says so for each, in an answer of status 200 (docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html).
    """
    count = len(_NOT_DELETED.findall(answer.body)) if isinstance(answer.body, bytes) else 0
    if not count:
        return None
    what = "one object was" if count == 1 else f"{count} objects were"
    return f"{what} altered in the moment before, and S3 left what is there by the condition that Keyturn added"


class OutcomeUnnoted(OurError):
    """A call was sent, and the log broke before what became of it could be noted."""

    code = "evidence.unavailable"

    def __init__(self, outcome: Outcome, error: EvidenceUnavailable) -> None:
        known = outcome.ended.value if outcome.status is None else f"status {outcome.status}"
        super().__init__(f"this call was sent once ({known}), and that cannot be noted: {error}")


def how_ended(error: Exception) -> Ended:
    """How a sending ended that raised `error`: only what certainly never became a whole call was never sent.

    A body that is not what was declared, or whose client went away, raises before its last piece. A session may end
    after that.
    """
    unsent = isinstance(error, NeverSent) or (isinstance(error, CallerError) and not isinstance(error, SessionCut))
    return Ended.NEVER_SENT if unsent else Ended.UNKNOWN


def outcome_of(answer: Answer, at: datetime, *, inside: bool = False, why: str | None = None) -> Outcome:
    """Return what is noted of `answer`; `inside` its body, too, AWS may say that it failed (uploads.error_code)."""
    error = uploads.error_code(answer, inside=inside)
    unsure = answer.status in UNSURE or (error is not None and answer.status == HTTPStatus.OK)
    ended = Ended.UNKNOWN if unsure else Ended.ANSWERED
    request_id = answer.header(b"x-amzn-requestid") or answer.header(b"x-amz-request-id")
    return Outcome(ended, at, answer.status, _printable(request_id), _printable(error), why)


def unanswered(intent: Intent, outcome: Outcome, error: KeyturnError) -> tuple[Refuse, int]:
    """Return what the sender of a granted call is told that `error` ended, and under which status."""
    if outcome.ended is Ended.UNKNOWN:
        why = f"outcome unknown: it was sent once and its answer never came ({error})"
        return Refuse("call.outcome_unknown", why), HTTPStatus.FORBIDDEN
    if "change" not in intent.about and isinstance(error, UpstreamError):
        return Refuse(error.code, str(error)), HTTPStatus.SERVICE_UNAVAILABLE
    return Refuse(error.code, f"not sent: {error}"), HTTPStatus.FORBIDDEN


def _printable(text: str | None) -> str | None:
    if text is None:
        return None
    text = text[:128]
    if text.isascii() and text.isprintable():
        return text  # nearly always; character by character takes 5 us for a request id
    return "".join(c for c in text if c.isascii() and c.isprintable())
