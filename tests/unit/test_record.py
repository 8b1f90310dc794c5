"""From a draft to the bytes that stand in the log for good."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from keyturn.codec.merkle import EMPTY_ROOT, Frontier, leaf_hash
from keyturn.codec.strict import loads_canonical
from keyturn.errors import Malformed
from keyturn.model.evidence import Draft, Kind
from keyturn.record.entries import Unrecordable, entry, instant_of, signed_at_once
from keyturn.record.heads import head

SALT = bytes(range(32))
AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ABOUT = {"session": "S-7Q2M9K", "action": "0" * 64}


def test_a_leaf_is_the_same_bytes_wherever_it_is_written() -> None:
    draft = Draft(Kind.READ, AT, ABOUT, {"name": "dynamodb:GetItem", "day": "é"})
    written = entry(draft, 7, SALT, AT)
    assert written.payload == '{"day":"é","name":"dynamodb:GetItem"}'.encode()
    assert written.leaf == (
        b'{"about":{"action":"' + b"0" * 64 + b'","session":"S-7Q2M9K"},"at":"2026-11-22T12:00:00.000000Z",'
        b'"kind":"read","payload":"d4d57423e8f651462f4310061daa62cbb3bcd02bc1a243ffe50f5fbbabc20d5b","seq":7,"v":1}'
    )
    assert written.salt == SALT
    assert entry(draft, 7, SALT, AT.astimezone(timezone(timedelta(hours=8)))).leaf == written.leaf


@pytest.mark.parametrize("microsecond", [0, 1, 100, 120_000, 999_999])
def test_a_leaf_tells_its_instant_with_six_digits(microsecond: int) -> None:
    at = AT.replace(microsecond=microsecond)
    leaf = loads_canonical(entry(Draft(Kind.READ, AT, ABOUT, {}), 7, SALT, at).leaf)
    assert isinstance(leaf, dict)
    assert leaf["at"] == f"2026-11-22T12:00:00.{microsecond:06}Z"


@pytest.mark.parametrize("about", [{}, {"grant": "G-1"}, {"session": "S-1", "grant": "G-1", "action": "0" * 64}])
def test_a_leaf_is_in_the_form_that_rfc_8785_gives_it(about: dict[str, str]) -> None:
    leaf = loads_canonical(entry(Draft(Kind.ANSWER, AT, about, {}), 10**9, SALT, AT).leaf)
    assert isinstance(leaf, dict)
    assert leaf["about"] == about


@pytest.mark.parametrize(
    "about",
    [{"grant": "G-1,"}, {"": "G-1"}, {"a": '1","b":"2'}, {'a":"1","b': "2"}, {"a": "1\n"}, {"a": "\ud800"}],
)
def test_a_leaf_says_nothing_but_ids_under_words_of_ours(about: dict[str, str]) -> None:
    with pytest.raises(Unrecordable):
        entry(Draft(Kind.ANSWER, AT, {"grant": "G-1", **about}, {}), 0, SALT, AT)


def test_nothing_of_a_payload_stands_in_the_leaf() -> None:
    draft = Draft(Kind.VOTE, AT, ABOUT, {"comment": "hunter2", "reviewer": "ana"})
    assert b"hunter2" not in entry(draft, 0, SALT, AT).leaf
    assert b"ana" not in entry(draft, 0, SALT, AT).leaf


def test_a_short_salt_is_no_salt() -> None:
    with pytest.raises(Malformed):
        entry(Draft(Kind.READ, AT, ABOUT, {}), 0, b"salt", AT)


def test_the_instant_of_an_entry_is_read_back() -> None:
    assert instant_of(entry(Draft(Kind.READ, AT, ABOUT, {}), 0, SALT, AT).leaf) == AT
    for leaf in (b"{}", b"[]", b'{"at":5}', b'{"at":"noon"}', b"not json"):
        with pytest.raises(Malformed):
            instant_of(leaf)


def test_everything_but_reads_is_acknowledged_under_a_signature() -> None:
    assert {kind for kind in Kind if not signed_at_once(kind)} == {Kind.READ, Kind.ANSWER}


def test_a_head_says_what_the_log_says_of_itself() -> None:
    tree = Frontier()
    assert head("keyturn.test/log", tree).root == EMPTY_ROOT
    tree.append(leaf_hash(b"leaf"))
    checkpoint = head("keyturn.test/log", tree, ["not sealed"])
    assert (checkpoint.size, checkpoint.root, checkpoint.extensions) == (1, leaf_hash(b"leaf"), ("not sealed",))
