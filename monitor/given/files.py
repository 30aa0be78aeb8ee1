"""Files of articles, whatever their form: JSON, saved pages, plain texts, feed documents; a folder is all files in it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from monitor.errors import ArticleUnusable, MonitorError
from monitor.given import mistakes, pages, rows
from monitor.given.fields import Clock
from monitor.given.mistakes import Mistake
from monitor.models import RawArticle

Found = Iterator[RawArticle | Mistake]

LARGEST = 200_000_000
"""Bytes of a JSON document that is read whole; longer ones should be one object a line."""
LARGEST_PAGE = 10_000_000
_FEED_MARKS = (b'"https://jsonfeed.org/', b'"http://jsonfeed.org/', b'"https:\\/\\/jsonfeed.org')


def articles(found: Iterable[RawArticle | Mistake]) -> list[RawArticle]:
    """Put articles into the order in which they were fetched.

    Raises:
        ArticleUnusable: there are mistakes; the message lists them.
    """
    good, wrong, count = [], [], 0
    for each in found:
        if isinstance(each, RawArticle):
            good.append(each)
        else:
            count += 1
            wrong += [each] if count <= mistakes.MOST else []
    if count:
        raise ArticleUnusable(mistakes.told(wrong, count))

    return sorted(good, key=lambda article: article.fetched_at)


def stream(file: BinaryIO, clock: Clock, source: str = "-") -> Found:
    """Read articles from a stream, one JSON object a line."""
    return rows.articles(rows.lines(file), source, clock)


def read(path: Path, clock: Clock) -> Found:
    """Read the articles of a file, or of all files of a known form in a folder and its folders, sorted by name."""
    for each in _inside(path) if path.is_dir() else [path]:
        try:
            yield from _FORMS.get(each.suffix.lower(), _guessed)(each, clock)
        except OSError as error:
            yield Mistake(source=str(each), what=f"cannot be read: {error.strerror or error}")
        except MonitorError as error:
            what = str(error).removeprefix(f"{each.absolute().as_uri()}: ").removeprefix(f"{each}: ")
            yield Mistake(source=str(each), line=1, what=what)


def _inside(folder: Path) -> Iterator[Path]:
    """Walk through a folder in a fixed order; what is hidden is left alone."""
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (
            Path(parent, name)
            for name in sorted(names)
            if not name.startswith(".") and Path(name).suffix.lower() in _FORMS
        )


def _lines(path: Path, clock: Clock) -> Found:
    with path.open("rb") as file:
        yield from stream(file, clock, str(path))


def _json(path: Path, clock: Clock) -> Found:
    """Read one object, a list, or one object a line; or a JSON feed."""
    body = _whole(path, LARGEST)
    head = body[:2_000].lstrip()
    if head.startswith(b"{") and any(mark in head for mark in _FEED_MARKS):
        yield from pages.feed(str(path), body, clock)
    elif head.startswith(b"{") and _is_lines(body):
        yield from _lines(path, clock)
    else:
        yield from rows.articles(rows.document(body), str(path), clock)


def _is_lines(body: bytes) -> bool:
    """Tell one object a line from one object: the first line is whole, and something follows."""
    first, _, rest = body.lstrip().partition(b"\n")
    return first.rstrip().endswith(b"}") and bool(rest.strip())


def _page(path: Path, clock: Clock) -> Found:
    yield pages.saved(path.absolute().as_uri(), _whole(path, LARGEST_PAGE), clock)


def _plain(path: Path, clock: Clock) -> Found:
    """Read a text; a stray byte is shown as one, but what is no text at all is no article."""
    body = _whole(path, LARGEST_PAGE)
    if b"\0" in body:
        raise ArticleUnusable(f"{path}: is no text; give a text in UTF-8, a saved page, or JSON lines")
    yield pages.plain(path.absolute().as_uri(), body.decode("utf-8-sig", "replace"), clock.otherwise)


def _feed(path: Path, clock: Clock) -> Found:
    yield from pages.feed(str(path), _whole(path, LARGEST_PAGE), clock)


def _guessed(path: Path, clock: Clock) -> Found:
    """Look at how a file begins whose name says nothing."""
    with path.open("rb") as file:
        head = file.read(2_000).removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith((b"{", b"[")):
        return _json(path, clock)
    if head.startswith((b"<!doctype html", b"<html")):
        return _page(path, clock)

    return _feed(path, clock) if head.startswith(b"<") else _plain(path, clock)


def _whole(path: Path, most: int) -> bytes:
    size = path.stat().st_size
    if size > most:
        raise ArticleUnusable(f"{path}: is larger than {most} bytes; write one JSON object a line into a .jsonl file")

    return path.read_bytes()


_FORMS: dict[str, Callable[[Path, Clock], Found]] = {
    ".jsonl": _lines,
    ".ndjson": _lines,
    ".json": _json,
    ".html": _page,
    ".htm": _page,
    ".txt": _plain,
    ".xml": _feed,
    ".rss": _feed,
    ".atom": _feed,
    ".rdf": _feed,
}
