"""`keyturn policy test`: decision vectors, tried: 0 if all of them are met, 1 if one is not."""

import argparse
import json
import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from keyturn.cli import settings
from keyturn.cli.main import DONE, REFUSED
from keyturn.cli.policy import examined, text_of
from keyturn.cli.terminal import document, out
from keyturn.config import BadConfig
from keyturn.console.text import visible
from keyturn.decide.rules import PolicyInvalid
from keyturn.errors import Malformed, quoted
from keyturn.flow.expected import Outcome, Vector, tried, vectors

_LARGEST: Final = 4 * 1024 * 1024


def test(arguments: argparse.Namespace) -> int:
    """Try every vector that `PATH` holds."""
    from keyturn.wiring import policies

    if arguments.example:
        out().say(*example().splitlines())
        return DONE
    if arguments.path is None:
        raise BadConfig("name a file or folder of decision vectors; `keyturn policy test --example` prints some")
    config = settings.load(arguments.config)
    found = examined(config, text_of(config, arguments.policies))
    if found.policies is None:
        raise PolicyInvalid(tuple(f"`{policy}` {message}" for policy, message in found.findings))
    tables = policies.tables()
    outcomes = [
        (file, tried(vector, found.policies)) for file in _files(Path(arguments.path).expanduser())
        for vector in _vectors(file, tables)
    ]  # fmt: skip
    failed = [one for _, one in outcomes if not one.met]
    if arguments.json:
        document(
            {
                "bundle": found.version,
                "tried": len(outcomes),
                "failed": len(failed),
                "vectors": [
                    {
                        "file": str(file),
                        "name": one.vector.name,
                        "met": one.met,
                        "expected": one.vector.expect,
                        "got": one.got,
                        "policies": sorted(one.by),
                    }
                    for file, one in outcomes
                ],
            }
        )
    else:
        printer = out()
        printer.say(
            *(printer.paint("bad", f"{visible(str(file))}: {_said(one)}") for file, one in outcomes if not one.met)
        )
        printer.say(f"{len(outcomes)} vectors tried on bundle {found.version[:12]}, {len(failed)} not met")
    return REFUSED if failed or not outcomes else DONE


def example() -> str:
    """Vectors to begin with; they hold for what Keyturn does by itself."""
    return files("keyturn.cli").joinpath("policy_examples", "decisions.toml").read_text(encoding="utf-8")


def _said(outcome: Outcome) -> str:
    vector = outcome.vector
    by = f" by {', '.join(f'`{one}`' for one in sorted(outcome.by))}" if outcome.by else ""
    wanted = "" if vector.policies is None else f" by {', '.join(f'`{one}`' for one in sorted(vector.policies))}"
    return visible(f"`{vector.name}` expects {vector.expect}{wanted}, and it is {outcome.got}{by}")


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    found = sorted(one for one in path.rglob("*") if one.suffix in (".toml", ".json") and one.is_file())
    if not found:
        raise BadConfig(f"`{quoted(str(path))}` holds no .toml or .json file")
    yield from found


def _vectors(path: Path, tables: Any) -> tuple[Vector, ...]:  # noqa: ANN401 - the catalogue, which only wiring names
    try:
        with path.open("rb") as file:
            text = file.read(_LARGEST).decode("utf-8")
        parsed: Mapping[str, Any] = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
        if not isinstance(parsed, dict):
            raise Malformed("decision vectors", str(path), "an object with `decision` and `vote` is wanted")
        return vectors(parsed, tables)
    except OSError as error:
        raise BadConfig(f"`{quoted(str(path))}` cannot be read: {(error.strerror or str(error)).lower()}") from None
    except (ValueError, RecursionError) as error:
        raise BadConfig(f"`{quoted(str(path))}` cannot be read: {quoted(str(error)).lower()}") from None
    except Malformed as error:
        raise BadConfig(f"`{quoted(str(path))}`: {error}") from None
