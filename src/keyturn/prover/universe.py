"""The ARNs that one action may be about, a bit each: one question about all of them is arithmetic."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from keyturn.prover.wildcards import matches_arn


class Universe:
    """The ARNs that actions may be about, one bit each."""

    def __init__(self, arns: Sequence[str]) -> None:
        self.arns: Final = tuple(arns)
        self.index: Final = {arn: number for number, arn in enumerate(self.arns)}
        self.everything: Final = (1 << len(self.arns)) - 1
        self._masks: dict[str, int] = {}
        self._services: dict[str, list[int]] = {}
        for number, arn in enumerate(self.arns):
            self._services.setdefault(arn.split(":")[2], []).append(number)

    def mask(self, pattern: str) -> int:
        """The bits of every ARN that meets `pattern`."""
        found = self._masks.get(pattern)
        if found is None:
            found = self._masks[pattern] = self._mask(pattern)
        return found

    def _mask(self, pattern: str) -> int:
        if pattern == "*":
            return self.everything
        if "*" not in pattern and "?" not in pattern:
            at = self.index.get(pattern)
            return 0 if at is None else 1 << at
        service = [*pattern.split(":"), "*", "*", "*"][2]
        groups: Iterable[list[int]] = self._services.values()
        if "*" not in service and "?" not in service:
            groups = (self._services.get(service, []),)
        return sum(1 << at for group in groups for at in group if matches_arn(pattern, self.arns[at]))

    def of(self, arns: Iterable[str]) -> int:
        """The bits of these ARNs; what is not in the universe has none."""
        return sum(1 << self.index[arn] for arn in set(arns) if arn in self.index)

    def members(self, mask: int) -> Iterator[int]:
        """The numbers of the bits in `mask`, lowest first."""
        while mask:
            low = mask & -mask
            yield low.bit_length() - 1
            mask ^= low
