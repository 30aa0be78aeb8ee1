"""`kabar init`, `feeds find` and `completion`: what one begins with."""

from __future__ import annotations

import http.server
import json
import os
import pty
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import ClassVar

import pytest

from monitor import config
from monitor.cli.begin import SHELLS
from tests.monitor.commands import Run

ROOT = Path(__file__).parents[3]

# init


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_first_configuration_passes_the_check(run: Run) -> None:
    code, out, _ = run("init")

    assert (code, out.splitlines()[0]) == (0, "kabar.yaml: written")
    assert run("check")[0] == 0


def test_wishes_are_in_it(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.opml").write_text(
        '<opml version="2.0"><body><outline type="rss" xmlUrl="https://b.example/rss"/></body></opml>'
    )
    wishes = [
        *("--story", "Dock strike", "--term", "dockers", "--term", "port", "--party", "Union", "--language", "id"),
        *("--feeds", "https://a.example/rss", "--feeds", "mine.opml", "--sink", "file=out.jsonl", "--sink", "screen"),
        *("--sink", "webhook=https://desk.example/hook"),
    ]
    code, _, err = run("init", "sub.yaml", *wishes)
    found = config.load(tmp_path / "sub.yaml")

    assert code == 0, err
    assert {feed.url for feed in found.feeds} == {"https://a.example/rss", "https://b.example/rss"}
    assert (found.language, found.stories[0].core, found.stories[0].parties) == ("id", ("dockers", "port"), ("Union",))
    assert [sink.kind for sink in found.sinks] == ["file", "stdout", "webhook"]
    assert (tmp_path / "hook.secret").stat().st_mode & 0o777 == 0o600
    assert run("check", "-c", "sub.yaml")[0] == 0


def test_a_file_that_is_there_is_kept_unless_it_is_to_be_replaced(run: Run, tmp_path: Path) -> None:
    (tmp_path / "kabar.yaml").write_text("mine")

    assert run("init")[0] == 2
    assert (tmp_path / "kabar.yaml").read_text() == "mine"
    assert run("init", "--force")[0] == 0


@pytest.mark.parametrize(
    "wrong",
    [["--feeds", "ftp://a.example/x"], ["--feeds", "lost.opml"], ["--language", "tlh"], ["--sink", "slack=lost"]],
)
def test_a_wish_that_cannot_be_met_writes_nothing(run: Run, tmp_path: Path, wrong: list[str]) -> None:
    code, _, err = run("init", *wrong, "--sink", "webhook=https://desk.example/")

    assert code == 2
    assert "nothing was written" in err
    assert list(tmp_path.iterdir()) == []


# feeds find

NOW = datetime.now(UTC)


def rss(title: str, *days: int) -> str:
    items = "".join(
        f"<item><title>{title} {each}</title><link>https://news.example/{title}/{each}</link>"
        f"<pubDate>{format_datetime(NOW - timedelta(days=each))}</pubDate></item>"
        for each in days
    )
    return f'<rss version="2.0"><channel><title>{title}</title><language>en-gb</language>{items}</channel></rss>'


class Site(http.server.BaseHTTPRequestHandler):
    """A site with feeds in many places, and a rule against one of them."""

    asked: ClassVar[list[str]] = []
    pages: ClassVar[dict[str, str]] = {
        "/": '<html><head><link rel="alternate" type="application/rss+xml" href="/world.rss">'
        '<link rel="alternate" type="application/rss+xml" href="/old.rss"></head></html>',
        "/robots.txt": "User-agent: *\nDisallow: /rss.xml\nSitemap: /maps/news.xml\nSitemap: /maps/all.xml\n",
        "/world.rss": rss("World", 0, 1),
        "/old.rss": rss("Old", 400),
        "/feed": rss("World", 0, 1),
        "/atom.xml": rss("Empty"),
        "/rss.xml": rss("Forbidden", 0),
        "/rss": '<html><head><link rel="alternate" type="application/rss+xml" href="/sport.rss"></head></html>',
        "/sport.rss": rss("Sport", 2),
        "/maps/news.xml": '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://news.example/m</loc><news:news>'
        f"<news:publication_date>{NOW.isoformat()}</news:publication_date><news:title>M</news:title></news:news></url></urlset>",
    }

    def do_GET(self) -> None:  # The server's name.
        self.asked.append(self.path)
        body = self.pages.get(self.path, "").encode()
        self.send_response(200 if body else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """Serve it; the configuration beside lets it be asked without pauses."""
    Site.asked.clear()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    (tmp_path / "kabar.yaml").write_text("stories: [{id: x, about: {core: [x], need: 1}}]\nfetch: {spacing: 0}\n")
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_the_feeds_of_a_site_are_found_each_once_with_what_they_hold(run: Run, site: str) -> None:
    code, out, _ = run("feeds", "find", site, "--json", "--allow-private")
    said = json.loads(out)
    found = {each["url"].removeprefix(site): each for each in said["found"]}
    refused = {url.removeprefix(site): why for url, why in said["refused"]}

    assert code == 0
    assert set(found) == {"/world.rss", "/sport.rss", "/maps/news.xml"}
    world = found["/world.rss"]
    assert (world["title"], world["format"], world["entries"], world["language"]) == ("World", "rss20", 2, "en")
    assert world["newest"].startswith(f"{NOW:%Y-%m-%dT%H:%M}")
    assert refused["/old.rss"] == f"nothing new since {NOW - timedelta(days=400):%Y-%m-%d}"
    assert refused["/atom.xml"] == "it has no entries"
    assert refused["/rss.xml"] == "refused by robots"
    assert "/rss.xml" not in Site.asked
    assert len(Site.asked) == len(set(Site.asked)) + 1, (
        "robots.txt alone is read twice: for its rules and for its sitemaps"
    )


def test_what_was_found_goes_into_a_list_or_into_the_configuration(run: Run, site: str, tmp_path: Path) -> None:
    code, out, _ = run("feeds", "find", site, "--allow-private", "--yaml", "--opml", "found.opml")
    (tmp_path / "new.yaml").write_text(f"stories: [{{id: x, about: {{core: [x], need: 1}}}}]\nfeeds:\n{out}")

    assert code == 0
    urls = {f"{site}{path}" for path in ("/world.rss", "/sport.rss", "/maps/news.xml")}
    assert urls == {feed.url for feed in config.load(tmp_path / "new.yaml").feeds}
    (tmp_path / "new.yaml").write_text("stories: [{id: x, about: {core: [x], need: 1}}]\nfeeds: [{opml: found.opml}]\n")
    assert urls == {feed.url for feed in config.load(tmp_path / "new.yaml").feeds}


def test_people_see_the_feeds_and_only_the_refusals_that_matter(run: Run, site: str) -> None:
    _, out, _ = run("feeds", "find", site, "--allow-private")

    assert "World" in out
    assert "nothing new since" in out
    assert "HTTP 404" not in out


def test_a_site_without_living_feeds_ends_with_code_1_and_private_ones_stay_shut(run: Run, site: str) -> None:
    code, out, _ = run("feeds", "find", site)

    assert code == 1
    assert "no living feed" in out
    assert Site.asked == []
    assert out.count("robots.txt") == 1, "of what holds for the whole host, once"
    assert "--allow-private" in out


# completion and colours


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_takes_the_completion_and_it_knows_the_commands(run: Run, tmp_path: Path, shell: str) -> None:
    script = run("completion", shell)[1]
    (tmp_path / "script").write_text(script)
    asked = {"COMP_WORDS": "kabar feeds f", "COMP_CWORD": "2" if shell != "fish" else "f"}
    done = subprocess.run(
        [sys.executable, "-c", "from monitor.cli import main; main()"],
        env=os.environ | asked | {"_KABAR_COMPLETE": f"{shell}_complete", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert "_KABAR_COMPLETE" in script
    assert "find" in done.stdout
    if shutil.which(shell):
        subprocess.run([shell, "-n", str(tmp_path / "script")], check=True, timeout=60)


@pytest.mark.parametrize(("plain", "is_coloured"), [({"NO_COLOR": "1"}, False), ({}, True)])
def test_colours_can_be_switched_off(plain: dict[str, str], is_coloured: bool) -> None:  # noqa: FBT001  # A parameter.
    script = "from agents import logs; import structlog; logs.configure(); structlog.get_logger().info('x', a='\\x1b[2J\\nb')"
    leader, follower = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"} | plain
    environment |= {"TERM": "xterm", "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", script], stderr=follower, env=environment, check=True, timeout=60)
    said = os.read(leader, 10_000).decode()

    assert ("\x1b[" in said) is is_coloured
    assert "\x1b[2J" not in said
    assert len(said.splitlines()) == 1


def test_the_option_is_the_variable(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "")
    run("--no-color", "check")

    assert os.environ["NO_COLOR"] == "1"
