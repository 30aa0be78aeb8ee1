"""The commands that look into a story's memory."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.cli import options


@click.group()
def story() -> None:
    """Look at what a story knows."""


@story.command("show")
@click.argument("id")
@options.config
@options.json
def story_show(id: str, path: Path, as_json: bool) -> None:  # noqa: A002, FBT001  # click names and passes them so.
    """Show how a story stands: persons, mediators, truces, each with the articles that it rests on."""
    archive = options.archive(path)
    from monitor import pipeline
    from monitor.shifts import board
    from monitor.shifts import story as memory
    from monitor.show import story as shown

    begun = options.one(pipeline.rooms(archive.config).states(), id, "story")
    learned, reports = archive.story(begun.story.id)
    click.echo(shown.story(board.of(memory.remember(begun, learned, reports)), as_json=as_json))


COMMANDS = (story,)
