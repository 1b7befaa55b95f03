"""Planning the month: the steps that fall into it, each with a day, kept together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from csdesk.desk.core import Desk
from csdesk.desk.errors import DeskError
from csdesk.desk.renewal_plan import Proposal
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.cards import Rule
from csdesk.ui.widgets.fields import CheckBox, LineEdit, set_flag
from csdesk.ui.widgets.layouts import Scroll
from csdesk.ui.widgets.overlays import Dialog
from csdesk.ui.widgets.text import Label, Text
from csdesk.values.dates import parse_date
from csdesk.values.days import count, format_date
from csdesk.values.errors import ParseError

MOST = 150
"""Steps in one plan; whoever has more plans again after these."""
Planned = Callable[[list[tuple[int, str, date]]], object]


class _Line(QWidget):
    """One step: whether it is planned, whose, what, and the day."""

    def __init__(self, one: Proposal) -> None:
        super().__init__()
        px = theme().px
        self.one = one
        row = QHBoxLayout(self)
        row.setContentsMargins(0, px(3), px(8), px(3))
        row.setSpacing(px(10))
        self.tick = CheckBox("", f"Plan {one.title}, {one.name}")
        self.tick.setObjectName(f"plan.{one.account_id}.{one.step}")
        self.tick.setChecked(not one.planned)
        row.addWidget(self.tick)
        name = Label(one.name, "body", elide=True)
        name.setFixedWidth(px(170))
        row.addWidget(name)
        row.addWidget(Label(one.title, "body", "soft", elide=True), 1)
        said = "planned" if one.planned else "late" if one.late else ""
        state = Label(said, "label-strong" if one.late else "label", "text" if one.late else "faint")
        state.setFixedWidth(px(52))
        state.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(state)
        self.day = LineEdit(f"Day of {one.title}, {one.name}", format_date(one.day, "day"), small=True)
        self.day.setObjectName(f"day.{one.account_id}.{one.step}")
        self.day.setFixedWidth(px(108))
        row.addWidget(self.day)


class PlanDialog(Dialog):
    """`planned` takes (account, step, day) for every ticked step; a day that cannot be read keeps the dialog open."""

    def __init__(
        self, parent: QWidget | None, desk: Desk, found: Sequence[Proposal], until: date, planned: Planned
    ) -> None:
        super().__init__(parent, f"Plan until {format_date(until, 'long')}", wide=True)
        self._desk, self._planned = desk, planned
        px = theme().px
        shown = found[:MOST]
        words = "Each step gets a day of its own; late ones are spread over the next working days, three a day."
        if len(found) > MOST:
            words += f" These are the first {MOST} of {len(found)}."
        self.body.addWidget(Text(words, "body", "soft"))
        scroll = Scroll("Steps to plan", spacing=0)
        self.lines: list[_Line] = []
        for at, one in enumerate(shown):
            if at:
                scroll.body.addWidget(Rule())
            line = _Line(one)
            line.tick.toggled.connect(self._count)
            self.lines.append(line)
            scroll.body.addWidget(line)
        scroll.body.addStretch(1)
        scroll.setMinimumHeight(min(px(400), px(44) * max(1, len(shown))))
        self.body.addWidget(scroll, 1)
        self.error = Label("", "label", "text")
        self.error.hide()
        self.body.addWidget(self.error)
        cancel = self.add_button(Button("Cancel", "quiet"))
        cancel.clicked.connect(self.reject)
        self.go = self.add_button(Button("Plan the steps", "primary"))
        self.go.setObjectName("plan.go")
        self.go.clicked.connect(self._accept)
        self._count()

    def _count(self, *_on: object) -> None:
        number = sum(line.tick.isChecked() for line in self.lines)
        self.go.setText(f"Plan {count(number, 'step')}" if number else "Plan the steps")
        self.go.setEnabled(bool(number))

    def _accept(self) -> None:
        wanted: list[tuple[int, str, date]] = []
        today = self._desk.clock.today()
        first: LineEdit | None = None
        reason = ""
        for line in self.lines:
            set_flag(line.day, "wrong", False)
            if not line.tick.isChecked():
                continue
            try:
                day = parse_date(line.day.text(), today, self._desk.formats.date_order)
                if day < today:
                    raise ParseError(f"{format_date(day)} is past")
            except ParseError as error:
                set_flag(line.day, "wrong", True)
                first = first or line.day
                reason = reason or f"{line.one.name}: {error.reason}"
            else:
                wanted.append((line.one.account_id, line.one.step, day))
        self.error.setVisible(bool(reason))
        self.error.setText(reason)
        if first is not None:
            first.setFocus()
            return
        try:
            self._planned(wanted)
        except DeskError as error:
            self.error.setText(error.what)
            self.error.show()
        else:
            self.accept()
