"""Takes the pictures under docs/screens: ``python -m tests.screens`` (needs Chromium)."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from monitor.alerts import route
from monitor.alerts.settings import Match, QuietHours, Route
from monitor.receivers import page as slack
from monitor.show.page import View, page
from tests.screens import png, samples

PICTURES = Path(__file__).parents[2] / "docs/screens"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = QuietHours(start="22:00", stop="06:30", zone="Asia/Jakarta")
ROUTES = (
    Route(to=("phone",), match=Match(severity=("critical", "high")), quiet_hours=QUIET, goes_on=True),
    Route(to=("desk",), match=Match(story=("strait",))),
    Route(to=("archive",)),
)


def screens() -> dict[str, tuple[str, int, bool]]:
    """Give each picture's page, its height, and whether it is dark."""
    made = {
        "slack-en": (slack.channel("desk", samples.channel("en")), 1900, False),
        "slack-id": (slack.channel("meja", samples.channel("id")[:4]), 1100, False),
    }
    for language, is_dark in (("en", False), ("id", True)):
        alert, deliveries = samples.judged(language)
        looks = route.looks(route.facts(alert), ROUTES)
        view = View(alert=alert, deliveries=deliveries, looks=looks, language=language, key="0" * 32)
        made[f"page-{language}"] = (page(view), 1480, is_dark)
    return made


def take(browser: str, name: str, written: str, height: int, *, is_dark: bool) -> None:
    """Let a browser show a page, and keep the picture."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "page.html"
        source.write_text(written, encoding="utf-8")
        dark = ["--blink-settings=preferredColorScheme=0"] if is_dark else []
        subprocess.run(
            [
                browser,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                *dark,
                f"--window-size=760,{height}",
                f"--user-data-dir={folder}/profile",
                f"--screenshot={folder}/shot.png",
                source.as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=60,
        )
        PICTURES.mkdir(exist_ok=True)
        (PICTURES / f"{name}.png").write_bytes(png.small((Path(folder) / "shot.png").read_bytes()))


def main() -> int:
    """Take all pictures."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        sys.stderr.write("no Chromium is installed\n")
        return 1
    for name, (written, height, is_dark) in screens().items():
        take(browser, name, written, height, is_dark=is_dark)
    return 0


if __name__ == "__main__":
    sys.exit(main())
