"""`python -m tests.streams`: how each stream was told."""

from __future__ import annotations

from tests.streams import judge, script

for _name in script.NAMES:
    print("\n".join(judge.table(_name, judge.run(script.load(_name)))))  # noqa: T201  # A report is printed.
