"""Sentences for which the first rules were made, with their entities marked by hand and every claim that they make."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor.models import TaggedArticle
from monitor.shifts import examples

Row = dict[str, Any]

CORPUS = Path(__file__).parent / "corpus"
_LETTERS = {
    "person": "P",
    "country": "G",
    "place": "L",
    "organisation": "O",
    "group": "H",
    "media": "M",
    "unknown": "X",
}


def rows(language: str) -> Iterator[Row]:
    """Read the sentences of a language; none where its rules were made without."""
    file = CORPUS / f"dev_{language}.jsonl"
    if file.exists():
        yield from map(json.loads, file.read_text(encoding="utf-8").splitlines())


def tagged(row: Row, language: str) -> TaggedArticle:
    """Make an article of one sentence, published when the row says."""
    return examples.tagged(_marked(row), language, datetime.fromisoformat(row["published"]))


def _marked(row: Row) -> str:
    text = row["text"]
    for surface, kind, _, *actor in sorted(row["entities"], key=lambda one: -len(one[0])):
        mark = f"<{_LETTERS[kind]} {surface}{'=' + actor[0] if actor else ''}>"
        text = re.sub(rf"(?<![\w<]){re.escape(surface)}(?!\w)(?![^<]*>)", mark, text)

    return str(text)
