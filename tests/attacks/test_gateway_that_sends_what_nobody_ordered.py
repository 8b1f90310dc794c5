"""I hold the log key, and write the log again as if people had proposed and ordered what the gateway sent by itself."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from keyturn.codec.dsse import pae, parse_envelope
from keyturn.model.evidence import Draft, Kind
from keyturn.model.execution import Answer
from keyturn.testing.house import House
from keyturn.testing.proposers import Proposers
from keyturn.verify.log import Evidence, verify
from tests.auditing import audit, codes, place, with_payload, written_again

Rewriting = Callable[[list[Draft]], list[Draft]]
ALIAS = ("lambda:UpdateAlias", {"FunctionName": "report", "Name": "live", "FunctionVersion": "7"})


@pytest.fixture
def told(house: House) -> House:
    """Two calls that were proposed, approved, ordered and sent; then the same undone."""
    house.facts.answers = lambda _: Answer(200, (), b'{"FunctionVersion": "6", "State": "ENABLED"}')
    house.enrol("eve", "sre")
    people = Proposers(house)
    change = people.propose("dana", ALIAS, ("events:DisableRule", {"Name": "nightly"}))
    house.approve(change, "ana", "bo")
    assert people.execute("dana", change)["state"] == "done"
    rollback = people.roll_back("eve", change)
    house.approve(rollback, "ana", "bo")
    assert people.execute("eve", rollback)["state"] == "done"
    assert audit(house.log).ok
    return house


def dropped(kind: Kind, which: int = 0) -> Rewriting:
    def rewrite(drafts: list[Draft]) -> list[Draft]:
        at = place(drafts, kind, which)
        return drafts[:at] + drafts[at + 1 :]

    return rewrite


def edited(kind: Kind, edit: Callable[[Draft], Draft], which: int = 0) -> Rewriting:
    def rewrite(drafts: list[Draft]) -> list[Draft]:
        at = place(drafts, kind, which)
        drafts[at] = edit(drafts[at])
        return drafts

    return rewrite


def with_part(draft: Draft, part: str, **members: Any) -> Draft:  # noqa: ANN401 - members of a payload
    before = draft.payload[part]
    assert isinstance(before, Mapping)
    return with_payload(draft, **{part: {**before, **members}})


def undone(draft: Draft, **members: Any) -> Draft:  # noqa: ANN401 - members of a payload
    change = draft.payload["change"]
    assert isinstance(change, Mapping)
    before = change["rolls_back"]
    assert isinstance(before, Mapping)
    return with_part(draft, "change", rolls_back={**before, **members})


def one_call_less(draft: Draft) -> Draft:
    change = draft.payload["change"]
    assert isinstance(change, Mapping)
    actions = change["actions"]
    assert isinstance(actions, list)
    return with_part(draft, "change", actions=actions[:1])


def of_no_change(draft: Draft) -> Draft:
    about = {name: value for name, value in draft.about.items() if name != "change"}
    return replace(draft, about=about)


def swapped(drafts: list[Draft]) -> list[Draft]:
    first, second = place(drafts, Kind.INTENT, 0), place(drafts, Kind.INTENT, 1)
    drafts[first], drafts[second] = drafts[second], drafts[first]
    return drafts


@pytest.mark.parametrize(
    ("rewriting", "wanted"),
    [
        (dropped(Kind.EXECUTION_ORDERED), {"intent.nobody_ordered"}),
        (
            edited(Kind.EXECUTION_ORDERED, lambda one: with_payload(one, by="bo")),
            {"order.not_as_signed", "intent.nobody_ordered"},
        ),
        (edited(Kind.INTENT, of_no_change), {"intent.gate_alone"}),
        (swapped, {"intent.out_of_order"}),
        (edited(Kind.CALLS_PROPOSED, lambda one: with_part(one, "task", sponsor="bo")), {"task.not_as_signed"}),
        (
            edited(Kind.CALLS_PROPOSED, lambda one: with_part(one, "session", isolation="user")),
            {"session.not_as_signed"},
        ),
        (
            edited(Kind.CALLS_PROPOSED, lambda one: with_part(one, "session", access_key_id="KTRN0123456789ABCDEF")),
            {"session.not_as_signed"},
        ),
        (dropped(Kind.CALLS_PROPOSED), {"entry.untold"}),
        (edited(Kind.CHANGE_OPENED, lambda one: undone(one, sponsor="bo"), 1), {"change.rolls_back", "change.digest"}),
        (edited(Kind.CHANGE_OPENED, lambda one: undone(one, actions=[7, 8]), 1), {"change.undoes_nothing"}),
        (edited(Kind.CHANGE_OPENED, one_call_less), {"change.other_calls"}),
    ],
    ids=[
        "no order",
        "another's order",
        "of no change",
        "in another order",
        "another proposer",
        "an agent's session",
        "a session with a key",
        "nothing proposed",
        "another sponsor of what is undone",
        "what was not done",
        "fewer calls",
    ],
)
def test_the_auditor_finds_it(told: House, rewriting: Rewriting, wanted: set[str]) -> None:
    found = codes(audit(written_again(told.log, rewriting)))
    assert wanted <= found, found


def test_a_vote_of_the_first_sponsor_is_found(told: House) -> None:
    """Whoever asked for what is undone is no reviewer of it, even where a gate had counted their own signature."""
    last = next(reversed(told.considering.state.cases))
    rollback = Proposers(told).roll_back("ana", last)
    text = told.signed("eve", told.verdict(rollback, "eve"))
    vote = told.log.drafts[place(list(told.log.drafts), Kind.VOTE, 0)]
    envelope = parse_envelope(text.encode())
    digest = sha256(pae(envelope.payload_type, envelope.payload)).hexdigest()
    change = told.considering.state.cases[rollback].change
    about = {"change": change.id, "digest": change.digest}
    said = with_payload(vote, envelope=text, statement=digest, reviewer="eve", key_id=envelope.key_id)
    forged = replace(said, about=about, at=told.clock.wall())
    assert codes(audit(written_again(told.log, lambda drafts: [*drafts, forged]))) == {"vote.own_change"}


@pytest.mark.parametrize(
    "kind", [Kind.CALLS_PROPOSED, Kind.EXECUTION_ORDERED, Kind.CHANGE_OPENED, Kind.VOTE, Kind.INTENT, Kind.OUTCOME]
)
def test_nobody_is_blamed_for_what_was_erased(told: House, kind: Kind) -> None:
    kinds = [draft.kind for draft in told.log.drafts]
    entries = [replace(one, salt=b"", payload=None) if kinds[one.seq] is kind else one for one in told.log.entries]
    found = verify(Evidence(lambda: entries, [(len(entries), told.log.checkpoint())], told.log.verifier()))
    assert found.ok, found.lines()


def test_an_order_does_not_outlive_the_gateway_that_took_it(told: House) -> None:
    """Started anew, it goes on only when somebody says so again."""

    def started_in_between(drafts: list[Draft]) -> list[Draft]:
        second = place(drafts, Kind.INTENT, 1)
        start = replace(drafts[place(drafts, Kind.GATE_STARTED, 0)], at=drafts[second].at)
        return [*drafts[:second], start, *drafts[second:]]

    assert "intent.nobody_ordered" in codes(audit(written_again(told.log, started_in_between)))
