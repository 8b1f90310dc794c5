"""How things stand and what is pointed at, in the terminal and on the page: the same words, and harmless ones."""

import io
import json
import zipfile
from typing import Any

from keyturn.cli.render import review_lines
from keyturn.cli.terminal import Printer
from keyturn.console import review
from keyturn.model.execution import Answer, Outgoing
from keyturn.testing.house import House
from tests.unit.test_console_doubts import page


def answers(body: object) -> Any:  # noqa: ANN401 - what a port answers
    def answer(_: Outgoing) -> Answer:
        return Answer(200, (), json.dumps(body).encode())

    return answer


def printed(house: House, change: str) -> str:
    """The change as `keyturn show --all` prints it."""
    found = review.read(house.ask("show", change=change))
    return "\n".join(review_lines(found, Printer(io.StringIO()), house.clock.wall(), whole=True))


def test_a_state_is_shown_in_both_and_nothing_in_it_passes_for_ours(house: House) -> None:
    house.facts.answers = answers({"Table": {"TableName": "<b>x</b>", "$sha256": "0", "Note": "\x1b[2J\u202e"}})
    session = house.session()
    change = house.held(house.submit(session, "dynamodb:DeleteTable", TableName="costs"))
    text, html = printed(house, change), page(house, f"/changes/{change}")
    for shown in (text, html):
        assert "What it touches, as the gateway read it" in shown
        assert "dynamodb table costs in cn-north-1 (DescribeTable)" in shown
        assert "\x1b" not in shown
        assert "\u202e" not in shown
    assert "&lt;b&gt;x&lt;/b&gt;" in html
    assert "<b>x</b>" not in html


def test_drift_is_shown_before_everything_else_that_was_read(house: House) -> None:
    house.facts.answers = answers({"Table": {"BillingMode": "PROVISIONED"}})
    session = house.session()
    change = house.approved(session, "dynamodb:DeleteTable", TableName="costs")
    house.facts.answers = answers({"Table": {"BillingMode": "PAY_PER_REQUEST"}})
    house.submit(session, "dynamodb:DeleteTable", TableName="costs")
    for shown in (printed(house, change), page(house, f"/changes/{change}")):
        assert shown.index("Came back (observation 2)") < shown.index("What it touches")
        assert "PROVISIONED" in shown
        assert "PAY_PER_REQUEST" in shown


def test_an_archive_is_listed_and_hostile_names_are_made_visible(house: House) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo("../\u202egpj.exe"), b"x")
        archive.writestr(zipfile.ZipInfo("<script>"), b"y")
    session = house.session()
    change = house.held(
        house.submit(session, "lambda:UpdateFunctionCode", FunctionName="report", ZipFile=packed.getvalue())
    )
    text, html = printed(house, change), page(house, f"/changes/{change}")
    for shown in (text, html):
        assert "What it points at elsewhere" in shown
        assert "\\u202egpj.exe" in shown
        assert "it leads out of the folder" in shown
        assert "\u202e" not in shown
    assert "<script>y" not in html
    assert "&lt;script&gt;" in html


def test_what_is_not_bound_is_said_where_people_look(house: House) -> None:
    house.facts.answers = lambda _: Answer(403, (), b'{"__type": "AccessDeniedException"}')
    change = house.held(house.submit(house.session(), "dynamodb:DeleteTable", TableName="costs"))
    for shown in (printed(house, change), page(house, f"/changes/{change}")):
        assert (
            "state not bound: dynamodb:DescribeTable cannot be read: AWS answered 403 (AccessDeniedException)" in shown
        )


def test_the_page_says_how_far_a_change_went_and_where_to_ask_what_undoes_it(house: House) -> None:
    session = house.session()
    change = house.rehearse(session, [b"one", b"two"], Bucket="data", Key="costs.bin")
    house.approve(change, "ana", "bo")
    house.upstream.reaction = lambda _: Answer(200, (), b"<R><UploadId>u-1</UploadId></R>")
    house.submit(session, "s3:CreateMultipartUpload", Bucket="data", Key="costs.bin")
    house.upstream.reaction = lambda _: Answer(403, (), b"<Error><Code>AccessDenied</Code></Error>")
    house.submit(session, "s3:UploadPart", Bucket="data", Key="costs.bin", UploadId="u-1", PartNumber=1, Body=b"one")
    shown = page(house, f"/changes/{change}")
    for words in (
        "action 1: done", "action 2: tried, and failed (403, AccessDenied)", "actions 3-4: not sent",
        f"keyturn rollback {change}",
    ):  # fmt: skip
        assert words in shown


def test_what_is_added_to_a_call_is_shown_in_both(house: House) -> None:
    house.facts.homes["backups"] = "cn-north-1"
    house.facts.answers = lambda _: Answer(200, ((b"etag", b'"<b>e</b>\xff"'),), b"")
    change = house.held(house.submit(house.session(), "s3:DeleteObject", Bucket="backups", Key="a"))
    text, html = printed(house, change), page(house, f"/changes/{change}")
    for shown in (text, html):
        assert "What Keyturn adds when it sends it" in shown
        assert "AWS refuses the call, and nothing changes, unless s3 object backups a" in shown
    assert 'IfMatch: "<b>e</b>' in text
    assert "<b>e</b>" not in html
    house.facts.answers = answers({"RevisionId": "r-1"})
    change = house.held(house.submit(house.session(), "lambda:PublishVersion", FunctionName="report"))
    assert "RevisionId: (what AWS calls this state at that moment)" in printed(house, change)
