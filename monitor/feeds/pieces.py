"""A damaged feed in pieces, so that one broken entry costs no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from monitor.feeds import repair, verbatim

_CDATA = "<![CDATA["
_entry = re.compile(r"<(?P<end>/?)(?P<name>(?:[\w.-]{1,40}:)?(?:item|entry))(?=[\s/>])[^<>]*(?<!/)>", re.IGNORECASE)
_tag = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z_][\w.:-]{0,80})(?:[^<>]*[^<>/])?(?P<empty>/?)>")
# A title, link or the like that another element follows before its own end.
_open_leaf = re.compile(
    r"<(?P<name>title|link|guid|id|pubDate|category|comments)(?P<rest>\s[^<>]*)?(?<!/)>(?P<text>[^<]*)"
    r"(?=<(?:title|link|guid|id|pubDate|category|comments|description|summary|updated|published|enclosure|/item|/entry)[\s/>])",
    re.IGNORECASE,
)
_leaf_end = re.compile(
    r"</(?:[\w.-]{1,40}:)?(?:title|description|encoded|summary|content|link|guid)\s*>", re.IGNORECASE
)
_partial = re.compile(r"</?[\w.:-]*\s*\Z")
# Past so many broken entries the others of them are read together: to parse each alone takes its time.
_MOST = 300


def documents(text: str) -> list[str]:
    """Give documents that together hold the entries of a damaged one, in order: whole ones in runs, each broken one alone.

    The last entry of a document that was cut off is left out unless all of it is there: half an entry would be taken for an
    edit of the whole one.
    """
    head, entries = _split(text)
    if not entries:
        text = head or _partial.sub("", text)
        return [text + _ends(text)]
    tail = _ends(head)
    runs = [list(run) for _, run in groupby(_marked(entries, head, tail), key=lambda row: row[0])]
    return [f"{head}{''.join(entry for _, entry in run)}{tail}" for run in runs]


def singly(text: str) -> list[str]:
    """Give a document without entries and, for each entry, one with it alone and nothing of what stands around it."""
    head, entries = _split(text)
    tail, around = _ends(head), "".join(_opened(head).values())
    return [f"{head}{tail}", *(f"{around}{entry}{tail}" for entry in entries)] if entries else []


def _marked(entries: list[str], head: str, tail: str) -> Iterator[tuple[int, str]]:
    """Give each entry the number of the run that it is in."""
    run, broken = 0, 0
    was_whole = False
    for entry in entries:
        is_whole = not repair.fault(f"{head}{entry}{tail}")
        broken += not is_whole
        run += not (is_whole and was_whole) and broken <= _MOST
        was_whole = is_whole
        yield run, entry if is_whole else _mended(entry)


def _split(text: str) -> tuple[str, list[str]]:
    """Cut a document before its first entry and after each; an entry that lacks its end ends where the next begins."""
    found: list[str] = []
    first = start = -1
    name = ""
    for token in _entry.finditer(verbatim.masked(text)):
        if not token["end"]:
            if start >= 0:
                found.append(f"{text[start : token.start()]}</{name}>")
            start, name = token.start(), token["name"]
            first = start if first < 0 else first
        elif start >= 0:
            found.append(f"{text[start : token.start()]}</{name}>")
            start = -1
    if start >= 0:
        found.extend(_last(text[start:], name, _open(text[:first])))
    return text[: max(first, 0)], found


def _last(rest: str, name: str, around: list[str]) -> Iterator[str]:
    """Give the last entry, which lacks its end: whole where the document goes on to its own end, or was cut in that tag."""
    ends = [place for outer in around if (place := rest.rfind(f"</{outer}")) >= 0]
    if ends:
        yield f"{rest[: min(ends)]}</{name}>"
        return
    partial = _partial.search(rest)
    whole = f"{rest[: partial.start()]}</{name}>" if partial else ""
    if partial and f"</{name}>".startswith(partial[0].strip()) and not repair.fault(whole):
        yield whole


def _open(head: str) -> list[str]:
    """Name the elements that are open at the end of a piece, the outermost first."""
    return list(_opened(head))


def _opened(head: str) -> dict[str, str]:
    """Give the start tags of the elements that are open at the end of a piece, the outermost first."""
    tags: dict[str, str] = {}
    for tag in _tag.finditer(verbatim.masked(head)):
        if not tag["end"]:
            tags |= {} if tag["empty"] else {tag["name"]: tag[0]}
        elif tag["name"] in tags:
            names = list(tags)
            for name in names[names.index(tag["name"]) :]:
                del tags[name]
    return tags


def _ends(head: str) -> str:
    return "".join(f"</{name}>" for name in reversed(_open(head)))


def _mended(entry: str) -> str:
    """End the CDATA sections and the titles, links and the like that are left open."""
    return _open_leaf.sub(_closed, _without_open_cdata(entry))


def _closed(leaf: re.Match[str]) -> str:
    return f"<{leaf['name']}{leaf['rest'] or ''}>{leaf['text']}</{leaf['name']}>"


def _without_open_cdata(entry: str) -> str:
    start = entry.rfind(_CDATA)
    if start < 0 or "]]>" in entry[start:]:
        return entry
    end = _leaf_end.search(entry, start)
    return f"{entry[: end.start()]}]]>{entry[end.start() :]}" if end else entry
