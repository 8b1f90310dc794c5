"""What the health probe says, as the demo hears it: the newest word, and whether a region was ever down."""

import json
import queue
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from keyturn.demo.processes import Children, WorldFailed

Colour = Literal["green", "amber", "red"]

_ANSWER_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Health:
    """One region as the probe found it: the figure it reported beside the right one, or why there was none."""

    region: str
    colour: Colour
    right: str
    figure: str | None
    error: str | None


class Watch:
    """Listens to one probe process from a thread of its own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._answers: queue.Queue[tuple[str, dict[str, Health]] | None] = queue.Queue()
        self._asked = 0
        self.latest: dict[str, Health] = {}
        self.looks: int = 0
        self.ever_red: set[str] = set()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def look(self) -> dict[str, Health]:
        """Have the probe look now, and wait for what it sees. Raises WorldFailed when it does not answer."""
        self._asked += 1
        token = str(self._asked)
        try:
            if self._process.stdin is None:
                raise WorldFailed("the health probe has no input")
            self._process.stdin.write(f"{token}\n")
            self._process.stdin.flush()
            answer = self._answers.get(timeout=_ANSWER_SECONDS)
        except (BrokenPipeError, queue.Empty):
            answer = None
        if answer is None or answer[0] != token:
            raise WorldFailed("the health probe does not answer")
        return answer[1]

    def _listen(self) -> None:
        for line in self._process.stdout or ():
            word = json.loads(line)
            seen = {one["region"]: Health(**one) for one in word["regions"]}
            self.latest = seen
            self.looks += 1
            self.ever_red |= {health.region for health in seen.values() if health.colour == "red"}
            if word["asked"] is not None:
                self._answers.put((word["asked"], seen))
        self._answers.put(None)

    def join(self) -> None:
        """Wait until the listener has heard the last word; the probe must have been stopped."""
        self._listener.join(_ANSWER_SECONDS)


@contextmanager
def watching(children: Children, *arguments: str, env: dict[str, str]) -> Iterator[Watch]:
    """A running probe; it is stopped when the block is left."""
    watch = Watch(children.start("probe", "keyturn.demo.probe", *arguments, env=env))
    try:
        yield watch
    finally:
        children.stop("probe")
        watch.join()
