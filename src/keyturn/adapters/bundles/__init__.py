"""The default policies and the schema, as they are shipped in the package."""

from importlib.resources import files

from keyturn.model.bundle import Bundle
from keyturn.policy.bundles import bundle, render


def template() -> str:
    """The default policies, with `%group%` and `%people%` still to be filled in."""
    return _text("default.cedar")


def schema() -> str:
    """What policies can see, and what they are asked."""
    return _text("default.cedarschema")


def default_bundle(group: str, people: int) -> Bundle:
    """The default policies for `[approvals] group, people`. Raises Malformed for values that they cannot be."""
    return bundle(render(template(), group, people), schema())


def _text(name: str) -> str:
    return files(__name__).joinpath(name).read_text(encoding="utf-8")
