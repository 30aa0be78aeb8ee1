"""What Indonesian cues say of how something is asserted, by the rules alone."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from monitor.shifts import examples, packs
from monitor.shifts.claims import Extractor


@cache
def _rules() -> Extractor:
    known = packs.load()
    languages = {name: replace(one, tables=None) for name, one in known.languages.items()}

    return Extractor(replace(known, languages=languages))


def _told(notation: str, kind: str) -> list[str]:
    found = _rules().extract(examples.tagged(notation, "id"))

    return [claim.modality.value for claim in found if claim.kind == kind]


def _who(notation: str, kind: str) -> set[str]:
    found = _rules().extract(examples.tagged(notation, "id"))

    return {one.name for claim in found if claim.kind == kind for one in claim.who}


RELEASES = [
    ("Milisi sempat berjanji melepas dua bidan yang disandera.", "promised"),
    ("Milisi sempat berjanji melepas dua bidan itu, tetapi kemudian ingkar.", "background"),
    ("Pada pertengahan 1980-an, milisi membebaskan dua bidan.", "background"),
    ("Hanya jika tebusan dibayar, milisi mau membebaskan dua bidan.", "conditional"),
    ("Polisi menilai masih terlalu dini memastikan bahwa dua bidan yang diculik telah dibebaskan.", "conditional"),
    ("Gubernur masih memverifikasi laporan bahwa milisi telah melepas dua bidan.", "conditional"),
    ("Dua bidan yang diculik dikabarkan telah dibebaskan milisi.", "occurred"),
    ("Dua guru yang ditawan sejak serbuan itu kini sudah pulang ke rumah.", "occurred"),
    ("Permohonan uskup agar milisi membebaskan dua bidan dikabulkan.", "promised"),
    ("Permohonan uskup agar milisi membebaskan dua bidan belum dikabulkan.", "requested"),
    ("Kerabat meminta gubernur memerintahkan tentara membebaskan dua bidan dari milisi.", "requested"),
    ("<H FARC> menampik permintaan untuk melepas dua bidan.", "refused"),
    ("Perawat <P Ana Ruiz>, satu-satunya yang berhasil lolos dari tangan milisi, menangis.", "occurred"),
    ("Melalui campur tangan <G Oman>, dua bidan yang diculik milisi dapat kembali ke rumah.", "occurred"),
    ("Tidak seorang sandera pun akan dipulangkan, kata komandan <H FARC>.", "refused"),
    ("Tidak ada awak kapal yang akan dibebaskan, tegas perompak itu.", "refused"),
    ("Tak ada tawanan yang pulang sebelum blokade dibuka, ujar komandan <H FARC>.", "refused"),
    ("Tak ada uang yang dibayarkan ketika milisi melepas dua bidan itu.", "occurred"),
    ("Perawat <P Ana Ruiz> yang diculik milisi tidak termasuk di antara yang dibebaskan.", "denied"),
    ("Tenggat bagi milisi untuk melepas dua bidan itu berlalu begitu saja.", "denied"),
    ("Tenggat itu berlaku lama, lalu milisi melepas dua bidan itu.", "occurred"),
    ("Dua bidan masih disekap milisi, kendati gubernur mengklaim mereka telah dibebaskan.", "denied"),
    ("Kabar pembebasan tiga pelaut yang beredar sejak subuh itu ternyata hoaks.", "denied"),
    ("Menteri menyebut isapan jempol laporan bahwa tiga sandera telah dibebaskan.", "denied"),
    ("Seorang ibu berseru, kembalikan tiga siswi yang diculik itu.", "requested"),
    ("Keluarga kepada milisi: pulangkan dua bidan itu.", "requested"),
    ("Tolong pulangkan tiga pelaut itu, pinta seorang istri kepada perompak.", "requested"),
    ("Perompak luluh, pulangkan tiga pelaut.", "occurred"),
    ("Diharapkan, pilot yang disandera itu sudah dibebaskan sebelum Natal.", "conditional"),
    ("Wali kota optimistis dua bidan yang diculik itu pulang ke rumah.", "conditional"),
    ("Polisi menargetkan tiga siswi yang diculik itu sudah dibebaskan sebelum liburan.", "planned"),
    ("Geng itu menetapkan dua syarat: tiga insinyur dilepas kalau tebusan dibayar.", "conditional"),
    ("Milisi tidak keberatan memulangkan tiga pelaut yang disandera.", "offered"),
    ("<G Peru> dan <G Chile> sepakat tukar tahanan.", "promised"),
    ("<G Peru> dan <G Chile> telah sepakat tukar tahanan.", "promised"),
    ("<G Peru> merintis kesepakatan tukar tahanan.", "planned"),
    ("Dalam tahap kedua, <H FARC> harus memulangkan 20 sandera.", "demanded"),
    ("Dalam tahap kedua, <H FARC> memulangkan 20 sandera.", "background"),
    ("Perawat <P Ana Ruiz> genap dua tahun dibebaskan penculiknya.", "background"),
    ("Tiga sandera dibebaskan, dan menteri menyebut tuduhan itu bualan.", "occurred"),
    ("Para tetua berhasil meyakinkan penculik untuk melepas tiga polisi.", "occurred"),
    ("Uskup itu berhasil membujuk perompak agar memulangkan dua pelaut.", "occurred"),
    ("Para tetua belum berhasil meyakinkan penculik untuk melepas tiga polisi.", "planned"),
    ("Uskup itu bernegosiasi dengan geng hingga dua suster yang diculik dilepas.", "occurred"),
    ("Uskup itu siap bernegosiasi dengan geng hingga dua suster yang diculik dilepas.", "conditional"),
    ("<G Peru> tunda bebaskan 40 tahanan.", "refused"),
    ("Setelah menunda pelayaran, perompak membebaskan dua pelaut.", "occurred"),
    ("<H FARC> mengurungkan niat memulangkan dua bidan itu.", "denied"),
    ("<H FARC> mau melepas tiga pelaut itu setelah Lebaran.", "promised"),
    ("<G Chile> mau semua tawanan pulang sebelum perjanjian diteken.", "demanded"),
    ("Keluarga belum melihat tanda bebasnya pilot yang disandera.", "denied"),
    ("Sekitar 260 korban penculikan asal belasan negara dibebaskan milisi.", "occurred"),
    ("Pada pertukaran 2011, <G Peru> melepas 27 tahanan.", "background"),
    ("Dua puluh tahun lalu perompak membebaskan 12 awak kapal.", "background"),
    ("Dua belas hari lalu perompak membebaskan 12 awak kapal.", "background"),
    ("<H FARC> tidak pernah, dan tidak akan, membebaskan para sandera.", "refused"),
    ("Orang tua siswa tunggu anak mereka dibebaskan.", "planned"),
    ('"Kembalikan anak saya," kata ibu <P Ana Ruiz>, yang disandera <H FARC>.', "requested"),
    ("<H FARC> pasti membebaskan para sandera.", "promised"),
    ("Dua bidan yang disandera boleh pulang dengan tebusan, kata penculiknya.", "conditional"),
    ("Dua bidan yang disandera boleh pulang dengan selamat, kata penculiknya.", "occurred"),
    ("Dua tahun sudah, kenang bupati itu, para pelaut yang disandera dibebaskan.", "background"),
]


@pytest.mark.parametrize(("notation", "modality"), RELEASES)
def test_how_a_release_is_asserted(notation: str, modality: str) -> None:
    assert set(_told(notation, "release")) == {modality}


MEDIATIONS = [
    ("<G Norwegia> menengahi konflik itu pada awal 1990-an.", "background"),
    ("<G Oman> sempat berjanji menengahi konflik itu.", "promised"),
    ("Hanya jika kedua kubu setuju, <G Oman> bersedia menengahi konflik itu.", "conditional"),
    ("<G Oman> belum memutuskan apakah akan menengahi konflik itu.", "conditional"),
    ("Permintaan <G Peru> agar <G Oman> menengahi sengketa itu dikabulkan.", "promised"),
    ("<G Togo> hendak menemui kedua kubu di istana sebagai penengah.", "planned"),
    ("<G Togo> tidak pantas menengahi konflik itu.", "refused"),
    ("<G Oman> dikabarkan menengahi konflik itu.", "occurred"),
    ("<G Angola> belum putuskan kembali jadi mediator konflik itu.", "denied"),
    ("Gubernur larang <P Ana Ruiz> jadi perantara geng itu.", "refused"),
    ("Gubernur datang, <P Ana Ruiz> jadi perantara geng itu.", "occurred"),
    ("<G Oman> rela menjadi penengah konflik itu.", "offered"),
    ("<G Oman> sudi menjadi mediator kedua kubu.", "offered"),
    ("<G Hongaria> usul jadi tuan rumah dialog <G Peru> dan <G Chile>", "offered"),
    ("Rencana <G Peru> mengirim <P Ana Ruiz> sebagai penengah ditunda.", "planned"),
    ("Atas usul <G Peru>, <P Ana Ruiz> menengahi konflik itu.", "occurred"),
    ("<G Oman> hendak mempertemukan kedua jenderal.", "planned"),
    ("<G Oman> bakal turun menengahi sengketa pelabuhan.", "promised"),
    ("<G Oman> akan memimpin upaya mendamaikan kedua kubu.", "promised"),
    ("<G Oman> memimpin upaya mendamaikan kedua kubu.", "occurred"),
    ("<G Peru> akan menugasi <P Ana Ruiz> sebagai penengah.", "planned"),
    ("Hakim <P Ana Ruiz>, yang Kamis dijadwalkan menengahi perundingan upah, batuk.", "planned"),
    ("<P Ana Ruiz> dijagokan memimpin perundingan damai itu.", "conditional"),
    ("<G Kenya> dipertimbangkan sebagai lokasi, dengan <P Ana Ruiz> sebagai penengah.", "conditional"),
    ("<G Oman> baru akan menengahi konflik itu jika kedua kubu meminta.", "conditional"),
    ("<G Oman> masih dapat menengahi konflik itu.", "conditional"),
    ("<H FARC> mensyaratkan <G Kuba> hadir sebagai penengah.", "demanded"),
    ("<G Sudan> tidak mengakui <G Kenya> sebagai penengah.", "refused"),
    ("<G Sudan> tidak melihat perlunya <G Kenya> menjadi mediator.", "refused"),
    ("<G Oman> menegaskan tidak sedang menengahi konflik itu.", "denied"),
    ("<G Oman> belum berpikir untuk menengahi konflik itu.", "denied"),
    ("<G Oman> menilai bualan kabar bahwa negaranya menengahi konflik itu.", "denied"),
    ("<G Oman> menengahi, <G Peru>: tidak ada mediator", "denied"),
    ("Tidak, jawab <P Ana Ruiz> ketika ditanya soal kesediaannya menengahi kedua kubu.", "refused"),
    ("Batal terbang, <P Ana Ruiz> yang sedianya menengahi kedua kubu pulang.", "denied"),
    ("<G Oman>, yang pada masa perang menengahi kedua kubu, bungkam.", "background"),
    ("Tanpa <G Oman> sebagai penengah, kedua kubu bertengkar.", "denied"),
    ("Bukan <G Oman> yang menengahi konflik itu.", "denied"),
    ("Bukan hanya <G Oman> yang menengahi konflik itu.", "occurred"),
    ("<G Oman> tidak pernah, dan tidak akan, menjadi mediator.", "denied"),
    ("<G Peru> menuntut agar hanya <G Oman> yang menengahi konflik itu.", "demanded"),
    ("Pada masa lalu, <G Oman> menengahi konflik itu.", "background"),
    ("Wali kota <P Ana Ruiz> mengenang saat ia menengahi konflik itu.", "background"),
    ("<G Oman>, yang puluhan tahun menjadi penengah, bungkam.", "background"),
    ("Mediator <G Oman>, <P Ana Ruiz>, akan terbang ke <L Riga>.", "planned"),
    ("<G Oman> menengahi konflik itu, asal kedua pihak menahan diri.", "conditional"),
    ("<G Oman>, kata diplomat dengan syarat anonim, menengahi konflik itu.", "occurred"),
    ("<G Oman> tengah berupaya menengahi konflik itu.", "occurred"),
    ("<G Oman> dan <G Peru> terus berusaha menjembatani kedua kubu.", "occurred"),
    ("<G Oman> akan berupaya menengahi konflik itu.", "planned"),
    ("<G Oman> membantah tengah berupaya menengahi konflik itu.", "denied"),
    ("<G Kuba> belum sambut ajakan jadi mediator konflik itu.", "denied"),
    ("Perawat yang mogok menuntut uskup <P Ana Ruiz> dilibatkan sebagai mediator.", "requested"),
    ("<G Peru> mendambakan <G Oman> sebagai mediator.", "requested"),
]


@pytest.mark.parametrize(("notation", "modality"), MEDIATIONS)
def test_how_a_mediation_is_asserted(notation: str, modality: str) -> None:
    assert set(_told(notation, "mediation")) == {modality}


DOERS = [
    ("<G Oman> membantah laporan media <G Peru> yang menyebutnya mundur dari mediasi.", {"Oman"}),
    ("<G Kenya> mengutus menteri luar negerinya ke <L Juba=Sudan Selatan> untuk mendamaikan kedua kubu.", {"Kenya"}),
    ("Kementerian menunjuk <P Ana Ruiz> untuk menengahi sengketa itu.", {"Ana Ruiz"}),
    ("Juru runding <G Peru> dan <G Chile> bertatap muka di <L Lima>.", set()),
    ("Juru runding <P Ana Ruiz> menemui kedua kubu secara terpisah.", {"Ana Ruiz"}),
    ("<G Oman>, yang menjamu utusan <G Peru> di <L Riga>, lagi-lagi mempertemukan kedua kubu.", {"Oman"}),
    ("<G Oman>, kata menteri <G Peru>, menengahi konflik itu.", {"Oman"}),
    ("Perundingan dibuka, kata menteri <G Mesir>, yang menengahi kedua kubu.", {"Mesir"}),
    ("<H Taliban> <G Afganistan> menengahi konflik itu.", {"Taliban"}),
]


@pytest.mark.parametrize(("notation", "names"), DOERS)
def test_who_mediates(notation: str, names: set[str]) -> None:
    assert _who(notation, "mediation") == names


def test_who_sets_a_condition_is_no_mediator() -> None:
    assert _who("<H FARC> mensyaratkan <G Kuba> hadir sebagai penengah.", "mediation") == {"Kuba"}
