"""A list of feeds as an OPML document has it: folders, order, and every attribute, whoever's it is.

What is read and written again is the same when it is read again.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from lxml import etree

from monitor.errors import FeedUnreadable

NAMESPACE = "https://kabar.invalid/opml"
"""OPML has no place for what only we know of a feed; other readers pass attributes of a foreign namespace over."""

_UNDECLARED = "urn:undeclared:"
_XML = "http://www.w3.org/XML/1998/namespace"
_bare = re.compile(rb"&(?!(?:#\d+|#x[0-9a-fA-F]+|amp|lt|gt|quot|apos);)")  # As many writers leave them in URLs.
_written = re.compile(rb"""\bxmlUrl\s{0,9}=\s{0,9}"([^"<>]{1,4000})\"""", re.IGNORECASE)
_unfit = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_prefix = re.compile(r"[A-Za-z_][\w.-]{0,40}")


@dataclass(frozen=True, kw_only=True)
class Outline:
    """One row: a feed, a folder, or what else a reader keeps there. `line` is where it stood; it does not count as content."""

    attributes: tuple[tuple[str, str], ...] = ()
    children: tuple[Outline, ...] = ()
    line: int = field(default=0, compare=False)

    @cached_property
    def plain(self) -> Mapping[str, str]:
        """The attributes by their names in lower case, without namespaces."""
        return {_local(name).lower(): value.strip() for name, value in self.attributes}

    @property
    def ours(self) -> Mapping[str, str]:
        """The attributes of our own namespace."""
        return {_local(name): value.strip() for name, value in self.attributes if _uri(name) == NAMESPACE}

    @property
    def name(self) -> str:
        """What people read."""
        return self.plain.get("title") or self.plain.get("text", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A whole document; `namespaces` are prefixes and names of those that attributes use."""

    head: tuple[tuple[str, str], ...] = ()
    outlines: tuple[Outline, ...] = ()
    namespaces: tuple[tuple[str, str], ...] = ()


def walk(outlines: Iterable[Outline]) -> Iterator[Outline]:
    """Walk over outlines and all within them, in the order of the document."""
    for each in outlines:
        yield each
        yield from walk(each.children)


def read(body: bytes, *, source: str = "opml") -> Listing:
    """Read a document; of a damaged one all that can be saved.

    Raises:
        FeedUnreadable: it is no OPML, or declares entities.
    """
    if b"<!ENTITY" in body.upper():
        raise FeedUnreadable(source, "it declares XML entities")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, remove_pis=True)
    try:
        root = etree.fromstring(_escaped(body.lstrip()), parser)
    except etree.XMLSyntaxError as error:
        raise FeedUnreadable(source, "damaged XML") from error
    if root is None or etree.QName(root).localname.lower() != "opml":
        raise FeedUnreadable(source, "it is no OPML")
    outlines = tuple(_outline(each) for each in root.iter("{*}outline") if not _is_inner(each))
    salvaged = _salvaged(body, outlines) if parser.error_log else ()

    return Listing(
        head=tuple(_head(root)), outlines=(*outlines, *salvaged), namespaces=tuple(sorted(_namespaces(root, outlines)))
    )


def write(listing: Listing) -> bytes:
    """Write a document."""
    root = etree.Element("opml", {"version": "2.0"}, nsmap=dict(listing.namespaces))
    head, body = etree.SubElement(root, "head"), etree.SubElement(root, "body")
    for name, text in listing.head:
        etree.SubElement(head, name).text = text
    _add(body, listing.outlines)

    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True))


def fit(text: str) -> str:
    """Leave out what XML cannot carry."""
    return _unfit.sub("", text)


def own(name: str) -> str:
    """Name an attribute of ours."""
    return f"{{{NAMESPACE}}}{name}"


def with_namespaces(listing: Listing, *others: Listing) -> Listing:
    """Declare the namespaces of others too, and ours where it is used."""
    uris = {uri: prefix for each in (*others, listing) for prefix, uri in each.namespaces}
    used = {_uri(name) for outline in walk(listing.outlines) for name, _ in outline.attributes} - {"", _XML}
    wanted = {uri: "kabar" if uri == NAMESPACE else uris.get(uri, "") for uri in used}

    return Listing(head=listing.head, outlines=listing.outlines, namespaces=tuple(sorted(_distinct(wanted.items()))))


def _add(parent: Any, outlines: Iterable[Outline]) -> None:
    for each in outlines:
        element = etree.SubElement(parent, "outline")
        for name, value in each.attributes:
            element.set(name, value)
        _add(element, each.children)


def _escaped(body: bytes) -> bytes:
    """Escape bare ampersands, unless the body is UTF-16."""
    return body if b"\0" in body else _bare.sub(b"&amp;", body)


def _is_inner(element: Any) -> bool:
    return any(
        _local(str(each.tag)).lower() == "outline" for each in element.iterancestors() if isinstance(each.tag, str)
    )


def _outline(element: Any) -> Outline:
    given = dict(_attribute(str(name), str(value)) for name, value in element.attrib.items())

    return Outline(
        attributes=tuple((name, value) for name, value in given.items() if name),
        children=tuple(_outline(each) for each in element.iterchildren("{*}outline")),
        line=element.sourceline or 0,
    )


def _attribute(name: str, value: str) -> tuple[str, str]:
    """Give a prefix that was never declared a namespace; an attribute that cannot be written has no name."""
    prefix, colon, local = name.rpartition(":") if not name.startswith("{") else ("", "", name)
    name = f"{{{_UNDECLARED}{prefix}}}{local}" if colon else name
    try:
        etree.Element("outline").set(name, value)
    except ValueError:
        return "", ""

    return name, value


def _head(root: Any) -> Iterator[tuple[str, str]]:
    for element in root.findall("{*}head/{*}*"):
        name, text = _local(str(element.tag)), (element.text or "").strip()
        if text and not len(element):
            yield name, text


def _namespaces(root: Any, outlines: Iterable[Outline]) -> Iterator[tuple[str, str]]:
    """Give the namespaces that attributes use, each with the prefix it has, or one of its own."""
    used = {_uri(name) for outline in walk(outlines) for name, _ in outline.attributes} - {"", _XML}
    declared = {uri: prefix or "" for each in root.iter() for prefix, uri in each.nsmap.items()} if used else {}

    return _distinct((uri, declared.get(uri) or uri.removeprefix(_UNDECLARED)) for uri in used)


def _distinct(wanted: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    taken: set[str] = set()
    for uri, prefix in sorted(wanted):
        fitting = prefix if _prefix.fullmatch(prefix) and prefix not in taken else f"a{len(taken)}"
        while fitting in taken or re.fullmatch(r"ns\d+|xml.*", fitting):
            fitting += "x"
        taken.add(fitting)
        yield fitting, uri


def _salvaged(body: bytes, outlines: tuple[Outline, ...]) -> Iterator[Outline]:
    """Give the URLs of a damaged list, of outlines too that a stray quotation mark has cut off."""
    known = {outline.plain.get("xmlurl") for outline in walk(outlines)}
    for written in _written.findall(body):
        url = fit(html.unescape(written.decode("utf-8", "replace")))
        if url.strip() not in known:
            known.add(url.strip())
            yield Outline(attributes=(("type", "rss"), ("text", url), ("xmlUrl", url)))


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _uri(name: str) -> str:
    return name[1:].partition("}")[0] if name.startswith("{") else ""
