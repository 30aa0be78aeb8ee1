"""The lines of a text, and what marks one as furniture: by itself, by its neighbours, by its place."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.text import dates, normalize
from monitor.text.furniture import Rules

_line = re.compile(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_stop = re.compile(r"[.!?…。！？؟۔।:;,](?:\s*[\"'”’»)\]]+)?\s*$|[.!?…][\"'”’»)\]]")
# A stop inside a line, or a quote that goes on with who said it.
_inner_stop = re.compile(r"[^\W\d_A-Z]{4}[.!?…][\"'”’»)\]]*\s|,[\"”]\s")
_bullet = re.compile(r"[-–—•·*▪●]\s|\d{1,2}[.)]\s")
_fragment = re.compile(r"[^.!?…]+")
_capitalised = re.compile(r"[^\W\d_a-z][^\W_]{2,}")

_ENDING = 12  # The final stop and the quotes and brackets around it lie within so many characters.
_HEADING_WORDS = 22
_HEAD = 400  # A tail cannot begin before this many characters or a quarter of the text.
_CAPTION_WORDS = 60
_SHORT_CAPTION_WORDS = 30
_LABEL_WORDS = 6
_TEASER_LINES = 3
_HEADLINE_WORDS = 14
_LINKS = 3  # So many headlines in a row, below the first paragraph, are a list of links.
_RESUME_LINES = 2
_RESUME_WORDS = 12
_RESUME_NAMES = 2
_SPAM_LINES = 3


@dataclass(slots=True, kw_only=True)
class Line:
    """A line under work: `reason` is set as soon as it is known to be furniture."""

    start: int
    end: int
    text: str
    words: int
    is_apart: bool  # a blank line stands before it
    is_prose: bool = False
    kind: str = ""
    reason: str = ""

    @property
    def is_heading(self) -> bool:
        """Whether it has no final stop: a title, a headline, a name."""
        return not self.is_prose


def marked(text: str, language: str, rules: Rules) -> list[Line]:
    """Part a text into its lines, each that is furniture by the rules with its reason."""
    lines = _lines(text)
    _mark_lines(lines, rules, language)
    _mark_repeated(lines)
    _mark_followers(lines)
    _mark_captions(lines, rules)
    _mark_tail(lines, len(text), rules)
    _mark_links(lines)
    _mark_spam(lines)
    return lines


def _lines(text: str) -> list[Line]:
    lines: list[Line] = []
    last = 0
    for match in _line.finditer(text):
        line = match.group()
        stripped = line.strip()
        if not stripped:
            continue
        start = match.start() + line.index(stripped[0])
        words = stripped.count(" ") + 1
        gap = text[last:start]
        lines.append(
            Line(
                start=start,
                end=start + len(stripped),
                text=stripped,
                words=words,
                is_apart=not lines or max(gap.count("\n"), gap.count("\r")) > 1,
                is_prose=_is_prose(stripped, words),
            )
        )
        last = start + len(stripped)
    return lines


def _is_prose(text: str, words: int) -> bool:
    """Tell a paragraph, an item of a list or an unfinished sentence from a heading."""
    if words > _HEADING_WORDS or _stop.search(text, max(len(text) - _ENDING, 0)) or _bullet.match(text):
        return True
    return _inner_stop.search(text) is not None


def _mark_lines(lines: Sequence[Line], rules: Rules, language: str) -> None:
    """Mark what a line is by itself."""
    for line in lines:
        rule = rules.of_line(line.text)
        if rule:
            line.kind, line.reason = rule.kind, rule.name
        elif line.words <= 10 and not line.text.endswith(".") and _is_timestamp(line.text, language):
            line.kind, line.reason = "line", "timestamp"


def _is_timestamp(text: str, language: str) -> bool:
    return (
        any(character.isdecimal() for character in text)
        and dates.parse(text, reference=None, language=language) is not None
    )


def _mark_repeated(lines: Sequence[Line]) -> None:
    """A line that was there before is a caption or a headline shown twice."""
    seen: set[str] = set()
    for line in lines:
        key = normalize.fold(line.text) if line.words >= 3 and not line.reason else ""
        if key in seen:
            line.reason = "repeated"
        elif key:
            seen.add(key)


def _mark_followers(lines: Sequence[Line]) -> None:
    """Mark what a label or a teaser points at: the name, the headlines below."""
    has_prose = False
    for place, line in enumerate(lines):
        has_prose = has_prose or (line.is_prose and not line.reason)
        if line.kind == "label" and not has_prose:
            _mark_name(lines[place + 1 : place + 2], line.reason)
        elif line.kind == "teaser":
            _mark_headlines(lines[place + 1 :], line.reason)


def _mark_name(following: Sequence[Line], reason: str) -> None:
    for line in following:
        if line.words <= _LABEL_WORDS and not line.is_prose and line.kind not in {"related", "final"}:
            line.reason = line.reason or reason


def _mark_headlines(following: Sequence[Line], reason: str) -> None:
    """Mark the headlines that stand below "Read also", as long as prose comes after them."""
    for line in following[:_TEASER_LINES]:
        is_headline = not line.is_prose or (line.text[-1] in "?!" and line.words <= _HEADLINE_WORDS)
        if not is_headline or line.kind in {"related", "final"}:
            return
        line.reason = line.reason or reason


def _mark_captions(lines: Sequence[Line], rules: Rules) -> None:
    """Mark the line above a photo's credit, and lines that end in one."""
    captions: set[str] = set()
    for place, line in enumerate(lines):
        if line.kind == "photo" and place and _is_caption(lines[place - 1], line):
            lines[place - 1].reason = "caption"
            captions.add(lines[place - 1].text)
    has_prose = False
    proses = [place for place, line in enumerate(lines) if line.is_prose and not line.reason]
    for place, line in enumerate(lines):
        if not line.reason and _ends_in_credit(
            line, rules, is_first=not has_prose, is_last=not proses or place >= proses[-1]
        ):
            line.reason = "caption"
        has_prose = has_prose or (line.is_prose and not line.reason)


def _is_caption(above: Line, credit: Line) -> bool:
    return not above.reason and not credit.is_apart and above.words <= _CAPTION_WORDS


def _ends_in_credit(line: Line, rules: Rules, *, is_first: bool, is_last: bool) -> bool:
    if line.words > _CAPTION_WORDS:
        return False
    if rules.is_caption(line.text):
        return True
    is_short = is_first or line.words <= _SHORT_CAPTION_WORDS
    return is_short and not is_last and rules.may_be_caption(line.text)


def _mark_tail(lines: Sequence[Line], length: int, rules: Rules) -> None:
    """Mark all that comes after the end of the article; after a block of links the article may go on."""
    threshold = min(_HEAD, length // 4)
    until = 0
    for place, line in enumerate(lines):
        if place < until or line.kind not in {"related", "final"} or line.start < threshold:
            continue
        if not any(other.is_prose and not other.reason for other in lines[:place]):
            continue
        until = _resumed(lines, place, rules) if line.kind == "related" else len(lines)
        for other in lines[place + 1 : until]:
            other.reason = other.reason or f"tail:{line.reason}"


def _resumed(lines: Sequence[Line], place: int, rules: Rules) -> int:
    """Find where the article goes on after a block of links: paragraphs in a row about the same names, with no dateline."""
    names = {name for line in lines[:place] if not line.reason for name in _capitalised.findall(line.text)}
    for first in range(place + 1, len(lines) - _RESUME_LINES + 1):
        run = lines[first : first + _RESUME_LINES]
        if not all(line.is_prose and not line.reason and line.words >= _RESUME_WORDS for line in run):
            continue
        shared = {name for line in run for name in _capitalised.findall(line.text)} & names
        if rules.opening(run[0].text) or len(shared) < _RESUME_NAMES:
            return len(lines)
        return first
    return len(lines)


def _mark_links(lines: Sequence[Line]) -> None:
    """Mark headlines that head nothing: several in a row, or after the last paragraph."""
    left = [line for line in lines if not line.reason]
    proses = [place for place, line in enumerate(left) if line.is_prose]
    if not proses:
        return
    trailing = left[proses[-1] + 1 :]
    if len(trailing) > 1 or (trailing and _is_title_case(trailing[0].text)):
        for line in trailing:
            line.reason = "links"
    for before, after in itertools.pairwise(proses):
        if after - before > _LINKS:
            for line in left[before + 1 : after]:
                line.reason = "links"


def _is_title_case(text: str) -> bool:
    words = [word for word in text.split() if word[0].isalpha()]
    return sum(word[0].isupper() for word in words) * 5 >= 3 * len(words)


def _mark_spam(lines: Sequence[Line]) -> None:
    """Mark the profile of an author who never was: at the end, a few fragments that share no word with the article."""
    left = [line for line in lines if not line.reason]
    if len(left) < 3:
        return
    for line in reversed(left[-_SPAM_LINES:]):
        fragments = [words for part in _fragment.findall(line.text) if (words := normalize.tokens(part))]
        if len(fragments) < 3 or sum(map(len, fragments)) > 4.5 * len(fragments):
            return
        article = {word for other in left if other is not line for word in normalize.tokens(other.text)}
        content = [word for words in fragments for word in words if len(word) > 3]
        if sum(word in article for word in content) * 3 > len(content):
            return
        line.reason = "profile"
