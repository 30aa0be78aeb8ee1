"""Slack: by incoming webhook, or by a bot's chat.postMessage.

Guarantees: untrusted text is only ever placed where Slack reads neither mentions nor links (plain_text, rich_text);
the limits of Block Kit hold for every input. Slack has no idempotency key: where the answer is lost, one message may be
shown twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from monitor import errors, ports
from monitor.alerts import outcome, render, safe, templates
from monitor.alerts.outcome import Why
from monitor.alerts.settings import Sink, Slack
from monitor.models import Alert, Evidence

API = "https://slack.com/api/chat.postMessage"
HEADER = 150
CONTEXT = 10

_TEMPORARY = {
    "ratelimited": Why.THROTTLED,
    "rate_limited": Why.THROTTLED,
    "internal_error": Why.UNAVAILABLE,
    "fatal_error": Why.UNAVAILABLE,
    "service_unavailable": Why.UNAVAILABLE,
    "request_timeout": Why.UNAVAILABLE,
    # An operator can mend these, and then nothing is lost.
    "invalid_auth": Why.CREDENTIALS,
    "not_authed": Why.CREDENTIALS,
    "token_revoked": Why.CREDENTIALS,
    "token_expired": Why.CREDENTIALS,
    "account_inactive": Why.CREDENTIALS,
    "missing_scope": Why.FORBIDDEN,
    "channel_not_found": Why.FORBIDDEN,
    "not_in_channel": Why.FORBIDDEN,
    "is_archived": Why.FORBIDDEN,
}


def request(
    alert: Alert, sink: Sink, secrets: Mapping[str, str], now: datetime, language: str = templates.FALLBACK
) -> ports.Request:
    """Write the request for one attempt; `now` is not needed, Slack dates the message itself."""
    del now
    check(secrets, sink)
    setting = sink.slack or Slack()
    content = message(alert, language)
    headers = {"content-type": "application/json; charset=utf-8"}
    if not setting.token_file:
        return _post(secrets["url_file"].strip(), headers, content)
    bearer = {"authorization": f"Bearer {secrets['token_file'].strip()}"}

    return _post(API, headers | bearer, content | {"channel": setting.channel})


def judge(response: ports.Response, now: datetime) -> outcome.Outcome:
    """Judge the answer: a bot's says in its body whether it is ok."""
    judged = outcome.of_status(response, now)
    answer = _answer(response)
    if not isinstance(judged, outcome.Accepted) or answer is None:
        return judged
    if answer.get("ok"):
        return outcome.Accepted(receipt=f"{answer.get('channel', '')}:{answer.get('ts', '')}")
    reason = _TEMPORARY.get(str(answer.get("error")))
    if reason is None:
        return outcome.Dead(reason=Why.REFUSED)

    return outcome.Retry(reason=reason, after=outcome.retry_after(response, now))


def check(secrets: Mapping[str, str], sink: Sink) -> None:
    """Refuse secrets that cannot be used; they are not repeated."""
    setting = sink.slack or Slack()
    name = "token_file" if setting.token_file else "url_file"
    value = secrets.get(name, "").strip()
    if not value or len(value.split()) != 1:
        raise errors.ConfigInvalid((f"sink {sink.id}: {name}: holds no usable secret; one line, nothing else",))
    if name == "url_file" and safe.link(value) is None:
        raise errors.ConfigInvalid((f"sink {sink.id}: url_file: holds no URL; copy the webhook's URL from Slack",))


def message(alert: Alert, language: str) -> dict[str, Any]:
    """Write the message: text for notifications, blocks for the channel."""
    return {
        "text": escaped(safe.inert(safe.plain(alert.headline, 300))),
        "blocks": list(_blocks(alert, language)),
        "unfurl_links": False,
        "unfurl_media": False,
        "link_names": False,
    }


def escaped(text: str) -> str:
    """Escape what Slack gives a meaning in text.

    >>> escaped("<!channel> & <@U1>")
    '&lt;!channel&gt; &amp; &lt;@U1&gt;'
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _post(url: str, headers: Mapping[str, str], content: Mapping[str, Any]) -> ports.Request:
    data = json.dumps(content).encode("ascii")

    return ports.Request(
        url=url, method="POST", headers=headers, body=data, timeout=20.0, max_bytes=65_536, max_redirects=0
    )


def _answer(response: ports.Response) -> dict[str, Any] | None:
    """Read a bot's answer; an incoming webhook just says ``ok``."""
    try:
        answer = json.loads(response.body)
    except (ValueError, RecursionError):
        return None

    return answer if isinstance(answer, dict) and "ok" in answer else None


def _blocks(alert: Alert, language: str) -> Iterator[dict[str, Any]]:
    labels = templates.load(language).labels
    yield {"type": "header", "text": _plain(alert.headline, HEADER)}
    if alert.changed:
        yield _rich(_section(_bold(labels["changed"] + ": "), _text("; ".join(alert.changed))))
    yield from _quoted(alert.evidence, language)
    if alert.counter:
        yield _rich(_section(_bold(labels["denied"] + ":")))
        yield from _quoted(alert.counter, language)
    said = [say(alert, language) for say in (render.figures, render.sides, render.words, render.known)]
    notes = (*said, render.coverage(alert), render.told(alert, language))
    yield {"type": "context", "elements": [_plain(note, 1000) for note in notes if note][:CONTEXT]}


def _quoted(passages: tuple[Evidence, ...], language: str) -> Iterator[dict[str, Any]]:
    for each in passages[: render.QUOTES]:
        quote = {"type": "rich_text_quote", "elements": [_text(each.quote)]}
        yield _rich(quote, _section(_source(each), _text(f", {render.published(each, language)}")))
    if len(passages) > render.QUOTES:
        more = templates.load(language).labels["more"].format(count=len(passages) - render.QUOTES)
        yield {"type": "context", "elements": [_plain(more, 100)]}


def _source(evidence: Evidence) -> dict[str, Any]:
    """Name the publisher, as a link where the address may be active."""
    url = safe.link(evidence.url)
    name = _text(evidence.publisher or "-", 80)

    return {"type": "link", "url": url, "text": name["text"]} if url else name


def _rich(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": list(elements)}


def _section(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": list(elements)}


def _text(text: str, limit: int = 600) -> dict[str, Any]:
    return {"type": "text", "text": safe.inert(safe.plain(text, limit)) or "-"}


def _bold(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text, "style": {"bold": True}}


def _plain(text: str, limit: int) -> dict[str, Any]:
    return {"type": "plain_text", "text": safe.short(safe.inert(safe.plain(text, limit)), limit) or "-", "emoji": False}
