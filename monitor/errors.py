"""Every error that Kabar raises on purpose.

```
MonitorError                what the agents' door turns into a dead letter
├── RecordUnreadable        bytes on a topic are not a record we know
├── FeedUnreadable          a feed answered with something that is no feed
├── ArticleUnusable         an article lacks what every stage needs
├── TextUnreadable          a parser was killed or broke on a text
├── FetchFailed             no usable answer came from the network
│   ├── AddressForbidden    the guard refused the address
│   └── HostResting         the host asked to be left alone for a while
├── ConfigInvalid           a configuration file has mistakes (all of them listed)
├── PackInvalid             a language pack has mistakes
├── TaggerUnusable          a plugged-in tagger, its model or its training data cannot be used
├── ItemStuck               the worker was restarted over an item too often
├── BrokerUnavailable       the broker cannot be reached, opened or locked
├── TopicContradiction      a topic exists with other partitions, retention or compaction
└── Usage                   the command line was asked for something it cannot do
```
"""

from __future__ import annotations

from typing import Self


class MonitorError(Exception):
    """The root: anything expected to go wrong with input, network or configuration."""

    @property
    def reason(self) -> str:
        """The closed word used as a metric label and in dead letters, for example ``RecordUnreadable``."""
        return type(self).__name__


class RecordUnreadable(MonitorError):
    """Bytes on a topic are not a record of a known name and version."""


class FeedUnreadable(MonitorError):
    """A feed answered with something that is no feed."""

    def __init__(self, url: str, why: str) -> None:
        super().__init__(f"{url}: {why}")
        self.url = url
        self.why = why

    def __reduce__(self) -> tuple[type[Self], tuple[str, str]]:
        """Survive the way back from the sandbox."""
        return type(self), (self.url, self.why)


class ArticleUnusable(MonitorError):
    """An article lacks what every stage needs (a URL, a text)."""


class TextUnreadable(MonitorError):
    """A parser was killed or broke on a text."""


class FetchFailed(MonitorError):
    """No usable answer came from the network; `why` is one short clause without secrets."""

    def __init__(self, url: str, why: str) -> None:
        super().__init__(f"{url}: {why}")
        self.url = url
        self.why = why

    def __reduce__(self) -> tuple[type[Self], tuple[str, str]]:
        """Survive the way back from the sandbox."""
        return type(self), (self.url, self.why)


class AddressForbidden(FetchFailed):
    """The guard refused to connect to the address behind a URL."""


class HostResting(FetchFailed):
    """A host answered lately that it wants to be left alone; `seconds` are what is left of that."""

    def __init__(self, url: str, seconds: float) -> None:
        super().__init__(url, "the host asked for rest")
        self.seconds = seconds

    def __reduce__(self) -> tuple[type[Self], tuple[str, float]]:  # type: ignore[override] # Other words, other arguments.
        """Survive the way back from the sandbox."""
        return type(self), (self.url, self.seconds)


class ConfigInvalid(MonitorError):
    """A configuration has mistakes; each entry of `mistakes` is one line ``file:line: key: what; hint``."""

    def __init__(self, mistakes: tuple[str, ...]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


class PackInvalid(MonitorError):
    """A language pack has mistakes; the text names file, rule and reason."""


class TaggerUnusable(MonitorError):
    """A plugged-in tagger, its model or its training data cannot be used; the text says which and why."""


class ItemStuck(MonitorError):
    """The watchdog had to restart the worker over an item again and again; it is put aside."""


class BrokerUnavailable(MonitorError):
    """The broker cannot be reached, opened or locked."""


class TopicContradiction(MonitorError):
    """A topic exists with other partitions, retention or compaction than the table of topics says."""


class Usage(MonitorError):
    """The command line was asked for something it cannot do."""
