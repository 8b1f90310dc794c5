"""A bundle is tried before it decides anything: whether its schema fits what is asked, and no policy fails on that."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from keyturn.decide.cedar import Cedar
from keyturn.model.action import Effect, Reading
from keyturn.model.change import Change
from keyturn.model.decision import Question, Quorum, Standing
from keyturn.model.identity import Person

_LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)
_QUESTION: Final = Question(
    sponsor="sponsor",
    groups=frozenset({"group"}),
    session="S-REHEARSAL",
    agent="agent",
    service="s3",
    operation="ListBuckets",
    effect=Effect.READ,
    reading=Reading.METADATA,
    delegates=False,
    stateful_loss=False,
    environment="production",
    in_scope=True,
    in_environment=True,
    standing=Standing(1, {"group": 1}),
    evidence=frozenset({"snapshot"}),
)
_REVIEWER: Final = Person("reviewer", frozenset({"group"}), ())
_CHANGE: Final = Change(
    id="C-REHEARSAL",
    deployment="rehearsal",
    task="T-REHEARSAL",
    intent="",
    kind="fix",
    sponsor="sponsor",
    agent="agent",
    session="S-REHEARSAL",
    account="",
    actions=(),
    bundle="",
    opened=_LONG_AGO,
    expires=_LONG_AGO,
    quorum=Quorum(),
    gates=(),
)


def problems_of(cedar: Cedar) -> tuple[str, ...]:
    """Ask one plain question of each kind; say who fails on which."""
    asked = {effect.value: cedar.may_act(replace(_QUESTION, effect=effect), rehearsed=False) for effect in Effect}
    asked["vote"] = cedar.may_vote(_REVIEWER, _CHANGE)
    return tuple(
        f"`{name}` fails on a question about `{action}`"
        for action, replies in asked.items()
        for name in sorted({name for reply in replies for name in reply.errors})
    )
