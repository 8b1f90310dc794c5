"""I write what reviewers will read in their browser: it hides, it turns around, it passes for something else."""

import html
import re
import unicodedata

import pytest

from keyturn.errors import Malformed
from tests.asked_pages import Pages
from tests.passkey_house import PasskeyHouse

TRICKS = {
    "turned around": "safe\u202e)etelpmoc si pukcab( ",
    "isolated": "\u2066a\u2069\u2067b\u2069\u200f\u061c",
    "invisible": "a\u200bb\u200d\u2060\ufeff\u00adc\u3164d",
    "tags": "ok\U000e0041\U000e0042\U000e007f",
    "look-alikes": "аdmin pаypаl раssword",  # noqa: RUF001 - Cyrillic letters among Latin ones
    "styled": "𝐚𝐩𝐩𝐫𝐨𝐯𝐞 ｆｕｌｌ",  # noqa: RUF001 - letters that pass for ASCII
    "controls": "a\x1b[2J\x1b]0;owned\x07b\x00c\x7f\x85d\r\x08",
    "lines": "one\u2028two\u2029three\x0b\x0c",
    "stacked": "x" + "\u0300" * 40,
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>'\"&{{7*7}}",
    "breaking out": '"></textarea></pre><button data-verdict="approve" autofocus>',
}
HIDDEN = {"Cc", "Cf", "Zl", "Zp", "Cn", "Co"}


def page_with(gate: PasskeyHouse, text: str) -> tuple[str, str]:
    house, session = gate.house, gate.house.session()
    change = house.held(
        house.submit(session, "lambda:UpdateFunctionConfiguration", FunctionName="report", Description=text)
    )
    return change, Pages(gate).read(f"/changes/{change}")


@pytest.mark.parametrize("trick", TRICKS)
def test_in_a_parameter(gate: PasskeyHouse, trick: str) -> None:
    _, page = page_with(gate, TRICKS[trick])

    shown = html.unescape(page)
    assert {character for character in shown if unicodedata.category(character) in HIDDEN} <= {"\n"}
    assert re.search(r"[\u0300-\u036f]{3}", shown) is None
    assert "<img" not in page
    assert "<script>" not in page
    assert page.count('data-verdict="') == 2
    assert page.count("<textarea ") == page.count("</textarea>") == 1
    if trick == "look-alikes":
        assert "\\u0430dmin" in shown
    if trick == "styled":
        assert "\\U0001d41a" in shown


def test_the_whole_document_is_shown_in_nothing_but_ascii(gate: PasskeyHouse) -> None:
    _, page = page_with(gate, "".join(TRICKS.values()))

    whole = page.partition('<pre class="whole">')[2].partition("</pre>")[0]
    assert len(whole) > 500
    assert whole.isascii()
    assert {character for character in whole if not character.isprintable()} == {"\n"}


@pytest.mark.parametrize("trick", ["turned around", "isolated", "controls"])
def test_a_reviewer_cannot_be_made_to_sign_such_a_comment(gate: PasskeyHouse, trick: str) -> None:
    change = gate.held()

    with pytest.raises(Malformed, match="would not be seen"):
        gate.vote(change, "ana", comment=TRICKS[trick])


def test_a_name_of_other_letters_is_nobodys(gate: PasskeyHouse) -> None:
    for name in ("аna", "ａna", "ana\u200b", "Ana", "ana ", "ana\n"):  # noqa: RUF001 - letters that pass for others
        with pytest.raises(Malformed):
            gate.token(name, "sre")
