"""What came in by a door, as plain values: nothing here has been believed yet."""

from dataclasses import dataclass

from keyturn.model.noun import Noun


@dataclass(frozen=True, slots=True)
class Framing:
    """How a body stands on the wire that is framed beyond what HTTP does: S3's `aws-chunked`.

    `mark` is its `x-amz-content-sha256`, `length` counts the bytes on the wire, framing and trailers included; None
    while nobody knows.
    """

    mark: str
    length: int | None


class Content(Noun, frozen=True):
    """A request body, held or streamed, bound by its digest.

    `data` is the whole body where the door holds it in memory, else None: the bytes then stay at the
    edge (in flight or spooled) and the door lets them pass only if they hash to `sha256`.
    `sha256` is lower-case hex, `length` counts bytes. Of a body with `framing`, all three are of what stands in the
    frame, so that one object in two framings is one thing; what travels beside the value are the bytes on the wire.
    `most` is how many bytes it may have where it must be decompressed in order to be read (`limits.parameters_bytes`).
    """

    HIDDEN = frozenset({"data"})

    sha256: str
    length: int
    data: bytes | None = None
    framing: Framing | None = None
    most: int = 1_048_576

    def __eq__(self, other: object) -> bool:
        """Whether both are one thing, however it is framed and however much of it may be read."""
        return isinstance(other, Content) and self._thing() == other._thing()

    def __hash__(self) -> int:
        return hash(self._thing())

    def _thing(self) -> tuple[str, int, bytes | None]:
        return self.sha256, self.length, self.data


UNREAD = ""
"""Stands for the SHA-256 of a body of which only the head is here: no digest, so nothing is recorded or sent by it."""


EMPTY = Content("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", 0, b"")


class HttpRequest(Noun, frozen=True):
    """One HTTP request exactly as it stood on the wire.

    `path` and `query` are raw: percent-encoded, never normalised. `headers` keep their order and their
    repetitions; names are lower-cased, values are latin-1 text without surrounding blanks.
    `host` is the value of the one Host header.
    """

    method: str
    scheme: str
    host: str
    path: str
    query: str
    headers: tuple[tuple[str, str], ...]
    content: Content = EMPTY

    def header(self, name: str) -> str | None:
        """Return the value of the header `name` (lower case) if it stands there exactly once, else None."""
        found = [value for key, value in self.headers if key == name]
        return found[0] if len(found) == 1 else None


class CredentialScope(Noun, frozen=True):
    """Region and signing name (`s3`, `dynamodb`) of a SigV4 credential scope."""

    region: str
    service: str
