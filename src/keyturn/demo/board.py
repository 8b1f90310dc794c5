"""The board at the end: both acts side by side, the log below, and what to do next."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from keyturn.demo.outcome import Evidence, Guarded, Outcome, Proof, Unguarded

_PICTURE_COLUMNS: Final = 112
_SIDE_BY_SIDE: Final = 90
_NEXT: Final = (
    ("keyturn key new you.key", "make your own key"),
    ("keyturn up", "start the gateway"),
    ("keyturn person add you --group sre --public-key you.key.pub", "enrol yourself and two reviewers"),
    ("keyturn seal --as you --key you.key", "each of you: from then on two of you change it"),
    (
        'keyturn run --isolation user --agent A --as you --key you.key --task "..." -- COMMAND',
        "run an agent in a session",
    ),
    ("keyturn approve CHANGE --as R --key R.key", "turn a key, when it asks for one"),
)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One act on the board: a title, the colour of how it ended, and lines of a name and what was found."""

    title: str
    colour: str
    lines: list[tuple[str, str, str]]  # name, value, style

    def panel(self) -> Panel:
        grid = Table.grid(padding=(0, 1))
        grid.add_column(width=8)
        grid.add_column(ratio=1)
        for name, value, style in self.lines:
            grid.add_row(Text(name, style="dim"), Text(value, style=style))
        return Panel(grid, title=Text(self.title, style="bold"), border_style=self.colour)

    def plain(self) -> list[str]:
        return [f"== {self.title} ==", *(f"  {name:8}  {value}" for name, value, _ in self.lines)]


def board(outcome: Outcome, columns: int) -> RenderableType:
    """The outcome, drawn; the acts stand one above the other where there are fewer than 90 columns."""
    first, second, proof, log = (sheet.panel() for sheet in _sheets(outcome))
    if columns < _SIDE_BY_SIDE:
        return Group(first, second, proof, log)
    beside = Table.grid(expand=True, padding=(0, 1))
    beside.add_column(ratio=4)
    beside.add_column(ratio=5)
    beside.add_row(first, second)
    return Group(beside, proof, log)


def plain_board(outcome: Outcome) -> list[str]:
    """The same in lines."""
    return [line for sheet in _sheets(outcome) for line in sheet.plain()]


def closing_words(outcome: Outcome) -> list[str]:
    """The verdict in one line, and what to run next."""
    broken = outcome.broken_promises()
    if broken:
        return [
            f"NOT as promised ({outcome.seconds:.0f} s):",
            *(f"  - not so: {promise}" for promise in broken),
            "Look into it with `keyturn demo --keep`.",
        ]
    width = max(len(command) for command, _ in _NEXT)
    return [
        f"As promised, in {outcome.seconds:.0f} s. Next, on your own account:",
        *(f"  {command:{width}}  {why}" for command, why in _NEXT),
    ]


def picture(outcome: Outcome, file: Path) -> None:
    """Save the board as an SVG that loads nothing from anywhere."""
    with Path("/dev/null").open("w", encoding="utf-8") as nowhere:
        console = Console(
            record=True, force_terminal=True, color_system="truecolor", width=_PICTURE_COLUMNS, file=nowhere
        )
        console.print(Text("$ keyturn demo", style="bold"))
        console.print(board(outcome, _PICTURE_COLUMNS))
        for line in closing_words(outcome):
            console.print(Text(line))
    file.write_text(console.export_svg(title="keyturn demo", code_format=_SVG, unique_id="keyturn"), encoding="utf-8")


def _sheets(outcome: Outcome) -> tuple[_Sheet, _Sheet, _Sheet, _Sheet]:
    return _without(outcome.unguarded), _with(outcome.guarded), _proof(outcome.proof), _log(outcome.log)


def _without(act: Unguarded) -> _Sheet:
    colour = "red" if act.outage else "green"
    lost = [(kind, many) for kind, many in act.data_before.items() if act.data_after[kind] < many]
    return _Sheet(
        "without Keyturn",
        colour,
        [
            ("probe", f"{act.probe_before} -> {act.probe_after.upper()}", f"bold {colour}"),
            ("", act.error or "", colour),
            ("calls", f"{act.calls}, of which {act.refused_calls} refused", ""),
            *(("did", effect, "magenta") for effect in act.effects),
            *(("gone", f"{kind}: {many - act.data_after[kind]} of {many}", "red") for kind, many in lost),
        ],
    )


def _with(act: Guarded) -> _Sheet:
    colour = "green" if act.probe_green else "red"
    return _Sheet(
        "with Keyturn",
        colour,
        [
            ("probe", f"{'RED on the way' if act.probe_ever_red else 'never red'}, {act.probe_looks} looks", colour),
            ("held", act.stopped_at or "nothing", "magenta"),
            ("", _first_clause(act.message or ""), "yellow"),
            ("sponsor", _first_clause(act.sponsor_was_told), "yellow"),
            ("keys", "   ".join(f"● {person}" for person in act.approved_by), "bold green"),
            *(("passed", effect, "green") for effect in act.fix_effects),
            ("again", _again(act), "green" if act.second_use_refused else "red"),
            ("report", f"{act.figure_before} -> {act.figure_after} CNY (right: {act.right_figure})", colour),
            ("gone", ", ".join(act.data_lost) or "nothing", "red" if act.data_lost else "green"),
        ],
    )


def _proof(proof: Proof) -> _Sheet:
    closed = proof.after.startswith("PROVED")
    return _Sheet(
        "no way round",
        "green" if closed else "red",
        [
            ("before", f"{proof.before}: {', '.join(proof.who) or 'nobody'}", "red" if proof.who else ""),
            ("mended", ", ".join(proof.edits) or "nothing", "yellow"),
            ("after", proof.after, "green" if closed else "red"),
        ],
    )


def _log(log: Evidence) -> _Sheet:
    return _Sheet(
        "the log",
        "green" if log.verified and log.tamper_detected else "red",
        [
            ("verify", log.verdict, "green" if log.verified else "red"),
            ("forged", log.reason, "yellow" if log.tamper_detected else "red"),
        ],
    )


def _again(act: Guarded) -> str:
    times = act.fix_calls_at_the_cloud
    reached = "once each" if set(times) == {1} else " and ".join(f"{one} times" for one in times)
    return f"{'held anew' if act.second_use_refused else 'NOT refused'}; the calls reached the cloud {reached}"


def _first_clause(text: str) -> str:
    return text.partition(";")[0]


# Rich's own format names a font on a public server; a picture in a repository should not call anybody.
_SVG: Final = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{
  font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width;
}}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: arial, sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
