"""A call on its way to upstream."""

from keyturn.model.execution import Body
from keyturn.model.noun import Noun


class Call(Noun, frozen=True):
    """One call as bytes: `head` announces a body of `length` bytes."""

    head: bytes
    body: Body
    length: int
    is_head: bool
    mutating: bool
