"""A local press: feeds that work, and pages that are none."""

from __future__ import annotations

import http.server

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour wire</title><link>https://example.org/</link>
<item><title>Norway asked to mediate</title><link>https://example.org/n</link><pubDate>Mon, 28 Oct 2024 10:00:00 GMT</pubDate>
<description>Israel on Monday asked Norway to mediate in talks with Hamas on the hostages.</description></item></channel></rss>"""
PAGE = '<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head><body>Hello</body></html>'


class Press(http.server.BaseHTTPRequestHandler):
    """A feed, and a page that names it."""

    def do_GET(self) -> None:  # The server's name.
        body = (PAGE if self.path == "/page" else RSS).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
