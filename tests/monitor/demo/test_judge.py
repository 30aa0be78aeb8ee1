"""The verdict of the demonstration."""

from typing import Any

import pytest

from monitor.demo import judge, script
from monitor.receivers.channels import Channel

SCRIPT = script.load()
HOME = "http://warta-nusa.localhost:1/warta-nusa/"


def told(stage: str, revision: int, **more: Any) -> dict[str, Any]:
    body = {
        "alert_id": "k1",
        "revision": revision,
        "story": "tarama-hostages",
        "kind": "release",
        "subject": ["Dimas Prayoga"],
        "stage": stage,
        "evidence": [{"url": HOME + "dimas-prayoga-dibebaskan", "quote": "telah membebaskan Dimas Prayoga"}],
    }
    return body | more


def release() -> script.Script:
    """The script with nothing expected but the release."""
    only = tuple(each for each in SCRIPT.expected if each.kind == "release")
    return script.Script(outlets=SCRIPT.outlets, articles=SCRIPT.articles, expected=only)


def test_nothing_told_is_everything_missing() -> None:
    assert len(SCRIPT.expected) == len(judge.missing(SCRIPT, []))


def test_promised_then_released_in_one_alert_is_what_was_expected() -> None:
    assert judge.missing(release(), [told("promised", 1), told("released", 2)]) == ()


def test_promised_and_released_in_two_alerts_is_not() -> None:
    assert judge.missing(release(), [told("promised", 1), told("released", 1, alert_id="k2")])


def test_a_third_revision_is_one_too_many() -> None:
    assert judge.missing(release(), [told("promised", 1), told("released", 2), told("released", 3)])


def test_an_alert_on_a_trap_is_wrong_and_says_why() -> None:
    passage = {"url": HOME + "pembebasan-lahan-tol", "quote": "sudah dibebaskan"}
    (reason,) = judge.wrong(SCRIPT, [told("released", 1, evidence=[passage])])

    assert "land" in reason


def test_an_alert_on_a_teaser_is_wrong() -> None:
    passage = {"url": HOME + "masinis-kedua-pulang", "quote": "Seluruh Awak MV Sinar Teluk Akhirnya Bebas"}
    (reason,) = judge.wrong(SCRIPT, [told("released", 1, evidence=[passage])])

    assert "furniture" in reason


def test_a_condition_may_be_shown_beside_an_offer_but_not_as_an_agreement() -> None:
    passage = {"url": HOME + "kestria-names-condition", "quote": "only if Velmora withdraws"}

    assert judge.wrong(SCRIPT, [told("offered", 1, kind="ceasefire", evidence=[passage])]) == ()
    assert judge.wrong(SCRIPT, [told("agreed", 1, kind="ceasefire", evidence=[passage])])


def stood(*shown: tuple[str, int, str]) -> Channel:
    """A channel with messages: alert, revision, and the one it answers."""
    channel = Channel(id="C1", name="desk")
    for alert, revision, thread in shown:
        payload = {"alert": alert, "revision": revision}
        channel.post({"metadata": {"event_type": "kabar_alert", "event_payload": payload}}, 0.0, thread)
    return channel


TOLD = [{"alert_id": "k1", "revision": 1}, {"alert_id": "k1", "revision": 2}]


def test_a_channel_that_shows_the_last_revision_once_with_its_change_is_true() -> None:
    assert judge.untrue(stood(("k1", 2, ""), ("k1", 2, "t")), TOLD) == ()


@pytest.mark.parametrize(
    ("shown", "complaint"),
    [
        ([("k1", 1, "")], "alert k1: told was revision 2; the channel has 1 and 0 changes"),
        ([("k1", 2, "")], "alert k1: told was revision 2; the channel has 2 and 0 changes"),
        ([], "alert k1: told was revision 2; the channel has 0 and 0 changes"),
        ([("k1", 2, ""), ("k1", 2, ""), ("k1", 2, "t")], "1 messages in the channel are doubled"),
    ],
)
def test_a_channel_that_is_behind_or_doubled_is_not(shown: list[tuple[str, int, str]], complaint: str) -> None:
    assert judge.untrue(stood(*shown), TOLD) == (complaint,)
