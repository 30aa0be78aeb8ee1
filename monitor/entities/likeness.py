"""How alike two persons' names are, in whatever order, spelling and script.

On the aliases of sanctions lists (tests/names.py; the even half, whoever bears one name paired with every other of his; `known`
is a name against all the others of the same person, `outsiders` against all those of somebody else, in 1,000):

| from | all aliases | with the main name | spellings | strangers in 1,000 | near names | known | outsiders |
|------|-------------|--------------------|-----------|--------------------|------------|-------|-----------|
| .15  | .715        | .758               | .977      | .82                | .64        | .909  | 2.23      |
| .20  | .691        | .733               | .964      | .45                | .58        | .896  | 1.30      |
| .30  | .660        | .703               | .936      | .25                | .27        | .876  | .77       |
| .50  | .646        | .690               | .920      | .15                | .09        | .860  | .63       |
| .60  | .620        | .666               | .894      | .07                | .09        | .843  | .37       |
| .75  | .550        | .586               | .813      | .02                | .02        | .779  | .10       |

At one pair of strangers in 1,000 it joins .725 of all pairs (.683 and .759 in two halves of the persons), .770 of those with the
main name (.760, .786), .888 of the names held against all known ones (.885, .908).

Of all pairs 18 in 100 have no word alike (19 and 17 in the halves): those are other names altogether, which no likeness finds.
Another 10 share one word or look like it, and have others beside it, which is how brothers are called. To join .75 of all pairs
one would have to join a quarter of these, in one half of the persons half of them. What is `sure` joins 34 in 100, one key for
both (variants) 16; of 100,000 pairs of strangers only one man who is listed twice.

Tried and left (2026-11), fitted to one half of the persons and judged on the other, both ways, at one pair of strangers in 1,000,
for all pairs: a regression on six signs .742, boosted trees on 53, among them how rare a word is in the other half, .743 (.706,
.766). That is 2 in 100 more than the formula, for weights that nobody can read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import OSA

from monitor.entities import lexicon, variants
from monitor.text import tables

SURE = 0.9
"""From here on two names are joined without a look at anything else, where no short word of theirs differs."""

SAME = 0.5
"""From here on two names are one person's: brothers, father and son stay apart."""

MAYBE = 0.15
"""From here on they may be: of a thousand pairs of strangers not one reaches it, but many a brother does.

Below `SAME` a likeness is a doubt, and counts for as much as the whole names are alike letter by letter.
"""

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
    # Most pairs share no word, not even by its sound, and have not to be compared.
    if _heard(one).isdisjoint(_heard(other)) or _is_abjad(one) != _is_abjad(other) or likeness(one, other) < SURE:
        return False
    fewer, more = sorted(_compared(one, other), key=len)

    return all(max(_like(*sorted((word, each))) for each in more) >= _SURE_WORD for word in fewer)


def among(name: str, known: Iterable[str]) -> float:
    """Give how alike a name is to the likest of the names by which a person is known, 0 where none is.

    >>> among("Musa Abu Marzuk", ["Mousa Mohammed Abu Marzook", "Abu Omar"]) >= SAME
    True
    """
    return max((likeness(name, each) for each in known), default=0.0)


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

    told = shared / (shared + apart) * min(1.0, shared / _ENOUGH)

    return told if told >= SAME or like is _bone else told * _whole(first, second)


def _whole(first: Sequence[str], second: Sequence[str]) -> float:
    """Compare two names letter by letter, as they are written: what settles a doubt is how much of the whole is alike."""
    return OSA.normalized_similarity("".join(first), "".join(second))


def _compared(one: str, other: str) -> tuple[Sequence[str], Sequence[str]]:
    """Give the words of two names; what one of them writes as one word is one in both."""
    first, second = _words(one), _words(other)

    return _joined(first, second.keys), _joined(second, first.keys)


class _Words(NamedTuple):
    """The spelling keys of a name's words, and of each two neighbours written as one."""

    keys: tuple[str, ...]
    pairs: tuple[str, ...]


@lru_cache(maxsize=20_000)
def _words(name: str) -> _Words:
    tokens = variants.tokens(name)
    bare = [token for token in tokens if variants.spell(token) not in _table().titles]
    if len(bare) < 2:
        bare = tokens

    return _Words(tuple(map(variants.spell, bare)), tuple(variants.spell(one + other) for one, other in pairwise(bare)))


def _joined(words: _Words, others: Sequence[str]) -> Sequence[str]:
    """Join two neighbours that the other name writes as one word ("Mohammad Hassan", "Mohammadhassan")."""
    keys = words.keys
    for place, pair in enumerate(words.pairs):
        is_whole = keys[place] in others or keys[place + 1] in others
        if len(pair) > 4 and not is_whole and any(OSA.normalized_similarity(pair, each) >= 0.85 for each in others):
            return (*keys[:place], pair, *keys[place + 2 :])

    return keys


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


@lru_cache(maxsize=20_000)
def _heard(name: str) -> frozenset[str]:
    """Give the consonants of each word of a name."""
    return frozenset(map(_sounds, _words(name).keys))


def _is_abjad(name: str) -> bool:
    """Tell whether a name is written in Arabic or Hebrew letters."""
    return any("\u0590" <= letter <= "\u06ff" for letter in name)


@lru_cache(maxsize=20_000)
def _sounds(word: str) -> str:
    heard = word.translate(_SOUNDS)

    return "".join(letter for place, letter in enumerate(heard) if heard[place - 1 : place] != letter)
