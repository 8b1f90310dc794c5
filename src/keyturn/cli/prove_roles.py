"""`keyturn prove roles`: who may do more on protected things than they ever did, and the narrower policy."""

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from keyturn import __version__
from keyturn.cli import settings
from keyturn.cli.main import DONE, REFUSED
from keyturn.cli.policy_diff import logged
from keyturn.cli.progress import Bar
from keyturn.cli.prove import BadQuestion, asked, load
from keyturn.cli.prove_roles_screen import screen
from keyturn.cli.terminal import document, err, out
from keyturn.codec.canonical import Json
from keyturn.console.text import plain
from keyturn.errors import CallerError, quoted
from keyturn.flow.history import Histories
from keyturn.prover.account import Account, read
from keyturn.prover.broad import broad
from keyturn.prover.prove import Prover, Wanted
from keyturn.prover.sarif import sarif_of_breadth
from keyturn.prover.usage import History, histories, with_ages, with_others
from keyturn.verify.log import Evidence
from keyturn.verify.log import verify as audit

_COLLECTED: Final = "last_accessed"


class BadLog(CallerError):
    """A log does not hold, so nothing that it says of tasks is believed."""

    code = "prove.log"
    exit_code = REFUSED


def roles(arguments: argparse.Namespace) -> int:
    """List the over-broad roles and users: 1 if there are any, or nobody could be judged."""
    from keyturn import wiring

    bundle = load(arguments.bundle)
    account = read(bundle)
    wanted = asked(arguments, account)
    used = _used(arguments, bundle if isinstance(bundle, Mapping) else {}, account, wanted)
    bar = Bar("judging")
    try:
        found = broad(Prover(account, wanted), used, wiring.permissions(), bar)
    finally:
        bar.done()
    if arguments.sarif is not None:
        made = sarif_of_breadth(found, Path(arguments.bundle).name, __version__)
        Path(arguments.sarif).write_text(json.dumps(made, indent=2) + "\n", encoding="utf-8")
    if arguments.json:
        document(found.to_json())
    else:
        printer = out()
        printer.say(*screen(found, wanted.at, printer))
    return DONE if found.judged and not found.found else REFUSED


def _used(
    arguments: argparse.Namespace, bundle: Mapping[str, Json], account: Account, wanted: Wanted
) -> dict[str, History]:
    """What is known of what everybody used, from everywhere. Raises BadQuestion, BadHistory, BadLog."""
    collected = bundle.get(_COLLECTED)
    if collected is None and not arguments.log and arguments.used is None:
        refused = parts.get(_COLLECTED) if isinstance(parts := bundle.get("not_collected"), Mapping) else None
        why = next(iter(refused.values()), None) if isinstance(refused, Mapping) else None
        raise BadQuestion(
            "nothing says what was used"
            + (f" ({quoted(why)})" if why else "")
            + ": collect the account again (`keyturn prove collect` asks IAM), or name a gate's log with `--log`, or "
            "a file with `--used`"
        )
    used: dict[str, History] = {}
    if collected is not None:
        used = histories(collected, wanted.at, f"`{_COLLECTED}` of the bundle")
    if arguments.used is not None:
        used = with_others(used, histories(load(arguments.used), wanted.at, f"`{quoted(arguments.used)}`"))
    for path in arguments.log:
        used = with_others(used, _logged(arguments, Path(path).expanduser(), account, wanted))
    return with_ages(used, bundle)


def _logged(arguments: argparse.Namespace, path: Path, account: Account, wanted: Wanted) -> dict[str, History]:
    """What a log says, once it is verified. Raises BadLog, StoreRefused."""
    from keyturn import wiring
    from keyturn.wiring import policies

    role = arguments.gateway_role or settings.load(arguments.config).aws.role_arn
    reader = Histories(policies.tables(), wiring.permissions(), account.number, role)
    with wiring.open_log(path) as copy:
        verdict = audit(Evidence(copy.entries, copy.checkpoints(), copy.verifier()), arguments.key, ())
        if not verdict.ok:
            raise BadLog(
                f"the log in `{quoted(str(path))}` does not hold ({verdict.problems[0].message}): "
                "nothing it says is believed; `keyturn log verify` says more"
            )
        lived = reader.read(logged(copy.entries()))
    said = err()
    name = plain(str(path))
    for arn, one in lived.items():
        said.say(f"{name}: {plain(arn)}, {one.since:%Y-%m-%d} to {one.until:%Y-%m-%d}, {len(one.used)} actions used")
        if one.partial:
            said.say(f"  what is not in it may have been used all the same: {plain(one.partial)}")
    if reader.unnamed:
        said.say(f"{name}: {reader.unnamed} calls went as a role that it does not name: name it with `--gateway-role`")
    if reader.others:
        said.say(f"{name}: {reader.others} calls were in other accounts, and are left out")
    if arguments.key is None:
        said.say(f"{name}: checked with the key that it names itself; `--key` gives the one that you kept")
    return {arn: one.history(wanted.at) for arn, one in lived.items()}
