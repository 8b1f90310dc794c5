"""A reviewer has the console open, and opens a page of mine, which hands in a vote, follows a link, sends a form."""

import pytest

from keyturn.console.posting import LONGEST, PLACES
from tests.asked_pages import OURS, Pages
from tests.authenticator import SoftPasskey, p256
from tests.passkey_house import PasskeyHouse


@pytest.fixture
def pages(gate: PasskeyHouse) -> Pages:
    return Pages(gate)


def voted(gate: PasskeyHouse) -> dict[str, str]:
    return {"envelope": gate.passkeys["ana"].vote(gate.verdict(gate.held(), "ana"))}


def test_a_page_of_the_console_hands_it_in(gate: PasskeyHouse, pages: Pages) -> None:
    answer = pages.post("/api/votes", voted(gate), OURS | {"Sec-Fetch-Site": "same-origin"})

    assert answer.status == 200
    assert answer.json()["missing"] == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:8401"},
        {"Origin": "http://localhost:8402"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "multipart/form-data; boundary=x"},
        {"Host": "evil.example:8401"},
        {"Authorization": "AWS4-HMAC-SHA256 Credential=KTRN"},
    ],
    ids=str,
)
def test_a_page_of_mine_does_not(gate: PasskeyHouse, pages: Pages, headers: dict[str, str]) -> None:
    body = voted(gate)

    for place in PLACES:
        answer = pages.post(place, body, OURS | headers)
        assert answer.status in {403, 421}
    assert gate.house.ask("inbox")["changes"][0]["missing"] == 2


def test_without_saying_where_it_comes_from(gate: PasskeyHouse, pages: Pages) -> None:
    answer = pages.post("/api/votes", voted(gate), {"Host": "localhost:8401"})

    assert answer.status == 403


@pytest.mark.parametrize("place", ["/api/votes", "/api/enrolment", "/api/enrolment/finish"])
def test_a_link_does_nothing(pages: Pages, place: str) -> None:
    answer = pages.ask("GET", f"{place}?verdict=approve&token=x", headers={"Host": "localhost:8401"})

    assert answer.status == 405


@pytest.mark.parametrize("place", ["/", "/changes/C-7Q2M9K81", "/api/changes", "/enrol", "/api/votes/", "/api/votes/x"])
def test_nothing_else_takes_anything(pages: Pages, place: str) -> None:
    assert pages.post(place, {}).status == 405


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b'{"envelope":1}', b'{"envelope":"{}","more":1}', b'{"envelope":"x","envelope":"y"}', b"\xff"],
)
def test_what_is_no_vote(gate: PasskeyHouse, pages: Pages, body: bytes) -> None:
    assert pages.post("/api/votes", body).status in {404, 503}


def test_the_log_is_not_filled_by_whoever_reaches_the_console(gate: PasskeyHouse, pages: Pages) -> None:
    body = voted(gate)
    assert pages.post("/api/votes", body).status == 200
    stranger = SoftPasskey(p256(99))
    change = gate.held()
    theirs = [
        {"envelope": stranger.vote(gate.verdict(change, "ana", key_id=stranger.public.id))},
        {"envelope": gate.passkeys["ana"].vote(gate.verdict(change, "ana")).replace("a", "b")},
        {"envelope": gate.house.signed("ana", gate.house.verdict(change, "ana"))},
        {"envelope": "x" * 1000},
        body,
    ]
    before = len(gate.house.log.entries)

    for one in theirs * 3:
        assert pages.post("/api/votes", one).status == 404
    for place in ("/api/enrolment", "/api/enrolment/finish"):
        assert pages.post(place, {"token": "A" * 43} | ({"answer": "{}"} if "finish" in place else {})).status == 404
    assert len(gate.house.log.entries) == before


def test_more_than_any_page_would_hand_in(pages: Pages) -> None:
    answer = pages.post("/api/votes", b'{"envelope":"' + b"x" * LONGEST + b'"}')

    assert answer.status == 404
    assert answer.json()["error"]["code"] == "console.too_long"


def test_a_vote_of_a_key_file_is_handed_in_on_the_command_line(gate: PasskeyHouse, pages: Pages) -> None:
    signed = gate.house.signed("ana", gate.house.verdict(gate.held(), "ana"))

    assert pages.post("/api/votes", {"envelope": signed}).status == 404
