"""A team lowers what it can in production; it is named everywhere, and the log says what others would have decided."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.gateway import PRODUCTION, Gateway, change_of, gateway, refusal
from tests.journeys.things import a_table

LEVELS = """
[autonomy.production]
modify = "notify"
"dynamodb:PutItem" = "one approval"
delete = "1 of data-owners and 2 of sre"
"""


GUARDED = 'resource != Keyturn::Environment::"development"'


@pytest.fixture
def gate(moto_server: str) -> Iterator[Gateway]:
    with gateway(moto_server, LEVELS) as running:
        yield running


def waiting(call: Callable[..., Any], **parameters: object) -> str:
    return change_of(str(refusal(call, **parameters).response["Error"]["Message"]))


def notified(gate: Gateway) -> list[str]:
    entries: list[dict[str, Any]] = gate.must("log", "show", "--json", "--last", "999").json["entries"]
    return [one["payload"]["name"] for one in entries if (one["payload"] or {}).get("notify") is True]


def test_each_level_does_what_it_says(gate: Gateway) -> None:
    owner = gate.key("olga")
    gate.must("key", "new", owner)
    gate.must("person", "add", "olga", "--group", "data-owners", "--public-key", f"{owner}.pub")
    thing = a_table(gate, PRODUCTION)
    table = thing.parameters["TableName"]
    client = gate.client(gate.session(region=PRODUCTION), "dynamodb", PRODUCTION)

    client.update_table(TableName=table, BillingMode="PAY_PER_REQUEST")
    assert notified(gate) == ["dynamodb:UpdateTable"]

    item = {"TableName": table, "Item": {"day": {"S": "1"}}}
    gate.approve(waiting(client.put_item, **item), "ana")
    client.put_item(**item)

    change = waiting(client.delete_table, TableName=table)
    gate.approve(change, "ana", "bo")
    assert waiting(client.delete_table, TableName=table) == change
    gate.approve(change, "olga")
    client.delete_table(TableName=table)
    assert not thing.exists()

    lowered = "production modify is lowered to notify (by itself: two people (2 of sre))"
    assert lowered in gate.must("policy", "check").out
    assert lowered in gate.keyturn("doctor").out
    assert gate.must("log", "verify").code == 0

    standard = gate.folder / "standard.toml"
    standard.write_text("")
    was = gate.folder / "standard.cedar"
    was.write_text(gate.must("policy", "show", "--config", str(standard)).out)
    told = gate.must("policy", "diff", "-", str(was), "--log", str(gate.data), "--json").json
    assert {(one["call"], one["before"], one["after"]) for one in told["changed"]} == {
        ("dynamodb:UpdateTable", "notify", "needs 2 of sre"),
        ("dynamodb:PutItem", "needs 1 of sre", "needs 2 of sre"),
        ("dynamodb:DeleteTable", "needs 1 of data-owners and 2 of sre", "needs 2 of sre"),
    }


def test_policies_of_a_sealed_gate_change_when_two_others_agree(moto_server: str) -> None:
    with gateway(moto_server) as gate:
        gate.enrol("cy")
        for name in ("dana", "ana", "bo", "cy"):
            gate.must("seal", *gate.signed(name))
        before = gate.must("policy", "show").out
        client = gate.client(gate.session("--isolation", "user", region=PRODUCTION), "dynamodb", PRODUCTION)
        table = a_table(gate, PRODUCTION).parameters["TableName"]
        change = {"TableName": table, "BillingMode": "PAY_PER_REQUEST"}
        waiting(client.update_table, **change)

        file = gate.folder / "new.cedar"
        file.write_text(before.replace(GUARDED, GUARDED.replace("!= ", "== ")))
        refused = gate.keyturn("policy", "propose", str(file), *gate.signed("dana"))
        assert (refused.code, "delete in `production` passes" in refused.err) == (1, True)

        file.write_text(before.replace(GUARDED, f'{GUARDED} && action != Keyturn::Action::"modify"'))
        said = gate.must("policy", "propose", str(file), *gate.signed("dana"), "--json").json
        gate.approve(said["change"], "ana", "bo")

        client.update_table(**change)
        assert "lowered by the policies in force: modify in `production` passes" in gate.keyturn("doctor").out
        version = gate.must("charter", "--json").json["charter"]["bundle"]
        assert gate.must("policy", "show", version[:12], "--log", str(gate.data)).out == file.read_text()
