"""What an import will do, exactly: the options a person sets, and the plan that dry run and run share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import merge
from itertools import compress
from operator import attrgetter, eq
from typing import Literal, overload

from csdesk.sync.cells import Value
from csdesk.sync.encoding import EncodingSample
from csdesk.sync.furniture import Dropped
from csdesk.sync.mapping import ColumnMap
from csdesk.sync.targets import Target
from csdesk.values.formats import DateOrder

Rule = Literal["crm", "book", "ask"]
Outcome = Literal["create", "update", "unchanged", "rejected", "held", "duplicate", "excluded"]


@dataclass(frozen=True, slots=True)
class Options:
    """A person's choices; everything left out is found out or asked.

    mapping: column header to field id, "custom:Label" or "-". rules: field id to who wins a conflict. matches: line to
    the book's record id, "new" or "skip". conflicts: (record id, field) to "book" or "crm". excluded: lines left out.
    excluded_cells: (line, field) left out. duplicates: line of a group's proposal to the line to take instead.
    """

    object: str | None = None
    source: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    rules: Mapping[str, Rule] = field(default_factory=dict)
    date_order: DateOrder | None = None
    decimal: str | None = None
    """"." or ","."""
    formats: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """Answers for single columns: ("date-order", "decimal" or "currency", header) to dmy, mdy, ymd, point, comma or a
    currency code; they win over date_order, decimal and currency, which stand for the whole file."""
    currency: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    header_row: int | None = None
    sheet: str | None = None
    matches: Mapping[int, int | str] = field(default_factory=dict)
    conflicts: Mapping[tuple[int, str], str] = field(default_factory=dict)
    excluded: frozenset[int] = frozenset()
    excluded_cells: frozenset[tuple[int, str]] = frozenset()
    duplicates: Mapping[int, int] = field(default_factory=dict)
    fixes: Mapping[tuple[int, str], str] = field(default_factory=dict)
    """(line, column header) to the text a person put in the place of a cell that could not be read."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What the file is and how it was read."""

    file: str
    product: str
    product_label: str
    variant: str
    object: str
    object_label: str
    encoding: str
    encoding_certain: bool
    encodings: tuple[EncodingSample, ...]
    delimiter: str
    header_row: int
    headers: tuple[str, ...]
    rows: int
    dropped: tuple[Dropped, ...]
    notes: tuple[str, ...]
    preview: tuple[tuple[str, ...], ...]
    """The first records as they stand in the file."""
    fingerprint: str
    sheets: tuple[str, ...] = ()
    """The sheets of a workbook, one of which was read."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something the file leaves open. `assumed` is what the import goes by until it is answered."""

    kind: Literal["date-order", "decimal", "currency", "match", "ambiguous", "duplicate", "id", "bin", "unlinked"]
    text: str
    column: str = ""
    evidence: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    assumed: str = ""
    line: int | None = None
    candidates: tuple[tuple[int, str], ...] = ()
    """For matches: the book's records that it may be, with the evidence in words."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row that is left out, with the cell at fault. `cells` is the row as it stands in the file."""

    line: int
    column: str
    value: str
    reason: str
    cells: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of one record and what happens to it. Values are in stored form, see cells.Value."""

    field: str
    label: str
    type: str
    book: Value
    """What the book holds now."""
    crm: Value
    """What the file says."""
    last: Value
    """What the CRM said at the last import; None when it was never imported."""
    reason: str
    action: Literal["add", "take", "keep", "conflict"]
    """add: into a new record. take: over the book's value. keep: the book's stays. conflict: open, the book's stays."""
    carry_back: bool = False
    """Kept because the CSM changed it: it is listed among the changes to carry back."""
    settled: str = ""
    """For what was a conflict: "decision" or "rule"."""


@dataclass(slots=True)
class Entry:
    """One record of the file and its outcome."""

    line: int
    name: str
    outcome: Outcome
    record_id: int | None = None
    account_id: int | None = None
    """For owned records, the account it belongs to."""
    matched_by: str = ""
    """How the record was found, in words: "CRM id 001...", "domain arvelle.example", "name"."""
    compared: tuple[Cell, ...] = ()
    """For a record that the book has: what changes, is kept or is in conflict."""
    targets: tuple[Target, ...] = ()
    """For a new record: its fields, shared by all rows of the file ..."""
    values: tuple[Value, ...] = ()
    """... and its values."""
    told: dict[str, Value] | None = None
    reason: str = ""

    @property
    def cells(self) -> tuple[Cell, ...]:
        """What changes or is kept; for a new record every value to add, made on demand to keep large files small."""
        if self.outcome != "create":
            return self.compared
        return tuple(
            Cell(target.id, target.label, target.type, None, value, None, "New record", "add")
            for target, value in zip(self.targets, self.values, strict=True)
            if value is not None
        )

    @property
    def says(self) -> dict[str, Value] | None:
        """What the CRM says of the record, to be kept for the next comparison; None when that is known already."""
        if self.outcome != "create":
            return self.told
        return {t.id: v for t, v in zip(self.targets, self.values, strict=True) if v is not None}

    @property
    def changes(self) -> tuple[Cell, ...]:
        """The cells that will be written."""
        return tuple(cell for cell in self.cells if cell.action in ("add", "take"))

    @property
    def conflicts(self) -> tuple[Cell, ...]:
        """The cells in open conflict."""
        return tuple(cell for cell in self.compared if cell.action == "conflict")


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Rows of the file that are one record: the line taken, the others, and the fields in which they differ."""

    name: str
    by: str
    taken: int
    others: tuple[int, ...]
    differing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """A record that an earlier export held and this one does not."""

    record_id: int
    name: str
    crm_id: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class NewRecords:
    """Rows of the file that each become a new record: kept as columns, an Entry is made of one when it is asked for."""

    targets: tuple[Target, ...]
    columns: tuple[Sequence[Value], ...]
    """The values of each target, of every row of the file."""
    names: Sequence[Value]
    lines: Sequence[int]
    rows: Sequence[int]
    """The rows that are meant, in their order."""

    def __len__(self) -> int:
        return len(self.rows)

    def chosen(self, column: Iterable[Value]) -> Iterator[Value]:
        """The values that a column has in the rows that are meant."""
        if len(self.rows) == len(self.lines):
            return iter(column)
        flags = bytearray(len(self.lines))
        for row in self.rows:
            flags[row] = 1
        return compress(column, flags)

    def entry(self, place: int) -> Entry:
        """One of them."""
        row = self.rows[place]
        values = tuple(column[row] for column in self.columns)
        return Entry(self.lines[row], str(self.names[row]), "create", targets=self.targets, values=values)

    def __iter__(self) -> Iterator[Entry]:
        records = zip(*map(self.chosen, self.columns), strict=True)
        for row, name, values in zip(self.rows, self.chosen(self.names), records, strict=True):
            yield Entry(self.lines[row], str(name), "create", targets=self.targets, values=values)


class Entries(Sequence[Entry]):
    """Every record of the file that is not rejected, in its order: those that need a word, and those simply new."""

    def __init__(self) -> None:
        self.own: list[Entry] = []
        """The records with an Entry of their own."""
        self.new: NewRecords | None = None
        """The others, which are all to be made."""
        self._order: list[int] = []

    def append(self, entry: Entry) -> None:
        """Add a record."""
        self.own.append(entry)

    def __iadd__(self, entries: Iterable[Entry]) -> Entries:
        self.own += entries
        return self

    def sort(self) -> None:
        """Bring them into the order of the file."""
        self.own.sort(key=attrgetter("line"))

    def __len__(self) -> int:
        return len(self.own) + (len(self.new) if self.new else 0)

    def __iter__(self) -> Iterator[Entry]:
        if self.new is None:
            return iter(self.own)
        return merge(self.own, self.new, key=attrgetter("line")) if self.own else iter(self.new)

    @overload
    def __getitem__(self, index: int) -> Entry: ...
    @overload
    def __getitem__(self, index: slice) -> list[Entry]: ...
    def __getitem__(self, index: int | slice) -> Entry | list[Entry]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        if self.new is None:
            return self.own[index]
        if not self.own:
            return self.new.entry(index)
        if len(self._order) != len(self):
            # Below zero: one of the new records.
            lines = [(entry.line, place) for place, entry in enumerate(self.own)]
            lines += [(self.new.lines[row], ~place) for place, row in enumerate(self.new.rows)]
            self._order = [place for _, place in sorted(lines)]
        place = self._order[index]
        return self.own[place] if place >= 0 else self.new.entry(~place)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]

    def count_of(self, outcome: Outcome) -> int:
        """How many have the outcome."""
        found = sum(1 for entry in self.own if entry.outcome == outcome)
        return found + len(self.new) if self.new and outcome == "create" else found


@dataclass(slots=True)
class ImportPlan:
    """Everything an import will do, before it is done. Computed by the code that applies it."""

    options: Options
    recognised: Recognised
    columns: tuple[ColumnMap, ...]
    targets: tuple[Target, ...]
    source: str
    object: str
    questions: list[Question] = field(default_factory=list)
    settled: list[Question] = field(default_factory=list)
    """The formats of columns that are proven or were answered; `text` says by what, `assumed` what is gone by."""
    rows: int = 0
    entries: Entries = field(default_factory=Entries)
    rejected: list[Rejection] = field(default_factory=list)
    duplicates: list[Duplicates] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    custom: tuple[tuple[str, str, str], ...] = ()
    """New custom fields: header, label, type."""
    known_unchanged: int = 0
    """Records known to change nothing without a look at each: the same file again, the book as it left it."""
    content: str = ""
    """The key of what the file says, once it was asked for; another file may say the same."""
    settings: str = ""
    """The key of everything besides file and book that decides the plan."""
    mark: int = -1
    """The newest change of the book when the plan was made; -1 when that is not known."""

    def count(self, outcome: Outcome) -> int:
        """How many records have the outcome."""
        if outcome == "rejected":
            return len({(r.line, r.name) for r in self.rejected})
        return self.entries.count_of(outcome)

    @property
    def created(self) -> int:
        """Records that will be made."""
        return self.count("create")

    @property
    def updated(self) -> int:
        """Records of the book that will change."""
        return self.count("update")

    @property
    def unchanged(self) -> int:
        """Records of the book that stay as they are."""
        return self.count("unchanged") + self.known_unchanged

    @property
    def conflicts(self) -> list[tuple[Entry, Cell]]:
        """Every open conflict with its record."""
        return [(entry, cell) for entry in self.entries.own if entry.compared for cell in entry.conflicts]

    @property
    def cells_changing(self) -> int:
        """How many cells will be written."""
        cells = sum(len(entry.changes) for entry in self.entries.own if entry.outcome in ("create", "update"))
        new = self.entries.new
        columns = map(new.chosen, new.columns) if new else ()
        return cells + sum(1 for column in columns for value in column if value is not None)

    @property
    def changes_nothing(self) -> bool:
        """Whether applying it would leave every record as it is."""
        return not self.entries.new and not any(each.outcome in ("create", "update") for each in self.entries.own)


def mapping_of(columns: Sequence[ColumnMap]) -> dict[str, str]:
    """Header to field, for the columns that are imported."""
    return {each.header: each.field for each in columns if each.field and each.field != "-"}
