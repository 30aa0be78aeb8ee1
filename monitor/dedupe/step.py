"""One article against all that is remembered: clean, sketch, decide."""

from __future__ import annotations

from monitor.dedupe import decide, fingerprint
from monitor.dedupe.decide import Repeated
from monitor.dedupe.fingerprint import Sketch
from monitor.dedupe.index import Index
from monitor.models import RawArticle, UniqueArticle
from monitor.text import clean


def compare(article: RawArticle, index: Index) -> tuple[UniqueArticle | Repeated, Sketch]:
    """Say what the article is, and give the sketch to remember it by; the index is only read."""
    kept = clean.clean(article.text, article.language).kept
    body = "\n".join(article.text[span.start : span.end] for span in kept)
    sketch = fingerprint.sketch(article, body)
    return decide.decide(article, sketch, index), sketch
