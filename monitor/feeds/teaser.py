"""Whether a feed gave an article whole, or only a teaser of it."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache

from monitor.text import normalize, tables

SHORT = 600
"""Characters up to which a body is taken for a teaser: some hundred words, where summaries end and reports begin."""
LONG = 3_000
"""Characters from which three dots at the end are a way to end."""
_TAIL = 200
_dots = re.compile(r"(?:…|\.\.+|[\[(]\s*(?:…|\.\.+)\s*[\])])[\s\"'”’»)]*$")


class Form(StrEnum):
    """How an article came; all but `WHOLE` are teasers."""

    WHOLE = "whole"
    BARE = "bare"
    CUT_OFF = "cut_off"
    POINTS_ON = "points_on"
    SHORT = "short"


def form(title: str, text: str) -> Form:
    r"""Say how much of an article a feed gave.

    >>> form("Talks open", "Talks open\n\nDelegates met for three [...]")
    <Form.CUT_OFF: 'cut_off'>
    >>> form("Talks open", "Talks open\n\n" + "Delegates met for three hours. " * 30)
    <Form.WHOLE: 'whole'>
    """
    rest = _without_tail(body(title, text))
    if not rest:
        return Form.BARE
    if len(rest) < LONG and _dots.search(rest[-_TAIL:]):
        return Form.CUT_OFF
    if points_on(rest):
        return Form.POINTS_ON
    return Form.SHORT if len(rest) < SHORT else Form.WHOLE


def is_teaser(title: str, text: str) -> bool:
    r"""Say whether a feed gave less than the article.

    >>> is_teaser("Talks open", "Talks open\n\nDelegates met. Read more")
    True
    """
    return form(title, text) is not Form.WHOLE


def body(title: str, text: str) -> str:
    r"""Give what stands behind the title.

    >>> body("Talks open", "Talks open\n\nDelegates met.")
    'Delegates met.'
    """
    return text[len(title) :].strip() if title and text.startswith(title) else text.strip()


def points_on(text: str) -> bool:
    r"""Say whether a text ends by sending its reader elsewhere.

    >>> points_on("Delegates met.\nRead more")
    True
    """
    after_stop, at_end = _more()
    end = text[-_TAIL:]
    return after_stop.search(normalize.fold(end)) is not None or _is_inline(end, at_end)


def _is_inline(end: str, pattern: re.Pattern[str]) -> bool:
    """Say whether the last words are such a cue, begun like a link (with a capital) in the middle of a sentence."""
    found = pattern.search(normalize.fold(end))
    if found is None or end.rstrip().endswith((".", "!", "?", "؟")):
        return False
    words = found[1].split()
    first = end.split()[-len(words) - len(found[2].split())] if words else ""
    return first[:1].isupper()


def _without_tail(text: str) -> str:
    above, _, last = text.rpartition("\n")
    return above.strip() if _tails().fullmatch(normalize.fold(last).strip()) else text


@cache
def _more() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Give the cues as they stand after the end of a sentence (with up to six words: where), and as the very last words."""
    rows = tables.read("monitor.feeds", "teasers")["more"].values()
    cues = "|".join(pattern for row in rows for pattern in row["patterns"])
    after_stop = rf"(?:^|[\n.!?؟\]»\"”)|:>]\s*)(?:{cues})(?:[ \t]+[\w.-]+){{0,6}}[^\w.!?؟]*$"
    return re.compile(after_stop), re.compile(rf"\b((?:{cues}))([^\w.!?؟]*)$")


@cache
def _tails() -> re.Pattern[str]:
    return re.compile("|".join(tables.read("monitor.feeds", "teasers")["tails"]["patterns"]))
