"""How well a feed is: what it suffers from, since when, and why.

Guarantees: an ailment is told from the feed's own habits, never from those of a feed too young to have any; it ends only on
evidence (a good answer, an entry, texts as they were). A failure of minutes is none. Nothing here decides when to poll.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitor.ailments import Ailment, AilmentKind
from monitor.feeds import habits as usual
from monitor.feeds.habits import Habits
from monitor.feeds.poll import Polled
from monitor.feeds.settings import Feed
from monitor.feeds.state import FeedState

# A feed is failing after three failures in a row over five of its usual rests, or over an hour where it rests long.
FAILURES = 3
RESTS = 5.0
LONGEST_PATIENCE = 3_600.0
UNKNOWN_WAIT = 120.0
# A feed is stale after four times its longest silence: a paper with free week-ends may well be silent over Christmas.
SILENCES = 4.0
SHORTEST_SILENCE = 3 * 3_600.0
# Its silences are known after five of them in two weeks, and only where the history is much longer than the longest.
GAPS = 5
HISTORY = timedelta(days=14)
HISTORY_SILENCES = 5.0
# A document without entries is usual for a feed (warnings, say) that was empty for a while this often before.
HOLLOWS = 3
# What a first document holds is a few hours of a wire: its languages and lengths are usual only after some days.
YOUNG = timedelta(days=3)
# Texts have collapsed at a third of their usual length, where that is more than a headline and a line.
COLLAPSE = 3
RECOVERED = 2
SHORTEST_TEXT = 400
# What has lasted for a month is how the feed is now: its habits are learned anew.
FOR_GOOD = timedelta(days=30)

_TROUBLE = (AilmentKind.FAILING, AilmentKind.UNREADABLE)
_WORDS = {
    AilmentKind.FAILING: "failing since {since}: {why}",
    AilmentKind.UNREADABLE: "unreadable since {since}: {why}",
    AilmentKind.GONE: "gone since {since}: {why}",
    AilmentKind.EMPTY: "without any entry since {since}",
    AilmentKind.STALE: "nothing new since {since}, usually within {why}",
    AilmentKind.LANGUAGE: "in another language since {since}: {why}",
    AilmentKind.COLLAPSED: "texts cut short since {since}, characters: {why}",
}


def learn(feed: Feed, before: FeedState | None, polled: Polled, now: datetime) -> FeedState:
    """Take a poll into the feed's habits, and judge it; gives the state to remember."""
    state = polled.state
    if polled.outcome == "resting":  # It was not asked, which says nothing of it.
        return state
    state = replace(state, habits=_bad(state, now) if state.errors else _good(feed, before, polled, now))
    trouble = AilmentKind.UNREADABLE if polled.outcome == "unreadable" else AilmentKind.FAILING
    return replace(state, ailments=judge(feed, state, now, trouble))


def judge(
    feed: Feed, state: FeedState, now: datetime, trouble: AilmentKind = AilmentKind.FAILING
) -> tuple[Ailment, ...]:
    """Say what a feed suffers from now; an ailment that it had already keeps its beginning. `trouble` names its failures."""
    known = {each.kind: each for each in state.ailments}
    found = (_gone(state, now),) if state.disabled else tuple(_ailments(feed, state, now, trouble))
    return tuple(known.get(each.kind, each) for each in found if each is not None)


def patience(state: FeedState) -> float | None:
    """Give how many seconds of silence would be unusual; None where that is not known yet."""
    habits = state.habits
    if state.changed_at is None or habits.begun_at is None or habits.gaps < GAPS:
        return None
    longest = max(seconds for _, seconds in habits.silences)
    known_for = state.changed_at - habits.begun_at
    if known_for < HISTORY or known_for.total_seconds() < HISTORY_SILENCES * longest:
        return None
    return max(SILENCES * longest, SHORTEST_SILENCE, RESTS * habits.wait)


def words(ailment: Ailment) -> str:
    """Say an ailment in words.

    >>> words(Ailment(kind=AilmentKind.FAILING, since=datetime(2024, 11, 1, 14, 2, tzinfo=UTC), why="HTTP 503"))
    'failing since 2024-11-01 14:02 UTC: HTTP 503'
    """
    return _WORDS[ailment.kind].format(since=f"{ailment.since.astimezone(UTC):%Y-%m-%d %H:%M} UTC", why=ailment.why)


def _bad(state: FeedState, now: datetime) -> Habits:
    return replace(state.habits, failed_at=state.habits.failed_at or now)


def _good(feed: Feed, before: FeedState | None, polled: Polled, now: datetime) -> Habits:
    """Learn from a good answer."""
    state = polled.state
    habits = _emptied(state, now)
    habits = _kept_silent(habits, before, polled, now)
    wait = habits.wait if state.next_at is None else (state.next_at - now).total_seconds()
    habits = replace(_grown(habits, state, now), failed_at=None, wait=wait)
    if not polled.articles:
        return habits
    ill = {each.kind for each in state.ailments}
    return usual.noted(
        habits,
        usual.batch(polled.articles, now, feed.language),
        with_languages=AilmentKind.LANGUAGE not in ill,
        with_lengths=AilmentKind.COLLAPSED not in ill,
    )


def _emptied(state: FeedState, now: datetime) -> Habits:
    """Count the good answers without entries, and how often the feed was empty for a while."""
    habits = state.habits
    if state.entries == 0:
        hollows = habits.hollows if state.seen else HOLLOWS  # Empty when we first met it: that is usual for it.
        return replace(habits, hollow_at=habits.hollow_at or now, hollow_polls=habits.hollow_polls + 1, hollows=hollows)
    if habits.hollow_at is None:
        return habits
    was_hollow = habits.hollow_polls > 1
    return replace(habits, hollow_at=None, hollow_polls=0, hollows=habits.hollows + was_hollow)


def _kept_silent(habits: Habits, before: FeedState | None, polled: Polled, now: datetime) -> Habits:
    """Learn a silence that ends with this poll: what good answers prove of it, and not what we slept through ourselves."""
    if before is None or before.changed_at is None or habits.begun_at is None:
        dates = [each.published_at for each in polled.articles if each.published_at]
        return usual.begun(habits, dates, now)
    if polled.state.changed_at == before.changed_at:
        return habits
    proven = _proven(before) + 2 * habits.wait
    seconds = min((now - before.changed_at).total_seconds(), proven)
    return usual.silent(habits, seconds, now, patience(before))


def _grown(habits: Habits, state: FeedState, now: datetime) -> Habits:
    """Forget what was usual a month ago where the feed has been otherwise ever since."""
    lasting = {each.kind for each in state.ailments if now - each.since >= FOR_GOOD}
    if AilmentKind.LANGUAGE in lasting:
        habits = replace(habits, languages=())
    if AilmentKind.COLLAPSED in lasting:
        habits = replace(habits, lengths=(), counted=0)
    return habits


def _ailments(feed: Feed, state: FeedState, now: datetime, trouble: AilmentKind) -> Iterator[Ailment | None]:
    yield _failing(feed, state, now, trouble)
    yield _empty(state, now)
    yield _stale(state)
    yield _foreign(feed, state)
    yield _collapsed(state)


def _gone(state: FeedState, now: datetime) -> Ailment:
    return Ailment(kind=AilmentKind.GONE, since=state.checked_at or now, why=state.disabled)


def _failing(feed: Feed, state: FeedState, now: datetime, trouble: AilmentKind) -> Ailment | None:
    """Say that requests fail; what it was called at first it is called until a good answer comes."""
    had = next((each for each in state.ailments if each.kind in _TROUBLE), None)
    since = state.habits.failed_at
    if had is not None and state.errors:
        return had
    if since is None or state.errors < FAILURES:
        return None
    wait = feed.every or state.habits.wait or UNKNOWN_WAIT
    is_long = (now - since).total_seconds() >= min(RESTS * wait, LONGEST_PATIENCE)
    return Ailment(kind=trouble, since=since, why=state.reason) if is_long else None


def _empty(state: FeedState, now: datetime) -> Ailment | None:
    habits = state.habits
    if habits.hollow_at is None or habits.hollow_polls < 2 or not state.seen or habits.hollows >= HOLLOWS:
        return None
    is_long = (now - habits.hollow_at).total_seconds() >= min(RESTS * habits.wait, LONGEST_PATIENCE)
    return Ailment(kind=AilmentKind.EMPTY, since=habits.hollow_at) if is_long else None


def _stale(state: FeedState) -> Ailment | None:
    """Say that good answers bring nothing new for much longer than ever before."""
    longest = patience(state)
    if longest is None or state.changed_at is None or _proven(state) < longest:
        return None
    return Ailment(kind=AilmentKind.STALE, since=state.changed_at, why=_span(longest / SILENCES))


def _foreign(feed: Feed, state: FeedState) -> Ailment | None:
    """Say that what comes is in none of the languages that nearly all of it was in before."""
    expected = state.habits.usual_languages if _is_grown_up(state) else ()
    if feed.language and feed.language not in expected:
        expected = (feed.language,)
    recent = state.habits.recent
    counted = [pair for each in recent for pair in each.languages]
    total = sum(count for _, count in counted)
    if not expected or len(recent) < usual.PRESENT_POLLS or total < usual.PRESENT_ENTRIES:
        return None
    share = sum(count for code, count in counted if code in expected) / total
    had = any(each.kind is AilmentKind.LANGUAGE for each in state.ailments)
    if share > (0.5 if had else usual.SHARE):
        return None
    now_in = max(counted, key=lambda pair: pair[1])[0]
    return Ailment(kind=AilmentKind.LANGUAGE, since=recent[0].at, why=f"{', '.join(expected)} -> {now_in}")


def _collapsed(state: FeedState) -> Ailment | None:
    """Say that texts are a fraction of what they were, and shorter than nearly all that came before."""
    usual_length, recent = state.habits.usual_length, state.habits.recent
    entries = sum(each.entries for each in recent)
    is_enough = len(recent) >= usual.PRESENT_POLLS and entries >= usual.PRESENT_ENTRIES
    if usual_length is None or usual_length < SHORTEST_TEXT or not is_enough or not _is_grown_up(state):
        return None
    lengths = sorted(each.length for each in recent)
    had = any(each.kind is AilmentKind.COLLAPSED for each in state.ailments)
    is_short = lengths[len(lengths) // 2] * RECOVERED < usual_length if had else _is_fraction(lengths[-1], state.habits)
    why = f"{usual_length} -> {lengths[len(lengths) // 2]}"
    return Ailment(kind=AilmentKind.COLLAPSED, since=recent[0].at, why=why) if is_short else None


def _is_fraction(longest: int, habits: Habits) -> bool:
    """Say whether even the longest of the present is a fraction of the usual, and was hardly ever seen before."""
    before = sum(each <= longest for each in habits.lengths)
    return longest * COLLAPSE <= (habits.usual_length or 0) and before <= usual.SHARE * len(habits.lengths)


def _is_grown_up(state: FeedState) -> bool:
    begun, seen = state.baseline_at, state.checked_at
    return begun is not None and seen is not None and seen - begun >= YOUNG


def _proven(state: FeedState) -> float:
    """Give the seconds between the last new entry and the last good answer without one."""
    if state.changed_at is None or state.succeeded_at is None:
        return 0.0
    return (state.succeeded_at - state.changed_at).total_seconds()


def _span(seconds: float) -> str:
    """Say a span in whole minutes, hours or days.

    >>> _span(5400.0), _span(200_000.0)
    ('90 min', '56 h')
    """
    for unit, size in (("min", 60.0), ("h", 3_600.0)):
        if seconds < 120 * size:
            return f"{max(round(seconds / size), 1)} {unit}"
    return f"{round(seconds / 86_400.0)} d"
