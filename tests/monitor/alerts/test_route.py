"""Which sinks an alert goes to."""

from __future__ import annotations

from typing import Any

from hypothesis import given as law
from hypothesis import strategies as st

from monitor.alerts import route
from monitor.alerts.route import Routed
from monitor.alerts.settings import Budget, Match, Route
from monitor.lives import Severity
from monitor.models import Status
from tests.monitor.alerts import given

ALERT = given.told()


def to(*sinks: str, goes_on: bool = False, routes: tuple[Route, ...] = (), **matchers: tuple[str, ...]) -> Route:
    return Route(match=Match(**matchers), to=sinks, goes_on=goes_on, routes=routes)


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


def test_subject_severity_life_and_language_are_matched() -> None:
    alert = given.alert(subject=("Déborah Élan",), severity=Severity.HIGH)

    assert route.route(alert, [to("desk", subject=("deborah elan",), severity=("high",), life=("open",))]) == ("desk",)
    assert route.route(alert, [to("desk", subject=("Deborah",))]) == ()
    assert route.route(alert, [to("desk", severity=("critical",))]) == ()
    assert route.route(alert, [to("desk", language=("en",)), to("hook", language=("id", "ar"))]) == ("hook",)


def test_the_first_route_that_takes_an_alert_has_it_unless_it_goes_on() -> None:
    assert route.route(ALERT, [to("desk"), to("hook")]) == ("desk",)
    assert route.route(ALERT, [to("hook", goes_on=True), to("desk", "hook")]) == ("hook", "desk")


def test_a_route_within_takes_what_it_matches_and_the_rest_stays_with_the_one_around() -> None:
    tree = [to("desk", story=("strait",), routes=(to("phone", kind=("death",)), to("hook", kind=("release",))))]

    assert route.route(ALERT, tree) == ("hook",)
    assert route.route(given.alert(kind="talks"), tree) == ("desk",)
    assert route.route(given.alert(story="other"), tree) == ()


def test_what_a_route_leaves_out_is_as_in_the_route_around_it() -> None:
    budget = Budget(alerts=3, per=60)
    inner = Route(match=Match(kind=("release",)), every=5, routes=(Route(group="story"),))
    (way,) = route.routed(ALERT, [Route(to=("desk",), every=60, group="alert", budget=budget, routes=(inner,))])

    assert way == Routed(sink="desk", route="routes[0].routes[0].routes[0]", group="story", every=5, budget=budget)


def test_a_sink_of_two_routes_is_served_as_the_first_of_them_says() -> None:
    routes = [Route(to=("desk",), every=60, goes_on=True), Route(to=("desk", "hook"), every=5)]

    assert [(each.sink, each.every) for each in route.routed(ALERT, routes)] == [("desk", 60), ("hook", 5)]
    assert (route.every(ALERT, routes, "desk"), route.every(ALERT, routes, "none")) == (60, 0)


def test_what_a_route_excepts_goes_to_the_next_one() -> None:
    routes = [Route(to=("desk",), unless=Match(kind=("release",))), to("hook")]

    assert route.route(ALERT, routes) == ("hook",)
    assert route.route(given.alert(kind="death"), routes) == ("desk",)


def test_what_is_dropped_goes_nowhere_not_even_to_the_routes_after() -> None:
    tree = [
        Route(match=Match(kind=("surge",)), drop=True),
        to("desk", routes=(Route(match=Match(kind=("talks",)), drop=True),)),
    ]

    assert route.route(given.alert(kind="surge"), tree) == ()
    assert route.route(given.alert(kind="talks"), tree) == ()
    assert route.route(ALERT, tree) == ("desk",)


def test_a_sink_that_was_told_once_is_told_what_becomes_of_it() -> None:
    routes = [to("hook", status=("denied",)), to("desk", status=("confirmed",))]
    denied = given.alert(status=Status.DENIED, addressed=("desk", "hook"))

    assert [(each.sink, each.route) for each in route.routed(denied, routes)] == [
        ("hook", "routes[0]"),
        ("desk", route.FOLLOWS),
    ]


def test_every_route_of_the_tree_says_why_it_takes_an_alert_or_not() -> None:
    tree = [
        Route(to=("phone",), match=Match(kind=("death",), severity=("critical",))),
        to("desk", story=("strait",), routes=(to("hook", status=("confirmed",)), to("book", kind=("release",)))),
        Route(to=("all",)),
    ]
    looks = route.looks(route.facts(ALERT), tree)

    assert [(each.route, each.takes, each.sinks) for each in looks] == [
        ("routes[0]", False, ()),
        ("routes[1]", True, ()),
        ("routes[1].routes[0]", False, ()),
        ("routes[1].routes[1]", True, ("book",)),
        ("routes[2]", False, ()),
    ]
    assert looks[0].why == "kind is release, not death; severity is high, not critical"
    assert looks[2].why == "status is unconfirmed, not confirmed"
    assert looks[4].why == "routes[1] takes it and does not say `continue`"


TREES = st.recursive(
    st.builds(
        lambda *parts: parts, st.sampled_from(["a", "b", ""]), st.booleans(), st.sampled_from(["", "release", "death"])
    ),
    lambda inner: st.tuples(st.sampled_from(["a", "b", ""]), st.booleans(), st.lists(inner, max_size=3)),
    max_leaves=12,
)


def grown(tree: tuple[str, bool, str | list[Any]]) -> Route:
    sink, goes_on, rest = tree
    inner = tuple(map(grown, rest)) if isinstance(rest, list) else ()
    match = Match(kind=(rest,)) if isinstance(rest, str) and rest else Match()
    return Route(to=(sink,) if sink else (), drop=not sink, goes_on=goes_on, match=match, routes=inner)


@law(st.lists(TREES, max_size=4))
def test_what_is_said_of_the_routes_is_what_is_done(trees: list[Any]) -> None:
    routes = [grown(each) for each in trees]
    said = dict.fromkeys(sink for look in route.looks(route.facts(ALERT), routes) for sink in look.sinks)

    assert route.route(ALERT, routes) == tuple(said)
