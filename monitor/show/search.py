"""What is printed of a search for feeds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from monitor.alerts import render
from monitor.feeds.settings import Feed
from monitor.show import form
from monitor.text import urls

if TYPE_CHECKING:  # It would load the network, which a list does not need.
    from monitor.finding import Found, Search


_USUAL = ("HTTP 404", "HTTP 410", "it is a web page")
"""What most of the usual places say, and nobody wants to read."""

_OF_HOSTS = {
    "robots unreachable": "its robots.txt cannot be had, so nothing is asked there; --allow-private opens a host of your own"
}
"""What holds for every place of a host."""


def search(found: Search, *, as_json: bool, as_yaml: bool) -> str:
    """Show the feeds that were found, each with what it holds, and what was refused."""
    if as_json:
        return form.line(msgspec.to_builtins(found))
    if as_yaml:
        return "\n".join(_yaml(each) for each in found.found)
    rows = (
        (each.url, each.format, str(each.entries), _newest(each), each.language or "-", each.title)
        for each in found.found
    )
    table = form.table(("url", "format", "entries", "newest", "language", "title"), rows)
    refused = "\n".join(f"  {line}" for line in _refused(found))

    return "\n".join([table or "no living feed was found", *(["no feed, or a dead one:", refused] if refused else [])])


def _refused(found: Search) -> Iterator[str]:
    """Say why each place was refused; of what holds for a whole host, once."""
    hosts = dict.fromkeys((urls.host(url), why) for url, why in found.refused if why in _OF_HOSTS)
    yield from (f"{host}: {_OF_HOSTS[why]}" for host, why in hosts)
    yield from (f"{url}: {why}" for url, why in found.refused if why not in _OF_HOSTS and not why.startswith(_USUAL))


def feeds_of(found: Search) -> tuple[Feed, ...]:
    """Give the feeds as a configuration has them."""
    return tuple(Feed(url=each.url, publisher=each.title, language=_code(each)) for each in found.found)


def _yaml(each: Found) -> str:
    settings = {"url": each.url, "publisher": each.title} | ({"language": code} if (code := _code(each)) else {})
    return (
        "- {" + ", ".join(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in settings.items()) + "}"
    )


def _code(each: Found) -> str:
    return each.language if len(each.language) == 2 and each.language.isascii() and each.language.isalpha() else ""


def _newest(each: Found) -> str:
    return render.moment(each.newest) if each.newest else "undated"
