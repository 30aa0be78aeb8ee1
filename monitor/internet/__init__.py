"""The only door to the network: one guarded HTTP client for feeds, pages, hubs and sinks.

Guarantees: the address is judged at the socket, after name resolution and again on every redirect, so no name, literal or
rebinding reaches a forbidden host; an answer never grows past its cap, however it is compressed; an exchange ends within its
time cap; a host is asked by at most two at once, and read no faster than the spacing allows; a host that asked for rest is
left alone; no cookie is kept, no proxy is taken from the environment, no redirect leaves https for http; no error text
carries a path, a query or a password.
"""

from monitor.internet.addresses import PORTS, networks, refusal
from monitor.internet.client import USER_AGENT, Internet, Ways
from monitor.internet.places import next_hop, origin

__all__ = ["PORTS", "USER_AGENT", "Internet", "Ways", "networks", "next_hop", "origin", "refusal"]
