"""What the AWS door answers: one call of the gate to each request, in the words of AWS's protocols."""

import logging
import traceback
from collections.abc import Callable, Sequence
from typing import Protocol, assert_never

from keyturn.doors.aws.answers import Written, lent, refused, rehearsed
from keyturn.doors.aws.bodies import Spool
from keyturn.doors.aws.heads import Head, guess
from keyturn.doors.aws.incoming import Incoming
from keyturn.doors.aws.intake import Intake, NotAdmitted, Taken, signing_name
from keyturn.errors import KeyturnError, Malformed
from keyturn.model.catalogue import Catalogue, Wire
from keyturn.model.execution import Admission, Answer, Body, Lent, Refusal, Rehearsed, Reply
from keyturn.model.wire import HttpRequest

_log = logging.getLogger(__name__)


class Gate(Protocol):
    """What stands behind the door."""

    async def handle(self, request: HttpRequest, body: Body) -> Reply:
        """Answer one call.

        `request.content` is true of `body`: of bytes at once, of a stream because it raises a CallerError before its
        last piece if it is not as declared. A stream may be left unread. `body` is Discarded where `admit` has not
        asked for it to be kept.
        """

    async def admit(self, request: HttpRequest, *, here: bool) -> Refusal | Admission:
        """Judge a call by its head alone, before its body is read; only its caller, if the body is `here`."""


class App:
    """What answers requests at the door."""

    def __init__(
        self,
        gate: Gate,
        catalogue: Catalogue,
        ready: Callable[[], bool],
        held_bytes: int = 1_048_576,
        spool: Spool | None = None,
    ) -> None:
        """`ready` answers `GET /healthz`; `catalogue` says in which protocol a refusal is understood.

        `held_bytes` (`limits.parameters_bytes`) is how long a body in memory may be. `spool` keeps longer ones whose
        hash was not signed, once the gate has judged their heads; without it they are refused.
        """
        self._gate = gate
        self._catalogue = catalogue
        self._ready = ready
        self.held_bytes = held_bytes
        self._intake = Intake(gate.admit, spool, held_bytes)

    async def answer(self, head: Head, came: bytes | Incoming) -> Answer | Written:
        """Answer one request. `came` is its body: whole, if it is short and all of it came with the head."""
        if head.path == "/healthz" and not head.query and head.request().header("authorization") is None:
            return _health(ready=self._ready())
        taken: Taken | None = None
        request: HttpRequest | None = None
        try:
            if isinstance(came, bytes) and not head.framed:
                request = self._intake.held(head, came)
                reply = await self._gate.handle(request, came)
            else:
                taken = await self._intake.take(head, came)
                request = taken.request
                reply = await self._gate.handle(request, taken.body)
        except NotAdmitted as refusal:
            reply = refusal.refusal
        except KeyturnError as error:
            reply = Refusal(error.code, f"keyturn: {error}")
        except Exception as error:  # noqa: BLE001 - the last line: a call is answered, and never in a way that is retried
            reply = _broken(error)
        finally:
            if taken is not None and taken.spooled is not None and self._intake.spool is not None:
                self._intake.spool.drop(taken.spooled)
        match reply:
            case Answer():
                return reply
            case Refusal():
                return self._refuse(request or head.request(), reply)
            case Rehearsed():
                return rehearsed(reply)
            case Lent():
                return lent(reply)
            case never:
                assert_never(never)

    def unread(self, raw: bytes, error: Malformed) -> Written:
        """Answer a request whose head was refused. 400 is no status that AWS's clients send again."""
        return self._refuse(guess(raw), Refusal(error.code, f"keyturn: {error}", None, 400))

    def _refuse(self, request: HttpRequest, refusal: Refusal) -> Written:
        signing = signing_name(request)
        candidates = self._protocols(refusal.service, signing)
        return refused(refusal, request, candidates, refusal.service or signing)

    def _protocols(self, service: str | None, signing: str | None) -> Sequence[Wire]:
        names = [service] if service is not None else self._catalogue.signed_as(signing or "")
        found: list[Wire] = []
        for name in names:
            found.extend(self._catalogue.service(name).protocols)
        return found


def _health(*, ready: bool) -> Written:
    body = b"ok\n" if ready else b"not ready\n"
    headers = ((b"content-type", b"text/plain; charset=us-ascii"), (b"content-length", str(len(body)).encode()))
    return Written(200 if ready else 503, headers, body)


def _broken(error: Exception) -> Refusal:
    """Say that something of ours broke; its own words stay out, because they may quote what was sent."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__} at {frame.filename.rpartition('/')[2]}:{frame.lineno}"
    _log.error("a call could not be answered: %s", where)
    return Refusal(
        "ours.broken", f"keyturn: something broke in the gateway ({where}); look into its log before trying again"
    )
