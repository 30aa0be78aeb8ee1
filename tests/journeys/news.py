"""News for journeys: many persons, each promised and then released, told by outlets in words of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from monitor import ids
from monitor.models import DateSource, RawArticle
from tests.journeys.world import News

STORY = {
    "id": "hostages",
    "name": "Hostages",
    "about": {"core": ["Hamas", "Israel", "hostage"], "need": 2},
    "parties": ("Israel", "Hamas"),
    "known": {"mediator": ["Qatar", "Egypt"]},
    "watch": ("mediator", "release", "captivity", "death", "ceasefire", "talks"),
    "confirm": 2,
}

_FIRST = [
    "Adam",
    "Boris",
    "Carla",
    "Dmitri",
    "Elena",
    "Felix",
    "Greta",
    "Henrik",
    "Irina",
    "Jonas",
    "Karin",
    "Leo",
    "Maria",
    "Nils",
    "Olga",
    "Pavel",
    "Rosa",
    "Stefan",
    "Tanja",
    "Viktor",
]
_LAST = [
    "Aldermann",
    "Brekhov",
    "Castellano",
    "Drummond",
    "Eklund",
    "Farkas",
    "Grunwald",
    "Horvath",
    "Ivarsson",
    "Jablonski",
    "Kowalczyk",
    "Lindqvist",
]
_PLACES = ["Haifa", "Ashkelon", "Beersheba", "Ashdod", "Netanya", "Eilat", "Tiberias", "Nazareth"]
_JOBS = ["teacher", "nurse", "farmer", "student", "doctor", "baker", "engineer", "musician", "journalist", "soldier"]

_PROMISE = (
    "Hamas promised on {day} to release {name}, a {job} from {place} who has been held hostage for months.",
    "Hamas said on {day} that it will soon free the hostage {name}, a {job} whose family lives in {place}.",
)
_RELEASE = (
    "Hamas released the hostage {name} on {day}, officials in Israel said after the {job} reached {place}.",
    "{name}, a {job} who was held hostage by Hamas, was released on {day} and taken to {place}, the Israeli army said.",
)
_DENIAL = (
    "Hamas denied on {day} that it will release {name}, the {job} from {place} who has been held hostage for months."
)
_FILLER = (
    "Relatives gathered outside the municipal hall of {place} and lit {number} candles.",
    "A spokesman asked reporters to respect the privacy of the family of the {job}.",
    "Neighbours described the {job} as a quiet person who kept {number} pigeons on the roof.",
    "The local council of {place} cancelled its meeting on road works and parking.",
    "Doctors in the district hospital prepared {number} rooms, a nurse told a radio station.",
    "Shops along the main street of {place} stayed open until late in the evening.",
    "The weather service expects rain over the coast and winds of {number} kilometres an hour.",
)


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody whose fate the feeds tell."""

    name: str
    job: str
    place: str


def persons(count: int) -> list[Person]:
    """Make up persons, no two with one surname beyond the first dozen in a row."""
    return [
        Person(
            name=f"{_FIRST[(n + n // len(_LAST)) % len(_FIRST)]} {_LAST[n % len(_LAST)]}",
            job=_JOBS[n % len(_JOBS)],
            place=_PLACES[n % len(_PLACES)],
        )
        for n in range(count)
    ]


def promised(person: Person, outlet: int, at: datetime) -> News:
    """Tell of the promise."""
    return _news("promised", _PROMISE, person, outlet, at)


def released(person: Person, outlet: int, at: datetime) -> News:
    """Tell of the release."""
    return _news("released", _RELEASE, person, outlet, at + timedelta(seconds=1))


def denied(person: Person, at: datetime) -> News:
    """Tell that the promise is denied."""
    return _news("denied", (_DENIAL,), person, 0, at)


def _news(what: str, templates: tuple[str, ...], person: Person, outlet: int, at: datetime) -> News:
    name = f"{what}-{person.name.lower().replace(' ', '-')}-{outlet}"
    chance = Random(name)
    words = {"name": person.name, "job": person.job, "place": person.place, "day": at.strftime("%A")}
    lead = templates[outlet % len(templates)].format(**words)
    rest = " ".join(
        line.format(number=chance.randint(3, 90), **words) for line in chance.sample(_FILLER, k=len(_FILLER) - 2)
    )
    title = f"{person.place}: news of {person.name}"
    return News(name=name, title=title, body=f"{lead} {rest}", at=at)


def raw(told: News, publisher: str) -> RawArticle:
    """Give a report as the article that a feed would make of it."""
    url = f"https://{publisher.replace(' ', '')}.example/{told.name}"
    return RawArticle(
        id=ids.article(url),
        url=url,
        link=url,
        title=told.title,
        text=f"{told.title}\n\n{told.body}",
        language="en",
        publisher=publisher,
        feed="",
        published_at=told.at,
        date_source=DateSource.PUBLISHED,
        fetched_at=told.at,
    )
