"""Sealing a gate and changing it from the command line, beside a house in memory."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from keyturn.testing.house import House
from tests.house_bench import HouseBench, house_bench


@pytest.fixture
def at(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[HouseBench]:
    for name in ("dana", "ana", "bo"):
        house.ask("person_disable", name=name)
    with house_bench(house, tmp_path, capsys, monkeypatch) as bench:
        yield bench


def test_each_founder_sees_everybody_and_the_last_one_seals(at: HouseBench) -> None:
    first = at.signed("seal", by="eve")

    assert first.code == 0
    assert "finn, of sre, founding reviewer" in first.out
    assert "still to sign: finn" in first.out
    assert "nobody can propose" in first.err
    root = first.out.split("changes until then: ")[1].split()[0]

    last = at.signed("seal", by="finn")

    assert f"The root of this gate, for you to keep: {root}" in last.out
    assert root in at.type("charter").out
    assert "sealed already" in at.signed("seal", by="finn").out


@pytest.fixture
def sealed(at: HouseBench) -> HouseBench:
    at.type("key", "new", "carl.key")
    assert at.type("person", "add", "carl", "--group", "ops", "--public-key", "carl.key.pub").code == 0
    for name in ("eve", "finn"):
        assert at.signed("seal", by=name).code == 0
    return at


def test_a_person_is_proposed_shown_and_enrolled(sealed: HouseBench) -> None:
    at = sealed
    at.type("key", "new", "dora.key")
    alone = at.type("person", "add", "dora", "--group", "sre", "--public-key", "dora.key.pub")
    assert alone.code == 1
    assert "sealed" in alone.err

    asked = at.signed(
        *("person", "add", "dora", "--group", "sre", "--public-key", "dora.key.pub", "--intent", "dora joins"),
        by="carl",
    )
    assert asked.code == 0, asked
    change = asked.out.split("change ")[1].split(":")[0]
    assert change in at.type("inbox", "--as", "eve").out

    shown = at.type("show", change)
    assert "enrol a person" in shown.out
    assert "+ dora, of sre" in shown.out
    assert "| dora joins" in shown.out
    assert at.signed("approve", change, by="eve").out.endswith("needs 1 more\n")
    last = at.signed("approve", change, by="finn")
    assert "is in force; the charter is" in last.out
    assert "dora" in at.type("person", "list").out
    assert at.type("wait", change).code == 0


def test_a_configuration_is_proposed_from_a_file_without_its_secrets(sealed: HouseBench) -> None:
    at = sealed
    Path("new.toml").touch(mode=0o600)
    Path("new.toml").write_text(
        '[gateway]\ndata = "elsewhere"\n[aws]\naccount = "123456789012"\naccess_key_id = "AKIA0000"\n'
        'secret_access_key = "never-in-the-log"\n[approvals]\nexpires = "12h"\n'
    )

    asked = at.signed("propose", "configuration", "new.toml", "--json", by="carl")
    assert asked.code == 0, asked
    change = asked.data["change"]

    shown = at.type("show", change).out
    assert '+ keyturn.toml: approvals.expires = "12h"' in shown
    assert "- keyturn.toml: approvals.expires = not set" in shown
    assert "never-in-the-log" not in str(at.house.log.drafts)
    assert "elsewhere" not in str(at.house.log.drafts)
    assert at.signed("reject", change, "--comment", "too short", by="eve").code == 0
    assert at.type("show", change, "--json").data["state"] == "rejected"


def test_whoever_proposed_takes_it_back(sealed: HouseBench) -> None:
    asked = sealed.signed(
        "person", "groups", "eve", "--group", "ops", "--group", "sre", "--json", "--intent", "x", by="carl"
    )
    change = asked.data["change"]

    assert sealed.signed("withdraw", change, by="finn").code == 1
    assert sealed.signed("withdraw", change, by="carl").code == 0
    assert sealed.type("inbox").out == "nothing waits\n"


def test_a_lost_key_is_suspended_by_its_owner_alone(sealed: HouseBench) -> None:
    said = sealed.signed("person", "key", "suspend", by="carl")

    assert "signs nothing any more" in said.out
    assert "(suspended)" in sealed.type("person", "list").out
    assert sealed.signed("person", "disable", "carl", by="carl").code == 1
