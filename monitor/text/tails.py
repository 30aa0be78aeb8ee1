"""Where an article ends before its page does, and where it goes on after a list of links."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from monitor.text import moments, normalize, shared, signs
from monitor.text.furniture import Within

if TYPE_CHECKING:  # Lines are marked from there.
    from monitor.text.lines import Line

_stop = re.compile(r"[.!?…]")
_figure = re.compile(r"\d")
_fragment = re.compile(r"[^.!?…]+")
_name = re.compile(r"(?<=[\w,;:)”\"] )[^\W\d_a-z][^\W_]{2,}")  # A capital within a sentence.
_point = re.compile(r"[-–—•·*▪●→►]\s")
_numbered = re.compile(r"\d{1,2}[.)]\s")
_HEAD = 400  # A tail cannot begin before this many characters or a quarter of the text.
_LINKS = 3  # So many headlines in a row, below the first paragraph, are a list of links.
_POINTS = 2  # So many headlines with bullets that end a page under a label are one too.
_POINT_WORDS = 4  # on average; names have fewer
_LABEL_WORDS = 4
_RESUME_LINES = 2
_RESUME_WORDS = 8
_RESUME_NAMES = 2
_RESUME_SHORT = 4  # words of a sentence that goes on what a longer one began
_RESUME_SAME, _RESUME_SHARE = 3, 0.1  # So many words, and such a part of all, have their like in the article.
_RESUME_LONG = 13  # words: a teaser says less
_RESUME_RUN = 3  # So many paragraphs in a row need but one name of the article's.
_SPAM_LINES = 3
_SPAM_WORDS = 4.5  # in a fragment


def mark(lines: Sequence[Line], length: int, language: str, rules: Within) -> None:
    """Mark what stands where no article is."""
    _mark_tail(lines, length, language, rules)
    _mark_links(lines)
    _mark_spam(lines)


def mark_end(lines: Sequence[Line], *, has_more_headlines: bool) -> None:
    """Mark what stands behind the last paragraph, once all headlines of other pages are known."""
    _mark_points(lines)
    if has_more_headlines:
        _mark_links(lines)
    _mark_closing(lines)


def _mark_tail(lines: Sequence[Line], length: int, language: str, rules: Within) -> None:
    """Mark all that comes after the end of the article; after a block of links the article may go on."""
    threshold = min(_HEAD, length // 4)
    until = 0
    for place, line in enumerate(lines):
        if place < until or line.kind not in {"related", "final"} or line.start < threshold:
            continue
        if not any(other.is_prose and not other.reason for other in lines[:place]):
            continue
        until = _resumed(lines, place, language, rules) if line.kind == "related" else len(lines)
        for other in lines[place + 1 : until]:
            other.reason = other.reason or f"tail:{line.reason}"


def _resumed(lines: Sequence[Line], place: int, language: str, rules: Within) -> int:
    """Find where the article goes on after a block of links: paragraphs in a row about the same, with no dateline.

    Where no link stands between and all are long, the block was empty: whatever they are about, they are the article.
    """
    first = place + 1
    while first < len(lines) and _numbered.match(lines[first].text):
        first += 1
    behind = first
    while behind < len(lines) and lines[behind].reason and not lines[behind].is_prose:
        behind += 1  # "-----"
    if first > place + _LINKS - 1 and behind < len(lines) and lines[behind].is_prose:
        return behind  # A numbered list ends with its last number.
    while first < len(lines) and lines[first].kind != "final":
        run = list(itertools.takewhile(_is_paragraph, lines[first:]))
        if len(run) < _RESUME_LINES or max(line.words for line in run) < _RESUME_WORDS:
            first += len(run) + 1
            continue
        is_empty = first == place + 1 and all(line.words >= _RESUME_LONG for line in run)
        is_same = is_empty or _is_about_the_same(lines[:place], run, language)
        return first if is_same and not rules.opening(run[0].start, run[0].end) else len(lines)
    return len(lines)


def _is_about_the_same(before: Sequence[Line], run: Sequence[Line], language: str) -> bool:
    """Tell whether paragraphs share names with what stands before them, or in a row of several, words."""
    article = [line.text for line in before if not line.reason]
    names = {name for text in article for name in _name.findall(text)}
    shared_names = names.intersection(name for line in run for name in _name.findall(line.text))
    if len(shared_names) >= (1 if len(run) >= _RESUME_RUN else _RESUME_NAMES):
        return True
    known = shared.stems({word for text in article for word in signs.content(text, language)}, language)
    words = {word for line in run for word in signs.content(line.text, language)}
    same = sum(not known.isdisjoint(shared.stems([word], language)) for word in words)

    return len(run) >= _RESUME_RUN and same >= max(_RESUME_SAME, len(words) * _RESUME_SHARE)


def _is_paragraph(line: Line) -> bool:
    is_long = line.words >= _RESUME_WORDS or (line.words >= _RESUME_SHORT and line.text[-1] == ".")

    return line.is_prose and not line.reason and is_long and not line.text[0].isdecimal()


def _mark_links(lines: Sequence[Line]) -> None:
    """Mark headlines that head nothing: several in a row, or after the last paragraph."""
    left = [line for line in lines if not line.reason and line.kind != "closing"]
    proses = [place for place, line in enumerate(left) if line.is_prose]
    if not proses:
        return
    trailing = left[proses[-1] + 1 :]
    if len(trailing) > 1 or (
        trailing and (is_title_case(trailing[0].text) or _is_behind_furniture(lines, trailing[0]))
    ):
        for line in trailing:
            line.reason = "links"
    for before, after in itertools.pairwise(proses):
        run = left[before + 1 : after]
        if len(run) >= _LINKS and 2 * sum(moments.is_record(line.text) for line in run) < len(run):
            for line in run:
                line.reason = "links"


def _mark_points(lines: Sequence[Line]) -> None:
    """Mark points that are headlines of other pages: behind a teaser, or where they end the page under a label ("Related")."""
    prose = [place for place, line in enumerate(lines) if line.is_prose and not line.reason and not _is_point(line)]
    behind = 0
    for are_points, run in itertools.groupby(lines, _is_point):
        points = list(run)
        start, behind = behind, behind + len(points)
        if not are_points or not prose or start < prose[0]:
            continue
        above = lines[start - 1]
        is_listed = len(points) >= _POINTS and sum(point.words for point in points) >= _POINT_WORDS * len(points)
        is_headed = above.reason or points[0].reason or _is_label(above)
        if above.kind == "teaser" or (is_listed and is_headed and start > prose[-1]):
            for point in (*points, above):
                point.reason = point.reason or "links"


def _is_label(line: Line) -> bool:
    return line.words <= _LABEL_WORDS and (not line.is_prose or line.text.endswith(":"))


def _is_point(line: Line) -> bool:
    return _point.match(line.text) is not None and line.text[-1] not in ".;,:"


def _is_behind_furniture(lines: Sequence[Line], line: Line) -> bool:
    return any(before.reason and after is line for before, after in itertools.pairwise(lines))


def is_title_case(text: str) -> bool:
    """Tell whether most words have a capital, as in a headline."""
    words = [word for word in text.split() if word[0].isalpha()]
    return sum(word[0].isupper() for word in words) * 5 >= 3 * len(words)


def _mark_spam(lines: Sequence[Line]) -> None:
    """Mark the profile of an author who never was: at the end, a few fragments that share no word with the article.

    A figure tells something, and no such fragments do.
    """
    left = [line for line in lines if not line.reason]
    if len(left) < 3:
        return
    for line in reversed(left[-_SPAM_LINES:]):
        if line.words > _SPAM_WORDS * len(_stop.findall(line.text)) or _figure.search(line.text):
            return
        fragments = [words for part in _fragment.findall(line.text) if (words := normalize.tokens(part))]
        if len(fragments) < 3 or sum(map(len, fragments)) > _SPAM_WORDS * len(fragments):
            return
        article = {word for other in left if other is not line for word in normalize.tokens(other.text)}
        content = [word for words in fragments for word in words if len(word) > 3]
        if sum(word in article for word in content) * 3 > len(content):
            return
        line.reason = "profile"


def _mark_closing(lines: Sequence[Line]) -> None:
    """Mark from below what is furniture only where no article follows: who wrote it, what else he sells."""
    has_article = any(line.is_prose and not line.reason and line.kind != "closing" for line in lines)
    for line in reversed(lines):
        if line.kind == "closing" and has_article:
            line.reason = line.reason or "closing"
        elif not line.reason:
            return
