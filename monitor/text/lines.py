"""The lines of a text, and what marks one as furniture: by itself, by its neighbours, by its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.text import moments, page, places, tails
from monitor.text.furniture import Within

_stop = re.compile(r"[.!?…。！？؟۔।:;,](?:\s*[\"'”’»)\]]+)?\s*$|[.!?…][\"'”’»)\]]")
# A stop inside a line, or a quote that goes on with who said it.
_inner_stop = re.compile(r"[.!?…,](?:(?<=[^\W\d_A-Z]{4}[.!?…])[\"'”’»)\]]*\s|(?<=,)[\"”]\s)")
_bullet = re.compile(r"[-–—•·*▪●]\s|\d{1,2}[.)]\s")

_ENDING = 12  # The final stop and the quotes and brackets around it lie within so many characters.
_HEADING_WORDS = 22
_CAPTION_WORDS = 60
_SHORT_CAPTION_WORDS = 30
_LABEL_WORDS = 6
_TEASER_LINES = 3
_REPEATED_WORDS = 3
_HEADLINE_WORDS = 14
_BARE_WORDS = 4  # "More on this story": a teaser of so many words has no headline of its own.
_LONG_HEADLINE = 7
_NAME_WORDS = 4
_FIRST = 5  # paragraphs that tell what the article is about
_PAGE_WORDS = 9  # A page does not say more of itself in one breath.
_LINKING = frozenset("in di and dan & / | - – — , of for the by oleh dari from with".split())
_BOX_LINES = 30  # A box that is not shut within so many lines was none.


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


def marked(text: str, language: str, rules: Within) -> list[Line]:
    """Part a text into its lines, each that is furniture by the rules with its reason."""
    lines = _lines(text)
    _mark_lines(lines, rules, language)
    _mark_heads(lines)
    _mark_boxes(lines)
    _mark_repeated(lines)
    _mark_followers(lines)
    _mark_names(lines)
    _mark_captions(lines, rules)
    placed = places.Page(lines, language, rules)
    if placed.mark_speech():
        _mark_names(lines)
    tails.mark(lines, len(text), language, rules)
    tails.mark_end(lines, has_more_headlines=placed.mark_headlines())
    return lines


def _lines(text: str) -> list[Line]:
    """Part a text into its lines, without the white space around them."""
    lines: list[Line] = []
    at, is_apart = 0, True
    for whole in text.splitlines(keepends=True):
        line = whole.strip()
        if line:
            start = at + len(whole) - len(whole.lstrip())
            words = line.count(" ") + 1
            is_prose = _is_prose(line, words)
            end = start + len(line)
            lines.append(Line(start=start, end=end, text=line, words=words, is_apart=is_apart, is_prose=is_prose))
        is_apart = not line
        at += len(whole)
    return lines


def _is_prose(text: str, words: int) -> bool:
    """Tell a paragraph, an item of a list or an unfinished sentence from a heading."""
    if words > _HEADING_WORDS or _stop.search(text, max(len(text) - _ENDING, 0)) or _bullet.match(text):
        return True
    return _inner_stop.search(text) is not None


def _mark_lines(lines: Sequence[Line], rules: Within, language: str) -> None:
    """Mark what a line is by itself; what counts only in some places is not yet furniture."""
    for line in lines:
        rule = rules.of_line(line.start, line.end)
        if rule:
            line.kind = rule.kind
            line.reason = "" if rule.kind in {"head", "closing"} else rule.name
        elif line.words <= moments.MOST_WORDS and moments.is_time(line.text, line.words, language):
            line.kind, line.reason = "line", "timestamp"
        elif line.words <= _PAGE_WORDS and page.speaks(line.text, language):
            line.kind, line.reason = "line", "page"


def _mark_heads(lines: Sequence[Line]) -> None:
    """Mark what is furniture above the first paragraph: where the page stands in its site, who wrote it."""
    for line in lines:
        if line.kind == "head":
            line.reason = "head"
        elif line.is_prose and not line.reason:
            return


def _mark_boxes(lines: Sequence[Line]) -> None:
    """Mark what lies between "skip the list" and "end of the list"."""
    for place, line in enumerate(lines):
        if line.kind != "open":
            continue
        shut = next((at for at, other in enumerate(lines[place + 1 :][:_BOX_LINES], place + 1) if _ends(other)), place)
        for other in lines[place + 1 : shut]:
            other.kind, other.reason = "line", other.reason or "box"


def _ends(line: Line) -> bool:
    return line.kind == "shut"


def _mark_repeated(lines: Sequence[Line]) -> None:
    """A line that was there before is a caption or a headline shown twice; the first is one too where it opens the text."""
    seen: dict[str, int] = {}
    for place, line in enumerate(lines):
        if line.words < _REPEATED_WORDS or line.reason:
            continue
        first = seen.setdefault(line.text.casefold(), place)
        if first != place:
            line.reason = "repeated"
            opens = first and line.is_prose and not any(_is_kept_prose(other) for other in lines[:first])
            if opens and any(_is_kept_prose(other) for other in lines[first + 1 : place]):
                lines[first].reason = "repeated"


def _is_kept_prose(line: Line) -> bool:
    return line.is_prose and not line.reason


def _mark_followers(lines: Sequence[Line]) -> None:
    """Mark what a label or a teaser points at: the name, the headlines below, the one above."""
    has_prose = False
    for place, line in enumerate(lines):
        has_prose = has_prose or (line.is_prose and not line.reason)
        if line.kind == "label" and not has_prose:
            _mark_name(lines[place + 1 : place + 2], line.reason)
        elif line.kind in {"teaser", "open"}:
            _mark_headlines(line, lines[place + 1 :])
        elif line.kind == "above" and has_prose:
            _mark_headline_above(lines[place - 1], line.reason)
            _mark_headlines(line, lines[place + 1 :])


def _mark_name(following: Sequence[Line], reason: str) -> None:
    for line in following:
        if line.words <= _LABEL_WORDS and not line.is_prose and line.kind not in {"related", "final"}:
            line.reason = line.reason or reason


def _mark_headlines(teaser: Line, following: Sequence[Line]) -> None:
    """Mark the headlines that stand below "Read also", and the numbers, times and insertions among them.

    A teaser that has its own headline may stand above a subheading of the article: what looks like one is left.
    """
    is_bare = teaser.words <= _BARE_WORDS or teaser.text[-1] == ":"
    left = _TEASER_LINES
    for line in following:
        is_headline = not line.is_prose or (line.text[-1] in "?!" and line.words <= _HEADLINE_WORDS)
        if not left or not (is_headline or line.reason) or line.kind in {"related", "final"}:
            return
        if not (is_bare or line.reason or _is_long_headline(line)):
            return
        left -= not line.reason
        line.reason = line.reason or teaser.reason


def _mark_headline_above(above: Line, reason: str) -> None:
    if not above.is_prose:
        above.reason = above.reason or reason


def _is_long_headline(line: Line) -> bool:
    return line.words >= _LONG_HEADLINE or (line.words >= _BARE_WORDS and tails.is_title_case(line.text))


def _mark_names(lines: Sequence[Line]) -> None:
    """Mark, between the title and the first paragraph, a name that stands beside a time, a label or a byline."""
    end, title = len(lines), -1
    for place, line in enumerate(lines):
        if line.is_prose and not line.reason and not (line.words <= _NAME_WORDS and _is_name(line.text)):
            end = place
            break
        if title < 0 and not line.reason and line.words > _NAME_WORDS:
            title = place
    title = max(title, 0)
    for place in (*range(title + 1, end), *reversed(range(title + 1, end))):
        line = lines[place]
        if not line.reason and _is_name(line.text) and _is_beside_byline(lines, place, title):
            line.reason = "" if _is_told(line, lines[end : end + _FIRST]) else "byline"


def _is_beside_byline(lines: Sequence[Line], place: int, title: int) -> bool:
    """Tell what stands beside a time or a byline, or between the title and any furniture."""
    before, after = lines[place - 1], lines[place + 1 : place + 2]
    if before.reason in places.BYLINES or any(other.reason in places.BYLINES for other in after):
        return True
    return bool(before.reason or place - 1 == title) and any(other.reason for other in after)


def _is_told(name: Line, paragraphs: Sequence[Line]) -> bool:
    """Tell words that the article uses in small letters: they are no name."""
    words = {word.lower() for word in name.text.split() if len(word) > _NAME_WORDS}
    return any(not words.isdisjoint(line.text.split()) for line in paragraphs)


def _is_name(text: str) -> bool:
    words = [word for word in text.split() if word.lower() not in _LINKING]
    return len(words) <= _NAME_WORDS and all(word[0].isupper() or word[0] == "@" for word in words)


def _mark_captions(lines: Sequence[Line], rules: Within) -> None:
    """Mark the line above a photo's credit, and lines that end in one."""
    is_split = any(line.is_apart for line in lines[1:])
    has_prose = False
    proses = [place for place, line in enumerate(lines) if line.is_prose and not line.reason]
    for place, line in enumerate(lines):
        if line.kind == "photo" and place and (is_split or place - 1 <= min(proses, default=place)):
            above = lines[place - 1]
            is_title = not above.is_prose and all(other.reason for other in lines[: place - 1])
            _mark_caption(above, line, is_title=is_title and above.words > _NAME_WORDS)
        is_last = not proses or place >= proses[-1]
        if not line.reason and _ends_in_credit(line, rules, is_first=not has_prose, is_last=is_last):
            line.reason = "caption"
        has_prose = has_prose or (line.is_prose and not line.reason)


def _mark_caption(above: Line, credit: Line, *, is_title: bool) -> None:
    if not (above.reason or is_title) and not credit.is_apart and above.words <= _CAPTION_WORDS:
        above.reason = "caption"


def _ends_in_credit(line: Line, rules: Within, *, is_first: bool, is_last: bool) -> bool:
    if line.words > _CAPTION_WORDS or rules.is_quiet(line.start, line.end):
        return False
    is_short = is_first or line.words <= _SHORT_CAPTION_WORDS
    has_dateline = is_first and rules.opening(line.start, line.end) > 0
    may_be_first = is_first and not is_last and not has_dateline
    return rules.is_caption(line.start, line.end, is_first=may_be_first, is_short=is_short and not is_last)
