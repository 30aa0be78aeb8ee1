"""How many: counts in running text, in figures and in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from monitor.text import chunks, normalize, numerals
from monitor.text.numerals import Numerals

_MAX = 10**12
_token = re.compile(
    r"[$€£]|[^\W\d_]+(?:[-–'’./$](?=[^\W\d_]|\$)[^\W\d_$]+)*|(?P<figure>\d+(?:[.,]\d+)*)(?P<tail>[%‰°]|(?:st|nd|rd|th)\b|[:/]\d+|(?:-\d+){2,})?|[–—-]|[^\w\s]"
)
_letters = re.compile(r"[^\W\d_]+")
_PARTICLES = frozenset("وفبل")  # Arabic writes "and", "so", "with" and "for" together with the figure: و24.
_hyphen = re.compile("[-–]")
_grouped = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")
_decimal = re.compile(r"\d+[.,]\d{1,2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A count in a text, as a closed range; a single figure has `low` equal to `high`."""

    start: int
    end: int
    low: int
    high: int


class _Piece(NamedTuple):
    """One token: its place, its folded form, and what it counts, where it is a figure."""

    start: int
    end: int
    word: str
    figure: Decimal | None
    is_spoiled: bool


class _Found(NamedTuple):
    first: int
    after: int
    low: int
    high: int


def find(text: str, language: str, *, at: int = 0) -> list[Number]:
    """Find the counts in a text, in order; their places count from where the text stands, `at`.

    >>> [(n.low, n.high) for n in find("dua puluh empat orang, 1,9 juta warga dan belasan anak", "id")]
    [(24, 24), (1900000, 1900000), (11, 19)]
    """
    words = numerals.of(language)
    return [
        number for start, piece in chunks.holding(text, words.triggers) for number in _within(piece, at + start, words)
    ]


def _within(text: str, offset: int, words: Numerals) -> list[Number]:
    pieces = _pieces(text, words)
    found: list[Number] = []
    place = 0
    while place < len(pieces):
        piece = pieces[place]
        may_start = piece.figure is not None or piece.word in words.starters
        number = _ranged(pieces, place, words) if may_start else None
        if number is None:
            place += 1
            continue
        if _is_count(pieces, number, words):
            start, end = pieces[number.first].start + offset, pieces[number.after - 1].end + offset
            found.append(Number(start=start, end=end, low=number.low, high=number.high))
        place = number.after
    return found


def _pieces(text: str, words: Numerals) -> list[_Piece]:
    pieces: list[_Piece] = []
    folded = text.lower() if text.isascii() and "`" not in text else ""
    for match in _token.finditer(text):
        start, end = match.span()
        surface = text[start:end]
        if figure := match["figure"]:
            is_spoiled = bool(match["tail"]) or _is_glued(text, start, end, words)
            pieces.append(_Piece(start, end, "", _value(figure), is_spoiled))
        elif "-" in surface or "–" in surface:
            pieces += _split(surface, start, words)
        else:
            word = folded[start:end] if folded else normalize.fold(surface)
            pieces.append(_Piece(start, end, word, None, False))  # noqa: FBT003  (a third slower by name)
    return pieces


def _is_glued(text: str, start: int, end: int, words: Numerals) -> bool:
    """Tell the 42 of "ke-42", "F-42", "A42" and "42m" from the 15 of "10-15" and the 1.5 of "1.5m"."""
    before = text[max(start - 2, 0) : start]
    glued_left = (
        (before[-1:].isalnum() and before.strip() not in _PARTICLES)
        or before[-1:] in {"/", ":", "_"}
        or (before[-1:] == "-" and before[:1].isalpha())
    )
    if before and glued_left:
        return True
    unit = _letters.match(text, end)
    is_scale = unit is not None and normalize.fold(unit.group()) in words.scales
    return unit is not None and not (is_scale and (unit.end() - end > 1 or not text[start:end].isdecimal()))


def _split(surface: str, at: int, words: Numerals) -> list[_Piece]:
    """Take "twenty-four" apart, and leave "ulang-alik" together."""
    parts = _hyphen.split(surface)
    if not all(normalize.fold(part) in words.ones for part in parts):
        return [_Piece(at, at + len(surface), normalize.fold(surface), None, is_spoiled=False)]
    is_range = len(parts) == 2 and all(words.ones[normalize.fold(part)] < 10 for part in parts)  # dua-tiga
    pieces: list[_Piece] = []
    for part in parts:
        if is_range and pieces:
            pieces.append(_Piece(at - 1, at, "-", None, is_spoiled=False))
        pieces.append(_Piece(at, at + len(part), normalize.fold(part), None, is_spoiled=False))
        at += len(part) + 1
    return pieces


def _value(figure: str) -> Decimal | None:
    """Read a figure: 19.667 and 19,667 are thousands, 1,9 and 1.9 are not."""
    if not figure.isascii():
        figure = "".join(str(int(character)) if character.isdecimal() else character for character in figure)
    if figure.isdecimal() and len(figure) <= 12:
        return Decimal(figure)
    if _grouped.fullmatch(figure):
        return Decimal(re.sub(r"[.,]", "", figure))
    return Decimal(figure.replace(",", ".")) if _decimal.fullmatch(figure) else None


def _ranged(pieces: Sequence[_Piece], place: int, words: Numerals) -> _Found | None:
    """Read "10 sampai 15", "between 10 and 15", or a single number."""
    joins = words.between.get(pieces[place].word)
    first = _single(pieces, place + 1 if joins else place, words) if place + bool(joins) < len(pieces) else None
    if first is None:
        return None
    joined = pieces[first.after].word if first.after < len(pieces) else ""
    if joined in words.to or (joins and joined in joins):
        second = _single(pieces, first.after + 1, words) if first.after + 1 < len(pieces) else None
        if second and first.low < second.high and second.low == second.high:
            return _Found(place, second.after, _scaled_low(first, second), second.high)
    return first


def _scaled_low(first: _Found, second: _Found) -> int:
    """In "2 to 3 million" the scale counts for both."""
    scale = 1
    while first.low * scale * 1000 < second.high and second.high >= 1000 * first.low and scale < _MAX:
        scale *= 1000
    return first.low * scale if second.after - second.first > 1 else first.low


def _single(pieces: Sequence[_Piece], place: int, words: Numerals) -> _Found | None:
    piece = pieces[place]
    if piece.word in words.fixed and (phrase := _phrase(pieces, place, words)):
        return phrase
    if piece.word in words.ranges:
        return _range(pieces, place, words)
    if piece.word in words.collective and _is_collective(pieces, place, words):
        return _Found(place, place + 1, words.collective[piece.word], words.collective[piece.word])
    found = _spelled(pieces, place, words) if piece.figure is None else _figure(pieces, place, words)
    scale = words.open.get(_word_at(pieces, found.after)) if found else None
    if found and scale:
        return _Found(place, found.after + 1, found.low * scale, (found.low + 1) * scale - 1)
    return found


def _word_at(pieces: Sequence[_Piece], place: int) -> str:
    return pieces[place].word if place < len(pieces) else ""


def _phrase(pieces: Sequence[_Piece], place: int, words: Numerals) -> _Found | None:
    """Read half a dozen, a couple of."""
    for phrase, value in words.fixed[pieces[place].word]:
        after = place + len(phrase)
        if tuple(piece.word for piece in pieces[place:after]) == phrase:
            return _Found(place, after, value, value)
    return None


def _range(pieces: Sequence[_Piece], place: int, words: Numerals) -> _Found:
    """Read dozens, ratusan ribu, tens of thousands."""
    low, high = words.ranges[pieces[place].word]
    after = place + 1 + (_word_at(pieces, place + 1) in words.of)
    scale = words.times.get(_word_at(pieces, after))
    return _Found(place, after + 1, low * scale, high * scale) if scale else _Found(place, place + 1, low, high)


def _is_collective(pieces: Sequence[_Piece], place: int, words: Numerals) -> bool:
    before = pieces[place - 1].word if place else ""
    after = _word_at(pieces, place + 1)
    if before in words.ordinal_after or after in words.ordinal_before or not after.isalpha():
        return False
    return not (before.isalpha() and words.done and words.done.fullmatch(after))


def _figure(pieces: Sequence[_Piece], place: int, words: Numerals) -> _Found | None:
    value, after = pieces[place].figure, place + 1
    if value is None:
        return None
    while after < len(pieces) and pieces[after].word in words.scales and value < _MAX:
        value *= words.scales[pieces[after].word]
        after += 1
    if value != value.to_integral_value() or value > _MAX:
        return None
    return _Found(place, after, int(value), int(value))


def _spelled(pieces: Sequence[_Piece], place: int, words: Numerals) -> _Found | None:
    """Add up a numeral in words: seratus dua puluh empat, two hundred and ten, two dozen."""
    total, group, after = 0, 0, place
    if pieces[place].word in words.starts:
        group, after = words.starts[pieces[place].word], place + 1
    while after < len(pieces):
        word = pieces[after].word
        if word in words.ones:
            group += words.ones[word]
        elif after > place and word in words.teens:
            group += 10
        elif after > place and word in words.scales and words.scales[word] > 1:
            total, group = _scaled(total, group, words.scales[word])
        elif not (after > place and word in words.joins and group >= 100 and _continues(pieces, after + 1, words)):
            break
        after += 1
    if after == place or total + group > _MAX:
        return None
    return _Found(place, after, total + group, total + group)


def _scaled(total: int, group: int, scale: int) -> tuple[int, int]:
    if scale >= 1000:
        return total + max(group, 1) * scale, 0
    tail = group % 100 if scale == 10 else group
    return total, group - tail + tail * scale


def _continues(pieces: Sequence[_Piece], place: int, words: Numerals) -> bool:
    return place < len(pieces) and pieces[place].word in words.ones


def _is_count(pieces: Sequence[_Piece], number: _Found, words: Numerals) -> bool:
    if any(piece.is_spoiled for piece in pieces[number.first : number.after]):
        return False
    before = pieces[number.first - 1].word if number.first else ""
    after = _word_after(pieces, number.after)
    is_year = (
        pieces[number.first].figure is not None and number.after == number.first + 1 and _is_year(pieces[number.first])
    )
    is_in_brackets = before == "(" and after == ")"  # (62) is an age
    is_idle = number.high == 1 and after in words.partitive
    return not (is_idle or is_year or is_in_brackets or before in words.not_after or after in words.not_before)


def _word_after(pieces: Sequence[_Piece], place: int) -> str:
    """Give the word after a number, also the "year-old" of "62-year-old"."""
    following = [piece.word for piece in pieces[place : place + 2]]
    return next((word for word in following if word not in {"-", "–"}), "")


def _is_year(piece: _Piece) -> bool:
    value = piece.figure
    return value is not None and piece.end - piece.start == 4 and 1900 <= value <= 2099
