"""The command line: parse arguments, call one function, print. Exit codes: 0 ok, 1 the check failed, 2 misuse.

Commands import what they need when they are called, so that help is quick.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from monitor.errors import ConfigInvalid, MonitorError, Usage

INTERRUPTED = 130
STAGES = "poll,dedupe,tag,detect,alert,deliver"

_file = click.Path(path_type=Path)
_config = click.option(
    "-c", "--config", "path", default="kabar.yaml", show_default=True, type=_file, help="What to do."
)
_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit; whatever goes wrong is said in one sentence."""
    sys.exit(_guarded(list(sys.argv[1:] if arguments is None else arguments)))


def _guarded(arguments: list[str]) -> int:
    """Run a command; every way in which it can end is an exit code."""
    try:
        return int(kabar.main(arguments, prog_name="kabar", standalone_mode=False) or 0)
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except BrokenPipeError:  # The reader of a pipe has enough: `kabar tail | head`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (click.ClickException, MonitorError, OSError) as error:
        return _refuse(error)
    except Exception:  # noqa: BLE001  # A user never sees a traceback: this is the last guard.
        return _apologise(is_shown="--debug" in arguments)


def _refuse(error: Exception) -> int:
    match error:
        case click.ClickException():
            error.show()
        case OSError(filename=str() as name, strerror=str() as why):
            click.echo(f"kabar: {name}: {why}", err=True)
        case _:
            click.echo(f"kabar: {error}", err=True)

    return 2


def _apologise(*, is_shown: bool) -> int:
    """Keep the traceback of an unexpected error in a file, and say where."""
    what = traceback.format_exc()
    if is_shown:
        click.echo(what, err=True)
        return 1
    with tempfile.NamedTemporaryFile("w", prefix="kabar-", suffix=".log", delete=False, encoding="utf-8") as log:
        log.write(what)
    click.echo(f"kabar: this is a fault of Kabar: {what.splitlines()[-1]}; the details are in {log.name}", err=True)

    return 1


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show the traceback of an unexpected error.")
@click.version_option(package_name="kabar", message="kabar %(version)s")
def kabar(debug: bool) -> None:  # noqa: FBT001  # click passes it; _guarded reads it.
    """Watch the news and tell when a story stops being what it was."""


@kabar.command()
@click.option("--keep", is_flag=True, help="Stay up until interrupted.")
@click.option("--port", default=0, type=click.IntRange(0, 65535), help="Port of the local feeds; 0 takes a free one.")
def demo(keep: bool, port: int) -> int:  # noqa: FBT001  # click passes flags so.
    """Run the real service on invented local feeds for less than a minute."""
    from rich.console import Console

    from monitor.demo import run as demonstration

    return asyncio.run(demonstration.run(Console(), datetime.now(UTC), port, is_kept=keep))


@kabar.command()
@_config
@click.option("--only", default=STAGES, metavar="STAGES", help="Stages to run in this process, joined by commas.")
def run(path: Path, only: str) -> int:
    """Run the service until it is told to stop."""
    stages = [stage.strip() for stage in only.split(",")]
    if unknown := sorted(set(stages) - set(STAGES.split(","))):
        raise click.UsageError(f"--only: unknown stage {unknown[0]!r}; choose from {STAGES}")
    found = _loaded(path)
    from agents import run as service

    return service.run(found, stages)


@kabar.command()
@_config
def check(path: Path) -> None:
    """Check a configuration; every mistake is named with its line."""
    from monitor import config

    if not path.is_file():
        raise Usage(f"{path}: no such file")
    try:
        found = config.load(path)
    except ConfigInvalid as error:
        click.echo("\n".join(error.mistakes), err=True)
        raise click.exceptions.Exit(1) from error
    parts = {"feeds": found.feeds, "stories": found.stories, "sinks": found.sinks, "routes": found.routes}
    click.echo(f"{path}: good; " + ", ".join(f"{len(part)} {name}" for name, part in parts.items()))


@kabar.command()
@click.argument("articles", type=click.Path(path_type=Path, allow_dash=True))
@_config
@_json
@click.option("--send", is_flag=True, help="Send each alert revision to its sinks.")
def replay(articles: Path, path: Path, as_json: bool, send: bool) -> None:  # noqa: FBT001  # click passes flags so.
    """Run past articles (one JSON object a line) through the whole flow in memory."""
    found = _loaded(path)
    from monitor import given, pipeline, show

    with click.open_file(str(articles), encoding="utf-8") as lines:
        read = given.articles(show.progress(lines))
    for alert in pipeline.replay(read, found):
        click.echo(show.alert(alert, found.language, as_json=as_json))
        if send:
            _send(found, alert)


def _send(found: Any, alert: Any) -> None:
    """Send one alert to the sinks of its routes, one attempt each."""
    from agents import sending

    for sink, outcome in sending.once(found, alert):
        click.echo(f"{alert.id} revision {alert.revision} to {sink}: {type(outcome).__name__.lower()}", err=True)


@kabar.command()
@click.argument("source", metavar="URL|FILE")
@_config
@_json
def explain(source: str, path: Path, as_json: bool) -> None:  # noqa: FBT001  # click passes flags so.
    """Show what each stage makes of one article: what is cut, who is named, what is claimed, what shifts."""
    found = _loaded(path)
    from monitor import explain, show

    explanation = explain.explain(explain.read(source, found, datetime.now(UTC)), found)
    click.echo(show.explanation(explanation, as_json=as_json))


def _loaded(path: Path) -> Any:
    """Load the configuration: before anything heavier, so that a mistake in it is told at once."""
    from monitor import config

    return config.load(path)


def _archive(path: Path) -> Any:
    """Open what the service has written, to read beside it."""
    found = _loaded(path)
    from agents.archive import Archive

    return Archive(found)


def _one(found: Any, id: str, noun: str) -> Any:  # noqa: A002  # An id is an id.
    """Pick one by its id, or by a beginning of it that fits only one."""
    fitting = [key for key in found if key.startswith(id)]
    if len(fitting) != 1:
        raise Usage(f"{id}: " + (f"{len(fitting)} {noun}s begin with it" if fitting else f"no such {noun}"))
    return found[fitting[0]]


@kabar.group()
def alerts() -> None:
    """Look at the alerts that the service has told."""


@alerts.command("list")
@_config
@_json
def alerts_list(path: Path, as_json: bool) -> None:  # noqa: FBT001  # click passes flags so.
    """List the alerts, the newest first."""
    from monitor import show

    click.echo(show.alerts(_archive(path).alerts(), as_json=as_json))


@alerts.command("show")
@click.argument("id")
@_config
@_json
def alerts_show(id: str, path: Path, as_json: bool) -> None:  # noqa: A002, FBT001  # click names and passes them so.
    """Show one alert with its quotes and links."""
    from monitor import show

    archive = _archive(path)
    click.echo(show.alert(_one(archive.alerts(), id, "alert"), archive.config.language, as_json=as_json))


@kabar.group()
def dead() -> None:
    """Look at what could not be processed, and put it back."""


@dead.command("list")
@_config
@_json
def dead_list(path: Path, as_json: bool) -> None:  # noqa: FBT001  # click passes flags so.
    """List the dead letters, the newest first."""
    from monitor import show

    click.echo(show.letters(_archive(path).dead(), as_json=as_json))


@dead.command("show")
@click.argument("id")
@_config
@_json
def dead_show(id: str, path: Path, as_json: bool) -> None:  # noqa: A002, FBT001  # click names and passes them so.
    """Show one dead letter with its record."""
    from monitor import show

    click.echo(show.letter(_one(_archive(path).dead(), id, "dead letter"), as_json=as_json))


@dead.command("retry")
@click.argument("id")
@_config
def dead_retry(id: str, path: Path) -> None:  # noqa: A002  # click names it so.
    """Put the record of a dead letter back to where it came from."""
    archive = _archive(path)
    letter = archive.retry(_one(archive.dead(), id, "dead letter").id)
    click.echo(f"{letter.id}: put back to {letter.topic}")


@kabar.command()
@_config
@_json
def status(path: Path, as_json: bool) -> None:  # noqa: FBT001  # click passes flags so.
    """Show what was told, what waits and what could not be processed."""
    from monitor import show

    click.echo(show.status(_archive(path), as_json=as_json))


@kabar.command()
@_config
@_json
def tail(path: Path, as_json: bool) -> None:  # noqa: FBT001  # click passes flags so.
    """Print each alert revision as it is told, until interrupted."""
    from monitor import show

    archive = _archive(path)
    for alert in show.following(archive.alerts):
        click.echo(show.alert(alert, archive.config.language, as_json=as_json))


@kabar.group()
def feeds() -> None:
    """Look at feeds."""


@feeds.command("list")
@_config
@_json
def feeds_list(path: Path, as_json: bool) -> None:  # noqa: FBT001  # click passes flags so.
    """List the configured feeds."""
    from monitor import show

    click.echo(show.feeds(_loaded(path).feeds, as_json=as_json))


@feeds.command("try")
@click.argument("url")
@_config
@_json
def feeds_try(url: str, path: Path, as_json: bool) -> int:  # noqa: FBT001  # click passes flags so.
    """Poll a feed once and show its articles and the stories they touch; nothing is kept or sent."""
    found = _loaded(path)
    from monitor import explain, show

    tried = asyncio.run(explain.attempt(url, found, datetime.now(UTC)))
    click.echo(show.tried(tried, as_json=as_json))
    return 0 if tried.articles else 1
