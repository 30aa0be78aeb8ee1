"""From a tagged article to claims: what is said, of whom, how it is asserted, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from monitor import ids
from monitor.models import Actor, Claim, Evidence, Modality, Sentence, TaggedArticle
from monitor.shifts import hits, kinds, lines, modality, packs, roles
from monitor.shifts.hits import Cast, Hit
from monitor.shifts.lines import Line
from monitor.shifts.scene import Scene

_HELD = frozenset({"release", "captivity", "death"})


class Extractor:
    """Reads the claims of articles in the languages it has packs for."""

    def __init__(self, loaded: packs.Packs) -> None:
        self._packs = loaded

    def extract(self, tagged: TaggedArticle) -> tuple[Claim, ...]:
        """Give the claims of an article in the order of its text; none where the language has no pack."""
        pack = self._packs.languages.get(tagged.unique.article.language)
        if pack is None:
            return ()
        page = lines.Page(pack, tagged)
        captives: tuple[Actor, ...] = ()
        claims: list[Claim] = []
        headings: list[Claim] = []
        past: int | None = None  # The last sentence that told of what was long ago.
        for line in page.lines():
            focus = roles.Focus(
                actor=page.acting(line.place), captives=captives, called=partial(page.called, line.place)
            )
            found = list(self._claims(line, focus, is_past=past is not None and past == line.place - 1))
            claims += found
            headings += found if line.sentence.is_heading else []
            past = line.place if any(one.modality is Modality.BACKGROUND for one in found) else past
            captives = _captives(found) or captives

        return tuple(_named(one, claims, self._packs.kinds) if one in headings else one for one in claims)

    def prepare(self) -> Iterator[None]:
        """Compile what no text has asked for yet, one pattern at a step, so that the first articles need not wait for it."""
        for pattern in packs.waiting(self._packs):
            pattern.compiled()
            yield

    def explain(self, tagged: TaggedArticle) -> tuple[tuple[Sentence, str, tuple[Claim, ...]], ...]:
        """Give each sentence with its masked string and its claims."""
        claims = self.extract(tagged)
        pack = self._packs.languages.get(tagged.unique.article.language)

        return tuple(
            (
                one,
                lines.masked(pack, tagged, one).text if pack else "",
                tuple(claim for claim in claims if one.start <= claim.evidence.start < one.end),
            )
            for one in tagged.sentences
        )

    def _claims(self, line: Line, focus: roles.Focus, *, is_past: bool) -> Iterator[Claim]:
        """Read the main clause first: what it tells is not told again by the whole sentence, which may yet name a person."""
        told: dict[tuple[str, int], int] = {}
        found: list[tuple[Line, Hit, Cast]] = []
        for reading in lines.readings(line):
            known = dict(told)
            for hit, cast in hits.hits(reading, self._packs.claims, focus):
                here = {(hit.rule.kind, unit.start) for unit in reading.masked.within(hit.start, hit.end)}
                places = {known[one] for one in here if one in known}
                for place in places:
                    found[place] = (*found[place][:2], hits.named(found[place][2], cast))
                if not places:
                    told |= dict.fromkeys(here, len(found))
                    found.append((reading, hit, cast))
        for reading, hit, cast in found:
            yield self._read(reading, hit, cast, is_past=is_past)

    def _read(self, line: Line, hit: Hit, cast: Cast, *, is_past: bool) -> Claim:
        kind = self._packs.claims[hit.rule.kind]
        scene = Scene(
            masked=line.masked,
            start=hit.start,
            end=hit.end,
            lexis=line.pack.lexis,
            today=line.today,
            kind=hit.rule.kind,
            future=kind.future,
            fixed=hit.rule.modality,
            is_lead=line.is_lead,
            is_inherited=is_past,
            is_open=kind.is_open,
            is_fresh=kind.is_fresh,
            is_thing=kind.is_thing,
            is_end=kind.is_end,
            article=line.article.text,
            language=line.article.language,
        )

        return _claim(line, hit, cast, _counted(cast, modality.read(scene)))


def _named(heading: Claim, claims: list[Claim], known: kinds.Kinds) -> Claim:
    """Let a heading that names nobody ("Hostage freed") speak of those of whom the text below tells the same."""
    if heading.count is not None or any(not one.id.startswith("group:") for one in heading.who):
        return heading
    told = _tells(heading)
    meant = known.meaning(*told)
    people = roles.unique(
        person
        for one in claims
        if _tells(one) == told or (meant and one.kind == heading.kind and known.meaning(*_tells(one)) == meant)
        for person in one.who
        if person.id.startswith("person:")
    )

    return replace(heading, who=people) if people and heading.who else heading


def _tells(claim: Claim) -> tuple[str, str, Modality]:
    return claim.kind, claim.act, claim.modality


def _counted(cast: Cast, reading: modality.Reading) -> modality.Reading:
    """What happened to none of them did not happen: "zero hostages were released"."""
    if cast.count is None or cast.count.high > 0:
        return reading

    return replace(reading, modality=Modality.DENIED)


def _claim(line: Line, hit: Hit, cast: Cast, reading: modality.Reading) -> Claim:
    article = line.article
    start, end = line.masked.original(hit.start, hit.end)

    return Claim(
        id=ids.claim(article.id, hit.rule.id, start, end),
        kind=hit.rule.kind,
        act=reading.act or hit.rule.act,
        modality=reading.modality,
        who=cast.who,
        by=cast.by,
        offices=cast.offices,
        count=cast.count,
        speaker=_speaker(line, hit),
        condition=article.text[slice(*reading.condition)] if reading.condition else None,
        event_at=reading.day,
        is_lead=line.is_lead,
        rule=hit.rule.id,
        cue=reading.cue,
        evidence=_evidence(line),
    )


def _evidence(line: Line) -> Evidence:
    """Give the whole sentence as the quote: a clause cut from it may say more than the source said."""
    article = line.article

    return Evidence(
        article=article.id,
        url=article.link,
        publisher=article.publisher,
        published_at=article.published_at,
        language=article.language,
        quote=article.text[line.sentence.start : line.sentence.end],
        start=line.sentence.start,
        end=line.sentence.end,
    )


def _speaker(line: Line, hit: Hit) -> Actor | None:
    text = line.masked.text
    lexis = line.pack.lexis
    left = list(lexis.speaker_left.finditer(text, 0, hit.start))
    found = left[-1] if left else lexis.speaker_right.search(text, hit.end)
    spoken = roles.actors(line.masked, found.span("by")) if found else ()

    return spoken[0] if spoken else None


def _captives(found: list[Claim]) -> tuple[Actor, ...]:
    """Give the last captives with a name of whom claims tell."""
    told = [
        named
        for claim in found
        if claim.kind in _HELD and (named := tuple(one for one in claim.who if one.id.startswith("person:")))
    ]

    return told[-1] if told else ()
