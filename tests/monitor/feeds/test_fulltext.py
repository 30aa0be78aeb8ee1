"""Which pages are wanted, and which are tried again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.feeds import fulltext
from monitor.feeds.fulltext import Completed
from monitor.feeds.state import Owed
from monitor.feeds.visit import Outcome
from monitor.models import RawArticle
from tests import builders
from tests.monitor.feeds.site import NOON


def article(number: int, text: str = "Short.") -> RawArticle:
    return builders.article(str(number), text=text)


def test_a_text_that_is_whole_is_never_asked_for() -> None:
    whole = article(1, "Delegates met for three hours and agreed on nothing. " * 20)
    plan = fulltext.plan([whole, article(2)], (), NOON)

    assert (plan.whole, plan.teasers) == ((whole,), (article(2),))


def test_of_very_many_teasers_the_newest_are_completed() -> None:
    many = [article(number) for number in range(fulltext.AT_MOST + 5)]
    plan = fulltext.plan(many, (), NOON)

    assert (plan.put_off, plan.teasers) == (tuple(many[:5]), tuple(many[5:]))


def test_what_is_owed_is_tried_when_it_is_time_and_not_beside_an_edit_of_it() -> None:
    later = Owed(article=article(1), not_before=NOON + timedelta(seconds=1))
    plan = fulltext.plan([article(3)], (later, Owed(article=article(2)), Owed(article=article(3))), NOON)

    assert [each.id for each in plan.again] == [article(2).id]


def done(number: int, outcome: Outcome) -> Completed:
    return Completed(article=article(number), outcome=outcome)


@pytest.mark.parametrize("outcome", Outcome)
def test_only_what_may_pass_is_tried_again(outcome: Outcome) -> None:
    owed = fulltext.owed((), [done(1, outcome)], {article(1).id})

    assert len(owed) == (outcome in {"failed", "busy", "robots_unreachable", "put_off"})


def test_a_page_is_tried_three_times() -> None:
    owed = fulltext.owed((), [done(1, Outcome.FAILED)], {article(1).id})
    owed = fulltext.owed(owed, [done(1, Outcome.FAILED)], ())
    assert [each.tries for each in owed] == [2]
    assert fulltext.owed(owed, [done(1, Outcome.FAILED)], ()) == ()


def test_what_there_was_no_time_for_costs_no_try() -> None:
    owed = fulltext.owed((), [done(1, Outcome.PUT_OFF)], {article(1).id})

    assert [each.tries for each in fulltext.owed(owed, [done(1, Outcome.PUT_OFF)], ())] == [0]


def test_what_is_owed_is_bounded_and_waits_while_it_is_not_due() -> None:
    waiting = Owed(article=article(999), tries=1, not_before=NOON)
    assert fulltext.owed((waiting,), [], ()) == (waiting,)
    owed = fulltext.owed((waiting,), [done(number, Outcome.FAILED) for number in range(50)], ())
    assert len(owed) == fulltext.OWED


def test_a_success_or_an_edit_ends_a_debt() -> None:
    before = (Owed(article=article(1), tries=1), Owed(article=article(2), tries=1))

    assert fulltext.owed(before, [done(1, Outcome.FETCHED)], {article(2).id}) == ()
