"""A body that is undone slice by slice and refuses to grow too far."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from typing import Protocol

import brotli

MAX_RATIO = 200
# Below this a high ratio is only a very regular text, not a bomb.
RATIO_FREE = 1_000_000
# What is undone at once, so that nobody waits for it: about a millisecond.
SLICE = 262_144
_GZIP = b"\x1f\x8b"
_name = re.compile(r"[a-z0-9-]{1,20}")

ERRORS = (zlib.error, brotli.error)
"""What the decoders raise on a damaged body."""


class Unacceptable(ValueError):
    """A body that is refused; its text says why, in words of our own."""


class Decoder(Protocol):
    """Undoes an encoding."""

    def slices(self, data: bytes) -> Iterator[bytes]:
        """Give what a piece of the body becomes, never much more than a slice at once."""
        ...

    def is_complete(self) -> bool:
        """Say whether the body may end here."""
        ...


class _Plain:
    """Pass an uncompressed body on."""

    def slices(self, data: bytes) -> Iterator[bytes]:
        yield data

    def is_complete(self) -> bool:
        return True


class _Inflater:
    """Undo gzip (all members), zlib or raw deflate; what follows the last member is padding, and dropped."""

    def __init__(self, *, is_gzip: bool) -> None:
        self._is_gzip = is_gzip
        self._engine: zlib._Decompress | None = None
        self._held = b""

    def slices(self, data: bytes) -> Iterator[bytes]:
        data, self._held = self._held + data, b""
        out = b""
        while data or len(out) == SLICE:
            if self._engine is None or self._engine.eof:
                # Two bytes tell what begins here.
                if len(data) < len(_GZIP):
                    self._held = data
                    return
                if self._engine is not None and not (self._is_gzip and data.startswith(_GZIP)):
                    return
                self._engine = zlib.decompressobj(wbits=31 if self._is_gzip else _window(data))
            out = self._engine.decompress(data, SLICE)
            yield out
            data = self._engine.unused_data if self._engine.eof else self._engine.unconsumed_tail

    def is_complete(self) -> bool:
        return self._engine is not None and self._engine.eof


def _window(data: bytes) -> int:
    """Tell zlib from raw deflate, which some servers send: a zlib header is always divisible by 31."""
    return 15 if data[0] & 0x0F == 8 and (data[0] << 8 | data[1]) % 31 == 0 else -15


class _Unbrotli:
    """Undo brotli."""

    def __init__(self) -> None:
        self._engine = brotli.Decompressor()

    def slices(self, data: bytes) -> Iterator[bytes]:
        while out := bytes(self._engine.process(data, output_buffer_limit=SLICE)):
            yield out
            # It may hold more, whatever it says of being ready for data; a finished engine takes no more calls.
            if self._engine.is_finished():
                return
            data = b""

    def is_complete(self) -> bool:
        return bool(self._engine.is_finished())


def decoder(encoding: str) -> Decoder:
    """Give what undoes a Content-Encoding.

    Raises:
        Unacceptable: it is several encodings, or one that was not asked for.
    """
    names = [name for part in encoding.split(",") if (name := part.strip().lower()) not in {"", "identity"}]
    if len(names) > 1:
        raise Unacceptable("stacked content encodings are not accepted")
    match names:
        case []:
            return _Plain()
        case ["gzip" | "x-gzip"]:
            return _Inflater(is_gzip=True)
        case ["deflate"]:
            return _Inflater(is_gzip=False)
        case ["br"]:
            return _Unbrotli()
        case _:
            known = f": {names[0]}" if _name.fullmatch(names[0]) else ""
            raise Unacceptable(f"unsupported content encoding{known}")


def too_large(limit: int) -> Unacceptable:
    """Refuse an answer that is, or says that it will be, too large."""
    return Unacceptable(f"the answer is larger than {limit} bytes")


class Body:
    """A body as it arrives; with the headers, whose size is given, it stays within the limit."""

    def __init__(self, decoder: Decoder, limit: int, headers: int = 0) -> None:
        self._decoder = decoder
        self._limit = limit
        self._headers = headers
        self._taken = 0
        self._size = 0
        # It gives its bytes away without a copy, which a list of parts could not.
        self._whole = io.BytesIO()

    def take(self, chunk: bytes) -> Iterator[None]:
        """Take a piece as it came over the wire; stop between any two slices to let others work.

        Raises:
            Unacceptable: the body is too large, or a bomb.
        """
        self._taken += len(chunk)
        for out in self._decoder.slices(chunk):
            self._size += len(out)
            self._check()
            self._whole.write(out)
            yield
        self._check()

    def whole(self) -> bytes:
        """Give the body, once all of it is there.

        Raises:
            Unacceptable: something is missing.
        """
        if self._taken and not self._decoder.is_complete():
            raise Unacceptable("the compressed body ends early")
        return self._whole.getvalue()

    def _check(self) -> None:
        if self._size > RATIO_FREE and self._size > MAX_RATIO * self._taken:
            raise Unacceptable("the body is a compression bomb")
        if self._headers + max(self._size, self._taken) > self._limit:
            raise too_large(self._limit)
