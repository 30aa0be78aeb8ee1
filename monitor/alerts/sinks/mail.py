"""An e-mail address, through a mail server: every revision is a mail, and all mails of an alert are one thread.

Guarantees: a revision has the same Message-ID in every attempt, so that a mailbox can drop what it has; all later ones refer to
the first. No text of others reaches a header unless it is on one line. One sink is one address: what the server says of it is
the outcome, and nobody gets a mail twice because another address was refused. A password is never sent in the clear.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape

from monitor import errors, ports
from monitor.alerts import muted, safe
from monitor.alerts.outcome import Accepted, Dead, Outcome, Retry, Why
from monitor.alerts.sinks.parcel import Doors, Parcel
from monitor.alerts.sinks.settings import Mail, Sink
from monitor.models import Alert

PORTS = {"starttls": 587, "tls": 465, "none": 25}
SUBJECT = 200

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
_HTML = '<!doctype html><html><meta charset="utf-8"><body style="font-family:sans-serif">\n{lines}\n</body></html>\n'
# What a server says before it has seen a message is about us, and can be mended: 5xx then does not refuse the alert.
_BEFORE = {"greeting": Why.FORBIDDEN, "tls": Why.FORBIDDEN, "login": Why.CREDENTIALS}
_NEEDS_LOGIN = frozenset({530, 534, 535, 538})


async def deliver(parcel: Parcel, doors: Doors) -> Outcome:
    """Hand the mail over."""
    setting = parcel.sink.mail or Mail(host="", sender="", to="")
    made = envelope(parcel.alert, setting, parcel.language, parcel.secrets)

    return judged(await doors.mail(made), message_id(parcel.alert, setting))


def envelope(alert: Alert, setting: Mail, language: str, secrets: Mapping[str, str]) -> ports.Envelope:
    """Put the mail into an envelope, with what the server wants to know."""
    return ports.Envelope(
        host=setting.host,
        port=setting.port or PORTS[setting.security],
        security=setting.security,
        sender=setting.sender,
        recipient=setting.to,
        data=message(alert, setting, language).as_bytes(),
        user=setting.user,
        password=secrets.get("password_file", "").strip(),
    )


def check(sink: Sink, secrets: Mapping[str, str]) -> None:
    """Refuse a password that cannot be used; it is not repeated."""
    setting = sink.mail
    if setting and setting.password_file and len(secrets.get("password_file", "").strip().splitlines()) != 1:
        raise errors.ConfigInvalid((f"sink {sink.id}: password_file: holds no usable secret; one line, nothing else",))


def pace(_sink: Sink) -> float:
    """Take as many as come; a server that is asked too much says so."""
    return 0.0


def is_address(text: str) -> bool:
    """Tell whether a mail can go there: one plain address, without a name before it.

    >>> is_address("desk@example.org"), is_address("Desk <desk@example.org>")
    (True, False)
    """
    return bool(_ADDRESS.fullmatch(text))


def judged(reply: ports.Reply, receipt: str) -> Outcome:
    """Say what the server's last word means."""
    if 200 <= reply.code < 300:
        return Accepted(receipt=receipt)
    detail = f"the mail server says {reply.code} ({reply.step})"
    if reply.code in _NEEDS_LOGIN:
        return Retry(reason=Why.CREDENTIALS, detail=detail)
    if 500 <= reply.code < 600:
        why = _BEFORE.get(reply.step)
        return Retry(reason=why, detail=detail) if why else Dead(reason=Why.REFUSED, detail=detail)

    return Retry(reason=Why.UNAVAILABLE, detail=detail)


def message(alert: Alert, setting: Mail, language: str) -> EmailMessage:
    """Write the mail: plain text, and the same as simple HTML."""
    made = EmailMessage(policy=SMTP)
    made["From"] = Address("Kabar", addr_spec=setting.sender)
    made["To"] = Address(addr_spec=setting.to)
    made["Subject"] = subject(alert)
    made["Date"] = format_datetime(alert.told_at.astimezone(UTC))
    made["Message-ID"] = message_id(alert, setting)
    if alert.revision > 1:
        made["In-Reply-To"] = made["References"] = _named(alert.id, 1, setting)
    made["Auto-Submitted"] = "auto-generated"  # Nobody's absence is answered to us.
    made["X-Kabar-Alert"] = f"{alert.id}; revision={alert.revision}"
    text = muted.text(alert, language) + "\n"
    made.set_content(text, cte="quoted-printable")
    made.add_alternative(html(text, muted.links(alert)), subtype="html", cte="quoted-printable")

    return made


def subject(alert: Alert) -> str:
    """Say the headline as a header may: an encoded word in it would be undone on the way out, line ends and all."""
    return safe.inert(safe.plain(alert.headline, SUBJECT)).replace("=?", "= ?") or alert.id


def message_id(alert: Alert, setting: Mail) -> str:
    """Name a revision: the same in every attempt."""
    return _named(alert.id, alert.revision, setting)


def html(text: str, own: Mapping[str, str]) -> str:
    """Write lines as paragraphs; only our own addresses become links, and the first line is the headline."""
    head, *rest = text.rstrip("\n").split("\n")
    lines = [f'<h2 dir="auto">{_inline(head, own)}</h2>', *(f'<p dir="auto">{_inline(line, own)}</p>' for line in rest)]

    return _HTML.format(lines="\n".join(lines))


def _inline(line: str, own: Mapping[str, str]) -> str:
    words = (
        f'<a href="{escape(word)}">{escape(word)}</a>' if word in own else escape(word) for word in line.split(" ")
    )

    return " ".join(words)


def _named(alert: str, revision: int, setting: Mail) -> str:
    host = setting.sender.rpartition("@")[2] or "localhost"

    return f"<{re.sub(r'[^A-Za-z0-9-]', '-', alert)}.{revision}@{host}>"
