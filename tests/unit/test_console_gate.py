"""A change of the gate itself on its page: every difference, and none of it able to pass for a line of ours."""

from typing import Any

import pytest

from keyturn.console.app import application
from keyturn.model.gate import GateKind
from keyturn.testing.gatekeepers import Gatekeepers, enrolment
from keyturn.testing.house import House

ADDRESS = "http://127.0.0.1:8401"
HOSTILE = "<script>alert(1)</script> caf\u00e9 \u0430dmin"


def page(house: House, path: str) -> str:
    """Fetch one page of the console, as a browser on this machine would."""
    sent: list[Any] = []

    async def ask() -> None:
        async def receive() -> Any:  # noqa: ANN401 - ASGI
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:  # noqa: ANN401 - ASGI
            sent.append(message)

        scope = {"type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "path": path}
        more = {
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [(b"host", b"127.0.0.1:8401")],
        }
        await application(house.desk, ADDRESS)(scope | more, receive, send)

    house.run(ask())
    return b"".join(one.get("body", b"") for one in sent).decode()


@pytest.fixture
def keepers(house: House) -> Gatekeepers:
    found = Gatekeepers(house)
    found.seal()
    return found


def test_the_page_shows_who_would_come_in(house: House, keepers: Gatekeepers) -> None:
    change = keepers.propose("dana", GateKind.PERSON_ADD, enrolment("carl", "sre"))

    shown = page(house, f"/changes/{change}")

    assert "the gate itself: enrol a person" in shown
    assert "carl, of sre" in shown
    assert "dana, who has no vote on it" in shown
    assert "the gate itself" in page(house, "/")


def test_what_a_proposer_writes_is_harmless(house: House, keepers: Gatekeepers) -> None:
    document = {"configuration": {"environments": {"production": {"tags": {HOSTILE: HOSTILE}}}}}
    intent = "<script>alert(2)</script>"
    change = keepers.propose("dana", GateKind.CONFIGURATION, document, intent=intent)

    shown = page(house, f"/changes/{change}")

    assert "keyturn.toml: environments.production.tags" in shown
    assert "<script>alert" not in shown
    assert "\u0430dmin" not in shown
