"""Garbage is looked for again once much was built, and found in what was set aside."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator

import pytest

from monitor import garbage


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
    garbage.set_aside()
    assert lost() is None
    assert gc.get_freeze_count() > 0
    assert used not in gc.get_objects()


def test_what_was_set_aside_and_has_gone_out_of_use_goes_the_next_time() -> None:
    replaced = Ring()
    lost = weakref.ref(replaced)
    garbage.set_aside()
    del replaced
    gc.collect()
    assert lost() is not None
    garbage.set_aside()
    assert lost() is None


@garbage.put_off()
def _fail() -> None:
    assert not gc.isenabled()
    raise LookupError


@pytest.mark.parametrize("begin", [gc.enable, gc.disable])
def test_garbage_is_looked_for_as_before_after_work_that_failed(begin: Callable[[], None]) -> None:
    begin()
    is_looked_for = gc.isenabled()
    with pytest.raises(LookupError):
        _fail()
    assert gc.isenabled() is is_looked_for
    gc.enable()
