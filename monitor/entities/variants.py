"""One key for the spellings of a person's name, across transliterations and scripts."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

from rapidfuzz.distance import OSA

from monitor.text import tables

_HONORIFICS = frozenset(
    [
        "dr",
        "mr",
        "mrs",
        "ms",
        "prof",
        "sir",
        "haji",
        "hj",
        "jr",
        "sr",
        "eng",
        "sheikh",
        "sheik",
        "shaikh",
        "syekh",
        "gen",
        "col",
    ]
)
_LINKS = frozenset("al el bin bint binti ibn ben as ad ar ash at an az ul ur ud".split())
_FAMILY = frozenset(["al", "el"])
_TIED = re.compile(r"[^\W\d_]+-[^\W\d_]+$")

# Old "abd al-", "abdel ", "abdul" before a name are one thing.
_SERVANT = re.compile(r"\babd(?:[ '-]*[aeiou]l?[lrsndtz]h?|)[ '-]+(?=\w{3})|\babd[aeou][lrsn](?!l[ao]h?\b)(?=\w{3})")

# The article, which Arabic writes with its word.
_ARTICLE = re.compile(r"\bال(?=\w{3})")

# Spelling rules, in order. Only sounds that differ between ways to write the same name are levelled: an `e` may stand for an
# `a` or an `i` (Mohammed, Muhammad, Hussein, Husain), never for an `o`.
_RULES = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"['’ʼ`´ʻ]", ""),
        (r"lloh?$", "llah"),
        (r"(?<=\w{3})[aeiou]dd?(?:i|ee)ne?$", "din"),
        (r"^(?:ye|je|ie)", "e"),
        (r"^(?:kh|q|gh)(?=ad)", "k"),
        (r"j(?=e[vw]$)", "i"),
        (r"dzh|dsch", "j"),
        (r"shch|schtsch|tsch|tch|ts?j|cz", "č"),
        (r"sch|s[yj](?=[aeou])|sh|sz", "š"),
        (r"ch(?=[bdmnt])", "h"),
        (r"ch", "č"),
        (r"zh|dj|dz|j(?=[aeiou])", "j"),
        (r"kh", "h"),
        (r"gh", "g"),
        (r"ph", "f"),
        (r"th", "t"),
        (r"dh", "d"),
        (r"ck|q", "k"),
        (r"x", "ks"),
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"tz|ts", "z"),
        (r"w", "v"),
        (r"(?<=[oe])ff?$", "v"),
        (r"oe|ou|oo", "u"),
        (r"(?<=[lnh])j(?=[aeiou])", "i"),
        (r"j(?![aeiou])", "i"),
        (r"(.)\1+", r"\1"),
        (r"(?<=[aeiou])h$", ""),
        (r"[aeiy]+", "a"),
        (r"[ou]+", "u"),
        (r"(?<=a)h(?=[bcdfgjklmnprstvz])", "h"),
    )
)


def tokens(name: str) -> list[str]:
    """Part a name into folded words, without honorifics, articles and links between generations.

    >>> tokens("Sheikh Mohammed bin Abdulrahman Al-Thani")
    ['mohammed', 'abdrahman', 'thani']
    >>> tokens("Ben-Ami"), tokens("Ben Ami")
    (['ami'], ['ben', 'ami'])
    """
    folded = _SERVANT.sub("abd", _folded(_ARTICLE.sub("ال-", name)))
    words = re.findall(r"[^\W\d_]+", folded.replace("'", "").replace("’", ""))
    is_tied = _TIED.match(folded) is not None  # "Ben-Ami" is somebody's surname, "Ben Ami" may be his whole name.
    kept = [
        word
        for place, word in enumerate(words)
        if word not in _HONORIFICS and not (word in _LINKS and (place or word in _FAMILY or is_tied))
    ]

    return [word for place, word in enumerate(kept) if len(word) > 1 or place == len(kept) - 1] or kept or words


def key(name: str) -> str:
    """Give the key that all spellings of a name share.

    >>> key("Mousa Abu Marzook") == key("Musa Abu Marzouq")
    True
    >>> key("Hassan Rouhani") == key("Hussein Rouhani")
    False
    """
    return "-".join(keys(name))


@lru_cache(maxsize=20_000)
def keys(name: str) -> tuple[str, ...]:
    """Give the spelling keys of a name's words."""
    return tuple(spell(token) for token in tokens(name))


def person_id(name: str) -> str:
    """Name a person who is in no list: a pure function of the key, whatever was read before."""
    return f"person:{_ascii(key(name)) or 'unnamed'}"


@lru_cache(maxsize=20_000)
def spell(token: str) -> str:
    """Level the spelling of one folded word.

    >>> spell("yevgeny") == spell("evgeni")
    True
    """
    return _equals().get(levelled := _levelled(token), levelled)


def alike(one: str, other: str) -> bool:
    """Tell whether two spelling keys of single words are the same but for one slip (a letter, or two swapped).

    >>> alike(spell("mazrook"), spell("marzouk"))
    True
    """
    if one == other:
        return True
    is_long = min(len(one), len(other)) >= 5 and one[0] == other[0]

    return is_long and OSA.distance(one, other, score_cutoff=1) <= 1


def _folded(name: str) -> str:
    lowered = name.lower()
    if lowered.isascii():
        return lowered
    latin = unicodedata.normalize("NFC", lowered).translate(_letters())

    return "".join(letter for letter in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(letter))


@cache
def _letters() -> dict[int, str]:
    rows: dict[str, str] = tables.read(__package__ or "", "letters")

    return {ord(letter): plain for letter, plain in rows.items()}


def _levelled(token: str) -> str:
    for pattern, to in _RULES:
        token = pattern.sub(to, token)

    return token


@cache
def _equals() -> dict[str, str]:
    rows: list[Any] = tables.read(__package__ or "", "spellings")

    return {_levelled(word): _levelled(row.split()[0].lower()) for row in rows for word in row.lower().split()}


def _ascii(text: str) -> str:
    return text.replace("š", "sh").replace("č", "ch")
