"""Two charters side by side: every difference between them, in plain words, and nothing believed but their digests."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from typing import Any, Final

from keyturn.codec.canonical import Json, encode
from keyturn.codec.digest import hex_sha256, same
from keyturn.codec.encoding import b64encode
from keyturn.console.review import NotWhatItSays
from keyturn.console.text import plain, visible
from keyturn.errors import Malformed
from keyturn.model import written
from keyturn.model.gate import Charter, read_charter
from keyturn.model.identity import Person, PublicKey

_CONTEXT: Final = 3
_NOT_SET: Final = "not set"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: `sign` is `+` for what comes, `-` for what goes, ` ` for what stays beside it or is changed."""

    sign: str
    text: str


def charter_of(document: Json, digest: str) -> Charter:
    """Return the charter that `document` is, once it is the one with this digest. Raises NotWhatItSays."""
    if not isinstance(document, Mapping):
        raise NotWhatItSays("the gateway does not show the charter that would be signed: do not sign it")
    try:
        charter = read_charter(document)
    except (KeyError, TypeError, ValueError, AttributeError, Malformed):
        raise NotWhatItSays("the gateway shows a charter in a form that this program does not know") from None
    # What was read says all that the document says, or something could be signed that nobody is shown.
    if charter.document() != document or not same(charter.digest, digest):
        raise NotWhatItSays("the charter that the gateway shows is not the one that would be signed: do not sign it")
    return charter


def policies_of(bundles: Json, version: str) -> tuple[str, str]:
    """Return policies and schema of this version as shown, once they are what it names. Raises NotWhatItSays."""
    shown = bundles.get(version) if isinstance(bundles, Mapping) else None
    match shown:
        case {"policies": str(policies), "schema": str(schema)} if same(
            hex_sha256(encode({"policies": policies, "schema": schema})), version
        ):
            return policies, schema
        case _:
            raise NotWhatItSays("the policies that the gateway shows are not those of the charter: do not sign it")


def differences(before: Charter, after: Charter, bundles: Json) -> tuple[Difference, ...]:
    """Return every difference, people first. Raises NotWhatItSays where `after` does not follow on `before`."""
    follows = (after.deployment, after.number, after.before, after.founders)
    if follows != (before.deployment, before.number + 1, before.digest, before.founders):
        raise NotWhatItSays("the charter that the gateway shows does not follow on the one before: do not sign it")
    return (
        *_people(before, after),
        *_configuration(before.configuration, after.configuration),
        *_log_keys(before, after),
        *_policies(before, after, bundles),
    )


def _people(before: Charter, after: Charter) -> Iterator[Difference]:
    for name in sorted({person.name for person in (*before.people, *after.people)}):
        one, other = before.person(name), after.person(name)
        if one is None and other is not None:
            yield Difference("+", f"{plain(name)}, of {groups_of(other)}{_may(other)}")
            yield from (Difference("+", f"  {key_line(key)}") for key in other.keys)
        elif other is None and one is not None:
            yield Difference("-", f"{plain(name)}, of {groups_of(one)}")
        elif one is not None and other is not None and one != other:
            yield from _person(one, other)


def _person(one: Person, other: Person) -> Iterator[Difference]:
    yield Difference(" ", f"{plain(one.name)}:")
    if one.enabled != other.enabled:
        yield Difference("+" if other.enabled else "-", "  is enabled again" if other.enabled else "  acts no more")
    if one.groups != other.groups:
        yield Difference("-", f"  of {groups_of(one)}")
        yield Difference("+", f"  of {groups_of(other)}")
    for key in one.keys:
        if key not in other.keys:
            yield Difference("-", f"  {key_line(key)}")
    for key in other.keys:
        if key not in one.keys:
            yield Difference("+", f"  {key_line(key)}")
    if set(one.keys) == set(other.keys) and one.keys != other.keys:
        yield Difference(" ", "  the same keys in another order")


def groups_of(person: Person) -> str:
    """The groups of a person, in words."""
    return ", ".join(map(plain, sorted(person.groups))) or "no group"


def key_line(key: PublicKey) -> str:
    """A key in words: its kind, its id, where a passkey was registered, and of a key file what is in its `.pub`."""
    if key.passkey is not None:
        return f"passkey {plain(key.id)}, registered at {plain(key.passkey.origin)}"
    return f"key {plain(key.id)} (keyturn-ed25519 {b64encode(key.raw)})"


def _may(person: Person) -> str:
    return "" if person.enabled else " (acts no more)"


def _configuration(before: Mapping[str, Json], after: Mapping[str, Json]) -> Iterator[Difference]:
    one, other = dict(leaves(before)), dict(leaves(after))
    for path in sorted(one.keys() | other.keys()):
        if one.get(path) != other.get(path):
            yield Difference("-", f"keyturn.toml: {path} = {one.get(path, _NOT_SET)}")
            yield Difference("+", f"keyturn.toml: {path} = {other.get(path, _NOT_SET)}")


def leaves(document: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """Yield each value of a configuration with the way to it, as text that can be shown."""
    for name in sorted(document):
        value = document[name]
        here = f"{path}.{_name(name)}" if path else _name(name)
        if isinstance(value, Mapping) and value and set(value) != {"$instant"}:
            yield from leaves(value, here)
        else:
            yield here, visible(encode(value).decode())


def _name(name: str) -> str:
    """The name of a key, which cannot pass for two of them."""
    simple = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
    return name if simple else visible(encode(name).decode())


def _log_keys(before: Charter, after: Charter) -> Iterator[Difference]:
    yield from (Difference("-", f"log key {plain(key)}") for key in before.log_keys if key not in after.log_keys)
    yield from (Difference("+", f"log key {plain(key)}") for key in after.log_keys if key not in before.log_keys)
    if set(before.log_keys) == set(after.log_keys) and before.log_keys != after.log_keys:
        yield Difference(" ", "the same log keys in another order")


def _policies(before: Charter, after: Charter, bundles: Json) -> Iterator[Difference]:
    if before.composed != after.composed:
        how = "follow keyturn.toml" if after.composed else "stand as proposed, and no longer follow keyturn.toml"
        yield Difference(" ", f"from here on the policies {how}")
    if before.bundle == after.bundle:
        return
    yield Difference("-", f"policies {before.bundle}")
    yield Difference("+", f"policies {after.bundle}")
    one, other = policies_of(bundles, before.bundle), policies_of(bundles, after.bundle)
    for what, old, new in (("policies", one[0], other[0]), ("schema", one[1], other[1])):
        found = list(unified_diff(old.splitlines(), new.splitlines(), "before", "after", n=_CONTEXT, lineterm=""))
        if not found and old != new:
            yield Difference(" ", f"{what}: only the ends of lines differ")
        for line in found[2:]:
            sign = line[:1] if line[:1] in "+-" else " "
            yield Difference(sign, f"  {visible(line[1:] if line[:1] in '+- ' else line)}")


def whole(charter: Charter) -> Iterator[str]:
    """Yield the lines that show all of a charter but the text of its policies."""
    yield "people:"
    for person in charter.people:
        founder = ", founding reviewer" if person.name in charter.founders else ""
        yield f"  {plain(person.name)}, of {groups_of(person)}{founder}{_may(person)}"
        yield from (f"    {key_line(key)}" for key in person.keys)
    yield "configuration:"
    found = list(leaves(charter.configuration))
    yield from (f"  {path} = {value}" for path, value in found)
    if not found:
        yield "  as it is without keyturn.toml"
    yield "log:"
    yield from (f"  {plain(key)}" for key in charter.log_keys)
    made = "made from the configuration" if charter.composed else "as people proposed them"
    yield f"policies: {charter.bundle} ({made})"


def key_document(key: PublicKey) -> dict[str, Json]:
    """A key as a proposal holds it."""
    return written.public_key(key)
