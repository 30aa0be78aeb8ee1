"""What Slack makes active in a message: whom it calls, and where its links lead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_ANGLE = re.compile(r"<([^<>\n]+)>")
_URL = re.compile(r"(?i)\b(?:[a-z][a-z0-9+.-]*://|(?:tel|mailto|javascript|data):)[^\s<>|\"]+")
_CALLS = ("!", "@", "#")
_CALLING = frozenset({"user", "usergroup", "broadcast", "channel"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Active:
    """The mentions and the addresses that a reader could be led to."""

    mentions: tuple[str, ...]
    links: tuple[str, ...]


def read(message: Mapping[str, Any]) -> Active:
    """Read a message as Slack does: `text` and mrkdwn have markup and bare addresses, rich text has only its own elements."""
    found = [*_in_markup(str(message.get("text", ""))), *_in_blocks(message.get("blocks", []))]

    return Active(
        mentions=tuple(what for kind, what in found if kind == "mention"),
        links=tuple(what for kind, what in found if kind == "link"),
    )


def _in_blocks(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        yield from _in_object(value)
        value = [each for key, each in value.items() if key != "text" or isinstance(each, Mapping)]
    for each in value if isinstance(value, list) else ():
        yield from _in_blocks(each)


def _in_object(value: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    kind, text = value.get("type"), value.get("text")
    if kind in _CALLING:
        yield "mention", str(value.get(f"{kind}_id") or value.get("range") or kind)
    if isinstance(url := value.get("url") or value.get("image_url"), str):
        yield "link", url
    if kind == "mrkdwn" and isinstance(text, str):
        yield from _in_markup(text)
    elif isinstance(text, str):
        yield from (("link", found) for found in _URL.findall(text))


def _in_markup(text: str) -> Iterator[tuple[str, str]]:
    for inside in _ANGLE.findall(text):
        yield ("mention" if inside.startswith(_CALLS) else "link"), inside
    yield from (("link", found) for found in _URL.findall(_ANGLE.sub(" ", text)))
