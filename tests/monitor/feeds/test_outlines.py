"""Lists of feeds, with everything that other readers keep in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from monitor.feeds import merge, opml, outlines
from monitor.feeds.outlines import Listing, Outline
from monitor.feeds.settings import Feed

LISTS = Path(__file__).parents[3] / "../shared/data/opml_awesome_rss"
THEIRS = b"""<?xml version="1.0"?><opml version="1.0" xmlns:frss="https://reader.example/opml"><head><title>Desk</title>
<ownerName>Mira</ownerName></head><body>
<outline text="Coast" description="All ports"><outline text="Harbour" xmlUrl="https://a.example/rss" htmlUrl="https://a.example/"
 category="/ports,/coast" frss:priority="high" custom="1"/>
<outline text="Empty"/></outline>
<outline text="Wire" xmlUrl="https://b.example/rss"/>
<outline text="Gone" xmlUrl="gopher://c.example/"/><outline text="Nothing" type="rss"/>
<outline text="Harbour again" xmlUrl="https://a.example/rss"/></body></opml>"""


def read(body: str) -> Listing:
    return outlines.read(f'<opml version="2.0"><body>{body}</body></opml>'.encode())


def urls(listing: Listing) -> list[str]:
    return [feed.url for feed in opml.feeds(listing)]


def test_folders_order_and_every_attribute_come_back() -> None:
    listing = outlines.read(THEIRS)
    again = outlines.read(outlines.write(listing))

    assert again == listing
    assert listing.head == (("title", "Desk"), ("ownerName", "Mira"))
    assert listing.namespaces == (("frss", "https://reader.example/opml"),)
    assert ("{https://reader.example/opml}priority", "high") in listing.outlines[0].children[0].attributes


def test_a_prefix_that_nobody_declared_is_kept() -> None:
    listing = read('<outline text="A" odd:mark="1" xmlUrl="https://a.example/"/>')

    assert b'odd:mark="1"' in outlines.write(listing)
    assert outlines.read(outlines.write(listing)) == listing


NAMES = st.sampled_from(
    ["text", "title", "xmlUrl", "htmlUrl", "odd:mark", "k:every", "category", "n s", "xml:lang", "é"]
)
VALUES = st.text("ab <>&\"'\n\té\x00😀:/.", max_size=12)
TREES: st.SearchStrategy[Any] = st.recursive(
    st.builds(lambda attributes: ("outline", attributes, []), st.dictionaries(NAMES, VALUES, max_size=4)),
    lambda inner: st.builds(
        lambda attributes, children: ("outline", attributes, children),
        st.dictionaries(NAMES, VALUES, max_size=4),
        st.lists(inner, max_size=3),
    ),
    max_leaves=8,
)


def xml(tree: Any) -> str:
    """Write carelessly, as many do: nothing but quotation marks is escaped."""
    name, attributes, children = tree
    given = " ".join(f'{key}="{value.replace(chr(34), "&quot;")}"' for key, value in attributes.items())
    return f"<{name} {given}>{''.join(map(xml, children))}</{name}>"


@given(
    st.lists(TREES, max_size=3), st.sampled_from(["", ' xmlns:k="https://k.example/"', ' xmlns="https://d.example/"'])
)
def test_whatever_can_be_read_is_the_same_when_written_and_read_again(trees: list[Any], declared: str) -> None:
    body = f"<opml{declared}><body>{''.join(map(xml, trees))}</body></opml>"
    listing = outlines.read(body.encode())

    assert outlines.read(outlines.write(listing)) == listing
    assert opml.feeds(outlines.read(outlines.write(listing))) == opml.feeds(listing)


@pytest.mark.skipif(not LISTS.exists(), reason="the lists are not here")
def test_published_lists_come_back_without_loss() -> None:
    for path in LISTS.rglob("*.opml"):
        listing = outlines.read(path.read_bytes())
        assert outlines.read(outlines.write(listing)) == listing, path.name
        assert merge.merge(Listing(), listing).new == opml.feeds(listing), path.name


def test_a_merge_takes_each_address_once_with_folder_and_attributes_and_names_bad_rows() -> None:
    merged = merge.merge(read('<outline text="W" xmlUrl="https://b.example/rss"/>'), outlines.read(THEIRS))

    assert [feed.url for feed in merged.new] == ["https://a.example/rss"]
    assert merged.known == 2
    assert [(each.line, each.name) for each in merged.refused] == [(7, "Gone"), (7, "Nothing")]
    assert urls(merged.listing) == ["https://b.example/rss", "https://a.example/rss"]
    folder = merged.listing.outlines[1]
    assert folder.plain["description"] == "All ports"
    assert folder.children[0].plain["htmlurl"] == "https://a.example/"
    assert outlines.read(outlines.write(merged.listing)) == merged.listing


def test_folders_of_one_name_become_one() -> None:
    mine = read('<outline text="Coast"><outline text="A" xmlUrl="https://a.example/"/></outline>')
    theirs = read('<outline text="Coast" colour="blue"><outline text="B" xmlUrl="https://b.example/"/></outline>')
    (folder,) = merge.merge(mine, theirs).listing.outlines

    assert folder.plain == {"text": "Coast", "colour": "blue"}
    assert [child.name for child in folder.children] == ["A", "B"]


def test_merging_twice_changes_nothing() -> None:
    once = merge.merge(Listing(), outlines.read(THEIRS))
    twice = merge.merge(once.listing, outlines.read(THEIRS))

    assert twice.listing == once.listing
    assert (twice.new, twice.known) == ((), 3)


def test_what_the_configuration_names_elsewhere_is_known() -> None:
    merged = merge.merge(Listing(), outlines.read(THEIRS), ["https://a.example/rss", "https://b.example/rss"])

    assert (merged.new, merged.known, merged.listing.outlines) == ((), 3, ())


def test_an_export_keeps_the_lists_and_carries_the_settings_that_count() -> None:
    feeds = (
        Feed(url="https://a.example/rss", publisher="Port", language="id", every=300.0),
        Feed(url="https://b.example/rss", publisher="Wire"),
        Feed(url="https://d.example/rss", first="tell"),
    )
    body = outlines.write(merge.configured(feeds, [outlines.read(THEIRS)]))

    assert opml.read(body) == feeds
    assert b'frss:priority="high"' in body
    assert b'kabar:every="300.0"' in body
    assert [each.name for each in outlines.read(body).outlines[:2]] == ["Coast", "Wire"]


def test_settings_of_other_readers_are_not_taken_for_ours_and_stay() -> None:
    listing = read('<outline text="A" xmlUrl="https://a.example/" every="60" first="tell" fulltext="true"/>')
    (feed,) = opml.feeds(listing)
    body = outlines.write(merge.configured([Feed(url=feed.url, publisher="A", every=90.0)], [listing]))

    assert feed == Feed(url="https://a.example/", publisher="A")
    assert b'every="60" first="tell" fulltext="true"' in body
    assert b'kabar:every="90.0"' in body


FEEDS = st.lists(
    st.builds(
        Feed,
        url=st.integers(0, 9).map(lambda n: f"https://{n}.example/rss"),
        publisher=st.text("ab&<\"' é", max_size=9).map(str.strip),
        language=st.sampled_from(["", "id", "en"]),
        every=st.none() | st.floats(1, 86_400),
        first=st.sampled_from(["learn", "tell"]),
    ),
    unique_by=lambda feed: feed.url,
)


@given(FEEDS, FEEDS)
def test_no_setting_is_lost_whatever_a_list_said_before(listed: list[Feed], counting: list[Feed]) -> None:
    body = outlines.write(merge.configured(counting, [opml.listing(listed)]))

    assert sorted(opml.read(body), key=lambda feed: feed.url) == sorted(counting, key=lambda feed: feed.url)


def test_what_xml_cannot_carry_is_left_out() -> None:
    written = opml.write((Feed(url="https://a.example/", publisher="A\x00\ufffeB"),))

    assert etree.fromstring(written) is not None
    assert [feed.publisher for feed in opml.read(written)] == ["AB"]


def test_an_outline_knows_its_line_but_is_not_another_for_it() -> None:
    assert Outline(line=1) == Outline(line=2)
