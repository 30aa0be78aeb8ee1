"""Which sinks an alert goes to."""

from __future__ import annotations

from monitor.alerts import route
from monitor.alerts.settings import Match, Route
from monitor.models import Status
from tests.monitor.alerts import given

ALERT = given.told()


def to(*sinks: str, every: float = 0.0, **matchers: tuple[str, ...]) -> Route:
    return Route(match=Match(**matchers), to=sinks, every=every)


def test_a_route_without_matchers_takes_every_alert() -> None:
    assert route.route(ALERT, [to("desk", "hook")]) == ("desk", "hook")


def test_an_alert_that_no_route_takes_goes_nowhere() -> None:
    assert route.route(ALERT, [to("desk", story=("other",))]) == ()


def test_every_matcher_must_hold() -> None:
    assert route.route(ALERT, [to("desk", story=("strait",), kind=("release",))]) == ("desk",)
    assert route.route(ALERT, [to("desk", story=("strait",), kind=("death",))]) == ()


def test_of_a_list_one_is_enough() -> None:
    assert route.route(ALERT, [to("desk", kind=("death", "release"))]) == ("desk",)


def test_the_stage_matcher_also_looks_at_the_side_state() -> None:
    denied = given.alert(side="denied")

    assert route.route(denied, [to("desk", stage=("denied",))]) == ("desk",)
    assert route.route(denied, [to("desk", stage=("promised",))]) == ("desk",)
    assert route.route(ALERT, [to("desk", stage=("denied",))]) == ()


def test_the_status_matcher_reads_plain_words() -> None:
    assert route.route(given.alert(status=Status.CONFIRMED), [to("desk", status=("confirmed",))]) == ("desk",)


def test_a_sink_of_two_routes_is_named_once_in_the_order_of_the_routes() -> None:
    assert route.route(ALERT, [to("hook"), to("desk", "hook")]) == ("hook", "desk")


def test_the_most_urgent_route_spaces_the_updates_of_a_sink() -> None:
    routes = [to("desk", every=60), to("desk", every=5, kind=("release",)), to("desk", every=1, kind=("death",))]

    assert route.every(ALERT, routes, "desk") == 5
    assert route.every(ALERT, routes, "hook") == 0
