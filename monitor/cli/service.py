"""The commands around the service: run it, check what it is told to do, see it work."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from monitor.cli import options
from monitor.errors import ConfigInvalid, Usage

STAGES = "poll,dedupe,tag,detect,alert,route,deliver"


@click.command()
@click.option("--keep", is_flag=True, help="Stay up until interrupted.")
@click.option("--port", default=0, type=click.IntRange(0, 65535), help="Port of the local feeds; 0 takes a free one.")
def demo(keep: bool, port: int) -> int:  # noqa: FBT001  # click passes flags so.
    """Run the real service on invented local feeds for less than a minute."""
    import asyncio

    from rich.console import Console

    from monitor.demo import run as demonstration

    return asyncio.run(demonstration.run(Console(), datetime.now(UTC), port, is_kept=keep))


@click.command()
@options.config
@click.option("--only", default=STAGES, metavar="STAGES", help="Stages to run in this process, joined by commas.")
@click.option("--supervise", is_flag=True, help="Start the worker again, after a pause, when it ended badly.")
def run(path: Path, only: str, supervise: bool) -> int:  # noqa: FBT001  # click passes flags so.
    """Run the service until it is told to stop."""
    stages = chosen(only)
    found = options.loaded(path)
    if supervise:
        from agents.supervise import supervised

        return supervised(
            ["--config", str(path), "--only", only],
            lambda what: click.echo(f"kabar: {what}", err=True),
            is_noted=found.broker.startswith("sqlite:"),
        )
    from agents import run as service

    return service.run(found, stages)


def chosen(only: str) -> list[str]:
    """Read names of stages joined by commas."""
    stages = [stage.strip() for stage in only.split(",")]
    if unknown := sorted(set(stages) - set(STAGES.split(","))):
        raise click.UsageError(f"--only: unknown stage {unknown[0]!r}; choose from {STAGES}")

    return stages


@click.command()
@options.config
def check(path: Path) -> None:
    """Check a configuration and the files that it names; every mistake is named with its line."""
    from monitor import config

    if not path.is_file():
        raise Usage(f"{path}: {'is a folder; give a file' if path.is_dir() else 'no such file'}")
    try:
        found = config.load(path)
        config.check_files(found)
    except ConfigInvalid as error:
        click.echo("\n".join(error.mistakes), err=True)
        raise click.exceptions.Exit(1) from error
    from monitor.show import form

    parts = {"feeds": found.feeds, "stories": found.stories, "sinks": found.sinks, "routes": found.routes}
    click.echo(f"{path}: good; " + ", ".join(form.count(len(part), name) for name, part in parts.items()))


COMMANDS = (demo, run, check)
