"""One list of feeds made of several: each address once, folders of one name are one, nobody's attributes are lost."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from monitor.feeds import opml, outlines
from monitor.feeds.outlines import Listing, Outline
from monitor.feeds.settings import Feed


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A row that names no feed that can be asked; `line` is where it stands, 0 where nobody knows."""

    line: int
    name: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """A list with what was new in another; `known` counts what was there before."""

    listing: Listing
    new: tuple[Feed, ...]
    known: int
    refused: tuple[Refused, ...]


def merge(mine: Listing, theirs: Listing, known: Collection[str] = ()) -> Merged:
    """Add the feeds of another list, in its folders; `known` are addresses that stand elsewhere in the configuration."""
    taken = {*known, *(feed.url for feed in opml.feeds(mine))}
    fresh: dict[str, Feed] = {}
    refused: list[Refused] = []
    count = 0
    for row in opml.rows(theirs):
        if isinstance(row.feed, str):
            refused.append(Refused(line=row.outline.line, name=row.outline.name, what=row.feed))
        elif row.feed.url in taken or row.feed.url in fresh:
            count += 1
        else:
            fresh[row.feed.url] = row.feed
    added = tuple(_fresh(theirs.outlines, dict.fromkeys(fresh, True)))
    whole = replace(mine, outlines=_joined(mine.outlines, added))

    return Merged(
        listing=outlines.with_namespaces(whole, theirs),
        new=tuple(fresh.values()),
        known=count,
        refused=tuple(refused),
    )


def configured(feeds: Iterable[Feed], lists: Iterable[Listing]) -> Listing:
    """Give all feeds of a configuration as one list: those of its lists where they stand there, then those of its own."""
    left = {feed.url: feed for feed in feeds}
    whole = Listing(head=(("title", "Kabar"),))
    for each in lists:
        head = whole.head if whole.outlines else each.head or whole.head
        kept = tuple(_configured(each.outlines, left))
        joined = replace(whole, head=head, outlines=_joined(whole.outlines, kept))
        whole = outlines.with_namespaces(joined, each)
    own = tuple(opml.outline(feed) for feed in left.values())

    return outlines.with_namespaces(replace(whole, outlines=(*whole.outlines, *own)))


def _configured(given: Iterable[Outline], left: dict[str, Feed]) -> Iterator[Outline]:
    """Keep outlines, each feed once and with the settings that count; what is no feed stays as it is."""
    for each in given:
        children = tuple(_configured(each.children, left))
        feed = opml.feed_of(each) if opml.is_meant(each) else None
        if feed is None:
            yield replace(each, children=children)
        elif feed.url in left:
            yield replace(opml.outline(left.pop(feed.url), each), children=children)
        else:
            yield from children


def _fresh(given: Iterable[Outline], wanted: dict[str, bool]) -> Iterator[Outline]:
    """Keep the outlines whose feeds are wanted, each once, and the folders around them."""
    for each in given:
        feed = opml.feed_of(each) if opml.is_meant(each) else None
        is_new = feed is not None and wanted.pop(feed.url, False)
        children = tuple(_fresh(each.children, wanted))
        if is_new or (feed is None and children):
            yield replace(each, children=children)
        else:
            yield from children


def _joined(mine: tuple[Outline, ...], theirs: Iterable[Outline]) -> tuple[Outline, ...]:
    """Put outlines behind one's own; the children of a folder go into one's own folder of that name."""
    whole = list(mine)
    places = {each.name: place for place, each in reversed(list(enumerate(mine))) if _is_folder(each)}
    for each in theirs:
        place = places.get(each.name) if _is_folder(each) else None
        if place is None:
            places |= {each.name: len(whole)} if _is_folder(each) else {}
            whole.append(each)
        else:
            whole[place] = _one(whole[place], each)
    return tuple(whole)


def _one(mine: Outline, theirs: Outline) -> Outline:
    attributes: Mapping[str, str] = dict(theirs.attributes) | dict(mine.attributes)
    return replace(mine, attributes=tuple(attributes.items()), children=_joined(mine.children, theirs.children))


def _is_folder(outline: Outline) -> bool:
    return bool(outline.children) and not opml.is_meant(outline)
