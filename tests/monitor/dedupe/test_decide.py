"""First telling, revision, copy, or nothing new."""

from __future__ import annotations

from monitor.dedupe import decide, fingerprint, step
from monitor.dedupe.decide import Repeated
from monitor.dedupe.index import Index
from monitor.models import RawArticle, Sameness, UniqueArticle
from tests import builders
from tests.monitor.dedupe import perturbed

TEXT = perturbed.article(perturbed.seeded(1))


def seen(index: Index, article: RawArticle) -> UniqueArticle | Repeated:
    """Decide, and remember as the stage does."""
    sketch = fingerprint.sketch(article, article.text)
    decided = decide.decide(article, sketch, index)
    index.add(sketch)
    return decided


def article(name: str, text: perturbed.Paragraphs, title: str = "Envoy arrives") -> RawArticle:
    return builders.article(name, text=perturbed.written(text), title=title)


def test_the_first_telling_is_first() -> None:
    decided = seen(Index(), article("one", TEXT))
    assert isinstance(decided, UniqueArticle)
    assert (decided.sameness, decided.copies) == (Sameness.FIRST, ())


def test_the_same_article_with_the_same_words_is_repeated() -> None:
    index = Index()
    seen(index, article("one", TEXT))
    assert seen(index, article("one", TEXT)) == Repeated(reason="unchanged")


def test_the_same_article_with_other_words_is_a_revision() -> None:
    index = Index()
    seen(index, article("one", TEXT))
    decided = seen(index, article("one", perturbed.reworded(TEXT, perturbed.seeded(2), 0.02)))
    assert isinstance(decided, UniqueArticle)
    assert (decided.sameness, decided.copies) == (Sameness.REVISION, ())


def test_a_new_headline_is_a_revision() -> None:
    index = Index()
    seen(index, article("one", TEXT))
    decided = seen(index, article("one", TEXT, title="Envoy leaves"))
    assert isinstance(decided, UniqueArticle)
    assert decided.sameness is Sameness.REVISION


def test_a_copy_is_handed_on_and_names_all_that_it_resembles() -> None:
    index = Index()
    originals = [article(name, TEXT) for name in ("one", "two", "three")]
    for original in originals:
        seen(index, original)
    decided = seen(index, article("four", perturbed.reworded(TEXT, perturbed.seeded(2), 0.02)))
    assert isinstance(decided, UniqueArticle)
    assert decided.sameness is Sameness.COPY
    assert decided.copies == tuple(sorted(original.id for original in originals))


def test_deciding_changes_nothing() -> None:
    index = Index()
    one = article("one", TEXT)
    decide.decide(one, fingerprint.sketch(one, one.text), index)
    assert len(index) == 0


def test_wire_and_house_go_with_the_article() -> None:
    text = "CAIRO (Reuters) - The envoy of Northland arrived on Monday for talks about the sailors."
    decided = seen(Index(), builders.article(text=text, url="https://news.detik.com/1"))
    assert isinstance(decided, UniqueArticle)
    assert (decided.wire, decided.family) == ("reuters", "trans-media")


def test_a_teaser_of_a_page_already_read_is_nothing_new() -> None:
    index = Index()
    seen(index, article("one", TEXT))
    assert seen(index, article("one", TEXT[: len(TEXT) // 4])) == Repeated(reason="shortened")


def test_a_sentence_taken_back_is_a_revision() -> None:
    index = Index()
    seen(index, article("one", TEXT))
    decided = seen(index, article("one", TEXT[:-2]))
    assert isinstance(decided, UniqueArticle)
    assert decided.sameness is Sameness.REVISION


def test_the_full_text_after_its_teaser_is_a_revision() -> None:
    index = Index()
    seen(index, article("one", TEXT[: len(TEXT) // 4]))
    decided = seen(index, article("one", TEXT))
    assert isinstance(decided, UniqueArticle)
    assert decided.sameness is Sameness.REVISION


def test_of_copies_the_fullest_is_named_and_of_two_as_full_the_newest() -> None:
    index = Index()
    flash, full, again = article("flash", TEXT[: len(TEXT) // 3]), article("full", TEXT), article("again", TEXT)
    told = [seen(index, each) for each in (flash, full, again, article("late", TEXT[: len(TEXT) // 2]))]
    named = [each.fullest for each in told if isinstance(each, UniqueArticle)]
    assert named == [flash.id, full.id, again.id, max(full.id, again.id)]


def test_a_copy_with_a_new_number_or_name_is_passed_on_and_says_which() -> None:
    index = Index()
    base = perturbed.written(TEXT)
    for name, text in (
        ("one", f"{base} Sebanyak 23 sandera dilepas di Rafah lewat Qatar."),
        ("two", f"{base} Sebanyak 24 sandera dilepas di Rafah lewat Oman."),
    ):
        verdict, sketch = step.compare(builders.article(name, text=text), index)
        index.add(sketch)
    assert isinstance(verdict, UniqueArticle)
    assert verdict.sameness is Sameness.COPY
    assert verdict.unheard == ("24", "Oman")


def test_ten_reprints_of_one_agency_have_one_origin() -> None:
    index = Index()
    wires = set()
    for place in range(10):
        text = f"KOTA{place} (Reuters) - {perturbed.written(TEXT)}"
        verdict, sketch = step.compare(builders.article(f"paper{place}", text=text), index)
        index.add(sketch)
        assert isinstance(verdict, UniqueArticle)
        wires.add(verdict.wire)
        assert len(verdict.copies) == place
    assert wires == {"reuters"}
