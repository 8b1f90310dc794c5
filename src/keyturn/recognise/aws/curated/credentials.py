"""Operations of services without a table that hand out credentials, secrets or signed addresses.

They stay `unknown`, and their answers are secrets all the same: an approval must not put a credential that works
without Keyturn into an agent's hands unseen.
"""

from typing import Final

RETURNS_SECRETS: Final[frozenset[tuple[str, str]]] = frozenset()
