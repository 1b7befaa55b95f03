"""Text at the boundary: what may stand in a document, a file name, a comparison key."""

from __future__ import annotations

import re
import unicodedata

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_UNSAFE_IN_FILES = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_DIRECTION = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i"})
_RESERVED = {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(1, 10)), *(f"lpt{n}" for n in range(1, 10))}
_FILE_NAME_BYTES = 180


def clean(text: str) -> str:
    """`text` without the characters that XML and the document writers refuse; line ends become a line feed."""
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def fold(text: str) -> str:
    """`text` as a key to compare and search by: no case, no accents, single spaces, letters such as ł as their base.

    Folding twice changes nothing. "  Müller  GmbH" and "MULLER gmbh" give the same key.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    decomposed = unicodedata.normalize("NFKD", _DIRECTION.sub("", text)).casefold().translate(_LETTERS)
    plain = "".join(char for char in unicodedata.normalize("NFKD", decomposed) if not unicodedata.combining(char))
    return " ".join(plain.split())


def safe_file_name(text: str, fallback: str = "document") -> str:
    """`text` as a file name that Windows, macOS and Linux all take; `fallback` when nothing is left.

    Separators become spaces, so a name can never leave its folder; reserved device names get an underscore; the whole
    is held to 180 bytes of UTF-8 with the ending kept.
    """
    name = _UNSAFE_IN_FILES.sub(" ", _DIRECTION.sub("", clean(unicodedata.normalize("NFC", text))))
    name = " ".join(name.split()).strip(". ")
    if not name:
        return fallback
    if name.split(".", 1)[0].strip().casefold() in _RESERVED:
        name = f"_{name}"
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 8 or " " in ending:
        stem, ending = name, ""
    room = _FILE_NAME_BYTES - len(ending.encode()) - (1 if ending else 0)
    stem = stem.encode()[:room].decode(errors="ignore").rstrip(". ")
    return f"{stem}.{ending}" if ending else stem


def middle_ellipsis(text: str, length: int) -> str:
    """`text` held to `length` characters, with "…" in the middle so that both ends stay readable."""
    if len(text) <= length:
        return text
    if length <= 1:
        return "…"[:length]
    head = (length - 1 + 1) // 2
    tail = length - 1 - head
    return text[:head].rstrip() + "…" + (text[-tail:].lstrip() if tail else "")


def initials(name: str) -> str:
    """One or two capitals to stand for a person or company: "Ada Okafor" gives "AO", "李娜" gives "李"; "" for none."""
    words = [word for word in re.split(r"[\s\-.,/&]+", name) if word and word[0].isalnum()]
    if not words:
        return ""
    first = words[0][0]
    if len(words) == 1 or unicodedata.category(first) not in ("Lu", "Ll"):
        return first.upper()
    return (first + words[-1][0]).upper()
