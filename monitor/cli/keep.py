"""Commands that keep what the service remembers: a copy, and the way back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from monitor.cli import options
from monitor.errors import BrokerUnavailable, Usage


@click.command()
@options.config
@click.option("--replace", is_flag=True, help="Write over a file that is there.")
@click.argument("file", type=options.file)
def backup(path: Path, file: Path, replace: bool) -> None:  # noqa: FBT001  # click passes flags so.
    """Copy the embedded broker into FILE, while the service runs or not; the copy is checked."""
    log = _log(path)
    if file.is_dir():
        raise Usage(f"{file}: is a folder; name a file in it")
    if not file.absolute().parent.is_dir():
        raise Usage(f"{file.parent}: there is no such folder")
    if file.exists() and not replace:
        raise Usage(f"{file}: is there already; give another name, or --replace")
    from agents.transport import copies
    from monitor.show import form

    copied = _plainly(copies.take, log, file)
    click.echo(f"{file}: {form.count(copied.records, 'records')}, {copied.size / 1e6:.1f} MB")


@click.command()
@options.config
@click.argument("file", type=options.file)
def restore(path: Path, file: Path) -> None:
    """Make FILE, a copy, the embedded broker again; the service must not run. What was there is kept aside."""
    log = _log(path)
    aside = log.with_name(f"{log.name}.{datetime.now(UTC):%Y%m%dT%H%M%S}.aside")
    existed = log.exists()
    from agents.transport import copies
    from monitor.show import form

    copied = _plainly(copies.put_back, file, log, aside)
    click.echo(
        f"{log}: {form.count(copied.records, 'records')}" + (f"; what was there is now {aside.name}" if existed else "")
    )


def _log(path: Path) -> Path:
    found = options.loaded(path)
    from agents import brokers

    log = brokers.file(found)
    if log is None:
        raise Usage(f"{path}: `broker` is Kafka, which keeps its own copies: see docs/how-to/keep.md")
    return log


def _plainly(do: Any, *arguments: Path) -> Any:
    from agents.transport.logfile import LogUnavailable

    try:
        return do(*arguments)
    except LogUnavailable as error:
        raise BrokerUnavailable(str(error)) from error


COMMANDS = (backup, restore)
