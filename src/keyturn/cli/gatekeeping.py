"""`keyturn seal`, `charter` and `propose`, and people and keys of a sealed gate: what people change together."""

import argparse
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from keyturn.cli import settings
from keyturn.cli.gate import Answer, Gate
from keyturn.cli.main import DONE
from keyturn.cli.memory import check_past
from keyturn.cli.signing import Signer
from keyturn.cli.terminal import document, err, out
from keyturn.codec.canonical import Json
from keyturn.codec.keys import key_id
from keyturn.console.charters import charter_of, policies_of, whole
from keyturn.console.review import NotWhatItSays
from keyturn.console.text import plain, visible
from keyturn.console.wording import gate_kind
from keyturn.errors import CallerError
from keyturn.model import written
from keyturn.model.gate import Charter, GateKind
from keyturn.model.identity import PublicKey

_LARGEST: Final = 1024 * 1024


class Unsigned(CallerError):
    """Something that only people together can do, asked by nobody."""

    code = "gate.unsigned"


def seal(arguments: argparse.Namespace) -> int:
    """Sign the first charter, once it is shown and its digest is computed here. The last signature seals the gate."""
    signer, gate = Signer.of(arguments), Gate.of(arguments)
    told = gate.settle("charter")
    shown = _charter(told)
    printer = err() if arguments.json else out()
    if told.members().get("sealed") is True:
        printer.say(f"this gate is sealed already; its root is {plain(told.text('root'))}")
        if arguments.json:
            document(told.value)
        return DONE
    printer.say("you sign that exactly this is guarded by two people from now on:", "")
    printer.say(*(f"  {line}" for line in whole(shown)), "")
    for warning in told.texts("warnings"):
        err().say(err().paint("warn", f"mind: {visible(warning)}"))
    check_past(gate, gate.settle("status"), settings.state_home(), err().say)
    answer = gate.settle("seal", envelope=signer.seal(shown.deployment, shown.digest))
    if arguments.json:
        document(answer.value)
        return DONE
    for name in answer.texts("void"):
        printer.say(f"{plain(name)} signed before people or configuration changed: that counts no more, sign again")
    if answer.members().get("sealed") is True:
        printer.say(f"sealed. The root of this gate, for you to keep: {shown.digest}")
        printer.say("from here on two people change it: keyturn person add ... --as YOU --key FILE proposes")
    else:
        printer.say(f"your signature counts. The root will be, if nothing changes until then: {shown.digest}")
        printer.say(f"still to sign: {plain(', '.join(answer.texts('missing')))}")
        printer.say(*(f"  {_ways(shown, name, told.text('url'))}" for name in answer.texts("missing")))
    return DONE


def charter(arguments: argparse.Namespace) -> int:
    """Show what two people guard, its digest computed here."""
    told = Gate.of(arguments).settle("charter")
    shown = _charter(told)
    if arguments.json:
        document(told.value)
        return DONE
    printer = out()
    sealed = told.members().get("sealed") is True
    printer.say(f"charter {shown.number} of {plain(shown.deployment)}" + ("" if sealed else ", not sealed yet"), "")
    printer.say(*(f"  {line}" for line in whole(shown)), "")
    for key in told.texts("suspended"):
        printer.say(printer.paint("warn", f"  key {plain(key)} is suspended: it signs nothing"))
    printer.say(f"  digest {shown.digest}")
    if sealed:
        printer.say(f"  root   {plain(told.text('root'))}")
        return DONE
    printer.say(*(f"  to sign: {_ways(shown, name, told.text('url'))}" for name in told.texts("missing")))
    for warning in told.texts("warnings"):
        printer.say(printer.paint("warn", f"  mind: {visible(warning)}"))
    return DONE


def _ways(shown: Charter, name: str, page: str) -> str:
    """How a founder signs the first charter: with a key file, on the page with a passkey, or with either."""
    person = shown.person(name)
    keys = () if person is None else person.keys
    ways = [f"keyturn seal --as {plain(name)} --key FILE"] if any(key.passkey is None for key in keys) else []
    ways += [f"{plain(name)} with a passkey at {plain(page)}"] if any(key.passkey is not None for key in keys) else []
    return ", or ".join(ways)


def _charter(told: Answer) -> Charter:
    """Return the charter that the gateway shows, and its policies with it, once their digests hold."""
    shown = charter_of(told.members().get("charter"), told.text("digest"))
    policies_of({shown.bundle: told.members().get("bundle")}, shown.bundle)
    return shown


def propose(arguments: argparse.Namespace, kind: GateKind, asked: Mapping[str, Json]) -> int:
    """Sign a proposal of `kind` and hand it in; say what is to be done next."""
    if not arguments.person or not arguments.key:
        raise Unsigned("this gate is sealed, so this is a proposal: say who you are, `--as YOU --key FILE`")
    signer, gate = Signer.of(arguments), Gate.of(arguments)
    status = gate.settle("status")
    digest = status.members().get("charter")
    if digest is not None and not isinstance(digest, str):
        raise NotWhatItSays("the gateway does not say which charter is in force: do not sign")
    check_past(gate, status, settings.state_home(), err().say)
    envelope = signer.proposal(status.text("deployment"), digest, kind, asked, arguments.intent or gate_kind(kind))
    answer = gate.settle("propose", envelope=envelope)
    if arguments.json:
        document(answer.value)
        return DONE
    short = plain(answer.text("short"))
    out().say(
        f"proposed as change {short}: it needs {plain(answer.text('quorum'))}, and you have no vote on it",
        f"  the others look:  keyturn show {short}",
        f"  and agree:        keyturn approve {short} --as THEM --key FILE",
        f"  you may wait:     keyturn wait {short}",
    )
    return DONE


def enrolled(path: str) -> PublicKey:
    """Return the key of a public key file. Raises Malformed, KeyFileRefused."""
    from keyturn import wiring

    raw = wiring.load_public_key(Path(path).expanduser()).key.public_bytes_raw()
    return PublicKey(key_id(raw), raw)


def propose_person(arguments: argparse.Namespace) -> int:
    """Propose that somebody be enrolled with the key in `--public-key`."""
    keys: list[Json] = [written.public_key(enrolled(arguments.public_key))]
    groups: list[Json] = [*sorted(set(arguments.groups))]
    return propose(arguments, GateKind.PERSON_ADD, {"name": arguments.name, "groups": groups, "keys": keys})


def propose_disabling(arguments: argparse.Namespace) -> int:
    """Propose that somebody acts no more."""
    return propose(arguments, GateKind.PERSON_DISABLE, {"name": arguments.name})


def person_groups(arguments: argparse.Namespace) -> int:
    """Propose other groups of a person."""
    groups: list[Json] = [*sorted(set(arguments.groups))]
    return propose(arguments, GateKind.PERSON_GROUPS, {"name": arguments.name, "groups": groups})


def key_add(arguments: argparse.Namespace) -> int:
    """Propose another key of a person."""
    key = written.public_key(enrolled(arguments.public_key))
    return propose(arguments, GateKind.KEY_ADD, {"name": arguments.name, "key": key})


def key_revoke(arguments: argparse.Namespace) -> int:
    """Propose that a key never signs again."""
    return propose(arguments, GateKind.KEY_REVOKE, {"name": arguments.name, "key": arguments.id})


def key_restore(arguments: argparse.Namespace) -> int:
    """Propose that a suspended key signs again."""
    return propose(arguments, GateKind.KEY_RESTORE, {"name": arguments.name, "key": arguments.id})


def key_suspend(arguments: argparse.Namespace) -> int:
    """Suspend a key of one's own, at once and alone."""
    signer, gate = Signer.of(arguments), Gate.of(arguments)
    status = gate.settle("status")
    key = arguments.id or signer.key_id
    answer = gate.settle("key_suspend", envelope=signer.suspension(status.text("deployment"), key))
    if arguments.json:
        document(answer.value)
        return DONE
    out().say(
        f"key {plain(answer.text('key'))} signs nothing any more; the votes it gave and your sessions are over",
        f"  have it revoked for good:  keyturn person key revoke {plain(answer.text('name'))} "
        f"{plain(answer.text('key'))} --as SOMEBODY --key FILE",
    )
    return DONE


def propose_configuration(arguments: argparse.Namespace) -> int:
    """Propose the guarded part of another keyturn.toml; what it holds of secrets and addresses stays here."""
    # The file is read as `keyturn up` would read it: what that refuses is not even proposed.
    guarded = settings.load(arguments.file).guarded
    return propose(arguments, GateKind.CONFIGURATION, {"configuration": guarded})


def propose_policies(arguments: argparse.Namespace) -> int:
    """Propose the text of a Cedar file as the policies in force."""
    path = Path(arguments.file).expanduser()
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        data = file.read(_LARGEST + 1)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Unsigned(f"`{visible(str(path))}` is not UTF-8 text: it is no policy") from None
    return propose(arguments, GateKind.POLICIES, {"policies": text})


def propose_log_keys(arguments: argparse.Namespace) -> int:
    """Propose which keys may sign the log."""
    keys: list[Json] = list(arguments.keys)
    return propose(arguments, GateKind.LOG_KEY, {"log_keys": keys})
