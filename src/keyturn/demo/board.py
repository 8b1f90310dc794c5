"""The board at the end: both acts side by side, the log below, and what to do next."""

from pathlib import Path
from typing import Final

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from keyturn.demo.outcome import Evidence, Guarded, Outcome, Unguarded

_PICTURE_COLUMNS: Final = 112
_NEXT: Final = (
    ("keyturn key new you.key", "make your own key"),
    ("keyturn up", "start the gateway"),
    ("keyturn person add you --group sre --public-key you.key.pub", "enrol people"),
    ('keyturn run --agent A --as you --key you.key --task "..." -- COMMAND', "run an agent in a session"),
)


def board(outcome: Outcome, columns: int) -> RenderableType:
    """The outcome, drawn; the acts stand one above the other where there are fewer than 90 columns."""
    acts = [_without(outcome.unguarded), _with(outcome.guarded)]
    if columns < 90:
        return Group(*acts, _log(outcome.log))
    beside = Table.grid(expand=True, padding=(0, 1))
    beside.add_column(ratio=4)
    beside.add_column(ratio=5)
    beside.add_row(*acts)
    return Group(beside, _log(outcome.log))


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


def _without(act: Unguarded) -> Panel:
    lost = [(kind, many) for kind, many in act.data_before.items() if act.data_after[kind] < many]
    return _panel(
        "without Keyturn",
        "red" if act.outage else "green",
        [
            _line("probe", f"{act.probe_before} -> {act.probe_after.upper()}", "bold red" if act.outage else "green"),
            _line("", act.error or "", "red"),
            _line("calls", f"{act.calls}, of which {act.refused_calls} refused"),
            *(_line("", effect, "magenta") for effect in act.effects),
            *(_line("gone", f"{many - act.data_after[kind]} {kind}", "red") for kind, many in lost),
        ],
    )


def _with(act: Guarded) -> Panel:
    good = "green" if act.probe_green else "red"
    return _panel(
        "with Keyturn",
        good,
        [
            _line(
                "probe", f"never red in {act.probe_looks} looks" if not act.probe_ever_red else "RED on the way", good
            ),
            _line("held", f"{act.stopped_at}", "magenta"),
            _line("", act.message or "", "yellow"),
            _line("sponsor", act.sponsor_was_told, "yellow"),
            _line("keys", "   ".join(f"● {person}" for person in act.approved_by), "bold green"),
            *(_line("passed", effect, "green") for effect in act.fix_effects),
            _line("again", "held anew" if act.second_use_refused else "NOT refused", good),
            _line("report", f"{act.figure_before} -> {act.figure_after} CNY (right: {act.right_figure})", good),
        ],
    )


def _log(log: Evidence) -> Panel:
    return _panel(
        "the log",
        "green" if log.verified and log.tamper_detected else "red",
        [
            _line("verify", log.verdict, "green" if log.verified else "red"),
            _line("forged", log.reason, "yellow" if log.tamper_detected else "red"),
        ],
    )


def _panel(title: str, style: str, lines: list[tuple[Text, Text]]) -> Panel:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=8)
    grid.add_column(ratio=1)
    for name, value in lines:
        grid.add_row(name, value)
    return Panel(grid, title=Text(title, style="bold"), border_style=style)


def _line(name: str, value: str, style: str = "") -> tuple[Text, Text]:
    return Text(name, style="dim"), Text(value, style=style)


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
