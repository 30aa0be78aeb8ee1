"""Whether blocks are what Slack takes: its shapes and its limits, complained of in its own words."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

MOST_BLOCKS = 50
MOST_CHARACTERS = 13_200
"""Characters of all blocks; Slack documents no figure and refuses with `msg_blocks_too_long` near this one."""

_Complaints = Iterator[str]
_Check = Callable[[Mapping[str, Any], str], _Complaints]

_INLINE = frozenset({"text", "link", "emoji", "user", "channel", "usergroup", "broadcast", "date", "color"})
_STYLES = frozenset({"primary", "danger"})


def complaints(blocks: object) -> list[str]:
    """List what is wrong with the blocks of a message, each with the place."""
    if not isinstance(blocks, list) or not all(isinstance(each, dict) for each in blocks):
        return ["must be a list of blocks [json-pointer:/blocks]"]
    return list(_all(blocks))


def size(blocks: object) -> int:
    """Count the characters of all blocks, as Slack counts them: as JSON."""
    return len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":")))


def _all(blocks: list[dict[str, Any]]) -> _Complaints:
    if len(blocks) > MOST_BLOCKS:
        yield f"no more than {MOST_BLOCKS} items allowed [json-pointer:/blocks]"
    ids = Counter(each["block_id"] for each in blocks if "block_id" in each)
    yield from (f"block_id {name} already exists [json-pointer:/blocks]" for name, count in ids.items() if count > 1)
    for position, block in enumerate(blocks):
        at = f"/blocks/{position}"
        yield from _sized(block, "block_id", 255, at, is_needed=False)
        check = _BLOCKS.get(str(block.get("type")))
        yield from check(block, at) if check else [f"unsupported type: {block.get('type')} [json-pointer:{at}/type]"]


def _sized(value: Mapping[str, Any], key: str, most: int, at: str, *, is_needed: bool = True) -> _Complaints:
    """Look at a text: it is there, it is no longer than it may be."""
    if key not in value:
        yield from [f"missing required field: {key} [json-pointer:{at}]"] if is_needed else []
    elif not isinstance(value[key], str) or not value[key]:
        yield f"must be more than 0 characters [json-pointer:{at}/{key}]"
    elif len(value[key]) > most:
        yield f"must be less than {most + 1} characters [json-pointer:{at}/{key}]"


def _text(value: object, most: int, at: str, kinds: tuple[str, ...] = ("plain_text", "mrkdwn")) -> _Complaints:
    if not isinstance(value, Mapping) or value.get("type") not in kinds:
        yield f"must be a text object of type {' or '.join(kinds)} [json-pointer:{at}]"
        return
    yield from _sized(value, "text", most, at)
    extra = value.keys() - {"type", "text", "emoji", "verbatim"}
    if extra or ("emoji" in value and value["type"] != "plain_text"):
        yield f"invalid additional property [json-pointer:{at}]"


def _header(block: Mapping[str, Any], at: str) -> _Complaints:
    yield from _text(block.get("text"), 150, f"{at}/text", ("plain_text",))


def _section(block: Mapping[str, Any], at: str) -> _Complaints:
    fields = block.get("fields", [])
    if "text" not in block and not fields:
        yield f"missing required field: text [json-pointer:{at}]"
    if "text" in block:
        yield from _text(block["text"], 3000, f"{at}/text")
    yield from _counted(fields, 10, f"{at}/fields", least=0)
    for position, each in enumerate(fields):
        yield from _text(each, 2000, f"{at}/fields/{position}")
    if "accessory" in block:
        yield from _element(block["accessory"], f"{at}/accessory")


def _context(block: Mapping[str, Any], at: str) -> _Complaints:
    elements = block.get("elements", [])
    yield from _counted(elements, 10, f"{at}/elements")
    for position, each in enumerate(elements):
        place = f"{at}/elements/{position}"
        is_image = isinstance(each, Mapping) and each.get("type") == "image"
        yield from _image(each, place) if is_image else _text(each, 3000, place)


def _actions(block: Mapping[str, Any], at: str) -> _Complaints:
    elements = block.get("elements", [])
    yield from _counted(elements, 25, f"{at}/elements")
    names = Counter(each.get("action_id") for each in elements if isinstance(each, Mapping) and "action_id" in each)
    yield from (
        f"action_id {name} already exists [json-pointer:{at}/elements]" for name, count in names.items() if count > 1
    )
    for position, each in enumerate(elements):
        yield from _element(each, f"{at}/elements/{position}")


def _image(block: Mapping[str, Any], at: str) -> _Complaints:
    yield from _sized(block, "image_url", 3000, at)
    yield from _sized(block, "alt_text", 2000, at)


def _divider(_block: Mapping[str, Any], _at: str) -> _Complaints:
    yield from ()


def _rich(block: Mapping[str, Any], at: str) -> _Complaints:
    elements = block.get("elements", [])
    if not elements:
        yield f"must have at least one element [json-pointer:{at}/elements]"
    for position, each in enumerate(elements):
        place = f"{at}/elements/{position}"
        if each.get("type") == "rich_text_list":
            yield from _rich(each, place)
        elif each.get("type") not in {"rich_text_section", "rich_text_quote", "rich_text_preformatted"}:
            yield f"unsupported type: {each.get('type')} [json-pointer:{place}/type]"
        else:
            yield from _inline(each.get("elements", []), f"{place}/elements")


def _inline(elements: list[Mapping[str, Any]], at: str) -> _Complaints:
    for position, each in enumerate(elements):
        place = f"{at}/{position}"
        if each.get("type") not in _INLINE:
            yield f"unsupported type: {each.get('type')} [json-pointer:{place}/type]"
        elif each["type"] == "text":
            yield from _sized(each, "text", MOST_CHARACTERS, place)
        elif each["type"] == "link":
            yield from _sized(each, "url", 3000, place)


def _element(element: Mapping[str, Any], at: str) -> _Complaints:
    check = _ELEMENTS.get(str(element.get("type")))
    yield from _sized(element, "action_id", 255, at, is_needed=False)
    yield from check(element, at) if check else [f"unsupported type: {element.get('type')} [json-pointer:{at}/type]"]


def _button(element: Mapping[str, Any], at: str) -> _Complaints:
    yield from _text(element.get("text"), 75, f"{at}/text", ("plain_text",))
    yield from _sized(element, "value", 2000, at, is_needed=False)
    yield from _sized(element, "url", 3000, at, is_needed=False)
    if element.get("style", "primary") not in _STYLES:
        yield f"must be one of {', '.join(sorted(_STYLES))} [json-pointer:{at}/style]"


def _menu(element: Mapping[str, Any], at: str) -> _Complaints:
    most, longest = (5, 150) if element["type"] == "overflow" else (100, 150)
    options = element.get("options", [])
    yield from _counted(options, most, f"{at}/options")
    for position, each in enumerate(options):
        yield from _text(each.get("text"), 75, f"{at}/options/{position}/text", ("plain_text",))
        yield from _sized(each, "value", longest, f"{at}/options/{position}")
    if element["type"] == "static_select" and "placeholder" in element:
        yield from _text(element["placeholder"], 150, f"{at}/placeholder", ("plain_text",))


def _counted(items: object, most: int, at: str, *, least: int = 1) -> _Complaints:
    count = len(items) if isinstance(items, list) else 0
    if count < least:
        yield f"no fewer than {least} items allowed [json-pointer:{at}]"
    if count > most:
        yield f"no more than {most} items allowed [json-pointer:{at}]"


_BLOCKS: Mapping[str, _Check] = {
    "header": _header,
    "section": _section,
    "context": _context,
    "actions": _actions,
    "image": _image,
    "divider": _divider,
    "rich_text": _rich,
}
_ELEMENTS: Mapping[str, _Check] = {"button": _button, "overflow": _menu, "static_select": _menu, "image": _image}
