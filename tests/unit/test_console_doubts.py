"""The page of a change in doubt: why nobody knows, what is read of it now, what people say, and what to do."""

from datetime import timedelta
from typing import Any

from keyturn.console.app import application
from keyturn.model.approval import Word
from keyturn.model.execution import Answer, Cut, Outgoing
from keyturn.testing.house import House

ADDRESS = "http://127.0.0.1:8401"


def cut(_: Outgoing) -> Answer:
    raise Cut("<b>reset</b>")


def page(house: House, path: str) -> str:
    """The page at `path`, asked as a browser does."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:  # noqa: ANN401 - an ASGI message
        sent.append(message)

    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b"", "scheme": "http",
        "headers": [(b"host", b"127.0.0.1:8401")], "server": ("127.0.0.1", 8401), "http_version": "1.1",
        "root_path": "",
    }  # fmt: skip
    house.run(application(house.desk, ADDRESS)(scope, receive, send))  # type: ignore[arg-type]  # a coroutine it is
    assert sent[0]["status"] == 200
    return b"".join(message.get("body", b"") for message in sent).decode()


def test_it_says_what_is_known_and_what_to_do(house: House) -> None:
    session = house.session()
    change = house.approved(session, "dynamodb:DeleteTable", TableName="costs")
    assert "What became of it" not in page(house, f"/changes/{change}")
    house.upstream.reaction = cut
    house.submit(session, "dynamodb:DeleteTable", TableName="costs")
    house.facts.answers = lambda _: Answer(200, (), b'{"Table": {"TableStatus": "DELETING"}}')
    house.say(change, "ana", Word.HAPPENED, comment="I saw it <i>go</i>")

    shown = page(house, f"/changes/{change}")

    for words in (
        "What became of it",
        "&lt;b&gt;reset&lt;/b&gt;",
        "table costs exists: DELETING",
        "says it happened",
        "I saw it &lt;i&gt;go&lt;/i&gt;",
        f"keyturn settle {change} --did-not-happen --as YOU --key FILE",
    ):
        assert words in shown


def test_every_page_says_that_production_is_held_for_the_clock(house: House) -> None:
    house.clock.drift = timedelta(minutes=1)

    assert "production is held until it is right again, or people accept it (keyturn clock)" in page(house, "/")
