"""Bands find every signature that shares one, however many were added."""

import random

import numpy as np

from monitor.dedupe import bands
from monitor.dedupe.bands import Bands

_WIDTH = 256 // bands.BANDS


def _signatures(count: int) -> list[bytes]:
    chance = random.Random(6)

    return [chance.randbytes(256) for _ in range(count)]


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


def test_a_lead_in_common_is_found_as_a_band_is() -> None:
    held = Bands()
    for number, signature in enumerate(_signatures(600)):
        held.add(number, signature, number.to_bytes(4, "little") * 3)
    assert held.find(_signatures(601)[-1], (42).to_bytes(4, "little") * 3) == {42}


def test_what_is_numbered_anew_is_found_under_its_new_number_and_what_is_gone_is_not() -> None:
    signatures = _signatures(700)
    held = Bands()
    for number, signature in enumerate(signatures):
        held.add(number, signature)
    held.renumber(np.array([number // 2 if number % 2 else -1 for number in range(700)]))
    assert [held.find(signature) for signature in signatures[1::2]] == [{number} for number in range(350)]
    assert not any(held.find(signature) for signature in signatures[::2])
    held.add(350, signatures[0])
    assert held.find(signatures[0]) == {350}


def test_nothing_is_held_after_all_are_gone() -> None:
    held = Bands()
    held.add(0, _signatures(1)[0])
    held.renumber(np.array([-1]))
    assert not held
    assert held.find(_signatures(1)[0]) == set()
