"""Persons in Arabic, whose script has no capitals."""

from __future__ import annotations

import pytest

from monitor.entities import gazetteer, tag, uncased
from monitor.models import EntityKind


def persons(text: str, language: str = "ar") -> list[str]:
    found = tag.mentions(text, language, gazetteer.load())

    return [one.surface for one in found if one.kind is EntityKind.PERSON]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("أفرج الخاطفون عن المهندس الإيطالي باولو ريتشي في مالي.", ["باولو ريتشي"]),
        ("عاد الصحفي الياباني كينجي تاناكا إلى طوكيو.", ["كينجي تاناكا"]),
        ("التقى وزير الخارجية القطري محمد الكواري وفد الحركة.", ["محمد الكواري"]),
        ("وصلت الراهبة كارلا أورتيز وزميلتها إلى بوغوتا.", ["كارلا أورتيز"]),
        ("ناشدت والدة الأسير يوناتان بيريتس الحكومة.", ["يوناتان بيريتس"]),
        ("شكر والطبيب خالد بن سعيد الوسطاء.", ["خالد بن سعيد"]),
        ("كان أحمد الشمري محتجزا في صنعاء.", ["أحمد الشمري"]),
    ],
)
def test_who_is_called_by_what_he_is_or_by_a_given_name_is_a_person(text: str, named: list[str]) -> None:
    assert persons(text) == named


@pytest.mark.parametrize(
    "text",
    [
        "أفرجت السلطات عن الطبيب بعد شهرين.",
        "قال الوزير إن المفاوضات مستمرة.",
        "التقى الرئيس الفرنسي نظيره المصري في القاهرة.",
        "عاد الصيادون إلى ديارهم سالمين.",
        "أعلن رئيس الوزراء استقالته أمس.",
        "فاز الفريق بكأس الدوري للمرة الثالثة.",
        "دعا السفير إلى وقف إطلاق النار.",
        "طالبت والدة الأسير بإطلاق سراحه فورا.",
        "أبلغ الوسيط بأن رسائل جديدة وصلت.",
        "انتهى اجتماع رئيس الوزراء بقبوله مبدئيا.",
    ],
)
def test_what_follows_an_office_is_not_always_a_name(text: str) -> None:
    assert persons(text) == []


def test_an_official_speaks_for_his_state() -> None:
    found = tag.mentions("وصل وزير الخارجية العماني سالم الحارثي إلى طهران.", "ar", gazetteer.load())
    (named,) = [one for one in found if one.kind is EntityKind.PERSON]
    assert named.actor is not None
    assert named.actor.name == "Oman"


def test_a_person_told_of_twice_is_one() -> None:
    found = tag.mentions("اختطف الكاهن جون أوكافور في مايو. وأفرج عن الكاهن جون أوكافور أمس.", "ar", gazetteer.load())
    assert len({one.id for one in found if one.kind is EntityKind.PERSON}) == 1


def test_scripts_with_capitals_are_read_by_these() -> None:
    assert uncased.of("en") is None
    assert uncased.of("ru") is None
