"""Articles that come from a file or a page."""

import json
from datetime import UTC, datetime

import pytest

from monitor import given
from monitor.errors import ArticleUnusable
from monitor.models import DateSource

NOON = datetime(2024, 11, 1, 12, tzinfo=UTC)
ROW = {
    "url": "https://example.org/a?utm_source=x",
    "title": "Talks open",
    "text": "  Delegates met on Friday in the capital and spoke for three hours about the harbour.\r\n",
    "published_at": "2024-11-01T10:00:00+07:00",
    "publisher": "Example",
}


def row(**fields: object) -> str:
    return json.dumps(ROW | fields)


def test_the_text_stays_exactly_as_it_was_given() -> None:
    assert ROW["text"] == given.line(row(), NOON).text


def test_the_url_is_made_canonical_and_the_link_kept() -> None:
    article = given.line(row(), NOON)

    assert article.url == "https://example.org/a"
    assert ROW["url"] == article.link


def test_an_article_counts_as_fetched_when_published_unless_it_says_otherwise() -> None:
    published = datetime(2024, 11, 1, 3, tzinfo=UTC)

    assert published == given.line(row(), NOON).fetched_at
    assert given.line(row(fetched_at="2024-11-01T12:00:00Z"), published).fetched_at == NOON


def test_an_unknown_date_stays_unknown() -> None:
    article = given.line(row(published_at=None), NOON)

    assert article.published_at is None
    assert article.date_source == DateSource.MISSING
    assert article.fetched_at == NOON


def test_html_stands_in_for_text() -> None:
    article = given.line(row(text=None, html="<p>Delegates met.</p><p>They spoke.</p>"), NOON)

    assert article.text == "Delegates met.\nThey spoke."


def test_articles_come_in_the_order_in_which_they_were_fetched() -> None:
    rows = [
        row(url=f"https://example.org/{hour}", published_at=f"2024-11-01T{hour}:00:00Z") for hour in ("09", "07", "08")
    ]

    assert [article.link[-2:] for article in given.articles(rows)] == ["07", "08", "09"]


def test_an_undated_article_stays_behind_the_line_before_it() -> None:
    rows = [row(), row(url="https://example.org/b", published_at=None)]
    first, second = given.articles(rows)

    assert first.fetched_at == second.fetched_at
    assert second.url == "https://example.org/b"


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "line 2: not JSON"),
        ("[]", "line 2: not a JSON object"),
        (row(url=""), "line 2: url is missing"),
        (row(text=" "), "line 2: text is missing"),
        (row(title=3), "line 2: title is not a text"),
        (row(published_at="soon"), "line 2: published_at is no date"),
    ],
)
def test_a_bad_line_is_named_with_its_number(line: str, complaint: str) -> None:
    with pytest.raises(ArticleUnusable, match=complaint):
        given.articles([row(), line])


def test_a_page_gives_its_article() -> None:
    paragraphs = "".join(
        f"<p>{sentence}</p>" for sentence in ["The two delegations met for three hours in the capital."] * 8
    )
    page = f"<html><head><title>Talks open</title></head><body><article><h1>Talks open</h1>{paragraphs}</article></body></html>"
    article = given.page("https://example.org/talks", page.encode(), NOON)

    assert "three hours" in article.text
    assert article.link == "https://example.org/talks"


def test_the_first_line_of_a_plain_text_is_its_title() -> None:
    article = given.plain("file:///a.txt", "Talks open\n\nDelegates met in the capital.", NOON)

    assert article.title == "Talks open"
