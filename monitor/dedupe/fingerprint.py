"""A text's fingerprint: small, stable across processes, comparable with any other."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import datetime

import rensa
import xxhash

from monitor.models import RawArticle
from monitor.text import normalize

SHINGLE = 3  # words; two would find more hard rewrites, and twice the candidates
PERMUTATIONS = 128
_SEED = 42
_pack = struct.Struct(f"<{PERMUTATIONS}I").pack


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """What is remembered of an article: enough to know it again, edited or copied.

    `content` names the words of the body exactly; `signature` is their MinHash (128 times 32 bits, little endian);
    `shingles` is how many different word triples there are.
    """

    article: str
    title: str
    content: str
    signature: bytes
    shingles: int
    seen_at: datetime


def sketch(article: RawArticle, body: str) -> Sketch:
    """Sketch an article by its body, cleaned of furniture; by its title where it has no body."""
    words = normalize.tokens(body) or normalize.tokens(article.title)
    shingles = shingled(words)
    return Sketch(
        article=article.id,
        title=" ".join(normalize.tokens(article.title)),
        content=xxhash.xxh3_64_hexdigest(" ".join(words).encode("utf-8", "surrogatepass")),
        signature=_signature(shingles),
        shingles=len(shingles),
        seen_at=article.fetched_at,
    )


def shingled(words: list[str]) -> set[str]:
    """Give the word triples of a text; a text shorter than that is one shingle.

    >>> sorted(shingled(["a", "b", "c", "d"]))
    ['a b c', 'b c d']
    """
    if len(words) < SHINGLE:
        return {" ".join(words)} if words else set()
    return {f"{first} {second} {third}" for first, second, third in zip(words, words[1:], words[2:], strict=False)}


def _signature(shingles: set[str]) -> bytes:
    minhash = rensa.RMinHash(num_perm=PERMUTATIONS, seed=_SEED)
    try:
        minhash.update(list(shingles))
    except UnicodeEncodeError:  # Half a letter, as broken feeds have it.
        minhash.update([shingle.encode("utf-8", "surrogatepass") for shingle in shingles])
    return _pack(*minhash.digest())
