"""What is in a zip archive, as a listing that can be shown: names, sizes, digests, and what is odd about it.

An archive comes from whoever wants it run, so nothing in it is believed: how much is unpacked is bounded by bytes that
really come out, never by what the archive says, names are kept as they are for the view to make visible, and what two
readers could read differently (a name twice, data before the first entry) is said.
"""

import difflib
import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from keyturn.codec.canonical import Json
from keyturn.errors import Malformed

MOST_FILES: Final = 5_000
MOST_BYTES: Final = 268_435_456
"""How much is unpacked at most (256 MiB): Lambda takes 250 MB (docs.aws.amazon.com/lambda, quotas)."""

SHOWN_FILES: Final = 400
TEXT_BYTES: Final = 65_536
"""How long a text is at most to be compared line by line."""

SHOWN_LINES: Final = 600
_PIECE: Final = 65_536
_CONTROL: Final = 0x20


@dataclass(frozen=True, slots=True)
class File:
    """One file: its name as it stands there, size in bytes, SHA-256 (hex); its text if it is short and is text."""

    name: str
    size: int
    sha256: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Archive:
    """The files of an archive in its order, and what is odd about it."""

    files: tuple[File, ...]
    odd: tuple[str, ...]


def read(data: bytes) -> Archive:
    """Read a zip archive. Raises Malformed for what is none, is damaged or encrypted, or unpacks to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read(archive, data)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise _malformed(f"it cannot be unpacked ({type(error).__name__})") from None


def _read(archive: zipfile.ZipFile, data: bytes) -> Archive:
    members = archive.infolist()
    if len(members) > MOST_FILES:
        raise _malformed(f"it holds {len(members):,} files, and {MOST_FILES:,} at most are looked at")
    odd = []
    if members and min(one.header_offset for one in members) > 0 and not data.startswith(b"PK"):
        odd.append("there is something before the first file")
    left = MOST_BYTES
    files: list[File] = []
    seen: set[str] = set()
    for one in members:
        odd += [f"{one.filename!r}: {why}" for why in _oddities(one, seen)]
        seen.add(one.filename)
        if one.is_dir():
            continue
        file = _file(archive, one, left)
        left -= file.size
        files.append(file)
    return Archive(tuple(files), tuple(odd))


def _oddities(one: zipfile.ZipInfo, seen: set[str]) -> list[str]:
    name = one.filename
    parts = name.replace("\\", "/").split("/")
    found = []
    if name in seen:
        found.append("this name stands there twice: which of them runs is for the unpacker to say")
    if ".." in parts or name.startswith(("/", "\\")) or (len(name) > 1 and name[1] == ":"):
        found.append("it leads out of the folder")
    if one.orig_filename != name:
        found.append("its name holds a zero byte")
    if any(ord(char) < _CONTROL or not char.isprintable() for char in name):
        found.append("its name holds what cannot be seen")
    if (one.external_attr >> 28) == _LINK:
        found.append("it is a link to somewhere else")
    if one.flag_bits & 1:
        found.append("it is encrypted")
    return found


_LINK: Final = 0xA
"""The file type of a symbolic link in the upper bits of a Unix mode (S_IFLNK)."""


def _file(archive: zipfile.ZipFile, one: zipfile.ZipInfo, left: int) -> File:
    digest = sha256()
    size = 0
    head = bytearray()
    with archive.open(one) as stream:
        while piece := stream.read(_PIECE):
            size += len(piece)
            if size > left:
                raise _malformed(f"it unpacks to more than {MOST_BYTES:,} bytes")
            digest.update(piece)
            if len(head) <= TEXT_BYTES:
                head += piece
    return File(one.filename, size, digest.hexdigest(), _text(bytes(head)) if size <= TEXT_BYTES else None)


def _text(data: bytes) -> str | None:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\x00" in text else text


def listing(archive: Archive) -> dict[str, Json]:
    """Write an archive as people see it."""
    told: dict[str, Json] = {
        "files": [{"name": one.name, "bytes": one.size, "sha256": one.sha256} for one in archive.files[:SHOWN_FILES]],
        "count": len(archive.files),
    }
    if len(archive.files) > SHOWN_FILES:
        rest = [{"name": one.name, "sha256": one.sha256} for one in archive.files[SHOWN_FILES:]]
        told["rest"] = {"count": len(rest), "sha256": sha256(repr(rest).encode("utf-8", "surrogatepass")).hexdigest()}
    if archive.odd:
        told["odd"] = list(archive.odd[:SHOWN_FILES])
    return told


def difference(before: Archive, now: Archive) -> list[Json]:
    """Return in lines how `now` differs from `before`: files that came, went and changed, and short texts by line."""
    old: Mapping[str, File] = {one.name: one for one in before.files}
    new: Mapping[str, File] = {one.name: one for one in now.files}
    lines: list[Json] = []
    for name in sorted({*old, *new}):
        was, became = old.get(name), new.get(name)
        if was is not None and became is not None and was.sha256 == became.sha256:
            continue
        lines += _lines(name, was, became)
        if len(lines) > SHOWN_LINES:
            return [*lines[:SHOWN_LINES], "... and more than is shown here"]
    return lines or ["every file is the same"]


def _lines(name: str, was: File | None, became: File | None) -> list[str]:
    shown = name.encode("unicode_escape").decode("ascii")
    if was is None and became is not None:
        head = f"+ {shown} ({became.size:,} bytes) is new"
    elif became is None:
        head = f"- {shown} is gone"
    else:
        head = f"~ {shown} is changed"
    old = "" if was is None else was.text
    new = "" if became is None else became.text
    if old is None or new is None:
        return [f"{head} (not short text: see its digests)"]
    found = difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=2)
    return [head, *(line for line in list(found)[2:])]


def _malformed(why: str) -> Malformed:
    return Malformed("zip archive", "its bytes", why)
