"""Who reported it first: a credited agency, a publisher's house."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

import ahocorasick_rs

from monitor.text import normalize, tables, urls

_PACKAGE = "monitor.dedupe"
_OPENING = 0.4  # An attribution in so much of the text is where the story comes from; further down it may be an aside.
_SHORT = 800
_CAPTION = 300  # No longer is a line that only tells what a picture shows.
_authority = re.compile(r"\s*(?:[a-z]+:)?/*[^/?#]*", re.IGNORECASE)
_CITED = 2  # Once in the opening, or twice further down.


class _Wires(NamedTuple):
    ids: dict[str, str]
    names: ahocorasick_rs.AhoCorasick
    plain: ahocorasick_rs.BytesAhoCorasick
    credit: re.Pattern[str]
    picture: re.Pattern[str]
    attribution: re.Pattern[str]


@cache
def _wires() -> _Wires:
    table = tables.read(_PACKAGE, "wires")
    ids = {name: agency for agency, names in table["agencies"].items() for name in names}
    names = "|".join(re.escape(name) for name in sorted(ids, key=lambda name: (-len(name), name)))
    name = rf"(?-i:(?<!\w)(?:{names})(?!\w){table['not_after']})"
    return _Wires(
        ids=ids,
        names=ahocorasick_rs.AhoCorasick(list(ids)),
        plain=ahocorasick_rs.BytesAhoCorasick(
            [name.encode() for name in ids if name.isascii()], implementation=ahocorasick_rs.Implementation.DFA
        ),
        credit=_either(table["credits"], name),
        picture=re.compile(table["pictures"], re.IGNORECASE),
        attribution=_either([row.replace("MEDIA", table["media"]) for row in table["attributions"]], name),
    )


def _either(patterns: list[str], name: str) -> re.Pattern[str]:
    named = (row.replace("NAME", f"(?P<wire{place}>{name})") for place, row in enumerate(patterns))
    return re.compile("|".join(f"(?:{row})" for row in named), re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """An agency to which an article gives credit, and the words by which it does."""

    agency: str
    quote: str
    is_line: bool


def wire(text: str, title: str) -> str | None:
    """Name the agency that an article credits: in a line of its own, a dateline, or as the source of what opens it.

    >>> wire("CAIRO (Reuters) - The bridge opened.", "Bridge opens")
    'reuters'
    """
    found = credit(text, title)
    return found.agency if found else None


def credit(text: str, title: str) -> Credit | None:
    """Find the agency that an article credits, and where it says so."""
    wires = _wires()
    whole = f"{title}\n{text}"
    if whole.isascii():
        named = wires.plain.find_matches_as_indexes(whole.encode(), overlapping=True)
    else:
        named = wires.names.find_matches_as_indexes(normalize.whole(whole), overlapping=True)
    opening = len(title) + max(_SHORT, int(len(text) * _OPENING))
    cited, quotes = Counter[str](), dict[str, str]()
    for start, line in _lines(whole, [place for _, place, _ in named]):
        if len(line) < _CAPTION and wires.picture.match(line):
            continue
        if start > len(title) and (credited := wires.credit.search(line)):
            return Credit(agency=wires.ids[_named(credited)], quote=credited.group().strip(), is_line=True)
        for match in wires.attribution.finditer(line):
            agency = wires.ids[_named(match)]
            cited[agency] += 2 if start + match.start() <= opening else 1
            quotes.setdefault(agency, match.group())
    best = cited.most_common(1)
    if not best or best[0][1] < _CITED:
        return None
    return Credit(agency=best[0][0], quote=quotes[best[0][0]], is_line=False)


def _lines(text: str, places: Iterable[int]) -> Iterator[tuple[int, str]]:
    """Give each line on which one of the places lies, and where it starts."""
    end = -1
    for place in sorted(places):
        if place > end:
            start = text.rfind("\n", 0, place) + 1
            end = text.find("\n", place)
            end = end if end >= 0 else len(text)
            yield start, text[start:end]


def _named(match: re.Match[str]) -> str:
    return next(group for group in match.groups() if group)


@cache
def _families() -> tuple[dict[str, str], frozenset[str]]:
    table = tables.read(_PACKAGE, "families")
    houses = {domain: house for house, domains in table["families"].items() for domain in domains}
    return houses, frozenset(table["aggregators"])


def family(publisher: str, url: str) -> str:
    """Name the house behind an article: its owner where we know it, else its domain, else its publisher's name.

    >>> family("Detikcom", "https://news.detik.com/berita/1"), family("Kabar Kota", "https://www.kabarkota.example/1")
    ('trans-media', 'kabarkota.example')
    """
    return _family(publisher, _authority.match(url).group())  # type: ignore[union-attr]  # It matches anything.


@lru_cache(maxsize=4096)
def _family(publisher: str, url: str) -> str:
    houses, aggregators = _families()
    domain = urls.registered(url)
    name = "-".join(normalize.tokens(publisher))
    if domain in aggregators:
        return name or domain
    return houses.get(urls.host(url)) or houses.get(domain) or domain or name
