"""A tagger that learns from labelled sentences: a conditional random field (``pip install kabar[crf]``).

Train it with ``python -m monitor.entities.crf MODEL FILE...`` on IOB files, and name it in the configuration:
``tagger: {name: crf, model: MODEL}``.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from monitor.entities import gazetteer, iob, lexicon
from monitor.entities.gazetteer import Gazetteer
from monitor.entities.taggers import EntityTagger, Span
from monitor.errors import MonitorError, TaggerUnusable

_WORD = re.compile(r"\w+(?:[-'’]\w+)*|[^\w\s]")
_LINE = re.compile(r"[^\n]+")
_LABELS = {kind: label for label, kind in iob.KINDS.items()}
_TRAINING = {"c1": 0.1, "c2": 0.05, "max_iterations": 120, "feature.possible_transitions": True}
_MOST_WORDS = 300  # Of a line: longer ones are read in pieces, so that no text takes long.

_Features = list[str]


class Tagger:
    """A trained model; reads a text line by line."""

    def __init__(self, model: Path) -> None:
        self._crf = _library().Tagger()
        self._crf.open(str(model))

    def __call__(self, text: str, language: str, /) -> list[Span]:
        """Give the persons, organisations and places of a text."""
        kinds = _kinds(text, gazetteer.load(), language)
        found: list[Span] = []
        for words in _lines(text):
            labels = self._crf.tag(list(_features(words, kinds, language)))
            found.extend(_spans(words, labels))

        return found


def tagger(model: Path | None, /) -> EntityTagger:
    """Make the tagger from a model file.

    Raises:
        TaggerUnusable: there is no such file, or it is no model.
    """
    if model is None:
        raise TaggerUnusable("tagger crf: name its model file: `tagger: {name: crf, model: FILE}`")
    if not model.is_file():
        raise TaggerUnusable(f"tagger crf: {model}: there is no such file")
    try:
        return Tagger(model)
    except ValueError as error:
        raise TaggerUnusable(f"tagger crf: {model}: is no model of this tagger") from error


def train(files: Iterable[Path], model: Path, language: str) -> int:
    """Learn from IOB files and write a model; gives the number of sentences.

    Raises:
        TaggerUnusable: a file cannot be read, or holds nothing to learn from.
    """
    trainer = _library().Trainer(algorithm="lbfgs", params=_TRAINING, verbose=False)
    known = gazetteer.load()
    count = 0
    for file in files:
        for text, spans in iob.texts(file):
            words = list(_WORD.finditer(text))
            if words:
                kinds = _kinds(text, known, language)
                trainer.append(list(_features(words, kinds, language)), _labels(words, spans))
                count += 1
    if not count:
        raise TaggerUnusable("there is nothing to learn from: the files hold no labelled sentence")
    trainer.train(str(model))

    return count


def main() -> None:
    """Train a model from the command line."""
    given = argparse.ArgumentParser(prog="python -m monitor.entities.crf", description=__doc__)
    given.add_argument("model", type=Path, help="file to write")
    given.add_argument("files", type=Path, nargs="+", help="IOB files: a word and its label a line")
    given.add_argument("--language", default="id", help="language of the files (id)")
    asked = given.parse_args()
    try:
        count = train(asked.files, asked.model, asked.language)
    except MonitorError as error:
        sys.exit(f"kabar: {error}")
    print(f"{asked.model}: learned from {count} sentences")  # noqa: T201  # This is a command.


def _library() -> Any:
    try:
        import pycrfsuite  # noqa: PLC0415  # An extra: most installations lack it.
    except ImportError as error:
        raise TaggerUnusable("tagger crf: needs python-crfsuite: pip install kabar[crf]") from error

    return pycrfsuite


def _lines(text: str) -> Iterator[list[re.Match[str]]]:
    for line in _LINE.finditer(text):
        words = list(_WORD.finditer(text, line.start(), line.end()))
        for place in range(0, len(words), _MOST_WORDS):
            yield words[place : place + _MOST_WORDS]


def _spans(words: Sequence[re.Match[str]], labels: Sequence[str]) -> Iterator[Span]:
    start, kind = 0, ""
    for place, label in enumerate([*labels, "O"]):
        if kind and label != f"I-{kind}":
            yield Span(start=words[start].start(), end=words[place - 1].end(), kind=iob.KINDS[kind])
            kind = ""
        if label != "O" and not kind:
            start, kind = place, label[2:]


def _labels(words: Sequence[re.Match[str]], spans: Sequence[Span]) -> list[str]:
    labels = ["O"] * len(words)
    for span in spans:
        inside = [place for place, word in enumerate(words) if span.start <= word.start() and word.end() <= span.end]
        for place in inside:
            labels[place] = f"{'B' if place == inside[0] else 'I'}-{_LABELS[span.kind]}"

    return labels


def _features(words: Sequence[re.Match[str]], kinds: dict[int, str], language: str) -> Iterator[_Features]:
    """Describe each word by itself and by its neighbours, two to each side."""
    said = [word.group() for word in words]
    for place, word in enumerate(said):
        row = ["bias", *_plain(word, language)]
        if kind := kinds.get(words[place].start()):
            row.append(kind)
        for step in (-2, -1, 1, 2):
            there = place + step
            row += _near(said[there], language, step) if 0 <= there < len(said) else (f"{step}:edge",)
        if place:
            row.append(f"-1|0:{said[place - 1].lower()}|{_shape(word)}")
        yield row


def _kinds(text: str, known: Gazetteer, language: str) -> dict[int, str]:
    """Say of each word that is of a listed name of which kind that is, by where the word starts."""
    found: dict[int, str] = {}
    for hit in known.find(text, language):
        if hit.entity.id:
            for word in _WORD.finditer(text, hit.start, hit.end):
                found[word.start()] = f"known={'B' if word.start() == hit.start else 'I'}-{hit.entity.kind}"

    return found


@lru_cache(maxsize=50_000)
def _plain(word: str, language: str) -> tuple[str, ...]:
    low = word.lower()
    affixes = [
        f"{side}{size}={part}" for size in (1, 2, 3, 4) for side, part in (("^", low[:size]), ("$", low[-size:]))
    ]

    return (*affixes, *_outline(word, language))


@lru_cache(maxsize=50_000)
def _near(word: str, language: str, step: int) -> tuple[str, ...]:
    return tuple(f"{step}:{each}" for each in _outline(word, language))


@lru_cache(maxsize=50_000)
def _outline(word: str, language: str) -> tuple[str, ...]:
    low, words = word.lower(), lexicon.of(language)
    lists = {
        "official": words.officials, "plain": words.plain, "cue": words.cues, "link": words.links,
        "before": words.speech_before, "after": words.speech_after, "body": words.org_heads, "place": words.place_words,
        "orgcue": words.org_cues, "stop": words.stop, "given": lexicon.given(),
    }  # fmt: skip

    return (f"w={low}", f"s={_shape(word)}", *(f"in={name}" for name, listed in lists.items() if low in listed))


@lru_cache(maxsize=50_000)
def _shape(word: str) -> str:
    letters = "".join(
        "A" if each.isupper() else "a" if each.islower() else "0" if each.isdigit() else each for each in word
    )

    return re.sub(r"(.)\1+", r"\1+", letters)


if __name__ == "__main__":
    main()
