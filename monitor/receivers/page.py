"""Block Kit as HTML: close enough to Slack to see what a desk reads first, and what was broken off."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from lxml import html
from lxml.html import HtmlElement
from lxml.html.builder import E

STYLE = """
body{margin:0;background:#fff;color:#1d1c1d;font:15px/1.46 Lato,"Noto Sans","DejaVu Sans",sans-serif;width:720px}
.channel{padding:12px 20px}.name{font-weight:900;border-bottom:1px solid #ddd;padding:4px 0 10px;margin-bottom:10px}
.message{display:grid;grid-template-columns:36px 1fr;gap:8px;margin:10px 0 18px}
.message.reply{margin:-6px 0 18px 44px;font-size:14px;border-left:3px solid #e8e8e8;padding-left:10px}
.face{width:36px;height:36px;border-radius:6px;background:#264653;color:#fff;display:grid;place-items:center;font-weight:900}
.app{font-weight:900}.app small{background:#eee;color:#666;font-weight:400;padding:1px 4px;border-radius:3px;margin:0 6px}
.header{font-size:18px;font-weight:900;line-height:1.3;margin:4px 0}.context{color:#616061;font-size:12.5px;margin:4px 0}
.context div{margin:1px 0}.quote{border-left:4px solid #ddd;padding:1px 0 1px 12px;margin:6px 0 0}.section{margin:2px 0}
.actions{display:flex;gap:8px;margin:10px 0 2px}
.button{background:#fff;color:inherit;font-family:inherit}
.button{border:1px solid #ccc;border-radius:6px;padding:4px 12px;font-weight:700;font-size:13px}
a{color:#1264a3;text-decoration:none}ul{margin:4px 0;padding-left:22px}
"""


def channel(name: str, messages: Sequence[tuple[str, Mapping[str, Any], bool]], press: str = "") -> str:
    """Show a channel: when, what, and whether it answers in a thread; `press` is where a pressed button is sent."""
    shown = [_pressed(_message(at, content, is_reply=is_reply), content, press) for at, content, is_reply in messages]
    body = E.body(E.div(E.div(f"# {name}", **{"class": "name"}), *shown, **{"class": "channel"}))

    return str(html.tostring(E.html(E.head(E.meta(charset="utf-8"), E.style(STYLE)), body), encoding="unicode"))


def _pressed(message: HtmlElement, content: Mapping[str, Any], press: str) -> HtmlElement:
    """Put a message into a form, so that its buttons do something."""
    if not press:
        return message

    return E.form(E.input(type="hidden", name="ts", value=content.get("ts", "")), message, method="post", action=press)


def _message(at: str, content: Mapping[str, Any], *, is_reply: bool) -> HtmlElement:
    who = E.div(
        "Kabar", E.small("APP"), E.span(at, style="color:#888;font-weight:400;font-size:12px"), **{"class": "app"}
    )
    blocks = [_BLOCKS[block["type"]](block) for block in content["blocks"]]
    face = E.div("K", **{"class": "face"})

    return E.div(face, E.div(who, *blocks), **{"class": "message reply" if is_reply else "message"})


def _header(block: Mapping[str, Any]) -> HtmlElement:
    return E.div(block["text"]["text"], **{"class": "header"})


def _context(block: Mapping[str, Any]) -> HtmlElement:
    return E.div(*(E.div(each["text"]) for each in block["elements"]), **{"class": "context"})


def _rich(block: Mapping[str, Any]) -> HtmlElement:
    return E.div(*map(_part, block["elements"]))


def _part(part: Mapping[str, Any]) -> HtmlElement:
    if part["type"] == "rich_text_list":
        return E.ul(*(E.li(*_inline(each)) for each in part["elements"]))

    return E.div(*_inline(part), **{"class": part["type"].removeprefix("rich_text_")})


def _inline(part: Mapping[str, Any]) -> Iterator[HtmlElement | str]:
    for each in part["elements"]:
        if each["type"] == "link":
            yield E.a(each.get("text") or each["url"], href=each["url"])
        else:
            yield E.b(each["text"]) if each.get("style", {}).get("bold") else E.span(each["text"])


def _actions(block: Mapping[str, Any]) -> HtmlElement:
    return E.div(
        *(
            E.button(each["text"]["text"], name="action", value=each["action_id"], **{"class": "button"})
            for each in block["elements"]
        ),
        **{"class": "actions"},
    )


_BLOCKS: Mapping[str, Callable[[Mapping[str, Any]], HtmlElement]] = {
    "header": _header,
    "context": _context,
    "rich_text": _rich,
    "actions": _actions,
}
