"""Asking the gateway, and reading its answers: what is not in the form we expect is said, never guessed."""

import argparse
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

from keyturn.cli import control, settings
from keyturn.cli.terminal import err
from keyturn.codec.canonical import Json
from keyturn.config import Config
from keyturn.console.text import plain, visible
from keyturn.errors import CallerError, PolicyError, quoted

_STORE: Final = "log.db"
_LONG: Final = 900.0


@dataclass(frozen=True, slots=True)
class Gate:
    """The gateway that a configuration names."""

    config: Config

    @classmethod
    def of(cls, arguments: argparse.Namespace) -> Self:
        """Return the gate that `--config` names. Raises BadConfig."""
        return cls(settings.load(arguments.config))

    def ask(self, method: str, **params: Json) -> "Answer":
        """Ask the running gateway. Raises what `control.ask` raises."""
        return Answer(method, control.ask(self.config.gateway.data, method, params))

    def ask_long(self, method: str, **params: Json) -> "Answer":
        """Ask the running gateway for what may take it minutes: to send calls to AWS, one after the other."""
        return Answer(method, control.ask(self.config.gateway.data, method, params, seconds=_LONG))

    def settle(self, method: str, **params: Json) -> "Answer":
        """Ask the running gateway; with none running, open its store under an exclusive lock and do it there."""
        try:
            return self.ask(method, **params)
        except control.NotRunning:
            from keyturn import wiring

            try:
                return Answer(method, wiring.ask_offline(self.config, method, params))
            except (CallerError, PolicyError) as error:
                # A refusal is the same whether the gate was running: its words, and the same exit code.
                whose = "policy" if isinstance(error, PolicyError) else "caller"
                raise control.Answered(error.code, str(error), whose) from None

    def there(self, method: str, **params: Json) -> "Answer":
        """Ask the running gateway; with none running, its store where one lies here that this user may write to.

        So people can look at a change of the gate and decide about it while it does not start.
        """
        if os.access(self.config.gateway.data / _STORE, os.R_OK | os.W_OK):
            return self.settle(method, **params)
        return self.ask(method, **params)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, read member by member; each reader raises Unanswered where the form is another."""

    method: str
    value: Json

    def members(self) -> Mapping[str, Json]:
        """The answer as an object."""
        if not isinstance(self.value, Mapping):
            raise self._odd("the answer")
        return self.value

    def text(self, name: str, default: str | None = None) -> str:
        """The text under `name`."""
        value = self.members().get(name, default)
        if not isinstance(value, str):
            raise self._odd(name)
        return value

    def number(self, name: str) -> int:
        """The whole number under `name`."""
        value = self.members().get(name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self._odd(name)
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """The list of texts under `name`, empty where it is left out."""
        found: list[str] = []
        for item in self._sequence(name):
            if not isinstance(item, str):
                raise self._odd(name)
            found.append(item)
        return tuple(found)

    def each(self, name: str) -> "tuple[Answer, ...]":
        """The list of objects under `name`, empty where it is left out."""
        return tuple(Answer(self.method, item) for item in self._sequence(name))

    def inner(self, name: str) -> "Answer":
        """The object under `name`."""
        return Answer(self.method, self.members().get(name))

    def _sequence(self, name: str) -> Sequence[Json]:
        value = self.members().get(name, [])
        if not isinstance(value, list):
            raise self._odd(name)
        return value

    def _odd(self, name: str) -> control.Unanswered:
        return control.Unanswered(
            f"the gateway's answer to `{quoted(self.method)}` has no usable `{quoted(name)}`: "
            "are `keyturn` and the gateway of the same version?"
        )


def warn_unsealed(status: Answer) -> None:
    """Say on standard error that one person can still change the gate, as long as that is so."""
    if status.members().get("sealed") is not True:
        said = err()
        said.say(said.paint("warn", status.text("sealed_text", NOT_SEALED)))


def warn_clock(status: Answer) -> None:
    """Say on standard error that production is held for the gateway's clock, as long as that is so."""
    clock = status.text("clock", "steady")
    if clock != "steady":
        said = err()
        said.say(said.paint("bad", f"the clock is {plain(clock)}"))


def warn_notices(status: Answer) -> None:
    """Say on standard error what the gate names everywhere as long as it is so: a freeze, an emergency."""
    said = err()
    for notice in status.texts("notices"):
        said.say(said.paint("bad", visible(notice)))


NOT_SEALED = "not sealed: one person can still change this gate"
