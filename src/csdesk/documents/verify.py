"""Reading a finished file back, to prove that nothing internal is in it.

`text_of` collects everything a person or a program could find in the file: pages, headers and footers, comments, hidden
text, alternative texts, names of controls, properties, outlines, attachments. `leaks` looks for forbidden texts in it,
however a page may have broken, joined or turned them round.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any, Final, Literal
from xml.etree import ElementTree

Format = Literal["docx", "pdf", "pptx", "text"]
"""How the bytes are read; "text" is plain UTF-8."""

_DOCUMENT_TEXT: Final = frozenset(("t", "delText", "instrText", "delInstrText"))
_BREAKS: Final = frozenset(("tab", "br", "cr", "noBreakHyphen"))
_TELLING: Final = frozenset(("descr", "title", "alt", "author", "initials", "name"))
"""Attributes that hold words whatever element they are on."""
_TELLING_VALUES: Final = frozenset(
    ("alias", "tag", "docVar", "tblCaption", "tblDescription", "bookmarkStart", "listItem")
)
_PDF_TEXT_KEYS: Final = frozenset(
    ("/Alt", "/ActualText", "/E", "/Contents", "/T", "/TU", "/TM", "/V", "/DV", "/Title", "/Subject", "/Keywords",
     "/Author", "/Creator", "/RC", "/DA", "/F", "/UF", "/Desc", "/Name", "/URI", "/P")
)  # fmt: skip
_DEEPEST: Final = 4

_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_HYPHENS: Final = re.compile("[-\u2010-\u2015\u2212]")
_SPACE: Final = re.compile(r"\s+")
_RIGHT_TO_LEFT: Final = re.compile("[\u0590-\u08ff]")
_FEW_WORDS: Final = 2
"""A text of so few words only counts as found when it stands alone: "market" is not in "supermarket"."""
_PIECE: Final = 48
"""A long text is found when any piece of this many letters is: a page break or a cell may have cut it anywhere."""


def text_of(data: bytes, format: Format) -> str:
    """Everything readable in a Word, PowerPoint or PDF file, one find a line; ValueError when it is no such file."""
    return "\n".join(_lines(data, format))


def _lines(data: bytes, format: Format) -> list[str]:
    if format == "text":
        return data.decode("utf-8", "replace").splitlines()
    return _pdf_lines(data) if format == "pdf" else _package_lines(data, "Word" if format == "docx" else "PowerPoint")


def leaks(data: bytes, format: Format, forbidden: Iterable[str], allowed: Iterable[str] = ()) -> list[str]:
    """Those of `forbidden` that can be found in the file, in their order.

    Line ends, pages, hyphens, ligatures, special spaces, capitals and writing direction make no difference. A text that
    is part of one in `allowed` (what the customer may see) is no secret and is passed over.
    """
    lines = _lines(data, format)
    haystacks = [_spaced("\n".join(lines))]
    if format in ("pdf", "pptx"):
        # A text that runs over a page is cut by footer and header; without the lines that return it is whole again.
        haystacks.append(_spaced("\n".join(_without_furniture(lines))))
    tight = [haystack.replace(" ", "") for haystack in haystacks]
    shown = [_spaced(text) for text in allowed]
    found: list[str] = []
    seen: set[str] = set()
    for text in forbidden:
        needle = _spaced(text)
        if not needle or text in seen or any(_within(needle, one) for one in shown):
            continue
        seen.add(text)
        if any(_found(needle, loose, firm) for loose, firm in zip(haystacks, tight, strict=True)):
            found.append(text)
    return found


def _within(needle: str, text: str) -> bool:
    return needle in text and re.search(rf"(?<!\w){re.escape(needle)}(?!\w)", text) is not None


def _spaced(text: str) -> str:
    """`text` in one form for comparing: letters and figures folded, single spaces, no hyphens or marks of layout."""
    folded = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).casefold()
    return _SPACE.sub(" ", _HYPHENS.sub("", folded)).strip()


def _found(needle: str, loose: str, firm: str) -> bool:
    tight = needle.replace(" ", "")
    if _RIGHT_TO_LEFT.search(tight):
        return _found_backwards(needle, firm)
    if len(needle.split()) <= _FEW_WORDS and len(tight) <= 2 * _PIECE:
        # Spaces are tolerated anywhere, since a narrow cell breaks a long word anywhere; a figure is not found in a
        # longer figure.
        letters = r"\s?".join(re.escape(letter) for letter in tight)
        return re.search(rf"(?<!\w)(?<!\d[.,]){letters}(?!\w)(?![.,]\d)", loose) is not None
    if len(tight) <= 2 * _PIECE:
        if not (tight[0].isdigit() or tight[-1].isdigit()):
            return tight in firm
        # "5 Nov 2026" is not in "25 Nov 2026".
        letters = r"\s?".join(re.escape(letter) for letter in tight)
        return re.search(rf"(?<!\d){letters}(?!\d)", loose) is not None
    pieces = (tight[at : at + _PIECE] for at in range(0, len(tight) - _PIECE + 1, _PIECE))
    return any(piece in firm for piece in pieces)


def _found_backwards(needle: str, firm: str) -> bool:
    """Right-to-left text, which a PDF may hold in the order of the eye: every word either way round."""
    if needle.replace(" ", "") in firm:
        return True
    words = [word for word in needle.split() if len(word) > 2]
    words = words or needle.split()
    return bool(words) and all(word in firm or word[::-1] in firm for word in words)


def _without_furniture(lines: list[str]) -> list[str]:
    """The lines without those that return on several pages, whatever their page number."""
    pattern = re.compile(r"\d+")
    counts: dict[str, int] = {}
    keys = [pattern.sub("#", _spaced(line)) for line in lines]
    for key in keys:
        counts[key] = counts.get(key, 0) + 1
    return [line for line, key in zip(lines, keys, strict=True) if counts[key] < 2]


def _local(name: str) -> str:
    return name.rsplit("}", 1)[-1]


def _in_order(name: str) -> list[str | int]:
    """A part's name with its numbers as numbers: the second slide comes before the tenth."""
    return [int(piece) if piece.isdigit() else piece for piece in re.split(r"(\d+)", name)]


def _package_lines(data: bytes, program: str, depth: int = 0) -> list[str]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as error:
        raise ValueError(f"This is not a {program} file: it is no archive, or it is damaged.") from error
    lines: list[str] = []
    with archive:
        for name in sorted(archive.namelist(), key=_in_order):
            part = archive.read(name)
            if name.endswith((".xml", ".rels", ".svg", ".vml")):
                lines += _xml_lines(name, part, program)
            elif name.endswith((".docx", ".xlsx", ".pptx")) and depth < _DEEPEST:
                lines += _package_lines(part, program, depth + 1)
    return lines


def _xml_lines(name: str, part: bytes, program: str) -> Iterator[str]:
    try:
        root = ElementTree.fromstring(part)
    except ElementTree.ParseError as error:
        raise ValueError(f"A part of this {program} file cannot be read: {name}.") from error
    main = name.startswith(("word/", "ppt/"))
    if main and _local(root.tag) in ("styles", "theme", "fonts", "webSettings", "tblStyleLst"):
        return
    body = main and not name.endswith((".rels", ".svg"))
    line: list[str] = []
    for element, ends in _walk(root):
        tag = _local(element.tag) if isinstance(element.tag, str) else ""
        if ends:
            if tag in ("p", "tc") and line:
                yield "".join(line)
                line = []
            continue
        yield from _attributes(element, tag)
        if tag in _BREAKS:
            line.append("-" if tag == "noBreakHyphen" else " ")
        elif element.text and element.text.strip():
            if body and tag in _DOCUMENT_TEXT:
                line.append(element.text)
            else:
                yield element.text.strip()
    if line:
        yield "".join(line)


def _walk(root: ElementTree.Element) -> Iterator[tuple[ElementTree.Element, bool]]:
    """Every element twice: when it begins, and when it ends (True)."""
    stack: list[tuple[ElementTree.Element, bool]] = [(root, False)]
    while stack:
        element, ends = stack.pop()
        yield element, ends
        if not ends:
            stack.append((element, True))
            stack.extend((child, False) for child in reversed(element))


def _attributes(element: ElementTree.Element, tag: str) -> Iterator[str]:
    for name, value in element.attrib.items():
        short = _local(name)
        telling = short in _TELLING or (tag in _TELLING_VALUES and short in ("val", "name", "displayText", "value"))
        if (telling or (tag == "Relationship" and element.get("TargetMode") == "External")) and value.strip():
            yield value


def _pdf_lines(data: bytes) -> list[str]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data))
        lines = [line for page in reader.pages for line in page.extract_text().splitlines() if line.strip()]
        lines += _pdf_objects(reader)
        for text in (reader.xmp_metadata.stream.get_data().decode("utf-8", "replace"),) if reader.xmp_metadata else ():
            lines += [piece.strip() for piece in re.split(r"<[^>]*>", text) if piece.strip()]
        for name, contents in reader.attachments.items():
            lines.append(name)
            lines += [content.decode("utf-8", "replace") for content in contents]
    except (PyPdfError, OSError, RecursionError) as error:
        raise ValueError("This is not a PDF file that can be read: it is damaged or incomplete.") from error
    return lines


def _pdf_objects(reader: Any) -> list[str]:
    """Texts outside the pages' own: document properties, outline, annotations, fields, alternative texts."""
    from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, TextStringObject

    lines: list[str] = []
    seen: set[int] = set()
    stack: list[Any] = [reader.trailer]
    while stack:
        item = stack.pop()
        if isinstance(item, IndirectObject):
            if item.idnum in seen:
                continue
            seen.add(item.idnum)
            item = item.get_object()
        if isinstance(item, DictionaryObject):
            for key, value in item.items():
                real = value.get_object() if isinstance(value, IndirectObject) else value
                if isinstance(real, TextStringObject):
                    if key in _PDF_TEXT_KEYS and real.strip():
                        lines.append(str(real))
                elif key != "/ID":
                    stack.append(value)
        elif isinstance(item, ArrayObject):
            for value in item:
                if isinstance(value, TextStringObject):
                    lines.append(str(value))
                else:
                    stack.append(value)
    return lines
