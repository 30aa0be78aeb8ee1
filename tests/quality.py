"""What `make quality` prints: how well claims, alerts, names and copies are found where no rule was made for it.

python -m tests.quality [--data FOLDER] [--half tune|report] [--misses]
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

from monitor.entities import crf
from monitor.entities.taggers import Plugged
from tests import copies, corpora, held, names, pages, printed
from tests.held import Tally, Told
from tests.streams import judge, script


def main() -> None:
    """Print the figures; with --misses also what went wrong, of the report half only where it is asked for by name."""
    given = argparse.ArgumentParser(prog="make quality", description=__doc__)
    given.add_argument("--data", type=Path, help="folder of public data sets; without it their part is left out")
    given.add_argument("--half", choices=held.HALVES, help="only the sentences and articles of one half")
    given.add_argument("--misses", action="store_true", help="list what is missed, misread or overstated")
    asked = given.parse_args()
    for half in [asked.half] if asked.half else held.HALVES:
        _half(half, with_misses=asked.misses and half == (asked.half or "tune"))
    print("\n".join(_copies()))  # noqa: T201  # As above.
    print("\n".join(_names(asked.half, with_misses=asked.misses)))  # noqa: T201  # As above.
    print("\n".join(_told()))  # noqa: T201  # As above.
    if asked.data:
        print("\n".join(_public(asked.data)))  # noqa: T201  # As above.


def _half(half: str, *, with_misses: bool) -> None:
    for language in held.FILES:
        told = held.articles(language, half)
        print("\n".join(_articles(f"{language}, {half} half", told)))  # noqa: T201  # As above.
        if language in held.LANGUAGES:
            print("\n".join(_furniture(language, half, with_misses=with_misses)))  # noqa: T201  # As above.
        if with_misses:
            print("\n".join(told.misses))  # noqa: T201  # As above.
    for language, file in held.parts(half):
        tally = held.sentences(language, half, file)
        print("\n".join(_sentences(f"{language}, {half} half, {file}", tally)))  # noqa: T201  # As above.
        if with_misses:
            print("\n".join(sorted(tally.misses)))  # noqa: T201  # As above.


def _articles(title: str, told: Told) -> Iterator[str]:
    yield f"\n{title}: articles"
    yield _line("shifts told", told.found, told.wanted)
    yield _line("told shifts that are right", told.right, told.told)


def _sentences(title: str, tally: Tally) -> Iterator[str]:
    yield f"\n{title}: sentences"
    for kind in held.KINDS:
        yield _line(f"{kind} found", tally.found[kind], tally.wanted[kind])
    yield _line("all kinds found", sum(tally.found.values()), sum(tally.wanted.values()))
    yield _line("modality right on those found", sum(tally.read.values()), sum(tally.found.values()))
    yield _line("count right on those found", tally.counted, tally.counts)
    yield _line("said to have occurred, and did", tally.occurred - tally.overstated, tally.occurred)
    yield _line("negatives with a spurious claim", tally.spurious, tally.negatives)


def _names(half: str | None, *, with_misses: bool) -> Iterator[str]:
    for part in [half] if half else held.HALVES:
        yield f"\nnames in sentences of our own, several languages, {part} half"
        tally = names.sentences(part)
        yield from _tally(tally)
        if with_misses and part == (half or "tune"):
            yield from (miss for each in tally.values() for miss in each.misses)


def _furniture(language: str, half: str, *, with_misses: bool) -> Iterator[str]:
    for some in pages.SETS:
        yield f"{language}, {half} half: furniture{'' if some == pages.SETS[0] else f', {some}'}"
        yield from (_line(what, part, of) for what, part, of in pages.lines(language, half, some))
        yield from pages.judged(language, half, some).misses if with_misses else ()


def _copies() -> Iterator[str]:
    yield "\ninvented texts: copies found"
    yield from (_line(what, some, of) for what, some, of in copies.lines())


def _told() -> Iterator[str]:
    """Say how the scripted streams were told: after how many articles, how many minutes after which origin's report."""
    for name in script.NAMES:
        yield from judge.table(name, judge.run(script.load(name)))
    found = printed.played()
    yield "\narticles as pages print them"
    yield _line("come out as expected", sum(each.holds for each in found), len(found))
    for each in found:
        yield from (f"  {each.scenario.name}: {line}" for line in each.differences)


def _public(data: Path) -> Iterator[str]:
    yield "\nnames in Indonesian news (idner-news-2k dev, whole span)"
    yield from _tally(names.news(data / names.NEWS / "dev.txt"))
    yield "the same, with the CRF trained on its train part"
    yield from _tally(names.news(data / names.NEWS / "dev.txt", _trained(data / names.NEWS / "train.txt")))
    yield "\nspellings of one person's name (sanctions lists), and names of others"
    yield "  joined from   aliases   main name   spellings   strangers in 1,000   near names   known   outsiders in 1,000"
    for point in names.curve(data):
        yield (
            f"  {point.start:>11.2f}{point.aliases:>10.3f}{point.main:>12.3f}{point.spellings:>12.3f}"
            f"{point.strangers:>21.2f}{point.near:>13.2f}{point.known:>8.3f}{point.outsiders:>21.2f}"
        )
    yield "\nfeed corpora"
    yield from corpora.lines(corpora.measure(corpora.load(data / corpora.ARCHIVE)))


def _trained(train: Path) -> Plugged:
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "names.crf"
        crf.train([train], model, "id")

        return Plugged(tagger=crf.tagger(model))


def _tally(found: dict[str, names.Found]) -> Iterator[str]:
    for kind, each in found.items():
        yield _line(f"{kind} found", each.right, each.there)
        yield _line(f"{kind} found that are right", each.right, each.found)
        yield f"  {f'{kind} F1':<36} {each.f1:>21.3f}"


def _line(what: str, some: int, of: int) -> str:
    share = f"{some / of:.3f}" if of else "-"

    return f"  {what:<36} {some:>6} / {of:<6} {share:>5}"


if __name__ == "__main__":
    main()
