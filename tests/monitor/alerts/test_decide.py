"""Whether people are told."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given as law
from hypothesis import strategies as st

from monitor.alerts import decide
from monitor.alerts.decision import Keep, Reason, Stay, Tell
from monitor.models import Alert, Count, Modality, Shift, Status
from tests.monitor.alerts import given


def decided(told: Alert | None, shift: Shift, language: str = "en") -> Tell | Keep | Stay:
    return decide.decide(told, shift, story=given.STORY, language=language, now=given.later(60))


def test_a_new_shift_is_told_as_revision_one() -> None:
    decision = decided(None, given.shift())

    assert isinstance(decision, Tell)
    assert (decision.reason, decision.alert.revision, decision.alert.changed) == (Reason.NEW, 1, ())
    assert decision.alert.told_at == given.later(60)
    assert decision.alert.story_name == "Strait hostages"


def test_what_was_only_learned_from_the_background_is_not_told() -> None:
    assert decided(None, given.shift(is_told=False)) == Stay(reason=Reason.BACKGROUND)


def test_the_same_shift_again_is_not_told_again() -> None:
    assert decided(given.told(), given.shift()) == Stay(reason=Reason.REPEATED)


def test_an_older_snapshot_never_flips_an_alert_back() -> None:
    told = given.told(stage="released", version=7)

    assert decided(told, given.shift(stage="promised", version=6)) == Stay(reason=Reason.REPEATED)


CHANGES: list[tuple[Reason, dict[str, Any], str]] = [
    (Reason.STAGE, {"stage": "released"}, "stage promised → released"),
    (Reason.SIDE, {"side": "denied"}, "side state none → denied"),
    (Reason.STATUS, {"status": Status.CONFIRMED}, "status unconfirmed → confirmed"),
    (Reason.STATUS, {"status": Status.DISPUTED}, "status unconfirmed → disputed"),
    (Reason.STATUS, {"status": Status.DENIED}, "status unconfirmed → denied"),
    (Reason.COUNT, {"count": Count(low=3, high=3)}, "count unknown → 3"),
    (Reason.COUNT, {"count": Count(low=3, high=5)}, "count unknown → 3-5"),
]


@pytest.mark.parametrize(("reason", "news", "words"), CHANGES)
def test_news_is_told_as_the_next_revision_of_the_same_alert(reason: Reason, news: dict[str, Any], words: str) -> None:
    told = given.told()
    decision = decided(told, given.shift(version=2, **news))

    assert isinstance(decision, Tell)
    assert (decision.reason, decision.alert.id, decision.alert.revision) == (reason, told.id, 2)
    assert decision.alert.changed == (words,)
    assert decision.alert.told_at == given.later(60)


def test_everything_that_changed_at_once_is_listed() -> None:
    decision = decided(given.told(), given.shift(stage="released", status=Status.CONFIRMED, version=3))

    assert isinstance(decision, Tell)
    assert decision.alert.changed == ("stage promised → released", "status unconfirmed → confirmed")
    assert decision.reason is Reason.STAGE


def test_more_evidence_is_kept_in_silence_under_the_same_revision() -> None:
    told = given.told()
    more = (given.evidence(), given.evidence(article="a2", url="https://b.example/2"))
    decision = decided(told, given.shift(version=2, evidence=more, articles=2))

    assert isinstance(decision, Keep)
    assert (decision.alert.revision, decision.alert.told_at) == (1, told.told_at)
    assert (decision.alert.evidence, decision.alert.articles, decision.alert.version) == (more, 2, 2)


def test_what_was_kept_in_silence_still_refuses_older_snapshots() -> None:
    kept = decided(given.told(), given.shift(version=5, articles=4))

    assert isinstance(kept, Keep)
    assert decided(kept.alert, given.shift(stage="released", version=4)) == Stay(reason=Reason.REPEATED)


def test_a_second_spelling_of_modality_or_subject_alone_disturbs_nobody() -> None:
    assert isinstance(decided(given.told(), given.shift(version=2, modality=Modality.OFFERED)), Keep)


def test_an_alert_counts_from_the_earliest_moment_known() -> None:
    kept = decided(given.told(), given.shift(version=2, first_at=given.later(-60)))
    risen = decided(given.told(), given.shift(version=2, stage="released", first_at=given.later(90)))

    assert isinstance(kept, Keep)
    assert isinstance(risen, Tell)
    assert (kept.alert.first_at, risen.alert.first_at) == (given.later(-60), given.NOON)


def test_changes_are_said_in_the_language_of_the_desk() -> None:
    decision = decided(given.told(), given.shift(stage="released", version=2), language="id")

    assert isinstance(decision, Tell)
    assert decision.alert.changed == ("tahap dijanjikan → dibebaskan",)


def test_whatever_the_order_of_snapshots_the_alert_ends_where_the_newest_is() -> None:
    stages = ("promised", "agreed", "released")
    snapshots = [given.shift(stage=stage, version=version) for version, stage in enumerate(stages, start=1)]
    ends = set()
    for order in permutations(snapshots):
        told: Alert | None = None
        for snapshot in order:
            decision = decided(told, snapshot)
            told = told if isinstance(decision, Stay) else decision.alert
        assert told is not None
        ends.add((told.stage, told.version, told.evidence))

    assert ends == {("released", 3, (given.evidence(),))}


@law(
    st.lists(
        st.tuples(st.sampled_from(["promised", "agreed", "released"]), st.integers(1, 9), st.booleans()), max_size=12
    )
)
def test_revisions_rise_by_one_and_versions_never_fall(moves: list[tuple[str, int, bool]]) -> None:
    told: Alert | None = None
    for stage, version, is_told in moves:
        decision = decided(told, given.shift(stage=stage, version=version, is_told=is_told))
        if isinstance(decision, Stay):
            continue
        before = told or replace(decision.alert, revision=0, version=0)
        assert decision.alert.revision - before.revision == (1 if isinstance(decision, Tell) else 0)
        assert decision.alert.version > before.version
        told = decision.alert


def test_an_alert_carries_the_times_of_the_article_that_caused_its_last_revision() -> None:
    told = given.told(fetched_at=given.later(1), published_at=given.later(0))
    news = given.shift(version=2, fetched_at=given.later(9), published_at=None)
    kept = decided(told, news)
    risen = decided(told, replace(news, stage="released"))

    assert isinstance(kept, Keep)
    assert (kept.alert.fetched_at, kept.alert.published_at) == (given.later(1), given.later(0))
    assert isinstance(risen, Tell)
    assert (risen.alert.fetched_at, risen.alert.published_at) == (given.later(9), None)
