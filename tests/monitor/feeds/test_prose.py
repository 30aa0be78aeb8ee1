"""HTML into plain text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds import prose


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One.<p>Two.", "One.\nTwo."),
        ("One<br>Two<br/><br />Three", "One\nTwo\nThree"),
        ("<h1>Head</h1>Body <b>bold</b> <i>x</i>", "Head\nBody bold x"),
        ("<p>a<style>p{}</style><script>x('<p>y</p>')</script>b</p>", "ab"),
        ("<p>two\n  lines</p>", "two lines"),
        ("plain\n\ntext, 3 < 4 & 5 > 2", "plain\ntext, 3 < 4 & 5 > 2"),
        ("&ldquo;Yes&rdquo;&nbsp;&#8212; said he", "“Yes” — said he"),
        ("&lt;p&gt;escaped twice&lt;/p&gt;&lt;p&gt;by mistake&lt;/p&gt;", "escaped twice\nby mistake"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<pre>a\nb</pre>", "a\nb"),
        ("<![CDATA[<p>wrapped</p>]]>", "wrapped"),
        ("a\u202eb\u200bc\u0000d", "abcd"),
        ("cafe\u0301", "caf\u00e9"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("<!-- note --><p>x</p><!-- <p>y</p> -->", "x"),
        ("<a href='x'>Read</a> on", "Read on"),
        ("before<embed src='x'> after <b>that</b>", "before after that"),
        ("before<iframe src='x'> after", "before after"),
        ("before<object><param>fallback</object> after", "before after"),
        ("before<video src='x'> after", "before after"),
        ("before<script>after", "before"),
        ("&amp;#X61; and &#X61;", "a and a"),
        ("", ""),
    ],
)
def test_html_becomes_lines(markup: str, text: str) -> None:
    assert text == prose.plain(markup)


def test_a_title_is_one_line() -> None:
    assert prose.line(" A<br>\n<b>B</b> &amp; C ") == "A B & C"


@pytest.mark.parametrize(
    "markup",
    [
        "<b>" * 100_000 + "x" + "</i>" * 100_000,
        "<div>" * 200_000,
        "<" * 500_000,
        "<!--" * 100_000,
        "&" * 500_000,
        "<a " * 150_000,
    ],
)
@pytest.mark.timeout(20)
def test_a_markup_bomb_is_read_in_bounded_time(markup: str) -> None:
    assert len(prose.plain(markup)) <= len(markup)


@given(st.text(max_size=300))
def test_text_once_tidy_stays_so(text: str) -> None:
    assert prose.tidy(prose.tidy(text)) == prose.tidy(text)


@given(st.text(alphabet="<>/&;#abp \n\"'!-[]", max_size=120))
def test_no_markup_crashes_it(markup: str) -> None:
    prose.plain(markup)
