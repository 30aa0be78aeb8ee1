"""Sentences and articles for which no rule was made are understood no worse than they were.

The floors are what was measured; whoever raises a figure raises its floor. `python -m tests.quality --half tune --misses`
lists what is missed in the half that rules may learn from. The other half is for the report: nothing here names its misses.
"""

import pytest

from tests import held

FLOORS = {
    # release, mediation and all kinds found; all kinds found and read rightly; shifts told; told and right
    ("id", "tune"): (0.95, 1.00, 0.94, 0.92, 0.83, 1.00),
    ("en", "tune"): (0.93, 0.96, 0.95, 0.92, 1.00, 0.77),
    ("id", "report"): (0.68, 0.88, 0.75, 0.67, 0.85, 1.00),
    ("en", "report"): (0.75, 0.88, 0.70, 0.66, 0.62, 0.66),
}
MORE = {
    # the same without articles, of the sentences that were written later and of other languages
    ("id", "fresh", "tune"): (0.75, 0.93, 0.85, 0.85),
    ("en", "fresh", "tune"): (0.89, 0.88, 0.88, 0.86),
    ("id", "fresh", "report"): (0.57, 0.82, 0.76, 0.74),
    ("en", "fresh", "report"): (0.44, 0.85, 0.65, 0.65),
    ("id", "third", "tune"): (0.91, 0.96, 0.92, 0.92),
    ("en", "third", "tune"): (0.82, 0.93, 0.86, 0.85),
    ("id", "third", "report"): (0.62, 0.61, 0.62, 0.60),
    ("en", "third", "report"): (0.66, 0.61, 0.67, 0.65),
    ("en", "fourth", "tune"): (0.85, 1.00, 0.84, 0.78),
    ("en", "fourth", "report"): (0.83, 1.00, 0.85, 0.75),
    ("ru", "held", "tune"): (1.00, 1.00, 1.00, 1.00),
    ("ru", "held", "report"): (0.83, 0.83, 0.81, 0.81),
    ("ar", "held", "tune"): (1.00, 1.00, 1.00, 1.00),
    ("ar", "held", "report"): (0.83, 1.00, 0.94, 0.89),
}
MODALITY = 0.88
OCCURRED = 0.94
LATER_OCCURRED = 0.85
LATER = {("en", "third", "report"): 0.74, ("en", "fourth", "tune"): 1.00, ("en", "fourth", "report"): 0.93}
SPURIOUS = {("en", "third", "report"): 0.16, ("en", "fourth", "tune"): 0.00, ("en", "fourth", "report"): 0.04}
"""The third report half is harder: its negatives are court cases, animals, contracts and troops that sound like a release."""
MOST_SPURIOUS = 0.08
PARTS = list(FLOORS)


@pytest.mark.parametrize(("language", "half"), PARTS)
def test_as_many_claims_are_found_and_read_rightly_as_were(language: str, half: str) -> None:
    release, mediation, found, read, *_ = FLOORS[language, half]
    tally = held.sentences(language, half)

    assert tally.found["release"] >= release * tally.wanted["release"]
    assert tally.found["mediation"] >= mediation * tally.wanted["mediation"]
    assert sum(tally.found.values()) >= found * sum(tally.wanted.values())
    assert sum(tally.read.values()) >= read * sum(tally.wanted.values())
    assert sum(tally.read.values()) >= MODALITY * sum(tally.found.values())


@pytest.mark.parametrize(("language", "file", "half"), MORE)
def test_as_many_claims_are_found_in_later_sentences_as_were(language: str, file: str, half: str) -> None:
    release, mediation, found, read = MORE[language, file, half]
    tally = held.sentences(language, half, file)

    assert tally.found["release"] >= release * tally.wanted["release"]
    assert tally.found["mediation"] >= mediation * tally.wanted["mediation"]
    assert sum(tally.found.values()) >= found * sum(tally.wanted.values())
    assert sum(tally.read.values()) >= read * sum(tally.wanted.values())
    assert tally.occurred - tally.overstated >= LATER.get((language, file, half), LATER_OCCURRED) * tally.occurred
    assert tally.spurious <= SPURIOUS.get((language, file, half), MOST_SPURIOUS) * tally.negatives


@pytest.mark.parametrize(("language", "half"), PARTS)
def test_no_more_is_said_to_have_occurred_that_did_not(language: str, half: str) -> None:
    tally = held.sentences(language, half)

    assert tally.occurred - tally.overstated >= OCCURRED * tally.occurred
    assert tally.spurious <= MOST_SPURIOUS * tally.negatives


@pytest.mark.parametrize(("language", "half"), PARTS)
def test_as_many_shifts_are_told_and_are_right_as_were(language: str, half: str) -> None:
    told = held.articles(language, half)

    assert told.found >= FLOORS[language, half][4] * told.wanted
    assert told.right >= FLOORS[language, half][5] * told.told


@pytest.mark.parametrize("language", held.LANGUAGES)
def test_half_of_the_held_back_sentences_tell_of_nothing_that_occurred(language: str) -> None:
    rows = held.rows(f"held_{language}")
    quiet = [row for row in rows if not any("occurred" in one["modality"] for one in row["claims"])]

    assert len(rows) >= 170
    assert len(quiet) >= 0.45 * len(rows)


def test_nothing_is_held_back_twice() -> None:
    texts = [
        row["text"]
        for name in (*(f"{file}_{name}" for name in held.FILES for file in held.FILES[name]), "held_articles")
        for row in held.rows(name)
    ]

    assert len(texts) == len(set(texts))
