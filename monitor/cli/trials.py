"""The command that tries a configuration on written scenarios."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.cli import options


@click.command("test")
@click.argument("files", nargs=-1, metavar="[FILE...]", type=options.file)
@options.config
@options.json
def test(files: tuple[Path, ...], path: Path, as_json: bool) -> int:  # noqa: FBT001  # click passes flags so.
    """Play the scenarios beside a configuration: these articles, these shifts, and not those.

    Without FILE all of `scenarios/*.yaml` beside the configuration. Exit code 1 where one does not hold.
    """
    found = options.loaded(path)
    from monitor import pipeline, scenarios
    from monitor.show import form

    rooms = pipeline.rooms(found)
    given = [each for file in files or scenarios.find(found) for each in scenarios.read(file, found)]
    played = [scenarios.play(each, found, rooms) for each in given]
    for each in played:
        if as_json:
            body = {"scenario": each.scenario.name, "place": each.scenario.place, "holds": each.holds}
            click.echo(form.line(body | {"differences": list(each.differences)}))
        elif not each.holds:
            click.echo(f"{each.scenario.place}: {each.scenario.name}")
            click.echo("\n".join(f"  {line}" for line in each.differences))
    holding = sum(each.holds for each in played)
    click.echo(f"{holding} of {form.count(len(played), 'scenarios')} hold", err=as_json)
    return 0 if holding == len(played) else 1


COMMANDS = (test,)
