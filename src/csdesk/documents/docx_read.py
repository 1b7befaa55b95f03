"""Reading a Word file back: what stands in its content controls, what stands around them, and whose copy it is.

Tracked changes count as made: what was inserted or moved here is read, what was deleted or moved away is not. Text is
compared in one form (`plain`): every kind of space is a space, marks of layout are gone. A copy carries prints of what
it said when it was written, so that a customer's edit can be told from a change in the book.
"""

from __future__ import annotations

import hashlib
import io
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import SequenceMatcher
from typing import Final, Literal
from xml.etree import ElementTree

from csdesk.values.text import clean

COPY_PART: Final = "customXml/item1.xml"
COPY_SPACE: Final = "urn:csdesk:copy"
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14: Final = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_LARGEST: Final = 200 * 2**20
_BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, RuntimeError, NotImplementedError, EOFError, OSError, ValueError,
    KeyError,
)  # fmt: skip
"""What the library of archives raises on files that are damaged, locked or packed in a way it does not know."""
_PLACE: Final = "\ufffc"
"""In a line outside controls, where a control stands."""
_PRINT: Final = 8
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SPACES: Final = re.compile("[^\\S\n]+")
_PROPERTIES: Final = frozenset(f"{_W}{name}" for name in ("pPr", "rPr", "sdtPr", "tblPr", "tcPr", "sectPr", "tblGrid"))
_GONE: Final = frozenset(f"{_W}{name}" for name in ("del", "moveFrom"))
_COME: Final = frozenset(f"{_W}{name}" for name in ("ins", "moveTo"))


class NotReadError(ValueError):
    """A file that is no Word document that can be read; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Control:
    """One content control: its tag, and what it holds. An untouched place to type in holds nothing.

    Some programs keep the controls and drop their tags; see `with_tags`.
    """

    tag: str
    kind: Literal["text", "check", "date"]
    text: str
    checked: bool = False
    day: date | None = None
    """Of a date control: the day chosen in the calendar."""

    @property
    def said(self) -> str:
        """What its print is made of."""
        return ("1" if self.checked else "0") if self.kind == "check" else self.text


@dataclass(frozen=True, slots=True)
class Loose:
    """A line outside of controls, and the number of the control before it; -1 at the beginning."""

    text: str
    after: int = -1


@dataclass(frozen=True, slots=True)
class CellSpan:
    """A cell of a table: where its controls and its lines outside of controls stand among those of the copy."""

    controls: tuple[int, int]
    lines: tuple[int, int]


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table, whichever of the file's tables it is in."""

    table: int
    cells: tuple[CellSpan, ...]


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment at the margin."""

    author: str
    text: str


@dataclass(frozen=True, slots=True)
class Prints:
    """What a copy said when it was written, as prints: of each control's tag and content in order, and of the lines."""

    order: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]
    controls: dict[str, tuple[str, ...]] = field(init=False)
    """By the print of a tag, those of what its controls held."""

    def __post_init__(self) -> None:
        found: dict[str, list[str]] = {}
        for tag, content in self.order:
            found.setdefault(tag, []).append(content)
        object.__setattr__(self, "controls", {tag: tuple(ones) for tag, ones in found.items()})


@dataclass(frozen=True, slots=True)
class Copy:
    """A Word file as it came back."""

    controls: tuple[Control, ...]
    lines: tuple[Loose, ...]
    comments: tuple[Comment, ...] = ()
    tracked: int = 0
    """Tracked changes that were counted as made."""
    mark: str = ""
    """Whose copy it is, as `model.Document.mark`; "" when the file does not say."""
    prints: Prints | None = None
    subject: str = ""
    """The account's name in the properties."""
    rows: tuple[TableRow, ...] = ()
    """The rows of all tables, those of a table within a cell before the row around them."""
    by_tag: dict[str, tuple[Control, ...]] = field(init=False)
    """The controls of each tag in their order; those without one are left out."""

    def __post_init__(self) -> None:
        found: dict[str, list[Control]] = {}
        for one in self.controls:
            if one.tag:
                found.setdefault(one.tag, []).append(one)
        object.__setattr__(self, "by_tag", {tag: tuple(ones) for tag, ones in found.items()})


def plain(text: str) -> str:
    """`text` for comparing: single spaces of one kind, no marks of layout, no blank ends of lines."""
    shown = _INVISIBLE.sub("", unicodedata.normalize("NFC", clean(text)))
    lines = [_SPACES.sub(" ", line).strip() for line in shown.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def print_of(text: str) -> str:
    """A short check sum of a text in its plain form."""
    return hashlib.sha256(plain(text).encode("utf-8", "replace")).hexdigest()[:_PRINT]


def copy_part(mark: str, body: str) -> str:
    """The part of a Word file that says whose copy it is and what it said, for a body just written."""
    walker = _Walker()
    walker.walk(_parsed("word/document.xml", body.encode("utf-8")))
    controls = "_".join(print_of(one.tag) + print_of(one.said) for one in walker.controls)
    lines = "_".join(print_of(one.text) for one in walker.lines)
    return f'<copy xmlns="{COPY_SPACE}" mark="{mark}"><controls>{controls}</controls><lines>{lines}</lines></copy>'


def read_docx(data: bytes) -> Copy:
    """Everything of a returned Word file; NotReadError when it is none, or one that cannot be trusted to be read."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN as error:
        raise NotReadError("this is not a Word file (.docx), or it is damaged") from error
    with archive:
        names = set(archive.namelist())
        if "word/document.xml" not in names:
            kind = "an old or locked one" if "EncryptedPackage" in names else "something else"
            raise NotReadError(f"this is not a Word file (.docx) but {kind}")
        if sum(one.file_size for one in archive.infolist()) > _LARGEST:
            raise NotReadError("the file is larger than a document can be")
        try:
            walker = _Walker()
            walker.walk(_parsed("word/document.xml", archive.read("word/document.xml")))
            comments = _comments(archive.read("word/comments.xml")) if "word/comments.xml" in names else ()
            mark, prints = _mark(archive, names)
            subject = _subject(archive.read("docProps/core.xml")) if "docProps/core.xml" in names else ""
        except NotReadError:
            raise
        except _BROKEN as error:
            raise NotReadError("the file is damaged or locked with a password") from error
    return Copy(tuple(walker.controls), tuple(walker.lines), comments, walker.tracked, mark, prints, subject,
                tuple(walker.rows))  # fmt: skip


def with_tags(copy: Copy, tags: Iterable[str]) -> Copy:
    """A copy whose controls have lost their tags with those they had, as far as their order and content tell.

    `tags` are those that the document could have. A copy that has kept any tag is left as it is.
    """
    if copy.prints is None or copy.by_tag or not copy.controls:
        return copy
    names = {print_of(tag): tag for tag in tags}
    old = [content for _, content in copy.prints.order]
    new = [print_of(one.said) for one in copy.controls]
    controls = list(copy.controls)
    for kind, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind in ("equal", "replace") and last - first == end - start:
            for place in range(end - start):
                tag = names.get(copy.prints.order[first + place][0], "")
                controls[start + place] = replace(controls[start + place], tag=tag)
    return replace(copy, controls=tuple(controls))


def _parsed(name: str, part: bytes) -> ElementTree.Element:
    if b"<!DOCTYPE" in part[:4096] or b"<!ENTITY" in part:
        raise NotReadError(f"a part of the file ({name}) is made in a way that Word never does")
    try:
        return ElementTree.fromstring(part)
    except ElementTree.ParseError as error:
        raise NotReadError(f"a part of the file cannot be read ({name})") from error


def _mark(archive: zipfile.ZipFile, names: set[str]) -> tuple[str, Prints | None]:
    """The mark and the prints, from whichever custom part of the file has them; Word may renumber them."""
    for name in sorted(names):
        if not (name.startswith("customXml/item") and name.endswith(".xml")):
            continue
        part = archive.read(name)
        if COPY_SPACE.encode() not in part:
            continue
        root = _parsed(name, part)
        if root.tag != f"{{{COPY_SPACE}}}copy":
            continue
        pairs = (root.findtext(f"{{{COPY_SPACE}}}controls") or "").split("_")
        order = tuple((pair[:_PRINT], pair[_PRINT:]) for pair in pairs if len(pair) == 2 * _PRINT)
        lines = tuple(one for one in (root.findtext(f"{{{COPY_SPACE}}}lines") or "").split("_") if one)
        return root.get("mark", ""), Prints(order, lines)
    if "docProps/custom.xml" in names:
        for one in _parsed("docProps/custom.xml", archive.read("docProps/custom.xml")):
            if one.get("name") == PROPERTY:
                return "".join(one.itertext()).strip(), None
    return "", None


PROPERTY: Final = "CSDesk copy"
"""The property that holds the mark again, for programs that drop custom parts."""


def _subject(part: bytes) -> str:
    return _parsed("docProps/core.xml", part).findtext("{http://purl.org/dc/elements/1.1/}subject") or ""


def _comments(part: bytes) -> tuple[Comment, ...]:
    found: list[Comment] = []
    for one in _parsed("word/comments.xml", part).iter(f"{_W}comment"):
        walker = _Walker()
        walker.walk(one)
        words = "\n".join(line.text for line in walker.lines)
        if words:
            found.append(Comment(one.get(f"{_W}author", ""), words))
    return tuple(found)


@dataclass
class _Open:
    """A control being read."""

    tag: str
    kind: Literal["text", "check", "date"]
    blank: bool
    checked: bool = False
    day: date | None = None
    parts: list[str] = field(default_factory=list)


class _Walker:
    """Goes through a body once and sorts its text into controls and lines."""

    def __init__(self) -> None:
        self.controls: list[Control] = []
        self.lines: list[Loose] = []
        self.tracked = 0
        self.rows: list[TableRow] = []
        self._tables = 0
        self._table: list[int] = []
        self._cells: list[list[CellSpan]] = []
        self._open: list[_Open] = []
        self._line: list[list[str]] = []
        self._carried = ""

    def walk(self, element: ElementTree.Element) -> None:
        """One element with all that it holds."""
        tag = element.tag
        if tag in _PROPERTIES:
            return
        if tag in _GONE:
            self.tracked += 1
            return
        if tag in _COME:
            self.tracked += 1
        if tag == f"{_W}p":
            self._paragraph(element)
        elif tag == f"{_W}tbl":
            self._tables += 1
            self._table.append(self._tables)
            for child in element:
                self.walk(child)
            self._table.pop()
        elif tag == f"{_W}tr":
            self._row(element)
        elif tag == f"{_W}tc":
            self._cell(element)
        elif tag == f"{_W}sdt":
            self._control(element)
        elif tag == f"{_W}t":
            self._add(element.text or "")
        elif tag == f"{_W}tab":
            self._add(" ")
        elif tag in (f"{_W}br", f"{_W}cr"):
            self._add("\n")
        elif tag == f"{_W}noBreakHyphen":
            self._add("-")
        elif tag == f"{_W}sym":
            self._add("☐")
        elif tag == f"{_MC}AlternateContent":
            # The same content twice, for newer and for older programs: it counts once.
            first = element.find(f"{_MC}Choice")
            for child in first if first is not None else element:
                self.walk(child)
        elif tag not in (f"{_W}instrText", f"{_W}delText", f"{_W}delInstrText"):
            for child in element:
                self.walk(child)

    def _add(self, text: str) -> None:
        if self._open:
            for one in self._open:
                one.parts.append(text)
        elif self._line:
            self._line[-1].append(text)

    def _paragraph(self, element: ElementTree.Element) -> None:
        self._line.append([self._carried] if self._carried else [])
        self._carried = ""
        for child in element:
            self.walk(child)
        words = "".join(self._line.pop())
        if element.find(f"{_W}pPr/{_W}rPr/{_W}del") is not None:
            # Its end was deleted: it goes on with the next paragraph.
            self.tracked += 1
            self._carried = words
            return
        for one in self._open:
            one.parts.append("\n\n")
        shown = plain(words)
        if shown.replace(_PLACE, "").strip():
            self.lines.append(Loose(shown, len(self.controls) - 1))

    def _row(self, element: ElementTree.Element) -> None:
        if element.find(f"{_W}trPr/{_W}del") is not None:
            self.tracked += 1
            return
        if element.find(f"{_W}trPr/{_W}ins") is not None:
            self.tracked += 1
        self._cells.append([])
        for child in element:
            if child.tag != f"{_W}trPr":
                self.walk(child)
        self.rows.append(TableRow(self._table[-1] if self._table else 0, tuple(self._cells.pop())))

    def _cell(self, element: ElementTree.Element) -> None:
        controls, lines = len(self.controls), len(self.lines)
        for child in element:
            self.walk(child)
        if self._cells:
            self._cells[-1].append(CellSpan((controls, len(self.controls)), (lines, len(self.lines))))

    def _control(self, element: ElementTree.Element) -> None:
        made = _control_of(element.find(f"{_W}sdtPr"))
        if not self._open and self._line:
            self._line[-1].append(_PLACE)
        self._open.append(made)
        content = element.find(f"{_W}sdtContent")
        for child in content if content is not None else ():
            self.walk(child)
        self._open.pop()
        text = "" if made.blank else plain("".join(made.parts))
        self.controls.append(Control(made.tag, made.kind, text, made.checked, None if made.blank else made.day))


def _control_of(properties: ElementTree.Element | None) -> _Open:
    if properties is None:
        return _Open("", "text", False)
    tag = properties.find(f"{_W}tag")
    made = _Open(
        tag.get(f"{_W}val", "") if tag is not None else "", "text", _on(properties.find(f"{_W}showingPlcHdr"), _W)
    )
    box = properties.find(f"{_W14}checkbox")
    day = properties.find(f"{_W}date")
    if box is not None:
        made.kind = "check"
        made.checked = _on(box.find(f"{_W14}checked"), _W14)
    elif day is not None:
        made.kind = "date"
        chosen = day.get(f"{_W}fullDate", "")[:10]
        try:
            made.day = date.fromisoformat(chosen) if chosen else None
        except ValueError:
            made.day = None
    return made


def _on(element: ElementTree.Element | None, space: str) -> bool:
    return element is not None and element.get(f"{space}val", "1") not in ("0", "false", "off")


def shown(text: str) -> str:
    """A line outside controls without the places of its controls."""
    return " ".join(text.replace(_PLACE, " ").split())
