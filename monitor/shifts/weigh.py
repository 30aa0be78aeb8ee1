"""Whether a claim can move a story, as which state of whom, and if not, why not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from monitor.models import Actor, Claim, Modality, Story, TaggedArticle
from monitor.shifts.kinds import Kind, Kinds, Placed

NAMELESS = frozenset({"hostages", "prisoners", "crew", "passengers", "students", "people"})
"""Groups of captives that have no name of their own (`monitor/shifts/roles.py` makes them)."""


_UNTRUE = frozenset({Modality.CONDITIONAL, Modality.DENIED})
_LESS = _UNTRUE | {Modality.BACKGROUND}


class Reason(StrEnum):
    """Why a claim moves nothing."""

    BACKGROUND = "it tells of what is long past or known"
    NO_STATE = "said in this way, it is no state that is told"
    UNWATCHED = "the story does not watch this kind"
    DEEP = "this kind counts only where an article opens with it"
    UNLED = "told only far down and without a day, and what the article opens with tells nothing of the kind"
    DATED = "a heading, and the text below tells it of a day long past"
    IFFY = "a heading, and all that the text below says of it is denied or depends on something"
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


def claims(
    article: TaggedArticle, given: Iterable[Claim], story: Story, kinds: Kinds
) -> Iterator[tuple[Claim, Weighed | Reason]]:
    """Weigh the claims of an article beside one another."""
    every = tuple(given)
    headings = {sentence.start for sentence in article.sentences if sentence.is_heading}
    placed = {claim.id for claim in every if _placed(claim, kinds) is not None}
    overtaken = {
        claim.id: reason
        for claim in every
        if claim.id in placed and claim.evidence.start in headings and (reason := _overtaken(claim, every))
    }
    watched = [claim for claim in every if claim.id in placed and claim.id not in overtaken]
    for claim in every:
        if claim.id in overtaken:
            yield claim, overtaken[claim.id]
        elif _is_named_elsewhere(claim, watched, kinds):
            yield claim, Reason.BY_NAME
        else:
            yield claim, _weighed(claim, watched, story, kinds, every)


def _weighed(
    claim: Claim, others: Sequence[Claim], story: Story, kinds: Kinds, every: Sequence[Claim]
) -> Weighed | Reason:
    placed = _placed(claim, kinds)
    if placed is None:
        return Reason.BACKGROUND if claim.modality is Modality.BACKGROUND else Reason.NO_STATE
    row = kinds.kinds[placed.shift_kind]
    if story.watch and placed.shift_kind not in story.watch:
        return Reason.UNWATCHED
    if row.lead_only and not claim.is_lead:
        return Reason.DEEP
    is_end = placed.side in row.passing
    subject = _news(claim, row, others, story, is_end=is_end) if _is_led(claim, row, every) else Reason.UNLED
    if isinstance(subject, Reason):
        return subject
    if placed.stage is not None and len(subject) < row.at_least:
        return Reason.FEW

    return Weighed(placed=placed, row=row, subject=subject)


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


def _overtaken(heading: Claim, claims: Iterable[Claim]) -> Reason | None:
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
    is_plain = heading.modality is Modality.OCCURRED and heading.event_at is None
    is_old = any(claim.event_at is not None for claim in same)

    return Reason.DATED if is_plain and is_old and {claim.modality for claim in same} == {Modality.BACKGROUND} else None


def _is_led(claim: Claim, row: Kind, every: Sequence[Claim]) -> bool:
    """Ask whether a claim is news of its article: it opens that, or has a day, or the article opens with something of the kind.

    What reporters add further down, with no day to it, is what went before: "the rebels let two nuns go as well".
    """
    if not row.led_by or claim.is_lead or claim.event_at is not None:
        return True

    return any(one.is_lead and one.kind in row.led_by and one.modality is not Modality.BACKGROUND for one in every)


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
