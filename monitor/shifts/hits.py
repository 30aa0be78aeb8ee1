"""Where rules match in a line, and who is cast in which role."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace

from monitor.models import Actor, Count, EntityKind
from monitor.shifts import choices, packs, phrases, reach, roles
from monitor.shifts.lines import GROUP, Line
from monitor.text import normalize

_SIDES = frozenset({"right", "of"})
_NEAR = 6
_NOBODY = roles.Captives(who=(), count=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One match of one rule, with its trigger."""

    rule: packs.Rule
    match: re.Match[str]
    start: int
    end: int

    def span(self, role: str) -> reach.Span | None:
        """Give the span of a role that the pattern names and the match has."""
        return _span(self.match, role)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Who is in a claim."""

    who: tuple[Actor, ...]
    by: tuple[Actor, ...]
    count: Count | None = None
    offices: tuple[tuple[str, str], ...] = ()


def named(cast: Cast, other: Cast, origins: Container[str] = ()) -> Cast:
    """Let a reading that says "a priest" take the name, or the number, that another reading of the same words has.

    "A Jesuit priest" says less than "a Jesuit priest, Ann Lee", whose `origins` have the order.
    """
    is_origin = bool(cast.who) and all(one.id in origins for one in cast.who)
    if is_origin and other.who and all(one.id.startswith("person:") for one in other.who):
        return replace(cast, who=other.who)
    if any(not one.id.startswith("group:") for one in cast.who):
        return cast
    if any(one.id.startswith("person:") for one in other.who):
        return replace(cast, who=other.who)

    return replace(cast, who=other.who, count=other.count) if cast.count is None and other.count and other.who else cast


def hits(line: Line, claimed: Mapping[str, packs.Claimed], focus: roles.Focus) -> Iterator[tuple[Hit, Cast]]:
    """Give the matches that say whom they are about; of two of one kind on one trigger the earlier rule's."""
    taken: list[tuple[str, int, int]] = []
    text = line.masked.text
    vetoed: dict[str, bool] = {}
    for rule, place in (line.pack.tries[index] for index in line.tries):
        tail = rule.tails[place]
        if (tail and not tail.search(text)) or not (rule.beside is None or _is_beside(rule.beside, line)):
            continue
        if rule.kind not in vetoed:
            veto = line.pack.vetoes.get(rule.kind)
            vetoed[rule.kind] = veto is not None and veto.search(line.whole) is not None
        if vetoed[rule.kind]:
            continue
        for match in rule.patterns[place].finditer(text):
            hit = _hit(rule, match)
            is_taken = any(kind == rule.kind and hit.start < end and start < match.end() for kind, start, end in taken)
            if is_taken or (rule.unless and line.says(rule.unless, hit.start)):
                continue
            if (found := cast(line, hit, claimed[rule.kind].who, focus)) is not None:
                yield hit, found
                taken.append((rule.kind, hit.start, match.end()))


def _is_beside(words: choices.Lazy, line: Line) -> bool:
    """Say whether words stand in a sentence, if within a name or a title; an armed group is any."""
    return bool(words.search(line.whole) or words.search(line.said) or (words.search(GROUP) and _names_group(line)))


def _hit(rule: packs.Rule, match: re.Match[str]) -> Hit:
    start, end = _span(match, "t") or match.span()

    return Hit(rule=rule, match=match, start=start, end=end)


def _span(match: re.Match[str], role: str) -> reach.Span | None:
    """Give where a group of a name matched, in whichever branch of the pattern."""
    for name in match.re.groupindex:
        if name.partition("__")[0] == role and match[name]:
            return match.span(name)

    return None


def cast(line: Line, hit: Hit, who: str, focus: roles.Focus) -> Cast | None:
    """Fill the roles of a hit, or None where the sentence does not say whom it is about."""
    by = _actors(line, hit, "by", focus)
    if who == "captives":  # Persons and groups by number, not states.
        if _is_owner(line, hit):
            return None
        held = _captives(line, hit, focus)
        swapped = hit.span("with")  # "traded Ann Lee for Ivan Orlov": both go home.
        others = roles.captives(line.masked, line.pack.lexis, swapped, focus).who if swapped else ()
        found = Cast(who=roles.unique((*_sure(line, hit, held), *others)), by=by, count=held.count)
    else:
        own = line.pack.lexis.own if who == "actors" else None
        actors, span = _actors(line, hit, "who", focus, own), hit.span("who") or _place(line, hit, "who")
        if who == "parties":
            actors = tuple(one for one in actors if not one.id.startswith("person:"))
        persons, offices = roles.envoys(line.masked, span, own, actors) if span and own else ((), ())
        found = Cast(who=roles.unique((*actors, *persons)), by=by, offices=offices)

    return found if len(found.who) >= hit.rule.least else None


def _is_owner(line: Line, hit: Hit) -> bool:
    """Say whether whom a pattern names only says whose something is: "freed Ann Lee's mother", not "Ann Lee's release"."""
    span = hit.span("who")
    owner = line.pack.lexis.owned.match(line.masked.text, span[1]) if span else None

    return owner is not None and owner.lastgroup != "noun"


def _actors(
    line: Line, hit: Hit, role: str, focus: roles.Focus, own: re.Pattern[str] | None = None
) -> tuple[Actor, ...]:
    span = hit.span(role) or _place(line, hit, role)
    found: tuple[Actor, ...] = ()
    if span is not None:
        found = roles.actors(line.masked, span, own=own, origin=line.pack.lexis.origin)
    elif "left" in hit.rule.find.get(role, "") and reach.is_pronoun(line.masked, line.pack.lexis, hit.match.start()):
        is_one = reach.is_somebody(line.masked, line.pack.lexis, hit.match.start())
        found = (is_one and focus.person()) or focus.actor
    if role == "who" and (other := hit.span("with")):
        found += roles.actors(line.masked, other, own=own, origin=line.pack.lexis.origin)

    return roles.unique(found)


def _place(line: Line, hit: Hit, role: str) -> reach.Span | None:
    """Look for actors where the rule says: as the doer behind the verb, else as its subject."""
    where = hit.rule.find.get(role, "").split()
    span = reach.agent(line.masked, line.pack.lexis, hit.match.end()) if "right" in where else None

    return reach.subject(line.masked, line.pack.lexis, hit.match.start()) if span is None and "left" in where else span


def _captives(line: Line, hit: Hit, focus: roles.Focus) -> roles.Captives:
    span = hit.span("who")
    where = hit.rule.find.get("who", "").split()
    if span is None and "meant" in where:
        return _meant(line, hit, focus)
    if span is None and not _SIDES.isdisjoint(where):
        span = _phrase(line, hit, where)
        return _people(line, span, _read(line, hit, span, focus)) if span is not None else _NOBODY
    if span is None and where:
        before = hit.start if "before" in where else hit.match.start()
        span = reach.patients(line.masked, line.pack.lexis, before)
    if span is not None:
        found = _read(line, hit, span, focus)
        return found if "held" not in where or _is_held(line, span, found, focus) else _NOBODY
    if where and reach.is_pronoun(line.masked, line.pack.lexis, hit.match.start()):
        return roles.Captives(who=focus.captives, count=None)

    return _NOBODY


def _phrase(line: Line, hit: Hit, where: list[str]) -> reach.Span | None:
    """Find the phrase for those who are held beside a verb, or beside a noun of action."""
    words = line.pack.lexis.phrase
    text = line.masked.text
    if words is None:
        return None
    if "of" in where:
        return phrases.nominal(text, hit.start, hit.match.end(), words)
    start = hit.match.end() + text.startswith(" ", hit.match.end())
    if them := line.pack.lexis.them.match(text, start):
        span: reach.Span | None = them.span()
    else:
        span = phrases.right(text, hit.match.end(), words, anybody="anybody" in where)
    if span is None or hit.rule.then is None:
        return span

    behind = text[span[1] :]
    found = hit.rule.then.search(behind)

    return span if found and _is_near(line, behind[: found.start()]) else None


def _is_near(line: Line, between: str) -> bool:
    """Say whether what lies between belongs to the phrase before it: "the crew *of the trawler* go"."""
    return len(between.split()) <= _NEAR and not line.pack.lexis.borders.search(between)


def _read(line: Line, hit: Hit, span: reach.Span, focus: roles.Focus) -> roles.Captives:
    if line.pack.lexis.them.fullmatch(line.masked.text, *span):
        return _meant(line, hit, focus)

    return roles.captives(line.masked, line.pack.lexis, span, focus)


def _people(line: Line, span: reach.Span, found: roles.Captives) -> roles.Captives:
    """Take a phrase that the grammar read for one about people, where nothing else is known of them."""
    if (
        found.who
        or line.masked.text[span[0] :].startswith("§X")
        or line.pack.lexis.them.fullmatch(line.masked.text, *span)
    ):
        return found

    return roles.some(span, found.count)


def _meant(line: Line, hit: Hit, focus: roles.Focus) -> roles.Captives:
    """Say for whom "them" stands: those named before it, who are held as is said after it, or whom the text was about."""
    named = [
        found
        for span in reach.mentioned(line.masked, line.pack.lexis, hit.start)
        if (found := roles.captives(line.masked, line.pack.lexis, span, focus)).who
    ]
    if named:  # The nearest, but a name that may be a place's only where nobody else is named.
        return next((found for found in named if not found.is_guess), named[0])
    for span in reach.held_after(line.masked, line.pack.lexis, hit.end):
        if (found := roles.captives(line.masked, line.pack.lexis, span, focus)).who:
            return found
    group = roles.last_called(line.pack.lexis, line.masked.text[: hit.start]) or focus.group

    return roles.Captives(who=focus.captives or ((group,) if group else ()), count=None)


def _is_held(line: Line, span: reach.Span, held: roles.Captives, focus: roles.Focus) -> bool:
    """Say whether a noun phrase is about captives: by its noun, by whom the text is about, or by its sentence."""
    lexis = line.pack.lexis
    words = line.masked.text[span[0] : span[1]]
    if lexis.taken.match(line.masked.text, span[1]) or lexis.was_held.search(line.whole):
        return True
    called = roles.called(lexis, words)
    if roles.HOSTAGES in called or set(held.who) & set(focus.captives):
        return True

    return any(one.id != roles.PEOPLE for one in called) and (_names_group(line) or _is_of_captivity(line))


def _sure(line: Line, hit: Hit, held: roles.Captives) -> tuple[Actor, ...]:
    """Whom an armed group holds or frees are hostages; a name alone counts only where captivity is spoken of."""
    span = hit.span("by")
    if span is None and "left" in hit.rule.find.get("by", ""):
        span = reach.subject(line.masked, line.pack.lexis, hit.match.start())
    is_armed = span is not None and roles.armed(line.masked, span)
    if is_armed:
        return tuple(roles.HOSTAGES if one.id in roles.UNSURE else one for one in held.who)
    if "held" in hit.rule.find.get("who", "").split():
        return held.who  # It was looked for among those who are held.
    if held.is_guess and not _is_of_captivity(line):
        return ()
    is_said = _is_of_captivity(line) or _names_group(line)
    is_foreign = held.span is not None and _is_foreign(line, held.span)
    is_spoken_of = is_said or (is_foreign if span is None else is_foreign or _is_state(line, span))
    if held.noun is not None:
        return held.who if is_spoken_of or hit.rule.is_sure or _is_told_of(line, held.noun) else ()
    if is_spoken_of or hit.rule.is_sure or line.pack.lexis.captive_word.search(line.context):
        return held.who

    return tuple(one for one in held.who if one.id in roles.SURE)


def _is_told_of(line: Line, noun: reach.Span) -> bool:
    """Say whether those called so are held: a text on hostages tells of others who are let go, too.

    Where other sentences use the noun, one of them must speak of captivity; where none does, "the two men" are whom the text
    is about, and "two men" are some others.
    """
    text = line.masked.text
    lexis = line.pack.lexis
    start, end = line.masked.original(*noun)
    called = re.compile(rf"(?<!\w){re.escape(normalize.spelt(line.article.text[start:end].casefold()))}")
    others = [one for one in line.context.split("\n") if one != line.said and called.search(one)]
    if others:
        return any(lexis.captive_word.search(one) for one in others)

    return bool(
        lexis.definite.search(f"{text[: noun[0]]}~{text[noun[1] :]}") and lexis.captive_word.search(line.context)
    )


def _is_state(line: Line, span: reach.Span) -> bool:
    """Say whether it is a state that lets go: states release people whom they held, clubs and firms do not hold people."""
    mentions = [one for unit in line.masked.within(*span) for one in unit.mentions]
    kinds = {EntityKind.COUNTRY if one.kind is EntityKind.PLACE and one.actor else one.kind for one in mentions}

    return EntityKind.COUNTRY in kinds and not kinds & {EntityKind.ORGANISATION, EntityKind.MEDIA}


def _is_foreign(line: Line, span: reach.Span) -> bool:
    """Say whether those let go are called by their country: who lets foreigners go held them."""
    return any(one.kind is EntityKind.COUNTRY for unit in line.masked.within(*span) for one in unit.mentions)


def _is_of_captivity(line: Line) -> bool:
    """Say whether a sentence speaks of captivity, also within a title: "the Philippine rebels"."""
    word = line.pack.lexis.captive_word

    return word.search(line.whole) is not None or word.search(line.said) is not None


def _names_group(line: Line) -> bool:
    return any(one.kind is EntityKind.GROUP for unit in line.masked.units for one in unit.mentions)
