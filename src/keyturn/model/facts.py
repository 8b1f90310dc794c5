"""What Keyturn finds out about the world before it judges an action, and how an estate is divided into environments.

The caller never supplies a fact: the gateway reads it itself (DESIGN.md, "Environments").
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

PRODUCTION: Final = "production"
"""The environment of everything that is not known to be another one."""


@dataclass(frozen=True, slots=True)
class BucketHome:
    """The question in which region an S3 bucket of the estate's own account lies."""

    bucket: str


Fact = BucketHome


@dataclass(frozen=True, slots=True)
class Facts:
    """Answers to questions: the home region of a bucket, or None where the gateway asked and could not tell.

    A bucket of another account has no home here, and so counts as unknown. A question nobody asked is unknown as well.
    """

    homes: Mapping[BucketHome, str | None] = field(default_factory=dict)

    def home(self, bucket: str) -> str | None:
        """Return the region in which `bucket` lies, None if that is not known."""
        return self.homes.get(BucketHome(bucket))


NOTHING_KNOWN: Final = Facts()


@dataclass(frozen=True, slots=True)
class EnvironmentRule:
    """One `[environments.NAME]` of keyturn.toml: each list is a way of its own to belong to the environment.

    `regions` and `accounts` are exact, `arns` are patterns with `*` and `?`, `tags` are pairs of key and value.
    """

    name: str
    regions: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    tags: tuple[tuple[str, str], ...] = ()
    arns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Estate:
    """The account behind this gateway and the environments its owners told apart."""

    account: str
    environments: tuple[EnvironmentRule, ...] = ()
    accounts: frozenset[str] = field(init=False, repr=False, compare=False)
    """Every account that it lists."""
    tagged: bool = field(init=False, repr=False, compare=False)
    """Whether tags tell environments apart."""

    def __post_init__(self) -> None:
        others = (account for rule in self.environments for account in rule.accounts)
        object.__setattr__(self, "accounts", frozenset({self.account, *others}))
        object.__setattr__(self, "tagged", any(rule.tags for rule in self.environments))
