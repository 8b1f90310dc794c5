"""'I have taken the gateway over: let me make `keyturn approve` sign something its reviewer was not shown.'"""

import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from keyturn.codec.canonical import encode
from keyturn.codec.digest import hex_sha256
from keyturn.codec.merkle import leaf_hash
from tests.paper_desk import DELETE_TABLE, NEW_CODE, Bench, bench, change

Bend = Callable[[dict[str, Any]], None]


@pytest.fixture
def at(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    with bench(tmp_path, capsys, monkeypatch, change(NEW_CODE, number=1), change(DELETE_TABLE, number=2)) as made:
        yield made


def lie(at: Bench, bend: Bend) -> None:
    def bent(answer: Any) -> Any:  # noqa: ANN401 - whatever the desk answers
        told = copy.deepcopy(answer)
        bend(told)
        return told

    at.desk.bend["show"] = bent


def resealed(told: dict[str, Any]) -> None:
    """Compute the outer digests again, as a gateway that lies with care would."""
    review = told["review"]
    review["bound"]["actions"] = [hex_sha256(encode(one["document"])) for one in review["actions"]]
    told["digest"] = hex_sha256(encode(review["bound"]))
    told["review_digest"] = hex_sha256(encode(review))


def harmless_parameters(told: dict[str, Any]) -> None:
    told["review"]["actions"][0]["document"]["parameters"]["FunctionName"] = "something-else"


def harmless_name(told: dict[str, Any]) -> None:
    told["review"]["actions"][0]["name"] = "lambda:GetFunction"
    resealed(told)


def other_digest(told: dict[str, Any]) -> None:
    told["digest"] = "0" * 64


def other_review_digest(told: dict[str, Any]) -> None:
    told["review_digest"] = "0" * 64


def one_action_hidden(told: dict[str, Any]) -> None:
    told["review"]["bound"]["actions"].append("0" * 64)
    told["digest"] = hex_sha256(encode(told["review"]["bound"]))
    told["review_digest"] = hex_sha256(encode(told["review"]))


def other_change(told: dict[str, Any]) -> None:
    told["review"]["bound"]["change"] = told["id"] = "C-OTHER0123456789"
    resealed(told)


def member_nobody_shows(told: dict[str, Any]) -> None:
    told["review"]["actions"][0]["also"] = "delete everything"
    resealed(told)


def parameter_nobody_shows(told: dict[str, Any]) -> None:
    told["review"]["actions"][0]["document"]["also"] = "delete everything"
    resealed(told)


def other_version(told: dict[str, Any]) -> None:
    told["review"]["v"] = 2
    resealed(told)


def other_deployment(told: dict[str, Any]) -> None:
    told["review"]["bound"]["deployment"] = "D-ANOTHER"
    resealed(told)


def no_review(told: dict[str, Any]) -> None:
    del told["review"]


@pytest.mark.parametrize(
    "bend",
    [
        harmless_parameters,
        harmless_name,
        other_digest,
        other_review_digest,
        one_action_hidden,
        other_change,
        member_nobody_shows,
        parameter_nobody_shows,
        other_version,
        other_deployment,
        no_review,
    ],
)
def test_nothing_is_signed_that_does_not_bear_the_digests_it_is_shown_under(at: Bench, bend: Bend) -> None:
    lie(at, bend)

    refused = at.signed("approve", "C-7Q2M9K81", by="ana")

    assert refused.code == 1
    assert "sign" in refused.err
    assert "vote" not in [method for method, _ in at.desk.asked]


def test_a_mark_of_the_gate_cannot_hide_a_parameter_beside_it(at: Bench) -> None:
    def hidden(told: dict[str, Any]) -> None:
        code = told["review"]["actions"][0]["document"]["parameters"]["ZipFile"]
        code["S3Bucket"] = "evil-bucket"
        resealed(told)

    lie(at, hidden)

    assert "evil-bucket" in at.type("show", "C-7Q2M9K81").out


def test_the_same_change_does_not_look_harmless_today_when_it_was_seen_otherwise_yesterday(at: Bench) -> None:
    at.type("show", "C-7Q2M9K81")

    def milder(told: dict[str, Any]) -> None:
        told["review"]["actions"][0]["reversible"] = "yes"
        resealed(told)

    lie(at, milder)
    refused = at.signed("approve", "C-7Q2M9K81", by="ana")

    assert refused.code == 1
    assert "does not look as it did when you saw it before" in refused.err
    assert "vote" not in [method for method, _ in at.desk.asked]


def test_a_log_that_was_cut_back_since_is_not_trusted(at: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    at.desk.grow(5)
    at.type("show", "C-7Q2M9K81")
    del at.desk.leaves[6:]
    shrunk = {"checkpoint": at.desk.checkpoint(), "verifier": at.desk.verifier, "consistency": []}
    monkeypatch.setattr(at.desk, "_checkpoint", lambda _params: shrunk)

    refused = at.signed("approve", "C-7Q2M9K81", by="ana")

    assert refused.code == 1
    assert "a log does not shrink" in refused.err
    assert "vote" not in [method for method, _ in at.desk.asked]


def test_a_log_in_which_one_entry_was_changed_since_is_not_trusted(at: Bench) -> None:
    at.type("show", "C-7Q2M9K81")
    at.desk.leaves[2] = leaf_hash(b"another past")
    at.desk.grow(3)

    refused = at.signed("approve", "C-7Q2M9K81", by="ana")

    assert refused.code == 1
    assert "the gate's past has changed, nothing was signed" in refused.err
    assert "vote" not in [method for method, _ in at.desk.asked]


def test_a_log_signed_with_another_key_than_before_is_not_trusted(at: Bench) -> None:
    at.type("show", "C-7Q2M9K81")
    at.desk.log_key = Ed25519PrivateKey.from_private_bytes(b"\x08" * 32)

    refused = at.signed("approve", "C-7Q2M9K81", by="ana")

    assert refused.code == 1
    assert "its log is signed with another key than before" in refused.err


def test_a_checkpoint_the_log_key_did_not_sign_is_not_trusted(at: Bench) -> None:
    forger = Ed25519PrivateKey.from_private_bytes(b"\x08" * 32)

    def forged(answer: Any) -> Any:  # noqa: ANN401 - whatever the desk answers
        honest, at.desk.log_key = at.desk.log_key, forger
        note = at.desk.checkpoint()
        at.desk.log_key = honest
        return {**answer, "checkpoint": note}

    at.desk.bend["checkpoint"] = forged

    assert at.signed("approve", "C-7Q2M9K81", by="ana").code == 1
    assert "vote" not in [method for method, _ in at.desk.asked]


def test_a_refusal_forgets_nothing_so_that_the_next_try_is_refused_too(at: Bench) -> None:
    at.type("show", "C-7Q2M9K81")
    at.desk.leaves[2] = leaf_hash(b"another past")
    at.desk.grow(3)

    assert [at.signed("approve", "C-7Q2M9K81", by="ana").code for _ in range(2)] == [1, 1]
