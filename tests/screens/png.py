"""Pictures made small: a screenshot of text needs few colours."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

_HEAD = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {2: 3, 6: 4}

Pixels = NDArray[np.uint8]


def small(picture: bytes) -> bytes:
    """Write a picture with at most 256 colours, every channel in 16 steps."""
    pixels = _pixels(picture)
    rounded = (pixels.astype(np.uint16) + 8) // 17
    codes = (rounded[..., 0] << 8) | (rounded[..., 1] << 4) | rounded[..., 2]
    colours, counts = np.unique(codes, return_counts=True)
    kept = np.sort(colours[np.argsort(counts)[::-1][:256]])
    nearest = _nearest(colours, kept)
    indexed = nearest[np.searchsorted(colours, codes)].astype(np.uint8)

    return _written(indexed, _rgb(kept))


def _pixels(picture: bytes) -> Pixels:
    """Read the colours of a picture of eight bits, without its transparency."""
    parts = dict(_parts(picture))
    width, height, depth, kind = struct.unpack(">IIBB", parts[b"IHDR"][:10])
    channels = _CHANNELS[kind]
    if depth != 8:
        raise ValueError(f"{depth} bits")
    size = width * channels
    data = np.frombuffer(zlib.decompress(parts[b"IDAT"]), np.uint8).reshape(height, size + 1)
    rows = np.zeros((height + 1, width, channels), np.uint8)
    for number, line in enumerate(data):
        rows[number + 1] = _unfiltered(int(line[0]), line[1:].reshape(width, channels), rows[number])

    return rows[1:, :, :3]


def _unfiltered(kind: int, line: Pixels, above: Pixels) -> Pixels:
    """Undo the filter of a line."""
    if kind == 0:
        return line
    if kind == 1:
        return np.cumsum(line, axis=0, dtype=np.uint8)
    if kind == 2:
        return line + above
    done = np.zeros_like(line)
    left = np.zeros(line.shape[1], np.int16)
    corner = np.zeros(line.shape[1], np.int16)
    for x in range(len(line)):
        up = above[x].astype(np.int16)
        guess = (left + up) // 2 if kind == 3 else _paeth(left, up, corner)
        left = (line[x] + guess) % 256
        done[x], corner = left, up

    return done


def _paeth(left: NDArray[np.int16], up: NDArray[np.int16], corner: NDArray[np.int16]) -> NDArray[np.int16]:
    base = left + up - corner
    a, b, c = abs(base - left), abs(base - up), abs(base - corner)

    return np.where((a <= b) & (a <= c), left, np.where(b <= c, up, corner))


def _nearest(colours: NDArray[np.uint16], kept: NDArray[np.uint16]) -> NDArray[np.intp]:
    distances = abs(_rgb(colours).astype(int)[:, None, :] - _rgb(kept).astype(int)[None, :, :]).sum(axis=2)
    nearest: NDArray[np.intp] = np.argmin(distances, axis=1)

    return nearest


def _rgb(codes: NDArray[np.uint16]) -> Pixels:
    return (np.stack([codes >> 8, (codes >> 4) & 15, codes & 15], axis=1) * 17).astype(np.uint8)


def _written(indexed: Pixels, colours: Pixels) -> bytes:
    height, width = indexed.shape
    lines = b"".join(b"\x00" + line.tobytes() for line in indexed)
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", colours.tobytes()),
        (b"IDAT", zlib.compress(lines, 9)),
        (b"IEND", b""),
    )

    return _HEAD + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )


def _parts(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Give the parts of a picture by name, those of one name joined."""
    found: dict[bytes, bytes] = {}
    at = len(_HEAD)
    while at < len(picture):
        size, name = struct.unpack(">I4s", picture[at : at + 8])
        found[name] = found.get(name, b"") + picture[at + 8 : at + 8 + size]
        at += size + 12
    yield from found.items()
