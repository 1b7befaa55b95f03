"""Cards of a review's page: its documents, who comes, and what closing it still needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from csdesk.desk.records import KINDS, Record
from csdesk.desk.reviews import Close, CloseStep, Paper, Person, Question
from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.cards import Card, CardHead, Rule
from csdesk.ui.widgets.chips import Icon
from csdesk.ui.widgets.fields import CheckBox
from csdesk.ui.widgets.text import Label, Text
from csdesk.values.days import format_date

_PARTS = {option.id: option.label for option in KINDS["attendee"].field("part").options}
_ICONS = {"slides": "monitor", "invitation": "calendar", "summary": "mail"}


def clear(layout: QLayout) -> None:
    """Take everything out of a layout."""
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()


class PapersCard(Card):
    """The documents, deck and invitation of a review. `opened(key)` and `exported(key)` ask for one of them.

    A sealed one that goes to the customer ahead offers the draft of its mail, and `sent(key)` to note that it went out.
    """

    opened = Signal(str)
    exported = Signal(str)
    drafted = Signal(str)
    sent = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, spacing=0, parent=parent)
        self._head = CardHead("Documents")
        self.body.addWidget(self._head)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.body.addLayout(self._rows)
        self._found: Sequence[Paper] | None = None

    def show_papers(self, found: Sequence[Paper], *, read_only: bool) -> None:
        """Shows these."""
        if found == self._found:
            return
        self._found = found
        clear(self._rows)
        ready = sum(one.ready for one in found)
        self._head.note.setText(f"{ready} of {len(found)} ready" if found else "")
        if not found:
            words = "No form in CSDesk is for a meeting of this type. Notes are kept with the meeting itself."
            self._rows.addWidget(_padded(Text(words, "label", "soft")))
        for place, one in enumerate(found):
            if place:
                self._rows.addWidget(Rule())
            self._rows.addWidget(self._row(one, read_only))

    def _row(self, one: Paper, read_only: bool) -> QWidget:
        px = theme().px
        holder = QWidget()
        holder.setObjectName(f"paper.{one.key}")
        column = QVBoxLayout(holder)
        column.setContentsMargins(px(16), px(10), px(16), px(10))
        column.setSpacing(px(2))
        head = QHBoxLayout()
        head.setSpacing(px(8))
        head.addWidget(Icon(_ICONS.get(one.key, "file")))
        head.addWidget(Label(one.title, "strong", elide=True), 1)
        known = one.key in _ICONS
        if not known:
            words = "Open" if one.document is not None else "Start"
            button = Button(words, small=True)
            button.setAccessibleName(f"{words} {one.title}")
            button.setEnabled(one.document is not None or not read_only)
            button.clicked.connect(partial(self.opened.emit, one.key))
            head.addWidget(button)
        if one.formats and (one.document is not None or known):
            export = Button("Save" if known else "Export", small=True, icon="export")
            export.setAccessibleName(f"{'Save' if known else 'Export'} {one.title}")
            export.clicked.connect(partial(self.exported.emit, one.key))
            head.addWidget(export)
        column.addLayout(head)
        state = QHBoxLayout()
        state.setContentsMargins(px(24), 0, 0, 0)
        state.addWidget(Label(one.state, "label", "soft", tabular=True, elide=True), 1)
        if one.missing and one.document is not None:
            state.addWidget(Label(f"{one.missing} missing", "label", "accent", tabular=True))
        column.addLayout(state)
        if one.send == "open" and not read_only:
            column.addLayout(self._sending(one))
        return holder

    def _sending(self, one: Paper) -> QHBoxLayout:
        """Below a sealed paper: its mail, and that it went out."""
        line = QHBoxLayout()
        line.setContentsMargins(theme().px(24), theme().px(2), 0, 0)
        line.setSpacing(theme().px(12))
        for words, asked, name in (("Draft the e-mail", self.drafted, "draft"), ("It is sent", self.sent, "sent")):
            button = Button(words, "link", small=True, icon="mail" if name == "draft" else "check-circle")
            button.setObjectName(f"paper.{one.key}.{name}")
            button.setAccessibleName(f"{words}: {one.title}")
            button.clicked.connect(partial(asked.emit, one.key))
            line.addWidget(button)
        line.addStretch(1)
        return line


def _padded(widget: QWidget) -> QWidget:
    px = theme().px
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(px(16), px(12), px(16), px(12))
    column.addWidget(widget)
    return holder


class PeopleCard(Card):
    """Who comes, by side, each with a tick for having confirmed. `change` asks for others."""

    change = Signal()
    confirmed = Signal(int, bool)
    """An attendee, and whether they have said that they come."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, spacing=0, parent=parent)
        self._head = CardHead("Who comes")
        self._button = Button("Change", small=True)
        self._button.setAccessibleName("Change who comes")
        self._button.clicked.connect(partial(self.change.emit))
        self._head.add(self._button)
        self.body.addWidget(self._head)
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(theme().px(16), theme().px(8), theme().px(16), theme().px(12))
        self._rows.setSpacing(theme().px(2))
        self.body.addLayout(self._rows)

    def show_people(self, found: Sequence[Person], *, read_only: bool) -> None:
        """Shows them."""
        clear(self._rows)
        self._button.setEnabled(not read_only)
        said = sum(one.confirmed for one in found)
        self._head.note.setText(f"{said} of {len(found)} confirmed" if found else "")
        if not found:
            words = "Nobody is listed yet. Those who come appear on the agenda, in the invitation and as owners."
            self._rows.addWidget(Text(words, "label", "soft"))
        for side, title in (("customer", "From the customer"), ("ours", "From our side")):
            mine = [one for one in found if one.side == side]
            if not mine:
                continue
            head = Label(title, "label", "soft")
            head.setContentsMargins(0, theme().px(4), 0, 0)
            self._rows.addWidget(head)
            for one in mine:
                about = one.role or one.title
                part = _PARTS.get(one.part, "") if one.part != "attends" else ""
                more = ", ".join(text for text in (about, part.lower()) if text)
                self._rows.addWidget(self._person(one, more, read_only))

    def _said(self, attendee: int, comes: bool) -> None:
        self.confirmed.emit(attendee, comes)

    def _person(self, one: Person, more: str, read_only: bool) -> QWidget:
        px = theme().px
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, px(2), 0, px(2))
        line.setSpacing(px(8))
        tick = CheckBox("", f"{one.name} has confirmed")
        tick.setObjectName(f"person.{one.attendee}.confirmed")
        tick.setToolTip("Has confirmed" if one.confirmed else "Has not confirmed yet")
        tick.setChecked(one.confirmed)
        tick.setEnabled(not read_only)
        tick.toggled.connect(partial(self._said, one.attendee))
        line.addWidget(tick, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(Text([(one.name, ""), (f"  {more}", "soft")], "body"), 1)
        return holder


class StepRow(QWidget):
    """One step of closing: a round tick, its title, why, and what to press."""

    def __init__(self, step: CloseStep, buttons: Sequence[Button], below: QWidget | None, *, line: bool) -> None:
        super().__init__()
        self._step, self._line = step, line
        px = theme().px
        self.setObjectName(f"step.{step.id}")
        column = QVBoxLayout(self)
        column.setContentsMargins(px(46), px(9), px(16), px(10))
        column.setSpacing(px(4))
        row = QHBoxLayout()
        row.setSpacing(px(8))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(step.title, "body" if step.done else "strong", "soft" if step.done else "text"))
        if step.why:
            words.addWidget(Label(step.why, "label", "faint" if step.done else "soft", elide=True))
        row.addLayout(words, 1)
        for button in buttons:
            row.addWidget(button)
        column.addLayout(row)
        if below is not None:
            column.addWidget(below)
        state = "done" if step.done else "open"
        self.setAccessibleName(f"{step.title}, {state}. {step.why}")

    def paintEvent(self, event: QPaintEvent) -> None:
        px = theme().px
        painter = QPainter(self)
        paint.round_tick(painter, QRectF(px(16), px(10), px(18), px(18)), self._step.done)
        if self._line:
            painter.fillRect(px(46), self.height() - 1, self.width(), 1, theme().colour("line"))
        painter.end()


class CloseCard(Card):
    """Closing a review, step by step: `asked(step, what)` says which button was pressed."""

    asked = Signal(str, str)
    action_opened = Signal(int)
    question_opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, spacing=0, parent=parent)
        self._head = CardHead("Close the review")
        self.body.addWidget(self._head)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.body.addLayout(self._rows)

    def show_close(
        self,
        found: Close,
        names: Callable[[Record], str],
        proposed: str,
        *,
        read_only: bool,
    ) -> None:
        """Shows the steps. `proposed` is the next review's day in words;"""
        clear(self._rows)
        done = sum(one.done for one in found.steps)
        note = f"{done} of {len(found.steps)} done"
        if found.by is not None and found.closed_on is None:
            by = f"{format_date(found.by.date(), 'day')}, {found.by:%H:%M}"
            note += f", late since {by}" if found.late else f", by {by}"
        self._head.note.setText(note)
        first = next((one.id for one in found.open), "")
        for place, step in enumerate(found.steps):
            buttons = [] if read_only else self._buttons(step, first, proposed)
            below: QWidget | None = None
            if step.id == "actions" and found.actions:
                below = self._actions(found.actions, names)
            elif step.id == "plan" and found.questions and not step.done:
                below = self._questions(found.questions)
            self._rows.addWidget(StepRow(step, buttons, below, line=place < len(found.steps) - 1))

    def _buttons(self, step: CloseStep, first: str, proposed: str) -> list[Button]:
        offers: dict[str, list[tuple[str, str]]] = {
            "held": [("hold", "It took place")],
            "summary": [("draft", "Draft the e-mail"), ("sent", "It is sent")],
            "actions": [("confirm", "They are right")],
            "plan": [("confirm", "Looked through")],
            "next": [("plan", f"Plan it for {proposed}"), ("other", "Another day")],
            "seal": [("seal", "Seal and close")],
        }
        found = []
        for place, (what, words) in enumerate([] if step.done else offers.get(step.id, [])):
            button = Button(words, "primary" if step.id == first and place == 0 else "secondary", small=True)
            button.setObjectName(f"close.{step.id}.{what}")
            button.clicked.connect(partial(self.asked.emit, step.id, what))
            found.append(button)
        return found

    def _actions(self, actions: Sequence[Record], names: Callable[[Record], str]) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px(2))
        for one in actions:
            row = QHBoxLayout()
            row.setSpacing(theme().px(8))
            row.addWidget(Label(one.title, "body", elide=True), 1)
            who, due = names(one), one.values["due"]
            if who:
                row.addWidget(Label(who, "label", "soft"))
            if due is not None:
                row.addWidget(Label(format_date(due, "day"), "label", "soft", tabular=True))
            if not who or due is None:
                words = "Add an owner" if not who else "Add a date"
                button = Button(words, "link", small=True)
                button.setAccessibleName(f"{words} to {one.title}")
                button.clicked.connect(partial(self.action_opened.emit, one.id))
                row.addWidget(button)
            column.addLayout(row)
        return holder

    def _questions(self, found: Sequence[Question]) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px(4))
        for one in found[:6]:
            row = QHBoxLayout()
            row.setSpacing(theme().px(8))
            row.addWidget(Text([(one.text, ""), (f"  {one.why}", "faint")], "label"), 1)
            places = {"plan": "Open the plan", "people": "Open the people", "overview": "Open the account"}
            words = places.get(one.tab, "Open the account")
            button = Button(words, "link", small=True)
            button.setAccessibleName(f"{words}: {one.text}")
            button.clicked.connect(partial(self.question_opened.emit, one.tab))
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
            column.addLayout(row)
        if len(found) > 6:
            column.addWidget(Label(f"and {len(found) - 6} more", "label", "soft"))
        return holder
