"""What is set aside is still let go when nobody uses it any longer."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from agents import lasting


class Ring:
    """Something that only the search for garbage finds to be in nobody's use."""

    def __init__(self) -> None:
        self.self = self


@pytest.fixture(autouse=True)
def _nothing_stays_aside() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_what_is_in_use_is_set_aside_and_what_is_not_goes() -> None:
    used, unused = Ring(), Ring()
    lost = weakref.ref(unused)
    del unused
    lasting.set_aside()
    assert lost() is None
    assert gc.get_freeze_count() > 0
    assert used not in gc.get_objects()


def test_what_was_set_aside_and_has_gone_out_of_use_goes_the_next_time() -> None:
    replaced = Ring()
    lost = weakref.ref(replaced)
    lasting.set_aside()
    del replaced
    gc.collect()
    assert lost() is not None
    lasting.set_aside()
    assert lost() is None
