"""Reads what an organisation denies its accounts: SCPs and RCPs, level by level from the root to the account."""

from collections.abc import Mapping
from typing import Final

from keyturn.adapters.aws.collect_rows import document_of, member, rows_of
from keyturn.adapters.aws.questions import Asker, Refused
from keyturn.codec.canonical import Json

_KINDS: Final = {"scps": "SERVICE_CONTROL_POLICY", "rcps": "RESOURCE_CONTROL_POLICY"}
_NO_ORGANISATION: Final = "AWSOrganizationsNotInUseException"
_DEEPEST: Final = 12
"""An account lies at most seven levels below the root (docs.aws.amazon.com/organizations, quotas)."""


class Organisation:
    """The organisation of one account, as the account's own credentials may read it."""

    def __init__(self, ask: Asker, region: str, account: str) -> None:
        self._ask: Final = ask
        self._region: Final = region
        self._account: Final = account

    async def collect(self, refused: dict[str, dict[str, str]]) -> dict[str, Json]:
        """Return the organisation's part of the bundle; what AWS does not tell goes into `refused`.

        Neither SCPs nor RCPs bind the management account (docs.aws.amazon.com/organizations/latest/userguide/
        orgs_manage_policies_scps.html): it has none, whatever hangs at its root.
        """
        try:
            described = await self._asked("DescribeOrganization", {})
        except Refused as answer:
            if answer.name == _NO_ORGANISATION:
                return {name: [] for name in _KINDS}
            refused |= {name: {"organizations": str(answer)} for name in _KINDS}
            return {}
        organisation = described.get("Organization")
        manager = member(organisation, "MasterAccountId")
        found: dict[str, Json] = {"management_account": manager} if isinstance(manager, str) else {}
        if manager == self._account:
            return found | {name: [] for name in _KINDS}
        for name, kind in _KINDS.items():
            try:
                found[name] = [await self._attached(kind, target) for target in await self._chain()]
            except Refused as answer:
                refused[name] = {"organizations": str(answer)}
        return found

    async def _chain(self) -> list[str]:
        """The root, the organisational units below it, and the account. Raises Refused."""
        chain = [self._account]
        while not chain[-1].startswith("r-"):
            parents = rows_of(await self._asked("ListParents", {"ChildId": chain[-1]}), "Parents")
            if not parents or len(chain) > _DEEPEST:
                raise Refused("organizations:ListParents", 200, f"no root above {chain[-1]}")
            chain.append(str(member(parents[0], "Id")))
        return chain[::-1]

    async def _attached(self, kind: str, target: str) -> list[Json]:
        documents: list[Json] = []
        members: dict[str, Json] = {"TargetId": target, "Filter": kind}
        while True:
            answer = await self._asked("ListPoliciesForTarget", members)
            for one in rows_of(answer, "Policies"):
                described = await self._asked("DescribePolicy", {"PolicyId": member(one, "Id")})
                documents.append(document_of(member(described.get("Policy"), "Content")))
            token = answer.get("NextToken")
            if not token:
                return documents
            members = {**members, "NextToken": token}

    async def _asked(self, operation: str, members: Mapping[str, Json]) -> Mapping[str, Json]:
        return await self._ask.json("organizations", self._region, f"AWSOrganizationsV20161128.{operation}", members)
