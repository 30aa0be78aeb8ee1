"""Language packs: rules, words and cues of each language, compiled from data with the kinds they serve."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from itertools import chain
from typing import Any

import yaml

from monitor.errors import PackInvalid
from monitor.models import Modality
from monitor.shifts import choices, gates, kinds, layers, learned, lexis, literals, parts
from monitor.shifts.layers import File
from monitor.shifts.macros import Macros
from monitor.shifts.needs import Needs
from monitor.text import calendar, normalize, numerals

_KEYS = frozenset("id kind act pattern modality find then when beside unless least lead sure yes no".split())
_LEAST_EXAMPLES = 2
_CASTS = frozenset({"actors", "parties", "captives"})
_OURS = "kinds.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """What every claim of a kind has in common: whom it is about, and what "will" amounts to.

    `acts` says what some acts amount to: to agree to a release is to promise it, to call one off is to refuse it.
    """

    who: str = "actors"
    future: Modality = Modality.PROMISED
    is_open: bool = False
    is_fresh: bool = False
    is_thing: bool = False
    is_end: bool = False
    acts: Mapping[str, Modality] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One way of saying one act; `find` names roles that are looked for beside the match (`left`, `right`, `of`).

    `is_sure`: the verb alone says that persons with a name were held.
    `then` has to come soon behind the phrase that was found to the right: "let X go".
    `tails` are what the patterns say from the trigger on: cheap to look for, and no pattern matches without it.
    `is_lead`: a state that is news where an article opens with it, and known further down.
    """

    id: str
    kind: str
    act: str
    patterns: tuple[choices.Lazy, ...]
    tails: tuple[choices.Lazy | None, ...]
    modality: Modality | None
    find: Mapping[str, str]
    then: choices.Lazy | None
    when: choices.Lazy | None
    beside: choices.Lazy | None
    unless: choices.Lazy | None
    least: int
    is_lead: bool
    is_sure: bool
    needs: tuple[literals.Ways, ...]
    yes: tuple[str, ...]
    no: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """One language: its words, its rules in order of preference, and the gate in front of their patterns (`tries`).

    `heard` says as what words of a text count before it is masked, `tables` are what the second reader learned of the language,
    `own` the rules of a user, which it leaves alone.
    """

    language: str
    lexis: lexis.Lexis
    rules: tuple[Rule, ...]
    vetoes: Mapping[str, re.Pattern[str]]
    tries: tuple[tuple[Rule, int], ...]
    gate: gates.Gate
    heard: Mapping[str, str]
    tables: learned.Learned | None = None
    own: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Packs:
    """All languages, the claim kinds and the kinds of shift."""

    languages: Mapping[str, Pack]
    claims: Mapping[str, Claimed]
    kinds: kinds.Kinds


def load(extra: Sequence[Mapping[str, Any]] = ()) -> Packs:
    """Load the packs that come with Kabar and lay a user's own over them.

    An extra is a mapping with `shifts` and `claims` as in kinds.yaml, and `languages`: language -> {macros, rules, vetoes, ...};
    `file` is its name, for what is said of its mistakes.
    """
    return _compiled(()) if not extra else _compose(extra)


@cache
def _compiled(_: tuple[()]) -> Packs:
    return _compose(())


def _compose(extra: Sequence[Mapping[str, Any]]) -> Packs:
    root = resources.files("monitor.shifts") / "data"
    ours = [File(name=_OURS, part=_read(root / _OURS))]
    own = [File(name=one.get("file") or f"pack {number}", part=one) for number, one in enumerate(extra, start=1)]
    rows = layers.table("claims", "claims", ours, own)
    claims = {name: _claimed(name, row or {}) for name, row in rows.items()}
    folders = {one.name: one for one in root.iterdir() if one.is_dir()}
    spoken = sorted(folders.keys() | {name for one in extra for name in one.get("languages", {})})

    return Packs(
        languages={
            name: _pack(name, layers.language(name, _files(folders.get(name)), _of(own, name)), claims)
            for name in spoken
        },
        claims=claims,
        kinds=kinds.load(layers.table("shifts", "shifts", ours, own)),
    )


def _read(file: Any) -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    return yaml.load(file.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506  # a safe loader, in C where there is one


def _files(folder: Any) -> list[File]:
    if folder is None:
        return []
    files = sorted((one for one in folder.iterdir() if one.name.endswith(".yaml")), key=lambda one: str(one.name))

    return [File(name=f"{folder.name}/{one.name}", part=_read(one)) for one in files]


def _of(own: Sequence[File], language: str) -> list[File]:
    return [
        File(name=one.name, part=one.part["languages"][language])
        for one in own
        if language in one.part.get("languages", {})
    ]


def _claimed(name: str, row: Mapping[str, Any]) -> Claimed:
    if row.get("who", "actors") not in _CASTS:
        raise PackInvalid(f"claims: {name}: who must be one of {', '.join(sorted(_CASTS))}")
    acts = row.get("acts", {})
    if not isinstance(acts, Mapping):
        raise PackInvalid(f"claims: {name}: acts must say of each act how it is asserted, as {{agree: promised}}")
    for one in (row.get("future", "promised"), *acts.values()):
        if str(one) not in set(Modality):
            raise PackInvalid(f"claims: {name}: {one!r} is no modality")

    return Claimed(
        who=row.get("who", "actors"),
        future=Modality(row.get("future", Modality.PROMISED)),
        is_open=row.get("relative") == "news",
        is_fresh=row.get("after") == "news",
        is_thing=row.get("dated") == "thing",
        is_end=row.get("since") == "state",
        acts={act: Modality(one) for act, one in acts.items()},
    )


def _pack(language: str, said: layers.Language, claims: Mapping[str, Claimed]) -> Pack:
    if missing := sorted({"actors", "victims", *lexis.PATTERNS} - set(said.words)):
        raise PackInvalid(f"{language}: words: no {', '.join(missing)}")
    macros = Macros(language, said.macros)
    needs = Needs(macros, said.words, {name: one.who for name, one in claims.items()})
    rules = tuple(_rule(language, row, macros, needs) for row in said.rules)
    alike = lexis.plain(said.nouns, _patterns(said))
    heard = _heard(language, alike)

    return Pack(
        language=language,
        lexis=lexis.build(said.words, said.cues, macros, alike),
        rules=rules,
        vetoes={
            kind: choices.compiled(rf"(?<!\S)(?:{macros[pattern]})(?!\S)") for kind, pattern in said.vetoes.items()
        },
        tries=tuple((rule, place) for rule in rules for place in range(len(rule.patterns))),
        gate=gates.Gate([ways for rule in rules for ways in rule.needs], heard, macros.chances),
        heard=heard,
        tables=_tables(language, said.learned),
        own=frozenset(f"{language}.{name}" for name in said.own),
    )


def _heard(language: str, alike: Mapping[str, str]) -> Mapping[str, str]:
    """Say as what the words of a text are heard before it is masked: a numeral may be a number, "May" part of a date."""
    heard: dict[str, str] = dict(alike)
    for mark, triggers in counted(language):
        heard |= {word: f"{heard.get(word, '')} {mark}" for word in triggers}

    return heard


@cache
def counted(language: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Give the marks that words become which count or date, each with such words."""
    words = (("N", numerals.of(language).triggers), ("D", calendar.of(language).triggers))

    return tuple((mark, frozenset(map(normalize.spelt, triggers))) for mark, triggers in words)


def _tables(language: str, least: Mapping[str, Any]) -> learned.Learned | None:
    """Read what was learned of a language, with the chances that files ask for in the place of those that it was tried with."""
    tables = learned.load(language)
    if not least:
        return tables
    if tables is None or (unknown := sorted(set(least) - set(tables.least))):
        known = f"only {', '.join(sorted(tables.least))} are" if tables else "nothing is"
        raise PackInvalid(
            f"{language}: learned: {min(unknown) if tables else min(least)}: {known} learned in this language"
        )
    if wrong := [
        kind for kind, chance in least.items() if isinstance(chance, bool) or not isinstance(chance, (int, float))
    ]:
        raise PackInvalid(
            f"{language}: learned: {wrong[0]}: {least[wrong[0]]!r} is no chance between 0 and 1; above 1 is never"
        )

    return learned.strict(tables, least)


def _patterns(said: layers.Language) -> str:
    """Give all that is matched with, without the examples."""
    asked = [row.get(key) for row in said.rules for key in ("pattern", "then", "when", "beside", "unless")]

    words = {name: part for name, part in said.words.items() if name != "worlds"}  # It is no sentence that they match.

    return str((said.macros, words, said.cues, asked, said.vetoes))


def _rule(language: str, row: Mapping[str, Any], macros: Macros, needs: Needs) -> Rule:
    name = f"{language}.{row.get('id')}"
    _lint(name, row, needs.kinds)
    sources = row["pattern"] if isinstance(row["pattern"], list) else [row["pattern"]]
    try:  # A pattern may be no pattern, or use a macro that is none.
        written = [rf"(?<!\S)(?:{parts.apart(macros[one])})(?!\S)" for one in sources]
        needed = tuple(needs.of(row, one) for one in sources)
    except (re.error, PackInvalid) as error:
        raise PackInvalid(f"{name}: {error}") from error

    return Rule(
        id=name,
        kind=row["kind"],
        act=row["act"],
        patterns=tuple(map(choices.Lazy, written)),
        tails=tuple(parts.tail(one, macros) for one in sources),
        modality=Modality(row["modality"]) if "modality" in row else None,
        find=row.get("find", {}),
        then=parts.optional(row.get("then"), macros),
        when=parts.optional(row.get("when"), macros),
        beside=parts.optional(row.get("beside"), macros),
        unless=parts.optional(row.get("unless"), macros),
        least=int(row.get("least", 1)),
        is_lead=row.get("lead") is True,
        is_sure=row.get("sure") is True,
        needs=needed,
        yes=tuple(row["yes"]),
        no=tuple(row["no"]),
    )


def waiting(loaded: Packs) -> Iterator[choices.Lazy]:
    """Give the patterns that no text has asked for yet, each as its turn comes."""
    for pack in loaded.languages.values():
        every = (
            *pack.lexis.merges.patterns,
            *pack.lexis.grouped.patterns,
            *pack.lexis.worlds.patterns,
            *chain(*map(_tried, pack.rules)),
        )
        yield from (each for each in every if not each.is_compiled)


def _tried(rule: Rule) -> Iterator[choices.Lazy]:
    yield from filter(None, (*rule.tails, *rule.patterns, rule.then, rule.when, rule.beside, rule.unless))


def prove(rule: Rule) -> None:
    """Compile all patterns of a rule, which otherwise happens when a text first asks for them."""
    for each in _tried(rule):
        try:
            each.compiled()
        except re.error as error:
            raise PackInvalid(f"{rule.id}: {error}") from error


def _lint(name: str, row: Mapping[str, Any], claims: Collection[str]) -> None:
    if unknown := set(row) - _KEYS:
        raise PackInvalid(f"{name}: unknown key {min(unknown)!r}")
    if missing := {"id", "kind", "act", "pattern"} - set(row):
        raise PackInvalid(f"{name}: no {min(missing)}")
    if row.get("modality", "occurred") not in set(Modality):
        raise PackInvalid(f"{name}: {row['modality']!r} is no modality")
    if row["kind"] not in claims:
        raise PackInvalid(f"{name}: {row['kind']!r} is no kind of claim")
    for side in ("yes", "no"):
        if len(row.get(side, ())) < _LEAST_EXAMPLES:
            raise PackInvalid(f"{name}: needs at least {_LEAST_EXAMPLES} examples under {side!r}")
