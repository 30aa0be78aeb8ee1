"""What the feed corpora say about their own documents: each statement is one field of one document and its value.

The corpora state it in three ways: an expression in a comment (feedparser, read with `ast` and never run), a JSON file beside
the document (gofeed, feed-rs), and the name of a rule that a document keeps or breaks (feedvalidator).
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_expect = re.compile(r"Expect:\s*(.*?)\s*(?:-->|$)", re.MULTILINE)
_header = re.compile(r"Header:\s*([\w-]+):[ \t]*([^\r\n]*)")
_rule = re.compile(r"Expect:\s*(!?)(\w+)(?:\{([^}]*)\})?")
_HEAD = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """`place` numbers the entry; -1 is the feed itself. A value of None says that the field is absent."""

    document: str
    field: str
    place: int
    value: object


def headers(body: bytes) -> dict[str, str]:
    """Give the HTTP headers that a document of feedparser's wants to be served with."""
    return {name.lower(): value.strip() for name, value in _header.findall(_head(body))}


def of(name: str, documents: Mapping[str, bytes]) -> Iterator[Statement]:
    """Give what its corpus says of a document."""
    corpus = name.partition("/")[0]
    if corpus in _READERS:
        yield from _READERS[corpus](name, documents)


def is_expectation(name: str, documents: Mapping[str, bytes]) -> bool:
    """Tell a file that says what a document holds from a document."""
    stem = name.removesuffix(".json")
    if stem == name:
        return False
    return name.endswith((".serde.json", "_expected.json")) or f"{stem}.xml" in documents


def _head(body: bytes) -> str:
    return body[:_HEAD].replace(b"\0", b"").decode("utf-8", "replace")


# feedparser: an expression over its own result.

_FEED = {
    "title": "title",
    "link": "link",
    "language": "language",
    "title_detail.value": "title",
}
_ENTRY = {
    "title": "title",
    "title_detail.value": "title",
    "link": "link",
    "id": "guid",
    "guid": "guid",
    "description": "text",
    "summary": "text",
    "summary_detail.value": "text",
    "content.0.value": "text",
    "content.1.value": "text",
    "source.title": "publisher",
    "published_parsed": "published",
    "updated_parsed": "updated",
    "title_detail.language": "language",
    "content.0.language": "language",
    "summary_detail.language": "language",
}


def _feedparser(name: str, documents: Mapping[str, bytes]) -> Iterator[Statement]:
    found = _expect.search(_head(documents[name]))
    try:
        tree = ast.parse(found[1], mode="eval").body if found else None
    except SyntaxError:
        return
    for part in tree.values if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And) else [tree]:
        yield from _compared(name, part)


def _compared(name: str, part: ast.expr | None) -> Iterator[Statement]:
    """Read one comparison with a literal; what is no such thing says nothing that we can check."""
    if not (isinstance(part, ast.Compare) and len(part.ops) == 1 and isinstance(part.ops[0], ast.Eq)):
        return
    try:
        value = ast.literal_eval(part.comparators[0])
    except ValueError:
        return
    left = part.left
    if isinstance(left, ast.Call) and isinstance(left.func, ast.Name) and left.func.id == "len" and left.args:
        if _path(left.args[0]) == ["entries"]:
            yield Statement(document=name, field="entries", place=-1, value=value)
        return
    match _path(left):
        case ["feed", *rest] if (field := _FEED.get(".".join(rest))) is not None:
            yield Statement(document=name, field=field, place=-1, value=value)
        case ["entries", place, *rest] if (field := _ENTRY.get(".".join(rest))) is not None:
            yield Statement(document=name, field=field, place=int(place), value=value)


def _path(node: ast.expr) -> list[str]:
    """Give the steps of `entries[0]['title']` or `entries[0].title`; nothing for any other expression."""
    steps: list[str] = []
    while not isinstance(node, ast.Name):
        if isinstance(node, ast.Attribute):
            steps.append(node.attr)
            node = node.value
        elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            steps.append(str(node.slice.value))
            node = node.value
        else:
            return []
    return [node.id, *reversed(steps)]


# gofeed and feed-rs: a JSON file beside the document.

_BESIDE_FEED = {"title": "title", "language": "language", "link": "link", "home_page_url": "link"}
_BESIDE_ENTRY = {
    "title": "title",
    "link": "link",
    "url": "link",
    "guid": "guid",
    "id": "guid",
    "description": "text",
    "summary": "text",
    "content": "text",
    "content_html": "text",
    "content_text": "text",
    "language": "language",
    "pubDateParsed": "published",
    "publishedParsed": "published",
    "updatedParsed": "updated",
    "published": "published",
    "updated": "updated",
}


def _beside(name: str, documents: Mapping[str, bytes]) -> Iterator[Statement]:
    stem = name.rpartition(".")[0]
    beside = next((one for end in (".serde.json", "_expected.json", ".json") if (one := stem + end) in documents), "")
    if beside in {"", name}:
        return
    told = json.loads(documents[beside])
    entries = told.get("items") or told.get("entries") or []
    yield Statement(document=name, field="entries", place=-1, value=len(entries))
    yield from _fields(name, -1, told, _BESIDE_FEED)
    for place, entry in enumerate(entries):
        yield from _fields(name, place, entry, _BESIDE_ENTRY)


def _fields(name: str, place: int, told: Mapping[str, Any], fields: Mapping[str, str]) -> Iterator[Statement]:
    for key, field in fields.items():
        value = _plain(told.get(key))
        is_raw_date = field in {"published", "updated"} and f"{key}Parsed" in told
        if value and not is_raw_date:
            yield Statement(document=name, field=field, place=place, value=value)


def _plain(value: object) -> object:
    """Give the text of a value that is told with its kind: {"value": ...}, {"content": ...} or {"body": ...}."""
    if isinstance(value, dict):
        return next((value[key] for key in ("value", "content", "body") if isinstance(value.get(key), str)), None)
    return value


# feedvalidator: the rule that a document keeps (Valid...) or does not break (!Error).


def _feedvalidator(name: str, documents: Mapping[str, bytes]) -> Iterator[Statement]:
    found = _rule.search(_head(documents[name]))
    if found is None:
        return
    if found[2].startswith("Valid") or (found[1] and found[2] == "Error"):
        yield Statement(document=name, field="readable", place=-1, value=True)
    if re.fullmatch(r"Valid(?:RFC2822|W3CDTF)Date", found[2]) and not found[1]:
        element = dict(row.partition(":")[::2] for row in (found[3] or "").split(",")).get("element", "")
        for text in re.findall(rf"<{element}>([^<]+)</{element}>", documents[name].decode("utf-8", "replace")):
            yield Statement(document=name, field="date", place=-1, value=text)


_Reader = Callable[[str, Mapping[str, bytes]], Iterator[Statement]]
_READERS: dict[str, _Reader] = {
    "feeds_feedparser": _feedparser,
    "feeds_gofeed": _beside,
    "feeds_feed_rs": _beside,
    "feeds_feedvalidator": _feedvalidator,
}
