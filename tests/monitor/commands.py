"""What the tests of the commands share."""

from __future__ import annotations

from collections.abc import Callable

CONFIG = """
broker: sqlite:///{folder}/kabar.db
web: {{port: {port}}}
feeds:
- {{url: "https://example.org/rss", publisher: Example}}
stories:
- id: reef
  name: Hostages on the reef
  about: {{core: [Hamas, Israel, hostage], need: 2}}
  parties: [Israel, Hamas]
"""
ARTICLE = {
    "url": "https://example.org/a",
    "title": "Norway asked to mediate between Israel and Hamas",
    "text": "Israel on Monday asked Norway to mediate in talks with Hamas on the hostages, an Israeli spokesman said.",
    "published_at": "2024-10-28T10:00:00Z",
    "publisher": "Example",
}
Run = Callable[..., tuple[int, str, str]]
