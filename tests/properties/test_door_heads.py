"""However a request is bent or cut on its way, it is read as it stands or refused; nothing in between."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import httptools
from hypothesis import example, given
from hypothesis import strategies as st

from keyturn.doors.aws.answers import Written
from keyturn.doors.aws.connection import Connection, Front
from keyturn.doors.aws.framing import Chunked
from keyturn.doors.aws.heads import Head, read_head
from keyturn.doors.aws.incoming import ClientGone, Incoming
from keyturn.doors.aws.proxy import Proxy
from keyturn.doors.aws.secured import Link
from keyturn.errors import Malformed

anything = st.binary(max_size=40)
names = st.sampled_from(
    [
        b"host",
        b"connection",
        b"content-length",
        b"transfer-encoding",
        b"expect",
        b"upgrade",
        b"x-amz-acl",
        b"X-Amz-Date",
    ]
)
values = st.one_of(
    anything.filter(lambda value: b"\n" not in value and b"\r" not in value),
    st.sampled_from([b"h", b"1", b"chunked", b"close", b"keep-alive", b"100-continue", b" a b ", b"\t"]),
)
headers = st.lists(st.tuples(names, values), max_size=6)


def lines(path: bytes, query: bytes, more: Iterable[tuple[bytes, bytes]]) -> bytes:
    target = path + b"?" + query if query else path
    return b"GET %b HTTP/1.1\r\n" % target + b"".join(b"%b: %b\r\n" % pair for pair in more)


@given(anything, anything, headers)
def test_a_head_is_read_as_it_stands_or_refused(path: bytes, query: bytes, more: list[tuple[bytes, bytes]]) -> None:
    try:
        request = read_head(lines(path, query, more)).request()
    except Malformed:
        return

    target = f"{request.path}?{request.query}" if request.query else request.path
    assert target.encode() == (path + b"?" + query if query else path.removesuffix(b"?"))
    assert path.startswith(b"/")
    assert [name.encode() for name, _ in request.headers] == [name.lower() for name, _ in more]
    assert [value.encode() for _, value in request.headers] == [value.strip(b" \t") for _, value in more]
    assert [value for name, value in request.headers if name == "host"] == [request.host]


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Z"]), max_size=30))
def test_what_stands_raw_in_a_target_is_what_rfc_3986_lets_stand_there(text: str) -> None:
    try:
        request = read_head(lines(b"/" + text.encode(), b"", [(b"host", b"h")])).request()
    except Malformed:
        return

    found = f"{request.path}?{request.query}" if "?" in text else request.path
    assert found == "/" + text
    assert found.isascii()
    assert not set(request.path) & set(' "<>\\^`{|}#?[]')


# ---------------------------------------------------------------------------------------------- a second reader


class OtherReader:
    """llhttp, the parser of Node.js: what it reads."""

    def __init__(self) -> None:
        self.target = b""
        self.headers: list[tuple[bytes, bytes]] = []
        self.body = b""
        self.method = b""
        self.ended = False
        self._parser = httptools.HttpRequestParser(self)
        self._headed = False

    def read(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_url(self, part: bytes) -> None:
        self.target += part

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self._headed:
            self.headers.append((name.lower(), value.strip(b" \t")))

    def on_headers_complete(self) -> None:
        self._headed = True
        self.method = self._parser.get_method()

    def on_body(self, part: bytes) -> None:
        self.body += part

    def on_message_complete(self) -> None:
        self.ended = True


@given(
    st.sampled_from([b"GET", b"POST", b"PUT", b"DELETE", b"HEAD", b"PATCH", b"OPTIONS"]),
    st.from_regex(rb"/[ -~]{0,20}", fullmatch=True),
    st.lists(st.tuples(names, values), max_size=5),
    st.sampled_from([b"1.1", b"1.0", b"2.0", b"0.9", b"1.2"]),
)
def test_what_we_accept_another_reader_reads_the_same(
    method: bytes, target: bytes, more: list[tuple[bytes, bytes]], version: bytes
) -> None:
    fields = b"".join(b"%b: %b\r\n" % pair for pair in [(b"Host", b"h"), *more])
    raw = b"%b %b HTTP/%b\r\n%b" % (method, target, version, fields)
    try:
        head = read_head(raw)
    except Malformed:
        return
    other = OtherReader()
    other.read(raw + b"\r\n")

    assert (other.method, other.target) == (head.method.encode(), target)
    assert other.headers == [(name.encode(), value.encode()) for name, value in head.headers]
    assert other.ended == (not head.chunked and not head.length)


@given(st.lists(st.binary(min_size=1, max_size=60), max_size=4), st.data())
def test_chunks_that_we_accept_another_reader_reads_the_same(pieces: list[bytes], data: st.DataObject) -> None:
    framed = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\nx-a: b\r\n\r\n"
    at = data.draw(st.integers(0, len(framed)))
    bent = framed[:at] + data.draw(st.binary(max_size=2)) + framed[at + data.draw(st.integers(0, 2)) :]
    try:
        got, rest = Chunked().feed(bent)
    except Malformed:
        return
    if rest is None:
        return
    other = OtherReader()
    other.read(b"PUT / HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n" + bent[: len(bent) - len(rest)])

    assert other.ended
    assert other.body == got


# -------------------------------------------------------------------------------------------- whole, cut, with tails


class Pipe(asyncio.Transport):
    """The client's end of a connection that goes nowhere."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.gone: Callable[[None], None] | None = None

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += data

    def can_write_eof(self) -> bool:
        return True

    def write_eof(self) -> None:
        self.close()

    def closed(self) -> bool:
        return self.gone is None

    def close(self) -> None:
        if self.gone is not None:
            gone, self.gone = self.gone, None
            gone(None)

    abort = close

    def pause_reading(self) -> None:
        """Nothing to hold back: the test looks for itself."""

    def resume_reading(self) -> None:
        """Nothing was held back."""


@dataclass
class Notes:
    """A front that notes what it is asked, and the house around it."""

    heard: list[tuple[str, str, str, bytes | str]] = field(default_factory=list)
    held_bytes: int = 100
    stopping: bool = False
    proxy: Proxy | None = None
    front: Front = field(init=False)

    def __post_init__(self) -> None:
        self.front = self

    async def answer(self, head: Head, came: bytes | Incoming) -> Written:
        body: bytes | str
        try:
            body = came if isinstance(came, bytes) else await _read(came)
        except ClientGone:
            body = "gone"
        self.heard.append((head.method, head.path, head.query, body))
        return Written(200, (), b"ok")

    def unread(self, raw: bytes, error: Malformed) -> Written:
        return Written(400, (), b"no")

    def opened(self, link: Link) -> bool:
        return True

    def closed(self, link: Link, task: asyncio.Task[None] | None) -> None:
        return


async def _read(came: Incoming) -> bytes:
    body, more = b"", True
    while more:
        piece, more = await came.piece()
        body += piece
    return body


async def _sent(pieces: Sequence[bytes]) -> tuple[list[tuple[str, str, str, bytes | str]], bytes]:
    notes, pipe = Notes(), Pipe()
    connection = Connection(notes, asyncio.get_running_loop())
    pipe.gone = connection.connection_lost
    connection.connection_made(pipe)
    for piece in pieces:
        if pipe.closed():
            break
        connection.data_received(piece)
        for _ in range(3):
            await asyncio.sleep(0)
    for _ in range(30):
        await asyncio.sleep(0)
    pipe.close()
    for _ in range(5):
        await asyncio.sleep(0)
    return notes.heard, pipe.written


def sent(pieces: Sequence[bytes]) -> tuple[list[tuple[str, str, str, bytes | str]], bytes]:
    """What a door hears and answers that gets these pieces, one after the other."""
    return asyncio.run(_sent(pieces))


def cut(data: bytes, places: Iterable[int]) -> list[bytes]:
    at = sorted({0, len(data), *(place % (len(data) + 1) for place in places)})
    return [data[a:b] for a, b in pairwise(at)]


targets = st.sampled_from([("/", ""), ("/a", "b=c"), ("/bucket/key%2F", "x-id=GetObject"), ("//..", "a&b")])


@st.composite
def requests(draw: st.DrawFn) -> tuple[bytes, tuple[str, str, str, bytes]]:
    """A request as bytes, and as it must be heard."""
    path, query = draw(targets)
    target = f"{path}?{query}" if query else path
    body = draw(st.binary(max_size=200))
    match draw(st.sampled_from(["none", "sized", "chunked"])):
        case "none":
            return f"GET {target} HTTP/1.1\r\nHost: h\r\n\r\n".encode(), ("GET", path, query, b"")
        case "sized":
            head = f"PUT {target} HTTP/1.1\r\nhost: h\r\ncontent-length: {len(body)}\r\n\r\n"
            return head.encode() + body, ("PUT", path, query, body)
        case _:
            size = draw(st.integers(1, 50))
            parts = [body[at : at + size] for at in range(0, len(body), size)]
            framed = b"".join(b"%X\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\nx-trailer: y\r\n\r\n"
            head = f"POST {target} HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n"
            return head.encode() + framed, ("POST", path, query, body)


@given(st.lists(requests(), min_size=1, max_size=4), st.lists(st.integers(0, 10_000), max_size=12))
def test_requests_are_heard_as_they_were_sent_however_they_are_cut(
    made: list[tuple[bytes, tuple[str, str, str, bytes]]], places: list[int]
) -> None:
    data = b"".join(raw for raw, _ in made)
    heard = [was for _, was in made]

    assert sent([data])[0] == heard
    assert sent(cut(data, places))[0] == heard


@given(requests())
def test_byte_by_byte_is_heard_like_all_at_once(made: tuple[bytes, tuple[str, str, str, bytes]]) -> None:
    raw, was = made

    assert sent([raw[at : at + 1] for at in range(len(raw))])[0] == [was]


@given(st.lists(requests(), min_size=1, max_size=2), st.data())
@example(made=[(b"GET / HTTP/1.1\r\nhost: h\r\n\r\n", ("GET", "/", "", b""))], data=None)
def test_what_was_bent_is_heard_alike_however_it_is_cut(
    made: list[tuple[bytes, tuple[str, str, str, bytes]]], data: st.DataObject | None
) -> None:
    raw = b"".join(one for one, _ in made)
    if data is not None:
        at = data.draw(st.integers(0, len(raw)))
        raw = (
            raw[:at] + data.draw(st.sampled_from([b"", b"\n", b"\r\n", b" ", b"0", b"\x00", b"host: i\r\n"])) + raw[at:]
        )
        raw = raw[: data.draw(st.integers(1, len(raw)))] if data.draw(st.booleans()) else raw
    whole, pieces = sent([raw]), sent([raw[at : at + 1] for at in range(len(raw))])

    assert pieces[0] == whole[0]
    # Two refusals may differ in their words: byte by byte, it is seen earlier that this is no request.
    assert [line for line in pieces[1].split(b"\r\n") if line.startswith(b"HTTP/")] == [
        line for line in whole[1].split(b"\r\n") if line.startswith(b"HTTP/")
    ]


@given(requests(), st.binary(min_size=1, max_size=20).filter(lambda tail: not tail[:1].isalpha()))
def test_a_tail_that_is_no_request_is_refused_and_changes_nothing_before_it(
    made: tuple[bytes, tuple[str, str, str, bytes]], tail: bytes
) -> None:
    heard, written = sent([made[0] + tail])

    assert heard[0] == made[1]
    assert b"HTTP/1.1 400" in written
