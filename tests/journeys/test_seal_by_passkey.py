"""Founders who have nothing but a phone seal the gate: they read the charter on its page and sign it with a passkey."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Request

from tests.browser import PHONE, Somebody, chromium, somebody
from tests.gateway import Gateway, gateway

pytestmark = pytest.mark.needs_chromium


@pytest.fixture(scope="module")
def browser(chromium_path: Path) -> Iterator[Browser]:
    with chromium(chromium_path) as started:
        yield started


@pytest.fixture
def gate(moto_server: str) -> Iterator[Gateway]:
    with gateway(moto_server) as started:
        yield started


@pytest.fixture
def eve(browser: Browser, gate: Gateway) -> Iterator[Somebody]:
    """Eve, of sre, who has a passkey on her phone and no key file."""
    with somebody(browser, viewport=PHONE, color_scheme="dark") as seated:
        seated.follow(gate.must("person", "add", "eve", "--group", "sre", "--enrol").out.strip())
        yield seated


def test_the_last_founder_seals_it_on_her_phone(eve: Somebody, gate: Gateway) -> None:
    for name in ("dana", "ana", "bo"):
        assert not gate.must("seal", *gate.signed(name), "--json").json["sealed"]
    told = gate.must("charter")
    assert f"to sign: eve with a passkey at {gate.console}/seal" in told.out

    eve.page.goto(f"{gate.console}/seal")
    eve.page.get_by_text("3 of 4 signed").wait_for()
    shown = eve.page.locator("#digest").evaluate("one => one.textContent.trim()")
    assert shown in told.out
    assert eve.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    eve.page.get_by_text("The whole document").click()
    whole = json.loads(eve.page.locator("#whole pre").inner_text())
    assert eve.page.evaluate("shown => digestOf(shown)", whole) == shown
    assert eve.sign("Sign the seal", name="eve") == "Sealed. Keep the digest above: it is the root of this gate."

    eve.page.get_by_text("Charter 1 of this gate").wait_for()
    assert gate.must("charter", "--json").json["root"] == shown
    verified = gate.must("log", "verify", "--root", shown)
    assert "eve" in gate.must("charter").out
    assert verified.code == 0
    assert [text for text in eve.complaints if "pubKeyCredParams" not in text] == []
    status, refused = eve.hands_in("/api/seal", {"envelope": "{}"})
    assert (status, refused["error"]["code"]) == (404, "malformed")


def test_what_was_read_is_no_longer_so(eve: Somebody, gate: Gateway) -> None:
    eve.page.goto(f"{gate.console}/seal")
    assert eve.sign("Sign the seal", name="eve").startswith("Your signature counts. Still to sign: ana, bo, dana")

    gate.enrol("gil")
    eve.page.get_by_text("eve signed before people or configuration changed: that counts no more").wait_for()
    assert gate.must("seal", *gate.signed("bo"), "--json").json["void"] == ["eve"]
    eve.page.evaluate("document.getElementById('decide').dataset.review = '0'.repeat(64)")
    assert eve.sign("Sign the seal", name="eve").startswith("People or configuration have changed.")
    eve.page.reload()
    assert eve.sign("Sign the seal", name="eve").startswith("Your signature counts. Still to sign: ana, dana, gil")


def test_a_signature_caught_on_its_way_is_good_for_nothing_else(eve: Somebody, gate: Gateway) -> None:
    caught: list[Any] = []

    def catch(request: Request) -> None:
        if request.url.endswith("/api/seal"):
            caught.append(request.post_data_json)

    eve.page.goto(f"{gate.console}/seal")
    eve.page.on("request", catch)
    eve.verified(False)
    assert eve.sign("Sign the seal", name="eve") == "Nothing was signed: the passkey was not used."
    eve.verified(True)
    assert eve.sign("Sign the seal").startswith("Your signature counts.")

    for place, code in (("/api/seal", "statement.replayed"), ("/api/votes", "signature.bad")):
        status, told = eve.hands_in(place, caught[0])
        assert (status, told["error"]["code"]) == (404, code)


def test_at_another_address_nothing_is_signed(eve: Somebody, gate: Gateway) -> None:
    eve.page.goto(f"{gate.console}/seal".replace("localhost", "127.0.0.1"))
    eve.page.get_by_text("Passkeys sign at").wait_for()

    assert not eve.page.get_by_role("button", name="Sign the seal").is_visible()
