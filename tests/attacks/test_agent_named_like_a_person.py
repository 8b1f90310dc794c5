"""I am an agent and carry a person's name, or a name that looks like one."""

import pytest

from keyturn.errors import CallerError, Malformed
from keyturn.flow.statements import StatementRefused
from keyturn.runner.people import PersonKnown
from keyturn.testing.house import House

LOOK_ALIKES = [
    "\u0430na",  # Cyrillic
    "\uff41\uff4e\uff41",  # full width
    "ana\u200b",
    "ana\u00ad",
    "a\u0301na",
    "ana\n",
    " ana",
    "Ana",
    "ANA",
    "ana/../bo",
    "ana`",
    "",
    "a" * 64,
    "-ana",
    "\u0663na",  # an Arabic digit
    "ana\u202e",
    "\x1b[31mana",
]


def test_a_persons_own_name(house: House) -> None:
    for name in ("ana", "dana"):
        with pytest.raises(StatementRefused, match=f"`{name}` is a person here"):
            house.session(agent=name)


def test_the_name_of_somebody_who_is_gone(house: House) -> None:
    house.ask("person_disable", name="ana")

    with pytest.raises(StatementRefused, match="`ana` is a person here"):
        house.session(agent="ana")


def test_a_person_who_comes_later_does_not_get_my_name(house: House) -> None:
    house.session(agent="cy")

    with pytest.raises(PersonKnown, match="`cy` is an agent here"):
        house.enrol("cy", "sre")


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_names_that_look_alike_are_no_names_of_agents(house: House, name: str) -> None:
    with pytest.raises(Malformed) as refused:
        house.session(agent=name)
    assert str(refused.value).isascii()


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_nor_of_people_nor_of_groups(house: House, name: str) -> None:
    for params in ({"name": name, "groups": ["sre"]}, {"name": "eve", "groups": [name]}):
        with pytest.raises(CallerError) as refused:
            house.ask("person_add", public_key="keyturn-ed25519 AAAA", **params)
        assert str(refused.value).isprintable()
    assert [person["name"] for person in house.ask("person_list")["people"]] == ["dana", "ana", "bo"]


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_nor_of_whoever_signs(house: House, name: str) -> None:
    with pytest.raises(Malformed):
        house.ask("session_open", envelope=house.signed("dana", house.opening(name)))
