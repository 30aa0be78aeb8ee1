"""A text's fingerprint: small, stable across processes, comparable with any other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from struct import Struct

import numpy as np
import rensa
import xxhash

from monitor.dedupe import words
from monitor.dedupe.words import Hashes
from monitor.models import RawArticle
from monitor.text import normalize

SHINGLE = 3  # words; two would find more hard rewrites, and twice the candidates
PERMUTATIONS = 128
ROW = np.dtype("<u2")
"""One value of a signature: the lower half of a MinHash, for two unlike values agree in it one time in 65,536."""
LEADS = 3
_LEAD = 40  # triples: so much of a beginning two texts share of which one is the other, shortened
LEAD = np.dtype("<u4")
_FACTS = 64  # So many names and figures are remembered of a text.
_SEED = 42
_digested = rensa.RMinHash.digest_matrix_from_flat_token_hashes
_minima = Struct(f"<{PERMUTATIONS}I")
_kernel = np.array(
    [1, 0xA24BAED4963EE407, 0x9FB21C651E98DF25], np.uint64
)  # What each word of a triple is multiplied by.
_HALF = np.array(32, np.uint64)  # Without a dimension: numpy takes it in half the time of a plain number.


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """What is remembered of an article: enough to know it again, edited or copied.

    `title` and `content` name the words of title and body exactly; `signature` is the body's MinHash (128 times 16 bits,
    little endian); `lead` are the three least triples of how it begins (32 bits each); `shingles` is how many different word
    triples there are; `facts` are 16 bits each for names and figures.
    """

    article: str
    title: int
    content: int
    signature: bytes
    lead: bytes
    shingles: int
    facts: bytes
    seen_at: datetime


def sketch(article: RawArticle, body: str) -> Sketch:
    """Sketch an article by its body, cleaned of furniture; by its title where it has no body."""
    found = words.read(body)
    if not len(found.hashes):
        found = words.read(article.title)
    triples = shingled(found.hashes)
    facts = found.facts
    facts.sort()
    lead, different = _counted(triples)
    return Sketch(
        article=article.id,
        title=xxhash.xxh3_64_intdigest(" ".join(normalize.tokens(article.title)).encode("utf-8", "surrogatepass")),
        content=xxhash.xxh3_64_intdigest(found.hashes.data),
        signature=_signature(triples),
        lead=lead,
        shingles=different,
        facts=facts[:_FACTS].tobytes(),
        seen_at=article.fetched_at,
    )


def shingled(hashes: Hashes) -> Hashes:
    """Give the word triples of a text, as often as they stand in it; a text shorter than that is one shingle."""
    if len(hashes) >= SHINGLE:
        triples = np.correlate(hashes, _kernel)
    else:
        triples = hashes.sum(keepdims=True, dtype=np.uint64)[: len(hashes)]
    triples ^= triples >> _HALF
    return triples


def _counted(triples: Hashes) -> tuple[bytes, int]:
    """Give the least triples of a beginning, and how many different triples there are."""
    if not len(triples):
        return bytes(LEADS * LEAD.itemsize), 0
    short = triples.astype(LEAD)  # So much of a triple tells it from the others of its text.
    first = short[:_LEAD].copy()
    first.sort()
    short.sort()
    least = first[:LEADS].tobytes().ljust(LEADS * LEAD.itemsize, b"\0")
    return least, int(np.count_nonzero(short[1:] != short[:-1])) + 1


def _signature(shingles: Hashes) -> bytes:
    if not len(shingles):
        return bytes(PERMUTATIONS * ROW.itemsize)
    rows = _digested(shingles, _ends(len(shingles)), PERMUTATIONS, _SEED).to_rows()
    return np.frombuffer(_minima.pack(*rows[0]), ROW)[::2].tobytes()  # Several times as fast as an array of a list.


@lru_cache(maxsize=1024)
def _ends(many: int) -> Hashes:
    return np.array([0, many], np.uint64)
