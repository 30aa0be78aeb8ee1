"""Bodies: undone slice by slice, and never more of them than was asked for."""

from __future__ import annotations

import gzip
import zlib
from collections import deque
from itertools import count

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.internet import bodies
from monitor.internet.bodies import SLICE, Body, Unacceptable, decoder

TEXT = b"<rss>" + b"news " * 400 + b"</rss>"
RAW = zlib.compressobj(wbits=-15)
LARGE = b"".join(b"%d " % number for number in range(400_000))


def raw(body: bytes) -> bytes:
    engine = zlib.compressobj(wbits=-15)
    return engine.compress(body) + engine.flush()


WAYS = {
    "gzip": ("gzip", gzip.compress),
    "gzip in members": ("x-gzip", lambda body: gzip.compress(body[:100]) + gzip.compress(body[100:])),
    "gzip with padding": ("gzip", lambda body: gzip.compress(body) + bytes(700)),
    "zlib": ("deflate", zlib.compress),
    "raw deflate": ("Deflate", raw),
    "brotli": ("br", brotli.compress),
    "nothing": ("identity", bytes),
    "gzip after identity": ("identity, gzip", gzip.compress),
}


def undone(encoding: str, body: bytes, size: int = 65_536, limit: int = 10_000_000) -> bytes:
    taken = Body(decoder(encoding), limit)
    for start in range(0, len(body), size):
        for _ in taken.take(body[start : start + size]):
            pass
    return taken.whole()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("size", [1, 2, 3, 17, 65_536])
def test_a_body_is_undone_however_it_is_cut(way: str, size: int) -> None:
    encoding, compressed = WAYS[way]
    assert undone(encoding, compressed(TEXT), size) == TEXT


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("length", [SLICE - 1, SLICE, SLICE + 1, 2 * SLICE, len(LARGE)])
def test_a_body_of_several_slices_is_whole(way: str, length: int) -> None:
    encoding, compressed = WAYS[way]
    assert undone(encoding, compressed(LARGE[:length])) == LARGE[:length]


@given(st.binary(max_size=3_000), st.sampled_from(sorted(WAYS)), st.integers(1, 40))
def test_what_was_compressed_comes_back(body: bytes, way: str, size: int) -> None:
    encoding, compressed = WAYS[way]
    assert undone(encoding, compressed(body), size) == body


@settings(max_examples=200)
@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", "br"]), st.integers(1, 40))
def test_garbage_is_refused_in_one_of_three_ways(body: bytes, encoding: str, size: int) -> None:
    try:
        undone(encoding, body, size)
    except (Unacceptable, *bodies.ERRORS):
        return


ZEROS = bytes(50_000_000)
BOMBS = {"gzip": gzip.compress(ZEROS, 9), "deflate": zlib.compress(ZEROS, 9), "br": brotli.compress(ZEROS, quality=9)}


@pytest.mark.parametrize("encoding", BOMBS)
def test_a_bomb_grows_to_a_megabyte_and_no_further(encoding: str) -> None:
    body = Body(decoder(encoding), 10_000_000)
    pieces = (BOMBS[encoding][start : start + 1_000] for start in range(0, len(BOMBS[encoding]), 1_000))
    slices = (None for piece in pieces for _ in body.take(piece))
    grown = count()
    with pytest.raises(Unacceptable, match="compression bomb"):
        deque(zip(slices, grown, strict=False), maxlen=0)
    assert next(grown) * SLICE < 2_500_000


@pytest.mark.parametrize("encoding", BOMBS)
def test_no_slice_is_much_larger_than_asked(encoding: str) -> None:
    sizes = [len(out) for out, _ in zip(decoder(encoding).slices(BOMBS[encoding]), range(20), strict=False)]
    assert max(sizes) <= 2 * SLICE


@pytest.mark.parametrize(
    ("encoding", "why"),
    [
        ("gzip, gzip", "stacked"),
        ("br, gzip", "stacked"),
        ("GZIP,deflate", "stacked"),
        ("zstd", "unsupported content encoding: zstd"),
        ("compress", "unsupported content encoding: compress"),
        ("x" * 50, "unsupported content encoding$"),
        ("<script>", "unsupported content encoding$"),
    ],
)
def test_an_encoding_that_was_not_asked_for_is_refused_in_words(encoding: str, why: str) -> None:
    with pytest.raises(Unacceptable, match=why):
        decoder(encoding)


@pytest.mark.parametrize("way", ["gzip", "zlib", "raw deflate", "brotli"])
def test_a_body_that_ends_early_is_refused(way: str) -> None:
    encoding, compressed = WAYS[way]
    with pytest.raises(Unacceptable, match="ends early"):
        undone(encoding, compressed(TEXT)[:-9])


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", ""])
def test_no_body_at_all_is_an_empty_one(encoding: str) -> None:
    assert undone(encoding, b"") == b""


def test_headers_count_towards_the_cap() -> None:
    body = Body(decoder(""), 1_000, headers=400)
    with pytest.raises(Unacceptable, match="larger than 1000 bytes"):
        list(body.take(bytes(700)))
