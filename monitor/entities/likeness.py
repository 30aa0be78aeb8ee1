"""How alike two persons' names are, in whatever order, spelling and script.

On the aliases of sanctions lists (tests/public.py; the even half, whoever bears one name paired with every other of his):

| from | all aliases | with the main name | spellings | strangers in 1,000 | near names |
|------|-------------|--------------------|-----------|--------------------|------------|
| .30  | .709        | .757               | .963      | .95                | .58        |
| .40  | .665        | .715               | .937      | .40                | .25        |
| .50  | .644        | .687               | .919      | .15                | .09        |
| .60  | .618        | .663               | .893      | .07                | .09        |
| .75  | .548        | .585               | .813      | .02                | .02        |

Of all pairs 64 in 100 have two words alike, 17 one, 19 none: those are other names altogether, which no likeness finds. What is
`sure` joins 33 in 100, one key for both (variants) 16; of 100,000 pairs of strangers none.

Tried and left (2026-11), fitted to one half of the persons and judged on the other, both ways, at one pair of strangers in 1,000:
this formula finds .716 of all pairs, with its constants searched .717, a logistic regression on five signs where words leave a
doubt .726, one on 31 signs .730, boosted trees on those .733. At as many near names as SAME joins (1 in 10) the formula finds
.64, the regression .58. What is in doubt shares one word and has others beside it, which is how brothers are called.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from monitor.entities import lexicon, variants
from monitor.text import tables

SURE = 0.9
"""From here on two names are joined without a look at anything else, where no short word of theirs differs."""

SAME = 0.5
"""From here on two names are one person's: brothers, father and son stay apart."""

MAYBE = 0.3
"""From here on they may be: of a thousand pairs of strangers not one reaches it, but many a brother does."""

# A word shared by chance is worth nothing; what is above `_CHANCE` counts. Below `_WORD` two words are different.
_WORD = 0.62
_CHANCE = 0.5
_SURE_WORD = 0.85  # One slip in seven letters: "Orhan" and "Erhan" are brothers.
_WEIGHTS = {"common": 0.35, "given": 0.7, "short": 0.6, "rare": 1.0}
_ENOUGH = 1.5  # Two words of weight make a name; less than that says less.
_CONTRADICTED = 1.0  # What both names have and do not share speaks against them as much as a shared word for them.
_MISSING = 0.25  # What only one of them has speaks little: a middle name, a grandfather's.

# Consonants that one transliteration writes for another; vowels and breaths count for nothing.
_BONES = str.maketrans("pbvfgkqčšsz", "bbbbkkkssss", "haeiouyj")
_SOUNDS = str.maketrans("tdbpgkqszšjčvfmnrl", "ttbbkkksssssvvnnrl", "haeiouy")


@dataclass(frozen=True, slots=True)
class _Table:
    common: frozenset[str]
    titles: frozenset[str]
    given: frozenset[str]
    patronymics: tuple[str, ...]

    def weight(self, word: str) -> float:
        """Tell what a shared word is worth."""
        if word in self.common or word.endswith(self.patronymics):
            return _WEIGHTS["common"]
        if word in self.given:
            return _WEIGHTS["given"]

        return _WEIGHTS["rare" if len(word) > 3 else "short"]


@cache
def _table() -> _Table:
    rows: dict[str, str] = tables.read(__package__ or "", "common")

    def spelt(words: Iterable[str]) -> frozenset[str]:
        return frozenset(key for word in words for key in variants.keys(word))

    return _Table(
        common=spelt(rows["common"].split()),
        titles=spelt(rows["titles"].split()),
        given=frozenset(variants.spell(word) for word in lexicon.given()),
        patronymics=tuple(rows["patronymics"].split()),
    )


def same(one: str, other: str) -> bool:
    """Tell whether two names are one person's, whom no near relative is taken for.

    >>> same("Abu Marzook, Mousa Mohammed", "Musa Abu Marzuq"), same("Viktor Orlov", "Viktor Orlenko")
    (True, False)
    """
    return likeness(one, other) >= SAME


def sure(one: str, other: str) -> bool:
    """Tell whether two names are one person's beyond doubt: in one sort of script, with a slip in long words only.

    >>> sure("Grigory Vasilchenko", "Vasiltsjenko, Grigorij"), sure("Orhan Kemal Koksal", "Erhan Kemal Koksal")
    (True, False)
    """
    if _is_abjad(one) != _is_abjad(other) or likeness(one, other) < SURE:
        return False
    fewer, more = sorted(_compared(one, other), key=len)

    return all(max(_like(*sorted((word, each))) for each in more) >= _SURE_WORD for word in fewer)


def likeness(one: str, other: str) -> float:
    """Give how alike two names are, 0 to 1; one word alone says nothing.

    >>> likeness("Sergei Shoigu", "Shoigu Sergey"), likeness("Maria", "Maria Zakharova")
    (0.9, 0.0)
    """
    first, second = _compared(one, other)
    if len(first) == 1 or len(second) == 1:
        return float(first == second and len(first[0]) > 3)
    like = _bone if _is_abjad(one) != _is_abjad(other) else _like
    shared, left, right = _shared(first, second, like)
    if not shared:
        return 0.0
    if first == second:
        return max(SAME, min(1.0, shared / _ENOUGH))
    apart = _CONTRADICTED * min(left, right) + _MISSING * abs(left - right)

    return shared / (shared + apart) * min(1.0, shared / _ENOUGH)


def _compared(one: str, other: str) -> tuple[Sequence[str], Sequence[str]]:
    """Give the words of two names; what one of them writes as one word is one in both."""
    return _joined(_words(one), _words(other)), _joined(_words(other), _words(one))


@lru_cache(maxsize=20_000)
def _words(name: str) -> tuple[str, ...]:
    keys = variants.keys(name)
    bare = tuple(key for key in keys if key not in _table().titles)

    return bare if len(bare) > 1 else keys


def _joined(words: Sequence[str], others: Sequence[str]) -> Sequence[str]:
    """Join two neighbours that the other name writes as one word ("Mohammad Hassan", "Mohammadhassan")."""
    for place in range(len(words) - 1):
        pair = words[place] + words[place + 1]
        is_whole = words[place] in others or words[place + 1] in others
        if len(pair) > 5 and not is_whole and any(OSA.normalized_similarity(pair, each) >= 0.85 for each in others):
            return (*words[:place], pair, *words[place + 2 :])

    return words


def _shared(
    first: Sequence[str], second: Sequence[str], like: Callable[[str, str], float]
) -> tuple[float, float, float]:
    """Weigh what two names share, and what is left of each; the likest words are paired first."""
    weight = _table().weight
    left, right = dict(enumerate(first)), dict(enumerate(second))
    pairs = [(like(*sorted((a, b))), i, j) for i, a in left.items() for j, b in right.items()]
    shared = 0.0
    for share, i, j in sorted(pairs, reverse=True):
        if share and i in left and j in right:
            shared += (share - _CHANCE) / (1 - _CHANCE) * min(weight(left.pop(i)), weight(right.pop(j)))

    return shared, sum(map(weight, left.values())), sum(map(weight, right.values()))


@lru_cache(maxsize=100_000)
def _like(one: str, other: str) -> float:
    """Give how alike two words are, 0 for different ones; two known given names are alike or not, nothing between."""
    if one == other:
        return 1.0
    if _is_glued(one) != _is_glued(other):
        return max(_alike(one, other), _like(*sorted((_bare(one), _bare(other)))))

    return _alike(one, other)


def _alike(one: str, other: str) -> float:
    if one in _table().given and other in _table().given:
        return 0.0
    like = max(OSA.normalized_similarity(one, other), _sounded(one, other))

    return like if like >= _WORD else 0.0


def _is_glued(word: str) -> bool:
    """Tell whether an article may be written on to a word ("Alfayyadh", "Elkaddafi")."""
    return len(word) > 4 and word[:2] == "al"


def _bare(word: str) -> str:
    return word[2:] if _is_glued(word) else word


def _sounded(one: str, other: str) -> float:
    """Compare two words by their consonants alone; both or neither must begin with a vowel."""
    if min(len(one), len(other)) < 4 or (one[0] in "aeiou") != (other[0] in "aeiou"):
        return 0.0
    a, b = _sounds(one), _sounds(other)
    short = min(len(a), len(b))
    if a == b:
        return 0.9 if short > 2 else 0.75 if short == 2 and one[0] == other[0] else 0.0
    near = OSA.normalized_similarity(a, b) if short > 3 else 0.0

    return 0.8 * near if near >= 0.75 else 0.0


@lru_cache(maxsize=100_000)
def _bone(one: str, other: str) -> float:
    """Compare a word of a script that leaves vowels out with one that writes them."""
    a, b = _bones(one), _bones(other)
    if a == b:
        return (0.75, 0.9, 0.95)[min(len(a), 2)]

    return 0.8 if min(len(a), len(b)) > 2 and a[0] == b[0] and OSA.distance(a, b, score_cutoff=1) <= 1 else 0.0


@lru_cache(maxsize=20_000)
def _bones(word: str) -> str:
    bare = word.translate(_BONES)

    return "".join(letter for place, letter in enumerate(bare) if bare[place - 1 : place] != letter)


def _is_abjad(name: str) -> bool:
    """Tell whether a name is written in Arabic or Hebrew letters."""
    return any("\u0590" <= letter <= "\u06ff" for letter in name)


@lru_cache(maxsize=20_000)
def _sounds(word: str) -> str:
    heard = word.translate(_SOUNDS)

    return "".join(letter for place, letter in enumerate(heard) if heard[place - 1 : place] != letter)
