"""`keyturn prove`: who could go round the gateway, by which way; or the proof that nobody can."""

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from keyturn import __version__
from keyturn.cli import settings
from keyturn.cli.main import DONE, REFUSED
from keyturn.cli.progress import Bar
from keyturn.cli.prove_checked import doubly_proved
from keyturn.cli.prove_screen import screen
from keyturn.cli.terminal import document, err, out
from keyturn.codec.canonical import Json
from keyturn.codec.strict import loads
from keyturn.errors import CallerError, Malformed, quoted
from keyturn.prover.account import Account, BadBundle, read
from keyturn.prover.answer import CATALOGUE, GUARDRAIL, Answer
from keyturn.prover.goals import Query
from keyturn.prover.guardrail import Exempt
from keyturn.prover.prove import Prover, Wanted
from keyturn.prover.sarif import sarif
from keyturn.prover.search import EFFORT

_LARGEST: Final = 512 << 20


class BadQuestion(CallerError):
    """What is asked cannot be asked so."""

    code = "prove.question"


def prove(arguments: argparse.Namespace) -> int:
    """Answer for a bundle: 0 proved, 1 somebody can or it is not known whether."""
    bundle = load(arguments.bundle)
    account = read(bundle)
    wanted = asked(arguments, account)
    bar = Bar("proving")
    prover = Prover(account, wanted)
    try:
        answer = prover.answer(bar)
    finally:
        bar.done()
    answer, made = doubly_proved(prover, answer, bundle, certified=arguments.certificate is not None)
    tell(answer, arguments)
    if arguments.certificate is not None:
        Path(arguments.certificate).write_text(json.dumps(made, indent=2) + "\n", encoding="utf-8")
    return DONE if answer.verdict in {GUARDRAIL, CATALOGUE} else REFUSED


def tell(answer: Answer, arguments: argparse.Namespace) -> None:
    """Write what was found, where it was asked for."""
    if arguments.sarif is not None:
        Path(arguments.sarif).write_text(
            json.dumps(sarif(answer, Path(arguments.bundle).name, __version__), indent=2) + "\n", encoding="utf-8"
        )
    if arguments.json:
        document(answer.to_json())
        return
    printer = out()
    printer.say(*screen(answer, printer))
    if arguments.sarif is not None:
        err().say(f"SARIF is in {arguments.sarif}")


def load(named: str, what: str = "bundle", largest: int = _LARGEST) -> Json:
    """Read the file of a bundle, or of something else that is JSON (`what`). Raises BadBundle."""
    try:
        with Path(named).expanduser().open("rb") as file:
            data = file.read(largest + 1)
    except OSError as error:
        raise BadBundle(f"`{quoted(named)}` cannot be read: {(error.strerror or str(error)).lower()}") from None
    if len(data) > largest:
        raise BadBundle(f"`{quoted(named)}` is larger than {largest >> 20} MiB: it is no {what}")
    if not data.strip():
        raise BadBundle(f"`{quoted(named)}` is empty")
    try:
        return loads(data)
    except Malformed as error:
        raise BadBundle(f"`{quoted(named)}` is no {what}: {error.why}") from None


def asked(arguments: argparse.Namespace, account: Account) -> Wanted:
    """What the arguments and the configuration ask. Raises BadQuestion."""
    config = settings.load(arguments.config)
    given = tuple(_query(text) for text in arguments.protected)
    if not given:
        from keyturn.cli.prove_defaults import defaults

        given = defaults(config, account)
    gateway = _role(arguments.gateway_role)
    at = datetime.now(UTC).replace(microsecond=0)
    return Wanted(
        given, Exempt(gateway, tuple(arguments.accepted)), at, EFFORT if arguments.effort is None else arguments.effort
    )


def _query(text: str) -> Query:
    action, mark, resource = text.partition("=")
    service, colon, name = action.partition(":")
    if not mark or not colon or not service or not name or not resource:
        raise BadQuestion(
            f"`--protected {quoted(text)}` names no action and resource: write it like "
            "`rds:DeleteDBInstance=arn:aws:rds:eu-west-1:123456789012:db:costs`"
        )
    return Query(action, resource)


def _role(arn: str | None) -> str | None:
    if arn is not None and ":role/" not in arn:
        raise BadQuestion(f"`--gateway-role {quoted(arn)}` is not the ARN of a role")
    return arn
