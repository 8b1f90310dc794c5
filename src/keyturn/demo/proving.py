"""Act three: who could go round it, by the account's own documents; and the edit that closes it, proved first."""

import json
from pathlib import Path
from typing import Any, Final

from keyturn.demo import blueprint
from keyturn.demo.estate import Access, Cloud
from keyturn.demo.gate import Gate
from keyturn.demo.outcome import Proof
from keyturn.demo.processes import Children, Finished, WorldFailed
from keyturn.demo.stage import Stage

_BEFORE: Final = "account.json"
_AFTER: Final = "account-mended.json"
_CONFIG: Final = "keyturn.toml"
_SHOWN: Final = 12  # lines of an answer


def act_three(stage: Stage, children: Children, cloud: Cloud, access: Access) -> Proof:
    """Prove the account as it was, close the path with the generated policy, and prove it again."""
    stage.act("Act three", "no way round: the account's own documents")
    stage.say("Keyturn stands in the way. Who could walk past it? keyturn reads the account and answers.")
    host = Gate(stage, children.folder)
    question = ["--config", _CONFIG, *_question(), "--accepted", f"arn:*:iam::{blueprint.ACCOUNT}:user/keyturn-gateway"]
    host.must("host", "prove", "collect", _BEFORE, "--config", _CONFIG)
    host.types("host", "prove", _BEFORE, *question, excerpt=_head)
    before = _answer(host, "prove", _BEFORE, *question)
    stage.say("The engineer's role, as in the incident. The smallest edit that closes it, proved before it is shown:")
    host.types("host", "prove", "mend", _BEFORE, *question, "--kind", "boundary", excerpt=_head)
    edit = _answer(host, "prove", "mend", _BEFORE, *question, "--kind", "boundary")
    applied = _apply(cloud, access, edit)
    stage.say("The people who own the account put it in place. Is it closed now?")
    host.must("host", "prove", "collect", _AFTER, "--config", _CONFIG)
    host.types("host", "prove", _AFTER, *question, excerpt=_head)
    after = _answer(host, "prove", _AFTER, *question)
    return Proof(
        before=str(before["verdict"]),
        who=tuple(
            sorted({one["arn"].rpartition("/")[2] for query in before["queries"] for one in query["principals"]})
        ),
        edits=tuple(applied),
        after=str(after["verdict"]),
    )


def _question() -> list[str]:
    place = f"{blueprint.PRODUCTION}:{blueprint.ACCOUNT}"
    return [
        *("--protected", f"cloudformation:DeleteStack=arn:aws-cn:cloudformation:{place}:stack/{blueprint.STACK}/*"),
        *("--protected", f"dynamodb:DeleteTable=arn:aws-cn:dynamodb:{place}:table/{blueprint.TABLE}"),
    ]


def _answer(host: Gate, *words: str) -> dict[str, Any]:
    """The same command for a program."""
    done = host.asks(*words, "--json")
    try:
        answer: dict[str, Any] = json.loads(done.out)
    except ValueError:
        raise WorldFailed(f"`keyturn prove` did not answer: {done.said}") from None
    return answer


def _head(done: Finished) -> list[str]:
    lines = [line for line in done.out.splitlines() if line.strip()] or [done.said]
    return lines if len(lines) <= _SHOWN else [*lines[:_SHOWN], f"  ... and {len(lines) - _SHOWN} lines more"]


def _apply(cloud: Cloud, access: Access, edit: dict[str, Any]) -> list[str]:
    """Make the policy and attach it, as the owners of the account would; what was done, in words."""
    iam = cloud.client("iam", access.gateway)
    done: list[str] = []
    for one in edit.get("edits", []):
        if one["kind"] != "boundary":
            continue
        made = iam.create_policy(PolicyName="keyturn-boundary", PolicyDocument=json.dumps(one["after"]))["Policy"][
            "Arn"
        ]
        for arn in one["attach_to"]:
            name = Path(arn).name
            iam.put_role_permissions_boundary(RoleName=name, PermissionsBoundary=made)
            done.append(f"boundary of {name}")
    return done
