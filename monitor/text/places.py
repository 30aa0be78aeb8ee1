"""What a line is by where it stands: above the title, beside who wrote it, alone between paragraphs, after the last one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from monitor.text import moments, signs
from monitor.text.furniture import Within
from monitor.text.shared import Words

if TYPE_CHECKING:  # Lines are marked from there.
    from monitor.text.lines import Line

_TITLE_WORDS, _LONG_TITLE = 5, 6
_MASTHEAD_WORDS, _LABEL_WORDS = 7, 2
_HEAD_LINES = 16
_STRAY_WORDS = 5
_STRAY_CONTENT = 4
_AMONG_WORDS, _AMONG_WEIGHT = 20, 1
_FEW_WORDS, _FEW_CONTENT = 4, 3  # of a headline that is known by its matter, or shares no word at all
_STOPS = '.!:;,)"”'
_NEAR = 3  # A subheading is about the paragraphs that follow it: so many.
_ASKING_WORDS = 30
_QUOTES = '"“'
_QUOTE_WORDS = 16  # A longer line with a quote is somebody's, not the page's.
_SPEECH_WORDS = 45  # A page does not speak longer of itself in one breath.
_MOST_SHARED = {"masthead": 1 / 2, "near": 2 / 5, "grave": 1 / 2, "all": 2 / 3, "end": 1 / 2}
_full_name = re.compile(r"[A-Z][\w.'’-]*(?:\s[A-Z][\w.'’-]*)+")
BYLINES = frozenset(
    {
        "byline",
        "byline-label",
        "byline-place",
        "byline-lower",
        "byline-by",
        "timestamp",
        "updated",
        "ago",
        "head",
        "roles",
    }
)
_PICTURES = "\u2600"  # Signs from here on that are no letters are pictures.
_bar = re.compile(r"\s[|·•∙/]\s")
_BAR_WORDS = 3
_separator = re.compile(r"\s[>›»/·•∙]\s|[:：]\s*$|^[^\w\"“'‘(]")


class Page:
    """The lines of a page, and where its article begins."""

    def __init__(self, lines: Sequence[Line], language: str, rules: Within) -> None:
        self._lines = lines
        self._language = language
        self._rules = rules
        self._words = Words(lines, language, rules)
        self._opening = _opening(lines)
        self._title = _title(lines[: self._opening], language, rules)
        self._short = [place for place, line in enumerate(lines) if line.words <= _SPEECH_WORDS and not line.reason]

    def mark_speech(self) -> bool:
        """Mark what speaks of the page or to its reader, and who wrote it; tells whether something stands above the article."""
        last = self._last()
        for place in self._short:
            line = self._lines[place]
            if place < last and place != self._title and not self._speaks(line, _zone(place - self._opening)):
                self._mark_signed(line)

        return self._opening > self._title + 1 > 0

    def mark_headlines(self) -> bool:
        """Mark what stands above the title, and headlines of other articles: what no paragraph tells that is left.

        Tells whether there was any.
        """
        left = sum(not line.reason for line in self._lines)
        for place, line in enumerate(self._lines[: self._opening]):
            if place < self._title:
                self._mark_masthead(line)
            elif place > self._title and not line.reason and not line.is_prose and _is_parted(line):
                line.reason = "head"
        for place in self._short:
            line = self._lines[place]
            if place > self._opening and self._is_stray(place, line):
                line.reason = "headline"
                self._mark_label(self._lines[place - 1])
        for place in self._short:
            line = self._lines[place]
            if line.words <= _AMONG_WORDS and not line.reason:
                self._mark_among(place, line)

        return sum(not line.reason for line in self._lines) < left

    def _mark_among(self, place: int, line: Line) -> None:
        """Mark a few words between pieces of furniture, or that speak a little: what shares no word with the article."""
        if place <= self._title or place == self._opening:
            return
        is_among = self._is_among(place)
        if not line.is_prose:
            is_few = line.words < _STRAY_WORDS and is_among and not moments.is_record(line.text)
        else:
            least = _AMONG_WEIGHT if is_among else signs.enough("body")
            is_few = place > self._opening and signs.may_open(line.text, self._language, asks=True)
            is_few = is_few and signs.weigh(line.text, self._language).weight >= least
        if is_few and not self._words.share(line.text, without=place):
            line.reason = "among"

    def _is_among(self, place: int) -> bool:
        before, after = self._lines[place - 1], self._lines[place + 1 : place + 2]
        is_end = not after or bool(after[0].reason)

        return is_end and bool(before.reason or place - 1 == self._title)

    def _mark_masthead(self, line: Line) -> None:
        """Mark the site, the section, the kind of text: what is short, and not what the article is about."""
        if line.reason or line.words > _MASTHEAD_WORDS:
            return
        if line.words <= _LABEL_WORDS or self._words.share(line.text) <= _MOST_SHARED["masthead"]:
            line.reason = "masthead"

    def _mark_signed(self, line: Line) -> None:
        """Mark a few words behind a picture of what they do: a loudspeaker, a bell."""
        if line.text[0] > _PICTURES and not line.text[0].isalnum() and not line.is_prose and line.words < _STRAY_WORDS:
            line.reason = "button"

    def _last(self) -> int:
        """Find the last paragraph, and mark what comes after it: at the end of a page a few signs of furniture are enough."""
        for place in range(len(self._lines) - 1, self._opening, -1):
            line = self._lines[place]
            if not _is_paragraph(line) or line.kind == "closing" or self._speaks(line, "end"):
                continue
            if not self._is_author(line):
                return place
            line.reason = "author"
        return self._opening

    def _speaks(self, line: Line, zone: str) -> bool:
        if line.words > _SPEECH_WORDS:
            return False
        if line.text[0] in _QUOTES or (line.words > _QUOTE_WORDS and ('"' in line.text or "“" in line.text)):
            return False
        asks = line.words <= _ASKING_WORDS and (zone != "body" or not line.is_prose)
        if not (self._rules.may_speak(line.start, line.end) or signs.may_open(line.text, self._language, asks=asks)):
            return False
        enough = signs.enough(zone)
        speech = signs.weigh(line.text, self._language)
        if speech.weight >= enough:
            speech = signs.weigh(line.text, self._language, Words(self._lines, self._language, self._rules).told())
        is_sure = asks or speech.addresses > 1  # An article asks as well, and has videos.
        if speech.weight >= enough and is_sure:
            line.reason = f"{zone}:{'+'.join(speech.signs)}"
        return bool(line.reason)

    def _is_author(self, line: Line) -> bool:
        """Tell a line that says who wrote the article: a name that a byline has, or none has, and what its bearer does."""
        found = _full_name.match(line.text)
        if not found or line.words > _SPEECH_WORDS:
            return False
        bylines = [other.text for other in self._lines[: self._opening] if _is_byline(other)]
        own = found[0].casefold()
        names = [name.casefold() for text in bylines for name in _names(text, self._language)]
        if any(own.startswith(name) or name.startswith(own) for name in names):
            return True
        following = line.text[found.end() :].split()[:1]
        if not following or not signs.is_of_writers(following[0], self._language):
            return False
        name = found[0].split()[-1].strip(".")

        return (
            not signs.is_being(following[0], self._language)  # Of them only a name of the byline may be told.
            and sum(name in text for _, text in self._words.paragraphs() if text.count(" ") >= _TITLE_WORDS) == 1
        )

    def _mark_label(self, above: Line) -> None:
        """Mark the words above the headline of another page: "More for you", "Also today"."""
        is_short = not above.is_prose and above.words < _STRAY_WORDS
        if is_short and not (above.reason or moments.is_record(above.text) or self._words.share(above.text)):
            above.reason = "headline"

    def _is_stray(self, place: int, line: Line) -> bool:
        """Tell a headline that heads nothing: what it tells stands in no paragraph that follows."""
        if line.reason or line.kind == "closing" or (line.is_prose and not _may_be_headline(line)):
            return False
        if line.words < _FEW_WORDS or moments.is_record(line.text):
            return False
        told = len(signs.content(line.text, self._language))
        if told < _FEW_CONTENT:
            return False
        is_last = not any(_is_paragraph(other) for other in self._lines[place + 1 :])
        if line.is_prose and not is_last:
            return False
        is_grave = signs.is_grave(line.text, self._language)
        if not is_grave and signs.asks_what(line.text, self._language):
            return False

        return self._tells_else(place, line, "end" if is_last else "grave" if is_grave else "near", told)

    def _tells_else(self, place: int, line: Line, most: str, told: int) -> bool:
        """Tell whether the article, or what follows of it, tells too little of what a line does."""
        share = self._words.share(line.text)
        if told < _STRAY_CONTENT or line.words < _STRAY_WORDS:
            return not share and (line.words >= _STRAY_WORDS or most == "grave")
        if line.is_prose:
            return share < _MOST_SHARED["near"]
        if most == "end":
            return share < _MOST_SHARED["end"]

        return share < _MOST_SHARED["all"] and self._words.share(line.text, place, _NEAR) < _MOST_SHARED[most]


def _may_be_headline(line: Line) -> bool:
    """Tell an item of a list, or a question, from a sentence."""
    return line.text[-1] == "?" or (line.text[-1] not in _STOPS and not line.text[0].isalpha())


def _names(byline: str, language: str) -> list[str]:
    return [name for part in signs.signed(byline, language) for name in _full_name.findall(part)]


def _zone(behind: int) -> str:
    """Name the part of the page a line stands in, so many lines behind the first paragraph."""
    return "head" if behind < 0 else "body" if behind else "opening"


def _is_paragraph(line: Line) -> bool:
    return line.is_prose and not line.reason


def _is_byline(line: Line) -> bool:
    return line.reason in BYLINES


def _opening(lines: Sequence[Line]) -> int:
    """Find the first paragraph; a title may look like one, above who wrote it and when, where there is no other title."""
    first = None
    for place, line in enumerate(lines[:_HEAD_LINES]):
        if line.reason or (line.words < _TITLE_WORDS and (not line.is_prose or line.text[-1] == ":")):
            continue
        if not line.is_prose:
            return next((at for at in range(place, len(lines)) if _is_paragraph(lines[at])), len(lines))
        if first is not None or not any(other.reason in BYLINES for other in lines[place + 1 : place + 4]):
            return place
        first = place

    return len(lines) if first is None else first


def _title(head: Sequence[Line], language: str, rules: Within) -> int:
    """Find the title: the first line that is long enough for one, and no list of names or links.

    Where there is none, "WATCH | Bridge opens" is not a headline of another page.
    """
    if len(head) <= 1 and not (head and head[0].reason):
        return len(head) - 1
    left = [place for place, line in enumerate(head) if not line.reason and not _is_list(line, language)]
    long = (place for place in left if head[place].words >= _LONG_TITLE)
    title = next(long, next((place for place in left if head[place].words >= _TITLE_WORDS), -1))
    if title < 0 and (line := next((line for line in head if rules.kicker(line.start, line.end)), None)):
        line.reason = ""

    return title


def _is_list(line: Line, language: str) -> bool:
    """Tell a list of names or of the parts of a site."""
    return _separator.search(line.text) is not None or _is_parted(line) or signs.names_parts(line.text, language)


def _is_parted(line: Line) -> bool:
    """Tell a row of a few names, each of a few words: "Edition: World | Change"."""
    parts = _bar.split(line.text)
    return len(parts) > 1 and all(part.count(" ") < _BAR_WORDS for part in parts)
