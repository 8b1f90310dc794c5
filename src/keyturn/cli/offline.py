"""Loaded by the `aws` program itself, as its plugin: what it would send is noted, and nothing on this machine changes.

It runs in that program's interpreter (Python 3.8 and newer) and therefore uses the standard library alone. Two things
are put in the way. A `before-send` handler stands where botocore would open a connection: it notes the request and
gives an answer of its own. An audit hook (PEP 578) stops whatever else would leave the program: connections, look-ups,
other programs, and every change to a file outside its own folder.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import threading
import time
from base64 import b64encode
from html import escape
from typing import TYPE_CHECKING, Protocol
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

FOLDER = "KEYTURN_EXPLAIN_FOLDER"
NOTES = "notes"
LARGEST = 16 * 1024 * 1024
"""Bytes of a body that are noted; a longer one is noted by its digest."""

MOST_CALLS = 1000
MOST_TIMES = 3
"""How often one and the same request is answered: a waiter would ask for ever."""

STAND_IN = "*"
"""The one object in every listing: it stands for whatever is there."""

_LEAVES = (
    "socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname",
    "socket.gethostbyaddr",
)  # fmt: skip
_STARTS = (
    "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty", "pty.spawn",
    "os.startfile", "webbrowser.open",
)  # fmt: skip
_CHANGES = (
    "os.chflags", "os.chmod", "os.chown", "os.link", "os.lockf", "os.mkdir", "os.remove", "os.removexattr", "os.rename",
    "os.rmdir", "os.setxattr", "os.symlink", "os.truncate", "os.utime", "shutil.move", "shutil.rmtree",
    "sqlite3.connect",
)  # fmt: skip
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_TRUNC

_XML = {
    "ListBuckets": "<Buckets/>",
    "CopyObject": '<ETag>"0"</ETag><LastModified>2026-01-01T00:00:00Z</LastModified>',
    "UploadPartCopy": '<ETag>"0"</ETag><LastModified>2026-01-01T00:00:00Z</LastModified>',
    "CreateMultipartUpload": "<UploadId>stand-in</UploadId>",
    "CompleteMultipartUpload": '<ETag>"0"</ETag>',
    "GetObjectTagging": "<TagSet/>",
}
_CHANGE_SET = "arn:aws:cloudformation:us-east-1:123456789012:changeSet/stand-in/0"
_RESULTS = {
    "CreateChangeSet": f"<Id>{_CHANGE_SET}</Id><StackId>stand-in</StackId>",
    "DescribeChangeSet": f"<ChangeSetId>{_CHANGE_SET}</ChangeSetId><Status>CREATE_COMPLETE</Status>",
    "DescribeStacks": (
        "<Stacks><member><StackName>stand-in</StackName><StackStatus>CREATE_COMPLETE</StackStatus></member></Stacks>"
    ),
}


class Request(Protocol):
    """What botocore hands to its connection (`botocore.awsrequest.AWSPreparedRequest`)."""

    method: str
    url: str
    headers: Mapping[str, object]
    body: object


class Emitter(Protocol):
    """Where awscli takes handlers."""

    def register(self, event: str, handler: Callable[..., object]) -> None:
        """Call `handler` for each `event`."""


class Stopped(Exception):
    """Nothing goes on from here."""


def awscli_initialize(emitter: Emitter) -> None:
    """Take the place of the network, before the program does anything else."""
    notebook = Notebook(os.environ[FOLDER])
    sys.addaudithook(Guard(notebook))
    time.sleep = lambda _seconds: None
    emitter.register("before-send", notebook.answer)
    notebook.note({"loaded": True})


class Notebook:
    """Notes one JSON object a line, whole or not at all."""

    def __init__(self, folder: str) -> None:
        self.folder = os.path.realpath(folder)
        self._file = os.open(f"{folder}/{NOTES}", os.O_WRONLY | os.O_APPEND)
        self._lock = threading.Lock()
        self._seen: dict[tuple[object, ...], int] = {}
        self._operations: set[str] = set()
        self._calls = 0

    def note(self, said: Mapping[str, object]) -> None:
        """Write one note."""
        left = json.dumps(said).encode() + b"\n"
        with self._lock:
            while left:
                left = left[os.write(self._file, left) :]

    def answer(self, request: Request, event_name: str = "", **_: object) -> object:
        """Note a request as it would go out, and answer it as the cloud might: well, and with as little as possible."""
        operation = event_name.rpartition(".")[2]
        body, digest = whole(request.body)
        key = (request.method, request.url, digest["sha256"])
        with self._lock:
            self._calls += 1
            times = self._seen[key] = self._seen.get(key, 0) + 1
        if times > MOST_TIMES or self._calls > MOST_CALLS:
            self.note({"stopped": f"{operation} again and again"})
            raise Stopped("enough is known of this command")
        if times == 1:
            self.note(
                {
                    "method": request.method,
                    "url": request.url,
                    "headers": [[str(name), text(value)] for name, value in request.headers.items()],
                    "operation": operation,
                    **digest,
                }
            )
        status, headers, content = reply(operation, request, body, self._operations)
        self._operations.add(operation)
        made = sys.modules[type(request).__module__].AWSResponse
        return made(request.url, status, headers, Raw(content))


class Raw:
    """What stands in an answer's place on the connection."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self, *_: object, **__: object) -> Iterator[bytes]:
        """Yield all of it."""
        yield self.read()

    def read(self, amount: int | None = None, *_: object, **__: object) -> bytes:
        """Return the next bytes."""
        amount = len(self._content) if amount is None else amount
        taken, self._content = self._content[:amount], self._content[amount:]
        return taken

    def close(self) -> None:
        """Nothing is open."""


class Guard:
    """The audit hook: raises where something would leave the program or change a file that is not its own."""

    def __init__(self, notebook: Notebook) -> None:
        self._notebook = notebook
        self._inside = (notebook.folder + os.sep, os.devnull)

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        """Judge one event."""
        if event == "open":
            path, _mode, flags = arguments
            if isinstance(flags, int) and flags & _WRITING:
                self._keep("write", path)
        elif event in _CHANGES:
            self._keep("remove" if event in ("os.remove", "os.rmdir", "shutil.rmtree") else "change", *arguments)
        elif event in _LEAVES:
            self._refuse("connect", event)
        elif event in _STARTS:
            self._refuse("start", text(arguments[0]) if arguments else event)

    def _keep(self, verb: str, path: object, *others: object) -> None:
        if path == ":memory:":
            return
        for one in (path, *others[:1]):
            if isinstance(one, (str, bytes, os.PathLike)):
                full = os.path.realpath(os.fsdecode(one))
                if not full.startswith(self._inside):
                    self._refuse(verb, full)

    def _refuse(self, verb: str, what: str) -> None:
        self._notebook.note({"local": [verb, what[:500]]})
        raise Stopped(f"not while it is only explained: {verb} {what}")


def whole(body: object) -> tuple[bytes, dict[str, object]]:
    """The bytes of a body, as far as they are noted, and what is noted of it."""
    found, digest, length = b"", hashlib.sha256(), 0
    for piece in pieces(body):
        digest.update(piece)
        length += len(piece)
        found = found + piece if length <= LARGEST else b""
    noted: dict[str, object] = {"sha256": digest.hexdigest(), "length": length}
    if length <= LARGEST:
        noted["body_b64"] = b64encode(found).decode()
    return found, noted


def pieces(body: object) -> Iterator[bytes]:
    """Yield what is in a body, whether it is text, bytes or a file; a file is left where it was."""
    if isinstance(body, str):
        yield body.encode()
    elif isinstance(body, (bytes, bytearray)):
        yield bytes(body)
    elif body is not None:
        read, tell, seek = (getattr(body, name, None) for name in ("read", "tell", "seek"))
        start = tell() if tell is not None else 0
        while read is not None and (piece := read(1 << 20)):
            yield piece
        if seek is not None:
            seek(start)


def reply(operation: str, request: Request, body: bytes, before: Collection[str]) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of an answer with which the command goes on, if it can; `before` were asked for."""
    headers = {"etag": '"0"', "last-modified": "Thu, 01 Jan 2026 00:00:00 GMT", "content-type": "application/xml"}
    if operation in ("ListObjectsV2", "ListObjects"):
        asked = parse_qs(urlsplit(request.url).query)
        return 200, headers, listing(asked.get("prefix", [""])[0], asked.get("delimiter", [""])[0])
    if operation == "HeadObject":
        return 200, {**headers, "content-length": "1"}, b""
    if operation == "GetObject":
        return 200, {**headers, "content-length": "1"}, b"*"
    if operation in _XML:
        return 200, headers, f"<Result>{_XML[operation]}</Result>".encode()
    if operation == "DescribeStacks" and "CreateChangeSet" not in before:
        name = parse_qs(body.decode("ascii", "replace")).get("StackName", [""])[0]
        said = f"Stack with id {escape(name)} does not exist"
        error = f"<Error><Type>Sender</Type><Code>ValidationError</Code><Message>{said}</Message></Error>"
        return 400, headers, f"<ErrorResponse>{error}</ErrorResponse>".encode()
    if "smithy-protocol" in {name.lower() for name in request.headers}:
        return 200, {"smithy-protocol": "rpc-v2-cbor", "content-type": "application/cbor"}, b"\xa0"
    if b"Action=" in body:
        result = _RESULTS.get(operation, "")
        wrapped = f"<{operation}Response><{operation}Result>{result}</{operation}Result></{operation}Response>"
        return 200, headers, wrapped.encode()
    return 200, {"etag": '"0"'}, b""


def listing(prefix: str, delimiter: str) -> bytes:
    """A listing of S3 with the one object that stands for whatever is there."""
    key = escape(prefix + STAND_IN)
    return (
        f"<ListBucketResult><Prefix>{escape(prefix)}</Prefix><Delimiter>{escape(delimiter)}</Delimiter>"
        "<KeyCount>1</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated><Contents>"
        f"<Key>{key}</Key><LastModified>2026-01-01T00:00:00Z</LastModified><ETag>&quot;0&quot;</ETag><Size>1</Size>"
        "<StorageClass>STANDARD</StorageClass></Contents></ListBucketResult>"
    ).encode()


def text(value: object) -> str:
    """A header's value, or a program's name, as text."""
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
