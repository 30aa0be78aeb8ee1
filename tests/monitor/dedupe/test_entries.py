"""Entries are found under their keys whatever runs they lie in, and however far a merge has come."""

import random

import numpy as np

from monitor.dedupe.entries import KEY, NUMBER, Entries, Sorted


def _batch(chance: random.Random, first: int, many: int) -> Entries:
    """Make entries with rising numbers under keys of which some come again."""
    keys = [chance.choice((chance.getrandbits(32), chance.randrange(40))) for _ in range(many)]

    return np.sort(np.array([key << int(NUMBER) | first + place for place, key in enumerate(keys)], np.uint64))


def _under(batches: list[Entries]) -> dict[int, set[int]]:
    held: dict[int, set[int]] = {}
    for entry in np.concatenate(batches).tolist():
        held.setdefault(entry >> 32, set()).add(entry & 2**32 - 1)

    return held


def _found(entries: Sorted, keys: list[int]) -> set[int]:
    return set(entries.find(np.array(keys, KEY)).tolist())


def test_every_entry_is_found_at_every_step_of_every_merge() -> None:
    chance, entries, batches = random.Random(8), Sorted(step=70, most=2000), list[Entries]()
    for place in range(120):
        batches.append(_batch(chance, place * 100, chance.randint(1, 60)))
        entries.add(batches[-1])
        held = _under(batches)
        asked = [*range(40), *chance.sample(sorted(held), min(20, len(held)))]
        assert _found(entries, asked) == {number for key in asked for number in held.get(key, ())}
    assert len(entries) == sum(map(len, batches))


def test_runs_stay_few_and_none_is_longer_than_the_longest_allowed() -> None:
    chance, entries = random.Random(9), Sorted(step=200, most=4000)
    for place in range(300):
        entries.add(_batch(chance, place * 50, 50))
    lengths = [run.many for run in entries._runs]
    assert max(lengths) <= 4000
    assert len(lengths) <= 15000 // 2000 + 6


def test_what_is_numbered_anew_in_the_middle_of_a_merge_is_found_under_its_new_number() -> None:
    chance, entries, batches = random.Random(10), Sorted(step=30, most=5000), list[Entries]()
    for place in range(40):
        batches.append(_batch(chance, place * 40, 40))
        entries.add(batches[-1])
    numbers = np.array([number // 2 if number % 2 else -1 for number in range(1600)])
    entries = entries.renumbered(numbers)
    for key, held in _under(batches).items():
        assert _found(entries, [key]) == {number // 2 for number in held if number % 2}


def test_no_entries_hold_nothing() -> None:
    assert not _found(Sorted(), [1, 2])
    assert not len(Sorted())
