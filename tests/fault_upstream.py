"""An upstream that misbehaves exactly as told: a script per connection, on plain sockets in threads."""

import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Wire:
    """One accepted connection, as its script uses it. `number` counts connections from 0."""

    socket: socket.socket
    number: int
    received: bytearray = field(default_factory=bytearray)
    waiting: bytearray = field(default_factory=bytearray)

    def read_head(self) -> bytes:
        """Return the next request's head; b"" once the other side has closed."""
        while b"\r\n\r\n" not in self.waiting:
            if not self._more():
                return b""
        return self._take(self.waiting.index(b"\r\n\r\n") + 4)[:-4]

    def read_body(self, length: int) -> bytes:
        """Return `length` bytes of the body, fewer if the other side closes before."""
        while len(self.waiting) < length and self._more():
            pass
        return self._take(length)

    def read_request(self) -> bytes:
        """Return the next request with its body, by its Content-Length."""
        head = self.read_head()
        length = next(
            (int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0
        )
        return head + b"\r\n\r\n" + self.read_body(length) if head else b""

    def read_to_the_end(self) -> None:
        """Read until the other side closes or breaks the connection."""
        while self._more():
            pass

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def reset(self) -> None:
        """Break the connection without a farewell (RST)."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def _take(self, count: int) -> bytes:
        taken = bytes(self.waiting[:count])
        del self.waiting[:count]
        return taken

    def _more(self) -> bool:
        try:
            data = self.socket.recv(65_536)
        except OSError:
            return False
        self.received += data
        self.waiting += data
        return bool(data)


Script = Callable[[Wire], None]


@dataclass
class FaultUpstream:
    """A listening socket; each connection is given to `script`, and then closed."""

    script: Script
    listener: socket.socket
    tls: ssl.SSLContext | None
    wires: list[Wire] = field(default_factory=list)
    threads: list[threading.Thread] = field(default_factory=list)
    finished: threading.Event = field(default_factory=threading.Event)

    @property
    def port(self) -> int:
        port: int = self.listener.getsockname()[1]
        return port

    @property
    def requests(self) -> list[bytes]:
        """The bytes that came on each connection."""
        return [bytes(wire.received) for wire in self.wires]

    def accept(self) -> None:
        while not self.finished.is_set():
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self.serve, args=(connection, len(self.threads)), daemon=True)
            thread.start()
            self.threads.append(thread)  # whoever sees it may join it

    def serve(self, connection: socket.socket, number: int) -> None:
        connection.settimeout(20)
        with contextlib.suppress(OSError), contextlib.closing(connection):
            if self.tls is not None:
                connection = self.tls.wrap_socket(connection, server_side=True)
            with contextlib.closing(connection):
                wire = Wire(connection, number)
                self.wires.append(wire)
                self.script(wire)


@contextmanager
def fault_upstream(script: Script, tls: ssl.SSLContext | None = None) -> Iterator[FaultUpstream]:
    """Run `script` for each connection until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        upstream = FaultUpstream(script, listener, tls)
        accepting = threading.Thread(target=upstream.accept, daemon=True)
        accepting.start()
        try:
            yield upstream
        finally:
            upstream.finished.set()
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            accepting.join(5)
            for wire in upstream.wires:
                with contextlib.suppress(OSError):
                    wire.socket.shutdown(socket.SHUT_RDWR)
            for thread in upstream.threads:
                thread.join(5)


def answer(body: bytes = b"done", status: str = "200 OK", *headers: str) -> bytes:
    """A whole answer."""
    lines = "".join(f"{line}\r\n" for line in (*headers, f"Content-Length: {len(body)}"))
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body


def answering(*answers: bytes) -> Script:
    """Answer each request of a connection with the next of `answers`, the last one again and again."""

    def script(wire: Wire) -> None:
        number = 0
        while wire.read_request():
            wire.send(answers[min(number, len(answers) - 1)])
            number += 1

    return script
