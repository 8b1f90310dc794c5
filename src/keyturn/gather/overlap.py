"""Whether two actions touch the same thing: such changes run one after another (DESIGN.md, "At most once")."""

from collections.abc import Iterator

from keyturn.gather import arns
from keyturn.model.action import Resource

_BOUNDARIES = ("/", ":")


def contains(outer_arn: str, inner_arn: str) -> bool:
    """Say whether `outer_arn` is `inner_arn` or holds it.

    A bucket holds its objects, a table its indexes, a function its versions and aliases, a stack's name every stack
    of that name, and an ARN that ends in `/*` or `:*` all that begins so. A name that only begins alike holds nothing.
    """
    if outer_arn == inner_arn:
        return True
    beginning = arns.open_end(outer_arn)
    if beginning is not None:
        return inner_arn.startswith(beginning)
    return inner_arn.startswith(outer_arn) and inner_arn[len(outer_arn)] in _BOUNDARIES


def touch_same(left: tuple[Resource, ...], right: tuple[Resource, ...]) -> bool:
    """Say whether something of `left` is, holds or lies in something of `right`; a whole account holds everything.

    Takes time proportional to the number of resources, not to that of the pairs: a change may name thousands.
    """
    if any(resource.whole_account for resource in (*left, *right)):
        return bool(left) and bool(right)
    one, other = frozenset(r.arn for r in left), frozenset(r.arn for r in right)
    return _holds(one, other) or _holds(other, one)


def _holds(outer: frozenset[str], inner: frozenset[str]) -> bool:
    return any(not outer.isdisjoint(_holders(arn)) for arn in inner)


def _holders(arn: str) -> Iterator[str]:
    """Yield every ARN that holds `arn`: itself, and what stands before each boundary, closed and open."""
    yield arn
    yield "*"
    for at, char in enumerate(arn):
        if char in _BOUNDARIES:
            yield arn[:at]
            yield f"{arn[: at + 1]}*"
