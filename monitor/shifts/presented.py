"""Who they are whom an article opens with and does not name: "Two engineers freed", and below: "Ann Lee and Bo Ek were ..."."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise

from monitor.models import Actor, Claim, EntityKind, Mention, Sentence, TaggedArticle
from monitor.shifts import lines, roles
from monitor.shifts.lexis import Lexis

_FAR = 14  # Sentences of an article in which it says who they are.
_FIRST = 5  # Of these, those in which it does where it has told no number.
_NEAREST = 6  # Sentences of the text in which somebody with an age is more likely one of them than a witness.
_DATELINE = 4  # Words of "Paris/Geneva, 4 November."
_TITLED = 3  # Words between "identified as" and a name.
_LEAD = 8  # Words that may stand before the first name: "the freed pair,", "third engineer".
_GAP = 90  # Signs between two names of a list: ", a retired doctor, and his wife,".
_NEAR = 40  # Signs behind a name in which a verb of saying makes it a speaker's.
_ASIDE = 70  # Signs behind a name that say who it is: ", 44, a nurse from Bern".
_STEM = 5  # Letters that two forms of a noun share.
_TELLS = 12  # Signs before a name in which that verb does.
_BESIDE = 3  # Words before a name that may be who it is.
_TWO = 2
_PEOPLE = frozenset({EntityKind.PERSON, EntityKind.UNKNOWN})
_ANYBODY = frozenset({roles.HOSTAGES.id, roles.PEOPLE, "group:crew"})  # "The captive pilot" is one of a crew.
_FROM = re.compile(r"[^\W\d_]{2,5} (?:[^\W\d_a-zа-я]\w+ ?){1,3}(?:,|[^\W\d_]{1,4} )")  # "of Odesa, second engineer"
_AGED = re.compile(r" ?[,(،] ?(?:[^\W\d_]+ ){0,2}\d{1,2}(?:-[^\W\d_]|(?: [^\W\d_]+){0,2} ?(?:[,).،]|$))")
_ALONE = frozenset({"death"})  # "Hostage" may be all of them in what is told, but they die one by one.
_WORD = re.compile(r"[^\W\d_]{3,}")
_OWNER = re.compile(r"(?: \w+)?['’]s?\b")
_APART = re.compile(r"[.;:!?—–]\s|[:;]")


class People:
    """Those whom an article presents; its sentences are looked through once, when a claim asks for the first time."""

    def __init__(self, tagged: TaggedArticle, lexis: Lexis) -> None:
        self._tagged = tagged
        self._lexis = lexis

    def meant(self, claim: Claim) -> tuple[Actor, ...]:
        """Give the persons of whom a claim about so many without a name speaks; none where the article does not say it plainly.

        A list of as many names as are counted says it, where it opens a sentence, and they neither speak nor act for anybody; one
        of the first sentences does where nobody is counted ("doctor and nurse seized"). Else a name says it that has a noun with
        it which the claim's sentence has too: "the pilot, Ann Lee", "Bo Ek, a nurse"; or as many names with an age as are meant:
        "Ann Lee, 41, was left at a petrol station". One of whom a heading tells may open the text below it.
        """
        count = claim.count
        is_anybody = all(one.id in _ANYBODY for one in claim.who)
        if (count is not None and count.low != count.high) or not (count or is_anybody):
            return ()
        wanted = count.low if count else None
        is_one = wanted == 1 or (
            wanted is None and (claim.kind in _ALONE or all(one.id == roles.PEOPLE for one in claim.who))
        )
        if wanted != 1:
            listed = self._counted(wanted) or (self._among(claim, wanted) if wanted else ())
            if listed or not is_anybody:
                return listed
        called = tuple(dict.fromkeys(_called(claim, self._tagged, self._lexis)))
        if called:
            return called if wanted is None or len(called) == wanted else ()
        if not is_one and not wanted:
            return ()
        if len(self._aged) == (wanted or 1):
            return self._aged

        return self._subject(claim) if is_one and not self._aged else ()

    @cached_property
    def _aged(self) -> tuple[Actor, ...]:
        """Give the persons with an age whom the first sentences of the text name, and who say nothing."""
        first = [one for one in self._tagged.sentences if not one.is_heading][:_NEAREST]

        return tuple(dict.fromkeys(person for one in first for person in _with_age(self._tagged, one, self._lexis)))

    def _subject(self, claim: Claim) -> tuple[Actor, ...]:
        """Give the person who opens the text below a heading: "Father Ann Lee is home", "Historian Bo Ek will leave"."""
        text = self._tagged.unique.article.text
        body = (one for one in self._tagged.sentences if not one.is_heading)
        first = next((one for one in body if len(text[one.start : one.end].split()) > _DATELINE), None)
        people = [one for one in lines.within(self._tagged.mentions, first) if _is_private(one)] if first else []

        if (
            first is None
            or first.start <= claim.evidence.start
            or len(people) != 1
            or not _opened_by(self._tagged, first, people[0], self._lexis)
        ):
            return ()

        return (_actor(people[0]),)

    def _counted(self, wanted: int | None) -> tuple[Actor, ...]:
        """Give the first list of so many names; of any number only where it stands in the first sentences."""
        lists = (*self._lists, *self._loose) if wanted else self._lists[:_FIRST]

        return next((found for found in lists if found and wanted in {None, len(found)}), ())

    def _among(self, claim: Claim, wanted: int) -> tuple[Actor, ...]:
        """Give those whom a claim's sentence, or one that begins so, names of many: "six sailors, including mate Ann Lee"."""
        for one in self._tagged.sentences[:_FAR]:
            is_own = one.start == claim.evidence.start
            some = _some(self._tagged, one, self._lexis, is_own=is_own) if is_own or not one.is_heading else ()
            if some and len(some) < wanted:
                return (*claim.who, *some)

        return ()

    @cached_property
    def _lists(self) -> tuple[tuple[Actor, ...], ...]:
        return tuple(_listed(self._tagged, one, self._lexis) for one in self._tagged.sentences[:_FAR])

    @cached_property
    def _loose(self) -> tuple[tuple[Actor, ...], ...]:
        """Give lists before which more may stand: "the head of the school in Ansong, Ann Lee, and two others"."""
        return tuple(_listed(self._tagged, one, self._lexis, is_loose=True) for one in self._tagged.sentences[:_FAR])


def _some(tagged: TaggedArticle, sentence: Sentence, lexis: Lexis, *, is_own: bool) -> tuple[Actor, ...]:
    """Give the list of persons that a word for "among them" leads to: anywhere in a claim's own sentence, else at the start."""
    text = tagged.unique.article.text
    people = [one for one in lines.within(tagged.mentions, sentence) if _is_private(one)]
    led = [
        place
        for place, one in enumerate(people)
        if _leads(text[sentence.start : one.start].lower(), lexis, is_own=is_own)
    ]
    people = people[led[0] :] if led else []
    last = 0
    for place, (one, other) in enumerate(pairwise(people), start=1):
        if not _is_gap(text[one.end : other.start], lexis):
            break
        last = place

    return tuple(_actor(one) for one in people[: last + 1])


def _leads(before: str, lexis: Lexis, *, is_own: bool) -> bool:
    """Say whether a word for "among them" leads to a name, with no more than a title between them."""
    found = (lexis.counting.search(before) if is_own else None) or lexis.among.match(before)

    return found is not None and len(_WORD.findall(before[found.end() :])) <= _BESIDE


def _listed(tagged: TaggedArticle, sentence: Sentence, lexis: Lexis, *, is_loose: bool = False) -> tuple[Actor, ...]:
    """Give the names of the list of persons that opens a sentence; none where there are fewer than two."""
    text = tagged.unique.article.text
    people = [one for one in lines.within(tagged.mentions, sentence) if _is_private(one)]
    first = next(
        (place for place, one in enumerate(people) if _is_presented(text[sentence.start : one.start], lexis)), 0
    )
    people = people[first:]
    if len(people) < _TWO or not _opens(text[sentence.start : people[0].start], lexis, is_loose=is_loose):
        return ()
    last = 0
    for place, (one, other) in enumerate(pairwise(people), start=1):
        between = text[one.end : other.start]
        if not _is_gap(between, lexis):
            break
        last = place if lexis.joins.search(between.lower()) else last
    behind = text[people[last].end : sentence.end]
    is_end = _is_presented(text[sentence.start : people[0].start], lexis)  # "They were named as Ann Lee and Bo Ek."
    is_told = (is_end or len(behind.split()) >= _BESIDE) and lexis.said.search(behind[:_NEAR].lower()) is None

    return tuple(_actor(one) for one in people[: last + 1]) if last and is_told else ()


def _opens(before: str, lexis: Lexis, *, is_loose: bool = False) -> bool:
    """Say whether what stands before a name only leads to it: "The freed pair, ", "Chief Officer "."""
    words = before.lower().split()
    near = words[-_BESIDE + 1 :] if is_loose else words

    return _is_presented(before, lexis) or (
        len(words) <= _LEAD and not _APART.search(before) and not lexis.oblique.search(f" {' '.join(near)} ")
    )


def _is_presented(before: str, lexis: Lexis) -> bool:
    """Say whether a text says right before a name and its title that it tells who they are: "identified as second mate "."""
    words = before.lower().split()
    starts = (" ".join(words[: len(words) - titled]) for titled in range(min(_TITLED, len(words)) + 1))

    return any(lexis.presents.search(f"{start} ") for start in starts)


def _is_gap(between: str, lexis: Lexis) -> bool:
    """Say whether what stands between two names joins them in one list, with no more than who the first one is."""
    bare, low = between.lstrip(), _unapposed(between.lower(), lexis)
    is_joint = bare[:1] in {",", "(", "،"} or lexis.joins.match(bare.lower()) or _FROM.match(bare)
    is_clause = any(one.lastgroup == "relative" for one in lexis.borders.finditer(low)) or lexis.finite.search(low)
    is_list = is_joint and not is_clause and not lexis.said.search(low)

    return bool(is_list) and len(between) <= _GAP and not _APART.search(between)


def _unapposed(between: str, lexis: Lexis) -> str:
    """Leave out who a name behind a comma is: "and the priest who was ordained last, Father "."""
    joined = lexis.joins.match(between.lstrip())
    comma = between.rfind(",")

    return between[comma:] if joined and comma > 0 else between


def _called(claim: Claim, tagged: TaggedArticle, lexis: Lexis) -> Iterator[Actor]:
    """Give for each noun of the claim's sentence the first name that has it too."""
    text = tagged.unique.article.text
    stems = set(_stems(claim.evidence.quote.lower(), lexis)) - {
        word[:_STEM]
        for one in lines.within(tagged.mentions, claim.evidence)
        if _is_private(one)
        for word in _title(text[claim.evidence.start : one.start].lower())
    }  # "Gunman frees hostages after sheikh Ann Lee steps in": no sheikh was freed.
    for sentence in tagged.sentences[:_FAR]:
        for one in lines.within(tagged.mentions, sentence):
            if not _is_private(one):
                continue
            before = text[sentence.start : one.start].lower()
            behind = text[one.end : sentence.end].lower()
            if lexis.said.search(before[-_TELLS:]) or lexis.said.search(behind[:_NEAR]):
                continue
            beside = (_title(before), _WORD.findall(_aside(behind)))
            nouns = [
                folk for words in beside if len(folk := {one[:_STEM] for one in words if _is_folk(one, lexis)}) == 1
            ]
            here = next((stem for folk in nouns for stem in folk & stems), None)  # "The pilot's wife" has two.
            if here is not None:
                stems.discard(here)
                yield _actor(one)


def _stems(said: str, lexis: Lexis) -> Iterator[str]:
    """Give the nouns for people in a sentence, without those who own something or speak: "the governor said"."""
    for found in _WORD.finditer(said):
        rest = said[found.end() :]
        is_other = _OWNER.match(rest) or lexis.said.match(rest.lstrip())
        if not is_other and _is_folk(found[0], lexis):
            yield found[0][:_STEM]


def _title(before: str) -> list[str]:
    """Give what stands right before a name and may say who it is: "the pilot Ann Lee", "pilot itu, Ann Lee"."""
    words = _WORD.findall(before)
    if before.rstrip().endswith(","):
        return words[-_BESIDE:]

    return words[-1:] if words and before.rstrip(" .").endswith(words[-1]) else []


def _aside(behind: str) -> str:
    """Give what stands behind a name and says who it is, without the clause behind that."""
    if behind[:1] != "," and behind[:2] != " (":
        return ""
    near = behind[:_ASIDE]
    end = near.rfind("," if near[0] == "," else ")")

    return near[:end] if end > 0 else near


def _with_age(tagged: TaggedArticle, sentence: Sentence, lexis: Lexis) -> Iterator[Actor]:
    text = tagged.unique.article.text
    for one in lines.within(tagged.mentions, sentence):
        before, behind = text[sentence.start : one.start].lower(), text[one.end : sentence.end].lower()
        is_told = lexis.said.search(before[-_TELLS:]) or lexis.said.search(behind[:_ASIDE])
        if _is_private(one) and _AGED.match(behind) and not is_told:
            yield _actor(one)


def _opened_by(tagged: TaggedArticle, sentence: Sentence, one: Mention, lexis: Lexis) -> bool:
    text = tagged.unique.article.text
    before, behind = text[sentence.start : one.start], text[one.end : sentence.end]

    return (
        _opens(before, lexis)
        and len(behind.split()) >= _BESIDE
        and not lexis.said.search(f"{before} {behind[:_ASIDE]}".lower())
    )


def _is_folk(word: str, lexis: Lexis) -> bool:
    return word in lexis.nouns or any(noun.fullmatch(word) for _, noun in lexis.captives)


def _is_private(one: Mention) -> bool:
    return one.kind in _PEOPLE and one.actor is None and " " in one.name and one.id.startswith("person:")


def _actor(one: Mention) -> Actor:
    return Actor(id=one.id, name=one.name)
