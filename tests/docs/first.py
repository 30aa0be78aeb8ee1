"""Seconds from a clone to the first alert: the README followed word for word, with everything installed anew.

`python -m tests.docs.first` measures it on this machine.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.deploy import outside
from tests.docs import session, street
from tests.house import tracked

LEFT_OUT = {
    "make test": "it takes a quarter of an hour, and is what runs this",
    ". .venv/bin/activate": "the commands are found without it",
}
PATIENCE = 600.0
"""Seconds for one command: the first of them installs."""


def alert(folder: Path) -> float:
    """Clone, do as the README says until the first alert is told; gives the seconds that took."""
    begun, clone = time.monotonic(), folder / "kabar"
    subprocess.run(["git", "clone", "--quiet", str(tracked.ROOT), str(clone)], check=True)
    with street.opened() as world, session.opened(clone, world, outside.free_port(), is_ours=False) as typed:
        typed.left_out = LEFT_OUT
        typed.patience = PATIENCE
        typed.follow(session.page("README.md"))
        typed.until_said("Norway")
        return time.monotonic() - begun


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="kabar-first-") as where:
        sys.stdout.write(f"{alert(Path(where)):.0f} s from a clone to the first alert\n")
