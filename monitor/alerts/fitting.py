"""Blocks made to fit: Slack refuses a message whose blocks together are too long, however well each of them fits."""

from __future__ import annotations

import json
from typing import Any

from monitor.alerts import safe

MOST = 12_000
"""Characters of all blocks, as JSON. Slack documents no figure, and refuses from about 13,200 on (slackapi/bolt-js#2509)."""

_STEPS = (600, 300, 150, 75)
_ADDRESS = 4


def fitted(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give the blocks as they are where they fit, else with their longest texts and addresses cut, step by step."""
    shown = blocks
    for most in _STEPS:
        if len(json.dumps(shown, ensure_ascii=False)) <= MOST:
            break
        shown = [_cut(block, most) for block in blocks]

    return shown


def _cut(value: Any, most: int) -> Any:
    """Cut the texts in a block; a link whose address is too long becomes what it says."""
    if isinstance(value, list):
        return [_cut(each, most) for each in value]
    if not isinstance(value, dict):
        return value
    if value.get("type") == "link" and len(value["url"]) > _ADDRESS * most:
        return {"type": "text", "text": safe.short(value.get("text", "-"), most)}

    return {
        name: safe.short(each, most) if name == "text" and isinstance(each, str) else _cut(each, most)
        for name, each in value.items()
    }
