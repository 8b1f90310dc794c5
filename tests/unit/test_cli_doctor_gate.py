"""The doctor on the gate itself: its seal, what is excepted from it, and what is kept of its log."""

from pathlib import Path

from keyturn.cli.doctor_gate import of_the_gate
from keyturn.cli.findings import Level
from keyturn.cli.gate import Answer
from keyturn.codec.canonical import Json
from keyturn.config import parse

ROOT = "ab" * 32


def found(status: dict[str, Json], *names: str, more: str = "") -> dict[tuple[str, Level], tuple[str, str]]:
    """What is found of a gate with these people of sre: by subject and level, what is so and the next step."""
    config = parse(more, file=None, base=Path(), default_data=Path())
    people: list[Json] = [{"name": one, "groups": ["sre"], "keys": ["k"], "enabled": True} for one in names]
    all_of_it = of_the_gate(config, Answer("status", status), Answer("person_list", {"people": people}))
    return {(one.about, one.level): (one.what, one.mend) for one in all_of_it}


def test_a_gate_that_is_not_sealed_is_told_how_it_is() -> None:
    what, mend = found({"sealed": False}, "ana", "bo")["seal", Level.WARN]

    assert "not sealed" in what
    assert "keyturn seal --as" in mend


def test_production_through_an_unsealed_gate_is_named() -> None:
    looked = found({"sealed": False}, more="[gateway]\nunsealed_production = true")

    assert "although one person can change it" in looked["seal", Level.WARN][0]


def test_a_sealed_gate_says_its_root_and_how_many_sign() -> None:
    looked = found({"sealed": True, "root": ROOT}, "dana", "ana", "bo", "carl")

    assert looked["seal", Level.GOOD][0] == f"sealed, 4 reviewers have a key that signs; the root is {ROOT}"
    assert ("seal", Level.WARN) not in looked


def test_too_few_to_replace_a_lost_key_are_told_so() -> None:
    assert (
        "lost key could not be replaced"
        in found({"sealed": True, "root": ROOT}, "dana", "ana", "bo")["seal", Level.WARN][0]
    )


def test_agents_beside_the_keys_are_named() -> None:
    looked = found({"sealed": True, "root": ROOT}, more="[gateway]\nunisolated_production = true")

    assert "sessions of isolation `none` reach production" in looked["isolation", Level.WARN][0]


def test_policies_that_an_upgrade_would_make_otherwise_are_a_note() -> None:
    looked = found({"sealed": True, "root": ROOT, "policies_told": "this version would make others"}, "ana")

    assert looked["policies", Level.NOTE][0] == "this version would make others"


def test_where_no_checkpoint_is_kept_it_is_said_and_how_to() -> None:
    what, mend = found({"sealed": False, "kept": []})["kept", Level.WARN]

    assert "no checkpoint is kept besides the store" in what
    assert 'kept = ["file:///' in mend


def test_each_kept_place_is_told() -> None:
    good: Json = {"place": "file:///a", "size": 7, "at": None, "problem": ""}
    bad: Json = {"place": "s3://b/c", "size": None, "at": None, "problem": "S3 answered 403"}
    new: Json = {"place": "file:///d", "size": None, "at": None, "problem": ""}
    looked = found({"sealed": False, "kept": [good, bad, new]})

    assert looked["kept", Level.GOOD][0] == "`file:///a` keeps a checkpoint over 7 entries"
    assert "S3 answered 403" in looked["kept", Level.BAD][0]
    assert "nothing is kept in `file:///d` yet" in looked["kept", Level.NOTE][0]
