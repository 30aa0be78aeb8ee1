"""Capitalised runs: stretches of a sentence that may be names."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from monitor.entities import lexicon
from monitor.entities.lexicon import Lexicon


def _capitals() -> str:
    letters = (chr(code) for code in range(0x41, min(sys.maxunicode, 0x1F00)))

    return "".join(letter for letter in letters if unicodedata.category(letter) == "Lu")


_CAP = f"[{_capitals()}]"
_WORD = rf"{_CAP}\w*(?:['’](?!s\b)\w+|-\w+)*"
_ABBREVIATED = rf"{_CAP}(?:\.{_CAP})*\.(?:{_CAP}\w+)?|{_CAP}\w{{1,4}}\.(?= {_CAP})"
_ARTICLES = "al|el|an|as|ash|ad|ar|at|az|аль|эль|ан|ас|аш|ад|ар|ат|аз|эш|эд|эс|эт"
_TOKEN = rf"(?:(?:{_ARTICLES})-{_WORD}|(?:d|l|dell|al)['’]{_WORD}|{_ABBREVIATED}|{_WORD})"
_PARTICLES = (
    "bin binti bint ibn ben al el as van von der den de da dos do del della di la le ter ten y e "
    "бин бинт ибн бен ван фон дер ден де ди дю дель ла ле аг ульд"
)
_SMALL = frozenset(_PARTICLES.split())
_PARTICLE = f"(?:{'|'.join(_PARTICLES.split())})"
_NICKNAME = rf"[ \u00a0][\"'“‘]{_CAP}[\w -]{{1,20}}[\"'”’]"  # Between two names: Agung "Si Elang" Nugraha.
_FIRST = re.compile(_CAP)
_LED = re.compile(rf"(?:{_ARTICLES})-|(?:d|l|dell|al)['’]")
_RUN = re.compile(rf"(?<![\w@#/]){_TOKEN}(?:(?:{_NICKNAME})?[ \u00a0](?:{_PARTICLE}[ \u00a0]){{0,2}}{_TOKEN})*")
# The same for a text that is plain: a search for a few letters is quicker than one for those of all alphabets.
_PLAIN_FIRST, _PLAIN_RUN = re.compile("[A-Z]"), re.compile(_RUN.pattern.replace(_CAP, "[A-Z]"))
_DEGREE = re.compile(r"[SMD]\.\w{1,4}\.?")  # "S.H." behind a name.
_PART = re.compile(r"[^ \u00a0]+")
_OWNER = re.compile(r"['’](s?) ")
_FEW = 3  # Spaces: what stands before a run counts only where it has more words than three.


class Run(NamedTuple):
    """A candidate: its words with their places; `is_opening` where it begins the sentence, so that its capital says little."""

    start: int
    end: int
    words: tuple[str, ...]
    is_opening: bool


def find(text: str, start: int, end: int, taken: Sequence[tuple[int, int]], words: Lexicon) -> list[Run]:
    """Give the candidates of a sentence, clear of the spans that are `taken` by known names (sorted, none overlapping)."""
    opening = start
    while opening < end and not text[opening].isalnum():
        opening += 1
    found: list[Run] = []
    place = reached = start
    first, run_at = (_PLAIN_FIRST, _PLAIN_RUN) if text.isascii() else (_FIRST, _RUN)
    # A search for capitals, and a look around each, is quicker than one for runs.
    while capital := first.search(text, place, end):
        begin = capital.start()
        if begin > start and text[begin - 1] in "-'’":
            begin = _led(text, begin, start)
        match = run_at.match(text, begin, end)
        place = match.end() if match else capital.end()
        for run in _clear(text, match, taken, words, opening) if match else ():
            if run.start >= reached:
                whole = _gone_on(text, run, end, taken, words)
                reached = whole.end
                place = max(place, reached)
                found.append(whole)

    return found


def _clear(
    text: str, match: re.Match[str], taken: Sequence[tuple[int, int]], words: Lexicon, opening: int
) -> Iterable[Run]:
    """Give what of a stretch of capitals is clear of known names and of words that name nobody."""
    low, high = match.span()
    whole = match.group()
    is_free = not taken or not any(here < high and low < there for here, there in taken)
    if is_free and whole.count(" ") + whole.count("\u00a0") < _FEW:
        return [
            Run(low + run.start, low + run.end, run.words, low + run.start == opening) for run in _short(whole, words)
        ]
    if whole.lower() in words.stop:
        return ()
    spans = ((low, high),) if is_free else _free(low, high, taken)

    found = [
        (run, there)
        for here, there in spans
        for run in _pieces(text, _unglued(text, here, there), there, words, opening)
    ]

    return [run for run, there in found if there == high or not _is_office(run, there, words)]


def _is_office(run: Run, taken: int, words: Lexicon) -> bool:
    """Tell whether a word is the title of whoever speaks for the known name behind it, and no given name: "Raja Yordania"."""
    return len(run.words) == 1 and run.end + 1 == taken and run.words[0].lower() in words.officials


@lru_cache(maxsize=20_000)
def _short(whole: str, words: Lexicon) -> tuple[Run, ...]:
    """Give the candidates that a few words are, wherever they stand; most often one word only opens the sentence, and is none."""
    return () if whole.lower() in words.stop else tuple(_pieces(whole, 0, len(whole), words, -1))


def _led(text: str, begin: int, start: int) -> int:
    """Give where the small word starts that is written together with a name ("al-Rashid", "d'Estaing")."""
    first = begin - 1
    while first > start and text[first - 1].isalpha() and begin - first < 6:
        first -= 1
    found = _LED.fullmatch(text, first, begin)

    return first if found else begin


def _gone_on(text: str, run: Run, end: int, taken: Sequence[tuple[int, int]], words: Lexicon) -> Run:
    """Take in what belongs to a body's name behind a small word: "Department of Health", "Badan Pengawas Obat dan Makanan"."""
    run = _owned(text, run, end, taken, words)
    first, last = run.words[0].lower(), run.words[-1].lower()
    if first not in words.joining_heads and last not in words.joining_heads:
        return run
    while found := words.joint.match(text, run.end, end):
        following = _following(text, found.end(), end, taken, words)
        if not following or following[0].group().lower() in words.org_heads:
            break
        named = (part.group() for part in following)
        run = Run(run.start, following[-1].end(), (*run.words, *found.group().split(), *named), run.is_opening)

    return run


def _owned(text: str, run: Run, end: int, taken: Sequence[tuple[int, int]], words: Lexicon) -> Run:
    """Take in the head of a body behind those whose it is: "Naga Mothers' Forum", "Bamenda Women's Platform"."""
    owner = _OWNER.match(text, run.end, end)
    if owner is None or not (run.words[-1].lower() in words.owners or (owner[1] == "" and run.words[-1].endswith("s"))):
        return run
    following = _following(text, owner.end(), end, taken, words)
    if not following or not words.is_body(following[-1].group().lower()):
        return run
    named = (part.group() for part in following)

    return Run(run.start, following[-1].end(), (*run.words, *named), run.is_opening)


def _following(
    text: str, start: int, end: int, taken: Sequence[tuple[int, int]], words: Lexicon
) -> Sequence[re.Match[str]]:
    """Give the words that a body's name goes on with: up to a known name, a person, a title or a word of no name."""
    found: list[re.Match[str]] = []
    stretch = _RUN.match(text, start, end)
    for part in _PART.finditer(text, start, stretch.end() if stretch else start):
        bare = part.group().lower()
        is_other = bare in words.stop or (found and (bare in lexicon.given() or words.is_title(bare)))
        if is_other or any(low < part.end() and part.start() < high for low, high in taken):
            break
        found.append(part)

    return found


def shortened(text: str, run: Run) -> Run:
    """Give a run without its first word, and without small words that would then lead it."""
    words = list(run.words[1:])
    start = text.index(words[0], run.start + len(run.words[0]))
    while len(words) > 1 and words[0] in _SMALL:
        start = text.index(words[1], start + len(words[0]))
        words = words[1:]

    return Run(start, run.end, tuple(words), is_opening=False)


def _free(start: int, end: int, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    here = start
    for low, high in taken:
        if high <= here:
            continue
        if low >= end:
            break
        if low > here:
            yield here, low
        here = max(here, high)
    if here < end:
        yield here, end


def _unglued(text: str, start: int, end: int) -> int:
    """Leave out what is written together with the known name before it: "Norwegialah"."""
    while 0 < start < end and text[start - 1].isalnum() and text[start].isalnum():
        start += 1

    return start


def _pieces(text: str, start: int, end: int, words: Lexicon, opening: int) -> Iterator[Run]:
    """Part a run at titles and at words that are never part of a name; small words stay only between two others."""
    current: list[re.Match[str]] = []
    was_title, bare = False, ""
    for part in _PART.finditer(text, start, end):
        if part.group()[0] == "-" or part.group()[-1] == "-":  # Of "Nairobi-based", of "Franco-German".
            continue
        if (
            not current and part.end() < end and _is_former(part.group().lower(), words)
        ):  # "Retired Labour Court judge X"
            continue
        before, bare = bare, part.group().rstrip(".").lower()
        is_post = bare in words.posts and words.is_post(before) and _is_given(_PART.match(text, part.end() + 1, end))
        is_first = not current or (part.end() < end and _is_rank(bare, before, current, words))
        is_title = _is_title(bare, words, is_first=is_first) or _is_short_title(part, current, words)
        is_link = was_title and not current and (is_post or words.is_linked(before, bare))
        is_stop = bare in words.stop and not (current and _may_follow(bare, current, words))
        is_stop = is_stop and not (was_title and part.end() < end and bare in lexicon.given())  # "Cardinal Christian X"
        if is_title or is_link or is_stop:
            yield from () if is_title and _are_titles(current, words) else _run(current, opening)
            current = []
            was_title = is_title or is_link
            continue
        if _is_somebody(text, current, bare, words):  # "Direktur PT Samudra Biru Budi Handoyo"
            yield from _run(current, opening)
            current = []
        current.append(part)
        was_title = False
    yield from _run(current, opening)


def _is_former(word: str, words: Lexicon) -> bool:
    return word in words.former and not words.is_title(word) and word not in lexicon.given()


def _is_given(part: re.Match[str] | None) -> bool:
    return part is not None and lexicon.is_given(part.group())


def _is_short_title(part: re.Match[str], current: Sequence[re.Match[str]], words: Lexicon) -> bool:
    """Tell a title behind a body or another title ("Komite X H. Budi", "Hakim Dr. Budi") from an initial within a name."""
    bare = part.group().rstrip(".").lower()
    if not current or not part.group().endswith(".") or not words.is_title(bare):
        return False

    return _are_titles(current, words) or current[0].group().lower() in words.org_heads


def _may_follow(bare: str, current: Sequence[re.Match[str]], words: Lexicon) -> bool:
    """Tell where a word that is no name by itself goes on with one: "Theresa May", "Ahmad Ramadhan", "Jalan Merdeka Barat"."""
    return bare in lexicon.given() or (bare in words.directions and current[0].group().lower() in words.org_heads)


def _is_rank(bare: str, before: str, current: Sequence[re.Match[str]], words: Lexicon) -> bool:
    """Tell a rank behind another word ("Freed Captain X") from a word of a name ("Ryan Pastor", "Ikatan Dokter Indonesia")."""
    return bare in words.ranks and before not in lexicon.given() and current[0].group().lower() not in words.org_heads


def _are_titles(parts: Sequence[re.Match[str]], words: Lexicon) -> bool:
    named = [part.group().lower() for part in parts]
    if len(named) == 1 and words.is_link(named[0]):  # "Staff Sergeant X", "Energy Minister X"
        return True

    return bool(parts) and all(words.is_title(name) for name in named)


def _is_somebody(text: str, current: Sequence[re.Match[str]], bare: str, words: Lexicon) -> bool:
    """Tell whether a given name begins a person after the name of a body that a title stands before."""
    if len(current) < 3 or bare not in lexicon.given() or current[0].group().lower() not in words.org_heads:
        return False
    before = text[: current[0].start()].rsplit(maxsplit=1)

    return bool(before) and words.is_title(before[-1].lower())


def _is_title(word: str, words: Lexicon, *, is_first: bool) -> bool:
    if word in lexicon.given():
        return False
    if word in words.officials or words.is_office(word):
        return True

    return is_first and (word in words.plain or word in words.cues) and word not in words.org_heads


def _run(parts: list[re.Match[str]], opening: int) -> Iterator[Run]:
    while parts and parts[0].group() in _SMALL:
        parts = parts[1:]
    while parts and (parts[-1].group() in _SMALL or not parts[-1].group()[0].isalpha()):
        parts = parts[:-1]
    if parts and not (len(parts) == 1 and _DEGREE.fullmatch(parts[0].group())):
        start, end = parts[0].start(), parts[-1].end()
        last = parts[-1].group()
        if last.endswith(".") and len(last) > 2 and not last[:-1].isupper():
            end -= 1
        for suffix in ("'s", "’s"):
            if last.endswith(suffix):
                end -= 2
        yield Run(start, end, tuple(part.group().strip(".") for part in parts), start == opening)
