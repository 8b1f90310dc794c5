"""`[environments.NAME]`: what belongs to an environment."""

import re
from collections.abc import Iterable
from typing import Final

from keyturn.config.aws import ACCOUNT
from keyturn.config.table import Table
from keyturn.model.facts import EnvironmentRule

KEYS: Final = ("regions", "accounts", "tags", "arns")

_ARN: Final = re.compile(r"arn:[!-~]{1,2000}")
_REGION: Final = re.compile(r"[a-z]{2,8}(?:-[a-z]{1,16}){1,4}-[0-9]{1,2}")


def read(root: Table) -> Iterable[EnvironmentRule]:
    """Read the environments, in the order of the file."""
    section = root.section("environments")
    for name in section.values:
        section.named(name, name, "environment")
        table = section.section(name, KEYS)
        rule = EnvironmentRule(
            name=name,
            regions=table.texts("regions", _REGION, "an AWS region such as `cn-north-1` is wanted"),
            accounts=table.texts("accounts", ACCOUNT, "twelve digits are wanted"),
            tags=_tags(table),
            arns=table.texts("arns", _ARN, "an ARN is wanted, with `*` and `?` where any text may stand"),
        )
        if not (rule.regions or rule.accounts or rule.tags or rule.arns):
            raise section.bad(name, f"says nothing: name what belongs to it, one of {', '.join(KEYS)}")
        yield rule


def _tags(table: Table) -> tuple[tuple[str, str], ...]:
    value = table.values.get("tags", {})
    wanted = 'must be a table of texts, such as `tags = { environment = "production" }`'
    if not isinstance(value, dict):
        raise table.bad("tags", wanted)
    pairs: list[tuple[str, str]] = []
    for key, texts in value.items():
        for text in texts if isinstance(texts, list) else [texts]:
            if not isinstance(text, str) or not key or not (key + text).isprintable():
                raise table.bad("tags", wanted)
            pairs.append((key, text))
    return tuple(pairs)
