"""What can be wrong with sinks beyond their shape, found in the plain values of a configuration."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from monitor.alerts import safe
from monitor.alerts.sinks import alertmanager, mail
from monitor.alerts.sinks.settings import KINDS
from monitor.text.marked import Mistake, Place

_SECRET_LOOKS = {
    "url_file": re.compile(r"[a-z0-9+]{2,}://"),
    "token_file": re.compile(r"xox|xapp-"),
    "secret_file": re.compile(r"whsec_"),
    "key_file": re.compile(r"[A-Za-z0-9]{32}$"),
}
_LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
WEB_ADDRESS = "it starts with https:// or http:// and names a host, without a password"


def sink(value: Mapping[str, Any], at: Place) -> Iterator[Mistake]:
    """Check one sink: exactly one kind, whole, and no secret in it."""
    chosen = [kind for kind in KINDS if kind in value]
    is_misspelt = not chosen and bool(value.keys() - {"id"})  # Its shape tells of the unknown key.
    if len(chosen) != 1 and not is_misspelt:
        found = "has no kind" if not chosen else f"has {len(chosen)} kinds ({', '.join(chosen)})"
        yield Mistake(at=at, what=f"{found}; give exactly one of {', '.join(KINDS)}")
    for kind in chosen:
        settings = value[kind]
        if isinstance(settings, Mapping):
            yield from _inline(settings, (*at, kind))
            yield from _CHECKS.get(kind, _nothing)(settings, (*at, kind))


def _inline(settings: Mapping[str, Any], at: Place) -> Iterator[Mistake]:
    """Find a secret where the name of a file should be; it is not repeated."""
    for key, looks in _SECRET_LOOKS.items():
        value = settings.get(key)
        if isinstance(value, str) and looks.match(value):
            yield Mistake(at=(*at, key), what="holds the secret itself; put it in a file and give the file's path")


def _slack(settings: Mapping[str, Any], at: Place) -> Iterator[Mistake]:
    given = [key for key in ("url_file", "token_file") if settings.get(key)]
    if len(given) != 1:
        hint = "give `url_file` (incoming webhook) or `token_file` and `channel` (bot)"
        yield Mistake(at=at, what=f"has {'both ways' if given else 'no way'} to reach Slack; {hint}")
    if given == ["url_file"] and settings.get("buttons"):
        yield Mistake(at=(*at, "buttons"), what="are for a bot; an incoming webhook has none")
    yield from _address(settings, "api", at)
    if str(settings.get("channel", "")).startswith("@"):
        yield Mistake(
            at=(*at, "channel"), what="is a person by name; give the id from their profile, for example U0123ABCD"
        )
    if given == ["token_file"] and not settings.get("channel"):
        yield Mistake(at=at, what='has a bot but no channel; add `channel: "#desk"` with quotes, as # starts a comment')


def _webhook(settings: Mapping[str, Any], at: Place) -> Iterator[Mistake]:
    yield from _address(settings, "url", at)


def _pagerduty(settings: Mapping[str, Any], at: Place) -> Iterator[Mistake]:
    yield from _address(settings, "api", at)


def _alertmanager(settings: Mapping[str, Any], at: Place) -> Iterator[Mistake]:
    yield from _address(settings, "url", at)
    yield from _login(settings, at)
    labels = settings.get("labels")
    for name in labels if isinstance(labels, Mapping) else ():
        if not _LABEL.fullmatch(name):
            yield Mistake(
                at=(*at, "labels", name), what="is no name of a label; letters, digits and _, the first no digit"
            )
        elif name in alertmanager.NAMES:
            yield Mistake(at=(*at, "labels", name), what="is a label that Kabar sets itself; take another name")


def _mail(settings: Mapping[str, Any], at: Place) -> Iterator[Mistake]:
    yield from _login(settings, at)
    for key in ("from", "to"):
        address = settings.get(key)
        if isinstance(address, str) and not mail.is_address(address):
            yield Mistake(at=(*at, key), what="is no e-mail address; write one, for example desk@example.org")
    if settings.get("security") == "none" and settings.get("user"):
        yield Mistake(at=(*at, "security"), what="would send the password in the clear; write `starttls` or `tls`")


def _login(settings: Mapping[str, Any], at: Place) -> Iterator[Mistake]:
    given = [key for key in ("user", "password_file") if settings.get(key)]
    if len(given) == 1:
        missing = "password_file" if given == ["user"] else "user"
        yield Mistake(at=at, what=f"has `{given[0]}` alone; add `{missing}`")


def _address(settings: Mapping[str, Any], key: str, at: Place) -> Iterator[Mistake]:
    url = settings.get(key)
    if isinstance(url, str) and safe.link(url) is None:
        yield Mistake(at=(*at, key), what=f"is no web address; {WEB_ADDRESS}")


def _nothing(_settings: Mapping[str, Any], _at: Place) -> Iterator[Mistake]:
    yield from ()


_CHECKS = {
    "slack": _slack,
    "webhook": _webhook,
    "pagerduty": _pagerduty,
    "alertmanager": _alertmanager,
    "mail": _mail,
}
