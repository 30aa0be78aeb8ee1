"""First telling, revision, copy, or nothing new."""

from __future__ import annotations

from monitor.dedupe import decide, fingerprint
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
