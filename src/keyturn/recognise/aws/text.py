"""Percent-encoding and query strings, decoded exactly once and with nothing made up."""

import re
from typing import Final
from urllib.parse import unquote_to_bytes

from keyturn.errors import quoted
from keyturn.recognise.aws.refusal import malformed

_ENCODED: Final = re.compile(r"(?:[^%]|%[0-9A-Fa-f]{2})*")
_VISIBLE: Final = re.compile(r"[!-~]*")


def decode(raw: str, what: str) -> str:
    """The text that the percent-encoded `raw` stands for; it may be a secret, so a refusal names only `what` it is.

    Raises Refused for stray `%`, NUL, characters beyond ASCII, and what is not UTF-8.
    """
    if "%" not in raw and "\0" not in raw and raw.isascii():
        return raw
    if not raw.isascii() or not _ENCODED.fullmatch(raw):
        raise malformed(f"{what} is not percent-encoded")
    try:
        value = unquote_to_bytes(raw).decode("utf-8")
    except UnicodeDecodeError:
        raise malformed(f"{what} is not UTF-8") from None
    if "\0" in value:
        raise malformed(f"{what} holds a NUL")
    return value


def query_pairs(query: str) -> list[tuple[str, str]]:
    """The pairs of a URL's query string, decoded. Raises Refused for a raw `+`, which some readers take for a blank."""
    if not query:
        return []
    if "+" in query:
        raise malformed("a raw `+` in the query string is read in two ways: write `%20` or `%2B`")
    if not _VISIBLE.fullmatch(query):
        raise malformed("the query string holds a character that must be percent-encoded")
    return [_pair(piece, "the query string") for piece in query.split("&")]


def form_pairs(body: bytes) -> list[tuple[str, str]]:
    """The pairs of an `application/x-www-form-urlencoded` body, decoded; `+` is a blank."""
    if not body:
        return []
    try:
        form = body.decode("ascii")
    except UnicodeDecodeError:
        raise malformed("the form holds a character that must be percent-encoded") from None
    return [_pair(piece, "the form") for piece in form.replace("+", " ").split("&")]


def _pair(piece: str, what: str) -> tuple[str, str]:
    key, _, value = piece.partition("=")
    if not key:
        raise malformed(f"a parameter without a name stands in {what}")
    if "%" not in piece and "\0" not in piece:
        return key, value
    name = decode(key, f"a name in {what}")
    return name, decode(value, f"`{quoted(name)}` in {what}")
