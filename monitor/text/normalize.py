"""One form for words that are written in several."""

from __future__ import annotations

import re
import unicodedata

# Apostrophes and their look-alikes: Qur’an, Qurʼan and Qur'an are one word.
_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼʻ′＇`´ʹ"), "'")
# Tatweel stretches an Arabic word; zero-width characters, soft hyphens and marks of direction are layout.
_LAYOUT = dict.fromkeys(
    [0x0640, 0x00AD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF]
)
_FOLDED = str.maketrans(_APOSTROPHES | _LAYOUT)
# й and ё decompose too, but й is a letter of its own: marks are dropped from these scripts only.
_MARKED_SCRIPTS = ("LATIN", "GREEK", "HEBREW")
_ARABIC_VOWELS = frozenset(map(chr, [*range(0x0610, 0x061B), *range(0x064B, 0x0653), 0x0670]))
_YO = str.maketrans("ё", "е")
_token = re.compile(r"\d+(?:[.,:/]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*|\w+")


def fold(text: str) -> str:
    """Fold case, width, apostrophes and safe diacritics. Offsets are lost.

    >>> fold("Ｊｕｍ’at CAFÉ")
    "jum'at cafe"
    """
    if text.isascii():
        return text.lower().replace("`", "'")
    folded = unicodedata.normalize("NFKC", text.translate(_FOLDED)).casefold().translate(_FOLDED)
    if folded.isascii():
        return folded
    return unicodedata.normalize("NFC", "".join(_unmarked(unicodedata.normalize("NFD", folded)))).translate(_YO)


def _unmarked(decomposed: str) -> list[str]:
    kept: list[str] = []
    base_is_markable = False
    for character in decomposed:
        if character.isascii():
            base_is_markable = True
        elif unicodedata.combining(character):
            if base_is_markable or character in _ARABIC_VOWELS:
                continue
        else:
            base_is_markable = unicodedata.name(character, "").startswith(_MARKED_SCRIPTS)
        kept.append(character)
    return kept


def tokens(text: str) -> list[str]:
    """List the folded words and figures of a text.

    >>> tokens("Sedikitnya 19.667 orang tewas, kata Jum’at")
    ['sedikitnya', '19.667', 'orang', 'tewas', 'kata', "jum'at"]
    """
    return _token.findall(fold(text))
