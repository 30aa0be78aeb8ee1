"""A commented configuration to begin with, made of a few wishes."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from monitor.errors import Usage

SINKS = {
    "screen": "{id: screen, stdout: {}}",
    "file": "{{id: file, file: {{path: {value}}}}}",
    "webhook": "{{id: hook, webhook: {{url: {value}, secret_file: hook.secret}}}}",
    "slack": "{{id: slack, slack: {{url_file: {value}}}}}",
}
"""The kinds of sink that a starter can have, as they stand in the file."""

DEFAULTS = {"file": "alerts.jsonl"}
"""What is meant where a kind needs a value and none was given."""

EXAMPLE = ("Gaza hostages", ("Hamas", "Israel", "Gaza", "hostage"))
"""A story to begin with where none was named, and its terms."""

FEEDS = ("https://feeds.bbci.co.uk/news/world/rss.xml",)
"""A feed to begin with where none was named."""

_word = re.compile(r"[^\W\d_]{4,}")
_BARE = frozenset(
    "with from over into about after before between against dari yang dengan untuk pada dalam antara".split()
)
"""Words of a name that every article has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants to watch: a story with its terms and parties, feeds (addresses or OPML files) and sinks."""

    story: str = ""
    terms: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    language: str = "en"
    sinks: tuple[str, ...] = ("screen",)


def text(wish: Wish) -> str:
    """Write the file."""
    name, terms = (wish.story, wish.terms or _terms(wish.story)) if wish.story else EXAMPLE
    terms = wish.terms or terms
    sinks = [_sink(each) for each in wish.sinks]
    ids = [re.sub(r"\{id: (\w+).*", r"\1", each) for each in sinks]

    return "\n".join(
        [
            "# Kabar's configuration: `kabar check` names every mistake, `kabar run` runs it; settings: docs/configuration.md",
            "",
            "broker: sqlite:///kabar.db     # one file on this machine; or kafka://host:9092",
            f"language: {wish.language}                   # the wording of alerts",
            "",
            "feeds:                         # where articles come from; `kabar feeds find SITE` finds more",
            *(f"  - {_feed(each)}" for each in wish.feeds or FEEDS),
            "",
            "stories:                       # what to watch: an article is on a story that mentions `need` of its terms",
            f"  - id: {_quoted(slug(name))}",
            f"    name: {_quoted(name)}",
            f"    about: {{core: {_listed(terms)}, need: {min(2, len(terms))}}}",
            *_parties(wish),
            "    # watch: [mediator, release, ceasefire]    # kinds of shift to hear of; all where left out",
            "    # known: {mediator: [Qatar]}               # who is no news in that role",
            "    confirm: 2                 # independent origins that make a shift confirmed",
            "",
            "sinks:                         # where alerts may go; secrets lie in files of their own",
            *(f"  - {each}" for each in sinks),
            "",
            "routes:                        # which alerts go where: all of them, here",
            f"  - {{to: [{', '.join(ids)}]}}",
            "",
            "web: {host: 127.0.0.1, port: 6066}    # /metrics, /healthz; add token_file to reload without a restart",
            "",
        ]
    )


def slug(name: str) -> str:
    """Make an id of a name.

    >>> slug("Gaza: the hostages"), slug("Überfall"), slug("停戦")
    ('gaza-the-hostages', 'uberfall', 'story')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()

    return "-".join(re.findall(r"[a-z0-9]+", plain))[:64].strip("-") or "story"


def needs_secret(wish: Wish) -> bool:
    """Tell whether a secret has to be made for a webhook."""
    return any(each.partition("=")[0] == "webhook" for each in wish.sinks)


def _terms(name: str) -> tuple[str, ...]:
    """Take the words of a story's name as its terms; one that has none is a term itself."""
    words = (word for word in _word.findall(name) if word.lower() not in _BARE)
    return tuple(dict.fromkeys(words)) or (name,)


def _sink(given: str) -> str:
    kind, _, value = given.partition("=")
    if kind not in SINKS:
        raise Usage(f"--sink {given}: no kind of sink that init can write; choose from {', '.join(SINKS)}")
    value = value or DEFAULTS.get(kind, "")
    if not value and kind != "screen":
        raise Usage(
            f"--sink {kind}: needs a value: "
            + (
                "the URL, --sink webhook=https://..."
                if kind == "webhook"
                else "the file that holds the URL, --sink slack=slack.url"
            )
        )
    return SINKS[kind].format(value=_quoted(value)) if kind != "screen" else SINKS[kind]


def _feed(given: str) -> str:
    return f"{{url: {_quoted(given)}}}" if "://" in given else f"opml: {_quoted(given)}"


def _parties(wish: Wish) -> Iterator[str]:
    if wish.parties:
        yield f"    parties: {_listed(wish.parties)}    # never mediators of their own conflict"
    elif not wish.story:
        yield "    parties: [Israel, Hamas]   # never mediators of their own conflict"
    else:
        yield "    # parties: [A, B]          # never mediators of their own conflict"


def _listed(words: Sequence[str]) -> str:
    return f"[{', '.join(map(_quoted, words))}]"


def _quoted(word: str) -> str:
    """Write a text as YAML: JSON is YAML."""
    return json.dumps(word, ensure_ascii=False)
