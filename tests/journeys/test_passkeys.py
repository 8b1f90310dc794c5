"""Somebody gets a link, makes a passkey in a real browser, and approves with it on the page of a change."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Request

from keyturn.codec.canonical import encode
from keyturn.codec.encoding import b64decode, b64encode
from tests.browser import PHONE, Somebody, chromium, somebody
from tests.gateway import PRODUCTION, Gateway, gateway, held

pytestmark = pytest.mark.needs_chromium

_OF_CHROMIUM = "pubKeyCredParams is missing"  # it recommends RS256, which this gate does not take


@pytest.fixture(scope="module")
def browser(chromium_path: Path) -> Iterator[Browser]:
    with chromium(chromium_path) as started:
        yield started


@pytest.fixture(scope="module")
def gate(moto_server: str) -> Iterator[Gateway]:
    with gateway(moto_server) as started:
        yield started


@pytest.fixture(scope="module")
def eve(browser: Browser, gate: Gateway) -> Iterator[Somebody]:
    """Eve, of sre, who has a passkey on her phone and no key file."""
    with somebody(browser, viewport=PHONE, color_scheme="dark") as seated:
        seated.follow(invitation(gate, "eve"))
        yield seated


@pytest.fixture
def change(gate: Gateway) -> str:
    """A change of dana's that waits for two people."""
    client = gate.client(gate.session(), "dynamodb", region=PRODUCTION)
    return held(client.delete_table, TableName="ce-costs")


def invitation(gate: Gateway, name: str) -> str:
    return gate.must("person", "add", name, "--group", "sre", "--enrol").out.strip()


def page_of(gate: Gateway, change: str) -> str:
    return f"{gate.console}/changes/{change[:10]}"


def votes(gate: Gateway, change: str) -> list[tuple[str, str, str]]:
    return [(one["reviewer"], one["verdict"], one["comment"]) for one in gate.show(change)["votes"]]


def test_a_link_makes_a_passkey_once_and_the_passkey_approves(browser: Browser, gate: Gateway, change: str) -> None:
    link = invitation(gate, "zoe")
    assert re.fullmatch(rf"{gate.console}/enrol#[A-Za-z0-9_-]{{43}}", link)
    assert gate.console.startswith("http://localhost:")

    with somebody(browser, viewport=PHONE, color_scheme="dark") as zoe:
        named = zoe.follow(link)
        assert zoe.page.url == f"{gate.console}/enrol"  # the link is not left lying in the history
        zoe.page.goto(page_of(gate, change))
        told = zoe.vote("Approve", name="zoe", comment="read it twice\nall of it")
        assert told == "Your approval counts: 1 more needed."
        zoe.page.get_by_text("zoe approves in a browser").wait_for()
        assert zoe.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        assert [text for text in zoe.complaints if _OF_CHROMIUM not in text] == []

        zoe.page.goto(link)
        zoe.page.get_by_text("this link is used, over, or was never made").wait_for()
        assert not zoe.page.get_by_role("button", name="Make a passkey").is_visible()

    people = {one["name"]: one for one in gate.must("person", "list", "--json").json["people"]}
    assert people["zoe"]["keys"] == people["zoe"]["passkeys"] == [named]
    assert f"{named} (passkey)" in gate.must("person", "list").out
    assert "zoe approves  in a browser, " in gate.must("show", change).out
    assert votes(gate, change) == [("zoe", "approve", "read it twice\nall of it")]
    gate.approve(change, "bo")
    assert gate.show(change)["state"] == "approved"
    assert gate.keyturn("log", "verify").code == 0


def test_whoever_approved_takes_it_back(eve: Somebody, gate: Gateway, change: str) -> None:
    eve.page.goto(page_of(gate, change))
    eve.vote("Approve", name="eve")
    eve.page.get_by_text("eve approves").wait_for()

    eve.page.get_by_role("button", name="Reject").click()

    eve.page.get_by_text("Your objection counts: it is rejected.").wait_for()
    assert gate.show(change)["state"] == "rejected"


def test_without_finger_or_pin_nothing_is_signed(eve: Somebody, gate: Gateway, change: str) -> None:
    eve.page.goto(page_of(gate, change))
    eve.verified(False)
    try:
        assert eve.vote("Approve", name="eve") == "Nothing was signed: the passkey was not used."
    finally:
        eve.verified(True)
    assert votes(gate, change) == []


def test_the_sponsor_is_not_offered_to_vote(browser: Browser, eve: Somebody, gate: Gateway, change: str) -> None:
    with somebody(browser) as dana:
        dana.follow(gate.must("person", "add", "dana", "--enrol").out.strip())
        dana.page.goto(page_of(gate, change))
        names = dana.page.locator("#decide option").all_inner_texts()
        assert "dana" not in names
        assert "eve" in names


def test_a_vote_caught_on_its_way_is_good_for_nothing_else(eve: Somebody, gate: Gateway, change: str) -> None:
    caught: list[Any] = []

    def catch(request: Request) -> None:
        if request.url.endswith("/api/votes"):
            caught.append(request.post_data_json)

    eve.page.goto(page_of(gate, change))
    eve.page.on("request", catch)
    eve.vote("Approve", name="eve", comment="as it is")
    eve.page.remove_listener("request", catch)

    status, told = eve.hands_in("/api/votes", caught[0])
    assert (status, told["error"]["code"]) == (404, "statement.replayed")
    envelope = json.loads(caught[0]["envelope"])
    said = json.loads(b64decode(envelope["payload"]))
    envelope["payload"] = b64encode(encode(said | {"comment": "do it twice", "nonce": "A" * 24}))
    status, told = eve.hands_in("/api/votes", {"envelope": json.dumps(envelope)})
    assert (status, told["error"]["code"]) == (404, "signature.assertion")
    assert votes(gate, change) == [("eve", "approve", "as it is")]


def test_a_comment_altered_after_it_was_signed(eve: Somebody, gate: Gateway, change: str) -> None:
    eve.page.goto(page_of(gate, change))
    eve.page.evaluate(
        """() => {
            const asked = window.fetch;
            window.fetch = (place, given) => {
              if (place !== "/api/votes") return asked(place, given);
              const handed = JSON.parse(given.body);
              const envelope = JSON.parse(handed.envelope);
              envelope.payload = btoa(atob(envelope.payload).replace("mind the backup", "mind no backups"));
              return asked(place, {...given, body: JSON.stringify({envelope: JSON.stringify(envelope)})});
            };
        }"""
    )

    told = eve.vote("Approve", name="eve", comment="mind the backup")

    assert "not this statement was signed" in told
    assert votes(gate, change) == []


def test_a_page_that_shows_something_else_signs_nothing(eve: Somebody, gate: Gateway, change: str) -> None:
    eve.page.goto(page_of(gate, change))
    eve.page.evaluate("document.getElementById('decide').dataset.digest = '0'.repeat(64)")

    assert eve.vote("Approve", name="eve").startswith("The change is not what this page shows.")
    assert votes(gate, change) == []


def test_at_another_address_the_page_leads_to_its_own(eve: Somebody, gate: Gateway, change: str) -> None:
    there = page_of(gate, change)
    eve.page.goto(there.replace("localhost", "127.0.0.1"))
    eve.page.get_by_text("Passkeys sign at").wait_for()

    assert not eve.page.get_by_role("button", name="Approve").is_visible()
    assert eve.page.locator("[data-there]").get_attribute("href") == there
    status, told = eve.hands_in("/api/votes", {"envelope": "{}"})
    assert status == 403
    assert "only a page at http://localhost:" in told


def test_what_somebody_writes_stays_while_the_page_goes_on(eve: Somebody, gate: Gateway, change: str) -> None:
    eve.page.goto(page_of(gate, change))
    eve.page.locator("#decide select").select_option(label="eve")
    eve.page.locator("#decide textarea").type("not yet done")

    gate.approve(change, "bo")
    eve.page.get_by_text("bo approves").wait_for()

    assert eve.page.locator("#decide textarea").input_value() == "not yet done"
    eve.page.keyboard.type(" writing")
    assert eve.page.locator("#decide textarea").input_value() == "not yet done writing"
    assert eve.vote("Approve", comment="done") == "Your approval counts: it is approved."


def test_a_copy_of_the_device_is_noticed(browser: Browser, gate: Gateway, change: str) -> None:
    with somebody(browser) as yan:
        yan.follow(invitation(gate, "yan"))
        yan.page.goto(page_of(gate, change))
        yan.vote("Approve", name="yan")
        yan.put_back(1)
        yan.page.reload()

        told = yan.vote("Reject", name="yan")

    assert "it may have been copied" in told
    assert votes(gate, change) == [("yan", "approve", "")]


def test_somebody_disabled_while_the_page_was_open(browser: Browser, gate: Gateway, change: str) -> None:
    with somebody(browser) as xi:
        xi.follow(invitation(gate, "xi"))
        xi.page.goto(page_of(gate, change))
        xi.page.locator("#decide select").select_option(label="xi")
        gate.must("person", "disable", "xi")

        told = xi.vote("Approve")

    assert "is disabled" in told
    assert votes(gate, change) == []


def test_the_document_on_the_page_is_the_one_that_is_signed(eve: Somebody, gate: Gateway, change: str) -> None:
    eve.page.goto(page_of(gate, change))
    eve.page.get_by_text("The whole document that is signed").click()

    shown = json.loads(eve.page.locator("pre.whole").inner_text())

    assert shown == gate.show(change)["review"]
    digest = eve.page.evaluate("shown => digestOf(shown)", shown)
    assert digest == gate.show(change)["review_digest"]


def test_a_sealed_gate_asks_two_people_about_a_passkey(browser: Browser, moto_server: str) -> None:
    with gateway(moto_server) as gate, somebody(browser) as eve, somebody(browser, viewport=PHONE) as zoe:
        eve.follow(invitation(gate, "eve"))
        for name in ("dana", "ana", "bo"):
            gate.must("seal", *gate.signed(name))
        eve.page.goto(f"{gate.console}/seal")
        assert eve.sign("Sign the seal", name="eve").startswith("Sealed.")
        assert gate.keyturn("person", "add", "zoe", "--group", "sre", "--enrol").code != 0

        words = ("person", "add", "zoe", "--group", "sre", "--enrol", "--config", str(gate.config), "--json")
        proposing = subprocess.Popen(
            [sys.executable, "-m", "keyturn", *words, *gate.signed("dana")],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=gate.bare(),
        )
        assert proposing.stderr is not None
        link = next(line.strip() for line in proposing.stderr if "/enrol#" in line)
        named = zoe.follow(link)
        zoe.page.get_by_text("zoe can vote once others have approved it").wait_for()
        told, complaints = proposing.communicate(timeout=60)
        assert named in complaints
        change = json.loads(told)["change"]

        zoe.page.goto(page_of(gate, change))
        assert zoe.page.locator("#decide option").all_inner_texts() == ["eve"]
        eve.page.goto(page_of(gate, change))
        assert named in eve.page.locator("main").inner_text()
        assert eve.vote("Approve", comment="zoe read it out to me") == "Your approval counts: 1 more needed."
        gate.approve(change, "ana")

        assert gate.show(change)["state"] == "done"
        people = {one["name"]: one for one in gate.must("person", "list", "--json").json["people"]}
        assert people["zoe"]["keys"] == [named]
        held_one = held(
            gate.client(gate.session("--isolation", "user"), "dynamodb", region=PRODUCTION).delete_table,
            TableName="ce-costs",
        )
        zoe.page.goto(page_of(gate, held_one))
        assert zoe.vote("Approve", name="zoe") == "Your approval counts: 1 more needed."
        assert gate.keyturn("log", "verify").code == 0
