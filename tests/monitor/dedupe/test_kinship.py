"""What two articles are to each other."""

from __future__ import annotations

from monitor.dedupe import kinship
from monitor.models import RawArticle
from tests import builders
from tests.monitor.dedupe import perturbed

TEXT = perturbed.article(perturbed.seeded(1))
LEAD = "Utusan Northland, Amir Satria, tiba di Doha pada Senin bersama 14 pelaut yang dilepas Southland lewat Oman."
RETOLD = "Empat belas pelaut, kata Amir Satria, kini di Doha: Southland melepas 14 orang itu setelah Oman dan Northland bicara."


def article(name: str, text: str) -> RawArticle:
    return builders.article(name, text=text)


def kind(one: str, other: str, name: str = "two") -> str:
    return kinship.of(article(name, one), article("one", other)).kind


def test_the_same_words_at_the_same_address_are_repeated_and_others_a_revision() -> None:
    text = perturbed.written(TEXT)
    assert kind(text, text, "one") == "repeated"
    assert kind(text + " Ia lalu pergi.", text, "one") == "revision"


def test_a_copy_elsewhere_a_shortened_one_and_a_stranger_are_told_apart() -> None:
    text = perturbed.written(TEXT)
    assert kind(perturbed.written(perturbed.reworded(TEXT, perturbed.seeded(2), 0.03)), text) == "copy"
    assert kind(perturbed.written(TEXT[: len(TEXT) // 3]), text) == "shortened copy"
    assert kind(perturbed.written(perturbed.article(perturbed.seeded(3))), text) == "other"


def test_the_same_event_in_other_words_is_a_retelling_and_no_copy() -> None:
    found = kinship.of(article("two", RETOLD), article("one", LEAD))
    assert found.kind == "retelling"
    assert found.likeness.jaccard < 0.1
    assert found.likeness.facts >= 0.5


def test_what_is_new_in_a_copy_is_named() -> None:
    other = LEAD.replace("14", "15").replace("Oman", "Qatar")
    assert kinship.of(article("two", other), article("one", LEAD)).unheard == ("15", "Qatar")
