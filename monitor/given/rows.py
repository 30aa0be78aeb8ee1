"""JSON as articles: one object, a list, or one object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import BinaryIO, NamedTuple

from monitor.errors import ArticleUnusable
from monitor.given import fields
from monitor.given.fields import Clock
from monitor.given.mistakes import Mistake
from monitor.models import RawArticle

LONGEST = 8_000_000
"""Bytes of the longest line."""

_decoder = json.JSONDecoder()


class Value(NamedTuple):
    """A JSON value or a `Mistake`, the line where it begins, and its place among the others."""

    line: int
    position: int
    body: object


def line(row: str, now: datetime) -> RawArticle:
    """Read one JSON object: `url, title, text` (or `html`), `published_at, publisher`, optional `language, fetched_at`.

    Without `fetched_at` the article counts as fetched when it was published, and without either as fetched now.

    Raises:
        ArticleUnusable: it is no article; the message says everything that is wrong.
    """
    body = _value(row.encode("utf-8", "surrogatepass"))
    found = (body,) if isinstance(body, Mistake) else fields.article(body, Clock(now=now, undated=now))
    if isinstance(found, RawArticle):
        return found
    raise ArticleUnusable("\n".join(map(str, found)))


def articles(values: Iterator[Value], source: str, clock: Clock) -> Iterator[RawArticle | Mistake]:
    """Judge values one by one; where the past is told, an article without any date counts as fetched with the one before it."""
    for number, index, body in values:
        found = (body,) if isinstance(body, Mistake) else fields.article(body, clock)
        if isinstance(found, RawArticle):
            clock = replace(clock, undated=found.fetched_at)
            yield found
        else:
            yield from (replace(each, source=source, line=number, index=index) for each in found)


def lines(file: BinaryIO) -> Iterator[Value]:
    """Read one JSON value a line; nothing but the line in hand is kept."""
    number = index = 0
    while row := file.readline(LONGEST + 1):
        number += 1
        if len(row) > LONGEST:
            while row and not row.endswith(b"\n"):
                row = file.readline(LONGEST)
            yield Value(number, index, Mistake(what=f"is longer than {LONGEST} bytes", is_size=True))
        elif row.strip():
            yield Value(number, index, _value(row.removeprefix(b"\xef\xbb\xbf") if number == 1 else row))
        else:
            continue
        index += 1


def document(body: bytes) -> Iterator[Value]:
    """Read an object or a list; what is wrong with its form ends it, since what follows cannot be told apart."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        yield Value(1 + body.count(b"\n", 0, error.start), 0, Mistake(what="is not UTF-8", hint="save it as UTF-8"))
        return
    try:
        if text.lstrip().startswith("["):
            yield from _elements(text)
        else:
            yield Value(1 + _blank_lines(text), 0, json.loads(text))
    except json.JSONDecodeError as error:
        yield Value(error.lineno, 0, Mistake(what=f"is not JSON: {error.msg}"))
    except (ValueError, RecursionError) as error:
        yield Value(1, 0, Mistake(what=f"is not JSON: {error}"[:200]))


def _elements(text: str) -> Iterator[Value]:
    """Walk over the elements of a list, with the lines in which they begin."""
    at, number, index, before = _solid(text, text.index("[") + 1), 1, 0, 0
    while not text.startswith("]", at):
        number += text.count("\n", before, at)
        body, end = _decoder.raw_decode(text, at)
        yield Value(number, index, body)
        before, at, index = at, _solid(text, end), index + 1
        if text.startswith(",", at):
            at = _solid(text, at + 1)
            if text.startswith("]", at):
                raise json.JSONDecodeError("a comma before the end of the list", text, at)
        elif not text.startswith("]", at):
            raise json.JSONDecodeError("a comma or the end of the list is missing", text, at)
    if text[at + 1 :].strip():
        raise json.JSONDecodeError("something follows the list", text, at + 1)


def _solid(text: str, at: int) -> int:
    """Skip blanks."""
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def _blank_lines(text: str) -> int:
    return text.count("\n", 0, len(text) - len(text.lstrip()))


def _value(row: bytes) -> object:
    try:
        found: object = json.loads(row.decode("utf-8", "surrogatepass"))
    except UnicodeDecodeError:
        return Mistake(what="is not UTF-8", hint="save it as UTF-8")
    except json.JSONDecodeError as error:
        return Mistake(what=f"is not JSON: {error.msg} at column {error.colno}")
    except (ValueError, RecursionError) as error:
        return Mistake(what=f"is not JSON: {error}"[:200])
    return found
