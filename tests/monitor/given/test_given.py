"""Articles that come from a file or a page."""

import io
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given as law
from hypothesis import strategies as st

from monitor import codec, given
from monitor.errors import ArticleUnusable
from monitor.given import fields
from monitor.models import DateSource, RawArticle

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


def read(*rows: str) -> list[RawArticle]:
    """Read lines as replay does."""
    return given.articles(given.stream(io.BytesIO("\n".join(rows).encode()), given.Clock(now=NOON), "a.jsonl"))


def test_the_text_stays_exactly_as_it_was_given() -> None:
    article = given.line(row(), NOON)

    assert ROW["text"] == article.text[article.begins :]


def test_a_text_that_says_its_title_is_left_as_it_is() -> None:
    text = "Friday, 1 November\n\nTALKS  OPEN\n\nDelegates met."

    assert given.line(row(title="Talks open | Example", text=text), NOON).text == text


def test_a_title_that_the_text_lacks_is_put_before_it() -> None:
    article = given.line(row(), NOON)

    assert article.text.splitlines()[0] == "Talks open"
    assert article.text[article.begins :] == ROW["text"]
    assert given.line(row(title=""), NOON).begins == 0


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
    article = given.line(row(title="", text=None, html="<p>Delegates met.</p><p>They spoke.</p>"), NOON)

    assert article.text == "Delegates met.\nThey spoke."


def test_articles_come_in_the_order_in_which_they_were_fetched() -> None:
    rows = [
        row(url=f"https://example.org/{hour}", published_at=f"2024-11-01T{hour}:00:00Z") for hour in ("09", "07", "08")
    ]

    assert [article.link[-2:] for article in read(*rows)] == ["07", "08", "09"]


def test_an_undated_article_stays_behind_the_line_before_it() -> None:
    rows = [row(), row(url="https://example.org/b", published_at=None)]
    first, second = read(*rows)

    assert first.fetched_at == second.fetched_at
    assert second.url == "https://example.org/b"


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "a.jsonl:2: is not JSON"),
        ("[]", "a.jsonl:2: is no JSON object"),
        ("\x00", "a.jsonl:2: is not JSON"),
        ("[" * 100_000, "a.jsonl:2: is not JSON"),
        (row(url=""), "a.jsonl:2: url: is missing"),
        (row(url="example.org/a"), "a.jsonl:2: url: is no web address"),
        (row(url="javascript:alert(1)"), "a.jsonl:2: url: is no web address"),
        (row(url="https://me:pass@example.org/a"), "a.jsonl:2: url: holds a user name"),
        (row(text=" "), "a.jsonl:2: text: is missing"),
        (row(text="x" * 1_000_001), "a.jsonl:2: text: is longer than 1000000 characters"),
        (row(title=3), "a.jsonl:2: title: is not a text"),
        (row(language="Indonesian"), "a.jsonl:2: language: is no language code"),
        (row(published_at="soon"), "a.jsonl:2: published_at: is no date: 'soon'"),
    ],
)
def test_a_bad_line_is_named_with_its_number(line: str, complaint: str) -> None:
    with pytest.raises(ArticleUnusable, match=complaint):
        read(row(), line)


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


def test_every_mistake_of_every_line_is_told_with_its_field_and_a_hint() -> None:
    with pytest.raises(ArticleUnusable) as refused:
        read(row(), json.dumps({"uri": "https://example.org/b", "tekst": "x", "published_at": "soon"}), "", "?")

    assert str(refused.value).splitlines() == [
        'a.jsonl:2: url: is missing; is "uri" meant?',
        'a.jsonl:2: text: is missing; is "tekst" meant?',
        "a.jsonl:2: published_at: is no date: 'soon'; write for example 2024-11-01T10:00:00Z",
        "a.jsonl:4: is not JSON: Expecting value at column 1",
    ]


def test_of_many_mistakes_the_rest_is_counted() -> None:
    with pytest.raises(ArticleUnusable) as refused:
        read(*["nonsense"] * 1_000)

    assert len(str(refused.value).splitlines()) == given.MOST + 1
    assert str(refused.value).endswith(f"... and {1_000 - given.MOST} more mistakes")


def test_what_no_text_can_carry_becomes_a_blank_and_moves_nothing() -> None:
    article = given.line(row(title="Talks\x00open", text="Delegates\x07met \ud800 on Friday."), NOON)

    assert article.text[article.begins :] == "Delegates met   on Friday."
    assert article.title == "Talks open"
    assert codec.decode(codec.encode(article), RawArticle) == article


def test_a_live_article_counts_as_fetched_now_and_comes_not_from_the_future() -> None:
    live = given.Clock(now=NOON, is_live=True)
    late, wrong = fields.article(ROW, live), fields.article(ROW | {"published_at": "2031-01-01T00:00:00Z"}, live)

    assert isinstance(late, RawArticle)
    assert late.fetched_at == NOON
    assert not isinstance(wrong, RawArticle)
    assert [str(each) for each in wrong] == ["published_at: lies in the future; leave it out where it is not known"]


NAMES = st.sampled_from([*fields.FIELDS, "x"])
BODIES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.dictionaries(NAMES, inner) | st.lists(inner),
    max_leaves=8,
)


@law(BODIES)
def test_no_value_whatever_causes_anything_but_an_article_or_mistakes(body: object) -> None:
    found = fields.article(body, given.Clock(now=NOON, is_live=True))

    assert isinstance(found, RawArticle) or found
