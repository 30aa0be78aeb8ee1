"""Evidence cells: what one article adds to a story, as values that only grow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from monitor import ids
from monitor.models import Actor, Claim, Count, Evidence, Modality, RawArticle, Story, TaggedArticle, UniqueArticle
from monitor.shifts import weigh
from monitor.shifts.kinds import Kinds, Placed
from monitor.shifts.weigh import Reason

CAPTIVES = "group:captives"
ALIKE = frozenset({"group:hostages", "group:people", "group:crew", "group:passengers", "group:students"})
"""What outlets call the same captives: one subject. Prisoners are the others: in an exchange they are on the other side."""

VAGUE = frozenset({"group:hostages", "group:people"})
"""Names among them that say less than the others."""

OLD = timedelta(days=3)
"""An article that was published this long before it was fetched is old: it informs, it is not breaking."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One article's support for one state of one subject.

    `stage` or `side` is set; `speaks_against` marks a denial, of the state that it `denies`. `at` is the time of publication,
    or of the fetch (`seen`) where that is unknown or yet to come. `claim` is the id of the claim that gave it, found by
    `rule`. `is_baseline` marks what a feed held when it was first seen: it counts as known. `is_late` marks what an old
    article told: it is kept as support, is not known for that, and never alerts.
    """

    id: str
    kind: str
    key: str
    subject: tuple[Actor, ...]
    stage: str | None
    side: str | None
    modality: Modality
    count: Count | None
    at: datetime
    article: str
    copies: tuple[str, ...]
    source: str
    speaks_against: bool
    is_baseline: bool
    is_late: bool
    evidence: Evidence
    speaker: Actor | None
    claim: str
    seen: datetime
    denies: str | None
    rule: str = ""
    event_at: date | None = None

    @property
    def says(self) -> str:
        """Name the state that it supports, or that it denies one."""
        return "denied" if self.speaks_against else self.stage or self.side or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """The cells that one claim adds: what is stored, as one record."""

    id: str
    cells: tuple[Cell, ...]


def of(article: TaggedArticle, claims: Iterable[Claim], story: Story, kinds: Kinds) -> tuple[Cell, ...]:
    """Turn the claims of an article into cells, in the order of the text; background, known actors and parties give none.

    What an article says twice is one cell: the first, or the first with a count ("Pupils freed", and below: "14 hostages").
    A title that was put before the text comes last.
    """
    cells: dict[tuple[object, ...], Cell] = {}
    weighed = weigh.claims(article, claims, story, kinds)
    for claim, found in sorted(weighed, key=_turn):
        if isinstance(found, Reason):
            continue
        shared = found.row.grouping == "shared"
        groups = [(actor,) for actor in found.subject] if found.row.grouping == "each" else [found.subject]
        for cell in (_cell(article, claim, found.placed, subject, shared=shared) for subject in groups):
            known = cells.setdefault(_place(cell), cell)
            if known.count is None and cell.count is not None:
                cells[_place(cell)] = cell
    return tuple(cells.values())


def _turn(weighed: tuple[Claim, object]) -> tuple[object, ...]:
    claim = weighed[0]
    passage = claim.evidence

    return passage.is_title, passage.start, passage.end, claim.id


def key(subject: Iterable[Actor]) -> str:
    """Name a subject, whatever an outlet calls it."""
    return "+".join(sorted({CAPTIVES if actor.id in ALIKE else actor.id for actor in subject}))


def source(unique: UniqueArticle) -> str:
    """Say where an article's news come from: the agency that it credits, else the family of its publisher."""
    return f"wire:{unique.wire}" if unique.wire else f"family:{unique.family or unique.article.id}"


def is_late(raw: RawArticle) -> bool:
    """Ask whether an article was old when it was fetched."""
    return raw.published_at is not None and raw.fetched_at - raw.published_at > OLD


def moment(raw: RawArticle) -> datetime:
    """Say when an article was published; one that claims to come from the future came when it was fetched."""
    return min(raw.published_at or raw.fetched_at, raw.fetched_at)


def _is_of_old(claim: Claim, raw: RawArticle) -> bool:
    """Ask whether an undated article tells of a day that was long past when it was fetched."""
    return raw.published_at is None and claim.event_at is not None and raw.fetched_at.date() - claim.event_at > OLD


def _place(cell: Cell) -> tuple[object, ...]:
    return cell.kind, cell.key, cell.stage, cell.side, cell.denies, cell.modality


def _cell(article: TaggedArticle, claim: Claim, placed: Placed, subject: tuple[Actor, ...], *, shared: bool) -> Cell:
    raw = article.unique.article
    name = "*" if shared else key(subject)
    against = claim.modality is Modality.DENIED
    count = f"{claim.count.low}-{claim.count.high}" if claim.count else ""
    place = (placed.stage or "", placed.side or "", placed.denies or "", count)
    return Cell(
        id=ids.digest("cell", placed.shift_kind, name, *place, claim.modality, raw.id),
        kind=placed.shift_kind,
        key=name,
        subject=subject,
        stage=None if against else placed.stage,
        side=None if against else placed.side,
        modality=claim.modality,
        count=claim.count,
        at=moment(raw),
        article=raw.id,
        copies=article.unique.copies,
        source=source(article.unique),
        speaks_against=against,
        is_baseline=raw.is_baseline,
        is_late=is_late(raw) or _is_of_old(claim, raw),
        evidence=claim.evidence,
        speaker=claim.speaker,
        claim=claim.id,
        seen=raw.fetched_at,
        denies=placed.denies if against else None,
        rule=claim.rule,
        event_at=claim.event_at,
    )
