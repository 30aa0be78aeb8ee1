"""Scenarios beside a configuration: given these articles, expect these shifts, and not those."""

from monitor.scenarios.play import Played, play
from monitor.scenarios.read import Expected, Scenario, find, read

__all__ = ["Expected", "Played", "Scenario", "find", "play", "read"]
