"""Which URLs may be asked, where a redirect leads, and how much of a URL may be told."""

from __future__ import annotations

from yarl import URL

from monitor.errors import FetchFailed

LONGEST = 4_096
_SCHEMES = frozenset({"http", "https"})


def origin(url: str) -> str:
    """Give scheme, host and port of a URL: all of it that may stand in an error or a log.

    >>> origin("https://me:pass@example.org/hook/secret?token=1")
    'https://example.org'
    """
    try:
        return str(URL(url).origin())
    except (ValueError, TypeError):
        return "malformed URL"


def asked(url: str) -> URL:
    """Read a URL that may be asked; what stands behind a # is no part of it.

    Raises:
        FetchFailed: it is no plain web address.
    """
    return _checked(_parsed(url, url)).with_fragment(None)


def next_hop(current: URL, location: str) -> URL:
    """Give the URL that a redirect leads to; refuse another scheme, user names and the way from https to http."""
    try:
        joined = current.join(_parsed(location.strip(), str(current)))
    except ValueError as error:
        raise FetchFailed(origin(str(current)), "malformed redirect") from error
    target = _checked(joined).with_fragment(None)
    if current.scheme == "https" and target.scheme == "http":
        raise FetchFailed(origin(str(current)), "redirect from https to http refused")
    return target


def _parsed(url: str, told: str) -> URL:
    """Read a URL; a broken one is told by the origin of another, where it came from there."""
    if len(url) > LONGEST:
        raise FetchFailed(origin(told), f"URL is longer than {LONGEST} characters")
    try:
        return URL(url)
    except (ValueError, TypeError) as error:
        raise FetchFailed(origin(told), "malformed URL") from error


def _checked(url: URL) -> URL:
    if url.scheme not in _SCHEMES:
        raise FetchFailed(origin(str(url)), "only http and https are allowed")
    if not url.host:
        raise FetchFailed(origin(str(url)), "the URL has no host")
    if url.user is not None or url.password is not None:
        raise FetchFailed(origin(str(url)), "user names in URLs are not allowed")
    return url
