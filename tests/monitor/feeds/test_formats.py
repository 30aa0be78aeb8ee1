"""Each format that a feed may have, whatever its server calls it, and where its entries lead."""

from __future__ import annotations

import gzip

import pytest

from monitor.errors import FeedUnreadable
from monitor.feeds import links
from monitor.feeds.document import Document, Item
from monitor.feeds.parse import parse

URL = "https://teluk.example/feeds/rss"
RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
ENTRY = "<title>Envoy lands</title><link>https://teluk.example/1</link>"
ATOM = '<title>Envoy lands</title><link href="https://teluk.example/1"/>'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
FORMATS = {
    "rss090": f'<rdf:RDF {RDF} xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>T</title></channel><item>{ENTRY}</item></rdf:RDF>',
    "rdf": f'<rdf:RDF {RDF} xmlns="http://channel.netscape.com/rdf/simple/0.9/"><channel><title>T</title></channel><item>{ENTRY}</item></rdf:RDF>',
    "rss091u": '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">'
    f'<rss version="0.91"><channel><title>T</title><item>{ENTRY}</item></channel></rss>',
    "rss092": f'<rss version="0.92"><channel><title>T</title><item>{ENTRY}</item></channel></rss>',
    "rss10": f'<rdf:RDF {RDF} xmlns="http://purl.org/rss/1.0/"><channel><title>T</title></channel><item>{ENTRY}</item></rdf:RDF>',
    "rss20": f'<rss version="2.0"><channel><title>T</title><item>{ENTRY}</item></channel></rss>',
    "rss": f"<RSS><CHANNEL><TITLE>T</TITLE><ITEM>{ENTRY}</ITEM></CHANNEL></RSS>",
    "atom03": f'<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>T</title><entry>{ATOM}</entry></feed>',
    "atom10": f'<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry>{ATOM}</entry></feed>',
    "atom": f"<feed><title>T</title><entry>{ATOM}</entry></feed>",
    "cdf": '<CHANNEL><TITLE>T</TITLE><ITEM HREF="https://teluk.example/1"><TITLE>Envoy lands</TITLE></ITEM></CHANNEL>',
    "json": '{"version": "https://jsonfeed.org/version/1.1", '
    '"items": [{"id": "1", "url": "https://teluk.example/1", "title": "Envoy lands"}]}',
    "sitemap": f"<urlset {NEWS}><url><loc>https://teluk.example/1</loc>"
    "<news:news><news:title>Envoy lands</news:title></news:news></url></urlset>",
}
TYPES = [
    "",
    "text/html",
    "text/plain; charset=us-ascii",
    "application/octet-stream",
    "image/png",
    "application/json",
    "nonsense",
]


def document(text: str, content_type: str = "") -> Document:
    return parse(text.encode(), url=URL, content_type=content_type)


def item(inside: str, spaces: str = "") -> Item:
    (one,) = document(
        f'<rss version="2.0" {spaces}><channel><title>T</title><item>{inside}</item></channel></rss>'
    ).items
    return one


def entry(inside: str, attributes: str = "") -> Item:
    (one,) = document(f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title>T</title>{inside}</feed>').items
    return one


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("content_type", TYPES)
def test_a_format_is_known_by_its_body(name: str, content_type: str) -> None:
    read = document(FORMATS[name], content_type)
    assert (name, [("Envoy lands", "https://teluk.example/1")]) == (
        read.format,
        [(one.title, one.link) for one in read.items],
    )


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_is_read_packed_and_in_wide_characters(name: str) -> None:
    body = gzip.compress(FORMATS[name].encode("utf-16"))
    assert len(parse(body, url=URL, content_type="application/x-gzip").items) == 1


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_an_index_of_sitemaps_is_refused_and_its_children_are_named(pack: type[bytes]) -> None:
    body = b"<sitemapindex><sitemap><loc>https://a.example/1.xml.gz</loc></sitemap><sitemap><loc>/2.xml</loc></sitemap></sitemapindex>"
    with pytest.raises(
        FeedUnreadable, match=r"index of sitemaps; it names https://a.example/1.xml.gz, https://teluk.example/2"
    ):
        parse(pack(body), url=URL, content_type="")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("<opml version='2.0'><head/><body/></opml>", "OPML list of feeds"),
        ("<OpenSearchDescription xmlns='http://a9.com/'/>", "describes a search"),
        (f"<rdf:RDF {RDF}><Person/></rdf:RDF>", "no feed in it"),
        (
            "<br><b>Warning</b><html><head><link rel=alternate type='application/rss+xml' href='/r'></head></html>",
            "names https://teluk.example/r",
        ),
        ("<!doctype html><title>x</title>", "web page that names no feed"),
        ("<note><to>you</to><body>x</body></note>", "no feed in it"),
    ],
)
def test_what_is_another_thing_is_named(body: str, why: str) -> None:
    with pytest.raises(FeedUnreadable, match=why):
        document(body)


@pytest.mark.parametrize(
    ("inside", "link", "guid"),
    [
        ("<title>x</title><link>/1</link><guid>abc</guid>", "https://teluk.example/1", "abc"),
        ("<title>x</title><guid isPermaLink='true'>/1</guid>", "https://teluk.example/1", "/1"),
        ("<title>x</title><guid>https://a.example/1</guid>", "https://a.example/1", "https://a.example/1"),
        ("<title>x</title><guid>abc</guid>", "", "abc"),
        ("<title>Episode</title><guid>e1</guid><enclosure url='https://a.example/1.mp3' type='audio/mpeg'/>", "", "e1"),
        ("<title>Episode</title><enclosure url='https://a.example/1.mp3' type='audio/mpeg'/>", "", ""),
        (
            "<title>x</title><link>https://www.google.com/url?rct=j&amp;url=https://a.example/1</link>",
            "https://a.example/1",
            "",
        ),
        (
            "<title>x</title><link>https://l.facebook.com/l.php?u=https%3A%2F%2Fa.example%2F1</link>",
            "https://a.example/1",
            "",
        ),
    ],
)
def test_an_rss_entry_leads_to_its_page_or_nowhere(inside: str, link: str, guid: str) -> None:
    assert (link, guid) == ((one := item(inside)).link, one.guid)


@pytest.mark.parametrize(
    ("inside", "link"),
    [
        (
            "<link rel='enclosure' href='https://a.example/1.mp3'/><link rel='replies' href='/r'/><link href='/1'/>",
            "/1",
        ),
        (
            "<link rel='alternate' type='application/json' href='/1.json'/><link rel='alternate' type='text/html' href='/1'/>",
            "/1",
        ),
        ("<link rel='related' href='/other'/><link rel='self' href='/self'/><link rel='alternate' href='/1'/>", "/1"),
    ],
)
def test_of_several_links_the_page_is_taken(inside: str, link: str) -> None:
    assert f"https://teluk.example{link}" == entry(f"<entry><id>i</id><title>x</title>{inside}</entry>").link


@pytest.mark.parametrize("relation", ["enclosure", "self", "related", "replies"])
def test_a_link_that_is_no_page_is_never_the_page(relation: str) -> None:
    one = entry(f"<entry><id>i</id><title>x</title><link rel='{relation}' href='https://a.example/1'/></entry>")
    assert (one.link, one.guid) == ("", "i")


def test_a_base_holds_for_the_links_within_it() -> None:
    one = entry(
        '<entry xml:base="b/"><id>x</id><title>A</title><link href="c.html"/></entry>',
        'xml:base="https://a.example/n/"',
    )
    assert one.link == "https://a.example/n/b/c.html"
    assert item("<title>x</title><link>c</link>", 'xml:base="https://a.example/n/"').link == "https://a.example/n/c"


def test_xhtml_is_read_as_text() -> None:
    inside = '<div xmlns="http://www.w3.org/1999/xhtml"><p>One <b>two</b>.</p><p>Three.</p></div>'
    assert (
        entry(f'<entry><title>x</title><content type="xhtml">{inside}</content></entry>').text
        == "x\n\nOne two.\nThree."
    )


def test_the_whole_text_goes_before_the_teaser() -> None:
    whole = "<content:encoded><![CDATA[<p>All that was said.</p>]]></content:encoded>"
    inside = f"<title>x</title><description>A teaser.</description>{whole}"
    assert item(inside, 'xmlns:content="http://purl.org/rss/1.0/modules/content/"').text == "x\n\nAll that was said."


def test_a_channel_without_link_has_its_alternate_for_home() -> None:
    body = "<rss><channel><title>T</title><atom:link rel='alternate' href='https://a.example/'/><item><title>x</title></item></channel></rss>"
    assert document(body).home == "https://a.example/"


@pytest.mark.parametrize(
    ("header", "hub", "topic"),
    [
        ("", "", ""),
        (
            '<https://h.example/>; rel="hub", <https://a.example/f>; rel="self"',
            "https://h.example/",
            "https://a.example/f",
        ),
        ("</hub>;rel=hub,<https://two.example/>; rel=hub", "https://a.example/hub", ""),
        (
            '<https://a.example/f?x=1,2>; title="a, b"; rel="self hub"',
            "https://a.example/f?x=1,2",
            "https://a.example/f?x=1,2",
        ),
        ("<javascript:x>; rel=hub", "", ""),
        ("nonsense; rel=hub", "", ""),
    ],
)
def test_the_link_header_names_hub_and_topic(header: str, hub: str, topic: str) -> None:
    assert hub == links.headed(header, "hub", "https://a.example/feed")
    assert topic == links.headed(header, "self", "https://a.example/feed")
