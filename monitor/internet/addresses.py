"""Which addresses a socket may be opened to."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Iterable

PORTS = frozenset({80, 443, 8080, 8443})

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# `is_global` shifts between Python releases and let six special addresses through on 3.11.7; so they are spelt out.
# 168.63.129.16 is the one metadata address that lies in a public range.
_SPECIAL = """
0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 168.63.129.16/32 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24
192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4
::/96 ::ffff:0:0:0/96 64:ff9b:1::/48 100::/64 2001::/23 2001:db8::/32 3fff::/20 5f00::/16 fc00::/7 fe80::/10 fec0::/10
ff00::/8
"""
_DENIED: tuple[Network, ...] = tuple(ipaddress.ip_network(text) for text in _SPECIAL.split())


def networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Read address ranges such as ``127.0.0.0/8``; raise ValueError where one is none."""
    return tuple(ipaddress.ip_network(text, strict=False) for text in texts)


def refusal(address: str, port: int, allowed: tuple[Network, ...] = (), ports: Collection[int] = PORTS) -> str | None:
    """Say why a socket must not be opened to an address, or None where it may.

    >>> refusal("127.0.0.1", 80)
    'private or special address'
    >>> refusal("127.0.0.1", 8123, networks(["127.0.0.0/8"])) is None
    True
    """
    try:
        outer = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "no address"
    inner = _unwrapped(outer)
    if any(inner in network for network in allowed if network.version == inner.version):
        return None
    if _is_special(inner):
        return "private or special address"
    return None if port in ports else f"port {port} is not allowed"


def _unwrapped(address: Address) -> Address:
    """Give the IPv4 address that an IPv6 form (mapped, 6to4, NAT64) really reaches."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _is_special(address: Address) -> bool:
    denied = any(address in network for network in _DENIED if network.version == address.version)
    return denied or address.is_multicast or address.is_reserved or not address.is_global
