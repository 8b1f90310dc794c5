"""Trust policies, by whom they name."""

from collections.abc import Iterator, Mapping
from typing import Final

from keyturn.prover.context import Context
from keyturn.prover.documents import Document
from keyturn.prover.evaluate import Who, of_action
from keyturn.prover.powers import Outcome, Powers

FROM_SERVICES: Final = frozenset({
    "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths", "aws:principalservicename",
    "aws:principalservicenameslist",
})  # fmt: skip


class Trusts:
    """The trust policies of an account, by whom they name."""

    def __init__(self, powers: Powers) -> None:
        account = powers.account
        self._powers: Final = powers
        self.by_arn: Final[dict[str, int]] = {}
        self.root = 0
        self.anyone = 0
        self.federated: Final[dict[str, int]] = {}
        self.tagging = 0
        self._service_names: Final[dict[str, int]] = {}
        self._services: Final[dict[str, dict[int, Outcome]]] = {}
        for number, principal in enumerate(account.principals):
            if principal.kind == "role" and principal.trust is not None:
                self._read(1 << number, principal.trust, account.number)

    def _read(self, bit: int, trust: Document, account: str) -> None:
        for statement in trust.statements:
            if not statement.allows:
                continue
            if of_action(statement, "sts:TagSession") is True:
                self.tagging |= bit
            assumes = of_action(statement, "sts:AssumeRole") is True
            if assumes and statement.not_principals:
                self.anyone |= bit
            for kind, value in statement.principals or ():
                self._name(bit, kind, value, account, assumes=assumes)

    def _name(self, bit: int, kind: str, value: str, account: str, *, assumes: bool) -> None:
        if kind == "Federated":
            self.federated[value] = self.federated.get(value, 0) | bit
        elif kind == "Service":
            self._service_names[value] = self._service_names.get(value, 0) | bit
        elif value == "*":
            self.anyone |= bit if assumes else 0
        elif kind == "AWS" and assumes and (value == account or value.endswith(f":{account}:root")):
            self.root |= bit
        elif kind == "AWS" and assumes:
            self.by_arn[value] = self.by_arn.get(value, 0) | bit

    def of_service(self, service: str) -> Mapping[int, Outcome]:
        """The roles (by number) that `service` may run as."""
        if service not in self._services:
            self._services[service] = dict(self._of_service(service))
        return self._services[service]

    def _of_service(self, service: str) -> Iterator[tuple[int, Outcome]]:
        account = self._powers.account
        context = Context(
            {"aws:principalisawsservice": ("true",), "aws:sourceaccount": (account.number,)}, opened=FROM_SERVICES
        )
        names = (service, f"{service}.cn") if account.partition == "aws-cn" else (service,)
        named = self.anyone
        for name in names:
            named |= self._service_names.get(name, 0)
        for number in self._powers.universe.members(named):
            principal = account.principals[number]
            if principal.trust is None or principal.linked:
                continue
            for name in names:
                found = self._powers.solve(
                    self._powers.by_stranger(
                        Who(name, "service", ""), "sts:AssumeRole", principal.arn, principal.trust, context
                    )
                )
                if found is not None:
                    yield number, found
                    break
