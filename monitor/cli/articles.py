"""The commands that take articles: look back at them, look into one, put them on the log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import click

from monitor.cli import options
from monitor.errors import Usage


@click.command()
@click.argument("articles", type=click.Path(path_type=Path, allow_dash=True))
@options.config
@options.json
@click.option("--send", is_flag=True, help="Send each alert revision to its sinks.")
@click.option(
    "--against", default=None, type=options.file, help="Another configuration: print what it tells otherwise."
)
def replay(articles: Path, path: Path, as_json: bool, send: bool, against: Path | None) -> None:  # noqa: FBT001  # click passes flags so.
    """Run past articles (one JSON object a line, or what `ingest` takes) through the whole flow in memory.

    With --against, print only what OLD would have told otherwise: `-` no longer told, `+` told too, `~` told otherwise.
    """
    found = options.loaded(path)
    from monitor import given, pipeline, show

    if against is not None:
        _compare(articles, options.loaded(against), found, as_json=as_json, send=send)
        return
    read = given.articles(show.progress(_given(articles, given.Clock(now=datetime.now(UTC)))))
    for alert in pipeline.replay(read, found):
        click.echo(show.alert(alert, found.language, as_json=as_json))
        if send:
            _send(found, alert)


def _compare(articles: Path, old: Any, new: Any, *, as_json: bool, send: bool) -> None:
    """Print what two configurations tell otherwise."""
    if send:
        raise Usage("--against sends nothing; leave out --send")
    from monitor import compare, given, show
    from monitor.show import form

    count = 0
    read = given.articles(show.progress(_given(articles, given.Clock(now=datetime.now(UTC)))))
    for count, each in enumerate(compare.compare(read, old, new), start=1):  # noqa: B007  # Counted for the last line.
        click.echo(form.line(compare.record(each)) if as_json else compare.text(each))
    click.echo(f"{form.count(count, 'alerts')} told otherwise", err=True)


def _given(source: Path, clock: Any) -> Iterator[Any]:
    """Read a file, a folder, or lines on the standard input."""
    from monitor import given

    if str(source) == "-":
        return given.stream(_standard_input(), clock)
    if not source.exists():
        raise Usage(f"{source}: no such file or folder")

    return given.read(source, clock)


def _standard_input() -> BinaryIO:
    """Give the standard input under a lock of its own: a thread that waits for a line must not hold up the end of the program."""
    shared = click.get_binary_stream("stdin")
    try:
        return open(shared.fileno(), "rb", closefd=False)
    except OSError:  # There is no file behind it.
        return shared


def _send(found: Any, alert: Any) -> None:
    """Send one alert to the sinks of its routes, one attempt each."""
    from agents import sending

    for sink, outcome in sending.once(found, alert):
        click.echo(f"{alert.id} revision {alert.revision} to {sink}: {type(outcome).__name__.lower()}", err=True)


@click.command()
@click.argument("source", metavar="URL|FILE")
@options.config
@options.json
@click.option(
    "--against",
    type=click.Path(path_type=Path, allow_dash=True),
    help="Earlier articles, as `replay` takes them, to compare with.",
)
def explain(source: str, path: Path, as_json: bool, against: Path | None) -> None:  # noqa: FBT001  # click passes flags so.
    """Show what each stage makes of one article: what is cut, whose copy it is, who is named, what is claimed, what shifts."""
    found = options.loaded(path)
    from monitor import explain, given, show

    now = datetime.now(UTC)
    earlier = given.articles(_given(against, given.Clock(now=now))) if against else ()
    explanation = explain.explain(explain.read(source, found, now), found, earlier)
    click.echo(show.explanation(explanation, as_json=as_json))


@click.command()
@click.argument("source", metavar="FILE|DIR|-", type=click.Path(path_type=Path, allow_dash=True))
@options.config
@click.option("--skip-bad", is_flag=True, help="Leave out what is wrong and take the rest.")
@click.option(
    "--as-published", is_flag=True, help="Let articles count as fetched when they were published, as in replay."
)
def ingest(source: Path, path: Path, skip_bad: bool, as_published: bool) -> int:  # noqa: FBT001  # click passes flags so.
    """Put articles on the log: JSON (lines, a list, one object), saved pages, plain texts, feed documents.

    `-` reads JSON lines from the standard input. Where something is wrong nothing is taken, unless it may be skipped.
    """
    archive = options.archive(path)
    from agents import ingest
    from monitor import given, show
    from monitor.show import form

    now = datetime.now(UTC)
    found = _given(source, given.Clock(now=now, is_live=not as_published, undated=now))
    archive.prepare()
    result = ingest.ingest(show.progress(found), archive, skips_bad=skip_bad)
    if result.wrong:
        click.echo(given.told(result.mistakes, result.wrong), err=True)
    if result.wrong and not skip_bad:
        click.echo(
            f"nothing was taken, {result.refused} are wrong; --skip-bad leaves out what is wrong and takes the rest",
            err=True,
        )
        return 1
    click.echo(f"{form.count(result.put, 'articles')} put on the log, {result.refused} refused")
    return 0 if result.put else 1


COMMANDS = (replay, explain, ingest)
