"""What one attempt is given: the alert with all that is known of its way, and the doors to the world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from monitor import ports
from monitor.alerts.sinks.settings import Sink
from monitor.alerts.templates import FALLBACK
from monitor.models import Alert


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One revision of an alert on its way to one sink; `secrets` holds the contents of the sink's files, by setting.

    `receipt` is the sink's own name for the first message it took of this alert, "" before: it is made and read by the sink
    alone. `is_uncertain` says that an earlier attempt of this very revision may have arrived (its answer was lost, the process
    was killed): the sink then looks first, where it can. It is always safe to say so; it costs a question.
    """

    alert: Alert
    sink: Sink
    secrets: Mapping[str, str] = field(repr=False)
    now: datetime
    language: str = FALLBACK
    receipt: str = ""
    is_uncertain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """The ways out of the house that sinks may take."""

    http: ports.Http
    append: ports.Append
    mail: ports.Mail
    notify: ports.Notify
