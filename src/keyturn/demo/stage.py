"""What the person sees: the story as lines, and under them, on a terminal, the health and the two keys, live."""

import shlex
import time
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Final, Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from keyturn.demo import blueprint
from keyturn.demo.performance import Called, Heard, Said
from keyturn.demo.processes import Finished
from keyturn.demo.watch import Colour, Health, Watch

_STYLES: Final[Mapping[Colour, str]] = {"green": "bold green", "amber": "bold yellow", "red": "bold red"}
_TWO_COLUMNS: Final = 100  # characters from which what should have happened fits beside what did

_PROLOGUE: Final = (
    "December 2025: engineers ask a coding agent to fix a minor bug in Cost Explorer. It deletes and recreates the",
    "environment. Thirteen hours without the service in one of the two regions in mainland China.",
    "Here it is again. The cloud is simulated and the agent is a script that replays the reported decision; every call",
    "below is what its process really sent and was really answered.",
)


class Stage:
    """Tells the story on one console. Everything shown is text, never markup: some of it comes off the wire."""

    def __init__(self, console: Console, *, live: bool) -> None:
        self.console: Final = console
        self._began = time.monotonic()
        self._title = "keyturn demo"
        self._watch: Watch | None = None
        self._seats: dict[str, str] = {}
        self._live = Live(self, console=console, refresh_per_second=6, transient=True) if live else None

    def __enter__(self) -> Self:
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._live is not None:
            self._live.stop()

    def prologue(self) -> None:
        """What is about to be replayed, as it was publicly reported."""
        for line in _PROLOGUE:
            self.say(line)

    def act(self, name: str, what: str) -> None:
        """A new act begins."""
        self._title = f"{name}, {what}"
        self._watch = None
        self._seats = {}
        self._print(Text(""))
        if self._wraps:
            self._print(Rule(Text(self._title, style="bold cyan"), align="left", style="cyan"))
        else:
            self._print(Text(f"== {self._title} =="))

    def watch(self, watch: Watch) -> None:
        """From here on the live view shows what this probe sees."""
        self._watch = watch

    def say(self, text: str, style: str = "") -> None:
        """One sentence of the story."""
        self._indented(Text(text, style=style), 1)

    def contrast(self, step: str, should: str, did: str) -> None:
        """What should have happened beside what did; one above the other where the terminal is narrow."""
        if self._wraps and self.console.width >= _TWO_COLUMNS:
            row = Table.grid(padding=(0, 2), expand=True)
            for width, ratio in ((12, None), (None, 2), (None, 3)):
                row.add_column(width=width, ratio=ratio)
            row.add_row(
                Text(step, style="bold"),
                Text.assemble(("should  ", "dim green"), should),
                Text.assemble(("did  ", "dim red"), did),
            )
            self._print(Padding(row, (0, 0, 0, 1)))
            return
        self._indented(Text(step, style="bold"), 1)
        self._indented(Text.assemble(("should: ", "green"), should), 3)
        self._indented(Text.assemble(("did:    ", "red"), did), 3)

    def heard(self, heard: Heard) -> None:
        """One thing the agent said or did."""
        if isinstance(heard, Said):
            self._indented(Text(f'agent: "{heard.text}"', style="italic"), 3)
            return
        self._call(heard)

    def command(self, person: str, done: Finished, says: Iterable[str]) -> None:
        """One `keyturn` command that a person typed, how it ended, and what of its answer is worth reading here."""
        style = "green" if done.code == 0 else "yellow"
        code = (f"  [exit {done.code}]", style) if done.code else ""
        self._indented(Text.assemble((f"{person}$ ", "bold cyan"), f"keyturn {shlex.join(done.words)}", code), 3)
        for one in says:
            self._indented(Text(one, style=style), 5)

    def health(self, when: str, regions: Iterable[Health]) -> None:
        """What the probe saw."""
        for health in regions:
            self._indented(Text.assemble(("probe ", "bold"), f"{when}: ", _health(health)), 1)

    def losses(self, before: Mapping[str, int], after: Mapping[str, int]) -> None:
        """What stood there before and what stands there now, counted over the wire."""
        for kind, many in before.items():
            if after[kind] != many:
                gone = Text.assemble(("gone  ", "bold red"), f"{kind}: {many} before, {after[kind]} now")
                self._indented(gone, 3)

    def keys(self, seats: Mapping[str, str]) -> None:
        """The state of the two keys, for the live view: each person, and which way the key stands."""
        self._seats = dict(seats)

    def show(self, piece: RenderableType) -> None:
        """Something drawn already."""
        self._print(piece)

    def _call(self, call: Called) -> None:
        tone = "green" if call.passed else ("yellow" if call.change else "red")
        answer = " ".join(filter(None, (str(call.status), call.code, "HELD" if call.change else None)))
        kind = ("read   ", "dim") if call.reads else ("EFFECT ", "bold magenta")
        self._indented(
            Text.assemble(kind, call.action, f"  {call.target}  " if call.target else "  ", (answer, tone)), 3
        )
        if call.message:
            self._indented(Text(call.message, style=tone), 10)

    @property
    def _wraps(self) -> bool:
        return self.console.is_terminal

    def _indented(self, text: Text, by: int) -> None:
        if self._wraps:
            self._print(Padding(text, (0, 0, 0, by)))
        else:
            self._print(Text.assemble(" " * by, text))

    def _print(self, piece: RenderableType) -> None:
        self.console.print(piece, soft_wrap=not self._wraps, highlight=False)

    def __rich__(self) -> RenderableType:
        """The live view: health of both regions as the probe sees it now, and the two keys."""
        rows: list[RenderableType] = []
        latest = self._watch.latest if self._watch is not None else {}
        rows.extend(_health(latest[region]) for region in blueprint.REGIONS if region in latest)
        if self._seats:
            turned = [
                Text.assemble((f"{'●' if state == 'turned' else '○'} {person} ", "bold"), (state, "dim"))
                for person, state in self._seats.items()
            ]
            rows.append(Text("   ").join([Text("keys", style="dim"), *turned]))
        if not rows:
            rows.append(Text("the estate is being built", style="dim"))
        seconds = f"{time.monotonic() - self._began:.0f} s"
        return Panel(Group(*rows), title=Text(self._title), subtitle=Text(seconds), border_style="cyan")


def _health(health: Health) -> Text:
    words = {
        "green": f"the report is right: {health.figure} CNY",
        "amber": f"the report says {health.figure} CNY, right is {health.right} CNY",
        "red": f"OUTAGE: {health.error}",
    }
    colour = Text(f"{'●'} {health.colour.upper():5} ", style=_STYLES[health.colour])
    return Text.assemble(colour, f"{health.region:14} ", words[health.colour])
