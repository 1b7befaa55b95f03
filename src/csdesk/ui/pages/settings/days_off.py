"""Days off: the days on which nothing falls due, one or several at a time."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from csdesk.ui.theme import theme
from csdesk.ui.widgets import Button, Callout, FieldBox, IconButton, Label, LineEdit, Rule, Text
from csdesk.values.days import count, format_date, relative_day

if TYPE_CHECKING:
    from csdesk.ui.context import Context


class DaysOffSection(QWidget):
    """A line to add days with, and those that are kept; past ones last."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        px = theme().px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(12))
        words = (
            "Steps of playbooks, and whatever else CSDesk puts on a day, leave out weekends and these days. "
            "What is dated already stays where it is."
        )
        column.addWidget(Text(words, "body", "soft"))
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.line = LineEdit("Days off", placeholder="24 Dec to 1 Jan, or a single day")
        self.line.setObjectName("days-off.line")
        self.line.returnPressed.connect(self._add)
        add = Button("Add", icon="plus")
        add.clicked.connect(self._add)
        row.addWidget(self.line, 1)
        row.addWidget(add)
        holder = QWidget()
        row.setContentsMargins(0, 0, 0, 0)
        holder.setLayout(row)
        self._box = FieldBox("Add days off", holder)
        column.addWidget(self._box)
        self._clash = QVBoxLayout()
        column.addLayout(self._clash)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        column.addLayout(self._rows)
        column.addStretch(1)
        self._controls = (self.line, add)
        self.show_values()

    def show_values(self) -> None:
        """Read the days off again."""
        from csdesk.desk import settings

        desk = self._context.desk
        for layout in (self._rows, self._clash):
            while layout.count():
                item = layout.takeAt(0)
                if (widget := item.widget() if item is not None else None) is not None:
                    widget.hide()
                    widget.deleteLater()
        self._show_clash()
        today = desk.clock.today()
        found = settings.days_off_ranges(desk)
        for control in self._controls:
            control.setEnabled(not desk.read_only)
        if not found:
            self._rows.addWidget(Label("No days off yet", "label", "soft"))
        for first, last in sorted(found, key=lambda one: (one[1] < today, one[0])):
            self._rows.addWidget(self._row(first, last, today))
            self._rows.addWidget(Rule())

    def _show_clash(self) -> None:
        """Steps that are dated already and fall on a day off."""
        from csdesk.desk import runs

        found = runs.on_days_off(self._context.desk)
        if not found:
            return
        one = found[0]
        button = Button("Move them to the next working day" if len(found) > 1 else "Move it to the next working day")
        button.setObjectName("days-off.move")
        button.setEnabled(not self._context.desk.read_only)
        button.clicked.connect(self._move)
        more = f", and {len(found) - 1} more" if len(found) > 1 else ""
        words = f"“{one.title}” of {one.account} is due {format_date(one.due, 'day')}{more}."
        verb = "falls" if len(found) == 1 else "fall"
        title = f"{count(len(found), 'step')} of running playbooks {verb} on a day off"
        self._clash.addWidget(Callout("", title, words, button=button))

    def _move(self, _checked: bool = False) -> None:
        from csdesk.desk import runs

        changed = runs.move_off_days(self._context.desk)
        self._context.toast(changed.name, undo=True)
        self.show_values()

    def _row(self, first: date, last: date, today: date) -> QWidget:
        px = theme().px
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, px(6), 0, px(6))
        row.setSpacing(px(12))
        over = last < today
        words = format_date(first, "long")
        if last != first:
            words = f"{format_date(first)} to {format_date(last)}"
        row.addWidget(Label(words, "body", "soft" if over else "text", tabular=True))
        number = count((last - first).days + 1, "day")
        when = "over" if over else relative_day(first, today) if first >= today else "now"
        row.addWidget(Label(f"{number}, {when}", "label", "soft", tabular=True))
        row.addStretch(1)
        remove = IconButton("close", f"Remove {words}")
        remove.setEnabled(not self._context.desk.read_only)
        remove.clicked.connect(partial(self._remove, first, last))
        row.addWidget(remove)
        return holder

    def _add(self) -> None:
        from csdesk.desk import settings
        from csdesk.desk.errors import Invalid

        desk = self._context.desk
        self._box.set_error("")
        if not self.line.text().strip():
            return
        try:
            new = settings.read_days_off(desk, self.line.text())
            settings.set_days_off(desk, [*settings.days_off_ranges(desk), new])
        except Invalid as error:
            self._box.set_error(error.reason[:1].upper() + error.reason[1:])
            return
        self.line.clear()
        self.show_values()

    def _remove(self, first: date, last: date, _checked: bool = False) -> None:
        from csdesk.desk import settings

        desk = self._context.desk
        settings.set_days_off(desk, [one for one in settings.days_off_ranges(desk) if one != (first, last)])
        self._context.toast("Removed the days off", undo=True)
        self.show_values()
