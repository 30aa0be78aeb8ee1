"""What people order of alerts, and what their verdicts say of the rules."""

from __future__ import annotations

from monitor.alerts import life, orders
from monitor.alerts.decision import Keep
from monitor.lives import Order, Verb, Verdict
from monitor.models import Alert
from tests.monitor.alerts import given


def verdict(said: Verdict, *, by: str = "ana", seconds: float = 0) -> Order:
    return orders.order("k1", Verb.VERDICT, by=by, via="cli", at=given.later(seconds), verdict=said)


def judged(alert: Alert, *given_orders: Order) -> Alert:
    for each in given_orders:
        decision = life.obey(alert, each, "en", None)
        assert isinstance(decision, Keep)
        alert = decision.alert
    return alert


def test_one_press_is_one_order_however_often_it_is_sent() -> None:
    first = orders.order("k1", Verb.CLOSE, by="ana", via="slack", at=given.NOON, seed="press-1")
    again = orders.order("k1", Verb.CLOSE, by="ana", via="slack", at=given.later(9), seed="press-1")
    other = orders.order("k1", Verb.CLOSE, by="ana", via="slack", at=given.NOON, seed="press-2")

    assert first.id == again.id != other.id
    assert verdict(Verdict.TRUE).id != verdict(Verdict.FALSE).id


def test_names_and_notes_are_plain_and_bounded() -> None:
    made = orders.order(
        "k1", Verb.RETRACT, by="a\u202e\n" * 99, via="web", at=given.NOON, note="see https://x.example " + "y" * 999
    )

    assert len(made.by) <= orders.NAME
    assert len(made.note) <= orders.NOTE
    assert "\u202e" not in made.by
    assert made.note.startswith("see https[:]//x.example y")
    assert orders.order("k1", Verb.CLOSE, by=" ", via="web", at=given.NOON).by == orders.NOBODY


def test_the_last_verdict_of_each_person_counts() -> None:
    alert = judged(
        given.told(rules=("r1", "r2")),
        verdict(Verdict.TRUE),
        verdict(Verdict.FALSE, seconds=5),
        verdict(Verdict.OLD, by="budi"),
    )

    assert orders.verdicts(alert) == {"ana": Verdict.FALSE, "budi": Verdict.OLD}
    counted = orders.by_rule([alert, judged(given.told(), verdict(Verdict.TRUE))])
    assert {rule: dict(count) for rule, count in counted.items()} == {
        "": {Verdict.TRUE: 1},
        "r1": {Verdict.FALSE: 1, Verdict.OLD: 1},
        "r2": {Verdict.FALSE: 1, Verdict.OLD: 1},
    }


def test_what_is_about_kabar_itself_takes_no_orders() -> None:
    assert orders.takes_orders(given.told())
    assert not orders.takes_orders(given.alert(kind="coverage", story=""))
