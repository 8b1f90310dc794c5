"""What a request says about its signature."""

from datetime import datetime

from keyturn.model.noun import Noun
from keyturn.model.wire import CredentialScope


class Signed(Noun, frozen=True):
    """What a request says about its signature; nothing of it is believed until `verify`.

    `stamp` is the X-Amz-Date as text and `date` the same instant; `names` are the signed headers, sorted. `payload` is
    the hash or mark that was signed for the body, None where the body's own hash is meant. `expires` counts seconds
    from `date`, in the query form (presigned) only. `signature` is the same in every replay of the request.
    """

    HIDDEN = frozenset({"token"})

    access_key_id: str
    scope: CredentialScope
    stamp: str
    date: datetime
    names: tuple[str, ...]
    signature: str
    token: str | None
    payload: str | None
    expires: int | None = None

    @property
    def presigned(self) -> bool:
        """Whether the signature stands in the query."""
        return self.expires is not None
