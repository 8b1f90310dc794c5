"""I hold the log key, and write passkeys and what they signed into the log as it would suit me."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from keyturn.codec.encoding import b64decode, b64encode
from keyturn.model import written
from keyturn.model.evidence import Draft, Kind
from tests.auditing import audit, codes, inside, place, with_payload, written_again
from tests.authenticator import SoftPasskey, p256
from tests.passkey_house import PasskeyHouse

MINE = SoftPasskey(p256(99))


@pytest.fixture
def told(gate: PasskeyHouse) -> PasskeyHouse:
    """Two changes, on both of which ana and eve voted in a browser; the second call passed."""
    gate.vote(gate.held(), "ana")
    house, session = gate.house, gate.house.session()
    change = house.held(house.submit(session, "dynamodb:DeleteTable", TableName="rates"))
    gate.vote(change, "ana")
    gate.vote(change, "eve", comment="seen")
    assert house.passed(house.submit(session, "dynamodb:DeleteTable", TableName="rates"))
    assert audit(house.log).ok
    return gate


def last_vote(change: Callable[[Draft], Draft]) -> Callable[[list[Draft]], list[Draft]]:
    def rewrite(drafts: list[Draft]) -> list[Draft]:
        at = place(drafts, Kind.VOTE, -1)
        drafts[at] = change(drafts[at])
        return drafts

    return rewrite


def registration(which: int, change: Callable[[Draft], Draft]) -> Callable[[list[Draft]], list[Draft]]:
    def rewrite(drafts: list[Draft]) -> list[Draft]:
        at = place(drafts, Kind.PASSKEY_REGISTERED, which)
        drafts[at] = change(drafts[at])
        return drafts

    return rewrite


def envelope(draft: Draft, bend: Callable[[dict[str, Any]], object]) -> Draft:
    told = json.loads(str(draft.payload["envelope"]))
    bend(told)
    return with_payload(draft, envelope=json.dumps(told))


def without_verification(told: dict[str, Any]) -> None:
    data = bytearray(b64decode(told["signatures"][0]["authenticatorData"]))
    data[32] = 1
    told["signatures"][0]["authenticatorData"] = b64encode(bytes(data))


def for_another_site(told: dict[str, Any]) -> None:
    data = bytes(32) + b64decode(told["signatures"][0]["authenticatorData"])[32:]
    told["signatures"][0]["authenticatorData"] = b64encode(data)


def other_comment(told: dict[str, Any]) -> None:
    told["payload"] = b64encode(b64decode(told["payload"]).replace(b'"seen"}', b'"nice"}').replace(b"seen", b"nice", 1))


def bare(told: dict[str, Any]) -> None:
    del told["signatures"][0]["authenticatorData"], told["signatures"][0]["clientDataJSON"]
    told["signatures"][0]["sig"] = b64encode(bytes(64))


CASES: list[tuple[str, Callable[[list[Draft]], list[Draft]], str]] = [
    ("nobody verified its owner", last_vote(lambda one: envelope(one, without_verification)), "signature.assertion"),
    ("it was signed for another site", last_vote(lambda one: envelope(one, for_another_site)), "signature.assertion"),
    ("the comment was another", last_vote(lambda one: envelope(one, other_comment)), "signature.assertion"),
    ("a key file signed it", last_vote(lambda one: envelope(one, bare)), "signature.assertion"),
    ("its counter stood lower", last_vote(lambda one: with_payload(one, count=0)), "passkey.counter"),
    (
        "it is no passkey's vote",
        last_vote(lambda one: replace(one, payload={k: v for k, v in one.payload.items() if k != "count"})),
        "passkey.counter",
    ),
    (
        "the passkey was mine",
        registration(3, lambda one: with_payload(one, key=written.public_key(MINE.public))),
        "statement.unknown_key",
    ),
    (
        "it was made at my page",
        registration(
            3,
            lambda one: inside(one, "key", passkey={**one.payload["key"]["passkey"], "origin": "https://evil.example"}),  # type: ignore[index,call-overload,dict-item]
        ),
        "person.key",
    ),
    (
        "it was made at another gate's page",
        registration(
            3,
            lambda one: inside(one, "key", passkey={**one.payload["key"]["passkey"], "origin": "http://localhost:1"}),  # type: ignore[index,call-overload,dict-item]
        ),
        "signature.assertion",
    ),
    ("another was invited", registration(3, lambda one: with_payload(one, name="mal")), "passkey.other_person"),
    (
        "nobody was invited",
        lambda drafts: [one for one in drafts if one.kind is not Kind.PERSON_INVITED],
        "passkey.uninvited",
    ),
    (
        "the link was good for two",
        lambda drafts: [*drafts, replace(drafts[place(drafts, Kind.PASSKEY_REGISTERED, 3)], at=drafts[-1].at)],
        "passkey.link",
    ),
    (
        "two people share a passkey",
        registration(
            2,
            lambda one: with_payload(one, key=written.public_key(SoftPasskey(p256(12)).public)),
        ),
        "person.key_shared",
    ),
]


@pytest.mark.parametrize(("rewrite", "code"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_written_again(told: PasskeyHouse, rewrite: Callable[[list[Draft]], list[Draft]], code: str) -> None:
    found = audit(written_again(told.house.log, rewrite))

    assert not found.ok
    assert code in codes(found)


def test_a_counter_that_went_back_is_found_years_later(told: PasskeyHouse) -> None:
    def first_vote_moved_behind_the_second(drafts: list[Draft]) -> list[Draft]:
        moved = drafts.pop(place(drafts, Kind.VOTE, 0))
        at = place(drafts, Kind.VOTE, 0)
        return [*drafts[: at + 1], replace(moved, at=drafts[at].at), *drafts[at + 1 :]]

    found = audit(written_again(told.house.log, first_vote_moved_behind_the_second))

    assert "passkey.counter_back" in codes(found)
