"""The guard: which addresses a socket may be opened to."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.internet import networks, refusal

SPECIAL = "private or special address"
PUBLIC = [
    "93.184.215.14",
    "8.8.8.8",
    "2606:2800:21f:cb07:6820:80da:af6b:8b2c",
    "::ffff:93.184.215.14",
    "2002:808:808::",
]
HIDDEN = """
127.0.0.1 ::ffff:10.0.0.1 2002:a00:1:: 64:ff9b::a9fe:a9fe 64:ff9b::7f00:1 64:ff9b:1::7f00:1 ::7f00:1 ::ffff:0:7f00:1
fe80::1%eth0 ::1%lo 2001:0:7f00:1:: fd00:ec2::254 169.254.169.254 169.254.170.2 100.100.100.200 168.63.129.16 192.0.0.192
fec0::1 5f00::1 3fff::1 100::1 192.88.99.1 198.18.0.1 0.0.0.0 :: 255.255.255.255 ff02::1 224.0.0.1 240.0.0.1 203.0.113.1
""".split()


@pytest.mark.parametrize("address", HIDDEN)
def test_the_guard_looks_inside_addresses(address: str) -> None:
    assert refusal(address, 443) == SPECIAL


@pytest.mark.parametrize("address", PUBLIC)
def test_the_guard_lets_public_addresses_through(address: str) -> None:
    assert None is refusal(address, 443)


@pytest.mark.parametrize("text", ["", "localhost", "127.0.0.1:80", "1.2.3", "٤.٤.٤.٤", "::g"])
def test_what_is_no_address_is_refused(text: str) -> None:
    assert refusal(text, 443) == "no address"


def test_a_public_address_is_reached_on_web_ports_only() -> None:
    assert refusal("93.184.215.14", 6379) == "port 6379 is not allowed"


def test_a_port_can_be_added_and_opens_no_private_address() -> None:
    assert None is refusal("93.184.215.14", 9000, ports={443, 9000})
    assert refusal("10.1.2.3", 9000, ports={443, 9000}) == SPECIAL


def test_an_allowed_network_is_reached_on_any_port() -> None:
    assert None is refusal("10.1.2.3", 6379, networks(["10.0.0.0/8"]))


def test_an_allowed_network_does_not_open_its_neighbours() -> None:
    assert refusal("10.1.2.3", 80, networks(["10.2.0.0/16"])) == SPECIAL


@given(st.ip_addresses(v=4))
def test_an_address_inside_another_is_judged_as_itself(inner: ipaddress.IPv4Address) -> None:
    number = int(inner)
    forms = {
        "mapped": f"::ffff:{inner}",
        "6to4": str(ipaddress.IPv6Address((0x2002 << 112) | (number << 80))),
        "NAT64": str(ipaddress.IPv6Address((0x64FF9B << 96) | number)),
    }
    judged = refusal(str(inner), 443)
    assert dict.fromkeys(forms, judged) == {name: refusal(form, 443) for name, form in forms.items()}


@given(st.ip_addresses())
def test_what_python_calls_local_never_passes(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    if not address.is_global:
        assert refusal(str(address), 443) == SPECIAL or getattr(address, "sixtofour", None)
