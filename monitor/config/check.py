"""What can be wrong with a configuration beyond its shape, found in its plain values so that every mistake is told."""

from __future__ import annotations

import ipaddress
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from monitor.alerts import check as routes
from monitor.alerts import safe, templates
from monitor.alerts.sinks import mistakes as sinks
from monitor.config.plain import entries
from monitor.entities import taggers
from monitor.text import nearest
from monitor.text.marked import Mistake, Place

KINDS: Mapping[str, Collection[str]] = templates.load(templates.FALLBACK).kinds
"""The kinds of shift that may be watched, with their stages and side states."""

OWN = frozenset({"coverage", "sink", "stage", "digest"})
"""The kinds of alert that are about Kabar itself: they are routed like others, but no story is watched for them."""

_BROKER = re.compile(r"sqlite:///\S+|kafka://[A-Za-z0-9._-]+(:\d{1,5})?([,;](kafka://)?[A-Za-z0-9._-]+(:\d{1,5})?)*")
_SCHEMES = "sqlite:///kabar.db or kafka://host:9092"
_PAGES = frozenset({"livez", "readyz", "healthz", "metrics", "-", "articles", "alerts", "alerts.atom", "slack"})
_PATH = re.compile(r"[A-Za-z0-9._~/-]+")
_IDENTIFIED = {"stories": "id", "sinks": "id", "entities": "id", "feeds": "url"}


def check(tree: dict[str, Any], kinds: Mapping[str, Collection[str]]) -> Iterator[Mistake]:
    """Find every mistake that the shape alone does not show."""
    yield from _top(tree)
    yield from _websub(tree)
    yield from _traces(tree)
    yield from _web(tree)
    for section, key in _IDENTIFIED.items():
        yield from _twice(tree, section, key)
    for position, feed in entries(tree, "feeds"):
        yield from _feed(feed, ("feeds", position))
    for position, story in entries(tree, "stories"):
        yield from _story(story, ("stories", position), [kind for kind in kinds if kind not in OWN])
    for position, sink in entries(tree, "sinks"):
        yield from sinks.sink(sink, ("sinks", position))
    names = routes.references(_ids(tree, "stories"), _ids(tree, "sinks"), kinds)
    yield from routes.routes(tree, names)
    yield from routes.inhibitions([rule for _, rule in entries(tree, "inhibit")], names)


def no_mapping(value: object) -> Mistake:
    """Say that a file holds nothing, or nothing that could be a configuration."""
    if value is None:
        return Mistake(at=(), what="is empty; start from deploy/kabar.example.yaml")

    return Mistake(at=(), what="should be a mapping; write `key: value`, for example `stories:`")


def said(mistake: Mistake) -> str:
    """Say a mistake with its key.

    >>> said(Mistake(at=("feeds", 1, "evry"), what='unknown; did you mean "every"?'))
    'feeds[1].evry: unknown; did you mean "every"?'
    """
    key = "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in mistake.at).lstrip(".")

    return f"{key}: {mistake.what}" if key else mistake.what


def _top(tree: dict[str, Any]) -> Iterator[Mistake]:
    broker, language = tree.get("broker"), tree.get("language")
    if isinstance(broker, str) and not _BROKER.fullmatch(broker):
        yield Mistake(at=("broker",), what=f"is no broker; write {_SCHEMES}")
    if isinstance(language, str) and language not in templates.languages():
        yield Mistake(
            at=("language",), what=f'no wording in "{language}"; {nearest.hint(language, templates.languages())}'
        )
    yield from _tagger(tree.get("tagger"))
    fetch = tree.get("fetch")
    networks = fetch.get("allow_networks") if isinstance(fetch, dict) else None
    for position, network in enumerate(networks if isinstance(networks, list) else []):
        if isinstance(network, str) and not _is_network(network):
            at = ("fetch", "allow_networks", position)
            yield Mistake(at=at, what=f'"{network}" is no network; write for example 10.0.0.0/8')


def _websub(tree: dict[str, Any]) -> Iterator[Mistake]:
    websub = tree.get("websub")
    callback = websub.get("callback") if isinstance(websub, dict) else None
    if isinstance(callback, str) and (why := _no_callback(callback)):
        yield Mistake(at=("websub", "callback"), what=f"{why}; write for example https://kabar.example/push")


def _web(tree: dict[str, Any]) -> Iterator[Mistake]:
    web = tree.get("web")
    url = web.get("url") if isinstance(web, dict) else None
    if isinstance(url, str) and url and (safe.link(url) is None or urlsplit(url).query or urlsplit(url).fragment):
        yield Mistake(at=("web", "url"), what="is no address of a service; write for example https://kabar.example")


def _traces(tree: dict[str, Any]) -> Iterator[Mistake]:
    traces = tree.get("traces")
    endpoint = traces.get("endpoint") if isinstance(traces, dict) else None
    if isinstance(endpoint, str) and endpoint and safe.link(endpoint) is None:
        what = "is no web address; write for example http://127.0.0.1:4318/v1/traces"
        yield Mistake(at=("traces", "endpoint"), what=what)


def _no_callback(callback: str) -> str:
    """Say why an address cannot be a callback, or nothing."""
    if safe.link(callback) is None or not re.fullmatch(r"[\x21-\x7e]+", callback):
        return "is no web address"
    parts = urlsplit(callback)
    if parts.query or parts.fragment:
        return "has a query or a fragment"
    path = parts.path.strip("/")
    if not path or path.partition("/")[0] in _PAGES:
        return "needs a path of its own"
    return "" if _PATH.fullmatch(path) else "has a path with signs in it that a route cannot have"


def _tagger(tagger: object) -> Iterator[Mistake]:
    name = tagger.get("name") if isinstance(tagger, dict) else None
    if isinstance(name, str) and name not in (known := taggers.names()):
        what = f'no installed package offers the tagger "{name}"; {nearest.hint(name, known)}'
        yield Mistake(at=("tagger", "name"), what=what)


def _is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text)
    except ValueError:
        return False

    return True


def _twice(tree: dict[str, Any], section: str, key: str) -> Iterator[Mistake]:
    seen: Counter[str] = Counter()
    for position, entry in entries(tree, section):
        name = entry.get(key)
        if isinstance(name, str):
            seen[name] += 1
            if seen[name] == 2:
                yield Mistake(at=(section, position, key), what=f'"{name}" is already taken; each {key} is given once')


def _feed(feed: Mapping[str, Any], at: Place) -> Iterator[Mistake]:
    url, language, every = feed.get("url"), feed.get("language"), feed.get("every")
    if isinstance(url, str) and safe.link(url) is None:
        yield Mistake(at=(*at, "url"), what=f"is no web address; {sinks.WEB_ADDRESS}")
    if isinstance(language, str) and language and not re.fullmatch(r"[a-z]{2}", language):
        yield Mistake(at=(*at, "language"), what=f'"{language}" is no language; write its code, for example id or en')
    if isinstance(every, int | float) and every < 1:
        yield Mistake(at=(*at, "every"), what="is too short; at least 1s")


def _story(story: Mapping[str, Any], at: Place, kinds: Collection[str]) -> Iterator[Mistake]:
    watch, known, severity = story.get("watch"), story.get("known"), story.get("severity")
    for position, kind in enumerate(watch if isinstance(watch, list) else []):
        yield from _kind(kind, (*at, "watch", position), kinds)
    for kind in known if isinstance(known, dict) else ():
        yield from _kind(kind, (*at, "known", kind), kinds)
    for kind in severity if isinstance(severity, dict) else ():
        yield from _kind(kind, (*at, "severity", kind), kinds)
    about = story.get("about")
    core = about.get("core") if isinstance(about, dict) else None
    need = about.get("need", 2) if isinstance(about, dict) else None
    if isinstance(core, list) and core and isinstance(need, int) and need > len(core):
        what = f"{need} of {len(core)} terms can never be met; name more terms or need fewer"
        yield Mistake(at=(*at, "about", "need"), what=what)


def _kind(kind: object, at: Place, kinds: Collection[str]) -> Iterator[Mistake]:
    if isinstance(kind, str) and kind not in kinds:
        yield Mistake(at=at, what=f'unknown kind "{kind}"; {nearest.hint(kind, kinds)}')


def _ids(tree: dict[str, Any], section: str) -> list[str]:
    return [each["id"] for _, each in entries(tree, section) if isinstance(each.get("id"), str)]
