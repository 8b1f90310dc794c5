"""I found the link of an invitation: in a log, in a chat, after it was used. Or I guess one."""

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from keyturn.adapters.identity.passkeys import BadRegistration
from keyturn.errors import CallerError, Malformed
from keyturn.flow.enrolment import LASTS, MOST_OPEN, Invited, NoInvitation
from tests.authenticator import SoftPasskey, p256
from tests.passkey_house import PasskeyHouse

MINE = SoftPasskey(p256(99))


def test_the_link_stands_nowhere_but_with_whoever_was_invited(gate: PasskeyHouse) -> None:
    token = gate.token("zoe", "sre")

    for entry in gate.house.log.folded():
        assert token.encode() not in entry.leaf + (entry.payload or b"")


def test_used_before(gate: PasskeyHouse) -> None:
    token = gate.token("zoe", "sre")
    challenge = gate.challenge(token)
    gate.house.ask("enrol_finish", token=token, answer=SoftPasskey(p256(98)).made(challenge))

    for ask in ("enrol_begin", "enrol_finish"):
        more = {"answer": MINE.made(challenge)} if ask == "enrol_finish" else {}
        with pytest.raises(NoInvitation):
            gate.house.ask(ask, token=token, **more)
        with pytest.raises(NoInvitation):
            gate.house.restarted().ask(ask, token=token, **more)


def test_over(gate: PasskeyHouse) -> None:
    token = gate.token("zoe", "sre")
    challenge = gate.challenge(token)
    gate.house.clock.advance(minutes=LASTS / timedelta(minutes=1))

    with pytest.raises(NoInvitation):
        gate.house.ask("enrol_finish", token=token, answer=MINE.made(challenge))


def test_over_and_the_clock_is_set_back(gate: PasskeyHouse) -> None:
    token = gate.token("zoe", "sre")
    challenge = gate.challenge(token)
    gate.house.clock.advance(minutes=90)
    gate.house.clock.drift = timedelta(minutes=-60)

    with pytest.raises(Invited, match="in doubt"):
        gate.house.ask("enrol_finish", token=token, answer=MINE.made(challenge))
    gate.house.accept_clock("ana", "bo")
    for house in (gate.house, gate.house.restarted()):
        with pytest.raises(NoInvitation):
            house.ask("enrol_finish", token=token, answer=MINE.made(challenge))


@pytest.mark.parametrize("token", ["", "A" * 43, "\ud800", "0" * 64, "../../enrol"])
def test_guessed(gate: PasskeyHouse, token: str) -> None:
    gate.token("zoe", "sre")

    with pytest.raises(NoInvitation):
        gate.house.ask("enrol_begin", token=token)


def test_the_digest_in_the_log_is_no_link(gate: PasskeyHouse) -> None:
    invited = gate.house.ask("invite", name="zoe", groups=["sre"])

    with pytest.raises(NoInvitation):
        gate.house.ask("enrol_begin", token=invited["invitation"])


def test_with_what_answers_another_invitation(gate: PasskeyHouse) -> None:
    mine, theirs = gate.token("zoe", "sre"), gate.token("yan", "sre")

    with pytest.raises(BadRegistration):
        gate.house.ask("enrol_finish", token=theirs, answer=MINE.made(gate.challenge(mine)))


def test_with_a_passkey_of_somebody_else(gate: PasskeyHouse) -> None:
    token = gate.token("zoe", "sre")

    with pytest.raises(Invited, match="one of `eve`"):
        gate.house.ask("enrol_finish", token=token, answer=gate.passkeys["eve"].made(gate.challenge(token)))


def test_to_become_somebody_who_was_enrolled_meanwhile(gate: PasskeyHouse) -> None:
    token = gate.token("zoe", "sre")
    challenge = gate.challenge(token)
    gate.house.enrol("zoe", "sre")

    with pytest.raises(NoInvitation):
        gate.house.ask("enrol_finish", token=token, answer=MINE.made(challenge))


def test_to_add_a_key_to_somebody_who_was_disabled_meanwhile(gate: PasskeyHouse) -> None:
    token = gate.token("eve")
    challenge = gate.challenge(token)
    gate.house.ask("person_disable", name="eve")

    with pytest.raises(NoInvitation):
        gate.house.ask("enrol_finish", token=token, answer=MINE.made(challenge))


def test_to_fill_the_log_with_invitations(gate: PasskeyHouse) -> None:
    for number in range(MOST_OPEN):
        gate.house.ask("invite", name=f"zoe{number}", groups=["sre"])

    with pytest.raises(Invited, match="are open"):
        gate.house.ask("invite", name="zoe", groups=["sre"])


def test_for_an_agent_or_for_somebody_else_s_name(gate: PasskeyHouse) -> None:
    gate.held()

    with pytest.raises(Invited, match="an agent"):
        gate.house.ask("invite", name="fixer", groups=["sre"])
    with pytest.raises(Invited, match="enrolled already"):
        gate.house.ask("invite", name="ana", groups=["admins"])
    with pytest.raises(Malformed):
        gate.house.ask("invite", name="аna", groups=["sre"])  # noqa: RUF001 - a Cyrillic letter


class Rsa(SoftPasskey):
    def cose(self) -> dict[int, object]:
        numbers = rsa.generate_private_key(65537, 2048).public_key().public_numbers()
        return {1: 3, 3: -257, -1: numbers.n.to_bytes(256, "big"), -2: b"\x01\x00\x01"}


class Larger(SoftPasskey):
    def cose(self) -> dict[int, object]:
        numbers = ec.generate_private_key(ec.SECP384R1()).public_key().public_numbers()
        return {1: 2, 3: -7, -1: 2, -2: numbers.x.to_bytes(48, "big"), -3: numbers.y.to_bytes(48, "big")}


class OffTheCurve(SoftPasskey):
    def cose(self) -> dict[int, object]:
        return {1: 2, 3: -7, -1: 1, -2: bytes(32), -3: bytes(31) + b"\x05"}


@pytest.mark.parametrize("kind", [Rsa, Larger, OffTheCurve])
def test_with_a_key_of_a_kind_that_nobody_here_checks(gate: PasskeyHouse, kind: type[SoftPasskey]) -> None:
    token = gate.token("zoe", "sre")

    with pytest.raises(CallerError):
        gate.house.ask("enrol_finish", token=token, answer=kind(p256(99)).made(gate.challenge(token)))
    assert "zoe" not in gate.house.considering.state.people


@pytest.mark.parametrize(
    "answer",
    ["", "{}", "[]", "null", '{"id":1}', '{"response":{"clientDataJSON":"AA","attestationObject":"AA"}}', "x" * 40_000],
    ids=len,
)
def test_with_what_is_no_answer_of_a_browser(gate: PasskeyHouse, answer: str) -> None:
    with pytest.raises(CallerError):
        gate.house.ask("enrol_finish", token=gate.token("zoe", "sre"), answer=answer)
