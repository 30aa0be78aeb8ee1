"""Mail: what it says, how it threads, whom it trusts, and what the server's answers mean."""

from __future__ import annotations

import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from agents import sending
from monitor import errors
from monitor.alerts.outcome import Accepted, Dead, Outcome, Retry, Why
from monitor.alerts.sinks import mail
from monitor.alerts.sinks.settings import Mail, Sink
from monitor.internet import Internet, Ways
from monitor.ports import Envelope, Reply
from monitor.receivers.mail import Mailbox
from tests.monitor.alerts import given
from tests.monitor.alerts.sinks.ends import HOME, Sent
from tests.monitor.internet.certificates import Authority

FIRST = given.alert()
SECOND = given.alert(revision=2, headline="CONFIRMED: Released: Mira Talsen", changed=("stage promised -> released",))
PASSWORD = "canary password"


class Names(AbstractResolver):
    """Every name is this machine."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses or ("127.0.0.1",)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        del family
        return [
            ResolveResult(hostname=host, host=each, port=port, family=socket.AF_INET, proto=0, flags=0)
            for each in self.addresses
        ]

    async def close(self) -> None:
        pass


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    made = Authority.new(tmp_path_factory.mktemp("authority"))
    made.signed("good", "DNS:mail.example", "20200101000000Z", "20990101000000Z")
    made.signed("other", "DNS:other.example", "20200101000000Z", "20990101000000Z")
    return made


@asynccontextmanager
async def posting(
    box: Mailbox, tls: ssl.SSLContext | None = None, networks: tuple[str, ...] = (HOME,), **settings: Any
) -> AsyncIterator[Sent]:
    async with box.serve() as port, Internet(allow_networks=networks, ways=Ways(resolver=Names(), tls=tls)) as http:
        setting = Mail(host="mail.example", port=port, sender="kabar@example.org", to="desk@example.net", **settings)
        yield Sent(
            Sink(id="post", mail=setting), sending.doors(http, http.mail), secrets={"password_file": f"{PASSWORD}\n"}
        )


async def test_a_mail_says_the_alert_in_plain_text_and_in_html() -> None:
    async with posting(box := Mailbox(), security="none") as sent:
        assert await sent(FIRST) == Accepted(receipt=f"<{FIRST.id}.1@example.org>")

    (taken,) = box.taken
    plain, rich = (part.get_content() for part in taken.message.iter_parts())
    assert (taken.sender, taken.recipient) == ("kabar@example.org", "desk@example.net")
    assert taken.message["Subject"] == FIRST.headline
    assert taken.message["From"] == "Kabar <kabar@example.org>"
    assert FIRST.evidence[0].quote in plain
    assert FIRST.evidence[0].url in plain
    assert f'<a href="{FIRST.evidence[0].url}">' in rich
    assert f'<h2 dir="auto">{FIRST.headline}</h2>' in rich


async def test_the_mails_of_an_alert_are_one_thread() -> None:
    async with posting(box := Mailbox(), security="none") as sent:
        await sent(FIRST)
        await sent(SECOND)

    first, second = (each.message for each in box.taken)
    assert "References" not in first
    assert second["In-Reply-To"] == second["References"] == first["Message-ID"]
    assert second["Message-ID"] != first["Message-ID"]
    assert second["Subject"] == "CONFIRMED: Released: Mira Talsen"


async def test_a_mail_whose_answer_was_lost_has_the_same_name_when_it_is_sent_again() -> None:
    async with posting(box := Mailbox(is_cut=True), security="none") as sent:
        assert await sent(FIRST) == Retry(reason=Why.UNREACHABLE)
        box.is_cut = False
        assert isinstance(await sent(FIRST, is_uncertain=True), Accepted)

    assert len({each.message["Message-ID"] for each in box.taken}) == 1


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_a_password_is_sent_over_an_encrypted_way_only(authority: Authority, security: str) -> None:
    box = Mailbox(tls=authority.server("good"), is_implicit=security == "tls", login=("kabar", PASSWORD))
    async with posting(box, authority.client(), security=security, user="kabar", password_file="p") as sent:
        assert isinstance(await sent(FIRST), Accepted)

    assert [each.is_encrypted for each in box.taken] == [True]


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_a_server_with_another_name_on_its_certificate_gets_nothing(authority: Authority, security: str) -> None:
    box = Mailbox(tls=authority.server("other"), is_implicit=security == "tls", login=("kabar", PASSWORD))
    async with posting(box, authority.client(), security=security, user="kabar", password_file="p") as sent:
        assert await sent(FIRST) == Retry(reason=Why.UNREACHABLE)

    assert box.taken == []
    assert box.logins == []


async def test_a_server_without_starttls_gets_neither_password_nor_mail() -> None:
    box = Mailbox()
    async with posting(box, user="kabar", password_file="p") as sent:
        assert await sent(FIRST) == Retry(reason=Why.UNREACHABLE)

    assert box.taken == []
    assert box.logins == []


async def test_a_wrong_password_can_be_mended(authority: Authority) -> None:
    box = Mailbox(tls=authority.server("good"), login=("kabar", "another"))
    async with posting(box, authority.client(), user="kabar", password_file="p") as sent:
        assert await sent(FIRST) == Retry(reason=Why.CREDENTIALS)


async def test_a_server_that_wants_a_login_and_gets_none_can_be_mended(authority: Authority) -> None:
    box = Mailbox(tls=authority.server("good"), login=("kabar", PASSWORD))
    async with posting(box, authority.client()) as sent:
        assert await sent(FIRST) == Retry(reason=Why.CREDENTIALS)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("421 4.3.2 closing", Retry(reason=Why.UNAVAILABLE)),
        ("451 4.7.1 greylisted", Retry(reason=Why.UNAVAILABLE)),
        ("452 4.2.2 mailbox full", Retry(reason=Why.UNAVAILABLE)),
        ("550 5.1.1 no such user", Dead(reason=Why.REFUSED)),
        ("552 5.3.4 too large", Dead(reason=Why.REFUSED)),
        ("554 5.7.1 rejected", Dead(reason=Why.REFUSED)),
    ],
)
@pytest.mark.parametrize("step", ["answers", "refusals"])
async def test_what_the_server_says_of_recipient_or_message_is_the_outcome(
    step: str, answer: str, expected: Outcome
) -> None:
    box = Mailbox()
    setattr(box, step, [answer])
    async with posting(box, security="none") as sent:
        assert await sent(FIRST) == expected
        assert isinstance(await sent(FIRST), Accepted)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (Reply(code=554, step="greeting"), Retry(reason=Why.FORBIDDEN)),
        (Reply(code=454, step="tls"), Retry(reason=Why.UNAVAILABLE)),
        (Reply(code=502, step="tls"), Retry(reason=Why.FORBIDDEN)),
        (Reply(code=454, step="login"), Retry(reason=Why.UNAVAILABLE)),
        (Reply(code=535, step="login"), Retry(reason=Why.CREDENTIALS)),
        (Reply(code=530, step="message"), Retry(reason=Why.CREDENTIALS)),
        (Reply(code=-1, step="greeting"), Retry(reason=Why.UNAVAILABLE)),
    ],
)
def test_before_the_message_a_refusal_is_about_us_and_can_be_mended(reply: Reply, expected: Outcome) -> None:
    assert mail.judged(reply, "") == expected


async def test_a_mail_server_in_a_private_network_is_refused_unless_it_is_allowed() -> None:
    async with posting(box := Mailbox(), networks=(), security="none") as sent:
        assert await sent(FIRST) == Retry(reason=Why.FORBIDDEN)

    assert box.sessions == 0


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1", "169.254.169.254", "0.0.0.0", "10.0.0.1"])
async def test_no_name_and_no_literal_leads_to_a_special_address(address: str) -> None:
    async with Internet(ways=Ways(resolver=Names(address))) as http:
        setting = Mail(host="mail.example", sender="a@example.org", to="b@example.org", port=25, security="none")
        sent = Sent(Sink(id="post", mail=setting), sending.doors(http, http.mail), secrets={})
        assert await sent(FIRST) == Retry(reason=Why.FORBIDDEN)


async def test_a_public_server_is_reached_on_the_ports_of_mail_alone() -> None:
    """A port of something else is refused before anything is sent there; nothing is connected to in this test."""
    async with Internet(ways=Ways(resolver=Names("93.184.216.34"))) as http:
        for port in (22, 80, 6379, 9092):
            setting = Mail(host="mail.example", sender="a@example.org", to="b@example.org", port=port)
            sent = Sent(Sink(id="post", mail=setting), sending.doors(http, http.mail), secrets={})
            assert await sent(FIRST) == Retry(reason=Why.FORBIDDEN)


async def test_of_several_addresses_the_first_that_may_be_reached_and_answers_is_taken() -> None:
    box = Mailbox()
    async with (
        box.serve() as port,
        Internet(allow_networks=[HOME], ways=Ways(resolver=Names("10.0.0.1", "127.0.0.2", "127.0.0.1"))) as http,
    ):
        setting = Mail(host="mail.example", port=port, sender="a@example.org", to="b@example.org", security="none")
        sent = Sent(Sink(id="post", mail=setting), sending.doors(http, http.mail), secrets={})
        assert isinstance(await sent(FIRST), Accepted)


async def test_a_server_that_says_nothing_is_given_up_on() -> None:
    box = Mailbox(silence=30.0)
    async with posting(box, security="none") as sent:
        envelope = replace(_envelope(sent), timeout=0.3)
        with pytest.raises(errors.FetchFailed, match=r"^smtp://mail.example:\d+: .*\(message\)$"):
            await sent.doors.mail(envelope)


def _envelope(sent: Sent) -> Envelope:
    setting = sent.sink.mail
    assert setting
    return mail.envelope(FIRST, setting, "en", {})


@pytest.mark.parametrize(
    "evil",
    ["x\r\nBcc: all@evil.example", "=?utf-8?q?x=0D=0ABcc:_all@evil.example?=", "x\x85Bcc: a@b", "x\u2028To: a@b"],
)
async def test_no_headline_becomes_a_header(evil: str) -> None:
    async with posting(box := Mailbox(), security="none") as sent:
        await sent(given.alert(headline=evil))

    assert box.taken[0].message["Bcc"] is None
    assert box.taken[0].message.get_all("To") == ["desk@example.net"]
    assert box.taken[0].data.count(b"\r\nBcc:") == 0
