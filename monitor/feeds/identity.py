"""Which entries of a document are news to us, and which article each one is.

An entry's first key is its GUID where the document has it once, its second the canonical URL where the document has that
once, its third the hash of a long text. So a changed GUID, link or title makes no second article, an edit is the same
article with other words, and two entries that share a GUID or a link both survive. Where a whole document is strange by GUID
and link and most of it known by its words, a site has moved house, and short texts are believed too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from monitor import ids
from monitor.feeds.document import Item
from monitor.feeds.state import Seen

# Shorter texts (a bare headline) may well be published twice about two things.
LONG_TEXT = 200
# What has left the document is remembered for as long as this many others; feeds do put old entries back.
KEEP_LEAST = 100
KEEP_MOST = 1_000
KEEP_WITH_PUSHES = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An entry that is new, or known with other words: then `revises` is the hash of the words before."""

    item: Item
    article: str
    url: str
    revises: str = ""

    @property
    def is_edit(self) -> bool:
        """Say whether the entry was known with other words."""
        return bool(self.revises)


def sift(items: Sequence[Item], seen: Sequence[Seen], home: str) -> tuple[tuple[Found, ...], tuple[Seen, ...]]:
    """Give the entries that are new or edited, oldest first, and what is remembered from now on.

    `home` stands in as the URL of entries that name no page.
    """
    known = _Known(seen)
    entries = _entries(items, home)
    guids_hold = not _are_positional(entries, known)
    shortest = 1 if _has_moved(entries, known) else LONG_TEXT
    found: list[Found] = []
    kept: dict[str, Seen] = {}
    for entry in entries:
        before = known.match(entry, by_guid=guids_hold, shortest=shortest)
        if before and before.article in kept:
            before = None
        article = before.article if before else _unused(entry, kept)
        before = before or known.article(article)
        if before is None or before.content != entry.content:
            found.append(
                Found(item=entry.item, article=article, url=entry.url, revises=before.content if before else "")
            )
        kept[article] = Seen(entry.guid, "" if entry.key == article else entry.key, article, entry.content)
    return tuple(reversed(found)), _bounded(kept, seen)


def _unused(entry: _Entry, kept: Mapping[str, Seen]) -> str:
    """Give a new article's id; another where the entry's URL still names an older one that has a new address."""
    article, tries = entry.article, 0
    while article in kept:
        tries += 1
        article = ids.article(f"{entry.url}#{entry.content}#{tries}")
    return article


def joined(seen: Sequence[Seen], before: Sequence[Seen]) -> tuple[Seen, ...]:
    """Remember what a part of a document taught beside all that was known: the rest has not left the document."""
    articles = {row.article for row in seen}
    return (*seen, *(row for row in before if row.article not in articles))[:KEEP_WITH_PUSHES]


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
    usable = list(_distinct(items).values())
    guids = Counter(item.guid for item in usable)
    links = Counter(item.url for item in usable)
    titles = Counter((item.url, _words(item)) for item in usable)
    return [
        _entry(
            item,
            home,
            guid=ids.digest(item.guid) if item.guid and guids[item.guid] == 1 else "",
            is_alone=links[item.url] == 1,
            words=_words(item) if titles[item.url, _words(item)] == 1 else item.content,
        )
        for item in usable
    ]


def _distinct(items: Sequence[Item]) -> dict[tuple[str, str, str], Item]:
    """Keep one of those that say the same under the same link: whatever their order, the one of the last GUID."""
    kept: dict[tuple[str, str, str], Item] = {}
    for item in items:
        key = (item.url, item.content, "" if item.url else item.guid)
        if item.text and (key not in kept or kept[key].guid < item.guid):
            kept[key] = item
    return kept


def _words(item: Item) -> str:
    return " ".join((item.title or item.text).split())


def _entry(item: Item, home: str, *, guid: str, is_alone: bool, words: str) -> _Entry:
    if item.url and is_alone:
        key, url = ids.article(item.url), item.url
    else:
        own = ids.digest(item.guid if guid else words)
        # The key leaves the front page out: a feed that moves house must not tell everything again.
        key, url = ids.article(f"{item.url}#{own}"), f"{item.url or home}#{own}"
    return _Entry(item=item, guid=guid, key=key, article=ids.article(url), url=url, content=item.content)


class _Known:
    """The entries met before, by each of their keys."""

    def __init__(self, seen: Iterable[Seen]) -> None:
        rows = tuple(seen)
        self._articles = {row.article: row for row in rows}
        self._guids = {row.guid: row for row in rows if row.guid}
        self._urls = self._articles | {row.url: row for row in rows if row.url}
        self._contents = {row.content: row for row in rows}

    def article(self, article: str) -> Seen | None:
        return self._articles.get(article)

    def guid(self, entry: _Entry) -> Seen | None:
        return self._guids.get(entry.guid)

    def url(self, entry: _Entry) -> Seen | None:
        return self._urls.get(entry.key)

    def words(self, entry: _Entry) -> Seen | None:
        return self._contents.get(entry.content)

    def match(self, entry: _Entry, *, by_guid: bool, shortest: int) -> Seen | None:
        """Find the entry by GUID, else by URL, else by a text that is long enough."""
        if by_guid and (row := self.guid(entry)) is not None:
            return row
        if (row := self.url(entry)) is not None:
            return row
        return self.words(entry) if len(entry.item.text) >= shortest else None


def _has_moved(entries: Sequence[_Entry], known: _Known) -> bool:
    """Say whether a site has new addresses and GUIDs at once: none of them is known, and most of the words are."""
    if any(known.guid(entry) or known.url(entry) for entry in entries):
        return False
    told_before = sum(1 for entry in entries if known.words(entry))
    return told_before >= 2 and 2 * told_before > len(entries)


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
