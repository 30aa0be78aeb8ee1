"""The commands that exchange lists of feeds with other readers, as OPML."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from monitor.cli import options
from monitor.errors import FeedUnreadable, MonitorError, Usage


def add_to(group: click.Group) -> None:
    """Add the commands."""
    group.add_command(export)
    group.add_command(import_)


@click.command("export")
@click.argument("file", default="-", type=click.Path(path_type=Path, allow_dash=True))
@options.config
def export(file: Path, path: Path) -> None:
    """Write all configured feeds as OPML, with the folders and attributes of the lists that the configuration names."""
    found = options.loaded(path)
    from monitor.config import listed
    from monitor.feeds import merge, outlines
    from monitor.show import form

    lists = [outlines.read(each.read_bytes(), source=str(each)) for each in listed.listed(path).files]
    body = outlines.write(merge.configured(found.feeds, lists))
    if str(file) == "-":
        click.get_binary_stream("stdout").write(body)
    else:
        _write(file, body)
        click.echo(f"{file}: {form.count(len(found.feeds), 'feeds')}")


@click.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=options.file)
@options.config
@click.option(
    "--into", default=None, type=options.file, help="The OPML file to add to; else the one that is configured."
)
@click.option("--try", "is_tried", is_flag=True, help="Ask each new feed once and name those that do not work.")
def import_(files: Sequence[Path], path: Path, into: Path | None, is_tried: bool) -> int:  # noqa: FBT001  # click passes flags so.
    """Add the feeds of OPML files to the list that the configuration names, each address once."""
    from monitor import given, show
    from monitor.config import listed
    from monitor.feeds import merge, opml, outlines

    named = listed.listed(path)
    target = into or _target(named.files, path)
    mine = outlines.read(target.read_bytes(), source=str(target)) if target.exists() else opml.listing(())
    new: list[Any] = []
    wrong: list[given.Mistake] = []
    known = unread = 0
    for file in show.progress(files, "files read", every=1):
        try:
            merged = merge.merge(mine, outlines.read(file.read_bytes(), source=str(file)), named.urls)
        except (OSError, FeedUnreadable) as error:
            why = error.why if isinstance(error, FeedUnreadable) else error.strerror or str(error)
            wrong.append(given.Mistake(source=str(file), what=why))
            unread += 1
            continue
        mine, known = merged.listing, known + merged.known
        new += merged.new
        wrong += [
            given.Mistake(source=str(file), line=row.line, field=row.name[:80], what=row.what) for row in merged.refused
        ]
    if new:
        _write(target, outlines.write(mine))
    if wrong:
        click.echo(given.told(wrong), err=True)
    click.echo(f"{target}: {len(new)} new, {known} known, {len(wrong)} refused")
    _hint(target, named.files, path)
    failing = _failing(new, path) if is_tried and new else 0
    return 1 if unread or failing else 0


def _target(named: Sequence[Path], path: Path) -> Path:
    """Choose the list to add to."""
    if len(named) > 1:
        raise Usage(f"{path} names several lists; choose one with --into: {', '.join(map(str, named))}")

    return named[0] if named else path.absolute().parent / "feeds.opml"


def _hint(target: Path, named: Iterable[Path], path: Path) -> None:
    """Say what is to be added to a configuration that does not name the list."""
    if target.absolute().resolve() in {each.resolve() for each in named}:
        return
    name = os.path.relpath(target.absolute(), path.absolute().parent)
    click.echo(f"{path} does not name this list yet; add to its section `feeds:`\n- opml: {name}")


def _failing(new: Sequence[Any], path: Path) -> int:
    """Ask new feeds once, and name those that do not work."""
    import asyncio
    import itertools

    from monitor import attempt, config, show

    found = config.Config()
    with suppress(MonitorError):  # A list may be imported before the rest is good; then the default settings count.
        found = config.load(path)
    asked = show.progress(itertools.count(), f"of {len(new)} feeds asked", every=10)
    door = attempt.internet(found, is_private_allowed=False)
    failing = asyncio.run(attempt.failing(new, door, datetime.now(UTC), lambda: next(asked)))
    asked.close()
    for url, why in failing.items():
        click.echo(f"{url}: {why}", err=True)
    click.echo(f"{len(new) - len(failing)} of {len(new)} new feeds work, {len(failing)} do not")

    return len(failing)


def _write(path: Path, body: bytes) -> None:
    """Write a file whole or not at all."""
    path = path.resolve()
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, name)
        else:
            Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
