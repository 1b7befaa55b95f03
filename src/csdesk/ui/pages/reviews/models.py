"""The tables of the Reviews place: reviews by when they are, and accounts that meet too seldom."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date, timedelta

from csdesk.desk.reviews import Cover, ReviewRow, overdue_words, type_label
from csdesk.ui.widgets.table_model import Cell, Column, Group, TableModel
from csdesk.values.days import MONTHS, count, format_date, relative_day

_DATE = Column("date", "Date", 112, sortable=False)
_TIME = Column("time", "Start", 66, soft=True, sortable=False)
_ACCOUNT = Column("account", "Account", 190, stretch=True, link=True, sortable=False)
_REVIEW = Column("review", "Review", 190, stretch=True, soft=True, sortable=False)
_PEOPLE = Column("people", "Who comes", 140, soft=True, sortable=False)
_PREPARED = Column("prepared", "Prepared", 150, sortable=False)
_LEFT = Column("left", "Time left", 96, right=True, sortable=False)
_COLUMNS: dict[str, tuple[Column, ...]] = {
    "upcoming": (_DATE, _TIME, _ACCOUNT, _REVIEW, _PEOPLE, _LEFT),
    "prepare": (_DATE, _TIME, _ACCOUNT, _REVIEW, _PREPARED, _LEFT),
    "close": (_DATE, _ACCOUNT, _REVIEW, Column("open", "What is open", 200, sortable=False),
              Column("by", "Close by", 130, right=True, sortable=False)),
    "held": (_DATE, _ACCOUNT, _REVIEW, _PEOPLE, Column("state", "State", 110, sortable=False)),
}  # fmt: skip


def people_words(row: ReviewRow) -> str:
    """Who comes in figures: "3 theirs, 2 ours"."""
    if not row.ours and not row.customers:
        return "Nobody yet"
    return f"{row.customers} theirs, {row.ours} ours"


def spell(day: date, today: date) -> str:
    """The stretch of time a day lies in: "This week", "Next week", "December", "January 2027"."""
    monday = today - timedelta(days=today.weekday())
    if monday <= day < monday + timedelta(days=7):
        return "This week"
    if monday + timedelta(days=7) <= day < monday + timedelta(days=14):
        return "Next week"
    name = MONTHS[day.month - 1]
    return name if day.year == today.year else f"{name} {day.year}"


class ReviewsModel(TableModel):
    """Reviews of one tab, in groups by when they are."""

    def __init__(self) -> None:
        super().__init__(_COLUMNS["upcoming"])
        self._lines: list[ReviewRow | Group] = []
        self._today = date.min

    def show(self, tab: str, rows: Sequence[ReviewRow], today: date, *, account: bool = True) -> None:
        """Shows these rows in the columns of a tab; without account and groups on the account's own page."""
        self.beginResetModel()
        self._today = today
        self.columns = [one for one in _COLUMNS[tab] if account or one is not _ACCOUNT]
        self._lines = []
        last = ""
        for row in rows:
            group = spell(row.date, today) if row.date else "Without a date"
            if account and group != last:
                number = sum(1 for one in rows if (spell(one.date, today) if one.date else "Without a date") == group)
                self._lines.append(Group(group, str(number)))
                last = group
            self._lines.append(row)
        self.endResetModel()

    def row_count(self) -> int:
        return len(self._lines)

    def key(self, row: int) -> Hashable:
        one = self._lines[row]
        return one.id if isinstance(one, ReviewRow) else None

    def group(self, row: int) -> Group | None:
        one = self._lines[row]
        return one if isinstance(one, Group) else None

    def group_rows(self) -> Sequence[int]:
        return [place for place, one in enumerate(self._lines) if isinstance(one, Group)]

    def cell(self, row: int, column: Column) -> Cell:
        one = self._lines[row]
        return _cell(one, column, self._today) if isinstance(one, ReviewRow) else Cell()


def _cell(one: ReviewRow, column: Column, today: date) -> Cell:
    struck = one.status == "cancelled"
    match column.key:
        case "date":
            return Cell(format_date(one.date, "day") if one.date else "No date", struck=struck)
        case "time":
            return Cell(one.time or "–")
        case "account":
            return Cell(one.account, bold=one.needs_me, struck=struck)
        case "review":
            return Cell(one.title)
        case "people":
            nobody = not one.ours and not one.customers
            return Cell("–" if nobody and one.state in ("held", "cancelled") else people_words(one))
        case "prepared":
            if not one.total:
                return Cell("No checklist", tone="text.faint")
            late = f"{len(one.late)} late" if one.late else ""
            return Cell(f"{one.done} of {one.total}", bold=bool(late), note=late)
        case "left":
            if one.date is None:
                return Cell("–")
            return Cell(relative_day(one.date, today), bold=one.days_left is not None and 0 <= one.days_left <= 1)
        case "open":
            return Cell("Say whether it took place" if one.status == "planned" else "Summary, actions, next date")
        case "by":
            if one.close_by is None:
                return Cell("–")
            if one.close_late:
                return Cell(f"{count(max(1, (today - one.close_by.date()).days), 'day')} late", bold=True)
            return Cell(f"{format_date(one.close_by.date(), 'day')}, {one.close_by:%H:%M}")
        case _:
            return Cell("Cancelled" if struck else "Closed" if one.state == "held" else "To close", outline=True)


_CADENCE = (
    Column("account", "Account", 180, stretch=True, link=True, sortable=False),
    Column("tier", "Tier", 96, soft=True, sortable=False),
    Column("rule", "Rule", 210, stretch=True, soft=True, sortable=False),
    Column("last", "Last held", 104, right=True, soft=True, sortable=False),
    Column("due", "Due", 110, right=True, sortable=False),
    Column("late", "Time left", 110, right=True, sortable=False),
)


class CadenceModel(TableModel):
    """Accounts whose next review is due or overdue with none planned."""

    def __init__(self) -> None:
        super().__init__(_CADENCE)
        self.rows: Sequence[Cover] = ()
        self._today = date.min

    def show(self, rows: Sequence[Cover], today: date) -> None:
        """Shows these."""
        self.beginResetModel()
        self.rows, self._today = rows, today
        self.endResetModel()

    def row_count(self) -> int:
        return len(self.rows)

    def key(self, row: int) -> Hashable:
        return (self.rows[row].account_id, self.rows[row].type)

    def cell(self, row: int, column: Column) -> Cell:
        one = self.rows[row]
        overdue = one.state == "overdue"
        match column.key:
            case "account":
                return Cell(one.account, bold=overdue)
            case "tier":
                return Cell(one.tier)
            case "rule":
                return Cell(one.rule, tip=one.why)
            case "last":
                return Cell(format_date(one.last) if one.last else "–")
            case "due":
                return Cell(format_date(one.due))
            case _:
                words = overdue_words(one, self._today)
                return Cell(words[:1].upper() + words[1:] if one.last is None else words, bold=overdue)


def words_of(kind: str) -> str:
    """A type as it stands within a sentence: "QBR", "monthly review"."""
    label = type_label(kind)
    return label if label.isupper() else label.casefold()
