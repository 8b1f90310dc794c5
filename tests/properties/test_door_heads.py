"""However a request's head is bent, it is read as it stands or refused; nothing in between."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from keyturn.doors.aws.heads import read_head
from keyturn.errors import Malformed

anything = st.binary(max_size=40)
names = st.sampled_from(
    [b"host", b"connection", b"content-length", b"transfer-encoding", b"expect", b"upgrade", b"x-amz-acl"]
)
headers = st.lists(st.tuples(names, anything.filter(lambda value: b"\n" not in value)), max_size=6)


def scope(path: bytes = b"/", query: bytes = b"", more: list[tuple[bytes, bytes]] | None = None) -> dict[str, Any]:
    return {"method": "GET", "scheme": "http", "raw_path": path, "query_string": query, "headers": more or []}


@given(anything, anything, headers)
def test_a_head_is_read_as_it_stands_or_refused(path: bytes, query: bytes, more: list[tuple[bytes, bytes]]) -> None:
    try:
        head = read_head(scope(path, query, more))
    except Malformed:
        return
    request = head.request()

    assert (request.path.encode(), request.query.encode()) == (path, query)
    assert path.startswith(b"/")
    assert [name.encode() for name, _ in request.headers] == [name for name, _ in more]
    assert [value.encode() for _, value in request.headers] == [value.strip(b" \t") for _, value in more]
    assert [value for name, value in request.headers if name == "host"] == [request.host]


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Z"]), max_size=30))
def test_what_stands_raw_in_a_target_is_what_rfc_3986_lets_stand_there(text: str) -> None:
    try:
        found = read_head(scope(b"/" + text.encode(), b"", [(b"host", b"h")])).request().path
    except Malformed:
        return

    assert found == "/" + text
    assert found.isascii()
    assert not set(found) & set(' "<>\\^`{|}#?[]')
