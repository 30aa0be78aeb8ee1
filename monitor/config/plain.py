"""The plain values of a configuration, with what may be written in several ways written in one."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

from monitor.alerts.severity import ANY
from monitor.alerts.sinks import settings as sinks
from monitor.config.shape import DURATION
from monitor.text.marked import Mistake

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def plain(document: dict[str, Any]) -> tuple[dict[str, Any], list[Mistake]]:
    """Write durations in seconds, single matchers as lists, sinks without settings as empty ones; drop empty sections."""
    tree = {key: copy.deepcopy(each) for key, each in document.items() if each is not None}
    mistakes: list[Mistake] = []
    for at, entry in _with_durations(tree):
        if isinstance(text := entry.get(at[-1]), str) and (found := seconds(text)) is not None:
            entry[at[-1]] = found
        elif isinstance(text, str):
            entry.pop(at[-1])
            what = f'"{text}" is no duration; write a number and s, m, h or d, for example 30s'
            mistakes.append(Mistake(at=at, what=what))
    for section, value in tree.items():
        listed = value if isinstance(value, list) else []
        mistakes += [Mistake(at=(section, at), what="is empty") for at, each in enumerate(listed) if each is None]
    _shorthands(tree)

    return tree, mistakes


def _with_durations(tree: dict[str, Any]) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    """Give the places of durations, each with the mapping that it is in."""
    yield from (((*at, "every"), entry) for at, entry in (*routes(tree), *_placed(tree, "feeds")))
    budgets = (((*at, "budget", "per"), entry.get("budget")) for at, entry in routes(tree))
    yield from ((at, budget) for at, budget in budgets if isinstance(budget, dict))
    yield from (
        (("stories", position, "warmup"), entry) for position, entry in entries(tree, "stories") if "warmup" in entry
    )
    yield from (
        (("sinks", position, "alertmanager", "lasts"), entry["alertmanager"])
        for position, entry in entries(tree, "sinks")
        if isinstance(entry.get("alertmanager"), dict)
    )
    for section, name in (("fetch", "spacing"), ("watchdog", "stuck")):
        if isinstance(found := tree.get(section), dict):
            yield (section, name), found


def seconds(text: str) -> float | None:
    """Read a duration.

    >>> seconds("1m"), seconds("90s"), seconds("1.5h"), seconds("soon")
    (60.0, 90.0, 5400.0, None)
    """
    found = re.match(DURATION, text.strip())

    return float(found[1]) * _UNITS[found[2]] if found else None


def entries(tree: dict[str, Any], section: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Walk over a section's entries that are mappings, with their positions."""
    listed = tree.get(section)
    for position, entry in enumerate(listed if isinstance(listed, list) else []):
        if isinstance(entry, dict):
            yield position, entry


def routes(tree: dict[str, Any]) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    """Walk over all routes, each before those within it, with their places."""
    for at, entry in _placed(tree, "routes"):
        yield at, entry
        yield from (((*at, *below), inner) for below, inner in routes(entry))


def _placed(tree: dict[str, Any], section: str) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    return (((section, position), entry) for position, entry in entries(tree, section))


def take_opml(tree: dict[str, Any]) -> tuple[list[tuple[int, str]], list[Mistake]]:
    """Give the positions and names of the OPML files among the feeds; None holds their places."""
    named: list[tuple[int, str]] = []
    mistakes: list[Mistake] = []
    for position, entry in [each for each in entries(tree, "feeds") if "opml" in each[1]]:
        at = ("feeds", position)
        name = entry.pop("opml")
        if isinstance(name, str):
            named.append((position, name))
        else:
            mistakes.append(Mistake(at=(*at, "opml"), what="should be text: the path of an OPML file"))
        mistakes += [Mistake(at=(*at, key), what="has no place beside `opml`; leave it out") for key in entry]
        tree["feeds"][position] = None

    return named, mistakes


def _shorthands(tree: dict[str, Any]) -> None:
    for _, route in routes(tree):
        _listed(route, "match", "except")
        if isinstance(quiet := route.get("quiet_hours"), dict):
            _listed(quiet, "except")
    for _, rule in entries(tree, "inhibit"):
        _listed(rule, "source", "target")
    for _, story in entries(tree, "stories"):
        if isinstance(severity := story.get("severity"), dict):
            story["severity"] = {
                kind: {ANY: each} if isinstance(each, str) else each for kind, each in severity.items()
            }
    for _, sink in entries(tree, "sinks"):
        sink.update({kind: {} for kind in sinks.KINDS if kind in sink and sink[kind] is None})


def _listed(entry: dict[str, Any], *names: str) -> None:
    """Write single matchers as lists."""
    for name in names:
        if isinstance(match := entry.get(name), dict):
            entry[name] = {key: [wanted] if isinstance(wanted, str) else wanted for key, wanted in match.items()}
