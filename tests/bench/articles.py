"""Articles of about 500 words, made up: no two are copies, and the same number gives the same article."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from monitor import ids
from monitor.models import DateSource, RawArticle

STORY = {
    "id": "hostages",
    "name": "Hostages",
    "about": {"core": ["Hamas", "Israel", "hostage"], "need": 2},
    "parties": ["Israel", "Hamas"],
    "known": {"mediator": ["Qatar", "Egypt"]},
    "watch": ["mediator", "release", "captivity", "death", "ceasefire", "talks"],
    "confirm": 2,
}
WORDS = 500
START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """The words that articles of one language are made of."""

    who: tuple[str, ...]
    did: tuple[str, ...]
    what: tuple[str, ...]
    where: tuple[str, ...]
    when: tuple[str, ...]
    off: tuple[str, ...]
    on: tuple[str, ...]
    leads: tuple[str, ...]


_ENGLISH = Tongue(
    who=tuple(
        "the harbour master|a retired teacher|the district council|two young engineers|the orchestra|a fish trader|"
        "the head of the library|an umpire|the growers' union|the night watch|a bus driver|the museum's curator|"
        "residents of the old quarter|the goalkeeper|a group of students|the minister of roads|the bakery's owner".split(
            "|"
        )
    ),
    did=tuple(
        "repaired|described|postponed|bought|measured|praised|counted|painted|criticised|moved|opened|closed|"
        "presented|inspected|discovered|lost|designed|lent|rented|defended|recorded|doubted|welcomed".split("|")
    ),
    what=tuple(
        "the wooden bridge|a budget for drains|three new tram lines|the winning goal|an album of waltzes|"
        "the price of rice|a collection of maps|the swimming pool|a field of barley|the water meters|"
        "a plan for the market hall|the timetable of the ferry|solar panels on the school|a rare orchid|"
        "the second half of the season|a report on parking|the roof of the theatre|a row of lime trees".split("|")
    ),
    where=tuple(
        "near the river|in the northern suburb|behind the station|at the annual fair|on the upper terrace|"
        "along the coast road|in a rented hall|next to the clinic|outside the stadium|under the viaduct".split("|")
    ),
    when=tuple(
        "on Monday|after a long winter|before the holidays|during the second week|late in the evening|"
        "despite heavy rain|for the first time in years|at the end of the month|within two hours".split("|")
    ),
    off=(
        "{Who} {did} {what} {where} {when}, and {who} {did} {what}.",
        "{When}, {who} {did} {what} {where}, at a cost of {number} thousand.",
        "According to {who}, {number} visitors saw how {who2} {did} {what}.",
        '"We {did} {what} {when}," said {name}, who lives {where}.',
        "{Who} {did} {number} of them {where}; {who2} {did} {what} {when}.",
    ),
    on=(
        "Relatives of {name} gathered {where} {when} and lit {number} candles.",
        "The Israeli army said {when} that {who} {did} {what} {where}.",
        "A spokesman for Hamas told reporters that {who} {did} {what} {when}.",
        "The family of {captive} asked {who} to keep the hostage in mind {when}.",
        "{name}, who was seen {where}, denied that {who} {did} {what}.",
        "Diplomats from Norway met {who} {where}, {name} said {when}.",
    ),
    leads=(
        "Hamas promised on Monday to release {captive}, a nurse from Haifa who has been held hostage for months.",
        "Hamas released the hostage {captive} on Tuesday, officials in Israel said after the nurse reached Ashdod.",
        "Israel said on Monday that Hamas will soon free the hostage {captive}, whose family lives in Eilat.",
    ),
)
_INDONESIAN = Tongue(
    who=tuple(
        "kepala pelabuhan|seorang pensiunan guru|dewan kabupaten|dua insinyur muda|orkes kota|pedagang ikan|"
        "kepala perpustakaan|wasit pertandingan|serikat petani|penjaga malam|sopir bus|kurator museum|"
        "warga kampung lama|penjaga gawang|sekelompok mahasiswa|menteri pekerjaan umum|pemilik toko roti".split("|")
    ),
    did=tuple(
        "memperbaiki|menggambarkan|menunda|membeli|mengukur|memuji|menghitung|mengecat|mengkritik|memindahkan|"
        "membuka|menutup|memperkenalkan|memeriksa|menemukan|kehilangan|merancang|menyewa|membela|mencatat".split("|")
    ),
    what=tuple(
        "jembatan kayu itu|anggaran saluran air|tiga jalur trem baru|gol kemenangan|album lagu waltz|"
        "harga beras|koleksi peta lama|kolam renang kota|ladang jagung|meteran air warga|"
        "rencana gedung pasar|jadwal kapal feri|panel surya di sekolah|anggrek langka|"
        "paruh kedua musim ini|laporan tentang parkir|atap gedung teater|deretan pohon asam".split("|")
    ),
    where=tuple(
        "di dekat sungai|di pinggiran utara|di belakang stasiun|di pekan raya tahunan|di teras atas|"
        "di sepanjang jalan pantai|di aula sewaan|di samping klinik|di luar stadion|di bawah jalan layang".split("|")
    ),
    when=tuple(
        "pada hari Senin|setelah musim hujan|sebelum liburan|pada pekan kedua|larut malam|"
        "meski hujan deras|untuk pertama kalinya|pada akhir bulan|dalam waktu dua jam".split("|")
    ),
    off=(
        "{Who} {did} {what} {where} {when}, dan {who} {did} {what}.",
        "{When}, {who} {did} {what} {where}, dengan biaya {number} juta.",
        "Menurut {who}, {number} pengunjung melihat {who2} {did} {what}.",
        '"Kami {did} {what} {when}," kata {name}, yang tinggal {where}.',
        "{Who} {did} {number} di antaranya {where}; {who2} {did} {what} {when}.",
    ),
    on=(
        "Keluarga {name} berkumpul {where} {when} dan menyalakan {number} lilin.",
        "Tentara Israel mengatakan {when} bahwa {who} {did} {what} {where}.",
        "Juru bicara Hamas mengatakan kepada wartawan bahwa {who} {did} {what} {when}.",
        "Keluarga {captive} meminta {who} mengingat sandera itu {when}.",
        "{name}, yang terlihat {where}, membantah bahwa {who} {did} {what}.",
        "Diplomat Norwegia menemui {who} {where}, kata {name} {when}.",
    ),
    leads=(
        "Hamas berjanji pada hari Senin akan membebaskan {captive}, seorang perawat yang disandera berbulan-bulan.",
        "Hamas membebaskan sandera {captive} pada hari Selasa, kata pejabat Israel setelah perawat itu tiba di Ashdod.",
        "Israel mengatakan pada hari Senin bahwa Hamas akan segera membebaskan sandera {captive} dari Gaza.",
    ),
)
TONGUES = {"en": _ENGLISH, "id": _INDONESIAN}
_FIRST = tuple(
    "Adam Boris Carla Dmitri Elena Felix Greta Henrik Irina Jonas Karin Maria Nils Olga Pavel Rosa Tanja".split()
)
_LEFT = tuple(
    "Alder Brek Castel Drum Ek Far Grun Hor Ivars Jablon Kowal Lind Mor Nor Ost Petr Quist Rask Sand Torv".split()
)
_RIGHT = tuple("mann hov lano mond lund kas wald vath son ski czyk berg eno gaard stad ov feld sen".split())


def mixed(count: int, *, one_in: int, captives: int = 199) -> Iterator[RawArticle]:
    """Make articles of which one in so many is on the story, in English and Indonesian by turns."""
    for number in range(count):
        yield article(number, is_on=number % one_in == 0, captives=captives)


def article(number: int, *, is_on: bool, captives: int = 199) -> RawArticle:
    """Make one article."""
    chance = Random(number)
    language = ("en", "id")[number // 10 % 2]
    tongue = TONGUES[language]
    captive = name(number % captives)
    lead = (
        chance.choice(tongue.leads).format(captive=captive) if is_on else _sentence(tongue, tongue.off, chance, captive)
    )
    title = f"{captive}: {lead.split(',')[0]}" if is_on else _sentence(tongue, tongue.off, chance, captive)[:70]
    url = f"https://outlet-{number % 40}.example/news/{number}"
    at = START + timedelta(seconds=number)
    return RawArticle(
        id=ids.article(url),
        url=url,
        link=url,
        title=title,
        text="\n\n".join([title, *_paragraphs(tongue, lead, chance, captive, is_on=is_on)]),
        language=language,
        publisher=f"Outlet {number % 40}",
        feed="",
        published_at=at,
        date_source=DateSource.PUBLISHED,
        fetched_at=at,
    )


def name(number: int) -> str:
    """Make up the name of a person."""
    surname = number % (len(_LEFT) * len(_RIGHT))
    first = _FIRST[(number + number // len(_LEFT)) % len(_FIRST)]
    return f"{first} {_LEFT[surname % len(_LEFT)]}{_RIGHT[surname // len(_LEFT)]}"


def _paragraphs(tongue: Tongue, lead: str, chance: Random, captive: str, *, is_on: bool) -> Iterator[str]:
    """Tell on, three sentences to a paragraph; of an article on the story every third sentence speaks of it."""
    yield lead
    words = len(lead.split())
    while words < WORDS:
        kinds = [tongue.on if is_on and chance.random() < 1 / 3 else tongue.off for _ in range(3)]
        paragraph = " ".join(_sentence(tongue, kind, chance, captive) for kind in kinds)
        words += len(paragraph.split())
        yield paragraph


def _sentence(tongue: Tongue, kinds: tuple[str, ...], chance: Random, captive: str) -> str:
    who, when = chance.choice(tongue.who), chance.choice(tongue.when)
    return chance.choice(kinds).format(
        who=chance.choice(tongue.who),
        Who=who[0].upper() + who[1:],
        who2=chance.choice(tongue.who),
        did=chance.choice(tongue.did),
        what=chance.choice(tongue.what),
        where=chance.choice(tongue.where),
        when=when,
        When=when[0].upper() + when[1:],
        number=chance.randint(3, 900),
        name=name(chance.randrange(6000)),
        captive=captive,
    )
