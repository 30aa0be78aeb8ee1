"""Whether a claim can move a story, as which state of whom, and if not, why not."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from monitor.models import Actor, Claim, EntityKind, Modality, Story, TaggedArticle
from monitor.shifts import items, learned, lines
from monitor.shifts.kinds import Kind, Kinds, Placed

NAMELESS = frozenset({"hostages", "prisoners", "crew", "passengers", "students", "people"})
"""Groups of captives that have no name of their own (`monitor/shifts/roles.py` makes them)."""


_UNTRUE = frozenset({Modality.CONDITIONAL, Modality.DENIED})
_LESS = _UNTRUE | {Modality.BACKGROUND}
_TWO = 2
_NOBODY = frozenset(
    {EntityKind.UNKNOWN, EntityKind.CONCEPT, EntityKind.MEDIA, EntityKind.PLACE}
)  # Doha is where they talk.


class Reason(StrEnum):
    """Why a claim moves nothing."""

    BACKGROUND = "it tells of what is long past or known"
    NO_STATE = "said in this way, it is no state that is told"
    UNWATCHED = "the story does not watch this kind"
    DEEP = "this kind counts only where an article opens with it, or for a day ahead"
    UNLED = "told only far down and without a day, and what the article opens with tells nothing of the kind"
    DATED = "a heading, and the text below tells it of a day long past"
    IFFY = "a heading, and all that the text below says of it is denied or depends on something"
    GUESSED = "a heading that no rule reads so, and the sentences below it tell it otherwise"
    ITEM = "an item of a list that names nothing of the story"
    BY_NAME = "the article tells the same of persons by name"
    NOBODY = "nobody is named"
    SEATED = "who is named is a party, known in this role, or acts for one who is"
    ELSEWHERE = "no party of the story takes part"
    COURSE = "nobody but parties and those known as mediators take part"
    FEW = "fewer are named than this kind asks for"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """The place of a claim in its kind of shift, and who of it is the subject."""

    placed: Placed
    row: Kind
    subject: tuple[Actor, ...]


@dataclass(frozen=True, slots=True)
class _Beside:
    """What a claim is weighed with: its article and story, the claims that can move it, with their places, and all of them."""

    article: TaggedArticle
    story: Story
    kinds: Kinds
    others: Sequence[Claim]
    every: Sequence[Claim]
    placed: Mapping[str, Placed]


def claims(
    article: TaggedArticle, given: Iterable[Claim], story: Story, kinds: Kinds
) -> Iterator[tuple[Claim, Weighed | Reason]]:
    """Weigh the claims of an article beside one another."""
    every = tuple(given)
    headings = {sentence.start for sentence in article.sentences if sentence.is_heading}
    placed = {claim.id: place for claim in every if (place := _placed(claim, kinds)) is not None}
    barred = {
        claim.id: reason
        for claim in every
        if claim.id in placed and claim.evidence.start in headings and (reason := _overtaken(claim, every, placed))
    }
    others = items.others(article, story) if placed else ()
    barred |= {
        claim.id: Reason.ITEM
        for claim in every
        if claim.id in placed and any(one.start <= claim.evidence.start < one.end for one in others)
    }
    watched = [claim for claim in every if claim.id in placed and claim.id not in barred]
    opened = {(placed[claim.id].shift_kind, placed[claim.id].stage) for claim in watched if claim.is_lead}
    placed = {name: _lifted(place, kinds, opened) for name, place in placed.items()}
    beside = _Beside(article, story, kinds, watched, every, placed)
    for claim in every:
        if claim.id in barred:
            yield claim, barred[claim.id]
        elif _is_named_elsewhere(claim, watched, placed):
            yield claim, Reason.BY_NAME
        else:
            yield claim, _weighed(_completed(claim, beside), beside)


def _lifted(placed: Placed, kinds: Kinds, opened: Container[tuple[str, str | None]]) -> Placed:
    """Take what is told of some of them for what the article opens with: of a release that is agreed, every promise is a part."""
    stage = kinds.kinds[placed.shift_kind].lifts.get(placed.stage or "")

    return replace(placed, stage=stage) if (placed.shift_kind, stage) in opened and stage else placed


def _completed(claim: Claim, beside: _Beside) -> Claim:
    """Let what opens an article and does not say whose truce it tells of speak of the parties of its story.

    Of talks one of the two has to be named: anybody may meet. The article has to name both, and nowhere else say whose it is;
    and the sentence must name no state or group beside them and those known in their roles.
    """
    placed = beside.placed.get(claim.id)
    if placed is None or not claim.is_lead:
        return claim
    row = beside.kinds.kinds[placed.shift_kind]
    if not row.between_parties:
        return claim
    ids = {side.id for side in beside.story.sides}
    told = {actor.id for actor in claim.who}
    may_be_alone = not {placed.stage, placed.side}.isdisjoint(row.one_sided)
    is_half = len(told) < row.at_least and told < ids and len(ids) == _TWO
    is_asked = (is_half and not may_be_alone) if told else row.at_least < _TWO
    if not is_asked or any(len(one.who) > len(told) and beside.placed[one.id] == placed for one in beside.others):
        return claim
    here = {
        one.actor.id
        for one in lines.within(beside.article.mentions, claim.evidence)
        if one.actor and one.kind not in _NOBODY
    }
    seated = {actor for _, actors in beside.story.known for actor in actors}
    sides = _sides(beside.article, beside.story, may_add=not may_be_alone) if here <= ids | seated else ()

    return replace(claim, who=sides) if len(sides) >= _TWO else claim


def _sides(article: TaggedArticle, story: Story, *, may_add: bool) -> tuple[Actor, ...]:
    """Give the parties of a story that an article names: those in its opening, where these are two or more.

    Of a story of two, one in the opening may be enough: the other is "the army" there.
    """
    opening = max((one.end for one in article.sentences if one.position <= 0), default=0)
    named = {one.actor.id if one.actor else one.id: one.start for one in reversed(article.mentions)}
    sides = tuple(side for side in story.sides if side.id in named)
    first = tuple(side for side in sides if named[side.id] < opening)
    if may_add and len(first) == 1 and len(story.sides) == _TWO:
        return story.sides

    return first if len(first) >= _TWO else sides


def _weighed(claim: Claim, beside: _Beside) -> Weighed | Reason:
    story, placed = beside.story, beside.placed.get(claim.id)
    if placed is None:
        return Reason.BACKGROUND if claim.modality is Modality.BACKGROUND else Reason.NO_STATE
    row = beside.kinds.kinds[placed.shift_kind]
    if story.watch and placed.shift_kind not in story.watch:
        return Reason.UNWATCHED
    if row.lead_only and not claim.is_lead and not _is_ahead(claim):
        return Reason.DEEP
    is_end = placed.side in row.passing
    is_led = _is_led(claim, row, beside.every)
    subject = _news(claim, row, beside.others, story, is_end=is_end) if is_led else Reason.UNLED
    if isinstance(subject, Reason):
        return subject
    if placed.stage is not None and len(subject) < row.at_least:
        return Reason.FEW

    return Weighed(placed=placed, row=row, subject=subject)


def _is_ahead(claim: Claim) -> bool:
    """Ask whether a claim has a day that is yet to come: that is news wherever an article tells it."""
    at = claim.evidence.published_at

    return claim.event_at is not None and at is not None and claim.event_at > at.date()


def _news(
    claim: Claim, row: Kind, others: Sequence[Claim], story: Story, *, is_end: bool
) -> tuple[Actor, ...] | Reason:
    """Who of a claim can be the subject of a shift.

    A party to the conflict is never its own mediator. Actors in `known` are no news in their role; talks in which nobody but
    parties and known mediators take part are the ordinary course. That one of them suspends
    his role or lays it down (`is_end`) is news. A visit by which mediation is asked for is that request.
    """
    role = claim.by if row.subject == "by" else claim.who
    actors = tuple(dict.fromkeys(sorted(role, key=lambda actor: actor.id)))
    if not actors:
        return Reason.NOBODY
    parties = set(story.parties)
    known = set() if is_end else _known(story, row.name)
    if row.parties == "never":
        seated = parties | known  # Nor is whom one of them sent a mediator that is new.
        acting = {actor.id for actor in actors}  # The president beside his state is no second mediator.
        sent = {person for person, state in claim.offices if state in seated | acting}
        return tuple(actor for actor in actors if actor.id not in seated | sent) or Reason.SEATED
    if row.parties == "must" and parties:
        outsiders = {actor.id for actor in actors} - parties
        if len(outsiders) == len(actors):
            return Reason.ELSEWHERE
        if outsiders and (outsiders <= known | _known(story, "mediator") or outsiders & _asked(others)):
            return Reason.COURSE
    return actors


def _known(story: Story, kind: str) -> set[str]:
    return {actor for name, actors in story.known if name == kind for actor in actors}


def _asked(claims: Sequence[Claim]) -> set[str]:
    return {actor.id for claim in claims if claim.kind == "mediation" for actor in claim.who}


def _placed(claim: Claim, kinds: Kinds) -> Placed | None:
    if claim.modality is Modality.BACKGROUND:
        return None
    return kinds.stage(claim.kind, claim.act, claim.modality)


def _overtaken(heading: Claim, claims: Iterable[Claim], placed: Mapping[str, Placed]) -> Reason | None:
    """Say by what a heading ("Crew freed", "Group to free crew") is overtaken, where all that the text below tells says less."""
    below = [
        claim
        for claim in claims
        if claim.evidence.start > heading.evidence.start and (claim.kind, claim.act) == (heading.kind, heading.act)
    ]
    who = {actor.id for actor in heading.who}
    same = [claim for claim in below if not who.isdisjoint(actor.id for actor in claim.who)]
    is_anybody = bool(heading.who) and all(_is_group(actor) for actor in heading.who)
    told = {claim.modality for claim in (below if is_anybody else same)}
    if heading.modality not in _LESS and told & _UNTRUE and told <= _LESS:
        return Reason.IFFY
    if _is_guess(heading) and _is_told_otherwise(heading, claims, placed):
        return Reason.GUESSED
    is_plain = heading.modality is Modality.OCCURRED and heading.event_at is None
    is_old = any(claim.event_at is not None for claim in same)

    return Reason.DATED if is_plain and is_old and {claim.modality for claim in same} == {Modality.BACKGROUND} else None


def _is_guess(claim: Claim) -> bool:
    return claim.rule.endswith(f".{learned.NAME}")


def _is_told_otherwise(heading: Claim, claims: Iterable[Claim], placed: Mapping[str, Placed]) -> bool:
    """Ask whether the first sentences tell the kind of thing that a heading tells, of the same, and nowhere so."""
    who = {actor.id for actor in heading.who}
    is_anybody = all(_is_group(actor) for actor in heading.who)
    same = [
        claim
        for claim in claims
        if claim.is_lead
        and claim.evidence.start > heading.evidence.start
        and claim.kind == heading.kind
        and claim.modality is not Modality.BACKGROUND
        and (claim.id in placed or not _is_guess(claim))
        and (is_anybody or not who.isdisjoint(actor.id for actor in claim.who))
    ]

    return bool(same) and placed[heading.id] not in [placed.get(claim.id) for claim in same]


def _is_led(claim: Claim, row: Kind, every: Sequence[Claim]) -> bool:
    """Ask whether a claim is news of its article: it opens that, or has a day, or the article opens with something of the kind.

    What reporters add further down, with no day to it, is what went before: "the rebels let two nuns go as well".
    """
    if not row.led_by or claim.is_lead or claim.event_at is not None:
        return True

    return any(one.is_lead and one.kind in row.led_by and one.modality is not Modality.BACKGROUND for one in every)


def _is_named_elsewhere(claim: Claim, others: Sequence[Claim], placed: Mapping[str, Placed]) -> bool:
    """Ask whether a claim of a nameless group ("Hamas frees hostage") is made again of persons by name in the same article.

    It is one event told twice, unless the group has more heads than the article has names.
    """
    if not all(_is_group(actor) for actor in claim.who) or not claim.who:
        return False
    names = {
        actor.id
        for other in others
        if other.kind == claim.kind and placed.get(other.id) == placed.get(claim.id)
        for actor in other.who
        if not _is_group(actor)
    }
    return bool(names) and (claim.count is None or claim.count.low <= len(names))


def _is_group(actor: Actor) -> bool:
    return actor.id.startswith("group:") and actor.id.removeprefix("group:") in NAMELESS
