"""From bytes to a document, format by format, good and bad."""

from __future__ import annotations

import gzip
import pickle
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.errors import FeedUnreadable
from monitor.feeds.document import Document
from monitor.feeds.parse import parse

SAMPLES = Path(__file__).parent / "samples"
URL = "https://teluk.example/rss"


def sample(name: str, content_type: str = "") -> Document:
    return parse((SAMPLES / name).read_bytes(), url=URL, content_type=content_type)


def rss(item: str, channel: str = "") -> Document:
    body = f'<rss version="2.0"><channel><title>T</title>{channel}<item>{item}</item></channel></rss>'
    return parse(body.encode(), url=URL, content_type="")


def test_rss_gives_what_the_channel_says() -> None:
    document = sample("rss20.xml")
    assert (document.title, document.language, document.home) == ("Kabar Teluk", "id-ID", "https://teluk.example/")
    assert (document.hub, document.topic) == ("https://hub.example/", "https://teluk.example/rss")


def test_the_longest_rest_that_a_feed_asks_for_counts() -> None:
    assert sample("rss20.xml").ttl == 1800


def test_all_hours_and_days_to_skip_are_read() -> None:
    document = sample("rss20.xml")
    assert (document.skip_hours, document.skip_days) == ((0, 1, 23), (5, 6))


def test_the_longest_body_follows_the_title_as_paragraphs() -> None:
    assert sample("rss20.xml").items[0].text == (
        "Perundingan di Teluk Merpati dibuka kembali & disiarkan\n\n"
        "Utusan kedua pihak bertemu lagi.\n"
        "Kata juru bicara: “Kami mulai hari ini.”\nPertemuan tertutup.\nGencatan\nSandera"
    )


def test_a_body_that_starts_with_the_title_does_not_repeat_it() -> None:
    assert sample("rss20.xml").items[1].text == "Kapal bantuan tertahan di pelabuhan sejak Rabu."


def test_a_link_is_kept_absolute_and_canonical() -> None:
    item = sample("rss20.xml").items[0]
    assert item.link == "https://teluk.example/berita/101?utm_source=rss"
    assert "utm_source" not in item.url


def test_a_zone_that_the_parser_does_not_know_is_left_to_those_who_do() -> None:
    first, second = sample("rss20.xml").items
    assert (first.published, first.published_text) == (None, "Kam, 24 Okt 2024 18:35:00 WIB")
    assert datetime(2024, 10, 24, 1, tzinfo=UTC) == second.published


def test_atom_is_read() -> None:
    first, second = sample("atom10.xml").items
    assert first.text == "Mediator arrives in Port Alder\n\nArrival\nThe envoy landed at dawn."
    assert first.link == "https://harbour.example/news/2024/mediator"
    assert (datetime(2024, 10, 24, 8, tzinfo=UTC), datetime(2024, 10, 24, 11, tzinfo=UTC)) == (
        first.published,
        first.updated,
    )
    assert (second.published, second.text) == (None, "Ferry strike ends\n\nCrews return & ferries sail.")


def test_rdf_in_latin_1_is_read() -> None:
    (item,) = sample("rdf.xml").items
    assert (item.text, item.language) == ("Trêve annoncée\n\nUne trêve est annoncée.", "fr")


def test_json_feed_is_read() -> None:
    document = sample("jsonfeed.json")
    first, second = document.items
    assert (document.format, document.title, document.hub) == ("json", "Delta Desk", "https://hub.example/")
    assert (first.guid, first.link) == ("12", "https://teluk.example/2024/exchange")
    assert first.text == "Exchange agreed\n\nBoth sides agreed.\nNo date was given."
    assert (second.link, second.language) == ("https://delta.example/2024/denial", "en-GB")
    assert second.text == "Ministry denies talks\n\nThe ministry denies <any> talks."


def test_a_news_sitemap_is_read_and_its_other_pages_are_not() -> None:
    (item,) = sample("sitemap.xml").items
    assert (item.text, item.publisher, item.language) == ("Utusan tiba di Teluk Merpati", "Kabar Teluk", "id")


@pytest.mark.parametrize(
    "content_type", ["text/html", "application/octet-stream", "image/png", "text/plain; charset=utf-8"]
)
def test_a_wrong_content_type_is_forgiven(content_type: str) -> None:
    assert len(sample("rss20.xml", content_type).items) == 2


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1252"])
def test_an_encoding_is_found(encoding: str) -> None:
    name = "utf-16" if "16" in encoding else encoding.removesuffix("-sig")
    item = "<item><title>Trêve à l’aube</title></item>"
    text = f'<?xml version="1.0" encoding="{name}"?><rss version="2.0"><channel>{item}</channel></rss>'
    document = parse(text.encode(encoding), url=URL, content_type="")
    assert [item.title for item in document.items] == ["Trêve à l’aube"]


def test_a_web_page_is_refused_and_the_feeds_it_names_are_told_its_own_first() -> None:
    with pytest.raises(
        FeedUnreadable, match=r"web page; it names https://teluk.example/rss.xml, https://other.example/feed"
    ):
        sample("page.html")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"Service Unavailable", "neither XML nor JSON"),
        (b"/etc/hostname", "neither XML nor JSON"),
        (b"file:///etc/hostname", "neither XML nor JSON"),
        (b'{"error": "quota"}', "no JSON Feed"),
        (b'{"version": "2", "items": []}', "no JSON Feed"),
        (b'{"version": "https://other.example/version/1", "items": []}', "no JSON Feed"),
        (b'{"items": [', "damaged JSON"),
        (b"\x1f\x8b\x08nonsense", "damaged gzip"),
        (gzip.compress(bytes(20_000_000)), "larger than 10000000 bytes"),
        (b"[" * 100_000, "damaged JSON"),
        (b"<html><body>404</body></html>", "names no feed"),
        (b"<?xml version='1.0'?><note><to>you</to></note>", "no feed in it"),
        (b"<urlset><url><loc>https://a.example/1</loc></url></urlset>", "without news"),
        (
            b"<sitemapindex><sitemap><loc>https://a.example/s.xml</loc></sitemap></sitemapindex>",
            "https://a.example/s.xml",
        ),
        (b'<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss><channel/></rss>', "declares XML entities"),
        (b'<!DOCTYPE r [<!entity x SYSTEM "file:///etc/hostname">]><rss><channel/></rss>', "declares XML entities"),
        ('<!DOCTYPE r [<!ENTITY a "&b;">]><rss/>'.encode("utf-16"), "declares XML entities"),
        (b'<!-- <rss> --><!DOCTYPE r [<!ENTITY a "&b;">]><rss/>', "declares XML entities"),
    ],
)
def test_what_is_no_feed_is_refused_with_its_reason(body: bytes, why: str) -> None:
    with pytest.raises(FeedUnreadable, match=why):
        parse(body, url=URL, content_type="application/rss+xml")


def test_a_feed_packed_without_a_word_is_unpacked() -> None:
    body = gzip.compress((SAMPLES / "rss20.xml").read_bytes())
    assert len(parse(body, url=URL, content_type="application/gzip").items) == 2


@pytest.mark.parametrize("version", ["https://jsonfeed.org/version/1", "1", "1.1"])
def test_a_json_feed_may_state_its_version_loosely(version: str) -> None:
    body = f'{{"version": "{version}", "items": [{{"id": "1", "title": "x"}}]}}'.encode()
    assert len(parse(body, url=URL, content_type="").items) == 1


def test_an_article_about_entities_is_no_attack() -> None:
    assert len(rss("<title>How &lt;!ENTITY works</title><description><![CDATA[<!ENTITY a>]]></description>").items) == 1


def test_a_feed_with_no_entries_is_a_feed() -> None:
    assert parse(b'<rss version="2.0"><channel><title>T</title></channel></rss>', url=URL, content_type="").items == ()


def test_what_a_cut_off_feed_still_holds_is_recovered() -> None:
    body = (SAMPLES / "rss20.xml").read_bytes()
    document = parse(body[: body.index(b"teluk-100") + 40], url=URL, content_type="")
    assert document.flaw
    assert "Perundingan" in document.items[0].title


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("file:///etc/passwd", ""),
        ("//cdn.example/a", "https://cdn.example/a"),
        ("a b", "https://teluk.example/a%20b"),
        ("", ""),
        ("https://teluk.example/" + "a" * 5_000, ""),
    ],
)
def test_a_link_leads_to_a_web_page_or_nowhere(written: str, read: str) -> None:
    assert read == rss(f"<title>x</title><link>{written}</link>").items[0].link


def test_half_a_surrogate_pair_gets_into_no_article() -> None:
    words = rb'"title": "A\ud800", "content_text": "B\udfff."'
    body = rb'{"items": [{"id": "x\ud800", "url": "https://a.example/\ud800", ' + words + b"}]}"
    (item,) = parse(body, url=URL, content_type="").items
    assert (item.link, item.title, item.text) == ("", "A", "A\n\nB.")


def test_an_endless_text_is_cut() -> None:
    assert len(rss(f"<title>x</title><description>{'news ' * 100_000}</description>").items[0].text) < 210_000


def test_a_redirector_gives_way_to_the_page_behind_it() -> None:
    body = (
        b'<rss version="2.0" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel><item><title>x</title>'
        b"<link>https://feeds.example/~r/1</link><feedburner:origLink>https://a.example/1</feedburner:origLink></item></channel></rss>"
    )
    assert parse(body, url=URL, content_type="").items[0].link == "https://a.example/1"


def test_an_aggregated_entry_keeps_its_own_publisher() -> None:
    assert (
        rss('<title>x</title><source url="https://h.example/">Harbour Wire</source>').items[0].publisher
        == "Harbour Wire"
    )


@pytest.mark.parametrize("body", [b"secret.xml", b"./secret.xml"])
def test_a_body_that_is_a_path_opens_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: bytes) -> None:
    (tmp_path / "secret.xml").write_text("<rss><channel><item><title>secret</title></item></channel></rss>")
    monkeypatch.chdir(tmp_path)
    opened: list[object] = []
    is_watching = [True]
    sys.addaudithook(lambda event, args: opened.append(args[0]) if is_watching[0] and event == "open" else None)
    with pytest.raises(FeedUnreadable):
        parse(body, url=URL, content_type="application/rss+xml")
    is_watching[0] = False
    assert not [path for path in opened if "secret" in str(path)]


def test_a_document_survives_the_way_out_of_the_sandbox() -> None:
    document = sample("rss20.xml")
    assert document == pickle.loads(pickle.dumps(document))  # noqa: S301 - our own.


@given(st.binary(max_size=300))
@example(b"<rss")
@example(b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><link href='http://['/></entry></feed>")
@example(b"\xff\xfe<\0")
def test_no_bytes_crash_it(body: bytes) -> None:
    for whole in (body, b"<rss version='2.0'><channel><item>" + body, b'{"items": [' + body):
        try:
            parse(whole, url=URL, content_type="")
        except FeedUnreadable:
            continue
