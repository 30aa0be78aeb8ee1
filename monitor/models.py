"""The records that travel through Kabar, and the words they are made of.

Six records, one for each step of the flow: `RawArticle`, `UniqueArticle`, `TaggedArticle`, `Shift`, `Alert`,
`Delivery`. All offsets point into `RawArticle.text`, in code points, half open: ``text[start:end]``.
All times carry a time zone. Unknown stays unknown: None, never a guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from monitor.lives import Event, Happening, Item, Life, Severity

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""When an article without any date counts as fetched where it is looked back at: before all others."""


class DateSource(StrEnum):
    """Where an article's time of publication comes from."""

    PUBLISHED = "published"
    UPDATED = "updated"
    TEXT = "text"
    MISSING = "missing"


class TextSource(StrEnum):
    """Where an article's text comes from: the feed gave it, or it was read from the article's page."""

    FEED = "feed"
    PAGE = "page"


class Sameness(StrEnum):
    """How an article relates to what was seen before."""

    FIRST = "first"
    REVISION = "revision"
    COPY = "copy"


class EntityKind(StrEnum):
    """What sort of thing an entity is."""

    PERSON = "person"
    COUNTRY = "country"
    PLACE = "place"
    ORGANISATION = "organisation"
    GROUP = "group"
    MEDIA = "media"
    CONCEPT = "concept"
    UNKNOWN = "unknown"


class Modality(StrEnum):
    """How a claim is asserted: what its source says of the act, never more."""

    OCCURRED = "occurred"
    PROMISED = "promised"
    OFFERED = "offered"
    REQUESTED = "requested"
    DEMANDED = "demanded"
    CONDITIONAL = "conditional"
    REFUSED = "refused"
    DENIED = "denied"
    PLANNED = "planned"
    BACKGROUND = "background"


class Status(StrEnum):
    """How well a shift is supported."""

    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    DENIED = "denied"


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    PENDING = "pending"
    SENT = "sent"
    DEAD = "dead"


@dataclass(frozen=True, slots=True, kw_only=True)
class RawArticle:
    """One article as a feed gave it. `text` is the original plain text; `link` is the URL before `url` was made canonical.

    `begins` is where the text as it was given begins in `text`, beyond 0 where its title had to be put before it.
    `content` is the hash of its words where it came from a feed; `revises` that of the words before, of an edit in place only.
    """

    id: str
    url: str
    link: str
    title: str
    text: str
    language: str
    publisher: str
    feed: str
    published_at: datetime | None
    date_source: DateSource
    fetched_at: datetime
    is_baseline: bool = False
    text_source: TextSource = TextSource.FEED
    updated_at: datetime | None = None
    content: str = ""
    revises: str = ""
    begins: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UniqueArticle:
    """An article after deduplication.

    `copies` are ids of near-copies known so far, `fullest` is the one of them (or itself) with the longest text; `unheard` are
    names and figures of a copy or revision that no earlier text of it has; `wire` is a credited agency.
    """

    article: RawArticle
    sameness: Sameness
    copies: tuple[str, ...] = ()
    wire: str | None = None
    family: str = ""
    fullest: str = ""
    unheard: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """An entity in a role: a stable id and the name people read."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """An entity in a text. `actor` is the state or group it speaks for (Moscow and Peskov for Russia), where known."""

    start: int
    end: int
    surface: str
    id: str
    name: str
    kind: EntityKind
    actor: Actor | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence of the article proper (furniture is gone). `position` counts body sentences from 0; headings have -1."""

    start: int
    end: int
    position: int
    is_heading: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TaggedArticle:
    """An article on one story, with its sentences and mentions: furniture yields neither."""

    unique: UniqueArticle
    story: str
    sentences: tuple[Sentence, ...]
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The passage a claim stands on: ``text[start:end] == quote`` in the article's text, which as it was given `begins` at 0 or
    behind its title.
    """

    article: str
    url: str
    publisher: str
    published_at: datetime | None
    language: str
    quote: str
    start: int
    end: int
    begins: int = 0

    @property
    def is_title(self) -> bool:
        """Tell whether it stands in a title that was put before the text."""
        return self.start < self.begins


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many, as a closed range; a single figure has `low` equal to `high`."""

    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One sentence's assertion.

    `kind` is a row of shifts/data/kinds.yaml (mediation, release, captivity, death, ceasefire, talks, aid, ...), `act` the
    rule's finer verb within it (for example `agree`, `violate`, `withdraw`; equal to `kind` where there is none).
    `who` are those the kind is about (the mediator, the released, the captive, the parties that talk or hold fire), `by` those
    who act or ask. `is_lead` says that it stands in the heading or in the first sentences. `offices` say of persons in `who` for
    which state or group they act, both by id: a president and his state are one mediator.
    """

    id: str
    kind: str
    act: str
    modality: Modality
    who: tuple[Actor, ...]
    by: tuple[Actor, ...]
    count: Count | None
    speaker: Actor | None
    condition: str | None
    event_at: date | None
    is_lead: bool
    rule: str
    cue: str
    evidence: Evidence
    offices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """The story as it stands for one (kind, subject, episode), after something in it changed.

    `version` counts the evidence cells behind it: it only grows, so of two shifts with one id the higher version knows more.
    `side` is a side state (denied, refused, suspended, ...) where the kind has reached one. `is_told` is False where all of it
    was learned from a baseline, is background, or is late: kept, not alerted. `heard` are the parties of the story that speak in
    the evidence, `silent` those that do not; `words` are those by which the articles behind it differ from what was usual;
    `rules` found it; `event_at` is the day of the event, as the first text with one says.
    `fetched_at` and `published_at` are those of the article that moved it, so that it can be told how long the news was on its
    way; they are no part of what the story is.
    """

    id: str
    story: str
    kind: str
    subject: tuple[Actor, ...]
    episode: int
    stage: str
    side: str | None
    modality: Modality
    count: Count | None
    status: Status
    evidence: tuple[Evidence, ...]
    counter: tuple[Evidence, ...]
    origins: int
    articles: int
    first_at: datetime
    last_at: datetime
    version: int
    is_told: bool
    known: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    event_at: date | None = None
    fetched_at: datetime | None = None
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """What people are told about a shift; `revision` rises whenever there is news, `coverage` says which feeds were not well.

    `history` is its life so far; `items` are what it stands for, where it is a digest; `addressed` are the sinks that its earlier
    revisions went to; `rules` are those that found it; `page` is where a person reads why it was told.
    `fetched_at` and `published_at` are those of the article that caused this revision.
    """

    id: str
    revision: int
    story: str
    story_name: str
    kind: str
    subject: tuple[str, ...]
    stage: str
    side: str | None
    modality: Modality
    count: Count | None
    status: Status
    headline: str
    changed: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    counter: tuple[Evidence, ...]
    origins: int
    articles: int
    first_at: datetime
    last_at: datetime
    told_at: datetime
    version: int
    known: tuple[str, ...] = ()
    coverage: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    event_at: date | None = None
    severity: Severity = Severity.NORMAL
    life: Life = Life.OPEN
    history: tuple[Event, ...] = ()
    items: tuple[Item, ...] = ()
    addressed: tuple[str, ...] = ()
    page: str = ""
    fetched_at: datetime | None = None
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One alert on its way to one sink. `revision` is the last one accepted by the sink (0: none yet).

    `trying` is the revision whose attempt is under way, or ended without an answer; `is_uncertain` says of the attempt now that
    an earlier one of the same revision may have arrived. `held` is why the first that waits is held back; `digest` names the
    digest that stands for the last revision, where the alert has no message of its own; `told` is what the sink knows of an alert
    that may hold others back.
    """

    alert: str
    sink: str
    story: str
    revision: int
    state: DeliveryState
    attempts: int
    next_at: datetime | None
    first_at: datetime
    updated_at: datetime
    reason: str
    receipt: str = ""
    waiting: tuple[Alert, ...] = ()
    history: tuple[Happening, ...] = ()
    trying: int = 0
    is_uncertain: bool = False
    held: str = ""
    digest: str = ""
    told: Alert | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A watched subject, as the configuration describes it.

    An article is on the story when at least `need` of the `core` terms (entity names, aliases or plain words, in any language)
    are mentioned outside furniture. `known` maps a shift kind to actors that are no news in it. After `memory_days` of silence
    the same thing is news again (None: each kind has its own). For `warmup` seconds the story learns and tells nothing. `sides`
    are the parties as they are shown. `severity` says for (kind, state) how much it matters here; the state "" stands for all.
    """

    id: str
    name: str
    core: tuple[str, ...]
    need: int = 2
    parties: tuple[str, ...] = ()
    known: tuple[tuple[str, tuple[str, ...]], ...] = ()
    watch: tuple[str, ...] = ()
    confirm: int = 2
    memory_days: int | None = None
    warmup: float = 0.0
    sides: tuple[Actor, ...] = ()
    severity: tuple[tuple[str, str, Severity], ...] = ()

    @property
    def named(self) -> tuple[str, ...]:
        """Give whom and what it is about: core terms, parties and known actors, by name, or by id once they are resolved."""
        return (*self.core, *self.parties, *(actor for _, actors in self.known for actor in actors))
