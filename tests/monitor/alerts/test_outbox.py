"""What a delivery becomes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given as law
from hypothesis import strategies as st

from monitor.alerts import outbox
from monitor.alerts.outcome import Accepted, Dead, Outcome, Retry, Why
from monitor.models import Alert, Delivery, DeliveryState
from tests.monitor.alerts import given

LATER = Retry(reason=Why.UNAVAILABLE)


def revision(number: int, *changed: str) -> Alert:
    return given.alert(revision=number, changed=changed)


def queued(*revisions: int, every: float = 0.0) -> Delivery:
    delivery: Delivery | None = None
    for number in revisions:
        delivery = outbox.enqueue(delivery, revision(number, f"change {number}"), "desk", now=given.NOON, every=every)
    assert delivery is not None
    return delivery


def numbers(delivery: Delivery) -> list[int]:
    return [each.revision for each in delivery.waiting]


def sent(delivery: Delivery, seconds: float = 1, every: float = 0.0) -> Delivery:
    return outbox.after(delivery, Accepted(receipt="C1:7"), now=given.later(seconds), chance=0.5, every=every)


def test_a_new_alert_is_due_at_once() -> None:
    delivery = queued(1)

    assert outbox.is_due(delivery, given.NOON)
    assert outbox.head(delivery) == revision(1, "change 1")
    assert (delivery.revision, delivery.state) == (0, DeliveryState.PENDING)


def test_a_delivery_is_named_by_alert_and_sink() -> None:
    assert outbox.key("k1", "desk") == "k1:desk"


def test_an_accepted_delivery_is_sent_and_keeps_the_receipt() -> None:
    delivery = sent(queued(1))

    assert (delivery.state, delivery.revision, delivery.receipt) == (DeliveryState.SENT, 1, "C1:7")
    assert (delivery.waiting, delivery.next_at, delivery.attempts) == ((), None, 0)
    assert outbox.head(delivery) is None
    assert not outbox.is_due(delivery, given.later(9999))


def test_revisions_leave_in_order() -> None:
    delivery = queued(1, 2, 3)
    left = []
    while (head := outbox.head(delivery)) is not None:
        left.append(head.revision)
        delivery = sent(delivery)

    assert left == [1, 2, 3]
    assert (delivery.state, delivery.revision) == (DeliveryState.SENT, 3)


@pytest.mark.parametrize("again", [1, 2, 3])
def test_a_revision_that_waits_already_or_was_sent_changes_nothing(again: int) -> None:
    delivery = sent(queued(1, 2, 3))

    assert outbox.enqueue(delivery, revision(again), "desk", now=given.later(5)) == delivery


def test_a_new_revision_wakes_a_sent_delivery() -> None:
    delivery = outbox.enqueue(sent(queued(1)), revision(2), "desk", now=given.later(5))

    assert outbox.is_due(delivery, given.later(5))
    assert numbers(delivery) == [2]


def test_a_failure_waits_with_full_jitter_and_keeps_the_same_head() -> None:
    delivery = outbox.after(queued(1, 2), LATER, now=given.NOON, chance=0.9)

    assert (delivery.attempts, delivery.next_at, numbers(delivery)) == (1, given.later(4.5), [1, 2])
    assert not outbox.is_due(delivery, given.later(4.4))
    assert outbox.is_due(delivery, given.later(4.5))


def test_the_waits_double_up_to_ten_minutes() -> None:
    assert [outbox.backoff(attempts, 0.999999) for attempts in (1, 2, 3, 8, 99)] == pytest.approx(
        [5, 10, 20, 600, 600], rel=1e-3
    )


@law(st.integers(1, 10_000), st.floats(0, 1, exclude_max=True))
def test_a_wait_is_never_below_a_second_nor_above_the_cap(attempts: int, chance: float) -> None:
    assert 1.0 <= outbox.backoff(attempts, chance) <= outbox.CAP


@pytest.mark.parametrize("seconds", [0.0, 7.0, 3600.0])
def test_the_time_that_a_sink_asks_for_is_kept_exactly(seconds: float) -> None:
    delivery = outbox.after(queued(1), Retry(reason=Why.THROTTLED, after=seconds), now=given.NOON, chance=0.3)

    assert delivery.next_at == given.later(seconds)


def test_after_75_hours_a_delivery_is_dead_and_still_holds_its_alert() -> None:
    delivery = queued(1)
    late = given.NOON + outbox.PATIENCE
    delivery = outbox.after(delivery, LATER, now=late - timedelta(seconds=1), chance=0.5)
    assert delivery.state is DeliveryState.PENDING
    delivery = outbox.after(delivery, LATER, now=late, chance=0.5)

    assert (delivery.state, delivery.reason, numbers(delivery)) == (DeliveryState.DEAD, "exhausted", [1])
    assert not outbox.is_due(delivery, late + timedelta(days=9))


def test_a_refused_delivery_is_dead_at_once() -> None:
    delivery = outbox.after(queued(1), Dead(reason=Why.GONE), now=given.NOON, chance=0.5)

    assert (delivery.state, delivery.reason, delivery.next_at) == (DeliveryState.DEAD, "gone", None)


def test_where_a_later_revision_waits_it_is_tried_in_the_place_of_a_refused_one() -> None:
    delivery = outbox.after(queued(1, 2), Dead(reason=Why.REFUSED), now=given.later(3), chance=0.5)

    assert (delivery.state, numbers(delivery), delivery.attempts) == (DeliveryState.PENDING, [2], 0)
    assert outbox.is_due(delivery, given.later(3))


def test_a_dead_delivery_comes_back_by_hand() -> None:
    dead = outbox.after(queued(1), Dead(reason=Why.GONE), now=given.NOON, chance=0.5)
    back = outbox.retry(dead, given.later(60))

    assert (back.state, numbers(back), back.attempts) == (DeliveryState.PENDING, [1], 0)
    assert outbox.is_due(back, given.later(60))
    assert outbox.retry(sent(queued(1)), given.NOON) == sent(queued(1))


def test_a_new_revision_wakes_a_dead_delivery_in_order() -> None:
    dead = outbox.after(queued(1), Dead(reason=Why.GONE), now=given.NOON, chance=0.5)
    back = outbox.enqueue(dead, revision(2), "desk", now=given.later(9))

    assert (back.state, numbers(back)) == (DeliveryState.PENDING, [1, 2])
    assert outbox.is_due(back, given.later(9))


def test_spaced_updates_wait_for_their_time() -> None:
    first = sent(queued(1, every=60), seconds=0, every=60)
    second = outbox.enqueue(first, revision(2), "desk", now=given.later(10), every=60)

    assert second.next_at == given.later(60)
    assert not outbox.is_due(second, given.later(59))
    assert outbox.is_due(second, given.later(60))


def test_spaced_updates_that_wait_become_one_that_lists_every_change() -> None:
    first = sent(queued(1, every=60), seconds=0, every=60)
    for number in (2, 3, 4):
        first = outbox.enqueue(first, revision(number, f"change {number}"), "desk", now=given.later(10), every=60)

    assert numbers(first) == [4]
    assert first.waiting[0].changed == ("change 2", "change 3", "change 4")


def test_a_message_that_was_tried_is_never_altered() -> None:
    first = sent(queued(1, every=60), seconds=0, every=60)
    tried = outbox.enqueue(first, revision(2, "change 2"), "desk", now=given.later(10), every=60)
    tried = outbox.after(tried, LATER, now=given.later(60), chance=0.5, every=60)
    more = outbox.enqueue(tried, revision(3, "change 3"), "desk", now=given.later(70), every=60)

    assert numbers(more) == [2, 3]
    assert more.next_at == tried.next_at


def test_the_first_message_is_never_swallowed_by_an_update() -> None:
    assert numbers(queued(1, 2, every=60)) == [1, 2]


OUTCOMES: dict[str, Outcome] = {"accepted": Accepted(), "later": LATER, "dead": Dead(reason=Why.REFUSED)}
MOVES = st.lists(st.sampled_from(["news", "accepted", "later", "dead", "again", "retry"]), max_size=40)


@law(MOVES, st.sampled_from([0.0, 60.0]))
def test_whatever_happens_revisions_only_rise_and_nothing_waits_unheard(moves: list[str], every: float) -> None:
    delivery, newest, heard = queued(1, every=every), 1, []
    for step, move in enumerate(moves):
        now, head = given.later(step), outbox.head(delivery)
        if move in {"news", "again"}:
            newest += move == "news"
            delivery = outbox.enqueue(delivery, revision(newest), "desk", now=now, every=every)
        elif move == "retry":
            delivery = outbox.retry(delivery, now)
        elif head is not None and delivery.state is DeliveryState.PENDING:
            outcome = OUTCOMES[move]
            heard += [head.revision] if move == "accepted" else []
            delivery = outbox.after(delivery, outcome, now=now, chance=0.5, every=every)

    assert heard == sorted(set(heard))
    assert numbers(delivery) == sorted(set(numbers(delivery)))
    assert newest in {*numbers(delivery), delivery.revision}
    assert (delivery.state is DeliveryState.SENT) == (not delivery.waiting)


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (
            Retry(reason=Why.UNREACHABLE, detail="https://desk.example: timed out"),
            "unreachable: https://desk.example: timed out",
        ),
        (Retry(reason=Why.UNAVAILABLE), "unavailable"),
        (Dead(reason=Why.REFUSED, detail="status 404"), "refused: status 404"),
    ],
)
def test_the_history_says_what_the_other_end_answered(outcome: Outcome, said: str) -> None:
    delivery = outbox.after(queued(1), outcome, now=given.NOON, chance=0.5)

    assert delivery.history[-1].why == said
    assert delivery.reason == outcome.reason.value
