"""At night, with nothing but a phone: freeze, lift, suspend a key, end an emergency, let somebody act no more."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from playwright.sync_api import Browser, Request

from keyturn.console.posting import STATEMENTS
from tests.browser import PHONE, Somebody, chromium, somebody
from tests.gateway import PRODUCTION, Gateway, gateway, held

pytestmark = pytest.mark.needs_chromium


@pytest.fixture(scope="module")
def browser(chromium_path: Path) -> Iterator[Browser]:
    with chromium(chromium_path) as started:
        yield started


@pytest.fixture(scope="module")
def gate(moto_server: str) -> Iterator[Gateway]:
    with gateway(moto_server) as started:
        started.enrol("gil")
        yield started


@pytest.fixture(scope="module")
def eve(browser: Browser, gate: Gateway) -> Iterator[Somebody]:
    """Eve, of sre, who has a passkey on her phone and no key file."""
    with somebody(browser, viewport=PHONE, color_scheme="dark") as seated:
        seated.follow(gate.must("person", "add", "eve", "--group", "sre", "--enrol").out.strip())
        yield seated


@pytest.fixture(autouse=True, scope="module")
def sealed(gate: Gateway, eve: Somebody) -> None:
    for name in ("dana", "ana", "bo", "gil"):
        gate.must("seal", *gate.signed(name))
    eve.page.goto(f"{gate.console}/seal")
    assert eve.sign("Sign the seal", name="eve").startswith("Sealed.")


def signs(eve: Somebody, *, name: str | None = "eve") -> str:
    """Look at what was filled in, and sign it."""
    if name is not None:
        eve.page.locator("select[name=who]").select_option(label=name)
    eve.page.get_by_role("button", name="Look at it").click()
    return eve.sign("Sign it")


def test_she_freezes_production_and_others_lift_it_with_her_proposal(eve: Somebody, gate: Gateway) -> None:
    eve.page.goto(f"{gate.console}/")
    eve.page.get_by_role("link", name="Freeze, stop, suspend").click()
    eve.page.get_by_role("link", name="Freeze Stops changes at once").click()
    eve.page.locator("[name=why]").fill("checkout is failing,\nhands off <b>now</b>")
    eve.page.locator("select[name=who]").select_option(label="eve")
    eve.page.get_by_role("button", name="Look at it").click()
    eve.page.get_by_text("This is all that your passkey signs").wait_for()
    looked = eve.page.locator("[data-statement]").inner_text()
    assert 'reason "checkout is failing,\\nhands off <b>now</b>"' in looked
    assert "environment null" in looked
    assert "Everything but development is frozen until people lift it." in eve.page.locator("[data-shown]").inner_text()
    assert eve.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert eve.sign("Sign it") == "Frozen until people lift it."

    (frozen,) = gate.must("freeze", "--json").json["freezes"]
    assert (frozen["by"], frozen["reason"]) == ("eve", "checkout is failing,\nhands off <b>now</b>")
    client = gate.client(gate.session("--isolation", "user"), "dynamodb", region=PRODUCTION)
    change = held(client.delete_table, TableName="ce-costs")
    gate.approve(change, "ana", "bo")
    with pytest.raises(ClientError, match="is frozen by `eve`"):
        client.delete_table(TableName="ce-costs")

    eve.page.locator("[data-then] a").click()
    assert "hands off <b>now</b>" in eve.page.locator("main").inner_text()
    eve.page.locator("[name=why]").fill("checkout is back")
    assert signs(eve) == "Proposed: it needs 2 of sre, and you have no vote on it."
    eve.page.locator("[data-then] a").click()
    eve.page.get_by_text("lift a freeze").wait_for()
    shown = eve.page.locator("main").inner_text()
    assert "since" in shown
    assert "checkout is failing" in shown
    lift = gate.inbox()[-1]["id"]
    gate.approve(lift, "ana", "bo")
    assert gate.must("freeze", "--json").json["freezes"] == []
    assert [text for text in eve.complaints if "pubKeyCredParams" not in text] == []


def test_in_an_emergency_she_opens_ends_and_closes_it(eve: Somebody, gate: Gateway) -> None:
    eve.page.goto(f"{gate.console}/act/emergency")
    eve.page.get_by_text("none has an open session").wait_for()
    gate.session("--kind", "emergency", "--isolation", "user")
    eve.page.reload()
    eve.page.locator("[name=task]").check()
    eve.page.locator("[name=why]").fill("checkout is down")
    assert signs(eve) == "Proposed: it needs 1 of sre, and you have no vote on it."
    opened = gate.inbox()[-1]["id"]
    gate.approve(opened, "ana")
    assert gate.show(opened)["state"] == "done"

    eve.page.goto(f"{gate.console}/act")
    eve.page.get_by_role("link", name="End an emergency").click()
    assert signs(eve).endswith("is over: nothing more goes under it.")
    eve.page.locator("[data-then] a").click()
    eve.page.locator("[name=findings]").fill("the table was full")
    assert signs(eve) == "Proposed: it needs 2 of sre, and you have no vote on it."
    gate.approve(gate.inbox()[-1]["id"], "ana", "bo")
    assert "no emergency stands" in gate.must("emergency", "list").out


def test_she_takes_back_what_she_proposed(eve: Somebody, gate: Gateway) -> None:
    eve.page.goto(f"{gate.console}/act/disable")
    eve.page.locator("[name=name]").select_option(label="bo")
    eve.page.locator("[name=why]").fill("a slip of the finger")
    assert signs(eve).startswith("Proposed:")
    eve.page.locator("[data-then] a").click()
    eve.page.get_by_role("link", name="with a passkey").click()
    assert "a slip of the finger" in eve.page.locator("main").inner_text()
    change = gate.inbox()[-1]["id"]
    assert signs(eve) == "It is withdrawn."
    assert gate.show(change)["state"] == "withdrawn"


def test_she_ends_an_agents_session_and_no_other(eve: Somebody, gate: Gateway) -> None:
    wild, calm = gate.session("--isolation", "user"), gate.session("--isolation", "user")
    eve.page.goto(f"{gate.console}/act/stop")
    eve.page.locator(f"[value={wild.id}]").check()
    assert signs(eve) == f"Session {wild.id[:10]} is over."

    states = {one["session"]: one["state"] for one in gate.must("session", "list", "--json").json["sessions"]}
    assert (states[wild.id], states[calm.id]) == ("ended", "open")
    with pytest.raises(ClientError):
        gate.client(wild, "dynamodb", region=PRODUCTION).list_tables()


def test_she_has_somebody_act_no_more(eve: Somebody, gate: Gateway) -> None:
    eve.page.goto(f"{gate.console}/act/disable")
    eve.page.locator("[name=name]").select_option(label="gil")
    eve.page.locator("[name=why]").fill("left the team")
    assert signs(eve) == "Proposed: it needs 2 of sre, and you have no vote on it."
    gate.approve(gate.inbox()[-1]["id"], "ana", "bo")

    people = {one["name"]: one["enabled"] for one in gate.must("person", "list", "--json").json["people"]}
    assert not people["gil"]


def test_what_is_caught_on_its_way_freezes_once_and_says_nothing_else(eve: Somebody, gate: Gateway) -> None:
    caught: list[Any] = []

    def catch(request: Request) -> None:
        if request.url.endswith("/api/freezes"):
            caught.append(request.post_data_json)

    eve.page.goto(f"{gate.console}/act/freeze")
    eve.page.on("request", catch)
    eve.page.locator("[name=why]").fill("mine")
    eve.page.locator("[name=minutes]").select_option(label="in an hour")
    eve.page.locator("select[name=who]").select_option(label="eve")
    eve.page.get_by_role("button", name="Look at it").click()
    eve.verified(False)
    assert eve.sign("Sign it") == "Nothing was signed: the passkey was not used."
    eve.verified(True)
    assert eve.sign("Sign it").startswith("Frozen until 2")

    for place in STATEMENTS:
        status, told = eve.hands_in(place, caught[0])
        assert (status, told["error"]["code"]) == (
            404,
            "statement.replayed" if place == "/api/freezes" else "signature.bad",
        )
    envelope = json.loads(caught[0]["envelope"])
    for name in ("authenticatorData", "clientDataJSON"):
        del envelope["signatures"][0][name]
    envelope["signatures"][0]["sig"] = "A" * 86 + "=="
    status, told = eve.hands_in("/api/freezes", {"envelope": json.dumps(envelope)})
    assert (status, told["error"]["code"]) == (404, "page.not_a_passkeys")


def test_nothing_happens_by_opening_a_page(eve: Somebody, gate: Gateway) -> None:
    before = len(gate.must("log", "show", "--json").out)
    for path in ("", "/freeze", "/suspend", "/disable", "/emergency", "/lift", "/lift/F-NONE0000", "/nonsense"):
        eve.page.goto(f"{gate.console}/act{path}")
    assert len(gate.must("log", "show", "--json").out) == before


def test_last_she_suspends_her_phone(eve: Somebody, gate: Gateway) -> None:
    (key,) = {one["name"]: one for one in gate.must("person", "list", "--json").json["people"]}["eve"]["passkeys"]
    eve.page.goto(f"{gate.console}/act/suspend")
    eve.page.locator("select[name=who]").select_option(label="eve")
    assert eve.page.locator("[name=key] option:not([disabled])").all_inner_texts() == ["choose the key", key]
    eve.page.locator("[name=key]").select_option(label=key)
    assert signs(eve) == f"Key {key} of eve signs nothing any more."

    assert gate.must("log", "verify").code == 0
    eve.page.goto(f"{gate.console}/act/freeze")
    eve.page.get_by_text("Nobody has a passkey").wait_for()
