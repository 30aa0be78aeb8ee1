"""The verdict of the demonstration."""

from typing import Any

from monitor.demo import judge, script

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
