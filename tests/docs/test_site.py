"""The site: it builds without a warning, its commands are those of the program, and its pages are found."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.docs.session import ROOT
from tests.monitor import commands_page, reference


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built strictly: a link that leads nowhere, or a page that nobody finds, is an error."""
    folder = tmp_path_factory.mktemp("site")
    build = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    # The theme's authors warn of a release of MkDocs that is not the one that is locked.
    quiet = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, env=quiet, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    return folder


def test_every_page_is_built(site: Path) -> None:
    pages = {path.relative_to(ROOT / "docs").with_suffix("") for path in (ROOT / "docs").rglob("*.md")}
    built = {path.relative_to(site).with_suffix("") for path in site.rglob("*.html")}

    assert {page for page in pages if page.name != "README"} <= built


def test_the_site_asks_nobody_else_for_anything(site: Path) -> None:
    """Desks read it where the world cannot be reached, and the world need not know what they read."""
    page = (site / "index.html").read_text(encoding="utf-8")
    loaded = [part.split('"')[0] for name in ("src=", 'rel="stylesheet" href=') for part in page.split(f'{name}"')[1:]]

    assert loaded
    assert [each for each in loaded if "://" in each or each.startswith("//")] == []


def test_the_page_of_all_commands_is_fresh() -> None:
    assert (ROOT / "docs/cli.md").read_text(encoding="utf-8") == commands_page.page(), reference.STALE


def test_every_runbook_can_be_reached_from_the_navigation(site: Path) -> None:
    page = (site / "index.html").read_text(encoding="utf-8")
    runbooks = [path.stem for path in (ROOT / "docs/runbooks").glob("Kabar*.md")]

    assert runbooks
    assert [name for name in runbooks if f"runbooks/{name}.html" not in page] == []


def test_the_navigation_names_what_is_there() -> None:
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))

    assert settings["strict"]
    assert settings["validation"]["omitted_files"] == "warn"
