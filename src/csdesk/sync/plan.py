"""What an import will do, exactly: the options a person sets, and the plan that dry run and run share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

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
    rows: int = 0
    entries: list[Entry] = field(default_factory=list)
    """Every record of the file that is not rejected, in its order."""
    rejected: list[Rejection] = field(default_factory=list)
    duplicates: list[Duplicates] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    custom: tuple[tuple[str, str, str], ...] = ()
    """New custom fields: header, label, type."""
    known_unchanged: int = 0
    """Records known to change nothing without a look at each: the same file again, the book as it left it."""
    content: str = ""
    """The key of what the file says; another file may say the same."""
    settings: str = ""
    """The key of everything besides file and book that decides the plan."""
    mark: int = -1
    """The newest change of the book when the plan was made; -1 when that is not known."""

    def count(self, outcome: Outcome) -> int:
        """How many records have the outcome."""
        if outcome == "rejected":
            return len({(r.line, r.name) for r in self.rejected})
        return sum(1 for entry in self.entries if entry.outcome == outcome)

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
        return [(entry, cell) for entry in self.entries if entry.compared for cell in entry.conflicts]

    @property
    def cells_changing(self) -> int:
        """How many cells will be written."""
        return sum(len(entry.changes) for entry in self.entries if entry.outcome in ("create", "update"))

    @property
    def changes_nothing(self) -> bool:
        """Whether applying it would leave every record as it is."""
        return not any(entry.outcome in ("create", "update") for entry in self.entries)


def mapping_of(columns: Sequence[ColumnMap]) -> dict[str, str]:
    """Header to field, for the columns that are imported."""
    return {each.header: each.field for each in columns if each.field and each.field != "-"}
