"""Damaged XML: what is mended, what is read entry by entry, and what was cut off."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import FeedUnreadable
from monitor.feeds import pieces, repair, verbatim
from monitor.feeds.document import Document
from monitor.feeds.parse import parse

URL = "https://teluk.example/rss"


def rss(*items: str, head: str = "", tail: str = "</channel></rss>") -> Document:
    inside = "".join(f"<item>{item}</item>" for item in items)
    body = f'{head}<rss version="2.0"><channel><title>Teluk</title>{inside}{tail}'
    return parse(body.encode(), url=URL, content_type="")


def titles(document: Document) -> list[str]:
    return [item.title for item in document.items]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("A & B &c; AT&T R&D;", "A & B &c; AT&T R&D;"),
        ("Caf&eacute;&nbsp;&ndash; &hellip;", "Café – …"),
        ("One\x0b\x08 \x1aTwo", "One Two"),
        ("One &#8;&#x0; Two", "One Two"),
        ("A &#xD83D;&#xDE00; &#xD83D; &#128512;", "A 😀 😀"),
        ("3 < 4", "3 < 4"),
        ("<b>bold", "bold"),
    ],
)
def test_a_fault_in_a_title_costs_neither_it_nor_its_neighbours(written: str, read: str) -> None:
    document = rss("<title>First</title>", f"<title>{written}</title>", "<title>Last</title>")
    assert titles(document) == ["First", read, "Last"]
    assert document.flaw


def test_ampersands_in_a_link_stay_parameters() -> None:
    (item,) = rss("<title>x</title><link>https://a.example/?id=1&copy=2&lt=3</link>").items
    assert item.link == "https://a.example/?id=1&copy=2&lt=3"


def test_what_a_cdata_section_says_is_left_as_it_is() -> None:
    (item,) = rss("<title>A & B</title><description><![CDATA[<p>x &amp; y</p>]]></description>").items
    assert item.text == "A & B\n\nx & y"


def test_prefixes_that_nothing_declares_are_understood() -> None:
    (item,) = rss(
        "<title>x</title><content:encoded><![CDATA[<p>All of it.</p>]]></content:encoded><foo:bar a:b='c'>y</foo:bar>"
    ).items
    assert item.text == "x\n\nAll of it."


@pytest.mark.parametrize(
    "junk",
    [
        "\n\n \n",
        "\ufeff\n",
        "<br />\n<b>Warning</b>: Undefined index in <b>/srv/feed.php</b> on line <b>3</b><br />\n",
        "Notice: Undefined index: x in /srv/feed.php on line 3\n",
        "<script>track()</script>",
        "<!-- made by hand -->\n",
        "<?xml version='1.0'?><?xml-stylesheet href='/look.xsl'?>\n<!DOCTYPE rss PUBLIC '-//Netscape//DTD RSS 0.91//EN' 'x'>",
    ],
)
def test_what_stands_before_a_feed_is_passed_over(junk: str) -> None:
    assert titles(rss("<title>x</title>", head=junk)) == ["x"]


@pytest.mark.parametrize("junk", ["<!-- cached -->", "<script>track()</script>", "<html><body>x</body></html>", "\0\0"])
def test_what_stands_behind_a_feed_is_passed_over(junk: str) -> None:
    assert titles(rss("<title>A & B</title>", tail=f"</channel></rss>{junk}")) == ["A & B"]


@pytest.mark.parametrize(
    "broken",
    [
        "<title>Second<link>https://a.example/2</link>",
        "<title>Second</title><description><p>open</description>",
        "<title>Second</title><description><![CDATA[<p>open</p></description>",
        "<title>Second</title></wrong>",
        "<title>Second</title><description>",
    ],
)
def test_a_broken_entry_costs_no_other(broken: str) -> None:
    assert titles(rss("<title>First</title>", broken, "<title>Last</title>")) == ["First", "Second", "Last"]


def test_entries_without_their_ends_are_told_apart() -> None:
    body = b"<rss><channel><item><title>A</title><item><title>B</title></channel></rss>"
    assert titles(parse(body, url=URL, content_type="")) == ["A", "B"]


WHOLE = "".join(
    f"<item><title>Number {number}</title><link>https://a.example/{number}</link><description>Text {number}.</description></item>"
    for number in range(4)
)


@given(st.integers(min_value=0, max_value=len(WHOLE)))
def test_a_document_that_was_cut_gives_whole_entries_only(cut: int) -> None:
    body = f'<rss version="2.0"><channel><title>T</title>{WHOLE[:cut]}'
    items = parse(body.encode(), url=URL, content_type="").items
    assert [(f"https://a.example/{place}", f"Number {place}\n\nText {place}.") for place in range(len(items))] == [
        (item.link, item.text) for item in items
    ]
    assert len(items) >= WHOLE[:cut].count("</item>")


def test_a_cut_sitemap_and_a_cut_atom_feed_give_whole_entries_only() -> None:
    atom = (
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title><entry><title>A</title></entry><entry><title>B</ti"
    )
    assert titles(parse(atom.encode(), url=URL, content_type="")) == ["A"]
    urls = "".join(
        f"<url><loc>https://a.example/{place}</loc><news:news><news:title>N{place}</news:title></news:news></url>"
        for place in range(2)
    )
    assert titles(parse(f"<urlset>{urls[:-20]}".encode(), url=URL, content_type="")) == ["N0"]


def test_a_document_whose_every_entry_is_broken_is_read_in_bounded_pieces() -> None:
    text = "<rss><channel>" + "<item><title>x</title><b></item>" * 1_000 + "</channel></rss>"
    assert len(pieces.documents(text)) <= 301
    assert len(parse(text.encode(), url=URL, content_type="").items) == 1_000


def test_harmless_entities_of_its_own_are_put_in() -> None:
    own = '<!DOCTYPE rss [<!ENTITY nbsp "&#160;"><!ENTITY site \'Teluk\'><!ENTITY % latin PUBLIC "-//x" "http://x.example/l.ent">]>'
    assert titles(rss("<title>&site;&nbsp;news</title>", head=own)) == ["Teluk news"]


@pytest.mark.parametrize("value", ["&a;&a;", "%x;", "x" * 100, "&#60;!ENTITY", "<b>"])
def test_entities_that_could_grow_are_refused(value: str) -> None:
    with pytest.raises(FeedUnreadable, match="declares XML entities"):
        rss("<title>x</title>", head=f'<!DOCTYPE rss [<!ENTITY a "{value}">]>')


MARKUP = st.lists(
    st.sampled_from(["<item>", "</item>", "<a>", "</a>", "<![CDATA[", "]]>", "<!--", "-->", "&", "x", "<", ">"])
)


@given(MARKUP.map("".join))
def test_no_heap_of_tags_crashes_it(text: str) -> None:
    assert len(verbatim.masked(text)) == len(text)
    mended = repair.mended(f"<rss>{text}</rss>", {})
    assert all(isinstance(one, str) for one in pieces.documents(mended))
    parse(f"<rss version='2.0'><channel>{text}</channel></rss>".encode(), url=URL, content_type="")


# What makes feedparser's own handlers raise; found by changing documents of the corpora at random.
BREAKERS = [
    "<gml:pos xmlns:gml='http://www.opengis.net/gml'>1 2</gml:pos>",
    "<textinput><description>x</description></textinput>",
]


@pytest.mark.parametrize("element", BREAKERS)
@pytest.mark.parametrize("damage", ["", "<b>"])
def test_an_element_that_breaks_the_parser_costs_its_own_entry_only(element: str, damage: str) -> None:
    document = rss("<title>First</title>", f"<title>Odd</title>{damage}{element}", "<title>Last</title>")
    assert titles(document) == ["First", "Last"]
    assert document.title == "Teluk"


@pytest.mark.parametrize("element", BREAKERS)
def test_an_element_that_breaks_the_parser_in_the_head_costs_no_entry(element: str) -> None:
    entries = "<item><title>First</title></item><item><title>Last</title></item>"
    body = f"<rss><channel>{element}<title>Teluk</title>{entries}</channel></rss>"
    assert titles(parse(body.encode(), url=URL, content_type="")) == ["First", "Last"]


def test_a_document_that_breaks_the_parser_and_has_no_entry_is_refused() -> None:
    with pytest.raises(FeedUnreadable, match="an element breaks the parser"):
        parse(f"<rss><channel>{BREAKERS[0]}</channel></rss>".encode(), url=URL, content_type="")
