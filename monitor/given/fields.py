"""One object as an article: every field is judged, every mistake named.

A title that the text lacks is put before it and read with it; `begins` says where the text as it was given begins, so that
offsets can be told in it. A character that no text can carry (a control character, half a surrogate pair) becomes a blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from monitor import ids
from monitor.feeds import document, links, prose
from monitor.given.mistakes import Mistake
from monitor.models import LONG_AGO, DateSource, RawArticle
from monitor.text import dates, language, nearest, urls

FIELDS = ("url", "title", "text", "html", "published_at", "publisher", "language", "fetched_at")
LONGEST = {"text": 1_000_000, "html": 1_000_000, "url": 4_000, "published_at": 200, "fetched_at": 200, "language": 40}
"""Characters; what is longer is refused. Titles and publishers are cut."""
TITLE, PUBLISHER = 300, 200
TOLERANCE = timedelta(hours=1)
"""So far ahead of ours a clock may be."""

_unfit = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What an article without dates counts as.

    Where `is_live`, an article counts as fetched now, and none comes from the future. Else it counts as fetched when it was
    published, and only without that as fetched at `undated`.
    """

    now: datetime
    is_live: bool = False
    undated: datetime = LONG_AGO

    @property
    def otherwise(self) -> datetime:
        """When an article without any date was fetched."""
        return self.now if self.is_live else self.undated


def article(body: object, clock: Clock) -> RawArticle | tuple[Mistake, ...]:
    """Read an object: `url, title, text` (or `html`), `published_at, publisher`, optional `language, fetched_at`."""
    if not isinstance(body, dict):
        return (Mistake(what="is no JSON object", hint='write {"url": ..., "title": ..., "text": ...}'),)
    given = {name: _fit(body.get(name)) for name in FIELDS}
    text = given["text"] if given["text"].strip() else prose.plain(given["html"][: LONGEST["html"]])
    moments = {name: _moment(given[name], given["language"]) for name in ("published_at", "fetched_at")}
    mistakes = (*_wrong(body, given, text), *_wrong_dates(given, moments, clock))

    return mistakes or made(given | {"text": text}, moments["published_at"], moments["fetched_at"], clock)


def made(given: Mapping[str, str], published: datetime | None, fetched: datetime | None, clock: Clock) -> RawArticle:
    """Make an article of fields that are good."""
    canonical = urls.canonical(given["url"])
    title, text = given.get("title", "")[:TITLE], given["text"]
    whole = document.whole(title, text)

    return RawArticle(
        id=ids.article(canonical),
        url=canonical,
        link=given["url"].strip(),
        title=title,
        text=whole,
        begins=len(whole) - len(text),
        language=language.detect(whole, given.get("language", "")),
        publisher=given.get("publisher", "")[:PUBLISHER] or urls.host(given["url"]),
        feed="",
        published_at=published,
        date_source=DateSource.PUBLISHED if published else DateSource.MISSING,
        fetched_at=fetched or (None if clock.is_live else published) or clock.otherwise,
    )


def _fit(value: object) -> str:
    return _unfit.sub(" ", value) if isinstance(value, str) else ""


def moment(text: str, clock: Clock) -> datetime | None:
    """Read a date that a page gives; one that cannot be true is none."""
    at = _moment(text, "")
    return None if at is None or (clock.is_live and at > clock.now + TOLERANCE) else at


def _moment(text: str, spoken: str) -> datetime | None:
    dated = dates.parse(text, reference=None, language=language.tag(spoken)) if text.strip() else None
    return None if dated is None else dated.at


def _wrong(body: Mapping[Any, object], given: Mapping[str, str], text: str) -> Iterator[Mistake]:
    wrong = [name for name in FIELDS if not isinstance(body.get(name), str | None)]
    long = [name for name, most in LONGEST.items() if len(given[name]) > most]
    yield from (Mistake(field=name, what="is not a text", hint="put it in quotes") for name in wrong)
    yield from (Mistake(field=name, what=f"is longer than {LONGEST[name]} characters", is_size=True) for name in long)
    if "url" not in {*wrong, *long}:
        yield from _wrong_url(given["url"], body)
    if not text.strip() and not {"text", "html"} & {*wrong, *long}:
        yield _missing("text", body, 'give "text" or "html"')
    if given["language"].strip() and not language.tag(given["language"]):
        yield Mistake(field="language", what="is no language code", hint="write for example id or en, or leave it out")


def _wrong_url(url: str, body: Mapping[Any, object]) -> Iterator[Mistake]:
    whole = links.absolute("", url)
    if not url.strip():
        yield _missing("url", body, 'give the address of the article, "https://..."')
    elif not whole:
        yield Mistake(
            field="url", what="is no web address", hint="it must start with http:// or https:// and name a host"
        )
    elif "@" in urlsplit(whole).netloc:
        yield Mistake(field="url", what="holds a user name", hint="user names and passwords do not belong here")


def _missing(name: str, body: Mapping[Any, object], hint: str) -> Mistake:
    """Say that a field is missing; perhaps it is there under a name much like it."""
    others = [key for key in body if isinstance(key, str) and key not in FIELDS]
    close = [key for key in others if f'"{name}"' in nearest.hint(key, [name])]

    return Mistake(field=name, what="is missing", hint=f'is "{_fit(close[0])[:40]}" meant?' if close else hint)


def _wrong_dates(given: Mapping[str, str], moments: Mapping[str, datetime | None], clock: Clock) -> Iterator[Mistake]:
    for name, at in moments.items():
        if given[name].strip() and at is None and len(given[name]) <= LONGEST[name]:
            what = f"is no date: {given[name][:40]!r}"
            yield Mistake(field=name, what=what, hint="write for example 2024-11-01T10:00:00Z")
        elif at is not None and clock.is_live and at > clock.now + TOLERANCE:
            yield Mistake(field=name, what="lies in the future", hint="leave it out where it is not known")
