"""A change in words: complete, and the grave things first."""

from datetime import UTC, datetime, timedelta

import pytest

from keyturn.console import wording
from keyturn.console.review import Review, read
from keyturn.model.action import AnswerOf, Effect, Value
from keyturn.model.change import Change
from tests.paper_desk import DELETE_TABLE, NEW_CODE, PaperDesk, change, proposed


def reviewed(one: Change) -> Review:
    return read(PaperDesk(one)._show({"change": one.id}))


def told(parameters: dict[str, Value], *, whole: bool = False) -> list[tuple[int, str, str]]:
    review = reviewed(change(proposed("s3", "PutObject", parameters)))
    return [(line.depth, line.label, line.text) for line in wording.lines(review.steps[0].parameters, whole=whole)]


def test_every_kind_of_parameter_has_its_words() -> None:
    assert told(
        {
            "Blob": b"abc",
            "When": datetime(2026, 11, 22, 14, 45, tzinfo=UTC),
            "Big": 2**60,
            "Part": AnswerOf(0, "UploadId"),
            "On": True,
            "None": None,
            "Ratio": 0.5,
            "List": ["a", 1],
            "Empty": [],
            "Nested": {"deep": {"er": "x"}},
        }
    ) == [
        (0, "Big", "1152921504606846976"),
        (0, "Blob", "3 bytes, SHA-256 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (0, "Empty", "an empty list"),
        (0, "List", ""),
        (1, "1.", '"a"'),
        (1, "2.", "1"),
        (0, "Nested", ""),
        (1, "deep", ""),
        (2, "er", '"x"'),
        (0, "None", "null"),
        (0, "On", "true"),
        (0, "Part", "UploadId from the answer to action 1"),
        (0, "Ratio", "0.5"),
        (0, "When", "2026-11-22T14:45:00.000000Z"),
    ]


@pytest.mark.parametrize(
    "mark", [{"$sha256": "x", "$length": 1}, {"$sensitive": "x", "$length": 1}, {"$ts": "x"}, {"$answer": [0, "x"]}]
)
def test_a_map_of_an_agents_that_looks_like_a_mark_of_ours_is_shown_as_what_it_is(mark: dict[str, Value]) -> None:
    lines = told({"Item": mark})

    assert {label for depth, label, _ in lines if depth < 2} == {"Item", *mark}


def test_a_text_that_holds_json_is_read_out_and_its_marks_are_none_of_ours() -> None:
    assert told({"PolicyDocument": '{"Statement":[{"Action":"*","$sha256":"x"}]}'}) == [
        (0, "PolicyDocument", "text, which reads as JSON:"),
        (1, "Statement", ""),
        (2, "1.", ""),
        (3, "Action", '"*"'),
        (3, "$sha256", '"x"'),
    ]


def test_a_text_with_a_name_twice_is_shown_as_it_stands() -> None:
    assert told({"PolicyDocument": '{"a":1,"a":2}'}) == [(0, "PolicyDocument", r'"{\"a\":1,\"a\":2}"')]


def test_a_long_text_is_cut_and_says_so_unless_all_is_asked_for() -> None:
    text = "x" * 10_000

    cut, note = told({"Note": text})
    assert len(cut[2]) < 1_000
    assert note[2].startswith("10,000 characters in all, SHA-256 ")
    assert told({"Note": text}, whole=True) == [(0, "Note", f'"{text}"')]


def test_the_parts_of_an_upload_are_one_group_that_says_what_differs() -> None:
    parts = [
        proposed("s3", "UploadPart", {"PartNumber": number, "Body": b"x" * number, "Bucket": "b"}, "arn:aws:s3:::b/k")
        for number in range(1, 4)
    ]
    review = reviewed(change(NEW_CODE, *parts, DELETE_TABLE))

    found = wording.groups(review.steps)

    assert [(group.first, group.last) for group in found] == [(1, 1), (2, 4), (5, 5)]
    assert wording.differing(found[1]) == ("Body", "PartNumber")


def test_what_is_done_to_something_else_is_another_group() -> None:
    one = proposed("s3", "DeleteObject", {"Key": "a"}, "arn:aws:s3:::b/a", effect=Effect.DELETE)
    other = proposed("s3", "DeleteObject", {"Key": "b"}, "arn:aws:s3:::b/b", effect=Effect.DELETE)

    assert len(wording.groups(reviewed(change(one, other)).steps)) == 2


def test_an_effect_nobody_knows_is_grave() -> None:
    step = reviewed(change(proposed("x", "Y", {}, effect=Effect.UNKNOWN))).steps[0]

    assert wording.is_grave(step)
    assert wording.does(step).startswith("does something unknown")


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(days=5), "in 5 days"),
        (timedelta(hours=23, minutes=59), "in 23 h"),
        (timedelta(minutes=12, seconds=5), "in 12 min"),
        (timedelta(seconds=20), "in less than a minute"),
        (timedelta(0), "over"),
        (timedelta(days=-1), "over"),
    ],
)
def test_time_left_is_said_as_people_say_it(left: timedelta, words: str) -> None:
    at = datetime(2026, 11, 22, tzinfo=UTC)

    assert wording.until(at + left, at) == words
