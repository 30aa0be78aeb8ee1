"""Any channel that Apprise knows, as plain text.

Guarantees: at least once. Apprise says only whether it worked: no name of the message, no time to wait, so that an attempt whose
answer is lost may be shown twice. The text has no markup of any kind, for Apprise hands on what it is given. Apprise opens its
own connections: the guard of Kabar's network does not see them, and the URL is the operator's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec

from monitor import errors, ports
from monitor.alerts import muted
from monitor.alerts.outcome import Accepted, Outcome, Retry, Why
from monitor.alerts.sinks.parcel import Doors, Parcel
from monitor.alerts.sinks.settings import Apprise, Sink

TITLE = 200
TEXT = 1500
"""Characters. Many channels cut or split what is longer; whoever needs more has the link."""


async def deliver(parcel: Parcel, doors: Doors) -> Outcome:
    """Hand the notice over; what Apprise does not say can only be tried again."""
    setting = parcel.sink.apprise or Apprise(url_file="")
    notice = ports.Notice(
        url=parcel.secrets["url_file"].strip(),
        title=muted.headline(parcel.alert, TITLE),
        text=muted.text(parcel.alert, parcel.language, TEXT),
        timeout=setting.timeout,
    )

    return (
        Accepted()
        if await doors.notify(notice)
        else Retry(reason=Why.UNAVAILABLE, detail="Apprise says only that it failed")
    )


def check(sink: Sink, secrets: Mapping[str, str]) -> None:
    """Refuse what is no Apprise URL, and tell where Apprise is not installed; the URL is not repeated."""
    url = secrets.get("url_file", "").strip()
    if len(url.split()) != 1 or "://" not in url:
        what = "holds no usable secret; one Apprise URL, nothing else"
        raise errors.ConfigInvalid((f"sink {sink.id}: url_file: {what}",))
    if find_spec("apprise") is None:
        raise errors.ConfigInvalid((f"sink {sink.id}: apprise: is not installed; pip install 'kabar[apprise]'",))


def pace(_sink: Sink) -> float:
    """Keep to one a second, as most chat services ask for."""
    return 1.0
