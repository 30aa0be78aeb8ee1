"""Which language a text is written in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from py3langid import langid

from monitor.text import normalize, tables

UNKNOWN = "und"
_GLANCE, _LOOK = 600, 1500  # Characters: the first are enough for nearly all; the model needs less than the vote.
_MODEL = 600
_MIN_WORDS = 5  # Below this even the model guesses: a headline of four names is in no language.
_MIN_VOTES = 3
_LEAD = 2  # The winner of the vote has this many times the votes of the second, or the model decides.
_SHARE = 12  # One word in so many votes, or the text is in none of our languages.
_SURE = 0.85
_VARIETY = 3
_letter = re.compile(r"[^\W\d_]")
_other_script = re.compile(
    "[\u0400-\u052f\u0590-\u06ff\u0900-\u097f\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A language, how sure that is (0 to 1), by what, and the variety of it where that has a name of its own."""

    code: str
    sureness: float
    by: str
    variety: str = ""


def _table() -> Any:
    return tables.read("monitor.text", "languages")


@cache
def _words() -> dict[str, tuple[str, ...]]:
    """Map a frequent word to the languages that have it."""
    owners: dict[str, list[str]] = {}
    for code, words in _table()["words"].items():
        for word in dict.fromkeys(normalize.fold(str(word)) for word in words):
            owners.setdefault(word, []).append(code)
    return {word: tuple(codes) for word, codes in owners.items()}


@cache
def _model() -> Any:
    model = langid.LanguageIdentifier.from_model_file(Path(langid.MODEL_DIR) / langid.MODEL_FILE, norm_probs=True)
    model.set_languages(_table()["model"])
    return model


def load() -> None:
    """Load what detection needs: half a second that whoever serves others spends before, not in between."""
    _words()
    _model()


def tag(hint: str) -> str:
    """Reduce a language tag to the code we use; empty where it says nothing.

    >>> tag("in-ID"), tag("en_GB"), tag("")
    ('id', 'en', '')
    """
    code = re.split(r"[-_]", hint.strip().lower(), maxsplit=1)[0]
    if not code.isascii() or not code.isalpha() or len(code) != 2:
        return ""
    return str(_table()["alias"].get(code, code))


def detect(text: str, hint: str = "") -> str:
    """Name the language by its ISO 639-1 code, or "und". The hint (a feed's own word) decides only what the text leaves open.

    >>> detect("Delegasi itu tiba di ibu kota dan akan bertemu para pejabat")
    'id'
    """
    return _found(text, hint).code


def look(text: str, hint: str = "") -> Found:
    """Name the language with how sure that is; and its variety, as Malay, which is read as Indonesian.

    >>> look("Polis berkata rundingan itu ditangguhkan kerana kemalangan, selepas syarikat itu enggan").variety
    'ms'
    """
    found = _found(text, hint)
    spoken = set(normalize.tokens(text[:_LOOK]))
    for code, row in _table()["varieties"].items():
        speaks = len(spoken.intersection(row["for"]))
        if row["of"] == found.code and speaks >= _VARIETY and speaks > len(spoken.intersection(row["against"])):
            return Found(code=found.code, sureness=found.sureness, by=found.by, variety=code)
    return found


def _found(text: str, hint: str) -> Found:
    glance = text[:_GLANCE]
    if not glance.isascii() and (by_script := _scripted(glance)):
        return by_script
    words = _spelled(glance)
    if voted := _vote(words):
        return voted
    if len(text) > _GLANCE:
        words = _spelled(text[:_LOOK])
        if voted := _vote(words):
            return voted
    if len(words) < _MIN_WORDS:
        return _hinted(hint)
    code, sureness = _model().classify(text[:_MODEL])
    return Found(code=str(code), sureness=float(sureness), by="model") if sureness >= _SURE else _hinted(hint)


def _hinted(hint: str) -> Found:
    code = tag(hint)
    return Found(code=code or UNKNOWN, sureness=0.5 if code else 0.0, by="feed" if code else "nothing")


def _spelled(text: str) -> list[str]:
    return [word for word in normalize.tokens(text) if _letter.match(word)]


def _scripted(text: str) -> Found | None:
    """Tell the language by its letters, where most of them are not Latin."""
    foreign = _other_script.findall(text)
    letters = sum(map(str.isalpha, text))
    if len(foreign) * 2 <= letters or len(foreign) < _MIN_WORDS:
        return None
    ranges = [(row["first"], row["last"], tuple(row["languages"])) for row in _table()["scripts"]]
    counts = Counter(owners for letter in foreign for first, last, owners in ranges if first <= ord(letter) <= last)
    if ("ja",) in counts:  # Japanese has Chinese letters too.
        counts[("ja",)] += counts.pop(("zh",), 0)
    owners, many = counts.most_common(1)[0] if counts else ((UNKNOWN,), 0)
    if len(owners) > 1:
        settled = Counter(_table()["letters"].get(letter) for letter in foreign)
        votes = Counter(code for word in _spelled(text) for code in _words().get(word, ()) if code in owners)
        owners = (max(owners, key=lambda code: (settled[code] + votes[code], -owners.index(code))),)
    return Found(code=owners[0], sureness=many / max(letters, 1), by="script")


def _vote(words: Sequence[str]) -> Found | None:
    """Let the frequent words vote; nobody wins where the result is open."""
    owners = _words()
    votes: dict[str, int] = {}
    for word in words:
        for code in owners.get(word, ()):
            votes[code] = votes.get(code, 0) + 1
    ranked = sorted(((many, code) for code, many in votes.items()), reverse=True)[:2]
    if not ranked or ranked[0][0] < _MIN_VOTES or ranked[0][0] * _SHARE < len(words):
        return None
    first, second = ranked[0][0], ranked[1][0] if len(ranked) > 1 else 0
    if first < _LEAD * max(second, 1):
        return None
    return Found(code=ranked[0][1], sureness=first / (first + second), by="words")
