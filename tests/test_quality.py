"""Sentences and articles for which no rule was made are understood no worse than they were.

The floors are what was measured; whoever raises a figure raises its floor. `python -m tests.quality --half tune --misses`
lists what is missed in the half that rules may learn from. The other half is for the report: nothing here names its misses.
"""

from fractions import Fraction

import pytest

from tests import held

ARTICLES = {
    # shifts told; told and right
    ("id", "tune"): (0.90, 1.00),
    ("en", "tune"): (0.88, 0.90),
    ("id", "report"): (0.91, 0.92),
    ("en", "report"): (0.71, 0.73),
}
SENTENCES = {
    # release, mediation, all kinds found; all found and read rightly; said to have occurred and did; quiet where nothing is
    ("id", "held", "tune"): (0.96, 0.96, 0.93, 0.91, 0.96, 0.93),
    ("id", "jati", "tune"): (0.89, 0.78, 0.80, 0.77, 0.91, 0.93),
    ("id", "meranti", "tune"): (0.84, 0.68, 0.73, 0.70, 0.93, 0.96),
    ("id", "ulin", "tune"): (0.87, 0.71, 0.69, 0.65, 0.95, 0.96),
    ("id", "damar", "tune"): (0.87, 0.74, 0.77, 0.74, 0.92, 0.96),
    ("id", "sengon", "tune"): (0.86, 0.85, 0.83, 0.81, 0.93, 0.94),
    ("id", "kenari", "tune"): (0.88, 0.81, 0.83, 0.78, 0.94, 0.92),
    ("id", "cendana", "tune"): (0.89, 0.82, 0.83, 0.78, 0.91, 0.93),
    ("id", "rotan", "tune"): (0.81, 0.80, 0.69, 0.60, 0.88, 0.92),
    ("id", "bambu", "tune"): (0.90, 0.94, 0.91, 0.89, 0.95, 0.95),
    ("id", "pinus", "tune"): (0.92, 0.84, 0.85, 0.84, 0.93, 0.96),
    ("id", "mahoni", "tune"): (0.90, 0.91, 0.91, 0.88, 0.94, 0.96),
    ("id", "trembesi", "tune"): (0.92, 0.94, 0.91, 0.90, 0.95, 0.95),
    ("id", "beringin", "tune"): (0.90, 0.82, 0.86, 0.81, 0.92, 0.94),
    ("id", "cemara", "tune"): (0.92, 0.91, 0.91, 0.90, 0.90, 0.93),
    ("id", "randu", "tune"): (0.81, 0.73, 0.76, 0.73, 0.91, 0.96),
    ("id", "waru", "tune"): (0.94, 0.87, 0.91, 0.87, 0.96, 0.96),
    ("id", "jambu", "tune"): (0.91, 0.89, 0.90, 0.88, 0.94, 0.96),
    ("id", "sawo", "tune"): (0.84, 0.73, 0.77, 0.69, 0.94, 0.95),
    ("id", "salak", "tune"): (0.94, 0.86, 0.87, 0.84, 0.91, 0.93),
    ("id", "nangka", "tune"): (0.86, 0.91, 0.85, 0.83, 0.94, 0.96),
    ("id", "manggis", "tune"): (0.86, 0.92, 0.89, 0.87, 0.95, 0.96),
    ("id", "duku", "tune"): (0.91, 0.85, 0.86, 0.84, 0.95, 0.96),
    ("id", "kweni", "tune"): (0.93, 0.83, 0.85, 0.84, 0.94, 0.96),
    ("id", "rambai", "tune"): (0.86, 0.77, 0.82, 0.80, 0.95, 0.96),
    ("id", "gandaria", "tune"): (0.89, 0.96, 0.89, 0.85, 0.92, 0.96),
    ("id", "kelapa", "tune"): (0.88, 0.88, 0.86, 0.82, 0.92, 0.96),
    ("id", "lontar", "tune"): (0.89, 0.92, 0.88, 0.82, 0.96, 0.96),
    ("id", "nipah", "tune"): (0.93, 0.85, 0.80, 0.76, 0.94, 0.96),
    ("id", "sagu", "tune"): (0.93, 0.89, 0.88, 0.84, 0.93, 0.93),
    ("id", "aren", "tune"): (0.92, 0.88, 0.87, 0.86, 0.96, 0.96),
    ("id", "bidara", "tune"): (0.84, 0.78, 0.77, 0.73, 0.91, 0.96),
    ("id", "ceri", "tune"): (0.88, 0.80, 0.80, 0.78, 0.94, 0.95),
    ("id", "delima", "tune"): (0.92, 0.84, 0.85, 0.84, 0.93, 0.93),
    ("id", "fresh", "tune"): (0.96, 0.96, 0.96, 0.96, 0.96, 0.93),
    ("id", "third", "tune"): (0.95, 0.96, 0.95, 0.95, 0.95, 0.95),
    ("id", "wires", "tune"): (0.84, 0.96, 0.89, 0.89, 0.96, 0.96),
    ("id", "field", "tune"): (0.88, 0.90, 0.86, 0.83, 0.96, 0.96),
    ("id", "regional", "tune"): (0.96, 0.86, 0.91, 0.89, 0.93, 0.93),
    ("id", "abroad", "tune"): (0.92, 0.96, 0.92, 0.91, 0.93, 0.91),
    ("id", "plain", "tune"): (0.92, 0.91, 0.86, 0.83, 0.96, 0.96),
    ("id", "sites", "tune"): (0.96, 0.86, 0.85, 0.82, 0.96, 0.96),
    ("id", "mine", "tune"): (0.85, 0.92, 0.89, 0.84, 0.93, 0.96),
    ("id", "dusk", "tune"): (0.85, 0.96, 0.91, 0.86, 0.96, 0.96),
    ("id", "daily", "tune"): (0.96, 0.94, 0.92, 0.92, 0.96, 0.94),
    ("id", "dawn", "tune"): (0.81, 0.91, 0.78, 0.78, 0.96, 0.96),
    ("id", "noon", "tune"): (0.92, 0.96, 0.91, 0.91, 0.96, 0.96),
    ("id", "topic", "tune"): (0.93, 0.86, 0.75, 0.72, 0.93, 0.95),
    ("id", "turns", "tune"): (0.85, 0.87, 0.86, 0.84, 0.90, 0.96),
    ("id", "other", "tune"): (0.96, 0.96, 0.96, 0.96, 0.00, 0.94),
    ("id", "reed", "tune"): (0.86, 0.77, 0.77, 0.75, 0.94, 0.96),
    ("id", "sand", "tune"): (0.80, 0.90, 0.56, 0.54, 0.91, 0.94),
    ("id", "ford", "tune"): (0.92, 0.86, 0.86, 0.78, 0.91, 0.94),
    ("id", "quartz", "tune"): (0.89, 0.91, 0.82, 0.77, 0.96, 0.91),
    ("en", "held", "tune"): (0.94, 0.96, 0.91, 0.88, 0.95, 0.94),
    ("en", "fourth", "tune"): (0.96, 0.96, 0.93, 0.92, 0.94, 0.95),
    ("en", "moss", "tune"): (0.88, 0.67, 0.68, 0.64, 0.91, 0.96),
    ("en", "fern", "tune"): (0.90, 0.84, 0.81, 0.76, 0.91, 0.96),
    ("en", "clay", "tune"): (0.91, 0.85, 0.86, 0.82, 0.93, 0.96),
    ("en", "birch", "tune"): (0.93, 0.79, 0.79, 0.73, 0.94, 0.96),
    ("en", "maple", "tune"): (0.90, 0.67, 0.72, 0.67, 0.87, 0.94),
    ("en", "aspen", "tune"): (0.89, 0.72, 0.73, 0.66, 0.95, 0.96),
    ("en", "cedar", "tune"): (0.88, 0.74, 0.73, 0.68, 0.92, 0.94),
    ("en", "olive", "tune"): (0.91, 0.83, 0.79, 0.74, 0.94, 0.93),
    ("en", "hazel", "tune"): (0.91, 0.82, 0.80, 0.74, 0.93, 0.92),
    ("en", "mill", "tune"): (0.96, 0.80, 0.80, 0.76, 0.88, 0.93),
    ("en", "nadir", "tune"): (0.91, 0.84, 0.88, 0.85, 0.91, 0.86),
    ("en", "dale", "tune"): (0.91, 0.82, 0.83, 0.79, 0.94, 0.93),
    ("en", "glen", "tune"): (0.76, 0.75, 0.68, 0.65, 0.92, 0.93),
    ("en", "moor", "tune"): (0.90, 0.74, 0.76, 0.69, 0.95, 0.96),
    ("en", "heath", "tune"): (0.86, 0.78, 0.83, 0.76, 0.95, 0.96),
    ("en", "brook", "tune"): (0.91, 0.84, 0.88, 0.80, 0.92, 0.92),
    ("en", "thorn", "tune"): (0.93, 0.90, 0.86, 0.79, 0.95, 0.93),
    ("en", "weir", "tune"): (0.90, 0.78, 0.79, 0.74, 0.92, 0.95),
    ("en", "ridge", "tune"): (0.83, 0.78, 0.71, 0.66, 0.92, 0.93),
    ("en", "gale", "tune"): (0.92, 0.89, 0.91, 0.88, 0.92, 0.96),
    ("en", "holt", "tune"): (0.92, 0.90, 0.89, 0.86, 0.95, 0.96),
    ("en", "vale", "tune"): (0.88, 0.86, 0.87, 0.84, 0.94, 0.93),
    ("en", "wold", "tune"): (0.91, 0.92, 0.90, 0.87, 0.93, 0.94),
    ("en", "peat", "tune"): (0.87, 0.82, 0.83, 0.78, 0.92, 0.94),
    ("en", "crag", "tune"): (0.92, 0.90, 0.91, 0.86, 0.92, 0.92),
    ("en", "fell", "tune"): (0.86, 0.74, 0.78, 0.72, 0.91, 0.92),
    ("en", "loam", "tune"): (0.94, 0.93, 0.94, 0.90, 0.94, 0.92),
    ("en", "tarn", "tune"): (0.92, 0.91, 0.91, 0.88, 0.95, 0.96),
    ("en", "fen", "tune"): (0.86, 0.79, 0.77, 0.73, 0.94, 0.95),
    ("en", "tor", "tune"): (0.92, 0.86, 0.87, 0.80, 0.91, 0.93),
    ("en", "holm", "tune"): (0.89, 0.96, 0.88, 0.86, 0.93, 0.95),
    ("en", "dell", "tune"): (0.90, 0.87, 0.86, 0.84, 0.92, 0.92),
    ("en", "knoll", "tune"): (0.91, 0.87, 0.84, 0.78, 0.93, 0.96),
    ("en", "rill", "tune"): (0.87, 0.81, 0.77, 0.72, 0.93, 0.92),
    ("en", "gorse", "tune"): (0.92, 0.84, 0.85, 0.84, 0.92, 0.93),
    ("en", "sedge", "tune"): (0.89, 0.76, 0.81, 0.79, 0.94, 0.96),
    ("en", "bryn", "tune"): (0.86, 0.89, 0.84, 0.78, 0.94, 0.96),
    ("en", "cove", "tune"): (0.90, 0.82, 0.82, 0.80, 0.95, 0.94),
    ("en", "dune", "tune"): (0.88, 0.86, 0.84, 0.82, 0.94, 0.94),
    ("en", "briar", "tune"): (0.95, 0.83, 0.82, 0.79, 0.92, 0.93),
    ("en", "alder", "tune"): (0.91, 0.85, 0.83, 0.78, 0.95, 0.95),
    ("en", "flint", "tune"): (0.95, 0.86, 0.87, 0.85, 0.94, 0.94),
    ("en", "grove", "tune"): (0.71, 0.69, 0.65, 0.59, 0.92, 0.89),
    ("en", "heron", "tune"): (0.89, 0.82, 0.76, 0.73, 0.91, 0.91),
    ("en", "ebb", "tune"): (0.92, 0.89, 0.86, 0.84, 0.94, 0.96),
    ("en", "fresh", "tune"): (0.92, 0.92, 0.89, 0.88, 0.94, 0.91),
    ("en", "third", "tune"): (0.93, 0.93, 0.93, 0.91, 0.94, 0.91),
    ("en", "wires", "tune"): (0.92, 0.96, 0.91, 0.85, 0.93, 0.87),
    ("en", "field", "tune"): (0.84, 0.93, 0.80, 0.74, 0.96, 0.94),
    ("en", "regional", "tune"): (0.85, 0.96, 0.86, 0.77, 0.93, 0.89),
    ("en", "abroad", "tune"): (0.96, 0.91, 0.91, 0.91, 0.96, 0.93),
    ("en", "plain", "tune"): (0.96, 0.96, 0.92, 0.91, 0.96, 0.93),
    ("en", "sites", "tune"): (0.92, 0.96, 0.93, 0.91, 0.96, 0.93),
    ("en", "mine", "tune"): (0.92, 0.92, 0.91, 0.84, 0.96, 0.96),
    ("en", "dusk", "tune"): (0.92, 0.96, 0.94, 0.91, 0.93, 0.93),
    ("en", "daily", "tune"): (0.96, 0.92, 0.90, 0.89, 0.96, 0.94),
    ("en", "dawn", "tune"): (0.88, 0.76, 0.72, 0.71, 0.96, 0.93),
    ("en", "noon", "tune"): (0.96, 0.86, 0.88, 0.88, 0.96, 0.96),
    ("en", "topic", "tune"): (0.96, 0.89, 0.76, 0.74, 0.94, 0.94),
    ("en", "turns", "tune"): (0.86, 0.76, 0.81, 0.78, 0.91, 0.93),
    ("en", "other", "tune"): (0.96, 0.96, 0.96, 0.96, 0.00, 0.94),
    ("en", "reed", "tune"): (0.92, 0.84, 0.80, 0.76, 0.95, 0.96),
    ("en", "sand", "tune"): (0.73, 0.88, 0.37, 0.36, 0.94, 0.94),
    ("en", "ford", "tune"): (0.96, 0.96, 0.91, 0.89, 0.85, 0.92),
    ("en", "quartz", "tune"): (0.92, 0.91, 0.82, 0.75, 0.96, 0.91),
    ("ru", "held", "tune"): (0.96, 0.96, 0.96, 0.96, 0.96, 0.96),
    ("ar", "held", "tune"): (0.96, 0.96, 0.96, 0.96, 0.96, 0.96),
    ("id", "lark", "report"): (0.81, 0.88, 0.82, 0.74, 0.86, 0.94),
    ("id", "vesper", "report"): (0.89, 0.86, 0.84, 0.83, 0.89, 0.93),
    ("id", "opal", "report"): (0.92, 0.96, 0.85, 0.82, 0.93, 0.96),
    ("id", "onyx", "report"): (0.82, 0.84, 0.79, 0.71, 0.94, 0.96),
    ("id", "amber", "report"): (0.81, 0.92, 0.86, 0.80, 0.89, 0.88),
    ("en", "lark", "report"): (0.86, 0.85, 0.81, 0.76, 0.90, 0.94),
    ("en", "vesper", "report"): (0.88, 0.71, 0.69, 0.67, 0.92, 0.91),
    ("en", "opal", "report"): (0.96, 0.91, 0.84, 0.78, 0.96, 0.96),
    ("en", "onyx", "report"): (0.92, 0.81, 0.81, 0.74, 0.91, 0.92),
    ("en", "amber", "report"): (0.80, 0.91, 0.84, 0.75, 0.87, 0.90),
    ("ru", "held", "report"): (0.79, 0.79, 0.77, 0.77, 0.96, 0.96),
    ("ar", "held", "report"): (0.79, 0.96, 0.90, 0.85, 0.96, 0.96),
}
PARTS = [(language, file, half) for half in held.HALVES for language, file in held.parts(half)]


@pytest.mark.parametrize(("language", "file", "half"), PARTS)
def test_sentences_are_read_no_worse_than_they_were(language: str, file: str, half: str) -> None:
    release, mediation, found, read, occurred, quiet = SENTENCES[language, file, half]
    tally = held.sentences(language, half, file)

    assert _share(tally.found["release"], tally.wanted["release"]) >= Fraction(str(release))
    assert _share(tally.found["mediation"], tally.wanted["mediation"]) >= Fraction(str(mediation))
    assert _share(sum(tally.found.values()), sum(tally.wanted.values())) >= Fraction(str(found))
    assert _share(sum(tally.read.values()), sum(tally.wanted.values())) >= Fraction(str(read))
    assert _share(tally.occurred - tally.overstated, tally.occurred) >= Fraction(str(occurred))
    assert _share(tally.negatives - tally.spurious, tally.negatives) >= Fraction(str(quiet))


def _share(some: int, of: int) -> Fraction:
    return Fraction(some, of) if of else Fraction(1)


@pytest.mark.parametrize(("language", "half"), ARTICLES)
def test_as_many_shifts_are_told_and_are_right_as_were(language: str, half: str) -> None:
    told = held.articles(language, half)

    assert told.found >= ARTICLES[language, half][0] * told.wanted
    assert told.right >= ARTICLES[language, half][1] * told.told


@pytest.mark.parametrize("language", held.LANGUAGES)
def test_half_of_the_held_back_sentences_tell_of_nothing_that_occurred(language: str) -> None:
    rows = held.rows(f"held_{language}")
    quiet = [row for row in rows if not any("occurred" in one["modality"] for one in row["claims"])]

    assert len(rows) >= 170
    assert len(quiet) >= 0.45 * len(rows)


@pytest.mark.parametrize("language", held.LANGUAGES)
def test_no_rule_may_learn_from_what_the_report_is_made_of(language: str) -> None:
    reported = [row for file in held.FILES[language] for row in held.rows(f"{file}_{language}", "report")]

    assert len(reported) >= 200
    assert sum(not row["claims"] for row in reported) >= 0.4 * len(reported)


def test_articles_are_many_and_a_quarter_of_them_tell_of_nothing_that_shifts() -> None:
    rows = [row for file in held.ARTICLES for row in held.rows(file)]
    quiet = [row for row in rows if not row["shifts"]]

    assert len(rows) >= 60
    assert len(quiet) >= len(rows) / 4
    assert len({row["id"] for row in rows}) == len(rows)
    assert {row["half"] for row in rows} == set(held.HALVES)


def test_nothing_is_held_back_twice() -> None:
    texts = [
        row["text"]
        for name in (*(f"{file}_{name}" for name in held.FILES for file in held.FILES[name]), *held.ARTICLES)
        for row in held.rows(name)
    ]

    assert len(texts) == len(set(texts))
