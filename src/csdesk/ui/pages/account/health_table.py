"""The table of indicators: reading, day, 90 days, level, thresholds, weight, score and points."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from csdesk.desk import health as desk_health
from csdesk.desk.health import Contribution, Health, Part
from csdesk.ui.pages.account.health_chart import draw_course
from csdesk.ui.widgets.table import TableView
from csdesk.ui.widgets.table_model import Cell, Column, TableModel
from csdesk.ui.widgets.table_paint import CellDelegate
from csdesk.values.days import format_date

COLUMNS = (
    Column("indicator", "Indicator", 132, stretch=True, sortable=False),
    Column("reading", "Reading", 80, right=True, sortable=False),
    Column("read", "Read", 66, right=True, soft=True, sortable=False),
    Column("course", "90 days", 70, sortable=False),
    Column("level", "Level", 96, sortable=False),
    Column("yellow", "Yellow at", 78, right=True, soft=True, sortable=False),
    Column("red", "Red at", 70, right=True, soft=True, sortable=False),
    Column("weight", "Weight", 66, right=True, soft=True, sortable=False),
    Column("score", "Score", 56, right=True, soft=True, sortable=False),
    Column("points", "Points", 64, right=True, sortable=False),
)
_LEVELS = {"green": "Healthy", "yellow": "At risk", "red": "Critical"}


@dataclass(frozen=True, slots=True)
class _Course(Cell):
    """A cell that draws a small line."""

    course: tuple[tuple[date, float], ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    """An indicator, or one input of an indicator that has several."""

    one: Contribution
    part: Part | None = None


class IndicatorModel(TableModel):
    """The indicators of a verdict; those made of several inputs have a row for each below."""

    def __init__(self) -> None:
        super().__init__(COLUMNS)
        self._health: Health | None = None
        self._rows: list[_Row] = []

    def show_health(self, health: Health) -> None:
        """Shows another verdict."""
        self.beginResetModel()
        self._health = health
        self._rows = []
        for one in health.verdict.contributions:
            if not one.weight and one.score is None:
                continue
            self._rows.append(_Row(one))
            if len(one.parts) > 1:
                self._rows += [_Row(one, part) for part in one.parts]
        self.endResetModel()

    def row_count(self) -> int:
        return len(self._rows)

    def key(self, row: int) -> Hashable:
        found = self._rows[row]
        return (found.one.indicator.id, found.part.input.id if found.part else "")

    def cell(self, row: int, column: Column) -> Cell:
        found = self._rows[row]
        return self._of_part(found, column) if found.part is not None else self._of_whole(found.one, column)

    def _of_whole(self, one: Contribution, column: Column) -> Cell:
        only = one.parts[0] if len(one.parts) == 1 else None
        missing = one.score is None
        match column.key:
            case "indicator":
                return Cell(one.indicator.label, tip=one.indicator.about, bold=only is None)
            case "weight":
                return Cell(f"{one.weight:g}")
            case "score":
                return Cell("–" if one.score is None else f"{one.score:.0f}")
            case "points":
                return Cell("–" if missing else f"{one.points:.1f}", bold=True)
            case "level":
                return _level(one.level)
            case "course" if self._health is not None:
                course = self._health.courses.get(one.indicator.id, ())
                return _Course(course=course) if only is not None else Cell()
            case _:
                return _figures(only, column) if only is not None else Cell()

    def _of_part(self, found: _Row, column: Column) -> Cell:
        part = found.part
        assert part is not None
        match column.key:
            case "indicator":
                return Cell(f"    {part.input.label}", tone="text.soft", tip=desk_health.rule(part.input))
            case "weight":
                if found.one.indicator.first:
                    return Cell()
                return Cell(f"{found.one.weight * part.input.share / 100:.1f}".removesuffix(".0"))
            case "score":
                return Cell("–" if part.score is None else f"{part.score:.0f}")
            case "level":
                return _level(part.level)
            case "course" | "points":
                return Cell()
            case _:
                return _figures(part, column)


def _level(level: str) -> Cell:
    return Cell(_LEVELS.get(level, "No data"), chip=level or "none")


def _figures(part: Part, column: Column) -> Cell:
    unit = desk_health.unit_of(part.input)
    match column.key:
        case "reading":
            if part.measured is None:
                return Cell("None", tone="text.soft")
            off = part.level in ("yellow", "red")
            return Cell(desk_health.figure(part.measured.value, unit), bold=off, tip=desk_health.in_words(part))
        case "read":
            if part.measured is None:
                return Cell()
            words = format_date(part.measured.on, "day").split(" ", 1)[1]
            old = f"{part.age} days old; from {part.input.stale_after} on it no longer counts as known"
            return Cell(f"{words}, old" if part.stale else words, bold=part.stale, tip=old if part.stale else "")
        case "yellow" | "red":
            if part.input.steps:
                return Cell("Steps", tip=desk_health.rule(part.input))
            figure = part.input.yellow if column.key == "yellow" else part.input.red
            return Cell(desk_health.figure(figure, unit), tip=desk_health.rule(part.input))
    return Cell()


class _Delegate(CellDelegate):
    def paint_cell(self, painter: QPainter, area: QRectF, cell: Cell, column: Column) -> None:
        if isinstance(cell, _Course):
            draw_course(painter, area, cell.course)
            return
        super().paint_cell(painter, area, cell, column)


def indicator_table(model: IndicatorModel) -> TableView:
    """The table of a model, with its small lines."""
    table = TableView("Indicators", model, row_height="row-indicator")
    table.setItemDelegate(_Delegate(table))
    return table
