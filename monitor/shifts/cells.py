"""Evidence cells: what one article adds to a story, as values that only grow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from monitor import ids
from monitor.models import Actor, Claim, Count, Evidence, Modality, RawArticle, Story, TaggedArticle, UniqueArticle
from monitor.shifts.kinds import Kinds, Placed

NAMELESS = frozenset({"hostages", "prisoners", "crew", "passengers", "students", "people"})
"""Groups of captives that have no name of their own (`monitor/shifts/roles.py` makes them)."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """The cells that one claim adds: what is stored, as one record."""

    id: str
    cells: tuple[Cell, ...]


def of(article: TaggedArticle, claims: Iterable[Claim], story: Story, kinds: Kinds) -> tuple[Cell, ...]:
    """Turn the claims of an article into cells, in the order of the text; background, known actors and parties give none.

    What an article says twice is one cell: the first, or the first with a count ("Pupils freed", and below: "14 hostages").
    """
    every = tuple(claims)
    headings = {sentence.start for sentence in article.sentences if sentence.is_heading}
    watched = [
        claim
        for claim in every
        if _placed(claim, kinds) is not None
        and not (claim.evidence.start in headings and _is_dated_below(claim, every))
    ]
    cells: dict[tuple[object, ...], Cell] = {}
    for claim in sorted(watched, key=lambda claim: (claim.evidence.start, claim.evidence.end, claim.id)):
        if not _is_named_elsewhere(claim, watched, kinds):
            for cell in _cells(article, claim, watched, story, kinds):
                known = cells.setdefault(_place(cell), cell)
                if known.count is None and cell.count is not None:
                    cells[_place(cell)] = cell
    return tuple(cells.values())


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


def _is_dated_below(heading: Claim, claims: Iterable[Claim]) -> bool:
    """Ask whether a heading ("Crew freed") is told below as of a day long past, and nowhere as new."""
    if heading.modality is not Modality.OCCURRED or heading.event_at is not None:
        return False
    who = {actor.id for actor in heading.who}
    below = [
        claim
        for claim in claims
        if claim.evidence.start > heading.evidence.start
        and (claim.kind, claim.act) == (heading.kind, heading.act)
        and not who.isdisjoint(actor.id for actor in claim.who)
    ]
    old = any(claim.modality is Modality.BACKGROUND and claim.event_at is not None for claim in below)

    return old and all(claim.modality is Modality.BACKGROUND for claim in below)


def _placed(claim: Claim, kinds: Kinds) -> Placed | None:
    if claim.modality is Modality.BACKGROUND:
        return None
    return kinds.stage(claim.kind, claim.act, claim.modality)


def _is_named_elsewhere(claim: Claim, others: Sequence[Claim], kinds: Kinds) -> bool:
    """Ask whether a claim of a nameless group ("Hamas frees hostage") is made again of persons by name in the same article.

    It is one event told twice, unless the group has more heads than the article has names.
    """
    if not all(_is_group(actor) for actor in claim.who) or not claim.who:
        return False
    placed = _placed(claim, kinds)
    names = {
        actor.id
        for other in others
        if other.kind == claim.kind and _placed(other, kinds) == placed
        for actor in other.who
        if not _is_group(actor)
    }
    return bool(names) and (claim.count is None or claim.count.low <= len(names))


def _is_group(actor: Actor) -> bool:
    return actor.id.startswith("group:") and actor.id.removeprefix("group:") in NAMELESS


def _cells(article: TaggedArticle, claim: Claim, others: Sequence[Claim], story: Story, kinds: Kinds) -> Iterator[Cell]:
    placed = _placed(claim, kinds)
    if placed is None or (story.watch and placed.shift_kind not in story.watch):
        return
    row = kinds.kinds[placed.shift_kind]
    if row.lead_only and not claim.is_lead:
        return
    actors = _news(claim, placed, others, story, kinds)
    if not actors or (placed.stage is not None and len(actors) < row.at_least):
        return
    groups = [(actor,) for actor in actors] if row.grouping == "each" else [actors]
    for subject in groups:
        yield _cell(article, claim, placed, subject, shared=row.grouping == "shared")


def _news(claim: Claim, placed: Placed, others: Sequence[Claim], story: Story, kinds: Kinds) -> tuple[Actor, ...]:
    """Who of a claim can be the subject of a shift.

    A party to the conflict is never its own mediator. Actors in `known` are no news in their role; talks in which nobody but
    parties and known mediators take part are the ordinary course. A visit by which mediation is asked for is that request.
    """
    row = kinds.kinds[placed.shift_kind]
    role = claim.by if row.subject == "by" else claim.who
    actors = tuple(dict.fromkeys(sorted(role, key=lambda actor: actor.id)))
    parties = set(story.parties)
    known = _known(story, placed.shift_kind)
    if row.parties == "never":
        seated = parties | known  # Nor is whom one of them sent a mediator that is new.
        acting = {actor.id for actor in actors}  # The president beside his state is no second mediator.
        sent = {person for person, state in claim.offices if state in seated | acting}
        return tuple(actor for actor in actors if actor.id not in seated | sent)
    if row.parties == "must" and parties:
        outsiders = {actor.id for actor in actors} - parties
        if len(outsiders) == len(actors):
            return ()
        if outsiders and (outsiders <= known | _known(story, "mediator") or outsiders & _asked(others)):
            return ()
    return actors


def _known(story: Story, kind: str) -> set[str]:
    return {actor for name, actors in story.known if name == kind for actor in actors}


def _asked(claims: Sequence[Claim]) -> set[str]:
    return {actor.id for claim in claims if claim.kind == "mediation" for actor in claim.who}


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
