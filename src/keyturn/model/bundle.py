"""The policy bundle in force, as text and a version: what decisions are made by."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bundle:
    """Cedar policies and their schema.

    `version` is the SHA-256 (hex) over both, so that equal versions decide equally.
    """

    policies: str
    schema: str
    version: str
