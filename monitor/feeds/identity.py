"""Which entries of a document are news to us, and which article each one is.

An entry's first key is its GUID where the document has it once, its second the canonical URL where the document has that
once, its third the hash of a long text. So a changed GUID, link or title makes no second article, an edit is the same
article with other words, and two entries that share a GUID or a link both survive.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor import ids
from monitor.feeds.document import Item
from monitor.feeds.state import Seen

# Shorter texts (a bare headline) may well be published twice about two things.
LONG_TEXT = 200
# What has left the document is remembered for as long as this many others; feeds do put old entries back.
KEEP_LEAST = 100
KEEP_MOST = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An entry that is new, or known with other words (`is_edit`)."""

    item: Item
    article: str
    url: str
    is_edit: bool


def sift(items: Sequence[Item], seen: Sequence[Seen], home: str) -> tuple[tuple[Found, ...], tuple[Seen, ...]]:
    """Give the entries that are new or edited, oldest first, and what is remembered from now on.

    `home` stands in as the URL of entries that name no page.
    """
    known = _Known(seen)
    entries = _entries(items, home)
    guids_hold = not _are_positional(entries, known)
    found: list[Found] = []
    kept: dict[str, Seen] = {}
    for entry in entries:
        before = known.match(entry, by_guid=guids_hold)
        article = before.article if before else entry.article
        if article in kept:
            article, before = entry.article, None
        if (before is None or before.content != entry.content) and article not in kept:
            found.append(Found(item=entry.item, article=article, url=entry.url, is_edit=before is not None))
        kept[article] = Seen(entry.guid, "" if entry.key == article else entry.key, article, entry.content)
    return tuple(reversed(found)), _bounded(kept, seen)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    item: Item
    guid: str
    key: str
    article: str
    url: str
    content: str


def _entries(items: Sequence[Item], home: str) -> list[_Entry]:
    """Give each usable entry its keys; the same words under the same link are one entry."""
    usable = list(
        {(item.url, item.title, item.guid if not item.url else ""): item for item in items if item.text}.values()
    )
    guids = Counter(item.guid for item in usable)
    links = Counter(item.url for item in usable)
    return [_entry(item, home, has_guid=guids[item.guid] == 1, has_link=links[item.url] == 1) for item in usable]


def _entry(item: Item, home: str, *, has_guid: bool, has_link: bool) -> _Entry:
    guid = ids.digest(item.guid) if item.guid and has_guid else ""
    if item.url and has_link:
        key, url = ids.article(item.url), item.url
    else:
        own = ids.digest(item.guid if guid else " ".join((item.title or item.text).split()))
        # The key leaves the front page out: a feed that moves house must not tell everything again.
        key, url = ids.article(f"{item.url}#{own}"), f"{item.url or home}#{own}"
    return _Entry(item=item, guid=guid, key=key, article=ids.article(url), url=url, content=item.content)


class _Known:
    """The entries met before, by each of their keys."""

    def __init__(self, seen: Iterable[Seen]) -> None:
        rows = tuple(seen)
        self._guids = {row.guid: row for row in rows if row.guid}
        self._urls = {row.article: row for row in rows} | {row.url: row for row in rows if row.url}
        self._contents = {row.content: row for row in rows}

    def guid(self, entry: _Entry) -> Seen | None:
        return self._guids.get(entry.guid)

    def match(self, entry: _Entry, *, by_guid: bool) -> Seen | None:
        """Find the entry by GUID, else by URL, else by a long text."""
        if by_guid and (row := self.guid(entry)) is not None:
            return row
        if (row := self._urls.get(entry.key)) is not None:
            return row
        return self._contents.get(entry.content) if len(entry.item.text) >= LONG_TEXT else None


def _are_positional(entries: Sequence[_Entry], known: _Known) -> bool:
    """Say whether GUIDs number the places of a list: most known ones now carry another link and other words."""
    matches = [(entry, row) for entry in entries if (row := known.guid(entry)) is not None]
    moved = sum(1 for entry, row in matches if entry.key not in {row.url, row.article} and entry.content != row.content)
    return moved >= 2 and 2 * moved > len(matches)


def _bounded(kept: dict[str, Seen], seen: Sequence[Seen]) -> tuple[Seen, ...]:
    """Remember all that the document holds, then the latest of what has left it."""
    gone = [row for row in seen if row.article not in kept]
    room = min(max(2 * len(kept), KEEP_LEAST), KEEP_MOST)
    return (*kept.values(), *gone[:room])
