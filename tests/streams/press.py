"""The invented press: who prints what of a script and when, with wires, copies, edits, repeats, late and undated articles."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor import ids
from monitor.models import DateSource, RawArticle
from tests.streams.script import Event, Script

EVERY_DAY, APART = 7, 3
COPIED, WIRED, EDITED, REPEATED = 0.2, 0.2, 0.08, 0.08
LATE, STALE, UNDATED = 0.06, 0.02, 0.03
FURNISHED = 0.5

_SYMBOL = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """An article, the event that it tells (none: the course of the day), and its true origin."""

    article: RawArticle
    event: str | None
    origin: str


@dataclass(kw_only=True)
class Press:
    """Prints a script; the same seed prints the same."""

    script: Script
    chance: random.Random
    printed: int = 0

    def articles(self) -> list[Printed]:
        """Print everything, in the order in which it is fetched."""
        found = [each for event in self.script.events for each in self._event(event)]
        for day in range(30):
            found += self._days(day, self.script.daily, EVERY_DAY)
            found += self._days(day, self.script.apart, APART)
        found = [self._delayed(each) for each in found]
        found += list(self._again(found))

        return sorted(found, key=lambda each: (each.article.fetched_at, each.article.id))

    def _event(self, event: Event) -> Iterator[Printed]:
        """Print an event: a first report, then more, as own articles, as a wire's, as copies."""
        wires = {language: self._told(event, language) for language in event.told}
        before: list[Printed] = []
        for number in range(event.articles):
            at = event.at + timedelta(hours=self._hours(event, number))
            outlet = self._outlet(tuple(event.told))
            language = outlet["language"]
            drawn = self.chance.random()
            same = [each for each in before if each.article.language == language]
            if event.is_rumour and before:
                made = self._copy(before[0], outlet["name"], at)
            elif same and drawn < COPIED:
                made = self._copy(self.chance.choice(same), outlet["name"], at)
            elif not event.is_rumour and drawn < COPIED + WIRED:
                title, text = wires[language]
                body = f"{text}\n\n{self.script.common['credit'][language]}"
                raw = self._raw(outlet["name"], language, (title, body), at)
                made = Printed(article=raw, event=event.id, origin=f"wire {language}")
            else:
                title, text = self._told(event, language)
                raw = self._raw(outlet["name"], language, (title, self._furnished(text, language)), at)
                made = Printed(article=raw, event=event.id, origin=outlet["name"])
            before.append(made)
            yield made

    def _hours(self, event: Event, number: int) -> float:
        if event.is_flat:
            return event.hours * number / event.articles

        return float(event.hours * (number / event.articles) ** 1.7 + (self.chance.random() * 0.4 if number else 0))

    def _days(self, day: int, themes: Mapping[str, Sequence[str]], most: int) -> Iterator[Printed]:
        """Print the course of a day: by day more than by night, and on no day quite the same."""
        for _ in range(most + self.chance.randint(-1, 1)):
            at = self.script.start + timedelta(days=day, hours=4 + self.chance.random() * 17)
            outlet = self._outlet(tuple(themes))
            language = outlet["language"]
            title, lead = self._said(self.chance.choice(themes[language]), language, at)
            text = self._furnished(self._body(lead, language), language)
            raw = self._raw(outlet["name"], language, (title, text), at)
            yield Printed(article=raw, event=None, origin=outlet["name"])

    def _outlet(self, languages: Sequence[str]) -> dict[str, str]:
        found = [each for each in self.script.common["outlets"] if each["language"] in languages]
        chosen: dict[str, str] = self.chance.choice(found)

        return chosen

    def _told(self, event: Event, language: str) -> tuple[str, str]:
        title, lead = self._said(self.chance.choice(event.told[language]), language, event.at)

        return title, self._body(lead, language)

    def _said(self, told: str, language: str, at: datetime) -> tuple[str, str]:
        title, _, lead = told.partition(" | ")
        weekday = self.script.common["weekdays"][language][at.weekday()]

        return title, self._filled(lead.replace("{weekday}", weekday), language)

    def _body(self, lead: str, language: str) -> str:
        forms = self.script.common["filler"][language]
        rest = [self._filled(self.chance.choice(forms), language) for _ in range(self.chance.randint(3, 6))]

        return "\n\n".join([lead, *(each[0].upper() + each[1:] for each in rest)])

    def _filled(self, form: str, language: str) -> str:
        words = self.script.words | self.script.words[language]

        return _SYMBOL.sub(lambda found: self.chance.choice(words[found[1]]), form)

    def _furnished(self, text: str, language: str) -> str:
        """Put teasers of other news between the paragraphs and below them, as pages have them."""
        if self.chance.random() > FURNISHED:
            return text
        parts = text.split("\n\n")
        line = self.chance.choice(self.script.common["furniture"][language])
        parts.insert(self.chance.randint(1, len(parts)), self._teased(line, language))

        return "\n\n".join([*parts, self._teased(self.script.common["tail"][language], language)])

    def _teased(self, form: str, language: str) -> str:
        return _SYMBOL.sub(lambda _: self.chance.choice(self.script.teasers[language]), form)

    def _raw(self, publisher: str, language: str, said: tuple[str, str], at: datetime) -> RawArticle:
        title, text = said
        self.printed += 1
        house = publisher.lower().replace(" ", "-")
        url = f"https://{house}.example/{self.script.name}/{self.printed}"
        at = at.replace(microsecond=0)

        return RawArticle(
            id=ids.article(url),
            url=url,
            link=url,
            title=title,
            text=f"{title}\n\n{text}",
            language=language,
            publisher=publisher,
            feed=f"https://{house}.example/rss",
            published_at=at,
            date_source=DateSource.PUBLISHED,
            fetched_at=at + timedelta(minutes=self.chance.randint(1, 12)),
        )

    def _copy(self, original: Printed, publisher: str, at: datetime) -> Printed:
        """Reprint an article under another name, its last paragraph cut."""
        old = original.article
        text = old.text.partition("\n\n")[2]
        made = self._raw(publisher, old.language, (old.title, text), max(at, old.fetched_at + timedelta(minutes=5)))

        return replace(original, article=made)

    def _delayed(self, each: Printed) -> Printed:
        """Let some come late, and some without a date; a rumour that comes days after its denial would be none."""
        drawn = self.chance.random()
        article = each.article
        if any(event.is_rumour and event.id == each.event for event in self.script.events):
            return each
        if drawn < STALE:
            article = replace(article, fetched_at=article.fetched_at + timedelta(days=4))
        elif drawn < STALE + LATE:
            article = replace(article, fetched_at=article.fetched_at + timedelta(hours=self.chance.randint(2, 30)))
        elif drawn < STALE + LATE + UNDATED:
            article = replace(article, published_at=None, date_source=DateSource.MISSING)

        return replace(each, article=article)

    def _again(self, found: Sequence[Printed]) -> Iterator[Printed]:
        """Print some once more: unchanged, or with a sentence added."""
        for each in found:
            drawn = self.chance.random()
            later = each.article.fetched_at + timedelta(minutes=self.chance.randint(20, 600))
            if drawn < REPEATED:
                yield replace(each, article=replace(each.article, fetched_at=later))
            elif drawn < REPEATED + EDITED:
                language = each.article.language
                added = self._filled(self.chance.choice(self.script.common["filler"][language]), language)
                text = f"{each.article.text}\n\n{added[0].upper()}{added[1:]}"
                yield replace(each, article=replace(each.article, text=text, fetched_at=later))


def articles(script: Script, seed: int = 1) -> list[Printed]:
    """Print a script."""
    return Press(script=script, chance=random.Random(seed)).articles()
