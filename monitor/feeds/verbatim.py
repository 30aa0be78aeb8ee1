"""The parts of a document that are no markup: CDATA sections and comments."""

from __future__ import annotations

from collections.abc import Iterator

_OPEN = {"<![CDATA[": "]]>", "<!--": "-->"}
_ENTRY_ENDS = ("</item>", "</entry>")


class _Places:
    """Where each sign comes next; what was once looked for is not looked for again, whatever the document repeats."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._next: dict[str, int] = {}

    def after(self, sign: str, start: int) -> int:
        """Give the place of the next sign, the length of the text where there is none."""
        if self._next.get(sign, -1) < start:
            found = self._text.find(sign, start)
            self._next[sign] = found if found >= 0 else len(self._text)
        return self._next[sign]


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Give where each begins and ends; one that an entry's end or another beginning comes before was left open and is none.

    >>> list(spans("<a><![CDATA[<b>]]></a>"))
    [(3, 18)]
    """
    places, start = _Places(text), 0
    while True:
        sign = min(_OPEN, key=lambda each: places.after(each, start))
        begin = places.after(sign, start)
        if begin == len(text):
            return
        start = begin + len(sign)
        close = places.after(_OPEN[sign], start)
        if close < min(places.after(each, start) for each in (sign, *_ENTRY_ENDS)):
            start = close + len(_OPEN[sign])
            yield begin, start


def masked(text: str) -> str:
    """Give a text of the same length in which only markup is left to find.

    >>> masked("<a><!-- <b> --></a>")
    '<a>            </a>'
    """
    parts, last = [], 0
    for start, end in spans(text):
        parts += [text[last:start], " " * (end - start)]
        last = end
    return "".join([*parts, text[last:]])
