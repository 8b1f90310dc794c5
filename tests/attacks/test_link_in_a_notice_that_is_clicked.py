"""I have a reviewer, a mail scanner or a chat's preview open the link of a notice, with whatever I add to it."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import pytest

from keyturn.console.app import application
from keyturn.testing.house import House

DELETE: Final = "dynamodb:DeleteTable"
CONSOLE: Final = "http://127.0.0.1:8401"


def opened(house: House, method: str, path: str, query: str = "", **headers: str) -> int:
    """Open an address of the console as anything on this machine could; its status."""
    sent: list[Any] = []

    async def receive() -> Mapping[str, Any]:
        return {"type": "http.request", "body": b"verdict=approve&as=ana", "more_body": False}

    async def send(message: Any) -> None:  # noqa: ANN401 - ASGI
        sent.append(message)

    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [
            (b"host", b"127.0.0.1:8401"),
            *((name.encode(), value.encode()) for name, value in headers.items()),
        ],
    }
    house.run(application(house.desk, CONSOLE)(scope, receive, send))  # type: ignore[arg-type]  # a coroutine
    return int(sent[0]["status"])


@pytest.fixture
def link(house: House) -> str:
    change = house.held(house.submit(house.session(), DELETE, TableName="costs"))
    house.told()
    (notice,) = house.bell.rung
    path = urlsplit(str(notice.data["url"])).path
    assert path.endswith(change)
    return path


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("query", ["", "approve=1&as=ana", "verdict=approve&comment=yes", "envelope=e30"])
def test_it_approves_nothing(house: House, link: str, method: str, query: str) -> None:
    before = len(house.log.entries)

    status = opened(house, method, link, query, origin=CONSOLE, cookie="as=ana")

    assert (status == 200) is (method in ("GET", "HEAD"))
    assert house.ask("show", change=link.rpartition("/")[2])["votes"] == []
    assert len(house.log.entries) == before


@pytest.mark.parametrize("word", ["approve", "vote", "approve?as=ana", "reject", "withdraw", "votes"])
def test_there_is_no_address_below_it_that_does(house: House, link: str, word: str) -> None:
    path, _, query = f"{link}/{word}".partition("?")

    for method in ("GET", "POST"):
        assert opened(house, method, path, query, origin=CONSOLE) >= 400

    assert house.ask("show", change=link.rpartition("/")[2])["votes"] == []
