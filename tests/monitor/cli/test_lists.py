"""`kabar feeds import` and `export`: lists come and go whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.feeds import opml
from tests.monitor.commands import CONFIG, Run

THEIRS = """<opml version="2.0"><head><title>Theirs</title></head><body>
<outline text="Coast" note="ports"><outline text="Harbour" xmlUrl="https://harbour.example/rss" htmlUrl="https://harbour.example/"/></outline>
<outline text="Known" xmlUrl="https://example.org/rss"/>
<outline text="Odd" xmlUrl="gopher://odd.example/"/></body></opml>"""


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    path = tmp_path / "theirs.opml"
    path.write_text(THEIRS, encoding="utf-8")
    return path


def test_new_feeds_are_added_bad_rows_named_and_the_missing_line_is_said(run: Run, config: Path, theirs: Path) -> None:
    code, out, err = run("feeds", "import", theirs, "-c", config)
    mine = config.parent / "feeds.opml"

    assert code == 0
    assert f"{mine}: 1 new, 1 known, 1 refused" in out
    assert "- opml: feeds.opml" in out
    assert err == f"{theirs}:4: Odd: xmlUrl: 'gopher://odd.example/' is no web address\n"
    assert [feed.url for feed in opml.read(mine.read_bytes())] == ["https://harbour.example/rss"]
    assert b'note="ports"' in mine.read_bytes()


def test_importing_again_changes_nothing(run: Run, config: Path, theirs: Path) -> None:
    config.write_text(config.read_text().replace("feeds:\n", "feeds:\n- opml: lists.opml\n"), encoding="utf-8")
    first = run("feeds", "import", theirs, "-c", config)[1]
    before = (config.parent / "lists.opml").read_bytes()
    second = run("feeds", "import", theirs, "-c", config)[1]

    assert "1 new, 1 known" in first
    assert "add to its section" not in first
    assert "0 new, 2 known" in second
    assert (config.parent / "lists.opml").read_bytes() == before


def test_an_import_needs_no_configuration_where_the_list_is_named(
    run: Run, theirs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, _ = run("feeds", "import", theirs, "--into", "mine.opml")

    assert code == 0
    assert "mine.opml: 2 new, 0 known, 1 refused" in out


def test_a_file_that_is_no_list_keeps_no_other_from_being_taken(
    run: Run, config: Path, theirs: Path, tmp_path: Path
) -> None:
    (tmp_path / "page.opml").write_text("<html/>", encoding="utf-8")
    code, out, err = run("feeds", "import", tmp_path / "page.opml", tmp_path / "none.opml", theirs, "-c", config)

    assert code == 1
    assert "1 new" in out
    assert f"{tmp_path}/page.opml: it is no OPML" in err
    assert f"{tmp_path}/none.opml: No such file" in err


def test_several_lists_need_a_choice(run: Run, config: Path, theirs: Path) -> None:
    config.write_text(
        config.read_text().replace("feeds:\n", "feeds:\n- opml: a.opml\n- opml: b.opml\n"), encoding="utf-8"
    )
    code, _, err = run("feeds", "import", theirs, "-c", config)

    assert code == 2
    assert "--into" in err


def test_new_feeds_that_do_not_work_are_named(run: Run, config: Path, tmp_path: Path) -> None:
    """The guard refuses loopback, so that no request leaves this machine."""
    (tmp_path / "local.opml").write_text(
        '<opml><body><outline text="L" xmlUrl="http://127.0.0.1:9/rss"/></body></opml>', encoding="utf-8"
    )
    code, out, err = run("feeds", "import", tmp_path / "local.opml", "-c", config, "--try")

    assert code == 1
    assert "0 of 1 new feeds work, 1 do not" in out
    assert "http://127.0.0.1:9/rss: refused: address refused" in err


def test_feeds_that_work_are_told_from_pages(run: Run, config: Path, press: str, tmp_path: Path) -> None:
    config.write_text(config.read_text() + "fetch: {allow_networks: [127.0.0.0/8]}\n", encoding="utf-8")
    rows = "".join(f'<outline text="{name}" xmlUrl="{press}/{name}"/>' for name in ("feed", "page", "other"))
    (tmp_path / "local.opml").write_text(f"<opml><body>{rows}</body></opml>", encoding="utf-8")
    code, out, err = run("feeds", "import", tmp_path / "local.opml", "-c", config, "--try")

    assert code == 1
    assert "2 of 3 new feeds work, 1 do not" in out
    assert err == f"{press}/page: unreadable: it is a web page; it names {press}/feed\n"


def test_an_export_holds_all_feeds_and_what_others_keep_with_them(
    run: Run, config: Path, theirs: Path, tmp_path: Path
) -> None:
    run("feeds", "import", theirs, "-c", config)
    text = CONFIG.format(folder=tmp_path, port=0).replace("feeds:\n", "feeds:\n- opml: feeds.opml\n")
    config.write_text(text.replace("publisher: Example", "publisher: Example, every: 5m"), encoding="utf-8")
    code, out, _ = run("feeds", "export", "-c", config)
    written = run("feeds", "export", tmp_path / "out.opml", "-c", config)[1]

    assert code == 0
    assert [(feed.url, feed.every) for feed in opml.read(out.encode())] == [
        ("https://harbour.example/rss", None),
        ("https://example.org/rss", 300.0),
    ]
    assert 'note="ports"' in out
    assert 'htmlUrl="https://harbour.example/"' in out
    assert written == f"{tmp_path}/out.opml: 2 feeds\n"
    assert (tmp_path / "out.opml").read_bytes() == out.encode()


def test_five_thousand_feeds_are_taken(run: Run, config: Path, tmp_path: Path) -> None:
    rows = "".join(f'<outline text="F{n}" xmlUrl="https://h{n % 200}.example/{n}"/>' for n in range(5_000))
    (tmp_path / "many.opml").write_text(f"<opml><body>{rows}</body></opml>", encoding="utf-8")

    assert "5000 new, 0 known, 0 refused" in run("feeds", "import", tmp_path / "many.opml", "-c", config)[1]
