"""Editors made of other editors: a table of the field's own columns, and an approval."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from csdesk.forms.schema import FormField
from csdesk.forms.state import Answer, Approval
from csdesk.ui.forms.dates import DateEditor
from csdesk.ui.forms.editor import Editor, FormHost
from csdesk.ui.forms.text import TextEditor
from csdesk.ui.widgets.buttons import Button, IconButton
from csdesk.ui.widgets.text import Label

Build = Callable[[FormField, FormHost, QWidget], Editor]


class TableEditor(Editor):
    """A small table typed in place: one editor a cell, a row added or taken away beside it."""

    def __init__(self, field: FormField, host: FormHost, build: Build, parent: QWidget | None = None) -> None:
        super().__init__(field, host, parent)
        self._build = build
        self._rows: list[list[Editor]] = []
        self._removers: list[IconButton] = []
        self._shown: tuple[tuple[object, ...], ...] = ()
        self.grid = QGridLayout()
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(8)
        self.grid.setVerticalSpacing(4)
        for place, column in enumerate(field.columns):
            head = Label(column.label, "label", "soft", parent=self)
            self.grid.addWidget(head, 0, place)
            self.grid.setColumnStretch(place, 2 if column.type in ("text", "long") else 1)
        self.box.addLayout(self.grid)
        self.add = Button("Add a line", "quiet", icon="plus", small=True, parent=self)
        self.add.clicked.connect(self._add_and_go)
        self.box.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self._names = ("", "")
        self._add_row()

    def _add_row(self) -> list[Editor]:
        line = len(self._rows) + 1
        cells: list[Editor] = []
        for place, column in enumerate(self.field.columns):
            cell = self._build(replace(column, lines=1), self.host, self)
            cell.edited.connect(self.edited)
            cell.finished.connect(self.finished)
            self.grid.addWidget(cell, line, place, Qt.AlignmentFlag.AlignTop)
            cells.append(cell)
        remove = IconButton("close", "Remove this line", size=14, parent=self)
        remove.clicked.connect(self._remove_clicked)
        self.grid.addWidget(remove, line, len(self.field.columns), Qt.AlignmentFlag.AlignTop)
        self._removers.append(remove)
        self._rows.append(cells)
        self._name_cells()
        return cells

    def _add_and_go(self) -> None:
        self._add_row()[0].control().setFocus(Qt.FocusReason.OtherFocusReason)

    def _remove_clicked(self) -> None:
        sender = self.sender()
        place = next((n for n, remover in enumerate(self._removers) if remover is sender), -1)
        if place < 0:
            return
        answers = [[cell.answer() for cell in row] for row in self._rows]
        del answers[place]
        self._fill([dict(zip(self._columns(), row, strict=True)) for row in answers], {})
        self.edited.emit()
        self.finished.emit()

    def _columns(self) -> list[str]:
        return [column.id for column in self.field.columns]

    def control(self) -> QWidget:
        return self._rows[0][0].control() if self._rows else self.add

    def controls(self) -> Sequence[QWidget]:
        inner = [control for row in self._rows for cell in row for control in cell.controls()]
        return (*inner, self.add)

    def name(self, accessible: str, object_name: str) -> None:
        self.setObjectName(object_name)
        self._names = (accessible, object_name)
        self.add.setAccessibleName(f"{accessible}: add a line")
        self.add.setObjectName(object_name + ".add")
        self._name_cells()

    def _name_cells(self) -> None:
        accessible, object_name = self._names
        for line, row in enumerate(self._rows, start=1):
            for column, cell in zip(self.field.columns, row, strict=True):
                cell.name(f"{accessible}, line {line}, {column.label}", f"{object_name}.{line}.{column.id}")
            self._removers[line - 1].setAccessibleName(f"{accessible}: remove line {line}")
            self._removers[line - 1].setObjectName(f"{object_name}.{line}.remove")

    def show_answer(self, value: object, text: str) -> None:
        rows = [row for row in value if isinstance(row, Mapping)] if isinstance(value, (tuple, list)) else []
        shown = tuple(tuple(self._plain(row.get(column)) for column in self._columns()) for row in rows)
        if shown == self._shown and len(self._rows) >= len(rows):
            return
        self._shown = shown
        texts = {
            (line, column): cell.text
            for line, row in enumerate(rows)
            for column, cell in row.items()
            if isinstance(cell, Answer)
        }
        self._fill([{c: self._plain(row.get(c)) for c in self._columns()} for row in rows], texts)

    @staticmethod
    def _plain(cell: object) -> object:
        return cell.value if isinstance(cell, Answer) else cell

    def _fill(self, rows: Sequence[Mapping[str, object]], texts: Mapping[tuple[int, str], str]) -> None:
        while len(self._rows) < max(1, len(rows)):
            self._add_row()
        while len(self._rows) > max(1, len(rows)):
            remover = self._removers.pop()
            for cell in self._rows.pop():
                self.grid.removeWidget(cell)
                cell.hide()
                cell.deleteLater()
            self.grid.removeWidget(remover)
            remover.hide()
            remover.deleteLater()
        for line, row in enumerate(self._rows):
            for column, cell in zip(self._columns(), row, strict=True):
                value = rows[line].get(column) if line < len(rows) else None
                text = texts.get((line, column), "" if value is None else str(value))
                if not cell.holds_focus():
                    cell.show_answer(value, text)

    def answer(self) -> object:
        rows = []
        for row in self._rows:
            answers = {column: cell.answer() for column, cell in zip(self._columns(), row, strict=True)}
            if any(value not in (None, "", ()) for value in answers.values()):
                rows.append(answers)
        return tuple(rows)

    def wide(self) -> bool:
        return True


class ApprovalEditor(Editor):
    """Who approves, in what capacity, and the day they did: empty until then."""

    def __init__(self, field: FormField, host: FormHost, parent: QWidget | None = None) -> None:
        super().__init__(field, host, parent)
        self.who = TextEditor(replace(field, placeholder="Name", type="text"), host, self)
        self.capacity = TextEditor(replace(field, placeholder="Title", type="text"), host, self)
        self.when = DateEditor(replace(field, placeholder="Date approved", type="date"), host, self)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        for place, part in enumerate((self.who, self.capacity, self.when)):
            grid.addWidget(part, 0, place)
            grid.setColumnStretch(place, 1)
            part.edited.connect(self.edited)
            part.finished.connect(self.finished)
        for part, name in ((self.who, "name"), (self.capacity, "title"), (self.when, "date approved")):
            part.control().setProperty("part", name)
        self.box.addLayout(grid)

    def control(self) -> QWidget:
        return self.who.control()

    def controls(self) -> Sequence[QWidget]:
        return (self.who.control(), self.capacity.control(), self.when.control())

    def show_answer(self, value: object, text: str) -> None:
        approval = value if isinstance(value, Approval) else Approval()
        self.who.show_answer(approval.name, approval.name)
        self.capacity.show_answer(approval.title, approval.title)
        day = approval.date
        self.when.show_answer(day, self.host.show_date(day) if isinstance(day, date) else "")

    def answer(self) -> object:
        who, capacity = str(self.who.answer()).strip(), str(self.capacity.answer()).strip()
        when = str(self.when.answer()).strip()
        if not (who or capacity or when):
            return None
        return {"name": who, "title": capacity, "date": when}

    def wide(self) -> bool:
        return True
