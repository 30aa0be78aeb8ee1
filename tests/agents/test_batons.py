"""Who may send to a sink."""

from __future__ import annotations

from datetime import timedelta

from agents import batons
from agents.batons import Baton, Batons
from tests import fakes
from tests.builders import NOON


def handed(offset: int, seconds: float = 0) -> tuple[Batons, str]:
    """Let an item of a sink hand on a baton; gives its token."""
    held, item, now = Batons(), fakes.item(b"", offset=offset, key="desk"), NOON + timedelta(seconds=seconds)
    held.hand(item, "desk", Baton(token=batons.token(item, now), generation=1, at=now, chosen="k1:desk", revision=1))
    return held, item.parting[0].value.decode()


def test_the_baton_of_a_former_life_opens_nothing() -> None:
    """An item that was not let go before a kill is done again, and its first baton is still on the log."""
    _, old = handed(7)
    held, new = handed(7, seconds=3)
    assert held.take(fakes.item(old.encode(), key="desk"), 1, NOON) is None
    taken = held.take(fakes.item(new.encode(), key="desk"), 1, NOON)
    assert taken is not None
    assert taken.chosen == "k1:desk"


def test_while_one_has_the_sink_no_other_gets_it() -> None:
    held, token = handed(7)
    first = fakes.item(token.encode(), key="desk")
    assert held.take(first, 1, NOON)
    assert held.take(fakes.item(token.encode(), key="desk"), 1, NOON) is None
    assert not held.is_free("desk", 1, NOON)
    first.settle(is_handed_on=True)
    assert held.is_free("desk", 1, NOON)


def test_a_tick_without_a_baton_may_only_look_and_only_where_none_is_on_its_way() -> None:
    held, _ = handed(7)
    assert held.take(fakes.item(b"", key="desk"), 1, NOON) is None
    looking = held.take(fakes.item(b"", key="desk"), 2, NOON)
    assert looking is not None
    assert looking.chosen == ""
