"""What the person at the terminal sees: alerts as they come, and what it all came to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

_MARKS = ('"', "“", "„", "«", "‘", "'")
_COLOURS = {"confirmed": "green", "unconfirmed": "yellow", "disputed": "magenta", "denied": "red"}


class Show:
    """Cards and a status line on a terminal; plain lines where the output is a file or a pipe."""

    def __init__(self, console: Console) -> None:
        """Take where to print."""
        self.console = console
        self._spinner = Spinner("dots")
        self._live = Live(self._spinner, console=console, transient=True) if console.is_terminal else None

    def __enter__(self) -> Self:
        if self._live:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._live.stop()

    def line(self, text: str) -> None:
        """Print one line that stays."""
        self._print(Text(text))

    def status(self, text: str) -> None:
        """Change the line at the bottom; where there is no terminal nothing is shown."""
        self._spinner.update(text=Text(text))

    def alert(self, body: Mapping[str, Any], seconds: float) -> None:
        """Print one alert revision with its quote, link and origins."""
        self._print(_card(body, seconds) if self._live else _plain(body, seconds))

    def summary(self, told: Sequence[Mapping[str, Any]], figures: Mapping[str, str]) -> None:
        """Print the alerts in their last form, then the figures; the line at the bottom is gone."""
        if self._live:
            self._live.stop()
        self._print(_overview(told) if self._live else _plain_overview(told))
        for name, figure in figures.items():
            self.line(f"{name:<13} {figure}")

    def _print(self, what: RenderableType) -> None:
        """Print; lines in a file or a pipe are never folded."""
        self.console.print(what, soft_wrap=not self._live)


def _title(body: Mapping[str, Any]) -> str:
    state = body.get("side") or body["stage"]

    return f"{body['kind']} {state}: {', '.join(body['subject'])}"


def _standing(body: Mapping[str, Any]) -> str:
    origins = _plural(body["origins"], "origin")

    return f"revision {body['revision']}, {body['status']}, {origins}, {_plural(body['articles'], 'article')}"


def _plural(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _quoted(passage: Mapping[str, Any]) -> str:
    """Set a passage in quotation marks, unless it begins with some of its own."""
    quote = str(passage.get("quote", ""))

    return quote if quote.startswith(_MARKS) else f"“{quote}”"


def _newest(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Pick the passage to show: the one published last."""
    passages = [*body["evidence"], *body.get("counter", ())]

    return max(passages, key=lambda each: each["published_at"] or "", default={})


def _card(body: Mapping[str, Any], seconds: float) -> RenderableType:
    shown = _newest(body)
    colour = _COLOURS.get(body["status"], "white")
    lines = Group(
        Text(body["headline"], style="bold"),
        Text(_quoted(shown), style="italic"),
        Text(f"{shown.get('publisher', '')}  {shown.get('url', '')}", style="dim", overflow="fold"),
        Text(_standing(body), style=colour),
    )

    return Panel(lines, title=Text(f"{seconds:.0f} s  {_title(body)}"), title_align="left", border_style=colour)


def _plain(body: Mapping[str, Any], seconds: float) -> Text:
    shown = _newest(body)
    indent = " " * 8

    return Text(
        f"{seconds:5.1f} s {_title(body)} ({_standing(body)})\n"
        f"{indent}{body['headline']}\n"
        f"{indent}{_quoted(shown)}\n"
        f"{indent}{shown.get('publisher', '')}  {shown.get('url', '')}"
    )


def _last(told: Sequence[Mapping[str, Any]]) -> dict[str, tuple[list[str], Mapping[str, Any]]]:
    """Gather, by alert, the states it went through and its last form."""
    alerts: dict[str, tuple[list[str], Mapping[str, Any]]] = {}
    for body in told:
        states, _ = alerts.get(body["alert_id"], ([], body))
        state = body.get("side") or body["stage"]
        alerts[body["alert_id"]] = (states if [state] == states[-1:] else [*states, state], body)

    return alerts


def _overview(told: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(title="What was told", title_justify="left")
    for name in ("alert", "went through", "now"):
        table.add_column(name, overflow="fold")
    for states, body in _last(told).values():
        row = (f"{body['kind']}: {', '.join(body['subject'])}", " → ".join(states), _standing(body))
        table.add_row(*map(Text, row))

    return table


def _plain_overview(told: Sequence[Mapping[str, Any]]) -> Text:
    lines = [
        f"  {body['story']}: {body['kind']} of {', '.join(body['subject'])}: {' -> '.join(states)} ({_standing(body)})"
        for states, body in _last(told).values()
    ]

    return Text("\n".join(("What was told:", *lines)))
