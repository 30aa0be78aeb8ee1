"""Which entries are news: churn, edits, duplicates."""

from __future__ import annotations

import pytest

from monitor.models import RawArticle
from tests.monitor.feeds.web import LONG, Entry, Reader, entry


async def news(*documents: tuple[Entry, ...]) -> list[tuple[RawArticle, ...]]:
    """Give what each document in turn yields."""
    reader = Reader()
    found = []
    for document in documents:
        reader.publish(*document)
        found.append((await reader.poll()).articles)
    return found


def titles(articles: tuple[RawArticle, ...]) -> list[str]:
    return [article.title for article in articles]


async def test_only_what_is_new_is_given() -> None:
    _, later = await news((entry(1), entry(2)), (entry(3), entry(1), entry(2)))
    assert titles(later) == ["Headline 3"]


async def test_nothing_new_gives_nothing_in_any_order() -> None:
    assert (await news((entry(1), entry(2)), (entry(2), entry(1))))[1] == ()


async def test_an_edit_in_place_is_the_same_article_with_other_words() -> None:
    first, later = await news((entry(1),), (entry(1, body="Corrected."),))
    assert (first[0].id, "Headline 1\n\nCorrected.", False) == (later[0].id, later[0].text, later[0].is_baseline)


async def test_an_edit_names_the_words_before_and_after_and_a_new_article_only_its_own() -> None:
    first, later, last = await news((entry(1),), (entry(1, body="Corrected."),), (entry(1, body="Again."),))
    assert (first[0].revises, later[0].revises) == ("", first[0].content)
    assert (last[0].revises, last[0].id) == (later[0].content, first[0].id)
    assert len({first[0].content, later[0].content, last[0].content}) == 3


@pytest.mark.parametrize(
    "churned",
    [
        entry(1, guid="another"),
        entry(1, guid=""),
        entry(1, link="https://teluk.example/1-with-a-new-slug"),
        entry(1, link="https://teluk.example/1?utm_source=rss#top"),
        entry(1, date="Thu, 24 Oct 2024 08:00:00 GMT"),
    ],
)
async def test_a_changed_guid_link_or_date_makes_no_new_article(churned: Entry) -> None:
    assert (await news((entry(1), entry(2)), (churned, entry(2))))[1] == ()


async def test_an_edited_title_with_a_new_slug_is_the_same_article() -> None:
    first, later = await news((entry(1), entry(2)), (entry(1, title="Other", link="https://teluk.example/x"), entry(2)))
    assert titles(later) == ["Other"]
    assert later[0].id in {article.id for article in first}


async def test_a_long_text_under_new_guid_and_link_is_no_new_article() -> None:
    moved = entry(1, body=LONG, guid="n", link="https://new.example/1")
    assert (await news((entry(1, body=LONG),), (moved,)))[1] == ()


async def test_a_short_text_under_new_guid_and_link_is_a_new_article() -> None:
    second = Entry(title="Live", link="https://teluk.example/2", guid="2")
    assert titles((await news((Entry(title="Live", link="https://teluk.example/1", guid="1"),), (second,)))[1]) == [
        "Live"
    ]


async def test_entries_that_share_a_guid_all_survive() -> None:
    (first,) = await news(tuple(entry(number, guid="same") for number in range(10)))
    assert len({article.id for article in first}) == 10


async def test_entries_that_share_a_link_all_survive_and_keep_their_ids() -> None:
    lives = tuple(entry(number, link="https://teluk.example/live") for number in range(5))
    first, later = await news(lives, (entry(9, link="https://teluk.example/live"), *lives))
    assert len({article.id for article in first}) == 5
    assert titles(later) == ["Headline 9"]


async def test_entries_without_link_or_guid_are_told_apart_by_their_title() -> None:
    first, later = await news(
        (Entry(title="A"), Entry(title="B")), (Entry(title="C"), Entry(title="A"), Entry(title="B"))
    )
    assert len({article.id for article in first}) == 2
    assert titles(later) == ["C"]
    assert all(article.url.startswith("http") for article in first + later)


async def test_entries_without_a_link_are_known_when_the_feed_moves_house() -> None:
    reader = Reader()
    for house in ("https://old.example/", "https://new.example/"):
        reader.publish(Entry(title="A"), Entry(title="B"), channel=f"<link>{house}</link>")
        polled = await reader.poll()
    assert polled.articles == ()


async def test_a_front_page_is_no_article() -> None:
    first, later = await news(
        (entry(1, link="https://teluk.example/"),),
        (entry(2, link="https://teluk.example/"), entry(1, link="https://teluk.example")),
    )
    assert titles(later) == ["Headline 2"]
    assert first[0].id != later[0].id


async def test_guids_that_number_the_places_of_a_list_hide_nothing() -> None:
    def page(*numbers: int) -> tuple[Entry, ...]:
        return tuple(entry(number, guid=str(place)) for place, number in enumerate(numbers))

    first, later = await news(page(3, 2, 1), page(4, 3, 2))
    assert titles(later) == ["Headline 4"]
    assert later[0].id not in {article.id for article in first}


async def test_the_same_entry_twice_in_a_document_is_one() -> None:
    assert len((await news((entry(1), entry(1))))[0]) == 1


async def test_an_entry_that_says_nothing_is_passed_over() -> None:
    assert (await news((Entry(title="", link="https://teluk.example/1", guid="1"),)))[0] == ()


async def test_an_entry_that_comes_back_is_not_new() -> None:
    assert (await news((entry(1), entry(2)), (entry(2),), (entry(1), entry(2))))[2] == ()


async def test_memory_is_bounded_and_holds_at_least_the_document() -> None:
    reader = Reader()
    for start in range(0, 5_000, 50):
        reader.publish(*(entry(number) for number in range(start, start + 50)))
        await reader.poll()
    assert reader.state is not None
    assert len(reader.state.seen) == 150
    reader.publish(*(entry(number) for number in range(10_000, 11_500)))
    await reader.poll()
    assert (await reader.poll()).articles == ()


async def test_articles_come_oldest_first() -> None:
    dated = [entry(day, date=f"{day} Oct 2024 08:00:00 GMT") for day in (3, 1, 2)]
    assert titles((await news(tuple(dated)))[0]) == ["Headline 1", "Headline 2", "Headline 3"]
