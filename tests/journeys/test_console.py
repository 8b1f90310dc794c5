"""The web inbox: what waits and what it would do, on a phone at night, and nothing to do with it but look."""

import asyncio
import json
import re
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from keyturn.codec.canonical import Json
from keyturn.console.app import application
from keyturn.errors import OurError
from keyturn.model.action import Value
from tests.paper_desk import DELETE_TABLE, NEW_VARIABLES, NOT_SEALED, PaperDesk, change, proposed

HOSTILE = (
    "<script>document.title='owned'</script><img src=x onerror=alert(1)> \u202e{{ 7*7 }} \x1b[31m\nnot sealed: sealed"
)


@contextmanager
def shown(desk: Any) -> Iterator[str]:  # noqa: ANN401 - any desk
    """Serve the console of `desk` on a port of the system's choosing; the value is its address."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(application(desk, address), log_level="warning", lifespan="off"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])))
    thread.start()
    try:
        until = time.monotonic() + 20
        while not server.started:
            assert time.monotonic() < until
            time.sleep(0.01)
        yield address
    finally:
        server.should_exit = True
        thread.join(20)
        listener.close()


class Counter:
    """One console for all stories; each sits its own desk behind it."""

    def __init__(self) -> None:
        self.desk = PaperDesk()

    async def ask(self, method: str, params: Mapping[str, Json]) -> Json:
        return await self.desk.ask(method, params)


@pytest.fixture(scope="module")
def counter() -> Iterator[tuple[Counter, str]]:
    made = Counter()
    with shown(made) as served_at:
        yield made, served_at


@pytest.fixture
def desk(counter: tuple[Counter, str]) -> PaperDesk:
    parameters: dict[str, Value] = {"Bucket": HOSTILE, "Nested": {HOSTILE: [HOSTILE]}}
    hostile = proposed("s3", "DeleteBucket", parameters, f"arn:aws:s3:::{HOSTILE}")
    counter[0].desk = PaperDesk(
        change(DELETE_TABLE, NEW_VARIABLES, number=1), change(hostile, intent=HOSTILE, agent="kiro<b>", number=2)
    )
    return counter[0].desk


@pytest.fixture
def address(counter: tuple[Counter, str], desk: PaperDesk) -> str:
    return counter[1]


def fetch(url: str, *, method: str = "GET", **headers: str) -> tuple[int, Message, str]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    asked = urllib.request.Request(url, method=method, headers=named)
    try:
        with urllib.request.urlopen(asked, timeout=20) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read().decode()


PAGES = (
    "/",
    "/changes/C-7Q2M9K81",
    "/changes/C-7Q2M9K82",
    "/changes/C-NOSUCHONE",
    "/changes/nonsense",
    "/nowhere",
    "/enrol",
    "/seal",
    "/act",
    "/act/freeze",
    "/act/nonsense",
)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_that_the_gate_is_not_sealed(address: str, page: str) -> None:
    _, _, body = fetch(address + page)

    assert f'<p class="seal" role="note">{NOT_SEALED}</p>' in body


@pytest.mark.parametrize("page", PAGES)
def test_every_page_names_what_is_frozen_or_open(address: str, desk: PaperDesk, page: str) -> None:
    desk.bend["status"] = lambda answer: {**answer, "notices": ["production is frozen by `ana`: <b>\u202ehands off"]}
    _, _, body = fetch(address + page)

    said = "production is frozen by `ana`: &lt;b&gt;\\u202ehands off"
    assert f'<p class="seal bad" role="note">{said}</p>' in body


@pytest.mark.parametrize(
    "page",
    [
        *PAGES,
        "/static/live.js",
        "/static/sign.js",
        "/static/vote.js",
        "/static/seal.js",
        "/static/act.js",
        "/static/console.css",
        "/healthz",
        "/api/changes",
    ],
)
def test_a_browser_is_told_to_do_as_little_as_possible(address: str, page: str) -> None:
    _, headers, _ = fetch(address + page)

    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"


def test_nothing_comes_from_elsewhere_and_no_script_stands_in_a_page(address: str) -> None:
    for page in PAGES:
        _, _, body = fetch(address + page)
        assert not re.search(r"(?:src|href)=[\"'](?!/|#)", body)
        assert set(re.findall(r"<script[^>]*>", body)) <= {
            f'<script src="/static/{name}.js" defer>'
            for name in ("live", "passkey", "sign", "vote", "seal", "act", "enrol")
        }
        assert "style=" not in body


def test_what_an_agent_wrote_is_text_and_nothing_else(address: str) -> None:
    for page in ("/", "/changes/C-7Q2M9K82"):
        _, _, body = fetch(address + page)
        assert "<img" not in body
        assert "&lt;script&gt;" in body
        assert "{{ 7*7 }}" in body
        assert "\u202e" not in body
        assert "\x1b" not in body


def test_a_change_says_how_to_vote_and_offers_no_way_to_do_it_here(address: str) -> None:
    _, _, body = fetch(address + "/changes/C-7Q2M9K81")

    assert "keyturn approve C-7Q2M9K81 --as YOU --key FILE" in body
    assert "<form" not in body
    assert "<button" not in body
    assert "deletes, data is lost, cannot be undone" in body
    assert "hush" not in body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_only_looking_is_served(address: str, desk: PaperDesk, method: str) -> None:
    status, headers, _ = fetch(address + "/changes/C-7Q2M9K81", method=method)

    assert status == 405
    assert headers["allow"] == "GET, HEAD"
    assert [asked for asked, _ in desk.asked] == ["status"]


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example", "console"])
def test_a_name_that_was_bent_to_this_machine_is_not_served(address: str, desk: PaperDesk, host: str) -> None:
    status, _, body = fetch(address + "/api/changes", Host=host)

    assert status == 421
    assert "C-7Q2M9K8" not in body
    assert [asked for asked, _ in desk.asked] == ["status"]


def test_localhost_is_the_same_place(address: str) -> None:
    port = address.rpartition(":")[2]

    assert fetch(address + "/", Host=f"localhost:{port}")[0] == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "AWS4-HMAC-SHA256 Credential=KTRN/20261122/cn-north-1/s3/aws4_request"},
        {"Authorization": "Bearer anything"},
        {"X_Amz_Security_Token": "t"},
        {"x_amz_date": "20261122T000000Z"},
    ],
)
def test_a_sessions_key_opens_nothing_here(address: str, desk: PaperDesk, headers: dict[str, str]) -> None:
    status, _, body = fetch(address + "/", **headers)

    assert status == 403
    assert "a session's key is not accepted here" in body
    assert [asked for asked, _ in desk.asked] == ["status"]


@pytest.mark.parametrize("query", ["X-Amz-Signature=00", "a=b&x-amz-credential=K", "AWSAccessKeyId=K&Signature=s"])
def test_a_presigned_address_opens_nothing_either(address: str, query: str) -> None:
    assert fetch(f"{address}/api/changes?{query}")[0] == 403


def test_programs_read_the_same_as_people(address: str, desk: PaperDesk) -> None:
    inbox = json.loads(fetch(address + "/api/changes")[2])
    one = json.loads(fetch(address + "/api/changes/C-7Q2M9K81")[2])
    none = fetch(address + "/api/changes/C-NOSUCHONE")

    assert [entry["short"] for entry in inbox["changes"]] == ["C-7Q2M9K81", "C-7Q2M9K82"]
    assert one["digest"] == next(iter(desk.changes.values())).digest
    assert inbox["notice"] == one["notice"] == NOT_SEALED
    assert none[0] == 404
    assert json.loads(none[2])["error"]["code"] == "change.unknown"


def test_a_page_is_not_sent_again_while_nothing_is_new(address: str) -> None:
    _, headers, _ = fetch(address + "/changes/C-7Q2M9K81")

    status, _, body = fetch(address + "/changes/C-7Q2M9K81", If_None_Match=headers["etag"])

    assert (status, body) == (304, "")


def test_head_is_get_without_a_body(address: str) -> None:
    status, headers, body = fetch(address + "/", method="HEAD")

    assert (status, body) == (200, "")
    assert int(headers["content-length"]) > 0


def test_health_is_200_while_the_desk_answers_and_503_when_it_does_not() -> None:
    class Ill:
        async def ask(self, method: str, params: Mapping[str, Json]) -> Json:
            raise OurError("the store is gone")

    with shown(PaperDesk()) as address:
        assert fetch(address + "/healthz")[0] == 200
    with shown(Ill()) as address:
        status, _, body = fetch(address + "/healthz")
        assert status == 503
        assert json.loads(body) == {"ok": False, "error": "ours"}
        assert fetch(address + "/")[0] == 503


def test_a_page_whose_digests_do_not_hold_is_not_shown(address: str, desk: PaperDesk) -> None:
    desk.bend["show"] = lambda answer: {**answer, "digest": "0" * 64}

    status, _, body = fetch(address + "/changes/C-7Q2M9K81")

    assert status == 503
    assert "does not belong to what the gateway shows" in body
    assert "DeleteTable" not in body


# ---- in a browser


@pytest.fixture(scope="module")
def chromium(chromium_path: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def phone(chromium: Browser) -> Iterator[tuple[Page, list[str]]]:
    """A phone at night; the list holds what the browser complained of."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, color_scheme="dark")
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    yield page, complaints
    context.close()


@pytest.mark.needs_chromium
@pytest.mark.parametrize("place", ["/", "/changes/C-7Q2M9K81", "/changes/C-7Q2M9K82"])
def test_it_fits_a_phone_and_the_browser_has_nothing_to_complain_of(
    phone: tuple[Page, list[str]], address: str, place: str
) -> None:
    page, complaints = phone

    page.goto(address + place)
    page.wait_for_timeout(300)

    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert complaints == []
    assert "owned" not in page.title()
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert max(map(int, re.findall(r"[0-9]+", background))) < 60


@pytest.mark.needs_chromium
def test_a_new_change_and_a_new_vote_appear_by_themselves(
    phone: tuple[Page, list[str]], address: str, desk: PaperDesk
) -> None:
    page, complaints = phone
    page.goto(address)
    page.get_by_text("C-7Q2M9K81").wait_for()
    page.wait_for_timeout(2_500)

    late = change(DELETE_TABLE, number=9, intent="a late one")
    desk.votes[late.id], desk.states[late.id], desk.changes[late.id] = [], "proposed", late
    page.get_by_text("a late one").wait_for(timeout=10_000)
    assert page.title().startswith("(3) ")

    page.get_by_text("C-7Q2M9K89").click()
    page.locator("#digests summary").click()
    desk.votes[late.id].append(
        {"reviewer": "bo", "verdict": "approve", "comment": "seen", "at": "2026-11-22T14:45:51Z"}
    )
    page.get_by_text("bo approves").wait_for(timeout=10_000)
    assert page.locator("#digests").get_attribute("open") is not None
    assert complaints == []


@pytest.mark.needs_chromium
def test_a_gate_that_is_gone_is_not_taken_for_a_quiet_one(chromium: Browser, desk: PaperDesk) -> None:
    page = chromium.new_page()
    with shown(desk) as address:
        page.goto(address)
        page.get_by_text("C-7Q2M9K81").wait_for()

    page.locator("html.gone").wait_for(state="attached", timeout=15_000)
    page.close()


@pytest.mark.needs_chromium
def test_it_can_be_walked_with_the_keyboard_alone(phone: tuple[Page, list[str]], address: str) -> None:
    page, _ = phone
    page.goto(address)

    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.wait_for_url("**/changes/C-7Q2M9K81")
