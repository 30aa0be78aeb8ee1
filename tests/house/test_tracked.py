"""What must never be in the repository: secrets, places of one machine, addresses of registries."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.house import tracked

SECRETS = {
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE K" r"EY-----",
    "a Slack token": r"\bxox[abprs]-\d{8,}-",
    "a Slack webhook": r"hooks\.slack\.com/services/T[A-Z0-9]{8,}/B[A-Z0-9]{8,}/[A-Za-z0-9]{20,}",
    "an AWS key": r"\bAKIA[0-9A-Z]{16}\b",
    "a GitHub token": r"\bgh[pousr]_[A-Za-z0-9]{30,}",
}
PLACES = {
    "a home": r"(?<![\w.])/(?:root|home/\w+|Users/\w+)/",
    "a workplace": r"(?<![\w./])/(?:wo" r"rk|opt/whe" r"els|worksp" r"ace)/",
    "a registry": r"pythonho"
    r"sted\.org|pypi\.org/sim"
    r"ple|repo1?\.ma"
    r"ven|registry\.npm"
    r"js|index-u"
    r"rl\b(?!\s)",
}


@pytest.mark.parametrize("path", tracked.texts(), ids=tracked.name)
def test_no_secret_is_tracked(path: Path) -> None:
    text = path.read_text(encoding="utf-8", errors="replace")

    assert [what for what, pattern in SECRETS.items() if re.search(pattern, text)] == []


def test_no_webhook_secret_stands_outside_tests() -> None:
    whole = re.compile(r"\bwhsec_[A-Za-z0-9+/=]{20,}")
    outside = [path for path in tracked.texts() if not tracked.name(path).startswith("tests/")]

    assert [
        tracked.name(path) for path in outside if whole.search(path.read_text(encoding="utf-8", errors="replace"))
    ] == []


@pytest.mark.parametrize("path", tracked.texts(), ids=tracked.name)
def test_no_place_of_one_machine_is_tracked(path: Path) -> None:
    text = path.read_text(encoding="utf-8", errors="replace")

    assert [what for what, pattern in PLACES.items() if re.search(pattern, text)] == []


@pytest.mark.parametrize("lock", sorted((tracked.ROOT / "requirements").glob("*.lock")), ids=lambda path: path.name)
def test_a_lock_holds_names_versions_and_hashes_and_nothing_else(lock: Path) -> None:
    pinned = re.compile(r"[a-z0-9][a-z0-9-]*==[0-9][\w.!+]*(?: ; [\w.'\"<>=! ()]+)? \\")
    hashed = re.compile(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?")
    lines = lock.read_text(encoding="utf-8").splitlines()

    assert [line for line in lines if not pinned.fullmatch(line) and not hashed.fullmatch(line)] == []


def test_every_dependency_is_locked() -> None:
    settings = tomllib.loads((tracked.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    names = r"(?m)^([a-z0-9-]+)=="
    run, dev = (
        set(re.findall(names, (tracked.ROOT / "requirements" / f"{lock}.lock").read_text())) for lock in ("run", "dev")
    )
    needed, wanted = (
        {re.split(r"[^\w-]", row.lower())[0] for row in rows}
        for rows in (settings["project"]["dependencies"], settings["dependency-groups"]["dev"])
    )

    assert needed - run == set()
    assert (needed | wanted) - dev == set()
