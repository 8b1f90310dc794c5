"""A cloud for very large objects: takes bytes and counts them, and gives bytes; a process of its own that stores none.

    python -m tests.byte_sink

prints its port. A PUT is answered with the number of bytes and their SHA-256, in `x-sink-length` and `x-sink-sha256`; a
GET of `/bucket/NUMBER` gives that many bytes; every bucket lies in `cn-northwest-1`, but for those that begin with
`prod`.
"""

import hashlib
import select
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
BLOCK: Final = hashlib.shake_256(b"block").digest(1 << 20)
_IDENTITY: Final = (
    b"<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws-cn:iam::123456789012:user/gate</Arn>"
    b"<UserId>AIDA</UserId><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"
)


def blocks(length: int) -> Iterator[bytes]:
    """`length` bytes, always the same."""
    for at in range(0, length, len(BLOCK)):
        yield BLOCK[: length - at]


def _serve(connection: socket.socket) -> None:
    with connection, connection.makefile("rb") as reader:
        while line := reader.readline():
            method, target, _ = line.decode("ascii").split(" ")
            headers: dict[str, str] = {}
            while (field := reader.readline()) != b"\r\n":
                name, _, value = field.decode("latin-1").partition(":")
                headers[name.lower()] = value.strip()
            length = int(headers.get("content-length", "0"))
            if headers.get("expect"):
                connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
            digest = hashlib.sha256()
            left = length
            while left:
                piece = reader.read1(min(left, 1 << 20))
                if not piece:
                    return
                digest.update(piece)
                left -= len(piece)
            _answer(connection, method, target, length, digest.hexdigest())


def _answer(connection: socket.socket, method: str, target: str, length: int, digest: str) -> None:
    bucket, _, key = target[1:].partition("?")[0].partition("/")
    head = f"HTTP/1.1 200 OK\r\nx-amz-request-id: R\r\nx-sink-length: {length}\r\nx-sink-sha256: {digest}\r\n"
    if method == "HEAD":
        region = "cn-north-1" if bucket.startswith("prod") else "cn-northwest-1"
        connection.sendall(f"{head}x-amz-bucket-region: {region}\r\ncontent-length: 0\r\n\r\n".encode())
    elif method == "POST":
        connection.sendall(f"{head}content-length: {len(_IDENTITY)}\r\n\r\n".encode() + _IDENTITY)
    elif method == "GET":
        connection.sendall(f"{head}content-length: {key}\r\n\r\n".encode())
        for block in blocks(int(key)):
            connection.sendall(block)
    else:
        connection.sendall(f'{head}etag: "sink"\r\ncontent-length: 0\r\n\r\n'.encode())


def main() -> None:
    """Serve until standard input ends."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        sys.stdout.write(f"{listener.getsockname()[1]}\n")
        sys.stdout.flush()
        while True:
            ready, _, _ = select.select([listener, sys.stdin], [], [])
            if sys.stdin in ready:
                return
            connection, _ = listener.accept()
            threading.Thread(target=_serve, args=(connection,), daemon=True).start()


@contextmanager
def byte_sink() -> Iterator[str]:
    """Run one, and say where."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.byte_sink"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.stdin.close()
            process.wait(10)


if __name__ == "__main__":
    main()
