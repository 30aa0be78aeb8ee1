"""From the bytes of a document to its text, whatever its headers and declarations say."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# How "<" and what may follow it look without a byte order mark, or "{" and a quote.
_WIDE = (
    (re.compile(rb"\s*[<{]\0\0\0", re.DOTALL), "utf-32-le"),
    (re.compile(rb"\0\0\0[<{]", re.DOTALL), "utf-32-be"),
    (re.compile(rb"(?:\s\0)*[<{\[]\0[^\0]\0", re.DOTALL), "utf-16-le"),
    (re.compile(rb"(?:\0\s)*\0[<{\[]\0[^\0]", re.DOTALL), "utf-16-be"),
)
_charset = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_declared = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']\s*([\w.:-]{1,40})", re.IGNORECASE)
_HEAD = 2_000
_foreign = re.compile(rb"[^<>\x00-\x1f]*[\x80-\xff][^<>\x00-\x1f]*")
_SAMPLE = 20_000
# Fewer foreign bytes than a headline or two fit too many encodings.
_high = re.compile(rb"[\x80-\xff]")
_TELLING = 40
# Writers in a hurry say these and mean the wider one of the same bytes, as browsers read them.
_MEANT = {
    "iso8859-1": "windows-1252",
    "ascii": "windows-1252",
    "iso8859-9": "windows-1254",
    "iso8859-11": "windows-874",
    "tis-620": "windows-874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
}
# Where nobody says what the bytes are, a guess is believed when it is a script of its own; Latin ones look too much alike.
_SCRIPTS = frozenset(
    "big5 big5hkscs cp932 cp949 cp950 cp1251 cp1253 cp1255 cp1256 cp874 euc_jp euc_kr gb18030 gb2312 gbk koi8_r koi8_u "
    "shift_jis tis_620".split()
)
# Two bytes that by chance are UTF-8 are quickly found in Chinese, Japanese or Korean; eight such in a row are not.
_ENOUGH = 8
_DOUBLE = frozenset({"big5", "cp932", "cp949", "gb18030", "euc_jp", "euc_jis_2004"})


def decode(body: bytes, content_type: str) -> str:
    """Give the text of a document.

    A byte order mark decides, then the bytes themselves where they are UTF-8, then the HTTP header, then the XML declaration,
    then a guess. Bytes that are no characters are replaced, never a reason to lose the rest.

    >>> decode("<a>Trêve</a>".encode("utf-16-le"), "text/xml; charset=iso-8859-1")
    '<a>Trêve</a>'
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return _read(body[len(mark) :], name)
    wide = next((name for shape, name in _WIDE if shape.match(body[:_HEAD])), "")
    if wide:
        return _read(body, wide)
    said = _said(body, content_type)
    text = _as_utf8(body, said)
    if text is not None:
        return text
    return _read(body, said or _guess(body))


def _said(body: bytes, content_type: str) -> str:
    """Name the first encoding of header and declaration that exists and can hold the bytes."""
    in_header, in_xml = _charset.search(content_type), _declared.search(body[:_HEAD])
    names = [_known(in_header[1]) if in_header else "", _known(in_xml[1].decode("ascii", "ignore")) if in_xml else ""]
    return next((name for name in names if name and name != "utf-8" and _holds(body, name)), "")


def _known(name: str) -> str:
    """Give the codec that a name means; empty where there is none for text, or where its units are wide and these are not."""
    try:
        found = codecs.lookup(name)
    except (LookupError, UnicodeError):
        return ""
    known = found.name
    if not getattr(found, "_is_text_encoding", True) or known.startswith(("utf-16", "utf-32")):
        return ""
    return _MEANT.get(known, known)


def _holds(body: bytes, name: str) -> bool:
    """Say whether nearly all of the bytes are characters in an encoding; a stray one may be damage."""
    try:
        wrong = body.decode(name, "replace").count("\ufffd")
    except (UnicodeError, LookupError):
        return False
    return wrong <= 1 + len(body) // 1_000


def _as_utf8(body: bytes, said: str) -> str | None:
    """Read bytes that are UTF-8 beyond doubt; a stray bad byte is forgiven where nothing else is said."""
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        good = body[: error.start]
        is_mostly = not said and len(_wide_characters(good)) >= _ENOUGH and _holds(body, "utf-8")
        return _read(body, "utf-8") if is_mostly else None
    foreign = _wide_characters(body)
    is_seven_bit = said in {"utf-7", "hz"} or said.startswith("iso2022")
    is_chance = said in _DOUBLE and 0 < len(foreign) < _ENOUGH
    return None if is_seven_bit or is_chance else text


def _wide_characters(body: bytes) -> list[bytes]:
    return re.findall(rb"[\xc2-\xf4][\x80-\xbf]", body[:1_000_000])


def _guess(body: bytes) -> str:
    sample = b" ".join(_foreign.findall(body[:1_000_000]))[:_SAMPLE]
    is_telling = len(_high.findall(sample)) >= _TELLING
    found = from_bytes(sample).best() if is_telling else None
    return found.encoding if found is not None and found.encoding in _SCRIPTS else "windows-1252"


def _read(body: bytes, name: str) -> str:
    return body.decode(name, "replace")
