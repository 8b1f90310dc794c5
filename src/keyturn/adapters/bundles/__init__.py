"""The default policies and the schema, as they are shipped in the package."""

from importlib.resources import files

from keyturn.model.autonomy import Autonomy
from keyturn.model.bundle import Bundle
from keyturn.model.decision import Quorum, Seats
from keyturn.policy.bundles import STANDARD, bundle, render


def template() -> str:
    """The default policies, with the levels and the reviewers still to be filled in."""
    return _text("default.cedar")


def schema() -> str:
    """What policies can see, and what they are asked."""
    return _text("default.cedarschema")


def bundle_of(approvers: Quorum, autonomy: Autonomy = STANDARD) -> Bundle:
    """The policies for this quorum of `[approvals]` and these levels of `[autonomy]`. Raises Malformed."""
    return bundle(render(template(), approvers, autonomy), schema())


def default_bundle(group: str, people: int) -> Bundle:
    """The policies where nothing but `[approvals] group, people` is configured. Raises Malformed."""
    return bundle_of(Quorum((Seats(people, group),), people))


def _text(name: str) -> str:
    return files(__name__).joinpath(name).read_text(encoding="utf-8")
