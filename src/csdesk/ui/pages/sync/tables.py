"""The tables of the first page: sources, imports, and what to carry back to the CRM."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date, datetime

from csdesk.desk.core import Desk
from csdesk.desk.import_changes import shown
from csdesk.desk.import_evidence import TakenBack
from csdesk.desk.imports import OBJECT_LABELS, ChangeBack, Run, SourceRow
from csdesk.ui.pages.sync.work import Overview
from csdesk.ui.widgets.table_model import Cell, Column, TableModel
from csdesk.values.days import age, count, format_date

PRODUCTS = {
    "salesforce": "Salesforce", "hubspot": "HubSpot", "dynamics": "Dynamics 365", "zoho": "Zoho CRM",
    "pipedrive": "Pipedrive", "odoo": "Odoo", "csdesk": "CSDesk", "generic": "Spreadsheet",
}  # fmt: skip
_ACT = "accent.text"


def day_of(moment: datetime) -> date:
    """The local day of a moment."""
    return moment.astimezone().date()


def when(moment: datetime) -> str:
    """ "21 Nov 2026 10:42" in local time."""
    local = moment.astimezone()
    return f"{format_date(local.date())} {local:%H:%M}"


class SourcesModel(TableModel):
    """Sources with the age of their last import and what is remembered of them."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._sources: tuple[SourceRow, ...] = ()
        super().__init__(
            [
                Column("name", "Source", 220, sortable=False, stretch=True),
                Column("product", "Product", 130, soft=True, sortable=False),
                Column("object", "Rows", 150, soft=True, sortable=False),
                Column("records", "Records known", 110, right=True, soft=True, sortable=False),
                Column("last", "Last import", 170, right=True, soft=True, sortable=False),
                Column("age", "Age", 110, sortable=False),
                Column("memory", "Remembered", 190, sortable=False, link=True),
            ]
        )

    def show(self, sources: tuple[SourceRow, ...]) -> None:
        """Show these sources."""
        self.beginResetModel()
        self._sources = sources
        self.endResetModel()

    def row_count(self) -> int:
        return len(self._sources)

    def key(self, row: int) -> Hashable:
        return self._sources[row].id

    def source(self, key: object) -> SourceRow | None:
        """The source of a row's key."""
        return next((one for one in self._sources if one.id == key), None)

    def cell(self, row: int, column: Column) -> Cell:
        one = self._sources[row]
        match column.key:
            case "name":
                return Cell(one.name, bold=True)
            case "product":
                return Cell(PRODUCTS.get(one.product, one.product))
            case "object":
                return Cell(OBJECT_LABELS.get(one.object, one.object).split(",")[0].capitalize())
            case "records":
                return Cell(f"{one.records:,}")
            case "last":
                return Cell(when(one.last) if one.last else "taken back")
            case "age":
                return Cell(age(day_of(one.last), self._today) if one.last else "")
            case _:
                parts = [count(len(one.mapping), "column") if one.mapping else ""]
                rules = sum(1 for rule in one.rules.values() if rule != "ask")
                parts.append(count(len(one.answers), "format") if one.answers else "")
                parts.append(count(rules, "rule") if rules else "")
                words = " and ".join(", ".join(part for part in parts if part).rsplit(", ", 1))
                return Cell(words or "Nothing of its own", tone=_ACT if words else "text.soft")


class RunsModel(TableModel):
    """Imports with their figures, the newest first; those taken back stand below in soft ink."""

    def __init__(self) -> None:
        self._rows_of: list[Run | TakenBack] = []
        super().__init__(
            [
                Column("at", "When", 150, sortable=False),
                Column("file", "File", 220, sortable=False, stretch=True),
                Column("source", "Source", 170, soft=True, sortable=False),
                Column("created", "Created", 76, right=True, sortable=False),
                Column("updated", "Changed", 80, right=True, sortable=False),
                Column("unchanged", "Unchanged", 92, right=True, soft=True, sortable=False),
                Column("conflicts", "Conflicts", 84, right=True, soft=True, sortable=False),
                Column("rejected", "Rejected", 84, right=True, sortable=False, link=True),
                Column("state", "State", 104, soft=True, sortable=False),
                Column("undo", "", 80, sortable=False, link=True),
            ]
        )

    def show(self, overview: Overview) -> None:
        """Show these imports."""
        self.beginResetModel()
        self._rows_of = [*overview.runs, *overview.taken_back]
        self._rows_of.sort(key=lambda one: -(one.id if isinstance(one, Run) else one.import_id))
        self.endResetModel()

    def row_count(self) -> int:
        return len(self._rows_of)

    def key(self, row: int) -> Hashable:
        one = self._rows_of[row]
        return one.id if isinstance(one, Run) else one.import_id

    def run(self, key: object) -> Run | None:
        """The import in force of a row's key."""
        return next((one for one in self._rows_of if isinstance(one, Run) and one.id == key), None)

    def cell(self, row: int, column: Column) -> Cell:
        one = self._rows_of[row]
        if isinstance(one, TakenBack):
            back = f"taken back {format_date(day_of(one.undone_at))}" if one.undone_at else "taken back"
            words = {"at": when(one.at), "file": one.file, "state": "Taken back"}.get(column.key, "")
            return Cell(words, tone="text.soft", tip=back if column.key == "state" else "")
        match column.key:
            case "at":
                return Cell(when(one.at))
            case "file":
                return Cell(one.file, bold=True, tip=one.file if len(one.file) > 30 else "")
            case "source":
                return Cell(one.source)
            case "state":
                return Cell("In the book" if one.undoable else "No change")
            case "undo":
                return Cell("Undo", tone=_ACT, tip="Take this import back as a whole") if one.undoable else Cell("")
            case "rejected":
                return Cell(f"{one.rejected:,}", tone=_ACT if one.rejected else "text.soft")
            case key:
                number = int(getattr(one, key))
                return Cell(f"{number:,}", tone="text.soft" if not number else "")


class ChangesBackModel(TableModel):
    """Fields that the person changed since the CRM said otherwise."""

    def __init__(self, desk: Desk) -> None:
        self._formats = desk.formats
        self._changes: tuple[ChangeBack, ...] = ()
        super().__init__(
            [
                Column("name", "Record", 200, sortable=False, stretch=True),
                Column("source", "Source", 160, soft=True, sortable=False),
                Column("crm_id", "CRM id", 170, soft=True, sortable=False),
                Column("column", "The CRM's column", 170, soft=True, sortable=False),
                Column("theirs", "The CRM says", 190, sortable=False),
                Column("ours", "Your book", 210, sortable=False),
            ]
        )

    def show(self, changes: tuple[ChangeBack, ...]) -> None:
        """Show these changes."""
        self.beginResetModel()
        self._changes = changes
        self.endResetModel()

    def row_count(self) -> int:
        return len(self._changes)

    def key(self, row: int) -> Hashable:
        one = self._changes[row]
        return (one.kind, one.record_id, one.field, row)

    def change(self, key: object) -> ChangeBack | None:
        """The change of a row's key."""
        return self._changes[key[3]] if isinstance(key, tuple) else None

    def cell(self, row: int, column: Column) -> Cell:
        one = self._changes[row]
        right = one.type in ("money", "number", "integer", "percent")
        match column.key:
            case "name":
                return Cell(one.name, bold=True)
            case "theirs":
                words = " ".join(shown(one.theirs, one.type, self._formats, one.field).split())
                return Cell(words or "blank", tone="text.soft", struck=bool(words), right=right, tip=words)
            case "ours":
                words = " ".join(shown(one.ours, one.type, self._formats, one.field).split())
                return Cell(words or "blank", bold=bool(words), right=right, tip=words)
            case key:
                return Cell(str(getattr(one, key)))
