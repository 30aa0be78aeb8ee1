"""What every sink sends, and how it takes the answer."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from standardwebhooks.webhooks import Webhook as Verifier

from monitor import errors, ports
from monitor.alerts import outcome, render, sinks
from monitor.alerts.outcome import Accepted, Dead, Retry, Why
from monitor.alerts.sinks import lines, webhook
from monitor.alerts.sinks.settings import Sink
from tests.monitor.alerts import given
from tests.monitor.alerts.sinks import hostile
from tests.monitor.alerts.world import World, body, judged, parcel, sent

ALL = [given.HOOK, given.DESK, given.BOT, given.SCREEN, given.BOOK]
BY_HTTP = [given.HOOK, given.DESK, given.BOT]


def answer(status: int, content: bytes = b"", **headers: str) -> ports.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return ports.Response(url="https://desk.example/hook", status=status, headers=named, body=content)


# The webhook


@pytest.mark.parametrize("secret", [given.SECRET, given.OLDER])
def test_the_reference_library_verifies_the_signature_with_either_secret(secret: str) -> None:
    now = datetime.now(tz=UTC)
    request = webhook.request(parcel(given.HOOK, given.told(), now=now))

    assert Verifier(secret).verify(request.body, dict(request.headers)) == render.wire(given.told())


def test_a_time_in_another_zone_signs_the_same_moment() -> None:
    east = given.NOON.astimezone(datetime.strptime("+0700", "%z").tzinfo)

    assert webhook.request(parcel(given.HOOK, given.told(), now=east)) == sent(given.HOOK, given.told())


def test_the_id_of_a_message_is_the_same_in_every_attempt() -> None:
    first, second = (
        webhook.request(parcel(given.HOOK, given.told(), now=given.later(wait))).headers for wait in (0, 900)
    )

    assert first["webhook-id"] == second["webhook-id"] == f"{given.told().id}-1"
    assert first["webhook-timestamp"] != second["webhook-timestamp"]


def test_the_next_revision_is_another_message() -> None:
    assert sent(given.HOOK, given.alert(revision=2)).headers["webhook-id"].endswith("-2")


def test_a_signed_body_never_follows_a_redirect() -> None:
    assert {sent(sink, given.told()).max_redirects for sink in BY_HTTP} == {0}


def test_a_body_that_grows_too_long_leaves_quotes_out_and_counts_them() -> None:
    long = tuple(given.evidence(quote="x" * 4000, article=f"a{number}") for number in range(9))
    content = webhook.body(given.alert(evidence=long, counter=long))
    record = json.loads(content)

    assert len(content) <= webhook.LIMIT
    assert 18 - record["left_out"] == len(record["evidence"]) + len(record["counter"])
    assert record["evidence"]


def test_a_lone_surrogate_still_makes_a_body_in_utf_8() -> None:
    content = webhook.body(given.alert(evidence=(given.evidence(quote="a\ud800b"),)))

    assert json.loads(content.decode("utf-8"))["evidence"][0]["quote"] == "a\ud800b"


@pytest.mark.parametrize("text", ["", "\n\n", "whsec_short", "whsec_" + "!" * 40, given.SECRET + "\nnonsense"])
def test_a_secret_that_cannot_sign_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(errors.ConfigInvalid) as refused:
        sinks.check(given.HOOK, {"secret_file": text})

    assert "sink hook: secret_file: holds no usable secret" in str(refused.value)
    assert not text.strip() or text.rsplit(maxsplit=1)[-1] not in str(refused.value)


# Answers


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (200, Accepted()),
        (204, Accepted()),
        (301, Retry(reason=Why.REDIRECTED)),
        (308, Retry(reason=Why.REDIRECTED)),
        (400, Dead(reason=Why.REFUSED)),
        (401, Dead(reason=Why.REFUSED)),
        (404, Dead(reason=Why.REFUSED)),
        (408, Retry(reason=Why.UNAVAILABLE)),
        (410, Dead(reason=Why.GONE)),
        (429, Retry(reason=Why.THROTTLED)),
        (500, Retry(reason=Why.UNAVAILABLE)),
        (503, Retry(reason=Why.UNAVAILABLE)),
    ],
)
@pytest.mark.parametrize("sink", BY_HTTP, ids=lambda sink: sink.id)
def test_an_answer_is_judged_by_its_status(sink: Sink, status: int, expected: outcome.Outcome) -> None:
    assert judged(sink, answer(status, b'{"ok": true}')) in {expected, Accepted(receipt=":")}


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_read_in_seconds_and_as_a_date(status: int) -> None:
    as_date = format_datetime(given.later(90), usegmt=True)

    for value, seconds in (("7", 7.0), (" 120 ", 120.0), (as_date, 90.0)):
        found = judged(given.HOOK, answer(status, retry_after=value))
        assert isinstance(found, Retry)
        assert found.after == seconds


@pytest.mark.parametrize("value", ["", "soon", "-5", "1e3", "٣", "Fri, 99 Nov 2024 99:99:99 GMT", "9" * 400])
def test_a_senseless_retry_after_is_ignored_or_bounded(value: str) -> None:
    found = judged(given.HOOK, answer(503, retry_after=value))

    assert isinstance(found, Retry)
    assert found.after is None or 0 <= found.after <= 86_400


def test_a_date_in_the_past_means_now() -> None:
    past = format_datetime(given.later(-90), usegmt=True)

    assert outcome.retry_after(answer(503, retry_after=past), given.NOON) == 0.0


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (errors.FetchFailed("https://desk.example", "timed out"), Why.UNREACHABLE),
        (errors.AddressForbidden("https://desk.example", "private"), Why.FORBIDDEN),
        (errors.ConfigInvalid(("sink hook: secret_file: there is no such file",)), Why.CREDENTIALS),
    ],
)
def test_what_an_operator_can_mend_is_tried_again(error: errors.MonitorError, why: Why) -> None:
    assert judged(given.HOOK, error) == Retry(reason=why)


def test_a_line_that_was_written_is_accepted() -> None:
    assert judged(given.BOOK, None) == Accepted()


# Lines


def test_a_file_gets_one_line_for_each_revision() -> None:
    odd = given.alert(evidence=(given.evidence(quote="one\ntwo\u2028three"),))
    world = World()
    world.take(parcel(given.BOOK, odd))
    ((path, data),) = world.lines

    assert path == "/var/lib/kabar/alerts.jsonl"
    assert len(data.decode("ascii").splitlines()) == 1
    assert json.loads(data) == render.wire(odd)


def test_a_disk_that_is_full_is_tried_again() -> None:
    assert judged(given.BOOK, OSError(28, "No space left on device")) == Retry(reason=Why.UNAVAILABLE)


def test_the_standard_output_is_named_by_a_dash() -> None:
    world = World()
    world.take(parcel(given.SCREEN, given.told()))

    assert [path for path, _ in world.lines] == [lines.STDOUT]


# Slack


def test_an_incoming_webhook_is_posted_to_the_url_in_the_file() -> None:
    request = sent(given.DESK, given.told())

    assert (request.url, request.method) == (given.HOOK_URL, "POST")
    assert "authorization" not in request.headers


def test_a_bot_posts_with_its_token_to_its_channel() -> None:
    request = sent(given.BOT, given.told())

    assert request.url == "https://slack.com/api/chat.postMessage"
    assert request.headers["authorization"] == f"Bearer {given.TOKEN}"
    assert json.loads(request.body)["channel"] == "#desk"


def test_a_message_shows_headline_change_quote_source_and_figures() -> None:
    alert = given.alert(changed=("stage promised -> released",), counter=(given.evidence(quote="Itu tidak benar"),))
    said = json.dumps(body(given.DESK, alert)["blocks"], ensure_ascii=False)

    for part in (
        alert.headline,
        "stage promised -> released",
        alert.evidence[0].quote,
        "Itu tidak benar",
        "articles 1",
    ):
        assert part in said
    assert body(given.DESK, alert)["blocks"][0]["type"] == "header"


@pytest.mark.parametrize("text", ["", "two words", "ftp://x"])
def test_a_slack_url_that_is_none_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(errors.ConfigInvalid, match="sink desk: url_file") as refused:
        sinks.check(given.DESK, {"url_file": text})

    assert not text or text not in str(refused.value)


# What is shared


@pytest.mark.parametrize("text", hostile.TEXTS, ids=range(len(hostile.TEXTS)))
def test_hostile_text_is_harmless_on_a_terminal(text: str) -> None:
    said = render.text(hostile.alert(text), "en")

    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", said)
    assert all(url.startswith("https://news.example/") for url in re.findall(r"\w+://\S+", said))


def test_a_sink_without_secrets_has_nothing_to_check() -> None:
    sinks.check(given.SCREEN, {})
    sinks.check(given.HOOK, given.SECRETS)
    sinks.check(given.BOT, given.SECRETS)
