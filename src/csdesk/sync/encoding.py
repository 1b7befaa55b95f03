"""Bytes to text: byte order marks, UTF-16 without one, strict UTF-8, then the legacy code pages.

The whole file decides, because the first accented letter of an export may stand far into it. A legacy code page is a
guess by nature, so it comes with the cells it was guessed from and with the alternatives.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from itertools import pairwise

from csdesk.sync.errors import SyncRefused

LEGACY = (
    "cp1252", "cp1250", "mac_roman", "cp850", "cp1251", "cp1253", "cp1254", "cp1257",
    "cp932", "gb18030", "cp949", "big5",
)  # fmt: skip
"""Code pages tried in this order when the bytes are not UTF-8; Western Windows first, East Asian last."""

LABELS = {
    "utf-8": "UTF-8", "utf-8-sig": "UTF-8 with BOM", "utf-16-le": "UTF-16 LE", "utf-16-be": "UTF-16 BE",
    "utf-32-le": "UTF-32 LE", "utf-32-be": "UTF-32 BE", "cp1252": "Windows-1252", "cp1250": "Windows-1250",
    "cp1251": "Windows-1251", "cp1253": "Windows-1253", "cp1254": "Windows-1254", "cp1257": "Windows-1257",
    "mac_roman": "Mac Roman", "cp850": "DOS 850", "cp932": "Shift JIS", "gb18030": "GB 18030", "cp949": "Korean 949",
    "big5": "Big5", "iso8859-1": "ISO 8859-1", "iso8859-15": "ISO 8859-15",
}  # fmt: skip

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HIGH_WORD = re.compile(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")
_ACCENTED_CELL = re.compile('[^,;\t|\r\n"]*[^\x00-\x7f][^,;\t|\r\n"]*')
_UTF8_PAIR = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_PUNCTUATION = "’‘“”–—…€£™®©°«»·•\u00a0"


@dataclass(frozen=True, slots=True)
class EncodingSample:
    """One way to read the bytes, with up to five cells that show whether it is right."""

    name: str
    label: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text. `certain` is False for a guessed code page; `samples` then holds the guess first."""

    text: str
    name: str
    label: str
    certain: bool
    samples: tuple[EncodingSample, ...] = ()
    note: str = ""
    """What was left out of the bytes to read them."""


def label(name: str) -> str:
    """The name of an encoding as people know it; the codec's own name when CSDesk has none."""
    return LABELS.get(name, name)


def _codec(name: str) -> str:
    wanted = name.strip().lower()
    for codec, shown in LABELS.items():
        if wanted in (codec, shown.lower()):
            return codec
    try:
        found = codecs.lookup(wanted)
    except (LookupError, ValueError):
        raise SyncRefused(
            f"“{name}” is not an encoding that CSDesk knows.", "Name one such as utf-8, utf-16 or cp1252.", "options"
        ) from None
    if not getattr(found, "_is_text_encoding", True):
        raise SyncRefused(f"“{name}” is not a text encoding.", "Name one such as utf-8 or cp1252.", "options")
    return found.name


def _strict(data: bytes, codec: str) -> str:
    skip = 0
    for mark, marked in _MARKS:
        if data.startswith(mark) and marked.removesuffix("-sig") == codec.removesuffix("-sig"):
            skip = len(mark)
            break
    plain = "utf-8" if codec == "utf-8-sig" else codec
    try:
        return data[skip:].decode(plain)
    except UnicodeDecodeError as error:
        offset = error.start + skip
        where = f"byte {offset:,} ({data[offset : offset + 1].hex().upper() or 'end of file'})"
        raise SyncRefused(
            f"The file is not sound {label(codec)}: {where} is malformed"
            + (", as if the file had been cut off there." if error.end + skip >= len(data) else "."),
            "Export it again, or choose another encoding.",
            "encoding",
        ) from None
    except UnicodeError as error:
        raise SyncRefused(f"The file could not be read as {label(codec)}: {error}.", "", "encoding") from None


def _utf16_without_mark(data: bytes) -> str | None:
    """utf-16-le or -be when the zero bytes of the whole file stand on one side only, else None."""
    if data.count(0) < 3:
        return None
    even, odd = data[0::2].count(0), data[1::2].count(0)
    half = len(data) / 2
    if odd > half * 0.05 and even <= odd * 0.02:
        return "utf-16-le"
    if even > half * 0.05 and odd <= even * 0.02:
        return "utf-16-be"
    return None


def _faults(words: list[bytes], codec: str) -> float:
    """The share of words that make no sense when read with that code page; 1.0 when bytes have no meaning in it."""
    bad = 0
    for word in words:
        try:
            text = word.decode(codec)
        except UnicodeDecodeError:
            return 1.0
        core = text.strip(_PUNCTUATION)
        letters = [c for c in core if c not in _PUNCTUATION]
        foreign = [c for c in letters if c > "\x7f"]
        if (
            any(not c.isalpha() for c in letters)
            or any(a.islower() and b.isupper() and b > "\x7f" for a, b in pairwise(core))
            or any(a.isupper() and a > "\x7f" and b.islower() for a, b in pairwise(core[1:]))
            or _mixed(letters, foreign)
        ):
            bad += 1
    return bad / len(words)


def _mixed(letters: list[str], foreign: list[str]) -> bool:
    latin = [c for c in foreign if c < "\u0250" or "\u1e00" <= c < "\u1f00"]
    if latin and len(latin) == len(letters) > 2:
        return True  # A whole word of accented Latin letters is another alphabet read wrongly.
    return bool(foreign) and not latin and len(foreign) < len(letters)  # Two alphabets within one word.


def _guess(data: bytes) -> str:
    words = list(dict.fromkeys(_HIGH_WORD.findall(data)))[:4000]
    scored = [(_faults(words, codec), index, codec) for index, codec in enumerate(LEGACY[:8])]
    best = min(scored)
    if best[0] > 0.5:
        for codec in LEGACY[8:]:
            try:
                text = data.decode(codec)
            except UnicodeDecodeError:
                continue
            wide = sum(1 for c in text if c > "\u2e7f")
            if wide > 0.7 * sum(1 for c in text if c > "\x7f"):
                return codec
    # Windows-1252 stays the first choice unless another page makes clearly more sense of the words.
    western = scored[0][0]
    return "cp1252" if western < 1.0 and western <= best[0] + 0.15 else best[2]


def _samples(text: str) -> tuple[str, ...]:
    cells: dict[str, None] = {}
    for match in _ACCENTED_CELL.finditer(text):
        cells.setdefault(match.group().strip()[:60])
        if len(cells) == 5:
            break
    return tuple(cells)


def samples(data: bytes, first: str) -> tuple[EncodingSample, ...]:
    """The accented cells of the file under `first` and under every other code page that can read all its bytes."""
    found: list[EncodingSample] = []
    for codec in dict.fromkeys((first, *LEGACY)):
        try:
            text = data.decode(codec)
        except (UnicodeDecodeError, LookupError):
            continue
        found.append(EncodingSample(codec, label(codec), _samples(text)))
    return tuple(found)


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """The text of `data`. `encoding` is the reader's own choice and is then taken strictly.

    Raises SyncRefused for an empty file, for bytes malformed in the encoding (naming the offset) and for binary data.
    """
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise SyncRefused("The file is empty.", "Run the export again and pick the new file.", "empty")
    if encoding:
        codec = _codec(encoding)
        if codec == "utf-16":
            codec = "utf-16-be" if data.startswith(codecs.BOM_UTF16_BE) else (_utf16_without_mark(data) or "utf-16-le")
        if b"\0" in data and not codec.startswith(("utf-16", "utf-32")):
            return _without_zeros(data, codec)
        return _finish(_strict(data, codec), codec, True)
    if b"\0" in data and data.startswith(codecs.BOM_UTF8):
        return _without_zeros(data, None)
    for mark, codec in _MARKS:
        if data.startswith(mark) and not (codec == "utf-32-le" and len(data) % 4):
            return _finish(_strict(data, codec), codec, True)
    sixteen = _utf16_without_mark(data)
    if sixteen:
        return _finish(_strict(data, sixteen), sixteen, True)
    if b"\0" in data:
        return _without_zeros(data, None)
    try:
        return _finish(data.decode("utf-8"), "utf-8", True)
    except UnicodeDecodeError as error:
        pairs = _UTF8_PAIR.findall(data[:2_000_000])
        sound = len(pairs)
        high = sum(1 for byte in data[:2_000_000] if byte > 0x7F)
        spoilt = high - sum(map(len, pairs))
        # Another encoding gives a pair of UTF-8 by chance only, never most of them.
        if sound >= 2 and (spoilt <= sound * 0.25 or (sound > 2 and spoilt <= sound) or error.end >= len(data)):
            _strict(data, "utf-8")  # Nearly all of it is UTF-8: a damaged file, not another encoding.
    codec = _guess(data)
    return _finish(_strict(data, codec), codec, False, samples(data, codec))


_FEW_ZEROS = 20


def _without_zeros(data: bytes, encoding: str | None) -> Decoded:
    """A text into which a few zero bytes fell, which mean nothing, read without them; more of them are no text."""
    places = [match.start() for match in re.finditer(b"\0", data[:2_000_000])]
    if data.count(0) > _FEW_ZEROS or len(places) * 20 > len(data) or not places:
        raise SyncRefused(
            f"The file holds binary data (a zero byte at offset {data.index(0):,}); it is not a CSV file.",
            "Export the list as CSV, or pick another file.",
            "binary",
        )
    first = places[0]
    line = data.count(b"\n", 0, first) + 1
    more = f" and {len(places) - 1} more" if len(places) > 1 else ""
    note = f"A zero byte at offset {first:,} (line {line:,}){more} was left out; check the cell it stood in."
    return replace(decode(data.replace(b"\0", b""), encoding), note=note)


CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c\x1d\x7f]")
"""Characters that no text holds."""
_LONG = 1_000_000
"""A longer text is looked at for control characters in fifty places."""


def _finish(text: str, codec: str, certain: bool, shown: tuple[EncodingSample, ...] = ()) -> Decoded:
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise SyncRefused("The file is empty.", "Run the export again and pick the new file.", "empty")
    zero = text.find("\0")
    part = text if len(text) < _LONG else "".join(text[at : at + 5_000] for at in range(0, len(text), len(text) // 50))
    controls = len(CONTROL.findall(part))
    if zero >= 0 or controls > 20 + len(part) // 50:
        at = zero if zero >= 0 else (CONTROL.search(text) or re.search("", text)).start()  # type: ignore[union-attr]
        raise SyncRefused(
            f"The file holds binary data (a control character at position {at:,}); it is not a CSV file.",
            "Export the list as CSV, or pick another file.",
            "binary",
        )
    return Decoded(text, codec, label(codec), certain, shown)
