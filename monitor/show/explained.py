"""What each stage makes of one article: for people, or as one JSON object."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from monitor.alerts import render
from monitor.models import Claim, Mention, RawArticle, Sentence, Shift
from monitor.show import form

if TYPE_CHECKING:  # It would load every room, which a list of alerts does not need.
    from monitor.dedupe.kinship import Kinship
    from monitor.explain import Explanation, Line, OnStory

_KIN = 10


class _Placed(Protocol):
    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


def explanation(found: Explanation, *, as_json: bool) -> str:
    """Show what each stage makes of one article."""
    return form.line(_explained(found)) if as_json else "\n".join(_explaining(found))


def _explained(found: Explanation) -> dict[str, Any]:
    text = found.article.text
    return {
        "article": _article(found.article),
        "canonical": {"url": found.article.url, "link": found.article.link, "changes": found.changes},
        "language": msgspec.to_builtins(found.language),
        "cuts": _quoted(found.cuts, text),
        "sentences": _quoted(found.sentences, text),
        "numbers": _quoted(found.numbers, text),
        "dates": _quoted(found.dates, text),
        "sameness": {
            "verdict": found.verdict,
            "copies": found.unique.copies,
            "fullest": found.unique.fullest,
            "unheard": found.unique.unheard,
            "compared": found.compared,
            "kin": msgspec.to_builtins(found.kin),
        },
        "wire": found.unique.wire,
        "family": found.unique.family,
        "credit": msgspec.to_builtins(found.credit),
        "mentions": msgspec.to_builtins(found.mentions),
        "stories": [_on_story(each) for each in found.stories],
    }


def _article(article: RawArticle) -> dict[str, Any]:
    return {name: value for name, value in msgspec.to_builtins(article).items() if name != "text"}


def _quoted(placed: Iterable[_Placed], text: str) -> list[dict[str, Any]]:
    return [_fields(each) | {"text": text[each.start : each.end]} for each in placed]


def _fields(record: object) -> dict[str, Any]:
    """Give a record's fields by name, also where it is a named tuple."""
    by_name: dict[str, Any] = msgspec.to_builtins(record._asdict() if hasattr(record, "_asdict") else record)

    return by_name


def _on_story(each: OnStory) -> dict[str, Any]:
    return {
        "story": each.story,
        "sentences": [
            {"start": line.sentence.start, "end": line.sentence.end, "masked": line.masked} for line in each.lines
        ],
        "claims": [
            msgspec.to_builtins(read.claim) | {"states": list(read.states), "because": read.because}
            for line in each.lines
            for read in line.reads
        ],
        "shifts": [{"shift": msgspec.to_builtins(shift), "decision": decision} for shift, decision in each.shifts],
    }


def _explaining(found: Explanation) -> Iterator[str]:
    article, spoken = found.article, found.language
    at = render.moment(article.published_at) if article.published_at else "undated"
    variety = f", {spoken.variety} read as {article.language}" if spoken.variety else ""
    yield article.title
    yield f"{article.publisher or 'no publisher'}, {at}, {article.id}"
    yield f"link: {article.url}{''.join(f'; {change}' for change in found.changes)}"
    yield f"language: {article.language} ({spoken.code} by its {spoken.by}, sure by {spoken.sureness:.2f}{variety})"
    if article.begins:
        yield f"title: read before the text, which lacks it and begins at {article.begins}"
    yield from _sameness(found)
    yield f"\nFurniture cut: {len(found.cuts)}"
    yield from (f"  {_at(cut)} {cut.reason}: {_cited(cut, article.text)}" for cut in found.cuts)
    yield f"\nSentences: {len(found.sentences)}"
    yield from (f"  {_at(each)}{_heading(each)} {_cited(each, article.text)}" for each in found.sentences)
    yield from _counted(found)
    yield f"\nNamed: {len(found.mentions)}"
    yield from (f"  {_at(each)} {_mention(each)}" for each in found.mentions)
    if not found.stories:
        yield "\nNo story is touched: too few core terms stand outside furniture."
    for story in found.stories:
        yield f"\nStory {story.story}"
        yield from chain.from_iterable(map(_line, story.lines))
        yield from (f"  shift: {_shift(shift)}; {decision}" for shift, decision in story.shifts)
        if not story.shifts:
            yield "  no shift"


def _sameness(found: Explanation) -> Iterator[str]:
    unique, credit = found.unique, found.credit
    if credit:
        where = "credited in" if credit.is_line else "cited in the text:"
        yield f"origin: {credit.agency}, {where} {_short(credit.quote)!r}"
    else:
        yield f"origin: {unique.family or 'the outlet itself'}, for no agency is credited"
    new = f"; new here: {', '.join(unique.unheard)}" if unique.unheard else ""
    yield f"sameness: {found.verdict}, of {found.compared} earlier articles{new}"
    yield from (f"  {_kin(each)}" for each in found.kin[:_KIN])


def _kin(kin: Kinship) -> str:
    scores = kin.likeness
    likeness = f"likeness {scores.jaccard:.2f}, containment {scores.containment:.2f}, facts {scores.facts:.2f}"

    return f"{kin.kind} of {kin.article} {_short(kin.title, 60)!r}: {likeness}"


def _counted(found: Explanation) -> Iterator[str]:
    text = found.article.text
    yield f"\nCounts: {len(found.numbers)}, dates: {len(found.dates)}"
    for number in found.numbers:
        meant = str(number.low) if number.low == number.high else f"{number.low} to {number.high}"
        yield f"  {_at(number)} {_cited(number, text)}: {meant}"
    yield from (
        f"  {_at(each)} {_cited(each, text)}: {each.day.isoformat()} by the {each.precision}" for each in found.dates
    )


def _at(placed: _Placed) -> str:
    return f"{placed.start}-{placed.end}"


def _cited(placed: _Placed, text: str) -> str:
    return _short(text[placed.start : placed.end])


def _heading(sentence: Sentence) -> str:
    return " heading:" if sentence.is_heading else ""


def _mention(mention: Mention) -> str:
    actor = f" for {mention.actor.name}" if mention.actor else ""

    return f"{_short(mention.surface)}: {mention.name} ({mention.id}, {mention.kind.value}{actor}), {mention.why or 'listed'}"


def _line(line: Line) -> Iterator[str]:
    """Show what the rules see of a sentence, what they find in it, and for what that counts."""
    yield f"  {_at(line.sentence)} {line.masked}"
    for read in line.reads:
        yield f"    claim: {_claim(read.claim)}"
        yield from (f"      counts for {state}" for state in read.states)
        if read.because:
            yield f"      counts for nothing: {read.because}"


def _claim(claim: Claim) -> str:
    who = ", ".join(actor.name for actor in claim.who) or "nobody named"
    speaker = f", {claim.speaker.name} says so" if claim.speaker else ""
    day = f", of {claim.event_at.isoformat()}" if claim.event_at else ""

    return f"{claim.kind} {claim.modality.value} of {who}{speaker}{day} (rule {claim.rule}, cue {claim.cue!r})"


def _shift(shift: Shift) -> str:
    return f"{shift.kind} {shift.side or shift.stage} of {', '.join(actor.name for actor in shift.subject) or 'nobody named'}"


def _short(text: str, most: int = 160) -> str:
    flat = " ".join(text.split())

    return flat if len(flat) <= most else flat[: most - 1] + "…"
