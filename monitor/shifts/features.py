"""What the tables of the second reader look at: the words of a sentence, of a phrase in it, and of how it asserts something."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import Stemmer

_MARK = re.compile(r"(§[A-Z])\d+")
_BESIDE = 4  # Words to each side of a phrase.
_NEAR, _FAR = 3, (0, 2, 5)  # Words between a phrase and the word that tells the claim.
_SEVERAL = 3
_FIRST, _LAST = 3, 4  # Stems by which a sentence begins and ends.
_PERSON, _GROUP = "person:", "group:"
_MANY = 200_000  # Words of which the stem is kept.


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of a masked sentence, marks without their numbers, with their stems and the features that they give it."""

    said: tuple[str, ...]
    stems: tuple[str, ...]
    features: frozenset[str]


class Stems(dict[str, str]):
    """The stems of words that were asked for, by one of Snowball's algorithms: "english", "indonesian" and others."""

    def __init__(self, algorithm: str) -> None:
        super().__init__()
        self._stemmer = Stemmer.Stemmer(algorithm)

    def __missing__(self, word: str) -> str:
        if len(self) >= _MANY:
            self.clear()
        self[word] = stem = str(self._stemmer.stemWord(word))

        return stem

    def words(self, text: str) -> Words:
        """Read the words of a masked string.

        >>> read = Stems("english").words("§P0 mediates")
        >>> read.said, read.stems, sorted(read.features)
        (('§P', 'mediates'), ('§P', 'mediat'), ['mediates', 'mediat~', '§P', '§P~', '§P~mediat'])
        """
        said = tuple(_MARK.sub(r"\1", text).split())
        stems = tuple(map(self.__getitem__, said))
        pairs = (f"{one}~{other}" for one, other in pairwise(stems))

        return Words(said=said, stems=stems, features=frozenset((*said, *(f"{one}~" for one in stems), *pairs)))


def of_word(word: str, stems: Mapping[str, str]) -> tuple[str, str]:
    """Give the features of a word by itself: the word, and its stem."""
    return word, f"{stems[word]}~"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A noun phrase that may say whom a claim is about: its words from `start` to before `end`, and the ids of those it names."""

    start: int
    end: int
    ids: tuple[str, ...]
    is_guess: bool = False


def of_phrase(words: Words, phrases: Sequence[Phrase], index: int, tops: Sequence[int]) -> set[str]:
    """Give the features of one of the phrases of a sentence.

    Its words and those beside it, the stems on each side, which of how many it is, the others, and how it stands to the words at
    `tops`, by which the claim is told.
    """
    phrase, said = phrases[index], words.said
    inside = said[phrase.start : phrase.end]
    before = said[max(phrase.start - _BESIDE, 0) : phrase.start][::-1]
    after = said[phrase.end : phrase.end + _BESIDE]
    sort = inside[-1][:2] if inside else ""

    return {
        *(f"={one}" for one in inside),
        *(f"<{place}{one}" for place, one in enumerate(before)),
        *(f">{place}{one}" for place, one in enumerate(after)),
        *(f"l{one}" for one in words.stems[: phrase.start]),
        *(f"r{one}" for one in words.stems[phrase.end :]),
        *(f"<<{one}" for one in before),
        *(f">>{one}" for one in after),
        f"<<{' '.join(before[:2])}",
        f">>{' '.join(after[:2])}",
        f"{sort}<{before[0] if before else ''}",
        f"{sort}>{after[0] if after else ''}",
        f"#{index}",
        "#last" if index == len(phrases) - 1 else "#",
        "#only" if len(phrases) == 1 else "#",
        f"guess {phrase.is_guess}",
        f"names {min(len(phrase.ids), _SEVERAL)}",
        *(sort for sort in (_PERSON, _GROUP) if any(one.startswith(sort) for one in phrase.ids)),
        *(one for other in phrases if other is not phrase for one in _of_other(said, phrase, other)),
        *(f"{place}{one}" for place, top in enumerate(tops) for one in _of_top(words, phrases, phrase, top)),
    }


def _of_other(said: Sequence[str], phrase: Phrase, other: Phrase) -> Iterator[str]:
    """Give the features of another phrase of the sentence."""
    before = said[other.start - 1] if other.start else ""
    yield f"o<{before}"
    yield f"o>{said[other.end] if other.end < len(said) else ''}"
    yield f"o{'l' if other.start < phrase.start else 'r'}<{before}"
    yield f"onames {min(len(other.ids), _SEVERAL)}"


def _of_top(words: Words, phrases: Sequence[Phrase], phrase: Phrase, top: int) -> Iterator[str]:
    """Give the features of the way from a phrase to a word by which the claim is told."""
    side = "l" if phrase.end <= top else "r" if top < phrase.start else "@"
    low, high = {"l": (phrase.end, top), "r": (top + 1, phrase.start), "@": (top, top)}[side]
    stem, between = words.stems[top], words.said[low:high]
    yield f"t{side}{stem}"
    yield f"t{side} {sum(len(between) > most for most in _FAR)}"
    yield f"n{side} {min(sum(low <= one.start < high for one in phrases), 2)}"
    if len(between) <= _NEAR:
        yield f"t{side}{' '.join(between)} {stem}"
    if len(between) <= _FAR[-1]:
        yield from (f"b{side}{one}" for one in between)


def of_manner(words: Words, readings: Sequence[tuple[str, str]]) -> set[str]:
    """Give the features by which it is told how a sentence asserts something.

    They are its own, the stems by which it begins and ends, and what the rules say of it: `readings` are a modality and a cue for
    each word that says it.

    >>> sorted(of_manner(Stems("english").words("freed"), [("promised", "will")]))
    ['!0promised', '!promised', '"will', '$freed', '^freed', 'freed', 'freed~']
    """
    return {
        *words.features,
        *(f"^{one}" for one in words.stems[:_FIRST]),
        *(f"${one}" for one in words.stems[-_LAST:]),
        *(f"!{place}{how}" for place, (how, _) in enumerate(readings)),
        *(f"!{how}" for how, _ in readings),
        *(f'"{cue}' for _, cue in readings),
    }
