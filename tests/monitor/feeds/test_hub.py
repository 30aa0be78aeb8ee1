"""Where a feed says that it can be pushed."""

from __future__ import annotations

import pytest

from tests.monitor.feeds.web import Reader, entry


@pytest.mark.parametrize("link", ['<https://hub.example/>; rel="hub"', "</h>; rel=hub, </rss>; rel=self"])
async def test_the_link_header_goes_before_what_the_document_says_of_its_hub(link: str) -> None:
    reader = Reader()
    own = '<atom:link rel="hub" href="https://old.example/"/><atom:link rel="self" href="https://teluk.example/old"/>'
    reader.publish(entry(1), channel=own)
    assert ((state := (await reader.poll()).state).hub, state.topic) == (
        "https://old.example/",
        "https://teluk.example/old",
    )
    reader.publish(entry(2), channel=own, link=link)
    state = (await reader.poll()).state
    assert state.hub in {"https://hub.example/", "https://teluk.example/h"}
    assert state.topic == ("https://teluk.example/rss" if "self" in link else "https://teluk.example/old")
