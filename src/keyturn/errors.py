"""Whose turn it is: every error of Keyturn's own is one of four kinds.

The base class says who can mend it, `code` is a promise that scripts may rely on, and the text is for the person who
reads it. Nothing here quotes more than a short, printable piece of what the outside sent.
"""

from typing import ClassVar, Final

_QUOTED: Final = 80


class KeyturnError(Exception):
    """Anything Keyturn refuses or cannot do; raise one of the four kinds below, or a class of theirs."""

    code: ClassVar[str] = "error"


class CallerError(KeyturnError):
    """The caller's turn: what was sent is wrong, stale or not theirs; sending it unchanged will not help."""

    code = "caller"


class PolicyError(KeyturnError):
    """The gate's owners' turn: the policy forbids it, or cannot be read and therefore forbids it."""

    code = "policy"


class OurError(KeyturnError):
    """Keyturn's turn: it is misconfigured or broken here, and nothing passes until that is mended."""

    code = "ours"


class UpstreamError(KeyturnError):
    """The turn of the system behind Keyturn: it could not be reached, or its answer could not be understood."""

    code = "upstream"


class Malformed(CallerError):
    """A value does not have the form its name promises; whoever holds a parsed value never meets this again."""

    code = "malformed"

    def __init__(self, what: str, value: object, why: str | None = None) -> None:
        """Say that `value` is no `what`, and `why` if the form itself does not make that plain."""
        reason = f": {why}" if why else ""
        super().__init__(f"`{quoted(value)}` is not a valid {what}{reason}")
        self.what = what
        self.why = why


def quoted(value: object) -> str:
    """At most 80 ASCII-printable characters that stand for `value`, safe on a terminal, in a log and between backticks.

    A hostile value may be huge: only its head is ever turned into text, and what is not text or bytes is named by its
    type alone unless it is a plain number, truth value or nothing.
    """
    match value:
        case str():
            text = ascii(value[: _QUOTED + 1])[1:-1]
            longer = len(value) > _QUOTED
        case bytes() | bytearray() | memoryview():
            text = ascii(bytes(value[: _QUOTED + 1]))[2:-1]
            longer = len(value) > _QUOTED
        case bool() | float() | None:
            text, longer = str(value), False
        case int():
            # str() of a very long integer raises by default and is slow where it does not.
            text, longer = (str(value), False) if value.bit_length() <= _QUOTED else ("a very large integer", False)
        case _:
            text, longer = f"a value of type {type(value).__name__}", False
    text = text.replace("`", "'")
    if longer or len(text) > _QUOTED:
        return text[: _QUOTED - 3] + "..."
    return text
