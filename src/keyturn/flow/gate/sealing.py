"""Sealing: every founding reviewer signs the same first charter. From then on two people change the gate."""

from datetime import datetime
from typing import Final

from keyturn.approve.gate import open_seal, open_suspension
from keyturn.codec.canonical import Json
from keyturn.codec.digest import same
from keyturn.flow.gate.asking import FEWEST, GateRefused, can_change, is_reviewer, short
from keyturn.flow.settings import Settings
from keyturn.flow.state import State
from keyturn.flow.statements import StatementRefused, open_fresh, statement_payload
from keyturn.model.decision import Quorum
from keyturn.model.evidence import Draft, Kind
from keyturn.model.gate import Charter
from keyturn.model.identity import Person

_UNCHECKED: Final = (
    "every founder signs in a browser, which believes the gate about what it shows: let one of them have a key file "
    "and run `keyturn seal` on a machine of their own"
)


class Sealed(GateRefused):
    """Something that only whoever sets the gate up may do, asked of a gate that is sealed."""

    code = "gate.sealed"


class NotReady(GateRefused):
    """The gate cannot be sealed as it stands."""

    code = "gate.not_ready"


def founders(people: list[Person], quorum: Quorum) -> list[Person]:
    """Return the people who must all sign: every enabled reviewer, with a key file or a passkey."""
    return [person for person in people if person.enabled and person.keys and is_reviewer(person, quorum)]


def first_charter(state: State, settings: Settings, bundle: str, log_key: str) -> Charter:
    """Return the charter that would be sealed now. Raises NotReady where too few could ever decide about it."""
    people = list(state.people.values())
    found = founders(people, settings.approvers)
    if len(found) < FEWEST:
        raise NotReady(
            f"{FEWEST} founding reviewers at least must sign, and {len(found)} of those who decide "
            f"({settings.approvers}) are enrolled: `keyturn person add NAME --group GROUP --public-key FILE.pub`"
        )
    if short(settings.approvers, found):
        raise NotReady(f"{settings.approvers} decide about this gate, and so many are not enrolled: enrol them first")
    return Charter(
        deployment=state.deployment or "",
        number=1,
        before=None,
        people=tuple(sorted(people, key=lambda person: person.name)),
        bundle=bundle,
        composed=settings.composed,
        configuration=settings.document,
        log_keys=(log_key,),
        founders=tuple(sorted(person.name for person in found)),
    )


def warnings(charter: Charter, quorum: Quorum) -> list[str]:
    """Say what founders should know before they sign: what could never be mended afterwards."""
    able = [person for person in charter.people if person.enabled and person.keys]
    checked = any(person.has_key_file for person in able if person.name in charter.founders)
    blind = [] if checked else [_UNCHECKED]
    if not can_change(able, quorum):
        why = "whoever proposes a change has no vote on it, so with these people nobody can propose what"
        never = f"{why} {quorum} decide, and once sealed this gate can never change"
        return [*blind, f"{never}: enrol one more person with a key file, of any group"]
    alone = [
        person.name
        for person in able
        if is_reviewer(person, quorum) and not can_change([one for one in able if one.name != person.name], quorum)
    ]
    if alone:
        what = f"if one of {', '.join(sorted(alone))} loses their key or leaves"
        locked = f"{what}, the others cannot change this gate any more"
        return [*blind, f"{locked}: enrol one more person, of any group, who can propose with a key file"]
    return blind


def signed(state: State, charter: Charter) -> list[str]:
    """Return the founders who have signed exactly `charter`, with a key that is still theirs."""
    return [name for name in charter.founders if _counts(state, name, charter)]


def void(state: State, charter: Charter) -> list[str]:
    """Return those whose signature is under another charter, because people or configuration changed since."""
    return [name for name in sorted(state.seal_votes) if name not in signed(state, charter)]


def _counts(state: State, name: str, charter: Charter) -> bool:
    vote, person = state.seal_votes.get(name), charter.person(name)
    if vote is None or person is None or not same(vote.charter, charter.digest):
        return False
    return any(key.id == vote.key_id for key in person.keys)


def count_signature(state: State, charter: Charter, text: str, at: datetime) -> Draft:
    """Return the draft of one founder's signature. Raises CallerError for one that does not count."""
    refuse_sealed(state)
    said, opened = open_fresh(text, state, at, lambda e: open_seal(e, state.people))
    if not same(said.charter, charter.digest):
        raise StatementRefused(
            "people or configuration have changed since it was looked at: look again (`keyturn charter`) and sign that"
        )
    if said.by not in charter.founders:
        raise StatementRefused(f"`{said.by}` is not among the founding reviewers: {', '.join(charter.founders)}")
    if said.by in signed(state, charter):
        raise StatementRefused(f"`{said.by}` has signed this charter already: the others must")
    payload = statement_payload(state, opened) | {"by": said.by, "key_id": said.key_id}
    return Draft(Kind.SEAL_SIGNED, at, {"charter": charter.digest}, payload)


def sealed_draft(state: State, charter: Charter, at: datetime) -> Draft | None:
    """Return the draft that seals the gate once every founder has signed `charter`; None while some have not."""
    if state.charter is not None or len(signed(state, charter)) < len(charter.founders):
        return None
    statements: list[Json] = [state.seal_votes[name].statement for name in charter.founders]
    payload: dict[str, Json] = {"charter": charter.document(), "statements": statements}
    return Draft(Kind.GATE_SEALED, at, {"charter": charter.digest}, payload)


def refuse_sealed(state: State, instead: str = "`keyturn charter` shows how it stands") -> None:
    """Raise Sealed if the gate is sealed; `instead` says what to do then."""
    if state.charter is not None:
        raise Sealed(f"this gate is sealed: from here on two people change it together; {instead}")


def suspend_key(state: State, text: str, at: datetime) -> Draft:
    """Return the draft by which a person suspends a key of theirs, at once. Raises CallerError."""
    said, opened = open_fresh(text, state, at, lambda e: open_suspension(e, state.people))
    if all(key.id != said.key for key in state.people[said.by].keys):
        raise StatementRefused(f"`{said.by}` has no such key that is in use: see `keyturn person list`")
    payload = statement_payload(state, opened) | {"by": said.by}
    return Draft(Kind.KEY_SUSPENDED, at, {"key": said.key}, payload)
