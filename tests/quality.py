"""What `make quality` prints: how well claims, alerts, names and copies are found where no rule was made for it.

python -m tests.quality [--data FOLDER] [--half tune|report] [--misses]
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from tests import corpora, held, public
from tests.held import Tally, Told


def main() -> None:
    """Print the figures; with --misses also what went wrong, of the report half only where it is asked for by name."""
    given = argparse.ArgumentParser(prog="make quality", description=__doc__)
    given.add_argument("--data", type=Path, help="folder of public data sets; without it their part is left out")
    given.add_argument("--half", choices=held.HALVES, help="only the sentences and articles of one half")
    given.add_argument("--misses", action="store_true", help="list what is missed, misread or overstated")
    asked = given.parse_args()
    for half in [asked.half] if asked.half else held.HALVES:
        for language in held.LANGUAGES:
            told = held.articles(language, half)
            tally = held.sentences(language, half)
            print("\n".join(_lines(f"{language}, {half} half", tally, told)))  # noqa: T201  # A report is printed.
            if asked.misses and half == (asked.half or "tune"):
                print("\n".join(sorted(tally.misses) + told.misses))  # noqa: T201  # As above.
    if asked.data:
        print("\n".join(_public(asked.data)))  # noqa: T201  # As above.


def _lines(title: str, tally: Tally, told: Told) -> Iterator[str]:
    yield f"\n{title}: sentences"
    for kind in held.KINDS:
        yield _line(f"{kind} found", tally.found[kind], tally.wanted[kind])
    yield _line("all kinds found", sum(tally.found.values()), sum(tally.wanted.values()))
    yield _line("modality right on those found", sum(tally.read.values()), sum(tally.found.values()))
    yield _line("count right on those found", tally.counted, tally.counts)
    yield _line("said to have occurred, and did", tally.occurred - tally.overstated, tally.occurred)
    yield _line("negatives with a spurious claim", tally.spurious, tally.negatives)
    yield f"{title}: articles"
    yield _line("shifts told", told.found, told.wanted)
    yield _line("told shifts that are right", told.right, told.told)


def _public(data: Path) -> Iterator[str]:
    right, found, there = public.persons(data)
    yield "\npublic data"
    yield _line("persons found in Indonesian news", right, there)
    yield _line("found persons that are right", right, found)
    yield f"  {'F1 of persons':<36} {2 * right / (found + there):>21.3f}"
    for what, share in public.aliases(data).items():
        yield f"  {what:<36} {share:>21.3f}"
    yield "feed corpora"
    yield from corpora.lines(corpora.measure(corpora.load(data / corpora.ARCHIVE)))
    yield "near-copies found"
    for what, (some, of) in public.copies().items():
        yield _line(what, some, of)


def _line(what: str, some: int, of: int) -> str:
    share = f"{some / of:.3f}" if of else "-"

    return f"  {what:<36} {some:>6} / {of:<6} {share:>5}"


if __name__ == "__main__":
    main()
