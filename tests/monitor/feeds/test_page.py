"""The article on a page, whatever its layout, language and encoding."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from monitor.feeds import page
from tests.monitor.feeds import site
from tests.monitor.feeds.site import ENGLISH, LAYOUTS, STORIES, Story

URL = "https://harbour.example/news/1"


def read(markup: str, charset: str = "utf-8", kind: str = "text/html") -> str:
    return page.text(markup.encode(charset), URL, kind)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda each: each.__name__)
@pytest.mark.parametrize("story", STORIES, ids=lambda each: each.language)
def test_every_paragraph_is_a_line_and_the_rest_of_the_page_is_not_there(
    layout: Callable[[Story], str], story: Story
) -> None:
    lines = read(layout(story)).split("\n")

    assert [line for line in lines if line in story.paragraphs] == list(story.paragraphs)
    assert {line for line in lines if line not in story.paragraphs} <= {story.title}


@pytest.mark.parametrize(
    ("language", "charset"),
    [("ru", "koi8-r"), ("ru", "windows-1251"), ("ar", "windows-1256"), ("ru", "utf-8"), ("en", "windows-1252")],
)
@pytest.mark.parametrize("where", ["header", "meta", "both"])
def test_a_page_is_read_in_the_encoding_that_it_names(language: str, charset: str, where: str) -> None:
    story = next(each for each in STORIES if each.language == language)
    markup = site.plain(story).replace('charset="utf-8"', f'charset="{charset}"' if where != "header" else "")
    kind = "text/html" if where == "meta" else f"text/html; charset={charset}"

    assert story.paragraphs[1] in read(markup, charset, kind).split("\n")


@pytest.mark.parametrize(
    ("body", "kind", "text"),
    [
        ("l’été".encode("windows-1252"), "text/html; charset=iso-8859-1", "l’été"),
        ("l’été".encode(), "text/html; charset=iso-8859-1", "l’été"),
        (b"\xef\xbb\xbf" + "l’été".encode(), "text/html; charset=koi8-r", "l’été"),
        ("l’été".encode("utf-16"), "text/html", "l’été"),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">' + "мир".encode("koi8-r"), "", "мир"),
        (b'<?xml version="1.0" encoding="windows-1251"?>' + "мир".encode("cp1251"), "", "мир"),
        ("l’été".encode("windows-1252"), "text/html; charset=nonsense", "l"),
    ],
)
def test_bytes_become_characters(body: bytes, kind: str, text: str) -> None:
    assert text in page.decode(body, kind)


def test_a_declaration_of_xml_does_not_stop_a_page_from_being_read() -> None:
    assert ENGLISH.paragraphs[1] in read('<?xml version="1.0" encoding="utf-8"?>' + site.plain(ENGLISH))


@pytest.mark.parametrize("body", [b"", b"\0\0", b"<html></html>", site.JAVASCRIPT_ONLY.encode(), b"%PDF-1.7 \xff\xfe"])
def test_a_page_without_an_article_has_no_text(body: bytes) -> None:
    assert page.text(body, URL, "text/html") in {"", "You need to enable JavaScript to run this app."}


def test_a_page_of_too_many_parts_is_no_article() -> None:
    links = '<a href="/1">link</a> ' * (page.MAX_TAGS // 2)

    assert read(site.plain(ENGLISH).replace("<footer>", f"{links}<footer>")) == ""


def test_a_list_is_lines_without_marks() -> None:
    items = "".join(f"<li>{each}</li>" for each in ENGLISH.paragraphs)
    text = read(site.plain(ENGLISH).replace("</article>", f"<ul>{items.replace('crew', 'men')}</ul></article>"))

    assert not [line for line in text.split("\n") if line.startswith("-")]


def test_what_a_page_says_of_itself_is_read_too() -> None:
    head = '<meta property="og:site_name" content="Harbour News"><meta property="article:published_time" content="2024-11-01">'
    found = page.read(site.plain(ENGLISH).replace("<script>", f"{head}<script>").encode(), url=URL)

    assert (found.publisher, found.published) == ("Harbour News", "2024-11-01")
    assert ENGLISH.title in found.title
