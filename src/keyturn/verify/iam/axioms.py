"""The catalogue that a certificate is relative to: the ways from one identity to another, as data.

A certificate carries the tables themselves, so that it says what it is relative to; this module knows the digest of
each catalogue there has been, so that no table can be left out or changed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from keyturn.codec.canonical import Json, encode
from keyturn.codec.digest import hex_sha256
from keyturn.errors import CallerError, Malformed

DIGESTS: Final[Mapping[int, str]] = {
    2: "b0586b22765a55bae988e0dad1dfefaf82ce1039d5cb2397eceec37bf6fe3e27",
}
"""The SHA-256 of each catalogue's RFC 8785 form, by its number."""


class WrongCatalogue(CallerError):
    """The catalogue of a certificate is none that the auditor knows."""

    code = "prove.catalogue"


@dataclass(frozen=True)
class Axioms:
    """The tables of one catalogue."""

    tables: Mapping[str, Json]

    def rows(self, name: str) -> Iterator[Mapping[str, Json]]:
        """The rows of one table."""
        table = self.tables[name]
        for one in table if isinstance(table, list | tuple) else ():
            if isinstance(one, Mapping):
                yield one

    def texts(self, name: str) -> frozenset[str]:
        """A table that is a list of texts."""
        table = self.tables[name]
        return frozenset(str(one) for one in (table if isinstance(table, list | tuple) else ()))

    def mapping(self, name: str) -> Mapping[str, Json]:
        """A table that is an object."""
        table = self.tables[name]
        return table if isinstance(table, Mapping) else {}

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """The kind of ARN that an action is about, as `service::kind`; an action without one names no resource."""
        return {action: str(kind) for action, kind in self.mapping("kinds").items()}

    def place(self, action: str, partition: str, account: str) -> str | None:
        """The pattern of the ARNs that `action` is about; None where it names no resource."""
        if action.startswith(("sso:", "identitystore:")):
            return f"arn:{partition}:{action.partition(':')[0]}::*"
        service, mark, kind = self.kinds.get(action, "").partition("::")
        return f"arn:{partition}:{service}:*:{account}:{kind}" if mark else None


def ways(row: Mapping[str, Json]) -> tuple[tuple[str, ...], ...]:
    """The ways of a row, each a set of actions that are all needed."""
    return lists(row["ways"])


def lists(value: Json) -> tuple[tuple[str, ...], ...]:
    """A list of lists of texts."""
    found: Sequence[Json] = value if isinstance(value, list | tuple) else ()
    return tuple(tuple(str(one) for one in (way if isinstance(way, list | tuple) else ())) for way in found)


def read(catalogue: Json) -> Axioms:
    """Read a certificate's catalogue. Raises WrongCatalogue."""
    if not isinstance(catalogue, Mapping):
        raise WrongCatalogue("the certificate has no catalogue")
    number = catalogue.get("number")
    try:
        digest = str(hex_sha256(encode(catalogue)))
    except Malformed:
        digest = ""
    if isinstance(number, bool) or not isinstance(number, int) or DIGESTS.get(number) != digest:
        raise WrongCatalogue(
            "the catalogue in this certificate is none that this Keyturn knows: a rule was left out or changed, "
            "or another version wrote it"
        )
    return Axioms(catalogue)
