"""TLS: a certificate that does not verify is refused, and the reason is told."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest

from monitor.internet import Internet, Ways
from monitor.ports import Request
from tests.monitor.feeds.raw import speaking
from tests.monitor.internet.certificates import Authority
from tests.monitor.internet.given import HOME, failure

GOOD = [b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<rss/>"]
PAST, NOW, FUTURE = (
    ("20150101000000Z", "20150102000000Z"),
    ("20200101000000Z", "20990101000000Z"),
    (
        "20980101000000Z",
        "20990101000000Z",
    ),
)
SIGNED = {
    "good": ("IP:127.0.0.1", NOW),
    "expired": ("IP:127.0.0.1", PAST),
    "early": ("IP:127.0.0.1", FUTURE),
    "elsewhere": ("DNS:other.example", NOW),
}
REASONS = {
    "expired": "certificate has expired",
    "early": "certificate is not yet valid",
    "elsewhere": "IP address mismatch, certificate is not valid for '127.0.0.1'",
    "self-signed": "self-signed certificate",
}


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    made = Authority.new(tmp_path_factory.mktemp("authority"))
    made.self_signed("self-signed", "127.0.0.1")
    for name, (alternative, (start, end)) in SIGNED.items():
        made.signed(name, alternative, start, end)
    return made


@pytest.fixture
async def trusting(authority: Authority) -> AsyncIterator[Internet]:
    async with Internet(allow_networks=[HOME], ways=Ways(tls=authority.client())) as http:
        yield http


async def test_a_certificate_of_a_trusted_authority_is_accepted(authority: Authority, trusting: Internet) -> None:
    async with speaking(GOOD, tls=authority.server("good")) as url:
        assert (await trusting(Request(url=url))).body == b"<rss/>"


@pytest.mark.parametrize("fault", REASONS)
async def test_a_certificate_that_does_not_verify_is_refused_with_its_reason(
    authority: Authority, trusting: Internet, fault: str
) -> None:
    async with speaking(GOOD, tls=authority.server(fault)) as url:
        told = await failure(trusting, url)
    assert f"the TLS certificate is not acceptable: {REASONS[fault]}" == re.sub("self signed", "self-signed", told.why)


async def test_an_authority_that_nobody_trusts_is_refused(authority: Authority, http: Internet) -> None:
    async with speaking(GOOD, tls=authority.server("good")) as url:
        told = await failure(http, url)
    assert told.why == "the TLS certificate is not acceptable: unable to get local issuer certificate"


async def test_no_redirect_and_no_setting_of_a_feed_turns_the_check_off(
    authority: Authority, trusting: Internet
) -> None:
    async with speaking(GOOD, tls=authority.server("expired")) as bad:
        location = f"HTTP/1.1 302 Found\r\nLocation: {bad}\r\nContent-Length: 0\r\n\r\n".encode()
        async with speaking([location], tls=authority.server("good")) as url:
            assert "certificate has expired" in (await failure(trusting, url)).why


async def test_plain_http_where_tls_was_meant_is_a_failure_in_words(http: Internet) -> None:
    async with speaking([b"HTTP/1.1 400 Bad Request\r\n\r\n"]) as url:
        told = await failure(http, url.replace("http:", "https:"))
    assert re.match(r"the TLS handshake failed|cannot connect|the server hung up|timed out", told.why)


async def test_a_redirect_from_https_to_http_is_refused_on_the_wire(authority: Authority, trusting: Internet) -> None:
    async with speaking(GOOD) as plain:
        location = f"HTTP/1.1 302 Found\r\nLocation: {plain}\r\nContent-Length: 0\r\n\r\n".encode()
        async with speaking([location], tls=authority.server("good")) as url:
            assert (await failure(trusting, url)).why == "redirect from https to http refused"
