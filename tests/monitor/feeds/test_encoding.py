"""Bytes into text: what a document is written in, said rightly, wrongly or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds import encoding

FRENCH = "Trêve à l’aube — enfin"
SAMPLES = {
    "koi8-r": "Посредник прибыл в порт на рассвете, переговоры продолжатся завтра",
    "windows-1251": "Посредник прибыл в порт на рассвете, переговоры продолжатся завтра",
    "windows-1256": "وصل الوسيط إلى الميناء عند الفجر وتستمر المحادثات غدا",
    "gb2312": "调解人黎明抵达港口，会谈将于明天继续举行，双方表示愿意合作",
    "big5": "調解人黎明抵達港口，會談將於明天繼續舉行，雙方表示願意合作",
    "shift_jis": "仲介者は夜明けに港に到着し、会談は明日も続けられる予定だ",
    "euc-kr": "중재자는 새벽에 항구에 도착했고 회담은 내일도 계속된다",
}


def document(text: str, declared: str = "") -> str:
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    return f"{head}<rss><channel><item><title>{text}</title></item></channel></rss>"


@pytest.mark.parametrize("name", SAMPLES)
def test_an_encoding_that_is_declared_is_believed(name: str) -> None:
    text = document(SAMPLES[name], name)
    assert text == encoding.decode(text.encode(name), "")


@pytest.mark.parametrize("name", SAMPLES)
def test_an_encoding_that_only_the_header_names_is_believed(name: str) -> None:
    text = document(SAMPLES[name])
    assert text == encoding.decode(text.encode(name), f'text/xml; charset="{name}"')


@pytest.mark.parametrize("name", SAMPLES)
def test_a_script_that_nobody_declares_is_guessed(name: str) -> None:
    text = document(SAMPLES[name])
    assert text == encoding.decode(text.encode(name), "text/xml")


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("declared", ["", "utf-16", "utf-8"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_wide_characters_are_seen_with_or_without_a_mark(name: str, declared: str, mark: str) -> None:
    text = document(FRENCH, declared)
    assert text == encoding.decode(f"{mark}{text}".encode(name), "text/xml; charset=utf-8")


@pytest.mark.parametrize("declared", ["", "windows-1252", "iso-8859-1", "us-ascii", "gb2312", "utf-16", "no-such"])
@pytest.mark.parametrize("header", ["", "text/html", "text/xml; charset=iso-8859-1", "text/xml; charset=nonsense"])
def test_bytes_that_are_utf_8_are_read_so_whatever_is_said(declared: str, header: str) -> None:
    text = document(f"{FRENCH} {FRENCH}", declared)
    assert text == encoding.decode(text.encode(), header)


@pytest.mark.parametrize("declared", ["", "utf-8", "windows-1252", "iso-8859-1"])
def test_western_bytes_are_read_as_browsers_do(declared: str) -> None:
    text = document(FRENCH, declared)
    assert text == encoding.decode(text.encode("windows-1252"), "text/xml")


def test_the_header_goes_before_the_declaration() -> None:
    text = document(SAMPLES["koi8-r"], "windows-1251")
    assert text == encoding.decode(text.encode("koi8-r"), "text/xml; charset=koi8-r")


def test_a_header_that_cannot_hold_the_bytes_gives_way_to_the_declaration() -> None:
    text = document(SAMPLES["shift_jis"] * 3, "shift_jis")
    assert text == encoding.decode(text.encode("shift_jis"), "text/xml; charset=euc-jp")


def test_one_bad_byte_spoils_no_document() -> None:
    text = document(SAMPLES["koi8-r"])
    assert SAMPLES["koi8-r"] in encoding.decode(text.encode() + b"\xff", "")


@given(st.binary(max_size=200), st.sampled_from(["", "text/xml; charset=utf-16", "x; charset=rot13", "x;charset=idna"]))
def test_no_bytes_crash_it(body: bytes, header: str) -> None:
    encoding.decode(body, header).encode()
    encoding.decode(b"<?xml version='1.0' encoding='punycode'?>" + body, header)
