"""A masked string and its way back to the text are one thing, however the string was written."""

from hypothesis import given
from hypothesis import strategies as st

from monitor.models import EntityKind, Mention
from monitor.shifts import mask, packs
from monitor.text import dates, numbers

PIECES = (
    "Ann Lee", "Dr. Ann Lee", "the hostages' lawyer", "three", "24", "(34)", "(a nurse)", "on Monday", "‘freed’", "’s", "'s",
    "cease‐fire", "İstanbul", "ΟΔΟΣ", "ß", "…", "§P1", "\u00a0", "e\u0301", "sailors’", "U.S.", "-", "’",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=12).map(" ".join)


@given(TEXTS)
def test_the_string_is_what_its_units_say_and_each_unit_stands_in_the_text(text: str) -> None:
    name = "Ann Lee"
    places = [at for at in range(len(text)) if text.startswith(name, at)]
    mentions = [
        Mention(start=at, end=at + len(name), surface=name, id="person:ann lee", name=name, kind=EntityKind.PERSON)
        for at in places
    ]
    found = mask.Found(
        mentions=mentions, numbers=numbers.find(text, "en"), dates=dates.find(text, reference=None, language="en")
    )
    masked = mask.mask(text, 0, len(text), found, packs.load().languages["en"].lexis)

    assert " ".join(unit.text for unit in masked.units) == masked.text
    assert len(masked.at) == len(masked.units)
    assert all(masked.text.startswith(unit.text, at) for unit, at in zip(masked.units, masked.at, strict=True))
    assert all(0 <= unit.start < unit.end <= len(text) for unit in masked.units)
