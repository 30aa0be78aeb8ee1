"""What stands left and right of a candidate and speaks for or against a person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from monitor.entities import lexicon
from monitor.entities.lexicon import Lexicon

_BACK = 110  # Characters looked at to the left: about twelve words, more than any title takes.
_STEPS = 9
_ENDS = '.!?:;”")]»…'
_MARKS = "," + _ENDS
_AROUND = ',."“‘(«)'
_QUOTES = "\"'“‘«([*"
_AGE = re.compile(
    r",? \((?:\d{1,2})(?:[ -](?:tahun|thn|th|years?(?: old)?))?\)|, ?(?:aged )?\d{2}(?=,| tahun| years| ans|\.)"
)
_DEGREE = re.compile(r",? (?:[SM]\. ?[A-Z]\w{0,4}\b|Dr\.|Ph\.? ?D|M\.?D\b|Lc\b|Sp\. ?[A-Z]|MBA\b|KC\b|QC\b|MP\b)")
_MARKED = frozenset("(SMDPLKQ")  # After a space, an age or a degree begins with one of these.
_AFTER = re.compile(r"[ \u00a0]+([\w'’-]+)(?:[ \u00a0]+([\w'’-]+))?")
_APPOSITION = re.compile(r",[ \u00a0]+((?:[\w'’-]+(?:[ \u00a0]+|\b)){1,4})")


class Left(NamedTuple):
    """The words before a candidate. `start` is where its title phrase begins, -1 without one."""

    title: str = ""
    kind: str = ""
    start: int = -1
    is_apposition: bool = False
    is_former: bool = False
    sign: str = ""
    nearest: str = ""
    is_quoted: bool = False


class Right(NamedTuple):
    """The words behind a candidate."""

    sign: str = ""
    reach: int = 0


@dataclass(slots=True)
class _Walk:
    """The walk to the left in search of a title: over its complements, never over a verb."""

    title: str = ""
    kind: str = ""
    start: int = -1
    is_former: bool = False


def left(text: str, sentence: int, start: int, words: Lexicon) -> Left:
    """Read the words before a candidate."""
    before = text[max(sentence, start - _BACK) : start]
    parts = before.split()
    is_quoted = bool(parts) and before[-1] in '"“‘«'
    if not parts or is_quoted or before[-1] not in " \u00a0":
        return Left(is_quoted=is_quoted)
    nearest = parts[-1]
    walk = _walked(text, start, parts, words) if _leads(nearest, words) else _unled(parts, words)
    sign = "" if nearest[-1] in _MARKS else _sign([part.lower().strip(_QUOTES + ",") for part in parts[-2:]], words)

    return Left(
        title=walk.title,
        kind=walk.kind,
        start=walk.start,
        is_apposition=nearest[-1] == ",",
        is_former=walk.is_former,
        sign=sign,
        nearest=nearest.lower(),
    )


def right(text: str, end: int, sentence_end: int, words: Lexicon) -> Right:
    """Read the words behind a candidate."""
    mark, sign = text[end : min(end + 1, sentence_end)], text[end + 1 : min(end + 2, sentence_end)]
    if mark == "," or sign in _MARKED:
        if _AGE.match(text, end, sentence_end):
            return Right(sign="age")
        if _DEGREE.match(text, end, sentence_end):
            return Right(sign="degree")
    if mark == ",":
        apposed = _APPOSITION.match(text, end, sentence_end)
        return Right(sign=_apposed(apposed.group(1).lower().split(), words)) if apposed else Right()
    following = _AFTER.match(text, end, sentence_end)

    return Right() if following is None else _followed(following, end, words)


def _followed(following: re.Match[str], end: int, words: Lexicon) -> Right:
    first, second = following.group(1).lower(), following.group(2) or ""
    if first in words.human or (first in words.adverbs and second.lower() in words.human):
        return Right(sign="human verb")
    if first in words.speech_after or (first in words.adverbs and second.lower() in words.speech_after):
        return Right(sign="verb")
    if second and first in words.of_words:
        return Right(reach=following.start(2) - end, sign=_from(first, second, words))

    return Right(sign=_from(first, second, words))


def _from(first: str, second: str, words: Lexicon) -> str:
    return "from" if first in words.from_words and second[:1].isupper() else ""


def _apposed(following: list[str], words: Lexicon) -> str:
    if any(words.is_title(word) for word in following):
        return "role behind"

    return "apposition" if following[0] in words.appositions else ""


def _sign(nearest: list[str], words: Lexicon) -> str:
    last = nearest[-1]
    if last in words.speech_before or (len(nearest) > 1 and last == "to" and nearest[0] in words.speech_before):
        return "speech"
    if last in words.org_cues:
        return "body"
    if last in words.place_words:
        return "post" if last in words.org_heads and words.is_post(nearest[0]) else "place"
    if last in words.articles:
        return "article"

    return "join" if last in words.person_joins else ""


@lru_cache(maxsize=20_000)
def _leads(nearest: str, words: Lexicon) -> bool:
    """Tell whether the word before a candidate may be of a title phrase; most are not, and nothing has to be walked."""
    if _is_end(nearest, words, is_nearest=True):
        return True
    walk = _Walk()

    return _step(walk, nearest.strip(_AROUND), 0, words) or walk.is_former


def _unled(parts: list[str], words: Lexicon) -> _Walk:
    return _Walk(is_former=len(parts) > 1 and parts[-2].lower() in words.former)


def _walked(text: str, start: int, parts: list[str], words: Lexicon) -> _Walk:
    walk = _Walk()
    place = start
    for step, part in enumerate(reversed(parts[-_STEPS:])):
        if _is_end(part, words, is_nearest=not step):
            break
        place = text.rfind(part, 0, place)
        if not _step(walk, part.strip(_AROUND), place, words):
            walk.is_former = walk.is_former or (step + 1 < len(parts) and parts[-step - 2].lower() in words.former)
            break

    return walk


def _is_end(part: str, words: Lexicon, *, is_nearest: bool) -> bool:
    """Tell whether a title phrase cannot reach over a word: a mark stands behind it, and it is no "(Ret.)"."""
    if part[-1] not in _MARKS or _is_abbreviation(part, words) or (is_nearest and part[-1] == ","):
        return False

    return not (part[0] == "(" and part[-1] == ")" and words.is_link(part.strip("().").lower()))


def _is_abbreviation(part: str, words: Lexicon) -> bool:
    bare = part.lower().lstrip(_QUOTES)

    return bare.endswith(".") and len(bare) <= 7 and words.is_title(bare.rstrip("."))


def _step(walk: _Walk, word: str, place: int, words: Lexicon) -> bool:
    """Take one word of the walk; False where it ends."""
    lowered = word.lower()
    if lowered in words.former:
        walk.is_former = True
    if words.is_title(lowered) and not (word[:1].isupper() and lowered in lexicon.given()):
        _titled(walk, lowered, place, words)
        return True
    if words.is_link(lowered):
        walk.start = place if walk.start >= 0 else walk.start
        return True

    return walk.start < 0 and (word[:1].isupper() or not word[:1].isalpha())


def _titled(walk: _Walk, word: str, place: int, words: Lexicon) -> None:
    kind = "cue" if word in words.cues else "official" if word in words.officials else "plain"
    # The strongest word of a title phrase names it: "warga negara", "wakil ketua", "menteri".
    if not walk.title or (words.weak and walk.title in words.weak and word not in words.weak):
        walk.title = word
    if not walk.kind or kind == "cue" or (kind == "plain" and walk.kind == "official" and word in words.former):
        walk.kind = kind if not walk.kind else walk.kind if kind != "cue" else "cue"
    walk.start = place
