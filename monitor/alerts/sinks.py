"""Every kind of sink behind one pair of questions: what to send, and how it went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from monitor import errors, ports
from monitor.alerts import lines, slack, templates, webhook
from monitor.alerts.outcome import Accepted, Outcome, of_error
from monitor.alerts.settings import Sink
from monitor.models import Alert

STDOUT = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Bytes to append to a file; `path` is `STDOUT` for the standard output."""

    path: str
    data: bytes


_JUDGES = {"slack": slack.judge, "webhook": webhook.judge}
_CHECKS = {"slack": slack.check, "webhook": webhook.check}


def request(
    sink: Sink, alert: Alert, secrets: Mapping[str, str], now: datetime, language: str = templates.FALLBACK
) -> ports.Request | Line:
    """Say what to send for one attempt; `secrets` holds the contents of the sink's secret files, by setting.

    Raises:
        ConfigInvalid: a secret is missing or cannot be used.
    """
    if sink.slack is not None:
        return slack.request(alert, sink, secrets, now, language)
    if sink.webhook is not None:
        return webhook.request(alert, sink, secrets, now)

    return Line(path=sink.file.path if sink.file else STDOUT, data=lines.line(alert))


def outcome(sink: Sink, answer: ports.Response | errors.MonitorError | None, now: datetime) -> Outcome:
    """Judge an attempt by its answer: a response, an error, or None for a line that was written."""
    if answer is None:
        return Accepted()
    if isinstance(answer, errors.MonitorError):
        return of_error(answer)

    return _JUDGES[sink.kind](answer, now)


def check(sink: Sink, secrets: Mapping[str, str]) -> None:
    """Refuse secrets that the sink cannot use.

    Raises:
        ConfigInvalid: with one line per mistake; the secret itself is not repeated.
    """
    if sink.kind in _CHECKS:
        _CHECKS[sink.kind](secrets, sink)
