"""The account grid's rows and columns: what each cell shows and how a cell is edited in place."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QObject

from csdesk.desk import own_fields, records
from csdesk.desk.account_query import sort_rows
from csdesk.desk.accounts import AccountRow
from csdesk.desk.core import Desk
from csdesk.desk.errors import DeskError, Invalid
from csdesk.ui.widgets.table_model import Cell, Column, TableModel, check_column
from csdesk.values.days import format_date, relative_day
from csdesk.values.money import format_money
from csdesk.values.numbers import format_number

STAGES = tuple((option.id, option.label) for option in records.KINDS["account"].field("stage").options)
_STAGE_WORDS = dict(STAGES)
COVERAGE_WORDS = {"dedicated": "CSM of its own", "pooled": "Pool", "tech": "Programmes"}
_ARROWS = {"up": "↑", "down": "↓", "new": ""}
PLAN_WORDS = {"": "None", "draft": "Draft", "final": "Agreed"}

COLUMNS: tuple[Column, ...] = (
    Column("name", "Account", 148, stretch=True, link=True),
    Column("tier", "Tier", 116, soft=True, editable=True),
    Column("proposed", "Proposed tier", 110, soft=True),
    Column("coverage", "Served by", 120, soft=True),
    Column("score", "Health", 116),
    Column("change", "30 days", 70, right=True, soft=True),
    Column("arr", "ARR", 92, right=True, editable=True),
    Column("renewal_date", "Renewal", 98, right=True, soft=True, editable=True),
    Column("days_left", "Time left", 72, right=True),
    Column("stage", "Stage", 84, soft=True, editable=True, options=STAGES),
    Column("owner", "Owner", 120, soft=True, editable=True),
    Column("last_touch", "Last touch", 96, right=True, soft=True),
    Column("next_touch", "Next touch", 112, right=True, soft=True),
    Column("next_step", "Next step", 140, editable=True),
    Column("next_step_due", "Due", 104, right=True, soft=True, editable=True),
    Column("plan", "Success plan", 104, soft=True),
    Column("industry", "Industry", 140, soft=True, editable=True),
    Column("segment", "Segment", 110, soft=True, editable=True),
    Column("product", "Product", 130, soft=True, editable=True),
    Column("size", "Size", 90, soft=True, editable=True),
    Column("seats", "Seats", 72, right=True, soft=True, editable=True),
    Column("country", "Country", 100, soft=True, editable=True),
    Column("support_plan", "Support plan", 110, soft=True, editable=True),
    Column("domain", "Domain", 150, soft=True, editable=True),
    Column("crm_id", "CRM id", 160, soft=True),
    Column("contract_start", "Contract start", 110, right=True, soft=True, editable=True),
)
"""Every column the grid can show, in its order."""

USUAL = (
    "name", "tier", "score", "change", "arr", "renewal_date", "days_left", "stage", "last_touch", "next_step",
    "next_step_due",
)  # fmt: skip
"""The columns a new book shows."""


class AccountsModel(TableModel):
    """The accounts that a view shows."""

    def __init__(self, desk: Desk, shown: Sequence[str] = USUAL, parent: QObject | None = None) -> None:
        self._desk = desk
        self._own: Mapping[str, Mapping[int, str]] = own_fields.columns(desk)
        super().__init__(self._columns(shown, ""), parent)
        self._shown = tuple(shown)
        self._rows: tuple[AccountRow, ...] = ()
        self._today = desk.clock.today()
        self._currency = ""
        self.order = ("renewal_date", False)

    @property
    def own(self) -> Mapping[str, Mapping[int, str]]:
        """What accounts say in fields of the CSM's own, by column key and account."""
        return self._own

    def read_own(self) -> None:
        """Read the fields of the CSM's own anew; the rows are shown again after it."""
        before, self._own = self._own.keys(), own_fields.columns(self._desk)
        if before != self._own.keys():
            self.set_columns(self._columns(self._shown, self._currency))

    def own_columns(self) -> list[Column]:
        """The columns of fields of the CSM's own."""
        return [Column(key, key.removeprefix(own_fields.KEY), 120, soft=True) for key in self._own]

    def _columns(self, shown: Sequence[str], currency: str) -> list[Column]:
        wanted = set(shown) | {"name"}
        columns = [check_column()]
        for column in COLUMNS:
            if column.key not in wanted:
                continue
            if column.key == "arr" and currency:
                column = Column("arr", f"ARR, {currency}", column.width, right=True, editable=True)
            columns.append(column)
        return columns + [column for column in self.own_columns() if column.key in wanted]

    # The rows

    @property
    def rows(self) -> tuple[AccountRow, ...]:
        """The accounts shown, in their order."""
        return self._rows

    @property
    def shown(self) -> tuple[str, ...]:
        """The keys of the columns shown."""
        return self._shown

    def set_rows(self, rows: Sequence[AccountRow]) -> None:
        """Show these accounts, sorted as chosen."""
        self.beginResetModel()
        self._today = self._desk.clock.today()
        self._rows = self._sorted(rows)
        currencies = {row.arr.currency for row in self._rows if row.arr is not None}
        currency = currencies.pop() if len(currencies) == 1 else ""
        if currency != self._currency:
            self._currency = currency
            self.columns = self._columns(self._shown, currency)
        self.selected &= {row.id for row in self._rows}
        self.endResetModel()
        self.selection_changed.emit()

    def replace(self, changed: Sequence[AccountRow]) -> None:
        """Show new values of accounts where they stand, without sorting again under the reader's eyes."""
        new = {row.id: row for row in changed}
        rows = list(self._rows)
        for place, row in enumerate(rows):
            if row.id in new:
                rows[place] = new[row.id]
                self._rows = tuple(rows)
                self.dataChanged.emit(self.index(place, 0), self.index(place, self.columnCount() - 1))

    def sort_by(self, field: str, descending: bool) -> None:
        """Sort the rows by a column."""
        self.order = (field, descending)
        self.layoutAboutToBeChanged.emit()
        self._rows = self._sorted(self._rows)
        self.layoutChanged.emit()

    def _sorted(self, rows: Sequence[AccountRow]) -> tuple[AccountRow, ...]:
        field, descending = self.order
        own = own_fields.orders(self._desk, field) if field.startswith(own_fields.KEY) else None
        return sort_rows(rows, field, descending, own)

    def show_columns(self, shown: Sequence[str]) -> None:
        """Show other columns."""
        self._shown = tuple(shown)
        self.set_columns(self._columns(self._shown, self._currency))

    def set_widths(self, widths: Mapping[str, int]) -> None:
        """Give columns the widths of an earlier time, in unscaled pixels."""
        self.set_columns(
            [replace(one, width=widths[one.key], stretch=False) if one.key in widths else one for one in self.columns]
        )

    def selected_rows(self) -> list[AccountRow]:
        """The ticked accounts in sight."""
        return [row for row in self._rows if row.id in self.selected]

    # What the view asks

    def row_count(self) -> int:
        return len(self._rows)

    def key(self, row: int) -> Hashable:
        return self._rows[row].id

    def cell(self, row: int, column: Column) -> Cell:
        account = self._rows[row]
        match column.key:
            case "score":
                if account.score is None:
                    return Cell("No data", chip="none")
                return Cell(account.band, chip=account.tone, score=f"{account.score:.0f}")
            case "tier":
                return Cell(tier_words(account), tone="text" if account.proposed else "", tip=_tier_tip(account))
            case "coverage":
                return Cell(COVERAGE_WORDS.get(account.coverage, ""))
            case "next_touch":
                return self._due(account.next_touch)
            case "change":
                return Cell(_signed(account.change))
            case "arr":
                return Cell(self._money(account))
            case "renewal_date" | "contract_start":
                return Cell(_date(getattr(account, column.key)))
            case "days_left":
                return self._time_left(account)
            case "stage":
                return Cell(_STAGE_WORDS.get(account.stage, account.stage))
            case "last_touch":
                return Cell(_day(account.last_touch, self._today))
            case "next_step_due":
                return self._due(account.next_step_due)
            case "plan":
                return Cell(PLAN_WORDS[account.plan])
            case "seats":
                return Cell("" if account.seats is None else format_number(account.seats, self._desk.formats))
            case key if key in self._own:
                return Cell(" ".join(self._own[key].get(account.id, "").split()))
            case _:
                return Cell(str(getattr(account, column.key, "")))

    def _money(self, account: AccountRow) -> str:
        if account.arr is None:
            return ""
        if self._currency:
            return format_number(float(account.arr.amount), self._desk.formats, 0)
        return format_money(account.arr, self._desk.formats)

    def _time_left(self, account: AccountRow) -> Cell:
        days = account.days_left
        if days is None:
            return Cell()
        if days < 0:
            return Cell(f"{-days} d late", bold=True)
        return Cell(f"{days} d", bold=days <= 90)

    def _due(self, due: date | None) -> Cell:
        if due is None:
            return Cell()
        if due < self._today:
            return Cell(relative_day(due, self._today), bold=True, tone="text")
        return Cell(_day(due, self._today), tone="text" if due == self._today else "")

    # Editing

    def edit_text(self, row: int, column: Column) -> str:
        account = self._rows[row]
        value = getattr(account, column.key)
        if value is None:
            return ""
        if column.key == "stage":
            return account.stage
        return records.display(self._desk, "account", column.key, value)

    def edit(self, row: int, column: Column, text: str) -> str:
        account = self._rows[row]
        old = getattr(account, column.key)
        try:
            value = records.parse(self._desk, "account", column.key, text)
            if value == old or (value is None and old == ""):
                return ""
            records.update(
                self._desk,
                "account",
                account.id,
                {column.key: value},
                based_on={column.key: None if old == "" else old},
            )
        except Invalid as error:
            return error.reason
        except DeskError as error:
            return error.what
        return ""


def tier_words(account: AccountRow) -> str:
    """The tier in the book, with an arrow where the rules would have it go: "Mid-market ↑"."""
    return f"{account.tier} {_ARROWS[account.move]}".rstrip() if account.move else account.tier


def _tier_tip(account: AccountRow) -> str:
    if account.overridden:
        return "Kept by hand against the rules"
    return f"By the rules {account.proposed}" if account.proposed else ""


def _signed(change: float | None) -> str:
    if change is None:
        return ""
    return f"{'+' if change > 0 else '−' if change < 0 else ''}{abs(change):.0f}"


def _date(day: date | None) -> str:
    return "" if day is None else format_date(day)


def _day(day: date | None, today: date) -> str:
    if day is None:
        return ""
    return format_date(day, "day") if abs((day - today).days) < 300 else format_date(day)
