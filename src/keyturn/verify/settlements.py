"""What people say became of a call in doubt: two of them at least, who agree, and none of whom it belongs to."""

from typing import Final

from keyturn.approve.seats import missing, seat
from keyturn.approve.statements import open_settlement
from keyturn.codec.digest import same
from keyturn.model.approval import Settlement, Word
from keyturn.verify.known import Case, Found, Known, Payload
from keyturn.verify.leaf import Leaf
from keyturn.verify.people import said_at

FEWEST: Final = 2


def settlement(known: Known, leaf: Leaf, payload: Payload) -> Found:
    """A person said what became of a call: in their own words, with their own key, of this very sending."""
    said, problems = said_at(known, leaf.at, payload, open_settlement)
    yield from problems
    case, grant = known.case(leaf.about["change"]), leaf.about["grant"]
    told = (payload["by"], payload["key_id"], payload["word"], payload["comment"], payload["action"])
    if told != (said.by, said.key_id, said.word.value, said.comment, said.action):
        yield "settlement.not_as_signed", f"what stands here is not what `{said.by}` signed"
    if not _is_of(said, case, grant):
        yield "settlement.other_sending", f"`{said.by}` spoke of another sending than that of grant {grant:.10}"
        return
    if said.by in case.aside:
        yield "settlement.own_change", f"`{said.by}` settled a change of their own, {case.change.short}"
        return
    if grant not in known.doubtful or case.closed is not None or not leaf.at < case.change.expires:
        if grant not in known.erased.votes:
            yield "settlement.not_in_doubt", f"`{said.by}` spoke of grant {grant:.10}, which was not in doubt"
        return
    words = case.said.setdefault(grant, {})
    if not problems:
        words[said.by] = said
    if payload["met"]:
        known.doubtful.discard(grant)
        if said.word is Word.HAPPENED:
            known.done.add(grant)
        known.settled_by_people += 1
        yield from _agreed(known, case, words)


def _is_of(said: Settlement, case: Case, grant: str) -> bool:
    return (
        same(said.change, case.change.id)
        and same(said.change_digest, case.change.digest)
        and same(said.grant, grant)
        and case.used.get(said.action) == grant
    )


def _agreed(known: Known, case: Case, words: dict[str, Settlement]) -> Found:
    """It is settled: by as many people who count as approve this change, of whom nobody says otherwise."""
    counted = {}
    for name, said in words.items():
        person = known.people.get(name)
        if person is not None and person.enabled and any(key.id == said.key_id for key in person.keys):
            counted[name] = (person.groups, said.word)
    groups = {name: of for name, (of, _) in counted.items()}
    lacking = missing(case.change.quorum, seat(case.change.quorum, groups, groups))
    if lacking or len(counted) < FEWEST:
        yield "settlement.quorum", f"change {case.change.short} is settled on the word of {len(counted)} people"
    if len({word for _, word in counted.values()}) > 1:
        yield "settlement.disputed", f"change {case.change.short} is settled while one person says otherwise"
