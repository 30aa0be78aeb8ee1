"""All the hosts that the documentation names, on loopback: feeds, pages, and receivers of webhooks."""

from __future__ import annotations

import http.server
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

_HOSTS = re.compile(r"https?://((?!127\.|localhost|kabar\.invalid)[a-z0-9.-]+\.[a-z]{2,})(?=[/\"'\s,}]|$)")
_ITEMS = (
    ("Bridge to Gaza reopens", "Israel opened the bridge to Gaza on Monday after a month; Hamas called it late."),
    ("Harbour opens", "The new harbour of the town opened on Friday with music and a great crowd on the quay."),
)
"""On the tutorial's story, and not; neither says what the tutorial's own article says, which would be no news then."""


class Street:
    """Where the hosts stand."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.received: list[bytes] = []

    def here(self, text: str) -> str:
        """Write every address of the world as one of this machine."""
        return _HOSTS.sub(lambda found: f"http://127.0.0.1:{self.port}/{found[1]}", text)


def _feed() -> str:
    now = datetime.now(UTC)
    items = "".join(
        f"<item><title>{title}</title><link>https://news.example/{number}</link><guid>{number}</guid>"
        f"<pubDate>{format_datetime(now - timedelta(hours=number))}</pubDate><description>{text}</description></item>"
        for number, (title, text) in enumerate(_ITEMS)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>'


@contextmanager
def opened() -> Iterator[Street]:
    """Open the street while the block runs."""

    class Host(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_feed = re.search(r"rss|feed|xml|atom", self.path)
            self._answer(_feed() if is_feed else f"<html><body><p>{_ITEMS[0][1]}</p></body></html>", "text/xml")

        def do_POST(self) -> None:
            street.received.append(self.rfile.read(int(self.headers["Content-Length"])))
            self._answer("ok", "text/plain")

        def _answer(self, body: str, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Host) as server:
        street = Street(int(server.server_address[1]))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield street
        server.shutdown()
