"""The client's side of the control socket: a plain blocking socket, so that a command starts at once."""

import json
import os
import socket
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from keyturn.codec.canonical import Json
from keyturn.errors import KeyturnError, UpstreamError, quoted

SOCKET: Final = "control.sock"
ANSWER_BYTES: Final = 256 * 1024 * 1024
"""A change of 5,000 actions with long parameters is tens of megabytes; more than this is no answer."""

_SECONDS: Final = 30.0
_PEER: Final = struct.Struct("3i")


class NotRunning(UpstreamError):
    """No gateway answers on the control socket."""

    code = "control.not_running"


class OutOfReach(UpstreamError):
    """Something is there, and this user cannot or should not speak to it."""

    code = "control.out_of_reach"


class Unanswered(UpstreamError):
    """The gateway was there and gave no whole answer."""

    code = "control.unanswered"


class Answered(KeyturnError):
    """The gateway's own refusal, in its words: `whose` is `caller`, `policy`, `ours` or `upstream`."""

    def __init__(self, code: str, message: str, whose: str) -> None:
        super().__init__(message)
        self.refusal: Final = code
        self.whose: Final = whose


def ask(folder: Path, method: str, params: Mapping[str, Json], *, seconds: float = _SECONDS) -> Json:
    """Ask the gateway whose data folder this is. Raises NotRunning, OutOfReach, Unanswered or Answered."""
    path = folder / SOCKET
    line = json.dumps({"method": method, "params": params}, separators=(",", ":")).encode() + b"\n"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(seconds)
        try:
            connection.connect(str(path))
        except OSError as error:
            raise _unreachable(path, error) from None
        _check_peer(connection, path)
        try:
            connection.sendall(line)
            answer = _read_line(connection)
        except TimeoutError:
            raise Unanswered(
                f"the gateway gave no answer within {seconds:.0f} s: look at it with `keyturn doctor`"
            ) from None
        except OSError:
            raise Unanswered("the gateway went away before it answered: look at it with `keyturn doctor`") from None
    return _unwrap(answer)


def _unreachable(path: Path, error: OSError) -> UpstreamError:
    shown = quoted(str(path))
    if isinstance(error, PermissionError):
        return OutOfReach(f"`{shown}` is not yours to use: run the command as the gateway's own user")
    if isinstance(error, FileNotFoundError | ConnectionRefusedError):
        return NotRunning(f"no gateway is running on `{quoted(str(path.parent))}`: start it with `keyturn up`")
    return OutOfReach(f"`{shown}` cannot be reached ({(error.strerror or str(error)).lower()})")


def _check_peer(connection: socket.socket, path: Path) -> None:
    """Raise OutOfReach if somebody other than the folder's owner, us or root listens there."""
    _, uid, _ = _PEER.unpack(connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER.size))
    if uid not in {os.geteuid(), 0, path.parent.stat().st_uid}:
        raise NotRunning(
            f"user {uid} listens on `{quoted(str(path))}`, who is neither you nor its owner: do not trust it"
        )


def _read_line(connection: socket.socket) -> bytes:
    parts: list[bytes] = []
    size = 0
    while not parts or not parts[-1].endswith(b"\n"):
        part = connection.recv(262_144)
        size += len(part)
        if not part or size > ANSWER_BYTES:
            raise Unanswered("the gateway's answer is cut short or too long: look at it with `keyturn doctor`")
        parts.append(part)
    return b"".join(parts)


def _unwrap(answer: bytes) -> Json:
    from keyturn.codec.strict import loads

    value = loads(answer)
    match value:
        case {"error": {"code": str(code), "message": str(message), "whose": str(whose)}}:
            raise Answered(code, message, whose)
        case {"result": found}:
            result: Json = found
            return result
        case _:
            raise Unanswered("the gateway's answer is not understood: are both of the same version?")
