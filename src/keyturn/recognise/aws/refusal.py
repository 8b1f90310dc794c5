"""Why a request is not recognised: one exception inside this room, one value outside."""

from enum import StrEnum
from typing import Self

from keyturn.errors import CallerError, quoted
from keyturn.model.action import Unrecognised


class Reason(StrEnum):
    """The kinds of refusal; each is a code that scripts may rely on."""

    UNKNOWN = "aws.unknown_operation"
    """The bytes name no operation of the service they are signed for."""
    AMBIGUOUS = "aws.ambiguous"
    """The bytes could be read as two different operations."""
    UNEXPLAINED = "aws.unexplained"
    """Something stands there that the operation does not have."""
    MALFORMED = "aws.malformed"
    """Something does not have the form that its type demands."""
    UNSUPPORTED = "aws.unsupported"
    """Legal at AWS, but nothing that this gateway can judge; the text says what to set instead."""


class Refused(CallerError):
    """Raised by the readers; `name_call` turns it into an `Unrecognised`. The text never holds a parameter's value."""

    code = "aws.unrecognised"

    def __init__(self, reason: Reason, why: str, path: tuple[str, ...] = ()) -> None:
        """Say `why`; `path` leads from the operation's input to the member that is meant, outermost name first."""
        super().__init__(why)
        self.reason = reason
        self.why = why
        self.path = path

    def inside(self, name: str) -> Self:
        """The same refusal, one level further out: it happened inside the member `name`."""
        return type(self)(self.reason, self.why, (name, *self.path))

    def told(self) -> Unrecognised:
        """What the client is shown."""
        where = f"in `{quoted('.'.join(self.path[:16]))}`: " if self.path else ""
        return Unrecognised(str(self.reason), where + self.why)


def unexplained(why: str) -> Refused:
    """Something on the wire that the operation does not have."""
    return Refused(Reason.UNEXPLAINED, why)


def malformed(why: str) -> Refused:
    """Something that does not have the form of its type."""
    return Refused(Reason.MALFORMED, why)


def unsupported(why: str) -> Refused:
    """Something legal that cannot be judged here."""
    return Refused(Reason.UNSUPPORTED, why)
