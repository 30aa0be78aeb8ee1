"""From a tagged article to claims: what is said, of whom, how it is asserted, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from monitor import ids
from monitor.models import Actor, Claim, Evidence, Modality, Sentence, TaggedArticle
from monitor.shifts import asserted, hits, kinds, learned, lines, modality, packs, presented, roles, second
from monitor.shifts.asserted import Said
from monitor.shifts.hits import Cast, Hit
from monitor.shifts.lines import Line

_HELD = frozenset({"release", "captivity", "death"})
_FATES = frozenset({"release", "death"})  # Whom the article tells one of, it does not mean by the other.
_WAIT = "wait"  # What has not happened: it shifts nothing.
_AGAINST = frozenset({Modality.REFUSED, Modality.DENIED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A sentence as the rules see it, its claims, and those of rules that the second reader does not believe."""

    sentence: Sentence
    masked: str
    claims: tuple[Claim, ...]
    refuted: tuple[Claim, ...]


class Extractor:
    """Reads the claims of articles in the languages it has packs for."""

    def __init__(self, loaded: packs.Packs) -> None:
        self._packs = loaded

    def extract(self, tagged: TaggedArticle) -> tuple[Claim, ...]:
        """Give the claims of an article in the order of its text; none where the language has no pack."""
        return self._read_all(tagged)[0]

    def _read_all(self, tagged: TaggedArticle) -> tuple[tuple[Claim, ...], tuple[Claim, ...]]:
        """Give the claims of an article, and those of rules that the second reader does not believe."""
        pack = self._packs.languages.get(tagged.unique.article.language)
        if pack is None:
            return (), ()
        page = lines.Page(pack, tagged)
        captives: tuple[Actor, ...] = ()
        claims: list[Claim] = []
        refuted: list[Claim] = []
        headings: list[Claim] = []
        past: int | None = None  # The last sentence that told of what was long ago.
        for line in page.lines():
            focus = roles.Focus(
                actor=page.acting(line.place),
                person=partial(page.person, line.place),
                captives=captives,
                called=partial(page.called, line.place),
            )
            told = list(self._claims(line, focus, is_past=past is not None and past == line.place - 1))
            found = [claim for claim, is_believed in told if is_believed]
            claims += found
            refuted += [claim for claim, is_believed in told if not is_believed]
            headings += found if line.sentence.is_heading else []
            past = line.place if any(one.modality is Modality.BACKGROUND for one in found) else past
            captives = _captives(found) or captives

        named = [_named(one, claims, self._packs.kinds) if one in headings else one for one in claims]

        if all(one.modality is Modality.BACKGROUND for one in named):
            return tuple(named), tuple(refuted)
        if matter := page.matter():
            return tuple(_known(one, matter) for one in named), tuple(refuted)

        people = presented.People(tagged, pack.lexis)

        return tuple(self._presented(one, named, people) for one in named), tuple(refuted)

    def _presented(self, claim: Claim, claims: list[Claim], people: presented.People) -> Claim:
        """Let what opens an article of captives without a name speak of those whom the article presents as them."""
        is_asked = claim.is_lead and claim.modality is not Modality.BACKGROUND and _is_nameless(claim)
        if not is_asked or self._packs.claims[claim.kind].who != "captives":
            return claim
        told = {
            actor.id for one in claims if _tells(one) == _tells(claim) and not _is_nameless(one) for actor in one.who
        }
        if told and claim.count is not None and claim.count.low <= len(told):
            return claim
        meant = people.meant(claim)
        names = {actor.id for actor in meant}
        others = {actor.id for one in claims if one.kind in _FATES - {claim.kind} for actor in one.who}

        return replace(claim, who=meant) if meant and told <= names and names.isdisjoint(others) else claim

    def prepare(self) -> Iterator[None]:
        """Compile what no text has asked for yet, one pattern at a step, so that the first articles need not wait for it."""
        for pattern in packs.waiting(self._packs):
            pattern.compiled()
            yield

    def explain(self, tagged: TaggedArticle) -> tuple[Reading, ...]:
        """Give each sentence with what is read in it."""
        claims, refuted = self._read_all(tagged)
        pack = self._packs.languages.get(tagged.unique.article.language)

        return tuple(
            Reading(
                sentence=one,
                masked=lines.masked(pack, tagged, one).text if pack else "",
                claims=_within(one, claims),
                refuted=_within(one, refuted),
            )
            for one in tagged.sentences
        )

    def _claims(self, line: Line, focus: roles.Focus, *, is_past: bool) -> Iterator[tuple[Claim, bool]]:
        """Give what the rules find, each with whether the second reader believes it, and then what that finds beside."""
        found = self._found(line, focus)
        asked = {one.masked.text: one for one in (line, *(reading for reading, _, _ in found))}
        is_asked = bool(found) or line.is_hinted or line.is_opening
        opinions = {text: of for text, one in asked.items() if is_asked and (of := second.opinion(one))}
        for reading, hit, cast in found:
            yield self._weighed(reading, hit, cast, opinions, is_past=is_past)
        opinion = opinions.get(line.whole)
        if opinion is None:
            return
        for guess in second.guesses(line, self._packs.claims, opinion, {hit.rule.kind for _, hit, _ in found}):
            name = f"{line.pack.language}.{learned.NAME}"
            said = Said(rule=name, kind=guess.kind, act=guess.act, span=guess.spans[0], more=guess.spans)
            claim = self._read(line, said, guess.cast, opinion, is_past=is_past)
            if second.is_clear(line, guess, self._packs.claims[guess.kind].who, claim.modality):
                yield claim, True

    def _weighed(
        self, line: Line, hit: Hit, cast: Cast, opinions: Mapping[str, second.Opinion], *, is_past: bool
    ) -> tuple[Claim, bool]:
        """Give what a rule finds; it is not believed where the second reader is sure that nothing of the kind has happened.

        What is said by the way is no matter of the main clause: who is meant, and how, it says of what the rule has read.
        """
        rule = hit.rule
        said = Said(rule=rule.id, kind=rule.kind, act=rule.act, fixed=rule.modality, span=(hit.start, hit.end))
        own = opinions.get(line.masked.text)
        if own is None or rule.id in line.pack.own:
            return self._read(line, said, cast, None, is_past=is_past), True
        whom = second.named(line, rule, self._packs.claims[rule.kind].who, cast, own)
        doubt = own if second.may_doubt(line, own) and own.tables.acts.get(rule.kind) == rule.act else None
        claim = self._read(line, said, whom, doubt, is_past=is_past)

        return claim, claim.modality is not Modality.OCCURRED or not second.refutes(
            line, opinions[line.whole], rule.kind
        )

    def _found(self, line: Line, focus: roles.Focus) -> list[tuple[Line, Hit, Cast]]:
        """Read the main clause first: what it tells is not told again by the whole sentence, which may yet name a person."""
        told: dict[tuple[str, int], int] = {}
        found: list[tuple[Line, Hit, Cast]] = []
        for reading in lines.readings(line) if line.tries else ():
            known = dict(told)
            for hit, cast in hits.hits(reading, self._packs.claims, focus):
                here = {(hit.rule.kind, unit.start) for unit in reading.masked.within(hit.start, hit.end)}
                places = {known[one] for one in here if one in known}
                origins = roles.origins(line.masked, line.pack.lexis.origin) if places else frozenset()
                for place in places:
                    found[place] = (*found[place][:2], hits.named(found[place][2], cast, origins))
                if not places:
                    told |= dict.fromkeys(here, len(found))
                    found.append((reading, hit, cast))

        return found

    def _read(self, line: Line, said: Said, cast: Cast, opinion: second.Opinion | None, *, is_past: bool) -> Claim:
        found = asserted.readings(line, said, self._packs.claims[said.kind], is_past=is_past)
        reading = asserted.first(found)
        if opinion is not None:
            who = self._packs.claims[said.kind].who
            reading = asserted.weighed(found, opinion.how(said.kind, found), who=who, is_guess=bool(said.more))
        if said.more and reading.modality is Modality.PLANNED:
            reading = replace(reading, act=second.AIM)

        return _claim(line, said, cast, _counted(cast, _amounts(self._packs.claims[said.kind], said, reading)))


def _amounts(claimed: packs.Claimed, said: Said, reading: modality.Reading) -> modality.Reading:
    """Say what an act amounts to: who agrees to a release promises it, who will agree to one only promises to."""
    amount = claimed.acts.get(reading.act or said.act)
    if amount is None:
        return reading
    if reading.modality is Modality.OCCURRED:
        return replace(reading, modality=amount)
    if reading.modality is not amount:
        return reading

    return replace(reading, act=_WAIT if amount in _AGAINST else said.kind)


def _within(sentence: Sentence, claims: Iterable[Claim]) -> tuple[Claim, ...]:
    return tuple(claim for claim in claims if sentence.start <= claim.evidence.start < sentence.end)


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


def _is_nameless(claim: Claim) -> bool:
    return bool(claim.who) and all(one.id.startswith("group:") for one in claim.who)


def _known(claim: Claim, cue: str) -> Claim:
    return replace(claim, modality=Modality.BACKGROUND, cue=cue)


def _tells(claim: Claim) -> tuple[str, str, Modality]:
    return claim.kind, claim.act, claim.modality


def _counted(cast: Cast, reading: modality.Reading) -> modality.Reading:
    """What happened to none of them did not happen: "zero hostages were released"."""
    if cast.count is None or cast.count.high > 0:
        return reading

    return replace(reading, modality=Modality.DENIED)


def _claim(line: Line, said: Said, cast: Cast, reading: modality.Reading) -> Claim:
    article = line.article
    start, end = line.masked.original(*said.span)

    return Claim(
        id=ids.claim(article.id, said.rule, start, end),
        kind=said.kind,
        act=reading.act or said.act,
        modality=reading.modality,
        who=cast.who,
        by=cast.by,
        offices=cast.offices,
        count=cast.count,
        speaker=_speaker(line, *said.span),
        condition=article.text[slice(*reading.condition)] if reading.condition else None,
        event_at=reading.day,
        is_lead=line.is_lead,
        rule=said.rule,
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
        begins=article.begins,
    )


def _speaker(line: Line, start: int, end: int) -> Actor | None:
    text = line.masked.text
    lexis = line.pack.lexis
    left = list(lexis.speaker_left.finditer(text, 0, start))
    found = left[-1] if left else lexis.speaker_right.search(text, end)
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
