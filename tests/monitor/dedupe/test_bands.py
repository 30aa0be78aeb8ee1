"""Bands find every signature that shares one, however many were added."""

import random

from monitor.dedupe import bands
from monitor.dedupe.bands import Bands

_WIDTH = 512 // bands.BANDS


def _signatures(count: int) -> list[bytes]:
    chance = random.Random(5)

    return [chance.randbytes(512) for _ in range(count)]


def _with_band(signature: bytes, place: int, other: bytes) -> bytes:
    """Put one band of another signature into this one."""
    return (
        signature[: place * _WIDTH] + other[place * _WIDTH : (place + 1) * _WIDTH] + signature[(place + 1) * _WIDTH :]
    )


def test_a_signature_with_one_band_in_common_is_found_among_many() -> None:
    held = Bands()
    signatures = _signatures(1500)
    for number, signature in enumerate(signatures):
        held.add(number, signature)
    asked = _signatures(1501)[-1]
    for number, place in ((3, 0), (700, 17), (1499, 31)):
        assert number in held.find(_with_band(asked, place, signatures[number]))
    assert not held.find(asked)


def test_all_who_share_a_band_are_found() -> None:
    held = Bands()
    same, *others = _signatures(1200)
    for number, other in enumerate(others):
        held.add(number, _with_band(other, 5, same))
    assert held.find(same) == set(range(len(others)))


def test_what_is_filled_in_at_once_is_found_as_if_added_one_by_one() -> None:
    signatures = _signatures(40)
    held = Bands()
    held.add(0, _signatures(41)[-1])
    held.fill(signatures)
    assert [held.find(signature) for signature in signatures] == [{number} for number in range(40)]


def test_nothing_is_held_after_filling_in_nothing() -> None:
    held = Bands()
    held.add(0, _signatures(1)[0])
    held.fill([])
    assert not held
    assert held.find(_signatures(1)[0]) == set()
