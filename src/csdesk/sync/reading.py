"""A file as a table: decoded, split, its header found, its furniture set aside, every record with its line."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar, overload

from csdesk.sync import containers, dialect, encoding, furniture, lexicon, stream
from csdesk.sync.encoding import EncodingSample
from csdesk.sync.errors import SyncRefused
from csdesk.sync.furniture import Dropped
from csdesk.sync.packed import Cells, Grid

MAX_BYTES = 1_500_000_000
"""A larger file is refused: no CRM exports one, and reading it would take the machine's memory."""


T = TypeVar("T")
Column = Cells | list[str]
"""The cells of a column, packed or not."""


@dataclass(frozen=True, slots=True)
class Spoilt:
    """A record that cannot be split into the header's columns."""

    line: int
    cells: tuple[str, ...]
    reason: str


@dataclass(slots=True)
class Table:
    """What a file holds once it is read."""

    file: str
    container: str
    """csv, xlsx or html."""
    encoding: str
    encoding_certain: bool
    encodings: tuple[EncodingSample, ...]
    delimiter: str
    """The delimiter in words; "sheet" with its name for a workbook."""
    delimiter_character: str
    header_line: int
    headers: list[str]
    """Unique: a repeated name gets " (2)"."""
    columns: list[Column]
    """The cells of the records, for each header."""
    lines: Sequence[int]
    """The line on which each record begins."""
    dropped: list[Dropped]
    spoilt: list[Spoilt]
    notes: list[str] = field(default_factory=list)
    sheets: tuple[str, ...] = ()
    """The sheets of a workbook, in their order."""
    preamble: list[str] = field(default_factory=list)
    """The texts before the header and after the records, which tell the product."""
    fingerprint: str = ""

    def column(self, index: int) -> Column:
        """The cells of one column."""
        return self.columns[index]

    def content(self) -> str:
        """A key of what the file says, whatever its bytes, its line ends and what stands around its records."""
        import hashlib

        told = hashlib.blake2b(digest_size=16)
        for part in (self.headers, *self.columns, *(spoilt.cells for spoilt in self.spoilt)):
            joined = part.joined() if isinstance(part, Cells) else None
            joined = "\x1f".join(part) if joined is None else joined
            told.update(f"{len(part)} {len(joined)} ".encode())
            told.update(joined.encode("utf-8", "surrogatepass"))
        return told.hexdigest()

    @property
    def rows(self) -> Rows:
        """The records."""
        return Rows(self.columns, len(self.lines))


class Rows(Sequence[list[str]]):
    """The records of a table, each put together when it is asked for: a column takes less memory than its cells."""

    def __init__(self, columns: Sequence[Sequence[str]], count: int) -> None:
        self._columns = columns
        self._count = count

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> list[str]: ...
    @overload
    def __getitem__(self, index: slice) -> list[list[str]]: ...
    def __getitem__(self, index: int | slice) -> list[str] | list[list[str]]:
        if isinstance(index, slice):
            return [list(row) for row in zip(*[column[index] for column in self._columns], strict=True)]
        return [column[index] for column in self._columns]

    def __iter__(self) -> Iterator[list[str]]:
        return map(list, zip(*self._columns, strict=True))


def columns_of(rows: list[list[str]], width: int) -> list[Column]:
    """Rows of one width as columns."""
    return list(Grid.of(rows, width).columns())


def source_of(path: Path) -> bytes | Path:
    """A file as `read` takes it: its bytes, or the path of a large one. Raises SyncRefused when it cannot be read."""

    def source(path: Path) -> bytes | Path:
        if path.is_dir():
            raise SyncRefused(f"{path.name} is a folder, not a file.", "Pick the exported file in it.")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise SyncRefused(f"{path.name} is larger than {MAX_BYTES // 10**6:,} MB.", "Export it in parts.")
        return path if size > stream.LARGE else path.read_bytes()

    return _explained(path, source)


def read_bytes(path: Path) -> bytes:
    """The bytes of a file. Raises SyncRefused when it cannot be read."""
    return _explained(path, Path.read_bytes)


def _explained(path: Path, work: Callable[[Path], T]) -> T:
    try:
        return work(path)
    except FileNotFoundError:
        raise SyncRefused(f"There is no file {path}.", "Check the name and the folder.") from None
    except (OSError, ValueError) as error:
        raise SyncRefused(f"{path.name} could not be read: {getattr(error, 'strerror', None) or error}.") from None


def read(
    data: bytes | Path,
    name: str,
    *,
    encoding_name: str | None = None,
    delimiter: str | None = None,
    header_row: int | None = None,
    sheet: str | None = None,
) -> Table:
    """The table in `data`, or in the file that it names.

    The keyword arguments are a person's own choices and win over what was found. Raises SyncRefused with the reason
    when there is none.
    """
    import hashlib

    def is_known(cell: str) -> bool:
        return lexicon.is_name(furniture.tidy(cell))

    notes: list[str] = []
    dropped: list[Dropped] = []
    faults: list[dialect.Fault] = []
    streamed = None
    if isinstance(data, Path):
        plain = encoding_name is None or encoding_name.strip().lower() in ("utf-8", "utf8")
        streamed = _explained(data, lambda path: stream.read(path, delimiter, is_known)) if plain else None
        data = b"" if streamed else read_bytes(data)
    kind = containers.kind_of(data) if data else "text"
    sheets: tuple[str, ...] = ()
    facts: tuple[str, str, bool, tuple[EncodingSample, ...], str, str]
    head = ""
    lines: Sequence[int]
    if streamed:
        rows, lines, head, found = streamed.rows, streamed.lines, streamed.head, streamed.dialect
        facts = ("csv", encoding.label(streamed.codec), True, (), found.label, found.delimiter)
    elif kind == "xlsx":
        found_rows, sheet_name, sheets = containers.read_xlsx(data, sheet)
        rows = Grid.of(found_rows)
        lines = range(1, len(rows) + 1)
        del found_rows
        facts = ("xlsx", "Excel workbook", True, (), f"sheet “{sheet_name}”", "")
        if len(sheets) > 1:
            notes.append(f"The workbook has {len(sheets)} sheets; “{sheet_name}” was read.")
    else:
        decoded = encoding.decode(data, encoding_name)
        if decoded.note:
            notes.append(decoded.note)
        if kind == "html":
            rows = Grid.of(containers.read_html(decoded.text))
            lines = range(1, len(rows) + 1)
            facts = ("html", decoded.label, decoded.certain, decoded.samples, "web page table", "")
            notes.append("The file is a web page with a table, whatever its name says; the table was read.")
        else:
            named = dialect.Dialect(dialect.delimiter_named(delimiter)) if delimiter else None
            found = named or dialect.find(decoded.text, is_known)
            rows, lines, faults = dialect.grid(decoded.text, found)
            facts = ("csv", decoded.label, decoded.certain, decoded.samples, found.label, found.delimiter)
            head = decoded.text[:8]
        del decoded
    first = head.strip().lower()
    if first.startswith("sep=") and rows and rows[0][0].strip('"').lower().startswith("sep"):
        dropped.append(Dropped(lines[0], "the spreadsheet's note of its delimiter", first[:5]))
        rows.drop([0])
        lines = lines[1:]
    blank = {i for i, cell in enumerate(rows.first_cells()) if not cell.strip() and not any(map(str.strip, rows[i]))}
    rows.drop(blank)
    lines = _left(lines, blank)
    if not rows:
        raise SyncRefused("The file holds no rows.", "Run the export again and pick the new file.", "empty")
    if rows.widest < 2:
        raise SyncRefused(
            "The file has only one column, so there is no list in it to import.",
            "Export with at least an account name and one more column.",
            "one-column",
        )
    table = Table(name, *facts, 0, [], [], [], dropped, [], notes, sheets)
    table.fingerprint = streamed.fingerprint if streamed else hashlib.blake2b(data, digest_size=16).hexdigest()
    notes += [f"Line {fault.line}: {fault.reason}." for fault in faults if fault.kept]
    _fill(table, rows, lines, header_row)
    table.spoilt += [Spoilt(f.line, (f.text,), f.reason) for f in faults if not f.kept and f.line > table.header_line]
    table.spoilt.sort(key=lambda spoilt: spoilt.line)
    return table


def _text(row: Sequence[str]) -> str:
    return ", ".join(furniture.tidy(cell) for cell in row if cell.strip())[:120]


def _left(lines: Sequence[int], gone: Collection[int]) -> Sequence[int]:
    return array("q", [line for index, line in enumerate(lines) if index not in gone]) if gone else lines


def _fill(table: Table, rows: Grid, lines: Sequence[int], header_row: int | None) -> None:
    at = furniture.find_header(rows, lines, header_row)
    for row, line in zip(rows[:at], lines[:at], strict=True):
        table.dropped.append(Dropped(line, "before the header", _text(row)))
        table.preamble.append(_text(row))
    header = rows[at]
    table.header_line = lines[at]
    rows.drop(range(at + 1))
    lines = lines[at + 1 :]
    while len(header) > 1 and not header[-1].strip() and not _used(rows, len(header) - 1, table.container):
        header.pop()
    table.headers = _unique(header)
    width = len(header)
    sieve = furniture.Sieve(header, rows)
    out: set[int] = set()
    for index in sorted(sieve.doubtful()):
        reason = sieve.reason(index)
        if reason:
            table.dropped.append(Dropped(lines[index], reason, _text(rows[index])))
            table.preamble.append(_text(rows[index]))
            out.add(index)
    rows = _evened(table, rows, lines, width, out)
    rows.drop(out)
    table.columns, table.lines = list(rows.columns()), _left(lines, out)
    table.dropped.sort(key=lambda d: d.line)
    _without_margins(table, header)
    _carry_down(table)


def _evened(table: Table, rows: Grid, lines: Sequence[int], width: int, out: set[int]) -> Grid:
    """The rows with as many cells as the header has; those that cannot be had so are spoilt, and added to `out`."""
    if rows.width < width:
        rows = Grid.of(rows, width)
    rows.narrow(width)
    uneven = sorted(index for index in rows.odd if index not in out)
    if not uneven:
        return rows
    pads = table.container != "csv" or _trims(rows, width, out)
    evened: dict[int, list[str]] = {}
    for index in uneven:
        row, reason = rows.odd[index], ""
        if len(row) != width:
            row, reason = _fitted(row, width, pads)
        if reason:
            table.spoilt.append(Spoilt(lines[index], tuple(row), reason))
            out.add(index)
        else:
            evened[index] = row
    rows.put(evened)
    return rows


def _without_margins(table: Table, header: Sequence[str]) -> None:
    """Leave out columns that have no name, and hold nothing or only count the rows; each is said in a note."""
    gone: list[int] = []
    for index, cell in enumerate(header):
        if cell.strip() or len(header) - len(gone) <= 2:
            continue
        place = "The first column" if index == 0 else f"Column {index + 1}"
        if not any(map(str.strip, table.columns[index])):
            table.notes.append(f"{place} has no name and no values: left out.")
        elif index == 0 and _counts_rows(table.columns[index]):
            table.notes.append(f"{place} has no name and only counts the rows: left out.")
        else:
            continue
        gone.append(index)
    if not gone:
        return
    table.headers = [each for index, each in enumerate(table.headers) if index not in gone]
    table.columns = [each for index, each in enumerate(table.columns) if index not in gone]
    table.spoilt[:] = [
        replace(one, cells=tuple(cell for index, cell in enumerate(one.cells) if index not in gone or cell.strip()))
        for one in table.spoilt
    ]


def _counts_rows(cells: Sequence[str]) -> bool:
    """Whether cells are whole numbers, each greater by one than the one before it."""
    if len(cells) < 2 or cells[0].strip() not in ("0", "1", "2"):
        return False
    first = int(cells[0])
    return all(cell.strip() == str(first + at) for at, cell in enumerate(cells))


_ARROW = re.compile(r"\s*[\u2191\u2193\u25b2\u25bc]\s*$")
"""What a report writes behind the name of a column that it is grouped or sorted by."""


def _carry_down(table: Table) -> None:
    """Give the rows of a group the value that a grouped report writes on the first of them only; said in a note.

    A report is taken for grouped when it has subtotals, or arrows behind its first names, and when its first columns
    name each group once. A blank cell of any other file stays blank.
    """
    totals = sum(1 for each in table.dropped if each.reason == "a total" and each.line > table.header_line)
    arrows = any(map(_ARROW.search, table.headers[:3]))
    if not (totals > 1 or arrows) or len(table.lines) < 2:
        return
    groups = [0] * len(table.lines)
    for index, header in enumerate(table.headers[:3]):
        cells = list(table.columns[index])
        named = [row for row, cell in enumerate(cells) if cell.strip()]
        if len(named) * 10 > len(cells) * 9 or not named or named[0] != 0:
            return
        seen = {(groups[row], cells[row].strip()) for row in named}
        begins = {row for row in range(len(cells)) if row == 0 or groups[row] != groups[row - 1]}
        if len(seen) < len(named) or not begins <= set(named):
            return
        # Rows below a subtotal begin a group too, so a blank one among them would belong to nobody.
        value = ""
        for row, cell in enumerate(cells):
            value = cell if cell.strip() else value
            cells[row] = value
        table.columns[index] = cells
        for place, row in enumerate(named):
            stop = named[place + 1] if place + 1 < len(named) else len(cells)
            groups[row:stop] = [index * len(cells) + row] * (stop - row)
        name, rows = _ARROW.sub("", header), len(cells) - len(named)
        table.notes.append(
            f"“{name}” stands on the first row of each group only; it was carried down to"
            f" {rows} more {'row' if rows == 1 else 'rows'}."
        )


def _used(rows: Grid, index: int, container: str) -> bool:
    """Whether a column without a name holds values of its own, and not only what a stray delimiter pushed there."""
    filled = len(rows.filled(index))
    return filled > 0 and (container != "csv" or filled * 2 >= len(rows))


def _fitted(row: list[str], width: int, pads: bool) -> tuple[list[str], str]:
    """A row with as many cells as the header; else as it is, with the reason why it cannot be had."""
    count = len(row)
    if count > width:
        if any(cell.strip() for cell in row[width:]):
            return row, f"the row has {count} cells where the header has {width} columns"
        return row[:width], ""
    if not pads:
        return row, f"the row has {count} of {width} columns, as if it had been cut off"
    return row + [""] * (width - count), ""


def _trims(rows: Grid, width: int, out: Collection[int]) -> bool:
    """Whether the exporter leaves out blank cells at the end of a row: short rows end filled, full rows end filled."""
    short = {index: row for index, row in rows.odd.items() if index not in out and len(row) < width}
    left = len(rows) - len(out)
    if len(short) < 2 or len(short) < left * 0.02 or not all(row[-1].strip() for row in short.values()):
        return False
    ended = rows.filled(width - 1)
    return all(index in ended or index in short or index in out for index in range(len(rows)))


def _unique(header: Sequence[str]) -> list[str]:
    seen: dict[str, int] = {}
    names: list[str] = []
    for index, cell in enumerate(header, 1):
        name = furniture.tidy(cell) or f"Column {index}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names
