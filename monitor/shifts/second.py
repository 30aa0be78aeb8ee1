"""What the second reader makes of a sentence: claims that no rule found, and doubts about how one is asserted."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from monitor.models import Actor, Modality
from monitor.shifts import features, hits, learned, lexis, packs, reach, roles
from monitor.shifts.features import Phrase, Words
from monitor.shifts.hits import Cast
from monitor.shifts.learned import Learned
from monitor.shifts.lines import Line
from monitor.shifts.mask import Masked
from monitor.shifts.modality import Reading

_MEANT = 0.5  # From this chance on a phrase says whom a claim is about; where none does, the likeliest
_LEAST_MEANT = 0.2  # that has that much of one as a captive; the tables say how much of one as somebody who acts,
_ASKED_AT = 0.7  # and that much of one who is asked to act.
_LET_GO = 0.3  # Whom a rule finds to act, with less of one, gives way to who is meant.
_BESIDE = 0.7  # Beside a number of people a person is meant from this chance on.
_NAMED = 0.4  # From this chance on a name takes the place of "people".
_ACTED = 0.7  # From this chance on who acts is told to have acted.
_BARE = 0.9  # Below it nothing is told of a title, or of an opening of which no word hints at a claim,
_VETOED = 0.8  # and below this nothing against a veto of the rules.
_TOLD = 0.9  # Below it nothing is told beside what the rules found of a rival kind,
_AGAINST = 0.95  # below this nothing further down against a veto,
_RIVAL = 0.8  # and nothing where a rival kind has this chance.
_FEW = 8  # In fewer words there is little to go by,
_FEWEST = 6  # and in fewer than these nothing.
_WORDS = 3  # That many words are asked how a claim is asserted.
_ASKED = frozenset({Modality.REQUESTED, Modality.DEMANDED})
AIM = "aim"  # What is only planned as far as the second reader can tell is what is worked for: it promises nothing.


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """A claim that no rule found: its kind and act, and whom it is about.

    `spans` are where the words stand that speak most for it, the strongest first; `is_named` where it is likely enough that those
    named are meant to tell who is asked from who asks.
    """

    kind: str
    act: str
    cast: Cast
    chance: float
    spans: tuple[tuple[int, int], ...]
    is_named: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What the tables say of a masked sentence."""

    tables: Learned
    words: Words
    chances: Mapping[str, float]
    _told: dict[str, list[int]] = field(default_factory=dict, compare=False, repr=False)

    def how(self, kind: str, readings: Sequence[Reading]) -> Mapping[Modality, float]:
        """Give how likely a claim of a kind is asserted in each way, given what the rules say of it at each of its words.

        Nothing for a kind that was not learned.
        """
        if kind not in self.tables.acts:
            return {}
        said = [(one.modality.value, one.cue) for one in readings]
        chances = self.tables.how.chances(features.of_manner(self.words, said))

        return {value: chances[f"{kind} {value}"] for value in Modality}

    def tellers(self, kind: str) -> list[int]:
        """Give the places of the words that speak most for a kind, the strongest first."""
        if kind not in self._told:
            self._told[kind] = tellers(self.words, self.tables.said, kind)

        return self._told[kind]


def opinion(line: Line) -> Opinion | None:
    """Ask the tables about a sentence; None where nothing was learned of its language."""
    tables = line.pack.tables
    if tables is None:
        return None
    words = tables.stems.words(line.masked.text)

    return Opinion(tables=tables, words=words, chances=tables.said.chances(words.features))


def guesses(line: Line, kinds: Mapping[str, packs.Claimed], of: Opinion, told: Collection[str]) -> Iterator[Guess]:
    """Give the claims that are likely enough, of the kinds of which nothing is told yet, where it is said whom they are about."""
    masked, words = line.masked, line.pack.lexis
    for kind in of.tables.least:
        if kind in told or kind not in kinds or not _is_likely(line, kinds[kind].who, of, kind, told):
            continue
        likely = _likely(masked, words, kind, kinds[kind].who, of)
        cast = _cast(likely, kinds[kind].who, of.tables.actor)
        if cast is not None and (line.is_opening or not _is_anybody(cast)):
            yield Guess(
                kind=kind,
                act=of.tables.acts[kind],
                cast=cast,
                spans=spans(masked, of.tellers(kind)),
                chance=of.chances[kind],
                is_named=any(chance >= _ASKED_AT for chance, _ in likely),
            )


def _is_likely(line: Line, who: str, of: Opinion, kind: str, told: Collection[str]) -> bool:
    chance, rivals = of.chances[kind], of.tables.against.get(kind, ())
    is_rivalled = any(of.chances.get(one, 0.0) >= min(chance, _RIVAL) for one in rivals)
    if is_rivalled or len(of.words.said) < (_FEWEST if line.is_opening else _FEW):
        return False

    return chance >= of.tables.least[kind] and chance >= _needed(line, who, of, kind, told)


def _needed(line: Line, who: str, of: Opinion, kind: str, told: Collection[str]) -> float:
    """Say how likely a claim must be where it stands, by what speaks against it."""
    if not line.is_opening:
        return max(of.tables.later[kind], _AGAINST if _is_vetoed(line, kind) else 0.0)
    if any(one in told for one in of.tables.against.get(kind, ())):
        return _TOLD
    is_bare = line.sentence.is_heading or not line.is_hinted
    is_unsure = len(of.words.said) < _FEW or (
        who == "captives" and not line.pack.lexis.captive_word.search(line.context)
    )

    return max(
        of.tables.firm[kind] if is_unsure else 0.0,
        _BARE if is_bare else 0.0,
        _VETOED if _is_vetoed(line, kind) else 0.0,
    )


def _is_vetoed(line: Line, kind: str) -> bool:
    veto = line.pack.vetoes.get(kind)

    return veto is not None and veto.search(line.whole) is not None


def may_doubt(line: Line, of: Opinion) -> bool:
    """Say whether a sentence has words enough for an opinion on what a rule finds in it."""
    return len(of.words.said) >= _FEW and not line.sentence.is_heading


def refutes(line: Line, of: Opinion, kind: str) -> bool:
    """Say whether a sentence of some words, and none of captivity, is so unlikely to claim a kind that no rule is believed."""
    if len(of.words.said) < _FEWEST or line.pack.lexis.captive_word.search(line.whole):
        return False

    return of.chances.get(kind, 1.0) < of.tables.most_unlikely.get(kind, 0.0)


def named(line: Line, rule: packs.Rule, who: str, cast: Cast, of: Opinion) -> Cast:
    """Let a rule's claim be about whoever is very likely meant.

    Of some people it takes the name ("the nurse, Ann Lee, ..."), for nobody who acts whom the table means; of somebody who
    acts, but is unlikely to be meant, it lets go, unless the rule says how it is asserted: that knows who asks and who is asked.
    """
    kind = rule.kind
    if kind not in of.tables.acts:
        return cast
    if who == "captives":
        return cast if any(one.id.startswith("person:") for one in cast.who) else _captive(line, kind, cast, of)
    if cast.who and (rule.modality is not None or not may_doubt(line, of)):
        return cast
    likely = _likely(line.masked, line.pack.lexis, kind, who, of)
    if not cast.who:
        return replace(_cast(likely, who, of.tables.actor) or cast, by=cast.by)
    told = {one.id for one in cast.who}
    mine = [chance for chance, one in likely if not told.isdisjoint(each.id for each in one.who)]
    meant = [one for chance, one in likely if chance >= _MEANT]

    return _together(meant, cast.by) if mine and meant and max(mine) < _LET_GO else cast


def _captive(line: Line, kind: str, cast: Cast, of: Opinion) -> Cast:
    """Name them, unless more are counted than are named and they speak: whoever tells of two pilots is none of them."""
    likely = _likely(line.masked, line.pack.lexis, kind, "captives", of)
    chance, best = max(likely, key=lambda one: one[0], default=(0.0, None))

    if best is None or chance < _NAMED:
        return cast
    is_fewer = cast.count is not None and cast.count.low > len(best.who)

    return cast if is_fewer and _speaks(line, best) else hits.named(cast, replace(best, count=None))


def _speaks(line: Line, cast: Cast) -> bool:
    """Say whether a verb of saying stands behind a name of theirs."""
    text, named = line.masked.text, {one.id for one in cast.who}

    return any(line.pack.lexis.said.match(text, len(text) - len(text[end:].lstrip(" ,"))) for end in _ends(line, named))


def _ends(line: Line, named: Collection[str]) -> Iterator[int]:
    """Give where the names of somebody end in a masked sentence."""
    for place, unit in zip(line.masked.at, line.masked.units, strict=True):
        if any(one.id in named for one in unit.mentions):
            yield place + len(unit.text)


def is_clear(line: Line, guess: Guess, who: str, how: Modality) -> bool:
    """Say whether a guess is told: who asks is not who is asked, and who may have acted not who has."""
    if who != "actors":
        return True
    if how is Modality.OCCURRED:
        return guess.chance >= _ACTED

    return how not in _ASKED or (guess.is_named and not _asks(line, guess))


def _asks(line: Line, guess: Guess) -> bool:
    """Say whether a guess is about those alone who ask somebody else and are not asked: "they asked the league to mediate"."""
    text, asks = line.masked.text, line.pack.lexis.asks
    starts = [start for start, _ in guess.spans]

    return all(
        any(asks.search(text, end, start) for end in _ends(line, {one.id}) for start in starts if start > end)
        and not any(asks.search(text, 0, text.rfind("§", 0, end)) for end in _ends(line, {one.id}))
        for one in guess.cast.who
    )


def phrases(masked: Masked, words: lexis.Lexis, who: str) -> Iterator[tuple[Phrase, Cast]]:
    """Give the phrases of a sentence that may say whom a claim is about, in its order, each with whom it names."""
    if who == "captives":
        for span in sorted(set(reach.mentioned(masked, words, len(masked.text)))):
            held = roles.captives(masked, words, span, roles.Focus())
            if held.who:
                yield _phrase(masked, span, Cast(who=held.who, by=(), count=held.count), is_guess=held.is_guess)
        return
    own = words.own if who == "actors" else None
    for span in (found.span() for found in words.actors.finditer(masked.text)):
        actors = roles.actors(masked, span, own=own, origin=words.origin)
        persons, offices = roles.envoys(masked, span, own, actors) if own else ((), ())
        if actors:
            yield _phrase(masked, span, Cast(who=roles.unique((*actors, *persons)), by=(), offices=offices))


def _phrase(masked: Masked, span: reach.Span, cast: Cast, *, is_guess: bool = False) -> tuple[Phrase, Cast]:
    start, end = (bisect_left(masked.at, one) for one in span)

    return Phrase(start=start, end=end, ids=tuple(one.id for one in cast.who), is_guess=is_guess), cast


def _is_anybody(cast: Cast) -> bool:
    """Say whether a claim is about people of whom nothing is said, not even how many."""
    return cast.count is None and cast.who == roles.some((0, 0), None).who


def _cast(likely: Sequence[tuple[float, Cast]], who: str, least_actor: float) -> Cast | None:
    best = max((chance for chance, _ in likely), default=0.0)
    least = min(_MEANT, best) if best >= (_LEAST_MEANT if who == "captives" else least_actor) else _MEANT
    is_of_many = any(chance == best and _is_crowd(one) for chance, one in likely)
    beside = max(least, _BESIDE) if is_of_many else least
    meant = [one for chance, one in likely if chance >= (least if _is_crowd(one) else beside)]
    if meant:
        return _together(meant)
    if who == "captives" and not likely:
        return Cast(who=roles.some((0, 0), None).who, by=())

    return None


def _is_crowd(cast: Cast) -> bool:
    return cast.count is not None and all(one.id.startswith("group:") for one in cast.who)


def _likely(masked: Masked, words: lexis.Lexis, kind: str, who: str, of: Opinion) -> list[tuple[float, Cast]]:
    """Give whom the phrases of a sentence name, each with the chance that a claim of a kind is about them."""
    found = list(phrases(masked, words, who))
    said = [phrase for phrase, _ in found]
    table = of.tables.whom
    tops = of.tellers(kind) if said else []

    return [
        (table.chances(features.of_phrase(of.words, said, place, tops))[kind], one)
        for place, (_, one) in enumerate(found)
    ]


def _together(meant: Sequence[Cast], by: tuple[Actor, ...] = ()) -> Cast:
    return Cast(
        who=roles.unique(actor for one in meant for actor in one.who),
        by=by,
        count=next((one.count for one in meant if one.count), None),
        offices=tuple(office for one in meant for office in one.offices),
    )


def tellers(words: Words, table: learned.Table, kind: str) -> list[int]:
    """Give the places of the words of a sentence that speak most for a kind, the strongest first."""
    found = sorted(learned.strongest(table, words, kind), reverse=True)

    return [place for weight, place in found[:_WORDS] if weight > 0] or [found[0][1]]


def spans(masked: Masked, places: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Give where words stand in a masked string."""
    return tuple((masked.at[place], masked.at[place] + len(masked.units[place].text)) for place in places)
