"""`python -m tests.wire.peers PYTHON`: Keyturn's recognition beside localstack-core's parser, on the same requests.

PYTHON is an interpreter that has `requirements/peers.txt` installed (`make peers` makes one). Every operation of every
service is serialised by botocore, once with its required members and once with all of them, at AWS's hosts and behind
one endpoint; what is compared is the name alone: service and operation, or one of a class with the same IAM actions.
The table on standard output is the one in docs/reference/recognition.md.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Final

from botocore.exceptions import BotoCoreError, MissingDependencyException

from keyturn.adapters.aws.catalogue import PackagedCatalogue
from keyturn.codec.encoding import b64encode
from keyturn.flow.explain import unframed
from keyturn.model.action import Call
from keyturn.recognise.aws.call import name_call
from tests.wire.clients import Clients, Sent, operations
from tests.wire.compare import same_act
from tests.wire.parameters import Maker
from tests.wire.run import HOSTS, MODES

PEER: Final = Path(__file__).parent / "peer_localstack.py"
PLACES: Final = {"aws": "AWS's hosts", "gateway": "one endpoint"}
NAMED, WRONG, REFUSED = "named", "wrong", "refused"


def sends(mode: str, sample: int | None, seed: str) -> Iterator[Sent]:
    """Every request of one mode that is signed by SigV4, or those of a sample of operations."""
    clients: Clients = MODES[mode]()
    for service in clients.session.get_available_services():
        every = list(operations(clients.session, [service]))
        if sample is not None:
            every = random.Random(f"{seed} {service}").sample(every, min(sample, len(every)))
        for operation in every:
            for full in (False, True):
                params = Maker((seed, service, operation.name), full=full).parameters(operation)
                try:
                    sent = clients.send(operation, params)
                except (BotoCoreError, MissingDependencyException, AttributeError):
                    continue  # botocore itself does not send it so: there is nothing to name
                if sent.scope.service:
                    yield sent
        clients.forget()


def written(sent: Sent) -> str:
    """One request as a line for a peer."""
    request = sent.request
    body = b64encode(request.content.data or b"")
    return json.dumps({
        "method": request.method, "host": request.host, "path": request.path, "query": request.query,
        "headers": list(request.headers), "body_b64": body,
    })  # fmt: skip


def verdict(sent: Sent, named: tuple[str, str] | None) -> str:
    """Whether a name is right."""
    if named is None:
        return REFUSED
    return NAMED if same_act(sent.service, sent.operation, *named) else WRONG


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.wire.peers", description="recognition, beside others'")
    parser.add_argument("python", metavar="PYTHON", help="an interpreter with the peers installed")
    parser.add_argument("--sample", type=int, metavar="N", help="only N operations of each service")
    parser.add_argument("--seed", default="keyturn", help="what the sample and the parameters are made from")
    options = parser.parse_args(arguments)
    rows: list[str] = []
    for mode, place in PLACES.items():
        counts: dict[str, Counter[str]] = {}
        with tempfile.TemporaryDirectory() as folder:
            for sent, answers in _answered(mode, options, Path(folder)):
                for peer, named in answers.items():
                    counts.setdefault(peer, Counter())[verdict(sent, named)] += 1
        for peer, found in counts.items():
            total = found.total()
            shares = " | ".join(f"{found[one]:,} ({found[one] / total:.2%})" for one in (NAMED, WRONG, REFUSED))
            rows.append(f"| {peer} | {place} | {total:,} | {shares} |")
    _say(f"botocore {version('botocore')}, Python {sys.version.split()[0]}\n")
    _say("| | at | requests | named | wrong | refused |\n|---|---|---|---|---|---|")
    _say("\n".join(rows))
    return 0


def _answered(
    mode: str, options: argparse.Namespace, folder: Path
) -> Iterator[tuple[Sent, dict[str, tuple[str, str] | None]]]:
    """Each request with what each of the two names it."""
    catalogue = PackagedCatalogue()
    every: list[Sent] = []
    lines = folder / "requests"
    with lines.open("w") as file:
        for sent in sends(mode, options.sample, options.seed):
            every.append(sent)
            file.write(f"{written(sent)}\n")
    with lines.open() as asked:
        ran = subprocess.run(
            [options.python, PEER],
            stdin=asked,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            check=True,
        )
    said, *answers = map(json.loads, ran.stdout.splitlines())
    for sent, answer in zip(every, answers, strict=True):
        call = name_call(unframed(sent.request), sent.scope, catalogue, HOSTS)
        ours = (call.service, call.operation) if isinstance(call, Call) else None
        theirs = None if "error" in answer else (answer["service"], answer["operation"])
        yield sent, {"Keyturn": ours, said["version"]: theirs}


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    raise SystemExit(main())
