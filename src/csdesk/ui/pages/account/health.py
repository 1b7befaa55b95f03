"""The health of an account: how the score went, and every indicator with what it adds."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget
from shiboken6 import isValid

from csdesk.desk import health as desk_health
from csdesk.desk import records
from csdesk.desk.errors import DeskError
from csdesk.desk.health import Health, Point
from csdesk.ui.context import Context
from csdesk.ui.pages.account.health_chart import ScoreChart
from csdesk.ui.pages.account.health_dialogs import OverrideDialog, ReadingsDialog
from csdesk.ui.pages.account.health_signals import SignalsCard
from csdesk.ui.pages.account.health_table import IndicatorModel, indicator_table
from csdesk.ui.pages.account.tab import AccountTab
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.cards import Card, CardHead
from csdesk.ui.widgets.fields import ComboBox
from csdesk.ui.widgets.notices import EmptyState
from csdesk.ui.widgets.overlays import Menu
from csdesk.ui.widgets.table import TableView
from csdesk.ui.widgets.table_model import Cell, Column, TableModel
from csdesk.values.days import format_date
from csdesk.values.numbers import format_number

_SPANS = [("92", "3 months"), ("183", "6 months"), ("365", "12 months"), ("730", "2 years")]
_ORIGINS = {"computed": "Worked out", "override": "Given by hand", "imported": "Imported", "": "Typed or imported"}


class HealthTab(AccountTab):
    """Score history above, indicators below; readings and overrides are given here."""

    heard = frozenset({"indicator_reading", "health_snapshot", "account", "touch", "contact", "goal", "milestone",
                       "review", "setting", "signal"})  # fmt: skip

    def __init__(self, context: Context, account_id: int) -> None:
        super().__init__(context, account_id)
        self.setAccessibleName("Health")
        self.signals = SignalsCard(context, account_id)
        self.column.addWidget(self._history())
        self.column.addWidget(self._indicators())
        self.column.addWidget(self.signals)
        self.reload()

    def _history(self) -> Card:
        card = Card(0, spacing=0)
        self._history_head = CardHead("Score history", line=False)
        self._figures = Button("Figures", "quiet", small=True)
        self._figures.setCheckable(True)
        self._figures.toggled.connect(self._show_figures)
        self._span = ComboBox("Months shown", small=True)
        self._span.set_options(_SPANS, "365")
        self._span.currentIndexChanged.connect(self._show_span)
        self._history_head.add(self._figures)
        self._history_head.add(self._span)
        card.body.addWidget(self._history_head)
        self._chart = ScoreChart()
        card.body.addWidget(self._chart)
        self._points = _PointsModel()
        self._points_table = TableView("Scores", self._points, row_height="row-dense")
        self._points_table.hide()
        card.body.addWidget(self._points_table)
        self._no_history = EmptyState(
            "No score yet", "A score is worked out from readings, or comes with an import. Its course stands here."
        )
        card.body.addWidget(self._no_history)
        return card

    def _indicators(self) -> Card:
        card = Card(0, spacing=0)
        self._head = CardHead("Indicators")
        self._override = Button("Override the score", "quiet", small=True)
        self._override.clicked.connect(self.override)
        add = Button("Add readings", icon="plus", small=True)
        add.clicked.connect(self.add_readings)
        self._head.add(self._override)
        self._head.add(add)
        card.body.addWidget(self._head)
        self.model = IndicatorModel()
        self.table = indicator_table(self.model)
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.opened.connect(self._open)
        self.table.menu_wanted.connect(self._menu)
        card.body.addWidget(self.table)
        return card

    # Reading

    def enter(self, **where: object) -> None:
        """Brings the signal that is named into sight, or the signals where that one is over."""
        if "signal" not in where:
            return
        number = where["signal"]
        row = self.signals.reveal(number) if isinstance(number, int) else None
        QTimer.singleShot(0, self, lambda: self._bring(row or self.signals))

    def _bring(self, widget: QWidget) -> None:
        holder = self.property("holder")
        if isinstance(holder, QScrollArea) and isValid(widget):
            holder.ensureWidgetVisible(widget, 0, widget.height() if widget is self.signals else 240)

    def reload(self) -> None:
        try:
            self.health: Health = desk_health.health(self.desk, self.account_id)
        except DeskError:
            return
        found = self.health
        self.signals.reload()
        known = bool(found.history)
        for widget in (self._chart, self._figures, self._span):
            widget.setVisible(known)
        self._no_history.setVisible(not known)
        self._points_table.setVisible(known and self._figures.isChecked())
        self._show_span()
        self._points.show_points(found.history)
        self._points_table.setFixedHeight(min(self._points_table.content_height() + 2, 260))
        self.model.show_health(found)
        self._fit()
        read = sum(one.score is not None for one in found.verdict.contributions)
        note = f"{read} of {len(found.verdict.contributions)} have a reading"
        if found.verdict.stale:
            note += f", {len(found.verdict.stale)} old"
        self._head.note.setText(f"{note} · {found.policy.title}")
        self._history_head.note.setText(
            f"Given by hand until {format_date(found.override.until)}" if found.override is not None else ""
        )
        self._override.setText("Change the override" if found.override else "Override the score")

    def _fit(self) -> None:
        """All rows in sight, and room for the bar that a narrow window needs."""
        bar = self.table.horizontalScrollBar()
        needed = self.table.horizontalHeader().length() > self.table.viewport().width()
        self.table.setFixedHeight(self.table.content_height() + 2 + (bar.sizeHint().height() if needed else 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._fit)

    def _show_span(self, _index: int = 0) -> None:
        if hasattr(self, "health"):
            self._chart.show_health(self.health, int(self._span.value() or 365))

    def _show_figures(self, on: bool) -> None:
        self._points_table.setVisible(on)

    # Doing

    def add_readings(self) -> None:
        """Asks for readings of a day."""
        asked = desk_health.askable(self.desk, self.account_id)
        ReadingsDialog(self, self.desk, self.health.name, asked, self._add).open()

    def _add(self, values: dict[str, float], day: date) -> None:
        desk_health.add_readings(self.desk, self.account_id, values, day)
        self.context.toast(f"Added {len(values)} reading{'s' if len(values) != 1 else ''}", undo=True)

    def override(self) -> None:
        """Asks for a score given by hand."""
        OverrideDialog(self, self.desk, self.health, self._set, self._end).open()

    def _set(self, score: float, reason: str, until: date) -> None:
        desk_health.set_override(self.desk, self.account_id, score, reason, until)
        self.context.toast("The score is overridden", undo=True)

    def _end(self) -> None:
        desk_health.end_override(self.desk, self.account_id)
        self.context.toast("The override is over")

    def _open(self, key: Hashable) -> None:
        self._readings_of(key)

    def _menu(self, key: Hashable, spot: QPoint) -> None:
        self._readings_menu(key).popup(spot)

    def _readings_of(self, key: Hashable) -> None:
        self._readings_menu(key).popup(self.table.mapToGlobal(self.table.rect().center()))

    def _readings_menu(self, key: Hashable) -> Menu:
        """The newest readings behind a row; choosing one puts it in the bin."""
        indicator = str(key[0]) if isinstance(key, tuple) else str(key)
        menu = Menu(self, "Readings")
        menu.add("Add readings", self.add_readings, icon="plus")
        menu.addSeparator()
        for one in desk_health.readings(self.desk, self.account_id, indicator)[:8]:
            value, day = one.values["value"], one.values["date"]
            words = f"Delete {format_number(value, self.desk.formats)} of {format_date(day) if day else 'no day'}"
            menu.add(words, lambda record=one: self._remove(record.id), icon="trash")  # type: ignore[misc]
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _remove(self, reading_id: int) -> None:
        records.delete(self.desk, "indicator_reading", reading_id)
        self.context.toast("The reading is in the bin", undo=True)


class _PointsModel(TableModel):
    """The scores of the chart as figures, the newest first."""

    def __init__(self) -> None:
        columns = (
            Column("date", "Day", 120, sortable=False),
            Column("score", "Score", 80, right=True, sortable=False),
            Column("origin", "From", 200, soft=True, stretch=True, sortable=False),
        )
        super().__init__(columns)
        self._points: list[Point] = []

    def show_points(self, points: tuple[Point, ...]) -> None:
        """Shows other scores."""
        self.beginResetModel()
        self._points = list(reversed(points))
        self.endResetModel()

    def row_count(self) -> int:
        return len(self._points)

    def key(self, row: int) -> Hashable:
        return self._points[row].on

    def cell(self, row: int, column: Column) -> Cell:
        one = self._points[row]
        match column.key:
            case "date":
                return Cell(format_date(one.on))
            case "score":
                return Cell(f"{one.score:.0f}")
            case _:
                return Cell(_ORIGINS.get(one.origin, one.origin))
