"""Articles that come from a file, a page or a request rather than from a feed; all that is wrong with them is told at once."""

from monitor.given.fields import Clock
from monitor.given.files import articles, read, stream
from monitor.given.mistakes import MOST, Mistake, told
from monitor.given.pages import page, plain
from monitor.given.posted import MOST_ARTICLES, Posted, posted
from monitor.given.rows import line

__all__ = [
    "MOST",
    "MOST_ARTICLES",
    "Clock",
    "Mistake",
    "Posted",
    "articles",
    "line",
    "page",
    "plain",
    "posted",
    "read",
    "stream",
    "told",
]
