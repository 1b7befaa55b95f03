"""What Today asks and explains: until when something is put off, why it is in the list, and a new action."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from csdesk.desk.today import Entry, Why
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.cards import Rule
from csdesk.ui.widgets.fields import FieldBox, LineEdit
from csdesk.ui.widgets.overlays import Dialog
from csdesk.ui.widgets.text import Label, Text
from csdesk.values.dates import parse_date
from csdesk.values.days import format_date, relative_day
from csdesk.values.errors import ParseError
from csdesk.values.formats import DateOrder

_MOST_REASONS = 4
_SOON = ("tomorrow", "in 3 days", "next Monday", "in 1 week", "in 2 weeks")


class SnoozeDialog(Dialog):
    """Until when, and why. `taken(until, reason)`."""

    def __init__(
        self, parent: QWidget, entry: Entry, today: date, order: DateOrder, taken: Callable[[date, str], object]
    ) -> None:
        super().__init__(parent, "Put it off")
        self._today, self._order, self._taken = today, order, taken
        words = f"{entry.item.title} · {entry.name}" if entry.name else entry.item.title
        self.body.addWidget(Text(words, "body", "soft"))
        self.until = LineEdit("Until", "tomorrow", "A date, or “in 3 days”")
        self.until.setObjectName("snooze.until")
        self.until.textChanged.connect(self._read)
        self.box = FieldBox("Until", self.until)
        self.body.addWidget(self.box)
        picks = QHBoxLayout()
        picks.setSpacing(theme().px(8))
        for said in _SOON:
            button = Button(said[:1].upper() + said[1:], "secondary", small=True)
            button.setObjectName(f"snooze.{said}")
            button.clicked.connect(lambda _checked=False, said=said: self.until.setText(said))
            picks.addWidget(button)
        picks.addStretch(1)
        self.body.addLayout(picks)
        self.reason = LineEdit("Reason", placeholder="Waiting for their answer")
        self.reason.setObjectName("snooze.reason")
        self.body.addWidget(FieldBox("Reason", self.reason))
        if entry.group == "now":
            self.body.addWidget(Label("A rule wants this now, or it is late already.", "label", "faint"))
        cancel = self.add_button(Button("Cancel", "quiet"))
        cancel.clicked.connect(self.reject)
        go = self.add_button(Button("Put it off", "primary"))
        go.setObjectName("snooze.go")
        go.clicked.connect(self._take)
        go.setDefault(True)
        self._read()
        self.until.setFocus()
        self.until.selectAll()

    def day(self) -> date | None:
        """The day that is typed; None while it is none that is ahead."""
        try:
            day = parse_date(self.until.text(), self._today, self._order)
        except ParseError:
            return None
        return day if day > self._today else None

    def _read(self) -> None:
        self.box.set_error("")
        day = self.day()
        words = f"{format_date(day, 'day')} {day.year}, {relative_day(day, self._today)}" if day else "A day ahead"
        self.box.set_hint(words)

    def _take(self) -> None:
        day = self.day()
        if day is None:
            self.box.set_error("Write a day that is ahead, such as “tomorrow” or “next monday”")
            self.until.setFocus()
            return
        self.accept()
        self._taken(day, self.reason.text().strip())


class WhyDialog(Dialog):
    """Why a line is in the list, and why at this place."""

    def __init__(self, parent: QWidget, found: Why) -> None:
        super().__init__(parent, "Why is this here?", wide=True)
        px = theme().px
        entry = found.entry
        words = f"{entry.item.title} · {entry.name}" if entry.name else entry.item.title
        self.body.addWidget(Text([(words, "bold")]))
        for item in found.said[:_MOST_REASONS]:
            parts = [(item.evidence, "soft")]
            if item.rule:
                parts.append((f"\nRule: {item.rule}", "faint"))
            if item is not entry.item:
                parts.insert(0, (f"{item.title}: ", "soft"))
            self.body.addWidget(Text(parts, "body"))
        more = len(found.said) - _MOST_REASONS
        if more > 0:
            self.body.addWidget(Label(f"and {more} more of the same kind", "label", "faint"))
        place = f"Place {found.place} of {found.of}" if found.place else "Put off for now"
        self.body.addWidget(Rule())
        self.body.addWidget(Label(place, "strong"))
        if found.above:
            self.body.addWidget(Text(f"The line above comes first: {_lower(found.above)}.", "label", "soft"))
        if found.below:
            self.body.addWidget(Text(f"It comes before the line below: {_lower(found.below)}.", "label", "soft"))
        for number, step in enumerate(found.steps, 1):
            row = QHBoxLayout()
            row.setSpacing(px(12))
            rank = Label(str(number), "label", "faint", tabular=True)
            rank.setFixedWidth(px(16))
            label = Label(step.label, "label", "soft")
            label.setFixedWidth(px(72))
            value = QVBoxLayout()
            value.setSpacing(0)
            value.addWidget(Label(step.value, "body", tabular=True))
            value.addWidget(Text(step.rule, "label", "faint"))
            row.addWidget(rank)
            row.addWidget(label)
            row.addLayout(value, 1)
            self.body.addLayout(row)
        close = self.add_button(Button("Close", "primary"))
        close.clicked.connect(self.accept)
        close.setDefault(True)


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
