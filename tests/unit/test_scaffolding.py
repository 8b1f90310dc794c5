"""The rules of the house are themselves checked: a ban that can be lost by accident is no ban."""

import ast
import tomllib
from pathlib import Path
from typing import Any, Final

import pytest

ROOT: Final = Path(__file__).parents[2]
PACKAGE: Final = ROOT / "src" / "keyturn"
EDGE_ROOMS: Final = ("adapters", "cli", "console", "demo", "doors", "runner", "sockets", "testing")
BUILTINS_FOR_EDGES: Final = {"open", "input", "print", "eval", "exec", "compile", "breakpoint", "__import__"}


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text())


def bans(configuration: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = configuration["lint"]["flake8-tidy-imports"]["banned-api"]
    return found


def pure_files() -> list[Path]:
    contract = read(ROOT / "pyproject.toml")["tool"]["importlinter"]["contracts"]
    (sans_io,) = (entry for entry in contract if entry["id"] == "sans-io")
    files: list[Path] = []
    for module in sans_io["source_modules"]:
        room = PACKAGE / module.removeprefix("keyturn.")
        files += sorted(room.rglob("*.py")) if room.is_dir() else [room.with_suffix(".py")]
    return files


def test_the_pure_rooms_ban_all_that_the_whole_tree_bans() -> None:
    everywhere = bans(read(ROOT / "pyproject.toml")["tool"]["ruff"])
    pure = bans(read(PACKAGE / "ruff.toml"))

    assert {name: pure.get(name) for name in everywhere} == everywhere


def test_only_the_edge_rooms_go_back_to_the_shorter_list_and_they_change_nothing_else() -> None:
    own = {path.parent.name: read(path) for path in PACKAGE.rglob("ruff.toml") if path.parent != PACKAGE}

    assert own == {room: {"extend": "../../../pyproject.toml"} for room in EDGE_ROOMS}


@pytest.mark.parametrize("path", pure_files(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_pure_room_calls_no_builtin_that_reaches_the_world(path: Path) -> None:
    names = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Name))
    used = {name.id for name in names if isinstance(name.ctx, ast.Load)}

    assert not used & BUILTINS_FOR_EDGES


def test_every_rule_switched_off_says_why() -> None:
    inside = False
    for line in (ROOT / "pyproject.toml").read_text().splitlines():
        if line in {"ignore = [", "[tool.ruff.lint.per-file-ignores]"}:
            inside = True
        elif inside and line.startswith("["):
            inside = False
        elif inside and line.startswith('  "'):
            code, _, reason = line.partition("#")
            assert reason.strip(), f"{code.strip()} is switched off without a reason"


def test_the_locks_ask_for_what_the_package_declares() -> None:
    project = read(ROOT / "pyproject.toml")["project"]
    build = read(ROOT / "pyproject.toml")["build-system"]["requires"]

    def wanted(name: str) -> set[str]:
        lines = (ROOT / "requirements" / name).read_text().splitlines()
        return {line for line in lines if line and not line.startswith(("#", "-r"))}

    assert wanted("runtime.in") == {*project["dependencies"], *build, "editables"}
    assert wanted("demo.in") == set(project["optional-dependencies"]["demo"])


@pytest.mark.parametrize("name", ["runtime.txt", "demo.txt", "dev.txt"])
def test_a_lock_names_packages_and_digests_but_never_a_place(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text()

    assert "--hash=sha256:" in text
    assert "://" not in text
    assert "index-url" not in text
    assert "find-links" not in text


def test_a_room_that_is_built_stands_in_the_contract_without_parentheses() -> None:
    contracts = read(ROOT / "pyproject.toml")["tool"]["importlinter"]["contracts"]
    for contract in (entry for entry in contracts if entry["type"] == "layers"):
        (container,) = contract["containers"]
        folder = PACKAGE.parent.joinpath(*container.split("."))
        optional = {name.strip(" ()") for layer in contract["layers"] for name in layer.split("|") if "(" in name}

        built = {name for name in optional if (folder / name).is_dir() or (folder / f"{name}.py").is_file()}

        assert not built, f"built, and still in parentheses in the contract `{contract['id']}`: {sorted(built)}"
