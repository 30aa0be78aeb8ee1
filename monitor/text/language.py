"""Which language a text is written in."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from py3langid import langid

from monitor.text import normalize, tables

UNKNOWN = "und"
_LOOK = 1500
_MIN_WORDS = 5  # Below this even the model guesses: a headline of four names is in no language.
_MIN_VOTES = 3
_LEAD = 2  # The winner of the vote has this many times the votes of the second, or the model decides.
_SURE = 0.85
_letter = re.compile(r"[^\W\d_]")


@cache
def _words() -> dict[str, tuple[str, ...]]:
    """Map a frequent word to the languages that have it."""
    owners: dict[str, list[str]] = {}
    for code, words in tables.read("monitor.text", "languages")["words"].items():
        for word in words:
            owners.setdefault(normalize.fold(str(word)), []).append(code)
    return {word: tuple(codes) for word, codes in owners.items()}


@cache
def _model() -> Any:
    model = langid.LanguageIdentifier.from_model_file(Path(langid.MODEL_DIR) / langid.MODEL_FILE, norm_probs=True)
    model.set_languages(tables.read("monitor.text", "languages")["model"])
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
    return str(tables.read("monitor.text", "languages")["alias"].get(code, code))


def detect(text: str, hint: str = "") -> str:
    """Name the language by its ISO 639-1 code, or "und". The hint (a feed's own word) decides only what the text leaves open.

    >>> detect("Delegasi itu tiba di ibu kota dan akan bertemu para pejabat")
    'id'
    """
    words = normalize.tokens(text[:_LOOK])
    spelled = [word for word in words if _letter.match(word)]
    if voted := _vote(spelled):
        return voted
    wide = sum(1 for character in text[:200] if "\u2e80" <= character <= "\ud7ff")
    if len(spelled) < _MIN_WORDS and wide < 2 * _MIN_WORDS:
        return tag(hint) or UNKNOWN
    code, sureness = _model().classify(text[:_LOOK])
    return str(code) if sureness >= _SURE else tag(hint) or UNKNOWN


def _vote(words: list[str]) -> str:
    """Let the frequent words vote; empty where the result is open."""
    owners = _words()
    votes = Counter(code for word in words for code in owners.get(word, ()))
    ranked = votes.most_common(2)
    if not ranked or ranked[0][1] < _MIN_VOTES or ranked[0][1] * 12 < len(words):
        return ""
    second = ranked[1][1] if len(ranked) > 1 else 0
    return ranked[0][0] if ranked[0][1] >= _LEAD * max(second, 1) else ""
