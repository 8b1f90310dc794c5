"""Whoever changes the store without the log key is found out, whatever they change."""

from dataclasses import replace
from functools import cache

import hypothesis.strategies as st
from hypothesis import given

from keyturn.adapters.aws.catalogue import PackagedCatalogue
from keyturn.adapters.bundles import default_bundle
from keyturn.model.evidence import Entry
from keyturn.testing.house import House
from keyturn.testing.log import MemoryLog
from keyturn.verify.log import Evidence, verify
from keyturn.verify.verdict import Verdict
from tests.auditing import evidence, tell


@cache
def told() -> MemoryLog:
    """One story, told once: examples change copies of it."""
    house = House(default_bundle("sre", 2), PackagedCatalogue())
    tell(house)
    house.close()
    return house.log


def audit(entries: list[Entry]) -> Verdict:
    log = told()
    return verify(replace(evidence(log), entries=lambda: entries))


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8 % len(changed)] ^= 1 << bit % 8
    return bytes(changed)


@given(st.data())
def test_one_flipped_bit_in_a_leaf_a_payload_or_a_salt_is_found(data: st.DataObject) -> None:
    entries = list(told().entries)
    at = data.draw(st.integers(0, len(entries) - 1))
    bit = data.draw(st.integers(0, 1 << 20))
    old = entries[at]
    match data.draw(st.sampled_from(["leaf", "payload", "salt"])):
        case "leaf":
            entries[at] = replace(old, leaf=flipped(old.leaf, bit))
        case "payload":
            entries[at] = replace(old, payload=flipped(old.payload or b"", bit))
        case _:
            entries[at] = replace(old, salt=flipped(old.salt, bit))
    assert not audit(entries).ok


@given(st.data())
def test_an_entry_left_out_put_in_or_put_elsewhere_is_found(data: st.DataObject) -> None:
    entries = list(told().entries)
    one = data.draw(st.integers(0, len(entries) - 1))
    other = data.draw(st.integers(0, len(entries) - 1).filter(lambda place: place != one))
    match data.draw(st.sampled_from(["left out", "put in", "swapped", "cut off"])):
        case "left out":
            del entries[one]
        case "put in":
            entries.insert(one, entries[other])
        case "swapped":
            entries[one], entries[other] = entries[other], entries[one]
        case _:
            del entries[one:]
    assert not audit(entries).ok
    renumbered = [replace(entry, seq=number) for number, entry in enumerate(entries)]
    assert not audit(renumbered).ok


@given(
    st.lists(st.tuples(st.integers(-5, 50), st.binary(max_size=80), st.binary(max_size=40), st.none() | st.binary()))
)
def test_an_auditor_never_breaks_down_over_what_it_is_shown(rows: list[tuple[int, bytes, bytes, bytes | None]]) -> None:
    entries = [Entry(*row) for row in rows]
    found = verify(Evidence(lambda: entries, [(len(entries), told().checkpoint())], told().verifier()))
    assert not found.ok


@given(st.text() | st.binary().map(lambda data: data.decode("latin-1")))
def test_an_auditor_takes_any_text_for_a_checkpoint(note: str) -> None:
    log = told()
    assert not verify(replace(evidence(log), checkpoints=[(len(log.entries), note)])).ok
    assert not verify(evidence(log), seen=[note]).ok
