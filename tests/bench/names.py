"""Microseconds to find the names of one article, beside two well-known matchers on the same texts and names.

`python -m tests.bench.names` measures only this. spaCy is an extra, as it is larger than all the rest together.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from monitor.config import Config
from monitor.entities import gazetteer
from monitor.entities.tag import Tagger
from monitor.models import RawArticle
from tests import builders
from tests.bench import articles, service

Row = tuple[str, str]
_ROUNDS = 5
_FEW = 60
_HOW = "not installed: .venv/bin/python -m pip install -e '.\\[bench-spacy]'"


def table(on: Sequence[RawArticle], off: Sequence[RawArticle], found: Config) -> Table:
    """Show what each does beside the others."""
    beside = Table("names in one article", "microseconds", title="Names, beside other matchers on the same texts")
    for what, median in rows(on, off, found):
        beside.add_row(what, median)

    return beside


def rows(on: Sequence[RawArticle], off: Sequence[RawArticle], found: Config) -> Iterator[Row]:
    """Give what each does, and its median over the articles of the best of several rounds."""
    names = gazetteer.load()
    listed = sorted({name.text for each in names.entities if each.id for name in each.names})
    tagger = Tagger(names, found.stories)
    uniques = [builders.unique(each) for each in on[:_FEW]]
    yield "clean, sentences, names, persons: on the story", _median(tagger.tag, uniques)
    yield "off the story", _median(tagger.tag, [builders.unique(each) for each in off[:_FEW]])
    texts = [(each.text, each.language) for each in on[:_FEW]]
    yield f"known names alone ({len(listed):,})", _median(lambda each: names.find(*each), texts)
    yield "pyahocorasick: where one of them stands", _median(_automaton(listed), texts)
    yield (
        "spaCy PhraseMatcher, blank pipeline",
        _median(matcher, texts) if (matcher := _matcher(listed)) else _HOW,
    )


def _median(work: Callable[[Any], object], given: Sequence[Any]) -> str:
    best = [float("inf")] * len(given)
    for _ in range(_ROUNDS):
        for place, each in enumerate(given):
            start = time.perf_counter()
            work(each)
            best[place] = min(best[place], time.perf_counter() - start)

    return f"{statistics.median(best) * 1e6:,.0f}"


def _automaton(listed: Sequence[str]) -> Callable[[tuple[str, str]], object]:
    import ahocorasick  # noqa: PLC0415  # Only for the comparison.

    automaton = ahocorasick.Automaton()
    for name in listed:
        automaton.add_word(name.lower(), name)
    automaton.make_automaton()

    return lambda each: list(automaton.iter_long(each[0].lower()))


def _matcher(listed: Sequence[str]) -> Callable[[tuple[str, str]], object] | None:
    try:
        import spacy  # noqa: PLC0415  # The extra bench-spacy; most installations lack it.
        from spacy.matcher import PhraseMatcher  # noqa: PLC0415  # As above.
    except ImportError:
        return None
    pipelines = {language: spacy.blank(language) for language in ("id", "en")}
    matchers = {language: PhraseMatcher(each.vocab, attr="LOWER") for language, each in pipelines.items()}
    for language, matcher in matchers.items():
        matcher.add("name", [pipelines[language].make_doc(name) for name in listed])

    return lambda each: matchers[each[1]](pipelines[each[1]].make_doc(each[0]))


def main() -> None:
    """Measure the names alone."""
    with tempfile.TemporaryDirectory(prefix="kabar-bench-") as folder:
        found = service.configured(Path(folder), f"sqlite:///{folder}/kabar.db")
        Console(width=110).print(
            table(list(articles.mixed(_FEW, one_in=1)), list(articles.mixed(_FEW, one_in=1000))[1:], found)
        )


if __name__ == "__main__":
    main()
