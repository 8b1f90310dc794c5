"""A gateway that was taken over shows reviewers one change of the gate and would have them sign another."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from keyturn.codec.canonical import encode
from keyturn.codec.digest import hex_sha256
from keyturn.console.charters import charter_of
from keyturn.console.gate_review import read_either, read_gate
from keyturn.console.review import NotWhatItSays
from keyturn.model.gate import GateKind
from keyturn.testing.gatekeepers import Gatekeepers, enrolment
from keyturn.testing.house import House

Lie = Callable[[dict[str, Any]], None]


@pytest.fixture
def shown(house: House) -> dict[str, Any]:
    keepers = Gatekeepers(house)
    keepers.seal()
    text = house.considering.state.bundles[house.considering.current][0] + "\n// mind the gap\n"
    change = keepers.propose("dana", GateKind.POLICIES, {"policies": text})
    return dict(house.ask("show", change=change))


def redigest(shown: dict[str, Any]) -> None:
    """Make the review document's digests hold again, as a liar would."""
    shown["digest"] = hex_sha256(encode(shown["review"]["bound"]))
    shown["review_digest"] = hex_sha256(encode(shown["review"]))


def other_after(shown: dict[str, Any]) -> None:
    """Show the charter before as the one after."""
    shown["charters"]["after"] = shown["charters"]["before"]


def somebody_more(shown: dict[str, Any]) -> None:
    mallory = enrolment("mallory", "sre") | {"enabled": True}
    shown["charters"]["after"]["people"].append(mallory)


def somebody_more_with_digests(shown: dict[str, Any]) -> None:
    """Have both charters hold somebody who is not in the one that is in force."""
    mallory = enrolment("mallory", "sre") | {"enabled": True}
    for which in ("before", "after"):
        shown["charters"][which]["people"].append(mallory)
    shown["review"]["bound"]["after"] = hex_sha256(encode(shown["charters"]["after"]))
    redigest(shown)


def a_member_more(shown: dict[str, Any]) -> None:
    shown["charters"]["after"]["note"] = "and more"
    shown["review"]["bound"]["after"] = hex_sha256(encode(shown["charters"]["after"]))
    redigest(shown)


def other_policies(shown: dict[str, Any]) -> None:
    for texts in shown["bundles"].values():
        texts["policies"] = texts["policies"].replace("mind the gap", "all is well")


def no_policies(shown: dict[str, Any]) -> None:
    shown["bundles"] = {}


def another_change(shown: dict[str, Any]) -> None:
    shown["id"] = "C-ANOTHERONE"


def other_document(shown: dict[str, Any]) -> None:
    shown["review"]["bound"]["document"] = {"policies": "something else"}


def a_word_nobody_shows(shown: dict[str, Any]) -> None:
    shown["review"]["more"] = "and more"
    redigest(shown)


def called_a_change_of_the_cloud(shown: dict[str, Any]) -> None:
    shown["gate"] = False


def a_skipped_charter(shown: dict[str, Any]) -> None:
    shown["charters"]["after"]["number"] += 1
    shown["review"]["bound"]["after"] = hex_sha256(encode(shown["charters"]["after"]))
    redigest(shown)


LIES: tuple[Lie, ...] = (
    other_after,
    somebody_more,
    somebody_more_with_digests,
    a_member_more,
    other_policies,
    no_policies,
    another_change,
    other_document,
    a_word_nobody_shows,
    called_a_change_of_the_cloud,
    a_skipped_charter,
)


def test_what_is_so_can_be_read(shown: dict[str, Any]) -> None:
    assert any("mind the gap" in one.text and one.sign == "+" for one in read_gate(shown).changes)


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_not_signed(shown: dict[str, Any], lie: Lie) -> None:
    lied = copy.deepcopy(shown)
    lie(lied)

    with pytest.raises(NotWhatItSays):
        read_either(lied)


def test_a_founder_is_shown_what_they_sign(house: House) -> None:
    told = house.ask("charter")
    other = copy.deepcopy(told["charter"])
    other["people"][0]["groups"] = ["sre", "admins"]

    assert charter_of(told["charter"], told["digest"]).founders == ("ana", "bo", "dana")
    with pytest.raises(NotWhatItSays):
        charter_of(other, told["digest"])
