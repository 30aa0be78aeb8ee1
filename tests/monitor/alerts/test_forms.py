"""The forms in which an alert is read besides the sinks': hostile texts stay texts in all of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import feedparser
import pytest
from lxml import etree, html

from monitor import show
from monitor.alerts import atom, render, route
from monitor.alerts.settings import Route
from monitor.lives import Event
from monitor.models import Alert, Delivery
from monitor.show.page import View, page
from tests.monitor.alerts import given
from tests.monitor.alerts.sinks import hostile

ROUTES = (Route(to=("desk",)),)
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b\ufeff\ud800-\udfff\U000e0000-\U000e0fff]"
)
TAGS = frozenset(
    "html head meta title style body main h1 h2 p b blockquote footer a span ul li form input label button div table thead tbody "
    "tr th td".split()
)
KEY = "0" * 32


def alert(text: str) -> Alert:
    """Put a text wherever strangers or people can put one."""
    event = Event(at=given.NOON, revision=1, what=text, actor=text, reason=text, url=text)
    return replace(hostile.alert(text), history=(event,), page="https://kabar.example/alerts/k1")


def delivery(text: str) -> Delivery:
    return given.delivery(
        "desk", (0, "silenced", text), alert=hostile.alert(text).id, story="s", attempts=1, reason=text[:300]
    )


def as_text(text: str) -> str:
    return render.text(alert(text), "en")


def as_history(text: str) -> str:
    return show.history(alert(text), [delivery(text)], ROUTES, as_json=False)


def as_routes(text: str) -> str:
    known = route.facts(alert(text))
    return show.routes(known, route.ways(known, ROUTES), ROUTES, ["desk"], as_json=False)


def as_page(text: str) -> str:
    told = alert(text)
    looks = route.looks(route.facts(told), ROUTES)
    return page(View(alert=told, deliveries=[delivery(text)], looks=looks, key=KEY))


def as_feed(text: str) -> bytes:
    return atom.feed([alert(text)], title=text, address=text, language="en")


@pytest.mark.parametrize("form", [as_text, as_history, as_routes])
def test_on_a_terminal_no_text_moves_the_cursor_hides_or_begins_a_line(form: Callable[[str], str]) -> None:
    for text in hostile.TEXTS:
        said = form(text)
        assert (text, None) == (text, HIDDEN.search(said))
        assert (text, True) == (text, said.count("\n") <= form("x").count("\n"))


def test_the_page_has_only_elements_of_ours_and_only_links_of_the_web() -> None:
    for text in hostile.TEXTS:
        written = as_page(text)
        tree = html.fromstring(written)
        names = {str(each.tag) for each in tree.iter()}
        assert (text, set()) == (text, names - TAGS)
        attributes = {name for each in tree.iter() for name in each.attrib}
        assert not {name for name in attributes if name.startswith("on")}
        assert all(url.startswith(("http://", "https://")) for url in tree.xpath("//@href"))
        assert tree.xpath("//form/@action") == [f"{alert(text).id}/verdict"]
        assert tree.xpath("//input[@name='key']/@value") == [KEY]
        assert (text, None) == (text, HIDDEN.search(written))


def test_the_feed_is_whole_xml_with_texts_in_it_and_no_markup() -> None:
    for text in hostile.TEXTS:
        written = as_feed(text)
        tree = etree.fromstring(written)
        found: Any = feedparser.parse(written)
        assert (text, False, 1) == (text, found.bozo, len(found.entries))
        assert {etree.QName(each).localname for each in tree.iter()} <= {
            *("feed", "title", "id", "updated", "author", "name", "generator", "link", "entry", "published"),
            *("category", "content"),
        }
        assert all(url.startswith(("http://", "https://")) for url in tree.xpath("//@href"))
        assert tree.xpath("//*[local-name()='content']/@type") == ["text"]
        assert (text, None) == (text, HIDDEN.search(written.decode()))


def test_an_entry_keeps_its_id_and_first_time_over_all_revisions() -> None:
    first = given.told()
    later = replace(first, revision=2, told_at=given.later(600), headline="DENIED: x")
    before, after = (
        feedparser.parse(atom.feed([each], title="t", address="", language="en")).entries[0] for each in (first, later)
    )

    assert (before.id, before.published) == (after.id, after.published)
    assert before.updated < after.updated
    assert "link" not in {each.rel for each in after.links if each.rel == "self"}


def test_the_feed_lists_the_newest_first_and_a_hundred_at_most() -> None:
    many = [given.alert(id=f"k{n:016x}", told_at=given.later(n)) for n in range(150)]
    found = feedparser.parse(atom.feed(many, title="t", address="https://k.example/alerts.atom", language="id"))

    assert len(found.entries) == atom.ENTRIES
    assert found.entries[0].id.endswith(f"{149:016x}")
    assert found.feed.updated == found.entries[0].updated
