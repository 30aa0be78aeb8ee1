"""A news site of our own making: articles in four languages and several layouts, and all that stands where none is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

from monitor.models import DateSource, RawArticle
from tests import builders

NOON = datetime(2024, 11, 1, 12, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Story:
    """A report: its first paragraph is what feeds show of it."""

    language: str
    title: str
    paragraphs: tuple[str, ...]

    @property
    def teaser(self) -> str:
        return self.paragraphs[0]


STORIES = (
    Story(
        language="en",
        title="Ferry crew to be freed at dawn, mediator says",
        paragraphs=(
            "The crew of the ferry Alder will be freed at dawn, the mediator from Norland told reporters in the harbour.",
            "Nine sailors have been held on the island since the ferry was seized in a storm two weeks ago.",
            "Relatives of the sailors waited in the chapel and lit a candle for each of the nine.",
            "The harbour master said that the ferry would sail as soon as the crew was on board and the doctor had seen them.",
            "Norland began to mediate after both sides had written to its foreign minister in October.",
        ),
    ),
    Story(
        language="id",
        title="Awak kapal feri akan dibebaskan saat fajar, kata mediator",
        paragraphs=(
            "Awak kapal feri Alder akan dibebaskan saat fajar, kata mediator dari Norlandia kepada wartawan di pelabuhan.",
            "Sembilan pelaut ditahan di pulau itu sejak kapal feri dirampas saat badai dua pekan lalu.",
            "Keluarga para pelaut menunggu di gereja kecil dan menyalakan lilin untuk masing-masing pelaut.",
            "Kepala pelabuhan mengatakan kapal feri berlayar begitu awak kapal naik dan diperiksa dokter.",
            "Norlandia mulai menengahi setelah kedua pihak menulis surat kepada menteri luar negerinya pada Oktober.",
        ),
    ),
    Story(
        language="ru",
        title="Экипаж парома освободят на рассвете, сообщил посредник",
        paragraphs=(
            "Экипаж парома Альдер освободят на рассвете, сообщил журналистам в порту посредник из Норландии.",
            "Девять моряков удерживают на острове с тех пор, как паром захватили во время шторма две недели назад.",
            "Родственники моряков ждали в часовне и зажгли свечу за каждого из девяти.",
            "Начальник порта сказал, что паром выйдет в море, как только экипаж поднимется на борт и его осмотрит врач.",
            "Норландия стала посредником после того, как обе стороны написали её министру в октябре.",
        ),
    ),
    Story(
        language="ar",
        title="الوسيط: الإفراج عن طاقم العبارة عند الفجر",
        paragraphs=(
            "قال الوسيط القادم من نورلاند للصحفيين في الميناء إن الإفراج عن طاقم العبارة سيتم عند الفجر.",
            "ويحتجز تسعة بحارة في الجزيرة منذ الاستيلاء على العبارة خلال عاصفة قبل أسبوعين.",
            "وانتظر أقارب البحارة في الكنيسة الصغيرة وأضاءوا شمعة عن كل واحد من طاقم العبارة.",
            "وقال مدير الميناء إن العبارة ستبحر فور صعود الطاقم وفحص الطبيب لهم عند الفجر.",
            "وبدأت نورلاند الوساطة بعد أن كتب الطرفان إلى وزير خارجيتها في أكتوبر.",
        ),
    ),
)
ENGLISH = STORIES[0]


def _shell(story: Story, body: str, *, charset: str = "utf-8", head: str = "") -> str:
    menu = "".join(
        f'<li><a href="/{name}">{name.title()}</a></li>' for name in ("world", "harbour", "sport", "weather")
    )
    return (
        f'<!DOCTYPE html><html lang="{story.language}"><head><meta charset="{charset}"><title>{escape(story.title)} | Harbour'
        f"</title>{head}<script>var ads = {{}};</script></head><body><nav><ul>{menu}</ul></nav>{body}"
        '<aside class="related"><h3>Related</h3><ul><li><a href="/1">Bridge opens</a></li><li><a href="/2">Rain</a></li></ul>'
        '</aside><div id="comments" class="comments"><p>Reader one: I was there and saw nothing of it at all.</p></div>'
        "<footer><p>Copyright Harbour News. All rights reserved.</p></footer></body></html>"
    )


def _paragraphs(story: Story) -> str:
    return "".join(f"<p>{escape(each)}</p>" for each in story.paragraphs)


def plain(story: Story) -> str:
    """An article element, as HTML 5 has it."""
    return _shell(story, f"<main><article><h1>{escape(story.title)}</h1>{_paragraphs(story)}</article></main>")


def blocks(story: Story) -> str:
    """Nested blocks with classes, as older systems write them; links and emphasis inside of the paragraphs."""
    first, *rest = story.paragraphs
    word, _, others = rest[0].partition(" ")
    body = f'<p><strong>{escape(first)}</strong></p><p><a href="/x">{escape(word)}</a> {escape(others)}</p>'
    body += "".join(f"<p>{escape(each)}</p>" for each in rest[1:])
    return _shell(
        story,
        f'<div class="wrap"><h2>{escape(story.title)}</h2><div class="article-body entry-content">{body}</div></div>',
    )


def cookies(story: Story) -> str:
    """A banner over the article, and a table of links beside it."""
    banner = '<div class="cookie-banner consent"><p>We use cookies. Accept all or manage your choices.</p></div>'
    table = "<table>" + "".join(f'<tr><td><a href="/{n}">Link number {n}</a></td></tr>' for n in range(12)) + "</table>"
    return _shell(story, f"{banner}<article><h1>{escape(story.title)}</h1>{_paragraphs(story)}</article>{table}")


LAYOUTS: tuple[Callable[[Story], str], ...] = (plain, blocks, cookies)


def _page(title: str, *lines: str) -> str:
    body = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title></head><body><div><h1>{title}</h1>{body}</div></body></html>"
    )


CONSENT = _page(
    "Before you continue",
    "We and our 812 partners store and access information on a device, such as cookies and unique identifiers.",
    "You can accept all of it, reject all of it, or set your choices for each purpose and each partner below.",
    "Your choices count for this site only, and you can change them at any time on the page about privacy.",
)
LOG_IN = _page(
    "Sign in to Harbour News",
    "Enter your e-mail address and your password to go on, or use the account that you have elsewhere.",
    "New here? An account is free of charge and takes a minute. We never share your address with anybody.",
)
SOFT_404 = _page(
    "Page not found",
    "The page that you are looking for has moved, or was never there. Try the search above, or our front page.",
    "Most read today: how to keep bees in a city, the nine best soups for a cold evening, a house without a door.",
)
JAVASCRIPT_ONLY = (
    "<!DOCTYPE html><html><head><title>Harbour</title><script src='/app.js'></script></head><body><div id='root'></div>"
    "<noscript>You need to enable JavaScript to run this app.</noscript></body></html>"
)


def paywall(story: Story) -> str:
    """The teaser, and no more of it."""
    return _page(
        story.title,
        story.teaser,
        "Subscribe to continue reading this article and many more on all of your devices.",
        "Already a subscriber? Log in here to read on, or restore your purchase in the settings of your account.",
    )


def other(story: Story) -> str:
    """Another article than the one that was announced."""
    return plain(
        Story(
            language="en",
            title="Nine soups for a cold evening",
            paragraphs=(
                "A good soup begins with an onion and ends with bread, writes our cook, who has tried all of these at home.",
                "Cut the onion fine, let it turn golden in butter, and give it more time than you think that it needs.",
                "Lentils want no soaking; beans do, and they repay it with a taste that no tin has ever had.",
                f"Serve it hot. Next week: {story.title.split()[0]} cooking.",
            ),
        )
    )


def front(story: Story, others: Sequence[str] = ()) -> str:
    """A front page that shows the teaser among many others."""
    lines = others or [
        f"{title} The council of {place} decided on Monday evening by a narrow vote, and will meet again in a month."
        for title in ("Bridge opens.", "School closes.", "Road widened.", "Park planned.", "Tax lowered.")
        for place in ("Easton", "Weston", "Norton", "Sutton")
    ]
    return _page("Harbour News", f"{story.title}. {story.teaser}", *lines)


def teaser_of(story: Story, link: str) -> RawArticle:
    """The article as a feed gives it: title and first paragraph."""
    return builders.article(
        url=link,
        link=link,
        title=story.title,
        text=f"{story.title}\n\n{story.teaser}",
        language=story.language,
        published_at=NOON,
        date_source=DateSource.PUBLISHED,
        fetched_at=NOON,
    )
