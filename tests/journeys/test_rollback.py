"""Four calls as one change, of which the last is refused; its rollback, proposed by another, and all is as before."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from tests.browser import PHONE, chromium
from tests.gateway import PRODUCTION, Gateway
from tests.journeys.things import fresh

Look = Callable[[], tuple[object, ...]]
KEY: Final = {"day": {"S": "2026-11-21"}}


@pytest.fixture(scope="module")
def people(gate: Gateway) -> Gateway:
    gate.enrol("cy")
    return gate


def things(gate: Gateway) -> tuple[str, str, Look]:
    """A queue, a table with an item and a rule, past the gateway; and how they stand."""
    name = fresh("rollback")
    sqs, dynamodb, events = (gate.direct(service) for service in ("sqs", "dynamodb", "events"))
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    dynamodb.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "day", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "day", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    dynamodb.put_item(TableName=name, Item={**KEY, "cost": {"N": "7535.54"}})
    events.put_rule(Name=name, ScheduleExpression="rate(1 day)")

    def look() -> tuple[object, ...]:
        queue = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])["Attributes"]
        item = dynamodb.get_item(TableName=name, Key=KEY)["Item"]
        return queue["VisibilityTimeout"], item["cost"]["N"], events.describe_rule(Name=name)["State"]

    return name, url, look


def calls(gate: Gateway, name: str, url: str) -> str:
    """A file of four calls. The last asks AWS for what is not so."""
    update: dict[str, Any] = {"TableName": name, "Key": KEY, "UpdateExpression": "SET cost = :cost"}
    asked: list[tuple[str, str, dict[str, Any]]] = [
        ("sqs", "SetQueueAttributes", {"QueueUrl": url, "Attributes": {"VisibilityTimeout": "60"}}),
        ("dynamodb", "UpdateItem", {**update, "ExpressionAttributeValues": {":cost": {"N": "1"}}}),
        ("events", "DisableRule", {"Name": name}),
        (
            "dynamodb",
            "UpdateItem",
            {
                **update,
                "ExpressionAttributeValues": {":cost": {"N": "2"}, ":none": {"N": "0"}},
                "ConditionExpression": "cost = :none",
            },
        ),
    ]
    file = gate.folder / f"{name}.json"
    listed = [
        {"service": service, "operation": operation, "region": PRODUCTION, "parameters": parameters}
        for service, operation, parameters in asked
    ]
    file.write_text(json.dumps(listed))
    return str(file)


def test_a_change_that_fails_half_way_is_undone_by_one_new_change(people: Gateway) -> None:
    gate = people
    name, url, look = things(gate)
    before = look()
    assert before == ("30", "7535.54", "ENABLED")

    intent = ("--intent", "shorter retries")
    first = gate.must("propose", "calls", calls(gate, name, url), *gate.signed("dana"), *intent, "--json").json
    gate.approve(first["change"])
    assert look() == before
    went = gate.keyturn("execute", first["change"], *gate.signed("dana"))
    assert went.code == 1
    assert "3  events:DisableRule: done" in went.out
    assert "4  dynamodb:UpdateItem: tried, and failed" in went.out
    assert "ConditionalCheckFailed" in went.out
    assert f"keyturn rollback {first['short']}" in went.out
    assert look() == ("60", "1", "DISABLED")
    assert f"keyturn rollback {first['short']}" in gate.must("show", first["change"]).out

    offered = gate.must("rollback", first["change"])
    assert "nothing is sent from here" in offered.out
    assert look() == ("60", "1", "DISABLED")

    rollback = gate.must("rollback", first["change"], *gate.signed("cy"), "--json").json
    shown = gate.must("show", rollback["change"]).out
    assert f"Rolls back change {first['short']} of dana" in shown
    assert "sent by the gateway itself" in shown
    refused = gate.keyturn("approve", rollback["change"], *gate.signed("dana"))
    assert (refused.code, "cannot vote on it" in refused.err) == (1, True)
    gate.approve(rollback["change"])
    done = gate.must("execute", rollback["change"], *gate.signed("cy"), "--wait")
    assert f"{rollback['short']} is done" in done.out
    assert look() == before
    assert gate.must("log", "verify", "--json").json["ok"] is True


def test_one_command_proposes_waits_and_has_it_sent(people: Gateway) -> None:
    gate = people
    name, url, look = things(gate)
    before = look()
    words = ("propose", "calls", calls(gate, name, url), *gate.signed("dana"), "--intent", "shorter retries", "--json")
    first = gate.must(*words).json
    gate.approve(first["change"])
    assert gate.keyturn("execute", first["change"], *gate.signed("bo")).code == 1
    words = ("rollback", first["short"], *gate.signed("cy"), "--execute", "--config", str(gate.config))
    env = gate.bare() | {"XDG_STATE_HOME": str(gate.folder / "cy")}
    with subprocess.Popen([sys.executable, "-m", "keyturn", *words], env=env, stdout=subprocess.PIPE, text=True) as cy:
        give_up = time.monotonic() + 30
        while not (found := gate.show(first["change"])["rolled_back_by"]):
            assert time.monotonic() < give_up, gate.complaints()
            time.sleep(0.1)
        gate.approve(found[0]["short"])
        said, _ = cy.communicate(timeout=30)
    assert (cy.returncode, f"{found[0]['short']} is done" in said) == (0, True)
    assert look() == before


@pytest.mark.needs_chromium
def test_the_page_of_each_says_what_may_be_done_now(people: Gateway, chromium_path: Path) -> None:
    gate = people
    name, url, _ = things(gate)
    words = ("propose", "calls", calls(gate, name, url), *gate.signed("dana"), "--intent", "shorter retries", "--json")
    first = gate.must(*words).json
    gate.approve(first["change"])
    with chromium(chromium_path) as browser:
        page = browser.new_page(viewport={"width": PHONE["width"], "height": PHONE["height"]})

        def said(short: str) -> str:
            page.goto(f"{gate.console}/changes/{short}")
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
            return page.inner_text("main")

        assert f"keyturn execute {first['short']}" in said(first["short"])
        gate.keyturn("execute", first["change"], *gate.signed("dana"))
        failed = said(first["short"])
        assert "action 4: tried, and failed" in failed
        assert f"keyturn rollback {first['short']}" in failed
        rollback = gate.must("rollback", first["change"], *gate.signed("cy"), "--json").json["short"]
        assert f"Rolls back change {first['short']} of dana" in said(rollback)
        page.get_by_text(f"Rolls back change {first['short']}").click()
        assert f"keyturn show {rollback}" in page.inner_text("main")
        gate.must("withdraw", rollback, *gate.signed("cy"))
