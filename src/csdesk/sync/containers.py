"""What a file really is, whatever its name says; workbooks and web pages that hold a table are read."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from datetime import date, datetime, time
from html.parser import HTMLParser
from zipfile import BadZipFile, ZipFile

from csdesk.sync.errors import SyncRefused

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"SQLite format 3", "a SQLite database"),
    (b"{\\rtf", "a rich text document"),
    (b"BEGIN:VCARD", "a vCard file"),
    (b"BEGIN:VCALENDAR", "a calendar file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a Windows program"),
)
_OFFICE = {
    "word/document.xml": "a Word document",
    "ppt/presentation.xml": "a PowerPoint presentation",
    "content.xml": "an OpenDocument file",
    "xl/workbook.bin": "a binary Excel workbook (.xlsb)",
}
MAX_CELLS = 40_000_000
"""A workbook that claims more cells than this is refused before its rows are kept."""


def kind_of(data: bytes) -> str:
    """text, xlsx, html; raises SyncRefused naming anything else that is recognised."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise SyncRefused(
            "This is an Excel workbook of the old .xls kind, which CSDesk does not read.",
            "Open it in a spreadsheet and save it as .xlsx or CSV.",
            "binary",
        )
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    for signature, name in _SIGNATURES:
        if data.startswith(signature) or head.startswith(signature):
            raise SyncRefused(f"This is {name}, not a CSV file.", "Export the list as CSV or .xlsx.", "binary")
    lower = head.replace(b"\0", b"").lower()
    if lower.startswith(b"<?xml") and b"urn:schemas-microsoft-com:office:spreadsheet" in lower:
        raise SyncRefused(
            "This is an XML spreadsheet of Excel 2003, which CSDesk does not read.",
            "Open it in a spreadsheet and save it as .xlsx or CSV.",
        )
    if re.match(rb"<(!doctype html|html|head|meta|body|table|\?xml[^>]*>\s*<(!doctype )?html)", lower):
        return "html"
    if lower.startswith(b"<?xml"):
        raise SyncRefused("This is an XML file, not a CSV file.", "Export the list as CSV or .xlsx.")
    if re.match(rb'(\{\s*"|\[\s*\{)', lower):
        raise SyncRefused("This is a JSON file, not a CSV file.", "Export the list as CSV or .xlsx.")
    return "text"


def _zip_kind(data: bytes) -> str:
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        raise SyncRefused(
            "This is a damaged zip archive or workbook.", "Download or export the file again.", "binary"
        ) from None
    for name, what in _OFFICE.items():
        if name in names:
            raise SyncRefused(f"This is {what}, not a CSV file.", "Export the list as CSV or .xlsx.", "binary")
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    inside = sorted(name for name in names if name.lower().endswith((".csv", ".xlsx", ".tsv")))
    todo = f"Unpack it and import {inside[0]}." if inside else "Export the list as CSV or .xlsx."
    raise SyncRefused("This is a zip archive, not a CSV file.", todo, "binary")


def _cell_text(value: object) -> str:
    """A workbook cell as the text a CSV export would hold: dates ISO, whole numbers without a decimal point."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def read_xlsx(data: bytes, sheet: str | None = None) -> tuple[list[list[str]], str, tuple[str, ...]]:
    """The rows of one sheet, its name, and the names of all. Without a choice: the visible sheet with most rows."""
    import warnings

    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and validations that do not concern us.
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            try:
                sheets = [s for s in book.worksheets if s.sheet_state == "visible"] or list(book.worksheets)
                if sheet is not None:
                    sheets = [s for s in book.worksheets if s.title == sheet]
                    if not sheets:
                        raise SyncRefused(f"The workbook has no sheet “{sheet}”.", "", "options")
                best: tuple[list[list[str]], str] = ([], "")
                for each in sheets:
                    rows = _sheet_rows(each.iter_rows(values_only=True))
                    if len(rows) > len(best[0]):
                        best = (rows, str(each.title))
                names = tuple(str(s.title) for s in book.worksheets)
            finally:
                book.close()
    except SyncRefused:
        raise
    except Exception as error:  # openpyxl raises whatever its XML parser meets in a damaged workbook.
        raise SyncRefused(
            f"The workbook could not be read: {type(error).__name__}.", "Save it again as .xlsx or CSV.", "binary"
        ) from None
    return best[0], best[1], names


def _sheet_rows(source: Iterable[tuple[object, ...]]) -> list[list[str]]:
    rows: list[list[str]] = []
    cells = 0
    for values in source:
        row = [_cell_text(v) for v in values]
        while row and not row[-1]:
            row.pop()
        cells += len(row)
        if cells > MAX_CELLS or len(rows) > 2_000_000:
            raise SyncRefused("The workbook is too large to read.", "Save the sheet as CSV and import that.")
        rows.append(row)
    while rows and not rows[-1]:
        rows.pop()
    return rows


class _Tables(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self._open: list[list[list[str]]] = []
        self._cell: list[str] | None = None
        self._span = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            table: list[list[str]] = []
            self.tables.append(table)
            self._open.append(table)
        elif tag == "tr" and self._open:
            self._close_cell()
            self._open[-1].append([])
        elif tag in ("td", "th") and self._open:
            self._close_cell()
            if not self._open[-1]:
                self._open[-1].append([])
            self._cell = []
            span = dict(attrs).get("colspan") or "1"
            self._span = min(int(span), 500) if span.isdigit() else 1
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr"):
            self._close_cell()
        elif tag == "table" and self._open:
            self._close_cell()
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _close_cell(self) -> None:
        if self._cell is not None and self._open and self._open[-1]:
            text = re.sub(r"[ \t\r\f\v\u00a0]+", " ", "".join(self._cell)).strip()
            self._open[-1][-1].extend([text] + [""] * (self._span - 1))
        self._cell = None


def read_html(text: str) -> list[list[str]]:
    """The rows of the largest table of a web page (what some CRMs save under the name .xls)."""
    parser = _Tables()
    try:
        parser.feed(text)
        parser.close()
    except (AssertionError, ValueError):
        raise SyncRefused("This is a damaged web page, not a CSV file.", "Export the list as CSV.") from None
    tables = [t for t in parser.tables if t]
    if not tables:
        raise SyncRefused(
            "This is a web page without a table, perhaps a sign-in page saved under the name of the export.",
            "Sign in to the CRM, export again and pick the new file.",
        )
    return max(tables, key=lambda t: sum(len(row) for row in t))
