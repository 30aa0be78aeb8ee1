"""What the tests of the network door share: who is allowed, how a failure is caught, and names that lead where told."""

from __future__ import annotations

import socket

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from monitor.errors import FetchFailed
from monitor.internet import Internet
from monitor.ports import Request

HOME = "127.0.0.1/32"


async def failure(http: Internet, url: str, **more: object) -> FetchFailed:
    """Ask for what cannot be had; gives what was said."""
    with pytest.raises(FetchFailed) as caught:
        await http(Request(url=url, **{"timeout": 2.0} | more))  # type: ignore[arg-type] # Each test names its own fields.
    return caught.value


class Names(AbstractResolver):
    """Leads each name to its addresses: of several lists each is told once, the last for ever; no list, no such name."""

    def __init__(self, **addresses: list[list[str]]) -> None:
        self.asked: list[str] = []
        self._addresses = {name.replace("_", "."): lists for name, lists in addresses.items()}

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_INET,  # noqa: ARG002 - aiohttp passes it.
    ) -> list[ResolveResult]:
        self.asked.append(host)
        lists = self._addresses.get(host)
        if lists is None:
            raise OSError(None, "no such name")
        return [_row(host, address, port) for address in (lists.pop(0) if len(lists) > 1 else lists[0])]

    async def close(self) -> None:
        """Nothing is open."""


def _row(host: str, address: str, port: int) -> ResolveResult:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=0)
