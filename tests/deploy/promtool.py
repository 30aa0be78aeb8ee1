"""Runs Prometheus' own programs."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path


def run(program: str, *arguments: str | Path, text: str = "") -> str:
    """Run it to the end; gives what it said on its standard output, or fails with all that it said."""
    path = shutil.which(program)
    assert path, f"{program} is missing; on Debian: apt-get install prometheus prometheus-alertmanager"
    done = subprocess.run([path, *map(str, arguments)], input=text, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
