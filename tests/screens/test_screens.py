"""The pictures: each page behind them is whole, and those that are kept are small and shown."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from lxml import html

from monitor.receivers import active, blockkit
from tests.screens import __main__ as screens
from tests.screens import png, samples

ROOT = Path(__file__).parents[2]
SHOWN = screens.screens()


@pytest.mark.parametrize("language", ["en", "id"])
def test_every_message_of_the_samples_is_one_that_slack_takes(language: str) -> None:
    for _, message, _ in samples.channel(language):
        assert blockkit.complaints(message["blocks"]) == []
        assert active.read(message).mentions == ()


@pytest.mark.parametrize("name", SHOWN)
def test_a_page_is_whole_and_the_headline_is_its_first_words(name: str) -> None:
    tree = html.fromstring(SHOWN[name][0])
    text = tree.text_content()

    assert "None" not in text
    assert "{" not in "".join(tree.xpath("//body//text()"))
    assert next(iter(tree.xpath("//h1/text()|//*[@class='header']/text()"))).isupper() is False


@pytest.mark.parametrize("name", SHOWN)
def test_a_picture_is_kept_small_and_shown_in_the_documents(name: str) -> None:
    picture = (ROOT / f"docs/screens/{name}.png").read_bytes()

    assert picture.startswith(b"\x89PNG")
    assert len(picture) < 120_000
    assert f"screens/{name}.png" in (ROOT / "docs/alerts.md").read_text(encoding="utf-8")


def picture(rows: np.ndarray, kinds: list[int]) -> bytes:
    """Write a picture of full colours, each line with its filter undone by hand for the plain kinds."""
    height, width, channels = rows.shape
    lines = []
    for number, kind in enumerate(kinds):
        above = rows[number - 1] if number else np.zeros_like(rows[0])
        left = np.vstack([np.zeros((1, channels), np.uint8), rows[number][:-1]])
        guess = {0: 0, 1: left, 2: above, 3: (left.astype(int) + above) // 2}[kind]
        lines.append(bytes([kind]) + (rows[number] - guess).astype(np.uint8).tobytes())
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"".join(lines))),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )


def test_a_picture_made_small_has_the_same_pixels_in_fewer_colours() -> None:
    rows = (np.arange(4 * 5 * 3).reshape(4, 5, 3) % 16 * 17).astype(np.uint8)
    made = png.small(picture(rows, [0, 1, 2, 3]))
    parts = dict(png._parts(made))
    palette = np.frombuffer(parts[b"PLTE"], np.uint8).reshape(-1, 3)
    indexed = np.frombuffer(zlib.decompress(parts[b"IDAT"]), np.uint8).reshape(4, 6)[:, 1:]

    assert np.array_equal(palette[indexed], rows)
