"""One form for the URLs of one article."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qs, quote, unquote_to_bytes, urlsplit

import courlan

from monitor.text import tables

_blanks = re.compile(r"[\x00-\x20\x7f-\xa0\u2000-\u200f\u2028-\u202f\u2060\u3000\ufeff]+")
_ampersands = re.compile(r"&(?:amp;)+")
_session = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*", re.IGNORECASE)
_target_of = re.compile(r"=https?(?::|%3a)", re.IGNORECASE)
_SAFE = "!$'()*,-./:;=@_~"
_ROUNDS = 8
_PAGED = 3  # A page of a list has fewer segments than one of an article.


class _Rules(NamedTuple):
    names: frozenset[str]
    prefixes: tuple[str, ...]
    values: dict[str, re.Pattern[str]]
    labels: frozenset[str]
    first: frozenset[str]
    last: frozenset[str]
    endings: tuple[str, ...]
    paged: frozenset[str]
    redirectors: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]
    caches: re.Pattern[str]


@cache
def _rules() -> _Rules:
    table = tables.read("monitor.text", "urls")
    tracking, paging, path = table["tracking"], table["paging"], table["path"]
    return _Rules(
        names=frozenset(tracking["names"]) | frozenset(paging["names"]),
        prefixes=tuple(tracking["prefixes"]),
        values={name: re.compile(value) for name, value in paging["values"].items()},
        labels=frozenset(table["labels"]),
        first=frozenset(path["first"]),
        last=frozenset(path["last"]),
        endings=tuple(path["endings"]),
        paged=frozenset(path["paged"]),
        redirectors=tuple(
            (re.compile(f"(?:{row['host']})(?:{row['path']})"), tuple(row["names"])) for row in table["redirectors"]
        ),
        caches=re.compile("|".join(f"(?:{row})" for row in _numbered(table["caches"]))),
    )


def _numbered(patterns: list[str]) -> list[str]:
    """Give each pattern's group its own name, so that they can stand in one expression."""
    return [row.replace("?P<target>", f"?P<target{place}>") for place, row in enumerate(patterns)]


def canonical(url: str) -> str:
    """Give the one form that all URLs of an article share; it names the article and need not be fetched.

    >>> canonical("http://amp.example.com:80//news/42/?utm_source=x&page=all#top")
    'https://example.com/news/42'
    """
    current = _tidied(url)
    for _ in range(_ROUNDS):
        following = _pass(current)
        if following == current:
            break
        current = following
    return current


def target(url: str) -> str:
    """Give the page that a redirector or a cache carries in its own URL; any other URL as it is.

    >>> target("https://www.google.com/url?rct=j&url=https://example.com/news/42")
    'https://example.com/news/42'
    """
    for _ in range(_ROUNDS):
        parts = _split(url)
        inner = _target(parts, _rules()) if parts else ""
        if not inner:
            break
        url = _tidied(inner)
    return url


def changes(url: str) -> tuple[str, ...]:
    """Say what was changed to make a URL canonical, step by step.

    >>> changes("http://m.example.com/news/42?utm_source=x")
    ('https for http', 'host example.com for m.example.com', 'without utm_source=x')
    """
    said: list[str] = []
    current = _tidied(url)
    for _ in range(_ROUNDS):
        following = _pass(current)
        if following == current:
            break
        said += _differences(current, following)
        current = following
    return tuple(dict.fromkeys(said))


def _differences(before: str, after: str) -> Iterator[str]:
    one, other = _split(before), _split(after)
    if one is None or other is None:
        return
    if _target(one, _rules()):
        yield f"the address that {_hostname(one)} points to"
        return
    pairs = ((one.scheme, other.scheme, ""), (one.netloc, other.netloc, "host "), (one.path, other.path, "path "))
    yield from (
        f"{name}{new or '(none)'} for {old}" for old, new, name in pairs if old != new and (old.strip("/") or new)
    )
    stays = set(other.query.split("&"))
    yield from (f"without {pair}" for pair in one.query.split("&") if pair and _quoted(pair) not in stays)
    if one.fragment and not other.fragment:
        yield f"without #{one.fragment}"


def _tidied(url: str) -> str:
    url = _ampersands.sub("&", _blanks.sub("", url))
    return f"https:{url}" if url.startswith("//") else url


def _pass(url: str) -> str:
    parts = _split(url)
    if parts is None:
        return url
    rules = _rules()
    if target := _target(parts, rules):
        return _tidied(target)
    name = _without_device(_hostname(parts), rules)
    path = _path(parts.path, rules)
    query = _query(parts.query, rules, at_root=not path)
    fragment = (
        f"#{quote(unquote_to_bytes(_bytes(parts.fragment)), safe=_SAFE)}" if parts.fragment.startswith("!") else ""
    )
    return f"https://{name}{_port(parts)}{path}{'?' if query else ''}{query}{fragment}"


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        has_host = parts.scheme in {"http", "https"} and bool(parts.hostname)
        _ = parts.port
    except ValueError:
        return None
    return parts if has_host else None


def _hostname(parts: SplitResult) -> str:
    name = (parts.hostname or "").strip(".")
    return f"[{name}]" if ":" in name else name


def _port(parts: SplitResult) -> str:
    return "" if parts.port in {None, 80, 443} else f":{parts.port}"


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _target(parts: SplitResult, rules: _Rules) -> str:
    """Find the URL that a redirector or a cache carries, if this is one."""
    name = _hostname(parts).removeprefix("www.")
    if _target_of.search(parts.query) and (target := _redirected(name + parts.path, parts.query, rules)):
        return target
    found = rules.caches.fullmatch(name + parts.path)
    inner = next((group for group in found.groups() if group), "") if found else ""
    return f"https://{inner}{'?' if parts.query else ''}{parts.query}" if inner else ""


def _redirected(place: str, query: str, rules: _Rules) -> str:
    held = parse_qs(query)
    keys = (key for pattern, names in rules.redirectors if pattern.fullmatch(place) for key in names)
    return next((value for key in keys for value in held.get(key, ()) if _split(value)), "")


@lru_cache(maxsize=4096)
def _registered(name: str) -> str:
    try:
        return courlan.extract_domain(f"https://{name}/") or name
    except (ValueError, AttributeError, TypeError):
        return name


def _without_device(name: str, rules: _Rules) -> str:
    domain = _registered(name)
    if name == domain or not name.endswith(f".{domain}"):
        return name
    labels = name[: -len(domain) - 1].split(".")
    return ".".join([label for label in labels if label and label not in rules.labels] + [domain])


def _path(path: str, rules: _Rules) -> str:
    path = quote(unquote_to_bytes(_bytes(_session.sub("", path))), safe=_SAFE + "+&")
    segments = [segment for segment in posixpath.normpath("/" + path).split("/") if segment]
    if len(segments) > 1 and segments[0].lower() in rules.first:
        segments = segments[1:]
    while segments and segments[-1].lower() in rules.last:
        segments.pop()
    if len(segments) > _PAGED and segments[-2].lower() in rules.paged and segments[-1].isdecimal():
        segments = segments[:-2]
    for ending in rules.endings:
        if segments and segments[-1].endswith(ending) and segments[-1] != ending:
            segments[-1] = segments[-1].removesuffix(ending) + (".html" if ending.endswith(".html") else "")
    return "".join(f"/{segment}" for segment in segments)


def _query(query: str, rules: _Rules, *, at_root: bool) -> str:
    kept = {_quoted(pair) for pair in query.split("&") if pair and not _is_noise(pair, rules, at_root=at_root)}
    return "&".join(sorted(kept - {""}))


def _quoted(pair: str) -> str:
    name, equals, value = pair.partition("=")
    return "=".join(
        quote(unquote_to_bytes(_bytes(part)), safe=_SAFE + "+/?") for part in (name, value) if part or equals
    )


def _is_noise(pair: str, rules: _Rules, *, at_root: bool) -> bool:
    name, _, value = pair.partition("=")
    name = name.lower()
    if name in rules.names or name.startswith(rules.prefixes):
        return True
    allowed = rules.values.get(name)
    return allowed is not None and not at_root and allowed.fullmatch(value.lower()) is not None


def host(url: str) -> str:
    """Name the host of a URL, without ``www.``; empty where there is none.

    >>> host("https://WWW.Example.co.id/x")
    'example.co.id'
    """
    parts = _split(_tidied(url))
    return _hostname(parts).removeprefix("www.") if parts else ""


def registered(url: str) -> str:
    """Name the registered domain of a URL: what one publisher owns.

    >>> registered("https://news.example.co.uk/x")
    'example.co.uk'
    """
    name = host(url)
    return _registered(name) if name else ""
