"""Keys are made by the people they belong to, and only public halves go anywhere."""

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from keyturn.adapters.keyfiles import KeyFileRefused, load_key, load_public_key, new_key
from keyturn.errors import Malformed
from tests.paper_desk import Bench, bench


@pytest.fixture
def at(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    with bench(tmp_path, capsys, monkeypatch) as made:
        yield made


def test_a_new_key_is_its_owners_alone_and_its_public_half_is_everybodys(tmp_path: Path) -> None:
    public = new_key(tmp_path / "eve.key", "eve's laptop")

    assert stat.S_IMODE((tmp_path / "eve.key").stat().st_mode) == 0o600
    assert public == tmp_path / "eve.key.pub"
    assert load_public_key(public).comment == "eve's laptop"
    private = load_key(tmp_path / "eve.key")
    assert private.public_key().public_bytes_raw() == load_public_key(public).key.public_bytes_raw()


@pytest.mark.parametrize("there", ["eve.key", "eve.key.pub"])
def test_a_key_is_never_overwritten(tmp_path: Path, there: str) -> None:
    (tmp_path / there).write_text("mine")

    with pytest.raises(KeyFileRefused, match="never overwritten"):
        new_key(tmp_path / "eve.key")

    assert (tmp_path / there).read_text() == "mine"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_key_is_not_written_through_a_link_somebody_laid(tmp_path: Path) -> None:
    (tmp_path / "eve.key").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(KeyFileRefused):
        new_key(tmp_path / "eve.key")

    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
def test_a_private_key_that_others_can_read_is_not_used(tmp_path: Path, mode: int) -> None:
    new_key(tmp_path / "eve.key")
    (tmp_path / "eve.key").chmod(mode)

    with pytest.raises(KeyFileRefused, match="chmod 600"):
        load_key(tmp_path / "eve.key")


def test_the_wrong_half_is_told_apart_and_never_shown(tmp_path: Path) -> None:
    new_key(tmp_path / "eve.key")

    with pytest.raises(Malformed, match=r"name the `\.pub` file") as caught:
        load_public_key(tmp_path / "eve.key")

    assert "PRIVATE" not in str(caught.value)


def test_an_absent_key_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyFileRefused, match="no such file"):
        load_key(tmp_path / "eve.key")


def test_a_person_is_enrolled_by_their_public_key_only(at: Bench) -> None:
    made = at.type("key", "new", "eve.key")
    enrolled = at.type("person", "add", "eve", "--group", "sre", "--group", "leads", "--public-key", "eve.key.pub")
    listed = at.type("person", "list", "--json").data

    assert (made.code, enrolled.code) == (0, 0)
    assert {"eve", "dana"} <= {person["name"] for person in listed["people"]}
    sent = [dict(params) for method, params in at.desk.asked if method == "person_add"]
    assert sent == [
        {"name": "eve", "groups": ["sre", "leads"], "public_key": (at.folder / "eve.key.pub").read_text().strip()}
    ]


def test_enrolling_the_private_half_is_refused_before_it_leaves_the_machine(at: Bench) -> None:
    at.type("key", "new", "eve.key")

    refused = at.type("person", "add", "eve", "--group", "sre", "--public-key", "eve.key")

    assert refused.code == 2
    assert at.desk.asked == []


def test_a_link_for_a_passkey_is_the_only_thing_on_standard_output(at: Bench) -> None:
    invited = at.type("person", "add", "eve", "--group", "sre", "--enrol")

    assert invited.code == 0
    assert invited.out == "http://localhost:8401/enrol#paper-token\n"
    assert "whoever opens it first votes as eve" in invited.err


def test_somebody_new_needs_a_group(at: Bench) -> None:
    refused = at.type("person", "add", "eve", "--public-key", "ana.key.pub")

    assert refused.code != 0
    assert "--group" in refused.err


def test_the_doctor_finds_what_must_be_mended(at: Bench) -> None:
    (at.folder / "keyturn.toml").chmod(0o666)
    (at.folder / "data" / "root.key").touch(0o644)

    sick = at.type("doctor", "--json")

    assert sick.code == 1
    found = {(one["level"], one["about"]): one for one in sick.data["findings"]}
    assert "others can write" in found["bad", "config"]["what"]
    assert found["bad", "data"]["mend"].endswith("root.key")
    assert ("warn", "seal") in found
    assert ("warn", "isolation") in found


def test_the_doctor_is_content_with_a_gate_that_two_people_can_work(at: Bench) -> None:
    well = at.type("doctor")

    assert well.code == 0
    assert "good  people        3 enrolled, 3 of them in `sre`" in well.out
    assert "not sealed: one person can still change this gate" in well.out
    assert at.desk.verifier in well.out
