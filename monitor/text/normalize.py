"""One form for words that are written in several."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Apostrophes and their look-alikes: Qur’an, Qurʼan and Qur'an are one word.
_apostrophe = re.compile("[’‘ʼʻ′＇`´ʹ]")
# Tatweel stretches an Arabic word; zero-width characters, soft hyphens and marks of direction are layout. So are the marks that
# are left after composition (stress in Russian, points in Hebrew, short vowels in Arabic): nobody types them in a search.
_layout = re.compile(
    r"[\u00ad\u0640\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
    r"\u0300-\u036f\u0591-\u05bd\u05bf\u05c1-\u05c7\u0610-\u061a\u064b-\u0652\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
# Letters that lose their marks: Latin, Greek, and ё. й decomposes too, but it is a letter of its own.
_marked = re.compile(r"[\u00c0-\u024f\u1e00-\u1fff\u0370-\u03ff\u0451]")
_token = re.compile(r"\d+(?:[.,:/]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*|\w+")
_ascii_token = re.compile(r"\d+(?:[.,:/]\d+)*|[a-z]+(?:'[a-z]+)*|\w+", re.ASCII)
_surrogates = re.compile("[\ud800-\udfff]")
# Signs that a writer of Arabic or Russian may leave out, and letters for which he may write a plainer one.
SIGNS = "\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670"
_SPELT: dict[int, int | None] = dict.fromkeys(
    (*range(0x300, 0x370), *range(0x610, 0x61B), 0x640, *range(0x64B, 0x660), 0x670)
) | str.maketrans("أإآٱё", "ااااе")
# What typography adds to a text in plain letters: folding leaves these marks alone, and they part words.
_MARKS = "“”„«»–—•"


def fold(text: str) -> str:
    """Fold case, width, apostrophes and safe diacritics. Offsets are lost.

    >>> fold("Ｊｕｍ’at CAFÉ")
    "jum'at cafe"
    """
    if text.isascii():
        text = text.lower()
        return text.replace("`", "'") if "`" in text else text
    plain = text.replace("’", "'").replace("‘", "'").replace("…", "...").replace("\u00a0", " ")
    if _without_marks(plain).isascii():
        return plain.lower().replace("`", "'")
    plain = _apostrophe.sub("'", text)
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", plain).casefold())
    if folded.isascii():
        return folded
    return _marked.sub(_unmarked, _layout.sub("", _apostrophe.sub("'", folded)))


def spelt(text: str) -> str:
    """Give a text in one spelling where a language has two: without vowel signs, stretching and stress, alif and ё bare.

    Offsets are lost.

    >>> spelt("أُفرج"), spelt("освобождён")
    ('افرج', 'освобожден')
    """
    return text if text.isascii() else text.translate(_SPELT)


def lower(text: str) -> str:
    """Give a text in small letters, every letter in its old place.

    >>> lower("JAKARTA, Senin"), len(lower("İzmir"))
    ('jakarta, senin', 5)
    """
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)


def whole(text: str) -> str:
    """Put a sign in place of each half letter, as broken feeds have it: no matcher takes those."""
    return text if text.isascii() else _surrogates.sub("\ufffd", text)


def _without_marks(text: str) -> str:
    for mark in _MARKS:
        text = text.replace(mark, " ")
    return text


def _unmarked(match: re.Match[str]) -> str:
    return _base(match.group())


@lru_cache(maxsize=2048)
def _base(letter: str) -> str:
    return "".join(part for part in unicodedata.normalize("NFD", letter) if not unicodedata.combining(part))


def tokens(text: str) -> list[str]:
    """List the folded words and figures of a text.

    >>> tokens("Sedikitnya 19.667 orang tewas, kata Jum’at")
    ['sedikitnya', '19.667', 'orang', 'tewas', 'kata', "jum'at"]
    """
    folded = fold(text)
    bare = folded if folded.isascii() else _without_marks(folded)
    return _ascii_token.findall(bare) if bare.isascii() else _token.findall(folded)
