"""Taggers that a user plugs in: a model that finds names which no list and no cue gives away.

An installed package offers one under the entry point group ``kabar.taggers``; the configuration names it. What the lists know
stays as it is; a plugged-in tagger adds to it. See docs/taggers.md.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Protocol

from monitor.errors import TaggerUnusable
from monitor.models import EntityKind
from monitor.text import nearest

GROUP = "kabar.taggers"
KINDS = frozenset({EntityKind.PERSON, EntityKind.ORGANISATION, EntityKind.PLACE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A name that a tagger found: ``text[start:end]``, and what sort of thing it names."""

    start: int
    end: int
    kind: EntityKind


class EntityTagger(Protocol):
    """Finds the names in a text. It is called for one article at a time and must give the same for the same text."""

    def __call__(self, text: str, language: str, /) -> Sequence[Span]:
        """Give persons, organisations and places in any order; spans of other kinds are left out."""
        ...


class Factory(Protocol):
    """What an entry point leads to: it makes the tagger, once, when the service starts."""

    def __call__(self, model: Path | None, /) -> EntityTagger:
        """Make the tagger; `model` is the file that the configuration names, None where it names none."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What the configuration says of the tagger; without languages it reads every article."""

    name: str
    model: Path | None = None
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugged:
    """A tagger in its place: it reads its languages, and where it fails on a text the default tagger is alone.

    `failed` is told of each such failure, so that somebody counts it.
    """

    tagger: EntityTagger
    name: str = "own"
    languages: Collection[str] = ()
    failed: Callable[[Exception], None] = lambda _: None

    def spans(self, text: str, language: str) -> tuple[Span, ...]:
        """Give what the tagger finds, in order and apart; nothing where it fails."""
        if self.languages and language not in self.languages:
            return ()
        try:
            return _sound(self.tagger(text, language), text)
        except Exception as error:  # noqa: BLE001  # Foreign code: whatever it raises costs one article its extra names.
            self.failed(error)

        return ()


def names() -> tuple[str, ...]:
    """Name the taggers that are installed."""
    return tuple(sorted(each.name for each in entry_points(group=GROUP)))


def load(chosen: Chosen, failed: Callable[[Exception], None] = lambda _: None) -> Plugged:
    """Make the tagger that the configuration names.

    Raises:
        TaggerUnusable: it is not installed, or it cannot be made.
    """
    factory: Factory = _imported(_entry(chosen.name))
    try:
        tagger = factory(chosen.model)
    except TaggerUnusable:
        raise
    except Exception as error:
        raise TaggerUnusable(f"tagger {chosen.name}: {type(error).__name__}: {error}") from error
    if not callable(tagger):
        raise TaggerUnusable(f"tagger {chosen.name}: its entry point gives a {type(tagger).__name__}, no tagger")

    return Plugged(tagger=tagger, name=chosen.name, languages=frozenset(chosen.languages), failed=failed)


def _entry(name: str) -> EntryPoint:
    found = {each.name: each for each in entry_points(group=GROUP)}
    if name not in found:
        raise TaggerUnusable(f"tagger {name}: no installed package offers it; {nearest.hint(name, found)}")

    return found[name]


def _imported(entry: EntryPoint) -> Factory:
    try:
        factory: Factory = entry.load()
    except Exception as error:
        raise TaggerUnusable(f"tagger {entry.name}: cannot be imported: {type(error).__name__}: {error}") from error

    return factory


def _sound(spans: Sequence[Span], text: str) -> tuple[Span, ...]:
    """Keep spans that lie in the text and name something, the earlier and longer of two that overlap."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        is_inside = 0 <= span.start < span.end <= len(text) and span.kind in KINDS
        if is_inside and text[span.start : span.end].strip() and (not kept or kept[-1].end <= span.start):
            kept.append(span)

    return tuple(kept)
