"""The commands about sinks."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.cli import options


@click.group()
def sinks() -> None:
    """Look after the places that alerts go to."""


@sinks.command("try")
@click.argument("id")
@options.config
def sinks_try(id: str, path: Path) -> int:  # noqa: A002  # click names it so.
    """Send a trial to a sink: a message that says so, and its end. Exit code 1 where it was not taken."""
    from agents import sending
    from monitor.alerts.outcome import Accepted
    from monitor.errors import Usage
    from monitor.text import nearest

    found = options.loaded(path)
    by_id = {each.id: each for each in found.sinks}
    if id not in by_id:
        raise Usage(f'{path}: no sink is called "{id}"; {nearest.hint(id, by_id)}')
    for what, result in zip(("message", "update"), sending.tried(found, by_id[id]), strict=False):
        if not isinstance(result, Accepted):
            click.echo(f"{id}: {what} not taken, {result.reason}: {result.detail or 'nothing more is known'}")
            return 1
        click.echo(f"{id}: {what} taken" + (f" as {result.receipt}" if result.receipt else ""))

    return 0


COMMANDS = (sinks,)
