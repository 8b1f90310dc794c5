"""docs/reference/recognition.md says what the code does."""

from pathlib import Path

from tools.list_classes import rows

DOCUMENT = Path(__file__).parents[2] / "docs/reference/recognition.md"


def test_the_classes_in_the_document_are_those_of_the_code() -> None:
    assert "\n".join(rows()) in DOCUMENT.read_text()
