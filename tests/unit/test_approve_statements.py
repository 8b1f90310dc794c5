"""Statements: one text each, opened only if the person they speak for signed them."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

import pytest

from keyturn.approve import gate, statements
from keyturn.approve.statements import NotTheirs, OtherDeployment, Stale, UnknownKey, check_fresh
from keyturn.codec.canonical import Json, encode
from keyturn.codec.dsse import BadSignature, Envelope, seal
from keyturn.codec.keys import key_id
from keyturn.errors import Malformed
from keyturn.model.approval import Approval, Settlement, Verdict, Withdrawal, Word
from keyturn.model.clock import ClockAcceptance
from keyturn.model.gate import GateKind, KeySuspension, Proposal, SealStatement
from keyturn.model.identity import EndSession, Isolation, OpenSession, Person, TaskKind
from tests.asking import AT, DEPLOYMENT, KEYS, change, people, person

PEOPLE: Final = people(person("ann", "developers"), person("bo", "sre"), person("cy", "sre", enabled=False))
CHANGE: Final = change()
BOS_KEY: Final = PEOPLE["bo"].keys[0].id

APPROVAL: Final = Approval(
    deployment=DEPLOYMENT,
    change=CHANGE.id,
    change_digest=CHANGE.digest,
    review=CHANGE.review_digest,
    reviewer="bo",
    key_id=BOS_KEY,
    verdict=Verdict.APPROVE,
    comment="looks right\nto me \N{PERSON WITH HEADSCARF}\N{ZERO WIDTH JOINER}",
    at=AT,
    nonce="0123456789abcdef",
    seen="keyturn.example\n12\nabc=\n\n\N{EM DASH} keyturn.example sig=\n",
)
WITHDRAWAL: Final = Withdrawal(DEPLOYMENT, CHANGE.id, CHANGE.digest, "ann", AT, "0123456789abcdef")
NEW_TASK: Final = OpenSession(
    deployment=DEPLOYMENT,
    by="ann",
    agent="fixer",
    isolation=Isolation.USER,
    at=AT,
    nonce="0123456789abcdef",
    expires=AT + timedelta(hours=2),
    intent="correct the rounding",
    kind=TaskKind.FIX,
    environment="production",
    scope=("arn:aws-cn:lambda:*:*:function:costs-*",),
)
OLD_TASK: Final = replace(NEW_TASK, intent=None, environment=None, scope=(), task="T-3H7Y5N2WCD")
END: Final = EndSession(DEPLOYMENT, "ann", "S-4F8K2M9QXB", AT, "0123456789abcdef")

WORD: Final = Settlement(
    deployment=DEPLOYMENT,
    change=CHANGE.id,
    change_digest=CHANGE.digest,
    action=0,
    grant="G-5F8K2M9QXB",
    by="bo",
    key_id=BOS_KEY,
    word=Word.HAPPENED,
    comment="the table is gone",
    at=AT,
    nonce="0123456789abcdef",
)
CLOCK: Final = ClockAcceptance(DEPLOYMENT, "0" * 64, "bo", BOS_KEY, AT, "0123456789abcdef")


PROPOSAL: Final = Proposal(
    DEPLOYMENT, GateKind.PERSON_DISABLE, {"name": "ann"}, "0" * 64, "ann left", "bo", BOS_KEY, AT, "0123456789abcdef"
)
SEAL: Final = SealStatement(DEPLOYMENT, "0" * 64, "bo", BOS_KEY, AT, "0123456789abcdef")
SUSPENSION: Final = KeySuspension(DEPLOYMENT, BOS_KEY, "bo", BOS_KEY, AT, "0123456789abcdef")


@dataclass(frozen=True)
class Said:
    """A statement of one kind, as it is signed and how it is opened."""

    statement: object
    payload: bytes
    kind: str
    read: Callable[[Envelope, Mapping[str, Person]], object]
    by: str = "ann"

    def sealed(self, payload: bytes | None = None, *, key: str | None = None, kind: str | None = None) -> Envelope:
        return seal(kind or self.kind, payload or self.payload, KEYS[key or self.by])


KINDS: Final = {
    "approval": Said(
        APPROVAL, statements.approval_payload(APPROVAL), statements.APPROVAL_TYPE, statements.open_approval, "bo"
    ),
    "withdrawal": Said(
        WITHDRAWAL,
        statements.withdrawal_payload(WITHDRAWAL),
        statements.WITHDRAWAL_TYPE,
        statements.open_withdrawal,
    ),
    "session of a new task": Said(
        NEW_TASK,
        statements.open_session_payload(NEW_TASK),
        statements.OPEN_SESSION_TYPE,
        statements.open_session_statement,
    ),
    "session of an old task": Said(
        OLD_TASK,
        statements.open_session_payload(OLD_TASK),
        statements.OPEN_SESSION_TYPE,
        statements.open_session_statement,
    ),
    "word about a call in doubt": Said(
        WORD, statements.settlement_payload(WORD), statements.SETTLEMENT_TYPE, statements.open_settlement, "bo"
    ),
    "acceptance of the clock": Said(
        CLOCK, statements.clock_payload(CLOCK), statements.CLOCK_TYPE, statements.open_clock, "bo"
    ),
    "proposal": Said(PROPOSAL, gate.proposal_payload(PROPOSAL), gate.PROPOSAL_TYPE, gate.open_proposal, "bo"),
    "seal": Said(SEAL, gate.seal_payload(SEAL), gate.SEAL_TYPE, gate.open_seal, "bo"),
    "suspension of a key": Said(
        SUSPENSION, gate.suspension_payload(SUSPENSION), gate.SUSPENSION_TYPE, gate.open_suspension, "bo"
    ),
    "end of a session": Said(
        END, statements.end_session_payload(END), statements.END_SESSION_TYPE, statements.open_end_session
    ),
}
each_kind = pytest.mark.parametrize("said", KINDS.values(), ids=KINDS.keys())


@each_kind
def test_what_is_opened_is_what_was_signed(said: Said) -> None:
    assert said.read(said.sealed(), PEOPLE) == said.statement


@each_kind
def test_nobody_signs_for_somebody_else(said: Said) -> None:
    with pytest.raises(NotTheirs):
        said.read(said.sealed(key="ann" if said.by == "bo" else "bo"), PEOPLE)


@each_kind
def test_a_key_that_is_not_enrolled_opens_nothing(said: Said) -> None:
    with pytest.raises(UnknownKey, match="is not enrolled"):
        said.read(said.sealed(key="eve"), PEOPLE)


@each_kind
def test_a_statement_is_read_as_no_other_kind(said: Said) -> None:
    for other in {each.kind for each in KINDS.values()} - {said.kind}:
        with pytest.raises(BadSignature):
            said.read(said.sealed(kind=other), PEOPLE)


@each_kind
def test_one_changed_byte_is_another_statement(said: Said) -> None:
    with pytest.raises(BadSignature):
        said.read(replace(said.sealed(), payload=said.payload.replace(b"2026", b"2027")), PEOPLE)


@each_kind
def test_a_member_more_or_less_is_no_statement(said: Said) -> None:
    members = json.loads(said.payload)

    with pytest.raises(Malformed):
        said.read(said.sealed(encode(members | {"zeal": True})), PEOPLE)
    for name in members:
        with pytest.raises(Malformed):
            said.read(said.sealed(encode({left: members[left] for left in members if left != name})), PEOPLE)


@each_kind
def test_a_member_of_another_type_or_form_is_no_statement(said: Said) -> None:
    members = json.loads(said.payload)
    wrongs: list[Json] = [True, -7, {}, [7], ["\u202e"], "\u202e", "\x1b[2J"]

    for name in members:
        for wrong in wrongs:
            if (name, wrong) == ("document", {}):
                continue  # an object: what it must hold is for its kind to say
            with pytest.raises(Malformed):
                said.read(said.sealed(encode(members | {name: wrong})), PEOPLE)


@each_kind
def test_a_statement_in_another_form_of_json_is_refused(said: Said) -> None:
    with pytest.raises(Malformed):
        said.read(said.sealed(json.dumps(json.loads(said.payload)).encode()), PEOPLE)


def test_somebody_disabled_signs_nothing_any_more() -> None:
    cys = replace(APPROVAL, reviewer="cy", key_id=PEOPLE["cy"].keys[0].id)

    with pytest.raises(UnknownKey, match="`cy`, who is disabled"):
        statements.open_approval(seal(statements.APPROVAL_TYPE, statements.approval_payload(cys), KEYS["cy"]), PEOPLE)


@pytest.mark.parametrize("kind", ["approval", "word about a call in doubt", "acceptance of the clock"])
def test_it_names_the_key_that_signed_it(kind: str) -> None:
    both = {"bo": Person("bo", frozenset({"sre"}), (*PEOPLE["bo"].keys, *person("di").keys))}

    with pytest.raises(NotTheirs):
        KINDS[kind].read(KINDS[kind].sealed(key="di"), both)


def test_a_key_id_is_a_hint_and_never_a_proof() -> None:
    forged = seal(statements.APPROVAL_TYPE, statements.approval_payload(APPROVAL), KEYS["eve"])

    with pytest.raises(BadSignature):
        statements.open_approval(replace(forged, key_id=BOS_KEY), PEOPLE)


def test_nobody_can_sign_what_its_reader_would_refuse() -> None:
    for wrong in (
        replace(APPROVAL, comment="\x1b[2J"),
        replace(APPROVAL, comment="\u202eevorppa"),
        replace(APPROVAL, comment="x" * 65_537),
        replace(APPROVAL, nonce="short"),
        replace(APPROVAL, change="T-3H7Y5N2WCD"),
        replace(APPROVAL, change_digest=CHANGE.digest.upper()),
        replace(APPROVAL, reviewer="Bo"),
        replace(APPROVAL, at=AT.replace(tzinfo=None)),
    ):
        with pytest.raises(Malformed):
            statements.approval_payload(wrong)


def test_a_session_is_of_one_task_old_or_new() -> None:
    for wrong in (
        replace(NEW_TASK, task="T-3H7Y5N2WCD"),
        replace(NEW_TASK, intent=None),
        replace(NEW_TASK, intent=" \n"),
        replace(OLD_TASK, scope=("*",)),
        replace(OLD_TASK, environment="development"),
        replace(OLD_TASK, kind=TaskKind.TEARDOWN),
        replace(NEW_TASK, expires=AT),
    ):
        with pytest.raises(Malformed):
            statements.open_session_payload(wrong)


def test_a_payload_is_one_object() -> None:
    with pytest.raises(Malformed, match="a JSON object is wanted"):
        statements.parse_approval(b"[]")


def test_a_payload_may_not_be_huge() -> None:
    with pytest.raises(Malformed, match="more than 262144 bytes"):
        statements.parse_approval(b" " * 262_145)


def test_a_statement_is_of_this_gate_and_of_this_moment() -> None:
    check_fresh(APPROVAL, DEPLOYMENT, AT + timedelta(minutes=5))
    check_fresh(APPROVAL, DEPLOYMENT, AT - timedelta(minutes=5))

    for late in (timedelta(minutes=5, microseconds=1), -timedelta(minutes=5, microseconds=1)):
        with pytest.raises(Stale, match="5 minutes"):
            check_fresh(APPROVAL, DEPLOYMENT, AT + late)
    with pytest.raises(OtherDeployment):
        check_fresh(APPROVAL, "D-OTHER", AT)


def test_the_key_of_the_tests_is_the_key_of_its_person() -> None:
    assert key_id(KEYS["bo"].public_key().public_bytes_raw()) == BOS_KEY
