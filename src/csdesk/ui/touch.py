"""The quick touch, from anywhere: who, what, what was promised, what comes next; and a new action in one line."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QVBoxLayout, QWidget

from csdesk.desk import accounts, touches
from csdesk.desk.core import Changed
from csdesk.desk.errors import DeskError, Invalid
from csdesk.desk.touches import Draft, Promise, Spoken
from csdesk.ui.context import Context
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button, IconButton
from csdesk.ui.widgets.checks import CheckBox
from csdesk.ui.widgets.chips import AccentChip
from csdesk.ui.widgets.choices import Segment, Segmented
from csdesk.ui.widgets.fields import ComboBox, FieldBox, LineEdit, TextArea
from csdesk.ui.widgets.overlays import Dialog
from csdesk.ui.widgets.text import Label, Text
from csdesk.values.dates import parse_date
from csdesk.values.days import format_date, relative_day
from csdesk.values.errors import ParseError
from csdesk.values.text import fold


class Picker(ComboBox):
    """A choice by typing: any part of a name finds it. `picked` is told when it is another."""

    picked = Signal()

    def __init__(self, name: str, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent=parent)
        self._before: tuple[int | None, str] = (None, "")
        self.setEditable(True)
        self.setInsertPolicy(ComboBox.InsertPolicy.NoInsert)
        line = self.lineEdit()
        assert line is not None
        line.setPlaceholderText(placeholder)
        line.setAccessibleName(name)
        line.editingFinished.connect(self._tell)
        self.currentIndexChanged.connect(self._tell)

    def offer(self, choices: list[tuple[int, str]], chosen: int | None = None) -> None:
        """Offers these, by number and name, and chooses one."""
        blocked = self.blockSignals(True)
        self.clear()
        for number, name in choices:
            self.addItem(name, number)
        self.setCurrentIndex(self.findData(chosen) if chosen is not None else -1)
        if chosen is None:
            self.setEditText("")
        self.blockSignals(blocked)
        completer = QCompleter(self.model(), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.activated.connect(self._tell)
        popup = completer.popup()
        if popup is not None:
            popup.setProperty("popup", "true")
            popup.setAccessibleName(f"{self.accessibleName()}: names that match")
        self.setCompleter(completer)
        self._before = (self.number(), self.currentText())

    def number(self) -> int | None:
        """The number of what is chosen or typed in full; the only one that what is typed is a part of."""
        typed = fold(self.currentText())
        if not typed:
            return None
        names = [(self.itemData(place), fold(self.itemText(place))) for place in range(self.count())]
        whole = [number for number, name in names if name == typed]
        found = whole or [number for number, name in names if typed in name]
        return int(found[0]) if len(found) == 1 or whole else None

    def _tell(self, _value: object = None) -> None:
        now = (self.number(), self.currentText())
        if now != self._before:
            self._before = now
            self.picked.emit()


class _Flow(QObject):
    """Enter goes on to the next field, Ctrl+Enter finishes from anywhere."""

    finished = Signal()

    def __init__(self, fields: list[QWidget], parent: QObject) -> None:
        super().__init__(parent)
        self._fields = fields
        for one in fields:
            one.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.finished.emit()
                return True
            if enter and not event.modifiers() and not isinstance(watched, TextArea):
                return self._next(watched)
        return super().eventFilter(watched, event)

    def _next(self, watched: QObject) -> bool:
        place = next((at for at, one in enumerate(self._fields) if one is watched), -1)
        if watched.property("keeps") == "true":
            return False
        if place == len(self._fields) - 1:
            self.finished.emit()
        elif place >= 0:
            self._fields[place + 1].setFocus(Qt.FocusReason.TabFocusReason)
        return True


class Promises(QWidget):
    """What was promised, one line each, read as it is typed. `changed` is told when one is added or taken out."""

    changed = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._desk = context, context.desk
        self.account_id: int | None = None
        self.found: list[Promise] = []
        self._names: dict[int, str] = {}
        px = theme().px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addWidget(Label("Actions promised", "label", "soft"))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(px(2))
        column.addLayout(self._rows)
        line = QHBoxLayout()
        line.setSpacing(px(8))
        self.line = LineEdit("Action promised", placeholder="I send the user list by friday. Enter adds it")
        self.line.setObjectName("touch.promise")
        self.line.textChanged.connect(self._read)
        self.owner = AccentChip("")
        self.due = AccentChip("")
        line.addWidget(self.line, 1)
        line.addWidget(self.owner)
        line.addWidget(self.due)
        column.addLayout(line)

    def spoken(self) -> Spoken | None:
        """What is typed, as it is understood; None for nothing."""
        text = self.line.text().strip()
        return touches.promise(self._desk, self.account_id, text) if text else None

    def _read(self) -> None:
        said = self.spoken()
        today = self._desk.clock.today()
        self.owner.set(said.owner.name if said is not None and said.owner is not None else "")
        due = said.due if said is not None else None
        self.due.set(f"{format_date(due, 'day')}, {relative_day(due, today)}" if due is not None else "")

    def take(self) -> bool:
        """Adds what is typed; whether there was anything."""
        said = self.spoken()
        if said is None or not said.title:
            return False
        self.found.append(Promise(said.title, said.owner.id if said.owner else None, said.due))
        self.line.clear()
        self.show_rows()
        self.changed.emit()
        return True

    def show_rows(self) -> None:
        """Shows what was added."""
        from csdesk.ui.pages.reviews.cards import clear

        self._names = {one.id: one.name for one in touches.owners(self._desk, self.account_id)}
        clear(self._rows)
        for place, one in enumerate(self.found):
            holder = QWidget()
            row = QHBoxLayout(holder)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(theme().px(8))
            row.addWidget(Label(one.title, "body", elide=True), 1)
            owner = self._names.get(one.owner, "") if one.owner is not None else ""
            row.addWidget(Label(owner or "no owner", "label", "soft" if owner else "accent"))
            due = format_date(one.due, "day") if one.due is not None else "no day"
            row.addWidget(Label(due, "label", "soft" if one.due is not None else "accent", tabular=True))
            out = IconButton("close", f"Take out: {one.title}", size=14, side=24)
            out.clicked.connect(partial(self._take_out, place))
            row.addWidget(out)
            self._rows.addWidget(holder)

    def _take_out(self, place: int, _checked: bool = False) -> None:
        del self.found[place]
        self.show_rows()
        self.changed.emit()


class TouchDialog(Dialog):
    """Logs a touch. What is typed is kept when it is closed, and comes back the next time."""

    def __init__(self, context: Context, parent: QWidget, account_id: int | None = None) -> None:
        super().__init__(parent, "Log a touch", wide=True)
        self.setObjectName("touch")
        self._context, self._desk = context, context.desk
        self._logged = self._warned = False
        px = theme().px
        self.account = Picker("Account", "Find the account")
        self.account.setObjectName("touch.account")
        self.who = Picker("With", "Who it was with")
        self.who.setObjectName("touch.with")
        self.kind = Segmented("Type", list(touches.TYPES), "call")
        self.kind.setObjectName("touch.type")
        self.when = LineEdit("When", placeholder="Now")
        self.when.setObjectName("touch.when")
        self.mood = Segmented("Mood", [Segment(*one) for one in touches.MOODS], "", clearable=True)
        self.mood.setObjectName("touch.mood")
        self.summary = LineEdit("Summary", placeholder="What it was about, in a line")
        self.summary.setObjectName("touch.summary")
        self.detail = TextArea("Detail", lines=2)
        self.detail.setObjectName("touch.detail")
        self.promises = Promises(context)
        self.next = LineEdit("Next touch", placeholder="in 2 weeks, 3 dec, next mon")
        self.next.setObjectName("touch.next")
        self.boxes = {
            "account": FieldBox("Account", self.account),
            "contact": FieldBox("With", self.who),
            "date": FieldBox("When", self.when),
            "summary": FieldBox("Summary", self.summary),
            "next_touch": FieldBox("Next touch", self.next),
        }
        for parts in ((self.boxes["account"], self.boxes["contact"]),):
            row = QHBoxLayout()
            row.setSpacing(px(16))
            for part in parts:
                row.addWidget(part, 1)
            self.body.addLayout(row)
        row = QHBoxLayout()
        row.setSpacing(px(16))
        row.addWidget(FieldBox("Type", self.kind))
        row.addWidget(self.boxes["date"], 1)
        row.addWidget(FieldBox("Mood", self.mood))
        self.body.addLayout(row)
        self.body.addWidget(self.boxes["summary"])
        self.body.addWidget(FieldBox("Detail", self.detail))
        self.body.addWidget(self.promises)
        self.body.addWidget(self.boxes["next_touch"])
        self.missing = Text("", "label", "faint")
        self.body.addWidget(self.missing)
        self._afresh = self.add_button(Button("Start afresh", "quiet"), lead=True)
        self._afresh.clicked.connect(self._forget)
        cancel = self.add_button(Button("Cancel", "quiet"))
        cancel.clicked.connect(self.reject)
        self._go = self.add_button(Button("Log the touch", "primary", tip="Ctrl+Enter"))
        self._go.setObjectName("touch.go")
        self._go.clicked.connect(self._log)
        line, who = self.account.lineEdit(), self.who.lineEdit()
        assert line is not None and who is not None
        self.promises.line.setProperty("keeps", "true")
        order: list[QWidget] = [line, who, self.when, self.summary, self.detail, self.promises.line, self.next]
        self._flow = _Flow(order, self)
        self._flow.finished.connect(self._log)
        self.promises.line.returnPressed.connect(self._promise_entered)
        self._fill(account_id)
        self._connect()
        self._check()
        (who if self.account.number() is not None else line).setFocus()

    def _fill(self, account_id: int | None) -> None:
        rows = [one for one in accounts.rows(self._desk) if one.stage != "churned" or one.id == account_id]
        draft = touches.drafted(self._desk)
        # What was begun for another account stays kept until one is back there, or opens it from nowhere.
        if draft is not None and account_id is not None and draft.account_id not in (None, account_id):
            draft = None
        chosen = draft.account_id if draft is not None and draft.account_id is not None else account_id
        self.account.offer([(one.id, one.name) for one in rows], chosen)
        self._account_picked()
        self._afresh.setVisible(draft is not None)
        if draft is not None:
            self._show_draft(draft)

    def _show_draft(self, draft: Draft) -> None:
        self.kind.set_value(draft.type)
        self.mood.set_value(draft.mood)
        if isinstance(draft.contact, int):
            self.who.setCurrentIndex(self.who.findData(draft.contact))
        elif draft.contact:
            self.who.setEditText(draft.contact)
        self.summary.setText(draft.summary)
        self.detail.setPlainText(draft.detail)
        self.promises.found = list(draft.promises)
        self.promises.show_rows()
        if draft.next_touch is not None:
            self.next.setText(format_date(draft.next_touch))
        if draft.day is not None:
            self.when.setText(f"{format_date(draft.day)} {draft.time}".strip())

    def _connect(self) -> None:
        self.account.picked.connect(self._account_picked)
        self.who.picked.connect(self._check)
        for field in (self.when, self.summary, self.next):
            field.textChanged.connect(self._check)
        self.kind.chosen.connect(self._check)
        self.promises.changed.connect(self._check)

    def _account_picked(self) -> None:
        number = self.account.number()
        if number != self.promises.account_id or number is None:
            self.promises.account_id = number
            choices = list(touches.people_of(self._desk, number)) if number is not None else []
            self.who.offer(choices)
            self.promises.show_rows()
        self.who.setEnabled(number is not None)
        self._check()

    # What is typed

    def _contact(self) -> int | str | None:
        return self.who.number() or self.who.currentText().strip() or None

    def draft(self) -> Draft:
        """What is typed, as far as it can be read."""
        day, time = None, ""
        if self.when.text().strip():
            try:
                day, time = touches.read_when(self._desk, self.when.text())
            except Invalid:
                day, time = None, ""
        return Draft(
            self.account.number(), self.kind.value() or "call", day, time, self._contact(), self.summary.text().strip(),
            self.detail.text().strip(), self.mood.value(), self._next_day(), tuple(self.promises.found),
        )  # fmt: skip

    def _next_day(self) -> date | None:
        text = self.next.text().strip()
        today = self._desk.clock.today()
        try:
            return parse_date(text, today, self._desk.formats.date_order) if text else None
        except ParseError:
            return None

    def _check(self, _value: object = None) -> None:
        """Says what is understood of the days, and what is still missing."""
        today = self._desk.clock.today()
        self.boxes["date"].set_error("")
        if self.when.text().strip():
            try:
                day, time = touches.read_when(self._desk, self.when.text())
                said = f"{format_date(day, 'day')}{f', {time}' if time else ''}"
                self.boxes["date"].set_hint(f"{said}, {relative_day(day, today, 'ago')}")
            except Invalid as problem:
                self.boxes["date"].set_hint(problem.reason[:60])
        else:
            self.boxes["date"].set_hint("")
        self.boxes["next_touch"].set_error("")
        ahead = self._next_day()
        words = f"{format_date(ahead, 'day')} {ahead.year}, {relative_day(ahead, today)}" if ahead is not None else ""
        self.boxes["next_touch"].set_hint(words)
        for name in ("account", "summary", "contact"):
            self.boxes[name].set_error("")
        open_ = touches.gaps(self.draft())
        said = "A full note also has " + ", ".join(one.words for one in open_) if open_ else "Nothing is missing."
        self.missing.set_parts(said)
        self._go.setText("Log the touch")
        self._warned = False

    # Logging

    def _promise_entered(self) -> None:
        if not self.promises.take():
            self.next.setFocus(Qt.FocusReason.TabFocusReason)

    def _wrong(self) -> QWidget | None:
        """Shows at the fields what cannot be taken; the first of them."""
        first: QWidget | None = None
        if self.account.number() is None:
            self.boxes["account"].set_error("Choose an account of the book")
            first = self.account
        if not self.summary.text().strip():
            self.boxes["summary"].set_error("A line about it is needed")
            first = first or self.summary
        if self.when.text().strip():
            try:
                touches.read_when(self._desk, self.when.text())
            except Invalid as problem:
                self.boxes["date"].set_error(problem.reason)
                first = first or self.when
        ahead = self._next_day()
        if self.next.text().strip() and (ahead is None or ahead <= self._desk.clock.today()):
            self.boxes["next_touch"].set_error("Write a day that is ahead, such as “in 2 weeks”")
            first = first or self.next
        return first

    def _log(self) -> None:
        self.promises.take()
        wrong = self._wrong()
        if wrong is not None:
            wrong.setFocus()
            return
        draft = self.draft()
        open_ = [one for one in touches.gaps(draft) if not one.needed]
        if open_ and not self._warned:
            # Said once; whoever presses again means it.
            self._warned = True
            self._go.setText("Log it all the same")
            self.missing.set_parts([("Still missing: " + ", ".join(one.words for one in open_), "bold accent")])
            if any(one.field == "next_touch" for one in open_):
                self.next.setFocus()
            return
        day, time = touches.read_when(self._desk, self.when.text())
        whole = Draft(
            draft.account_id, draft.type, day, time, draft.contact, draft.summary, draft.detail, draft.mood,
            draft.next_touch, draft.promises,
        )  # fmt: skip
        self._go.setEnabled(False)
        self._context.write(touches.log, self._desk, whole, done=self._done, failed=self._failed, owner=self)

    def _done(self, _changed: Changed) -> None:
        self._logged = True
        number = len(self.promises.found)
        more = f" with {number} action{'s' if number != 1 else ''}" if number else ""
        self._context.toast(f"Logged the touch{more}", undo=True)
        self._context.write(touches.keep_draft, self._desk, None)
        self.accept()

    def _failed(self, problem: Exception) -> None:
        self._go.setEnabled(True)
        words = problem.what if isinstance(problem, DeskError) else str(problem)
        self.boxes["summary"].set_error(words)

    def _forget(self) -> None:
        self._logged = True
        self._context.write(touches.keep_draft, self._desk, None)
        self.reject()

    def done(self, result: int) -> None:
        """Closes; what was typed and not logged is kept for the next time."""
        self.promises.take()
        draft = self.draft()
        typed = draft.summary or draft.detail or draft.promises or draft.next_touch
        if not self._logged and typed:
            self._context.write(touches.keep_draft, self._desk, draft)
        super().done(result)


class ActionDialog(Dialog):
    """A new action in one line, with its account: title, owner and day are read from the words."""

    def __init__(self, context: Context, parent: QWidget, account_id: int | None = None) -> None:
        super().__init__(parent, "New action")
        self.setObjectName("action")
        self._context, self._desk = context, context.desk
        self.account = Picker("Account", "Find the account")
        self.account.setObjectName("action.account")
        rows = [one for one in accounts.rows(self._desk) if one.stage != "churned" or one.id == account_id]
        self.account.offer([(one.id, one.name) for one in rows], account_id)
        self.box = FieldBox("Account", self.account)
        self.line = LineEdit("Action", placeholder="Send the SSO guide to Piet by friday")
        self.line.setObjectName("action.line")
        self.words = FieldBox("Action", self.line, hint="Names and days are read from the words")
        self.important = CheckBox("Important")
        self.body.addWidget(self.box)
        self.body.addWidget(self.words)
        chips = QHBoxLayout()
        self.owner, self.due = AccentChip(""), AccentChip("")
        chips.addWidget(self.important)
        chips.addStretch(1)
        chips.addWidget(self.owner)
        chips.addWidget(self.due)
        self.body.addLayout(chips)
        cancel = self.add_button(Button("Cancel", "quiet"))
        cancel.clicked.connect(self.reject)
        self._go = self.add_button(Button("Add the action", "primary"))
        self._go.setObjectName("action.go")
        self._go.clicked.connect(self._add)
        self._go.setDefault(True)
        self.line.textChanged.connect(self._read)
        self.account.picked.connect(self._read)
        line = self.account.lineEdit()
        assert line is not None
        self._flow = _Flow([line, self.line], self)
        self._flow.finished.connect(self._add)
        (self.line if account_id is not None else line).setFocus()

    def _read(self, _value: object = None) -> None:
        said = touches.promise(self._desk, self.account.number(), self.line.text())
        self.words.set_error("")
        self.box.set_error("")
        self.owner.set(said.owner.name if said.owner is not None else "")
        today = self._desk.clock.today()
        self.due.set(f"{format_date(said.due, 'day')}, {relative_day(said.due, today)}" if said.due else "")

    def _add(self) -> None:
        said = touches.promise(self._desk, self.account.number(), self.line.text())
        account = self.account.number()
        if account is None:
            self.box.set_error("Choose an account of the book")
            self.account.setFocus()
            return
        if not said.title:
            self.words.set_error("Say what is to be done")
            self.line.setFocus()
            return
        important = True if self.important.isChecked() else None
        self._context.write(touches.act, self._desk, account, said, important, toast=f"Added: {said.title}")
        self.accept()
