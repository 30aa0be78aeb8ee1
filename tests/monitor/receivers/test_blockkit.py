"""Blocks that Slack takes, and blocks that it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from monitor.receivers import active, blockkit

Block = dict[str, Any]


def plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}


def rich(*inline: Block) -> Block:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(inline)}]}


def button(**more: Any) -> Block:
    return {"type": "button", "action_id": "a", "text": plain("Press")} | more


def buttons(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


GOOD = [
    [],
    [{"type": "header", "text": plain("x" * 150)}],
    [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3000}}],
    [{"type": "section", "fields": [plain("x")] * 10}],
    [{"type": "context", "elements": [plain("x")] * 10}],
    [{"type": "divider"}] * 50,
    [rich({"type": "text", "text": "x"}, {"type": "link", "url": "https://a.example"})],
    [buttons(*(button(action_id=str(number)) for number in range(25)))],
    [buttons(button(style="danger", url="https://a.example", value="v"))],
]
BAD = [
    ("text", "must be a list of blocks"),
    ([{"type": "divider"}] * 51, "no more than 50 items"),
    ([{"type": "marquee"}], "unsupported type: marquee"),
    ([{"type": "divider", "block_id": "one"}] * 2, "block_id one already exists"),
    (
        [{"type": "header", "text": plain("x" * 151)}],
        "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
    ),
    ([{"type": "header", "text": plain("")}], "must be more than 0 characters"),
    ([{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}], "must be a text object of type plain_text"),
    ([{"type": "section", "text": plain("x" * 3001)}], "must be less than 3001 characters"),
    ([{"type": "section"}], "missing required field: text"),
    ([{"type": "section", "fields": [plain("x")] * 11}], "no more than 10 items"),
    ([{"type": "context", "elements": []}], "no fewer than 1 items"),
    ([{"type": "context", "elements": [plain("x")] * 11}], "no more than 10 items"),
    ([rich({"type": "text", "text": ""})], "must be more than 0 characters"),
    ([rich({"type": "marquee"})], "unsupported type: marquee"),
    ([{"type": "rich_text", "elements": []}], "must have at least one element"),
    ([buttons(button(), button())], "action_id a already exists"),
    ([buttons(button(text=plain("x" * 76)))], "must be less than 76 characters"),
    ([buttons(button(value="x" * 2001))], "must be less than 2001 characters"),
    ([buttons(button(style="huge"))], "must be one of danger, primary"),
    ([buttons(*(button(action_id=str(number)) for number in range(26)))], "no more than 25 items"),
    ([{"type": "section", "text": plain("x") | {"colour": "red"}}], "invalid additional property"),
]


@pytest.mark.parametrize("blocks", GOOD, ids=range(len(GOOD)))
def test_what_slack_takes_is_taken(blocks: list[Block]) -> None:
    assert blockkit.complaints(blocks) == []


@pytest.mark.parametrize(("blocks", "complaint"), BAD, ids=[what for _, what in BAD])
def test_what_slack_refuses_is_complained_of(blocks: object, complaint: str) -> None:
    assert any(complaint in each for each in blockkit.complaints(blocks))


def test_rich_text_calls_only_by_its_own_elements() -> None:
    quiet = active.read({"text": "x", "blocks": [rich({"type": "text", "text": "<!channel> <@U1>"})]})
    loud = active.read({"blocks": [rich({"type": "broadcast", "range": "here"}, {"type": "user", "user_id": "U1"})]})

    assert quiet.mentions == ()
    assert loud.mentions == ("here", "U1")


def test_markup_calls_and_links_in_text_and_in_mrkdwn() -> None:
    said = "<!channel> <@U1> <https://evil.example|x> http://bare.example"
    found = active.read({"text": said, "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": said}}]})

    assert found.mentions == ("!channel", "@U1") * 2
    assert found.links == ("https://evil.example|x", "http://bare.example") * 2


def test_an_address_that_stands_bare_in_rich_or_plain_text_counts_as_a_link() -> None:
    blocks = [
        rich({"type": "text", "text": "see https://a.example"}),
        {"type": "header", "text": plain("ftp://b.example")},
    ]

    assert active.read({"blocks": blocks}).links == ("https://a.example", "ftp://b.example")
