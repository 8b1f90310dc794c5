"""One action on every target of the account at once.

The answer is two sets of bits over the account's ARNs: what is allowed whatever else the request says, and what a
closer look may allow. `Powers.formula` is that closer look and the only judge: a bit says nothing that it would not.
"""

from collections.abc import Iterable
from typing import Final

from keyturn.prover.actors import Stance
from keyturn.prover.context import Context, condition, resolved
from keyturn.prover.documents import Document, Statement
from keyturn.prover.evaluate import Who, resource_patterns
from keyturn.prover.spoken import Levels, Spoken
from keyturn.prover.universe import Universe


class Bulk:
    """Answers for every target at once."""

    def __init__(self, universe: Universe, spoken: Spoken) -> None:
        self._universe: Final = universe
        self._spoken: Final = spoken
        aws = (arn for arn in universe.arns if ":iam::aws:" in arn or ":role/aws-" in arn)
        self._ours: Final = universe.everything & ~universe.of(aws)

    def masks(self, stands: Stance, who: Who, action: str) -> tuple[int, int]:
        """On which targets whoever `who` stands so may do `action`: (certainly, possibly)."""
        sure = maybe = 0
        for identity in stands.identities:
            yes, perhaps = self._said(identity, action, stands.context)
            sure |= yes
            maybe |= perhaps
        bound_sure = bound_maybe = 0
        for boundary in stands.boundaries:
            everything = self._universe.everything
            yes, perhaps = (
                (everything, everything) if boundary is None else self._said(boundary, action, stands.context)
            )
            bound_sure |= yes
            bound_maybe |= perhaps
        sure, maybe = sure & bound_sure, maybe & bound_maybe
        if not who.linked:
            scps, rcps = self._spoken.levels(action)
            for level in scps:
                yes, perhaps = self._said(level, action, stands.context)
                sure, maybe = sure & yes, maybe & perhaps
            sure &= ~self._denied(rcps, stands.context)
        # With several identities or boundaries one pair must hold as a whole: the closer look puts them together.
        alone = len(stands.identities) * len(stands.boundaries) == 1
        return sure & self._ours if alone else 0, maybe

    def _said(self, documents: Iterable[Document], action: str, context: Context) -> tuple[int, int]:
        """What some documents allow and do not deny: (certainly, possibly)."""
        yes = perhaps = no = perhaps_not = 0
        for document in documents:
            for statement in self._spoken.slim(document, action).statements:
                said, is_open = condition(statement, context), _is_open(statement, context)
                if said is False and not is_open:
                    continue
                certain = said is True and not is_open
                about = self._about(statement, context)
                if statement.allows:
                    perhaps |= about
                    yes |= about if certain else 0
                else:
                    # What an open variable leaves out of a denial, a request may fill in.
                    perhaps_not |= self._universe.everything if is_open else about
                    no |= about if certain else 0
        return yes & ~perhaps_not, perhaps & ~no

    def _about(self, statement: Statement, context: Context) -> int:
        if not statement.resources:
            return self._universe.everything
        mask = 0
        for pattern in resource_patterns(statement, context):
            mask |= self._universe.mask(pattern)
        return self._universe.everything & ~mask if statement.not_resources else mask

    def _denied(self, rcps: Levels, context: Context) -> int:
        """Everything that an RCP may deny, whomever it names."""
        mask = 0
        for level in rcps:
            for document in level:
                for statement in document.statements:
                    if statement.allows:
                        continue
                    if _is_open(statement, context):
                        mask = self._universe.everything
                    elif condition(statement, context) is not False:
                        mask |= self._about(statement, context)
        return mask


def _is_open(statement: Statement, context: Context) -> bool:
    """Whether the statement has a variable whose value is open or absent: only a closer look tells what it says."""
    for text in (*statement.resources, *(value for clause in statement.clauses for value in clause.values)):
        if "${" in text:
            pattern, exact = resolved(text, context, variables=statement.variables)
            if pattern is None or not exact:
                return True
    return False
