"""How the text of a delimited file is split: delimiter, quote and escape found from the data; rows with their lines."""

from __future__ import annotations

import csv
import io
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from csdesk.sync.errors import SyncRefused
from csdesk.sync.packed import AT_ONCE, Grid

csv.field_size_limit(2**31 - 1)  # CRMs export cells far beyond the reader's default limit of 128 KB.

DELIMITERS = {
    ",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe", "^": "caret", "`": "backquote", "~": "tilde",
    "\x1f": "unit separator", "\x01": "control character 1", "¦": "broken bar", "§": "section sign", ":": "colon",
    "!": "exclamation mark", "#": "number sign", "*": "asterisk",
}  # fmt: skip
_COMMON = (",", ";", "\t", "|", "^", "`")
_SAMPLE_CHARACTERS = 400_000
_SAMPLE_RECORDS = 400
_MOST_REPAIRS = 1000
_BLOCK = 200_000


@dataclass(frozen=True, slots=True)
class Dialect:
    """The way a file separates and quotes. `backslash`: a quote inside quotes is written \\" instead of doubled."""

    delimiter: str
    quote: str = '"'
    backslash: bool = False

    @property
    def label(self) -> str:
        """The delimiter in words."""
        return DELIMITERS.get(self.delimiter, f"“{self.delimiter}”")


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that could not be split, or was split with a repair."""

    line: int
    text: str
    reason: str
    kept: bool
    """True when the row was repaired and goes on."""


@dataclass(slots=True)
class Split:
    """Every record of the file with the physical line it starts on (1 is the first line)."""

    rows: list[list[str]]
    lines: list[int]
    faults: list[Fault]


def delimiter_named(name: str) -> str:
    """The delimiter character of a name ("comma") or of the character itself; SyncRefused when it is neither."""
    wanted = name.strip().lower() if len(name) > 1 else name
    for character, words in DELIMITERS.items():
        if wanted in (character, words):
            return character
    if len(name) == 1 and not name.isalnum() and name not in "\r\n\"'":
        return name
    if name == "\\t":
        return "\t"
    raise SyncRefused(f"“{name}” is not a delimiter.", "Name one such as comma, semicolon or tab.", "options")


def _reader(lines: Iterator[str], dialect: Dialect, strict: bool) -> Iterator[list[str]]:
    return csv.reader(
        lines,
        delimiter=dialect.delimiter,
        quotechar=dialect.quote,
        doublequote=True,
        escapechar="\\" if dialect.backslash else None,
        strict=strict,
    )


def _lines(text: str) -> Iterator[str]:
    if text.count("\r") != text.count("\r\n"):
        return iter(io.StringIO(text, newline=""))
    return _ended(text)


def _ended(text: str) -> Iterator[str]:
    """The lines of a text whose only line end is the line feed, without the copy of it that StringIO makes."""
    at, length = 0, len(text)
    while at < length:
        end = text.rfind("\n", at, at + _BLOCK) + 1 or text.find("\n", at + _BLOCK) + 1 or length
        lines = text[at:end].split("\n")
        last = lines.pop()
        yield from [f"{line}\n" for line in lines]
        if last:
            yield last
        at = end


def _sample_rows(sample: str, dialect: Dialect) -> list[list[str]]:
    try:
        return list(islice(_reader(_lines(sample), dialect, False), _SAMPLE_RECORDS))
    except csv.Error:
        return []


def _score(rows: list[list[str]], known: Callable[[str], bool]) -> float:
    """How well a split explains the sample: rows of one common width, and a row of known column names."""
    widths = [len(row) for row in rows if any(cell.strip() for cell in row)]
    wide = Counter(width for width in widths if width > 1)
    if not wide:
        return 0.0
    width, count = max(wide.items(), key=lambda item: (item[1] * min(item[0], 8), item[0]))
    share = count / len(widths)
    names = max((sum(map(known, row)) / max(len(row), 3) for row in rows[:60] if len(row) > 1), default=0.0)
    return share * (1 - 0.5 / width) + 1.5 * min(names, 0.6)


def find(text: str, known: Callable[[str], bool]) -> Dialect:
    """The dialect of `text`. `known` says whether a cell is a column name that CSDesk knows.

    Raises SyncRefused when no delimiter gives at least two columns.
    """
    sample = text[:_SAMPLE_CHARACTERS]
    if len(text) > len(sample):
        cut = max(sample.rfind("\n"), sample.rfind("\r"))
        sample = sample[: cut + 1] or sample
    first = sample.split("\n", 1)[0].strip().strip('"')
    if first.lower().startswith("sep=") and len(first) == 5:
        return _quoting(sample, Dialect(first[4]))
    scores = {d: _score(_sample_rows(sample, Dialect(d)), known) for d in _COMMON if d in sample}
    if max(scores.values(), default=0.0) < 0.6:
        for delimiter in DELIMITERS:
            if delimiter not in _COMMON and delimiter in sample:
                # Rare separators also occur in prose, so they have to explain the file better than the usual ones.
                scores[delimiter] = _score(_sample_rows(sample, Dialect(delimiter)), known) - 0.25
    best = max(scores, key=lambda d: scores[d], default="")
    if not best or scores[best] <= 0.2:
        raise SyncRefused(
            "The file has only one column, so there is no list in it to import.",
            "Export with at least an account name and one more column, or choose the delimiter.",
            "one-column",
        )
    return _quoting(sample, Dialect(best))


def _quoting(sample: str, dialect: Dialect) -> Dialect:
    if '"' not in sample and sample.count("'" + dialect.delimiter + "'") > sample.count("\n"):
        dialect = replace(dialect, quote="'")
    escaped = "\\" + dialect.quote
    if escaped in sample:
        slashed = replace(dialect, backslash=True)
        if _errors(sample, slashed) < _errors(sample, dialect):
            return slashed
    return dialect


def _errors(sample: str, dialect: Dialect) -> int:
    split_up = split(sample, dialect)
    wide = Counter(len(row) for row in split_up.rows)
    odd = len(split_up.rows) - (wide.most_common(1)[0][1] if wide else 0)
    return len(split_up.faults) + odd


def split(text: str, dialect: Dialect) -> Split:
    """Every record of `text`, blank lines left out.

    A row whose quotes do not pair up is repaired when its own line can be read, else kept as a Fault, and reading goes
    on with the next line: an open quote never swallows the rest of the file.
    """
    rows: list[list[str]] = []
    lines: list[int] = []
    done = _run(_lines(text), dialect, 0, rows, lines)
    if done is None:
        return Split(rows, lines, [])
    faults: list[Fault] = []
    physical = list(_lines(text))
    while done is not None:
        bad = physical[done]
        _repair(bad, done + 1, dialect, rows, lines, faults)
        if len(faults) > _MOST_REPAIRS:
            raise SyncRefused(
                f"The quotes in this file do not pair up, first on line {faults[0].line}.",
                "Export the file again, or open and save it in a spreadsheet.",
            )
        done = _run(islice(physical, done + 1, None), dialect, done + 1, rows, lines)
    return Split(rows, lines, faults)


def grid(text: str, dialect: Dialect) -> tuple[Grid, Sequence[int], list[Fault]]:
    """What `split` gives, packed: every record, the line it starts on, and what could not be split."""
    try:
        return *packed(_lines(text), dialect), []
    except csv.Error:
        # Some row is at fault, or its line is unsure: looked at row by row.
        found = split(text, dialect)
        return Grid.of(found.rows), found.lines, found.faults


def packed(lines: Iterator[str], dialect: Dialect) -> tuple[Grid, Sequence[int]]:
    """The records of sound lines, and the line that each starts on. csv.Error when any of it is at fault or unsure."""
    rows = Grid()
    begins = array("q")
    for chunk, starts in _sound(lines, dialect):
        if [] in chunk:
            starts = [line for row, line in zip(chunk, starts, strict=True) if row]
            chunk = [row for row in chunk if row]
        rows.add(chunk)
        begins.extend(starts)
    return rows, begins


def _sound(source: Iterator[str], dialect: Dialect) -> Iterator[tuple[list[list[str]], Sequence[int]]]:
    """The records of a text without a fault, many at a time, with the lines they begin on. csv.Error at any doubt."""
    reader = _reader(source, dialect, True)
    start = 0
    while chunk := list(islice(reader, AT_ONCE)):
        end = reader.line_num  # type: ignore[attr-defined]
        if end - start == len(chunk):
            yield chunk, range(start + 1, end + 1)
        else:
            starts = []
            for row in chunk:
                starts.append(start + 1)
                start += 1 + sum(map(_breaks, row))
            if start != end:
                raise csv.Error
            yield chunk, starts
        start = end


def _breaks(cell: str) -> int:
    """How many line breaks are inside a cell."""
    if "\n" not in cell and "\r" not in cell:
        return 0
    return cell.count("\n") + cell.count("\r") - cell.count("\r\n")


def _run(source: Iterator[str], dialect: Dialect, offset: int, rows: list[list[str]], lines: list[int]) -> int | None:
    """Append the records of `source`; None at its end, or the 0-based line of the record that cannot be read."""
    reader = _reader(source, dialect, True)
    start = offset
    try:
        for row in reader:
            if row:
                rows.append(row)
                lines.append(start + 1)
            start = offset + reader.line_num  # type: ignore[attr-defined]
    except csv.Error:
        return start
    return None


def _repair(
    line: str, number: int, dialect: Dialect, rows: list[list[str]], lines: list[int], faults: list[Fault]
) -> None:
    text = line.rstrip("\r\n")
    try:
        row = next(_reader(iter([text]), dialect, False), [])
    except csv.Error:
        row = []
    width = len(rows[-1]) if rows else 0
    sound = bool(row) and len(row) == width and not any(dialect.delimiter in cell or "\n" in cell for cell in row)
    if sound:
        rows.append(row)
        lines.append(number)
    faults.append(
        Fault(
            number,
            text[:200],
            "a quote inside a cell is not doubled; the row was read as its columns show"
            if sound
            else "a quote is opened and never closed in the way the file closes the others",
            sound,
        )
    )
