from __future__ import annotations

from agents.transport.log import Draft
from agents.transport.outbox import Outbox

FIRST, SECOND = ("in", 0, 1), ("in", 0, 2)


def change(value: bytes, key: bytes = b"k") -> Draft:
    return Draft("table", 0, 0, key, value)


def test_an_event_releases_what_it_sent_in_order() -> None:
    outbox = Outbox()
    for value in (b"1", b"2"):
        outbox.hold(FIRST, change(value), compacted=False)
    outbox.hold(SECOND, change(b"other"), compacted=False)

    assert [change(b"1"), change(b"2")] == outbox.release(FIRST)
    assert outbox.release(FIRST) == []


def test_an_event_that_is_given_up_sends_nothing() -> None:
    outbox = Outbox()
    outbox.hold(FIRST, change(b"1"), compacted=True)
    outbox.drop(FIRST)

    assert outbox.release(FIRST) == []


def test_the_later_write_of_a_key_wins_whichever_event_is_done_first() -> None:
    outbox = Outbox()
    outbox.hold(FIRST, change(b"older"), compacted=True)
    outbox.hold(SECOND, change(b"newer"), compacted=True)

    assert [change(b"newer")] == outbox.release(SECOND)
    assert outbox.release(FIRST) == []


def test_a_key_is_forgotten_once_nobody_holds_a_change_of_it() -> None:
    outbox = Outbox()
    for source in (FIRST, SECOND):
        outbox.hold(source, change(b"1"), compacted=True)
        outbox.hold(source, change(b"2", b"other"), compacted=True)
    outbox.release(SECOND)
    outbox.drop(FIRST)

    assert outbox._writers == {}


def test_a_stream_keeps_every_record_whatever_the_order() -> None:
    outbox = Outbox()
    outbox.hold(FIRST, change(b"older"), compacted=False)
    outbox.hold(SECOND, change(b"newer"), compacted=False)

    assert [change(b"newer"), change(b"older")] == [*outbox.release(SECOND), *outbox.release(FIRST)]
