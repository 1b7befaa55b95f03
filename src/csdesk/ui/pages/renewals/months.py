"""The card of the year ahead: the chart with its key, and the same figures as a table."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QWidget

from csdesk.desk.renewals import Month, RenewalRow, months
from csdesk.ui.pages.renewals.timeline import Timeline, money_words
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.cards import Card, CardHead
from csdesk.ui.widgets.chips import Shape
from csdesk.ui.widgets.table import TableView
from csdesk.ui.widgets.table_model import Cell, Column, TableModel
from csdesk.ui.widgets.text import Label
from csdesk.values.days import MONTHS, add_months
from csdesk.values.formats import Formats

_KEY = (("green", "Healthy"), ("yellow", "At risk"), ("red", "Critical"))


class _MonthsModel(TableModel):
    def __init__(self) -> None:
        super().__init__(
            (
                Column("month", "Month", 160, stretch=True, sortable=False),
                Column("count", "Renewals", 110, right=True, sortable=False),
                Column("arr", "ARR", 240, right=True, sortable=False),
            )
        )
        self._months: Sequence[Month] = ()
        self._formats = Formats()

    def show(self, found: Sequence[Month], formats: Formats) -> None:
        self.beginResetModel()
        self._months, self._formats = found, formats
        self.endResetModel()

    def row_count(self) -> int:
        return len(self._months)

    def key(self, row: int) -> Hashable:
        return self._months[row].first

    def cell(self, row: int, column: Column) -> Cell:
        one = self._months[row]
        match column.key:
            case "month":
                return Cell(f"{MONTHS[one.first.month - 1]} {one.first.year}")
            case "count":
                return Cell(str(one.count) if one.count else "–")
            case _:
                return Cell(money_words(one.sums, self._formats) or "–")


class MonthsCard(Card):
    """Chart and table of the next 12 months."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, spacing=0, parent=parent)
        px = theme().px
        self.setAccessibleName("Next 12 months")
        head = CardHead("Next 12 months", "each renewal by its date, ARR and health", line=False)
        self.figures = Button("Figures", "quiet", small=True)
        self.figures.setObjectName("renewals.figures")
        self.figures.setCheckable(True)
        self.figures.toggled.connect(self._toggle)
        key = QWidget()
        row = QHBoxLayout(key)
        row.setContentsMargins(0, 0, px(4), 0)
        row.setSpacing(px(6))
        for at, (tone, word) in enumerate(_KEY):
            if at:
                row.addSpacing(px(10))
            row.addWidget(Shape(tone))
            row.addWidget(Label(word, "label", "soft"))
        head.add(self.figures)
        head.add(key)
        self.body.addWidget(head)
        self.chart = Timeline()
        self.body.addWidget(self.chart)
        self._model = _MonthsModel()
        self.table = TableView("Renewals by month", self._model, row_height="row-dense")
        self.table.hide()
        self.body.addWidget(self.table)

    def show_rows(self, rows: Sequence[RenewalRow], today: date, days: int, formats: Formats) -> None:
        """Show these renewals."""
        ahead = [one for one in rows if one.days_left <= (add_months(today, 12) - today).days]
        found = months(ahead, today, 13)
        self.chart.show_rows(rows, found, today, days, formats)
        self._model.show(found, formats)
        self.table.setFixedHeight(min(self.table.content_height() + 2, theme().px(220)))

    def _toggle(self, on: bool) -> None:
        self.chart.setVisible(not on)
        self.table.setVisible(on)
