"""What the reader of a language knows besides its rules: actor lists, captives, clause borders, speech and cues."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.models import Actor, Modality
from monitor.shifts import choices, literals, phrases
from monitor.shifts.gates import Gate, Gated
from monitor.text import normalize


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A sign of modality: `where` it stands to the trigger (near, left, right, after, trail, if, sentence).

    `narrated` is near too, but in nobody's mouth; `after` comes at once, `trail` later in the trigger's own clause. `act` is what
    a claim is of instead, where the cue decides: to work for a release is not yet to plan it. What
    `is_pending` no fresh day makes news: "it is a hundred days to the day since they were freed".
    """

    modality: Modality
    where: str
    pattern: re.Pattern[str]
    kinds: frozenset[str] = frozenset()
    is_future: bool = False
    is_pending: bool = False
    act: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexis:
    """Compiled word knowledge of one language; every pattern runs over a masked sentence.

    `nouns` are words that are read as another: of "three geologists" rules see "three people".
    `owned` comes after a noun that only says whose something is: "the hostage's lawyer"; `them` is a pronoun for those who
    are held; `named` comes before a name that is a thing's: "the tanker ..."; `was_held` says of whom a sentence is about that
    they were: "after two years in captivity"; `in_year` is a part of a year that is no date: "late 2023"; `definite` has a
    noun, written ~, that speaks of people told of before: "the two ~"; `agent` leads to the doer of a passive verb: "by";
    `finite` begins a verb that a participle is none of: "the nuns seized in May *have* died";
    `bare` is a subject that waits for its verb: "an engineer missing"; `own` is in a title whose bearer acts himself, not for
    the state beside it: "the former president of Kenya"; `origin` is a nationality with a noun that only say who somebody is:
    "the Swiss foundation Acme"; `hanging` leads to a participle whose subject is that of the sentence: ", carrying letters";
    `present` is a verb that with the name of a day tells what is to come: "meets on Friday"; `phrase` is the noun phrase of the
    language; a language may do without these. `counting` stands between a number of people and one of them: "25 prisoners,
    including Ann Lee". `grouped` are the
    nouns of `captives` that say more than "people", `groups` whom they name. `joins` is a word between the last two names of a
    list, `presents` leads to the names of those spoken of: "identified as", `among` at the start of a sentence to those of
    some: "among the eight are"; `somebody` is a pronoun for one person, "she", where the language has one that is for no state;
    `until` begins a date at which something ends; `genre` is in the title of what tells no news: an obituary, a review, a look
    back, a what-if. `worlds` are the words of `matters` in which the others mean something else: sport, film, drill. A group
    named in such a pattern counts once, whatever it matched.
    """

    merges: Gated
    asides: Gated
    hosts: tuple[re.Pattern[str], ...]
    weighing: re.Pattern[str]
    nouns: Mapping[str, str]
    actors: re.Pattern[str]
    victims: re.Pattern[str]
    borders: re.Pattern[str]
    apart: re.Pattern[str]
    verb: re.Pattern[str]
    oblique: re.Pattern[str]
    owned: re.Pattern[str]
    named: re.Pattern[str]
    was_held: re.Pattern[str]
    them: re.Pattern[str]
    in_year: re.Pattern[str]
    agent: re.Pattern[str]
    counting: re.Pattern[str]
    finite: re.Pattern[str]
    bare: re.Pattern[str]
    own: re.Pattern[str]
    origin: re.Pattern[str]
    hanging: re.Pattern[str]
    present: re.Pattern[str]
    definite: re.Pattern[str]
    joins: re.Pattern[str]
    presents: re.Pattern[str]
    among: re.Pattern[str]
    somebody: re.Pattern[str]
    until: re.Pattern[str]
    genre: re.Pattern[str]
    matters: tuple[str, ...]
    worlds: Gated
    pronoun: re.Pattern[str]
    speaker_left: re.Pattern[str]
    speaker_right: re.Pattern[str]
    condition: re.Pattern[str]
    ahead: re.Pattern[str]
    opening: re.Pattern[str]
    dated_noun: re.Pattern[str]
    again: re.Pattern[str]
    old_thing: re.Pattern[str]
    since: re.Pattern[str]
    said: re.Pattern[str]
    asks: re.Pattern[str]
    taken: re.Pattern[str]
    months: tuple[str, ...]
    captive_word: re.Pattern[str]
    captives: tuple[tuple[Actor, re.Pattern[str]], ...]
    groups: tuple[Actor, ...]
    grouped: Gated
    cues: tuple[Cue, ...]
    cued: Gate
    phrase: phrases.Grammar | None


_SPOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_OPTIONAL = re.compile(r"([^\W\d_]+)[^\W\d_]\?")  # "archbishops?" mentions the archbishop too.
_NEVER = r"(?!)"
_ALWAYS = ""
OPTIONAL = dict.fromkeys(
    (
        *("owned", "named", "was_held", "them", "in_year", "agent", "counting", "finite", "bare", "own", "weighing"),
        *("origin", "hanging", "present", "joins", "presents", "among", "somebody", "until", "genre"),
    ),
    _NEVER,
) | {"definite": _ALWAYS}
PATTERNS = (
    "borders",
    "apart",
    "verb",
    "oblique",
    "pronoun",
    "speaker_left",
    "speaker_right",
    "condition",
    "ahead",
    "opening",
    "dated_noun",
    "again",
    "old_thing",
    "since",
    "said",
    "asks",
    "taken",
    "captive_word",
)


def plain(nouns: Mapping[str, str], patterns: str) -> Mapping[str, str]:
    """Leave out the nouns that a pattern mentions: these are read as they stand.

    >>> plain({"senator": "person", "pilot": "person"}, "(?:pilot|nurse)")
    {'senator': 'person'}
    """
    mentioned = frozenset(_SPOKEN.findall(patterns)) | frozenset(_OPTIONAL.findall(patterns))

    return {word: name for word, name in nouns.items() if word not in mentioned}


def build(
    words: Mapping[str, object],
    cues: Sequence[Mapping[str, str]],
    expand: Mapping[str, str],
    alike: Mapping[str, str] | None = None,
) -> Lexis:
    """Compile a language's words; `expand` maps every pattern name to its pattern with macros resolved.

    `alike` are words that are read as another.
    """
    merges = words.get("merges")
    asides: Any = words.get("asides", [])
    captives = words.get("captives")
    months = words.get("months")
    worlds = _worlds(words, expand)

    nouns = {
        str(name): rf"(?<!\S)(?:{expand[str(pattern)]})(?!\S)"
        for name, pattern in (captives.items() if isinstance(captives, dict) else ())
    }

    return Lexis(
        merges=Gated([rf"(?<!\S)(?:{expand[str(one)]})(?!\S)" for one in (merges if isinstance(merges, list) else ())]),
        asides=Gated([expand[one["out"]] for one in asides]),
        hosts=tuple(choices.compiled(expand[one["before"]]) for one in asides),
        nouns=alike or {},
        groups=tuple(Actor(id=f"group:{name}", name=name) for name in nouns if name != "people"),
        captives=tuple((Actor(id=f"group:{name}", name=name), choices.compiled(noun)) for name, noun in nouns.items()),
        grouped=Gated([noun for name, noun in nouns.items() if name != "people"], alike),
        cues=tuple(_cue(cue, expand) for cue in cues),
        cued=Gate([literals.ways(expand[cue["cue"]]) for cue in cues]),
        phrase=phrases.grammar(words.get("phrase"), expand),
        matters=tuple(worlds),
        worlds=Gated(list(worlds.values())),
        months=tuple(normalize.spelt(str(one)) for one in months) if isinstance(months, list) else (),
        actors=choices.compiled(rf"(?<!\S)(?:{expand[str(words['actors'])]})(?!\S)"),
        **{name: choices.compiled(expand[str(words.get(name, without))]) for name, without in OPTIONAL.items()},
        victims=choices.compiled(rf"(?<!\S)(?:{expand[str(words['victims'])]})(?!\S)"),
        **{name: choices.compiled(expand[str(words[name])]) for name in PATTERNS},
    )


def _worlds(words: Mapping[str, object], expand: Mapping[str, str]) -> Mapping[str, str]:
    listed = words.get("worlds")

    return {
        str(name): rf"(?<!\w)(?:{expand[str(pattern)]})(?!\w)"
        for name, pattern in (listed.items() if isinstance(listed, dict) else ())
    }


def _cue(row: Mapping[str, str], expand: Mapping[str, str]) -> Cue:
    words = expand[row["cue"]]
    filler = expand["{FILLER}"]
    shapes = {
        "near": rf"(?<!\S)(?:{words})(?: (?:{filler}))* $",
        "narrated": rf"(?<!\S)(?:{words})(?: (?:{filler}))* $",
        "right": rf"^(?: \S+){{0,12}}? (?:{words})(?!\S)",
        "after": rf"^ (?:{words})(?!\S)",
    }

    return Cue(
        modality=Modality(row["is"]),
        where=row["where"],
        pattern=choices.compiled(shapes.get(row["where"], rf"(?<!\S)(?:{words})(?!\S)")),
        kinds=frozenset(row.get("kinds", "").split()),
        is_future=bool(row.get("future")),
        is_pending=bool(row.get("pending")),
        act=row.get("act"),
    )
