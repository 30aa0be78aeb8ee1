"""One article against all that is remembered: clean, sketch, decide, and say what is new."""

from __future__ import annotations

from dataclasses import replace

from monitor.dedupe import decide, fingerprint, words
from monitor.dedupe.decide import Repeated
from monitor.dedupe.fingerprint import Sketch
from monitor.dedupe.index import Index
from monitor.models import RawArticle, Sameness, UniqueArticle
from monitor.text import clean


def compare(article: RawArticle, index: Index) -> tuple[UniqueArticle | Repeated, Sketch]:
    """Say what the article is, and give the sketch to remember it by; the index is only read."""
    body = kept(article)
    sketch = fingerprint.sketch(article, body)
    verdict = decide.decide(article, sketch, index)
    if isinstance(verdict, UniqueArticle) and verdict.sameness is not Sameness.FIRST:
        names = (article.id, *verdict.copies)
        facts = decide.unheard(sketch, (known for name in names if (known := index.get(name))))
        verdict = replace(verdict, unheard=words.named(body, facts) if facts else ())
    return verdict, sketch


def kept(article: RawArticle) -> str:
    """Give the text of an article without furniture."""
    spans = clean.clean(article.text, article.language).kept
    return "\n".join(article.text[span.start : span.end] for span in spans)
